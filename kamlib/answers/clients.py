"""The list of clients, and one client."""

from __future__ import annotations

from typing import Any

import pandas as pd

from kamlib.book.book import Book
from kamlib.core.errors import KamError


def clients(book: Book) -> pd.DataFrame:
    """One row per client that ever bought or is listed, the most 12-month revenue first: the scored list.

    All columns of `client_card`; NaN/None is "not known" or, for 12-month values, "nothing in 12 months". Then is_key;
    fit_status, fit_share; risk_band, p_churn (NaN: not judged), contribution_at_risk_12m (money); contact_age (month,
    quarter, older, none; None: no contacts are recorded).
    """
    if not book.has("client_list"):  # a book from before there was one list of everything
        return book.sql("SELECT * FROM client_card ORDER BY net_12m DESC NULLS LAST, client_id")
    return book.sql(
        "SELECT c.*, l.* EXCLUDE (as_of, client_id) FROM client_card AS c LEFT JOIN client_list AS l USING (client_id)"
        " ORDER BY c.net_12m DESC NULLS LAST, c.client_id"
    )


def client_card(book: Book, client_id: str) -> dict:
    """All that is known of one client on one line; unknown values are None. Raises KamError for an unknown client."""
    card = book.one("SELECT * FROM client_card WHERE client_id = ?", [client_id])
    if not card:
        raise KamError("build.no_client", client_id=client_id, as_of=book.as_of)
    return card


def client_members(book: Book, client_id: str | None = None) -> pd.DataFrame:
    """One row per code of a client that has several, the most 12-month revenue first: of one client, or of all.

    client_id; member_id, name, name_en (of the code); member_how, why it counts there (itself; same: judged to be the
    same client; parent: an outlet of the company); net_12m, net_12m_before (money; NaN: the year is not covered);
    first_purchase, last_purchase. Their sums are those of the client. No rows: the client has one code.
    """
    return book.sql(
        "SELECT * FROM client_members WHERE ?::VARCHAR IS NULL OR client_id = ?"
        " ORDER BY client_id, net_12m DESC, member_id",
        [client_id, client_id],
    )


def likely_same(book: Book) -> pd.DataFrame:
    """One row per pair of clients that are likely one and that nobody has judged, the most money first.

    client_id, name, name_en; same_as, same_name, same_name_en (the client it may be: of those alike the one that
    bought most); by_what they are alike (name: case, quotes, blanks, ё and е, form of company; code: lost zeros);
    net_12m, net_ever and same_net_12m, same_net_ever (money, 0: nothing); first_purchase, last_purchase. What a person
    judges stands in the register, table same_clients, and counts from the next build on.
    """
    return book.sql("SELECT * FROM likely_same ORDER BY least(net_ever, same_net_ever) DESC, net_ever DESC, client_id")


def client_monthly(book: Book, client_id: str) -> pd.DataFrame:
    """One row per calendar month since the client's first purchase, oldest first.

    month; is_complete; net, cm1 (money); purchase_days; season_index; net_out_of_season; expected (its mean month of
    the 12 before, in this month's season; NaN in the first year).
    """
    return book.sql("SELECT * FROM client_monthly WHERE client_id = ? ORDER BY month", [client_id])


def client_classes(book: Book, client_id: str) -> pd.DataFrame:
    """One row per product class ('' unknown) bought in 24 months, the most money first.

    product_class_en; net_12m, net_12m_before, change (money); client_share;
    last_purchase; idle_days; mean_gap_days; purchase_days_24m.
    """
    return book.sql(
        "SELECT k.*, n.product_class_en FROM client_classes AS k LEFT JOIN product_classes AS n USING (product_class)"
        " WHERE k.client_id = ? ORDER BY k.net_12m DESC, k.net_12m_before DESC",
        [client_id],
    )


def class_history(book: Book, client_id: str) -> pd.DataFrame:
    """One row per classification and unbroken run of one class, oldest first.

    axis (abc, rfm, T2 …); class; since, until (review dates, a month apart); is_from_start (may be older), is_current.
    """
    return book.sql("SELECT * FROM class_history WHERE client_id = ? ORDER BY axis, since", [client_id])


def client_peers(book: Book, client_id: str) -> dict:
    """The client beside the middle (median) of its peers; empty for a client without a purchase in 12 months.

    peer_type (None: peers share only the turnover class), peer_turnover_class, peers (how many); and for each
    measure its own value and `peers_…`: monthly_turnover, margin_share, discount_share, purchase_days_12m,
    classes_bought, days_late.
    """
    return book.one("SELECT * FROM peers WHERE client_id = ?", [client_id])


def client_findings(book: Book, client_id: str) -> pd.DataFrame:
    """One row per thing about this client that needs a look; columns as in `findings`."""
    return book.sql(
        "SELECT f.*, coalesce(n.product_class_en, f.detail) AS detail_en FROM findings AS f"
        " LEFT JOIN product_classes AS n ON n.product_class = f.detail"
        " WHERE f.client_id = ? ORDER BY f.money DESC, f.finding",
        [client_id],
    )


def client_price_volume_mix(book: Book, client_id: str) -> pd.DataFrame:
    """One row per period ("quarter", "year"): why this client's revenue changed; parts add up to `change`, exactly."""
    return book.sql("SELECT * FROM client_price_volume_mix WHERE client_id = ? ORDER BY period", [client_id])


def without_client(book: Book, client_id: str) -> dict:
    """What the company would be without the client: its share, net_12m_without, contribution_12m_without (money)."""
    return book.one("SELECT * FROM without_client WHERE client_id = ?", [client_id])


def payment_check(book: Book) -> dict[str, Any]:
    """Where there are payments and no invoices: whether they tell the same money as the sales; else empty.

    covered_from, covered_to (the days both tell); sold, paid (money of these days), paid_to_sold; clients_paying,
    clients_ahead (who paid more than they were sold, on a mean day); money_differs (why nothing is said of what clients
    owe; None: it is known).
    """
    return book.one("SELECT * FROM payment_check")
