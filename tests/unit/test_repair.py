"""Raw HTML of a document: what breaks a page is repaired, what runs code is taken out."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup
from repaired_html import problems, repaired_fragment

from sphinx_eulernews.html import elements
from sphinx_eulernews.html.repair import Fragment, HtmlProblem, ProblemKind, repair_fragments


@pytest.mark.parametrize(
    "text",
    [
        "<div  CLASS=\"a\"\n title='x'></DIV >",
        "<p align=center><img src=a.png /></p>",
        "<TABLE><tr><td>1<td>2<tr><td>3</TABLE>",
        "<ul><li>a<li>b<ul><li>c</ul></ul>",
        "<dl><dt>a<dd>b<dt>c</dl>",
        "<p>one<p>two",
        "<ruby>港<rt>gang</ruby>",
        '<svg viewBox="0 0 1 1"><linearGradient id="g"/><path d="M0 0"/></svg>',
        '<a id="x" name="y"></a>',
        "<details open><summary>s</summary></details>",
        '<input type="checkbox" disabled>',
        '<img src="data:image/png;base64,AAAA">',
        '<video controls src="a.mp4"></video>',
        "a &lt; b &nbsp; &copy; 字\r\n",
    ],
)
def test_sound_html_stays_as_it_is(text: str) -> None:
    repaired = repair_fragments([Fragment(text, line=1)])
    assert [piece.html for piece in repaired.fragments] == [text]
    assert repaired.problems == ()


@pytest.mark.parametrize("tag", ['image src="a.png"', 'Image src="a.png" /', 'image onload=x src="a.png"'])
def test_an_image_element_is_an_img_outside_svg(tag: str) -> None:
    assert re.fullmatch(r'<img src="a.png" ?/?>', repaired_fragment(f"<{tag}>")[0])
    assert repaired_fragment('<image src="a.png"></image>', "<image>x</image>") == [
        '<img src="a.png">',
        "&lt;image&gt;x&lt;/image&gt;",
    ]
    assert repaired_fragment("<image>", "<svg><image src='a.png'/></svg>") == [
        "&lt;image&gt;",
        "<svg><image src='a.png'/></svg>",
    ]


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ('<Zoom src="a.png" alt="x" />', '<img src="a.png" alt="x" />'),
        ('<zoom-img src="/a.webp?v=1"></zoom-img>', '<img src="/a.webp?v=1">'),
        ('<Figure src="a.png" caption="A &amp; b"/>', '<img src="a.png" caption="A &amp; b"/><br>A &amp; b'),
        ('<Figure src="a.png">Text</Figure>', '<figure><img src="a.png">Text</Figure>'),
        ('<Picture\n  src="a.png"\n/>', '<img\n  src="a.png"\n/>'),
        ('<Video src="a.mp4" />', '<Video src="a.mp4"></Video>'),
        ('<IMG SRC="a.png">', '<IMG SRC="a.png">'),
        ('<p><Zoom src="a.png">b</Zoom></p>', '<p><img src="a.png">b</p>'),
    ],
)
def test_a_component_that_names_an_image_shows_it(text: str, html: str) -> None:
    assert repaired_fragment(text) == [html]
    assert repaired_fragment(html) == [html]
    assert problems(text) == []


def test_an_element_may_span_fragments() -> None:
    texts = ("<div class='a'>", "<b>x</b>", "</div>")
    assert repaired_fragment(*texts) == list(texts)
    assert problems(*texts) == []


@pytest.mark.parametrize(
    ("text", "html", "problem"),
    [
        ("</div>", "", (ProblemKind.STRAY_END_TAG, "</div>")),
        ("a</CENTER>b", "ab", (ProblemKind.STRAY_END_TAG, "</CENTER>")),
        ("a</br>b", "a<br>b", (ProblemKind.MISWRITTEN_BREAK, "</br>")),
        ("a<!-- b", "a b", (ProblemKind.UNCLOSED_COMMENT, "<!--")),
        ("<div><!-- <p>a</p></div>", "<div> <p>a</p></div>", (ProblemKind.UNCLOSED_COMMENT, "<!--")),
        ('a<Badge name="new" type=tip />b', "ab", (ProblemKind.COMPONENT, "<Badge>")),
        ('a<YouTube id="x" />b', "ab", (ProblemKind.COMPONENT, "<YouTube>")),
        ('a<my-badge\n:text="x"/>b', "ab", (ProblemKind.COMPONENT, "<my-badge>")),
        ('a<img src="b', 'a&lt;img src="b', (ProblemKind.UNCLOSED_TAG, "<img")),
        ("a<div class=", "a&lt;div class=", (ProblemKind.UNCLOSED_TAG, "<div")),
        ("<p><font>x</p>", "<p><font>x</font></p>", (ProblemKind.UNCLOSED_ELEMENT, "<font>")),
        (
            "<div><table><tr><td>x</span></td></tr></table></div>",
            "<div><table><tr><td>x</td></tr></table></div>",
            (ProblemKind.STRAY_END_TAG, "</span>"),
        ),
        (
            "<div><table><tr><td>x</div></td></tr></table></div>",
            "<div><table><tr><td>x</td></tr></table></div>",
            (ProblemKind.STRAY_END_TAG, "</div>"),
        ),
    ],
)
def test_what_breaks_a_page_is_repaired_with_a_problem(text: str, html: str, problem: tuple[ProblemKind, str]) -> None:
    assert repaired_fragment(text) == [html]
    assert problems(text) == [problem]


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("<b><i>x</b></i>", "<b><i>x</i></b>"),
        ("<table><tr><td><div>x</td></div></tr></table>", "<table><tr><td><div>x</div></td></tr></table>"),
        ("<p>a<div>b</div></p>", "<p>a<div>b</div>"),
        ('<a name="x"/>y', '<a name="x"></a>y'),
        ("<div/>", "<div></div>"),
        ("<img src=a></img>", "<img src=a>"),
        ("<!-- more -->x<!DOCTYPE html><?xml version='1'?>", "x"),
        ("<!DOCTYPE svg\nPUBLIC 'x'><?xml:namespace prefix = o />x<![if !IE]>y<![endif]>", "xy"),
        ("<?php\n\nif (a > b) c();", "&lt;?php\n\nif (a &gt; b) c();"),
        ("<![CDATA[x > y]]>", "&lt;![CDATA[x &gt; y]]&gt;"),
        ("<?= '<b>x</b>' ?><b>y</b>", "&lt;?= '&lt;b&gt;x&lt;/b&gt;' ?&gt;<b>y</b>"),
        ("<![CDATA[<p>x</p>\n<pid>]]>y", "&lt;![CDATA[&lt;p&gt;x&lt;/p&gt;\n&lt;pid&gt;]]&gt;y"),
        ("<? '<p>&lt;' ?>b&lt;", "&lt;? '&lt;p&gt;&amp;lt;' ?&gt;b&lt;"),
        ("<? '<i><p a=\"' ?>b\">c", "&lt;? '&lt;i&gt;&lt;p a=\"' ?&gt;b\"&gt;c"),
        ("<!ELEMENT a (b)><b>c</b> ]]>", "&lt;!ELEMENT a (b)&gt;<b>c</b> ]]>"),
        (
            "<!ELEMENT br EMPTY> <?xml version='1'\n<a> <!doctype\n\nx>",
            "&lt;!ELEMENT br EMPTY&gt; &lt;?xml version='1'\n&lt;a&gt; &lt;!doctype\n\nx&gt;",
        ),
        ("<svg><text><![CDATA[x]]></text></svg>", "<svg><text></text></svg>"),
        ("1 < 2 <3 </5 <", "1 &lt; 2 &lt;3 &lt;/5 &lt;"),
        ("<svg><g><table></table></g></svg>", "<svg><g></g></svg><table></table>"),
        (
            "<svg><foreignObject><p>x</p></foreignObject></svg>",
            "<svg><foreignObject><p>x</p></foreignObject></svg>",
        ),
        ("a<tr><td>b</td></tr>", "ab"),
        ("<table><tr><td><i>a<td>b</i></table>", "<table><tr><td><i>a</i><td>b</table>"),
        ("<table><tr><table></table></table>", "<table><tr></table><table></table>"),
        ("<table><td><table><td>a</table></table>", "<table><td><table><td>a</table></table>"),
        ("<H1 class=a>x</H1>", "<h2 class=a>x</h2>"),
        (
            "<p>a<span><p><ul><li>b</ul></p></span></p>",
            "<p>a<span><p><ul><li>b</ul></span></p>",
        ),
    ],
)
def test_small_disorder_is_repaired_in_silence(text: str, html: str) -> None:
    assert repaired_fragment(text) == [html]
    assert problems(text) == []


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ('<img data-src="a.png" alt="x">', '<img src="a.png" alt="x">'),
        ("<img src='data:image/gif;base64,AA' data-original=a.png>", "<img  src=a.png>"),
        ('<img data-lazy-src="a.png" src="/img/1x1.gif?v=2">', '<img src="a.png" >'),
        ('<img data-lazyload="a.png" src="">', '<img src="a.png" >'),
        (
            '<IMG data-src="a.png" src="x/loading-dark.svg" data-srcset="b.png 2x">',
            '<IMG src="a.png"  srcset="b.png 2x">',
        ),
        ('<iframe data-src="https://example.org/v"></iframe>', '<iframe src="https://example.org/v"></iframe>'),
        ('<img data-src="java&#10;script:x/.">', "<img>"),
        # What is shown stays.
        ('<img src="a.png" data-original="a-large.png">', '<img src="a.png" data-original="a-large.png">'),
        ('<img src="uploading.png" data-src="b.png">', '<img src="uploading.png" data-src="b.png">'),
        (
            '<img src="data:image/png;base64,AA" data-lazy="true">',
            '<img src="data:image/png;base64,AA" data-lazy="true">',
        ),
        ('<p data-src="a.png">x</p>', '<p data-src="a.png">x</p>'),
        (
            '<noscript><img src="a.png"></noscript><img data-actualsrc="a.png"><img data-src="b.png">',
            '<img src="a.png"><img data-actualsrc="a.png"><img src="b.png">',
        ),
        ('<noscript><img src="a.png"></noscript><img data-src="b.png">', '<img src="a.png"><img src="b.png">'),
        ('<img data-src="a.png"> <noscript><img src="a.png"></noscript>', '<img data-src="a.png"> <img src="a.png">'),
    ],
)
def test_an_image_that_a_script_would_load_is_shown(text: str, html: str) -> None:
    assert repaired_fragment(text) == [html]
    assert problems(text) == []
    cut = text.index(">") + 1
    assert "".join(repaired_fragment(text[:cut], text[cut:])) == html


def test_a_placeholder_of_several_lines_leaves_the_lines_below_in_place() -> None:
    text = '<img src="data:image/svg+xml,\n\n" data-src="a.png"></div>'
    assert [problem.line for problem in repair_fragments([Fragment(text, line=1)]).problems] == [3]


def test_what_is_left_open_is_closed_at_the_end_of_its_group() -> None:
    repaired = repair_fragments(
        [
            Fragment("<div>", line=3, group=0),
            Fragment("<font color=red>", line=5, group=7),
            Fragment("<b>", line=5, group=7),
            Fragment("<code>", line=9, group=8),
            Fragment("</code>", line=9, group=8),
            Fragment("<p>", line=11, group=9),
        ]
    )
    assert repaired.closings == {0: "</div>", 7: "</b></font>"}
    assert repaired.problems == (
        HtmlProblem(3, ProblemKind.UNCLOSED_ELEMENT, "<div>"),
        HtmlProblem(5, ProblemKind.UNCLOSED_ELEMENT, "<font>"),
        HtmlProblem(5, ProblemKind.UNCLOSED_ELEMENT, "<b>"),
    )


def test_what_spans_groups_is_closed_in_its_own_and_is_no_problem() -> None:
    repaired = repair_fragments(
        [Fragment("<div>", 1, group=1), Fragment("<i>", 2, group=2), Fragment("</div>", 3, group=2)]
    )
    assert [piece.html for piece in repaired.fragments] == ["<div>", "<i>", ""]
    assert repaired.closings == {1: "</div>", 2: "</i>"}
    assert [problem.detail for problem in repaired.problems] == ["<i>"]


def test_problems_name_the_line_of_the_tag_in_the_file() -> None:
    text = "<p>\n<!-- one\ntwo --></div>\n<font>\n</p>"
    assert [(problem.line, problem.detail) for problem in repair_fragments([Fragment(text, line=40)]).problems] == [
        (42, "</div>"),
        (43, "<font>"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "<pid>",
        "</pid>",
        "<user_name>",
        "<5min",
        "<JitExec>",
        "<TID:27615/01023>",
        "<UP,BROADCAST>",
        "<dir-to-install>",
        "<path>",
        "<image>",
        "<link>",
        "<source>",
        "<option>",
        "<script>",
        "<value>1</value>",
        "<none>",
        "</ul",
    ],
)
def test_words_in_angle_brackets_are_text(text: str) -> None:
    (piece,) = repair_fragments([Fragment(text, line=1)]).fragments
    assert piece.text == text
    assert BeautifulSoup(piece.html, "html.parser").get_text() == text


def test_elements_and_empty_fragments_are_not_taken_for_text() -> None:
    assert [piece.text for piece in repair_fragments([Fragment("<b>x</b>", 1), Fragment("", 1)]).fragments] == ["", ""]


@pytest.mark.parametrize(
    ("texts", "html"),
    [
        (("<ClientOnly>", "</ClientOnly>"), ["", ""]),
        (("<news-newsHeader />",), [""]),
        (('<Badge text="new">x',), ["x"]),
        (("<my-comp>a <b>b</b></my-comp>",), ["a <b>b</b>"]),
        (("<component :is='x'>a",), ["a"]),
        (("<template #head>a</template>",), ["a"]),
        (("<script setup>\nimport X from 'x'\n</script>\nkept",), ["\nkept"]),
        (("<style>p { color: red }</style>",), [""]),
        (("<html><head><title>T</title><meta charset=x></head><body>a</body></html>",), ["Ta"]),
        (("<form action=x><textarea><b></textarea><input name=a></form>",), ["&lt;b><input name=a>"]),
        (('<link rel="stylesheet" href="x.css"><base href="/">a',), ["a"]),
        (('<p v-if="a > b" :key=\'k\' @click="go" #slot id=x>',), ["<p id=x>"]),
    ],
)
def test_what_belonged_to_the_old_site_is_taken_out_and_its_content_kept(
    texts: tuple[str, ...], html: list[str]
) -> None:
    assert repaired_fragment(*texts) == html
    assert [kind for kind, detail in problems(*texts) if detail != "<p>"] == []


def test_a_frame_of_a_video_site_is_kept_and_gets_its_scheme() -> None:
    assert repaired_fragment("<iframe title='//v' src='//v.example.org/1' />") == [
        "<iframe title='//v' src='https://v.example.org/1'></iframe>"
    ]
    assert repaired_fragment('<iframe src="https://v.example.org/1">', "</iframe>") == [
        '<iframe src="https://v.example.org/1"></iframe>',
        "",
    ]


def test_what_is_nested_too_deep_for_a_browser_is_made_shallow() -> None:
    (result,) = repaired_fragment("<div>" * 1000 + "x" + "</div>" * 1000)
    assert result.count("<div>") == result.count("</div>") <= 100
    assert problems("<div>" * 1000 + "</div>" * 1000) == []


def test_the_tables_of_elements_do_not_contradict_each_other() -> None:
    assert elements.HIDDEN <= elements.RAW_TEXT
    assert not elements.HTML & elements.TRANSPARENT
    assert not elements.HTML & elements.HIDDEN
    assert not (elements.HTML | elements.FOREIGN) & elements.RAW_TEXT
    assert not elements.OPTIONAL_END & elements.VOID
    assert set().union(*elements.ENDS.values()) <= elements.OPTIONAL_END | elements.names("h1 h2 h3 h4 h5 h6")
    assert elements.TABLE_PARTS <= elements.HTML


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("<ul><li><div><li>x</div></ul>", "<ul><li><div></div><li>x</ul>"),
        ("<div><li>a</li> b", "<div><ul><li>a</li></ul> b</div>"),
        ("<dd>a<dt>b</dl>c", "<dl><dd>a<dt>b</dl>c"),
        ("<button a><b><button b>x</button></b>", "<button a><b></b></button><button b>x</button>"),
        ("<h2>a<div><h3>b<h4>c</div>", "<h2>a<div><h3>b</h3><h4>c</h4></div></h2>"),
    ],
)
def test_a_start_tag_closes_what_it_closes_in_a_browser_and_never_the_page_around(text: str, html: str) -> None:
    assert (
        "".join((repaired := repair_fragments([Fragment(text, 1)])).fragments[0].html) + repaired.closings.get(0, "")
        == html
    )
    page = f"<div id=frame><ul><li><div>{html}</div><hr></ul></div><footer></footer>"
    soup = BeautifulSoup(page, "html5lib")
    assert [tag.name for tag in soup.select("#frame > ul > li > *")] == ["div", "hr"]


@pytest.mark.parametrize("name", ["p", "li"])
def test_what_is_left_open_in_svg_is_closed_with_it(name: str) -> None:
    html = "".join(repaired_fragment(f"<svg><foreignObject><{name}>one</foreignObject></svg>", "<b>after</b>"))
    after = BeautifulSoup(html, "html5lib").find("b")
    assert after is not None
    assert after.find_parent(["svg", name]) is None


def test_a_table_left_open_in_svg_ends_with_it() -> None:
    html = "".join(repaired_fragment("<svg><foreignObject><table><tr><td>one</foreignObject></svg> after"))
    assert html == "<svg><foreignObject><table><tr><td>one</td></tr></table></foreignObject></svg> after"


def test_the_text_that_a_component_has_as_an_attribute_is_shown() -> None:
    text = 'a <Badge type="tip" text="new &amp; <b>1</b>" /> b'
    assert (repaired_fragment(text), problems(text)) == (["a new &amp; &lt;b&gt;1&lt;/b&gt; b"], [])
