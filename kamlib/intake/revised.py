"""Documents that stand in two sources with other lines: which source holds is asked, and the other's lines stay out."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

import duckdb

from kamlib.core.home import LINES_PER_SOURCE
from kamlib.intake.questions import Asker, Question, TextKey

NEW, BOTH, OLD = "new", "both", "old"
_LINE = "client_id, product_id, quantity, net_amount, line_kind"


@dataclass
class Pair:
    """Two sources that share documents with other lines: sums of those documents in each."""

    old: int
    new: int
    documents: int
    old_amount: Decimal
    new_amount: Decimal


@dataclass
class Decisions:
    """Answers by the number of the newer source; those given before are kept in the manifest."""

    asker: Asker
    names: dict[int, str]
    fresh: set[int]
    kept: dict[str, str] = field(default_factory=dict)

    def newer(self, a: int, b: int) -> tuple[int, int]:
        """(old, new): the one imported now is the new one; of two, the later."""
        if (a in self.fresh) != (b in self.fresh):
            return (b, a) if a in self.fresh else (a, b)
        return (b, a) if str(a) in self.kept and str(b) not in self.kept else (a, b)

    def of(self, new: int, pairs: list[Pair]) -> str | None:
        """Which source holds; None where nobody says (the import then ends with the question)."""
        if new not in self.fresh or not pairs:
            return self.kept.get(str(new), BOTH)
        file = self.names[new]
        values = {
            "file": file,
            "others": ", ".join(dict.fromkeys(self.names[p.old] for p in pairs)),
            "documents": sum(p.documents for p in pairs),
            "old": sum((p.old_amount for p in pairs), Decimal(0)),
            "new": sum((p.new_amount for p in pairs), Decimal(0)),
        }
        options = [(v, TextKey(f"intake.option_revised_{v}")) for v in (NEW, BOTH, OLD)]
        answer = self.asker(Question(f"revised:{file}", "intake.ask_revised", values, options, ""))
        if answer:
            self.kept[str(new)] = answer
        return answer


def leave_out(con: duckdb.DuckDBPyConnection, decisions: Decisions) -> None:
    """From the table `lines` (line_id, order_id, order_date, …) to the table `replaced` (line_id, kept_line_id).

    Made orders (a client's day) are no documents.
    A document is revised where a line of it has the same client and product, or the same product, quantity and amount,
    as one of the other source, and the documents are not the same. One whose lines are all in the other, too, is not:
    those count once already.
    """
    con.execute("CREATE OR REPLACE TEMP TABLE replaced (line_id BIGINT, kept_line_id BIGINT)").fetchall()
    con.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE documents AS
        SELECT order_id, order_date, line_id // {LINES_PER_SOURCE} AS source, min(line_id) AS first_line,
               sum(net_amount) AS amount, list(DISTINCT hash({_LINE})) AS said,
               sum(CAST(hash({_LINE}) AS HUGEINT)) AS all_said
        FROM lines
        WHERE order_id <> coalesce(client_id, '') || '/' || CAST(order_date AS VARCHAR)
        GROUP BY ALL
        """
    ).fetchall()
    con.execute(
        """
        CREATE OR REPLACE TEMP TABLE revised AS
        SELECT a.source AS a, b.source AS b, a.order_id, a.order_date, a.amount AS a_amount, b.amount AS b_amount,
               a.first_line AS a_line, b.first_line AS b_line
        FROM documents a JOIN documents b USING (order_id, order_date)
        WHERE a.source < b.source AND a.all_said <> b.all_said
              AND NOT list_has_all(a.said, b.said) AND NOT list_has_all(b.said, a.said)
        """
    ).fetchall()
    con.execute(
        f"""
        DELETE FROM revised AS r WHERE NOT EXISTS (
            SELECT 1 FROM lines la JOIN lines lb ON la.order_id = lb.order_id AND la.order_date = lb.order_date
            WHERE la.order_id = r.order_id AND la.order_date = r.order_date
              AND la.line_id // {LINES_PER_SOURCE} = r.a AND lb.line_id // {LINES_PER_SOURCE} = r.b
              AND la.product_id IS NOT DISTINCT FROM lb.product_id
              AND (la.client_id IS NOT DISTINCT FROM lb.client_id
                   OR (la.net_amount = lb.net_amount AND la.quantity IS NOT DISTINCT FROM lb.quantity)))
        """
    ).fetchall()
    found = con.execute("SELECT a, b, count(*), sum(a_amount), sum(b_amount) FROM revised GROUP BY 1, 2 ORDER BY 1, 2")
    by_new: dict[int, list[Pair]] = {}
    for a, b, n, a_amount, b_amount in found.fetchall():
        old, new = decisions.newer(a, b)
        sums = (a_amount, b_amount) if new == b else (b_amount, a_amount)
        by_new.setdefault(new, []).append(Pair(old, new, n, *sums))
    for new, pairs in sorted(by_new.items()):
        answer = decisions.of(new, pairs)
        for pair in pairs if answer in (NEW, OLD) else ():
            lost, held = (pair.old, pair.new) if answer == NEW else (pair.new, pair.old)
            con.execute(
                f"""INSERT INTO replaced
                    SELECT l.line_id, CASE WHEN r.a = $held THEN r.a_line ELSE r.b_line END
                    FROM lines l JOIN revised r USING (order_id, order_date)
                    WHERE l.line_id // {LINES_PER_SOURCE} = $lost AND $lost IN (r.a, r.b) AND $held IN (r.a, r.b)
                      AND l.line_id NOT IN (SELECT line_id FROM replaced)""",
                {"held": held, "lost": lost},
            ).fetchall()
    con.execute("DROP TABLE revised")
    con.execute("DROP TABLE documents")
