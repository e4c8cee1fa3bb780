"""The SKAM room: what the next review has to deal with, what was decided, the charter, promises, the minutes."""

import streamlit as st

from app.screens.skam import agenda, changed, decisions, meeting, minutes, outcomes
from app.screens.skam import charter as skam_charter
from app.screens.skam import promises as skam_promises
from app.screens.skam import room as skam
from app.session import lang, say
from app.widgets import person, printing, shell, url

ROOMS = {
    "agenda": (agenda.show,),
    "changed": (changed.show,),
    "decisions": (decisions.show,),
    "outcomes": (outcomes.show,),
    "charter": (skam_charter.show,),
    "promises": (skam_promises.show,),
    "minutes": (minutes.show,),
}


def rooms() -> None:
    """The room's name, what waits, and one of its parts."""
    shell.heading(say("page_skam"), printing.pack)
    person.field()
    skam.headline()
    labels = {room: skam.words(f"room_{room}") for room in ROOMS}
    room = url.one("room", say("page_skam"), labels, lang(), "agenda", label_visibility="collapsed", required=True)
    st.divider()
    for block in ROOMS[room]:
        block()


if meeting.is_asked():
    person.field()
    meeting.show()
else:
    rooms()
