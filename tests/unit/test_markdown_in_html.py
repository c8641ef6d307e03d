"""Markdown between the tags of an HTML block."""

from __future__ import annotations

import time

import pytest
from post_markdown import block, tokens


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("<center>**Figure 1**</center>", "<center>\n<p><strong>Figure 1</strong></p>\n</center>"),
        (
            "<aside>\n💡 **x**\n\n- a\n\n</aside>",
            "<aside>\n<p>💡 <strong>x</strong></p>\n<ul>\n<li>a</li>\n</ul>\n</aside>",
        ),
        ("<center>\n![x](a.png)\n</center>", '<center>\n<p><img src="a.png" alt="x" /></p>\n</center>'),
        ("<aside>\n💡 **b**\n\n</aside>\n\nc", "<aside>\n<p>💡 <strong>b</strong></p>\n</aside>\n<p>c</p>"),
        ("<p align=right>see [x](b)</p>", '<div align=right>\n<p>see <a href="b">x</a></p>\n</div>'),
        (
            '<figure>\n![x](a.png){ width="3" }\n<figcaption>*甲*</figcaption>\n</figure>',
            (
                '<figure>\n<p><img src="a.png" alt="x" width="3" /></p>\n'
                "<figcaption>\n<p><em>甲</em></p>\n</figcaption></figure>"
            ),
        ),
        (
            "<figure>\n\n*甲*\n\n  <figcaption>`b` c</figcaption>\n</figure>",
            ("<figure>\n<p><em>甲</em></p>\n<figcaption>\n<p><code>b</code> c</p>\n</figcaption>\n</figure>"),
        ),
        (
            "<figcaption markdown>\n### b\n</figcaption>\n\n<figcaption markdown>b [c]</figcaption>\n\n[c]: d",
            (
                "<figcaption markdown>\n<h3>b</h3>\n</figcaption>\n<figcaption markdown>\n"
                '<p>b <a href="d">c</a></p>\n</figcaption>'
            ),
        ),
        (
            '<div class="a" markdown="1">\n**b**\n\n- c\n</div>',
            '<div class="a" markdown="1">\n<p><strong>b</strong></p>\n<ul>\n<li>c</li>\n</ul>\n</div>',
        ),
        ("<details markdown>\n### d\n</details>", "<details markdown>\n<h3>d</h3>\n</details>"),
        ('<div markdown="0">\n### d\n</div>', '<div markdown="0">\n### d\n</div>'),
        (
            '<div markdown="1">\n- **b**\n- c\n</div>',
            '<div markdown="1">\n<ul>\n<li><strong>b</strong></li>\n<li>c</li>\n</ul>\n</div>',
        ),
        (
            '<section markdown="1">\n**b**\n</section>',
            '<section markdown="1">\n<p><strong>b</strong></p>\n</section>',
        ),
        ("<style>p{}</style>\n<p>**a**</p>", "<style>p{}</style>\n<div>\n<p><strong>a</strong></p>\n</div>"),
        ("<p><code>__init__</code>, <a href=_b_>c</a></p>", "<p><code>__init__</code>, <a href=_b_>c</a></p>"),
        ("<p><kbd>*</kbd> or <kbd>*</kbd></p>", "<p><kbd>*</kbd> or <kbd>*</kbd></p>"),
        ("<div>\n**a**\n<!--\n<p>b</p>\n-->\n</div>", "<div>\n**a**\n<!--\n<p>b</p>\n-->\n</div>"),
        ("<center>2*3*4, a_b_c</center>", "<center>2*3*4, a_b_c</center>"),
        ("<center>*x*</center>", "<center>\n<p><em>x</em></p>\n</center>"),
        ("<center>__x__</center>", "<center>\n<p><strong>x</strong></p>\n</center>"),
        ("<font color=red>**x**</font>: y", "<p><font color=red><strong>x</strong></font>: y</p>"),
        ("<center>**a** <font>b</font></center>", "<center>\n<p><strong>a</strong> <font>b</font></p>\n</center>"),
        (
            "<center>*a*</center>\n<center>*b*</center>\n*c* d",
            "<center>\n<p><em>a</em></p>\n</center>\n<center>\n<p><em>b</em></p>\n</center>\n<p><em>c</em> d</p>",
        ),
        ("<center>**a**</center> <p>b</p>", "<center>\n<p><strong>a</strong></p>\n</center><div>\n<p>b</p>\n</div>"),
        ("<div\nid=x>**a**</div>\n*b*", "<div\nid=x>\n<p><strong>a</strong></p>\n</div>\n<p><em>b</em></p>"),
        ("<div><center>**a**</center></div>", "<div><center>\n<p><strong>a</strong></p>\n</center></div>"),
        ("<center> **a**\n\n*b*\n\n</center>", "<center>\n<p><strong>a</strong></p>\n<p><em>b</em></p>\n</center>"),
        ("<p>**a**\n\n<p>b", "<p>**a**\n<p>b"),
        ("<div>\n**a**\n```\n<div>\n```\n</div>", "<div>\n**a**\n```\n<div>\n```\n</div>"),
        ("<div><table>**x**</table></div>", "<div><table>**x**</table></div>"),
        ("<img src=a>\n<br>\n*b*", "<img src=a>\n<br>\n<p><em>b</em></p>"),
        ("<h2 id=a><b>c</b></h2>\n*d*", "<h2 id=a><b>c</b></h2>\n<p><em>d</em></p>"),
        ("<h2>a</h2>\n```c\nb\n```", '<h2>a</h2>\n<pre><code class="language-c">b\n</code></pre>'),
        ("- <img src=a>\n  b [c](d)", '<ul>\n<li>\n<img src=a>\nb <a href="d">c</a></li>\n</ul>'),
        ("<br/>\n### b\n- c", "<br/>\n<h3>b</h3>\n<ul>\n<li>c</li>\n</ul>"),
        ("<br>\n```\n<b>\n```", "<br>\n<pre><code>&lt;b&gt;\n</code></pre>"),
        ("<br>\n<center>**a**</center>", "<br>\n<center>\n<p><strong>a</strong></p>\n</center>"),
        ("<center>a</center>\n### b", "<center>a</center>\n<h3>b</h3>"),
        ("<p>\na\n</p>\n> b", "<p>\na\n</p>\n<blockquote>\n<p>b</p>\n</blockquote>"),
        ("<div>a</div>\n```\n<b>\n```", "<div>a</div>\n<pre><code>&lt;b&gt;\n</code></pre>"),
        ("<div>\n<p>a</p>\n# b\n</div>", "<div>\n<p>a</p>\n# b\n</div>"),
        ("<p>a\n- b", "<p>a\n- b"),
        ("<img src=a>\nb\n\n*c*", "<img src=a>\nb\n<p><em>c</em></p>"),
        ("<h2>a</h2>\nb\n\n*c*", "<h2>a</h2>\nb\n<p><em>c</em></p>"),
    ],
)
def test_markdown_in_one_block_of_html_is_rendered(text: str, html: str) -> None:
    assert block(text) == html


def test_what_stands_in_html_has_the_line_that_it_is_on() -> None:
    text = "<center>\n\t![](a.png)\n</center>\n<div>x</div>\n**y**\n<p>**z**\n</p>"
    found = [token for token in tokens(text) if token.type == "inline"]
    assert [(token.content, token.map) for token in found] == [
        ("![](a.png)", [1, 2]),
        ("**y**", [4, 5]),
        ("**z**", [5, 6]),
    ]
    found = tokens("<div\nid=x>\n**a**\n</div>")
    assert [token.map for token in found if token.type == "html_block"] == [[0, 2], [3, 4]]


@pytest.mark.promise("5 linear")
def test_many_elements_without_a_blank_line_are_parsed_in_linear_time() -> None:
    text = "<center>*a*</center>\n" * 20_000
    assert block(text).count("<em>") == 20_000


@pytest.mark.promise("5 linear")
@pytest.mark.parametrize(
    "line", ["<p>a</p>\n", "<p>a</p>\n- b\n", "<p>\n", "<br>\n- *a*\n", "<img src=a>\n", "<br>\na\n"]
)
def test_many_such_lines_without_a_blank_line_are_parsed_in_linear_time(line: str) -> None:
    started = time.process_time()
    block(line * 10_000)
    assert time.process_time() - started < 8


@pytest.mark.promise("5 linear")
@pytest.mark.parametrize("attribute", [" markdown", " markdown=1"])
def test_a_tag_with_many_attributes_is_parsed_in_linear_time(attribute: str) -> None:
    started = time.process_time()
    block(f"<div{attribute * 20_000}")
    assert time.process_time() - started < 1


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("<div><pre>\n*a*\n\n*b*</pre></div>\nc\n\n*d*", "<div><pre>\n*a*\n\n*b*</pre></div>\nc\n<p><em>d</em></p>"),
        ("<td><pre>a\n\nb</pre><pre>c\n\n\nd</pre>", "<td><pre>a\n\nb</pre><pre>c\n\n\nd</pre>"),
        ("- <div><pre>a\n\n  b</pre>\n- c", "<ul>\n<li>\n<div><pre>a\n\nb</pre>\n</li>\n<li>c</li>\n</ul>"),
        ("<div><pre>a\n\n*b*\n\n<pre>c</pre>", "<div><pre>a\n<p><em>b</em></p>\n<pre>c</pre>"),
        ("- <div><pre>a\n\n*b*</pre>", "<ul>\n<li>\n<div><pre>a\n</li>\n</ul>\n<p><em>b</em></pre></p>"),
        ("<div><pre>a\n\n*b*", "<div><pre>a\n<p><em>b</em></p>"),
    ],
)
def test_code_within_another_element_goes_on_beyond_blank_lines(text: str, html: str) -> None:
    assert block(text).rstrip("\n") == html


@pytest.mark.promise("5 linear")
@pytest.mark.parametrize("line", ["<div><pre>\n\n", "<div><pre>\n\n</pre><pre>\n\n", "<div><pre>\n\n</pre>\n<pre>"])
def test_code_that_is_left_open_takes_time_in_proportion(line: str) -> None:
    def seconds(count: int) -> float:
        start = time.process_time()
        block(line * count)
        return time.process_time() - start

    seconds(100)
    assert seconds(4000) < 12 * seconds(1000) + 0.5


@pytest.mark.parametrize(
    "tag",
    [
        '<img src="a.png"style="zoom:50%">',
        "<IMG src='a.png'alt=b />",
        '<img src="a.png" style="zoom:8%"; >',
        "<img src=a>",
    ],
)
def test_an_image_whose_attributes_no_space_separates_is_html(tag: str) -> None:
    assert block(f"b {tag}*c*").rstrip("\n") == f"<p>b {tag}<em>c</em></p>"


@pytest.mark.parametrize("text", ["<img\n\nsrc=a>", "<img", "<img src=a", "<imgs=a>", "`<img src='a'b>`"])
def test_what_is_no_tag_of_an_image_is_text(text: str) -> None:
    assert "<img" not in block(text)
