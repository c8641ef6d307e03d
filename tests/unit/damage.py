"""Random damage to a file, as a full disk, a killed build or a restored cache leaves it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any, TypeAlias

from hypothesis import strategies as st

Damage: TypeAlias = Callable[[bytes], bytes]
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)


def damage() -> st.SearchStrategy[Damage]:
    """Return functions that cut a file, change a byte of it, replace values of its JSON, or all of it."""
    return st.one_of(
        st.floats(0, 1, exclude_max=True).map(lambda part: lambda data: data[: int(len(data) * part)]),
        st.tuples(st.integers(0, 10**6), st.integers(0, 255)).map(
            lambda change: lambda data: _with_byte(data, *change)
        ),
        st.tuples(st.integers(0, 50), VALUES).map(lambda change: lambda data: _with_value(data, *change)),
        st.binary(max_size=40).map(lambda data: lambda _data: data),
        VALUES.map(lambda value: lambda _data: json.dumps(value).encode()),
        st.just(lambda _data: b'{"version": 1, "pages": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"),
    )


def _with_byte(data: bytes, position: int, byte: int) -> bytes:
    position %= len(data)
    return data[:position] + bytes([byte]) + data[position + 1 :]


def _with_value(data: bytes, number: int, value: Any) -> bytes:
    try:
        content = json.loads(data)
    except ValueError:
        return b""
    key = list(content)[number % len(content)]
    return json.dumps({**content, key: value}).encode()


_WRONG: tuple[Any, ...] = (
    None, True, 0, -1, 10**40, 0.5, [], ["a"], {}, {"a": 1}, {"a": {"a": None}}, [[[]]], [None], "\0", "a/\0", "\ud800",
    "x" * 5_000, "red;}",
)  # fmt: skip


def with_wrong_types(content: Any) -> Iterator[Any]:
    """Yield JSON in which one value or key, however deep, is of another type or no path; or is missing."""
    for wrong in _WRONG:
        if wrong != content:
            yield deepcopy(wrong)
    if isinstance(content, dict):
        for key, value in content.items():
            others = {name: other for name, other in content.items() if name != key}
            yield others
            yield from ({**others, wrong: value} for wrong in _WRONG if isinstance(wrong, str))
            yield from ({**others, key: changed} for changed in with_wrong_types(value))
    if isinstance(content, list):
        for number, value in enumerate(content):
            yield from ([*content[:number], changed, *content[number + 1 :]] for changed in with_wrong_types(value))
