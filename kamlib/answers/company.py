"""The company as a whole: at a glance, its months, its concentration, what needs a look."""

from __future__ import annotations

import pandas as pd

from kamlib.book.book import Book
from kamlib.core.errors import KamError

PLAN_LEVELS = ("company", "client", "manager", "product_class")


def overview(book: Book) -> dict:
    """The company at a glance, against last quarter and last year; a value that is not known is None.

    active_clients (…_quarter_ago, …_year_ago), clients_ever; net_12m, net_12m_before, cm1_12m, cm1_12m_before (money),
    net_3m, net_3m_before (the quarter before), net_3m_year_ago; grr_12m, nrr_12m, grr_3m, nrr_3m (shares, year on
    year). What is compared is known only where the data cover both windows month by month: is_year_complete,
    is_year_before_complete (they cover the 12 months, the 12 before). clients_to_look_at, money_to_look_at (12-month
    money of clients with a finding).
    """
    return book.one("SELECT * FROM overview")


def company_monthly(book: Book) -> pd.DataFrame:
    """One row per calendar month, oldest first.

    month; is_complete (over by the review date); is_covered (the data tell of all of it), problem (why not); net, cm1
    (money; NaN: not known); active_clients; season_index (1 is the mean month); net_out_of_season (net ÷
    season_index).
    """
    return book.sql("SELECT * FROM company_monthly ORDER BY month")


def seasonal_index(book: Book) -> pd.DataFrame:
    """One row per product class (None: the whole company) and month of the year.

    season_index: ratio to the mean month (median ratio to a centred 12-month mean); is_flat: under two years of
    months, so the index is 1.
    """
    return book.sql(
        "SELECT s.*, n.product_class_en FROM seasonal_index AS s LEFT JOIN product_classes AS n USING (product_class)"
        " ORDER BY s.product_class NULLS FIRST, s.month_of_year"
    )


def concentration(book: Book) -> dict:
    """How far revenue hangs on few clients, over 12 months.

    clients; hhi (Σ share²), effective_clients (1/hhi), top1_share, top5_share, top10_share (None: sales and returns
    leave no total to speak of); top1_client_id, name, name_en.
    """
    return book.one(
        "SELECT k.*, c.name, c.name_en FROM concentration AS k"
        " LEFT JOIN client_card AS c ON c.client_id = k.top1_client_id"
    )


def channels(book: Book) -> pd.DataFrame:
    """One row per sales channel (None: not known), the most 12-month revenue first; all of them sum to the company's.

    clients (with goods in the 12 months; one that buys through two channels counts in both); net_12m, net_12m_before
    (money); growth_12m (NaN: the year before is not known in full); revenue_share (of the company); cm1_12m (money;
    NaN: some cost not known), margin_share; hhi and top1_share (within the channel); top1_client_id, name, name_en.
    """
    return book.sql(
        "SELECT k.*, c.name, c.name_en FROM channels AS k LEFT JOIN client_card AS c ON c.client_id = k.top1_client_id"
        " ORDER BY k.channel IS NULL, k.net_12m DESC, k.channel"
    )


def whale_curve(book: Book) -> pd.DataFrame:
    """One row per client whose contribution is known, from the largest down.

    place, clients_share (share of clients so far), contribution_12m (money), contribution_level (revenue, cm1, cm2 or
    cm3: the deepest the company's data allow), cumulative_contribution (money so far), cumulative_share (of the total;
    its peak is over 1 where some clients cost more than they bring; NaN: gains and losses leave no total to speak of).
    """
    return book.sql(
        "SELECT w.*, c.name, c.name_en FROM whale_curve AS w JOIN client_card AS c USING (client_id) ORDER BY place"
    )


def contribution(book: Book) -> pd.DataFrame:
    """One row per client with goods in the 12 months, the largest contribution first.

    list_12m, discount_12m, net_12m, returned_12m, cost_12m, cm1_12m, cost_to_serve_12m, cm2_12m, average_receivable,
    capital_cost_12m, cm3_12m (money; NaN: not known); contribution_level, contribution_12m; margin_share,
    profit_share (of Σ; NaN: no Σ to speak of), positive_profit_share (of Σ of those who earn).
    """
    return book.sql(
        "SELECT k.*, c.name, c.name_en FROM contribution AS k JOIN client_card AS c USING (client_id)"
        " ORDER BY contribution_12m DESC NULLS LAST, client_id"
    )


def product_classes(book: Book) -> pd.DataFrame:
    """One row per product class of the company: product_class, product_class_en (the same where none is given)."""
    return book.sql("SELECT * FROM product_classes ORDER BY product_class")


def findings(book: Book, finding: str | None = None) -> pd.DataFrame:
    """One row per client and thing that needs a look, the most money first.

    finding (code), detail, class_before and class_now (of moved_down, else None), since (date), value, value_before
    (what they mean is told by `kamlib.labels.company.finding_text`), money (12-month revenue at stake); client_id,
    name, name_en, manager, manager_en, abc.
    """
    return book.sql(
        "SELECT f.*, coalesce(n.product_class_en, f.detail) AS detail_en,"
        " c.name, c.name_en, c.manager, c.manager_en, c.abc"
        " FROM findings AS f LEFT JOIN product_classes AS n ON n.product_class = f.detail"
        " JOIN client_card AS c USING (client_id) WHERE ?::VARCHAR IS NULL OR f.finding = ?"
        " ORDER BY f.money DESC, f.client_id, f.finding",
        [finding, finding],
    )


def plan(book: Book, level: str = "company") -> pd.DataFrame:
    """One row per member of a level of the sales plan, and quarter and year of the review date; empty without a plan.

    level: company, client, manager or product_class; they never sum to each other by force. plan_member, name, name_en;
    plan_period (quarter, year), period_from; months_planned (nothing is compared in the others); plan_to_date,
    actual_to_date (complete months), plan_share_to_date; plan_amount (of the period), plan_rest; expected_rest (mean
    month of 12 out of season × season: an estimate), expected_amount, plan_share_expected; of the company plan_source
    (given for it, or the sum of which level) and sold_outside_plan (by those without a plan; None: it is the
    company's). Money; NaN shares: nothing was planned. Raises KamError for an unknown level.
    """
    if level not in PLAN_LEVELS:
        raise KamError("build.no_level", level=level, levels=", ".join(PLAN_LEVELS))
    return book.sql(
        "SELECT * FROM plan_progress WHERE level = ? ORDER BY plan_period, plan_amount DESC, plan_member", [level]
    )
