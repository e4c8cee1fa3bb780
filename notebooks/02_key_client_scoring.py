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
# # Key-client scoring: who carries the company, how evenly, and who is moving
#
# Three lenses on the same twelve months. **ABC** says how much a client brings (вклад), **XYZ** how evenly (ровность),
# **RFM** how fresh, how often and how much (давность, частота, деньги). The nine-and-one *axes* T1–T10 describe a
# client from all sides. Then: who moved since last year, and how much of it is only a threshold.

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


# %% [markdown]
# ## ABC × XYZ
#
# A client is **A** while the clients before it bring less than 80 % of the contribution, **B** up to 95 %. X varies by
# at most a quarter of its mean month, seasonally adjusted. *AX* is where service has to be faultless; *AZ* is large and
# unpredictable: look at the person behind the orders, not at the number.

# %%
scored = kam.abc_xyz(book)
show(scored, ["client_id", "name", "net_12m", "cm1_12m", "contribution_share", "abc_contribution", "abc_revenue", "xyz", "cv"]).head(15)

# %%
charts.abc_xyz_matrix(kam.matrix(book), lang=LANG, currency=CURRENCY)

# %% [markdown]
# Revenue and contribution do not always agree on who is A. Those in A by revenue and not by contribution are bought
# with margin: the first place to look for discounts that buy nothing (R7).

# %%
disagree = scored[(scored["abc_revenue"] == "A") & (scored["abc_contribution"] != "A")]
show(disagree, ["name", "net_12m", "cm1_12m", "abc_revenue", "abc_contribution"]).head(10)

# %% [markdown]
# ## RFM
#
# Quintiles among the clients that bought in the twelve months; equal values get equal scores. The segment is the first
# rule of the policy that the scores meet, and every one of the 125 scores meets one.

# %%
segments = kam.segments(book)
show(segments, ["segment", "clients", "monetary_12m", "net_share", "recency_days", "frequency_12m"])

# %%
charts.segment_map(segments, lang=LANG, currency=CURRENCY)

# %% [markdown]
# *Cannot lose* are large, frequent buyers gone quiet. Their names belong in this week's calls:

# %%
rfm = kam.rfm(book)
show(rfm[rfm["segment"] == "cannot_lose"], ["name", "recency_days", "frequency_12m", "monetary_12m"]).sort_values(
    columns.label("monetary_12m", LANG), ascending=False
).head(10)

# %% [markdown]
# ## The axes
#
# Each client's class on T1–T10, with the review date since which it has held. What is not known says why.

# %%
axes = kam.axes(book)
axes.groupby("axis")["class"].agg(known="count", classes="nunique").assign(of=axes.groupby("axis").size())

# %%
turnover = axes[axes["axis"] == "T3"]["class"].value_counts()
turnover.rename(lambda code: columns.axis_class_label("T3", code, LANG)).to_frame(columns.label("clients", LANG))

# %% [markdown]
# One client from all sides:

# %%
largest = scored.iloc[0]["client_id"]
one = kam.axes(book, largest)
one.assign(
    axis=[columns.code_label("axis", a, LANG) for a in one["axis"]],
    **{"class": [columns.axis_class_label(a, c, LANG) if isinstance(c, str) else "—" for a, c in zip(one["axis"], one["class"], strict=True)]},
)[["axis", "class", "since", "value"]]

# %%
charts.class_timeline(kam.class_history(book, largest), lang=LANG)

# %% [markdown]
# ## Who moved since last year
#
# Read a row as "of those who were here a year ago". The diagonal is what stayed; below it is what slipped.

# %%
migration = kam.migration(book, "abc", "year")
charts.migration_matrix(migration, lang=LANG, currency=CURRENCY)

# %%
slipped = kam.moves(book, "abc", "year")
slipped = slipped[(slipped["class_before"] == "A") & (slipped["class_now"] != "A")]
show(slipped, ["name", "manager", "class_before", "class_now", "net_12m_before", "net_12m_now"]).head(10)

# %% [markdown]
# ## Becoming key, ceasing to be (K3)
#
# The pace of the last six months, seasonally adjusted, against a year ago. *Emerging* (растущий ключевой) already runs at
# the pace of an A client without having been one; nobody needs to have named it.

# %%
moving = kam.emerging_fading(book)
show(moving, ["name", "direction", "pace_year_ago", "pace_now", "growth", "abc_year_ago", "abc_now"]).head(12)

# %%
charts.emerging_fading(moving, lang=LANG, currency=CURRENCY)

# %% [markdown]
# ## White space (R10): what clients like it buy and it does not
#
# Like it: of its type (industry, where no type is told) and its third by revenue. Expected is the middle of the class's
# share in the revenue of those that buy it, times the client's revenue; likely is that × how often such gaps filled × what
# part of the expected they brought. The test of the past is below: naming is worth something where more of the named gaps
# filled than of the classes not named, and than of as many in the classes most bought.

# %%
gaps = kam.white_space(book)
print(kam.white_space_status(book)["gap_status"].value_counts().to_string())
gaps[["client_id", "product_class", "gap_kind", "peers", "buying_share", "expected_12m", "fill_chance", "stake"]].head(10)

# %%
kam.white_space_check(book)

# %%
charts.white_space(kam.white_space(book, gaps["client_id"].iloc[0]) if len(gaps) else gaps, lang=LANG, currency=CURRENCY)

# %% [markdown]
# ## Another threshold: who moves?
#
# A class is a decision, and a decision should not hang on the third digit of a threshold. `what_if` computes the marts
# again in memory under another policy; the book itself is never touched.

# %%
other = kam.what_if(book, book.policy.changed(abc_a_share=0.70))
moved = other.moved("abc")
print(f"With A up to 70 % instead of 80 %, {len(moved)} clients change class")
show(moved, ["name", "class_before", "class_now", "net_12m"]).head(10)

# %%
sizes = []
for share in (0.60, 0.70, 0.80, 0.90):
    a = kam.what_if(book, book.policy.changed(abc_a_share=share)).sql(
        "SELECT count(*) AS clients, sum(net_12m) AS net_12m FROM marts.abc_xyz WHERE abc_contribution = 'A'"
    )
    sizes.append({"abc_a_share": share, "clients": a["clients"][0], "net_12m": a["net_12m"][0]})
pd.DataFrame(sizes)

# %% [markdown]
# The number of A clients grows faster than their money: each further point of coverage costs more managers than the
# one before. How many places the company can serve is the next question, and the capacity of its managers answers it.
