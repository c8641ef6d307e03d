"""Marks within a line: marked text, superscripts, keys, abbreviations, inline footnotes, images of Obsidian."""

from __future__ import annotations

import time

import pytest
from markdown_it.token import Token
from post_markdown import inline, of_type, post_parser, tokens

from sphinx_eulernews.markdown.rule_helpers import OFFSET

NODES = {
    "eulernews_superscript": "sup",
    "eulernews_subscript": "sub",
    "eulernews_keys": "kbd",
    "eulernews_abbreviation": "abbr",
}


def marked_up(text: str) -> str:
    """Return the text of all blocks, with the names of HTML elements in the place of our tokens."""
    return "|".join("".join(map(_shown, token.children or ())) for token in tokens(text) if token.type == "inline")


def _shown(token: Token) -> str:
    if token.nesting and (name := NODES.get(token.type.rpartition("_")[0])):
        title = f" title={token.attrs['title']}" if token.attrs else ""
        return f"<{name}{title}>" if token.nesting > 0 else f"</{name}>"
    return token.content if token.type != "footnote_ref" else f"[{token.meta['label']}]"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("记住，==重点==。", "记住，<mark>重点</mark>。"),
        ("a ==marked `word`== here", "a <mark>marked word</mark> here"),
        ("(==a=b==)", "(<mark>a=b</mark>)"),
        ("x^2^ and 10^-3^", "x<sup>2</sup> and 10<sup>-3</sup>"),
        ("the 29^th^", "the 29<sup>th</sup>"),
        ("参考文献^[1]^，另见^[2,3]^", "参考文献<sup>[1]</sup>，另见<sup>[2,3]</sup>"),
        ("H~2~O、CO~2~", "H<sub>2</sub>O、CO<sub>2</sub>"),
        ("a~i~ + a~n+1~", "a<sub>i</sub> + a<sub>n+1</sub>"),
        ("Press ++ctrl+alt+f2++.", "Press <kbd>Ctrl</kbd>+<kbd>Alt</kbd>+<kbd>F2</kbd>."),
        ("++page-up++", "<kbd>Page Up</kbd>"),
    ],
)
def test_marks_are_elements(text: str, shown: str) -> None:
    assert marked_up(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        *(
            "a == b and c == d",
            "a==b, c==d",
            'if ("a"=="b" && "c"=="d")',
            "f(x)==1 || f(y)==2",
            "== x ==",
            "用==比较地址而==比较值",
        ),
        *("高兴^_^ 和^o^ 了", "2^10 和 3^10", "^abc^", "a^b c^"),
        *("10~20 元，30~40 元", "周一~周五，9~18 点", "a~b~c", "~/a 和 ~/b", "1~2~3"),
        *("++i 和 i++", "C++ and c++11 ++", "++x++", "++made+up++", "i+++j+++k"),
    ],
)
def test_operators_ranges_and_faces_are_text(text: str) -> None:
    assert marked_up(text) == text


def test_code_has_no_marks() -> None:
    code = "`==a== x^2^ H~2~O ++ctrl+c++`"
    assert marked_up(code) == code.strip("`")


def test_abbreviations_are_explained_wherever_they_stand() -> None:
    text = (
        "The HTML of HTML5, 用HTML写。\n\n- *W3C* `HTML`\n\n*[HTML]: Hypertext Markup Language\n*[W3C]: the Consortium"
    )
    full = "<abbr title=Hypertext Markup Language>HTML</abbr>"
    assert marked_up(text) == f"The {full} of HTML5, 用{full}写。|<abbr title=the Consortium>W3C</abbr> HTML"


@pytest.mark.parametrize("text", ["*[HTML]:", "*[HTML] is short", "*[a]* b", "    *[HTML]: code"])
def test_what_defines_no_abbreviation_is_shown(text: str) -> None:
    assert [token.content.strip() for token in tokens(text) if token.content] == [text.strip()]


@pytest.mark.parametrize(
    ("text", "note"),
    [("word^[A note, with [a link](x).] on", "A note, with [a link](x)."), ("词^[注释]。", "注释")],
)
def test_an_inline_footnote_has_a_definition_at_the_end(text: str, note: str) -> None:
    found = tokens(text)
    reference = next(of_type(found, "footnote_ref"))
    start = next(place for place, token in enumerate(found) if token.type == "footnote_reference_open")
    assert found[start].meta["label"] == reference.meta["label"] == "inline-note-1"
    assert found[start + 2].content == note
    assert found[start + 2].children


def test_inline_footnotes_are_named_by_their_lines_as_those_of_a_translated_block_are() -> None:
    whole = post_parser().parse("a\n\nb^[c d] e^[f g]\n\n| h^[i j] |\n|---|\n| k^[l m] |")
    block = post_parser().parse("B^[C D] E^[F G]", {OFFSET: 2})
    assert [found.meta["label"] for found in of_type(block, "footnote_ref")] == ["inline-note-3", "inline-note-3-2"]
    assert [found.meta["label"] for found in of_type(whole, "footnote_ref")] == [
        *("inline-note-3", "inline-note-3-2", "inline-note-5", "inline-note-7"),
    ]


@pytest.mark.parametrize("text", ["用 ^[a-z ]+$ 匹配", "x^[a-z 0-9]+", "x^[2]", "(^[a b])", "x^[not closed", "^[a b]"])
def test_regular_expressions_are_no_footnotes(text: str) -> None:
    assert marked_up(text) == text


def test_footnotes_in_footnotes_are_text() -> None:
    found = tokens("a^[b c^[d e] f]")
    assert [token.meta["label"] for token in of_type(found, "footnote_ref")] == ["inline-note-1"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("![[码头 1.png]]", '<img src="%E7%A0%81%E5%A4%B4%201.png" alt="">'),
        ("甲![[a/b.PNG|300]]", '甲<img src="a/b.PNG" alt="" width="300px">'),
        ("![[a.png|码头 *x*|300x200]]", '<img src="a.png" alt="码头 x" width="300px">'),
        ("![[a.png|center|300]]", '<img src="a.png" alt="" width="300px">'),
        ("[![[a.png]]](b.md)", '<a href="b.md"><img src="a.png" alt=""></a>'),
        ("![[note]] ![[a.pdf]] ![[a.png]", "![[note]] ![[a.pdf]] ![[a.png]"),
        ("![[a.png](x.png)", '![<a href="x.png">a.png</a>'),
    ],
)
def test_images_of_obsidian_are_images(text: str, expected: str) -> None:
    assert inline(text).replace(" /", "") == expected


PIECES = ["==a ", "x^[a b", "x^2", "H~2", "++ctrl+", "![[a.png|", "*[A]: b\n", "a *[A]", "^[", "x^[a b] "]


@pytest.mark.parametrize("piece", PIECES)
def test_many_marks_take_time_in_proportion(piece: str) -> None:
    def seconds(count: int) -> float:
        began = time.process_time()
        post_parser().parse(piece * count)
        return time.process_time() - began

    seconds(100)
    assert min(seconds(4000) for _ in range(2)) < 4 * min(seconds(2000) for _ in range(2)) + 0.1
