"""Short questions about the axes of a book, and days of purchase."""

import pandas as pd
from made_lines import line

import kamlib as kam


def classes(book, axis):
    frame = kam.axes(book)
    frame = frame[frame["axis"] == axis]
    return {c: None if pd.isna(k) else k for c, k in zip(frame["client_id"], frame["class"], strict=True)}


def one(book, client, axis):
    frame = kam.axes(book, client).set_index("axis")
    return frame.loc[axis]


def on_days(client, days, net=100, **more):
    return [line(client, day, net, **more) for day in days]
