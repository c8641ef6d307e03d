"""Untrusted posts (``eulernews_untrusted``): no directive that reads files or runs code, and no unsafe link.

Directives are restricted while the post is parsed; links, formulas and symbolic links are checked after it.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from docutils.parsers.rst.directives.misc import Include, Raw
from sphinx import addnodes
from sphinx.directives.code import LiteralInclude
from sphinx.util.docutils import CustomReSTDispatcher, SphinxDirective

from sphinx_eulernews.domain import news_domain
from sphinx_eulernews.html.allowlist import LINK_REL, SCHEMES, clean_fragments, removed_markup
from sphinx_eulernews.html.repair import Fragment
from sphinx_eulernews.html.sanitizer import scheme_of
from sphinx_eulernews.nodes import replace_node
from sphinx_eulernews.read.notebook_cells import without_settings
from sphinx_eulernews.read.source import pending_post, show_source, source_path
from sphinx_eulernews.read.transforms import PostTransform
from sphinx_eulernews.warnings import Subtype

if TYPE_CHECKING:
    from types import ModuleType

    from myst_parser.config.main import MdParserConfig


_DIRECTIVE_CLASSES = (Raw, Include, LiteralInclude)
# Of Sphinx's own extensions and of common ones: they import modules, run code, read files, or redirect the reader.
_DIRECTIVE_NAMES = frozenset(
    {
        *("autoclass", "autodata", "autoexception", "autofunction", "automethod", "automodule", "autosummary"),
        *("code-cell", "command-output", "exec", "ifconfig", "ipython", "jupyter-execute", "plot", "program-output"),
        *(
            "argparse",
            "automodapi",
            "autoprogram",
            "click",
            "inheritance-diagram",
            "testcleanup",
            "testcode",
            "testsetup",
        ),
        *("digraph", "graph", "graphviz", "uml"),  # their links may be `javascript:`
        *("meta", "tabularcolumns"),
    }
)
# Their content is a diagram, or their argument the file that has it: the argument is content here.
_READ_A_FILE = frozenset({"mermaid"})


class _AnyOption(dict[str, Callable[[str], Any]]):
    """An option specification that takes every option."""

    def __bool__(self) -> bool:
        return True

    def __contains__(self, _name: object) -> bool:
        return True

    def __getitem__(self, _name: str) -> Callable[[str], Any]:
        return lambda value: value


class IgnoredDirective(SphinxDirective):
    """Replaces a directive that an untrusted post must not use: a warning, and no content."""

    has_content = True
    optional_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar[dict[str, Callable[[str], Any]]] = _AnyOption()

    def run(self) -> list[nodes.Node]:
        """Warn, and return no content; directives of docutils rely on a node where there is text."""
        message = f"the directive {self.name!r} is not allowed in an untrusted post; it is ignored"
        news_domain(self.env).warn(self.env.docname, Subtype.DIRECTIVE, message, self.lineno)
        return [nodes.comment()]


class _AllowedDirectives(CustomReSTDispatcher):
    def directive(self, directive_name: str, language_module: ModuleType, document: nodes.document) -> Any:
        found, messages = super().directive(directive_name, language_module, document)
        by_class = isinstance(found, type) and issubclass(found, _DIRECTIVE_CLASSES)
        if by_class or directive_name.lower() in _DIRECTIVE_NAMES:
            return IgnoredDirective, messages
        if isinstance(found, type) and directive_name.lower() in _READ_A_FILE:
            found = type(found.__name__, (found,), {"optional_arguments": 0})
        return found, messages

    def role(self, role_name: str, language_module: ModuleType, lineno: int, reporter: Any) -> Any:
        found: Any  # None where there is no such role
        found, messages = super().role(role_name, language_module, lineno, reporter)
        is_icon = found is not None and role_name.lower().startswith(("octicon", "material-"))
        return (partial(_icon, found) if is_icon else found), messages


def _icon(role: Any, name: str, rawtext: str, text: str, lineno: int, inliner: Any, *args: Any, **kwargs: Any) -> Any:
    """Call a role for icons of sphinx-design, which writes the classes in its text as they are; or show the text."""
    if not _MARKUP.search(text):
        return role(name, rawtext, text, lineno, inliner, *args, **kwargs)
    env = inliner.document.settings.env
    message = f"the role {name!r} with markup in its text is not allowed in an untrusted post; its text is shown"
    news_domain(env).warn(env.docname, Subtype.DIRECTIVE, message, lineno)
    return [nodes.Text(text)], []


@contextmanager
def restricted(document: nodes.document) -> Iterator[None]:
    """Parse an untrusted post; its settings must be its own."""
    document.settings.file_insertion_enabled = False  # `:file:`, `:url:`
    document.settings.raw_enabled = False  # roles made from `raw`
    env = document.settings.env
    config: MdParserConfig | None = getattr(env, "myst_config", None)
    if config is not None:
        # Templates of Jinja, which run any code.
        env.myst_config = replace(config, enable_extensions=set(config.enable_extensions) - {"substitution"})
    try:
        with _AllowedDirectives():
            yield
    finally:
        if config is not None:
            env.myst_config = config


class RestrictsPosts:
    """Mixin for a parser of posts in another markup than Markdown."""

    def parse(self, inputstring: Any, document: nodes.document) -> None:
        """Parse a document, within the limits if it is an untrusted post."""
        parse: Callable[[Any, nodes.document], None] = super().parse  # type: ignore[misc]  # of the parser that it is mixed into
        if not is_untrusted(document):
            parse(inputstring, document)
            return
        document.settings = document.settings.copy()
        if source_path(document.settings.env, document.settings.env.docname).suffix == ".ipynb":
            inputstring = without_settings(inputstring)  # nbsphinx
        with restricted(document):
            try:
                parse(inputstring, document)
            except RecursionError:
                show_source(str(inputstring), document)


def clean_raw(document: nodes.document) -> None:
    """Clean the HTML of the cells and outputs of a notebook, each by itself; what is for other formats is removed."""
    env = document.settings.env
    found = list(document.findall(nodes.raw))
    html = [raw.astext() if raw["format"] == "html" else "" for raw in found]
    cleaned, closings = clean_fragments(list(enumerate(html)), {})
    for number, (raw, text) in enumerate(zip(found, cleaned, strict=True)):
        for _line, names in removed_markup([Fragment(html[number], 0, number)]):
            message = f"{names}: not allowed in an untrusted post, and removed"
            news_domain(env).warn(env.docname, Subtype.HTML, message, raw.line or 0)
        raw["format"], raw.children = "html", []
        raw.append(nodes.Text(text + closings.get(number, "")))


def is_untrusted(document: nodes.document) -> bool:
    """Return whether a document is an untrusted post, or lies among such posts."""
    env = document.settings.env
    return news_domain(env).settings.is_untrusted(env.docname, is_post=pending_post(env) is not None)


_MARKUP = re.compile("[\"'<>&]")
# CommonMark shows such a link as text, so there is no reference node to check.
_REFUSED = re.compile(r"\]\([ \t]*+<?(javascript|vbscript|data|file):", re.IGNORECASE)
# MathJax turns these into links, styles and classes, or finds these in what they name.
_OF_MATHJAX = "href|url|require|style|class|cssId|data|html[A-Za-z]*|includegraphics|mmlToken|bbox|csname"
# LaTeX reads and writes files with these, runs programs, or lets commands be written in other ways.
_OF_LATEX = (
    "[A-Za-z]*(?i:input)[A-Za-z]*|include[A-Za-z]*|filecontents|IfFileExists|open(?:in|out)|read(?:line)?|write|immediate"
    "|special|usepackage|RequirePackage|catcode|makeatletter|lowercase|uppercase|scantokens|ExplSyntaxOn|UseName"
    "|ExpandArgs|(?:direct|late)lua|luaexec|pdf[A-Za-z]+|XeTeX[A-Za-z]+"
)
_TEX = re.compile(
    rf"""
      \\(?: {_OF_MATHJAX} | {_OF_LATEX} )(?![A-Za-z])
    | \^\^                                               # any character, by its number
    # An environment: `\begin{{input}}` is `\input`, and `\begin{{in\empty put}}` as well.
    | \\(?:begin|end)(?![A-Za-z]) (?! \s* \{{ (?! (?:{_OF_LATEX})\*?\}} ) [A-Za-z]+\*?\}} )
    """,
    re.VERBOSE,
)
_TEX_LABEL = re.compile(r"[\\{}%#^~]")  # Sphinx writes a label as it is


def _refused_scheme(url: str) -> str:
    """Return the scheme of a URL that a link of an untrusted post must not have; empty if it may, or has none."""
    scheme = scheme_of(url)
    return "" if scheme in SCHEMES else scheme


class CheckUntrusted(PostTransform):
    """Removes links, downloads and formulas of an untrusted post that run code or leave the source folder."""

    default_priority = 850

    def apply(self, **_: Any) -> None:
        """Check links, downloads and formulas, also of documents among untrusted posts that are none."""
        if is_untrusted(self.document):
            self.transform_post()

    def transform_post(self) -> None:
        """Check links, downloads and formulas."""
        for node in list(self.document.findall(nodes.reference)):
            self._check_link(node)
        for download in list(self.document.findall(addnodes.download_reference)):
            self._check_download(download)
        for toctree in self.document.findall(addnodes.toctree):
            self._check_entries(toctree)
        for formula in list(self.document.findall(lambda node: isinstance(node, nodes.math | nodes.math_block))):
            if isinstance(formula, nodes.Element):
                if _TEX.search(formula.astext()):
                    self._remove(formula, "a formula with links, styles or files")
                elif _TEX_LABEL.search(formula.get("label") or ""):
                    self._remove(formula, "a formula with commands in its label")
        for text in self.document.findall(nodes.Text):
            if "](" in text and (match := _REFUSED.search(text)):
                self._warn(text, f"a {match[1].lower()}: URL")

    def _check_link(self, link: nodes.reference) -> None:
        url = link.get("refuri", "")
        if scheme := _refused_scheme(url):
            self._remove(link, f"a {scheme}: URL")
        elif scheme_of(url) or url.startswith("//"):
            link["rel"] = LINK_REL

    def _check_download(self, download: addnodes.download_reference) -> None:
        target = download["reftarget"]
        path, _ = self.env.relfn2path(target, self.env.docname)
        if scheme := _refused_scheme(target):
            self._remove(download, f"a {scheme}: URL")
        elif posixpath.normpath(path).startswith("../"):
            self._remove(download, f"the download {target!r} outside the source folder")

    def _check_entries(self, toctree: addnodes.toctree) -> None:
        """Remove the URLs of a toctree that no link may have: Sphinx makes links of them where it is shown."""
        refused = [url for _title, url in toctree["entries"] if _refused_scheme(url)]
        for url in refused:
            self._warn(toctree, f"a {_refused_scheme(url)}: URL")
        toctree["entries"] = [entry for entry in toctree["entries"] if entry[1] not in refused]

    def _remove(self, node: nodes.Element, what: str) -> None:
        is_formula = isinstance(node, nodes.math | nodes.math_block)
        self._warn(node, what, becomes="shown as text" if is_formula else "removed")
        kept = nodes.literal_block if isinstance(node, nodes.math_block) else nodes.inline
        replace_node(node, [kept("", node.astext()) if is_formula else kept("", "", *node.children)])

    def _warn(self, node: nodes.Node, what: str, *, becomes: str = "removed") -> None:
        line, parent = node.line, node.parent
        while not line and parent is not None:
            line, parent = parent.line, parent.parent
        message = f"{what} is not allowed in an untrusted post; it is {becomes}"
        self.domain.warn(self.env.docname, Subtype.LINK, message, line or 0)
