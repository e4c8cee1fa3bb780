"""Does the queue put first what is lost next? Its first rows, quarter by quarter, against two lists that need no model.

`python -m bench.queue HOME …`: homes with books of past quarters (`kam build --quarters 8`). Of every past review whose
half-year is over: which share of the contribution lost in that half-year stood in the first seven rows of its queue,
with the seven largest clients, and with the seven that had fallen most against last year. Lost: of what a client's own
year and the season implied, what did not come from those that fell silent or shrank, by the margin of now; who was gone
beyond doubt at the time is left out.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd

import kamlib as kam

ROWS = 7
HALF_YEAR = 180
LISTS = ("queue", "largest", "fallen")
_LOST = """
SELECT
    l.client_id,
    CASE WHEN l.churned OR CAST(l.net_horizon AS DOUBLE) <= p.churn_shrink_to_share * b.base
        THEN greatest(b.base - CAST(l.net_horizon AS DOUBLE), 0) ELSE 0 END
    * CASE WHEN c.contribution_level = 'revenue' THEN 1 ELSE greatest(coalesce(c.margin_share, m.margin), 0) END AS lost
FROM features.churn_labels AS l
JOIN features.churn_bases AS b USING (cut_off, client_id, horizon_days)
CROSS JOIN policy AS p
CROSS JOIN (SELECT sum(cm1_12m) / nullif(sum(net_12m) FILTER (WHERE cm1_12m IS NOT NULL), 0) AS margin
            FROM marts.contribution) AS m
LEFT JOIN marts.contribution AS c USING (client_id)
WHERE l.cut_off = $day AND l.horizon_days = $days
"""


def quarters(home: Path) -> pd.DataFrame:
    """One row per past review of a home whose half-year is over: the share of the lost contribution each list held."""
    now = kam.open_book(home)
    found = []
    for day in sorted({kept.as_of for kept in kam.books(home)}):
        if (now.as_of - day).days < HALF_YEAR:
            continue
        book = kam.open_book(home, day)
        gone = set(book.sql("SELECT client_id FROM marts.churn_risk WHERE is_gone")["client_id"])
        lost = now.sql(_LOST, {"day": day, "days": HALF_YEAR}).set_index("client_id")["lost"].fillna(0)
        lost = lost[~lost.index.isin(gone)]
        if lost.sum() > 0:
            held = {
                name: lost.reindex(chosen).fillna(0).sum() / lost.sum() for name, chosen in lists(book, gone).items()
            }
            found.append({"review": day, "lost": lost.sum(), **held})
    return pd.DataFrame(found)


def lists(book: kam.Book, gone: set[str]) -> dict[str, list[str]]:
    """The first clients of each list, none of them gone."""
    queue = kam.queue(book, "decide")
    queue = queue[~queue["is_muted"].astype(bool)]["client_id"].dropna().drop_duplicates()
    cards = kam.clients(book)
    cards = cards[~cards["client_id"].isin(gone)]
    fall = (cards["net_3m_year_ago"] - cards["net_3m"]).astype(float)
    return {
        "queue": queue[~queue.isin(gone)].head(ROWS).tolist(),
        "largest": cards.sort_values("net_12m", ascending=False)["client_id"].head(ROWS).tolist(),
        "fallen": cards.loc[fall.sort_values(ascending=False).index, "client_id"].head(ROWS).tolist(),
    }


def told(name: str, frame: pd.DataFrame) -> str:
    """A company's table, and the paired differences with their standard errors."""
    lines = [f"### {name}", "", "| review | lost | queue | largest | fallen most |", "|---|---|---|---|---|"]
    for row in frame.itertuples():
        shares = " | ".join(f"{getattr(row, x):.3f}" for x in LISTS)
        lines.append(f"| {row.review} | {row.lost:,.0f} | {shares} |")
    means = " | ".join(f"**{frame[x].mean():.3f}**" for x in LISTS)
    lines += [f"| mean | | {means} |", ""]
    for rival in LISTS[1:]:
        gain = frame["queue"] - frame[rival]
        error = gain.std() / np.sqrt(len(gain)) if len(gain) > 1 else np.nan
        lines.append(f"- queue − {rival}: {gain.mean():+.3f} ± {error:.3f}, ahead in {(gain > 0).sum()} of {len(gain)}")
    return "\n".join(lines)


if __name__ == "__main__":
    for home in map(Path, sys.argv[1:]):
        print(told(home.name, quarters(home)), "\n")
