"""What sessions share cannot be changed by one of them, and is made once."""

import threading
import time

import numpy as np
import pandas as pd
import pytest

from app.kept import Kept, own


def test_a_frame_given_out_can_be_changed_and_the_kept_one_stays():
    kept = Kept(4)
    frame = own(kept.get("a", lambda: pd.DataFrame({"n": [1, 2], "name": ["x", "y"]})))
    frame["n"] = 7
    frame.loc[0, "name"] = "changed"
    frame["more"] = 1
    again = own(kept.get("a", lambda: 1 / 0))
    assert again["n"].tolist() == [1, 2] and again["name"].tolist() == ["x", "y"] and list(again) == ["n", "name"]
    part = own(kept.get("a", lambda: 1 / 0))["n"]
    part.iloc[0] = np.int64(9)
    assert own(kept.get("a", lambda: 1 / 0))["n"].tolist() == [1, 2]


def test_other_values_are_copied_whole():
    kept = Kept(4)
    told = own(kept.get("a", lambda: {"list": [1]}))
    told["list"].append(2)
    assert own(kept.get("a", lambda: 1 / 0)) == {"list": [1]}


def test_of_many_the_last_asked_for_stay():
    kept = Kept(2)
    for key in ("a", "b"):
        kept.get(key, lambda key=key: key)
    kept.get("a", lambda: 1 / 0)
    kept.get("c", lambda: "c")
    assert kept.get("a", lambda: "anew") == "a" and kept.get("b", lambda: "anew") == "anew"


def test_several_who_ask_at_once_wait_for_one():
    kept, made = Kept(2), []

    def make():
        time.sleep(0.05)
        made.append(1)
        return len(made)

    asking = [threading.Thread(target=kept.get, args=("a", make)) for _ in range(8)]
    for one in asking:
        one.start()
    for one in asking:
        one.join()
    assert made == [1]


def test_what_could_not_be_made_is_tried_again():
    kept = Kept(2)
    with pytest.raises(ZeroDivisionError):
        kept.get("a", lambda: 1 / 0)
    assert kept.get("a", lambda: 5) == 5
