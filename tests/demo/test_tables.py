"""The demo company's tables keep the contract and look like a firm."""

from datetime import date

import pyarrow.compute as pc
import pytest

from kamlib import contract
from kamlib.core.errors import KamError
from kamlib.demo import arrow, generate


def one(con, sql):
    return con.execute(sql).fetchone()


def rows(con, sql):
    return con.execute(sql).fetchall()


def test_every_table_of_the_contract_has_rows_in_its_types(company):
    assert list(company.tables) == list(contract.tables())
    for name, table in company.tables.items():
        assert table.schema == arrow.schema(name), name
        assert table.num_rows > 0, name


@pytest.mark.parametrize("name", list(contract.tables()))
def test_contract_rules(company, con, name):
    table, spec = company.tables[name], contract.tables()[name]
    keys = ", ".join(f'"{k}"' for k in spec.key)
    assert one(con, f'SELECT count(*) FROM (SELECT DISTINCT {keys} FROM "{name}")')[0] == table.num_rows
    for column in spec.columns.values():
        values = table[column.name]
        if column.required:
            assert values.null_count == 0, column.name
        else:
            assert values.null_count < table.num_rows, f"{column.name} is never known"
        low, high = column.bounds
        if low is not None:
            assert pc.min(values).as_py() >= low, column.name
        if high is not None:
            assert pc.max(values).as_py() <= high, column.name
        if column.codes:
            used = set(pc.unique(values).to_pylist()) - {None}
            assert used <= set(contract.codes()[column.codes]), column.name
        if column.ref:
            (key,) = contract.tables()[column.ref].key
            lost = f"""SELECT count(*) FROM "{name}" WHERE "{column.name}" IS NOT NULL
                AND "{column.name}" NOT IN (SELECT "{key}" FROM "{column.ref}")"""
            assert one(con, lost)[0] == 0, column.name


def test_size_of_the_company(con):
    lines, first, last = one(con, "SELECT count(*), min(order_date), max(order_date) FROM sales_lines")
    assert 150_000 <= lines <= 250_000
    assert (first, last) == (date(2023, 4, 1), date(2026, 9, 30))
    assert one(con, "SELECT count(*), count(DISTINCT type) FROM clients") == (400, 14)
    assert one(con, "SELECT count(*), count(left_on), count(DISTINCT role) FROM managers") == (25, 1, 5)
    goods = "SELECT count(*), count(DISTINCT product_class) FROM products WHERE product_class <> 'Услуги'"
    assert one(con, goods) == (584, 8)
    yearly = "SELECT sum(net_amount) FROM sales_lines WHERE order_date > DATE '2025-09-30'"
    assert 1.0e9 < one(con, yearly)[0] < 1.5e9


def test_turnover_is_concentrated_as_in_b2b(con):
    shares = rows(
        con,
        """WITH r AS (SELECT client_id, sum(net_amount)::DOUBLE AS r FROM sales_lines
               WHERE order_date > DATE '2025-09-30' AND client_id IS NOT NULL GROUP BY client_id)
           SELECT r / sum(r) OVER () FROM r ORDER BY r DESC""",
    )
    shares = [s for (s,) in shares]
    assert 0.06 <= shares[0] <= 0.09
    assert 0.74 <= sum(shares[: len(shares) // 5]) <= 0.81


def test_signs_and_order_of_list_net_and_cost(con):
    wrong = """SELECT count(*) FROM sales_lines WHERE
        (line_kind = 'return') <> (net_amount < 0) OR (quantity < 0) <> (net_amount < 0)
        OR abs(net_amount) > abs(list_amount)
        OR sign(list_amount) <> sign(net_amount) OR sign(cost_amount) <> sign(net_amount)
        OR net_amount <> round(net_amount, 2) OR list_amount <> round(list_amount, 2)"""
    assert one(con, wrong)[0] == 0
    back, desk, service = one(
        con,
        """SELECT count(*) FILTER (line_kind = 'return') / count(*), count(*) FILTER (client_id IS NULL) / count(*),
               count(*) FILTER (line_kind = 'service') / count(*) FROM sales_lines""",
    )
    assert 0.010 < back < 0.020
    assert 0.005 < desk < 0.03
    assert 0.01 < service < 0.05


def test_margins_by_class(con):
    found = rows(
        con,
        """SELECT product_class, 1 - (sum(cost_amount) / sum(net_amount))::DOUBLE FROM sales_lines
           JOIN products USING (product_id) WHERE line_kind <> 'service' GROUP BY product_class""",
    )
    assert len(found) == 8
    for name, margin in found:
        assert 0.17 < margin < 0.31, name


def test_seasons_are_strong_and_plausible(con):
    garden = dict(
        rows(
            con,
            """SELECT month(order_date), sum(net_amount)::DOUBLE FROM sales_lines JOIN products USING (product_id)
               WHERE product_class_en = 'Garden and irrigation' GROUP BY 1""",
        )
    )
    assert garden[5] > 5 * garden[12]
    total = dict(rows(con, "SELECT month(order_date), sum(net_amount)::DOUBLE FROM sales_lines GROUP BY 1"))
    assert total[1] < 0.6 * total[8]
    weekend = """SELECT count(DISTINCT order_id) FILTER (dayofweek(order_date) IN (0, 6)) / count(DISTINCT order_id)
        FROM sales_lines"""
    assert one(con, weekend)[0] < 0.08


def test_prices_rise_in_february_and_august_only(con):
    steps = rows(
        con,
        """WITH p AS (SELECT product_id, date_trunc('month', order_date) AS m,
                   max((list_amount / quantity)::DOUBLE) AS price FROM sales_lines
                   WHERE line_kind = 'sale' GROUP BY ALL),
               s AS (SELECT m, price / lag(price) OVER (PARTITION BY product_id ORDER BY m) - 1 AS step,
                   lag(m) OVER (PARTITION BY product_id ORDER BY m) = m - INTERVAL 1 MONTH AS neighbours FROM p)
           SELECT month(m), median(step) FROM s WHERE neighbours GROUP BY 1""",
    )
    for month, step in steps:
        if month in (2, 8):
            assert 0.02 < step < 0.06
        else:
            assert abs(step) < 0.001


def test_orders_have_one_client_and_one_day(con):
    mixed = """SELECT count(*) FROM (SELECT order_id FROM sales_lines GROUP BY order_id
        HAVING count(DISTINCT client_id) > 1 OR count(DISTINCT order_date) > 1)"""
    assert one(con, mixed)[0] == 0


def test_clients_buy_the_same_goods_again(con):
    again = """WITH y AS (SELECT client_id, product_id,
            sum(net_amount) FILTER (order_date > DATE '2025-09-30')::DOUBLE AS now,
            count(*) FILTER (order_date BETWEEN DATE '2024-10-01' AND DATE '2025-09-30') AS lines_before
        FROM sales_lines WHERE client_id IS NOT NULL GROUP BY client_id, product_id)
        SELECT sum(now) FILTER (lines_before > 0) / sum(now) FROM y"""
    assert 0.85 < one(con, again)[0] < 0.99


def test_invoices_are_the_orders(con):
    """Every invoice is the sum of an order's sales and service lines, due and paid not before it was made."""
    billed = one(con, "SELECT sum(amount) FROM receivables")[0]
    sold = "SELECT sum(net_amount) FROM sales_lines WHERE client_id IS NOT NULL AND line_kind IN ('sale', 'service')"
    assert billed == one(con, sold)[0]
    assert one(con, "SELECT count(*) FROM receivables WHERE due_on < invoiced_on OR paid_on < invoiced_on")[0] == 0
    assert one(con, "SELECT max(paid_on) FROM receivables")[0] <= date(2026, 9, 30)
    assert one(con, "SELECT count(*) FROM receivables WHERE paid_on IS NULL")[0] > 100


def test_assignments_of_a_role_follow_one_another(con):
    overlaps = """SELECT count(*) FROM assignments a JOIN assignments b USING (client_id)
        WHERE a.role IN ('account', 'hunter') AND b.role IN ('account', 'hunter') AND a.valid_from < b.valid_from
            AND coalesce(a.valid_to, DATE '2100-01-01') >= b.valid_from"""
    assert one(con, overlaps)[0] == 0
    not_his = """SELECT count(*) FROM sales_lines s WHERE s.client_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM assignments a WHERE a.client_id = s.client_id AND a.manager_id = s.manager_id
            AND s.order_date BETWEEN a.valid_from AND coalesce(a.valid_to, DATE '2100-01-01'))"""
    assert one(con, not_his)[0] == 0


def test_who_has_left_writes_nothing_more(con):
    late = """SELECT count(*) FROM managers m WHERE
        EXISTS (SELECT 1 FROM needs WHERE author = m.name AND recorded_on >= m.left_on)
        OR EXISTS (SELECT 1 FROM judgements WHERE author = m.name AND judged_on >= m.left_on)
        OR EXISTS (SELECT 1 FROM interactions i WHERE i.manager_id = m.manager_id AND i."at" >= m.left_on)
        OR EXISTS (SELECT 1 FROM deals d WHERE d.manager_id = m.manager_id AND d.opened_on >= m.left_on)
        OR EXISTS (SELECT 1 FROM contacts t WHERE t.manager_id = m.manager_id AND m.left_on IS NOT NULL)"""
    assert one(con, late)[0] == 0


def test_nothing_happens_after_the_end(con, company):
    ahead = {
        "due_on",
        "next_on",
        "valid_to",
        "month",
        "expires_on",
        "until",
        "next_review",
        "review_on",
    }  # what is planned may lie after the end
    for name, spec in contract.tables().items():
        for column in spec.columns.values():
            if column.type == "date" and column.name not in ahead:
                latest = pc.max(company.tables[name][column.name]).as_py()
                assert latest is None or latest <= date(2026, 9, 30), f"{name}.{column.name}"


def test_same_seed_same_company_other_seed_another(company):
    again = generate(seed=1)
    assert again.truths == company.truths
    for name, table in company.tables.items():
        assert again.tables[name].equals(table), name
    other = generate(seed=2)
    for name in ("sales_lines", "clients", "managers", "needs"):
        assert not other.tables[name].equals(company.tables[name]), name
    assert 150_000 <= other.tables["sales_lines"].num_rows <= 250_000


def test_scale_multiplies_clients_and_keeps_the_truths(company):
    large = generate(seed=1, scale=2.5)
    assert large.tables["clients"].num_rows == 1000
    kept = large.tables["clients"].slice(0, 400)
    assert kept.equals(company.tables["clients"])
    assert large.truths == company.truths | {"clients": 1000}
    grown = large.tables["sales_lines"].num_rows / company.tables["sales_lines"].num_rows
    assert 2.0 < grown < 3.0


def test_scale_below_one_is_refused():
    with pytest.raises(KamError) as error:
        generate(scale=0.5)
    assert "0.5" in error.value.text("en") and "0.5" in error.value.text("ru")


def test_another_end_moves_the_window():
    lines = generate(seed=1, end=date(2025, 6, 15)).tables["sales_lines"]
    assert date(2022, 1, 1) <= pc.min(lines["order_date"]).as_py() <= date(2022, 1, 10)  # after the holidays
    assert pc.max(lines["order_date"]).as_py() in (date(2025, 6, 14), date(2025, 6, 15))
