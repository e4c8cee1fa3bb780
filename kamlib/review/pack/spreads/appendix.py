"""The appendix: what the numbers mean, the policy in force, how far the forecast can be trusted."""

from __future__ import annotations

from collections.abc import Sequence

from kamlib.core import formats
from kamlib.core.texts import t
from kamlib.labels import columns
from kamlib.labels.risk import method_text
from kamlib.labels.skam import policy_label, policy_value
from kamlib.policy import Policy, section_of
from kamlib.review.pack.asked import Asked
from kamlib.review.pack.headline import unmarked
from kamlib.review.pack.parts import Spread, Table
from kamlib.review.pack.tables import words

DEFINED = ("net_12m", "contribution_12m", "contribution_at_risk_12m", "p_churn", "risk_band", "is_gone",
           "expected_profit_of_call", "call_success", "stake", "is_key", "selection_score", "group_primary",
           "fit_share", "excess_12m", "revenue_share", "decision_outcome", "abc")  # fmt: skip
COST = ("contribution_12m",)
FIT = ("fit_share", "excess_12m")
CARD = ("method", "clients", "events_learnt", "origins", "prevalence", "auc", "auc_top_fifth", "brier",
        "calibration_error", "bias", "hit_rate", "money_in_top_tenth", "total_ratio", "interval_held", "key_accounts",
        "key_auc", "list_profit_share")  # fmt: skip


def spread(asked: Asked) -> Spread:
    """Definitions, policy in force, model card."""
    told = [_definitions(asked), _card(asked), _changed_policy(asked), _policy(asked)]
    return Spread("appendix", asked.say("q_appendix"), tables=tuple(x for x in told if x is not None))


def _definitions(asked: Asked) -> Table:
    left_out = (*(COST if asked.is_revenue else ()), *(() if asked.has_fit else FIT))
    names = [n for n in DEFINED if n not in left_out]
    of = {"stake": "queue"}
    rows = [
        (
            asked.heads.get(n) or columns.label(n, asked.lang, of.get(n)),
            columns.meaning(n, asked.lang, of.get(n), asked.book.policy),
        )
        for n in names
    ]
    heads = (asked.say("term"), asked.say("meaning"))
    return words("definitions", asked.say("t_definitions"), heads, rows, (1.2, 4))


def _changed_policy(asked: Asked) -> Table | None:
    now, default = asked.book.policy.scalars(), Policy().scalars()
    changed = [n for n in now if now[n] != default[n]]
    if not changed:
        return None
    heads = (asked.say("setting"), asked.say("value"), asked.say("default"))
    rows = [_setting(asked, n, now[n], default[n]) for n in changed]
    return words("policy_changed", asked.say("t_policy_changed"), heads, rows, (4, 1, 1))


def _policy(asked: Asked) -> Table:
    now = asked.book.policy.scalars()
    rows: list[Sequence[str]] = [_setting(asked, n, x) for n, x in now.items()]
    heads = (asked.say("setting"), asked.say("value"))
    return words("policy", asked.say("t_policy"), heads, rows, (4, 1))


def _setting(asked: Asked, name: str, *values: object) -> tuple[str, ...]:
    section = t(f"policy.section_{section_of(name)}", asked.lang)
    told = [policy_value(name, x, asked.lang) or formats.UNKNOWN for x in values]
    return (f"{section}: {policy_label(name, asked.lang)}", *told)


def _card(asked: Asked) -> Table | None:
    card = asked("model_card") if asked.has("model_card") else {}
    if not card:
        return None
    rows = []
    for name in CARD:
        if formats.is_unknown(card.get(name)):
            continue
        value = columns.value(name, card[name], asked.lang, asked.currency, "model_card")
        if not formats.is_unknown(card.get(f"{name}_sd")):
            around = columns.value(name, card[f"{name}_sd"], asked.lang, asked.currency, "model_card")
            value += f" ± {around.removeprefix('+')}"
        meaning = columns.meaning(name, asked.lang, "model_card", asked.book.policy)
        rows.append((columns.label(name, asked.lang, "model_card"), value, meaning))
    heads = (asked.say("measure"), asked.say("value"), asked.say("meaning"))
    made = words("model_card", asked.say("t_card"), heads, rows, (1.6, 1, 4))
    note = unmarked(method_text(card, asked.book.policy.churn, asked.lang))
    return Table(made.key, made.title, made.columns, made.frame, made.printed, note=note)
