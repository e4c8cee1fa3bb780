"""The visit sheet and the report to the client: what stands there, and what never may."""

import io
import re

import pytest
from pypdf import PdfReader

import kamlib as kam
from kamlib.core import formats
from kamlib.review.pack.pdf import pdf
from kamlib.review.pack.report import client_report
from kamlib.review.pack.visit import visit_sheet


def read(made: bytes) -> str:
    return re.sub(r"\s+", " ", "\n".join(p.extract_text() for p in PdfReader(io.BytesIO(made)).pages))


def words(pack) -> str:
    """Everything a pack says, before it is printed."""
    s = pack.spreads[0]
    told = [pack.title, pack.head, pack.foot, s.question, *s.sentences]
    told += [x for f in s.figures for x in (f.label, f.value, f.against)]
    told += [x for t in s.tables for x in (t.title, *(c.head for c in t.columns), *(x for r in t.printed for x in r))]
    return " ".join(told).replace("\xa0", " ")


@pytest.fixture(scope="module")
def small(dossier_home):
    return kam.open_book(dossier_home)


@pytest.mark.parametrize("lang", ["en", "ru"])
def test_the_visit_sheet_has_people_talks_what_is_open_and_what_to_ask(small, lang):
    text = read(pdf(visit_sheet(small, "ALPHA", lang, personal=True)))
    for told in ("+7 (000) 123-45-67", "Send the offer", "Send samples", {"en": "Pyotr Petrov", "ru": "Петров"}[lang]):
        assert told in text
    asked = {"en": "In which industry do you work?", "ru": "В какой отрасли вы работаете?"}[lang]
    assert asked in text


def test_without_being_asked_for_nobody_is_named(small):
    text = words(visit_sheet(small, "ALPHA", "ru"))
    assert not re.search(r"Петров|Сидорова|123-45|alpha\.example", text)


@pytest.mark.parametrize("lang", ["en", "ru"])
def test_no_number_of_ours_reaches_the_client(demo_book, lang):
    """Contribution, margin, risk, scores, fit and classes of the clients that have a report with gains in it."""
    gains = kam.client_gains(demo_book).dropna(subset="agreed_with")
    ours = [kam.clients(demo_book), kam.contribution(demo_book), kam.churn_risk(demo_book), kam.key_clients(demo_book)]
    for client in gains["client_id"].unique()[:6]:
        text = words(client_report(demo_book, client, lang))
        assert gains.loc[gains["client_id"] == client, "gain"].iloc[0] in text
        card = kam.client_card(demo_book, client)
        shown = {formats.money(card["net_12m"], lang, "RUB", compact=True)}
        for frame in ours:
            row = frame[frame["client_id"] == client].squeeze(axis=0)
            for name in set(row.index) & INTERNAL if len(row) else ():
                written = {formats.money(row[name], lang, "RUB", compact=True)} if row[name] > 1 else set()
                written |= {formats.share(row[name], lang)} if 0 < row[name] <= 1 else set()
                for number in {x.replace("\xa0", " ") for x in written - shown - {formats.UNKNOWN}}:
                    assert f" {number} " not in f" {text} ", (client, name, number)
        assert not re.search(r"\bABC\b|RFM|CM[123]|марж|margin|risk|риск|USP|УТП|book_", text, re.IGNORECASE)


INTERNAL = {
    "contribution_12m", "cm1_12m", "cm2_12m", "cm3_12m", "margin_share", "discount_12m", "cost_12m", "p_churn",
    "p_shrink", "contribution_at_risk_12m", "selection_score", "fit_share", "expected_contribution_12m",
    "potential_12m", "cost_to_serve_12m", "capital_cost_12m", "revenue_share",
}  # fmt: skip
