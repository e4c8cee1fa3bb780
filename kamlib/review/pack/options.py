"""What can be decided about a row of the queue: options in words, each with its numbers from the answers."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from kamlib.core import formats
from kamlib.labels import columns
from kamlib.labels.review import outcome_text
from kamlib.review.pack.asked import Asked

Row = dict[str, Any]
FORECAST = ("leaving", "gone")
AT_RISK = (*FORECAST, "shrunk", "below_last_year")
EVERY = 10**9
TERMS = ("discount", "terms", "service")


class Options:
    """The options of every kind of row; what they need is asked once."""

    def __init__(self, asked: Asked):
        self.asked = asked

    def of(self, row: Row) -> list[str]:
        """One line an option; an option whose number is not known is told without it, or not at all."""
        item = row["item"]
        if item in AT_RISK:
            told = self._call(row)
        elif item == "dropped_class":
            told = [self._say("offer_class", money=self._money(row["stake"])), self._without(row)]
        elif item in ("misfit", "fit_failed"):
            told = [*self._terms(row), *self._fit(row)]
        elif item == "unprofitable":
            told = self._unprofitable(row)
        elif item == "over_limit":
            told = [*self._terms(row), self._exception(row)]
        elif item in ("left", "entered", "emerging"):
            told = self._listed(row)
        elif item.startswith("decision"):
            told = self._decision(row)
        elif item.startswith("promise") and not formats.is_unknown(row["net_12m"]):
            told = [self._say(way, net=self._money(row["net_12m"])) for way in ("keep_promise", "other_day")]
        else:
            told = [columns.code_label("next_step", row["next_step"], self.asked.lang)]
        told += self._also(row)
        return [x for x in told if x]

    # leaving, gone, less than before

    def _call(self, row: Row) -> list[str]:
        """A call as the list of calls reckons it; where it would not pay, only what to do."""
        call, stake = self._calls.get(row["client_id"]), row["stake"]
        if call is None and row["item"] in FORECAST:
            call = self._risks.get(row["client_id"])
        profit = call["expected_profit_of_call"] if call else None
        if call is None or profit is None or not profit > 0:
            said = columns.code_label("next_step", row["next_step"], self.asked.lang)
        else:
            name = "win_back" if row["item"] == "gone" else "call"
            said = self._say(name, profit=self._money(profit), success=self.asked.share(call["call_success"]))
        wait = "let_go" if row["item"] == "gone" else "wait"
        return [said, "" if formats.is_unknown(stake) else self._say(wait, money=self._money(stake))]

    def _without(self, row: Row) -> str:
        return "" if formats.is_unknown(row["net_12m"]) else self._say("without", net=self._money(row["net_12m"]))

    # given more than it fits; key, and does not fit

    def _terms(self, row: Row) -> list[str]:
        parts = self._misfit.get(row["client_id"], {})
        total = parts.get("total", {})
        if formats.is_unknown(total.get("excess_12m")) or total["excess_12m"] <= 0:
            return []
        dearest = max(
            (p for p in TERMS if p in parts and not formats.is_unknown(parts[p]["excess_12m"])),
            key=lambda p: parts[p]["excess_12m"],
        )
        amounts = {k: self._money(total[f"{k}excess_12m"]) for k in ("", "low_", "high_")}
        label = columns.code_label("misfit_part", dearest, self.asked.lang)
        return [
            self._say("terms", part=label.lower(), money=amounts[""], low=amounts["low_"], high=amounts["high_"],
                      n=self.asked.count(total["comparables"]))
        ]  # fmt: skip

    def _fit(self, row: Row) -> list[str]:
        gap = self._gaps.get(row["client_id"])
        threshold = formats.policy_share(self.asked.book.policy.fit.threshold, self.asked.lang)
        told = []
        if gap:
            english = gap["need_en"] if self.asked.lang == "en" else None
            need = gap["need"] if formats.is_unknown(english) else english
            shares = {k: self.asked.share(gap[k]) for k in ("fit_share", "fit_after")}
            told.append(self._say("cover", need=need, now=shares["fit_share"], after=shares["fit_after"],
                                  threshold=threshold))  # fmt: skip
        if row["item"] == "fit_failed":
            told.append(self._say("drop", net=self._money(row["net_12m"])))
        elif not formats.is_unknown(row["stake"]):
            told.append(self._say("keep_terms", money=self._money(row["stake"])))
        return told

    # costs more than it brings

    def _unprofitable(self, row: Row) -> list[str]:
        loss, net = -float(row["value"]), row["net_12m"]
        of = self.asked.share(loss / float(net), 1) if net and float(net) > 0 else formats.UNKNOWN
        raise_ = self._say("break_even", money=self._money(loss), share=of)
        return [raise_, self._say("stop", money=self._money(loss), net=self._money(net))]

    # more than the charter allows

    def _exception(self, row: Row) -> str:
        return "" if formats.is_unknown(row["net_12m"]) else self._say("exception", net=self._money(row["net_12m"]))

    # left the list, entered it, becomes key

    def _listed(self, row: Row) -> list[str]:
        key = self._keys.get(row["client_id"])
        if not key or formats.is_unknown(key["selection_score"]):
            return [columns.code_label("next_step", row["next_step"], self.asked.lang)]
        told = {
            "score": formats.number(key["selection_score"], self.asked.lang, 1),
            "hours": formats.number(key["load_hours"], self.asked.lang, 0),
            "net": self._money(row["net_12m"]),
        }
        ways = {"left": ("let_leave", "keep_key"), "entered": ("make_key", "keep_out")}
        return [self._say(way, **told) for way in ways.get(row["item"], ("make_key",))]

    # a decision whose day has come

    def _decision(self, row: Row) -> list[str]:
        found = self._outcomes.get(row["item_id"])
        if not found:
            return [columns.code_label("next_step", row["next_step"], self.asked.lang)]
        how = outcome_text(found, self.asked.lang, self.asked.currency)
        return [self._say("extend", how=how), self._say("end", net=self._money(found["net_12m"]))]

    def _also(self, row: Row) -> list[str]:
        """What else the queue has about the client."""
        if formats.is_unknown(row["also"]):
            return []
        codes = [c.strip() for c in str(row["also"]).split(",")]
        labels = [columns.code_label("queue_item", c, self.asked.lang, self.asked.book.policy).lower() for c in codes]
        return [self._say("also", what=", ".join(dict.fromkeys(labels)))]

    # answers, by client

    @cached_property
    def _risks(self) -> dict[str, Row]:
        return self._by_client("churn_risk", "churn_risk")

    @cached_property
    def _calls(self) -> dict[str, Row]:
        """Every client worth a call, however many the team can make."""
        return self._by_client("save_list", "save_list", EVERY)

    @cached_property
    def _keys(self) -> dict[str, Row]:
        return self._by_client("key_clients", "key_clients")

    @cached_property
    def _gaps(self) -> dict[str, Row]:
        """Of each client the need that is most open."""
        return self._by_client("usp_gaps", "usp_gaps")

    @cached_property
    def _outcomes(self) -> dict[str, Row]:
        """By decision."""
        if not self.asked.has("decision_outcomes"):
            return {}
        return {row["decision_id"]: row for row in self.asked("decision_outcomes").to_dict("records")}

    @cached_property
    def _misfit(self) -> dict[str, dict[str, Row]]:
        found: dict[str, dict[str, Row]] = {}
        if self.asked.has("misfit_cost"):
            for row in self.asked("misfit_cost").to_dict("records"):
                found.setdefault(row["client_id"], {})[row["part"]] = row
        return found

    def _by_client(self, question: str, table: str, *args: object) -> dict[str, Row]:
        if not self.asked.has(table):
            return {}
        rows = self.asked(question, *args).to_dict("records")
        return {row["client_id"]: row for row in reversed(rows)}

    def _money(self, x: object) -> str:
        return self.asked.money(x)

    def _say(self, key: str, **values: object) -> str:
        return self.asked.say(f"option_{key}", **values)
