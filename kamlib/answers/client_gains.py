"""What the client itself gained from working with us, in measures both sides accept (K9)."""

from __future__ import annotations

import pandas as pd

from kamlib.book.book import Book


def client_gains(book: Book, client_id: str | None = None) -> pd.DataFrame:
    """One row per gain of a client (one, or all) and end of its period, the newest first.

    client_id, name, name_en; gain (what is measured, in words), period_end, baseline (before), value (now), unit,
    gain_money (what it is worth to the client; NaN: not told), agreed_with, evidence (None: not told).
    """
    return book.sql(
        "SELECT g.client_id, c.name, c.name_en, g.measure AS gain, g.period_end, g.baseline, g.value, g.unit,"
        " g.money AS gain_money, g.agreed_with, g.evidence FROM staging.client_gains AS g"
        " LEFT JOIN marts.client_card AS c USING (client_id)"
        " WHERE $client_id::VARCHAR IS NULL OR g.client_id = $client_id"
        " ORDER BY g.period_end DESC NULLS LAST, g.client_id, g.measure",
        {"client_id": client_id},
    )
