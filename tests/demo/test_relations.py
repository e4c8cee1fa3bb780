"""How clients are worked with can be measured in the tables by plain means, and no column says it."""

from datetime import date

import pytest

END = date(2026, 10, 1)  # first day after the data
TALKS = """WITH talks AS (
    SELECT client_id, contact_id, manager_id, "at", two_way FROM interactions WHERE kind <> 'delivery'
    UNION ALL SELECT client_id, contact_id, manager_id, "at", two_way FROM talks)"""


@pytest.fixture(scope="session")
def told(truths):
    return truths["relations"]


def ids(entries):
    return {e["client_id"] for e in entries}


def test_all_talks_of_some_go_through_one_person_though_more_are_known(con, told):
    sql = (
        TALKS
        + """, of AS (SELECT client_id, contact_id, count(*) AS n FROM talks WHERE contact_id IS NOT NULL
            GROUP BY ALL)
        SELECT client_id, arg_max(contact_id, n), max(n) / sum(n) FROM of
        WHERE client_id IN (SELECT client_id FROM contacts GROUP BY 1 HAVING count(*) > 1)
        GROUP BY 1 HAVING sum(n) >= 25"""
    )
    found = {client: (person, share) for client, person, share in con.execute(sql).fetchall()}
    hanging = {e["client_id"]: e["contact_id"] for e in told["one_thread"] if e["client_id"] in found}
    assert len(hanging) >= 15
    for client, person in hanging.items():
        assert found[client][0] == person and found[client][1] > 0.85
    others = [share for client, (_, share) in found.items() if client not in hanging]
    assert sum(share > 0.85 for share in others) < 0.1 * len(others)


def test_nobody_has_heard_the_most_powerful_person_of_some(con, told):
    last = TALKS + 'SELECT contact_id, max("at") FROM talks WHERE two_way GROUP BY 1'
    heard = dict(con.execute(last).fetchall())
    power = "SELECT client_id, max(real_influence) FROM contacts GROUP BY 1"
    highest = dict(con.execute(power).fetchall())
    own = dict(con.execute("SELECT contact_id, real_influence FROM contacts").fetchall())
    assert len(told["silent_deciders"]) >= 20
    for e in told["silent_deciders"]:
        before = heard.get(e["contact_id"])
        assert before is None or before < date.fromisoformat(e["silent_from"])
        assert highest[e["client_id"]] is None or own[e["contact_id"]] == highest[e["client_id"]]


def test_some_are_known_to_their_manager_alone(con, told):
    sql = (
        TALKS
        + """SELECT client_id, count(*) FILTER (a.client_id IS NULL) / count(*) FROM talks AS t
        LEFT JOIN assignments AS a ON a.client_id = t.client_id AND a.manager_id = t.manager_id
            AND a.role IN ('account', 'hunter')
            AND t."at" BETWEEN a.valid_from AND coalesce(a.valid_to, DATE '2100-01-01')
        WHERE t.manager_id IS NOT NULL AND t."at" >= DATE '2024-10-05' GROUP BY 1 HAVING count(*) >= 10"""
    )
    others = dict(con.execute(sql.replace("SELECT client_id, count", "SELECT t.client_id, count")).fetchall())
    alone = [share for client, share in others.items() if client in ids(told["one_manager"])]
    rest = [share for client, share in others.items() if client not in ids(told["one_manager"])]
    assert len(alone) >= 20 and max(alone) == 0
    assert sum(share > 0.05 for share in rest) > 0.8 * len(rest)


def test_some_plans_nobody_touches(con, told):
    newest = dict(con.execute("SELECT client_id, max(done_on) FROM plan_steps GROUP BY 1").fetchall())
    stale = [(END - day).days for client, day in newest.items() if day and client in ids(told["stale_plans"])]
    alive = [(END - day).days for client, day in newest.items() if day and client not in ids(told["stale_plans"])]
    assert len(stale) >= 5 and min(stale) >= 140 and max(alive) < 120


def test_competitors_were_seen_before_some_losses_and_elsewhere_too(con, told):
    seen = set(con.execute("SELECT client_id, seen_on FROM competitor_moves").fetchall())
    before = {(e["client_id"], date.fromisoformat(e["seen_on"])) for e in told["competitor_moves"]}
    assert len(before) >= 10 and before <= seen
    assert all(e["seen_on"] < e["onset"] for e in told["competitor_moves"])
    assert len({client for client, _ in seen if client} - ids(told["competitor_moves"])) >= 15


def test_who_is_tied_leaves_less(con, truths):
    left = ids(truths["silent_losses"]) | ids(truths["departure"]["followers"]) | ids(truths["natural_attrition"])
    ties = dict(con.execute("SELECT client_id, count(*) FROM ties WHERE until IS NULL GROUP BY 1").fetchall())
    large = """SELECT client_id FROM sales_lines WHERE client_id IS NOT NULL GROUP BY 1
        ORDER BY sum(net_amount) DESC LIMIT 200"""
    clients = [client for (client,) in con.execute(large).fetchall()]
    gone = {tied: [c in left for c in clients if (ties.get(c, 0) >= 2) == tied] for tied in (True, False)}
    assert len(gone[True]) > 50 and len(gone[False]) > 50
    assert sum(gone[True]) / len(gone[True]) < 0.5 * sum(gone[False]) / len(gone[False])


def test_how_to_reach_people_is_nobodys(con):
    wrong = """SELECT count(*) FROM contacts WHERE phone NOT LIKE '+7 (000) %' OR email NOT LIKE '%@example.com'"""
    assert con.execute(wrong).fetchone()[0] == 0


def test_a_talk_stands_in_the_files_or_was_entered_never_both(con):
    twice = """SELECT count(*) FROM interactions AS i JOIN talks AS t ON t.client_id = i.client_id AND t."at" = i."at"
        AND t.kind = i.kind AND t.contact_id IS NOT DISTINCT FROM i.contact_id AND t.minutes = i.minutes"""
    assert con.execute(twice).fetchone()[0] == 0
    assert con.execute("SELECT count(*) FROM talks WHERE kind = 'delivery'").fetchone()[0] == 0
