"""What an import brings for the register: rows of a file, held against what stands there."""

from __future__ import annotations

from kamlib.intake.load import Loaded
from kamlib.reading.plan import Plan
from kamlib.reading.sheet import Sheet
from kamlib.register import Register
from kamlib.register.rows import key_of, stored
from kamlib.register.write import Change


def change(register: Register, plan: Plan, loaded: Loaded) -> Change:
    """The rows of one sheet as a change of the register.

    An empty cell of a file never erases a known value. In a form filled from this register it does, since the person
    has seen the value; what others entered after the form was made is then a conflict. A form is entered by a person,
    so that a code in it which names nothing is refused; of a file it is told.
    """
    seen = _seen(register, plan)
    rows = [stored(row) for row in loaded.rows]
    entered = plan.sheet.filled_from is not None
    return Change(plan.table, rows, source_name(plan.sheet), seen=seen, keep_known=seen is None, entered=entered)


def source_name(sheet: Sheet) -> str:
    """The source of an entry as the history shows it."""
    return f"form {sheet.file}" if sheet.filled_from else f"file {sheet.file}"


def _seen(register: Register, plan: Plan) -> dict[str, int] | None:
    if plan.sheet.filled_from is None:
        return None
    name, state = plan.sheet.filled_from
    if name != register.register_id:
        return None
    return {key_of(plan.table, k): v for k, v in register.seen_at(plan.table.name, state).items()}
