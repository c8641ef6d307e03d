"""MyST's renderer for posts: their links, images, raw HTML and embedded reStructuredText as docutils nodes."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Any

import myst_parser
from docutils import nodes
from docutils.parsers.rst.languages import get_language
from myst_parser.mdit_to_docutils.base import token_line

from sphinx_eulernews.domain import news_domain
from sphinx_eulernews.files.lookup import DocumentFound
from sphinx_eulernews.files.reference_text import lacks_host, mail_url, repair_scheme
from sphinx_eulernews.markdown.alerts import ALERT_TITLE, IS_FOLDED
from sphinx_eulernews.markdown.containers import ADMONITIONS
from sphinx_eulernews.markdown.equations import add_equation
from sphinx_eulernews.markdown.eval_rst import parse_restructuredtext
from sphinx_eulernews.markdown.fences import TITLE
from sphinx_eulernews.markdown.figure_content import FigureContentRenderer
from sphinx_eulernews.markdown.rule_helpers import IS_PART, LINE, OFFSET
from sphinx_eulernews.markdown.rules import MAX_ANCESTORS, MAX_DIRECTIVES
from sphinx_eulernews.nodes import MAX_RST_LEVELS, flatten, registries_of_names
from sphinx_eulernews.read.references import Files, OldLink, link_node
from sphinx_eulernews.warnings import Subtype

if TYPE_CHECKING:
    from collections.abc import MutableMapping

    from markdown_it.tree import SyntaxTreeNode

# Schemes of links that MyST does not know.
_PLAIN_SCHEMES = (
    "tel:", "sms:", "geo:", "irc:", "ircs:", "xmpp:", "magnet:", "git:", "ssh:", "news:", "callto:", "sip:", "skype:",
    "whatsapp:", "weixin:", "tg:", "slack:", "vscode:", "webcal:", "doi:", "urn:", "mailto:", "http:", "https:", "ftp:",
)  # fmt: skip
_LABEL = re.compile(r"[\w:-]+")
# Versions of MyST whose ``setup_render`` sets what ``PostRenderer`` sets.
_SET_UP_LIKE_THIS = ("5.0.", "5.1.", "5.2.")


class PostRenderer(FigureContentRenderer):
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
        # ``Any``: MyST and the stubs of docutils do not agree on the type of a language.
        language: Any = get_language(self.document.settings.language_code)
        self.language_module_rst = language
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

    def render_eulernews_alert(self, token: SyntaxTreeNode) -> None:
        """Make the admonition of an alert; one without a title of its own has that of its kind."""
        kind, title = token.info, token.meta[ALERT_TITLE]
        known = ADMONITIONS.get(kind)
        box = nodes.admonition(classes=[known or kind]) if title or not known else getattr(nodes, known)()
        box["classes"] += ["dropdown"] if token.meta[IS_FOLDED] else []  # of sphinx-togglebutton
        self.add_line_and_source_path(box, token)
        with self.current_node_context(box, append=True):
            if isinstance(box, nodes.admonition):
                written = title or kind.capitalize()
                heading = nodes.title(written)
                self.add_line_and_source_path(heading, token)
                with self.current_node_context(heading, append=True):
                    self.nested_render_text(written, token_line(token, 0), inline=True)
            self.render_children(token)

    def render_eulernews_superscript(self, token: SyntaxTreeNode) -> None:
        """Make a superscript."""
        self._render_inline(nodes.superscript(), token)

    def render_eulernews_subscript(self, token: SyntaxTreeNode) -> None:
        """Make a subscript."""
        self._render_inline(nodes.subscript(), token)

    def render_eulernews_keys(self, token: SyntaxTreeNode) -> None:
        """Make the keys of a keyboard, as the role ``kbd`` does."""
        self._render_inline(nodes.literal(classes=["kbd"]), token)

    def render_eulernews_abbreviation(self, token: SyntaxTreeNode) -> None:
        """Make an abbreviation with its explanation, as the role ``abbr`` does."""
        self._render_inline(nodes.abbreviation(explanation=str(token.attrs["title"])), token)

    def _render_inline(self, node: nodes.Element, token: SyntaxTreeNode) -> None:
        self.add_line_and_source_path(node, token)
        with self.current_node_context(node, append=True):
            self.render_children(token)

    def add_math_target(self, node: nodes.math_block) -> nodes.target:
        """Note the label of an equation; one that is a number is that of its post."""
        return add_equation(node, super().add_math_target, self.sphinx_env, self.md_env)

    def generate_heading_target(self, token: SyntaxTreeNode, *arguments: Any) -> None:
        """Note the id of a heading, ``## Heading {#id}``, for its post alone; a label has to be unique in the site."""
        _level, node, title = arguments
        name = str(token.attrs.get("id") or "")
        known = nodes.fully_normalize_name(name)
        if known in node["names"]:
            # Sphinx notes all names of a heading again when it translates it, and MyST 5.0 does at once, so docutils
            # would find the id twice.
            node["names"].remove(known)
            for registry in registries_of_names(self.document):
                registry.pop(known, None)
        super().generate_heading_target(token, *arguments)
        if name:
            self._heading_slugs.setdefault(name, (node.line, node["ids"][0], title.astext()))

    def render_image(self, token: SyntaxTreeNode) -> None:
        """Make an image; its line is an attribute as well, since Sphinx sets that of some images to 0."""
        super().render_image(token)
        image = self.current_node[-1]
        if isinstance(image, nodes.image):
            image[LINE] = image.line or 0

    def run_directive(self, name: str, *args: Any, **kwargs: Any) -> list[nodes.Element]:
        """Run a directive; its image has its line as an attribute too, since Sphinx sets it to 0 with MyST 5.0."""
        found = super().run_directive(name, *args, **kwargs)
        if name == "image":
            for image in (image for node in found for image in node.findall(nodes.image)):
                image[LINE] = image.line or 0
        return found

    def renderInlineAsText(self, tokens: list[SyntaxTreeNode]) -> str:  # noqa: N802  the name is MyST's
        """Return the text that stands for an image, with the code and the line breaks that MyST leaves out."""
        return "".join(map(self._plain, tokens or ()))

    def _plain(self, token: SyntaxTreeNode) -> str:
        if token.type in ("softbreak", "hardbreak"):
            return " "
        return token.content if token.type in ("code_inline", "math_inline") else super().renderInlineAsText([token])

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
            line = token.meta.get(LINE) or 0
            news_domain(self.sphinx_env).note_old_link(self.sphinx_env.docname, destination, line)
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
        raw.source = self.document["source"]
        raw.line = token.meta.get(LINE) or (token.map[0] if token.map else 0)
        self.current_node.append(raw)
