"""One title, one h1, no skipped level: tokens in, tokens out."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from myst_parser.mdit_to_docutils.base import default_slugify
from post_markdown import tokens

from sphinx_eulernews.markdown.headings import Headings, UniqueSlugs, heading_text
from sphinx_eulernews.markdown.rule_helpers import OFFSET


def outline(text: str, title: str = "", otherwise: str = "文件名") -> tuple[list[str], Headings]:
    """Return the headings of a post as ``1 标题``, and the rule after its work."""
    md, rule = MarkdownIt(), Headings(title, otherwise)
    md.core.ruler.push("headings", rule)
    tokens = md.parse(text)
    shown = [
        f"{token.tag[1]} {heading_text(tokens[place + 1])}"
        for place, token in enumerate(tokens)
        if token.type == "heading_open" and token.level == 0
    ]
    return shown, rule


# Title of the front matter, markdown, headings shown, where the title came from.
TABLE = [
    ("甲", "正文", ["1 甲"], "front matter"),
    ("甲", "# 甲\n\n正文", ["1 甲"], "front matter"),
    ("甲", "# 甲！\n\n## 乙", ["1 甲", "2 乙"], "front matter"),
    ("甲", "# 乙\n\n## 丙", ["1 甲", "2 乙", "3 丙"], "front matter"),
    ("甲", "## 乙\n\n#### 丙\n\n# 丁", ["1 甲", "2 乙", "3 丙", "2 丁"], "front matter"),
    ("甲", "### 乙\n\n### 丙\n\n###### 丁", ["1 甲", "2 乙", "2 丙", "3 丁"], "front matter"),
    ("甲", "# 乙\n\n# 丙\n\n# 甲", ["1 甲", "2 乙", "2 丙", "2 甲"], "front matter"),
    ("甲", "## 甲\n\n## 乙", ["1 甲", "2 乙"], "front matter"),
    ("甲", "正文\n\n## 甲", ["1 甲", "2 甲"], "front matter"),
    ("甲", "<!-- 注 -->\n\n## 甲\n\n### 乙", ["1 甲", "2 乙"], "front matter"),
    ("", "# 乙\n\n## 丙", ["1 乙", "2 丙"], "heading"),
    ("", "## 丙\n\n# 乙", ["1 文件名", "2 丙", "2 乙"], "name"),
    ("", "正文\n\n# 乙\n\n# 丙", ["1 文件名", "2 乙", "2 丙"], "name"),
    ("", "[TOC]\n\n![](a.png)\n\n# 乙\n\n# 丙", ["1 乙", "2 丙"], "heading"),
    ("", "```{post} 2024-01-01\n:tags: a\n```\n\n# 乙", ["1 乙"], "heading"),
    ("", "```{contents}\n```\n\n---\n\n# 乙", ["1 乙"], "heading"),
    ("", "```{note}\n正文\n```\n\n# 乙", ["1 文件名", "2 乙"], "name"),
    ("", "```python\npost\n```\n\n# 乙", ["1 文件名", "2 乙"], "name"),
    ("", "# **乙** `c`\n\n# 丙", ["1 乙 c", "2 丙"], "heading"),
    ("", "#\n\n正文", ["1 文件名"], "name"),
    ("🎉", "# 🚀\n\n正文", ["1 🎉", "2 🚀"], "front matter"),
    ("", "## 丙", ["1 文件名", "2 丙"], "name"),
    ("", "正文", ["1 文件名"], "name"),
    ("", "", ["1 文件名"], "name"),
    ("", "> # 引文\n\n- # 列表", ["1 文件名"], "name"),
    ("", "乙\n==\n\n丙\n--", ["1 乙", "2 丙"], "heading"),
]


@pytest.mark.parametrize(("title", "text", "expected", "source"), TABLE)
def test_headings_are_moved_below_the_one_title(title: str, text: str, expected: list[str], source: str) -> None:
    shown, rule = outline(text, title)
    assert shown == expected
    assert rule.source == source
    assert rule.title == expected[0][2:]


@given(st.lists(st.integers(1, 6), max_size=12), st.sampled_from(["", "甲"]))
def test_there_is_one_h1_and_no_level_is_skipped(levels: list[int], title: str) -> None:
    text = "\n\n".join(f"{'#' * level} 节{place}" for place, level in enumerate(levels))
    shown, _ = outline(text, title)
    found = [int(heading[0]) for heading in shown]
    assert found[0] == 1
    assert found.count(1) == 1
    assert all(below <= above + 1 for above, below in pairwise(found))


@given(st.lists(st.integers(1, 6), max_size=8))
def test_no_heading_of_the_body_is_lost(levels: list[int]) -> None:
    text = "\n\n".join(f"{'#' * level} 节{place}" for place, level in enumerate(levels))
    shown, _ = outline(text, "甲")
    assert [heading[2:] for heading in shown] == ["甲", *(f"节{place}" for place in range(len(levels)))]


def test_the_text_of_a_directive_keeps_its_headings() -> None:
    md = MarkdownIt()
    md.core.ruler.push("headings", Headings("甲", "文件名"))
    tokens = md.parse("# 乙", {OFFSET: 7})
    assert [token.tag for token in tokens if token.type == "heading_open"] == ["h1"]
    assert len(tokens) == 3


def test_equal_headings_are_numbered_and_a_slug_that_is_taken_is_left_out() -> None:
    slug = UniqueSlugs(default_slugify)
    assert [slug(title) for title in ("A", "a-1", "A", "a", "B", "!", "!", "A")] == [
        "a",
        "a-1",
        "a-2",
        "a-3",
        "b",
        "",
        "",
        "a-4",
    ]


@pytest.mark.promise("5 linear")
def test_thousands_of_equal_headings_are_numbered_in_one_step_each() -> None:
    looked_up = 0

    class Given(set[str]):
        def __contains__(self, slug: object) -> bool:
            nonlocal looked_up
            looked_up += 1
            return super().__contains__(slug)

    slugs = UniqueSlugs(default_slugify)
    slugs._given = Given()
    assert len({slugs("A") for _ in range(1000)} | {slugs(f"a-{number}") for number in range(1000)}) == 2000
    assert looked_up <= 5000


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("H{sub}`2`O", "H2O"),
        ("甲 {doc}`/news/port`", "甲 /news/port"),
        ("甲 {doc}`乙 </news/port>` 丙", "甲 乙 丙"),
        ("甲 {doc}`</news/port>`", "甲 </news/port>"),
        ("甲 $O(n^2)$", "甲 O(n^2)"),
    ],
)
def test_what_roles_and_formulas_show_is_part_of_a_title(text: str, title: str) -> None:
    _open, inline, _close = tokens(f"# {text}", "dollarmath")
    assert heading_text(inline) == title
