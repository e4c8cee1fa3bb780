"""The compared marts as an analyst would write them in polars: lazy, from the same canonical Parquet files.

Plans are collected in a few stages, each shared by what follows; within a stage polars orders and runs them together.
Review dates are month ends, all lines are in the company's currency (as in the demo company).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl

from bench import in_polars_bridges as bridges
from bench import in_polars_classes as classes
from bench.dates import month_ends
from kamlib.core.home import Home
from kamlib.policy import Policy

MONEY = ["net", "returned", "cost", "list_amount", "net_with_list"]
NOT_GOODS = ["service", "write_off", "adjustment"]
CLIENT, CLASS = ["client_id"], ["client_id", "product_class"]


def run(home: Path, as_of: date, out: Path) -> None:
    """Compute every compared mart as of `as_of` and write each to `out/<mart>.parquet`."""
    p = Policy()
    dates = month_ends(as_of, 36)
    lines = read_lines(Home(home), as_of)
    by_class = client_day_class(lines).collect().lazy()
    days = client_day(by_class).collect().lazy()
    season = seasonal_index(by_class, dates[:13], p).lazy()
    features = together(
        client_as_of=each_date(dates, client_values, days, season),
        client_rhythm=each_date(dates, client_rhythm, gaps(days)),
        client_frequency=each_date(dates, client_frequency, days, p),
        client_class_as_of=each_date(dates, class_values, by_class),
        joint=each_date(dates, joint_activity, Home(home)),
    )
    changed = together(**bridges.changes(by_class, days, as_of))
    tables = {
        "client_day": days,
        "seasonal_index": season,
        **features,
        "revenue_bridge": bridges.revenue_bridge(**changed),
        "price_volume_mix": bridges.price_volume_mix(lines, changed["changes"], as_of),
        **classes.run(features, p, as_of),
        "xyz": classes.xyz(features["client_as_of"], days, season, as_of, p),
    }
    del tables["joint"]
    for name, table in together(**tables).items():
        table.sink_parquet(out / f"{name}.parquet")


def together(**plans: pl.LazyFrame) -> dict[str, pl.LazyFrame]:
    """The same plans, computed: polars runs them at once and shares what they have in common."""
    return {name: frame.lazy() for name, frame in zip(plans, pl.collect_all(plans.values()), strict=True)}


def read_lines(home: Home, as_of: date) -> pl.LazyFrame:
    """One row per line of goods sold to a known client by `as_of`."""
    products = pl.scan_parquet(home.files("products")).select("product_id", "product_class").unique("product_id")
    return (
        pl.scan_parquet(home.files("sales_lines"))
        .filter(pl.col("client_id").is_not_null() & ~pl.col("line_kind").is_in(NOT_GOODS))
        .filter(pl.col("order_date") <= as_of)
        .join(products, on="product_id", how="left")
        .select(
            "client_id",
            "product_id",
            pl.col("product_class").fill_null(""),
            pl.col("order_date").alias("day"),
            pl.col("quantity").cast(pl.Float64),
            pl.col("net_amount").cast(pl.Float64).alias("net"),
            pl.col("cost_amount").cast(pl.Float64).alias("cost"),
            pl.col("list_amount").cast(pl.Float64),
        )
    )


def total(column: str) -> pl.Expr:
    """The sum of what is known, missing where nothing is."""
    return pl.when(pl.col(column).count() > 0).then(pl.col(column).sum().round(4)).alias(column)


def client_day_class(lines: pl.LazyFrame) -> pl.LazyFrame:
    """One row per client, day and product class."""
    lines = lines.with_columns(
        returned=(-pl.col("net")).clip(lower_bound=0),
        net_with_list=pl.when(pl.col("list_amount").is_not_null()).then("net"),
    )
    return lines.group_by(*CLASS, "day").agg(
        *map(total, MONEY), lines=pl.len(), lines_without_cost=pl.col("cost").null_count()
    )


def client_day(by_class: pl.LazyFrame) -> pl.LazyFrame:
    """One row per client and day; a purchase day has positive net revenue."""
    days = by_class.group_by("client_id", "day").agg(*map(total, MONEY), pl.col("lines", "lines_without_cost").sum())
    return days.with_columns(is_purchase=pl.col("net") > 0)


def each_date(dates: list[date], compute: Callable[..., pl.LazyFrame], *inputs) -> pl.LazyFrame:
    """`compute(date, date n months before …, inputs)` for the 13 review dates, one under another."""
    made = [compute(lambda n, i=i: dates[i + n], *inputs).with_columns(as_of=dates[i]) for i in range(13)]
    return pl.concat(made)


def window(after: date, until: date) -> pl.Expr:
    return (pl.col("day") > after) & (pl.col("day") <= until)


def seasonal_index(by_class: pl.LazyFrame, dates: list[date], p: Policy) -> pl.DataFrame:
    """One row per review date, product class (missing: the company) and month of the year."""
    month, net = pl.col("day").dt.truncate("1mo").alias("month"), pl.col("net")
    monthly = by_class.group_by("product_class", month).agg(net.sum())
    company = monthly.group_by("month").agg(net.sum()).with_columns(product_class=pl.lit(None, pl.String))
    monthly = pl.concat([monthly, company.select("product_class", "month", "net")]).collect()
    spine = pl.DataFrame({"month": pl.date_range(monthly["month"].min(), dates[0], "1mo", eager=True)})
    begin = monthly.group_by("product_class").agg(begin=pl.col("month").min())
    # a class begins with its first month
    grid = spine.join(begin, how="cross").filter(pl.col("month") >= pl.col("begin"))
    filled = grid.join(monthly, on=["product_class", "month"], how="left", nulls_equal=True)
    filled = filled.with_columns(pl.col("net").fill_null(0)).sort("month")
    parts = []
    for as_of in dates:
        months = filled.filter(pl.col("month") <= as_of)
        centred = (net.rolling_sum(13, center=True) + net.rolling_sum(11, center=True)) / 24
        ratio = months.with_columns(
            centred=centred.over("product_class"),
            months=pl.len().over("product_class"),
            month_of_year=pl.col("month").dt.month(),
        )
        ratio = ratio.filter(pl.col("centred") > 0).with_columns(ratio=net / pl.col("centred"))
        index = ratio.group_by("product_class", "month_of_year").agg(pl.col("ratio").median(), pl.col("months").first())
        enough = (pl.len().over("product_class") == 12) & (pl.col("months") >= p.seasons.min_months)
        ratio = pl.col("ratio") / (pl.col("ratio").sum().over("product_class") / 12)
        index = index.with_columns(season_index=pl.when(enough).then(ratio.round(6).clip(p.seasons.min_index)))
        year = pl.DataFrame({"month_of_year": pl.Series(range(1, 13), dtype=pl.Int8)})
        full = filled.select("product_class").unique().join(year, how="cross")
        full = full.join(index, on=["product_class", "month_of_year"], how="left", nulls_equal=True)
        parts.append(full.with_columns(pl.col("season_index").fill_null(1.0), as_of=as_of).drop("ratio", "months"))
    return pl.concat(parts)


def client_values(at: Callable[[int], date], days: pl.LazyFrame, season: pl.LazyFrame) -> pl.LazyFrame:
    """One row per client with goods by the date: timing, value and discount over the windows that end on it."""
    as_of = at(0)
    index = season.filter((pl.col("as_of") == as_of) & pl.col("product_class").is_null())
    days = days.filter(pl.col("day") <= as_of).with_columns(month_of_year=pl.col("day").dt.month())
    days = days.join(index.select("month_of_year", "season_index"), on="month_of_year", how="left")
    days = days.with_columns(flat=pl.col("net") / pl.col("season_index"))
    year, before = window(at(12), as_of), window(at(24), at(12))
    day, bought = pl.col("day"), pl.col("is_purchase")

    def sums(column: str, rows: pl.Expr) -> pl.Expr:
        return pl.col(column).filter(rows).sum().round(4)

    def known(column: str, rows: pl.Expr) -> pl.Expr:
        chosen = pl.col(column).filter(rows)
        return pl.when(chosen.count() > 0).then(chosen.sum().round(4))

    def monthly(rows: pl.Expr, months: int) -> pl.Expr:
        return (pl.col("flat").filter(rows).sum() / months).round(4)

    made = days.group_by("client_id").agg(
        first_purchase=day.filter(bought).min(),
        last_purchase=day.filter(bought).max(),
        purchase_days_ever=bought.sum(),
        purchase_days_12m=(bought & year).sum(),
        active_days_12m=year.sum(),
        net_ever=pl.col("net").sum().round(4),
        net_12m=sums("net", year),
        net_12m_before=sums("net", before),
        net_3m=sums("net", window(at(3), as_of)),
        net_3m_before=sums("net", window(at(6), at(3))),
        returned_12m=sums("returned", year),
        cost_12m=pl.when(pl.col("lines_without_cost").filter(year).sum() == 0).then(sums("cost", year)),
        list_12m=known("list_amount", year),
        net_with_list_12m=known("net_with_list", year),
        list_12m_before=known("list_amount", before),
        net_with_list_12m_before=known("net_with_list", before),
        monthly_turnover=monthly(year, 12),
        monthly_turnover_before=monthly(before, 12),
        monthly_turnover_6m=monthly(window(at(6), as_of), 6),
        monthly_turnover_3m=monthly(window(at(3), as_of), 3),
    )
    return made.with_columns(
        recency_days=(as_of - pl.col("last_purchase")).dt.total_days(),
        tenure_days=(as_of - pl.col("first_purchase")).dt.total_days(),
        cm1_12m=(pl.col("net_12m") - pl.col("cost_12m")).round(4),
    )


def gaps(days: pl.LazyFrame) -> pl.LazyFrame:
    """One row per client and purchase day after the first: days since the one before."""
    bought = days.filter("is_purchase").select("client_id", "day").sort("client_id", "day")
    gap = pl.col("day").diff().over("client_id").dt.total_days()
    return bought.with_columns(gap=gap).drop_nulls("gap")


def client_rhythm(at: Callable[[int], date], gap: pl.LazyFrame) -> pl.LazyFrame:
    """One row per client with two purchase days, the last of them in 24 months: its gaps."""
    g = pl.col("gap")
    found = gap.filter(window(at(24), at(0))).group_by("client_id")
    return found.agg(
        gaps=pl.len(),
        median_gap_days=g.median(),
        mean_gap_days=g.mean(),
        longest_gap_days=g.max(),
        gap_cv=(g.std(ddof=0) / g.mean()).round(6),
    )


def client_frequency(at: Callable[[int], date], days: pl.LazyFrame, p: Policy) -> pl.LazyFrame:
    """One row per client with a purchase in 12 months: in how many weeks and months it bought how often."""
    bought = days.filter(window(at(12), at(0)) & pl.col("is_purchase")).select("client_id", "day")
    weeks = bought.group_by("client_id", pl.col("day").dt.truncate("1w")).len()
    months = bought.group_by("client_id", pl.col("day").dt.truncate("1mo")).len()
    n, f = pl.col("len"), p.frequency
    by_week = weeks.group_by("client_id").agg(
        weeks_daily=(n >= f.daily_days_a_week).sum(),
        weeks_several=(n >= f.several_days_a_week).sum(),
        weeks_weekly=(n >= f.weekly_days_a_week).sum(),
    )
    by_month = months.group_by("client_id").agg(
        months_several=(n >= f.several_days_a_month).sum(),
        months_monthly=(n >= f.monthly_days_a_month).sum(),
        active_months_12m=pl.len(),
    )
    return by_week.join(by_month, on="client_id")


def class_values(at: Callable[[int], date], by_class: pl.LazyFrame) -> pl.LazyFrame:
    """One row per client and product class bought in 24 months: value, timing and rhythm in it."""
    day, net = pl.col("day"), pl.col("net")
    bought = day.filter(net > 0)
    made = by_class.filter(window(at(24), at(0))).group_by(CLASS)
    made = made.agg(
        net_12m=net.filter(day > at(12)).sum().round(4),
        net_12m_before=net.filter(day <= at(12)).sum().round(4),
        net_3m=net.filter(day > at(3)).sum().round(4),
        purchase_days_24m=(net > 0).sum(),
        first_purchase_24m=bought.min(),
        last_purchase=bought.max(),
    )
    span = (pl.col("last_purchase") - pl.col("first_purchase_24m")).dt.total_days()
    count = pl.col("purchase_days_24m")
    return made.with_columns(
        idle_days=(at(0) - pl.col("last_purchase")).dt.total_days(),
        mean_gap_days=pl.when(count > 1).then(span / (count.cast(pl.Int64) - 1)),
    )


def joint_activity(at: Callable[[int], date], home: Home) -> pl.LazyFrame:
    """One row per client that was trained, measured its gain or took part in publicity within 12 months."""
    publicity = ["client_training", "publicity", "knowledge"]
    done = [
        pl.scan_parquet(home.files("interactions")).filter(pl.col("kind") == "training").select("client_id", day="at"),
        pl.scan_parquet(home.files("client_gains")).select("client_id", day="period_end"),
        pl.scan_parquet(home.files("retention_actions"))
        .filter(pl.col("way").is_in(publicity))
        .select("client_id", day="started_on"),
    ]
    return pl.concat(done).filter(window(at(12), at(0))).select("client_id").unique()
