"""Every page opens in both languages on both companies and shows the numbers of kamlib's answers."""

import re

import pytest
from read_pages import VIEWS, metrics, texts

import kamlib as kam
from app.pages import page as screen
from kamlib.core import formats
from kamlib.core.texts import t
from kamlib.labels import columns
from kamlib.labels.company import finding_text

LATIN = re.compile(r"[A-Za-z]{3,}")
# names of methods and commands, and what is a code in any language
KNOWN = {
    "SKAM",
    "Excel",
    "CM1",
    "CM2",
    "CM3",
    "GRR",
    "NRR",
    "ABC",
    "XYZ",
    "RFM",
    "VIP",
    "HHI",
    "RUB",
    "DSO",
    "kam",
    "import",
    "forms",
    "build",
}


@pytest.mark.parametrize("lang", ["en", "ru"])
@pytest.mark.parametrize("page", VIEWS)
@pytest.mark.parametrize("company", ["demo", "bare"])
def test_page_opens(shown, homes, company, page, lang):
    client = kam.clients(kam.open_book(homes[company])).client_id[0]
    app = shown(homes[company], page, lang, **({"client": client} if page == "client" else {}))
    assert not app.exception and not app.error and not app.warning
    assert app.title[0].value
    assert formats.date(kam.open_book(homes[company]).as_of, lang) in " ".join(c.value for c in app.caption)


@pytest.mark.parametrize("lang", ["en", "ru"])
@pytest.mark.parametrize("company", ["demo", "bare"])
def test_overview_shows_the_book(shown, homes, company, lang):
    book = kam.open_book(homes[company])
    seen, found = kam.overview(book), metrics(shown(homes[company], "overview", lang))
    assert found[columns.label("net_12m", lang)] == formats.money(seen["net_12m"], lang, book.currency, compact=True)
    assert found[columns.label("net_3m", lang)] == formats.money(seen["net_3m"], lang, book.currency, compact=True)
    assert found[columns.label("grr_12m", lang)] == formats.share(seen["grr_12m"], lang)
    bought = kam.clients(book)["purchase_days_12m"].fillna(0) > 0
    assert found[columns.label("active_clients", lang)] == formats.count(int(bought.sum()), lang)
    assert (columns.label("cm1_12m", lang) in found) == (company == "demo")


def test_overview_shows_on_whom_the_company_depends(shown, demo_home, demo_book):
    keys = kam.dependence(demo_book)
    listed = next(t.value for t in shown(demo_home).dataframe if "net_months" in t.value)
    assert list(listed["name"]) == list(keys["name_en"].fillna(keys["name"]))
    assert keys["is_key"].all() and (keys["net_months"].map(len) == 12).all()
    months = keys["net_months"].map(sum).round(2).tolist()
    assert months == pytest.approx(keys["net_12m"].tolist())


@pytest.mark.parametrize("lang", ["en", "ru"])
def test_overview_has_five_tiles_that_lead_to_their_pages(shown, demo_home, demo_book, lang):
    found = metrics(shown(demo_home, lang=lang))
    money = {columns.label("net_3m", lang): kam.overview(demo_book)["net_3m"]}
    misfit = kam.misfit_totals(demo_book).set_index("part").loc["total", "excess_12m"]
    money[texts_of_overview(lang)["misfit"]] = misfit
    for label, amount in money.items():
        assert found[label] == formats.money(amount, lang, demo_book.currency, compact=True)
    assert found[texts_of_overview(lang)["key_clients"]] == str(kam.key_clients(demo_book)["is_key"].sum())
    assert list(found)[4] == texts_of_overview(lang)["misfit"]


def texts_of_overview(lang: str) -> dict[str, str]:
    return {key: t(f"overview.{key}", lang) for key in ("misfit", "key_clients")}


@pytest.mark.parametrize("lang", ["en", "ru"])
def test_overview_says_what_lies_ahead(shown, demo_home, demo_book, lang):
    """Revenue expected with its range, margin at risk, the key clients likely to leave: the numbers of the answers."""
    told = " ".join(m.value for m in shown(demo_home, lang=lang).markdown).replace("\\", "")
    expected, risks = kam.expected_total(demo_book), kam.churn_risk(demo_book)
    assert expected["low_total"] <= expected["expected_total"] <= expected["high_total"]
    total = risks["contribution_at_risk_12m"].sum()
    for amount in (*(expected[f"{k}_total"] for k in ("expected", "low", "high")), total):
        assert formats.money(amount, lang, demo_book.currency, compact=True) in told
    keys = kam.key_clients(demo_book)
    keys = keys[keys["is_key"]]
    assert f"**{len(keys)} " in told
    leaving = risks[risks["risk_band"].isin(["high", "raised"]) & risks["client_id"].isin(keys["client_id"])]
    names = list(leaving["name_en" if lang == "en" else "name"][:2]) or [{"en": "none", "ru": "никто"}[lang]]
    assert all(name in told for name in names)


@pytest.mark.parametrize("lang", ["en", "ru"])
def test_overview_has_the_first_rows_of_the_queue(shown, demo_home, demo_book, lang):
    app = shown(demo_home, lang=lang)
    asked = kam.queue(demo_book, "decide")
    to_decide = asked[~asked["is_muted"]]
    named = [b.key.split(":")[1] for b in app.button if b.key and b.key.startswith("queue-open:")]
    assert named == list(to_decide["client_id"][:7]) and asked["is_muted"].sum() == 3
    told = " ".join(m.value for m in app.markdown).replace("\\", "")
    for stake in to_decide["stake"][:7]:
        assert f"**{formats.money(stake, lang, demo_book.currency, compact=True)}**" in told
    captions = " ".join(c.value for c in app.caption).replace("\\", "")
    assert formats.money(to_decide["stake"][7:].sum(), lang, demo_book.currency, compact=True) in captions


def test_who_moved_is_everyone_who_moved(shown, demo_home, demo_book):
    app = shown(demo_home)
    moved = kam.moves(demo_book, "abc", "quarter")
    listed = next(t.value for t in app.dataframe if "class_now" in t.value)
    assert list(listed["name"]) == list(moved["name_en"].fillna(moved["name"])[:500])


@pytest.mark.parametrize("company", ["demo", "bare"])
def test_clients_lists_every_client(shown, homes, company):
    clients = kam.clients(kam.open_book(homes[company]))
    listed = shown(homes[company], "clients", "ru").dataframe[0].value
    assert list(listed["name"]) == list(clients["name"].fillna(clients["client_id"])[:500])
    assert listed["net_12m"].sum() == pytest.approx(clients["net_12m"][:500].sum())


def test_filters_of_the_address_are_followed(shown, demo_home, demo_book):
    clients = kam.clients(demo_book)
    listed = shown(demo_home, "clients", abc="A", xyz=["X", "Y"]).dataframe[0].value
    expected = clients[(clients.abc == "A") & clients.xyz.isin(["X", "Y"])]
    assert 0 < len(expected) < len(clients)
    assert list(listed["name"]) == list(expected["name_en"])


def test_filter_goes_into_the_address(shown, demo_home):
    app = shown(demo_home, "clients", "ru")
    app.multiselect(key="columns:clients").select("abc").run()
    app.multiselect(key="abc:ru").select("B").run()
    assert app.query_params["abc"] == "B"
    assert set(app.dataframe[0].value["abc"]) == {"B"}


def test_unknown_is_a_value_to_filter_by(shown, demo_home, demo_book):
    clients = kam.clients(demo_book)
    listed = shown(demo_home, "clients", xyz="-").dataframe[0].value
    assert list(listed["name"]) == list(clients.loc[clients.xyz.isna(), "name_en"])


def test_search_finds_by_code_and_by_part_of_a_name(shown, demo_home, demo_book):
    client = kam.clients(demo_book).iloc[3]
    by_code = shown(demo_home, "clients", search=client["client_id"].lower()).dataframe[0].value
    assert list(by_code["name"]) == [client["name_en"]]
    by_name = shown(demo_home, "clients", "ru", search=client["name"][5:12].upper()).dataframe[0].value
    assert client["name"] in list(by_name["name"])


def test_filters_go_along_from_page_to_page_and_everything_obeys_them(shown, demo_home, demo_book):
    clients = kam.clients(demo_book)
    manager = clients["manager"].mode()[0]
    mine = clients[clients["manager"] == manager]
    app = shown(demo_home, "clients", "ru", manager=manager)
    assert list(app.dataframe[0].value["name"]) == list(mine["name"])
    app.switch_page(screen("risk")).run()
    assert app.query_params["manager"] == manager
    called = {b.key.removeprefix("call-") for b in app.button if b.key and b.key.startswith("call-")}
    assert called and called <= set(mine["client_id"])
    told = next(c.value for c in app.caption if str(len(mine)) in c.value and str(len(clients)) in c.value)
    assert "фильтрам" in told
    for table in (d.value for d in app.dataframe if "missing" in d.value):
        assert set(table["name"]) <= set(mine["name"])
    app.switch_page(screen("key_clients")).run()
    keys = mine[mine["is_key"].fillna(False).astype(bool)]
    assert set(app.dataframe[0].value["name"]) == set(keys["name"])


def test_a_further_column_is_shown_when_asked_for(shown, demo_home, demo_book):
    app = shown(demo_home, "clients")
    assert "xyz" not in app.dataframe[0].value
    app.multiselect(key="columns:clients").select("xyz").run()
    assert set(app.dataframe[0].value["xyz"]) <= {"X", "Y", "Z", "—"}


def test_search_that_finds_nothing_says_so(shown, demo_home):
    app = shown(demo_home, "clients", search="*no such client(")
    assert len(app.dataframe) == 0 and len(app.info) == 1


@pytest.mark.parametrize("lang", ["en", "ru"])
def test_client_page_tells_of_the_client(shown, demo_home, demo_book, lang):
    client_id = kam.findings(demo_book)["client_id"][0]
    card = kam.client_card(demo_book, client_id)
    app = shown(demo_home, "client", lang, client=client_id)
    assert app.title[0].value == (card["name_en"] if lang == "en" else card["name"])
    found = metrics(app)
    assert found[columns.label("net_12m", lang)] == formats.money(
        card["net_12m"], lang, demo_book.currency, compact=True
    )
    assert found[columns.label("recency_days", lang)] == formats.days(card["recency_days"], lang)
    for row in kam.client_findings(demo_book, client_id).to_dict("records"):
        assert finding_text(row, lang, demo_book.currency).rstrip(".") in " ".join(texts(app)).replace("\\", "")


def test_client_that_does_not_exist_is_told_of(shown, demo_home):
    app = shown(demo_home, "client", "ru", client="C9999")
    assert "C9999" in app.warning[0].value and not app.exception


def test_client_page_without_a_client_asks_for_one(shown, demo_home):
    app = shown(demo_home, "client")
    assert len(app.info) == 1 and app.selectbox(key="client:en").value is None


@pytest.mark.parametrize("company", ["demo", "bare"])
def test_data_page_reconciles(shown, homes, company):
    book = kam.open_book(homes[company])
    tables = [d.value for d in shown(homes[company], "data").dataframe]
    sources = next(d for d in tables if "rows_read" in d)
    assert (sources.rows_read == sources.rows_accepted + sources.rows_rejected).all()
    parts = next(d for d in tables if "attribution" in d)
    assert parts["net"].sum() == pytest.approx(kam.reconciliation(book)["net"].sum())


def test_data_page_tells_what_is_missing(shown, bare_home):
    told = shown(bare_home, "data").table[-1].value
    assert columns.gap_text("sales_lines.cost_amount", "en")[0] in set(told.iloc[:, 0])


@pytest.mark.parametrize("page", VIEWS)
def test_russian_pages_are_russian(shown, bare_home, page):
    app = shown(bare_home, page, "ru", **({"client": "К05"} if page == "client" else {}))
    leaked = {w for text in texts(app) for w in LATIN.findall(re.sub(r"`[^`]*`|\(/[^)]*\)", "", text))} - KNOWN
    leaked -= {"English", "Language", bare_home.name, "toml", "policy", "client", "card"}
    leaked -= {"badge", "blue", "gray", "green", "red", "orange"}  # how a chip is coloured
    assert not leaked


def test_language_is_switched_and_stays_in_the_address(shown, demo_home):
    app = shown(demo_home, "clients", "en")
    app.segmented_control(key="language").select("ru").run()
    assert app.title[0].value == "Клиенты" and app.query_params["lang"] == "ru"


def test_language_of_a_link_wins_over_the_browser(shown, demo_home):
    assert shown(demo_home, "overview", "en", address={"lang": "ru"}).title[0].value == "Обзор"


@pytest.mark.parametrize("lang", ["en", "ru"])
def test_without_a_book_it_says_what_to_run(shown, tmp_path, lang):
    app = shown(tmp_path, "overview", lang)
    assert not app.exception and "kam demo" in " ".join(m.value for m in app.markdown)


def test_list_comes_back_as_it_was_left(shown, demo_home):
    app = shown(demo_home, "clients")
    app.multiselect(key="abc:en").select("B").run()
    app.switch_page(screen("data")).run()
    app.switch_page(screen("clients")).run()
    assert app.query_params["abc"] == "B"
    clients = kam.clients(kam.open_book(demo_home))
    assert list(app.dataframe[0].value["name"]) == list(clients[clients["abc"] == "B"]["name_en"])


@pytest.mark.parametrize("lang", ["en", "ru"])
def test_one_client_alone_has_no_segment_and_the_page_says_why(shown, lines_home, lang):
    home = lines_home([{"client_id": "К1", "order_date": f"2024-{m:02d}-10", "net_amount": 100} for m in range(1, 13)])
    app = shown(home, "client", lang, client="К1")
    assert not app.exception and not app.error
    unknown = {"en": "not known", "ru": "не известно"}[lang]
    told = [text for text in texts(app) if columns.label("segment", lang) in text]
    assert any(unknown in text for text in told), texts(app)
    for page in ("clients", "overview"):
        assert not shown(home, page, lang).exception
