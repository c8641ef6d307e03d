"""Components of MDX and Vue: what is between their tags is Markdown, and attributes of Vue make no text."""

from __future__ import annotations

import time

import pytest
from post_markdown import block, tokens


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("<Card x='y'>\n**a**\n</Card>", "<Card x='y'>\n<p><strong>a</strong></p>\n</Card>"),
        ("<Aside type='y'>\n**a**\n</Aside>", "<Aside type='y'>\n<p><strong>a</strong></p>\n</Aside>"),
        ("<Table title='y'>\n**a**\n</Table>", "<Table title='y'>\n<p><strong>a</strong></p>\n</Table>"),
        ("<my-box :a='b'>\n**a**\n</my-box>", "<my-box :a='b'>\n<p><strong>a</strong></p>\n</my-box>"),
        ("<Tabs\n  b\n>\n*a*\n</Tabs>", "<Tabs\n  b\n>\n<p><em>a</em></p>\n</Tabs>"),
        ("a\n<Tabs>\n- b\n</Tabs>\nc", "<p>a</p>\n<Tabs>\n<ul>\n<li>b</li>\n</ul>\n</Tabs>\n<p>c</p>"),
        (
            "<Tabs>\n  <Tab v=a>\n    ## b\n\n    c\n  </Tab>\n</Tabs>",
            "<Tabs>\n<Tab v=a>\n<h2>b</h2>\n<p>c</p>\n</Tab>\n</Tabs>",
        ),
        (
            "<Tab>\n\n    ```c\n    x\n        y\n    </Tab>\n    ```\n</Tab>",
            '<Tab>\n<pre><code class="language-c">x\n    y\n&lt;/Tab&gt;\n</code></pre>\n</Tab>',
        ),
        (
            "- a\n  <Tab>\n  *b*\n  </Tab>\n- c",
            "<ul>\n<li>a<Tab>\n<em>b</em></Tab>\n</li>\n<li>c</li>\n</ul>",
        ),
        ("<Tab>\n</Tab>", "<Tab>\n</Tab>"),
        ("<Card {...b} c>\n*a*\n</Card>", "<Card {...b} c>\n<p><em>a</em></p>\n</Card>"),
        ("<Tabs\n  a='b'\n>\n\n*c*", "<Tabs\n  a='b'\n>\n<p><em>c</em></p>"),
        ('<Card @click="a">\n\n*b*\n\n</Card>', '<Card @click="a">\n<p><em>b</em></p>\n</Card>'),
        ('<button @click="() => a">b</button>', '<p><button @click="() => a">b</button></p>'),
        ("a <Tabs.Tab>*b* c</Tabs.Tab>", "<p>a <Tabs.Tab><em>b</em> c</Tabs.Tab></p>"),
        ('<Cards.Card title="b" />', '<p><Cards.Card title="b" /></p>'),
        ("<template #name>b</template>", "<p><template #name>b</template></p>"),
        ('<a-b #item="{ c }">b</a-b>', '<p><a-b #item="{ c }">b</a-b></p>'),
    ],
)
def test_markdown_between_the_tags_of_a_component_is_rendered(text: str, html: str) -> None:
    assert block(text) == html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ('<Link to="/a?b&amp;c">*d*</Link> e', '<p><a href="/a?b&amp;c"><em>d</em></a> e</p>'),
        ("a <router-link class='b' to='../c.md'>d</router-link>", '<p>a <a href="../c.md">d</a></p>'),
        ("- <LinkButton\n  href='a'\n  b>c</LinkButton>", '<ul>\n<li><a href="a">c</a></li>\n</ul>'),
        ("[<Link to='a'>b</Link>](c)", "<p><a href=\"c\"><Link to='a'>b</Link></a></p>"),
        ("a <Link to='javascript:b'>c</Link>", "<p>a <Link to='javascript:b'>c</Link></p>"),
        ("<Link to='a'>b", "<Link to='a'>b"),
        ("<Link id='a'>b</Link>", "<Link id='a'>b</Link>"),
        ("<Link\n  to='a'\n>\n  b\n  *c*\n</Link>\nd", '<p><a href="a">b\n<em>c</em></a></p>\n<p>d</p>'),
        ("<Card href='a'>\n- b\n</Card>", "<Card href='a'>\n<ul>\n<li>b</li>\n</ul>\n</Card>"),
        (
            "<Card title='b' to='a'>\n# c\n</Card>",
            "<Card title='b' to='a'>\n<p><strong><a href=\"a\">b</a></strong></p>\n<h1>c</h1>\n</Card>",
        ),
        ("<Card href='a' />b", '<p><a href="a">a</a>b</p>'),
    ],
)
def test_a_component_with_a_url_is_a_link(text: str, html: str) -> None:
    assert block(text) == html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("See\n<YourName>\nand so on", "<p>See\n<YourName>\nand so on</p>"),
        ("Map.Entry<K.V> <A.B> </A.B>", "<p>Map.Entry&lt;K.V&gt; <A.B> </A.B></p>"),
        ("<A.B> is a type, `</A.C>`", "<p>&lt;A.B&gt; is a type, <code>&lt;/A.C&gt;</code></p>"),
        ("<Issue #1> and <b @c>", "<p>&lt;Issue #1&gt; and &lt;b @c&gt;</p>"),
        ("    <Tab>\n    a\n    </Tab>", "<pre><code>&lt;Tab&gt;\na\n&lt;/Tab&gt;\n</code></pre>"),
        ("- <Tab>\n\n</Tab>", "<ul>\n<li>\n<Tab>\n</li>\n</ul>\n</Tab>"),
        ("<Tab\n\nb>", "<p>&lt;Tab</p>\n<p>b&gt;</p>"),
        ("<PRE>\n *a*\n\n b\n</PRE>", "<PRE>\n *a*\n\n b\n</PRE>"),
        ("<Style>\na {b: c}\n</Style>", "<Style>\na {b: c}\n</Style>"),
        ("<STYLE>\na {b: c}\n</STYLE>", "<STYLE>\na {b: c}\n</STYLE>"),
        ("<TD>\n*a*\n</TD>", "<TD>\n*a*\n</TD>"),
        ("<P>\n*a*\n</P>", "<div>\n<p><em>a</em></p>\n</div>"),
    ],
)
def test_what_is_no_component_is_parsed_as_before(text: str, html: str) -> None:
    assert block(text) == html


@pytest.mark.parametrize(
    ("tag", "title"),
    [
        ('<TabItem value="npm" label="Node &amp; *npm*" default>', "Node & \\*npm\\*"),
        ("<TabItem value=npm>", "npm"),
        ('<Aside type="caution" title="A title">', "A title"),
        ('<Card\n  icon="x"\n  title="A title"\n>', "A title"),
        ('<Card title="a" href="b.md">', "[a](<b.md>)"),
        ('<Card title="a" href="javascript:b">', "a"),
    ],
)
def test_a_component_with_a_title_is_a_box_and_above_headings_the_title_is_strong(tag: str, title: str) -> None:
    name = tag[1:].split(maxsplit=1)[0]
    (box,) = tokens(f"{tag}\n\n  a\n\n  :::tip\n  b\n  :::\n</{name}>")
    assert (box.type, box.info, box.content) == ("colon_fence", f"{{admonition}} {title}", "\na\n\n:::tip\nb\n:::\n")
    assert box.map == [tag.count("\n"), tag.count("\n") + 8]
    found = [token.content for token in tokens(f"{tag}\n## a\n</{name}>") if token.type == "inline"]
    assert found == [f"**{title}**", "a"]
    assert [token.content for token in tokens(f"{tag}\n</{name}>") if token.type == "inline"] == [f"**{title}**"]
    assert [token.type for token in tokens(f"{tag}\n```sh\n# a\n---\n```\n</{name}>")] == ["colon_fence"]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ('<Card title="*a*" b>c *d*</Card>', "\\*a\\*"),
        ('<Card title="a" href="x">c *d*</Card>', "[a](<x>)"),
        ("<TabItem value=a>c *d*</TabItem> ", "a"),
    ],
)
def test_a_component_that_is_a_line_with_a_title_is_a_box(text: str, title: str) -> None:
    *_, box = tokens(f"a\n\n{text}")
    assert (box.type, box.info, box.content, box.map) == ("colon_fence", f"{{admonition}} {title}", "c *d*\n", [1, 3])
    boxes = tokens(f"<Tabs>\n  {text}\n  {text}\n</Tabs>")
    assert [token.type for token in boxes].count("colon_fence") == 2


@pytest.mark.parametrize(
    "text",
    [
        "a\n<Card title='b'>c</Card>", "<Card title='b'>c</Card>\nd", "<Card title='b'>c</Card> d", "<Card>c</Card>",
        "<Link title='b' to='x'>c</Link>", "<Table title='b'>c</Table>", "    <Card title='b'>c</Card>",
    ],
)  # fmt: skip
def test_a_component_in_a_sentence_is_no_box(text: str) -> None:
    assert "colon_fence" not in {token.type for token in tokens(text)}


def test_tags_and_text_have_the_lines_that_they_are_on() -> None:
    found = tokens("a\n\n<Tabs\n  b\n>\n  <Tab>\n    c\n  </Tab>\n</Tabs>\nd")
    lines = [(token.content.strip(), token.map) for token in found if token.type in ("inline", "html_block")]
    assert lines == [
        ("a", [0, 1]), ("<Tabs\n  b\n>", [2, 5]), ("<Tab>", [5, 6]), ("c", [6, 7]), ("</Tab>", [7, 8]),
        ("</Tabs>", [8, 9]), ("d", [9, 10]),
    ]  # fmt: skip


@pytest.mark.promise("5 linear")
@pytest.mark.parametrize(
    "part",
    [
        "<X>\n",
        "<X b='\n",
        "<X\nb\n",
        "</X>\n",
        "<X>\n</X>\n",
        "<a b ",
        "<a @b='",
        "<X {b\n",
        "<X to='b'>",
        "<X>\n<Y>\n</X>\n",
    ],
)
def test_many_tags_are_parsed_in_linear_time(part: str) -> None:
    started = time.process_time()
    tokens(part * 5_000)
    assert time.process_time() - started < 4


def test_deep_nesting_is_no_recursion_error() -> None:
    assert "x" in block("<X>\n" * 500 + "x\n" + "</X>\n" * 500)


@pytest.mark.promise("5 linear")
def test_links_of_many_names_are_parsed_in_linear_time() -> None:
    started = time.process_time()
    tokens("".join(f"<X{number} to='a'>b " for number in range(50_000)))
    assert time.process_time() - started < 4


@pytest.mark.promise("5 linear")
@pytest.mark.parametrize(
    ("begin", "opening", "closing"), [("", "<X\nb>\n", "</X>\n"), ("- a\n\n", "  <X>\n\n", "</X>\n")]
)
def test_deep_nesting_is_parsed_in_linear_time(begin: str, opening: str, closing: str) -> None:
    started = time.process_time()
    tokens(begin + opening * 5_000 + "x\n" + closing * 5_000)
    assert time.process_time() - started < 3


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ('<Card title="a &amp; *b*" href="/x" />', '<p><a href="/x">a &amp; *b*</a></p>'),
        ("<Card\n  title='a'\n  href='/x'\n/> b", '<p><a href="/x">a</a> b</p>'),
        ('<Player playing url="https://x.example/y"/>', '<p><a href="https://x.example/y">https://x.example/y</a></p>'),
        ('<Card title="a" href="/x" description="b" />\n<Card to="/y"/>',
         '<p><a href="/x">a</a> – b</p>\n<p><a href="/y">/y</a></p>'),
        ('<Zoom src="./a.PNG?b" alt="c" />', '<Zoom src="./a.PNG?b" alt="c" />'),  # which the repair of HTML shows
        ('a <Zoom src="a.png" />', '<p>a <Zoom src="a.png" /></p>'),
        ('<Card title="a" />', '<Card title="a" />'),
        ('<Card href="javascript:a" />', '<Card href="javascript:a" />'),
        ('<Image src="a.png" width="3" />', '<Image src="a.png" width="3" />'),
        ('<Video src="a.mp4" />', '<Video src="a.mp4" />'),
        ("- <Card title='a' href='b' />", '<ul>\n<li><a href="b">a</a></li>\n</ul>'),
        ("[<Card href='b' />](c)", "<p><a href=\"c\"><Card href='b' /></a></p>"),
    ],
)  # fmt: skip
def test_a_component_with_a_url_and_no_content_is_a_link(text: str, html: str) -> None:
    assert block(text).rstrip("\n") == html
