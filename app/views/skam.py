"""The SKAM room: what the next review has to deal with, what was decided, the charter, promises, the minutes."""

import streamlit as st
from parts import (
    person,
    shell,
    skam,
    skam_agenda,
    skam_charter,
    skam_decisions,
    skam_minutes,
    skam_promises,
    url,
)
from session import lang, say

ROOMS = {
    "agenda": (skam_agenda.show,),
    "decisions": (skam_decisions.show,),
    "charter": (skam_charter.show,),
    "promises": (skam_promises.show,),
    "minutes": (skam_minutes.show,),
}

shell.heading(say("page_skam"))
person.field()
skam.headline()
labels = {room: skam.words(f"room_{room}") for room in ROOMS}
room = url.one("room", say("page_skam"), labels, lang(), "agenda", label_visibility="collapsed", required=True)
st.divider()
for block in ROOMS[room]:
    block()
