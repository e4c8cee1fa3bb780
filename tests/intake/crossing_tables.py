"""The sheets of a file of the crossing: cells as values, before they are written in a locale."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from random import Random
from typing import Any

from crossing_words import heading

VAT = Decimal("0.2")
MONTHS = {
    "ru": ("январь", "февраль", "март", "апрель", "май", "июнь", "июль", "август", "сентябрь", "октябрь", "ноябрь",
           "декабрь"),
    "en": ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
           "november", "december"),
}  # fmt: skip
TOTAL = {"ru": ["Итого", "Всего", "ИТОГО:", "Общий итог"], "en": ["Total", "Grand total", "TOTAL"]}
SUBTOTAL = {"ru": ["Итого {}", "{} Итог", "Итого по {}:"], "en": ["Total {}", "{} Total", "Total for {}"]}
TITLES = {
    "ru": [["Отчёт о продажах"], ["Период: 01.11.2023 - 31.10.2024"], ["Организация: ООО «Наша фирма»"]],
    "en": [["Sales report"], ["Period: Nov 2023 - Oct 2024"], ["Company: Our Firm Ltd"]],
}
IN_THOUSANDS = {"ru": ["в тысячах рублей", "тыс. руб.", "Единица измерения: тыс. руб."], "en": ["in thousands of USD"]}
SIGNED = {"ru": "Ответственный: ____________ Петрова А.А.", "en": "Printed by: A. Peters ____________"}
PRODUCTS = {"ru": "Кабель ВВГ 3х{}", "en": "Cable type {}"}
PEOPLE = {"ru": ["Петрова А.А.", "Сидоров К.", "Климова"], "en": ["Ann Lee", "Bob Stone", "Carl Moss"]}
TOWNS = {"ru": ["Тверь", "Москва", "Казань"], "en": ["Leeds", "York", "Bath"]}
SAID = {"ru": ["", "позвонить", "до 12:00", "самовывоз, скидка обещана"], "en": ["", "call first", "by noon", "n/a"]}
STORES = {"ru": ["Основной склад", "Склад 2"], "en": ["Main", "Second"]}
RETURN_DOC = {"ru": "Возврат товаров от покупателя", "en": "Credit note"}
SALE_DOC = {"ru": "Реализация (акт, накладная)", "en": "Invoice"}


class Share(Decimal):
    """A share, 0.1."""


class Percent(Decimal):
    """A share shown with a sign of percent, 10%."""


@dataclass
class Row:
    """Cells of a row; level: how far it is indented below others."""

    cells: list[Any]
    level: int = 0


@dataclass
class Sheet:
    name: str
    rows: list[Row]


@dataclass
class Column:
    """A column: what it is, and its cell of a line. adds: a row of totals has its sum."""

    role: str
    heading: str
    of: Callable[[Any], Any]
    adds: bool = False


def sheets_of(
    spec: dict[str, str], lines: list[Any], names: list[str], codes: list[str], rng: Random
) -> tuple[list[Sheet], dict[str, str], str]:
    """The file's sheets, heading -> role, and what the cells of a discount are: share, percent, money."""
    made = _Table(spec, lines, names, codes, rng)
    shape = spec["shape"]
    if shape.startswith("wide"):
        rows = made.wide()
    elif shape.startswith("grouped_1c"):
        rows = made.grouped_1c()
    elif shape == "grouped_rows":
        rows = made.grouped_rows()
    elif shape == "sheets_split":
        years = groupby(sorted(lines, key=lambda line: line.day), key=lambda line: line.day.year)
        sheets = [Sheet(str(year), made.flat(list(of_year))) for year, of_year in years]
        return sheets, made.roles, made.discounts
    else:
        rows = made.flat(lines)
    sheets = [Sheet("Лист1" if spec["lang"] == "ru" else "Sheet1", rows)]
    if shape == "sheets_directory":
        sheets.append(made.directory())
    if shape == "sheets_summary":
        sheets.insert(rng.choice([0, 1]), made.summary())
    return sheets, made.roles, made.discounts


class _Table:
    def __init__(self, spec: dict[str, str], lines: list[Any], names: list[str], codes: list[str], rng: Random):
        self.spec, self.lines, self.names, self.codes, self.rng = spec, lines, names, codes, rng
        self.lang = spec["lang"]
        self.scale = Decimal(1000) if spec["unit"].startswith("thousand") else Decimal(1)
        self.total, self.subtotal = rng.choice(TOTAL[self.lang]), rng.choice(SUBTOTAL[self.lang])
        self.titles = rng.sample(TITLES[self.lang], k=rng.randint(1, 3))
        if spec["unit"] == "thousand_title":
            self.titles.append([rng.choice(IN_THOUSANDS[self.lang])])
        self.columns = self._columns()
        self.discounts = spec["discount"].split("_")[0]
        if self.discounts == "percent" and self.rng_percent_sign and spec["cells"] == "native":
            self.discounts = "share"  # a cell that shows 5% holds 0.05
        self.roles = {c.heading: c.role for c in self.columns}

    def _heading(self, role: str) -> str:
        unit = self.spec["unit"] if self.spec["unit"] != "thousand_title" else "none"
        return heading(role, self.lang, self.spec["heads"], unit, self.rng)

    # ---- what a line shows -------------------------------------------------------------------------

    def _sign(self, line: Any, of: str) -> int:
        """-1 where a return's number has a minus."""
        if not line.returned:
            return 1
        return {"negative": -1, "quantity": -1 if of == "qty" else 1}.get(self.spec["returns"], 1)

    def _with_vat(self) -> bool:
        """Do prices and amounts have VAT inside?"""
        return self.spec["vat"] in ("inside", "rate")

    def _price(self, line: Any) -> Decimal:
        return line.price * (1 + VAT) if self._with_vat() else line.price

    def _amount(self, line: Any) -> Decimal:
        """As the main column of money shows it: before an open discount, with VAT where it is inside."""
        off = Decimal(0) if self.spec["discount"].endswith("_open") else line.off
        return line.qty * self._price(line) * (1 - off) * self._sign(line, "amount") / self.scale

    def _vat(self, line: Any) -> Decimal:
        return line.listed * (1 - line.off) * VAT * self._sign(line, "amount") / self.scale

    def _discount(self, line: Any) -> Any:
        kind, of = self.spec["discount"].split("_")[0], "qty" if self.spec["basis"] == "price" else "amount"
        if kind == "share":
            return Share(line.off)
        if kind == "percent":
            return Percent(line.off) if self.rng_percent_sign else int(line.off * 100)
        return line.qty * self._price(line) * line.off * self._sign(line, of)

    def _document(self, line: Any) -> str:
        number = f"{line.doc + 1:06d}"
        if self.spec["shape"].startswith("grouped_1c"):
            kind = RETURN_DOC if line.returned else SALE_DOC
            of = "от" if self.lang == "ru" else "dated"
            return (
                f"{kind[self.lang]} 0000-{number} {of} {line.day:%d.%m.%Y} {9 + line.doc % 9:02d}:15:0{line.doc % 10}"
            )
        return f"ТД00-{number}" if self.lang == "ru" else f"SO-{number}"

    def _doctype(self, line: Any) -> str:
        sale, back = {"ru": ("Реализация", "Возврат"), "en": ("Invoice", "Credit note")}[self.lang]
        return back if line.returned else sale

    def _columns(self) -> list[Column]:
        spec, lang, has = self.spec, self.lang, self.spec["columns"]
        self.rng_percent_sign = self.rng.random() < 0.5
        made: list[Column] = []

        def add(role: str, of: Callable[[Any], Any], adds: bool = False) -> None:
            name = self._heading(role)
            for _ in range(20):  # another synonym where two columns would have one name, or "Net value" had VAT inside
                if name not in [c.heading for c in made] and not (self._with_vat() and "net" in name.lower()):
                    break
                name = self._heading(role)
            made.append(Column(role, name, of, adds))

        add("date", lambda line: line.day)
        if has != "lean" or spec["returns"] == "quantity":
            add("doc", self._document)
        if spec["returns"] == "doctype":
            add("doctype", self._doctype)
        if spec["client"] != "name":
            add("code", lambda line: self.codes[line.client])
        if spec["client"] != "code":
            add("client", lambda line: self.names[line.client])
        if has == "rich":
            add("city", lambda line: TOWNS[lang][line.client % 3])
        if has != "lean":
            add("product", lambda line: PRODUCTS[lang].format(line.product))
        if has != "lean" or spec["returns"] == "quantity":
            add("qty", lambda line: line.qty * self._sign(line, "qty"), adds=True)
        if has != "lean":
            add("price", self._price)
        percent = spec["discount"].startswith("percent")
        if spec["discount"] != "none":
            add("percent" if percent else "discount", self._discount, adds=spec["discount"].startswith("money"))
        if spec["basis"] == "amount":
            add({"net": "net", "three": "net", "rate": "gross"}.get(spec["vat"], "amount"), self._amount, adds=True)
            if spec["vat"] in ("three", "top", "inside"):
                add("vat_inside" if spec["vat"] == "inside" else "vat", self._vat, adds=True)
            if spec["vat"] == "three":
                add("gross", lambda line: self._amount(line) + self._vat(line), adds=True)
        if spec["status"] != "none":
            add("status", lambda line: line.status)
        if has != "lean":
            add("manager", lambda line: PEOPLE[lang][line.client % 3])
        if has == "rich":
            cost = Decimal("0.7")
            add("cost", lambda line: round(line.listed * cost * self._sign(line, "amount") / self.scale, 2), adds=True)
            add("warehouse", lambda line: STORES[lang][line.doc % 2])
            add("comment", lambda line: SAID[lang][line.doc % 4])
        return made

    # ---- rows --------------------------------------------------------------------------------------

    def _row(self, line: Any) -> Row:
        return Row([c.of(line) for c in self.columns])

    def _totals(self, lines: Iterable[Any], label: str, day: date | None = None, where: str = "first") -> Row:
        """A row of totals; where: the role of the cell its label stands in, first: the first one that is free."""
        lines = list(lines)
        cells = [sum((c.of(x) for x in lines), type(c.of(lines[0]))(0)) if c.adds else None for c in self.columns]
        roles = [c.role for c in self.columns]
        if day:
            cells[0] = day
        free = [i for i, cell in enumerate(cells) if cell is None]
        cells[roles.index(where) if where in roles else free[0]] = label
        return Row(cells)

    def _client_label(self, client: int) -> str:
        return self.subtotal.format(self.names[client] if self.spec["client"] != "code" else self.codes[client])

    def _framed(self, headings: list[list[str]], body: list[Row]) -> list[Row]:
        """The body with its headings, what stands above and below, and the noise of the spec."""
        spec, width = self.spec, len(headings[0])
        head = [Row(list(h)) for h in headings]
        if spec["noise"] == "numbered":
            head.append(Row([str(n + 1) for n in range(width)]))
        if spec["noise"] == "heading_again":
            body = [*body[: len(body) // 2], *(Row(list(h)) for h in headings), *body[len(body) // 2 :]]
        if spec["noise"] == "blank":
            body = [r for n, row in enumerate(body) for r in ([row, Row([])] if n % 9 == 4 else [row])]
        above = [Row(list(title)) for title in self.titles] if spec["above"] == "title" else []
        above += [Row([])] if above and self.rng.random() < 0.7 else []
        below = [Row([]), Row([SIGNED[self.lang]])] if spec["noise"] == "footer" else []
        rows = [*above, *head, *body, *below]
        if spec["noise"] == "empty_columns":
            rows = [Row([None, *row.cells, None, None] if row.cells else [], row.level) for row in rows]
        return rows

    def flat(self, lines: list[Any]) -> list[Row]:
        totals, order = self.spec["totals"], self.spec["order"]
        lines = sorted(lines, key=lambda line: (line.day, line.doc))
        if order == "client":
            lines.sort(key=lambda line: line.client)
        elif order == "shuffled":
            self.rng.shuffle(lines)
        body: list[Row] = []
        if totals.startswith("client"):
            for client, of_client in groupby(lines, key=lambda line: line.client):
                own = list(of_client)
                day = max(line.day for line in own) if totals == "client_dated" else None
                where = "client" if self.spec["client"] != "code" else "code"
                body += [*map(self._row, own), self._totals(own, self._client_label(client), day, where)]
        elif totals == "month":
            for month, of_month in groupby(lines, key=lambda line: (line.day.year, line.day.month)):
                own, word = list(of_month), MONTHS[self.lang][month[1] - 1]
                label = f"Итого за {word} {month[0]}" if self.lang == "ru" else f"Total for {word.title()} {month[0]}"
                body += [*map(self._row, own), self._totals(own, label)]
        else:
            body = [self._row(line) for line in lines]
        if totals != "none":
            day = max(line.day for line in lines) if totals.endswith("dated") else None
            body.append(self._totals(lines, self.total, day))
        return self._framed([[c.heading for c in self.columns]], body)

    def grouped_1c(self) -> list[Row]:
        """Clients with their documents below, all in one column, as 1C shows a report."""
        shown = [c for c in self.columns if c.role in ("qty", "amount", "net", "gross", "vat", "vat_inside")]
        label, below = ("Контрагент", "Регистратор") if self.lang == "ru" else ("Customer", "Document")
        self.roles |= {label: "client", below: "doc"}
        body: list[Row] = []
        lines = sorted(self.lines, key=lambda line: (line.client, line.day))
        for client, of_client in groupby(lines, key=lambda line: line.client):
            own = list(of_client)
            body.append(Row([self.names[client], *self._sums(shown, own)], 0))
            body += [Row([self._document(line), *(c.of(line) for c in shown)], 1) for line in own]
        body.append(Row([self.total, *self._sums(shown, lines)], 0))
        return self._framed([[label, *(c.heading for c in shown)], [below, *[""] * len(shown)]], body)

    def _sums(self, shown: list[Column], lines: list[Any]) -> list[Any]:
        return [sum((c.of(line) for line in lines), type(c.of(lines[0]))(0)) for c in shown]

    def grouped_rows(self) -> list[Row]:
        """A row with the client's name, its lines below in columns of their own, perhaps a total of the client."""
        shown = [c for c in self.columns if c.role not in ("client", "code")]
        label = self._heading("client")
        self.roles[label] = "client"
        body: list[Row] = []
        lines = sorted(self.lines, key=lambda line: (line.client, line.day))
        for client, of_client in groupby(lines, key=lambda line: line.client):
            own = list(of_client)
            body.append(Row([self.names[client], *[None] * len(shown)]))
            body += [Row([None, *(c.of(line) for c in shown)], 1) for line in own]
            if self.spec["totals"] == "client":
                body.append(Row([self._client_label(client), *self._if_adds(shown, own)]))
        if self.spec["totals"] != "none":
            body.append(Row([self.total, *self._if_adds(shown, lines)]))
        return self._framed([[label, *(c.heading for c in shown)]], body)

    def _if_adds(self, shown: list[Column], lines: list[Any]) -> list[Any]:
        return [sum((c.of(x) for x in lines), type(c.of(lines[0]))(0)) if c.adds else None for c in shown]

    def wide(self) -> list[Row]:
        """One row a client, one column a month."""
        cells: dict[tuple[int, int, int], Decimal] = defaultdict(Decimal)
        for line in self.lines:
            cells[line.client, line.day.year, line.day.month] += self._amount(line)
        months = sorted({(year, month) for _, year, month in cells})
        who = [c for c in self.columns if c.role in ("client", "code")]
        if self.spec["columns"] == "usual":
            who += [c for c in self.columns if c.role == "manager"]
        with_total = self.rng.random() < 0.6
        heads: list[Any] = [c.heading for c in who] + [self._month(*m) for m in months]
        heads += [self.total] if with_total else []
        body = []
        for client in sorted({line.client for line in self.lines}):
            one = next(line for line in self.lines if line.client == client)
            row = [cells.get((client, *m)) for m in months]
            whole = [sum((v for v in row if v is not None), Decimal(0))] if with_total else []
            body.append(Row([*(c.of(one) for c in who), *row, *whole]))
        if self.spec["totals"] != "none":
            sums = [sum((cells.get((c, *m), Decimal(0)) for c in range(len(self.names))), Decimal(0)) for m in months]
            whole = [sum(sums, Decimal(0))] if with_total else []
            body.append(Row([self.total, *[None] * (len(who) - 1), *sums, *whole]))
        return self._framed([heads], body)

    def _month(self, year: int, month: int) -> Any:
        word, first = MONTHS[self.lang][month - 1], date(year, month, 1)
        ways: dict[str, Any] = {
            "dmy": f"{month:02d}.{year}",
            "iso": f"{year}-{month:02d}",
            "mdy": f"{word[:3].title()} {year}",
            "words": f"{word.title()} {year}",
            "mon": f"{word[:3]}.{year % 100}" if self.lang == "ru" else f"{word[:3].title()}-{year % 100}",
            "dmy_time": f"01.{month:02d}.{year}",
        }
        return ways.get(self.spec["dates"], first)

    def directory(self) -> Sheet:
        """A sheet that lists the clients."""
        heads = {"ru": ["Код клиента", "Наименование", "Город"], "en": ["Client code", "Name", "City"]}
        rows = [heads[self.lang]]
        rows += [[self.codes[n], name, TOWNS[self.lang][n % 3]] for n, name in enumerate(self.names)]
        return Sheet("Справочник" if self.lang == "ru" else "Clients", [Row(list(r)) for r in rows])

    def summary(self) -> Sheet:
        """A sheet that sums the same sales up by client."""
        sums: dict[int, Decimal] = defaultdict(Decimal)
        for line in self.lines:
            if line.counts:
                sums[line.client] += line.net / self.scale
        label = [heading(role, self.lang, "plain", "none", self.rng) for role in ("client", "amount")]
        rows: list[list[Any]] = [label, *([self.names[n], v] for n, v in sorted(sums.items()))]
        rows.append([self.total, sum(sums.values(), Decimal(0))])
        return Sheet("Свод" if self.lang == "ru" else "Summary", [Row(r) for r in rows])
