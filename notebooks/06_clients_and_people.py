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
# # Clients and their people: who decides, who talks to whom, what is due
#
# Turnover hangs on people: on those at the client who decide, and on those of ours who know them (карта решений,
# досье). This notebook looks for what makes a client easy to lose although its orders still come: nobody there known,
# the one who decides silent, everything through one person, and shows one client whole. The same functions stand behind
# the pages "My day" and "Client", with the same digits. Names and telephones stay in the register: a notebook shows them
# only where it asks with `personal=True`.

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
pd.options.display.max_colwidth = 240


def show(frame, names, table=None):
    """A frame with the dictionary's headings and the codes spelt out, in the language chosen."""
    return columns.headed(frame, names, LANG, table)


# %% [markdown]
# ## Where is the decision map incomplete?
#
# One row per client and gap, the largest clients first (K7). A gap is no forecast: it says what would make the loss
# easier, and whom to see. Where no people or no talks are on record at all, nothing is said.

# %%
gaps = kam.people_gaps(book)
money = gaps.groupby("gap").agg(clients=("client_id", "nunique"), net_12m=("net_12m", "sum")).reset_index()
show(money.sort_values("net_12m", ascending=False), ["gap", "clients", "net_12m"], "people_gaps")

# %%
show(gaps.head(15), ["name", "gap", "talks_12m", "gap_share", "since", "net_12m", "manager"], "people_gaps")

# %% [markdown]
# ## Do clients with a gap leave more often?
#
# A gap is worth something only if it tells. The probability of silence of clients with and without each gap, by the
# forecast, which knows only of some of them: a difference here is no proof of a cause.

# %%
risks = kam.churn_risk(book)
risks = risks[risks["p_churn"].notna()][["client_id", "p_churn"]]
told = []
for gap in gaps["gap"].unique():
    has = risks["client_id"].isin(gaps.loc[gaps["gap"] == gap, "client_id"])
    if has.any() and (~has).any():
        told.append({"gap": gap, "clients": int(has.sum()), "p_churn": risks.loc[has, "p_churn"].median(),
                     "p_churn_before": risks.loc[~has, "p_churn"].median()})  # fmt: skip
compared = pd.DataFrame(told, columns=["gap", "clients", "p_churn", "p_churn_before"])
show(compared.rename(columns={"p_churn_before": "p_churn_then"}), ["gap", "clients", "p_churn", "p_churn_then"])

# %% [markdown]
# In the last table the first probability is the middle client with the gap, the second the middle client without it.
#
# ## One client: its people, theirs by ours, and what happened

# %%
client_id = gaps["client_id"].iloc[0] if len(gaps) else kam.clients(book)["client_id"].iloc[0]
people = kam.decision_map(book, client_id)
show(people, ["contact_id", "position", "decides", "decision_role", "formal_power", "real_influence", "attitude",
              "persona", "manager", "last_talk", "talks_12m", "our_people_12m"], "decision_map")  # fmt: skip

# %%
charts.decision_map(people, LANG)

# %%
show(kam.people_matrix(book, client_id), ["contact_id", "manager", "talks_12m", "last_talk"])

# %%
happened = kam.timeline(book, client_id)
show(happened.head(20), ["at", "event", "events", "money", "position", "manager", "told"], "timeline")

# %% [markdown]
# How often did we talk, and how often did the client buy? By month, over the last two years.

# %%
months = happened.assign(month=happened["at"].dt.to_period("M").dt.to_timestamp())
months = months[months["month"] > months["month"].max() - pd.DateOffset(months=24)]
talks = months[months["event"].isin(["visit", "call", "email", "meeting"])].groupby("month").size().rename("talks_12m")
sales = months[months["event"] == "order"].groupby("month")["money"].sum().rename("net")
by_month = pd.concat([talks, sales], axis=1).sort_index().reset_index()
show(by_month.tail(12), ["month", "talks_12m", "net"])

# %% [markdown]
# ## Whose day is full?
#
# Calls due, tasks due and the queue of each manager's clients on the book's date (O2). Talks without a next step are
# counted: a talk that ends without one is half a talk (O4).

# %%
mine = kam.my_clients(book)
days = []
for manager_id in mine["manager_id"].dropna().unique():
    day = kam.my_day(book, manager_id)
    row = day.clients.iloc[0]
    days.append({"manager": row["manager"], "manager_en": row["manager_en"], "clients": len(day.clients),
                 "calls": len(day.calls), "tasks": len(day.to_do), "queued": len(day.queue),
                 "net_12m": day.clients["net_12m"].sum()})  # fmt: skip
load = pd.DataFrame(days, columns=["manager", "manager_en", "clients", "calls", "tasks", "queued", "net_12m"])
load.sort_values("net_12m", ascending=False).drop(columns="manager" if LANG == "en" else "manager_en")
