"""From a file to the Overview in the browser, with what it takes: answers and clicks; next month asks nothing."""

import pytest
from visits import LOCALES, Visit, served

import kamlib as kam

pytestmark = pytest.mark.browser

# two clients, three months of amounts with 20 % VAT in them, and a line that is no line
JANUARY_TO_MARCH = (
    "Дата;Контрагент;Номенклатура;Сумма с НДС\n"
    "15.01.2024;Ромашка;Гвоздь;1200,00\n16.02.2024;Клевер;Болт;2400,00\nвчера;Клевер;Болт;12,00\n"
    "15.03.2024;Ромашка;Гвоздь;1200,00\n30.03.2024;Клевер;Болт;600,00\n"
)
APRIL = "Дата;Контрагент;Номенклатура;Сумма с НДС\n30.04.2024;Ромашка;Гвоздь;360,00\n"
BUTTON = "Загрузить, построить книгу и открыть обзор"


@pytest.fixture
def empty(browser, tmp_path):
    """A visit to the dashboard of a company that has told nothing yet."""
    with served(tmp_path / "home", tmp_path / "log") as address:
        context = browser.new_context(
            viewport={"width": 1440, "height": 900}, locale=LOCALES["ru"], reduced_motion="reduce"
        )
        context.set_default_timeout(120_000)  # ms: a machine that does other things besides
        yield Visit(context.new_page(), address, "desk")
        context.close()


def drop(visit: Visit, file):
    visit.page.set_input_files('input[type="file"]', str(file))
    visit.page.get_by_text("Что в этой таблице").wait_for()
    return visit.ready()


def bring_in(visit: Visit):
    visit.page.get_by_role("button", name=BUTTON).click()
    visit.page.wait_for_url(lambda url: "/data" not in url, timeout=120_000)
    return visit.ready()


def test_a_file_becomes_the_overview_and_next_month_asks_nothing(empty, tmp_path):
    home = tmp_path / "home"
    (tmp_path / "q1.csv").write_text(JANUARY_TO_MARCH, "utf-8")
    (tmp_path / "april.csv").write_text(APRIL, "utf-8")
    empty.go("/data")
    drop(empty, tmp_path / "q1.csv")
    assert "включает НДС" in empty.text() and not (home / "sources.json").exists()
    assert empty.page.get_by_role("button", name=BUTTON).is_disabled()
    empty.page.get_by_text("20%", exact=True).click()  # the one answer
    empty.page.get_by_text("из 5 прочитанных").wait_for()
    bring_in(empty)
    assert "Обзор" in empty.text()
    # 1,000 + 2,000 + 1,000 + 500 without VAT
    assert kam.overview(kam.open_book(home))["net_12m"] == 4500
    empty.go("/data")
    drop(empty, tmp_path / "april.csv")
    assert "Как для прошлого файла" in empty.text()
    bring_in(empty)
    assert kam.overview(kam.open_book(home))["net_12m"] == 4800
