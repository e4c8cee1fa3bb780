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
# # The quarterly review: what changed, what to decide, were we right
#
# What the SKAM group goes through (обзор квартала): is the book sound, what has changed since the last review and why,
# what needs a decision and what is at stake, and how the forecasts and decisions of earlier reviews turned out. The
# same functions stand behind the dashboard's pages, with the same digits.
#
# Two reviews need an earlier one. Where the company has no books of past quarters yet, `kam build --quarters 6` builds
# them from what is known today; they say that they are reconstructed.

# %%
import os

import pandas as pd

import kamlib as kam
from kamlib import charts
from kamlib.book import history
from kamlib.core import formats
from kamlib.labels import columns
from kamlib.labels.queue import queue_text
from kamlib.labels.review import measure_change, measure_value, outcome_text

LANG = os.environ.get("KAM_LANG", "en")
book = kam.open_book(os.environ.get("KAM_DATA", "../data/demo"))
CURRENCY = book.currency
pd.options.display.float_format = lambda x: formats.number(x, LANG, 2)
pd.options.display.max_colwidth = 240


def show(frame, names, table=None):
    """A frame with the dictionary's headings and the codes spelt out, in the language chosen."""
    return columns.headed(frame, names, LANG, table)


# %% [markdown]
# ## Is the book sound?
#
# Every rouble of the source stands somewhere (сверка): accepted to clients, to nobody, or rejected with its reason.
# Months that lack sales would make any comparison look like a fall.

# %%
show(kam.reconciliation(book), ["attribution", "line_kind", "lines", "net"])

# %%
show(kam.missing_months(book), ["month", "problem"])

# %% [markdown]
# ## What has changed?
#
# The quarter against the same one last year, part by part, and why: price, volume, mix, clients won and lost.

# %%
charts.revenue_bridge(kam.revenue_bridge(book), lang=LANG, currency=CURRENCY, period="quarter")

# %%
charts.price_volume_mix(kam.price_volume_mix(book), lang=LANG, currency=CURRENCY, period="year")

# %% [markdown]
# Against the last review: `said_then` is what the book published then said, `known_then` the same date by the data of
# now. What lies between the two are late documents and corrections, and no change of the quarter.

# %%
earlier = [day for day in history.reviews(book.home) if day < book.as_of]
compared = kam.compare(earlier[0], book) if earlier else None
company = pd.DataFrame() if compared is None else compared.company
pd.DataFrame(
    [
        {
            columns.label("company_measure", LANG): columns.code_label("company_measure", r["company_measure"], LANG),
            columns.label("said_then", LANG): measure_value(r["company_measure"], r["said_then"], LANG, CURRENCY),
            columns.label("measure_now", LANG): measure_value(r["company_measure"], r["measure_now"], LANG, CURRENCY),
            columns.label("measure_change", LANG): measure_change(r, LANG, CURRENCY),
        }
        for r in company.to_dict("records")
    ]
)

# %%
bridges = pd.DataFrame() if compared is None else compared.bridges
charts.compare_bridge(bridges.head(1), lang=LANG, currency=CURRENCY)

# %%
charts.compare_bridge(bridges.iloc[1:2], lang=LANG, currency=CURRENCY)

# %% [markdown]
# Who entered and left the list of key clients, and by what: a decision, fit, its own points, or others.

# %%
moved = pd.DataFrame() if compared is None else compared.clients[compared.clients["change"].isin(["enters", "leaves"])]
show(moved, [n for n in ("name", "change", "selection_cause", "selection_score_then", "selection_score") if n in moved],
     "compare_clients")  # fmt: skip

# %% [markdown]
# ## What needs a decision?
#
# One queue (очередь решений), ranked by the money at stake; the reason is the cause, not the mechanics.

# %%
queue = kam.queue(book, "decide")
queue = queue[~queue["is_muted"].astype(bool)]
pd.DataFrame(
    [
        {
            columns.label("name", LANG): r["name_en"] if LANG == "en" and pd.notna(r["name_en"]) else r["name"],
            columns.label("stake", LANG): formats.money(r["stake"], LANG, CURRENCY, compact=True),
            columns.label("stake_kind", LANG): columns.code_label("stake_kind", r["stake_kind"], LANG)
            if pd.notna(r["stake_kind"])
            else formats.UNKNOWN,
            columns.label("item", LANG, "queue"): queue_text(r, LANG, CURRENCY, book.policy),
            columns.label("next_step", LANG): columns.code_label("next_step", r["next_step"], LANG),
        }
        for r in queue.head(10).to_dict("records")
    ]
)

# %% [markdown]
# Whom to call, with what a call is worth (список звонков), and on whom the company depends.

# %%
show(
    kam.save_list(book).head(10),
    ["name", "call_cause", "stake_12m", "call_success", "expected_profit_of_call"],
)

# %%
show(kam.dependence(book), ["name", "revenue_share", "growth_3m", "risk_band", "fit_share", "last_contact"])

# %%
groups = kam.client_groups(book)
show(groups[groups["is_primary"]].head(10), ["client_id", "group_code", "conditions_met", "conditions", "deciding"])

# %% [markdown]
# ## Were we right?
#
# Forecasts first: how many were expected to fall silent and how many did, revenue expected and come, margin called at
# risk and lost. Then by band of risk: where the shares differ much, the probabilities deserve no trust.

# %%
met = kam.forecasts_met(book)
show(met, ["said_on", "silent_said", "silent_came", "revenue_said", "revenue_came", "contribution_said",
           "contribution_came", "is_reconstructed"], "forecasts_met")  # fmt: skip

# %%
show(kam.risk_bands_met(book), ["said_on", "risk_band", "clients_judged", "share_said", "share_came"], "risk_bands_met")

# %% [markdown]
# Then decisions (решения): the client since, against the same days a year before and against clients like it that
# nobody decided about. A client may do better for a hundred reasons; inside the range of the others nothing was shown.

# %%
outcomes = kam.decision_outcomes(book)
pd.DataFrame(
    [
        {
            columns.label("decided_on", LANG): formats.date(r["decided_on"], LANG),
            columns.label("name", LANG): r["name_en"] if LANG == "en" and pd.notna(r["name_en"]) else r["name"],
            columns.label("subject", LANG): r["subject"],
            columns.label("decision_outcome", LANG): columns.code_label(
                "decision_outcome", r["decision_outcome"], LANG
            ),
            "": outcome_text(r, LANG, CURRENCY),
        }
        for r in outcomes.to_dict("records")
    ]
)

# %% [markdown]
# What the alarms are worth, by what people answered to them, and what is still open in the charter.

# %%
show(kam.queue_precision(book), ["item", "answered", "not_valid", "valid_share"], "queue_precision")

# %%
show(kam.charter(book), ["question", "charter_state", "owner", "review_on"])
