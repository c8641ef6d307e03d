"""Posts nested without limit: each costs its own structure, never the build, whatever the builder."""

from __future__ import annotations

import pytest
from helpers import Build, Project, site_in

HEAD = "---\ntitle: T\ndate: 2024-01-01\n---\n"
QUOTES = "\n".join(f"{'  ' * level}quote {level}\n" for level in range(250))
NOTES = "\n".join(f"{'   ' * level}.. note::\n" for level in range(120)) + "   " * 120 + "last words\n"
LISTS = "- " * 60 + "last words\n"
CIRCLES = "".join(f".. |c{level}| replace:: |c{level + 1}| |c{level + 1}|\n" for level in range(30)) + (
    ".. |c30| replace:: c\n.. |a| replace:: |a| |d| |A|\n.. |b| replace:: |a| B\n.. |d| replace:: deep\n"
)
COLUMNS = 250
POSTS = {
    "quotes.md": HEAD + f"```{{eval-rst}}\n{QUOTES}```\n\nThe end.\n",
    "notes.md": HEAD + f"```{{eval-rst}}\n{NOTES}```\n\nThe end.\n",
    "lists.md": HEAD + f"```{{eval-rst}}\n{LISTS}```\n\nThe end.\n",
    "text.rst": f":date: 2024-01-01\n\nT\n=\n\n{LISTS}\nThe end.\n",
    "circles.rst": f":date: 2024-01-01\n\nT\n=\n\n{CIRCLES}\n|A| |b| |c0| |d|\n\nThe end.\n",
    "narrow.md": HEAD + "> " * 30 + "last words\n",
    "numbers.md": HEAD + "999999999. " * 9 + "last words\n",
    "wide.md": HEAD + "".join("|".join([cell] * COLUMNS) + "\n" for cell in ("a", "-", "z")),
}


@pytest.fixture(scope="module")
def deep(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return site_in(tmp_path_factory.mktemp("deep"), {f"news/{name}": text for name, text in POSTS.items()})


@pytest.fixture(scope="module")
def html(deep: Project) -> Build:
    return deep.build("html")


@pytest.mark.parametrize("name", ["quotes.md", "notes.md", "lists.md", "text.rst"])
def test_what_is_nested_without_limit_is_shown_as_text_with_a_warning(html: Build, name: str) -> None:
    text = html.page(f"news/{name.partition('.')[0]}.html").text
    assert ("quote 249" if name == "quotes.md" else "last words") in text
    assert "The end." in text
    assert [each for each in html.warnings if each.path == f"news/{name}" and "nested" in each.message]


def test_substitutions_that_contain_each_other_are_shown_as_text_with_a_warning(html: Build) -> None:
    text = " ".join(html.page("news/circles.html").text.split())
    assert "|a| deep |A|" in text
    assert "B" in text
    assert "The end." in text
    found = [
        each.message for each in html.warnings if each.path == "news/circles.rst" and "substitution" in each.message
    ]
    assert {message.split("|")[1] for message in found} >= {"a", "b"}
    assert len(found) < 10
    assert [each for each in html.warnings if "docutils" in str(each)] == []


def test_plain_text_has_room_for_every_post(deep: Project) -> None:
    build = deep.build("text")
    for name in ("lists", "text", "narrow", "numbers"):
        assert "last words" in build.text(f"news/{name}.txt")
    assert build.text("news/wide.txt").count("z") == COLUMNS
