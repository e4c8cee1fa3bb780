"""The list of what was planted, for tests and benchmarks. The dashboard never reads it."""

from __future__ import annotations

import numpy as np

from kamlib.demo import account, constants, dossier, habits, plan, planted, words


def truths(c: plan.Clients, seed: int, n_clients: int, cal: plan.Calendar) -> dict:
    """Planted truths of the first block as plain values: client codes, ISO dates, factors.

    `share` is a client's planned share of the turnover of the first 400 clients in a full year at full level;
    `orders_year` its planned orders a year at that level.
    """

    def who(i: int, **more) -> dict:
        about = {
            "share": round(float(c.annual[i] / c.annual.sum()), 5),
            "orders_year": round(float(c.orders[i]), 1),
        }
        return {"client_id": f"C{c.number[i]:04d}", **more, **about}

    def on(day: int) -> str:
        return cal.date(day).isoformat()

    def of(fate: str) -> list[dict]:
        return [who(i) for i in planted.where(c, fate)]

    last = cal.n_days
    fading = zip(planted.where(c, "fading"), planted.FADING_AGO, planted.FADING_TO, strict=True)
    seasonal = zip(planted.where(c, "seasonal"), planted.SEASONAL_MONTHS, strict=True)
    gone = np.flatnonzero((c.role == "") & (c.stop < last) & (c.stop > c.first))
    known = habits.habits(c, seed, 0, cal)

    def person(i: int, nth: int) -> str:
        return f"C{c.number[i]:04d}-{nth + 1}"

    thread, unheard = (map(int, np.flatnonzero(nth >= 0)) for nth in (known.thread, known.unheard))
    return {
        "seed": seed,
        "clients": n_clients,
        "start": on(0),
        "end": on(last - 1),
        "silent_losses": [
            who(i, onset=on(day), thinning_from=on(day - fade)) for i, day, fade in planted.losses(c, cal)
        ],
        "shrinkages": [
            who(i, onset=on(day), factor=factor, ramp_days=ramp) for i, day, factor, ramp in planted.shrinkages(c, cal)
        ],
        "departure": {
            "manager_id": f"M{constants.LEAVER + 1:02d}",
            "left_on": on(last - planted.LEFT_AGO),
            "followers": [who(i, gone_from=on(day)) for i, day in planted.followers(c, cal)],
            "stayers": of("stayer"),
        },
        "classes_dropped": [
            who(
                i,
                product_class=words.CLASSES[k][0],
                dropped_on=on(day),
                class_share=round(float(c.taste[i, k]), 3),
            )
            for i, k, day in planted.dropped_classes(c, cal)
        ],
        "discounts_for_nothing": [
            who(i, raised_on=on(day), before=round(float(c.discount[i]), 3), rise=rise)
            for i, day, rise in planted.discount_rises(c, cal)
        ],
        "emerging": [who(i, first_day=on(c.first[i])) for i in planted.where(c, "emerging")],
        "fading": [who(i, onset=on(last - ago), factor=to) for i, ago, to in fading],
        "concentration": [
            who(i, growing_from=on(last - planted.CONCENTRATION_DAYS)) for i in planted.where(c, "concentration")
        ],
        "misfits": [who(i, discount=round(float(c.discount[i]), 3)) for i in planted.where(c, "misfit")],
        "breadwinners": of("breadwinner"),
        "image_makers": of("image_maker"),
        "experts": of("expert"),
        "prospective": of("prospective"),
        "potential": of("potential"),
        "seasonal": [who(i, months=list(months)) for i, months in seasonal],
        "healthy": of("healthy"),
        "relations": {
            "one_thread": [who(i, contact_id=person(i, known.thread[i])) for i in thread],
            "silent_deciders": [
                who(i, contact_id=person(i, known.unheard[i]), silent_from=on(known.unheard_from[i])) for i in unheard
            ],
            "one_manager": [who(int(i)) for i in np.flatnonzero(known.alone)],
            "stale_plans": [who(i) for i in account.stale_plans(c, seed, 0)],
            "competitor_moves": [
                who(i, seen_on=on(day), onset=on(onset)) for i, day, onset in dossier.moves_before_losses(c, seed, cal)
            ],
        },
        "natural_attrition": [who(i, gone_from=on(c.stop[i])) for i in gone],
    }
