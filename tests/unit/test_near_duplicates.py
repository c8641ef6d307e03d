"""Names of terms that probably mean the same, and the lines that make them one term."""

from __future__ import annotations

import sys

import pytest
import yaml

from sphinx_eulernews.model.near_duplicates import _SIMPLIFIED, comparison_key, declaration, near_duplicates


@pytest.mark.parametrize(
    "names",
    [
        ["Container", "container", "CONTAINER", "Ｃontainer"],
        ["harbour-crane", "harbour crane", "harbour_crane", "HarbourCrane"],
        ["crane", "cranes"],
        ["ferry", "ferries"],
        ["cache", "caches"],
        ["batch", "batches"],
        ["movie", "movies"],
        ["box", "boxes"],
        ["harbour works", "harbour-work"],
        ["开源软件", "開源軟件"],
        ["网络", "網絡"],
        ["云原生", "雲原生"],
    ],
)
def test_spellings_of_one_name_are_told(names: list[str]) -> None:
    assert near_duplicates(dict.fromkeys(names, 1)) == [tuple(sorted(names))]


@pytest.mark.parametrize(
    "names",
    [
        ["C", "C++", "C#"],
        ["news", "new"],
        ["windows", "window"],
        ["http", "https"],
        ["css", "cs"],
        ["io", "ios"],
        [".net", "net"],
        ["容器", "容量"],
        ["🚢", "⚓"],
        ["-", "_"],
        ["process", "proces"],
        ["port 1", "port 2"],
    ],
)
def test_names_that_only_look_alike_are_not_grouped(names: list[str]) -> None:
    assert near_duplicates(dict.fromkeys(names, 1)) == []


def test_the_most_used_spelling_comes_first() -> None:
    assert near_duplicates({"cranes": 1, "crane": 5, "Crane": 2}) == [("crane", "Crane", "cranes")]


def test_traditional_characters_lead_to_simplified_ones() -> None:
    pairs = dict(zip(_SIMPLIFIED[::2], _SIMPLIFIED[1::2], strict=True))
    assert len(pairs) == len(_SIMPLIFIED) // 2
    assert pairs.keys().isdisjoint(pairs.values())
    assert {simplified.encode("gb2312").decode("gb2312") for simplified in pairs.values()} == set(pairs.values())


@pytest.mark.parametrize(
    ("names", "line"),
    [
        (["crane", "cranes"], "crane: {aliases: [cranes]}"),
        (["C++ tools", "c++-tools"], "C++ tools: {aliases: [c++-tools]}"),
        (["开源", "開源"], "开源: {aliases: [開源]}"),
        (["a: b", "a:b"], '"a: b": {aliases: ["a:b"]}'),
        (["No", "no"], '"No": {aliases: ["no"]}'),
        (["1-2", "1 2"], '"1-2": {aliases: ["1 2"]}'),
        (["a, b", "[a] b #c"], '"a, b": {aliases: ["[a] b #c"]}'),
    ],
)
def test_the_line_makes_the_names_one_term(names: list[str], line: str) -> None:
    assert declaration(names) == line
    assert yaml.safe_load(line) == {names[0]: {"aliases": names[1:]}}


def test_of_a_term_that_is_declared_the_aliases_are_told() -> None:
    assert declaration(["crane", "cranes"], {"crane"}) == "crane: aliases: [cranes]"


def test_names_are_compared_in_proportion_to_their_number() -> None:
    def calls(number: int) -> int:
        count = 0

        def note(_frame: object, event: str, _argument: object) -> None:
            nonlocal count
            count += event in ("call", "c_call")

        names = {f"crane {n}": 1 for n in range(number)}
        comparison_key("crane")
        sys.setprofile(note)
        try:
            near_duplicates(names)
        finally:
            sys.setprofile(None)
        return count

    assert calls(400) < 2.5 * calls(200)
