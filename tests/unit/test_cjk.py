"""Emphasis, line breaks and indents in Chinese, Japanese and Korean text."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from sphinx_eulernews.markdown import cjk

pytestmark = pytest.mark.slow

HERE = Path(__file__).parent
ORACLE = json.loads((HERE / "cjk_oracle.json").read_text("utf-8"))
# The specification leaves open what a variation selector behind white space is.
UNSPECIFIED = re.compile(r"\s[\ufe00-\ufe0e]")


@pytest.fixture(scope="module")
def parser() -> MarkdownIt:
    md = MarkdownIt("commonmark").enable("strikethrough")
    md.inline.ruler.at("emphasis", cjk.emphasis)
    md.inline.ruler.at("strikethrough", cjk.strikethrough)
    md.block.ruler.at("paragraph", cjk.paragraph)
    md.core.ruler.push("join_lines", cjk.join_lines)
    return md


@pytest.fixture(scope="module")
def emphasis_only() -> MarkdownIt:
    md = MarkdownIt("commonmark").enable("strikethrough")
    md.inline.ruler.at("emphasis", cjk.emphasis)
    md.inline.ruler.at("strikethrough", cjk.strikethrough)
    return md


def disagreements(md: MarkdownIt, pairs: list[list[str]]) -> list[tuple[str, str, str]]:
    specified = [pair for pair in pairs if not UNSPECIFIED.search(pair[0])]
    return [(text, html, ours) for text, html in specified if (ours := md.renderInline(text)) != html]


def test_emphasis_agrees_with_recorded_results_of_the_reference_implementation(
    emphasis_only: MarkdownIt,
) -> None:
    assert len(ORACLE) == 300
    # Beside curly quotes we read emphasis in every script.
    plain = [case for case in ORACLE if not set("“”‘’") & set(case[0])]
    assert disagreements(emphasis_only, plain) == []


def test_the_recorded_results_are_beyond_plain_commonmark() -> None:
    plain = MarkdownIt("commonmark").enable("strikethrough")
    assert len(disagreements(plain, ORACLE)) > 30


@pytest.mark.skipif(
    "EULERNEWS_ORACLE" not in os.environ or shutil.which("node") is None,
    reason="needs node, and EULERNEWS_ORACLE naming a folder with markdown-it-cjk-friendly",
)
def test_emphasis_agrees_with_the_reference_implementation_on_100000_strings(
    emphasis_only: MarkdownIt,
) -> None:
    command = ["node", str(HERE / "make_cjk_oracle.mjs"), "100000", "2"]
    found = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    assert len(found) == 100_000
    assert disagreements(emphasis_only, found) == []


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("**注意：**请先备份", "<strong>注意：</strong>请先备份"),
        ("关于**“安装”**的说明", "关于<strong>“安装”</strong>的说明"),
        ("使用**`make`**编译", "使用<strong><code>make</code></strong>编译"),
        ("见**[文档](a)**说明", '见<strong><a href="a">文档</a></strong>说明'),
        ("**이 용어(term)**를", "<strong>이 용어(term)</strong>를"),
        ("旧~~（已废弃）~~新", "旧<s>（已废弃）</s>新"),
        ("~~~三~~", "~<s>三</s>"),
        ("__注意：__请", "__注意：__请"),  # an underscore inside a word, as in snake_case
        ("snake_case_name and 2*3*4", "snake_case_name and 2<em>3</em>4"),
        ("a**(b)**c", "a**(b)**c"),  # no CJK: as CommonMark
        ("字\ufe00**（重）**字", "字\ufe00<strong>（重）</strong>字"),
        ("葛\U000e0100**(一)**字", "葛\U000e0100<strong>(一)</strong>字"),
    ],
)
def test_emphasis_next_to_cjk_text_is_read_as_meant(parser: MarkdownIt, text: str, html: str) -> None:
    assert parser.renderInline(text) == html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("第一行\n第二行", "第一行第二行"),
        ("第一行，\n第二行", "第一行，第二行"),
        ("（一\n）", "（一）"),
        ("カナ\nかな", "カナかな"),
        ("他说”\n我", "他说”我"),
        ("破折——\n号", "破折——号"),
        ("一。\n•**二**。\n● 三", "一。\n•<strong>二</strong>。\n● 三"),
        ("约翰•\n史密斯", "约翰•史密斯"),
        ("中文\nEnglish", "中文\nEnglish"),
        ("English\n中文", "English\n中文"),
        ("one\ntwo", "one\ntwo"),
        ("”\n“", "”\n“"),
        ("한국어\n한국어", "한국어\n한국어"),
        ("한국어\n中文", "한국어\n中文"),
        ("中文😀\n中文", "中文😀\n中文"),
        ("**粗体**\n正文", "<strong>粗体</strong>正文"),
        ("正文\n**粗体**", "正文<strong>粗体</strong>"),
        ("[链接](a)\n正文", '<a href="a">链接</a>正文'),
        ("`代码`\n正文", "<code>代码</code>正文"),
        ("<font color=red>红</font>\n黑", "<font color=red>红</font>黑"),
        ("图\n![](a.png)\n图", '图\n<img src="a.png" alt="" />\n图'),
        ("一<br>\n二", "一<br>\n二"),
        ("一  \n二", "一<br />\n二"),
        ("一\\\n二", "一<br />\n二"),
    ],
)
def test_a_line_break_is_a_space_only_where_the_script_writes_spaces(parser: MarkdownIt, text: str, html: str) -> None:
    assert parser.renderInline(text) == html


def test_words_on_both_sides_of_a_line_break_become_one_text(parser: MarkdownIt) -> None:
    (inline,) = parser.parseInline("开放\n原子\n基金会")
    assert [child.content for child in inline.children or []] == ["开放原子基金会"]


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("\u3000\u3000段落\n", "<p>\u3000\u3000段落</p>\n"),
        ("\u3000 \u3000段落\n", "<p>\u3000 \u3000段落</p>\n"),
        (
            "- \u3000列表\n\n  \u3000段落\n",
            "<ul>\n<li>\n<p>\u3000列表</p>\n<p>\u3000段落</p>\n</li>\n</ul>\n",
        ),
        ("一\n\u3000二\n", "<p>一\u3000二</p>\n"),
        ("\u3000\u3000\n", "<p></p>\n"),
        ("  段落\n", "<p>段落</p>\n"),
    ],
)
def test_ideographic_indents_are_kept(parser: MarkdownIt, text: str, html: str) -> None:
    assert parser.render(text) == html
