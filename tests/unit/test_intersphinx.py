"""Names in the inventory: what other projects read is what was meant."""

from __future__ import annotations

import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sphinx.util.inventory import InventoryFile

from sphinx_eulernews.compat.intersphinx import inventory_name
from sphinx_eulernews.model.text import clean


def read_back(name: str) -> list[tuple[str, str]]:
    """Return type and name of what Sphinx reads from the line of an object."""
    line = f"{inventory_name(name)} news:tag -1 page.html -\n"
    header = "# Sphinx inventory version 2\n# Project: p\n# Version: 1\n# The remainder is compressed using zlib.\n"
    loaded = InventoryFile.loads(header.encode() + zlib.compress(line.encode()), uri="")
    return [(kind, found) for kind, objects in loaded.data.items() for found in objects]


@pytest.mark.parametrize("name", ["内核", "C++", "zh/news:Go 语言", "a b c"])
def test_an_ordinary_name_stays_as_it_is(name: str) -> None:
    assert inventory_name(name) == name


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("x std:doc -1 y.html z", "x-std:doc-1-y-html-z"),
        ("Release 24 03 LTS", "release-24-03-lts"),
        ("n" * 300, "n" * 120),
    ],
)
def test_a_name_that_would_be_read_as_something_else_is_its_slug(name: str, written: str) -> None:
    assert inventory_name(name) == written


@given(st.text(alphabet="ab:- 1\t.$", min_size=1, max_size=40).map(clean).filter(bool))
def test_no_name_makes_an_object_of_another_type(name: str) -> None:
    assert {kind for kind, _ in read_back(name)} <= {"news:tag"}
