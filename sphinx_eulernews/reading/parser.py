"""The parser of markdown documents: MyST as it is, but for posts, which are read as their authors saw them.

MyST has no hook for plugins, so its parser is subclassed and takes its place for markdown. A document
that is no post goes to MyST untouched.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from myst_parser.mdit_to_docutils.sphinx_ import SphinxRenderer
from myst_parser.parsers.mdit import create_md_parser
from myst_parser.parsers.sphinx_ import MystParser

from sphinx_eulernews.media.mending import FaultKind
from sphinx_eulernews.reading.headings import Headings
from sphinx_eulernews.reading.lines import LINE, mark_lines
from sphinx_eulernews.reading.raw_html import PLAIN, MendHtml
from sphinx_eulernews.reading.source import unread
from sphinx_eulernews.warnings import Subtype, warn

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.tree import SyntaxTreeNode

    from sphinx_eulernews.media.mending import Fault

TITLE = "eulernews_title"
TITLE_SOURCE = "eulernews_title_source"


class PostRenderer(SphinxRenderer):
    """MyST's renderer, but for the lines of what stands inside a paragraph, and for raw HTML."""

    def add_line_and_source_path(self, node: Any, token: SyntaxTreeNode) -> None:
        """Give a node its line: of the token itself where that is known, else of its block."""
        super().add_line_and_source_path(node, token)
        if line := token.meta.get(LINE):
            node.line = line

    def render_html_block(self, token: SyntaxTreeNode) -> None:
        """Make a raw node; its references are resolved by a transform."""
        raw = nodes.raw("", token.content, format="html", classes=[])
        raw["eulernews_plain"] = token.meta.get(PLAIN, "")
        raw.source = self.document["source"]
        raw.line = token.meta.get(LINE) or (token.map[0] if token.map else 0)
        self.current_node.append(raw)


class PostParser(MystParser):
    """Parses markdown; posts with their title, and with the rules of the sites that they come from."""

    def parse(self, inputstring: str, document: nodes.document) -> None:
        """Parse a document into ``document``."""
        env = document.settings.env
        found = unread(env)
        if found is None:
            super().parse(inputstring, document)
            return
        # The settings may be those of all documents, in Sphinx before 9.
        document.settings = document.settings.copy()
        # The authors typed the quotes that they meant.
        document.settings.smart_quotes = False
        headings = Headings(found.post.title, env.docname.rpartition("/")[2].strip())
        parser = post_markdown(create_md_parser(env.myst_config, PostRenderer), headings, env.docname)
        parser.options["document"] = document
        parser.render(inputstring)
        document[TITLE] = headings.title
        document[TITLE_SOURCE] = headings.source


def post_markdown(parser: MarkdownIt, headings: Headings, docname: str) -> MarkdownIt:
    """Give a parser as MyST makes it the rules for one post."""

    def complain(fault: Fault) -> None:
        if fault.kind in _HARMLESS or (fault.kind is FaultKind.UNCLOSED_ELEMENT and fault.detail in _CLOSED_BY_BROWSERS):
            return
        message = f"{_FAULTS[fault.kind]}: {fault.detail}; it was mended"
        warn(Subtype.HTML, message, docname=docname, line=fault.line)

    parser.disable("front_matter")
    parser.core.ruler.after("inline", "eulernews_lines", mark_lines)
    parser.core.ruler.push("eulernews_html", MendHtml(complain))
    parser.core.ruler.push("eulernews_headings", headings)
    return parser


_FAULTS = {
    FaultKind.UNCLOSED_COMMENT: "a comment is not closed",
    FaultKind.UNCLOSED_TAG: "a tag is not closed",
    FaultKind.UNCLOSED_ELEMENT: "an element is not closed",
    FaultKind.STRAY_END_TAG: "an end tag closes nothing",
    FaultKind.MISWRITTEN_BREAK: "a line break is miswritten",
}
# What every browser makes of it is what was meant.
_HARMLESS = frozenset({FaultKind.MISWRITTEN_BREAK})
_CLOSED_BY_BROWSERS = frozenset({"<span>", "<a>", "<b>", "<i>", "<u>", "<em>", "<strong>", "<p>", "<sup>", "<sub>"})
