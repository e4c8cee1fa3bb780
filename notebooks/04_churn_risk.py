# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Churn risk: from raw gaps to a probability that was tested
#
# B2B clients rarely cancel. They order later, then less, then elsewhere (тихий уход, сворачивание). Two questions are
# answered for every active client: will it buy nothing in the next 90 days, and will it buy half or less of what its
# own past and the season imply? Each answer is shown with how well such answers did before.

# %%
import os

import pandas as pd

import kamlib as kam
from kamlib import charts, columns, formats

LANG = os.environ.get("KAM_LANG", "en")
book = kam.open_book(os.environ.get("KAM_DATA", "../data/demo"))
CURRENCY = book.currency
pd.options.display.float_format = "{:,.3f}".format

# %% [markdown]
# ## What silence means depends on the client
#
# Twenty days are nothing for a client that orders monthly and an alarm for one that orders every second day. The raw
# material is the gap between purchase days, held against the gaps this client has had.

# %%
gaps = book.sql(
    "SELECT client_id, recency_days, gap_median, overdue, gaps_shorter_share FROM features.churn_features"
    " WHERE cut_off = (SELECT max(cut_off) FROM features.churn_features) ORDER BY overdue DESC LIMIT 10"
)
gaps

# %% [markdown]
# `gaps_shorter_share` = 1: never before has this client been silent for so long.
#
# ## What the past says of such signs
#
# Labels come from many past dates (срезы), each with only what was known then. How often did a client that was
# silent for a given multiple of its usual gap buy nothing in the next 90 days?

# %%
book.sql(
    """
    SELECT CASE WHEN f.overdue < 1 THEN '1: under its usual gap' WHEN f.overdue < 2 THEN '2: one to two gaps'
                WHEN f.overdue < 4 THEN '3: two to four gaps' ELSE '4: over four gaps' END AS silence,
           count(*) AS clients, avg(CAST(l.churned AS INTEGER)) AS bought_nothing
    FROM features.churn_features AS f
    JOIN features.churn_labels AS l ON l.cut_off = f.cut_off AND l.client_id = f.client_id AND l.horizon_days = 90
    GROUP BY 1 ORDER BY 1
    """
)

# %% [markdown]
# ## The backtest
#
# At each past date the models learn from what was over by then, predict, and are held against what came. *BG/NBD* knows
# only when a client bought; *logistic* regression and *boosting* know everything in the features; the answer is what the
# book shows. A simple model that is as good is preferred: that is why a small base is answered by a simple one.

# %%
kam.backtest(book).groupby(["target", "method"])[
    ["clients", "prevalence", "auc", "brier", "calibration_error", "bias", "money_in_top_tenth", "hit_rate"]
].mean()

# %%
card = kam.model_card(book)
{key: card[key] for key in list(card)[:12]}

# %%
charts.calibration_curve(kam.calibration(book), lang=LANG)

# %% [markdown]
# Predicted against happened: on the diagonal a probability of 30 % came true three times in ten. Read the spread
# between origins before the mean: the level drifts with the season.
#
# ## Who, and what it is worth

# %%
risk = kam.churn_risk(book)
scored = risk[risk["status"] == "scored"]
shown = columns.display(scored, LANG)[
    ["name", "p_churn_90d", "p_shrink_90d", "expected_revenue_12m", "cm_at_risk_12m", "recency_days", "median_gap_days"]
]
shown.head(10).rename(columns={name: columns.label(name, LANG) for name in shown.columns})

# %%
print("At risk in all:", formats.money(scored["cm_at_risk_12m"].sum(), LANG, CURRENCY))
print("In the ten largest:", formats.money(scored["cm_at_risk_12m"].head(10).sum(), LANG, CURRENCY))

# %% [markdown]
# ## Why this client
#
# Exact Shapley values over eight families of drivers: they add up to the difference from the middle client that stayed.

# %%
kam.risk_drivers(book, risk.iloc[0]["client_id"])

# %% [markdown]
# ## Where it fails
#
# It cannot know of a plan that no order shows: a tender lost, a buyer who left, a competitor's offer. Clients with two or
# three purchases differ little from each other, and a season that comes for the first time looks like a loss. The hit
# rate above is that of a list of the size a team can call; the rest of the list is worth a look, not a panic.
