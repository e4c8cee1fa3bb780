"""A seeded generator of sales files that crosses what companies' files differ in, each with its truth.

The truth is what a careful person understands from the file: it is made before the file is written and knows nothing of
how the import reads it. Specs are drawn so that every level of every axis comes up about equally often, whatever the
number of files; levels that cannot stand together are settled in favour of the shape of the file.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random

from crossing_tables import sheets_of
from crossing_written import write

AXES: dict[str, list[str]] = {
    "shape": [
        *("csv_comma", "csv_semicolon", "tsv", "xlsx", "parquet", "grouped_1c_xlsx", "grouped_1c_csv", "grouped_rows"),
        *("wide_csv", "wide_xlsx", "sheets_split", "sheets_directory", "sheets_summary"),
    ],
    "lang": ["ru", "en"],
    "heads": ["plain", "caps", "caps_joined", "camel", "snake", "keys", "synonyms"],
    "unit": ["none", "none", "none", "money", "thousand", "thousand_title"],
    "client": ["name", "code", "both"],
    "columns": ["lean", "usual", "rich"],
    "basis": ["amount", "amount", "amount", "price"],
    "numbers": ["space_comma", "comma_point", "point_comma", "plain_point", "plain_comma"],
    "sign": ["none", "none", "parentheses", "currency"],
    "cells": ["native", "native", "text"],
    "dates": ["dmy", "iso", "mdy", "words", "mon", "serial", "dmy_time"],
    "encoding": ["utf-8", "utf-8-sig", "cp1251", "utf-16"],
    "totals": ["none", "grand", "client", "client_dated", "grand_dated", "month"],
    "status": ["none", "none", "paid", "posted"],
    "returns": ["none", "negative", "doctype", "quantity"],
    "vat": ["none", "none", "net", "three", "top", "inside", "rate"],
    "discount": ["none", "none", "none", "share_off", "share_open", "percent_off", "percent_open", "money_off",
                 "money_open"],
    "order": ["date", "client", "shuffled"],
    "above": ["none", "title"],
    "noise": ["none", "blank", "heading_again", "numbered", "footer", "empty_columns"],
}  # fmt: skip
VAT = Decimal("0.2")
CLIENTS = {
    "ru": ["ООО «Ромашка»", 'ООО "Вектор"', "АО «Север-Сталь»", "ИП Иванов И.И.", "Торговый дом Лето", "ООО «Итог»",
           "Завод №5", "ООО Пять, Шесть и партнёры"],
    "en": ["Acme Ltd", "Smith, Jones & Co", "Northwind Traders", 'The "Blue" Shop', "Contoso GmbH", "Total Energy Inc",
           "O'Brien & Sons", "Fabrikam"],
}  # fmt: skip
STATUSES = {
    ("ru", "posted"): ("Проведён", ("Отменён",)),
    ("ru", "paid"): ("Оплачен", ("Аннулирован", "Черновик")),
    ("en", "posted"): ("Posted", ("Cancelled",)),
    ("en", "paid"): ("Paid", ("Void", "Draft")),
}
OF_SALE = {"ru": ("Реализация",), "en": ("Invoice",)}
OF_RETURN = {"ru": ("Возврат", "Возврат товаров от покупателя"), "en": ("Credit note", "Return")}


@dataclass
class Line:
    """A line of a document. price: without VAT, before the discount; off: the discount's share; counts: by status."""

    day: date
    client: int
    doc: int
    product: int
    qty: int
    price: Decimal
    off: Decimal
    returned: bool
    status: str = ""
    counts: bool = True

    @property
    def listed(self) -> Decimal:
        """Before the discount, without VAT, never negative."""
        return self.qty * self.price

    @property
    def net(self) -> Decimal:
        """What the line brought: after the discount, without VAT, negative for a return."""
        return self.listed * (1 - self.off) * (-1 if self.returned else 1)


@dataclass
class Truth:
    """What the file says. clients: net by client, named by code and by name; months: the dates are known as months."""

    clients: dict[frozenset[str], Decimal]
    lines: int | None
    first: date
    last: date
    months: bool = False
    roles: dict[str, str] = field(default_factory=dict)
    discounts: str = "none"
    counting: tuple[str, ...] = ()
    sale_words: tuple[str, ...] = ()
    return_words: tuple[str, ...] = ()

    @property
    def net(self) -> Decimal:
        return sum(self.clients.values(), Decimal(0))


@dataclass
class Case:
    """A file to be: which levels, which lines, drawn from the seed and its number."""

    number: int
    spec: dict[str, str]
    lines: list[Line]
    names: list[str]
    codes: list[str]
    seed: str

    def make(self, folder: Path) -> tuple[Path, Truth]:
        """Write the file; what is true of it."""
        rng = Random(f"{self.seed}:written")
        sheets, roles, discounts = sheets_of(self.spec, self.lines, self.names, self.codes, rng)
        path = write(folder / f"case{self.number:03d}", self.spec, sheets, rng)
        return path, self.truth(roles, discounts)

    def truth(self, roles: dict[str, str], discounts: str) -> Truth:
        lang, wide = self.spec["lang"], self.spec["shape"].startswith("wide")
        counted = [line for line in self.lines if line.counts]
        by_client: dict[frozenset[str], Decimal] = defaultdict(Decimal)
        for line in counted:
            by_client[frozenset((self.names[line.client], self.codes[line.client]))] += line.net
        cells = {(line.client, line.day.year, line.day.month) for line in counted}
        return Truth(
            clients=dict(by_client),
            lines=len(cells) if wide else len(counted),
            first=min(line.day for line in counted),
            last=max(line.day for line in counted),
            months=wide,
            roles=roles,
            discounts=discounts,
            counting=(STATUSES[lang, self.spec["status"]][0],) if self.spec["status"] != "none" else (),
            sale_words=OF_SALE[lang],
            return_words=OF_RETURN[lang],
        )


def cases(seed: int = 2024, count: int = 300) -> list[Case]:
    """The first `count` cases of a seed; a case is the same whatever the count."""
    drawn = {axis: _levels(levels, Random(f"{seed}:{axis}")) for axis, levels in AXES.items()}
    made = []
    for number in range(count):
        key = f"{seed}:{number}"
        rng = Random(key)
        spec = settled({axis: next(levels) for axis, levels in drawn.items()})
        names = rng.sample(CLIENTS[spec["lang"]], k=rng.randint(4, 7))
        form = rng.choice(["{:05d}", "{}", "C-{:04d}", "770{:07d}"])
        codes = [form.format(n) for n in rng.sample(range(101, 9999), k=len(names))]
        made.append(Case(number, spec, list(_lines(spec, len(names), rng)), names, codes, key))
    return made


def _levels(levels: list[str], rng: Random) -> Iterator[str]:
    while True:
        yield from rng.sample(levels, k=len(levels))


def settled(spec: dict[str, str]) -> dict[str, str]:
    """The spec without what its shape has no place for, or what no company would put into one file."""
    s = dict(spec)
    shape = s["shape"]
    is_text = shape.endswith(("csv", "comma", "semicolon", "tsv"))
    if is_text:
        s["cells"] = "text"
    else:
        s["encoding"] = "none"
    if shape.startswith("wide"):
        s |= {"basis": "amount", "status": "none", "vat": "none", "discount": "none", "order": "client"}
        s["returns"] = "negative" if s["returns"] != "none" else "none"
        s["totals"] = "grand" if s["totals"] != "none" else "none"
        s["unit"] = "thousand_title" if s["unit"].startswith("thousand") else "none"
        s["columns"] = "lean" if s["columns"] == "lean" else "usual"
        s["dates"] = "dmy" if s["dates"] == "serial" else s["dates"]
    if shape.startswith("grouped_1c"):
        s |= {"basis": "amount", "status": "none", "discount": "none", "order": "client", "client": "name"}
        s |= {"above": "title", "dates": "dmy_time", "columns": "lean"}
        s["totals"] = "grand" if s["totals"].startswith("grand") else "client"
        s["noise"] = "footer" if s["noise"] == "footer" else "none"
    if shape == "grouped_rows":
        s |= {"order": "client", "client": "name", "basis": "amount"}
        s["totals"] = "client" if s["totals"] not in ("none", "grand") else s["totals"]
        s["noise"] = "none" if s["noise"] == "heading_again" else s["noise"]
    if shape == "parquet":
        s |= {"totals": "none", "above": "none", "noise": "none"}
        s["unit"] = "thousand" if s["unit"] == "thousand_title" else s["unit"]
    if s["unit"] == "thousand" and s["heads"] in ("camel", "snake", "caps_joined"):
        s["unit"] = "none"  # the heading has no room for it
    if s["unit"] == "thousand_title":
        s["above"] = "title"
    if s["basis"] == "price":
        s["columns"] = "usual" if s["columns"] == "lean" else s["columns"]
        s["vat"] = "none"
        s["unit"] = "none" if s["unit"].startswith("thousand") else s["unit"]
        s["discount"] = s["discount"].replace("_off", "_open")
    if s["vat"] in ("three", "top", "inside"):
        s["discount"] = s["discount"].replace("_open", "_off")
    if s["unit"].startswith("thousand"):
        s["vat"] = "net" if s["vat"] != "none" else "none"
        s["discount"] = "none"
        s["sign"] = "none" if s["sign"] == "currency" else s["sign"]
    if s["totals"].startswith("client"):
        s["order"] = "client"
    if s["totals"] == "month":
        s["order"] = "date"
    if s["cells"] == "native":
        s["numbers"] = s["sign"] = "none"
        if s["dates"] != "serial":
            s["dates"] = "native"
    return s


def _lines(spec: dict[str, str], clients: int, rng: Random) -> Iterator[Line]:
    """30 to 50 documents of 1 to 3 lines in twelve months; net, VAT and discount of each come out in whole kopecks."""
    step = Decimal("0.05")
    if spec["discount"] != "none":
        step = Decimal(1)
    if spec["unit"].startswith("thousand"):
        step = Decimal(10)
    lang, docs = spec["lang"], rng.randint(30, 50)
    yes, no = STATUSES.get((lang, spec["status"]), ("", ()))
    seen: set[tuple[int, date, Decimal]] = set()
    for doc in range(docs):
        client = doc % clients if doc < clients * 2 else rng.randrange(clients)
        day = date(2023, 11, 1) + timedelta(days=rng.randrange(360))
        if spec["shape"].startswith("grouped_1c") and day.year == 2023:
            day = day.replace(year=2024, day=min(day.day, 28))
        returned = spec["returns"] != "none" and doc % 7 == 6
        status = no[doc // 5 % len(no)] if no and doc % 5 == 4 else yes
        for _ in range(1 if spec["shape"].startswith("grouped_1c") else rng.randint(1, 3)):
            while True:
                qty, price = rng.randint(1, 12), step * rng.randint(int(40 / step) or 4, int(4000 / step))
                if (client, day, qty * price) not in seen:
                    break
            seen.add((client, day, qty * price))
            off = rng.choice([Decimal(0), Decimal("0.05"), Decimal("0.1"), Decimal("0.25")])
            off = off if spec["discount"] != "none" else Decimal(0)
            yield Line(day, client, doc, rng.randint(1, 9), qty, price, off, returned, status, status == yes)


def covering(seed: int = 2024, least: int = 24) -> list[Case]:
    """Few cases, at least `least`, that have every level of every axis which the first 300 have."""
    rest, chosen = cases(seed), []
    wanted = {level for case in rest for level in case.spec.items()}
    while wanted or len(chosen) < least:
        best = max(rest, key=lambda case: len(wanted & case.spec.items()))
        rest.remove(best)
        chosen.append(best)
        wanted -= best.spec.items()
    return chosen
