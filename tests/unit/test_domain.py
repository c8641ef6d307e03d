"""The memory: what is pickled is of known kinds, and a change of their shape is a change of version."""

from __future__ import annotations

import pickle
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest
from helpers import site_in
from samples import FILES

from sphinx_eulernews.domain_data import STORED, NewsData


def kinds_in(value: object) -> set[type]:
    """Return the dataclasses that a value holds, at any depth."""
    if isinstance(value, dict):
        return set[type]().union(*map(kinds_in, value.values()), *map(kinds_in, value))
    if isinstance(value, list | tuple):
        return set[type]().union(*map(kinds_in, value))
    if is_dataclass(value):
        return {type(value)}.union(*(kinds_in(getattr(value, item.name)) for item in fields(value)))
    return set()


def test_the_version_of_the_data_follows_every_kind_of_object_in_it(tmp_path: Path) -> None:
    site_in(tmp_path, FILES).build()
    [pickled] = tmp_path.rglob("environment.pickle")
    data = pickle.loads(pickled.read_bytes()).domaindata["news"]  # noqa: S301  written a moment ago
    kinds = kinds_in(data)
    assert {kind.__name__ for kind in kinds} >= {"Post", "Author", "Banner", "Moment", "PostListSpec"}
    assert kinds <= set(STORED)


@pytest.mark.promise("5 linear")
def test_what_a_document_notes_is_appended_and_never_copied() -> None:
    domain = NewsData.__new__(NewsData)
    domain.data = {name: {} for name in NewsData.initial_data}

    def note(number: int) -> list[int]:
        domain.note_missing("a", [f"{number}.png"])
        domain.note_link("a", f"b{number}")
        domain.note_old_link("a", f"/{number}", number)
        domain.note_reference("a", "tag", f"t{number}")
        return [id(domain.data[name]["a"]) for name in ("missing", "links", "old_links", "references")]

    assert note(1) == note(2)
    assert (list(domain.missing["a"]), domain.old_links["a"]) == (["1.png", "2.png"], {"/1": [1], "/2": [2]})


def test_a_missing_page_is_looked_for_as_a_document_too() -> None:
    domain = NewsData.__new__(NewsData)
    domain.data = {name: {} for name in NewsData.initial_data}
    domain.note_missing("a", ["old/page", "old/notes.md", "old/folder"], or_document=True)
    domain.note_missing("a", ["a.png", "old/page"])
    domain.note_missing("b", ["c"])
    assert [*domain.missing["a"]] == ["old/page", "old/notes.md", "old/folder", "a.png"]
    for docname in ("old/page", "OLD/Page", "old/notes", "old/folder/index", "old/folder/README", "old/page/index"):
        assert domain.waiting_for({docname, "other"}) == {"a"}, docname
    for docname in ("page", "a", "c", "old", "old/folder/x"):
        assert domain.waiting_for({docname}) == set(), docname
    assert domain.waiting_for(set()) == set()
