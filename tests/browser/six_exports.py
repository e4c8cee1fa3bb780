"""Six exports as real systems print them, written by the tests, each with the truth about it.

Two years of months and one more, about fifteen clients, a few hundred lines, the same at every run.
"""

from __future__ import annotations

from calendar import monthrange
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from random import Random

import xlsxwriter

FIRST = [date(2023 + n // 12, n % 12 + 1, 1) for n in range(24)]
NEXT = [date(2025, 1, 1)]
CENT = Decimal("0.01")
MONTHS = [
    "Январь", "Февраль", "Март", "Апрель", "Май", "Июнь", "Июль", "Август", "Сентябрь", "Октябрь", "Ноябрь", "Декабрь",
]  # fmt: skip
RUSSIAN = [
    'ООО "Ромашка"', 'АО "Клевер"', "ИП Иванов И. И.", 'ООО "Северный ветер"', 'ООО "ТД Итог"', 'ЗАО "Заря-2"',
    'ООО "Лютик и К"', "ИП Петрова А. С.", 'ООО "Мак"', 'ПАО "Волна"', 'ООО "Берёза"', 'ООО "Альфа; склад"',
    'ООО "Дельта (Тверь)"', "ФГУП «Маяк»", 'ООО "Пион"',
]  # fmt: skip
ENGLISH = [
    "Acme Ltd", "Brown, Smith & Co.", "Total Energies UK", "Delta GmbH", "Foster's", "Globex Corp.", "Hooli, Inc.",
    "Initech", "Kramer & Sons", "Northwind", "O'Neil Stores", "Pied Piper", "Stark Ind.", "Umbrella", "Wayne Ent.",
]  # fmt: skip
GOODS = [("Болт М8", 12), ("Гайка М8", 7), ("Шайба 8, оцинк.", 3), ("Кабель ВВГ 3х1,5", 95), ("Короб 40х25", 130)]
ITEMS = [("A-100", "Bolt M8, zinc"), ("A-200", "Nut M8"), ("B-010", 'Cable 3x1.5 "flex"'), ("B-020", "Duct 40x25")]
MANAGERS = ["Орлова", "Соколов", "Ветров"]


@dataclass(frozen=True)
class Sale:
    """A line that counts. net: without VAT."""

    client: str
    day: date
    net: Decimal


@dataclass
class Written:
    """Files, and the lines that count in them."""

    files: list[Path]
    sales: list[Sale]

    @property
    def by_client(self) -> dict[str, Decimal]:
        found: Counter[str] = Counter()
        for sale in self.sales:
            found[sale.client] += sale.net
        return dict(found)

    @property
    def period(self) -> tuple[date, date]:
        return min(s.day for s in self.sales), max(s.day for s in self.sales)


@dataclass(frozen=True)
class Export:
    """write(folder, months) -> Written. answers: words of a question -> the option that is true, in `lang`.

    grows: next month's file holds the earlier months as well; next_is_built: a book is built with it, too, which takes
    most of the time.
    """

    name: str
    write: Callable[[Path, Sequence[date]], Written]
    lang: str
    size: str = "desk"
    answers: dict[str, str] = field(default_factory=dict)
    grows: bool = False
    next_is_built: bool = False

    def first(self, folder: Path) -> Written:
        folder.mkdir()
        return self.write(folder, FIRST)

    def next_month(self, folder: Path) -> Written:
        folder.mkdir()
        return self.write(folder, [*FIRST, *NEXT] if self.grows else NEXT)


def _random(months: Sequence[date]) -> Random:
    return Random(months[0].isoformat())


def _buyers(names: list[str], month: date, random: Random) -> list[str]:
    """Who buys in a month: most, each month others."""
    return [name for name in names if random.random() < 0.8]


def _cents(value: Decimal | int) -> Decimal:
    return Decimal(value).quantize(CENT, ROUND_HALF_UP)


def _named(what: str, months: Sequence[date], end: str) -> str:
    return f"{what} {months[0]:%Y-%m} - {months[-1]:%Y-%m}.{end}"


def _period(months: Sequence[date]) -> str:
    first, last = (f"{MONTHS[m.month - 1]} {m.year} г." for m in (months[0], months[-1]))
    return f"Период: {first}" if first == last else f"Период: {first} - {last}"


def _report(path: Path, rows: list[tuple[int | None, list]]) -> Path:
    """A report of 1C: (level, cells) each, the level as outline and as indent; None: above or below the rows."""
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("TDSheet")
    sheet.set_column(0, 0, 50)
    money = book.add_format({"num_format": "#,##0.00"})
    for r, (level, cells) in enumerate(rows):
        if level:
            sheet.set_row(r, None, None, {"level": level})
        indent = book.add_format({"indent": level or 0, "text_wrap": True})
        for c, cell in enumerate(cells):
            if isinstance(cell, Decimal):
                sheet.write_number(r, c, float(cell), money)
            elif cell is not None and cell != "":
                sheet.write(r, c, cell, indent if c == 0 else None)
    book.close()
    return path


def _summed(rows: list[list]) -> list:
    return [sum(column, Decimal(0)) for column in zip(*rows, strict=True)]


# ---- 1C: «Продажи» by client and document -------------------------------------------------------


def by_document(folder: Path, months: Sequence[date]) -> Written:
    """Clients over their documents; the amounts hold 20 % VAT, and the report does not say so but in its heading."""
    random = _random(months)
    of_client: dict[str, list[tuple[str, list[Decimal]]]] = {}
    sales = []
    number = months[0].year * 100
    for month in months:
        for client in _buyers(RUSSIAN, month, random):
            number += 1
            day = month.replace(day=random.randint(1, 28))
            net = _cents(Decimal(random.randint(20_000, 1_800_000)) / 20)  # its VAT is whole kopecks
            quantity, what = Decimal(random.randint(1, 90)), "Реализация товаров и услуг"
            if random.random() < 0.06:
                net, quantity, what = -net, -quantity, "Возврат товаров от покупателя"
            gross = net + _cents(net / 5)
            document = f"{what} {number:08d} от {day:%d.%m.%Y} {random.randint(8, 19)}:{random.randint(10, 59)}:00"
            of_client.setdefault(client, []).append((document, [quantity, gross]))
            sales.append(Sale(client, day, net))
    rows: list[tuple[int | None, list]] = [
        (None, ["Продажи"]),
        (None, [_period(months)]),
        (None, ["Показатели: Количество; Сумма с НДС"]),
        (None, ["Группировки строк: Контрагент; Документ движения (регистратор)"]),
        (None, ['Отборы: Организация Равно "ООО «Наша компания»"']),
        (None, []),
        (None, ["Контрагент", "Количество (в базовых единицах)", "Сумма (с НДС), руб."]),
        (None, ["Документ движения (регистратор)"]),
    ]  # fmt: skip
    for client in sorted(of_client):
        rows.append((0, [client, *_summed([m for _, m in of_client[client]])]))
        rows += [(1, [document, *measures]) for document, measures in of_client[client]]
    rows.append((None, ["Итого", *_summed([m for d in of_client.values() for _, m in d])]))
    return Written([_report(folder / _named("Продажи по контрагентам", months, "xlsx"), rows)], sales)


# ---- 1C: «Валовая прибыль» ----------------------------------------------------------------------


def gross_profit(folder: Path, months: Sequence[date]) -> Written:
    """Clients over goods over months; profit and its share of the amount beside cost."""
    random = _random(months)
    tree: dict[str, dict[str, list[tuple[date, list[Decimal]]]]] = {}
    sales = []
    for client in RUSSIAN:
        for good, price in random.sample(GOODS, 2):
            for month in months:
                if random.random() < 0.45 and len(months) > 1:
                    continue
                quantity = Decimal(random.randint(1, 400))
                net = _cents(quantity * price * Decimal(random.randint(95, 105)) / 100)
                cost = _cents(net * Decimal(random.randint(60, 85)) / 100)
                tree.setdefault(client, {}).setdefault(good, []).append((month, [quantity, net, cost, net - cost]))
                sales.append(Sale(client, month, net))

    def measured(rows: list[list[Decimal]]) -> list:
        summed = _summed(rows)
        return [*summed, _cents(summed[3] / summed[1] * 100)]

    heads = ["Количество", "Выручка (без НДС), руб.", "Себестоимость (без НДС), руб.", "Валовая прибыль, руб."]
    rows: list[tuple[int | None, list]] = [
        (None, ["Валовая прибыль"]),
        (None, [_period(months)]),
        (None, []),
        (None, ["Контрагент", *heads, "Рентабельность, %"]),
        (None, ["Номенклатура"]),
        (None, ["По месяцам"]),
    ]
    for client, goods in tree.items():
        rows.append((0, [client, *measured([m for g in goods.values() for _, m in g])]))
        for good, lines in goods.items():
            rows.append((1, [good, *measured([m for _, m in lines])]))
            rows += [(2, [f"{MONTHS[d.month - 1]} {d.year} г.", *measured([m])]) for d, m in lines]
    rows.append((None, ["Итого", *measured([m for c in tree.values() for g in c.values() for _, m in g])]))
    return Written([_report(folder / _named("Валовая прибыль", months, "xlsx"), rows)], sales)


# ---- an ERP's invoices --------------------------------------------------------------------------


def invoices(folder: Path, months: Sequence[date]) -> Written:
    """Lines of invoices and credit notes with VAT in columns of its own; some are drafts or void."""
    random = _random(months)
    heads = "InvoiceNo,InvoiceDate,CustomerNo,CustomerName,ItemNo,Description,Qty,UnitPrice,LineNetAmount,VAT %,"
    rows, sales = [heads + "VATAmount,GrossAmount,Currency,Status"], []
    number = months[0].year * 1000
    for month in months:
        for client in _buyers(ENGLISH, month, random):
            number += 1
            day = month.replace(day=random.randint(1, 28))
            status = random.choices(["Posted", "Draft", "Void"], [92, 4, 4])[0]
            credit = random.random() < 0.05
            code = f"C{10_000 + ENGLISH.index(client) * 10}"
            for item, description in random.sample(ITEMS, random.randint(1, 2)):
                quantity, price = (
                    random.randint(1, 60) * (-1 if credit else 1),
                    _cents(Decimal(random.randint(300, 9900)) / 100),
                )
                net = quantity * price
                rate = 20 if item.startswith("A") else 5
                vat = _cents(net * rate / 100)
                cells = [
                    f"{'CN' if credit else 'INV'}-{number}", f"{day:%d/%m/%Y}", code, client, item, description,
                    quantity, price, f"{net:,.2f}", rate, f"{vat:,.2f}", f"{net + vat:,.2f}", "GBP", status,
                ]  # fmt: skip
                rows.append(",".join(_quoted(str(c), ",") for c in cells))
                if status == "Posted":
                    sales.append(Sale(code, day, net))
    path = folder / _named("SalesInvoiceLines", months, "csv")
    path.write_bytes(("\ufeff" + "\r\n".join(rows) + "\r\n").encode())
    return Written([path], sales)


def _quoted(text: str, separator: str) -> str:
    return '"' + text.replace('"', '""') + '"' if separator in text or '"' in text else text


# ---- a CRM's three tables -----------------------------------------------------------------------


def crm(folder: Path, months: Sequence[date]) -> Written:
    """Orders with codes only, and the tables of the accounts and products they name; lost orders are in it."""
    random = _random(months)
    rows, sales = ["OrderID,AccountID,ProductID,Quantity,Price,Discount,CloseDate,Stage"], []
    number = months[0].year * 1000
    for month in months:
        for n, _ in enumerate(ENGLISH):
            if n and random.random() < 0.3:
                continue
            number += 1
            day = month.replace(day=random.randint(1, 28) if n else monthrange(month.year, month.month)[1])
            quantity, price = random.randint(1, 40), _cents(Decimal(random.randint(50, 4995)) / 5)
            discount = random.choice([Decimal(0), Decimal(0), Decimal("0.05"), Decimal("0.1"), Decimal("0.15")])
            stage = random.choices(["Won", "Lost"], [85, 15])[0]
            product, account = f"PRD-{random.randint(1, 4):03d}", f"ACC-{n + 1:04d}"
            rows.append(f"OR-{number},{account},{product},{quantity},{price},{discount},{day},{stage}")
            if stage == "Won":
                sales.append(Sale(account, day, _cents(quantity * price * (1 - discount))))
    accounts = ["AccountID,AccountName,Industry,Region,AccountOwner,CreatedDate"]
    for n, name in enumerate(ENGLISH):
        industry, region, owner = ("Retail", "Energy", "Tools")[n % 3], ("North", "South")[n % 2], "Ann Lee"
        accounts.append(f"ACC-{n + 1:04d},{_quoted(name, ',')},{industry},{region},{owner},2021-0{n % 9 + 1}-12")
    products = ["ProductID,ProductName,ProductFamily,ListPrice"]
    products += [
        f"PRD-{n:03d},{_quoted(name, ',')},{'Fixings' if n < 3 else 'Cable'},{n * 100}.00"
        for n, (_, name) in enumerate(ITEMS, 1)
    ]
    files = []
    for name, lines in (("orders", rows), ("accounts", accounts), ("products", products)):
        files.append(folder / f"{name}.csv")
        files[-1].write_text("\n".join(lines) + "\n", "utf-8")
    return Written(files, sales)


# ---- months across ------------------------------------------------------------------------------


def wide(folder: Path, months: Sequence[date]) -> Written:
    """A client in each row, a month in each column, years summed; the file of the next month has them all again."""
    rows, sales = [], []
    for n, client in enumerate(RUSSIAN):
        random, amounts = Random(client), []
        for month in months:
            net = _cents(Decimal(random.randint(100_000, 9_000_000)) / 100) if random.random() < 0.8 else None
            amounts.append(net)
            if net:
                sales.append(Sale(client, month, net))
        rows.append((client, MANAGERS[n % 3], amounts))
    book = xlsxwriter.Workbook(str(folder / _named("Продажи по месяцам", months, "xlsx")))
    sheet = book.add_worksheet("Продажи")
    money = book.add_format({"num_format": "# ##0.00"})
    sheet.merge_range(0, 0, 0, 6, "Продажи по клиентам, руб. без НДС")
    sheet.write_row(2, 0, ["Клиент", "Менеджер"])
    places, at = [], 2
    for n, month in enumerate(months):
        sheet.write(2, at, f"{MONTHS[month.month - 1][:3].lower()}.{month:%y}")
        places.append(at)
        at += 1
        if month.month == 12 or n == len(months) - 1:
            sheet.write(2, at, f"Итого {month.year}")
            places.append(-at)
            at += 1
    sheet.write(2, at, "Всего")
    sums: Counter[int] = Counter()
    for r, (client, manager, amounts) in enumerate(rows, start=3):
        sheet.write_row(r, 0, [client, manager])
        year = Decimal(0)
        left = list(amounts)
        for place in places:
            value = left.pop(0) if place > 0 else year
            if value is not None:
                sheet.write_number(r, abs(place), float(value), money)
                sums[abs(place)] += value
            year = year + (value or 0) if place > 0 else Decimal(0)
        sheet.write_number(r, at, float(sum(filter(None, amounts))), money)
        sums[at] += sum(filter(None, amounts), Decimal(0))
    sheet.write(len(rows) + 3, 0, "Итого")
    for place, value in sums.items():
        sheet.write_number(len(rows) + 3, place, float(value), money)
    book.close()
    return Written([folder / _named("Продажи по месяцам", months, "xlsx")], sales)


# ---- an accounting journal ----------------------------------------------------------------------


def journal(folder: Path, months: Sequence[date]) -> Written:
    """«Отчёт по проводкам»: revenue with VAT, the VAT of the same document in an entry of its own, payments between."""
    random = _random(months)
    entries: list[tuple[date, list[str]]] = []
    sales = []
    number = months[0].year * 100
    group = "Основная номенклатурная группа\n{}%"
    for month in months:
        for client in _buyers(RUSSIAN, month, random):
            number += 1
            day = month.replace(day=random.randint(1, 28))
            gross = _cents(Decimal(random.randint(100_000, 9_000_000)) / 100)
            what = "Реализация (акт, накладная, УПД)"
            if random.random() < 0.05:
                gross, what = -_cents(gross / 5), "Возврат товаров от покупателя"
            rate = 10 if random.random() < 0.2 else 20
            vat = _cents(gross * rate / (100 + rate))
            document = f"{what} 0000-{number:06d} от {day:%d.%m.%Y} 12:00:00"
            debtor = f"{client}\nДоговор поставки № {RUSSIAN.index(client) + 1}\n{document}"
            entries.append((day, [document, debtor, group.format(rate), "62.01", "90.01.1", _sum(gross)]))
            entries.append(
                (
                    day,
                    [document, group.format(rate), "Налог (взносы): начислено / уплачено", "90.03", "68.02", _sum(vat)],
                )
            )
            if gross > 0 and random.random() < 0.7:
                paid = f"Поступление на расчетный счет 0000-{number:06d} от {day:%d.%m.%Y} 18:00:00"
                entries.append(
                    (day, [paid, "40702810000000000001\nОплата от покупателя", debtor, "51", "62.01", _sum(gross)])
                )
            sales.append(Sale(client, day, gross - vat))
    entries.sort(key=lambda e: e[0])
    rows = [
        ["ООО «Наша компания»"], ["Отчет по проводкам"], [_period(months)], [],
        ["Период", "Документ", "Аналитика Дт", "Аналитика Кт", "Дебет", "Кредит", "Сумма"],
    ]  # fmt: skip
    rows += [[f"{day:%d.%m.%Y}", *cells] for day, cells in entries]
    lines = [
        ";".join('"' + c.replace('"', '""') + '"' if set(c) & set(';"\n') else c for c in [*r, *[""] * (7 - len(r))])
        for r in rows
    ]
    path = folder / _named("Отчет по проводкам", months, "csv")
    path.write_bytes(("\r\n".join(lines) + "\r\n").encode("cp1251"))
    return Written([path], sales)


def _sum(value: Decimal) -> str:
    return f"{value:,.2f}".replace(",", "\u00a0").replace(".", ",")


NOT_COUNTED = "these do not count"
EXPORTS = [
    Export("1c_documents", by_document, "ru", answers={"включает НДС": "20%"}),
    Export("1c_gross_profit", gross_profit, "ru", "phone"),
    Export("erp_invoices", invoices, "en", answers={"column «Status»": NOT_COUNTED}),
    Export(
        "crm_orders",
        crm,
        "en",
        next_is_built=True,
        answers={"discount «Discount»": "a share: 0.15 takes 15 % off", "column «Stage»": NOT_COUNTED},
    ),
    Export("wide_months", wide, "en", grows=True, next_is_built=True),
    Export("accounting_journal", journal, "ru"),
]  # fmt: skip
