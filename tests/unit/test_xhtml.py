"""HTML of posts as XML: what a book holds is well-formed, and says the same."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from sphinx_eulernews.html.xhtml import as_xhtml


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ('<img src="p.png">', '<img src="p.png" />'),
        ("One<br>two", "One<br />two"),
        ("<BR/>", "<br />"),
        ("a&nbsp;b &amp; c < d", "a\u00a0b &amp; c &lt; d"),
        ("<input disabled>", '<input disabled="" />'),
        ("<p class=a class=b title='x &quot; y'>t</p>", '<p class="a" title="x &quot; y">t</p>'),
        ('<a href="">the file</a>', "<a>the file</a>"),
        ("<svg><linearGradient></linearGradient></svg>", "<svg><linearGradient></linearGradient></svg>"),
        ("<p @click='x' :y='z'>t</p><!-- gone -->", "<p>t</p>"),
        ("</br>t", "t"),
        ("<ul><li>a<ul><li>b<li>c</ul><li>d</ul>", "<ul><li>a<ul><li>b</li><li>c</li></ul></li><li>d</li></ul>"),
        (
            "<table><tr><td>a<td>b<tr><td>c</table>",
            "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>",
        ),
        ("<p>a<p>b<div>c</div>", "<p>a</p><p>b</p><div>c</div>"),
        ("<dl><dt>a<dd>b<dt>c</dl>", "<dl><dt>a</dt><dd>b</dd><dt>c</dt></dl>"),
        # What an earlier fragment has opened is not known here.
        ("<li>x</ul>", "<li>x</li></ul>"),
        ("<svg viewBox='0 0 1 1'></svg>", '<svg viewBox="0 0 1 1"></svg>'),
        ("<b title='a\x0cb&#x1b;'>c\x0c&#12;</b>", '<b title="ab">c</b>'),
    ],
)
def test_tags_attributes_and_references_are_written_as_xml(written: str, expected: str) -> None:
    assert as_xhtml(written) == expected


@given(
    st.lists(
        st.sampled_from(["<b>", "x", "&", "&lt;", "<br>", "<img src=a>", '<i title="&quot;">', "\u4e2d"]), max_size=9
    )
)
def test_what_is_closed_is_well_formed_and_has_the_same_words(pieces: list[str]) -> None:
    names = [piece[1] for piece in pieces if piece.startswith(("<b>", "<i"))]
    written = "".join(pieces) + "".join(f"</{name}>" for name in reversed([n for n in names if n in "bi"]))
    written = written.replace("<img", "<img alt=''")
    closed = as_xhtml(BeautifulSoup(written, "html.parser").decode())
    tree = ElementTree.fromstring(f"<div>{closed}</div>")  # noqa: S314  a text of our own
    assert "".join(tree.itertext()) == BeautifulSoup(written, "html.parser").text
