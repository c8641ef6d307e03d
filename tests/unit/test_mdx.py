"""MDX: images that it imports, strings in braces, and the lines of tags that lose an expression."""

from __future__ import annotations

import pytest
from helpers import translated

from sphinx_eulernews.markdown.template_syntax import is_template

TRANSLATED = [
    ("import a from './a.PNG';\n\n<img src={a} alt={'x'} />", '\n\n<img src="./a.PNG" alt="x" />'),
    ('import b from "@/b.svg"\n\n<Image src={b.src} />', '\n\n<Image src="@/b.svg" />'),
    ("a{' '}\n<b>c</b>{\" \"}d `{' '}`", "a \n<b>c</b> d `{' '}`"),
    ('<img src={require("./a.png").default} alt="x" />', '<img src="./a.png" alt="x" />'),
    ("<Image img={require('../a.png')} />", '<Image src="../a.png" />'),
    ("import quay from './a.png';\n\n<Image src={quay} />", '\n\n<Image src="./a.png" />'),
    ("import quay from './a.png';\n\n<img src={ quay.src } alt='x'/>", "\n\n<img src=\"./a.png\" alt='x'/>"),
    ("<a href={'/x'}>x</a>", '<a href="/x">x</a>'),
    ("{/* truncate */}", "{/* truncate */}"),
    ("- a\n\n  ```mdx-code-block\n  <Tip>\n  ```\n\n  b", "- a\n\n\n  <Tip>\n\n\n  b"),
    ("````mdx-code-block\n<A>\n\n```js\nb\n```\n\n</A>\n````\nc", "\n<A>\n\n```js\nb\n```\n\n</A>\n\nc"),
    ("````md\n```mdx-code-block\n<A>\n```\n````", "````md\n```mdx-code-block\n<A>\n```\n````"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), TRANSLATED)
def test_what_has_a_counterpart_is_translated_without_a_warning(text: str, expected: str) -> None:
    assert is_template(text)
    assert translated(text) == (expected, [])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<A\n  b={[\n    {c: 1}\n  ]}\n  d\n>\ne\n\nf", "<A\n  d\n>\ne\n\n\n\n\nf"),
        ('<p\n  style={{\n    a: 1\n  }} title="a\n\nb">c</p>', '<p\n title="a\nb">c</p>\n\n\n'),
        ("<A\n  b={1}\n/> c <D\n  e={1}\n/>\n\nf", "<A\n/> c <D\n/>\n\n\n\nf"),
        ("<A b={1}\n  c={2}>\n\nd", "<A\n >\n\nd"),
    ],
)
def test_an_expression_on_lines_of_its_own_leaves_no_blank_line_in_its_tag(text: str, expected: str) -> None:
    assert translated(text)[0] == expected
    assert text.count("\n") == expected.count("\n")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("export const A = ({b}) => (\n\n  <i>\n\n  </i>\n);\n\nc", "c"),
        ("export const a = {\n  b: [1,\n\n 2],\n}\nc", ""),  # in the same block
        ("export const a = ')'\n\nb", "b"),
        ("export const a = (\n\nb", "b"),
    ],
)
def test_a_module_ends_at_an_empty_line_where_its_brackets_are_closed(text: str, shown: str) -> None:
    expected, ignored = translated(text)
    assert (expected.strip(), expected.count("\n")) == (shown, text.count("\n"))
    assert len(ignored) == 1
