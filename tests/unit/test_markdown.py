"""Markdown as the authors of posts saw it: what the rules make of it, token by token."""

import time
from collections.abc import Iterator

import pytest
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from myst_parser.config.main import MdParserConfig
from myst_parser.parsers.mdit import create_md_parser

from sphinx_eulernews.markdown.fences import lexer_name
from sphinx_eulernews.markdown.myst_syntax import is_displayed, is_formula
from sphinx_eulernews.markdown.rules import read_as_written

ROLES = frozenset({"doc", "ref", "sub"})
DIRECTIVES = frozenset({"note", "tip", "warning"})
EVERYTHING = (
    "attrs_inline",
    "colon_fence",
    "deflist",
    "dollarmath",
    "strikethrough",
    "substitution",
    "tasklist",
)


def is_known(extension: str) -> bool:
    try:
        MdParserConfig(enable_extensions={extension})
    except ValueError:
        return False
    return True


LINKIFIERS = [(extension,) for extension in ("linkify", "gfm_autolink") if is_known(extension)]


def post_parser(*extensions: str, directives: frozenset[str] = DIRECTIVES) -> MarkdownIt:
    md = create_md_parser(MdParserConfig(enable_extensions=set(extensions)), RendererHTML)
    read_as_written(md, known_role=ROLES.__contains__, known_directive=directives.__contains__)
    return md


def tokens(text: str, *extensions: str) -> list[Token]:
    return post_parser(*extensions).parse(text)


def inline(text: str, *extensions: str) -> str:
    html = post_parser(*extensions).renderInline(text, {})
    assert isinstance(html, str)
    return html


def block(text: str, *extensions: str) -> str:
    html = post_parser(*extensions).render(text, {})
    assert isinstance(html, str)
    return html.strip()


def of_type(found: list[Token], kind: str) -> Iterator[Token]:
    for token in found:
        if token.type == kind:
            yield token
        yield from of_type(token.children or [], kind)


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


@pytest.mark.parametrize(
    ("text", "before", "behind"),
    [
        (r"\alpha^2", "", ""),
        ("x", "中", "是"),
        ("n-1", " ", "，"),
        ("O(n)", "为", "。"),
        ("O(log n)", "", ""),
        ("a, b", " ", " "),
        ("x_i = y_{i+1}", "", "."),
        (r"\text{命中率} = 1", "", ""),
        ("-1", "", ""),
    ],
)
def test_mathematics_between_dollars_is_seen(text: str, before: str, behind: str) -> None:
    assert is_formula(text, before, behind)


@pytest.mark.parametrize(
    ("text", "before", "behind"),
    [
        ("", "", ""),
        ("1 ", "", "2"),  # $1 $2
        ("PATH:", "", "H"),  # $PATH:$HOME
        (" sudo apt install && ", "", " "),
        ("5 and HK", "S", "1"),  # US$5 and HK$1
        ("5/月，约", "", ""),
        ("{HOME}/bin:", "", "P"),
        ("DB_HOME", "", "/"),
        ("PATH", " ", " "),
        ('A" "', "", ""),
        ("@,", " ", "#"),
        ("x/", "", "{"),
        ("a=", "", ""),
    ],
)
def test_shell_and_money_between_dollars_are_text(text: str, before: str, behind: str) -> None:
    assert not is_formula(text, before, behind)


@pytest.mark.parametrize(("text", "is_it"), [("\na = b\n", True), (r"eq\_x=h\_y * z", True), ("x^2", True)])
def test_displayed_mathematics_is_seen(text: str, is_it: bool) -> None:
    assert is_displayed(text) is is_it


@pytest.mark.parametrize("text", ["", " LANGUAGE plpgsql;\n", "\nBEGIN\n  x := 1;\nEND;\n", "的进程号", "\na\n\nb\n"])
def test_bodies_of_functions_are_not_displayed_mathematics(text: str) -> None:
    assert not is_displayed(text)


def test_dollars_are_mathematics_only_where_the_site_has_it() -> None:
    assert inline("$x^2$") == "$x^2$"
    assert [token.content for token in of_type(tokens("中$x^2$文", "dollarmath"), "math_inline")] == ["x^2"]
    assert [token.content for token in of_type(tokens("中$$x^2$$文", "dollarmath"), "math_inline_double")] == ["x^2"]
    assert [token.map for token in of_type(tokens("a\n\n$$\nx^2\n$$\n", "dollarmath"), "math_block")] == [[2, 5]]
    assert not list(of_type(tokens("$$ LANGUAGE sql;\n\ntext $$\n", "dollarmath"), "math_block"))
    assert inline(r"\$x^2$", "dollarmath") == "$x^2$"


# Links


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


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("![图](./my pic (1).png)", '<img src="./my%20pic%20(1).png" alt="图" />'),
        ("![](图 1.PNG)", '<img src="%E5%9B%BE%201.PNG" alt="" />'),
        ("![](a.png =300x)", '<img src="a.png" alt="" width="300px" />'),
        ("![](a.png =300x200)", '<img src="a.png" alt="" width="300px" />'),
        ("[**甲**](a b.md)", '<a href="a%20b.md"><strong>甲</strong></a>'),
        ("[甲](a b)", "[甲](a b)"),
        ('![甲](a.png "b.png")', '<img src="a.png" alt="甲" title="b.png" />'),
        ("![甲](a.png)", '<img src="a.png" alt="甲" />'),
    ],
)
def test_a_file_name_with_spaces_is_a_destination(text: str, html: str) -> None:
    assert inline(text) == html


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
    ],
)
def test_bold_with_spaces_at_the_wrong_place_is_bold(text: str, html: str) -> None:
    assert inline(text) == html


@pytest.mark.parametrize(
    "text",
    [
        "char **argv, char **envp",
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
        ("![](a.png){width=50%}", '<img src="a.png" alt="" width="50%" />'),
        ("![](a.png){width=javascript}", '<img src="a.png" alt="" />'),
        ("![](a.png){: .center}", '<img src="a.png" alt="" class="center" />'),
        ("[甲](b){.x target=_blank}乙", '<a href="b">甲</a>乙'),
        ("`x`{.sql}", "<code>x</code>"),
        ("[甲 **乙**]{.underline}丙", '<span class="underline">甲 <strong>乙</strong></span>丙'),
        ("[甲]{.a\n.b}", '<span class="a b">甲</span>'),
        ("[]{#anchor}甲", "<span></span>甲"),
        ("[甲[>]{.mark}](b)", '<a href="b">甲<span class="mark">&gt;</span></a>'),
        ("文字 {: .center}", "文字 "),
        (r"\~ \" \_", "~ &quot; _"),
        ("集合 {a, b} 和 {x}", "集合 {a, b} 和 {x}"),
        ("f(x){.y}", "f(x){.y}"),
        ("旧~~（删）~~新", "旧<del>（删）</del>新"),
        ("好~~ 再见~~", "好~~ 再见~~"),
    ],
)
@pytest.mark.parametrize("extensions", [(), EVERYTHING])
def test_residue_is_not_shown(text: str, html: str, extensions: tuple[str, ...]) -> None:
    assert inline(text, *extensions) == html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("[TOC]", ""),
        ("[[toc]]\n\n文", "<p>文</p>"),
        ("@[toc](目录)", ""),
        ("[toc]\n文", "<p>\n文</p>"),
        ("见 [TOC] 一节", "<p>见 [TOC] 一节</p>"),
        ("## 甲 {#id .cls}", '<h2 id="id">甲</h2>'),
        ("## 甲 {-}", "<h2>甲</h2>"),
        ("## 甲 {}", "<h2>甲 {}</h2>"),
        ("## a {#x}\n\n## b {#x}", '<h2 id="x">a</h2>\n<h2>b</h2>'),
        ("文\n{: .center}", "<p>文</p>"),
        ("文\n{.center}", "<p>文</p>"),
        ("- [ ] 甲\n- [x] 乙", "<ul>\n<li>☐ 甲</li>\n<li>☑ 乙</li>\n</ul>"),
        ("1. [X] 甲", "<ol>\n<li>☑ 甲</li>\n</ol>"),
        ("- [ ]甲", "<ul>\n<li>[ ]甲</li>\n</ul>"),
        ("[ ] 甲", "<p>[ ] 甲</p>"),
    ],
)
def test_residue_of_blocks_is_not_shown(text: str, html: str) -> None:
    assert block(text) == html


# Containers


@pytest.mark.parametrize(
    ("text", "info", "content"),
    [
        ("::: tip\n文\n:::", "{tip}", "文\n"),
        (":::warning\n文\n:::", "{warning}", "文\n"),
        ("::: info\n文\n:::", "{note}", "文\n"),
        ("::: tip 标题\n文\n:::", "{admonition} 标题", ":class: tip\n文\n"),
        (":::tip[标题]\n文\n:::", "{admonition} 标题", ":class: tip\n文\n"),
        ("::: details 代码\n文\n:::", "{admonition} 代码", ":class: dropdown\n文\n"),
        ("::: details\n文\n:::", "{admonition} Details", ":class: dropdown\n文\n"),
        ("::: demo\n文\n:::", "demo", "文\n"),
        ("::: tip\n:a: b\n:::", "{tip}", "\n:a: b\n"),
        ("::: tip 标题\n:::", "{admonition} 标题", ":class: tip\n标题"),
        (":::{note}\n:class: x\n文\n:::", "{note} ", ":class: x\n文\n"),
        (":::{nobody}\n文\n:::", "nobody", "文\n"),
        ("::: tip\n文", "{tip}", "文"),
        ("::: tip\n```\n:::\n```\n:::", "{tip}", "```\n:::\n```\n"),
        ("::: tip\n::: danger\n文\n:::\n:::", "{tip}", "\n::: danger\n文\n:::\n"),
        (":::: tip\n::: danger\n文\n::::", "{tip}", "\n::: danger\n文\n"),
    ],
)
@pytest.mark.parametrize("extensions", [(), ("colon_fence",)])
def test_a_container_becomes_a_directive(text: str, info: str, content: str, extensions: tuple[str, ...]) -> None:
    (token,) = of_type(tokens(text, *extensions), "colon_fence")
    assert (token.info, token.content) == (info, content)


@pytest.mark.parametrize(
    ("text", "info", "content"),
    [
        ("!!! tip\n    文", "{tip}", "文"),
        (
            '!!! tip "标题"\n\n    文\n\n    ```\n    x\n    ```\n文',
            "{admonition} 标题",
            ":class: tip\n\n文\n\n```\nx\n```\n",
        ),
        ("??? note\n    文", "{note}", "文"),
        ('???+ info inline end "标题"\n    文', "{admonition} 标题", ":class: note\n文"),
        ("!!! example\n    文", "{admonition} Example", ":class: example\n文"),
        ("!!! tip\n    :a: b", "{tip}", "\n:a: b"),
    ],
)
def test_an_admonition_with_indented_content_becomes_a_directive(text: str, info: str, content: str) -> None:
    (token,) = of_type(tokens(text), "colon_fence")
    assert (token.info, token.content) == (info, content)
    assert token.map is not None
    options = content.count("\n", 0, content.index(":a:" if ":a:" in content else "文"))
    source = text[: text.index(":a:" if ":a:" in text else "    文")].count("\n")
    assert token.map[0] + 1 + options == source


@pytest.mark.parametrize("text", ["!!! tip", "!!! tip\n文", "!!!\n    文", "!!! 好\n    文", "a\n    !!! tip"])
def test_exclamation_marks_that_open_no_admonition_stay(text: str) -> None:
    found = tokens(text)
    assert not list(of_type(found, "colon_fence"))


def test_details_fold_where_sphinx_design_is_there() -> None:
    parser = post_parser(directives=frozenset({"dropdown"}))
    (token,) = of_type(parser.parse("::: details 代码\n文\n:::"), "colon_fence")
    assert (token.info, token.content) == ("{dropdown} 代码", "文\n")


@pytest.mark.parametrize("text", [":::", "::: tip\n:::", "文\n\n:::\n\n文", ":::::"])
def test_an_empty_container_and_a_stray_end_leave_nothing(text: str) -> None:
    assert ":" not in block(text)


@pytest.mark.parametrize("text", ["::: 中文", "text ::: tip", "    ::: tip\n    :::"])
def test_colons_that_open_no_container_stay(text: str) -> None:
    assert ":::" in block(text)


def test_a_container_ends_with_its_list_item() -> None:
    found = tokens("- 甲\n\n  ::: tip\n  乙\n\n丙\n\n:::\n")
    (token,) = of_type(found, "colon_fence")
    assert (token.content, token.map) == ("乙\n\n", [2, 5])
    assert [paragraph.map for paragraph in of_type(found, "paragraph_open")] == [[0, 1], [5, 6]]


@pytest.mark.parametrize(
    ("text", "first_line"),
    [("文\n\n::: tip\n甲\n:::", 3), ("文\n\n::: tip 标题\n甲\n:::", 3), ("> ::: tip 标题\n> 甲\n> :::", 1)],
)
def test_the_content_of_a_container_keeps_its_lines(text: str, first_line: int) -> None:
    (token,) = of_type(tokens(text), "colon_fence")
    options = token.content.count("\n", 0, token.content.index("甲"))
    assert token.map is not None
    assert token.map[0] + 1 + options == first_line
    assert token.map[1] == text.count("\n") + 1


# Code


@pytest.mark.parametrize(
    ("info", "lexer"),
    [
        ("", ""),
        ("python", "python"),
        ("Python title=a.py", "python"),
        ("C++", "c++"),
        ("c{.line-num}", "c"),
        ("js{1,3-5}", "js"),
        ("js:line-numbers", "js"),
        ("ts [config.ts]", "ts"),
        ("{.python .numberLines}", "python"),
        ("{r echo=FALSE}", "r"),
        ("plsql", "plpgsql"),
        ("Shell Script", "shell"),
        ("Plain Text", "text"),
        ("txt", "text"),
        ("auto", "text"),
        ("none", "text"),
        ("openEuler", "text"),
        ("{1,3}", "text"),
        ("中文", "text"),
    ],
)
def test_a_language_is_a_lexer_that_there_is(info: str, lexer: str) -> None:
    assert lexer_name(info) == lexer


@pytest.mark.parametrize(
    ("info", "shown"),
    [
        ("{note}", "{note}"),
        ("{note} Title", "{note} Title"),
        ("{eval-rst}", "{eval-rst}"),
        ("{nobody} x", "text"),
        ("mermaid", "text"),
        ("Plain", "text"),
    ],
)
def test_a_fence_is_a_directive_only_if_it_is_registered(info: str, shown: str) -> None:
    (token,) = of_type(tokens(f"```{info}\nx\n```\n"), "fence")
    assert token.info == shown


def test_mermaid_is_drawn_where_its_extension_is_there() -> None:
    (token,) = of_type(post_parser(directives=frozenset({"mermaid"})).parse("```mermaid\na\n```\n"), "fence")
    assert token.info == "{mermaid}"


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
    read_as_written(md, known_role=ROLES.__contains__, known_directive=DIRECTIVES.__contains__)
    assert md.render("**甲：**乙 [^1] {ref}`x`", {}).startswith("<p><strong>甲：</strong>乙 [^1] {ref}")


def seconds(md: MarkdownIt, text: str) -> float:
    start = time.process_time()
    md.parse(text)
    return time.process_time() - start


@pytest.mark.parametrize(
    "piece",
    [
        *("*", "**a ", "a** ", "a****b ", "~~a ", "_", "中\n", "\u3000\n"),
        *("[", "[^a", "[a]{", "{.a ", "![a](b ", "{a}`", "http://a", "https://a(", "<http://"),
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


# Excerpts, Markdown in HTML, links as authors write them


@pytest.mark.parametrize(
    "mark", ["<!-- more -->", "<!--more-->", "<!-- truncate -->", "{/* truncate */}", "<!-- More -->"]
)
def test_the_end_of_the_excerpt_is_a_comment(mark: str) -> None:
    found = tokens(f"Lead.\n\n{mark}\n\nRest.")
    assert [token.content for token in of_type(found, "myst_line_comment")] == [mark.strip("{}<>!-/* ").lower()]
    assert [token.content for token in of_type(found, "text")] == ["Lead.", "Rest."]


def test_an_excerpt_that_ends_within_a_paragraph_ends_with_it() -> None:
    assert [token.type for token in tokens("Lead.<!-- more -->\n\nRest.")][3] == "myst_line_comment"


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("<center>**Figure 1**</center>", "<center>\n<p><strong>Figure 1</strong></p>\n</center>"),
        ("<center>\n![x](a.png)\n</center>", '<center>\n<p><img src="a.png" alt="x" /></p>\n</center>'),
        ("<p align=right>see [x](b)</p>", '<div align=right>\n<p>see <a href="b">x</a></p>\n</div>'),
        ("<center>plain *x*</center>", "<center>plain *x*</center>"),
        ("<div><table>**x**</table></div>", "<div><table>**x**</table></div>"),
    ],
)
def test_markdown_in_one_block_of_html_is_rendered(text: str, html: str) -> None:
    assert block(text) == html


@pytest.mark.parametrize(
    ("text", "url", "rest"),
    [
        (r"see \(https://a.example.org/x\) now", "https://a.example.org/x", ") now"),
        (r"https://a.example.org/y\, then", "https://a.example.org/y", ", then"),
    ],
)
def test_a_url_ends_before_an_escaped_mark(text: str, url: str, rest: str) -> None:
    found = tokens(text)
    assert [token.attrs["href"] for token in of_type(found, "link_open")] == [url]
    assert "".join(token.content for token in of_type(found, "text")).endswith(url + rest)


def test_emphasis_ends_next_to_curly_quotes_in_any_script() -> None:
    assert inline("**“Who is it?”**asked he") == "<strong>“Who is it?”</strong>asked he"
