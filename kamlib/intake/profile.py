"""A profile: what a known source calls things. Read from TOML; the template in kamlib/profiles explains every key."""

from __future__ import annotations

import codecs
import fnmatch
import hashlib
import tomllib
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

from kamlib.contract import codes, tables
from kamlib.core.errors import KamError
from kamlib.reading.formats import SHAPES
from kamlib.reading.plan import Rule

FILE_KEYS = {
    "encoding",
    "delimiter",
    "quote",
    "decimal",
    "thousands",
    "date_format",
    "day_first",
    "dates_turned",
    "sheets",
    "header_row",
}
SOURCE_KEYS = {"files", "table", "file", "columns", "constants", "computed", "rules", "joins", "upper", "recognise",
               "answers"}  # fmt: skip
TOP_KEYS = SOURCE_KEYS | {"title", "note", "source", "queries"}
HELPERS = ("price", "list_price", "cost_price", "discount", "gross_amount", "vat_amount", "vat_rate", "vat_percent",
           "order_total", "profit", "profit_share", "freight", "status")  # fmt: skip
TESTS = {"equals", "in", "starts", "matches", "negative", "zero", "empty"}


@dataclass(frozen=True)
class Join:
    """Columns of another file of the same import, brought in by a common column."""

    files: str
    on: tuple[str, str]
    prefix: str = ""
    without: tuple[str, ...] = ()  # headings of the other file that are left out


@dataclass(frozen=True)
class SourcePart:
    """How the rows of some files become rows of one canonical table."""

    files: tuple[str, ...] = ("*",)
    table: str | None = None
    file: dict[str, Any] = field(default_factory=dict)
    columns: dict[str, str] = field(default_factory=dict)
    constants: dict[str, object] = field(default_factory=dict)
    computed: dict[str, dict[str, Any]] = field(default_factory=dict)
    rules: tuple[Rule, ...] = ()
    joins: tuple[Join, ...] = ()
    upper: tuple[str, ...] = ()
    recognise: bool = True
    answers: dict[str, str] = field(default_factory=dict)

    def matches(self, name: str) -> bool:
        return any(fnmatch.fnmatch(name.casefold(), pattern.casefold()) for pattern in self.files)

    def joins_file(self, file: str) -> bool:
        """Is it a file whose columns the part brings into another one?"""
        return any(fnmatch.fnmatch(file.casefold(), j.files.casefold()) for j in self.joins)


@dataclass(frozen=True)
class Profile:
    """A named set of parts; `queries` are SELECTs for `postgresql:NAME`."""

    name: str
    parts: tuple[SourcePart, ...]
    queries: dict[str, dict[str, Any]] = field(default_factory=dict)
    sha256: str = ""  # of its text: a changed profile reads the same file anew

    def parts_for(self, file: str) -> list[SourcePart]:
        return [p for p in self.parts if p.matches(file) and not p.joins_file(file)]

    @property
    def answers(self) -> dict[str, str]:
        """Those of all parts."""
        return {code: answer for part in self.parts for code, answer in part.answers.items()}

    def joined_only(self, file: str) -> bool:
        """Is the file wanted only for what it adds to another one?"""
        return any(p.joins_file(file) for p in self.parts)


NO_PROFILE = Profile("", (SourcePart(),))


def shipped() -> list[str]:
    """Names of the profiles that come with the project."""
    folder = files("kamlib").joinpath("profiles")
    return sorted(f.name.removesuffix(".toml") for f in folder.iterdir() if f.name.endswith(".toml"))


def load_profile(name: str | Path | None, home: Path | None = None) -> Profile:
    """A shipped profile or one of the home by name, or one's own by path. Raises KamError that lists every fault."""
    if name is None:
        return NO_PROFILE
    if str(name) in shipped():
        text = files("kamlib").joinpath("profiles", f"{name}.toml").read_text("utf-8")
        label = str(name)
    elif Path(name).is_file():
        text, label = Path(name).read_text("utf-8"), Path(name).name
    elif home is not None and (home / "profiles" / f"{name}.toml").is_file():
        text, label = (home / "profiles" / f"{name}.toml").read_text("utf-8"), str(name)
    else:
        own = sorted(f.stem for f in (home / "profiles").glob("*.toml")) if home else []
        raise KamError("intake.no_profile", name=name, known=", ".join([*own, *shipped()]))
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as e:
        raise KamError("intake.profile_syntax", name=label, detail=str(e)) from e
    faults: list[str] = [f"? {k}" for k in raw if k not in TOP_KEYS]
    sections = raw.get("source") or [raw]
    shared = {k: raw[k] for k in ("file", "recognise") if k in raw}
    parts = tuple(_part({**shared, **section}, faults) for section in sections)
    if faults:
        raise KamError("intake.profile_faults", name=label, faults="\n".join(f"  {f}" for f in faults))
    return Profile(label, parts, raw.get("queries", {}), hashlib.sha256(text.encode()).hexdigest())


def _part(raw: dict[str, Any], faults: list[str]) -> SourcePart:
    faults += [f"? {k}" for k in raw if k not in TOP_KEYS]
    faults += file_faults(raw.get("file", {}))
    table = raw.get("table")
    if table and table not in tables():
        faults.append(f"table = {table!r}: {', '.join(tables())}")
    columns = raw.get("columns", {})
    for source, target in columns.items():
        if target and not known_target(target, table):
            faults.append(f"[columns] {source!r} = {target!r}?")
    for target in (*raw.get("constants", {}), *raw.get("computed", {})):
        if not known_target(target, table):
            faults.append(f"[constants]/[computed] {target}?")
    rules = tuple(_rule(r, faults) for r in raw.get("rules", []))
    joins = []
    for j in raw.get("joins", []):
        if not {"file", "on"} <= set(j):
            faults.append("[[joins]]: file, on?")
            continue
        on = j["on"] if isinstance(j["on"], list) else [j["on"], j["on"]]
        joins.append(Join(j["file"], tuple(on), j.get("prefix", ""), tuple(j.get("without", ()))))
    patterns = raw.get("files", "*")
    return SourcePart(
        files=(patterns,) if isinstance(patterns, str) else tuple(patterns),
        table=table,
        file=raw.get("file", {}),
        columns=columns,
        constants=raw.get("constants", {}),
        computed=raw.get("computed", {}),
        rules=rules,
        joins=tuple(joins),
        upper=tuple(raw.get("upper", ())),
        recognise=raw.get("recognise", True),
        answers={code: str(answer) for code, answer in raw.get("answers", {}).items()},
    )


def file_faults(options: dict[str, Any]) -> list[str]:
    """What is wrong with the keys and values of [file]."""
    faults = [f"? [file] {k}" for k in options if k not in FILE_KEYS]
    allowed = {"decimal": [".", ","], "date_format": sorted(SHAPES)}
    for key, values in allowed.items():
        if key in options and options[key] not in values:
            faults.append(f"[file] {key} = {options[key]!r}: {' | '.join(values)}")
    try:
        codecs.lookup(options.get("encoding", "utf-8"))
    except LookupError:
        faults.append(f"[file] encoding = {options['encoding']!r}: utf-8 | utf-16 | cp1251")
    return faults


def known_target(target: str, table: str | None) -> bool:
    """Is `target` a column of the table, of another table ("clients.country"), or a helper such as price?"""
    if "." in target:
        other, column = target.split(".", 1)
        return other in tables() and column in tables()[other].columns
    if target in HELPERS:
        return True
    return any(target in t.columns for name, t in tables().items() if table in (None, name))


def _rule(raw: dict[str, Any], faults: list[str]) -> Rule:
    when = raw.get("when", [])
    when = tuple(when) if isinstance(when, list) else (when,)
    for test in when:
        if "column" not in test or len(set(test) & TESTS) != 1 or set(test) - TESTS - {"column"}:
            faults.append(f"[[rules]] when = {test}: column + {' | '.join(sorted(TESTS))}")
    sets = {
        k: v or None for k, v in raw.items() if k in ("line_kind", "client_id", "manager_id", "product_id", "channel")
    }
    known = {
        "when",
        "reject",
        "opposite_sign",
        "always_negative",
        "optional",
        "line_kind",
        "client_id",
        "manager_id",
        "product_id",
        "channel",
    }
    faults += [f"? [[rules]] {k}" for k in raw if k not in known]
    if not when or not (sets or raw.get("reject") or raw.get("opposite_sign") or raw.get("always_negative")):
        faults.append(f"[[rules]] {raw}?")
    kind = sets.get("line_kind")
    if kind and kind not in codes()["line_kind"]:
        faults.append(f"[[rules]] line_kind = {kind!r}: {', '.join(codes()['line_kind'])}")
    return Rule(
        when,
        sets,
        reject=bool(raw.get("reject")),
        opposite_sign=bool(raw.get("opposite_sign")),
        optional=bool(raw.get("optional")),
        negative=bool(raw.get("always_negative")),
    )
