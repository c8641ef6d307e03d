"""Whatever is nested in a post: there is a limit, a warning, and no text is lost."""

from __future__ import annotations

import pytest
from markdown_it.renderer import RendererHTML
from myst_parser.config.main import MdParserConfig
from myst_parser.parsers.mdit import create_md_parser

from sphinx_eulernews.markdown.rules import MAX_BLOCKS, add_post_rules, limit_nesting


def rendered(text: str) -> tuple[str, list[tuple[int, str]]]:
    warned: list[tuple[int, str]] = []
    md = create_md_parser(MdParserConfig(), RendererHTML)
    limit_nesting(md, lambda line, message: warned.append((line, message)))
    add_post_rules(md, known_role=frozenset().__contains__, known_directive=frozenset({"tip"}).__contains__)
    html = md.render(text)
    assert isinstance(html, str)
    return html, warned


@pytest.mark.parametrize(
    "text",
    [
        "a\n\n" + ">" * 1000 + " deep",
        "a\n\n" + "".join("  " * level + "- x\n" for level in range(300)) + "  " * 300 + "- deep",
        "a\n\n" + "*" * 1000 + "deep" + "*" * 1000,
        "a\n\n" + "- " * 1000 + "deep",
        "a\n\n" + "|a" * 200 + "\n" + "|-" * 200 + "\n" + "|a\n" * 200 + "|deep|",
        "a\n\n" + ("|a" * 200 + "\n" + "|-" * 200 + "\n" + "|a\n" * 50 + "\n") * 4 + "deep",
        f"[a]: https://e.org/{'x' * 5_000}\n\n" + "[a] ![a] " * 200 + "[deep][a]",
        "a\n\n" + "![[a](x) " * 500 + "[deep](x)]",
    ],
)
def test_what_is_too_deep_is_text_and_one_warning(text: str) -> None:
    html, warned = rendered(text)
    assert "deep" in html
    assert len(warned) == 1
    assert warned[0][0] >= 3


def test_links_by_reference_are_links() -> None:
    html, warned = rendered(f"[a]: data:image/png;base64,{'x' * 200_000}\n[b]: https://e.org\n\n" + "![a] [b]\n\n" * 5)
    assert (html.count("<img"), html.count("<a "), warned) == (5, 5, [])


def test_a_large_table_is_whole() -> None:
    html, warned = rendered(f"{'|a' * 50}\n{'|-' * 50}\n" + f"{'|a' * 50}\n" * 500 + "|a\n> b")
    assert (html.count("<tr>"), html.count("<blockquote>"), warned) == (502, 1, [])


def test_images_in_images_end_somewhere() -> None:
    html, _ = rendered("![" * 500 + "deep" + "](x)" * 500)
    assert "deep" in html


def test_what_people_write_is_not_too_deep() -> None:
    levels = MAX_BLOCKS // 2 - 1
    html, warned = rendered("".join("  " * level + f"- x{level}\n" for level in range(levels)))
    assert html.count("<ul>") == levels
    assert warned == []
