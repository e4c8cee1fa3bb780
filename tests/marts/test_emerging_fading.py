"""Becoming key and losing weight (K3): both are told of clients of the same size only."""

from datetime import date

from made_lines import monthly

import kamlib as kam
from kamlib.policy import Policy

YEAR_END = date(2024, 12, 31)


def directions(lines_book, least):
    """A year ago `large` had 400 of 1000 a month, `middle` 160, eleven others 40 each.

    A are the largest to 94 %: all but the last, `star`. `large` and `small0` halved in 2024,
    and `star` came from 40 to 500.
    """
    lines = [
        *monthly("large", "2023-01", [400] * 12 + [200] * 12),
        *monthly("middle", "2023-01", [160] * 24),
        *monthly("star", "2023-01", [40] * 12 + [500] * 12),
        *monthly("small0", "2023-01", [40] * 12 + [20] * 12),
        *(row for n in range(1, 10) for row in monthly(f"small{n}", "2023-01", [40] * 24)),
    ]
    policy = Policy.from_dict({"emerging": {"min_turnover_share": least}, "abc": {"a_share": 0.94, "b_share": 0.97}})
    book = lines_book(lines, as_of=YEAR_END, policy=policy, only=["emerging_fading", "client_card"])
    return kam.emerging_fading(book).set_index("client_id")["direction"].to_dict()


def test_the_gate_of_size_is_the_same_for_both(lines_book):
    # of 1000 a month a year ago small0 had 4 %, large 40 %; of 1240 now star has 40 %
    assert directions(lines_book, 0.01) == {"large": "fading", "small0": "fading", "star": "emerging"}
    assert directions(lines_book, 0.05) == {"large": "fading", "star": "emerging"}
    assert directions(lines_book, 0.50) == {}
