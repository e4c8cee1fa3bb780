"""The page of key clients shows the answers of kamlib: by the policy, by another rule, with what was entered since."""

import shutil
from datetime import date

import pytest
from read_pages import metrics, texts

import kamlib as kam
from kamlib.core import formats
from kamlib.labels import columns

PARTS = ("list", "rule", "places", "groups", "plans", "judge")


@pytest.fixture
def copied(demo_home, tmp_path):
    """A demo company that a test may change."""
    home = tmp_path / "demo"
    shutil.copytree(demo_home, home, symlinks=True)
    return home


@pytest.mark.parametrize("lang", ["en", "ru"])
@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("company", ["demo", "bare"])
def test_every_part_opens(shown, homes, company, part, lang):
    client = kam.clients(kam.open_book(homes[company])).client_id[0]
    app = shown(homes[company], "key_clients", lang, part=part, client=client)
    assert not app.exception and not app.error and not app.warning
    assert app.title[0].value == {"en": "Key clients", "ru": "Ключевые клиенты"}[lang]


def test_totals_are_those_of_the_selection(shown, demo_home, demo_book):
    seen, app = kam.selection_totals(demo_book).iloc[0], shown(demo_home, "key_clients")
    found = metrics(app)
    for name in ("contribution_share", "net_share", "load_share", "fit_mean"):
        assert found[columns.label(name, "en", "selection_totals")] == formats.share(seen[name], "en")
    assert f"**{seen['key_clients']} key clients**" in app.markdown[0].value


def test_list_has_the_key_clients_in_the_order_asked_for(shown, demo_home, demo_book):
    every = kam.key_list(demo_book)
    key = every[every.is_key]
    app = shown(demo_home, "key_clients", "ru")
    app.multiselect(key="columns:key:ru").select("stays_share").run()
    listed = app.dataframe[0].value
    assert list(listed["name"]) == list(key.sort_values("rank")["name"])
    assert list(listed["stays_share"]) == pytest.approx(list(key.sort_values("rank")["stays_share"]))
    today = shown(demo_home, "key_clients", "ru", order="rank_today").dataframe[0].value
    assert list(today["name"]) == list(key.sort_values("rank_today")["name"])
    assert list(today["name"]) != list(listed["name"])


def test_filter_by_group_keeps_all_who_belong_to_it(shown, demo_home, demo_book):
    every = kam.key_list(demo_book)
    listed = shown(demo_home, "key_clients", "ru", whom="all", group="expert").dataframe[0].value
    assert set(listed["name"]) == set(every.loc[every.is_expert.fillna(False).astype(bool), "name"])


def test_edge_names_who_does_not_stay_every_time(shown, demo_home, demo_book):
    every = kam.key_list(demo_book)
    buttons = {b.key.removeprefix("edge-open-") for b in shown(demo_home, "key_clients").button if b.key}
    at_the_edge = (every.stays_share > 0) & (every.stays_share < 1)
    assert set(every.loc[at_the_edge, "client_id"]) <= buttons
    others = every[every.client_id.isin(buttons) & ~at_the_edge]
    assert (others.standing == "kept_out").all() and not others.is_key.any()


def test_another_rule_shows_who_enters_and_who_leaves(shown, demo_home, demo_book):
    changed = {"selection_places": 10, "selection_long_weight": 0.6}
    listed = kam.selection(demo_book, changed)
    app = shown(demo_home, "key_clients", "ru", part="rule", selection_places="10", selection_long_weight="0.6")
    tables = [d.value for d in app.dataframe]
    moved = [list(listed.loc[listed.change == change, "name"]) for change in ("enters", "leaves")]
    assert [list(t["name"]) for t in tables[:2]] == [names for names in moved if names]
    totals = app.table[0].value
    seen = kam.selection_totals(demo_book, changed).set_index("selection_list")
    assert totals.iloc[0, 1:].tolist() == [formats.count(seen.key_clients[x], "ru") for x in ("book", "policy")]


def test_a_moved_slider_goes_into_the_address_and_back_to_the_policy(shown, demo_home):
    app = shown(demo_home, "key_clients", part="rule")
    app.slider(key="fit_threshold:en").set_value(0.9).run()
    assert app.query_params["fit_threshold"] == "0.9" and len(app.dataframe) > 0
    next(b for b in app.button if b.label == "Back to the policy").click().run()
    assert "fit_threshold" not in app.query_params and "policy in force" in app.info[0].value


def test_a_rule_out_of_the_address_that_is_no_number_is_the_policy_s(shown, demo_home):
    app = shown(demo_home, "key_clients", part="rule", selection_places="many", selection_min_score="1e9")
    assert not app.exception
    assert (
        app.number_input(key="selection_places:en").value == 20
        and app.slider(key="selection_min_score:en").value == 100
    )


def test_all_weights_at_zero_are_told_of(shown, demo_home):
    weights = {f"criteria_weight_{c}": "0" for c in columns.code_lists()["criterion"]}
    assert "at least one" in shown(demo_home, "key_clients", part="rule", **weights).warning[0].value


def test_without_a_name_nothing_can_be_entered(shown, demo_home):
    app = shown(demo_home, "key_clients", part="judge", client="C0035")
    assert any("type your name" in c.value for c in app.caption)
    app.text_input(key="person:en").set_value("Anna").run()
    assert not any("type your name" in c.value for c in app.caption)


def test_what_was_entered_since_counts_at_once_and_is_told(shown, copied):
    book, register = kam.open_book(copied), kam.open_register(copied)
    low = kam.key_list(book).query("not is_key and passes == True and score_low > 40").iloc[-1]
    row = {"client_id": low.client_id, "criterion": "image", "score": 100, "evidence": "named by five others",
           "author": "Anna", "judged_on": date(2026, 9, 1)}  # fmt: skip
    register.write("judgements", [row], author="Anna", source="test")
    app = shown(copied, "key_clients", part="judge", client=low.client_id)
    now = kam.key_list(kam.live(book)).set_index("client_id").selection_score[low.client_id]
    assert now > low.selection_score
    assert f"score {formats.number(now, 'en', 1)} of 100" in " ".join(texts(app)).replace("\\", "")
    assert any("1 entry since the book was built" in c.value for c in app.caption)


@pytest.mark.parametrize("lang", ["en", "ru"])
def test_client_page_tells_why_it_is_key_and_what_was_decided(shown, demo_home, demo_book, lang):
    decided = kam.decisions(demo_book).dropna(subset=["client_id"]).iloc[0]
    app = shown(demo_home, "client", lang, client=decided.client_id)
    told = " ".join(texts(app)).replace("\\", "")
    assert decided.why in told and formats.date(decided.decided_on, lang) in told
    row = kam.key_clients(demo_book).set_index("client_id").loc[decided.client_id]
    assert formats.number(row.selection_score, lang, 1) in told
    for need in kam.usp_gaps(demo_book, decided.client_id).query("gap_share > 0").head(3).to_dict("records"):
        assert (need["need_en"] if lang == "en" else need["need"]) in told
