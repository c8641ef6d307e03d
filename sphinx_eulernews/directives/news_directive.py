"""What all directives share: options that cost themselves alone, placeholders, located warnings."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar

from sphinx.util.docutils import SphinxDirective

from sphinx_eulernews.directives.directive_options import Options, Rejected
from sphinx_eulernews.domain import news_domain
from sphinx_eulernews.nodes import directive_placeholder
from sphinx_eulernews.warnings import Subtype

if TYPE_CHECKING:
    from sphinx_eulernews.domain import NewsDomain
    from sphinx_eulernews.model.query import DirectiveSpec


class NewsDirective(SphinxDirective):
    """Base class of our directives."""

    option_spec: ClassVar[dict[str, Callable[[str], Any]]] = Options()

    def valid_options(self) -> dict[str, Any]:
        """Return the valid options; warn of the others."""
        for name, value in self.options.items():
            if isinstance(value, Rejected):
                self.warn_at(f"{self.name}: the option '{name[:80]}' {value.reason}")
        return {name: value for name, value in self.options.items() if not isinstance(value, Rejected)}

    @property
    def domain(self) -> NewsDomain:
        """The domain."""
        return news_domain(self.env)

    def note(self, what: DirectiveSpec) -> directive_placeholder:
        """Store the specification of the directive in the domain, and return its placeholder."""
        number = self.domain.note_directive(self.env.docname, what)
        node = directive_placeholder(docname=self.env.docname, number=number)
        self.set_source_info(node)
        return node

    def warn_at(self, message: str) -> None:
        """Warn at the directive."""
        self.domain.warn(self.env.docname, Subtype.DIRECTIVE, message, self.lineno)
