"""Markdown as the authors of posts saw it: what the rules make of it, token by token."""

from __future__ import annotations

import time

import pytest
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from myst_parser.config.main import MdParserConfig
from myst_parser.parsers.mdit import create_md_parser
from post_markdown import DIRECTIVES, EVERYTHING, ROLES, block, inline, of_type, post_parser, tokens

from sphinx_eulernews.markdown.rules import add_post_rules

# Text that MyST would take for its own syntax


@pytest.mark.parametrize(
    "text",
    [
        "% 40 of users",
        "+++ b/Makefile",
        "(target)=",
        "{{ site.title }}",
        "text {{ x }} text",
        "{platform}`",
        "[^x]",
        "[^x] and [^y z]",
        "install.sh, README.md and www.example.org",
        "$1 $2",
        "100 % of it",
    ],
)
@pytest.mark.parametrize("extensions", [(), EVERYTHING])
def test_what_no_post_means_as_myst_stays_text(text: str, extensions: tuple[str, ...]) -> None:
    assert block(text, *extensions) == f"<p>{text}</p>"


def test_a_known_role_is_a_role_and_another_is_text_before_code() -> None:
    assert [token.meta["name"] for token in of_type(tokens("H{sub}`2`O"), "myst_role")] == ["sub"]
    assert inline("in {platform}`bin`") == "in {platform}<code>bin</code>"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\n<!-- b\n\n*c*", "<p>a</p>\n<!--<p>b</p>\n<p><em>c</em></p>"),
        ("<!--\n# a\n\n<!-- b", "<!--<h1>a</h1>\n<!--<p>b</p>"),
        ("<!-- <b>a</b>", "<!--<p><b>a</b></p>"),
        ("> <!-- a\n\nb -->", "<blockquote>\n<!--<p>a</p>\n</blockquote>\n<p>b --&gt;</p>"),
        ("<!-- a\n\nb --> c", "<!-- a\n\nb --> c"),
    ],
)
def test_what_follows_a_comment_that_is_not_closed_is_markdown(text: str, expected: str) -> None:
    assert block(text) == expected


@pytest.mark.parametrize(
    "text", ["<script>go(1 < 2)</script>", "<STYLE media='x'>.a { }</Style >", "<script>\na=1\n</script>"]
)
def test_script_within_a_line_is_one_piece_of_html(text: str) -> None:
    found = tokens(f"a {text} *b*")
    assert [token.content for token in of_type(found, "html_inline")] == [text]
    assert "".join(token.content for token in of_type(found, "text")) == "a  b"


@pytest.mark.parametrize("text", ["<script> 和 </script> 之间", "<script> a=1", "<scripts>a=1</scripts>"])
def test_words_between_the_names_of_elements_are_shown(text: str) -> None:
    shown = "".join(token.content for token in of_type(tokens(f"在 {text}"), "text"))
    assert "和" in shown or "a=1" in shown


def test_a_footnote_needs_a_definition() -> None:
    found = tokens("a[^1] b[^2]\n\n[^1]: note\n")
    assert [token.meta["label"] for token in of_type(found, "footnote_ref")] == ["1"]
    assert [token.content for token in of_type(found, "text")] == ["a", " b[^2]", "note"]


@pytest.mark.parametrize("text", ["[^1]: note\n", "a[^1]\n\n[^1]: first\n\n[^1]: note\n"])
def test_a_footnote_that_nothing_refers_to_is_shown_as_text(text: str) -> None:
    found = tokens(text)
    used = text.count("[^1]:") - 1
    assert len(list(of_type(found, "footnote_reference_open"))) == used
    assert [token.content for token in of_type(found, "text")][-2:] == ["[1] ", "note"]


def test_a_footnote_that_a_container_refers_to_is_kept() -> None:
    assert list(of_type(tokens("::: tip\na[^1]\n:::\n\n[^1]: note\n"), "footnote_reference_open"))


def test_a_doubled_link_definition_is_no_problem() -> None:
    env: dict[str, object] = {}
    post_parser().parse("[a]: http://x\n[a]: http://y\n", env)
    assert "duplicate_refs" not in env


# What authors mistyped


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("前 ** 粗体 ** 后", "前 <strong> 粗体 </strong> 后"),
        ("** 粗体 **", "<strong> 粗体 </strong>"),
        ("**粗体 **：后", "<strong>粗体 </strong>：后"),
        ("用 ** Docker ** 部署", "用 <strong> Docker </strong> 部署"),
        ("** a *b* **", "<strong> a <em>b</em> </strong>"),
        ("****粗体****", "<strong><strong>粗体</strong></strong>"),
        ("**甲****乙**", "<strong>甲乙</strong>"),
        ("**甲：**乙", "<strong>甲：</strong>乙"),
        ("用a**[1]**(甲) 与b**[2]**来", "用a<strong>[1]</strong>(甲) 与b<strong>[2]</strong>来"),
        ("在 H **未启用 **T 插件，S **未启用 **G", "在 H <strong>未启用 </strong>T 插件，S <strong>未启用 </strong>G"),
    ],
)
def test_bold_with_spaces_at_the_wrong_place_is_bold(text: str, html: str) -> None:
    assert inline(text) == html


@pytest.mark.parametrize(
    "text",
    [
        "char **argv, char **envp",
        "int **甲, int **b",
        "2 ** 3 and 4 ** 5",
        "git checkout *** // ***",
        "a **",
        "** a",
        "** a\nb **",
        "****",
        r"\*\*a\*\*",
        "[** a](b) **",
    ],
)
def test_stars_that_are_not_certainly_bold_stay(text: str) -> None:
    assert not list(of_type(tokens(text), "strong_open"))


@pytest.mark.parametrize(
    ("text", "level", "title"),
    [
        ("##标题", 2, "标题"),
        ("###1.2 安装", 3, "1.2 安装"),
        ("######**粗**", 6, "**粗**"),
        ("##甲##", 2, "甲"),
        ("##C#", 2, "C#"),
        ("##Title", 2, "Title"),
        ("#标题", 1, "标题"),
        ("文\n\n#标题\n\n文", 1, "标题"),
    ],
)
def test_a_heading_needs_no_space_behind_its_hashes(text: str, level: int, title: str) -> None:
    found = tokens(text)
    (place,) = (place for place, token in enumerate(found) if token.type == "heading_open")
    assert (found[place].tag, found[place + 1].content) == (f"h{level}", title)


@pytest.mark.parametrize(
    "text",
    [
        "#tag",
        "#include <a>",
        "#话题#",
        "#甲 #乙",
        "#注释\nyum install",
        "yum\n#注释",
        "#######甲",
        "##!",
        "    ##甲",
    ],
)
def test_hashes_that_are_no_heading_stay(text: str) -> None:
    assert not list(of_type(tokens(text), "heading_open"))


def test_a_tight_heading_ends_a_paragraph_and_a_table_needs_no_blank_line() -> None:
    assert block("文\n##甲") == "<p>文</p>\n<h2>甲</h2>"
    assert "<table>" in block("文\n| a | b |\n|---|---|\n| 1 | 2 |")


# What other tools left


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ('![](a.png){width="5.7in"\nheight="3in"}尾', '<img src="a.png" alt="" width="5.7in" />尾'),
        ("![](a.png){: w='316' h='2' }", '<img src="a.png" alt="" width="316" />'),  # the theme Chirpy of Jekyll
        ("![](a.png){width=50%}", '<img src="a.png" alt="" width="50%" />'),
        ("![](a.png){width=javascript}", '<img src="a.png" alt="" />'),
        ("![](a.png){: .center}", '<img src="a.png" alt="" class="center" />'),
        ("![](a.png){: .center :}", '<img src="a.png" alt="" class="center" />'),
        ("[甲](b){.x target=_blank}乙", '<a href="b">甲</a>乙'),
        ("`x`{.sql}", "<code>x</code>"),
        ("[甲](b){ data-preview }乙", '<a href="b">甲</a>乙'),
        ('_a_{ style="color: red" } **甲**{.x}乙', "<em>a</em> <strong>甲</strong>乙"),
        ("_a_ x_{i=1}^{.5} *b {.c} **{.c}", "<em>a</em> x_{i=1}^{.5} *b {.c} **{.c}"),
        ("[甲 **乙**]{.underline}丙", '<span class="underline">甲 <strong>乙</strong></span>丙'),
        ("[甲]{.a\n.b}", '<span class="a b">甲</span>'),
        ("[]{#anchor}甲", "<span></span>甲"),
        ("[甲[>]{.mark}](b)", '<a href="b">甲<span class="mark">&gt;</span></a>'),
        ("文字 {: .center}", "文字 "),
        (r"\~ \" \_", "~ &quot; _"),
        ("集合 {a, b} 和 {x}", "集合 {a, b} 和 {x}"),
        ("f(x){.y}", "f(x){.y}"),
        (":material-check:{ .lg .middle } 好", ":material-check: 好"),
        ("好:material-check:{ .lg } a:hover:{.b} std::c:{.d}", "好:material-check: a:hover:{.b} std::c:{.d}"),
        ("旧~~（删）~~新", "旧<del>（删）</del>新"),
        ("好~~ 再见~~", "好~~ 再见~~"),
    ],
)
@pytest.mark.parametrize("extensions", [(), EVERYTHING])
def test_attributes_of_other_systems_are_not_shown_and_other_braces_are(
    text: str, html: str, extensions: tuple[str, ...]
) -> None:
    assert inline(text, *extensions) == html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("[TOC]", ""),
        ("[[toc]]\n\n文", "<p>文</p>"),
        ("@[toc](目录)", ""),
        ("[toc]\n文", "<p>\n文</p>"),
        ("* 目录\n{:toc}\n\n文", "<p>文</p>"),
        ("1. This is dropped\n  {:TOC}\n", ""),
        ("> - TOC\n> {:toc}\n>\n> 文", "<blockquote>\n<p>文</p>\n</blockquote>"),
        ("- 甲\n- 乙\n{:toc}", "<ul>\n<li>甲</li>\n<li>乙</li>\n</ul>"),
        ("见 [TOC] 一节", "<p>见 [TOC] 一节</p>"),
        ("## 甲 {#id .cls}", '<h2 id="id">甲</h2>'),
        ("## 甲 ## {#id}", '<h2 id="id">甲</h2>'),
        ("## C# {#id}", '<h2 id="id">C#</h2>'),
        ("## 甲 {-}", "<h2>甲</h2>"),
        ("## 甲 {}", "<h2>甲 {}</h2>"),
        ("## a {#x}\n\n## b {#x}", '<h2 id="x">a</h2>\n<h2>b</h2>'),
        ("## a\n{: #x .y}\n\n## b {#x}", '<h2 id="x">a</h2>\n<h2>b</h2>'),
        ("## a\n\n{: #x}", "<h2>a</h2>"),
        ("文\n{: .center}", "<p>文</p>"),
        ("{: .center}\n文\n{ .annotate }", "<p>文</p>"),
        ("> 文\n{: .tip}\n文", "<blockquote>\n<p>文</p>\n</blockquote>\n<p>文</p>"),
        ('_文_\n{ style="display: inline" }\n\n文\n{ data-x }', "<p><em>文</em></p>\n<p>文</p>"),
        ("{ width=9 }\n\n文", "<p>文</p>"),
        ("{id=1, name=文}\n\n{width=1, x=2}", "<p>{id=1, name=文}</p>\n<p>{width=1, x=2}</p>"),
        ('文\n{ "a": 1 }\n{a="b"}', "<p>文\n{ &quot;a&quot;: 1 }\n{a=&quot;b&quot;}</p>"),
        ("    {: .x}", "<pre><code>{: .x}\n</code></pre>"),
        ("文\n{.center}", "<p>文</p>"),
        ("- [ ] 甲\n- [x] 乙", "<ul>\n<li>☐ 甲</li>\n<li>☑ 乙</li>\n</ul>"),
        ("1. [X] 甲", "<ol>\n<li>☑ 甲</li>\n</ol>"),
        ("- [ ]甲", "<ul>\n<li>[ ]甲</li>\n</ul>"),
        ("[ ] 甲", "<p>[ ] 甲</p>"),
        ("##\n\n甲\n\n## {.x}", "<p>甲</p>"),
        ("## {#a}", '<h2 id="a"></h2>'),
    ],
)
def test_residue_of_blocks_is_not_shown(text: str, html: str) -> None:
    assert block(text) == html


@pytest.mark.parametrize(("extensions", "read"), [((), (True, False)), (("deflist",), (True, True))])
def test_definition_lists_need_no_extension_of_myst_unless_they_begin_with_a_tilde(
    extensions: tuple[str, ...], read: tuple[bool, bool]
) -> None:
    found = [any(of_type(tokens(f"文\n\n{mark} 字", *extensions), "dl_open")) for mark in (":", "~")]
    assert tuple(found) == read
    assert not any(of_type(tokens("文\n:字\n\n甲\n\n:smile: 乙\n:", *extensions), "dl_open"))


@pytest.mark.parametrize("text", ["[注]: 一句说明。", "> [注]: 见2.0版", "- [Note]:这里"])
def test_a_remark_that_looks_like_the_definition_of_a_link_is_shown(text: str) -> None:
    assert text[text.index("[") :] in block(f"文\n\n{text}\n")


@pytest.mark.parametrize("mark", ["", "> ", "- "])
def test_definitions_of_links_may_follow_a_remark(mark: str) -> None:
    shown = block(f"{mark}[注]: 一句说明\n[又]: 又一句\n[甲]: https://example.org/a\n\n见 [甲]。\n")
    assert "[注]: 一句说明\n[又]: 又一句" in shown
    assert '见 <a href="https://example.org/a">甲</a>' in shown
    assert "]: http" not in shown


@pytest.mark.parametrize(
    "text",
    ["[a]: https://example.org", "[a]: ../图/一.png", "[a]: 图.png", "[a]: #章节", "[//]: # (注释)", "[a]: <> (注释)",
     "[a]: setup", "[a]: 安装指南\n\n[甲][A]", "[a]: 安装指南\n\n[a]"],
)  # fmt: skip
def test_other_definitions_of_links_are_not_shown(text: str) -> None:
    assert "]:" not in block(f"文\n\n{text}\n")


def test_emphasis_ends_next_to_curly_quotes_in_any_script() -> None:
    assert inline("**“Who is it?”**asked he") == "<strong>“Who is it?”</strong>asked he"


# The whole


def test_lines_of_blocks_stay_those_of_the_source() -> None:
    text = "\n\n[TOC]\n\n##甲 {#a}\n\n\u3000\u3000文\n文\n{: .x}\n\n::: tip\n文\n:::\n文\n\n- [ ] 甲\n"
    found = [(token.type, token.map) for token in tokens(text, *EVERYTHING) if token.map and token.nesting >= 0]
    assert [pair for pair in found if pair[0] != "inline"] == [
        ("heading_open", [4, 5]),
        ("paragraph_open", [6, 9]),
        ("colon_fence", [10, 13]),
        ("paragraph_open", [13, 14]),
        ("bullet_list_open", [15, 16]),
        ("list_item_open", [15, 16]),
        ("paragraph_open", [15, 16]),
    ]


def test_the_parser_of_another_document_is_as_its_maintainer_set_it_up() -> None:
    config = MdParserConfig(enable_extensions=set(EVERYTHING))
    before = create_md_parser(config, RendererHTML).get_active_rules()
    post_parser(*EVERYTHING)
    assert create_md_parser(config, RendererHTML).get_active_rules() == before
    assert not any(rule.startswith("eulernews_") for rules in before.values() for rule in rules)


@pytest.mark.parametrize("config", [MdParserConfig(commonmark_only=True), MdParserConfig(gfm_only=True)])
def test_a_parser_without_the_syntax_of_myst_can_be_configured(config: MdParserConfig) -> None:
    md = create_md_parser(config, RendererHTML)
    add_post_rules(md, known_role=ROLES.__contains__, known_directive=DIRECTIVES.__contains__)
    assert md.render("**甲：**乙 [^1] {ref}`x`", {}).startswith("<p><strong>甲：</strong>乙 [^1] {ref}")


def seconds(md: MarkdownIt, text: str) -> float:
    start = time.process_time()
    md.parse(text)
    return time.process_time() - start


@pytest.mark.parametrize(
    "piece",
    [
        *("*", "**a ", "a** ", "a****b ", "~~a ", "_", "中\n", "\u3000\n"),
        *("[", "[^a", "[a]{", "{.a ", "*a_{.b}", "![a](b ", "{a}`", "http://a", "https://a(", "<http://"),
        *("$", "$a ", "$$\n", ":::\n", "::: tip\n", "::: tip x\n:::\n", "##a\n"),
    ],
)
def test_hostile_text_is_read_in_linear_time(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    post, plain = post_parser("dollarmath"), MarkdownIt("commonmark").enable("strikethrough")
    # Quadratic time would be 100 times as long; what is too short to be measured is fast enough.
    linear = 30 * max(seconds(post, text[:10_000]), 0.05)
    taken = seconds(post, text)
    # The oldest markdown-it-py joins the pieces of a line in quadratic time itself.
    assert taken < linear or taken < 4 * seconds(plain, text)
