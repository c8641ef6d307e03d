"""Field lists of reStructuredText as front matter: at the top, below the title, and not in the text."""

from __future__ import annotations

import pytest

from sphinx_eulernews.model.fields import KEYS, type_fields
from sphinx_eulernews.model.front_matter import blank_front_matter, read_docinfo


def test_the_field_list_that_opens_a_restructuredtext_document_is_front_matter() -> None:
    text = (
        ".. _start:\n\n.. A comment\n   of it.\n\n:blogpost: true\n:date: Jan 2, 2024\n:tags: ships,\n   cranes\n"
        ":og:image: a.png\n\nTitle\n=====\n\n:author: nobody\n"
    )
    front_matter = read_docinfo(text, KEYS)
    assert front_matter.fields == {"post": "true", "date": "Jan 2, 2024", "tags": "ships, cranes"}
    assert front_matter.lines["date"] == 7
    assert front_matter.rest == {"og:image": "a.png"}
    assert front_matter.last == 0
    assert read_docinfo("   quoted\n\n:date: 2024-01-02\n", KEYS).fields == {}


@pytest.mark.parametrize(
    "title",
    ["Title\n=====\n", "=====\nTitle\n=====\n", "\ufeff\nTitle\n=====\n", "潮\n==\n", "==\n潮\n==\n", "A\n-\n"],
)
def test_the_field_list_below_the_title_is_blanked_out_as_front_matter(title: str) -> None:
    text = f"{title}\n:date: 2024-01-02\n:tags: ships,\n   cranes\n\nText.\n"
    front_matter = read_docinfo(text, KEYS)
    assert front_matter.fields == {"date": "2024-01-02", "tags": "ships, cranes"}
    assert blank_front_matter(text, front_matter) == f"{title}\n\n\n\n\nText.\n".removeprefix("\ufeff")


@pytest.mark.parametrize(
    "text",
    [
        "Text.\n\n:date: 2024-01-02\n",
        "Title\n\n=====\n\n:date: 2024-01-02\n",
        "Title\n==\n\n:date: 2024-01-02\n",
        "Title\n=====\n\nText.\n\n:date: x\n",
        "",
    ],
)
def test_a_field_list_in_the_text_is_no_front_matter(text: str) -> None:
    assert read_docinfo(text, KEYS).fields == {}


def test_lists_in_brackets_in_a_field_list_are_lists() -> None:
    front_matter = read_docinfo(
        ':tags: [ships, "big cranes"]\n:title: [ships]\n:author: [Ada](https://a.example.org)\n', KEYS
    )
    type_fields(front_matter)
    assert front_matter.fields == {
        "tags": ["ships", "big cranes"],
        "title": "[ships]",
        "author": "[Ada](https://a.example.org)",
    }
