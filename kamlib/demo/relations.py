"""People at the clients and what passed between them and us: contacts, interactions, feedback."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from kamlib.demo import arrow, constants, directory, lines, plan, planted

DECISION = ["decides", "buys", "influences", "uses", "gatekeeper"]
POSITIONS = [
    ["Генеральный директор", "Коммерческий директор", "Владелец"],
    ["Менеджер по закупкам", "Начальник отдела закупок", "Категорийный менеджер"],
    ["Главный инженер", "Финансовый директор", "Технолог"],
    ["Заведующий складом", "Прораб", "Старший продавец"],
    ["Помощник директора", "Офис-менеджер", "Секретарь"],
]
FORMAL = np.array([90, 55, 65, 30, 20])
PERSONAS = ["boss", "hurried", "expert", "doubter", "bargainer", "know_it_all", "gift_buyer", "glamorous"]
KINDS = ["call", "email", "visit", "meeting", "claim", "training"]
KIND_SHARE = np.array([0.52, 0.26, 0.10, 0.06, 0.035, 0.025])
MINUTES = np.array([7, 5, 75, 55, 40, 120])
ANSWERED = np.array([0.74, 0.55, 1.0, 1.0, 1.0, 1.0])
OUTCOMES = [
    "Договорились о заказе",
    "Уточнили цены",
    "Обсудили сроки поставки",
    "Перезвонить позже",
    "Вопрос решён",
]
REASONS = [
    "Цена",
    "Сроки поставки",
    "Наличие товара",
    "Работа с рекламациями",
    "Условия оплаты",
    "Смена менеджера",
]
CONTENT = [
    "Всё устраивает, продолжаем работать.",
    "Хорошо знают наш ассортимент, подсказывают замену.",
    "Хотелось бы видеть остатки в личном кабинете точнее.",
    "Менеджер всегда на связи.",
    "Доставка стала заметно быстрее, чем год назад.",
]
DISCONTENT = [
    "Ходовые позиции часто отсутствуют на складе.",
    "Рекламацию рассматривали больше двух недель.",
    "Поставщики рядом предлагают цену ниже.",
    "Сроки доставки сдвигают без предупреждения.",
    "Счета приходят с ошибками, приходится переделывать.",
]
ANSWERS = {
    "change_wanted": ["Сроки ответа на запрос", "Оформление рекламаций", "Точность остатков", "Порядок отгрузки"],
    "decision_driver": ["Цена и отсрочка", "Наличие на складе", "Надёжность поставок", "Качество и документы"],
    "decided_by_whom": ["Коммерческий директор", "Отдел закупок", "Собственник", "Технологи вместе с закупками"],
    "against_competitors": ["Шире ассортимент", "Дороже, но быстрее", "Сильнее сервис", "Слабее личный кабинет"],
}


def contact_counts(c: plan.Clients, rng: np.random.Generator) -> np.ndarray:
    """How many people we know at each client: the larger it is, the more."""
    size = c.rank / len(c)
    few = (rng.random(len(c)) < 0.75).astype(int)
    more = rng.integers(0, 3, len(c))
    return np.select([size < 0.15, size < 0.40, size < 0.75], [3 + more, 2 + few, 1 + few], few)


def contacts(c: plan.Clients, seed: int, number: int, cal: plan.Calendar) -> pa.Table:
    """The canonical table contacts for one block."""
    rng = np.random.default_rng([seed, 30, number])
    count = contact_counts(c, rng)
    who = np.repeat(np.arange(len(c)), count)
    nth = np.arange(len(who)) - np.repeat(np.cumsum(count) - count, count)
    n = len(who)
    role = np.where(nth == 0, rng.choice([0, 1], n, p=[0.45, 0.55]), rng.choice(5, n, p=[0.2, 0.22, 0.26, 0.22, 0.1]))
    formal = np.clip(FORMAL[role] + rng.normal(0, 10, n), 0, 100).round()
    # power exists where it is not official: one in six has far more say than the post gives, or far less
    twist = np.where(rng.random(n) < 0.16, np.where(formal < 50, 45, -35), 0)
    real = np.clip(formal + twist + rng.normal(0, 9, n), 0, 100).round()
    unknown = rng.random(n) < 0.12
    attitude = np.clip(np.round(rng.normal(0.7, 0.9, n)), -2, 2).astype(int)
    russian, english = directory.people(rng, n)
    last = np.full(n, cal.n_days - 1)
    ours = lines.manager_of(c, who, last)
    held = (rng.random(n) < c.backup[who] * 0.6) & (c.role[who] != "follower")
    ours = np.where(held, number * plan.MANAGERS + 1 + rng.choice(constants.SERVICE, n), ours)
    return arrow.table(
        "contacts",
        {
            "contact_id": contact_ids(c.number[who], nth),
            "client_id": arrow.codes("C", c.number[who], 4),
            "person": russian,
            "person_en": english,
            "position": [POSITIONS[r][k] for r, k in zip(role, rng.integers(0, 3, n), strict=True)],
            "decision_role": arrow.pick(DECISION, role, rng.random(n) < 0.05),
            "formal_power": np.where(unknown, np.nan, formal),
            "real_influence": np.where(unknown | (rng.random(n) < 0.1), np.nan, real),
            "attitude": pa.array(attitude, mask=rng.random(n) < 0.15),
            "persona": arrow.pick(PERSONAS, rng.integers(0, 8, n), rng.random(n) < 0.25),
            "manager_id": arrow.codes("M", ours, 2, rng.random(n) < 0.04),
            **_reached(c, seed, number, who, nth),
        },
    )


def _reached(c: plan.Clients, seed: int, number: int, who: np.ndarray, nth: np.ndarray) -> dict[str, list[str | None]]:
    """How to reach each person: numbers that no network has, addresses of a domain that is nobody's."""
    rng = np.random.default_rng([seed, 34, number])
    names = [f"c{code}-{k}" for code, k in zip(c.number[who], nth + 1, strict=True)]
    phone = [f"+7 (000) {code:05d}-{k:02d}" for code, k in zip(c.number[who], nth + 1, strict=True)]
    no = rng.random((3, len(who))) < np.array([[0.12], [0.2], [0.65]])
    return {
        "phone": [None if missing else text for text, missing in zip(phone, no[0], strict=True)],
        "email": [None if missing else f"{name}@example.com" for name, missing in zip(names, no[1], strict=True)],
        "messenger": [None if missing else f"Telegram @{name}" for name, missing in zip(names, no[2], strict=True)],
    }


def contact_ids(client: np.ndarray, nth: np.ndarray, empty: np.ndarray | None = None) -> pa.Array:
    number = pa.array(nth + 1, mask=empty).cast(pa.string())
    return pc.binary_join_element_wise(arrow.codes("C", client, 4), number, "-")


def interactions(
    c: plan.Clients, seed: int, number: int, cal: plan.Calendar, who: np.ndarray, day: np.ndarray
) -> pa.Table:
    """The canonical table interactions for one block: talks with clients, and deliveries of orders.

    The orders are given by client (position in the block) and day.
    """
    talks = _talks(c, seed, number, cal)
    rng = np.random.default_rng([seed, 33, number])
    brought = (rng.random(len(who)) < c.delivered[who]) & (day < cal.n_days - 1)
    who, day = who[brought], day[brought].astype(int) + 1
    n = len(who)
    deliveries = arrow.table(
        "interactions",
        {
            "interaction_id": _ids("V", number, n),
            "client_id": arrow.codes("C", c.number[who], 4),
            "at": arrow.days(day, cal.start),
            "kind": arrow.pick(["delivery"], np.zeros(n)),
            "minutes": np.full(n, 30.0),
            "two_way": np.ones(n, bool),
        },
    )
    return pa.concat_tables([talks, deliveries])


def _talks(c: plan.Clients, seed: int, number: int, cal: plan.Calendar) -> pa.Table:
    count = contact_counts(c, np.random.default_rng([seed, 30, number]))  # as many people as in contacts()
    rng = np.random.default_rng([seed, 31, number])
    begin = np.maximum(c.since, 0)
    gone = _gone(c, cal)
    years = (cal.n_days - begin) / 365
    who = np.repeat(np.arange(len(c)), rng.poisson(c.touch * years))
    day = _workdays(rng.uniform(begin[who], cal.n_days).astype(int), cal)
    # after a client has gone we ring for two months, then seldom
    late = day - gone[who]
    kept = (day >= begin[who]) & ((late < 60) | (rng.random(len(who)) < 0.06))
    who, day, late = who[kept], day[kept], late[kept]
    odds = np.tile(KIND_SHARE, (len(c), 1))
    odds[np.isin(c.role, ["misfit", "expert"]), 4] *= 3
    odds[c.rank < 0.1 * len(c), 2:4] *= 1.7
    odds = np.cumsum(odds / odds.sum(axis=1, keepdims=True), axis=1)
    kind = (rng.random(len(who))[:, None] > odds[who]).sum(axis=1).clip(max=5)
    n = len(who)
    # some of those about to leave, and all who have left, answer less
    cool = (c.role == "silent_loss") & (c.rank % 2 == 0)
    answered = ANSWERED[kind] * np.where((late > -60) & cool[who] | (late >= 0), 0.3, 1.0)
    account = lines.manager_of(c, who, day)
    other = (
        number * plan.MANAGERS
        + 1
        + rng.choice([*constants.SERVICE, *constants.SERVICE, *constants.CALLS, *constants.PROCESSING], n)
    )
    person = (rng.random(n) * np.maximum(count[who], 1) * 0.999).astype(int)
    nobody = (count[who] == 0) | (rng.random(n) < 0.15)
    order = np.lexsort((who, day))
    who, day, kind = who[order], day[order], kind[order]
    manager = np.where(rng.random(n) < c.backup[who], other[order], account[order])
    minutes = np.round(MINUTES[kind] * np.exp(rng.normal(-0.1, 0.45, n))).clip(1)
    return arrow.table(
        "interactions",
        {
            "interaction_id": _ids("T", number, n),
            "client_id": arrow.codes("C", c.number[who], 4),
            "manager_id": arrow.codes("M", manager, 2),
            "contact_id": contact_ids(c.number[who], person[order], nobody[order]),
            "at": arrow.days(day, cal.start),
            "kind": arrow.pick(KINDS, kind),
            "minutes": minutes,
            "two_way": rng.random(n) < answered[order],
            "outcome": arrow.pick(OUTCOMES, rng.integers(0, len(OUTCOMES), n), rng.random(n) < 0.45),
        },
    )


def _ids(prefix: str, number: int, n: int) -> pa.Array:
    """Codes that stay apart between blocks."""
    return arrow.codes(prefix, number * 100_000 + 1 + np.arange(n), 6)


def _workdays(day: np.ndarray, cal: plan.Calendar) -> np.ndarray:
    """Saturdays and Sundays moved to the Friday before."""
    weekday = (day + cal.start.weekday()) % 7
    return day - np.maximum(weekday - 4, 0)


def _gone(c: plan.Clients, cal: plan.Calendar) -> np.ndarray:
    """The day from which each client buys no more, NEVER for those who stay."""
    gone = c.stop.copy()
    for i, start, _ in planted.losses(c, cal):
        gone[i] = start
    for i, start in planted.followers(c, cal):
        gone[i] = start
    return gone


def feedback(c: plan.Clients, seed: int, number: int, cal: plan.Calendar) -> pa.Table:
    """The canonical table feedback for one block: the larger clients are asked once or twice a year."""
    count = contact_counts(c, np.random.default_rng([seed, 30, number]))
    rng = np.random.default_rng([seed, 32, number])
    asked = (c.rank < 0.35 * len(c)) & (count > 0) & (rng.random(len(c)) < 0.8)
    who = np.repeat(np.flatnonzero(asked), rng.integers(1, 4, asked.sum()))
    day = _workdays(rng.integers(np.maximum(c.since[who], 0) + 30, cal.n_days), cal)
    gone = _gone(c, cal)[who]
    kept = (day < gone) & (day >= 0)
    _, first = np.unique(who * 10_000 + day, return_index=True)
    kept &= np.isin(np.arange(len(who)), first)
    who, day, gone = who[kept], day[kept], gone[kept]
    n = len(who)
    role = c.role[who]
    # a good personal relationship is not satisfaction: those who follow their manager are the plainest case
    mood = rng.normal(0, 1, n)
    low = np.where((role == "silent_loss") & (gone - day < 240) & (rng.random(n) < 0.6), 20, 0)
    low = low + np.select([role == "follower", role == "misfit", role == "shrinkage"], [14, 12, 6], 0)
    satisfaction = np.clip(75 + 10 * mood - low, 0, 100).round()
    relationship = np.clip(72 + 12 * rng.normal(0, 1, n) + np.where(role == "follower", 16, 0), 0, 100).round()
    leaving = (satisfaction < 58) & (rng.random(n) < 0.5) | (rng.random(n) < 0.02)
    bad = satisfaction < 62
    words = rng.integers(0, 5, n)
    return arrow.table(
        "feedback",
        {
            "client_id": arrow.codes("C", c.number[who], 4),
            "contact_id": contact_ids(c.number[who], (rng.random(n) * count[who] * 0.999).astype(int)),
            "given_on": arrow.days(day, cal.start),
            "satisfaction": satisfaction,
            "relationship": np.where(rng.random(n) < 0.1, np.nan, relationship),
            "would_leave": pa.array(leaving, mask=rng.random(n) < 0.12),
            "reasons": arrow.pick(REASONS, rng.integers(0, len(REASONS), n), ~(leaving | bad)),
            "text": arrow.pick(CONTENT + DISCONTENT, np.where(bad, words + 5, words), rng.random(n) < 0.3),
            **_six_questions(np.random.default_rng([seed, 35, number]), bad),
        },
    )


def _six_questions(rng: np.random.Generator, bad: np.ndarray) -> dict[str, pa.Array]:
    """What was said to the questions that are answered in words; who is not content has more to change."""
    n = len(bad)
    silent = rng.random((4, n)) < np.array([[0.5], [0.35], [0.45], [0.5]])
    silent[0] &= ~bad
    asked = zip(ANSWERS.items(), silent, strict=True)
    return {name: arrow.pick(words, rng.integers(0, len(words), n), no) for (name, words), no in asked}
