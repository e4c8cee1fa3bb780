"""The page of risk and the risk of one client, without a browser, in both languages."""

import re
import shutil
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pytest
from streamlit.testing.v1 import AppTest

import kamlib as kam
from app.pages import page as screen
from kamlib.book.shelf import current_file
from kamlib.core import formats
from kamlib.core.texts import t
from kamlib.labels import columns

APP = Path(__file__).parent.parent.parent / "app"
LATIN = re.compile(r"[A-Za-z]{3,}")
BADGE = {"badge", "blue", "orange"}  # how a mark is coloured


@pytest.fixture(scope="module")
def few_home(lines_home):
    """Twelve clients, two years: too few for probabilities."""
    first = date(2024, 1, 10)
    days = [(first + timedelta(days=30 * month)).isoformat() for month in range(24)]
    clients = [f"К{n:02d}" for n in range(12)]
    return lines_home([{"order_date": d, "client_id": c, "net_amount": 1000} for c in clients for d in days])


@pytest.fixture(scope="module")
def short_home(lines_home):
    """Forty clients, four months: no past to test on."""
    days = [(date(2026, 1, 10) + timedelta(days=15 * n)).isoformat() for n in range(8)]
    clients = [f"К{n:02d}" for n in range(40)]
    return lines_home([{"order_date": d, "client_id": c, "net_amount": 1000} for c in clients for d in days])


@pytest.fixture
def page(monkeypatch):

    def show(home: Path, view: str, lang: str, **address: str) -> AppTest:
        monkeypatch.setenv("KAM_DATA", str(home))
        app = AppTest.from_file(APP / "main.py", default_timeout=90)
        app.context["locale"] = {"en": "en-GB", "ru": "ru-RU"}[lang]
        app.switch_page(screen(view))
        app.query_params.update(address)
        shown = app.run()
        assert not shown.exception and not shown.error
        return shown

    return show


def _told(app: AppTest) -> str:
    return "\n".join(str(x.value) for kind in ("subheader", "caption", "markdown", "info") for x in getattr(app, kind))


@pytest.mark.parametrize("lang", ["en", "ru"])
def test_page_has_the_list_within_the_capacity_and_the_card(page, demo_home, demo_book, lang):
    app = page(demo_home, "risk", lang)
    assert app.title[0].value == {"en": "Risk", "ru": "Риск"}[lang]
    risks, card = kam.churn_risk(demo_book), kam.model_card(demo_book)
    told = _told(app).replace("\\", "")
    total = formats.money(risks["contribution_at_risk_12m"].sum(), lang, demo_book.currency, compact=True)
    assert f"**{total}**" in told and formats.share(card["prevalence"], lang) in told
    called = [b.key.removeprefix("call-") for b in app.button if b.key and b.key.startswith("call-")]
    assert called == list(kam.save_list(demo_book)["client_id"])
    app.number_input(key=f"capacity:{lang}").set_value(5).run()
    called = [b.key.removeprefix("call-") for b in app.button if b.key and b.key.startswith("call-")]
    assert called == list(kam.save_list(demo_book, 5)["client_id"])
    assert app.query_params["capacity"] == "5"
    for number in (card["key_events"], 100 * abs(card["key_bias"])):
        assert f"**{formats.number(number, lang, 1)}**" in told
    for share in ("list_profit_share", "same_driver"):
        assert f"**{formats.share(card[share], lang, 0)}**" in told
    assert columns.code_label("churn_method", card["method"], lang) in told
    assert set(LATIN.findall(re.sub(r"\(/[^)]*\)", "", told))) <= {demo_home.name, "NBD", "BG", *BADGE} or lang == "en"


def _table(app: AppTest, *names: str):
    """The table on the page that has all these columns."""
    return next(d.value for d in app.dataframe if set(names) <= set(d.value.columns))


@pytest.mark.parametrize("lang", ["en", "ru"])
def test_page_holds_the_money_and_the_list_against_last_quarter(page, demo_home, demo_book, lang):
    before, moves = kam.risk_before(demo_book), kam.risk_moves(demo_book)
    told = _told(page(demo_home, "risk", lang)).replace("\\", "")
    assert formats.date(before["cut_off"].iloc[0], lang) in told
    new = moves.loc[moves["risk_move"] == "new", "contribution_at_risk_change"].sum()
    said = kam.list_check(demo_book).dropna(subset=["contribution_came"]).iloc[-1]
    gone = kam.churn_risk(demo_book)["contribution_gone_12m"].sum()
    then = before["contribution_at_risk_then"].sum()
    for amount in (then, gone, said["contribution_said"], said["contribution_came"]):
        assert f"**{formats.money(amount, lang, demo_book.currency, compact=True)}**" in told
    assert f"**+{formats.money(new, lang, demo_book.currency, compact=True)}**" in told
    named = before[before["was_on_list"]]
    came = int((named["fell_silent"] | named["has_shrunk"]).sum())
    assert f"**{len(named)}**" in told and f"**{came}**" in told and 0 < came < len(before)
    assert list(_table(page(demo_home, "risk", lang), "fell_silent")["p_churn_then"]) == list(named["p_churn_then"])


@pytest.mark.parametrize("lang", ["en", "ru"])
def test_page_shows_what_has_shrunk_apart_from_what_may(page, demo_home, demo_book, lang):
    app = page(demo_home, "risk", lang)
    told, every = _told(app).replace("\\", ""), kam.shrinkage(demo_book)
    found = every[every["level"].isin(["stopped", "halved", "below"])]
    assert list(_table(app, "missing")["missing"]) == list(found["missing"]) and len(found) > 5
    assert f"**{len(found)}**" in told
    assert formats.money(found["missing"].sum(), lang, demo_book.currency, compact=True) in told
    assert formats.policy_share(demo_book.policy.churn.false_discovery_rate, lang) in told
    badges = " ".join(m.value for m in app.markdown if "badge" in m.value)
    watched = kam.key_watch(demo_book)
    below = watched[watched["missing"] > 0]
    assert (
        list(_table(app, "months_below")["missing"]) == list(below["missing"]) and 0 < len(below) < len(watched) == 20
    )
    assert badges.count(t("risk.fact", lang)) == 3 and badges.count(t("risk.forecast", lang)) == 1
    assert len(_table(app, "expected_revenue_horizon", "p_shrink")) < len(every)


@pytest.mark.parametrize("lang", ["en", "ru"])
def test_page_shows_classes_given_up_and_pauses_when_asked(page, demo_home, demo_book, lang):
    every = kam.narrowing(demo_book)
    sure = every[every["status"] != "pause"]
    app = page(demo_home, "risk", lang)
    assert f"**{sure['client_id'].nunique()}**" in _told(app)
    assert list(_table(app, "purchases_since")["purchases_since"]) == list(sure["purchases_since"])
    app = page(demo_home, "risk", lang, narrowing="all")
    assert list(_table(app, "purchases_since")["purchases_since"]) == list(every["purchases_since"])


@pytest.mark.parametrize("lang", ["en", "ru"])
def test_page_without_probabilities_says_why_and_shows_no_percentage(page, few_home, lang):
    book = kam.open_book(few_home)
    assert kam.model_card(book)["status"] == "too_few_clients" and kam.save_list(book).empty
    app = page(few_home, "risk", lang)
    assert t("risk.reason_too_few_clients", lang, n="12", from_n=book.policy.churn.bands_under) in app.info[0].value
    assert not app.number_input
    shares = re.findall(r"\d\s?%", _told(app))
    # only the policy's definition of shrinkage is a percentage
    assert len(shares) <= 1
    bands, risks = _table(app, "risk_band", "silence_chance"), kam.churn_risk(book)
    assert len(bands) == 12 and set(bands["risk_band"]) == {columns.code_label("risk_band", "low", lang)}
    assert set(bands["silence_chance"]) == set(risks["silence_chance"])
    assert not [d for d in app.dataframe if {"p_churn", "p_shrink"} & set(d.value.columns)]
    assert t("risk.narrowed_no_classes", lang) in {i.value for i in app.info}


@pytest.mark.parametrize("lang", ["en", "ru"])
def test_page_of_a_young_company_says_that_its_past_is_too_short(page, short_home, lang):
    app = page(short_home, "risk", lang)
    told = [i.value for i in app.info]
    assert t("risk.reason_too_short", lang) in told and t("risk.narrowed_no_classes", lang) in told
    assert columns.code_meaning("shrink_status", "no_season", lang) in " ".join(told)
    assert not app.dataframe
    assert set(kam.churn_risk(kam.open_book(short_home))["status"]) == {"too_short"}


@pytest.mark.parametrize("lang", ["en", "ru"])
def test_page_of_a_client_tells_its_risk_with_the_horizon(page, demo_home, demo_book, lang):
    row = kam.churn_risk(demo_book).iloc[0]
    told = _told(page(demo_home, "client", lang, client=row["client_id"])).replace("\\", "")
    assert formats.share(row["p_churn"], lang) in told
    assert formats.days(row["horizon_days"], lang) in told
    assert formats.money(row["expected_revenue_horizon"], lang, demo_book.currency, compact=True) in told


@pytest.mark.parametrize("lang", ["en", "ru"])
def test_page_of_a_client_tells_what_it_bought_against_what_was_expected(page, demo_home, demo_book, lang):
    row = kam.shrinkage(demo_book).iloc[0]
    told = _told(page(demo_home, "client", lang, client=row["client_id"])).replace("\\", "")
    for amount in ("actual", "expected"):
        assert formats.money(row[amount], lang, demo_book.currency, compact=True) in told
    assert columns.code_meaning("shrink_level", row["level"], lang, demo_book.policy) in told
    assert t("risk.brief_reasons_shrunk", lang) in told


def test_page_of_a_client_that_is_not_judged_says_why(page, demo_home, demo_book):
    risks = kam.churn_risk(demo_book)
    gone = risks[risks["status"] == "not_active"]["client_id"].iloc[0]
    assert "Риск не оценён." in _told(page(demo_home, "client", "ru", client=gone))


@pytest.fixture(scope="module")
def unranked_home(demo_home, tmp_path_factory):
    """The demo company as if its past had shown no ability to rank: everyone has the base rate."""
    home = tmp_path_factory.mktemp("unranked") / "demo"
    shutil.copytree(demo_home / "books", home / "books", symlinks=True)
    with duckdb.connect(current_file(home)) as con:
        con.execute("UPDATE marts.model_card SET status = 'cannot_rank'")
        con.execute("UPDATE marts.churn_risk SET status = 'cannot_rank', p_churn = 0.11 WHERE status = 'scored'")
        for table in ("risk_drivers", "save_list", "likely_to_shrink", "risk_before"):
            con.execute(f"DELETE FROM marts.{table}")
    return home


@pytest.mark.parametrize(("lang", "says"), [("en", "cannot rank"), ("ru", "не может упорядочить")])
def test_page_of_a_model_that_cannot_rank_says_so_and_names_nobody(page, unranked_home, lang, says):
    app = page(unranked_home, "risk", lang)
    rate = formats.share(kam.model_card(kam.open_book(unranked_home))["prevalence"], lang)
    assert says in app.info[0].value and rate in app.info[0].value
    assert t("risk.then_none", lang, horizon=formats.days(90, lang)) in _told(app)
    assert not app.number_input and not [b for b in app.button if b.key and b.key.startswith("call-")]
    assert not [d for d in app.dataframe if "p_churn" in d.value.columns]
    row = kam.churn_risk(kam.open_book(unranked_home)).iloc[0]
    assert says in _told(page(unranked_home, "client", lang, client=row["client_id"]))
