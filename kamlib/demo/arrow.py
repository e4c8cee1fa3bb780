"""numpy columns → Arrow tables exactly in the types of the contract."""

from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from kamlib import contract

ARROW_TYPES = {
    "text": pa.string(),
    "date": pa.date32(),
    "money": pa.decimal128(18, 4),
    "quantity": pa.decimal128(18, 4),
    "number": pa.float64(),
    "share": pa.float64(),
    "score": pa.float64(),
    "integer": pa.int64(),
    "flag": pa.bool_(),
}
EPOCH = date(1970, 1, 1)


def schema(name: str) -> pa.Schema:
    """Arrow schema of the canonical table `name`."""
    columns = contract.tables()[name].columns
    return pa.schema([(c.name, ARROW_TYPES[c.type]) for c in columns.values()])


def decimals(units: np.ndarray, empty: np.ndarray | None = None) -> pa.Array:
    """DECIMAL(18,4) from integers that count 1/10000; NULL where `empty`."""
    words = np.empty((len(units), 2), dtype=np.int64)
    words[:, 0] = units
    words[:, 1] = words[:, 0] >> 63
    valid = None
    if empty is not None:
        valid = pa.py_buffer(np.packbits(~empty, bitorder="little").tobytes())
    return pa.Array.from_buffers(pa.decimal128(18, 4), len(units), [valid, pa.py_buffer(words)])


def roubles(amounts: np.ndarray) -> pa.Array:
    """Money from roubles as floats, rounded to kopecks; NULL where NaN."""
    empty = np.isnan(amounts)
    return decimals(np.round(np.where(empty, 0, amounts) * 100).astype(np.int64) * 100, empty)


def days(offsets: np.ndarray, start: date, empty: np.ndarray | None = None) -> pa.Array:
    """Dates from day numbers counted from `start`; NULL where `empty`."""
    values = (np.asarray(offsets) + (start - EPOCH).days).astype(np.int32)
    return pa.array(values, mask=empty).cast(pa.date32())


def pick(words: list, index: np.ndarray, empty: np.ndarray | None = None) -> pa.Array:
    """Text words[index]; NULL where `empty`."""
    codes = pa.array(np.asarray(index).astype(np.int32), mask=empty)
    return pa.DictionaryArray.from_arrays(codes, pa.array(words, pa.string())).cast(pa.string())


def codes(prefix: str, numbers: np.ndarray, width: int, empty: np.ndarray | None = None) -> pa.Array:
    """Text such as C0042 from numbers; NULL where `empty`."""
    digits = pc.utf8_lpad(pa.array(np.asarray(numbers), mask=empty).cast(pa.string()), width, "0")
    return pc.binary_join_element_wise(pa.scalar(prefix), digits, "")


def table(name: str, columns: dict[str, object]) -> pa.Table:
    """The canonical table `name`; columns that are not given are NULL, unknown ones are an error."""
    want = schema(name)
    extra = set(columns) - set(want.names)
    if extra:
        raise ValueError(f"{name}: not in the contract: {sorted(extra)}")
    length = len(next(iter(columns.values())))
    arrays = []
    for field in want:
        values = columns.get(field.name)
        if values is None:
            arrays.append(pa.nulls(length, field.type))
        elif isinstance(values, pa.Array | pa.ChunkedArray):
            arrays.append(values if values.type == field.type else values.cast(field.type))
        elif isinstance(values, np.ndarray) and field.type == pa.decimal128(18, 4):
            arrays.append(roubles(values.astype(float)))
        elif isinstance(values, np.ndarray) and values.dtype.kind == "f":
            arrays.append(pa.array(values, field.type, from_pandas=True))
        else:
            arrays.append(pa.array(values, field.type))
    return pa.table(arrays, schema=want)
