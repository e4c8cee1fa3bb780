"""data/README.md, made from the contract in English and Russian: `python -m kamlib.contract.data_readme`."""

from __future__ import annotations

import sys
from pathlib import Path

from kamlib.contract import Column, Table, codes, tables
from kamlib.contract.describe import type_text
from kamlib.core.texts import LANGUAGES, t

README = Path(__file__).parents[2] / "data" / "README.md"
SWITCH = "[English](#english) · [Русский](#russian)"
ANCHORS = {"en": "english", "ru": "russian"}


def render() -> str:
    """The whole text of data/README.md: English first, then Russian."""
    parts = [SWITCH]
    for lang in LANGUAGES:
        parts += [f'<a id="{ANCHORS[lang]}"></a>', _section(lang)]
    return "\n\n".join(parts) + "\n"


def _section(lang: str) -> str:
    parts = [
        t("data_readme.opening", lang).strip(),
        f"## {t('data_readme.tables_title', lang)}",
        t("data_readme.generated", lang),
        t("data_readme.reading", lang),
        _overview(lang),
        *(_table(table, lang) for table in tables().values()),
        f"## {t('data_readme.codes_title', lang)}",
        *(_codes(name, lang) for name in codes()),
    ]
    return "\n\n".join(parts)


def _overview(lang: str) -> str:
    links = (
        f"- [{table.label(lang)}](#{lang}-{table.name}) (`{table.name}`): {_lower(table.grain(lang))}"
        for table in tables().values()
    )
    return "\n".join(links)


def _table(table: Table, lang: str) -> str:
    key = ", ".join(f"`{name}`" for name in table.key)
    facts = [f"{table.grain(lang)}. {t('data_readme.key', lang)}: {key}."]
    if table.form:
        facts.append(t("data_readme.in_form", lang))
    heads = [t(f"data_readme.{name}", lang) for name in ("column", "label", "type", "required", "meaning")]
    rows = [_row(heads), _row(["---"] * len(heads))]
    rows += [_row(_cells(table, column, lang)) for column in table.columns.values()]
    title = f'<a id="{lang}-{table.name}"></a>\n\n### {table.label(lang)}: `{table.name}`'
    return "\n\n".join([title, " ".join(facts), "\n".join(rows)])


def _cells(table: Table, column: Column, lang: str) -> list[str]:
    notes = [column.note(lang)] if column.note(lang) else []
    if column.ref:
        target = f"[{tables()[column.ref].label(lang)}](#{lang}-{column.ref})"
        notes.append(t("data_readme.ref", lang, table=target))
    notes += [t("forms.not_before", lang, date=first.label(lang)) for first in table.after(column.name)]
    if column.personal:
        notes.append(t("data_readme.personal", lang))
    if column.codes:
        listed = f"[{column.codes}](#{lang}-codes-{column.codes})"
        notes.append(t("data_readme.codes_open" if column.open else "data_readme.codes", lang, codes=listed))
    required = "yes" if column.required else ""
    if column.name in table.made:
        required = "made_if_absent"
    required = t(f"data_readme.{required}", lang) if required else ""
    return [f"`{column.name}`", column.label(lang), type_text(column, lang), required, "; ".join(notes)]


def _codes(name: str, lang: str) -> str:
    heads = [t(f"data_readme.{word}", lang) for word in ("code", "label")]
    rows = [_row(heads), _row(["---"] * 2)]
    rows += [_row([f"`{code}`", entry[lang]]) for code, entry in codes()[name].items()]
    return f'<a id="{lang}-codes-{name}"></a>\n\n### `{name}`\n\n' + "\n".join(rows)


def _row(cells: list[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _lower(sentence: str) -> str:
    return sentence[0].lower() + sentence[1:]


def main() -> None:
    """Write data/README.md of the project."""
    README.parent.mkdir(exist_ok=True)
    README.write_text(render(), "utf-8")
    print(README, file=sys.stderr)


if __name__ == "__main__":
    main()
