"""What the import makes of a file of the crossing, against its truth."""

from __future__ import annotations

import re
import time
import traceback
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
from crossing import Case, Truth

from kamlib.core.errors import KamError
from kamlib.core.home import Home
from kamlib.intake import import_files
from kamlib.intake.trial import try_files

RIGHT, ASKED, REFUSED, WRONG, CRASH = "right", "asked, then right", "refused", "silently wrong", "crash"
KOPECK = Decimal("0.005")
ROLES_OF = {
    "order_date": ("date",),
    "client_id": ("code", "client"),
    "net_amount": ("net", "amount"),
    "order_id": ("doc",),
    "product_id": ("product",),
    "quantity": ("qty",),
    "manager_id": ("manager",),
    "cost_amount": ("cost",),
}


@dataclass
class Verdict:
    """word: how it went; questions: codes; unanswerable: those the truth has no answer to; detail: what differs."""

    case: Case
    word: str
    questions: list[str] = field(default_factory=list)
    unanswerable: list[str] = field(default_factory=list)
    detail: str = ""
    seconds: float = 0.0


def judged(case: Case, folder: Path) -> Verdict:
    """Write the file, answer what is asked about it from the truth, import it into a fresh home, compare."""
    folder.mkdir(parents=True, exist_ok=True)
    path, truth = case.make(folder)
    began = time.perf_counter()
    verdict = Verdict(case, CRASH)
    try:
        answers = _answers(case, truth, path, folder / "home", verdict)
        import_files(folder / "home", [path], answers=answers, lang="en")
        verdict.detail = difference(folder / "home", truth)
        verdict.word = WRONG if verdict.detail else ASKED if verdict.questions else RIGHT
    except KamError as e:
        verdict.word, verdict.detail = REFUSED, e.text("en")
    except Exception:
        verdict.detail = traceback.format_exc()
    verdict.seconds = time.perf_counter() - began
    return verdict


def _answers(case: Case, truth: Truth, path: Path, home: Path, verdict: Verdict) -> dict[str, str]:
    """What the truth answers, until nothing is asked any more."""
    answers: dict[str, str] = {}
    while True:
        trial = try_files(home, [path], answers=answers)
        asked = [q for sheet in trial.sheets for q in sheet.questions if q.code not in answers]
        asked = [q for q in asked if q.code not in verdict.unanswerable]
        if not asked:
            return answers
        for question in asked:
            if question.code in verdict.questions:
                continue
            verdict.questions.append(question.code)
            said = answer(question, case.spec, truth)
            if said is None:
                verdict.unanswerable.append(question.code)
            else:
                answers[question.code] = said


def answer(question: Any, spec: dict[str, str], truth: Truth) -> str | None:
    """The option that is true; None: nothing in the truth speaks of it, or no option says it."""
    kind, _, about = question.code.partition(":")
    values = [value for value, _ in question.options]
    labels = {label.casefold(): value for value, label in question.labelled("en")}

    def labelled(*words: str) -> str | None:
        return next((v for word in words for label, v in labels.items() if word in label), None)

    if kind == "column":
        return _column(about, values, truth)
    if kind == "table":
        return next((v for v in values if v == "sales_lines"), None)
    if kind == "vat_rate":
        return next((v for v in values if re.sub(r"[^\d.]", "", v) in ("0.20", "0.2", "20")), None)
    if kind == "vat_in":
        return labelled("vat is inside") if spec["vat"] in ("inside", "rate") else labelled("without vat")
    if kind == "discount":
        if spec["discount"].endswith("_off"):
            return labelled("after the discount already", "nothing is to be taken off")
        words = {"share": "a share", "percent": "percent", "money": "money"}
        return labelled(words.get(truth.discounts, "no discount"))
    if kind == "status":
        listed = [v for v in values if v not in ("leave_out", "all")] or about[about.rindex("(") + 1 : -1].split(", ")
        out = [v for v in listed if v not in truth.counting]
        return "all" if not out else "leave_out" if len(out) == len(listed) else "; ".join(out)
    if kind == "kind":
        said = str(question.values.get("value"))
        if said in (*truth.return_words, *truth.sale_words):
            return "return" if said in truth.return_words else "sale"
        return "leave_out"  # no document is called so: a heading or a number of a column
    if kind in ("returns", "returns_quantity"):
        return labelled("as written") if spec["returns"] == "negative" else labelled("to be negative")
    if kind == "beside":
        return labelled("leave it out")
    if kind == "repeated":
        return labelled("amount of each line")
    if kind == "decimal":
        return "," if spec["numbers"].endswith("comma") else "."
    if kind == "day_first":
        return {"mdy": _negative(values), "dmy": _positive(values), "dmy_time": _positive(values)}.get(spec["dates"])
    if kind == "unit":
        return next((v for v in values if v == ("1000" if spec["unit"].startswith("thousand") else "1")), None)
    if kind == "dates_turned":
        return _negative(values)
    return None


def _column(target: str, values: list[str], truth: Truth) -> str | None:
    """The heading of the column that is the target."""
    for role in ROLES_OF.get(target, ()):
        for value in values:
            if truth.roles.get(value) == role:
                return value
    return None


def _positive(values: list[str]) -> str | None:
    return next((v for v in values if v.casefold() in ("yes", "true", "day", "day_first", "dd/mm", "turn")), None)


def _negative(values: list[str]) -> str | None:
    return next((v for v in values if v.casefold() in ("no", "false", "month", "month_first", "mm/dd", "keep")), None)


def difference(home: Path, truth: Truth) -> str:
    """What the imported lines say otherwise than the truth; empty: nothing."""
    files = [str(f) for f in Home(home).files("sales_lines")]
    if not files:
        return "no sales lines"
    rows = duckdb.read_parquet(files)
    net, lines, first, last = rows.aggregate(
        "coalesce(sum(net_amount), 0), count(*), min(order_date), max(order_date)"
    ).fetchall()[0]
    found = []
    if abs(Decimal(net) - truth.net) > KOPECK:
        found.append(f"net {net} for {truth.net}")
    if truth.lines is not None and lines != truth.lines:
        found.append(f"lines {lines} for {truth.lines}")
    cut = (lambda day: f"{day:%Y-%m}") if truth.months else str
    for word, have, want in (("first", first, truth.first), ("last", last, truth.last)):
        if have is None or cut(have) != cut(want):
            found.append(f"{word} {have} for {want}")
    of_clients = dict(rows.aggregate("client_id, sum(net_amount)", "client_id").fetchall())
    for names, want in truth.clients.items():
        have = [name for name in of_clients if name in names]
        got = sum((of_clients.pop(name) for name in have), Decimal(0))
        if not have or abs(got - want) > KOPECK:
            found.append(f"{'/'.join(sorted(names))}: {got if have else 'not there'} for {want}")
    found += [f"client {name!r}: {got} for nothing" for name, got in of_clients.items()]
    return "; ".join(found)
