"""A KAM manager's day played in the browser, on a phone; what is written stands on another person's screen."""

import shutil

import pytest
from playwright.sync_api import expect
from visits import LOCALES, SIZES, Visit, served

import kamlib as kam

pytestmark = pytest.mark.browser
PATIENCE = 60_000  # ms


@pytest.fixture(scope="module")
def home(dossier_home, tmp_path_factory):
    return shutil.copytree(dossier_home, tmp_path_factory.mktemp("day") / "home", symlinks=True)


def opened(browser, address: str, path: str, size: str) -> Visit:
    width, height = SIZES[size]
    context = browser.new_context(
        viewport={"width": width, "height": height}, locale=LOCALES["en"], reduced_motion="reduce"
    )
    context.set_default_timeout(PATIENCE)
    seen = Visit(context.new_page(), address, size)
    seen.page.on("pageerror", lambda e: seen.faults.append(str(e)))
    return seen.go(path)


def type_into(seen: Visit, label: str, text: str) -> None:
    field = seen.page.get_by_role("textbox", name=label, exact=True).first
    field.fill(text)
    field.press("Enter")
    seen.ready()


def test_a_day_on_the_phone_is_seen_at_the_desk(browser, home, tmp_path):
    with served(home, tmp_path / "log") as address:
        desk = opened(browser, address, "/day?manager=M1", "desk")
        phone = opened(browser, address, "/day?manager=M1", "phone")
        phone.page.get_by_test_id("stExpandSidebarButton").click()
        type_into(phone, "Your name", "Anna")
        phone.page.get_by_test_id("stSidebarCollapseButton").get_by_role("button").click()
        # who is calling? a client by the end of a telephone
        type_into(phone, "Find a client", "123-45-67")
        expect(phone.page.get_by_text("Telephone: Pyotr Petrov")).to_be_visible()
        # a call with its next step
        phone.page.get_by_role("button", name="Log a talk").first.click()
        phone.ready()
        form = phone.page.get_by_test_id("stPopoverBody")
        form.get_by_role("textbox", name="Outcome").fill("Wants samples")
        form.get_by_role("textbox", name="Next step").first.fill("Send samples")
        form.get_by_role("button", name="Save the talk").click()
        expect(phone.page.get_by_text("The next step is due: 25 Jun 2026")).to_be_hidden(timeout=PATIENCE)
        phone.ready()
        # tasks ticked: the day is that of the talk now, so the one of August is due too
        for tasks_left in (1, 0):
            phone.page.get_by_role("button", name="Done", exact=True).first.click()
            done = phone.page.get_by_role("button", name="Done", exact=True)
            expect(done).to_have_count(tasks_left, timeout=PATIENCE)
            phone.ready()
        expect(phone.page.get_by_text("Nothing is due.")).to_be_visible()
        register = kam.open_register(home)
        talk = register.current("talks").iloc[0]
        assert [talk["client_id"], talk["outcome"], talk["next_step"], talk["entered_by"]] == [
            "ALPHA", "Wants samples", "Send samples", "Anna",
        ]  # fmt: skip
        assert register.current("tasks").set_index("task_id").loc["Z1", "done_on"] is not None
        # the other person turns to the client: the talk is there, the one who decides is named, the sheet is printed
        desk.turn("/client?client=ALPHA")
        assert "Who decides is silent" in desk.text()
        with desk.page.expect_download() as taken:
            desk.page.get_by_role("button", name="Visit sheet (PDF)").click()
        sheet = tmp_path / "sheet.pdf"
        taken.value.save_as(sheet)
        assert sheet.read_bytes().startswith(b"%PDF")
        desk.turn("/day?manager=M1")
        assert "Nothing is due." in desk.text() and "25 Jun 2026" not in desk.text()
        wide = phone.page.evaluate("document.querySelector('[data-testid=\"stMain\"]').scrollWidth")
        assert wide <= SIZES["phone"][0]
        assert not phone.faults and not desk.faults
        for seen in (phone, desk):
            seen.page.context.close()
