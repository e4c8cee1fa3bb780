"""Sentences on risk: how unusual a silence is, and why this method answers."""

import pytest

from kamlib.labels.risk import method_text, silence_text
from kamlib.policy import Churn

RULES = Churn()  # 60 events


@pytest.mark.parametrize(
    ("chance", "en", "ru"),
    [
        (0.0004, "Hardly any of its own pauses lasts longer.", "Дольше почти никогда не молчит."),
        (0.12, "Of its own pauses 12% last longer.", "Дольше длится 12\u00a0% его пауз."),
        (0.5, "Within its rhythm: 50% of its pauses last longer.", "В его ритме: дольше длится 50\u00a0% пауз."),
    ],
)
def test_silence_is_told_by_how_many_pauses_are_longer(chance, en, ru):
    assert (silence_text(chance, "en"), silence_text(chance, "ru")) == (en, ru)


@pytest.mark.parametrize(
    ("target", "events", "method", "says"),
    [
        ("churned", 15, "small", "under 60"),
        ("churned", 59, "small", "under 60"),
        ("churned", 60, "blend", "at least 60"),
        ("shrunk", 36, "logistic", "only “Logistic regression”"),
        ("shrunk", 900, "learners", "at least 60"),
    ],
)
def test_the_usual_method_of_a_base_is_told_with_what_it_learns_from(target, events, method, says):
    told = method_text({"target": target, "events_learnt": events, "method": method}, RULES, "en")
    assert says in told and str(events) in told and "No other did better" in told
    assert str(events) in method_text({"target": target, "events_learnt": events, "method": method}, RULES, "ru")


def test_another_method_is_told_to_have_replaced_the_usual_one():
    told = method_text({"target": "churned", "events_learnt": 4000, "method": "boosting"}, RULES, "en")
    assert "**Boosted trees**" in told and "“Blend of three”" in told and "replaced" in told
