"""Revenue bridge and price–volume–mix in polars."""

from __future__ import annotations

from datetime import date

import polars as pl

from bench.dates import month_ends

PARTS = ["new", "returned", "expansion", "contraction", "lost"]


def periods(as_of: date) -> dict[str, tuple[date, date, date, date]]:
    """The compared windows by name: base after and to, current after and to."""
    at = month_ends(as_of, 24)
    return {
        "year": (at[24], at[12], at[12], at[0]),
        "quarter": (at[15], at[12], at[3], at[0]),
        "quarter_before": (at[6], at[3], at[3], at[0]),
    }


def window(after: date, until: date) -> pl.Expr:
    return (pl.col("day") > after) & (pl.col("day") <= until)


def changes(by_class: pl.LazyFrame, days: pl.LazyFrame, as_of: date) -> dict[str, pl.LazyFrame]:
    """One row per comparison and client with its part of the bridge; and what was kept by client × class."""
    first = days.group_by("client_id").agg(first_day=pl.col("day").min())
    parts, kept = [], []
    for period, (base_after, base_to, after, to) in periods(as_of).items():
        base, current = window(base_after, base_to), window(after, to)
        pairs = by_class.filter(base | current).group_by("client_id", "product_class")
        pairs = pairs.agg(
            before=pl.col("net").filter(base).sum(),
            now=pl.col("net").filter(current).sum(),
            was=base.any(),
            still=current.any(),
        )
        c = pairs.group_by("client_id").agg(pl.col("before", "now").sum().round(4), pl.col("was", "still").any())
        c = c.with_columns(change=(pl.col("now") - pl.col("before")).round(4)).join(first, on="client_id")
        least = pl.min_horizontal("before", "now").filter("was").sum()
        positive = pairs.join(c.filter(pl.col("before") > 0), on="client_id", how="semi")
        kept.append(positive.select(period=pl.lit(period), kept_in_class=least))
        part = (
            pl.when(~pl.col("still")).then(pl.lit("lost"))
            .when(~pl.col("was") & (pl.col("first_day") > after)).then(pl.lit("new"))
            .when(~pl.col("was")).then(pl.lit("returned"))
            .when(pl.col("change") > 0).then(pl.lit("expansion"))
            .when(pl.col("change") < 0).then(pl.lit("contraction"))
            .otherwise(pl.lit("same"))
        )  # fmt: skip
        parts.append(c.select("client_id", "before", "now", "change", part=part, period=pl.lit(period)))
    return {"changes": pl.concat(parts), "kept_in_class": pl.concat(kept)}


def revenue_bridge(changes: pl.LazyFrame, kept_in_class: pl.LazyFrame) -> pl.LazyFrame:
    """One row per comparison: revenue before + new + returned + expansion − contraction − lost = after."""
    change, part, base = pl.col("change"), pl.col("part"), pl.col("before") > 0
    sums = {name: change.filter(part == name).sum() * (-1 if name in ("contraction", "lost") else 1) for name in PARTS}
    b = changes.group_by("period").agg(
        **sums,
        revenue_before=pl.col("before").sum(),
        revenue_after=pl.col("now").sum(),
        base=pl.col("before").filter(base).sum(),
        kept=pl.min_horizontal("before", "now").filter(base).sum(),
        kept_and_grown=pl.col("now").filter(base).sum(),
    )
    b = b.join(kept_in_class, on="period").with_columns(
        grr=(pl.col("kept") / pl.col("base")).round(6),
        nrr=(pl.col("kept_and_grown") / pl.col("base")).round(6),
        grr_class=(pl.col("kept_in_class") / pl.col("base")).round(6),
    )
    return b.drop("base", "kept", "kept_and_grown", "kept_in_class")


def price_volume_mix(lines: pl.LazyFrame, changes: pl.LazyFrame, as_of: date) -> pl.LazyFrame:
    """One row per comparison (year, quarter): why the company's revenue changed, in parts that add up."""
    wanted = periods(as_of)
    lines = lines.filter(window(wanted["year"][0], wanted["year"][3]))
    inside = {(p, n): window(*wanted[p][2 * n : 2 * n + 2]) for p in ("year", "quarter") for n in (0, 1)}
    sums = {}
    for (p, n), rows in inside.items():
        sums[f"{p}_q{n}"] = pl.col("quantity").filter(rows).sum()
        sums[f"{p}_r{n}"] = pl.when(rows.any()).then(pl.col("net").filter(rows).sum().round(4))
    pairs = lines.group_by("client_id", "product_id").agg(measured=pl.col("quantity").null_count() == 0, **sums)
    result = []
    for period in ("year", "quarter"):
        p = pairs.select("client_id", "measured", *(pl.col(f"{period}_{n}").alias(n) for n in ("q0", "q1", "r0", "r1")))
        p = p.filter(pl.col("r0").is_not_null() | pl.col("r1").is_not_null())
        of_client = changes.filter(pl.col("period") == period).select("client_id", "part", "change")
        part, change = pl.col("part"), pl.col("change")
        won, lost = part.is_in(["new", "returned"]), part == "lost"
        going_on = p.join(of_client.filter(~won & ~lost), on="client_id", how="semi")
        moved = of_client.select(
            clients_won=change.filter(won).sum(), clients_lost=change.filter(lost).sum(), change=change.sum()
        )
        result.append(pl.concat([_parts(going_on), moved], how="horizontal").with_columns(period=pl.lit(period)))
    return pl.concat(result)


def _parts(pairs: pl.LazyFrame) -> pl.LazyFrame:
    """Why revenue changed, from one row per client and product with quantity and net before (0) and now (1)."""
    q0, q1, r0, r1 = map(pl.col, ("q0", "q1", "r0", "r1"))
    kind = (
        pl.when(~pl.col("measured")).then(pl.lit("not_measured"))
        .when(r0.is_null()).then(pl.lit("new_products"))
        .when(r1.is_null()).then(pl.lit("dropped_products"))
        .when((q0 > 0) & (q1 > 0) & (r0 > 0)).then(pl.lit("continuing"))
        .otherwise(pl.lit("not_measured"))
    )  # fmt: skip
    pairs = pairs.with_columns(kind=kind, old=pl.when(q0 > 0).then((r0 / q0 * q1).round(4)))
    rest, going = r1.fill_null(0) - r0.fill_null(0), pl.col("kind") == "continuing"
    apart = {n: rest.filter(pl.col("kind") == n).sum() for n in ("new_products", "dropped_products", "not_measured")}
    c = pairs.select(**apart, **{n: pl.col(n).filter(going).sum() for n in ("q0", "q1", "r0", "r1", "old")})
    volume = pl.when(q0 != 0).then((q1 - q0) * r0 / q0).otherwise(0.0)
    c = c.with_columns(volume=volume, price=r1 - pl.col("old"))
    return c.with_columns(mix=pl.col("old") - r0 - pl.col("volume")).drop("q0", "q1", "r0", "r1", "old")
