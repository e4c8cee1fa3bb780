"""White space: product classes that clients like this one buy and this one does not, and whether such gaps filled."""

from __future__ import annotations

import pandas as pd

from kamlib.book.book import Book

_NAMES = "c.name, c.name_en, c.manager, c.manager_en, c.abc"


def white_space(book: Book, client_id: str | None = None) -> pd.DataFrame:
    """One row per client (or of one) and product class that most clients like it buy and it did not buy in 12 months,
    the most money likely first.

    client_id, name, name_en, manager, manager_en, abc; product_class, product_class_en; gap_kind (never: white space,
    before: it narrowed), bought_before (the last day it bought the class; NaT: never, as far as the data reach);
    circle (of which clients: type and size, industry and size, size), peers (clients like it, itself left out),
    peers_buying, buying_share; expected_12m (money: the middle of the class's share in the revenue of peers that buy it
    × the client's revenue), low_12m, high_12m (the same with the quartiles); fill_chance (share of such gaps of the
    company's own past that filled within 12 months), came_share (what part of the expected money those brought), stake
    (money: expected_12m × fill_chance × came_share); NaN in these three: the past is too short.
    Clients that buy now and then, or are gone, are left out; no rows where the data do not cover the 12 months:
    `white_space_status` tells of each client why.
    """
    return book.sql(
        f"SELECT s.* EXCLUDE (as_of), p.product_class_en, {_NAMES} FROM marts.white_space AS s"
        " JOIN marts.client_card AS c USING (client_id) LEFT JOIN marts.product_classes AS p USING (product_class)"
        " WHERE $client_id::VARCHAR IS NULL OR s.client_id = $client_id"
        " ORDER BY s.stake DESC NULLS LAST, s.expected_12m DESC, s.client_id, s.product_class",
        {"client_id": client_id},
    )


def white_space_status(book: Book, client_id: str | None = None) -> pd.DataFrame:
    """One row per client (or of one): whether classes that it lacks are named, or why not.

    client_id; gap_status (named, none: it buys what clients like it buy; few_like_it, left_out, not_covered,
    no_classes), circle, peers (None, NaN: compared with nobody).
    """
    return book.sql(
        "SELECT * EXCLUDE (as_of) FROM marts.white_space_status"
        " WHERE $client_id::VARCHAR IS NULL OR client_id = $client_id ORDER BY client_id",
        {"client_id": client_id},
    )


def white_space_check(book: Book) -> pd.DataFrame:
    """One row per past date (a year and two years back, where the data reach) and kind of gap: what the same rule
    named from what was known then, and what came in the 12 months after. Oldest first.

    said_on, gap_kind; gaps (named), filled (bought in the 12 months after), filled_share, likely_filled (the sum of
    their chances as known then); filled_net, likely_net (money that came, and that was likely as known then; NaN, as
    likely_filled: too short a past), filled_expected (money expected of those that filled), in_range (of them, between
    low_12m and high_12m). Beside it, of the same clients: others, others_filled_share (all other classes not bought),
    and rival_filled_share, rival_net (money) of as many gaps in the classes most bought in the company. is_better:
    filled_share is above both, else naming is worth nothing.
    """
    return book.sql("SELECT * EXCLUDE (as_of) FROM marts.white_space_check ORDER BY said_on, gap_kind")
