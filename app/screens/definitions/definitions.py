"""What every number and class means, how it is computed, from which table, and by which thresholds."""

from app.screens.definitions import glossary, lists
from app.session import lang, say, texts
from app.widgets import shell, url

words = texts("definitions")

shell.heading(say("page_definitions"))
wanted = url.text(
    "find", say("search"), lang(), placeholder=words("search_hint"), type="search", label_visibility="collapsed"
)
if wanted:
    glossary.term()
    lists.found(wanted)
else:
    chosen = lists.choose(glossary.named())
    glossary.term()
    lists.of_topic(chosen)
