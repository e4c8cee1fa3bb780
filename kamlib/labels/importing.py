"""What a column of a file is taken for, in words."""

from __future__ import annotations

from kamlib.contract import tables
from kamlib.core.texts import t


def target_label(table: str, target: str | None, lang: str) -> str:
    """A meaning that a column of a file may have in a table, as `kamlib.intake.recognise.choices` names it: a column of
    the table, one of another ("clients.country"), an amount to work with (price …); None: not used."""
    if target is None or target == "-":
        return t("add_files.not_used", lang)
    owner, name = target.split(".", 1) if "." in target else (table, target)
    if owner in tables() and name in tables()[owner].columns:
        label = tables()[owner].columns[name].label(lang)
        return f"{tables()[owner].label(lang)}: {label}" if owner != table else label
    return t(f"add_files.amount_{name}", lang)
