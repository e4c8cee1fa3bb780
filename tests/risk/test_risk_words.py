"""Sentences on risk: how unusual a silence is, and why this method answers."""

import pytest

from kamlib.labels.risk import method_text, silence_text
from kamlib.policy import Churn

RULES = Churn()  # 400 active clients


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
    ("target", "clients", "method", "says"),
    [
        ("churned", 150, "small", "under 400"),
        ("churned", 360, "small", "under 400"),
        ("churned", 400, "blend", "at least 400"),
        ("shrunk", 360, "logistic", "only “Logistic regression”"),
        ("shrunk", 900, "learners", "at least 400"),
    ],
)
def test_the_usual_method_of_a_base_is_told_with_its_size(target, clients, method, says):
    told = method_text({"target": target, "clients": clients, "method": method}, RULES, "en")
    assert says in told and str(clients) in told and "No other did better" in told
    assert str(clients) in method_text({"target": target, "clients": clients, "method": method}, RULES, "ru")


def test_another_method_is_told_to_have_replaced_the_usual_one():
    told = method_text({"target": "churned", "clients": 4000, "method": "boosting"}, RULES, "en")
    assert "**Boosted trees**" in told and "“Blend of three”" in told and "replaced" in told
