"""The Markdown of a post, or of a translated message of one: parsed by the rules for posts into a document.

Imported when the first post is read: most builds read none, and the rules take long to import.
"""

from __future__ import annotations

import re
from copy import copy
from dataclasses import dataclass, replace
from functools import partial
from textwrap import dedent
from typing import TYPE_CHECKING, Any

from docutils import nodes
from docutils.parsers.rst import directives, roles
from docutils.parsers.rst.languages import get_language
from markdown_it.common.normalize_url import validateLink
from myst_parser.mdit_to_docutils.base import default_slugify
from myst_parser.parsers.mdit import create_md_parser
from sphinx.highlighting import lexer_classes

from sphinx_eulernews.domain import news_domain
from sphinx_eulernews.html.repair import ProblemKind
from sphinx_eulernews.markdown.equations import resolve_numbers
from sphinx_eulernews.markdown.headings import Headings, UniqueSlugs
from sphinx_eulernews.markdown.raw_html import RepairHtml
from sphinx_eulernews.markdown.renderer import PostRenderer
from sphinx_eulernews.markdown.rule_helpers import OFFSET, mark_lines
from sphinx_eulernews.markdown.rules import add_post_rules, limit_nesting
from sphinx_eulernews.markdown.template_syntax import is_template, translate
from sphinx_eulernews.read.references import own_hosts
from sphinx_eulernews.read.source import show_source
from sphinx_eulernews.read.untrusted import is_untrusted
from sphinx_eulernews.warnings import Subtype

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from markdown_it import MarkdownIt
    from myst_parser.config.main import MdParserConfig

    from sphinx_eulernews.html.repair import HtmlProblem

# The key of ``env.temp_data`` that has the MessageContext of the document.
_CONTEXT = "eulernews_message_context"
# Messages of literal blocks and images, and the addition to one that ends with a double colon: see ``Locale`` in
# ``sphinx/transforms/i18n.py``.
_LITERAL = "::\n\n"
_IMAGE_MESSAGE = re.compile(r"\.\. image:: (\S.*)")
_DUMMY = "\n\n   dummy literal"


def render_post(text: str, document: nodes.document, config: MdParserConfig, headings: Headings) -> None:
    """Parse the Markdown of a post into its document; afterwards ``headings`` has the title."""
    # Every heading has an anchor, since links in posts lead to headings.
    own = copy(config)  # not ``replace``, which would validate all options again for each post
    own.heading_anchors, own.heading_slug_func = 6, UniqueSlugs(config.heading_slug_func or default_slugify)
    parser = create_md_parser(own, PostRenderer)
    configure_parser(parser, headings, document).options["document"] = document
    _enable_substitutions(parser, config, document)
    md_env: dict[str, Any] = {}
    try:
        source = translate(text, partial(_warn_of_template, document)) if is_template(text) else text
        parser.render(source, md_env)
    except RecursionError:
        parser.render("", {})  # MyST leaves settings in the document that its transforms need
        show_source(text, document)
    env = document.settings.env
    resolve_numbers(document, md_env)
    footnotes = frozenset(md_env.get("footnotes", {}).get("refs", ()))
    env.temp_data[_CONTEXT] = MessageContext(config, md_env.get("references", {}), footnotes)
    if not config.heading_anchors:
        # A site without `myst_heading_anchors` has no links to these, and they take more room in the environment
        # than all that we store of a post.
        env.metadata[env.docname].pop("myst_slugs", None)


@dataclass(frozen=True, slots=True)
class MessageContext:
    """The context that a translated message is parsed in: MyST settings, link and footnote definitions."""

    config: MdParserConfig
    references: Mapping[str, Any]
    footnotes: frozenset[str]


def render_message(text: str, document: nodes.document, line: int) -> None:
    """Parse a translated message of a post as inline content, even if it looks like the start of a block.

    ``24. Januar`` is no list. Links and footnotes are those that the post defines. ``Locale`` in Sphinx, which asks
    for it, writes some kinds of messages in reStructuredText.
    """
    if text.startswith(_LITERAL):
        code = dedent(text.removeprefix(_LITERAL))
        document += nodes.literal_block(code, code)
        return
    if image := _IMAGE_MESSAGE.fullmatch(text):
        document += nodes.image(uri=image[1])
        return
    title, _newline, underline = text.rpartition("\n")
    is_title = bool(title) and underline == "=" * 2 * len(title)
    context: MessageContext = document.settings.env.temp_data[_CONTEXT]
    md_env = {
        OFFSET: line - 1,
        "references": dict(context.references),
        "footnotes": {"refs": dict.fromkeys(context.footnotes, -1), "list": {}},
    }
    # ``_publish_msgstr`` in Sphinx takes the first node of the document, which would be a meta element.
    config = replace(context.config, html_meta={})
    parser = create_md_parser(config, PostRenderer)
    configure_parser(parser, None, document).options["document"] = document
    _enable_substitutions(parser, config, document)
    parser.block.ruler.enableOnly(["paragraph"])
    parser.render((title if is_title else text.removesuffix(_DUMMY)).strip(), md_env)
    if is_title and document.children:
        paragraph = document[0]
        document.children = []
        document += nodes.section("", nodes.title(title, "", *paragraph.children))


def _enable_substitutions(parser: MarkdownIt, config: MdParserConfig, document: nodes.document) -> None:
    """Enable substitutions if front matter defines any; else braces are text (Liquid, Vue)."""
    if config.substitutions != document.settings.env.myst_config.substitutions:
        parser.enable(["substitution_inline", "substitution_block"], ignoreInvalid=True)


def _warn_of_template(document: nodes.document, line: int, message: str) -> None:
    env = document.settings.env
    news_domain(env).warn(env.docname, Subtype.DIRECTIVE, message, line)


def configure_parser(parser: MarkdownIt, headings: Headings | None, document: nodes.document) -> MarkdownIt:
    """Add our rules for one post, or for a message of one without ``headings``, to a parser from MyST."""
    env = document.settings.env

    def warn_at(problem: HtmlProblem) -> None:
        closed = problem.kind is ProblemKind.UNCLOSED_ELEMENT and problem.detail in _CLOSED_BY_BROWSERS
        if not closed and problem.kind in _PROBLEMS:
            message = f"{_PROBLEMS[problem.kind]}: {problem.detail}; {_DONE.get(problem.kind, 'it was repaired')}"
            news_domain(env).warn(env.docname, Subtype.HTML, message, problem.line)

    def warn_of_depth(line: int, message: str) -> None:
        news_domain(env).warn(env.docname, Subtype.DIRECTIVE, f"{message}; the rest is shown as text", line)

    def warn_removed(line: int, names: str) -> None:
        message = f"{names}: not allowed in an untrusted post, and removed"
        news_domain(env).warn(env.docname, Subtype.HTML, message, line)

    def is_valid(url: str) -> bool:
        # A file on the author's own disk is a warning, and never a link.
        return url[:5].lower() == "file:" or validateLink(url)

    parser.validateLink = is_valid  # type: ignore[method-assign]  # as markdown-it documents it
    limit_nesting(parser, warn_of_depth)
    add_post_rules(
        parser,
        known_role=_known_role(document),
        known_directive=_known_directive(document),
        known_lexer=lexer_classes.__contains__,  # of Sphinx, and of extensions
    )
    parser.core.ruler.after("inline", "eulernews_lines", mark_lines)
    if is_untrusted(document):
        repair = RepairHtml(warn_at, warn_removed)  # no frame is left there, of this site or another
    else:
        repair = RepairHtml(warn_at, own_hosts=own_hosts(env))
    parser.core.ruler.push("eulernews_html", repair)
    if headings:
        parser.core.ruler.push("eulernews_headings", headings)
    return parser


def _known_role(document: nodes.document) -> Callable[[str], bool]:
    language: Any = get_language(document.settings.language_code)
    return lambda name: roles.role(name, language, 0, document.reporter)[0] is not None


def _known_directive(document: nodes.document) -> Callable[[str], bool]:
    language: Any = get_language(document.settings.language_code)
    return lambda name: directives.directive(name, language, document)[0] is not None


# Not a miswritten line break: browsers show ``</br>`` as one.
_PROBLEMS = {
    ProblemKind.UNCLOSED_COMMENT: "a comment is not closed",
    ProblemKind.UNCLOSED_TAG: "a tag is not closed",
    ProblemKind.UNCLOSED_ELEMENT: "an element is not closed",
    ProblemKind.STRAY_END_TAG: "an end tag closes nothing",
    ProblemKind.FRAMED_DOCUMENT: "a document in a frame could run scripts as this site",
    ProblemKind.COMPONENT: "a component is not known here",
}
_DONE = {
    ProblemKind.UNCLOSED_COMMENT: "what follows is shown",
    ProblemKind.FRAMED_DOCUMENT: "it is linked instead",
    ProblemKind.COMPONENT: "it is left out",
}
# Browsers close these as their author meant.
_CLOSED_BY_BROWSERS = frozenset({"<span>", "<a>", "<b>", "<i>", "<u>", "<em>", "<strong>", "<p>", "<sup>", "<sub>"})
