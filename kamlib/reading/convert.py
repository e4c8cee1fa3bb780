"""SQL that turns a source's text into the types of the contract; what cannot be read becomes NULL."""

from __future__ import annotations

from kamlib.contract import Column, codes
from kamlib.reading.dates import date
from kamlib.reading.formats import SPACES, NumberFormat
from kamlib.reading.numbers import MONEY as MONEY
from kamlib.reading.numbers import number as number
from kamlib.reading.sheet import lit
from kamlib.reading.words import currency

PER_UNIT = "DECIMAL(18,6)"
WIDE = "DECIMAL(38,4)"
NUMBER_TYPES = ("money", "quantity", "number", "share", "score", "integer")  # of the contract
NUMERIC = ("DECIMAL", "DOUBLE", "FLOAT", "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT",
           "USMALLINT", "UINTEGER", "UBIGINT")  # fmt: skip
_INVISIBLE = "[\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]"
_BLANK = "[ \t\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]"
_UNTIDY = "[\t\u00a0\u00ad\u1680\u2000-\u200f\u2028-\u202f\u205f-\u2060\u2066-\u2069\u3000\ufeff]|  |[ \n\r]$|\\p{M}"
TRUE = ("1", "true", "yes", "y", "да", "истина", "+", "x", "х", "v", "верно")
FALSE = ("0", "false", "no", "n", "нет", "ложь", "-", "неверно")
EXCEL_ERRORS = ("#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#Н/Д", "#ССЫЛКА!", "#ДЕЛ/0!",
                "#ЗНАЧ!", "#ИМЯ?", "#ЧИСЛО!", "#ПУСТО!")  # fmt: skip


def text(column: str, ascii_only: bool = False) -> str:
    """Trimmed text; empty becomes NULL. No-break spaces and tabs at the ends count as spaces.

    Most cells have nothing to trim, and looking is far cheaper than trimming; all below "!" begins with a blank.
    `ascii_only`: there is no no-break space in the whole file.
    """
    blanks = lit(SPACES[:4] + "\t\n\r")
    nbsp = lit(SPACES[1])
    odd = f"{column} < '!' OR suffix({column}, ' ')"
    plain = f"{column} >= ' '"
    if not ascii_only:
        odd += f" OR suffix({column}, {nbsp}) OR starts_with({column}, {nbsp})"
        plain += f" AND NOT contains({column}, {nbsp})"
    trimmed = f"CASE WHEN {plain} THEN trim({column}) ELSE trim({column}, {blanks}) END"
    return f"CASE WHEN {odd} THEN nullif({trimmed}, '') ELSE {column} END"


def named(column: str) -> str:
    """Text of a code or a name: what looks the same is the same. Blanks of any kind are one blank, what is invisible
    is left out, a letter and its accent are one letter (NFC); a line's end within stays. Empty becomes NULL.
    """
    visible = f"regexp_replace(nfc_normalize({column}), {lit(_INVISIBLE)}, '', 'g')"
    tidied = (
        f"nullif(trim(regexp_replace({visible}, {lit(_BLANK + '+')}, ' ', 'g'), {lit(' ' + chr(10) + chr(13))}), '')"
    )
    untidy = f"{column} < '!' OR regexp_matches({column}, {lit(_UNTIDY)})"
    return f"CASE WHEN {untidy} THEN {tidied} ELSE {column} END"


def value_text(column: str) -> str:
    """Text of a number or a date: blanks at its end do no harm, so only blank beginnings are looked at."""
    return f"CASE WHEN {column} < '!' THEN nullif(trim({column}, {lit(SPACES[:4] + chr(9))}), '') ELSE {column} END"


def typed_text(column: str) -> str:
    """A typed source column (Parquet, database) as text."""
    return text(f"CAST({column} AS VARCHAR)")


def identifier(v: str) -> str:
    """A code: 13085.0, as a spreadsheet writes a whole number, is 13085; leading zeros stay."""
    return rf"CASE WHEN suffix({v}, '.0') THEN regexp_replace({v}, '^(\d{{1,15}})\.0$', '\1') ELSE {v} END"


def flag(v: str) -> str:
    """Yes or no, in the words of both languages."""
    yes, no = (", ".join(lit(w) for w in words) for words in (TRUE, FALSE))
    return f"CASE WHEN lower({v}) IN ({yes}) THEN true WHEN lower({v}) IN ({no}) THEN false END"


def coded(v: str, code_list: str, is_open: bool) -> str:
    """A code of one of the contract's lists, given as code or as its label in either language; others stay if
    the list is open."""
    whens = []
    for code, labels in codes()[code_list].items():
        words = {code.casefold(), labels["en"].casefold(), labels["ru"].casefold()}
        whens.append(f"WHEN lower({v}) IN ({', '.join(lit(w) for w in sorted(words))}) THEN {lit(code)}")
    return f"CASE {' '.join(whens)} ELSE {v if is_open else 'NULL'} END"


def is_numeric(sql_type: str) -> bool:
    return sql_type.upper().startswith(NUMERIC)


def is_temporal(sql_type: str) -> bool:
    return sql_type.upper().startswith(("DATE", "TIMESTAMP"))


def to_type(
    column: Column, v: str, raw: str, raw_type: str, form: NumberFormat, shapes: list[str], day_first: bool | None
) -> str:
    """SQL for one contract column from `v` (trimmed text) or `raw` (the source column, of type `raw_type`)."""
    kind = column.type
    if kind in ("money", "quantity"):
        return f"try_cast({raw} AS {MONEY})" if is_numeric(raw_type) else number(v, form, kind=kind)
    if kind in ("number", "score", "integer"):
        read = (
            f"try_cast({raw} AS DECIMAL(28,10))" if is_numeric(raw_type) else number(v, form, "DECIMAL(28,10)", "plain")
        )
        if kind == "integer":
            return f"CASE WHEN {read} = floor({read}) THEN try_cast({read} AS BIGINT) END"
        return f"CAST({read} AS DOUBLE)"
    if kind == "share":
        if is_numeric(raw_type):
            return f"try_cast({raw} AS DOUBLE)"
        percent = number(f"rtrim({v}, '% ')", form, "DECIMAL(28,10)", "plain")
        plain = number(v, form, "DECIMAL(28,10)", "plain")
        return f"CASE WHEN suffix({v}, '%') THEN CAST({percent} AS DOUBLE) / 100 ELSE CAST({plain} AS DOUBLE) END"
    if kind == "date":
        return f"try_cast({raw} AS DATE)" if is_temporal(raw_type) else date(v, shapes, day_first)
    if kind == "flag":
        return flag(v)
    if column.codes:
        return coded(v, column.codes, column.open)
    if column.name == "currency":
        return currency(v)
    return identifier(v) if column.ref or column.name.endswith("_id") else v
