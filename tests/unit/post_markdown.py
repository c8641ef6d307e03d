"""Markdown parsed as that of a post, with whichever extensions of MyST."""

from __future__ import annotations

from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from myst_parser.config.main import MdParserConfig
from myst_parser.parsers.mdit import create_md_parser

from sphinx_eulernews.markdown.rules import add_post_rules

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
    add_post_rules(md, known_role=ROLES.__contains__, known_directive=directives.__contains__)
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
