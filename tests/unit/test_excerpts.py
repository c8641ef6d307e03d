"""Where the excerpt of a post ends: ``<!-- more -->`` and its like, as the rules of Markdown leave it."""

from __future__ import annotations

import pytest
from post_markdown import of_type, tokens


@pytest.mark.parametrize(
    "mark",
    [
        "<!-- more -->", "<!--more-->", "<!-- truncate -->", "{/* truncate */}", "<!-- More -->", "<!-- TEASER_END-->",
        "<!-- PELICAN_END_SUMMARY -->",
    ],
)  # fmt: skip
def test_the_end_of_the_excerpt_is_a_comment(mark: str) -> None:
    found = tokens(f"Lead.\n\n{mark}\n\nRest.")
    assert [token.content for token in of_type(found, "myst_line_comment")] == [mark.strip("{}<>!-/* ").lower()]
    assert [token.content for token in of_type(found, "text")] == ["Lead.", "Rest."]


@pytest.mark.parametrize("text", ["<!-- more -->The <b>rest</b>.", "Lead.\n<!--more--> The <b>rest</b>.\n\nLast."])
def test_what_follows_the_mark_on_its_line_is_kept(text: str) -> None:
    found = tokens(text)
    place = [token.type for token in found].index("myst_line_comment")
    assert (found[place + 1].type, found[place + 1].content.strip()) == ("html_block", "The <b>rest</b>.")


@pytest.mark.parametrize("mark", ["<!-- more -->", "{/* truncate */}"])
@pytest.mark.parametrize("lead", ["Lead.", "Write `x`:", "``a ` b`` and", "An open ` mark"])
def test_an_excerpt_may_end_within_a_paragraph(lead: str, mark: str) -> None:
    children = tokens(f"{lead}{mark} More.\n\n{mark}\n\nRest.")[1].children or []
    assert [token.type for token in children][-2:] == ["myst_line_comment", "text"]
    assert children[-1].content == " More."


def test_a_mark_of_mdx_after_the_same_in_code_leaves_that() -> None:
    found = tokens("`{/* more */}` cuts. {/* more */}\n\nRest.")
    assert [token.content for token in of_type(found, "code_inline")] == ["{/* more */}"]
    assert [token.content.strip() for token in of_type(found, "text")] == ["cuts.", "Rest."]


@pytest.mark.parametrize("code", ["`<!-- more -->`", "``a ` <!-- more -->``", "`{/* truncate */}`"])
def test_a_mark_in_code_ends_no_excerpt(code: str) -> None:
    assert not list(of_type(tokens(f"Write {code} to cut.\n\nRest."), "myst_line_comment"))
