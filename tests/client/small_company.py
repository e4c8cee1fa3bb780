"""A company small enough to follow with a pencil: four clients, their people, what passed between them and us.

Review date 2026-06-30. M1 Anna holds ALPHA, BETA and DELTA, M2 Boris GAMMA.
"""

from datetime import date


def line(client: str, day: str, net: float) -> dict:
    return {"client_id": client, "order_date": day, "net_amount": net, "product_id": "P1"}


SALES = [
    *(line("ALPHA", f"2026-{m:02d}-10", 100) for m in (1, 2, 3, 4, 5, 6)),
    line("ALPHA", "2026-06-12", -30),
    *(line("BETA", f"2026-06-{d:02d}", 10) for d in range(1, 9)),  # eight days in a month: told as one
    line("GAMMA", "2026-05-05", 40),
    line("DELTA", "2026-04-04", 5),
    line("ALPHA", "2025-06-10", 100),
]
CLIENTS = [
    {"client_id": "ALPHA", "name": "Альфа", "name_en": "Alpha", "tax_id": "7701000001"},
    {"client_id": "BETA", "name": "Бета", "name_en": "Beta"},
]
MANAGERS = [{"manager_id": "M1", "name": "Анна", "name_en": "Anna"}, {"manager_id": "M2", "name": "Борис"}]
ASSIGNED = [
    *({"client_id": c, "manager_id": "M1", "role": "account", "valid_from": "2025-01-01"} for c in ("BETA", "DELTA")),
    {"client_id": "ALPHA", "manager_id": "M2", "role": "account", "valid_from": "2025-01-01", "valid_to": "2026-02-28"},
    {"client_id": "ALPHA", "manager_id": "M1", "role": "account", "valid_from": "2026-03-01"},
    {"client_id": "GAMMA", "manager_id": "M2", "role": "account", "valid_from": "2025-01-01"},
]
# ALPHA: the owner decides and was last heard in 2025; the buyer is talked to. BETA: one thread, one manager.
# GAMMA: nobody decides, and its satisfaction is below its closeness. DELTA: nobody is known.
CONTACTS = [
    {"contact_id": "A1", "client_id": "ALPHA", "person": "Петров Пётр", "person_en": "Pyotr Petrov",
     "position": "owner", "decision_role": "decides", "real_influence": 90, "phone": "+7 (000) 123-45-67"},
    {"contact_id": "A2", "client_id": "ALPHA", "person": "Сидорова Анна", "position": "buyer", "decision_role": "buys",
     "formal_power": 40, "manager_id": "M1", "email": "anna@alpha.example"},
    {"contact_id": "B1", "client_id": "BETA", "person": "Бобров", "decision_role": "decides"},
    {"contact_id": "B2", "client_id": "BETA", "person": "Белкин", "real_influence": 20, "decision_role": "uses"},
    {"contact_id": "G1", "client_id": "GAMMA", "person": "Гусев", "formal_power": 59, "decision_role": "influences"},
]  # fmt: skip


def talk(n: int, client: str, day: str, contact: str | None, manager: str, kind: str = "call", **more) -> dict:
    return {"interaction_id": f"T{n}", "client_id": client, "at": day, "kind": kind, "contact_id": contact,
            "manager_id": manager, **more}  # fmt: skip


TALKS = [
    talk(1, "ALPHA", "2025-12-01", "A1", "M1", "meeting", two_way="yes"),
    *(talk(n, "ALPHA", f"2026-0{n - 1}-15", "A2", "M1" if n % 2 else "M2", two_way="yes") for n in range(2, 7)),
    talk(7, "ALPHA", "2026-06-11", "A2", "M1", two_way="yes", outcome="Agreed", next_step="Send the offer",
         next_on="2026-06-25"),
    talk(8, "ALPHA", "2026-06-20", "A1", "M1", two_way="no"),  # not reached: no talk
    *(talk(10 + n, "BETA", f"2026-0{n}-20", "B1", "M1", two_way="yes") for n in range(1, 6)),
    talk(16, "BETA", "2026-05-21", None, "M1"),  # with nobody named; not told whether answered
    talk(20, "BETA", "2026-06-28", None, "M1", "delivery", two_way="yes"),  # no talk
    talk(21, "GAMMA", "2026-05-06", "G1", "M2", "visit", two_way="yes"),
]  # fmt: skip
FEEDBACK = [
    {"client_id": "GAMMA", "contact_id": "G1", "given_on": "2026-03-01", "satisfaction": 55, "relationship": 90},
    {"client_id": "ALPHA", "contact_id": "A2", "given_on": "2026-03-01", "satisfaction": 80, "relationship": 90},
]
DEBTS = [
    {"invoice_id": "I1", "client_id": "GAMMA", "invoiced_on": "2026-05-05", "due_on": "2026-06-20", "amount": 40},
    {"invoice_id": "I2", "client_id": "GAMMA", "invoiced_on": "2026-04-05", "due_on": "2026-05-05",
     "paid_on": "2026-05-04", "amount": 7},
    {"invoice_id": "I3", "client_id": "ALPHA", "invoiced_on": "2026-06-12", "due_on": "2026-07-12", "amount": 70},
]  # fmt: skip
CADENCES = [
    {"client_id": "BETA", "contact_id": "B2", "kind": "call", "every_days": 90, "manager_id": "M1"},  # never talked to
    {"client_id": "BETA", "every_days": 60, "manager_id": "M1"},  # last talk 21 May: due 20 July
    {"client_id": "GAMMA", "every_days": 30, "manager_id": "M2"},  # last talk 6 May: due 5 June
]
TASKS = [
    {"task_id": "Z1", "client_id": "ALPHA", "task": "Send samples", "manager_id": "M1", "due_on": "2026-06-15"},
    {"task_id": "Z2", "client_id": "ALPHA", "task": "Later", "manager_id": "M1", "due_on": "2026-08-15"},
    {"task_id": "Z3", "client_id": "BETA", "task": "Done", "manager_id": "M1", "due_on": "2026-06-01",
     "done_on": "2026-06-02"},
]  # fmt: skip
NOTES = [{"note_id": "N1", "client_id": "ALPHA", "note": "They move in autumn", "noted_on": "2026-06-14"}]

ALL = {
    "clients": CLIENTS, "managers": MANAGERS, "assignments": ASSIGNED, "contacts": CONTACTS, "interactions": TALKS,
    "feedback": FEEDBACK, "receivables": DEBTS, "cadences": CADENCES, "tasks": TASKS, "notes": NOTES,
}  # fmt: skip
AS_OF = date(2026, 6, 30)
