"""What was planted in the demo company and costs money is in the queue within a month, ranked by that money."""

import json
from datetime import date

import pytest

import kamlib as kam

MONTH = 30
SEEN_SHRUNK = 300  # days after which the level it sank to is most of the year that it is compared with
KNOWN_LOSS = 365  # days after which a loss has no margin of 12 months that could be at stake


@pytest.fixture(scope="module")
def truths(demo_home):
    return json.loads((demo_home / "demo_truths.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def queue(demo_book):
    return kam.queue(demo_book).set_index("client_id")


def test_each_planted_loss_shrinkage_misfit_and_fading_client_is_in_the_queue_by_its_money(demo_book, truths, queue):
    def ago(plant: dict) -> int:
        return (demo_book.as_of - date.fromisoformat(plant["onset"])).days

    losses, shrunk = truths["silent_losses"], truths["shrinkages"]
    asked = {
        "loss": {x["client_id"] for x in losses},
        # within a month of its full effect
        "shrinkage": {x["client_id"] for x in shrunk if ago(x) - x["ramp_days"] >= MONTH and ago(x) < SEEN_SHRUNK},
        "misfit": {x["client_id"] for x in truths["misfits"]},
        "fading": {x["client_id"] for x in truths["fading"]},
    }
    assert {k: len(v) for k, v in asked.items()} == {"loss": 12, "shrinkage": 9, "misfit": 8, "fading": 2}
    for kind, clients in asked.items():
        assert not clients - set(queue.index), kind
        assert set(queue.loc[sorted(clients), "queue_part"]) == {"decide"}, kind
    # answered ones come after the others, and each of both by what is at stake
    old = {x["client_id"] for x in losses if ago(x) >= KNOWN_LOSS}
    planted = queue.loc[sorted(set().union(*asked.values()) - old)]
    assert planted["stake"].notna().all()
    for _, part in planted.groupby("is_muted"):
        assert part.sort_values("place")["stake"].is_monotonic_decreasing
    # what is told of the large ones stands in front: half of the first ten rows and more are planted
    assert len(set(queue.index[:10]) & set(planted.index)) >= 5
