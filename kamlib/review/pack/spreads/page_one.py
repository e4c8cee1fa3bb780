"""Page one: the company in three sentences, its numbers since the last review, the largest decisions."""

from __future__ import annotations

import re

from kamlib.core import formats
from kamlib.labels import columns
from kamlib.labels.review import measure_change, measure_value
from kamlib.review.pack.asked import Asked
from kamlib.review.pack.headline import NAME, at_risk, keys, revenue
from kamlib.review.pack.parts import Figure, Spread
from kamlib.review.pack.tables import words

MOST_WORDS = 120
DECISIONS = 3
MEASURES = ("net_12m", "contribution_12m")  # what the sentences do not say


def spread(asked: Asked) -> Spread:
    """What an executive reads in two minutes: at most 120 words; decisions are as many as they leave room for."""
    sentences = tuple(s for s in (revenue(asked), at_risk(asked), keys(asked)) if s)
    figures = tuple(_figures(asked))
    lines = _decisions(asked)
    for most in range(len(lines), -1, -1):
        made = _made(asked, sentences, figures, lines[:most])
        if word_count(made) <= MOST_WORDS:
            return made
    return _made(asked, sentences, (), [])


def _made(asked: Asked, sentences: tuple[str, ...], figures: tuple[Figure, ...], lines: list[list[str]]) -> Spread:
    heads = (asked.say("decide_first"), asked.say("at_stake"), asked.say("of_year"))
    tables = (words("decide_first", "", heads, lines, (3, 3, 1.6)),) if lines else ()
    return Spread("page_one", asked.say("q_page_one"), sentences, figures, tables=tables)


def word_count(spread: Spread) -> int:
    """Words of a page one as it is printed, its heading included, head and foot of the page not."""
    said = [spread.question, *spread.sentences]
    said += [part for f in spread.figures for part in (f.label, f.value, f.against)]
    for table in spread.tables:
        said += [c.head for c in table.columns] + [cell for row in table.printed for cell in row]
    # a no-break space holds a number and its unit together: one word
    return sum(len(re.findall(r"[^ \n]*\w[^ \n]*", text)) for text in said)


def _figures(asked: Asked) -> list[Figure]:
    """Measures of the company against the earlier review; where there is none, against the year before."""
    if asked.compared is None:
        return _figures_of_year(asked)
    rows = asked.compared.company.set_index("company_measure", drop=False)
    since = asked.say("since", date=asked.date(asked.compared.before_as_of))
    found = []
    for measure in MEASURES:
        if measure in rows.index and not formats.is_unknown(rows.loc[measure, "measure_change"]):
            row = rows.loc[measure].to_dict()
            value = measure_value(measure, row["measure_now"], asked.lang, asked.currency)
            label = columns.code_label("company_measure", measure, asked.lang)
            found.append(Figure(label, value, measure_change(row, asked.lang, asked.currency)))
    if found:
        found[0] = Figure(found[0].label, found[0].value, f"{found[0].against} {since}")
    return found


def _figures_of_year(asked: Asked) -> list[Figure]:
    seen, found = asked("overview"), []
    for now, before in (("net_12m", "net_12m_before"), ("active_clients", "active_clients_year_ago")):
        grown = formats.change(seen[now], seen[before])
        if grown is not None:
            value = asked.money(seen[now]) if now == "net_12m" else asked.count(seen[now])
            label = columns.label(now, asked.lang)
            found.append(Figure(label, value, f"{formats.growth(grown, asked.lang)} {asked.say('on_year')}"))
    return found


def _decisions(asked: Asked) -> list[list[str]]:
    """The first of the queue: who, and what is at stake of how much."""
    if not asked.has("queue"):
        return []
    found = asked("queue", "decide")
    found = found[~found["is_muted"].astype(bool) & found["stake"].notna() & found["client_id"].notna()]
    lines = []
    for row in found.head(DECISIONS).to_dict("records"):
        kind = columns.code_label("stake_kind", row["stake_kind"], asked.lang)
        lines.append([asked.name(row, NAME), f"{asked.money(row['stake'])} {kind}", asked.money(row["net_12m"])])
    return lines
