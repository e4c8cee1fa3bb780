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
# # USP fit and key clients: whom do we suit, what does misfit cost, who is key
#
# A client is worth the effort of key account management when what makes us different (УТП, уникальное торговое
# предложение) covers what the client needs. Below 75 % we pay for its loyalty at every deal: discount, deferral,
# service. This notebook computes the fit of one client by hand, takes the cost of misfit (цена несоответствия) apart,
# asks what a better value chain (цепочка ценности) would bring, and then tries another rule for the list of key
# clients.

# %%
import os

import numpy as np
import pandas as pd

import kamlib as kam
from kamlib import charts
from kamlib.core import formats
from kamlib.labels import columns
from kamlib.labels.key import why_text

LANG = os.environ.get("KAM_LANG", "en")
book = kam.open_book(os.environ.get("KAM_DATA", "../data/demo"))
CURRENCY, POLICY = book.currency, book.policy
pd.options.display.float_format = lambda x: formats.number(x, LANG, 3)
pd.options.display.max_colwidth = 120


def show(frame, names, table=None):
    """A frame with the dictionary's headings and the codes spelt out, in the language chosen."""
    return columns.headed(frame, names, LANG, table)


# %% [markdown]
# ## Who fits
#
# *Not decided* (не решено) is an answer: there, what nobody has assessed yet decides, and the first thing to do is to
# ask. A client without recorded needs is never 0 and never 100 %.

# %%
show(kam.fit_totals(book), ["fit_status", "clients", "net_12m", "net_share", "contribution_12m"])

# %%
matrix = kam.fit_matrix(book)
first = matrix["client_id"].drop_duplicates().head(20)
charts.fit_heat(matrix[matrix["client_id"].isin(first)], lang=LANG, policy=POLICY)

# %%
fit = kam.usp_fit(book)
charts.fit_map(fit, lang=LANG, currency=CURRENCY, policy=POLICY)

# %% [markdown]
# ## The fit of one client by hand
#
# Take the misfit that costs most (where none is measured, the largest client). Its needs with their importance (важность), and what was assessed for them: the
# general view (общая оценка) of every USP, unless the client has an assessment of its own.

# %%
misfit = kam.misfit_cost(book)
costly = misfit.loc[misfit["part"] == "total", "client_id"]
client = costly.iloc[0] if len(costly) else kam.clients(book)["client_id"].iloc[0]
needs = book.sql("SELECT need, importance, must_have, minimum, evidence FROM staging.needs WHERE client_id = ?", [client])
coverage = book.sql("SELECT * FROM staging.coverage WHERE client_id IS NULL OR client_id = ?", [client])
catalogue = set(book.sql("SELECT usp_id FROM staging.usps")["usp_id"])
needs

# %% [markdown]
# Three steps: the client's own assessment goes before the general one; a USP that is no longer in the catalogue covers
# nothing; of several USPs for one need the best counts.

# %%
coverage["is_own"] = coverage["client_id"].notna()
counts = coverage.sort_values("is_own", ascending=False).drop_duplicates(["need", "usp_id"])
counts = counts.assign(coverage=counts["coverage"].where(counts["usp_id"].isin(catalogue), 0.0))
best = counts.groupby("need")["coverage"].max()
walk = needs.assign(coverage=needs["need"].map(best))
walk["weight"] = walk["importance"] / walk["importance"].sum()
walk["gap"] = walk["weight"] * (1 - walk["coverage"])
walk.sort_values("gap", ascending=False)

# %%
def mean_coverage(rows):
    """The mean of the needs' coverage, by importance; not known without needs."""
    return (rows["importance"] * rows["coverage"]).sum() / rows["importance"].sum() if len(rows) else np.nan


known = walk.dropna(subset=["coverage"])
by_hand, low, high = (mean_coverage(w) for w in (known, walk.fillna({"coverage": 0}), walk.fillna({"coverage": 1})))
in_book = fit.set_index("client_id")[["fit_share", "fit_low", "fit_high"]].astype(float).reindex([client]).loc[client]
if POLICY.fit.combine == "best":
    assert np.allclose([by_hand, low, high], in_book, atol=1e-6, equal_nan=True)
print(f"By hand {formats.share(by_hand, LANG)}, in the book {formats.share(in_book['fit_share'], LANG)},")
print(f"asked {formats.policy_share(POLICY.fit.threshold, LANG)}; at worst {formats.share(low, LANG)}, at best {formats.share(high, LANG)}")

# %%
charts.need_bars(kam.usp_gaps(book, client), lang=LANG)

# %% [markdown]
# Read the last column first: what the fit would be were this one need covered in full. Where two needs together are
# not enough either, no single improvement makes this client ours, and the honest question is whether to let it go.
#
# ## What its misfit costs
#
# The yardstick is clients like it that fit: same type, size and goods as far as there are enough of them. One part by
# hand, the discount: how much more of the list price it is let off than the median of them.

# %%
like = kam.misfit_comparables(book, client)
show(like, ["name", "size_ratio", "same_type", "mix_overlap", "fit_share", "discount_share", "dso_days", "service_share"]).head(8)

# %%
parts = misfit[misfit["client_id"] == client].set_index("part")
own = kam.contribution(book).set_index("client_id")[["discount_12m", "list_12m"]].astype(float).reindex([client]).loc[client]
discount = own["discount_12m"] / own["list_12m"]
levels = like["discount_share"].dropna()
excess = (discount - levels.median()) * own["list_12m"]
interval = [(discount - levels.quantile(q)) * own["list_12m"] for q in (0.75, 0.25)]
if "discount" in parts.index and parts.loc["discount", "status"] == "measured":
    in_book = parts.loc["discount", ["excess_12m", "low_excess_12m", "high_excess_12m"]].astype(float)
    assert np.allclose([excess, *interval], in_book, rtol=1e-4)
print(f"Discount {formats.share(discount, LANG)} against {formats.share(levels.median(), LANG)} of {len(levels)} clients like it:")
print(f"{formats.money(excess, LANG, CURRENCY)} a year, {formats.money(interval[0], LANG, CURRENCY)} to {formats.money(interval[1], LANG, CURRENCY)}")

# %% [markdown]
# The interval is what the comparison leaves open: against the quarter of them that is given most, and the quarter that
# is given least. Where fewer than the policy's minimum are comparable, nothing is said rather than something invented.

# %%
show(misfit[misfit["client_id"] == client], ["part", "status", "excess_12m", "low_excess_12m", "high_excess_12m", "comparables"], "misfit_cost")

# %%
charts.misfit_bars(misfit, lang=LANG, currency=CURRENCY)

# %% [markdown]
# Is it the misfit that costs, or are these simply clients that buy little and haggle? The comparison holds type, size
# and goods level, not the buyer's temper: read it as what is paid, not as what closing the gap is sure to save.
#
# ## What a better value chain would bring
#
# Which needs are most open among those that do not fit, by the revenue that hangs on them:

# %%
gaps = kam.need_gaps(book)
show(gaps, ["need", "clients", "clients_short", "vetoes", "open_net_12m", "usp", "general_coverage"], "need_gaps").head(6)

# %% [markdown]
# Try the three widest, each covered to 90 % at a price, over three years. The costs are made up here; put in your own.

# %%
tried = gaps.head(3).assign(
    improvement=lambda f: f["need_en" if LANG == "en" else "need"],
    usp_id=lambda f: f["usp_id"].fillna("new"),
    coverage=0.9,
    yearly_cost=1_500_000.0,
    once_cost=1_000_000.0,
)[["improvement", "usp_id", "need", "coverage", "yearly_cost", "once_cost"]]
chain = kam.value_chain(book, tried.drop(columns="improvement"), horizon_years=3)
pd.Series(chain.total).rename(lambda name: columns.label(name, LANG, "value_chain_total")).to_frame("")

# %%
charts.chain_moves(chain.clients, lang=LANG, policy=POLICY)

# %%
order = kam.best_improvements(book, tried, horizon_years=3)
show(order, ["place", "improvement", "clients_crossing", "gain_12m", "cost_12m", "net_total", "return_ratio", "payback_months"], "best_improvements")

# %% [markdown]
# The order is greedy (жадный): each is the one that then brings most per unit of money. Two needs that bring clients
# over the line only together look poor one by one, and the last of them collects what all made possible: read the gain
# of the whole list, and try such needs as one improvement before dropping any.
#
# ## Who is key, and what decided
#
# Seven criteria, 0–100 each. What is not known counts as 0 for the place on the list (осторожная оценка), so that nobody
# stands high on unknowns. The first of the list by hand:

# %%
ranked = kam.key_clients(book)
leader = ranked.sort_values("is_key", ascending=False, kind="stable").iloc[0]
criteria = kam.criteria(book, leader["client_id"])
show(criteria, ["criterion", "weight", "score", "how", "known_share", "score_low"], "criteria")

# %%
cautious = (criteria["weight"] * criteria["score_low"]).sum() / criteria["weight"].sum()
assert np.isclose(cautious, leader["score_low"], atol=1e-4)
weight = POLICY.selection.long_weight
blended = (1 - weight) * cautious + weight * leader["long_score"]
assert np.isclose(blended, leader["selection_score"], atol=1e-4)
today, long, both = (formats.number(score, LANG, 1) for score in (cautious, leader["long_score"], blended))
print(f"Today {today}, long term {long}, on the selection rule {both} of 100")

# %%
key = ranked[ranked["is_key"]]
show(key, ["name", "selection_score", "known_share", "group_primary", "fit_share", "contribution_12m", "decided_by"], "key_clients")

# %%
charts.key_map(kam.key_list(book), lang=LANG, currency=CURRENCY, policy=POLICY)

# %% [markdown]
# ## Another rule: who enters, who leaves
#
# A rule is a decision of the SKAM group, and it should know what it decides. Stricter fit (80 %) and more weight on the
# long term (перспектива), as an example:

# %%
rule = {"fit_threshold": 0.80, "selection_long_weight": 0.5}
other = kam.selection(book, rule)
moved = other[other["change"].isin(["enters", "leaves"])]
show(moved, ["name", "change", "selection_score", "fit_share", "contribution_12m"], "selection").assign(
    why=[why_text(r, LANG, POLICY.changed(**rule)) for r in moved.to_dict("records")]
)

# %%
totals = kam.selection_totals(book, rule).set_index("selection_list")
totals[["key_clients", "enters", "leaves", "contribution_share", "expected_contribution_12m", "load_share", "fit_mean"]].T

# %% [markdown]
# ## How robust is the list
#
# Nobody knows the weights to the point. They are moved at random, each by up to 30 %, two hundred times; the share of
# draws in which a client stays on the list is its membership stability (устойчивость места). A client at 60 % is there
# by the choice of weights, not by what it is.

# %%
stability = kam.membership_stability(book)
edge = stability[(stability["stays_share"] > 0) & (stability["stays_share"] < 1)]
print(f"{(stability['is_key'] & (stability['stays_share'] == 1)).sum()} of {stability['is_key'].sum()} key clients stay in every draw")
show(edge, ["name", "is_key", "stays_share", "selection_score", "margin"], "membership_stability")

# %%
steady = [
    {"spread": spread, "stay_in_every_draw": int((s["is_key"] & (s["stays_share"] == 1)).sum())}
    for spread in (0.1, 0.3, 0.5)
    for s in [kam.membership_stability(book, spread=spread)]
]
pd.DataFrame(steady)

# %% [markdown]
# ## How many key clients do we need
#
# Each further place covers less contribution and takes the same hours. The answer is where the team's hours end or the
# curve turns flat, whichever comes first.

# %%
charts.key_client_curve(kam.key_client_curve(book), lang=LANG, currency=CURRENCY, places=int(ranked["is_key"].sum()))
