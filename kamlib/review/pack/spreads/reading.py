"""How to read the pack: its signs, what it cannot tell and why."""

from __future__ import annotations

from kamlib.labels.coverage import dated_text
from kamlib.review.pack.asked import Asked
from kamlib.review.pack.parts import Spread

# tables of a book that spreads ask for; one built by an earlier program lacks some
ASKED = ("queue", "churn_risk", "risk_moves", "key_clients", "dependence", "usp_fit", "misfit_cost",
         "decision_outcomes")  # fmt: skip


def spread(asked: Asked) -> Spread:
    """The signs of the charts, and each thing that is not known, said once."""
    return Spread("reading", asked.say("q_reading"), (asked.say("signs"),), notes=tuple(lacking(asked)))


def lacking(asked: Asked) -> list[str]:
    """What the pack cannot tell."""
    told = [asked.say("lacks_cost")] if asked.is_revenue else []
    if not asked.has_fit:
        told.append(asked.say("lacks_fit"))
    if not asked.is_scored:
        told.append(asked.say("lacks_forecast"))
    if asked.compared is None:
        told.append(asked.say("lacks_before"))
    if not asked.has(*ASKED):
        told.append(asked.say("lacks_version", version=asked.book.info["code_version"]))
    if dated := dated_text(asked.book.info, asked.lang):
        told.append(dated)
    if asked.clients is not None:
        told.append(asked.say("only_clients", n=len(asked.clients)))
    return told
