"""A profile written from what was decided about an imported source, so that its next file is read alike."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from kamlib.core.errors import KamError
from kamlib.core.home import Home
from kamlib.core.texts import t
from kamlib.intake.profile import SourcePart, load_profile
from kamlib.intake.questions import Answered
from kamlib.reading.plan import Plan

FOLDER = "profiles"  # of a home: its own profiles, found by name


def recipe(plan: Plan, part: SourcePart, options: dict[str, Any], settled: dict[str, Answered]) -> dict[str, Any]:
    """What was decided about a sheet, as the sections of a profile; kept with the source in the manifest."""
    columns: dict[str, str] = dict(part.columns)
    taken = set()
    for target, take in plan.takes.items():
        plain = take.kind == "column" and not (take.plus or take.minus) and take.discount is None
        if plain and take.columns[0] not in taken:
            taken.add(take.columns[0])
            columns.setdefault(plan.sheet.headings[take.columns[0]], target)
    for (table, column), i in plan.dims.items():
        columns.setdefault(plan.sheet.headings[i], f"{table}.{column}")
    rules = [
        {
            "when": list(rule.when),
            **{name: value or "" for name, value in rule.sets.items()},
            **{
                key: True
                for key, said in (
                    ("reject", rule.reject),
                    ("opposite_sign", rule.opposite_sign),
                    ("always_negative", rule.negative),
                    ("optional", rule.optional),
                )
                if said
            },
        }
        for rule in part.rules
    ]
    joins = [
        {"file": j.files, "on": list(j.on), "prefix": j.prefix, **({"without": list(j.without)} if j.without else {})}
        for j in part.joins
    ]
    return {
        "table": plan.table.name,
        "recognise": part.recognise,
        "upper": list(plan.upper),
        "file": {**part.file, **options},
        "columns": columns,
        "constants": dict(part.constants),
        "computed": dict(part.computed),
        "answers": {**part.answers, **{code: a.answer for code, a in settled.items()}},
        "rules": rules,
        "joins": joins,
        "questions": {code: a.question.text() for code, a in settled.items()},
    }


def save_profile(home: str | Path, name: str, file: str | None = None, source_no: int | None = None) -> Path:
    """Write a profile from a source: the one of this number, the last of this file name, or the last of all.

    `name`: of a file in the home's folder `profiles`, or a path ending in .toml. Raises KamError where there is no such
    source, where it was imported before such things were kept, or where the file is there already.
    """
    home = Path(home)
    path = Path(name) if name.endswith(".toml") else home / FOLDER / f"{name}.toml"
    if path.exists():
        raise KamError("intake.profile_is_there", file=path)
    record = _source(home, file, source_no)
    if "recipe" not in record:
        raise KamError("intake.no_recipe", file=record["file"])
    text = written(record["recipe"], record["file"])
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    load_profile(path)
    return path


def _source(home: Path, file: str | None, source_no: int | None) -> dict[str, Any]:
    all_sources = Home(home).all_sources()
    found = [s for s in all_sources if source_no in (None, s["source_no"])]
    found = [s for s in found if file is None or s["file"] == Path(file).name]
    if not found:
        known = ", ".join(f"{s['source_no']} ({s['file']})" for s in all_sources) or "—"
        raise KamError("intake.no_source", number=source_no or file or "", known=known)
    return max(found, key=lambda s: (s["imported_at"], s["source_no"]))


def written(recipe: dict[str, Any], file: str) -> str:
    """The sections as TOML, each answer under the question it answers."""
    lines = [f"# {line}" for line in t("intake.profile_head", file=file).splitlines()]
    lines.append(f"table = {_value(recipe['table'])}")
    if not recipe["recognise"]:
        lines.append("recognise = false")
    if recipe["upper"]:
        lines.append(f"upper = {_value(recipe['upper'])}")
    for section in ("file", "columns", "constants", "computed"):
        if recipe[section]:
            lines += ["", f"[{section}]", *(f"{_key(k)} = {_value(v)}" for k, v in recipe[section].items())]
    if recipe["answers"]:
        lines += ["", "[answers]"]
        for code, answer in recipe["answers"].items():
            asked = recipe["questions"].get(code)
            lines += [f"# {line}" for line in (asked or "").splitlines()]
            lines.append(f"{_key(code)} = {_value(answer)}")
    for section in ("rules", "joins"):
        for entry in recipe[section]:
            lines += ["", f"[[{section}]]", *(f"{_key(k)} = {_value(v)}" for k, v in entry.items())]
    return "\n".join(lines) + "\n"


def _key(name: str) -> str:
    return name if name.isascii() and name.replace("_", "").isalnum() else _value(name)


def _value(value: object) -> str:
    """A value as TOML writes it; its texts are those of JSON."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{_key(k)} = {_value(v)}" for k, v in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_value(v) for v in value) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")
