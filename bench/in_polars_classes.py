"""The classes of clients, their moves, and XYZ in polars."""

from __future__ import annotations

from datetime import date

import polars as pl

from bench.dates import month_ends
from kamlib.policy import Policy

KEY = ["as_of", "client_id"]
AXES = ["abc", "rfm", "T2", "T3", "T4", "T5", "T6", "T8", "T10"]
col = pl.col


def run(features: dict[str, pl.LazyFrame], p: Policy, as_of: date) -> dict[str, pl.LazyFrame]:
    """Every classification at every review date, and the moves between them."""
    clients = features["client_as_of"]
    for name in ("client_rhythm", "client_frequency"):
        clients = clients.join(features[name], on=KEY, how="left")
    clients = clients.join(main_class(features["client_class_as_of"]), on=KEY, how="left")
    clients = clients.join(features["joint"].with_columns(joint=pl.lit(True)), on=KEY, how="left")
    made_abc, made_rfm = abc(clients, p), rfm(clients, p)
    clients = axes(clients, p)
    clients = clients.join(made_abc.select(*KEY, abc="abc_contribution"), on=KEY, how="left")
    clients = clients.join(made_rfm.select(*KEY, rfm="segment"), on=KEY, how="left").collect().lazy()
    long = clients.unpivot(AXES, index=KEY, variable_name="axis", value_name="class").drop_nulls("class")
    moved = moves(clients, as_of).collect().lazy()
    return {"abc": made_abc, "rfm": made_rfm, "classes": long, "client_moves": moved, "migration": migration(moved)}


def choose(rules: list[tuple[pl.Expr, str]], otherwise: str, among: pl.Expr) -> pl.Expr:
    """The class of the first rule that holds, missing outside `among`."""
    chosen = pl.when(~among.fill_null(False)).then(None)
    for rule, name in rules:
        chosen = chosen.when(rule).then(pl.lit(name))
    return chosen.otherwise(pl.lit(otherwise))


def abc(clients: pl.LazyFrame, p: Policy) -> pl.LazyFrame:
    """One row per review date and client with goods in 12 months: ABC by contribution and by revenue."""
    c = clients.filter(col("active_days_12m") > 0).select(*KEY, "net_12m", "cm1_12m")
    known = col("net_12m").filter(col("cm1_12m").is_not_null()).sum() / col("net_12m").sum()
    is_known = known.round(6).over("as_of") >= p.money.min_cost_known_share
    c = c.with_columns(contribution=pl.when(is_known).then("cm1_12m").otherwise("net_12m"))
    for column, name in (("contribution", "abc_contribution"), ("net_12m", "abc_revenue")):
        c = c.sort("as_of", column, "client_id", descending=[False, True, False], nulls_last=True)
        amount = col(column).clip(lower_bound=0).fill_null(0)
        before = ((amount.cum_sum().over("as_of") - amount) / amount.sum().over("as_of")).round(6)
        rules = [(col(column) <= 0, "C"), (before < p.abc.a_share, "A"), (before < p.abc.b_share, "B")]
        c = c.with_columns(choose(rules, "C", col(column).is_not_null()).alias(name))
    return c.drop("contribution")


def rfm(clients: pl.LazyFrame, p: Policy) -> pl.LazyFrame:
    """One row per review date and client with a purchase in 12 months: scores by quintile, segment."""
    c = clients.filter(col("purchase_days_12m") > 0)
    c = c.select(*KEY, "recency_days", frequency_12m="purchase_days_12m", monetary_12m="net_12m")

    def score(column: str, falling: bool = False) -> pl.Expr:
        rank = col(column).rank("average", descending=falling).over("as_of")
        fifth = 1 + (5 * (rank - 1) // pl.len().over("as_of")).cast(pl.Int64)
        return pl.when(col(column).n_unique().over("as_of") > 1).then(fifth)

    c = c.with_columns(
        r_score=score("recency_days", falling=True), f_score=score("frequency_12m"), m_score=score("monetary_12m")
    )
    rules = [
        (col("r_score").is_between(*s.r) & col("f_score").is_between(*s.f) & col("m_score").is_between(*s.m), s.segment)
        for s in p.rfm.segments
    ]
    is_known = pl.all_horizontal(col("r_score", "f_score", "m_score").is_not_null())
    return c.with_columns(segment=choose(rules, "", is_known))


def main_class(goods: pl.LazyFrame) -> pl.LazyFrame:
    """One row per review date and client: the product class it buys most of, how many it buys."""
    bought = (col("net_12m") > 0) & (col("product_class") != "")
    ordered = col("product_class").sort_by("net_12m", "product_class", descending=[True, False]).first()
    top = goods.group_by(KEY).agg(T2=ordered, best=col("net_12m").max(), count=bought.sum())
    is_class = (col("best") > 0) & (col("T2") != "")
    return top.select(*KEY, T2=pl.when(is_class).then("T2"), classes_bought=pl.when(col("count") > 0).then("count"))


def axes(c: pl.LazyFrame, p: Policy) -> pl.LazyFrame:
    """Rows of client × review date with classes T3–T10 added."""
    turnover, days, idle, as_of = col("monthly_turnover"), col("purchase_days_12m"), col("recency_days"), col("as_of")
    share = (turnover / turnover.sum().over("as_of")).round(6)
    median = turnover.filter(col("active_days_12m") > 0).median().over("as_of")
    t3 = [
        (share >= p.turnover.vip_share, "vip"),
        (days <= p.turnover.occasional_max_days, "occasional"),
        (turnover >= (p.turnover.large_x_median * median).round(4), "large"),
        (turnover < (p.turnover.small_x_median * median).round(4), "small"),
    ]
    after_12m = as_of.dt.offset_by("-12mo").dt.month_end()
    begins = pl.max_horizontal(col("first_purchase"), after_12m.dt.offset_by("1d"))
    weeks = 1 + (as_of.dt.truncate("1w") - begins.dt.truncate("1w")).dt.total_days() // 7
    month = lambda day: day.dt.year().cast(pl.Int32) * 12 + day.dt.month()  # noqa: E731
    months = pl.min_horizontal(12, 1 + month(as_of) - month(col("first_purchase")))
    t4 = [
        (2 * col("weeks_daily") > weeks, "daily"),
        (2 * col("weeks_several") > weeks, "several_a_week"),
        (2 * col("weeks_weekly") > weeks, "weekly"),
        (2 * col("months_several") > months, "several_a_month"),
        (2 * col("months_monthly") > months, "monthly"),
    ]
    r, steady = p.relationship, col("active_months_12m")
    silent = idle > r.lost_x_median_gap * col("median_gap_days")
    silent &= idle > r.lost_x_longest_gap * col("longest_gap_days")
    t5 = [
        (idle > r.lost_max_idle_days, "lost"),
        ((idle > r.lost_min_idle_days) & silent, "lost"),
        (col("purchase_days_ever") == 1, "one_off"),
        (days <= r.episodic_max_days, "episodic"),
        ((col("gap_cv") <= r.regular_max_gap_cv) & (steady >= r.regular_min_active_months), "regular"),
        ((col("gap_cv") <= r.stable_max_gap_cv) & (steady >= r.stable_min_active_months), "stable"),
    ]
    markup, discount, ever = col("markup"), col("discount"), col("purchase_days_ever") > 0
    t6 = [(markup < p.markup.low, "under_10"), (markup < p.markup.middle, "10_25"), (markup <= p.markup.high, "25_50")]
    d = p.discount
    t8 = [(discount < d.none_below, "none"), (discount <= d.low, "up_to_10")]
    t8 += [(discount <= d.middle, "10_20"), (discount <= d.high, "20_40")]
    loyal, classes, s = col("T5").is_in(["regular", "stable"]), col("classes_bought"), p.stage
    breadth = classes.median().over("as_of")
    t10 = [
        (col("tenure_days") <= s.newcomer_max_days, "newcomer"),
        (
            (col("purchase_days_ever") <= s.newcomer_max_purchase_days)
            & (col("tenure_days") <= s.newcomer_few_max_days),
            "newcomer",
        ),
        ((discount >= s.price_buyer_min_discount) & (~loyal | (classes < breadth)), "price_buyer"),
        ((col("tenure_days") >= s.partner_min_days) & loyal & (classes >= breadth) & col("joint"), "partner"),
        (loyal, "regular"),
    ]
    has_cost = (col("cost_12m") > 0) & (col("active_days_12m") > 0)
    c = c.with_columns(
        markup=pl.when(has_cost).then((col("cm1_12m") / col("cost_12m")).round(6)),
        discount=pl.when(col("list_12m") > 0).then((1 - col("net_with_list_12m") / col("list_12m")).round(6)),
    )
    c = c.with_columns(
        T3=choose(t3, "medium", days > 0),
        T4=choose(t4, "rarer", days > 0),
        T5=choose(t5, "irregular", ever),
    )
    return c.with_columns(
        T6=choose(t6, "over_50", markup.is_not_null()),
        T8=choose(t8, "over_40", discount.is_not_null()),
        T10=choose(t10, "unsettled", ever & (col("T5") != "lost")),
    )


def moves(clients: pl.LazyFrame, as_of: date) -> pl.LazyFrame:
    """One row per comparison, classification and client: class then and now."""
    dates = month_ends(as_of, 12)
    columns = ["client_id", "active_days_12m", "net_12m", *AXES]
    now = clients.filter(col("as_of") == dates[0]).select(columns)
    parts = []
    for period, months in (("quarter", 3), ("year", 12)):
        then = clients.filter(col("as_of") == dates[months]).select(columns).with_columns(known=pl.lit(True))
        both = now.join(then, on="client_id", how="left", suffix="_before")
        active, active_before = col("active_days_12m") > 0, col("active_days_12m_before").fill_null(0) > 0
        for axis in AXES:
            before, after, is_stage = col(f"{axis}_before"), col(axis), axis == "T10"
            was = pl.when(col("known").is_null()).then(pl.lit("not_yet"))
            was = was.when((col("T5_before") == "lost") & (active_before | is_stage)).then(pl.lit("lost"))
            was = was.when(~active_before).then(pl.lit("inactive")).otherwise(pl.lit("unknown"))
            now_is = pl.when((col("T5") == "lost") & (active | is_stage)).then(pl.lit("lost"))
            now_is = now_is.when(~active).then(pl.lit("inactive")).otherwise(pl.lit("unknown"))
            some = both.filter(active | active_before | before.is_not_null() | after.is_not_null())
            parts.append(
                some.select(
                    "client_id",
                    period=pl.lit(period),
                    axis=pl.lit(axis),
                    class_before=before.fill_null(was),
                    class_now=after.fill_null(now_is),
                    net_12m_before=col("net_12m_before").fill_null(0),
                    net_12m_now=col("net_12m"),
                )
            )
    return pl.concat(parts)


def migration(moved: pl.LazyFrame) -> pl.LazyFrame:
    """One row per classification, comparison, class then and class now: clients and money that went that way."""
    start = ["axis", "period", "class_before"]
    m = moved.group_by(*start, "class_now").agg(pl.len().alias("clients"), col("net_12m_before", "net_12m_now").sum())
    money = col("net_12m_before").sum().over(start)
    return m.with_columns(
        clients_share=(col("clients") / col("clients").sum().over(start)).round(6),
        net_share=pl.when(money.round(4) != 0).then((col("net_12m_before") / money).round(6)),
    )


def xyz(values: pl.LazyFrame, days: pl.LazyFrame, season: pl.LazyFrame, as_of: date, p: Policy) -> pl.LazyFrame:
    """One row per client with goods in 12 months: how even its months are, out of season."""
    at_date = col("as_of") == as_of
    alive = values.filter(at_date & (col("active_days_12m") > 0) & col("first_purchase").is_not_null())
    alive = alive.select("client_id", first=col("first_purchase").dt.truncate("1mo"))
    index = season.filter(at_date & col("product_class").is_null()).select("month_of_year", "season_index")
    month = col("day").dt.truncate("1mo").alias("month")
    demand = days.filter(col("day") <= as_of).group_by("client_id", month).agg(col("net").sum().round(4))
    demand = demand.join(alive, on="client_id").filter(col("month") >= col("first"))
    demand = demand.with_columns(month_of_year=col("month").dt.month()).join(index, on="month_of_year")
    demand = demand.with_columns(net=col("net") / col("season_index"))
    net, some = col("net"), col("net").filter(col("net") > 0)
    first = col("first").first()
    x = demand.group_by("client_id").agg(
        months_observed=(as_of.year - first.dt.year().cast(pl.Int64)) * 12 + as_of.month - first.dt.month() + 1,
        total=net.sum(),
        squares=(net**2).sum(),
        months_with_demand=some.len(),
        cv2=((some.std(ddof=0) / some.mean()) ** 2).round(6),
    )
    months, mean = col("months_observed"), col("total") / col("months_observed")
    spread = (col("squares") / months - mean**2).clip(lower_bound=0).sqrt()
    x = x.with_columns(
        cv=pl.when(col("total") > 0).then((spread / mean).round(6)),
        adi=pl.when(col("months_with_demand") > 0).then((months / col("months_with_demand")).round(6)),
    )
    judged, cv = months >= p.xyz.min_months, col("cv")
    calm, small = col("adi") < p.xyz.adi_limit, col("cv2") < p.xyz.cv2_limit
    patterns = [(calm & small, "smooth"), (calm, "erratic"), (small, "intermittent")]
    return x.with_columns(
        xyz=choose([(cv <= p.xyz.x_max_cv, "X"), (cv <= p.xyz.y_max_cv, "Y")], "Z", judged & cv.is_not_null()),
        demand_pattern=choose(patterns, "lumpy", judged & col("adi").is_not_null() & col("cv2").is_not_null()),
    ).drop("total", "squares", "months_with_demand")
