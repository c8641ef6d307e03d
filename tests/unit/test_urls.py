"""Slugs: one path segment for every name, distinct, and the same for good."""

from __future__ import annotations

import hashlib
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sphinx_eulernews.model.text import fold
from sphinx_eulernews.model.urls import RESERVED, assign_slugs, slugify

NAMES = st.one_of(
    st.text(max_size=12),
    # Few letters, so that names want the same slug.
    st.text(alphabet=st.sampled_from(list("aA-+ #中C.")), max_size=5),
    st.sampled_from(["C", "C++", "C#", ".NET", "index", "page", "con", "..", "🚀", "cpp"]),
)


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("openEuler", "openeuler"),
        ("A-Tune 调优", "a-tune-调优"),
        ("操作系统", "操作系统"),
        ("ＡＩ", "ai"),
        ("C", "c"),
        ("C++", "cpp"),
        ("c++", "cpp"),
        ("C#", "csharp"),
        ("F#", "fsharp"),
        (".NET", "dotnet"),
        ("Node.js", "node-js"),
        ("a/b\\c", "a-b-c"),
        ("../../etc/passwd", "etc-passwd"),
        ("  前后 空格 ", "前后-空格"),
        ("é", "é"),
        ("e\u0301", "é"),
        ("한국어", "한국어"),
        ("हिन्दी", "हिन्दी"),
        ("<script>", "script"),
        ("🚀", ""),
        (".", ""),
        ("..", ""),
        ("", ""),
    ],
)
def test_a_slug_keeps_letters_and_numbers_of_every_script(name: str, slug: str) -> None:
    assert slugify(name) == slug


def test_names_in_which_the_punctuation_is_the_name_have_slugs_of_their_own() -> None:
    slugs = assign_slugs(["C", "C++", "C#", ".NET", "NET", "F#", "F"])
    assert slugs == {
        "c": "c", "c++": "cpp", "c#": "csharp", ".net": "dotnet", "net": "net", "f#": "fsharp", "f": "f",
    }  # fmt: skip


@pytest.mark.parametrize(
    "name", ["🚀", ".", "..", "", "con", "CON", "index", "page", "nul", "com1", "x" * 5000, "中" * 5000]
)
def test_names_that_cannot_be_urls_get_a_hash(name: str) -> None:
    [slug] = assign_slugs([name]).values()
    assert slug not in RESERVED
    assert slug.strip(".-")
    assert len(slug.encode()) <= 130
    assert hashlib.sha256(fold(name).encode()).hexdigest()[:8] in slug


def test_long_names_that_begin_alike_are_told_apart() -> None:
    slugs = assign_slugs(["中" * 5000, "中" * 5000 + "文", "x" * 5000])
    assert len(set(slugs.values())) == 3


def test_a_slug_that_a_maintainer_gives_is_used() -> None:
    assert assign_slugs(["内核"], {"内核": "kernel"}) == {"内核": "kernel"}


@pytest.mark.parametrize("names", [["a b", "a-b"], ["a-b", "a b"], ["a+b", "a b", "a-b"]])
def test_names_that_want_one_slug_are_told_apart(names: list[str]) -> None:
    slugs = assign_slugs(names)
    assert len(set(slugs.values())) == len(names)
    assert "a-b" in slugs.values()


def test_a_name_that_spells_the_hashed_slug_of_another_gets_one_of_its_own() -> None:
    [hashed] = {slug for slug in assign_slugs(["a-b", "a b"]).values() if slug != "a-b"}
    slugs = assign_slugs([hashed, "a-b", "a b"])
    assert len(set(slugs.values())) == 3


@pytest.mark.promise("slugs")
@given(st.lists(NAMES, max_size=8))
def test_slugs_are_distinct_safe_path_segments(names: list[str]) -> None:
    slugs = assign_slugs(names)
    assert slugs.keys() == {fold(name) for name in names}
    assert len({unicodedata.normalize("NFC", slug).casefold() for slug in slugs.values()}) == len(slugs)
    for slug in slugs.values():
        assert slug
        assert slug not in RESERVED
        assert not set(slug) & set('/\\?#%:*"<>| .\0')
        assert len(slug.encode()) <= 130


@pytest.mark.promise("slugs")
@given(st.lists(NAMES, max_size=6), NAMES)
@example(["a b"], "a-b")
@example(["index"], "🚀")
def test_adding_a_name_never_changes_an_older_slug(names: list[str], newer: str) -> None:
    before = assign_slugs(names)
    after = assign_slugs([*names, newer])
    assert {name: after[name] for name in before} == before
