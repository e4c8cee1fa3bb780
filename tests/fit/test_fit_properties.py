"""What holds for any needs, USPs and coverage, and that the what-if gives what the SQL gives after a rebuild."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_book import covers, need, small_book, usp

import kamlib as kam
from kamlib.policy import Policy

NEEDS, USPS, CLIENTS = ["n1", "n2", "n3", "n4"], ["U1", "U2", "U3"], list("abcdefghijklmnopqrst")
SHARES = [0, 0.25, 0.4, 0.75, 0.9, 1]

some = settings(max_examples=8, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
seeds = st.integers(0, 10**6)
combines = st.sampled_from(["best", "together"])


def company(seed: int) -> dict:
    """Needs, catalogue and coverage: general and own, known and not, USPs not in the catalogue."""
    chance = random.Random(seed)
    needs = [
        need(
            client,
            name,
            chance.choice([1, 2, 3, 5.5, 10]),
            must_have=chance.random() < 0.3,
            minimum=chance.choice([None, 0, 0.4]),
        )
        for client in CLIENTS
        for name in chance.sample(NEEDS, chance.randint(1, 4))
    ]
    coverage = [
        covers(u, name, chance.choice(SHARES), client)
        for u in USPS
        for name in NEEDS
        for client in (None, *CLIENTS)
        if chance.random() < (0.5 if client is None else 0.1)
    ]
    return {"needs": needs, "usps": [usp(u) for u in USPS if chance.random() < 0.85], "coverage": coverage}


def policy(combine):
    return Policy().changed(fit_combine=combine)


def fits(book):
    columns = ["fit_share", "fit_low", "fit_high", "vetoed", "passes"]
    return book.sql("SELECT * FROM marts.usp_fit").set_index("client_id").sort_index()[columns].astype(float)


def same(one, other):
    np.testing.assert_allclose(one.to_numpy(), other.to_numpy(), atol=2e-6)


@some
@given(seed=seeds, combine=combines)
def test_worst_case_known_and_best_case_are_in_order(seed, combine):
    book = small_book(**company(seed), policy=policy(combine))
    frame = fits(book)
    known = frame.dropna(subset=["fit_share"])
    assert (known["fit_low"] <= known["fit_share"]).all() and (known["fit_share"] <= known["fit_high"]).all()
    assert frame[["fit_low", "fit_high"]].stack().between(0, 1).all()
    # who passes does so in the worst case, who does not fails in the best one or by a veto
    assert (frame.loc[frame["passes"] == 1, "fit_low"] >= 0.75).all()
    failed = frame[frame["passes"] == 0]
    assert ((failed["fit_high"] < 0.75) | (failed["vetoed"] == 1)).all()
    assert book.sql("SELECT * FROM marts.usp_gaps WHERE gap_share < 0 OR fit_after < fit_share AND coverage >= 0").empty


@some
@given(seed=seeds, combine=combines)
def test_adding_a_usp_never_lowers_fit(seed, combine):
    rows, chance = company(seed), random.Random(seed + 1)
    book = small_book(**rows, policy=policy(combine))
    known = set(book.sql("SELECT DISTINCT need FROM features.need_coverage WHERE coverage IS NOT NULL")["need"])
    known -= set(book.sql("SELECT DISTINCT need FROM features.need_coverage WHERE coverage IS NULL")["need"])
    more = [covers("U9", name, chance.choice(SHARES)) for name in sorted(known)]
    before = fits(book)
    after = fits(small_book(rows["needs"], [*rows["usps"], usp("U9")], rows["coverage"] + more, policy=policy(combine)))
    if rows["usps"]:
        for column in ("fit_share", "fit_low", "fit_high"):
            assert (after[column].fillna(1) >= before[column].fillna(0)).all()
        assert not ((before["passes"] == 1) & (after["passes"] != 1)).any()
    # one that also assesses what nobody had assessed can raise the worst case only
    all_of_it = [covers("U9", name, 0.1) for name in NEEDS]
    wider = fits(
        small_book(rows["needs"], [*rows["usps"], usp("U9")], rows["coverage"] + all_of_it, policy=policy(combine))
    )
    assert (wider["fit_low"] >= before["fit_low"]).all()


@some
@given(seed=seeds, combine=combines, factor=st.sampled_from([0.25, 3, 8]))
def test_scaling_all_weights_and_the_order_of_rows_change_nothing(seed, combine, factor):
    rows, chance = company(seed), random.Random(seed)
    scaled = [row | {"importance": row["importance"] * factor} for row in rows["needs"]]
    shuffled = {name: chance.sample(table, len(table)) for name, table in (rows | {"needs": scaled}).items()}
    same(
        fits(small_book(**rows, policy=policy(combine))),
        fits(small_book(**shuffled, policy=policy(combine))),
    )


@some
@given(seed=seeds)
def test_raising_the_threshold_never_lets_anyone_in(seed):
    rows = company(seed)
    before = None
    for threshold in (0.5, 0.75, 0.9):
        found = fits(small_book(**rows, policy=Policy().changed(fit_threshold=threshold)))["passes"]
        if before is not None:
            assert not ((found == 1) & (before != 1)).any()
            assert not ((before == 0) & (found != 0)).any()
        before = found


@some
@given(seed=seeds, combine=combines)
def test_the_value_chain_gives_what_the_sql_gives_after_a_rebuild(seed, combine):
    rows, chance = company(seed), random.Random(seed + 2)
    used = sorted({row["need"] for row in rows["needs"]})
    clients = {name: sorted({r["client_id"] for r in rows["needs"] if r["need"] == name}) for name in used}
    changes = []
    for _ in range(chance.randint(1, 4)):
        name, kind = chance.choice(used), chance.random()
        usp_id = chance.choice([*USPS, "U9"])
        if kind < 0.25 and usp_id in {u["usp_id"] for u in rows["usps"]} - {c["usp_id"] for c in changes}:
            changes.append({"usp_id": usp_id, "drop": True})
        elif not any(c["usp_id"] == usp_id and c.get("drop") for c in changes):
            client = chance.choice(clients[name]) if kind > 0.8 else None
            changes.append({"usp_id": usp_id, "need": name, "coverage": chance.choice(SHARES), "client_id": client})
    book = small_book(**rows, policy=policy(combine))
    rebuilt = small_book(**_entered(rows, changes), policy=policy(combine))
    before, after = fits(book), fits(rebuilt)
    clients = kam.value_chain(book, changes).clients.set_index("client_id")
    moved = (before.fillna(-1) != after.fillna(-1)).any(axis=1)
    assert set(before.index[moved]) == set(clients.index)
    for client, row in clients.iterrows():
        assert row["fit_after"] == pytest.approx(after.loc[client, "fit_share"], abs=2e-6, nan_ok=True)
        assert row["fit_before"] == pytest.approx(before.loc[client, "fit_share"], abs=2e-6, nan_ok=True)
        for column, table in (("passes_before", before), ("passes_after", after)):
            told = np.nan if row[column] is None else float(row[column])
            assert told == pytest.approx(table.loc[client, "passes"], nan_ok=True)


def _entered(rows: dict, changes: list[dict]) -> dict:
    """The tables as they would be once people had entered the changes."""
    usps = {u["usp_id"] for u in rows["usps"]}
    coverage = {(c["usp_id"], c["need"], c["client_id"]): c["coverage"] for c in rows["coverage"]}
    for change in changes:
        if change.get("drop"):
            usps.discard(change["usp_id"])
            continue
        usps.add(change["usp_id"])
        key = (change["usp_id"], change["need"], change["client_id"])
        general = coverage.get((*key[:2], None), 0) if change["client_id"] else 0
        coverage[key] = max(coverage.get(key, general), change["coverage"])
    return {
        "needs": rows["needs"],
        "usps": [usp(u) for u in sorted(usps)],
        "coverage": [covers(u, n, share, client) for (u, n, client), share in coverage.items()],
    }
