"""The classes of clients, their moves, and XYZ in pandas."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kamlib.policy import Policy

KEY = ["as_of", "client_id"]


def run(
    values: pd.DataFrame,
    rhythm: pd.DataFrame,
    frequency: pd.DataFrame,
    goods: pd.DataFrame,
    joint: pd.DataFrame,
    p: Policy,
) -> dict[str, pd.DataFrame]:
    """Every classification at every review date, and the moves between them."""
    clients = values.merge(rhythm, on=KEY, how="left").merge(frequency, on=KEY, how="left")
    clients = clients.merge(main_class(goods), on=KEY, how="left")
    clients["joint"] = pd.MultiIndex.from_frame(clients[KEY]).isin(pd.MultiIndex.from_frame(joint[KEY]))
    tables = {"abc": abc(clients, p), "rfm": rfm(clients, p)}
    for axis, made in axes(clients, p).items():
        clients[axis] = made
    clients = clients.merge(
        tables["abc"][[*KEY, "abc_contribution"]].rename(columns={"abc_contribution": "abc"}), on=KEY, how="left"
    )
    clients = clients.merge(tables["rfm"][[*KEY, "segment"]].rename(columns={"segment": "rfm"}), on=KEY, how="left")
    axis_names = ["abc", "rfm", "T2", "T3", "T4", "T5", "T6", "T8", "T10"]
    tables["classes"] = clients.melt(KEY, axis_names, "axis", "class").dropna(subset="class")
    tables["client_moves"] = moves(clients, axis_names)
    tables["migration"] = migration(tables["client_moves"])
    return tables


def shares_before(amount: pd.Series, as_of: pd.Series) -> pd.Series:
    """Cumulative share of all before each one; amounts stand in falling order within a date."""
    amount = amount.clip(lower=0).fillna(0)
    groups = amount.groupby(as_of)
    return ((groups.cumsum() - amount) / groups.transform("sum")).round(6)


def abc(clients: pd.DataFrame, p: Policy) -> pd.DataFrame:
    """One row per review date and client with goods in 12 months: ABC by contribution and by revenue."""
    c = clients.loc[clients["active_days_12m"] > 0, [*KEY, "net_12m", "cm1_12m"]].copy()
    known = c["net_12m"].where(c["cm1_12m"].notna()).groupby(c["as_of"]).sum() / c.groupby("as_of")["net_12m"].sum()
    is_known = c["as_of"].map(known.round(6) >= p.money.min_cost_known_share)
    c["contribution"] = c["cm1_12m"].where(is_known, c["net_12m"])
    for column, name in (("contribution", "abc_contribution"), ("net_12m", "abc_revenue")):
        c = c.sort_values(["as_of", column, "client_id"], ascending=[True, False, True], na_position="last")
        before = shares_before(c[column], c["as_of"])
        rules = [c[column].isna(), c[column] <= 0, before < p.abc.a_share, before < p.abc.b_share]
        c[name] = pd.Series(np.select(rules, ["", "C", "A", "B"], "C"), c.index).replace("", None)
    return c.drop(columns="contribution")


def rfm(clients: pd.DataFrame, p: Policy) -> pd.DataFrame:
    """One row per review date and client with a purchase in 12 months: scores by quintile, segment."""
    c = clients.loc[clients["purchase_days_12m"] > 0, [*KEY, "recency_days", "purchase_days_12m", "net_12m"]].copy()
    count = c.groupby("as_of")["client_id"].transform("size")
    for score, column, rising in (
        ("r_score", "recency_days", False),
        ("f_score", "purchase_days_12m", True),
        ("m_score", "net_12m", True),
    ):
        rank = c.groupby("as_of")[column].rank(method="average", ascending=rising)
        alike = c.groupby("as_of")[column].transform("nunique") == 1
        c[score] = (1 + 5 * (rank - 1) // count).mask(alike)
    rules = [
        c["r_score"].between(*s.r) & c["f_score"].between(*s.f) & c["m_score"].between(*s.m) for s in p.rfm.segments
    ]
    c["segment"] = pd.Series(np.select(rules, [s.segment for s in p.rfm.segments], ""), c.index).replace("", None)
    return c.rename(columns={"purchase_days_12m": "frequency_12m", "net_12m": "monetary_12m"})


def main_class(goods: pd.DataFrame) -> pd.DataFrame:
    """One row per review date and client: the product class it buys most of, how many it buys."""
    bought = (goods["net_12m"] > 0) & (goods["product_class"] != "")
    count = bought.groupby([goods["as_of"], goods["client_id"]], observed=True).sum().rename("classes_bought")
    goods = goods.assign(T2=goods["product_class"].astype(object).where(bought, None))
    goods["product_class"] = goods["product_class"].astype(object)
    top = goods.sort_values([*KEY, "net_12m", "product_class"], ascending=[True, True, False, True])
    top = top.drop_duplicates(KEY)[[*KEY, "T2"]].join(count, on=KEY)
    return top.assign(classes_bought=top["classes_bought"].where(top["classes_bought"] > 0))


def choose(rules: list[tuple[pd.Series, str]], otherwise: str | None, among: pd.Series) -> pd.Series:
    """The class of the first rule that holds, missing outside `among`."""
    chosen = np.select([r for r, _ in rules], [c for _, c in rules], otherwise or "")
    return pd.Series(chosen, among.index, dtype=object).where(among, None)


def axes(c: pd.DataFrame, p: Policy) -> dict[str, pd.Series]:
    """Classes T3–T10 for rows of client × review date."""
    bought = c["purchase_days_12m"] > 0
    turnover, date = c["monthly_turnover"], c["as_of"]
    share = (turnover / turnover.groupby(date).transform("sum")).round(6)
    median = date.map(turnover[c["active_days_12m"] > 0].groupby(date).median())
    t3 = [
        (share >= p.turnover.vip_share, "vip"),
        (c["purchase_days_12m"] <= p.turnover.occasional_max_days, "occasional"),
        (turnover >= (p.turnover.large_x_median * median).round(4), "large"),
        (turnover < (p.turnover.small_x_median * median).round(4), "small"),
    ]
    begins = np.maximum(c["first_purchase"], date - pd.offsets.MonthEnd(12) + pd.Timedelta(days=1))
    monday = [day - pd.to_timedelta(day.dt.day_of_week, unit="D") for day in (begins, date)]
    weeks = 1 + (monday[1] - monday[0]).dt.days // 7
    months = (date.dt.year - c["first_purchase"].dt.year) * 12 + date.dt.month - c["first_purchase"].dt.month
    months = np.minimum(12, 1 + months)
    t4 = [
        (2 * c["weeks_daily"] > weeks, "daily"),
        (2 * c["weeks_several"] > weeks, "several_a_week"),
        (2 * c["weeks_weekly"] > weeks, "weekly"),
        (2 * c["months_several"] > months, "several_a_month"),
        (2 * c["months_monthly"] > months, "monthly"),
    ]
    r, idle = p.relationship, c["recency_days"]
    silent = (idle > r.lost_x_median_gap * c["median_gap_days"]) & (idle > r.lost_x_longest_gap * c["longest_gap_days"])
    steady = c["active_months_12m"]
    t5 = [
        (idle > r.lost_max_idle_days, "lost"),
        ((idle > r.lost_min_idle_days) & silent, "lost"),
        (c["purchase_days_ever"] == 1, "one_off"),
        (c["purchase_days_12m"] <= r.episodic_max_days, "episodic"),
        ((c["gap_cv"] <= r.regular_max_gap_cv) & (steady >= r.regular_min_active_months), "regular"),
        ((c["gap_cv"] <= r.stable_max_gap_cv) & (steady >= r.stable_min_active_months), "stable"),
    ]
    markup = (c["cm1_12m"] / c["cost_12m"].where(c["cost_12m"] > 0)).round(6)
    t6 = [(markup < p.markup.low, "under_10"), (markup < p.markup.middle, "10_25"), (markup <= p.markup.high, "25_50")]
    discount = (1 - c["net_with_list_12m"] / c["list_12m"].where(c["list_12m"] > 0)).round(6)
    d = p.discount
    t8 = [(discount < d.none_below, "none"), (discount <= d.low, "up_to_10")]
    t8 += [(discount <= d.middle, "10_20"), (discount <= d.high, "20_40")]
    ever = c["purchase_days_ever"] > 0
    relationship = choose(t5, "irregular", ever)
    loyal = relationship.isin(["regular", "stable"])
    breadth = date.map(c["classes_bought"].groupby(date).median())
    wide = c["classes_bought"] >= breadth
    narrow = c["classes_bought"] < breadth
    s = p.stage
    t10 = [
        (c["tenure_days"] <= s.newcomer_max_days, "newcomer"),
        (
            (c["purchase_days_ever"] <= s.newcomer_max_purchase_days) & (c["tenure_days"] <= s.newcomer_few_max_days),
            "newcomer",
        ),
        ((discount >= s.price_buyer_min_discount) & (~loyal | narrow), "price_buyer"),
        ((c["tenure_days"] >= s.partner_min_days) & loyal & wide & c["joint"], "partner"),
        (loyal, "regular"),
    ]
    return {
        "T3": choose(t3, "medium", bought),
        "T4": choose(t4, "rarer", bought),
        "T5": relationship,
        "T6": choose(t6, "over_50", (c["active_days_12m"] > 0) & markup.notna()),
        "T8": choose(t8, "over_40", discount.notna()),
        "T10": choose(t10, "unsettled", ever & (relationship != "lost")),
    }


def moves(clients: pd.DataFrame, axis_names: list[str]) -> pd.DataFrame:
    """One row per comparison, classification and client: class then and now."""
    end = clients["as_of"].max()
    columns = ["client_id", "active_days_12m", "net_12m", *axis_names]
    now = clients.loc[clients["as_of"] == end, columns]
    parts = []
    for period, months in (("quarter", 3), ("year", 12)):
        then = clients.loc[clients["as_of"] == end - pd.offsets.MonthEnd(months), columns]
        both = now.merge(then, on="client_id", how="left", suffixes=("_now", "_before"), indicator=True)
        known, active = both["_merge"] == "both", both["active_days_12m_before"].fillna(0) > 0
        for axis in axis_names:
            before, after = both[f"{axis}_before"], both[f"{axis}_now"]
            active_now, is_stage = both["active_days_12m_now"] > 0, axis == "T10"
            lost_then = (both["T5_before"] == "lost") & (active | is_stage)
            lost_now = (both["T5_now"] == "lost") & (active_now | is_stage)
            was = np.select([~known, lost_then, ~active], ["not_yet", "lost", "inactive"], "unknown")
            is_ = np.select([lost_now, ~active_now], ["lost", "inactive"], "unknown")
            m = both[["client_id", "net_12m_now"]].assign(
                period=period,
                axis=axis,
                class_before=before.where(before.notna(), was),
                class_now=after.where(after.notna(), is_),
                net_12m_before=both["net_12m_before"].fillna(0),
            )
            parts.append(m[active | (both["active_days_12m_now"] > 0) | before.notna() | after.notna()])
    return pd.concat(parts, ignore_index=True)


def migration(moved: pd.DataFrame) -> pd.DataFrame:
    """One row per classification, comparison, class then and class now: clients and money that went that way."""
    start = ["axis", "period", "class_before"]
    groups = moved.groupby([*start, "class_now"])
    m = groups.agg(
        clients=("client_id", "size"), net_12m_before=("net_12m_before", "sum"), net_12m_now=("net_12m_now", "sum")
    ).reset_index()
    total = m.groupby(start)[["clients", "net_12m_before"]].transform("sum")
    m["clients_share"] = (m["clients"] / total["clients"]).round(6)
    money = total["net_12m_before"].where(total["net_12m_before"].round(4) != 0)
    m["net_share"] = (m["net_12m_before"] / money).round(6)
    return m


def xyz(values: pd.DataFrame, days: pd.DataFrame, season: pd.DataFrame, as_of: pd.Timestamp, p: Policy) -> pd.DataFrame:
    """One row per client with goods in 12 months: how even its months are, out of season."""
    alive = (values["as_of"] == as_of) & (values["active_days_12m"] > 0) & values["first_purchase"].notna()
    first = values[alive].set_index("client_id")["first_purchase"].dt.to_period("M")
    index = season[(season["as_of"] == as_of) & season["product_class"].isna()].set_index("month_of_year")
    days = days[(days["day"] <= as_of) & days["client_id"].isin(first.index)]
    month = days["day"].to_numpy().astype("datetime64[M]").astype("datetime64[s]")
    net = days.groupby(["client_id", month], observed=True)["net"].sum().round(4)
    net = net.rename_axis(["client_id", "month"]).reset_index()
    begin = net["client_id"].map(first.dt.to_timestamp())
    net = net[net["month"] >= begin]
    net["net"] /= net["month"].dt.month.map(index["season_index"])
    net["square"], net["demand"] = net["net"] ** 2, net["net"].where(net["net"] > 0)
    groups = net.groupby("client_id", observed=True)
    x = groups.agg(total=("net", "sum"), squares=("square", "sum"), months_with_demand=("demand", "count"))
    end = as_of.to_period("M")
    started = first.reindex(x.index)
    x["months_observed"] = (end.year - started.dt.year) * 12 + end.month - started.dt.month + 1
    mean = x["total"] / x["months_observed"]
    spread = np.sqrt((x["squares"] / x["months_observed"] - mean**2).clip(lower=0))
    x["cv"] = (spread / mean).where(x["total"] > 0).round(6)
    x["adi"] = (x["months_observed"] / x["months_with_demand"].where(x["months_with_demand"] > 0)).round(6)
    x["cv2"] = ((groups["demand"].std(ddof=0) / groups["demand"].mean()) ** 2).round(6)
    unjudged = x["months_observed"] < p.xyz.min_months
    rules = [(x["cv"] <= p.xyz.x_max_cv, "X"), (x["cv"] <= p.xyz.y_max_cv, "Y")]
    x["xyz"] = choose(rules, "Z", ~unjudged & x["cv"].notna())
    calm, small = x["adi"] < p.xyz.adi_limit, x["cv2"] < p.xyz.cv2_limit
    patterns = [(calm & small, "smooth"), (calm, "erratic"), (small, "intermittent")]
    x["demand_pattern"] = choose(patterns, "lumpy", ~unjudged & x["adi"].notna() & x["cv2"].notna())
    return x.drop(columns=["total", "squares", "months_with_demand"]).reset_index()
