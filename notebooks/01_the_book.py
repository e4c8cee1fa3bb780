# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
#       format_version: '1.3'
#       jupytext_version: 1.19.6
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # The book: what is in the data, and can it be trusted
#
# A *book* (книга) is one file with everything known of the company's clients as of one review date. Before any client
# is judged, four questions: what did the files contain and does it add up (сверка); what is missing and what would it
# unlock; which months are the season (сезонность); on how few clients does the company hang (концентрация).
#
# The notebook reads the book of the demo company. Point `KAM_DATA` at your own home folder to read yours.

# %%
import os

import pandas as pd

import kamlib as kam
from kamlib import charts
from kamlib.core import formats
from kamlib.labels import columns

LANG = os.environ.get("KAM_LANG", "en")
book = kam.open_book(os.environ.get("KAM_DATA", "../data/demo"))
CURRENCY = book.currency
pd.options.display.float_format = lambda x: formats.number(x, LANG, 2)


def show(frame, names):
    """A frame with the dictionary's headings and the codes spelt out, in the language chosen."""
    return columns.headed(frame, names, LANG)


f"Book as of {formats.date(book.as_of, LANG)}, built {book.info['built_at']}, in {CURRENCY or 'an unnamed currency'}"

# %% [markdown]
# ## What came in
#
# One row per file. Rows read must be rows accepted plus rows rejected, and the same for money, to the kopeck; the
# import refuses to publish anything else, so the last line below is a proof, not a hope.

# %%
sources = kam.sources(book)
show(sources, ["file", "table_name", "rows_read", "rows_accepted", "rows_rejected", "amount_read", "date_from", "date_to"])

# %%
sales = book.one(
    "SELECT sum(rows_read - rows_accepted - rows_rejected) AS rows_lost, "
    "sum(amount_read - amount_accepted - amount_rejected) AS money_lost FROM sources"
)
assert not sales["rows_lost"] and not sales["money_lost"]
sales

# %% [markdown]
# Where files overlap, the same line is counted once. Rows that could not be used are kept with their reason.

# %%
overlaps, rejects = kam.overlaps(book), kam.rejects(book)
print(f"{len(overlaps)} pairs of files overlap, {len(rejects)} rows were rejected")
rejects[["file", "line", "column_name", "value", "reason"]].head(10)

# %% [markdown]
# ## Where the money belongs
#
# Not every line is a client buying goods: deliveries and fees are *service lines*, counter sales have no client. They
# stay in the company's total as *not attributed* (не отнесено) and out of every client's number.

# %%
reconciliation = kam.reconciliation(book)
show(reconciliation, ["attribution", "line_kind", "is_after_as_of", "lines", "net"])

# %%
charts.reconciliation(reconciliation, lang=LANG, currency=CURRENCY)

# %%
by_lines = book.one("SELECT sum(net) AS total FROM reconciliation WHERE attribution = 'client' AND NOT is_after_as_of")
by_clients = book.one("SELECT sum(net) AS total FROM features.client_day WHERE day <= (SELECT as_of FROM book_info)")
assert by_lines["total"] == by_clients["total"]
formats.money(by_lines["total"], LANG, CURRENCY)

# %% [markdown]
# ## What is missing, and what it would unlock
#
# A company has at least sales lines. Everything else is optional: what needs it says "not known" instead of guessing.

# %%
gaps = kam.data_gaps(book)
gaps.assign(
    what=[columns.gap_text(item, LANG)[0] for item in gaps["item"]],
    unlocks=[columns.gap_text(item, LANG)[1] for item in gaps["item"]],
)[["what", "known_share", "unlocks"]].head(12)

# %% [markdown]
# ## The year's shape
#
# The seasonal index compares each month with the centred twelve-month mean; the median over the years resists one odd
# month. With less than two years of history it is 1, and says so (`is_flat`). Every comparison below is seasonally adjusted
# (без сезонности), so that a weak January is not mistaken for a leaving client.

# %%
months = kam.company_monthly(book)
charts.company_monthly(months, lang=LANG, currency=CURRENCY)

# %%
season = kam.seasonal_index(book)
charts.seasonal_index(season, lang=LANG)

# %%
company = season[season["product_class"].isna()]
print(f"The twelve indices average {formats.number(company['season_index'].mean(), LANG, 6)}; flat: {bool(company['is_flat'].all())}")
best, worst = company["season_index"].idxmax(), company["season_index"].idxmin()
print(f"Strongest month {company.loc[best, 'month_of_year']}, weakest {company.loc[worst, 'month_of_year']}")

# %% [markdown]
# ## On how few clients the company hangs
#
# *Effective clients* is how many equal clients would give the same concentration (1 / HHI). The whale curve (кривая
# кита) adds clients up from the most to the least profitable: where its peak is above 100 %, the tail gives money away.

# %%
concentration = kam.concentration(book)
{columns.label(k, LANG): columns.value(k, concentration[k], LANG, CURRENCY) for k in concentration if k.endswith(("share", "hhi", "clients"))}

# %%
charts.concentration_bars(kam.clients(book), lang=LANG, currency=CURRENCY)

# %%
whale = kam.whale_curve(book)
charts.whale_curve(whale, lang=LANG, currency=CURRENCY)

# %%
peak = whale.loc[whale["cumulative_contribution"].idxmax()]
print(
    f"The best {formats.share(peak['clients_share'], LANG)} of clients bring "
    f"{formats.share(peak['cumulative_share'], LANG)} of the {columns.code_label('contribution_level', peak['contribution_level'], LANG)}; "
    f"the rest take {formats.share(peak['cumulative_share'] - 1, LANG)} back."
)

# %% [markdown]
# What would the company be without its largest client?

# %%
without = kam.without_client(book, concentration["top1_client_id"])
print(f"{concentration['name_en' if LANG == 'en' else 'name']}: {formats.share(without['revenue_share'], LANG)} of revenue")
formats.money(without["net_12m_without"], LANG, CURRENCY)

# %% [markdown]
# ## Through which channels it sells
#
# Every line of a client is in one channel, and what is not known stands apart, so the channels sum to the company's
# revenue to the kopeck. Concentration (HHI) is within the channel.

# %%
charts.channels(kam.channels(book), lang=LANG, currency=CURRENCY)

# %% [markdown]
# ## Against the plan
#
# Complete months only, and only those that are planned. The rest of the period is expected at the mean month of the last
# twelve, seasonally adjusted, times the season of each month left: an estimate by one stated method. Levels (company, client,
# manager, product class) are not made to sum.

# %%
plan = kam.plan(book, "manager")
columns.headed(
    plan[plan["plan_period"] == "year"],
    ["name", "plan_share_to_date", "plan_share_expected", "actual_to_date", "plan_to_date", "plan_amount"],
    LANG,
    table="plan_progress",
)
