"""What moved a client's risk since the review a quarter ago: in money, and by which signs."""

from __future__ import annotations

from typing import Any

import streamlit as st

from app.session import book, lang, of_reviews, texts
from app.widgets.help import help_of
from app.widgets.numbers import money
from app.widgets.plain import plain
from kamlib.core import formats
from kamlib.labels.risk import sign_text

words = texts("review")
SIGNS = 4


def since_last_review(card: dict[str, Any]) -> None:
    """The margin at risk (revenue, where the cost is not known) then and now with its two causes; the signs that moved
    it most. Nothing where no earlier review judged the client."""
    if not book().has("risk_drivers"):
        return
    every = of_reviews("why_moved", None)
    mine = every[every["client_id"] == card["client_id"]]
    if mine.empty:
        return
    causes = mine.set_index("cause")["money"]
    row = mine.iloc[0]
    then, now = row["at_risk_then"], row["at_risk_now"]
    st.markdown(
        f"**{words('moved', date=formats.date(row['said_on'], lang()))}**", help=help_of("contribution_at_risk_12m")
    )
    what = words("moved_revenue" if card["contribution_level"] == "revenue" else "moved_margin")
    if money(then) == money(now):
        st.markdown(plain(words("moved_same", what=what, now=money(now))))
    else:
        shown = {k: plain(_signed(causes[k])) for k in ("likelihood", "size")}
        st.markdown(words("moved_money", what=what, then=plain(money(then)), now=plain(money(now)), **shown))
    signs = mine[mine["cause"] == "sign"].head(SIGNS)
    if len(signs):
        told = "\n".join(f"- {plain(sign_text(r, lang(), book().currency))}" for r in signs.to_dict("records"))
        st.markdown(f"{words('moved_signs')}\n\n{told}")
    elif not (every["cause"] == "sign").any():
        st.caption(words("moved_no_book"))


def _signed(amount: float) -> str:
    return ("+" if amount > 0 else "") + money(amount)
