"""Who is key, why, who is just in or just out, and what another rule would do."""

from app.screens.key import groups, judgements, listed, selection
from app.session import lang, say
from app.widgets import person, shell, url

PARTS = {
    "list": (listed.listing, listed.edge_and_map),
    "rule": (selection.another_rule,),
    "places": (selection.how_many,),
    "groups": (groups.four,),
    "judge": (judgements.enter,),
}

shell.heading(say("page_key_clients"))
person.field()
listed.headline()
labels = {part: listed.words(f"part_{part}") for part in PARTS}
part = url.one("part", say("page_key_clients"), labels, lang(), "list", label_visibility="collapsed", required=True)
for block in PARTS[part]:
    block()
