"""YAML and TOML of front matter: which values they become, and what deep or long ones cost."""

from __future__ import annotations

import time
import tracemalloc

import pytest

from sphinx_eulernews.model.fields import KEYS
from sphinx_eulernews.model.front_matter import FrontMatter, read_front_matter


def read(text: str) -> FrontMatter:
    return read_front_matter(text, KEYS)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("tags: [NO, 1.10, 2023-11-25, yes]", ["NO", "1.10", "2023-11-25", "yes"]),
        ("tags: [甲, , ~, null, '~']", ["甲", "~"]),
        ("tags: [a, [b, c], {D: e}]", ["a", ["b", "c"], {"d": "e"}]),
        ("tags: {a: b, c: null}", {"a": "b"}),
        ("tags: null", ""),
        ("tags: 'null'", "null"),
        ("tags: ' 前后 空格 '", "前后 空格"),
        ('tags: "a\\x00\\x07\\u202eb"', "ab"),
        ("tags: |\n  两行\n  文字", "两行 文字"),
    ],
)
def test_values_stay_text_and_are_cleaned(content: str, expected: object) -> None:
    assert read(f"---\n{content}\n---\n").fields == {"tags": expected}


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("date = 2023-11-25", {"date": "2023-11-25"}),
        ("date = 2023-11-25T08:30:00+08:00", {"date": "2023-11-25 08:30:00+08:00"}),
        ("draft = true", {"draft": "true"}),
        ("tags = [1.10, 22]", {"tags": ["1.10", "22"]}),
    ],
)
def test_toml_values_become_the_text_that_was_written(content: str, expected: object) -> None:
    assert read(f"+++\n{content}\n+++\n").fields == expected


def test_control_characters_in_front_matter_cost_no_field() -> None:
    front_matter = read("---\ntitle: 港\x07口\ndate: 2023-11-25\n---\n")
    assert front_matter.fields == {"title": "港口", "date": "2023-11-25"}


@pytest.mark.promise("5 linear")
def test_an_alias_bomb_is_cheap() -> None:
    levels = "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12))
    begun = time.process_time()
    front_matter = read(f"---\na0: &a0 [哈]\n{levels}title: 甲\n---\n")
    assert time.process_time() - begun < 1
    assert front_matter.fields["title"] == "甲"


@pytest.mark.promise("5 linear")
def test_deep_nesting_costs_no_more_than_a_warning() -> None:
    front_matter = read(f"---\ntitle: 甲\nx: {'[' * 5000}\n---\n")
    assert front_matter.fields["title"] == "甲"
    assert [problem.subtype for problem in front_matter.problems] == ["front_matter"]


def test_what_is_not_ours_goes_on_with_its_types() -> None:
    front_matter = read("---\ntitle: a\ntocdepth: 2\norphan: true\nversion: '2'\nhtml_meta: {robots: x, n: 1.5}\n---\n")
    assert front_matter.rest == {
        "tocdepth": 2, "orphan": True, "version": "2", "html_meta": {"robots": "x", "n": 1.5},
    }  # fmt: skip
    assert read("+++\ntocdepth = 2\norphan = true\nversion = '2'\n+++\n").rest == {
        "tocdepth": 2, "orphan": True, "version": "2",
    }  # fmt: skip


def test_a_field_that_is_there_twice_is_a_problem() -> None:
    front_matter = read("---\ntitle: a\ndate: 2023-11-25\ntitle: b\n---\n")
    assert front_matter.fields["title"] == "b"
    assert [problem.line for problem in front_matter.problems] == [4]


DEEP = {
    "dotted keys of TOML": ("+++", "title = 'a'\n" + ".".join("a" * 15_000) + " = 1"),
    "dotted keys in a table of TOML": ("+++", "title = 'a'\nx = {" + ".".join("a" * 15_000) + " = 1}"),
    "the name of a table": ("+++", "title = 'a'\n[" + ".".join("a" * 15_000) + "]"),
    "arrays of TOML": ("+++", "title = 'a'\nx = " + "[" * 15_000 + "]" * 15_000),
    "brackets of YAML": ("---", "title: a\nx: " + "[" * 15_000 + "]" * 15_000),
    "lists of lists": ("---", "title: a\nx:\n  " + "- " * 15_000 + "y"),
    "indentation": ("---", "title: a\n" + "".join(f"{' ' * n}k{n}:\n" for n in range(1, 200)) + f"{' ' * 200}x"),
}


@pytest.mark.parametrize("name", DEEP)
def test_deep_nesting_is_not_parsed_and_costs_one_warning(name: str) -> None:
    fence, content = DEEP[name]
    tracemalloc.start()
    front_matter = read(f"{fence}\n{content}\n{fence}\nBody")
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 40 * len(content) + 1_000_000
    assert front_matter.fields["title"] == "a"
    [problem] = front_matter.problems
    assert (problem.subtype, "the line is ignored" in problem.message) == ("front_matter", True)


LONG = {
    "spaces in a block": "summary: |\n a" + " " * 200_000 + "b",
    "a key of spaces": "a" + " " * 200_000 + "b",
    "keys": "\n".join(f"k{n}: v" for n in range(10_000)),
    "separators": "tags: '" + " ," * 50_000 + "'",
    "quotes": "title: " + "'" * 100_000,
    "broken list": "title: [" + "a, " * 50_000,
    "items": "tags:\n" + "- a\n" * 20_000 + ": b",
}


@pytest.mark.parametrize("name", LONG)
@pytest.mark.parametrize("fence", ["---", "+++", ""])
def test_front_matter_takes_time_in_proportion_to_its_length(name: str, fence: str) -> None:
    begun = time.process_time()
    read(f"{fence}\ntitle: a\n{LONG[name]}\n{fence}\nBody")
    assert time.process_time() - begun < 5


def test_a_tag_of_yaml_makes_nothing_and_is_a_warning() -> None:
    front_matter = read_front_matter("---\ntitle: !!python/name:os.system x\ntags: !!set {a, b}\n---\n", KEYS)
    assert front_matter.fields["title"] == "x"
    [problem] = front_matter.problems
    assert problem.line == 2
    assert "python/name:os.system" in problem.message
