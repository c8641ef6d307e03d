"""Metadata of Nikola: comments at the top of a post that are read as front matter."""

from __future__ import annotations

import pytest

from sphinx_eulernews.model.field_readers import Context
from sphinx_eulernews.model.fields import KEYS, read_post
from sphinx_eulernews.model.front_matter import blank_front_matter, read_docinfo, read_front_matter
from sphinx_eulernews.model.post import Moment

META = """\
.. title: REST: the URLs
.. slug: rest-urls
.. date: 2015-04-15 22:31:49 UTC+02:00
.. tags: one, two
.. category:
.. link: https://example.org/
.. previewimage: /a.png
.. type: text
"""


@pytest.mark.parametrize("in_html", [False, True])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_comments_that_open_a_post_are_its_front_matter(in_html: bool, line_end: str) -> None:
    text = f"<!--\n{META}\n-->\n\nText." if in_html else f"\n{META}\nText.\n----\n"
    text = text.replace("\n", line_end)
    front_matter = read_front_matter(text, KEYS) if in_html else read_docinfo(text, KEYS)
    post, problems = read_post(front_matter, "b/a", "b", Context())
    assert problems == []
    assert (post.title, post.slug, post.tags) == ("REST: the URLs", "rest-urls", ("one", "two"))
    assert (post.date, post.categories, post.external) == (Moment("2015-04-15T22:31:49+02:00"), (), "")
    assert (front_matter.fields["banner"], front_matter.line_of("tags")) == ("/a.png", 5)
    blanked = blank_front_matter(text.replace("\r\n", "\n"), front_matter)
    assert blanked.strip().startswith("Text.")
    assert blanked.count("\n") == text.count("\n")


@pytest.mark.parametrize(
    "text",
    [
        ".. title: x\n\nText.",
        ".. date: 2015-04-15\n\nText.",
        ".. _label:\n.. title: x\n.. date: 2015-04-15\n",
        "Text.\n\n.. title: x\n.. date: 2015-04-15\n",
        "<!--\n.. title: x\n.. date: 2015-04-15\n",
        "<!--\n.. title: x\ntext\n.. date: 2015-04-15\n-->",
        ".. note:: title\n",
        "",
    ],
)
def test_comments_without_a_title_and_a_date_at_the_top_are_no_metadata(text: str) -> None:
    assert read_docinfo(text, KEYS).fields == {}
    assert "title" not in read_front_matter(text, KEYS).fields


@pytest.mark.parametrize("tags", ["draft", "潮, draft", "Private,潮"])
def test_tags_that_say_that_a_post_is_not_public_hold_it_back(tags: str) -> None:
    front_matter = read_docinfo(META.replace("one, two", tags), KEYS)
    post, problems = read_post(front_matter, "b/a", "b", Context())
    assert (post.draft, post.tags, problems) == (True, ("潮",) if "潮" in tags else (), [])
    # In front matter of other systems, a tag is a tag.
    post, _problems = read_post(read_front_matter(f"---\ntags: [{tags}]\n---\n", KEYS), "b/a", "b", Context())
    assert not post.draft
