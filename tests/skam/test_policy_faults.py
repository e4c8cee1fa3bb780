"""What no policy can mean is told when the file is read: where it stands, what is wrong, and the value found there."""

import pytest

import kamlib as kam
from kamlib.policy import Policy

NUMBERS = [(section, name) for section, part in Policy() for name, x in part if type(x) in (int, float)]
BANDS = ("recency_bands", "frequency_bands", "monetary_bands")


def fault(text, tmp_path) -> kam.KamError:
    (tmp_path / "policy.toml").write_text(text, "utf-8")
    with pytest.raises(kam.KamError) as told:
        Policy.read(tmp_path / "policy.toml")
    return told.value


@pytest.mark.parametrize("value", ["inf", "-inf", "nan", "100000000000000000000", "-1", "true"])
@pytest.mark.parametrize(("section", "name"), NUMBERS)
def test_no_number_of_the_policy_may_be_absurd(tmp_path, section, name, value):
    told = str(fault(f"[{section}]\n{name} = {value}\n", tmp_path))
    assert f"{section}.{name}: " in told
    assert f"({value})".lower() in told.lower()


@pytest.mark.parametrize("value", ["inf", "nan", "100000000000000000000"])
@pytest.mark.parametrize("name", BANDS)
def test_nor_may_a_limit_in_a_list(tmp_path, name, value):
    assert f"rfm.{name}.3" in str(fault(f"[rfm]\n{name} = [1, 2, 3, {value}]\n", tmp_path))


@pytest.mark.parametrize(
    ("section", "values"),
    [
        ("abc", {"a_share": 0.96}),  # B is to 0.95
        ("xyz", {"x_max_cv": 0.7}),
        ("turnover", {"vip_share": 0.2}),  # warned of from 0.15
        ("turnover", {"small_x_median": 5.0}),  # large from 4
        ("frequency", {"weekly_days_a_week": 2}),  # several are 2
        ("frequency", {"several_days_a_week": 5}),  # daily are 4
        ("frequency", {"monthly_days_a_month": 2}),
        ("relationship", {"lost_min_idle_days": 500}),  # lost in any case after 400
        ("relationship", {"regular_max_gap_cv": 1.5}),  # stable up to 1.3
        ("relationship", {"stable_min_active_months": 10}),  # regular from 9
        ("markup", {"low": 0.3}),
        ("discount", {"low": 0.3}),
        ("stage", {"newcomer_max_days": 800}),  # a partner from 730
        ("fit", {"min_comparables": 70}),  # of at most 60
        ("criteria", {"profit_zero_share": 0.06}),
        ("criteria", {"steady_cv": 2.0}),
        ("criteria", {"breadth_zero": 2.0}),
        ("criteria", {"episodic_points": 50.0}),
        ("groups", {"new_days": 800}),  # loyal from 730
        ("rfm", {"recency_bands": [30, 14, 60, 120]}),
    ],
)
@pytest.mark.parametrize("lang", ["en", "ru"])
def test_limits_that_stand_the_wrong_way_round_are_told(tmp_path, monkeypatch, section, values, lang):
    monkeypatch.setenv("KAM_LANG", lang)
    ((name, value),) = values.items()
    told = str(fault(f"[{section}]\n{name} = {value}\n", tmp_path))
    assert f"{section}: " in told
    assert name in told
    assert str(value).strip("[").split(",")[0] in told
    assert ("order" in told or "below the first" in told) == (lang == "en")


@pytest.mark.parametrize(
    ("text", "en", "ru"),
    [
        ("[abc]\na_share = 1.2", "at most 1.0 (1.2)", "не больше 1.0 (1.2)"),
        ("[xyz]\nmin_months = 0", "at least 1 (0)", "не меньше 1 (0)"),
        ("[xyz]\nmin_months = 1.5", "whole number (1.5)", "целым числом (1.5)"),
        ("[markup]\nlow = 'much'", "a number ('much')", "числом ('much')"),
        ("[churn]\nhorizon_days = 31", "one of: 30, 60, 90, 180 (31)", "одним из: 30, 60, 90, 180 (31)"),
        ("[abc]\nz_share = 0.9", "no such value (0.9)", "такого значения в политике нет (0.9)"),
        ("[turnover]\nlarge_x_median = inf", "finite number (inf)", "конечным числом (inf)"),
    ],
)
def test_a_fault_is_told_in_the_language_of_the_reader(tmp_path, monkeypatch, text, en, ru):
    for lang, expected in (("en", en), ("ru", ru)):
        monkeypatch.setenv("KAM_LANG", lang)
        told = str(fault(text, tmp_path))
        assert expected in told
        assert "Input should" not in told


def test_a_book_made_with_limits_that_are_refused_today_still_opens():
    kept = Policy.from_book({"turnover": {"small_x_median": 5.0, "large_x_median": 4.0}, "abc": {"a_share": 0.7}})
    assert (kept.turnover.small_x_median, kept.turnover.large_x_median, kept.abc.a_share) == (5.0, 4.0, 0.7)
    assert kept.turnover.vip_share == 0.05
    assert Policy.from_book({"turnover": {"large_x_median": None}}).turnover.large_x_median == 4.0  # was infinite
