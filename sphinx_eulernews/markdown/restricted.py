"""Limits for parsing posts from strangers (``eulernews_untrusted``): no directive that reads files or runs code."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from docutils.parsers.rst.directives.misc import Include, Raw
from sphinx.directives.code import LiteralInclude
from sphinx.util.docutils import CustomReSTDispatcher, SphinxDirective

from sphinx_eulernews.read.source import news_domain, pending_post
from sphinx_eulernews.warnings import Subtype

if TYPE_CHECKING:
    from types import ModuleType

_CLASSES = (Raw, Include, LiteralInclude)
# Of Sphinx's own extensions and of common ones: they import modules, run code, or redirect the reader.
_NAMES = frozenset(
    {
        *("autoclass", "autodata", "autoexception", "autofunction", "automethod", "automodule", "autosummary"),
        *("code-cell", "command-output", "exec", "ifconfig", "ipython", "jupyter-execute", "plot", "program-output"),
        "meta",
    }
)


class _AnyOption(dict[str, Callable[[str], Any]]):
    """An option specification that takes every option."""

    def __bool__(self) -> bool:
        return True

    def __contains__(self, _name: object) -> bool:
        return True

    def __getitem__(self, _name: str) -> Callable[[str], Any]:
        return lambda value: value


class LeftOut(SphinxDirective):
    """Stands in for a directive that an untrusted post must not use: a warning, and nothing on the page."""

    has_content = True
    optional_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar[dict[str, Callable[[str], Any]]] = _AnyOption()

    def run(self) -> list[nodes.Node]:
        """Warn."""
        message = f"the directive {self.name!r} is not allowed in an untrusted post; it is left out"
        news_domain(self.env).warn(self.env.docname, Subtype.DIRECTIVE, message, self.lineno)
        return []


class _AllowedDirectives(CustomReSTDispatcher):
    def directive(self, directive_name: str, language_module: ModuleType, document: nodes.document) -> Any:
        found, messages = super().directive(directive_name, language_module, document)
        by_class = isinstance(found, type) and issubclass(found, _CLASSES)
        return (LeftOut if by_class or directive_name.lower() in _NAMES else found), messages


@contextmanager
def restricted(document: nodes.document) -> Iterator[None]:
    """Parse an untrusted post; its settings must be its own."""
    document.settings.file_insertion_enabled = False  # `:file:`, `:url:`
    document.settings.raw_enabled = False  # roles made from `raw`
    with _AllowedDirectives():
        yield


class RestrictsPosts:
    """Mixin for a parser of posts in another markup than Markdown."""

    def parse(self, inputstring: Any, document: nodes.document) -> None:
        """Parse a document, within the limits if it is an untrusted post."""
        parse: Callable[[Any, nodes.document], None] = super().parse  # type: ignore[misc]
        if not is_untrusted(document):
            parse(inputstring, document)
            return
        document.settings = document.settings.copy()
        with restricted(document):
            parse(inputstring, document)


def is_untrusted(document: nodes.document) -> bool:
    """Return whether a document is a post from strangers."""
    env = document.settings.env
    return pending_post(env) is not None and news_domain(env).settings.is_untrusted(env.docname)
