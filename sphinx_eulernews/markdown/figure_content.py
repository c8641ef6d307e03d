"""Content of the directive ``figure`` that does not begin with a caption: a list, a quote, HTML.

``Figure`` in ``docutils/parsers/rst/directives/images.py`` drops such content, with an error; a comment before it
stands for the caption, and the content is the legend.
"""

from __future__ import annotations

from typing import Any

from docutils import nodes
from myst_parser.mdit_to_docutils.sphinx_ import SphinxRenderer


class FigureContentRenderer(SphinxRenderer):
    """MyST's renderer, which keeps content of figures that does not begin with a caption."""

    _directive = ""

    def run_directive(self, name: str, *args: Any, **kwargs: Any) -> list[nodes.Element]:
        """Run a directive, and know its name while its content is parsed."""
        outer, self._directive = self._directive, name
        try:
            return super().run_directive(name, *args, **kwargs)
        finally:
            self._directive = outer

    def nested_render_text(self, text: str, lineno: int, *args: Any, **kwargs: Any) -> None:
        """Parse the content of a directive."""
        directive, parent = self._directive, self.current_node
        super().nested_render_text(text, lineno, *args, **kwargs)
        # Figures have a container of no other class; admonitions, which a figure may hold, have their own.
        is_figure = directive == "figure" and type(parent) is nodes.Element
        if is_figure and parent.children and not isinstance(parent[0], nodes.paragraph | nodes.comment):
            parent.insert(0, nodes.comment())
