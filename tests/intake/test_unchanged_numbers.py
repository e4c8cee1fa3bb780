"""What changes a file but not what it says changes no number: parts, order, encoding, names, totals, blanks …"""

import random
from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal

import duckdb
import pytest

from kamlib.core.home import Home
from kamlib.intake import import_files

HEADINGS = ["Дата", "Документ", "Контрагент", "Номенклатура", "Количество", "Сумма"]
SEEDS = range(6)


def company(seed: int) -> list[list[str]]:
    """Sixty lines of five clients, in kopecks that binary fractions cannot hold, and some returns."""
    chance = random.Random(seed)
    rows = []
    for n in range(60):
        day = date(2024, 1, 1) + timedelta(days=chance.randrange(300))
        kopecks = chance.randrange(-50_000 if n % 9 == 0 else 1, 900_000)
        client = chance.choice(["ООО Ромашка", "АО «Вектор»", "ИП Соколов", "Müller GmbH", "Клевер"])
        quantity = -2 if kopecks < 0 else chance.randrange(1, 20)
        rows.append([f"{day:%d.%m.%Y}", f"Д-{n:03d}", client, chance.choice("АБВ"), str(quantity), money(kopecks)])
    return sorted(rows, key=lambda r: (r[2], r[1]))


def money(kopecks: int) -> str:
    whole, part = divmod(abs(kopecks), 100)
    return f"{'-' if kopecks < 0 else ''}{whole},{part:02d}"


def kopecks(text: str) -> int:
    return int(Decimal(text.replace(",", ".")) * 100)


def sold(home):
    """client, month, lines, kopecks, pieces of what counts."""
    files = [str(f) for f in Home(home).files("sales_lines")]
    out = Home(home).overlaps()
    once = f"WHERE line_id NOT IN (SELECT line_id FROM read_parquet('{out}'))" if out else ""
    return duckdb.execute(
        "SELECT client_id, strftime(order_date, '%Y-%m'), count(*), CAST(sum(net_amount) * 100 AS BIGINT), "
        f"CAST(sum(quantity) AS BIGINT) "
        f"FROM read_parquet($files) {once} GROUP BY ALL ORDER BY ALL",
        {"files": files},
    ).fetchall()


def truth(rows):
    found = defaultdict(lambda: [0, 0, 0])
    for row in rows:
        mine = found[row[2], f"{row[0][6:]}-{row[0][3:5]}"]
        mine[0] += 1
        mine[1] += kopecks(row[5])
        mine[2] += int(row[4])
    return [(*key, *sums) for key, sums in sorted(found.items())]


def text(rows, headings=HEADINGS, line_end="\n"):
    return line_end.join(";".join(r) for r in [headings, *rows]) + line_end


def one(rows, chance):
    return [("sales.csv", text(rows).encode())]


def parts(rows, chance):
    third = len(rows) // 3
    return [(f"{n}.csv", text(rows[n * third : (n + 1) * third if n < 2 else None]).encode()) for n in range(3)]


def shuffled(rows, chance):
    return [("sales.csv", text(chance.sample(rows, len(rows))).encode())]


def columns_turned(rows, chance):
    order = chance.sample(range(len(HEADINGS)), len(HEADINGS))
    turned = [[row[i] for i in order] for row in rows]
    return [("sales.csv", text(turned, [HEADINGS[i] for i in order]).encode())]


def cp1251(rows, chance):
    named = [[c.replace("Müller", "Мюллер") for c in row] for row in rows]
    return [("sales.csv", text(named).encode("cp1251"))]


def utf16(rows, chance):
    return [("sales.csv", text(rows, line_end="\r\n").encode("utf-16"))]


def renamed(rows, chance):
    return [
        (
            "Выгрузка (7) итог.txt",
            text(rows, ["ДАТА", "№ документа", "клиент", "Товар", "Кол-во", "Сумма, руб."]).encode(),
        )
    ]


def sums(rows):
    quantity, amount = sum(int(r[4]) for r in rows), sum(kopecks(r[5]) for r in rows)
    return str(quantity), money(amount)


def total(rows, chance):
    return [("sales.csv", text([*rows, ["Итого", "", "", "", *sums(rows)]]).encode())]


def subtotals(rows, chance):
    result = []
    for client in dict.fromkeys(r[2] for r in rows):
        mine = [r for r in rows if r[2] == client]
        result += [*mine, ["", "", f"Итого {client}", "", *sums(mine)]]
    return [("sales.csv", text([*result, ["", "", "Всего", "", *sums(rows)]]).encode())]


def blank_rows(rows, chance):
    result = []
    for row in rows:
        result += [row, *([[""] * 6] * chance.randrange(3))]
    return [("sales.csv", text(result).encode())]


def a_second_heading(rows, chance):
    result = list(rows)
    for at in sorted(chance.sample(range(1, len(rows)), 3), reverse=True):
        result.insert(at, HEADINGS)
    return [("sales.csv", text(result).encode())]


def titles_above(rows, chance):
    return [("sales.csv", ("Отчёт о продажах;;;;;\nПериод: 2024 год;;;;;\n;;;;;\n" + text(rows)).encode())]


def brought_twice(rows, chance):
    return [("sales.csv", text(rows).encode()), ("again.csv", text(rows[: len(rows) // 2]).encode())]


WAYS = [one, parts, shuffled, columns_turned, cp1251, utf16, renamed, total, subtotals, blank_rows, a_second_heading,
        titles_above, brought_twice]  # fmt: skip


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_no_number_changes(way, tmp_path):
    for seed in SEEDS:
        rows, folder = company(seed), tmp_path / str(seed)
        folder.mkdir()
        for name, content in way(rows, random.Random(seed)):
            (folder / name).write_bytes(content)
        import_files(folder / "home", sorted(f for f in folder.iterdir() if f.is_file()))
        expected = truth(rows)
        if way is cp1251:
            expected = sorted((c.replace("Müller", "Мюллер"), *rest) for c, *rest in expected)
        assert sold(folder / "home") == expected, seed
