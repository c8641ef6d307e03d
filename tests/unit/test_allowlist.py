"""The allowlist for HTML of posts from strangers."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

from sphinx_eulernews.html import allowlist
from sphinx_eulernews.html.allowlist import clean_fragments, removed_markup
from sphinx_eulernews.html.repair import Fragment, repair_fragments

SCRAP = st.sampled_from(
    [
        *(
            "<b>",
            "</b>",
            "<table>",
            "<tr>",
            "<td>",
            "</table>",
            "<a href=javascript:go()>",
            "</a>",
            "<img src=x onerror=go()>",
        ),
        *(
            "<svg><p>",
            "<math><mtext><style>",
            "<p style='position:fixed'>",
            "<iframe src=https://x.example.org>",
            "words",
        ),
        *(
            "<form action=x><input>",
            "<object data=x.svg>",
            "<!-- c -->",
            "<a id=x name=y>",
            "<details open ontoggle=go()>",
        ),
        *("<video src=x onplay=go()>", "<template>", "<noscript><p title='</noscript><img onerror=go()>'>", "</div>"),
    ]
)


def cleaned(*texts: str) -> list[str]:
    """Clean fragments of one group, as a post is cleaned."""
    repaired = repair_fragments(Fragment(text, 1) for text in texts)
    bodies, ends = clean_fragments([(0, fragment.html) for fragment in repaired.fragments], repaired.closings)
    return [*bodies, ends.get(0, "")]


def test_an_element_that_spans_fragments_stays_whole() -> None:
    assert cleaned('<div align="center" class="x">', "<b>bold", "</b></div>") == [
        '<div align="center">',
        "<b>bold",
        "</b></div>",
        "",
    ]


def test_what_is_left_open_is_closed_at_the_end_of_its_group() -> None:
    assert cleaned("<div>", "words") == ["<div>", "words", "</div>"]


def test_text_that_looks_like_a_mark_stays_text() -> None:
    assert cleaned("<b title='<!--0-->'>&lt;!--0--&gt;</b>")[0] == '<b title="&lt;!--0--&gt;">&lt;!--0--&gt;</b>'


@settings(deadline=None)  # the first example imports nh3
@given(st.lists(st.lists(SCRAP, max_size=6).map("".join), min_size=1, max_size=5))
def test_whatever_comes_in_nothing_that_acts_comes_out(texts: list[str]) -> None:
    soup = BeautifulSoup("".join(cleaned(*texts)), "html5lib")
    for tag in soup.select("body *"):
        assert tag.name in allowlist.TAGS
        assert not [name for name in tag.attrs if name.startswith("on") or name in ("style", "id", "class", "srcdoc")]
        assert not str(tag.get("href", "")).lower().startswith("javascript")


def test_each_line_says_what_is_removed() -> None:
    fragments = [
        Fragment("<script>x</script>\n<a href='java&#10;script:x' ID=a>", 3),
        Fragment("<b>x</b> <pid> <source>", 9),
    ]
    assert list(removed_markup(fragments)) == [(3, "<script>"), (4, "a javascript: or similar URL in href, id")]


def test_an_image_in_a_url_stays_and_other_schemes_are_reported() -> None:
    png = '<img alt="" src="data:image/png;base64,iVBORw0KGgo=">'
    texts = [png, '<a href="ftp://x">x</a>', '<video poster="data:image/png;base64,x" src="blob:x"></video>']
    fragments = [Fragment(text, number) for number, text in enumerate(texts, 1)]
    assert cleaned(*texts)[:2] == [png, '<a rel="nofollow ugc">x</a>']
    assert cleaned(*texts)[2] == "<video></video>"
    assert cleaned('<source src="data:audio/mp3;base64,x">', '<a href="data:image/png,x">') == [
        "<source>",
        '<a rel="nofollow ugc">',
        "</a>",
    ]
    assert list(removed_markup(fragments)) == [
        (2, "a ftp: URL in href"),
        (3, "a data: URL in poster, a blob: URL in src"),
    ]


def test_a_drive_before_the_path_of_an_image_is_no_scheme() -> None:
    text = '<img alt="a" src="C:img/a.png"><video poster="d:b.png"></video>'
    assert cleaned(text)[0] == text
    assert not list(removed_markup([Fragment(text, 1)]))
    assert cleaned('<a href="c:x">x</a>')[0] == '<a rel="nofollow ugc">x</a>'
    assert list(removed_markup([Fragment('<a href="c:x">x</a>', 1)])) == [(1, "a c: URL in href")]


def test_without_nh3_the_text_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(allowlist, "IS_AVAILABLE", False)
    assert cleaned("<b>a &amp; b</b>", "<img src=x>") == ["a &amp; b", "", ""]
