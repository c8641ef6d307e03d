"""Render a post's Markdown to docutils: MyST's renderer with the rules for posts.

Imported when the first post is read: most builds read none, and the rules take long to import.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property, partial
from textwrap import dedent
from typing import TYPE_CHECKING, Any

import myst_parser
from docutils import nodes
from docutils.parsers.rst import directives, roles
from docutils.parsers.rst.languages import get_language
from markdown_it.common.normalize_url import validateLink
from myst_parser.mdit_to_docutils.base import default_slugify, token_line
from myst_parser.mdit_to_docutils.sphinx_ import SphinxRenderer
from myst_parser.parsers.mdit import create_md_parser
from sphinx.highlighting import lexer_classes

from sphinx_eulernews.domain import news_domain
from sphinx_eulernews.files.lookup import DocumentFound
from sphinx_eulernews.files.reference_text import lacks_host, mail_url, repair_scheme
from sphinx_eulernews.html.repair import ProblemKind
from sphinx_eulernews.markdown.eval_rst import parse_restructuredtext
from sphinx_eulernews.markdown.fences import TITLE
from sphinx_eulernews.markdown.headings import Headings, UniqueSlugs
from sphinx_eulernews.markdown.raw_html import PLAIN, RepairHtml
from sphinx_eulernews.markdown.rule_helpers import IS_PART, LINE, OFFSET, mark_lines
from sphinx_eulernews.markdown.rules import MAX_ANCESTORS, MAX_DIRECTIVES, add_post_rules, limit_nesting
from sphinx_eulernews.markdown.template_syntax import is_template, translate
from sphinx_eulernews.nodes import MAX_RST_LEVELS, flatten
from sphinx_eulernews.read.references import Files, OldLink, link_node, own_hosts
from sphinx_eulernews.read.source import show_source
from sphinx_eulernews.read.untrusted import is_untrusted
from sphinx_eulernews.warnings import Subtype

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, MutableMapping

    from markdown_it import MarkdownIt
    from markdown_it.tree import SyntaxTreeNode
    from myst_parser.config.main import MdParserConfig

    from sphinx_eulernews.html.repair import HtmlProblem

# Schemes of links that MyST does not know.
_PLAIN_SCHEMES = (
    "tel:", "sms:", "geo:", "irc:", "ircs:", "xmpp:", "magnet:", "git:", "ssh:", "news:", "callto:", "sip:", "skype:",
    "whatsapp:", "weixin:", "tg:", "slack:", "vscode:", "webcal:", "doi:", "urn:", "mailto:", "http:", "https:", "ftp:",
)  # fmt: skip
_LABEL = re.compile(r"[\w:-]+")
# The key of ``env.temp_data`` that has the MessageContext of the document.
_CONTEXT = "eulernews_message_context"
# Messages of literal blocks and images, and the addition to one that ends with a double colon: see ``Locale`` in
# ``sphinx/transforms/i18n.py``.
_LITERAL = "::\n\n"
_IMAGE_MESSAGE = re.compile(r"\.\. image:: (\S.*)")
_DUMMY = "\n\n   dummy literal"
# Versions of MyST whose ``setup_render`` sets what ``PostRenderer`` sets.
_SET_UP_LIKE_THIS = ("5.0.", "5.1.", "5.2.")


def render_post(text: str, document: nodes.document, config: MdParserConfig, headings: Headings) -> None:
    """Parse the Markdown of a post into its document; afterwards ``headings`` has the title."""
    # Every heading has an anchor, since links in posts lead to headings.
    slugs = UniqueSlugs(config.heading_slug_func or default_slugify)
    parser = create_md_parser(replace(config, heading_anchors=6, heading_slug_func=slugs), PostRenderer)
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


class PostRenderer(SphinxRenderer):
    """MyST's renderer with the links, images, raw HTML and inline source lines of posts."""

    _nested_parses = 0

    def setup_render(self, options: dict[str, Any], env: MutableMapping[str, Any]) -> None:
        """Set the values of one parse.

        As MyST does, but without its default document: the settings of that, which are dropped, take half a
        millisecond a post and 20 MiB a thousand.
        """
        if not myst_parser.__version__.startswith(_SET_UP_LIKE_THIS):
            super().setup_render(options, env)
            return
        self.md_env, self.md_options, self.md_config = env, options, options["myst_config"]
        self.document, self.reporter = options["document"], options["document"].reporter
        self.current_node = options.get("current_node", self.document)
        self.language_module_rst = get_language(self.document.settings.language_code)  # type: ignore[assignment]
        self._heading_offset, self._heading_slugs, self._level_to_section = 0, {}, {0: self.document}

    def add_line_and_source_path(self, node: Any, token: SyntaxTreeNode) -> None:
        """Set the line of a node: that of the token itself where it is known, else of its block."""
        super().add_line_and_source_path(node, token)
        if line := token.meta.get(LINE):
            node.line = line

    def nested_render_text(self, text: str, lineno: int, *args: Any, **kwargs: Any) -> None:
        """Parse the content of a directive; the rules learn from ``OFFSET`` where it begins."""
        inline = kwargs.get("inline", bool(args and args[0]))
        if not inline and self._is_too_deep():
            self._show_as_text(text, lineno)
            return
        outer, parent, before = self.md_env.get(OFFSET), self.current_node, len(self.current_node)
        self.md_env[OFFSET] = lineno
        self.md_env[IS_PART] = "heading_offset" not in kwargs  # of the directive `include`
        self._nested_parses += 1
        try:
            super().nested_render_text(text, lineno, *args, **kwargs)
            if (text.strip() or not inline) and len(parent) == before and not isinstance(parent, nodes.TextElement):
                # Directives of docutils rely on a node where there are lines, blank ones or others that leave none.
                parent.append(nodes.comment())
        finally:
            self._nested_parses -= 1
            self.md_env.pop(OFFSET)
            self.md_env.pop(IS_PART, None)
            if outer is not None:
                self.md_env[OFFSET] = outer

    def render_restructuredtext(self, token: SyntaxTreeNode) -> None:
        """Parse ``{eval-rst}``; docutils recurses without limit.

        Overrides MyST's method, which prepends as many empty lines as precede it in the post, in quadratic time, and
        parses into a document of its own, so that pending nodes (``contents``, ``class``) reach the writer.
        """
        line, before = (token.map or (0, 0))[0] + 1, len(self.current_node)
        message = "the reStructuredText is nested too deeply"
        try:
            self.current_node += parse_restructuredtext(token.content, token_line(token), self.document).children
        except RecursionError:
            self._warn_of_depth(f"{message} to be read; it is shown as text", line)
            self.current_node.append(nodes.literal_block(token.content, token.content, language="text"))
            return
        for node in self.current_node[before:]:
            if isinstance(node, nodes.Element) and flatten(node):
                self._warn_of_depth(f"{message}, more than {MAX_RST_LEVELS} levels; the rest is shown as text", line)
            if isinstance(node, nodes.Element) and node["names"]:
                self.document.note_explicit_target(node, node)
            for pending in node.findall(nodes.pending):
                self.document.note_pending(pending)

    def _is_too_deep(self) -> bool:
        if self._nested_parses >= MAX_DIRECTIVES:
            return True
        node: nodes.Node | None = self.current_node
        for _ in range(MAX_ANCESTORS):
            if node is None:
                return False
            node = node.parent
        return True

    def _show_as_text(self, text: str, lineno: int) -> None:
        message = (
            f"directives or containers are nested more than {MAX_DIRECTIVES} levels deep; the rest is shown as text"
        )
        self._warn_of_depth(message, lineno + 1)
        inline = isinstance(self.current_node, nodes.TextElement)
        self.current_node.append(nodes.Text(text) if inline else nodes.literal_block(text, text, language="text"))

    def _warn_of_depth(self, message: str, line: int) -> None:
        news_domain(self.sphinx_env).warn(self.sphinx_env.docname, Subtype.DIRECTIVE, message, line)

    def render_fence(self, token: SyntaxTreeNode) -> None:
        """Make a block of code, with its title for a caption, as the directive ``code-block`` has it."""
        if token.info in self.md_config.fence_as_directive:
            token.attrs.pop("emphasize-lines", None)  # no directive has to know it
            super().render_fence(token)
            return
        super().render_fence(token)
        if title := token.meta.get(TITLE):
            code = self.current_node.pop()
            caption = nodes.caption(title, title)
            block = nodes.container("", caption, code, literal_block=True, classes=["literal-block-wrapper"])
            for node in (caption, block):
                self.add_line_and_source_path(node, token)
            self.current_node.append(block)

    def generate_heading_target(self, token: SyntaxTreeNode, *arguments: Any) -> None:
        """Note the id of a heading, ``## Heading {#id}``, for its post alone; a label has to be unique in the site."""
        super().generate_heading_target(token, *arguments)
        if name := str(token.attrs.get("id") or ""):
            _level, node, title = arguments
            self.document.nametypes[nodes.fully_normalize_name(name)] = False
            self._heading_slugs.setdefault(name, (node.line, node["ids"][0], title.astext()))

    def render_image(self, token: SyntaxTreeNode) -> None:
        """Make an image; its line is an attribute as well, since Sphinx sets that of some images to 0."""
        super().render_image(token)
        image = self.current_node[-1]
        if isinstance(image, nodes.image):
            image[LINE] = image.line or 0

    def render_link_unknown(self, token: SyntaxTreeNode) -> None:
        """Resolve a link to a document or file; one that leads nowhere is a warning and its text."""
        destination = repair_scheme(self.md.normalizeLinkText(str(token.attrGet("href") or "")))
        if self._files.is_mail(destination):
            token.attrs["href"] = mail_url(destination)
            super().render_link_url(token)
            return
        if destination.lower().startswith(_PLAIN_SCHEMES):
            self.render_link_url(token)
            return
        if _LABEL.fullmatch(destination) and self._files.own_list(destination) is None:
            # May be a label that MyST knows, or the last part of an old URL, for which MyST asks our domain.
            news_domain(self.sphinx_env).note_old_link(self.sphinx_env.docname, destination)
            super().render_link_unknown(token)
            return
        self._resolve(token, self._files.link(destination, token.meta.get(LINE) or 0), destination)

    def render_link_anchor(self, token: SyntaxTreeNode, target: str) -> None:
        """Keep ``#``, the top of the page."""
        if target != "#":
            super().render_link_anchor(token, target)
            return
        link = nodes.reference("", "", refuri="#", internal=True)
        self.add_line_and_source_path(link, token)
        with self.current_node_context(link, append=True):
            self.render_children(token)

    def render_link_url(self, token: SyntaxTreeNode, conversion: Any = None) -> None:
        """Resolve an absolute URL of this site, or of the old one, to the document here."""
        files, destination = self._files, repair_scheme(str(token.attrGet("href") or ""))
        token.attrs["href"] = destination
        if files.is_on_site(destination):
            self._resolve(token, files.link(destination, 0), destination)
        elif lacks_host(destination):
            self._resolve(token, files.link(destination, token.meta.get(LINE) or 0), destination)
        else:
            super().render_link_url(token, conversion)

    @cached_property
    def _files(self) -> Files:
        return Files(self.sphinx_env, self.sphinx_env.docname)

    def _resolve(self, token: SyntaxTreeNode, found: DocumentFound | OldLink | str, written: str) -> None:
        inner = nodes.inline("", "", classes=["xref"])
        wrap = link_node(found, written, self.sphinx_env.docname, inner)
        self.add_line_and_source_path(wrap, token)
        self.current_node.append(wrap)
        with self.current_node_context(inner):
            self.render_children(token)
        if isinstance(found, str) and not inner.children:
            inner += nodes.Text(written)

    def render_html_block(self, token: SyntaxTreeNode) -> None:
        """Make a raw node; ``read.body_media`` resolves its references."""
        raw = nodes.raw("", token.content, format="html", classes=[])
        raw["eulernews_plain"] = token.meta.get(PLAIN, "")
        raw.source = self.document["source"]
        raw.line = token.meta.get(LINE) or (token.map[0] if token.map else 0)
        self.current_node.append(raw)


def configure_parser(parser: MarkdownIt, headings: Headings | None, document: nodes.document) -> MarkdownIt:
    """Add our rules for one post, or for a message of one without ``headings``, to a parser from MyST."""
    env = document.settings.env

    def warn_at(problem: HtmlProblem) -> None:
        closed = problem.kind is ProblemKind.UNCLOSED_ELEMENT and problem.detail in _CLOSED_BY_BROWSERS
        if not closed and problem.kind not in _HARMLESS:
            message = f"{_PROBLEMS[problem.kind]}: {problem.detail}; {_DONE.get(problem.kind, 'it was repaired')}"
            news_domain(env).warn(env.docname, Subtype.HTML, message, problem.line)

    def warn_of_depth(line: int, message: str) -> None:
        news_domain(env).warn(env.docname, Subtype.DIRECTIVE, f"{message}; the rest is shown as text", line)

    def warn_removed(line: int, names: str) -> None:
        message = f"{names}: not allowed in an untrusted post, and removed"
        news_domain(env).warn(env.docname, Subtype.HTML, message, line)

    # A file on the author's own disk is a warning, and never a link.
    parser.validateLink = lambda url: url[:5].lower() == "file:" or validateLink(url)  # type: ignore[method-assign]
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


_PROBLEMS = {
    ProblemKind.UNCLOSED_COMMENT: "a comment is not closed",
    ProblemKind.UNCLOSED_TAG: "a tag is not closed",
    ProblemKind.UNCLOSED_ELEMENT: "an element is not closed",
    ProblemKind.STRAY_END_TAG: "an end tag closes nothing",
    ProblemKind.MISWRITTEN_BREAK: "a line break is miswritten",
    ProblemKind.FRAMED_DOCUMENT: "a document in a frame could run scripts as this site",
    ProblemKind.COMPONENT: "a component is not known here",
}
_DONE = {ProblemKind.FRAMED_DOCUMENT: "it is linked instead", ProblemKind.COMPONENT: "it is left out"}
# Browsers close these as their author meant.
_HARMLESS = frozenset({ProblemKind.MISWRITTEN_BREAK})
_CLOSED_BY_BROWSERS = frozenset({"<span>", "<a>", "<b>", "<i>", "<u>", "<em>", "<strong>", "<p>", "<sup>", "<sub>"})
