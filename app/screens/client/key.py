"""One client on the selection rule: its place and why, the seven criteria, groups, USP fit, decisions."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from app.pages import page
from app.screens.key.groups import at_least, condition_text
from app.screens.key.listed import words
from app.session import ask_live, lang, live_book
from app.widgets.figures import chart
from app.widgets.help import help_of
from app.widgets.numbers import money
from app.widgets.plain import plain
from kamlib.core import formats
from kamlib.labels import columns
from kamlib.labels.key import in_its_unit, why_text
from kamlib.labels.skam import numbers_in_words

GAPS = 3
NUMBERS = 4  # of those a decision froze, the first are told


def of_client(client_id: str) -> None:
    """The block of the client page: nothing where the client is not on the selection rule."""
    every = ask_live("key_clients")
    mine = every[every["client_id"] == client_id].to_dict("records")
    if not mine:
        return
    row = mine[0]
    st.subheader(words("block"), anchor=False, help=help_of("selection_score"))
    _standing(row, len(every))
    left, right = st.columns([1.3, 1], gap="medium")
    with left:
        _criteria(client_id)
    with right:
        _groups(client_id)
        _fit(client_id)
        _decisions(client_id)


def _standing(row: dict, n: int) -> None:
    values = {
        "score": formats.number(row["selection_score"], lang(), 1),
        "rank": formats.count(row["rank"], lang()),
        "all": formats.count(n, lang()),
        "known": formats.share(row["known_share"], lang(), 0),
    }
    potential = words("block_no_potential")
    if not formats.is_unknown(row["potential_12m"]):
        potential = words("block_potential", potential=money(row["potential_12m"]))
    amounts = {"now": money(row["contribution_12m"]), "expected": money(row["expected_contribution_12m"])}
    st.markdown(f"**{plain(why_text(row, lang(), live_book().policy))}.** {plain(words('block_score', **values))}")
    if not formats.is_unknown(row["contribution_12m"]):
        st.markdown(plain(words("block_money", potential=potential, **amounts)))


# The seven criteria


def _criteria(client_id: str) -> None:
    found = ask_live("criteria", client_id)
    chart("criteria_bars", found)
    told = [line for row in found.to_dict("records") if (line := _judged(row))]
    if told:
        st.caption(plain("  \n".join(told)))
    with st.expander(words("parts_of")):
        _parts(client_id)
    link = {"client": client_id, "part": "judge", **_kept()}
    st.page_link(page("key_clients"), label=words("judge_open"), query_params=link)


def _judged(row: dict) -> str:
    """Who judged a criterion, when, on what evidence; whether that has expired."""
    if formats.is_unknown(row["judgement_score"]):
        return ""
    said = {
        "author": row["author"],
        "date": formats.date(row["judged_on"], lang()),
        "until": formats.date(row["expires_on"], lang()),
        "evidence": row["evidence"],
    }
    label = columns.code_label("criterion", row["criterion"], lang())
    return f"{label}: {words('judged_expired' if row['is_expired'] else 'judged_by', **said)}"


def _parts(client_id: str) -> None:
    rows = ask_live("criteria_parts", client_id).to_dict("records")
    table = [
        (
            columns.code_label("criterion", r["criterion"], lang()),
            f"{columns.code_label('criterion_part', r['part'], lang())}",
            in_its_unit(r["part"], r["value"], lang()),
            formats.number(r["points"], lang(), 0),
            formats.share(r["part_weight"], lang(), 0),
        )
        for r in rows
    ]
    names = [columns.label("criterion", lang()), *(words(f"col_{n}") for n in ("part", "value", "points", "weight"))]
    st.dataframe(pd.DataFrame(table, columns=names), hide_index=True, key=f"parts:{client_id}:{lang()}")
    meanings = {r["part"]: columns.code_meaning("criterion_part", r["part"], lang(), live_book().policy) for r in rows}
    lines = [f"- **{columns.code_label('criterion_part', part, lang())}.** {meanings[part]}" for part in meanings]
    st.caption("\n".join(lines))


# Groups


def _groups(client_id: str) -> None:
    st.markdown(f"**{words('groups')}**", help=help_of("group_primary"))
    found = ask_live("client_groups", client_id)
    found["is_at_least"] = found["deciding"].map(at_least())
    rows = found.to_dict("records")
    if not any(r["applies"] is True or r["applies"] == 1 for r in rows if not formats.is_unknown(r["applies"])):
        st.markdown(words("groups_none"))
    for r in sorted(rows, key=lambda r: not r["is_primary"]):
        belongs = not formats.is_unknown(r["applies"]) and bool(r["applies"])
        name = columns.code_label("key_group", r["group_code"], lang())
        why = plain(condition_text(r, "deciding"))
        if belongs:
            mark = words("primary" if r["is_primary"] else "also")
            st.markdown(f"- **{name}** ({mark}). {why}")
        else:
            st.markdown(f"- :gray[{name}. {why}]")


# Fit


def _fit(client_id: str) -> None:
    every = ask_live("usp_fit")
    mine = every[every["client_id"] == client_id].to_dict("records")
    if not mine:
        return
    row, policy = mine[0], live_book().policy
    st.markdown(f"**{words('fit')}**", help=help_of("fit_share"))
    status = columns.code_label("fit_status", row["fit_status"], lang())
    if formats.is_unknown(row["fit_share"]):
        meaning = columns.code_meaning("fit_status", row["fit_status"], lang(), policy)
        st.markdown(words("fit_unknown", status=status, meaning=meaning))
    else:
        said = {"fit": formats.share(row["fit_share"], lang()), "status": status}
        threshold = formats.policy_share(policy.fit.threshold, lang())
        st.markdown(words("fit_line", threshold=threshold, **said))
        if row["fit_low"] != row["fit_high"]:
            st.caption(words("fit_range", **{k: formats.share(row[f"fit_{k}"], lang()) for k in ("low", "high")}))
        _gaps(client_id)
    st.page_link(page("usp_fit"), label=words("fit_open"), query_params={"client": client_id, **_kept()})


def _gaps(client_id: str) -> None:
    gaps = ask_live("usp_gaps", client_id)
    gaps = gaps[gaps["coverage"].isna() | (gaps["gap_share"] > 0)].head(GAPS)
    lines = []
    for r in gaps.to_dict("records"):
        need = r["need_en"] if lang() == "en" and not formats.is_unknown(r["need_en"]) else r["need"]
        need = str(need) + (words("fit_must") if r["must_have"] else "")
        if formats.is_unknown(r["coverage"]):
            lines.append(words("fit_gap_unknown", need=need))
        else:
            shares = {
                "coverage": formats.share(r["coverage"], lang(), 0),
                "after": formats.share(r["fit_after"], lang()),
            }
            lines.append(words("fit_gap", need=need, **shares))
    if lines:
        st.caption(f"{words('fit_gaps')}:\n" + "\n".join(f"- {plain(line)}" for line in lines))


# Decisions


def _decisions(client_id: str) -> None:
    st.markdown(f"**{words('decisions')}**")
    found = ask_live("decisions", client_id)
    if found.empty:
        st.caption(words("decisions_none"))
    for r in found.to_dict("records"):
        _decision(r)


def _decision(r: dict) -> None:
    kind = columns.code_label("decision_kind", r["kind"], lang())
    state = columns.code_label("decision_state", r["decision_state"], lang())
    said = words("decided", date=formats.date(r["decided_on"], lang()), by=r["decided_by"], why=r["why"])
    dates = [
        words(n, date=formats.date(r[n], lang())) for n in ("until", "next_review") if not formats.is_unknown(r[n])
    ]
    lines = [f"**{kind}** · {state.lower()}. {plain(r['subject'])}", plain(said)]
    if dates:
        lines.append(plain("; ".join(dates)))
    if numbers := _frozen(r):
        lines.append(plain(numbers))
    st.markdown(lines[0])
    st.caption("  \n".join(lines[1:]))


def _frozen(r: dict) -> str:
    """The numbers a decision was made on, as the book had them then."""
    held = numbers_in_words(None if formats.is_unknown(r["numbers"]) else r["numbers"], lang(), live_book().currency)
    told = [f"{label[:1].lower()}{label[1:]} {x}" for part in ("client", "other") for label, x in held.get(part, [])]
    if not told:
        return ""
    said = words("frozen", numbers=", ".join(told[:NUMBERS]))
    day = r["book_as_of"]
    return said if formats.is_unknown(day) else f"{said} ({words('frozen_as_of', date=formats.date(day, lang()))})"


def _kept() -> dict[str, str]:
    return {k: v for k, v in st.query_params.to_dict().items() if k in ("lang", "as_of")}
