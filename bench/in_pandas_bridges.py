"""Revenue bridge and price–volume–mix in pandas."""

from __future__ import annotations

import numpy as np
import pandas as pd

CLIENT = "client_id"
Windows = dict[str, tuple[pd.Timestamp, ...]]


def between(frame: pd.DataFrame, after: pd.Timestamp, until: pd.Timestamp) -> pd.DataFrame:
    return frame[(frame["day"] > after) & (frame["day"] <= until)]


def changes(by_class: pd.DataFrame, days: pd.DataFrame, periods: Windows) -> tuple[pd.DataFrame, pd.Series]:
    """One row per comparison and client with its part of the bridge; and what was kept by client × class."""
    first = days.groupby(CLIENT, observed=True)["day"].min()
    parts, kept = [], {}
    for period, (base_after, base_to, after, to) in periods.items():
        keys = [CLIENT, "product_class"]
        before = between(by_class, base_after, base_to).groupby(keys, observed=True)["net"].sum()
        now = between(by_class, after, to).groupby(keys, observed=True)["net"].sum()
        pairs = pd.concat({"before": before, "now": now}, axis=1)
        c = pairs.groupby(level=CLIENT, observed=True).sum(min_count=1)
        was, still = c["before"].notna(), c["now"].notna()
        c = c.fillna(0).round(4)
        least = pairs.dropna(subset="before").fillna(0).min(axis=1)
        kept[period] = least[least.index.get_level_values(CLIENT).isin(c.index[c["before"] > 0])].sum()
        c["change"] = (c["now"] - c["before"]).round(4)
        is_new = first.reindex(c.index) > after
        rules = [~still, ~was & is_new, ~was, c["change"] > 0, c["change"] < 0]
        c["part"] = np.select(rules, ["lost", "new", "returned", "expansion", "contraction"], "same")
        parts.append(c.reset_index().assign(period=period))
    return pd.concat(parts, ignore_index=True), pd.Series(kept)


def revenue_bridge(changed: pd.DataFrame, kept_in_class: pd.Series) -> pd.DataFrame:
    """One row per comparison: revenue before + new + returned + expansion − contraction − lost = after."""
    base = changed[changed["before"] > 0]
    base = base.assign(kept=base[["before", "now"]].min(axis=1)).groupby("period")[["kept", "before", "now"]].sum()
    b = changed.pivot_table(index="period", columns="part", values="change", aggfunc="sum", fill_value=0)
    b = b.reindex(columns=["new", "returned", "expansion", "contraction", "lost"], fill_value=0)
    b[["contraction", "lost"]] *= -1
    b[["revenue_before", "revenue_after"]] = changed.groupby("period")[["before", "now"]].sum()
    b["grr"] = (base["kept"] / base["before"]).round(6)
    b["nrr"] = (base["now"] / base["before"]).round(6)
    b["grr_class"] = (kept_in_class / base["before"]).round(6)
    return b.reset_index()


def price_volume_mix(lines: pd.DataFrame, changed: pd.DataFrame, periods: Windows) -> pd.DataFrame:
    """One row per comparison (year, quarter): why the company's revenue changed, in parts that add up."""
    keys = [CLIENT, "product_id"]
    lines = between(lines, periods["year"][0], periods["year"][3])
    quantities = lines.groupby(keys, observed=True)["quantity"]
    measured = quantities.count() == quantities.size()
    rows = []
    for period in ("year", "quarter"):
        base_after, base_to, after, to = periods[period]
        base = between(lines, base_after, base_to).groupby(keys, observed=True)[["quantity", "net"]].sum()
        current = between(lines, after, to).groupby(keys, observed=True)[["quantity", "net"]].sum()
        pairs = base.join(current, how="outer", suffixes=("_0", "_1"))
        pairs["measured"] = measured
        of_client = changed.loc[changed["period"] == period, [CLIENT, "part", "change"]].set_index(CLIENT)
        part = pairs.index.get_level_values(CLIENT).map(of_client["part"])
        row = _parts(pairs[~part.isin(["new", "returned", "lost"])]) | {"period": period}
        won, lost = of_client["part"].isin(["new", "returned"]), of_client["part"] == "lost"
        row |= {"clients_won": of_client.loc[won, "change"].sum(), "clients_lost": of_client.loc[lost, "change"].sum()}
        rows.append(row | {"change": of_client["change"].sum()})
    return pd.DataFrame(rows)


def _parts(pairs: pd.DataFrame) -> dict[str, float]:
    """Why revenue changed, from one row per client and product with quantity and net before (0) and now (1)."""
    q0, q1, r0, r1 = (pairs[n] for n in ("quantity_0", "quantity_1", "net_0", "net_1"))
    rules = [~pairs["measured"], r0.isna(), r1.isna(), (q0 > 0) & (q1 > 0) & (r0.round(4) > 0)]
    part = np.select(rules, ["not_measured", "new_products", "dropped_products", "continuing"], "not_measured")
    apart = (r1.fillna(0) - r0.fillna(0)).groupby(part).sum()
    apart = apart.reindex(["new_products", "dropped_products", "not_measured"], fill_value=0)
    going_on = pairs[part == "continuing"]
    at_old_price = (going_on["net_0"] / going_on["quantity_0"] * going_on["quantity_1"]).round(4).sum()
    sums = going_on[["quantity_0", "quantity_1", "net_0", "net_1"]].sum()
    volume = (sums["quantity_1"] - sums["quantity_0"]) * sums["net_0"] / sums["quantity_0"] if len(going_on) else 0
    price, mix = sums["net_1"] - at_old_price, at_old_price - sums["net_0"] - volume
    return apart.to_dict() | {"price": price, "volume": volume, "mix": mix}
