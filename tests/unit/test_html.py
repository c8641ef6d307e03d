"""References inside raw HTML, and where it is cut apart."""

from __future__ import annotations

import ast
import html
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinx_eulernews.character_references import unescape
from sphinx_eulernews.html import elements, repair, sanitizer, tokenizer
from sphinx_eulernews.html import rewrite as rewriting
from sphinx_eulernews.html.rewrite import Reference, UrlPlaceholder, fill, rewrite, rewrite_parts
from sphinx_eulernews.html.tokenizer import Token, TokenKind, tokenize

MARKS = (
    "<",
    ">",
    "/>",
    "<!--",
    "-->",
    "--!>",
    "<!",
    "<?",
    "&lt;",
    '"',
    "'",
    "=",
    "/",
    ",",
    " ",
    "\n",
    "字",
    "2x",
)
TAGS = ("<a ", "<img ", "<IMG\n", "<p ", "</a>", "</p>", "<script>", "</script>", "<style>", "</style>")
WORDS = ("src=", "href=", "srcset=", "style=", "url(", ")", 'alt="x"', "x.png")
SCRAP = st.sampled_from((*MARKS, *TAGS, *WORDS))
SCRAPS = st.lists(SCRAP, max_size=30).map("".join)


def references(fragment: str) -> list[Reference]:
    """Return the references of a fragment: images, media, links; not those in comments."""
    found: list[Reference] = []
    rewrite(fragment, lambda reference: found.append(reference))  # noqa: PLW0108  it returns None, which keeps the URL
    return found


def values(fragment: str) -> list[tuple[str, str, str]]:
    return [(found.tag, found.attribute, found.value) for found in references(fragment)]


@pytest.mark.parametrize(
    ("fragment", "expected"),
    [
        ('<img src="a.png">', [("img", "src", "a.png")]),
        ("<IMG SRC='a b.png' />", [("img", "src", "a b.png")]),
        ("<img src=a.png>", [("img", "src", "a.png")]),
        ("<img src=a.png/>", [("img", "src", "a.png/")]),
        ('<img\n  alt="x > y"\n  src = "a.png"\n>', [("img", "src", "a.png")]),
        ('<img/src="a.png"/alt=x>', [("img", "src", "a.png")]),
        ('<img src="a&amp;b&#46;png">', [("img", "src", "a&b.png")]),
        ('<img src="a.png" src="b.png">', [("img", "src", "a.png")]),
        ('<img data-src="lazy.png">', [("img", "data-src", "lazy.png")]),
        ('<video src="a.mp4" poster="a.jpg">', [("video", "src", "a.mp4"), ("video", "poster", "a.jpg")]),
        ('<audio src="a.mp3"></audio>', [("audio", "src", "a.mp3")]),
        ('<td background="a.png">', [("td", "background", "a.png")]),
        ('<input type="image" src="a.png">', [("input", "src", "a.png")]),
        ('<object data="a.svg">', [("object", "data", "a.svg")]),
        ('<embed src="a.svg"><track src="a.vtt">', [("embed", "src", "a.svg"), ("track", "src", "a.vtt")]),
        ('<a href="../x/">x</a>', [("a", "href", "../x/")]),
        ('<svg><image xlink:href="a.png"/></svg>', [("image", "xlink:href", "a.png")]),
        ("<div style=\"background-image: url( 'a.png' )\">", [("div", "style", "a.png")]),
        ("<p style=\"background:url('a(1).png') url(')\">", [("p", "style", "a(1).png")]),
        ('<p style="background:url(&quot;a(1) b.png&quot;)">', [("p", "style", "a(1) b.png")]),
        ('<p style="background:url(a.png),URL(b.png)">', [("p", "style", "a.png"), ("p", "style", "b.png")]),
        (
            '<img srcset="a.png, b.png 2x,c,d.png 640w">',
            [("img", "srcset", "a.png"), ("img", "srcset", "b.png"), ("img", "srcset", "c,d.png")],
        ),
        ("<img><img src><img src=''><img src=' '>", []),
        ("<p src='a.png' href='b'>", []),
        ('<!-- <img src="a.png"> --><img src="b.png">', [("img", "src", "b.png")]),
        ('<!--><img src="a.png">', [("img", "src", "a.png")]),
        ('<script>"<img src=a.png>"</script><img src="b.png">', [("img", "src", "b.png")]),
        ('<img src="a.png', []),
        ('</img src="a.png">', []),
        ('a < b <5 <img src="a.png">', [("img", "src", "a.png")]),
        ("", []),
    ],
)
def test_references_are_found_as_a_browser_reads_them(fragment: str, expected: list[tuple[str, str, str]]) -> None:
    assert values(fragment) == expected


def test_a_reference_knows_the_line_of_its_tag_and_its_place() -> None:
    fragment = '<p>\n<img\n\nsrc="a.png">\n<script>\n\n</script><!--\n--><img src="b.png"></p>'
    assert references(fragment) == [
        Reference("img", "src", "a.png", line=1),
        Reference("img", "src", "b.png", line=7),
    ]


@pytest.mark.parametrize(
    ("fragment", "new", "expected"),
    [
        ('<img  SRC = "a.png"alt=x />', "b.png", '<img  SRC = "b.png"alt=x />'),
        ("<img src='a.png'>", "it's.png", "<img src='it&#39;s.png'>"),
        ('<img src="a.png">', 'a"b&c<d.png', '<img src="a&quot;b&amp;c&lt;d.png">'),
        ("<img src=a.png>", "two words.png", '<img src="two words.png">'),
        ("<img src=a.png width=9>", "b.png", '<img src="b.png" width=9>'),
        ("<img srcset='a.png 1x, z.png 2x'>", "b c.png", "<img srcset='b%20c.png 1x, b%20c.png 2x'>"),
        ("<p style=\"color: red; background: url('a.png')\">", "b(1).png", None),
        ('<a href="x.md">链接</a>\r\n<B>&nbsp;</b>', "y.html", '<a href="y.html">链接</a>\r\n<B>&nbsp;</b>'),
    ],
)
def test_a_new_url_is_escaped_for_the_place_where_it_stands(fragment: str, new: str, expected: str | None) -> None:
    expected = expected or "<p style=\"color: red; background: url('b%281%29.png')\">"
    assert rewrite(fragment, lambda _: new) == expected


def test_each_occurrence_may_be_replaced_by_itself() -> None:
    fragment, new = '<img src="a"><img src="a" srcset="a, a 2x">', iter([None, "b", None, "b"])
    assert rewrite(fragment, lambda _: next(new)) == '<img src="a"><img src="b" srcset="a, b 2x">'


@given(SCRAPS)
def test_keeping_every_reference_keeps_every_byte(fragment: str) -> None:
    assert rewrite(fragment, lambda _: None) == fragment


@given(SCRAPS, st.text(alphabet="ab \"'<>&`=/.,()", min_size=1, max_size=8))
def test_new_urls_are_what_is_found_afterwards(fragment: str, new: str) -> None:
    plain = [found for found in references(fragment) if found.attribute not in ("srcset", "style")]
    again = rewrite(fragment, lambda found: f"x{new}" if found in plain else None)
    assert [
        (found.tag, found.attribute, found.value)
        for found in references(again)
        if found.attribute not in ("srcset", "style")
    ] == [(found.tag, found.attribute, f"x{new}") for found in plain]


@given(SCRAPS)
def test_tokens_cover_the_text_without_a_gap_and_know_their_lines(text: str) -> None:
    position = 0
    for token in tokenize(text):
        assert (token.start, token.line) == (position, text.count("\n", 0, position))
        assert token.end > token.start or token.kind is TokenKind.RAW
        position = token.end
    assert position == len(text)


HOSTILE = ("<", "<a ", "<!--", "<!", '"', "<a b='\"", "<a b=\"'<a b='\"", "<div>", "<X>")
TEDIOUS = (
    *(
        "<?",
        "</",
        "<script>",
        "</div>",
        "<b><p>",
        "<table><td>",
        "<svg>",
        "<img srcset='",
        ", ",
        "url(",
        "url( ",
        "a-",
    ),
    *(
        "<p style='url(",
        "--",
        "<a b=c ",
        "<div></span>",
        "<b></i>",
        "&",
        "<td></div>",
        "<a\n",
        "<a/",
        "<a =",
        "</br>",
    ),
)


def seconds_to_read(fragment: str) -> float:
    started = time.process_time()
    references(fragment)
    references(f"<img srcset='{fragment}'><p style=\"{fragment}\">")
    repair.repair_fragments([repair.Fragment(fragment, line=1)])
    return time.process_time() - started


@pytest.mark.parametrize("scrap", HOSTILE)
def test_a_large_hostile_fragment_is_read_in_time(scrap: str) -> None:
    assert seconds_to_read(scrap * (200_000 // len(scrap))) < 8


@pytest.mark.parametrize("tail", ["", '">', "-->"])
@pytest.mark.parametrize("scrap", TEDIOUS)
def test_a_tedious_fragment_is_read_in_time(scrap: str, tail: str) -> None:
    assert seconds_to_read(scrap * (40_000 // len(scrap)) + tail) < 6


@pytest.mark.parametrize("module", [elements, repair, rewriting, sanitizer, tokenizer])
def test_the_html_modules_are_pure(module: object) -> None:
    syntax = ast.parse(Path(str(module.__file__)).read_text("utf-8"))  # type: ignore[attr-defined]
    names = {alias.name for node in ast.walk(syntax) if isinstance(node, ast.Import) for alias in node.names}
    names |= {str(node.module) for node in ast.walk(syntax) if isinstance(node, ast.ImportFrom)}
    foreign = {name for name in names if name.partition(".")[0] not in sys.stdlib_module_names}
    pure = ("sphinx_eulernews.html", "sphinx_eulernews.character_references")
    assert {name for name in foreign if not name.startswith(pure)} == set()


# Gaps that are filled when pages are written


def test_gaps_are_filled_and_escaped_for_the_attribute_that_they_stand_in() -> None:
    fragment = "<img src='a' srcset=\"b 2x, c 3x\"><p style='background:url(d)'>"
    gaps = iter(range(4))
    parts = rewrite_parts(fragment, lambda _: UrlPlaceholder(next(gaps)))
    filled = fill(parts, lambda number: f"{number}'\", &", lambda _: "")
    read = {name: value for token in tokenize(filled) for name, value in attributes(token).items()}
    assert read == {
        "src": "0'\", &",
        "srcset": "1'\"%2C%20& 2x, 2'\"%2C%20& 3x",
        "style": "background:url(3%27%22,%20&)",
    }


@pytest.mark.parametrize("typed", ["UrlPlaceholder(number=0)", "\0", "\ufdd0 0 \ufdd1", "{0}", "%(0)s", "0"])
def test_nothing_that_an_author_types_is_a_gap(typed: str) -> None:
    parts = rewrite_parts(f'<img src="a"><p title="{typed}">{typed}</p>', lambda _: UrlPlaceholder(0))
    assert fill(parts, lambda _: "X", lambda _: "X") == f'<img src="X"><p title="{typed}">{typed}</p>'


def test_a_link_that_downloads_says_so_once() -> None:
    parts = rewrite_parts("<a href=x.html>x</a><a download='n' href=y.svg>", lambda _: UrlPlaceholder(0, download=True))
    assert fill(parts, lambda _: "u", lambda _: "") == '<a download="" href="u">x</a><a download=\'n\' href="u">'


def attributes(token: Token) -> dict[str, str]:
    return {found.name: html.unescape(found.value or "") for found in token.attributes}


@pytest.mark.parametrize(
    ("text", "decoded"),
    [
        ("&amp; &lt &#12298; &#x300a; &#0065;", "& < 《 《 A"),
        ("&#" + "9" * 5_000 + ";b", "\ufffdb"),
        ("&#" + "0" * 5_000 + "65;b", "Ab"),
        ("&#" + "0" * 5_000 + "b", "\ufffdb"),
        ("&# &#x; &#a", "&# &#x; &#a"),
    ],
)
def test_character_references_of_any_length_are_decoded(text: str, decoded: str) -> None:
    assert unescape(text) == decoded
