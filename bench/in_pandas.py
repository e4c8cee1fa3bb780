"""The compared marts as an analyst would write them in pandas, from the same canonical Parquet files.

Vectorised, keys as categories, columns read only where needed. Review dates are month ends, all lines are in the
company's currency (as in the demo company). Money is float64, rounded to the contract's four decimals before it is
compared with anything.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from bench import in_pandas_bridges as bridges
from bench import in_pandas_classes as classes
from bench.dates import month_ends
from kamlib.core.home import Home
from kamlib.policy import Policy

LINE_COLUMNS = ["order_date", "client_id", "product_id", "quantity", "net_amount", "list_amount", "cost_amount"]
MONEY = ["net", "returned", "cost", "list_amount", "net_with_list"]
NOT_GOODS = ["service", "write_off", "adjustment"]


def run(home: Path, as_of: date, out: Path) -> None:
    """Compute every compared mart as of `as_of` and write each to `out/<mart>.parquet`."""
    p = Policy()
    lines = read_lines(home, as_of)
    by_class = client_day_class(lines)
    days = client_day(by_class)
    tables = {"client_day": days}
    changes, in_class = bridges.changes(by_class, days, periods(as_of))
    tables["revenue_bridge"] = bridges.revenue_bridge(changes, in_class)
    tables["price_volume_mix"] = bridges.price_volume_mix(lines, changes, periods(as_of))
    del lines
    dates = [pd.Timestamp(d) for d in month_ends(as_of, 12)]
    tables["seasonal_index"] = season = seasonal_index(by_class, dates, p)
    tables["client_as_of"] = values = each_date(dates, client_values, days, season)
    tables["client_rhythm"] = rhythm = each_date(dates, client_rhythm, gaps(days))
    tables["client_frequency"] = frequency = each_date(dates, client_frequency, days, p)
    tables["client_class_as_of"] = goods = each_date(dates, class_values, by_class)
    joint = each_date(dates, joint_activity, Home(home))
    tables |= classes.run(values, rhythm, frequency, goods, joint, p)
    tables["xyz"] = classes.xyz(values, days, season, dates[0], p)
    for name, table in tables.items():
        table.to_parquet(out / f"{name}.parquet", index=False)


def read_lines(home: Path, as_of: date) -> pd.DataFrame:
    """One row per line of goods sold to a known client by `as_of`."""
    home = Home(home)
    keys = ["client_id", "product_id", "line_kind"]
    read = pq.read_table(home.files("sales_lines"), columns=[*LINE_COLUMNS, "line_kind"], read_dictionary=keys)
    money = [n for n in read.column_names if pa.types.is_decimal(read.schema.field(n).type)]
    for name in money:
        read = read.set_column(read.column_names.index(name), name, read[name].cast(pa.float64()))
    lines = read.unify_dictionaries().to_pandas(self_destruct=True, date_as_object=False)
    lines["order_date"] = lines["order_date"].astype("datetime64[s]")
    counts = lines["client_id"].notna() & ~lines["line_kind"].isin(NOT_GOODS)
    lines = lines[counts & (lines["order_date"] <= pd.Timestamp(as_of))]
    products = pq.read_table(home.files("products"), columns=["product_id", "product_class"]).to_pandas()
    class_of = products.drop_duplicates("product_id").set_index("product_id")["product_class"]
    lines["product_class"] = lines["product_id"].map(class_of).astype("category")
    lines["product_class"] = lines["product_class"].cat.add_categories([""]).fillna("")
    lines["client_id"] = lines["client_id"].cat.set_categories(sorted(lines["client_id"].cat.categories))
    return lines.rename(columns={"order_date": "day", "net_amount": "net", "cost_amount": "cost"})


def client_day_class(lines: pd.DataFrame) -> pd.DataFrame:
    """One row per client, day and product class."""
    lines = lines.assign(
        returned=(-lines["net"]).clip(lower=0),
        lines_without_cost=lines["cost"].isna(),
        net_with_list=lines["net"].where(lines["list_amount"].notna()),
    )
    return summed(lines, ["client_id", "day", "product_class"], lines=("net", "size"))


def summed(frame: pd.DataFrame, keys: list[str], **others: tuple[str, str]) -> pd.DataFrame:
    groups = frame.groupby(keys, observed=True, sort=False)
    result = groups[MONEY].sum(min_count=1).round(4)
    counts = {"lines_without_cost": ("lines_without_cost", "sum"), **others}
    return result.join(groups.agg(**counts)).reset_index()


def client_day(by_class: pd.DataFrame) -> pd.DataFrame:
    """One row per client and day; a purchase day has positive net revenue."""
    days = summed(by_class, ["client_id", "day"], lines=("lines", "sum"))
    days["is_purchase"] = days["net"] > 0
    return days


def each_date(dates: list[pd.Timestamp], compute: Callable, *inputs) -> pd.DataFrame:
    """`compute(as_of, *inputs)` for every review date, one under another."""
    return pd.concat([compute(d, *inputs).assign(as_of=d) for d in dates], ignore_index=True)


def back(as_of: pd.Timestamp, months: int) -> pd.Timestamp:
    return as_of - pd.offsets.MonthEnd(months)


def between(frame: pd.DataFrame, after: pd.Timestamp, until: pd.Timestamp) -> pd.DataFrame:
    return frame[(frame["day"] > after) & (frame["day"] <= until)]


def seasonal_index(by_class: pd.DataFrame, dates: list[pd.Timestamp], p: Policy) -> pd.DataFrame:
    """One row per review date, product class (missing: the company) and month of the year."""
    month = by_class["day"].to_numpy().astype("datetime64[M]").astype("datetime64[s]")
    wide = by_class.groupby([month, "product_class"], observed=True)["net"].sum().unstack()
    spine = pd.date_range(wide.index.min(), dates[0], freq="MS", unit="s")
    wide.columns = wide.columns.astype(object)
    wide[None] = wide.sum(axis=1)
    wide = wide.reindex(spine)
    wide = wide.fillna(0).where(wide.notna().cummax())  # a class begins with its first month
    parts = []
    for as_of in dates:
        net = wide[wide.index <= as_of]
        centred = (net.rolling(13, center=True).sum() + net.rolling(11, center=True).sum()) / 24
        ratio = (net / centred).where(centred > 0)
        index = ratio.groupby(ratio.index.month).median()
        enough = index.notna().sum().eq(12) & (net.count() >= p.seasons.min_months)
        index = (index / (index.sum() / 12)).round(6).clip(lower=p.seasons.min_index)
        index.loc[:, ~enough] = 1.0
        long = index.rename_axis("month_of_year").reset_index()
        long = long.melt("month_of_year", var_name="product_class", value_name="season_index")
        parts.append(long.assign(as_of=as_of))
    return pd.concat(parts, ignore_index=True)


def client_values(as_of: pd.Timestamp, days: pd.DataFrame, season: pd.DataFrame) -> pd.DataFrame:
    """One row per client with goods by `as_of`: timing, value and discount over the windows that end on it."""
    index = season[(season["as_of"] == as_of) & season["product_class"].isna()].set_index("month_of_year")
    days = days[days["day"] <= as_of]
    days = days.assign(flat=days["net"] / days["day"].dt.month.map(index["season_index"]))
    months = {n: back(as_of, n) for n in (3, 6, 12, 24)}

    def sums(column: str, after: int | None, until: int = 0, min_count: int = 0) -> pd.Series:
        part = days if after is None else between(days, months[after], months.get(until, as_of))
        return part.groupby("client_id", observed=True)[column].sum(min_count=min_count)

    purchases = days[days["is_purchase"]].groupby("client_id", observed=True)["day"]
    year = between(days, months[12], as_of)
    known = sums("lines_without_cost", 12).eq(0)
    c = pd.DataFrame(index=days["client_id"].unique())
    c.index.name = "client_id"
    c["first_purchase"], c["last_purchase"] = purchases.min(), purchases.max()
    c["recency_days"] = (as_of - c["last_purchase"]).dt.days
    c["tenure_days"] = (as_of - c["first_purchase"]).dt.days
    c["purchase_days_ever"] = purchases.size()
    c["purchase_days_12m"] = year.groupby("client_id", observed=True)["is_purchase"].sum()
    c["active_days_12m"] = year.groupby("client_id", observed=True).size()
    c["net_ever"], c["net_12m"], c["net_3m"] = sums("net", None), sums("net", 12), sums("net", 3)
    c["net_12m_before"], c["net_3m_before"] = sums("net", 24, 12), sums("net", 6, 3)
    c["returned_12m"] = sums("returned", 12)
    c["cost_12m"] = sums("cost", 12)
    for n, after, until, length in (("", 12, 0, 12), ("_before", 24, 12, 12), ("_6m", 6, 0, 6), ("_3m", 3, 0, 3)):
        c[f"monthly_turnover{n}"] = (sums("flat", after, until) / length).round(4)
    zero = [n for n in c if n not in ("first_purchase", "last_purchase", "recency_days", "tenure_days")]
    c[zero] = c[zero].fillna(0)
    c["list_12m"] = sums("list_amount", 12, min_count=1)
    c["net_with_list_12m"] = sums("net_with_list", 12, min_count=1)
    c["list_12m_before"] = sums("list_amount", 24, 12, min_count=1)
    c["net_with_list_12m_before"] = sums("net_with_list", 24, 12, min_count=1)
    known = known.reindex(c.index, fill_value=True)
    c["cost_12m"] = c["cost_12m"].where(known)
    c["cm1_12m"] = c["net_12m"] - c["cost_12m"]
    money = [n for n in c if n.startswith(("net_", "cost_", "cm1_", "list_", "returned_"))]
    c[money] = c[money].round(4)
    return c.reset_index()


def gaps(days: pd.DataFrame) -> pd.DataFrame:
    """One row per client and purchase day after the first: days since the one before."""
    bought = days.loc[days["is_purchase"], ["client_id", "day"]].sort_values(["client_id", "day"])
    bought["gap"] = bought.groupby("client_id", observed=True)["day"].diff().dt.days
    return bought.dropna(subset="gap")


def client_rhythm(as_of: pd.Timestamp, gap: pd.DataFrame) -> pd.DataFrame:
    """One row per client with two purchase days, the last of them in 24 months: its gaps."""
    found = between(gap, back(as_of, 24), as_of).groupby("client_id", observed=True)["gap"]
    r = found.agg(gaps="size", median_gap_days="median", mean_gap_days="mean", longest_gap_days="max")
    r["gap_cv"] = (found.std(ddof=0) / r["mean_gap_days"]).round(6)
    return r.reset_index()


def client_frequency(as_of: pd.Timestamp, days: pd.DataFrame, p: Policy) -> pd.DataFrame:
    """One row per client with a purchase in 12 months: in how many weeks and months it bought how often."""
    bought = between(days[days["is_purchase"]], back(as_of, 12), as_of)
    week = bought["day"] - pd.to_timedelta(bought["day"].dt.day_of_week, unit="D")
    month = bought["day"].to_numpy().astype("datetime64[M]").astype("datetime64[s]")
    weeks = bought.groupby(["client_id", week], observed=True).size()
    months = bought.groupby(["client_id", month], observed=True).size()

    def reach(counts: pd.Series, least: int) -> pd.Series:
        return (counts >= least).groupby(level=0, observed=True).sum()

    f = pd.DataFrame(
        {
            "weeks_daily": reach(weeks, p.frequency.daily_days_a_week),
            "weeks_several": reach(weeks, p.frequency.several_days_a_week),
            "weeks_weekly": reach(weeks, p.frequency.weekly_days_a_week),
            "months_several": reach(months, p.frequency.several_days_a_month),
            "months_monthly": reach(months, p.frequency.monthly_days_a_month),
            "active_months_12m": months.groupby(level=0, observed=True).size(),
        }
    )
    return f.rename_axis("client_id").reset_index()


def class_values(as_of: pd.Timestamp, by_class: pd.DataFrame) -> pd.DataFrame:
    """One row per client and product class bought in 24 months: value, timing and rhythm in it."""
    keys = ["client_id", "product_class"]
    part = between(by_class, back(as_of, 24), as_of)
    bought = part[part["net"] > 0].groupby(keys, observed=True)["day"]
    year = back(as_of, 12)
    c = pd.DataFrame(index=part.groupby(keys, observed=True).size().index)
    c["net_12m"] = part[part["day"] > year].groupby(keys, observed=True)["net"].sum()
    c["net_12m_before"] = part[part["day"] <= year].groupby(keys, observed=True)["net"].sum()
    c["net_3m"] = part[part["day"] > back(as_of, 3)].groupby(keys, observed=True)["net"].sum()
    c = c.fillna(0).round(4)
    first, last, count = bought.min(), bought.max(), bought.size()
    c["purchase_days_24m"] = count
    c["purchase_days_24m"] = c["purchase_days_24m"].fillna(0)
    c["last_purchase"] = last
    c["idle_days"] = (as_of - c["last_purchase"]).dt.days
    c["mean_gap_days"] = (last - first).dt.days / (count - 1).where(count > 1)
    return c.reset_index()


def periods(as_of: date) -> dict[str, tuple[pd.Timestamp, ...]]:
    """The compared windows by name: base after and to, current after and to."""
    end = pd.Timestamp(as_of)
    return {
        "year": (back(end, 24), back(end, 12), back(end, 12), end),
        "quarter": (back(end, 15), back(end, 12), back(end, 3), end),
        "quarter_before": (back(end, 6), back(end, 3), back(end, 3), end),
    }


def joint_activity(as_of: pd.Timestamp, home: Home) -> pd.DataFrame:
    """One row per client that was trained, measured its gain or took part in publicity within 12 months."""
    done = [
        ("interactions", "at", "kind", ["training"]),
        ("client_gains", "period_end", None, None),
        ("retention_actions", "started_on", "way", ["client_training", "publicity", "knowledge"]),
    ]
    parts = []
    for table, day, column, wanted in done:
        chosen = [(column, "in", wanted)] if column else None
        columns = ["client_id", day, *([column] if column else [])]
        read = pq.read_table(home.files(table), columns=columns, filters=chosen).to_pandas(date_as_object=False)
        parts.append(read.rename(columns={day: "day"})[["client_id", "day"]])
    return between(pd.concat(parts), back(as_of, 12), as_of)[["client_id"]].drop_duplicates()
