"""Who is key, why, who is just in or just out, and what another rule would do."""

from parts import judgements, key_groups, key_list, person, ruler, shell, url
from session import lang, say

PARTS = {
    "list": (key_list.listing, key_list.edge_and_map),
    "rule": (ruler.another_rule,),
    "places": (ruler.how_many,),
    "groups": (key_groups.four,),
    "judge": (judgements.enter,),
}

shell.heading(say("page_key_clients"))
person.field()
key_list.headline()
labels = {part: key_list.words(f"part_{part}") for part in PARTS}
part = url.one("part", say("page_key_clients"), labels, lang(), "list", label_visibility="collapsed", required=True)
for block in PARTS[part]:
    block()
