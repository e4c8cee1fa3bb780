"""Sales lines of companies that can be worked through with a pencil."""

from __future__ import annotations

from datetime import date, timedelta


def line(client: str, day: str | date, net, **more) -> dict:
    """One sales line; `more` are other columns of the contract."""
    return {"order_date": str(day), "client_id": client, "net_amount": net, **more}


def monthly(client: str, first: str, amounts: list, day: int = 15, **more) -> list[dict]:
    """One line a month from the month `first` ("2023-01") on; None is a month without a purchase."""
    year, month = map(int, first.split("-"))
    rows = []
    for n, net in enumerate(amounts):
        years, months = divmod(month - 1 + n, 12)
        if net is not None:
            rows.append(line(client, date(year + years, months + 1, day), net, **more))
    return rows


def every(client: str, first: str, last: str, days: int, net, **more) -> list[dict]:
    """A line every `days` days, from `first` up to and including `last` at most."""
    day, stop, rows = date.fromisoformat(first), date.fromisoformat(last), []
    while day <= stop:
        rows.append(line(client, day, net, **more))
        day += timedelta(days=days)
    return rows
