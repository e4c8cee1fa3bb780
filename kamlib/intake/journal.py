"""A journal of accounting entries (debit, credit, amount): the entries of sales, each with its VAT beside it.

By the Russian chart of accounts a sale is an entry of debit 62 and credit 90.01, with VAT in its amount; that VAT is
an entry of its own, debit 90.03, of the same document. Payments, cost and all other entries make no line.
"""

from __future__ import annotations

import re

from kamlib.intake import grid as cells
from kamlib.intake.grid import Flat, Grid
from kamlib.intake.headings import meaning, normalise

SEARCHED = 30
SURE = 0.8  # of the filled cells of a column of accounts
_DEBIT = re.compile(r"(счет |код счета )?(дт|дебет|дебета)( счет)?|debit account")
_CREDIT = re.compile(r"(счет |код счета )?(кт|кредит|кредита)( счет)?|credit account")
_ANALYTICS = re.compile(r"(аналитика|субконто ?1?) (дт|дебет|дебета)|субконто1? ?дт")
_ACCOUNT = re.compile(r"\d{2}(\.[\dА-Я]{1,2}){0,3}")
_BUYERS, _REVENUE, _VAT = re.compile(r"62(\.|$)"), re.compile(r"90\.0?1(\.|$)"), re.compile(r"90\.0?3(\.|$)")


def flatten(grid: Grid) -> Flat | None:
    """A row for each entry of a sale; None where the sheet is no journal, or holds no sale with a buyer.

    The amount is headed as one with VAT. «Сумма НДС» is added where the file has entries of VAT: the first of a
    document's belongs to its first sale, and so on; where they are not as many, all of it stands with the first sale.
    """
    found = _columns(grid)
    if found is None:
        return None
    head, debit, credit = found
    headings = [" ".join(c.split()) for c in grid.rows[head]]
    meant = [meaning("sales_lines", h) if h else None for h in headings]
    amounts = [i for i, m in enumerate(meant) if m in ("net_amount", "gross_amount")]
    analytics = [i for i, h in enumerate(headings) if _ANALYTICS.fullmatch(normalise(h))]
    if len(amounts) != 1 or not ("client_id" in meant or analytics):
        return None
    amount, documents = amounts[0], [i for i, m in enumerate(meant) if m == "order_id"]
    filled = [r for r in range(head + 1, len(grid.rows)) if any(c.strip() for c in grid.rows[r])]
    sales = [r for r in filled if _BUYERS.match(grid.rows[r][debit]) and _REVENUE.match(grid.rows[r][credit])]
    if not sales:
        return None
    grid.decimal = cells.decimal_mark([grid.rows[r][amount] for r in sales])
    taxes = [r for r in filled if _VAT.match(grid.rows[r][debit])]
    vat = _vat(grid, sales, taxes, amount, documents)
    kept = [i for i, h in enumerate(headings) if h and i not in (debit, credit)]
    names = [*headings]
    names[amount] = "Сумма с НДС"
    if "client_id" not in meant:
        names[analytics[0]] = "Контрагент"
    flat = Flat([names[i] for i in kept], [], head + 1, head + 1, {}, len(sales), kind="journal")
    if taxes:
        flat.headings.append("Сумма НДС")
    for r in sales:
        row: list[str | None] = [_first_line(grid.rows[r][i]) or None for i in kept]
        flat.rows.append((grid.lines[r], [*row, vat.get(r, "0")] if taxes else row))
    if len(sales) < len(filled):
        flat.shape["entries"] = len(filled) - len(sales)
    return flat


def looks_so(grid: Grid) -> bool:
    """Do the first rows hold accounts of debit and credit?"""
    return _columns(grid) is not None


def _columns(grid: Grid) -> tuple[int, int, int] | None:
    """The row of headings, the columns of the account of debit and of credit."""
    for r, row in enumerate(grid.rows[:SEARCHED]):
        debit, credit = (
            [i for i, c in enumerate(row) if side.fullmatch(normalise(c)) and _accounts(grid, r, i)]
            for side in (_DEBIT, _CREDIT)
        )
        if len(debit) == len(credit) == 1:
            return r, debit[0], credit[0]
    return None


def _accounts(grid: Grid, head: int, i: int) -> bool:
    values = [row[i].strip() for row in grid.rows[head + 1 :] if row[i].strip()]
    return bool(values) and sum(bool(_ACCOUNT.fullmatch(v)) for v in values) >= SURE * len(values)


def _vat(grid: Grid, sales: list[int], taxes: list[int], amount: int, documents: list[int]) -> dict[int, str]:
    """The VAT of each sale as text, by the document of its row."""

    def by_document(rows: list[int]) -> dict[tuple[str, ...], list[int]]:
        found: dict[tuple[str, ...], list[int]] = {}
        for r in rows:
            found.setdefault(tuple(grid.rows[r][i].strip() for i in documents), []).append(r)
        return found

    sold, taxed = by_document(sales), by_document(taxes)
    vat: dict[int, str] = {}
    for document, rows in sold.items():
        mine = taxed.get(document, [])
        if len(mine) == len(rows):
            vat |= {r: grid.rows[tax][amount].strip() for r, tax in zip(rows, mine, strict=True)}
        elif mine:
            total = sum(grid.number(grid.rows[tax][amount]) or 0 for tax in mine)
            vat[rows[0]] = str(total).replace(".", grid.decimal)
    return vat


def _first_line(text: str) -> str:
    """A cell of analytics names the client, then the contract and the document, each in a line of its own."""
    return next((line.strip() for line in text.splitlines() if line.strip()), "")
