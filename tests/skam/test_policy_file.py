"""A decided policy in policy.toml: what it changes, what it keeps, what a failure leaves."""

import os

import pytest

import kamlib as kam
from kamlib.policy import Policy
from kamlib.policy.file import versions

WRITTEN = """# what we agreed in spring
[fit]
threshold = 0.7 # lower while the warehouse is built

[abc]
a_share = 0.75

[[rfm.segments]]
segment = "all"
"""


@pytest.fixture
def home(tmp_path):
    (tmp_path / "policy.toml").write_text(WRITTEN, "utf-8")
    return tmp_path


def decided(home, **values) -> Policy:
    file = home / "policy.toml"
    return (Policy.read(file) if file.exists() else Policy()).changed(**values)


def test_only_what_was_decided_changes(home):
    before = Policy.read(home / "policy.toml")
    policy = decided(home, fit_threshold=0.8, selection_places=12)
    kam.put_in_force(home, policy, "d-1")
    text = (home / "policy.toml").read_text("utf-8")
    assert "# what we agreed in spring" in text and "a_share = 0.75" in text and 'segment = "all"' in text
    assert "threshold = 0.8 # decision d-1" in text and "places = 12 # decision d-1" in text
    after = Policy.read(home / "policy.toml")
    assert after == policy and after.rfm.segments == before.rfm.segments
    changed = {name for name, x in after.scalars().items() if x != before.scalars()[name]}
    assert changed == {"fit_threshold", "selection_places"}


def test_every_version_is_kept(home):
    first = kam.put_in_force(home, decided(home, fit_threshold=0.8), "d-1")
    middle = (home / "policy.toml").read_text("utf-8")
    second = kam.put_in_force(home, decided(home, fit_threshold=0.7), "d-2")
    assert versions(home) == [first, second]
    assert first.read_text("utf-8") == WRITTEN and second.read_text("utf-8") == middle
    assert "threshold = 0.7 # decision d-2" in (home / "policy.toml").read_text("utf-8")


def test_a_home_without_a_policy_gets_one(tmp_path):
    kept = kam.put_in_force(tmp_path, Policy().changed(criteria_weight_image=0.0), "d-1")
    assert Policy.read(tmp_path / "policy.toml") == Policy().changed(criteria_weight_image=0.0)
    assert kept.read_text("utf-8") == ""


@pytest.mark.parametrize(
    "start", ["fit = { threshold = 0.7 }\n", "fit.threshold = 0.7\n", "\ufeff[fit]\nthreshold = 0.7\n"]
)
def test_other_ways_of_writing_the_file(tmp_path, start):
    (tmp_path / "policy.toml").write_text(start, "utf-8")
    policy = decided(tmp_path, fit_threshold=0.8, fit_must_have_minimum=0.6)
    kam.put_in_force(tmp_path, policy, "d-1")
    assert Policy.read(tmp_path / "policy.toml") == policy


def test_the_version_kept_is_the_file_to_the_byte(tmp_path):
    old = "\ufeff[fit]\r\nthreshold = 0.7\r\n".encode()
    (tmp_path / "policy.toml").write_bytes(old)
    assert kam.put_in_force(tmp_path, decided(tmp_path, fit_threshold=0.8), "d-1").read_bytes() == old


def left_as_it_was(home) -> bool:
    return (home / "policy.toml").read_text("utf-8") == WRITTEN and not list(home.glob(".policy-*")) + versions(home)


def test_a_value_that_is_no_value_is_refused(home):
    with pytest.raises(kam.KamError):
        decided(home, fit_threshold=1.5)
    assert left_as_it_was(home)


def test_a_failure_leaves_the_file_as_it_was(home, monkeypatch):
    def refuse(*_):
        raise OSError("no space left")

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(OSError):
        kam.put_in_force(home, decided(home, fit_threshold=0.8), "d-1")
    assert left_as_it_was(home)


def test_a_list_that_cannot_be_written_is_told_not_dropped(home):
    other = Policy().changed(fit_threshold=0.8)  # with the default segments, not those of the file
    with pytest.raises(kam.KamError) as fault:
        kam.put_in_force(home, other, "d-1")
    assert "policy.toml" in fault.value.text("en") and left_as_it_was(home)


def test_a_file_that_cannot_be_read_is_told_of(home):
    (home / "policy.toml").write_text("[fit\n", "utf-8")
    with pytest.raises(kam.KamError):
        kam.put_in_force(home, Policy(), "d-1")
    assert (home / "policy.toml").read_text("utf-8") == "[fit\n"
