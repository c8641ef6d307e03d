"""Containers, admonitions and code in posts: which become directives, in which language the others are."""

from __future__ import annotations

import pytest
from markdown_it.renderer import RendererHTML
from myst_parser.config.main import MdParserConfig
from myst_parser.parsers.mdit import create_md_parser
from post_markdown import DIRECTIVES, block, of_type, post_parser, tokens

from sphinx_eulernews.markdown.fences import TITLE, lexer_name
from sphinx_eulernews.markdown.rules import add_post_rules

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
        ("::: message\n文\n:::", "{note}", "文\n"),
        ("::: message alert\n文\n:::", "{warning}", "文\n"),
        (":::note info\n文\n:::", "{note}", "文\n"),
        (":::note warn\n文\n:::", "{warning}", "文\n"),
        (":::note warned\n文\n:::", "{admonition} warned", ":class: note\n文\n"),
        ('::: card icon="a" title="标题 a=b"\n文\n:::', "{admonition} 标题 a=b", ":class: card\n文\n"),
        ("::: card title='标题'\n文\n:::", "{admonition} 标题", ":class: card\n文\n"),
        ('::: card icon="a"\n文\n:::', "card", "文\n"),
        ('::: tip a="b" 标题\n文\n:::', '{admonition} a="b" 标题', ":class: tip\n文\n"),
        ("::: tabs\n文\n:::", "tabs", "文\n"),
        ("::: tip\n:a: b\n:::", "{tip}", "\n:a: b\n"),
        ("::: tip 标题\n:::", "{admonition} 标题", ":class: tip\n标题"),
        (":::{note}\n:class: x\n文\n:::", "{note} ", ":class: x\n文\n"),
        (":::{nobody}\n文\n:::", "nobody", "文\n"),
        ("::: {.callout-tip}\n文\n:::", "{tip}", "文\n"),
        (
            ":::{.callout-note collapse=true}\n\n## 标题 {.x}\n\n文\n:::",
            "{admonition} 标题",
            ":class: note\n\n\n\n文\n",
        ),
        ('::: {#a .callout-warning title=".b 标题"}\n# 甲\n:::', "{admonition} .b 标题", ":class: warning\n# 甲\n"),
        ("::: callout-tip\n## 标题\n文\n:::", "{admonition} 标题", ":class: tip\n\n文\n"),
        (":::callout-note :::\n文\n:::", "{note}", "文\n"),
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


def test_the_tabs_of_a_container_are_boxes() -> None:
    tabs = "@tab 甲#a\n```\n@tab\n```\n@tab:active C# <Icon a='b' />\n::: tabs\n@tab 乙\n文\n:::\n@tab\n文"
    found = of_type(tokens(f"::: code-tabs#x\n前\n{tabs}\n:::\n后"), "colon_fence")
    assert [(token.info, token.content, token.map) for token in found] == [
        ("code-tabs", "前\n", [0, 14]),
        ("{admonition} 甲", "```\n@tab\n```", [2, 14]),
        ("{admonition} C#", "\n::: tabs\n@tab 乙\n文\n:::", [5, 14]),
        ("{admonition} Tab", "文\n", [11, 14]),
    ]


def test_text_before_tabs_is_whole_and_a_tab_without_content_has_its_title() -> None:
    found = of_type(tokens("::: tabs\n前\u2028文\x0c后\n@tab 甲\n\n@tab 乙\n:::"), "colon_fence")
    assert [token.content for token in found] == ["前\u2028文\x0c后\n", "甲", "乙"]


def test_the_title_of_a_callout_takes_linear_time() -> None:
    (token,) = of_type(tokens(f"::: {{.callout-tip}}\n# 甲{' ' * 50_000}乙 ## {{.x}}\n文\n:::"), "colon_fence")
    assert token.info.endswith("乙")


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
        ('=== "Linux"\n\n    ```sh\n    文\n    ```\nx', "{admonition} Linux", "\n```sh\n文\n```\n"),
        ('===! " 甲 "\n    文', "{admonition} 甲", "文"),
    ],
)
def test_an_admonition_or_tab_with_indented_content_becomes_a_directive(text: str, info: str, content: str) -> None:
    (token,) = of_type(tokens(text), "colon_fence")
    assert (token.info, token.content) == (info, content)
    assert token.map is not None
    options = content.count("\n", 0, content.index(":a:" if ":a:" in content else "文"))
    source = text[: text.index(":a:" if ":a:" in text else "    文")].count("\n")
    assert token.map[0] + 1 + options == source


@pytest.mark.parametrize(
    ("info", "content", "shown"),
    [
        ("{python}", '#| label: fig-a\n#| fig-cap: "A"\n\nx = 1\n', "x = 1\n"),
        ("{r quay, echo=FALSE}", "#| eval: false\nx\n#| y\n", "x\n#| y\n"),
        ("{ojs}", "//| echo: false\nx\n", "x\n"),
        ("{python}", "#| label: a\n", "#| label: a\n"),
        ("python", "#| label: a\nx\n", "#| label: a\nx\n"),
        ("{.python}", "#| label: a\nx\n", "#| label: a\nx\n"),
    ],
)
def test_options_of_cells_of_quarto_are_not_shown(info: str, content: str, shown: str) -> None:
    (token,) = of_type(tokens(f"```{info}\n{content}```"), "fence")
    assert token.content == shown


def test_a_title_alone_is_the_content_of_its_admonition() -> None:
    found = of_type(tokens('- !!! danger "甲 *乙*"\n\n??? question inline "丙"\n文'), "colon_fence")
    assert [(token.info, token.content) for token in found] == [("{danger}", "甲 *乙*"), ("{note}", "丙")]


@pytest.mark.parametrize(
    "text",
    [
        "!!! tip",
        "!!! tip\n文",
        "!!!\n    文",
        "!!! 好\n    文",
        "a\n    !!! tip",
        "a\n===",
        '=== ""\n    文',
        '=== " "\n    文',
        "=== x\n    文",
    ],
)
def test_exclamation_marks_that_open_no_admonition_stay(text: str) -> None:
    found = tokens(text)
    assert not list(of_type(found, "colon_fence"))


def test_details_fold_where_sphinx_design_is_there() -> None:
    parser = post_parser(directives=frozenset({"dropdown"}))
    (token,) = of_type(parser.parse("::: details 代码\n文\n:::"), "colon_fence")
    assert (token.info, token.content) == ("{dropdown} 代码", "文\n")


def test_rules_at_the_start_of_a_box_are_no_front_matter() -> None:
    found = tokens("---\n\n文\n\n---\n")  # as the content of a directive is parsed
    assert [token.type for token in found if token.type in ("front_matter", "hr", "inline")] == ["hr", "inline", "hr"]
    assert tokens("---\ntitle: 甲\n---\n文\n")[0].type == "front_matter"


@pytest.mark.parametrize("text", [":::", "::: tip\n:::", "文\n\n:::\n\n文", ":::::"])
def test_an_empty_container_and_a_stray_end_leave_nothing(text: str) -> None:
    assert ":" not in block(text)


@pytest.mark.parametrize("text", ["::: 中文", "text ::: tip", "    ::: tip\n    :::"])
def test_colons_that_open_no_container_stay(text: str) -> None:
    assert ":::" in block(text)


@pytest.mark.parametrize(
    "opening", ["{#fig-a .column-margin}", '{layout-ncol="2" fig-alt=".tip"}', "{.cell .markdown id=x}", "{.tip-box}"]
)
def test_of_a_plain_div_the_content_is_that_of_the_page(opening: str) -> None:
    html = block(f"甲\n\n::: {opening}\n## 乙\n\n:::: {{.b}}\n```{{.r .c}}\n:::\n```\n::::\n:::\n\n丙")
    assert html == '<p>甲</p>\n<h2>乙</h2>\n<pre><code class="language-r">:::\n</code></pre>\n<p>丙</p>'


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
        ('{#quay .python .numberLines startFrom="9"}', "python"),
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
    ("info", "lexer", "title"),
    [
        ("js:src/main.js", "js", "src/main.js"),
        ("nginx:/etc/nginx/site.conf", "nginx", "/etc/nginx/site.conf"),
        ("bash:ターミナル", "bash", "ターミナル"),
        ("ruby:港 の.rb", "ruby", "港 の.rb"),
        ("js:main.js {1}", "js", "main.js"),
        ("diff js:main.js", "diff", "main.js"),
        ("diff_js:main.js", "diff", "main.js"),
        ("harbour:.env", "text", ".env"),
        ("js:line-numbers=2", "js", None),
        ("js:no-line-numbers", "js", None),
        ("python:3.11", "python", None),
        ("http://example.org/a.js", "http", None),
        ("c:\\quay", "c", None),
        ("js:title=main.js", "js", "main.js"),
    ],
)
def test_the_title_of_code_may_follow_its_language_and_a_colon(info: str, lexer: str, title: str | None) -> None:
    (token,) = of_type(tokens(f"```{info}\nx\n```\n"), "fence")
    assert (token.info, token.meta.get(TITLE)) == (lexer, title)


def test_a_fence_of_math_is_a_formula() -> None:
    md = post_parser(directives=frozenset({"math"}))
    found = md.parse("```math\na^2\n```\n\n```math title=a\na\n```\n\n```latex\na\n```\n")
    assert [token.info for token in of_type(found, "fence")] == ["{math}", "text", "latex"]


@pytest.mark.parametrize("line", [":::python", "#!python", ':::Python3 hl_lines="1"'])
def test_indented_code_is_in_the_language_that_its_first_line_names(line: str) -> None:
    (token,) = of_type(tokens(f"文\n\n    {line}\n    x = 1\n"), "fence")
    assert (lexer_name(token.info), token.content) in [("python", "x = 1\n"), ("python3", "x = 1\n")]
    assert token.attrs.get("emphasize-lines") == ("1-1" if "hl_lines" in line else None)


def test_indented_code_that_only_names_a_language_is_shown() -> None:
    (token,) = of_type(tokens("文\n\n    #!bash\n"), "code_block")
    assert token.content == "#!bash\n"


@pytest.mark.parametrize("line", ["#!/bin/sh", ":::nobody", "::: note", "python", ":::python x"])
def test_indented_code_without_a_language_keeps_its_first_line(line: str) -> None:
    (token,) = of_type(tokens(f"文\n\n    {line}\n    x = 1\n"), "code_block")
    assert token.content == f"{line}\nx = 1\n"


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


@pytest.mark.parametrize(
    ("info", "lexer"), [("Cargo", "Cargo"), ("Cargo {1,3}", "Cargo"), ("cargo", "text"), ("c", "c")]
)
def test_a_lexer_that_an_extension_has_registered_is_used(info: str, lexer: str) -> None:
    md = create_md_parser(MdParserConfig(), RendererHTML)
    nothing = frozenset[str]().__contains__
    add_post_rules(md, known_role=nothing, known_directive=nothing, known_lexer=frozenset({"Cargo"}).__contains__)
    (token,) = of_type(md.parse(f"```{info}\nx\n```\n"), "fence")
    assert token.info == lexer


@pytest.mark.parametrize("mark", ["-", "1.", "> *"])
def test_a_fence_that_opens_on_the_line_of_a_list_item_is_closed(mark: str) -> None:
    indent = mark[:-1].replace("1", " ") if mark.startswith(">") else " " * len(mark)
    text = f"{mark} ```bash\n{indent}  ls\n{indent}  ```\n\n::: tip\nhello\n:::\n"
    assert [token.info for token in of_type(tokens(text), "colon_fence")] == ["{tip}"]


@pytest.mark.parametrize("line", ["{: file='_sass/a b.scss' }", '{: .x title="_sass/a b.scss"}'])
def test_the_attributes_of_kramdown_below_code_have_its_title(line: str) -> None:
    (token,) = of_type(tokens(f"```scss\n@import 'a';\n```\n{line}\n\nText"), "fence")
    assert (token.info, token.meta.get(TITLE)) == ("scss", "_sass/a b.scss")
    (token,) = of_type(tokens(f"```\na\n```\n\n{line}\n"), "fence")
    assert token.meta.get(TITLE) is None


def test_a_fence_of_raw_html_is_html() -> None:
    (html,) = of_type(tokens("a\n\n```{=html}\n<b>x</b>\n```\n"), "html_block")
    assert (html.content, html.map) == ("<b>x</b>\n", [3, 5])
    assert block("- a\n\n``` {=html}\n<!-- -->\n```\n- b").count("<ul>") == 2
    assert "<code" in block("```{=latex}\n\\x\n```")


def test_mermaid_is_drawn_where_its_extension_is_there() -> None:
    (token,) = of_type(post_parser(directives=frozenset({"mermaid"})).parse("```mermaid\na\n```\n"), "fence")
    assert token.info == "{mermaid}"


def test_the_first_line_of_a_diagram_may_be_in_its_info_string() -> None:
    for directives in (frozenset({"mermaid"}), DIRECTIVES):
        parser = post_parser(directives=directives)
        (token,) = of_type(parser.parse('```mermaid diagram="graph TD"\nA --> B\n```\n'), "fence")
        assert (token.info, token.content) == (
            "{mermaid}" if "mermaid" in directives else "text",
            "graph TD\nA --> B\n",
        )


@pytest.mark.parametrize(
    ("info", "title", "lines"),
    [
        ('js title="src/main.js"', "src/main.js", None),
        ("js {1,3-4} title='主 程序'", "主 程序", "1-1,3-4"),
        ('{.python title="a.py" hl_lines="2 3-4"}', "a.py", "2-2,3-4"),
        ('go {linenos=table,hl_lines=[1,"2-4"],linenostart=9}', None, "1-1,2-4"),
        ("js {0,9}", None, None),
        ("js {4-3}", None, None),
        ("js{1,3} [主 程序.js]", "主 程序.js", "1-1,3-3"),
        ("sh [pnpm]", "pnpm", None),
        ("js title='a.js' [b]", "a.js", None),
        ("js:title=src/a.js {1}", "src/a.js", "1-1"),
        ("diff:title=a.js", "a.js", None),
        ('js filename="pages/a.js" {2} copy', "pages/a.js", "2-2"),
        ("js {1-3,2,2-4,4}", None, "1-3,4-4"),
        ("js [] [ ] x[1] [a=b]", None, None),
        ("ruby lib/港口.rb https://example.org/", "lib/港口.rb", None),
        ("bash npm2yarn", None, None),
        ('{.python .numberLines startFrom="10"}', None, None),
        ("{ .sql }", None, None),
        ("python 3.11", None, None),
        ("java 1.8.x", None, None),
        ("python 01.py", "01.py", None),
        ("js v=a.b", None, None),
        ('js subtitle="x" data-title="y"', None, None),
        ('js title=""', None, None),
    ],
)
def test_code_has_the_title_and_the_marked_lines_of_its_info_string(
    info: str, title: str | None, lines: str | None
) -> None:
    (fence,) = of_type(tokens(f"```{info}\n1\n2\n3\n4\n```"), "fence")
    assert fence.meta.get(TITLE) == title
    assert fence.attrs.get("emphasize-lines") == lines
