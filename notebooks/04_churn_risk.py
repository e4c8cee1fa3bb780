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
# # Churn risk: from raw gaps to a probability that was tested
#
# B2B clients rarely cancel. They order later, then less, then elsewhere (тихий уход, сворачивание). Two questions are
# answered for every active client: will it buy nothing in the next 90 days, and will it buy half or less of what its
# own past and the season imply? Each answer is shown with how well such answers did before.

# %%
import os

import pandas as pd

import kamlib as kam
from kamlib import charts
from kamlib.core import formats
from kamlib.labels import columns
from kamlib.labels.queue import queue_text
from kamlib.labels.risk import method_text

LANG = os.environ.get("KAM_LANG", "en")
book = kam.open_book(os.environ.get("KAM_DATA", "../data/demo"))
CURRENCY = book.currency
pd.options.display.float_format = lambda x: formats.number(x, LANG, 3)

# %% [markdown]
# ## What silence means depends on the client
#
# Twenty days are nothing for a client that orders monthly and an alarm for one that orders every second day. The raw
# material is the gap between purchase days, held against the gaps this client has had. (Steps of a book are in days also
# where sales are dated by month, each then on the 15th; what is shown of them further down is in months.)

# %%
gaps = book.sql(
    "SELECT client_id, recency_days, gap_median, overdue, gaps_shorter_share FROM features.churn_features"
    " WHERE cut_off = (SELECT max(cut_off) FROM features.churn_features) ORDER BY overdue DESC LIMIT 10"
)
gaps

# %% [markdown]
# `gaps_shorter_share` = 1: never before has this client been silent for so long. The same in one picture, for the
# client with the most margin at risk: its purchase days of two years, and the silence of now beside its usual gap.

# %%
now = kam.churn_risk(book).iloc[0]
charts.order_dots(
    kam.order_days(book, now["client_id"]), lang=LANG, currency=CURRENCY, as_of=book.as_of,
    usual_gap=now["median_gap_days"], silence_chance=now["silence_chance"],
)  # fmt: skip

# %% [markdown]
# `silence_chance` is the share of the client's own pauses that last longer, drawn towards what all clients do at that
# multiple of their gap where it has few of its own. It is a fact about the rhythm, not a probability of leaving.
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
# At each past date the models learn from what was over by then, predict, and are held against what came. *renewal* knows
# only when a client bought (BG/NBD with the rhythm of each); *logistic* regression and *boosting* know everything in the features; the answer is what the
# book shows. A simple model that is as good is preferred: that is why a small base is answered by a simple one.

# %%
kam.backtest(book).groupby(["target", "method"])[
    ["clients", "prevalence", "auc", "brier", "calibration_error", "bias", "money_in_top_tenth", "hit_rate"]
].mean()

# %%
card = kam.model_card(book)
{key: card[key] for key in list(card)[:12]}

# %% [markdown]
# Which method answers depends on the size of the base. A generic *prior* (общая модель) with fixed coefficients, learnt
# from other companies (`kamlib/churn/prior.toml`, made by `bench/make_prior.py`), carries a small base; under 30
# active clients it only sorts them into bands, and no percentage is given. In the table above it stands beside the
# others on this very company: that is what a company would get before it has a past of its own.

# %%
print(method_text(card, book.policy.churn, LANG).replace("**", ""))

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
names = ["name", "p_churn", "p_shrink", "expected_revenue_12m", "contribution_at_risk_12m", "recency_days", "median_gap_days"]
columns.headed(scored.head(10), names, LANG)

# %%
print("At risk in all:", formats.money(scored["contribution_at_risk_12m"].sum(), LANG, CURRENCY))
print("In the ten largest:", formats.money(scored["contribution_at_risk_12m"].head(10).sum(), LANG, CURRENCY))
print("Gone already:", formats.money(scored["contribution_gone_12m"].sum(), LANG, CURRENCY))

# %% [markdown]
# Silence of a quarter is not a loss of the year: clients come back, and those who stay leave later. So money at risk
# (маржа под риском) is the chance of each fate times the part of its year that such clients did not bring again in the
# 12 months after, on the company's own past where there is one (`own_share`), drawn to other companies' (`other_share`).

# %%
columns.headed(kam.loss_shares(book), ["pace", "fate", "clients", "own_share", "other_share", "loss_share"], LANG)

# %% [markdown]
# What moved it since the last date whose horizon is over, by the same method at both dates; the changes add up.

# %%
moves = kam.risk_moves(book)
moves.groupby("risk_move")[["contribution_at_risk_then", "contribution_at_risk_now", "contribution_at_risk_change"]].sum()

# %% [markdown]
# ## Last quarter's list and what came of it
#
# The newest past date whose horizon is over: what was or would have been said then, from what was known then, and what
# happened. The first row below is the list that would have been called; the second is everybody else.

# %%
before = kam.risk_before(book)
print("Said at", ", ".join(formats.date(day, LANG) for day in before["cut_off"].unique()))
print("At risk then:", formats.money(before["contribution_at_risk_then"].sum(), LANG, CURRENCY))
before.groupby("was_on_list")[["fell_silent", "has_shrunk"]].agg(["sum", "mean"]).iloc[::-1]

# %% [markdown]
# Over all past dates: the list by the forecast beside two that need none, the largest clients and those that fell most
# against last year; then what was said to be lost within 12 months, and what was, where they are over.

# %%
checked = kam.list_check(book)
names = ["cut_off", "hits", "hits_largest", "hits_fallen", "lost_held", "lost_held_largest", "lost_held_fallen"]
columns.headed(checked, [*names, "contribution_said", "contribution_came"], LANG)

# %% [markdown]
# ## Whom to call, and what needs a decision
#
# The list of calls has why each client is on it; the queue has one row a client, whatever asks for a decision, by money.

# %%
calls = kam.save_list(book)
names = ["name", "call_cause", "stake_12m", "call_success", "expected_profit_of_call", "p_churn", "recency_days"]
columns.headed(calls.head(10), names, LANG)

# %%
queue = kam.queue(book, "decide")
told = [queue_text(row, LANG, CURRENCY, book.policy) for row in queue.head(10).to_dict("records")]
columns.headed(queue.head(10), ["name", "stake", "stake_kind", "manager"], LANG, "queue").assign(why=told)

# %% [markdown]
# ## Key accounts
#
# Among the clients that make the first 80 % of revenue (ключевые по выручке) silence is rare, so the measures rest on
# a handful of events: read `events` before `auc`. For these clients shrinkage and narrowing say more.

# %%
kam.backtest_key(book)[["target", "cut_off", "clients", "events", "auc", "brier", "bias"]]

# %% [markdown]
# ## Bought less than expected: a fact, not a forecast
#
# Expected is the client's year before × the company's share of that year that fell in the same days. Number and size of
# orders are tested apart, against the client's own rhythm; `decline` says which fell. Many clients are tested at once, so
# the false discovery rate is held to the policy's share (доля ложных тревог), and `false_share` tells it for each client.

# %%
shrunk = kam.shrinkage(book)
print(shrunk["level"].fillna("not assessed").value_counts().to_string())
charts.shrinking_clients(shrunk, lang=LANG, currency=CURRENCY)

# %% [markdown]
# The largest clients stand against the same quarter last year in any case, beyond chance or not.

# %%
kam.key_watch(book)[["client_id", "missing", "net_3m", "net_3m_year_ago", "since", "months_below", "level"]].head(10)

# %% [markdown]
# ## Narrowing: bought without a class it used to take
#
# Partial defection (сужение) hides in a total that still looks well. A class counts as left only if so many of the
# client's own purchases without it are not chance at its habit of the year before; the rest are pauses. What the same
# test said half a year ago, and what came, is printed below the counts: read the alarms with it.

# %%
narrow = kam.narrowing(book)
print(narrow["status"].value_counts().to_string())
print(kam.narrowing_check(book))
charts.narrowing_classes(narrow, lang=LANG, currency=CURRENCY)

# %%
client_id = narrow["client_id"].iloc[0] if len(narrow) else now["client_id"]
charts.class_heat(
    kam.class_months(book, client_id), lang=LANG, currency=CURRENCY, narrowing=kam.narrowing(book, client_id)
)

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
