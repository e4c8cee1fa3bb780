"""On whom we depend: the clients with the largest shares, how they go, what would be left without each."""

from __future__ import annotations

from kamlib.review.pack import charts
from kamlib.review.pack.asked import Asked
from kamlib.review.pack.parts import Spread
from kamlib.review.pack.tables import table

LIST = ("name", "revenue_share", "net_12m", "growth_3m", "p_churn", "risk_band", "fit_share", "last_contact")


def spread(asked: Asked) -> Spread:
    """The key clients, or where there are none the largest."""
    if not asked.has("dependence"):
        return Spread("depend", asked.say("q_depend"))
    found = asked("dependence")
    if found.empty:
        return Spread("depend", asked.say("q_depend"))
    shown = [asked.share(x, 1) for x in found["revenue_share"]]
    drawn = charts.bars(asked, "dependence", charts.title_of(asked, "concentration_bars"), found, "revenue_share",
                        shown=shown, top=15)  # fmt: skip
    kind = "t_depend" if found["is_key"].any() else "t_depend_largest"
    told = table(asked, "dependence", asked.say(kind), found, LIST, "dependence", top=20)
    total = asked.share(found["revenue_share"].sum())
    return Spread(
        "depend",
        asked.say("q_depend"),
        (asked.say("depend_told", n=len(found), share=total),),
        charts=() if drawn is None else (drawn,),
        tables=() if told is None else (told,),
    )
