"""A company whose plans and ties can be followed with a pencil. Review date 2026-06-30.

By decision KEY and BARE are key and OTHER is not. Each month of two years has a line of each; KEY buys for 100 a month
in both, BARE for 100 and then 50. Of KEY something is on record, of BARE nothing but an old word.
"""

from datetime import date

AS_OF = date(2026, 6, 30)
MONTHS = [f"{2024 + (6 + m) // 12}-{(6 + m) % 12 + 1:02d}" for m in range(24)]
MADE_KEY = {"kind": "make_key", "decided_on": "2026-01-01", "decided_by": "Boss", "subject": "Key", "why": "It grows"}


def bought(client: str, month: str, net: float, channel: str | None = None) -> dict:
    return {"client_id": client, "order_date": f"{month}-10", "net_amount": net, "channel": channel}


SALES = [
    line
    for n, month in enumerate(MONTHS)
    for line in (
        bought("KEY", month, 100, "Заказ: интернет-магазин"),
        bought("BARE", month, 100 if n < 12 else 50),
        bought("OTHER", month, 70, "Media edition"),  # no EDI, however it is spelt
    )
]
CLIENTS = [
    {"client_id": "KEY", "type": "processing", "industry": "food", "region": "North", "potential_12m": 2000,
     "stock_kept": 40},
    {"client_id": "BARE"},
]  # fmt: skip
DECISIONS = [{"decision_id": f"D{c}", "client_id": c, **MADE_KEY} for c in ("KEY", "BARE")]
DECISIONS += [{"decision_id": "DOTHER", "client_id": "OTHER", **MADE_KEY, "kind": "drop"}]
CONTACTS = [{"contact_id": "K1", "client_id": "KEY", "decision_role": "decides"}]
TALKS = [
    {"interaction_id": "T1", "client_id": "KEY", "at": "2026-05-01", "kind": "visit", "contact_id": "K1"},
    {"interaction_id": "T2", "client_id": "KEY", "at": "2026-06-10", "kind": "call", "contact_id": "K1",
     "next_step": "Offer", "next_on": "2026-07-10"},
    # after the review date, so that nothing of it counts
    {"interaction_id": "T3", "client_id": "BARE", "at": "2026-07-20", "kind": "visit", "next_step": "Offer"},
]  # fmt: skip
CADENCES = [
    {"client_id": "KEY", "every_days": 30},
    {"client_id": "KEY", "contact_id": "K1", "kind": "call", "every_days": 60},
]
GOALS = [
    {"client_id": "KEY", "goal": "Grow", "measure": "revenue", "baseline": 1000, "target": 1400,
     "due_on": "2026-12-31", "set_on": "2026-05-01"},
    {"client_id": "KEY", "goal": "Be friends", "set_on": "2026-05-01"},
]  # fmt: skip
STEPS = [
    {"client_id": "KEY", "step": "informed", "done_on": "2026-06-01", "means": "A letter a month"},
    {"client_id": "BARE", "step": "scheme", "done_on": "2025-01-01"},
]
TIES = [{"client_id": "KEY", "tie": "dealership", "since": "2020-01-01", "until": "2025-12-31", "strength": 80}]
TERMS = [
    {"contract_no": "7", "client_id": "KEY", "valid_from": "2026-01-01", "valid_to": "2026-12-31"},
    {"contract_no": "5", "client_id": "BARE", "valid_from": "2024-01-01", "valid_to": "2024-12-31"},
]
FEEDBACK = [{"client_id": "BARE", "given_on": "2026-07-20", "satisfaction": 90}]  # after it, too
GAINS = [{"client_id": "BARE", "measure": "days", "period_end": "2026-07-20", "value": 1}]
RECORDS = {
    "clients": CLIENTS,
    "decisions": DECISIONS,
    "contacts": CONTACTS,
    "interactions": TALKS,
    "cadences": CADENCES,
    "goals": GOALS,
    "plan_steps": STEPS,
    "ties": TIES,
    "terms": TERMS,
    "feedback": FEEDBACK,
    "client_gains": GAINS,
}
