"""Who is key, why, who is just in or just out, and what another rule would do."""

from app.screens.key import groups, judgements, listed, plans, selection
from app.session import lang, say
from app.widgets import client_filters, person, shell, url


def the_list() -> None:
    """The list and its edge, of the clients asked for."""
    asked = client_filters.chosen()
    client_filters.note(asked)
    listed.listing(asked)
    listed.edge_and_map(asked)


PARTS = {
    "list": (the_list,),
    "rule": (selection.another_rule,),
    "places": (selection.how_many,),
    "groups": (groups.four,),
    "plans": (plans.of_all,),
    "judge": (judgements.enter,),
}

shell.heading(say("page_key_clients"))
person.field()
listed.headline()
labels = {part: listed.words(f"part_{part}") for part in PARTS}
part = url.one("part", say("page_key_clients"), labels, lang(), "list", label_visibility="collapsed", required=True)
for block in PARTS[part]:
    block()
