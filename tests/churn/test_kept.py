"""What was learnt is kept by all it was made from, and made anew where anything differs or is lost."""

import os
import time

import numpy as np
import pandas as pd
import pytest

from kamlib.churn import backtest, kept
from kamlib.churn.frame import FEATURES, Ledger, Slices
from kamlib.churn.kept import Kept, fingerprint

FRAME = pd.DataFrame({
    "client_id": ["a", "ё"], "p": [0.1 + 0.2, np.nan], "known": [True, None],
    "day": pd.to_datetime(["2024-01-31", "2024-02-29"]),
})  # fmt: skip


def test_it_is_made_once_and_comes_back_as_it_was(tmp_path):
    store, made = Kept(tmp_path / "learnt", "code"), []

    def make():
        made.append(1)
        return FRAME

    first, second = (store.table("t", (FRAME, 90, "x"), make) for _ in range(2))
    assert len(made) == 1
    pd.testing.assert_frame_equal(first, second, check_exact=True)
    store.table("t", (FRAME, 91, "x"), make)
    store.table("u", (FRAME, 90, "x"), make)
    Kept(tmp_path / "learnt", "other code").table("t", (FRAME, 90, "x"), make)
    assert len(made) == 4


def test_nothing_is_an_empty_table_and_without_a_folder_nothing_is_kept(tmp_path):
    store = Kept(tmp_path, "code")
    assert all(store.table("t", (1,), lambda: None).empty for _ in range(2))
    assert Kept(None, "").table("t", (1,), lambda: FRAME) is FRAME


@pytest.mark.parametrize("damage", [b"", b"PAR1", None], ids=["empty", "cut", "one byte"])
def test_a_damaged_one_is_made_anew(tmp_path, damage):
    store = Kept(tmp_path, "code")
    numbers = pd.DataFrame({"p": np.random.default_rng(1).random(1000)})
    store.table("t", (1,), lambda: numbers)
    (file,) = tmp_path.iterdir()
    whole = file.read_bytes()
    middle = 4000
    file.write_bytes(damage if damage is not None else whole[:middle] + b"\x00\xff" + whole[middle + 2 :])
    pd.testing.assert_frame_equal(store.table("t", (1,), lambda: numbers), numbers, check_exact=True)
    assert file.read_bytes() == whole


def test_what_nobody_asks_for_is_deleted(tmp_path):
    store = Kept(tmp_path, "code")
    for number in (1, 2):
        store.table("t", (number,), lambda: FRAME)
    long_ago = time.time() - (kept.DAYS + 1) * 86_400
    for file in tmp_path.iterdir():
        os.utime(file, (long_ago, long_ago))
    store.table("t", (1,), lambda: pytest.fail("it was kept"))
    store.forget()
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize(
    "other",
    [
        FRAME.iloc[::-1], FRAME[["p", "client_id", "known", "day"]], FRAME.assign(p=[0.3, np.nan]),
        FRAME.assign(p=[0.1 + 0.2, 0.0]), FRAME.assign(known=[True, False]), FRAME.assign(client_id=["a", "е"]),
        FRAME.assign(day=FRAME["day"] + pd.Timedelta(days=1)), FRAME.rename(columns={"p": "q"}), FRAME.iloc[:1],
    ],
)  # fmt: skip
def test_a_fingerprint_tells_frames_apart(other):
    assert fingerprint(FRAME) == fingerprint(FRAME.copy()) != fingerprint(other)


def test_fingerprints_tell_where_one_part_ends():
    assert len({fingerprint(of) for of in [(1, 23), (12, 3), ("1", 23), ("12", "3"), (1, (2, 3)), (1.0, 23), ()]}) == 7


def learnt_from(months: int) -> tuple[Slices, Ledger]:
    """Clients at month ends, of whom it is known what came in the three months after; the rest is chance."""
    rng = np.random.default_rng(3)
    cut_offs = pd.date_range("2022-01-31", periods=24, freq="ME")
    who = pd.DataFrame([(c, f"c{i:03}") for c in cut_offs for i in range(60)], columns=["cut_off", "client_id"])
    who["churned"] = rng.random(len(who)) < 0.3
    x = pd.DataFrame(rng.random((len(who), len(FEATURES))), columns=FEATURES)
    past = (who["cut_off"] < cut_offs[months]).to_numpy()
    days = pd.DataFrame({"client_id": pd.Categorical(who["client_id"]), "day": who["cut_off"] - pd.Timedelta(days=9)})
    histories = pd.DataFrame({
        "cut_off": who["cut_off"], "client_id": who["client_id"], "first_day": cut_offs[0],
        "last_day": who["cut_off"] - pd.Timedelta(days=9), "purchase_days": 2,
    })  # fmt: skip
    return Slices(who, x).at(past), Ledger(histories[past], days[past])


def test_what_was_said_at_a_past_date_is_not_learnt_again_when_later_months_come(tmp_path, monkeypatch):
    store, at = Kept(tmp_path, "code"), pd.Timestamp("2022-12-31")
    before = backtest.said_at(*learnt_from(14), "churned", at, 90, 24, 1, store)
    assert {"logistic", "boosting"} <= set(before)
    monkeypatch.setattr(backtest, "members_at", lambda *_: pytest.fail("it was learnt again"))
    after = backtest.said_at(*learnt_from(20), "churned", at, 90, 24, 1, store)
    assert {name: p.tolist() for name, p in after.items()} == {name: p.tolist() for name, p in before.items()}


def test_another_purchase_before_the_date_is_learnt_from(tmp_path):
    store, at = Kept(tmp_path, "code"), pd.Timestamp("2022-12-31")
    everything, ledger = learnt_from(14)
    backtest.said_at(everything, ledger, "churned", at, 90, 24, 1, store)
    fewer = Ledger(ledger.histories, ledger.purchases.iloc[1:])
    backtest.said_at(everything, fewer, "churned", at, 90, 24, 1, store)
    assert len(list(tmp_path.iterdir())) == 2
