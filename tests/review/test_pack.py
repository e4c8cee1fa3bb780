"""The review pack of the demo company: the same digits as the answers, in the PDF, the workbook and the slides."""

import io
import re
from dataclasses import replace
from datetime import date

import openpyxl
import pytest
from pptx import Presentation
from pypdf import PdfReader

import kamlib as kam
from kamlib.core import formats
from kamlib.core.texts import t
from kamlib.labels.review import measure_value
from kamlib.review.pack.client import client_sheet
from kamlib.review.pack.contents import contents, page_one_alone
from kamlib.review.pack.parts import KINDS
from kamlib.review.pack.pdf import pdf
from kamlib.review.pack.slides import slides
from kamlib.review.pack.spreads.page_one import MOST_WORDS, word_count
from kamlib.review.pack.workbook import workbook

PRINTED = date(2026, 10, 5)


def plain(text: str) -> str:
    """Without what only tells where a line or a number may be broken."""
    return re.sub(r"\s+", " ", text.replace("\u200b", ""))


def read(made: bytes) -> str:
    return plain("\n".join(page.extract_text() for page in PdfReader(io.BytesIO(made)).pages))


@pytest.fixture(scope="module")
def book(reviewed_home):
    return kam.open_book(reviewed_home)


@pytest.fixture(scope="module")
def english(book):
    return contents(book, "en", PRINTED)


@pytest.fixture(scope="module")
def russian(book):
    return contents(book, "ru", PRINTED)


@pytest.fixture(scope="module")
def printed(russian):
    return pdf(russian)


def short(pack):
    """Its first spreads."""
    return replace(pack, spreads=pack.spreads[:3])


def money(x, lang: str) -> str:
    return formats.money(x, lang, "RUB", compact=True)


def numbers(book, lang: str) -> list[str]:
    """Numbers of the answers that every kind of pack must show, as the pages write them."""
    compared = kam.compare("2026-06-30", book)
    first = kam.queue(book, "decide").iloc[0]
    measures = compared.company.to_dict("records")
    told = [measure_value(r["company_measure"], r["measure_now"], lang, "RUB") for r in measures]
    told += [money(compared.bridges[name].iloc[0], lang) for name in ("measure_now", "said_then")]
    told += [money(kam.contribution(book)["contribution_12m"].iloc[0], lang), money(first["stake"], lang)]
    told += [money(kam.save_list(book)["expected_profit_of_call"].iloc[0], lang)]
    told += [formats.share(kam.dependence(book)["revenue_share"].iloc[0], lang)]
    told += [money(kam.decision_outcomes(book)["net_since"].iloc[0], lang)]
    return [plain(x) for x in told]


def test_the_pdf_has_the_numbers_of_the_answers(book, russian, printed):
    text = read(printed)
    assert [x for x in numbers(book, "ru") if x not in text] == []
    for spread in russian.spreads:
        assert plain(spread.question) in text
        for part in (*spread.sentences, *(row[0] for x in spread.tables for row in x.printed[:2])):
            assert plain(part.split("\n")[0])[:40] in text
    assert read(pdf(page_one_alone(book, "ru", PRINTED))).count(plain(russian.spreads[0].sentences[0])) == 1


def test_the_slides_have_the_numbers_and_can_be_edited(book, english):
    deck = Presentation(io.BytesIO(slides(english)))
    shapes = [shape for slide in deck.slides for shape in slide.shapes]
    text = plain(" ".join(told for shape in shapes for told in texts_of(shape)))
    assert [x for x in numbers(book, "en") if x not in text] == []
    charts = [shape.chart for shape in shapes if shape.has_chart]
    assert len(charts) == sum(c.kind != "heat" for s in english.spreads for c in s.charts)
    bridge = kam.compare("2026-06-30", book).bridges.iloc[0]
    levels = next(p for p in charts[0].plots[0].series if p.name == t("pack.series_level", "en"))
    assert [levels.values[0], levels.values[-1]] == [bridge["said_then"], bridge["measure_now"]]
    assert all(slide.notes_slide.notes_text_frame.text for slide in deck.slides)
    for slide in deck.slides:
        for shape in slide.shapes:
            assert shape.left >= 0 and shape.left + shape.width <= deck.slide_width
            assert shape.top >= 0 and shape.top + shape.height <= deck.slide_height


def texts_of(shape):
    if shape.has_text_frame:
        yield shape.text_frame.text
    elif shape.has_chart:
        yield from (str(c) for c in shape.chart.plots[0].categories)
    elif shape.has_table:
        yield from (cell.text for row in shape.table.rows for cell in row.cells)


def test_the_workbook_has_every_row_and_every_chart(book, english):
    file = openpyxl.load_workbook(io.BytesIO(workbook(english)))
    parts = [part for spread in english.spreads for part in (*spread.charts, *spread.tables)]
    assert len(file.sheetnames) == 1 + len(parts)
    by_title = {sheet["A1"].value: sheet for sheet in file.worksheets}
    earners = next(s for s in english.spreads if s.key == "earners")
    sheet = by_title[f"{earners.question} {earners.tables[0].title}"]
    rows = list(sheet.iter_rows(min_row=5, values_only=True))
    answer = kam.contribution(book)
    assert [row[0] for row in rows] == answer["name_en"].tolist()
    assert [row[1] for row in rows] == pytest.approx(answer["net_12m"].tolist())
    for sheet, part in zip(file.worksheets[1:], parts, strict=True):
        assert sheet.freeze_panes and sheet.print_area and sheet.sheet_properties.pageSetUpPr.fitToPage
        heat_or_table = getattr(part, "kind", "heat") == "heat"
        assert len(sheet._charts) == (0 if heat_or_table else 1)
        if not heat_or_table:  # at the top of the first page, where no page ends within it
            assert sheet._charts[0].anchor.to.row < 30


@pytest.mark.parametrize("lang", ["english", "russian"])
def test_page_one_is_read_in_two_minutes(request, lang):
    pack = request.getfixturevalue(lang)
    first = pack.spreads[0]
    assert first.key == "page_one" and 60 < word_count(first) <= MOST_WORDS
    assert all(figure.against for figure in first.figures) and first.tables
    charts = [chart for spread in pack.spreads for chart in spread.charts]
    assert {chart.kind for chart in charts} == set(KINDS)
    assert all(len(chart.frame) and chart.alt.startswith(chart.title) for chart in charts)


def test_the_fonts_are_those_that_come_with_it_and_it_is_tagged(russian, printed):
    reader = PdfReader(io.BytesIO(printed))
    fonts = {
        str(font.get_object()["/BaseFont"]).partition("+")[2]
        for page in reader.pages
        for font in page["/Resources"].get_object().get("/Font", {}).values()
    }
    assert fonts == {"NotoSans-Regular", "NotoSans-Bold", "DejaVuSans"}
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] and "/StructTreeRoot" in root
    assert str(root["/Lang"]).startswith("ru") and russian.title in reader.metadata.title


def test_the_same_book_gives_the_same_files_but_for_the_printing_date(book, russian):
    again, later = short(contents(book, "ru", PRINTED)), short(replace(russian, foot="later"))
    for draw in (pdf, workbook, slides):
        assert draw(again) == draw(short(russian)) != draw(later)


def test_only_the_foot_of_a_page_tells_when_it_was_printed(book):
    days = (PRINTED, date(2027, 10, 5))
    first, later = (read(pdf(page_one_alone(book, "en", day))) for day in days)
    assert first != later and first.replace(*(plain(formats.date(day, "en")) for day in days)) == later


def test_only_clients_of_the_set_are_named_and_people_only_where_asked(book):
    clients, queue = kam.clients(book), kam.queue(book, "decide")
    shown = queue["client_id"].iloc[0]
    few = contents(book, "ru", PRINTED, clients=[shown])
    text = read(pdf(replace(few, spreads=few.spreads[:-1])))
    others = clients[clients["client_id"] != shown]["name"].head(40)
    assert [name for name in others if name in text] == []
    assert clients.set_index("client_id").loc[shown, "name"] in text
    assert "Показан только 1 клиент" in text
    managers = set(clients["manager"].dropna())
    assert not any(name in text for name in managers)
    assert any(name in read(pdf(client_sheet(book, shown, "ru", PRINTED, personal=True))) for name in managers)


@pytest.mark.parametrize("lang", ["ru", "en"])
def test_the_three_sentences_are_short_and_every_number_has_what_it_was(book, russian, english, lang):
    """At most 60 words, a number with its unit being one; what a measure was is what `compare` says of it."""
    first = {"ru": russian, "en": english}[lang].spreads[0]
    assert len(first.sentences) == 3
    words = [w for text in first.sentences for w in re.findall(r"[^ \n]*\w[^ \n]*", text)]
    assert len(words) <= 60
    then = kam.compare("2026-06-30", book).company.set_index("company_measure")["said_then"]
    shares = ("at_risk_top_share", "key_revenue_share", "key_contribution_share")
    was = [money(then["contribution_at_risk_12m"], lang), *(formats.share(then[m], lang, 0) for m in shares)]
    was.append(str(int(then["key_clients"])))
    told = re.findall(r"\((?:was|было) ([^)]+)\)", " ".join(first.sentences))
    assert sorted(told) == sorted(was)
