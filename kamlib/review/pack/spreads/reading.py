"""How to read the pack: its signs, what it cannot tell and why."""

from __future__ import annotations

from kamlib.labels.coverage import dated_text
from kamlib.review.pack.asked import Asked
from kamlib.review.pack.parts import Spread


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
    if dated := dated_text(asked.book.info, asked.lang):
        told.append(dated)
    if asked.clients is not None:
        told.append(asked.say("only_clients", n=asked.count(len(asked.clients))))
    return told
