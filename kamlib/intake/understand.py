"""A sheet understood: what its columns are, how its values are written, which lines are returns; the same for a trial
and for an import."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import duckdb

from kamlib.intake.across import settle_across
from kamlib.intake.facts import Facts
from kamlib.intake.filled import settle_filled
from kamlib.intake.keys import Sold
from kamlib.intake.lines import settle_returns
from kamlib.intake.profile import SourcePart
from kamlib.intake.questions import Asker
from kamlib.intake.recognise import is_sales, recognise
from kamlib.intake.repeated import settle_repeated
from kamlib.intake.values import settle_formats
from kamlib.reading.plan import Plan
from kamlib.reading.sheet import Sheet

Opened = list[tuple[Sheet, SourcePart]]


def understood(
    con: duckdb.DuckDBPyConnection,
    sheet: Sheet,
    part: SourcePart,
    profile: str,
    options: dict[str, Any],
    asker: Asker,
    sold: Sold,
    begun: Callable[[Plan], None] | None = None,
) -> Plan:
    """The plan of a sheet; what the file does not say goes to `asker`. begun: told the plan before formats are settled.

    Raises KamError where the sheet cannot be read whatever is answered.
    """
    facts = Facts(con, sheet)
    if settle_across(con, sheet, part, asker, facts):
        facts = Facts(con, sheet)
    plan = recognise(sheet, part, profile, asker, facts, sold)
    if begun:
        begun(plan)
    settle_filled(plan, part, asker, facts)
    if not asker.open:
        settle_formats(con, plan, {**part.file, **options}, asker)
    if not asker.open:
        settle_returns(plan, part, asker, facts)
        if settle_repeated(plan, part, asker, facts):
            settle_formats(con, plan, {**part.file, **options}, asker)
    sold.add(plan)
    return plan


def sales_first(opened: Opened) -> Iterator[int]:
    """Places of the sheets in the order they are looked at: a table of clients is keyed by what sales lines hold."""
    return iter(sorted(range(len(opened)), key=lambda n: not is_sales(*opened[n])))
