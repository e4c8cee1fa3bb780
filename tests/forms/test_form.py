"""What the person who receives the form finds in it."""

from datetime import date

import openpyxl
import pytest

from kamlib.contract import codes, tables
from kamlib.core.errors import KamError
from kamlib.core.texts import LANGUAGES, t
from kamlib.forms.mark import MARK_SHEET, FormMark, as_choices, read_mark
from kamlib.forms.workbook import write_form

FORM_TABLES = [table for table in tables().values() if table.form]


@pytest.fixture(scope="module", params=LANGUAGES)
def form(request, tmp_path_factory):
    """(language, workbook) of the form with all tables."""
    path = write_form(tmp_path_factory.mktemp("form") / f"{request.param}.xlsx", request.param)
    return request.param, openpyxl.load_workbook(path)


def check_of(book, tab: str, heading: str):
    """The check on the first cell under a heading."""
    sheet = book[tab]
    position = [cell.value for cell in sheet[1]].index(heading) + 1
    address = sheet.cell(2, position).coordinate
    return next((v for v in sheet.data_validations.dataValidation if address in v.sqref), None)


def offered(book, check) -> list[str]:
    """The texts a drop-down offers."""
    sheet, cells = check.formula1.replace("$", "").split("!")
    return [row[0].value for row in book[sheet][cells]]


def test_tabs_are_the_tables_after_a_first_tab_that_links_to_them(form):
    lang, book = form
    visible = [sheet.title for sheet in book if sheet.sheet_state == "visible"]
    assert visible == [t("forms.tab_start", lang)] + [table.label(lang) for table in FORM_TABLES]
    start = book[visible[0]]
    links = {cell.value: cell.hyperlink.location for row in start for cell in row if cell.hyperlink}
    assert links == {tab: f"'{tab}'!A2" for tab in visible[1:]}
    words = {cell.value for row in start for cell in row}
    assert all(t(f"forms.unlocks_{table.name}", lang) in words for table in FORM_TABLES)


def test_headings_are_exactly_the_labels_and_nothing_stands_below_them(form):
    lang, book = form
    for table in FORM_TABLES:
        rows = list(book[table.label(lang)].iter_rows(values_only=True))
        assert rows == [tuple(column.label(lang) for column in table.columns.values())]


def test_required_headings_and_key_cells_look_different(form):
    lang, book = form
    for table in FORM_TABLES:
        sheet = book[table.label(lang)]
        looks = {True: set(), False: set()}
        for cell, column in zip(sheet[1], table.columns.values(), strict=True):
            looks[column.required].add(cell.fill.fgColor.rgb)
        assert len(looks[True]) == 1 and not looks[True] & looks[False]
        assert sheet.freeze_panes == "B2"


def test_every_heading_has_a_note_that_names_all_allowed_values(form):
    lang, book = form
    for table in FORM_TABLES:
        for cell, column in zip(book[table.label(lang)][1], table.columns.values(), strict=True):
            note = cell.comment.text
            assert column.note(lang) in note
            assert (t("forms.note_required", lang) in note) == column.required
            for entry in codes().get(column.codes, {}).values():
                assert f"• {entry[lang]}" in note


def test_code_columns_offer_their_list_and_only_closed_lists_refuse(form):
    lang, book = form
    for table in FORM_TABLES:
        for column in table.columns.values():
            if column.codes:
                check = check_of(book, table.label(lang), column.label(lang))
                assert offered(book, check) == [entry[lang] for entry in codes()[column.codes].values()]
                assert check.errorStyle == ("warning" if column.open else None)  # None is Excel's "stop"


@pytest.mark.parametrize(
    ("table", "column", "kind", "low", "high"),
    [
        ("contacts", "attitude", "whole", -2, 2),
        ("contacts", "formal_power", "decimal", 0, 100),
        ("coverage", "coverage", "decimal", 0, 1),
        ("clients", "credit_days", "whole", 0, 3650),
        ("clients", "stock_kept", "decimal", 0, None),
    ],
)
def test_numbers_are_held_to_the_bounds_of_the_contract(form, table, column, kind, low, high):
    lang, book = form
    tab, heading = tables()[table].label(lang), tables()[table].columns[column].label(lang)
    check = check_of(book, tab, heading)
    assert (check.type, float(check.formula1)) == (kind, low)
    assert check.formula2 is None if high is None else float(check.formula2) == high
    assert check.error and check.errorTitle == t("forms.cell_stop", lang)


def test_dates_are_checked_and_shown_as_the_language_writes_them(form):
    lang, book = form
    table = tables()["judgements"]
    sheet = book[table.label(lang)]
    check = check_of(book, table.label(lang), table.columns["judged_on"].label(lang))
    assert check.type == "date"
    assert date(1899, 12, 30).toordinal() + int(check.formula2) == date(2100, 12, 31).toordinal()
    letter = openpyxl.utils.get_column_letter(list(table.columns).index("judged_on") + 1)
    assert sheet.column_dimensions[letter].number_format == {"en": "yyyy-mm-dd", "ru": "dd.mm.yyyy"}[lang]


def test_excel_limits_of_messages_hold(form):
    _, book = form
    for sheet in book:
        assert len(sheet.title) <= 31
        for check in sheet.data_validations.dataValidation:
            assert len(check.errorTitle) <= 32 and len(check.error) <= 255


def test_the_hidden_sheet_tells_version_language_and_tables(form):
    lang, book = form
    sheet = book[MARK_SHEET]
    assert sheet.sheet_state == "veryHidden"
    mark = read_mark(list(sheet.iter_rows(values_only=True)))
    assert (mark.version, mark.lang) == (1, lang)
    assert mark.tabs == {table.label(lang): table.name for table in FORM_TABLES}
    assert mark.choices == {}


def test_no_cell_holds_a_formula(form):
    _, book = form
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row if cell.value}
    assert kinds == {"s"}


def test_only_the_tables_asked_for_in_the_order_of_the_contract(tmp_path):
    book = openpyxl.load_workbook(write_form(tmp_path / "f.xlsx", "en", ["coverage", "usps"]))
    assert book.sheetnames[1:-1] == ["Our USPs", "Coverage of needs by USPs"]


def test_all_faults_of_a_request_are_told(tmp_path):
    with pytest.raises(KamError) as fault:
        write_form(tmp_path / "f.xlsx", "en", ["needs", "sales_lines", "wishes"])
    assert "sales_lines, wishes" in fault.value.text("en")
    assert "needs, coverage" in fault.value.text("ru")
    for path, lang in (
        (tmp_path / "f.xlsx", "de"),
        (tmp_path / "f.csv", "en"),
        (tmp_path / "no/f.xlsx", "en"),
    ):
        with pytest.raises(KamError) as fault:
            write_form(path, lang)
        assert fault.value.text("en") != fault.value.text("ru")


def test_choices_show_the_name_sort_by_it_and_lead_back_to_the_code():
    names = [("C2", "Астра"), ("C10", "Рассвет"), ("C1", "Рассвет"), ("solo", None), ("Ромашка", "Ромашка")]
    assert list(as_choices(names).items()) == [
        ("solo", "solo"),
        ("Астра [C2]", "C2"),
        ("Рассвет [C1]", "C1"),
        ("Рассвет [C10]", "C10"),
        ("Ромашка", "Ромашка"),
    ]


def test_two_codes_never_share_a_choice():
    names = [("B", "A"), ("A [B]", None)]
    assert as_choices(names) == {"A [B]": "A [B]", "B": "B"}


def test_what_was_chosen_is_read_as_its_code_and_anything_else_as_itself():
    mark = FormMark(1, "en", choices={"clients": {"Rye [C1]": "C1"}})
    assert mark.code("clients", " Rye [C1] ") == "C1"
    assert mark.code("clients", "C7") == "C7"
    assert mark.code("managers", "Rye [C1]") == "Rye [C1]"


def test_choices_of_a_tab_become_codes_only_in_the_columns_that_offer_them():
    mark = FormMark(1, "en", choices={"clients": {"Rye [C1]": "C1"}})
    rows = [["Rye [C1]", "Rye [C1]", 5.0], ["C9", "", 1.0], [""]]
    mark.decode(["Client code", "Need", "Importance, above 0"], rows)
    assert rows == [["C1", "Rye [C1]", 5.0], ["C9", "", 1.0], [""]]


def test_a_sheet_that_is_no_mark_is_not_taken_for_one():
    assert read_mark([]) is None
    assert read_mark([["form", "tab", "table"], ["version x", "x", "y"], ["en", "", ""]]) is None
    assert read_mark([["Client", "Amount"], ["1", "2"], ["3", "4"]]) is None
