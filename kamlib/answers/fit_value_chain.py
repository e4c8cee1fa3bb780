"""What changing the value chain would bring: clients that begin to fit, what they cost less, what it costs us."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from kamlib.book.book import Book
from kamlib.core.errors import KamError
from kamlib.whatif.value_chain import Change, Fit, Money, Needs, Offer, changed, costs, fit, payback_months

_CHANGE_COLUMNS = ("usp_id", "need", "coverage", "client_id", "drop", "yearly_cost", "once_cost")
_IMPROVEMENT_COLUMNS = (
    "place",
    "improvement",
    "clients_crossing",
    "clients_falling",
    "gain_12m",
    "cost_12m",
    "once_cost",
    "net_total",
    "return_ratio",
    "payback_months",
    "cumulative_net",
)


@dataclass(frozen=True)
class ValueChain:
    """What changing the value chain brings: `clients` one row each whose fit changes, `total` for the company."""

    clients: pd.DataFrame
    total: dict


def value_chain(book: Book, changes: list[dict] | pd.DataFrame, horizon_years: float = 3) -> ValueChain:
    """What if USPs were improved, added or dropped?

    A change is a row with usp_id and: need, coverage (raised to this share at least, 0–1; a client's own assessment
    still goes before, unless client_id names it); or drop = True; and yearly_cost, once_cost (additional money; where
    neither is given they are not known, and so are net and payback; a dropped USP saves its yearly cost of the
    catalogue). A USP not in the catalogue is added.

    `clients`, the most gained first: client_id, name, name_en, fit_before, fit_after (shares), passes_before,
    passes_after, fit_change (crosses, falls, better, worse), net_12m, contribution_12m, gain_12m, low_gain_12m,
    high_gain_12m (money a year; NaN: cannot be told).
    `total`: clients_crossing, clients_falling, clients_changed; contribution_crossing, contribution_falling (money);
    gain_12m, low_gain_12m, high_gain_12m (of clients where it can be told; gain_unknown counts the others); cost_12m,
    once_cost; horizon_years, net_total over them (not discounted); payback_months (None: never, or not known).

    Gained is the cost of misfit of clients that begin to fit, should it no longer be paid, and the policy's uplift of
    their contribution; a client that stops fitting will cost what the middle misfit does now, by share of revenue.
    Raises KamError for a need nobody has, a USP to drop that is not there, a coverage or cost that is no such number.
    """
    needs, offer = _read(book)
    money, cards, yearly = _money(book, needs)
    rows = _changes(changes)
    before, after = fit(needs, offer.coverage), fit(needs, changed(needs, offer, rows).coverage)
    gain, low, high = money.gain(before, after)
    frame = pd.DataFrame(
        {
            "client_id": needs.clients,
            "fit_before": before.share,
            "fit_after": after.share,
            "passes_before": _flags(before.passes),
            "passes_after": _flags(after.passes),
            "fit_change": _kinds(before, after),
            "gain_12m": gain,
            "low_gain_12m": low,
            "high_gain_12m": high,
        }
    )
    frame = cards.reset_index().merge(frame[frame["fit_change"].notna()], on="client_id")
    frame = frame.sort_values(["gain_12m", "contribution_12m", "client_id"], ascending=[False, False, True])
    return ValueChain(frame.reset_index(drop=True), _total(frame, costs(rows, yearly), horizon_years))


def best_improvements(
    book: Book, improvements: list[dict] | pd.DataFrame, horizon_years: float = 3, budget: float | None = None
) -> pd.DataFrame:
    """One row per improvement in the order to make them: each the one that then brings the most per unit of money.

    `improvements`: rows as in `value_chain` with a column `improvement`; rows of one name are made together. `budget`:
    what may be spent over the horizon, once and yearly; what no longer fits in is left out. Where nothing left brings
    a client over the line, the one that covers most of the open needs for its money (weighed by revenue) comes first.

    place, improvement; clients_crossing, clients_falling (through this one, after those before it); gain_12m (money a
    year, of clients where it can be told), cost_12m, once_cost; net_total (over the horizon, not discounted);
    return_ratio (gained ÷ spent over the horizon; NaN: nothing spent), payback_months; cumulative_net (this one and
    those before it). Raises KamError as `value_chain` does.
    """
    needs, offer = _read(book)
    money, _, yearly = _money(book, needs)
    left = _improvements(improvements)
    spent, cumulative, rows = 0.0, 0.0, []
    before = fit(needs, offer.coverage)
    while left:
        tried = []
        for name, changes in left.items():
            a_year, once = costs(changes, yearly)
            cost = a_year * horizon_years + once
            if budget is not None and not spent + cost <= budget:
                continue
            new = changed(needs, offer, changes)
            after = fit(needs, new.coverage)
            gained = float(np.nansum(money.gain(before, after)[0]))
            covered = float(np.nansum((after.low - before.low) * money.revenue * (before.passes != 1)))
            tried.append(
                (_per_unit(gained, cost), _per_unit(covered, cost), name, new, after, gained, a_year, once, cost)
            )
        if not tried:
            break
        # where nothing is spent the returns are equally endless: then the one that gains most
        best = min(tried, key=lambda x: (-x[0], -x[1], -x[5], x[2]))
        _, _, name, offer, after, gained, a_year, once, cost = best
        net = gained * horizon_years - cost
        spent, cumulative = spent + cost, cumulative + net
        rows.append(
            {
                "place": len(rows) + 1,
                "improvement": name,
                "clients_crossing": int(np.sum((after.passes == 1) & (before.passes != 1))),
                "clients_falling": int(np.sum((after.passes != 1) & (before.passes == 1))),
                "gain_12m": gained,
                "cost_12m": a_year,
                "once_cost": once,
                "net_total": net,
                "return_ratio": gained * horizon_years / cost if cost > 0 else np.nan,
                "payback_months": payback_months(gained, a_year, once),
                "cumulative_net": cumulative,
            }
        )
        before = after
        del left[name]
    return pd.DataFrame(rows, columns=list(_IMPROVEMENT_COLUMNS))


def _per_unit(gained: float, cost: float) -> float:
    if np.isnan(cost):
        return -np.inf
    return gained / cost if cost > 0 else np.inf * np.sign(gained) if gained else 0.0


def _read(book: Book) -> tuple[Needs, Offer]:
    """Needs and what covers them, as the models of the book have them; a client's own assessment goes first."""
    rows = book.sql(
        "SELECT client_id, need, importance, coalesce(minimum, 'nan') AS minimum FROM features.need_coverage"
        " ORDER BY client_id, need"
    )
    catalogue = book.sql("SELECT usp_id FROM staging.usps")["usp_id"]
    client, clients = pd.factorize(rows["client_id"])
    need, names = pd.factorize(rows["need"])
    needs = Needs(
        clients=pd.Index(clients),
        names=pd.Index(names),
        client=client,
        need=need,
        importance=rows["importance"].to_numpy(float),
        minimum=rows["minimum"].to_numpy(float),
        threshold=book.policy.fit.threshold,
        together=book.policy.fit.combine == "together",
    )
    general = book.sql("SELECT need, usp_id, coverage FROM staging.coverage WHERE client_id IS NULL")
    own = book.sql("SELECT client_id, need, usp_id, coverage FROM features.need_usp WHERE is_own")
    covers, is_own = {}, {}
    for usp in sorted({*general["usp_id"], *own["usp_id"]}):
        of_all, of_one = (frame[frame["usp_id"] == usp] for frame in (general, own))
        by_need = of_all.set_index("need")["coverage"].reindex(needs.names).to_numpy(float)
        covers[usp], is_own[usp] = by_need[need], np.zeros(len(rows), bool)
        place = needs.places(of_one["client_id"], of_one["need"])
        covers[usp][place], is_own[usp][place] = of_one["coverage"].to_numpy(float), True
    return needs, Offer.of(needs, covers, is_own, catalogue)


def _money(book: Book, needs: Needs) -> tuple[Money, pd.DataFrame, dict[str, float]]:
    """Money of the clients with needs, their cards, and what each USP costs a year."""
    cards = book.sql(
        "SELECT c.client_id, c.name, c.name_en, c.net_12m, c.contribution_12m, m.excess_12m, m.low_excess_12m,"
        " m.high_excess_12m, m.excess_share FROM marts.client_card AS c LEFT JOIN marts.misfit_cost AS m"
        " ON m.client_id = c.client_id AND m.part = 'total' WHERE c.client_id IN (SELECT client_id FROM staging.needs)"
    ).set_index("client_id")
    by_client = cards.reindex(needs.clients)
    measured = cards["excess_share"].dropna()
    policy = book.policy.fit
    money = Money(
        contribution=by_client["contribution_12m"].to_numpy(float),
        revenue=by_client["net_12m"].fillna(0).to_numpy(float),
        misfit=by_client["excess_12m"].to_numpy(float),
        misfit_low=by_client["low_excess_12m"].to_numpy(float),
        misfit_high=by_client["high_excess_12m"].to_numpy(float),
        uplift=policy.uplift_cm_share,
        usual_misfit=max(float(measured.median()), 0.0) if len(measured) >= policy.min_comparables else np.nan,
    )
    usps = book.sql("SELECT usp_id, yearly_cost FROM staging.usps")
    yearly = dict(zip(usps["usp_id"], usps["yearly_cost"].astype(float), strict=True))
    return money, cards[["name", "name_en", "net_12m", "contribution_12m"]], yearly


def _changes(rows: list[dict] | pd.DataFrame) -> list[Change]:
    """Rows of a table, or dicts, as changes; empty cells are as if not there."""
    given = rows.to_dict("records") if isinstance(rows, pd.DataFrame) else list(rows)
    result = []
    for row in given:
        told = {name: value for name, value in row.items() if not _is_empty(value)}
        for name in row:
            if name not in _CHANGE_COLUMNS:
                raise KamError("fit.bad_change", column=name, known=", ".join(_CHANGE_COLUMNS))
        if "usp_id" not in told:
            raise KamError("fit.no_usp_id")
        for name in ("yearly_cost", "once_cost", "coverage"):
            if name in told:
                told[name] = _number(told, name)
        result.append(Change(**told | {"drop": bool(told.get("drop", False))}))
    return result


def _number(row: dict, name: str) -> float:
    try:
        value = float(row[name])
    except (TypeError, ValueError):
        value = np.nan
    if name != "coverage" and not 0 <= value < np.inf:
        raise KamError("fit.bad_cost", usp_id=row["usp_id"], cost=row[name])
    return value


def _is_empty(value: object) -> bool:
    return value is None or value == "" or (not isinstance(value, str) and bool(pd.isna(value)))


def _improvements(rows: list[dict] | pd.DataFrame) -> dict[str, list[Change]]:
    """Changes by the name of the improvement they belong to."""
    given = rows.to_dict("records") if isinstance(rows, pd.DataFrame) else list(rows)
    result: dict[str, list[dict]] = {}
    for row in given:
        name = row.get("improvement")
        if _is_empty(name):
            raise KamError("fit.no_improvement")
        result.setdefault(str(name), []).append({k: v for k, v in row.items() if k != "improvement"})
    return {name: _changes(of_one) for name, of_one in result.items()}


def _flags(values: np.ndarray) -> np.ndarray:
    """1, 0, NaN as True, False, None."""
    return np.select([values == 1, values == 0], [True, False], None)


def _kinds(before: Fit, after: Fit) -> np.ndarray:
    """What happens to each client: crosses, falls, better, worse; None where nothing moves."""
    moved = np.nan_to_num(after.low - before.low) + np.nan_to_num(after.high - before.high)
    settled = (after.passes != before.passes) & ~(np.isnan(after.passes) & np.isnan(before.passes))
    same = (moved == 0) & ~settled & (np.nan_to_num(after.share, nan=-1) == np.nan_to_num(before.share, nan=-1))
    crosses, falls = (after.passes == 1) & (before.passes != 1), (before.passes == 1) & (after.passes != 1)
    return np.select([crosses, falls, same, moved >= 0], ["crosses", "falls", None, "better"], "worse").astype(object)


def _total(frame: pd.DataFrame, spent: tuple[float, float], years: float) -> dict:
    crosses, falls = frame["fit_change"] == "crosses", frame["fit_change"] == "falls"
    a_year, once = spent
    gain, low, high = (float(frame[f"{prefix}gain_12m"].sum()) for prefix in ("", "low_", "high_"))
    payback = payback_months(gain, a_year, once)
    return {
        "clients_crossing": int(crosses.sum()),
        "clients_falling": int(falls.sum()),
        "clients_changed": len(frame),
        "contribution_crossing": float(frame.loc[crosses, "contribution_12m"].sum()),
        "contribution_falling": float(frame.loc[falls, "contribution_12m"].sum()),
        "gain_12m": gain,
        "low_gain_12m": low,
        "high_gain_12m": high,
        "gain_unknown": int(frame["gain_12m"].isna().sum()),
        "cost_12m": None if np.isnan(a_year) else a_year,
        "once_cost": once,
        "horizon_years": years,
        "net_total": None if np.isnan(a_year) else (gain - a_year) * years - once,
        "payback_months": None if np.isnan(payback) else payback,
    }
