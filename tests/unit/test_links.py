"""URLs in prose and destinations of links, as authors of posts write them."""

from __future__ import annotations

import pytest
from post_markdown import LINKIFIERS, inline, of_type, tokens


@pytest.mark.parametrize(
    ("text", "address", "rest"),
    [
        ("见https://a.org/b。", "https://a.org/b", "。"),
        ("https://a.org中建立", "https://a.org", "中建立"),
        ("（https://a.org/b）", "https://a.org/b", "）"),
        ("https://a.org/b，下载", "https://a.org/b", "，下载"),
        ("(https://a.org/b_(c))", "https://a.org/b_(c)", ")"),
        ("see https://a.org/b.", "https://a.org/b", "."),
        ("**https://a.org/b**", "https://a.org/b", ""),
        (r"https://a.org/?c\_d=1&amp;e=2", "https://a.org/?c_d=1&e=2", ""),
        ("<https://a.org/b，更多>", "https://a.org/b", "，更多"),
        (r"<https://a.org/?c\_d>", "https://a.org/?c_d", ""),
        ("HTTP://a.org", "HTTP://a.org", ""),
    ],
)
@pytest.mark.parametrize("extensions", [(), *LINKIFIERS])
def test_a_url_ends_where_prose_begins(text: str, address: str, rest: str, extensions: tuple[str, ...]) -> None:
    found = tokens(text, *extensions)
    (link,) = of_type(found, "link_open")
    assert (link.attrs["href"], link.info) == (address, "auto")
    children = found[1].children or []
    after = children[[child.type for child in children].index("link_close") + 1 :]
    assert "".join(child.content for child in after) == rest


@pytest.mark.parametrize(
    "text",
    ["https://", "ahttps://b", "ftp://a.org/b", "`https://a.org`", "C://x", "[https://a.org](b)", "://"],
)
def test_what_is_no_bare_url_makes_no_link(text: str) -> None:
    assert not [link for link in of_type(tokens(text), "link_open") if link.info == "auto"]


def test_a_url_in_angle_brackets_may_be_chinese() -> None:
    (link,) = of_type(tokens("<https://zh.wikipedia.org/wiki/中文>"), "link_open")
    assert str(link.attrs["href"]).endswith("%E4%B8%AD%E6%96%87")


@pytest.mark.parametrize("text", ["< https://a.example/b>", "<https://a.example/b >"])
def test_spaces_in_angle_brackets_around_a_url_are_not_shown(text: str) -> None:
    assert inline(text) == '<a href="https://a.example/b">https://a.example/b</a>'


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("![图](./my pic (1).png)", '<img src="./my%20pic%20(1).png" alt="图" />'),
        ("![](图 1.PNG)", '<img src="%E5%9B%BE%201.PNG" alt="" />'),
        ("![](a.png =300x)", '<img src="a.png" alt="" width="300px" />'),
        ("![](a.png =300x200)", '<img src="a.png" alt="" width="300px" />'),
        ('![](a.png "b &amp; c" =300x200)', '<img src="a.png" alt="" title="b &amp; c" width="300px" />'),
        ('![](my a.png "b")', '<img src="my%20a.png" alt="" title="b" />'),
        ('![](my a "b" =3x)', "![](my a &quot;b&quot; =3x)"),
        ("![](a.png#pic_center =300x)", '<img src="a.png#pic_center" alt="" width="300px" />'),
        ("![](https://a.example.org/x?y=z =60%x60%)", '<img src="https://a.example.org/x?y=z" alt="" width="60%" />'),
        ("![](a.png =x200)", '<img src="a.png" alt="" />'),
        ("![](a b =300x)", "![](a b =300x)"),
        ("[甲](a.png#b =300x)", "[甲](a.png#b =300x)"),
        ("[**甲**](a b.md)", '<a href="a%20b.md"><strong>甲</strong></a>'),
        ("[甲](a b)", "[甲](a b)"),
        ('![甲](a.png "b.png")', '<img src="a.png" alt="甲" title="b.png" />'),
        ("![甲](a.png)", '<img src="a.png" alt="甲" />'),
    ],
)
def test_a_file_name_with_spaces_is_a_destination(text: str, html: str) -> None:
    assert inline(text) == html


@pytest.mark.parametrize(
    ("text", "url", "rest"),
    [
        (r"see \(https://a.example.org/x\) now", "https://a.example.org/x", ") now"),
        (r"https://a.example.org/y\, then", "https://a.example.org/y", ", then"),
        (r"\<https://a.example.org/z\> now", "https://a.example.org/z", "> now"),
        (r"\*https://a.example.org/z\* now", "https://a.example.org/z", "* now"),
        (r"\"https://a.example.org/z\" now", "https://a.example.org/z", '" now'),
        ("&lt;https://a.example.org/z&gt; now", "https://a.example.org/z", "> now"),
        ("&quot;https://a.example.org/z&#34; now", "https://a.example.org/z", '" now'),
        ("https://a.example.org/z&nbsp;now", "https://a.example.org/z", "\u00a0now"),
        ("https://a.example.org/?a=1&amp;b=2 now", "https://a.example.org/?a=1&b=2", " now"),
    ],
)
def test_a_url_ends_before_an_escaped_mark(text: str, url: str, rest: str) -> None:
    found = tokens(text)
    assert [token.attrs["href"] for token in of_type(found, "link_open")] == [url]
    assert "".join(token.content for token in of_type(found, "text")).endswith(url + rest)


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("@[youtube](a_b-C)", "https://www.youtube.com/watch?v=a_b-C"),
        ("@[youtube](https://youtu.be/x)", "https://youtu.be/x"),
        ("@[card](https://example.org/a?b=c&d=e)", "https://example.org/a?b=c&amp;d=e"),
        ("@[speakerdeck]( 1f2e )", "https://speakerdeck.com/player/1f2e"),
        ("@[bilibili p2](BV1)", "https://www.bilibili.com/video/BV1"),
        ("@[pdf 2 no-toolbar](/a.pdf)", "/a.pdf"),
        ("!youtube[a_b]", "https://www.youtube.com/watch?v=a_b"),
        ("!codepen[ada/embed/x?height=2]", "https://codepen.io/ada/embed/x?height=2"),
    ],
)
def test_an_embedded_page_is_a_link_to_it(text: str, url: str) -> None:
    assert inline(f"甲 {text} 乙") == f'甲 <a href="{url}">{url}</a> 乙'


@pytest.mark.parametrize("text", ["@[ada](https://example.org)", "@[card]", "`@[card](a)`", "!harbour[a]", "me@[card]"])
def test_a_mention_or_code_is_no_embedded_page(text: str) -> None:
    assert "https://example.org</a>" not in inline(text)
    assert inline(text).count("<a ") == text.count("@[ada]")


def test_what_looks_like_a_mail_address_is_no_embedded_page() -> None:
    assert inline("me@[card](https://example.org)") == 'me@<a href="https://example.org">card</a>'


def test_an_embedded_page_with_a_script_as_its_url_is_none() -> None:
    assert "<a " not in inline("@[card](javascript:alert)")


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ('![a](b.png align="center")', '<img src="b.png" alt="a" class="align-center" />'),
        (
            'a ![](https://q.example/b_(c).png align="left" width="50%" height="2") d',
            'a <img src="https://q.example/b_(c).png" alt="" width="50%" class="align-left" /> d',
        ),
        ('![a](b.png align="x;y" )', '<img src="b.png" alt="a" />'),
        ('[a](b.png align="left")', "[a](b.png align=&quot;left&quot;)"),
        ("%[https://q.example/a]", '<a href="https://q.example/a">https://q.example/a</a>'),
        ("a\n%[https://q.example/a]", 'a\n<a href="https://q.example/a">https://q.example/a</a>'),
        ("%[a] 5 %[b](c)", '%[a] 5 %<a href="c">b</a>'),
    ],
)
def test_images_and_pages_of_hashnode_are_shown(text: str, html: str) -> None:
    assert inline(text) == html


def test_a_url_in_brackets_after_a_percentage_is_no_page() -> None:
    assert "5 %[" in inline("5 %[https://q.example/a]")
