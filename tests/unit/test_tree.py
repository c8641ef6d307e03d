"""The neutral tree: whatever the text, what comes out is well-formed and says the same."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest
from helpers import StubAddresses
from hypothesis import given
from hypothesis import strategies as st

from sphinx_eulernews.model.text import clean
from sphinx_eulernews.render.tree import Node, element, is_web_url, link, to_html

# What is left of any text after cleaning, which every text of a post has been through.
TEXTS = st.text().map(clean)


def write(node: Node, *missing: str) -> str:
    return to_html(node, StubAddresses(*missing))


@given(TEXTS, TEXTS)
def test_any_text_comes_out_as_well_formed_xml_that_says_the_same(text: str, value: str) -> None:
    tree = element("p", text, link("zh/news/a", text, title=value), data_value=value)
    root = ET.fromstring(write(tree))  # noqa: S314  our own output
    assert (root.text or "") == text
    [anchor] = root
    assert (anchor.text or "") == text
    assert anchor.get("title", "") == value
    assert root.get("data-value", "") == value


@pytest.mark.parametrize(
    ("node", "expected"),
    [
        ("<script>alert('1') & \"2\"", "&lt;script&gt;alert('1') &amp; \"2\""),
        (element("p", "甲", cls="a b"), '<p class="a b">甲</p>'),
        (element("p", title='"><script>'), '<p title="&quot;&gt;&lt;script&gt;"></p>'),
        (element("p", None, ["甲", "乙"], aria_label="", for_="x"), '<p for="x">甲乙</p>'),
        (element("img", alt_text="x"), '<img alt-text="x" />'),
        (link("zh/a", "甲", rel="tag"), '<a rel="tag" href="/zh/a.html">甲</a>'),
        (link("https://example.org/?a=1&b=2", "甲"), '<a href="https://example.org/?a=1&amp;b=2">甲</a>'),
    ],
)
def test_a_tree_is_written_as_html(node: Node, expected: str) -> None:
    assert write(node) == expected


def test_a_link_to_a_page_that_is_not_there_is_plain_text() -> None:
    assert write(link("zh/tags/a", "甲", rel="tag", cls="p-category"), "zh/tags/a") == (
        '<span class="p-category">甲</span>'
    )


@pytest.mark.parametrize(
    ("address", "external"),
    [
        ("https://example.org", True),
        ("http://example.org", True),
        ("HTTPS://example.org", True),
        ("zh/news/a", False),
        ("httpd/guide", False),
        ("javascript:alert(1)", False),
    ],
)
def test_absolute_urls_are_told_from_names_of_pages(address: str, external: bool) -> None:
    assert is_web_url(address) is external
