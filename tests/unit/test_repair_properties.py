"""Raw HTML of any kind: what comes out is balanced, runs nothing and leaves the page around it whole."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from fuzz_targets.raw_html import assert_balanced
from hypothesis import example, given
from hypothesis import strategies as st

from sphinx_eulernews.html.repair import Fragment, repair_fragments
from sphinx_eulernews.html.tokenizer import TokenKind, tokenize

ELEMENT = st.sampled_from(
    ("div", "p", "b", "a", "h1", "li", "ul", "table", "tr", "td", "svg", "path", "foreignObject", "br", "X")
)
RAW = st.sampled_from(
    ("script", "style", "title", "textarea", "iframe", "noscript", "template", "xmp", "My-Tag", "pid")
)
SCRAP = st.one_of(
    st.builds("<{}>".format, ELEMENT | RAW),
    st.builds("</{}>".format, ELEMENT | RAW),
    st.builds("<{}/>".format, ELEMENT | RAW),
    st.builds(
        "<{} {}>".format,
        ELEMENT | RAW,
        st.sampled_from(("onload=x", "href=javascript:x", "src='//x", "v-if=x")),
    ),
    st.sampled_from(("<", ">", "</", "<!--", "-->", "<!", "<?", "&lt;", '"', "'", " ", "\n", "字", "<img src=", "x")),
)
SCRAPS = st.lists(SCRAP, max_size=20).map("".join)


def dangers(html: str) -> list[str]:
    """What could run, as parsers that are not ours see it; html5lib reads as a browser does."""
    found = []
    for parser in ("html.parser", "lxml", "html5lib"):
        body = BeautifulSoup(f"<!DOCTYPE html><body><main>{html}", parser).main
        assert body is not None
        for tag in body.find_all(True):
            found += [f"<{tag.name}>"] if tag.name in ("script", "style", "base", "meta", "form") else []
            found += [f"<{tag.name} {name}>" for name, value in tag.attrs.items() if runs(name, str(value))]
            if tag.name == "iframe" and not str(tag.get("src")).startswith("https://"):
                found.append("<iframe>")
    return found


def runs(name: str, value: str) -> bool:
    address = "".join(value.split()).lower()
    return name.startswith("on") or name == "srcdoc" or address.startswith("javascript:")


def page_is_whole(html: str) -> bool:
    """Whether the frame of a theme stands around HTML as it was written, in the eyes of a browser."""
    page = f"<!DOCTYPE html><div id=frame><main><section>{html}</section></main></div><footer>end</footer>"
    soup = BeautifulSoup(page, "html5lib")
    footer, main = soup.footer, soup.main
    assert soup.body is not None
    return (
        footer is not None
        and footer.parent is soup.body
        and footer.get_text() == "end"
        and main is not None
        and [tag.name for tag in main.find_all(recursive=False)] == ["section"]
    )


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ('<img src=x onerror="go()" alt=y>', "<img src=x alt=y>"),
        ('<img src="x"OnError=go() alt=y>', '<img src="x" alt=y>'),
        ('<img src="x" onerror="go()"/>', '<img src="x" />'),
        ("<img/onerror=go()>", "<img>"),
        ("<svg/onload=go()><b>x</b></svg>", "<svg></svg><b>x</b>"),
        ("<b/onclick=go()/@x/>y</b>", "<b>y</b>"),
        ("<i a=x/ onclick=go() v-if=y title='z'/>", "<i a=x/ title='z'></i>"),
        ("<i a='x'onclick='go()'b=y>z</i>", "<i a='x'b=y>z</i>"),
        ('<a onclick="a"href="b">x</a>', '<a href="b">x</a>'),
        ('<a href="javascript:go()">x</a>', "<a>x</a>"),
        ('<a href=" java&#10;script&colon;go()">x</a>', "<a>x</a>"),
        ("<a href='\x01JaVaScRiPt:go()'>x</a>", "<a>x</a>"),
        ('<a href="vbscript:go()">x</a>', "<a>x</a>"),
        ('<a href="data:text/html,x">x</a>', "<a>x</a>"),
        ('<img src="data:text/html,x">', "<img>"),
        ('<object data="data:image/svg+xml,x"></object>', "<object></object>"),
        ('<svg><a xlink:href="javascript:go()">x</a></svg>', "<svg><a>x</a></svg>"),
        (
            '<svg><set attributeName="href" to="go()"/></svg>',
            '<svg>&lt;set attributeName="href" to="go()"/&gt;</svg>',
        ),
        ("<svg><style><img src=x onerror=go()></style></svg>", "<svg></svg>"),
        ("<math><!--</math><img src=x onerror=go()>--></math>", "<math></math>"),
        ("<noscript><p title='</noscript><img onerror=go()>'></p></noscript>", None),
        ("<scr<ClientOnly>ipt>go()</scr</ClientOnly>ipt>", None),
        ("<<X></X>script>go()", "&lt;script>go()"),
        ('<iframe src="https://v.example.org/1" allowfullscreen></iframe>', None),
        ("<iframe src='//v.example.org/1' title='//v'></iframe>", None),
        (
            '<iframe src="http://v.example.org/1">x</iframe>y',
            '<a href="http://v.example.org/1">http://v.example.org/1</a>y',
        ),
        ('<iframe src="video.html"></iframe>', '<a href="video.html" download="">video.html</a>'),
        ('<iframe src="https://v.example.org/1" srcdoc="<b>" onload=go()></iframe>', None),
    ],
)
def test_nothing_runs_that_a_stranger_wrote(text: str, html: str | None) -> None:
    result = repair_fragments([Fragment(text, line=1)]).fragments[0].html
    assert html is None or result == html
    assert dangers(result) == []


@given(st.lists(SCRAPS, max_size=4))
@example(["<div>", "<b>", "</div>", "</b>"])
@example(["<svg/>", "<svg>", "<p/>"])
def test_whatever_comes_in_balanced_html_comes_out(texts: list[str]) -> None:
    repaired = repair_fragments(Fragment(text, line=1) for text in texts)
    whole = "".join(piece.html for piece in repaired.fragments) + repaired.closings.get(0, "")
    assert_balanced(whole)
    assert {token.kind for token in tokenize(whole)} <= {TokenKind.TEXT, TokenKind.START, TokenKind.END, TokenKind.RAW}


@given(SCRAPS)
def test_repairing_twice_changes_nothing_more(text: str) -> None:
    once = repair_fragments([Fragment(text, line=1)])
    whole = once.fragments[0].html + once.closings.get(0, "")
    again = repair_fragments([Fragment(whole, line=1)])
    assert again.fragments[0].html == whole
    assert again.problems == ()


@given(SCRAPS)
def test_whatever_comes_in_nothing_that_runs_comes_out(text: str) -> None:
    repaired = repair_fragments([Fragment(text, line=1)])
    assert dangers(repaired.fragments[0].html) == []


@given(SCRAPS)
def test_whatever_comes_in_the_page_around_it_stays_whole(text: str) -> None:
    repaired = repair_fragments([Fragment(text, line=1)])
    assert page_is_whole(repaired.fragments[0].html + repaired.closings.get(0, ""))
