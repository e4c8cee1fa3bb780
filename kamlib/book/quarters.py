"""Books of past reviews that a company does not have, because it began later or lost them: built from what is known."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from kamlib.book import shelf
from kamlib.book.build import Built, build, home_policy
from kamlib.core.duck import connect_for_building
from kamlib.core.home import Home, reading
from kamlib.engine import inputs
from kamlib.engine.run import Progress
from kamlib.policy import Policy


def missing_quarters(
    home: Path | str, quarters: int, as_of: date | None = None, today: date | None = None
) -> list[date]:
    """The review dates of so many quarters before `as_of` of which no book is kept, the oldest first; none from
    before the sales begin.

    as_of: by default the end of the last complete month. Each date is the end of the month three months before the
    next. Raises KamError where there are no sales lines.
    """
    with reading(Path(home)), connect_for_building(":memory:") as con:
        inputs.canonical(con, Home(Path(home)).fixed())
        as_of = as_of or inputs.complete_until(con, today or date.today())[0]
        ((first,),) = con.execute("SELECT min(order_date) FROM canonical.sales_lines").fetchall()
    kept = {book.as_of for book in shelf.books(home)}
    ends = [as_of]
    for _ in range(quarters):
        ends.append(shelf.quarter_before(ends[-1]))
    return [end for end in reversed(ends[1:]) if end >= first and end not in kept]


def build_quarters(
    home: Path | str,
    quarters: int,
    as_of: date | None = None,
    policy: Policy | None = None,
    progress: Progress | None = None,
    today: date | None = None,
) -> list[Built]:
    """Build and publish the books of past quarters that are missing, the oldest first; the current book stays current.

    Such a book tells of its date with the sales known today and everything people have entered since: it says that it
    is reconstructed. as_of, today: as for `missing_quarters`; policy, progress, errors: as for `build`.
    """
    policy = policy or home_policy(Path(home))
    return [
        build(home, end, policy, _dated(progress, end), today=today)
        for end in missing_quarters(home, quarters, as_of, today)
    ]


def _dated(progress: Progress | None, end: date) -> Progress | None:
    """Steps with the date of the book before them."""
    return progress and (lambda step, number, of: progress(f"{end}: {step}", number, of))
