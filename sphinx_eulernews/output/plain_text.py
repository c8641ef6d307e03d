"""Plain text: what is indented beyond the width of a line is not wrapped.

The writer wraps to 70 columns less the indentation, and ends the build where nothing is left
(``sphinx.writers.text.TextWrapper``): for 24 quotes inside each other, seven lists that begin at 999999999, or a table
of 200 columns, whose width is rounded to nothing.
"""

from __future__ import annotations

from docutils import nodes

_MAX_COLUMNS = 50  # of indentation; 70 are a line
_QUOTE = 3  # columns of a quote, an admonition, a definition
_NOT_INDENTED = (
    nodes.section, nodes.bullet_list, nodes.enumerated_list, nodes.definition_list, nodes.definition_list_item,
    nodes.table, nodes.tgroup, nodes.thead, nodes.tbody, nodes.row, nodes.entry, nodes.paragraph, nodes.topic,
)  # fmt: skip


def make_room(document: nodes.document) -> None:
    """Put the text of what is indented too far into literal blocks, which are not wrapped; give columns a width."""
    waiting: list[tuple[nodes.Element, int]] = [(document, 0)]
    while waiting:
        node, columns = waiting.pop()
        for child in node.children:
            if not isinstance(child, nodes.Element) or isinstance(child, nodes.TextElement):
                continue
            used = columns + _columns(child)
            if used > _MAX_COLUMNS:
                text = child.astext()
                child.children = []
                child.append(nodes.literal_block(text, text))
            elif isinstance(child, nodes.colspec):
                child["colwidth"] = max(int(child.get("colwidth", 1)), 1)
            else:
                waiting.append((child, used))


def _columns(node: nodes.Element) -> int:
    """Return by how many columns the writer indents the content of a node, or a few more."""
    if isinstance(node, nodes.list_item) and isinstance(node.parent, nodes.enumerated_list):
        return len(str(node.parent.get("start", 1) + len(node.parent))) + 2
    if isinstance(node, nodes.footnote | nodes.citation):
        return len(node[0].astext()) + 3 if node.children else 0
    return 0 if isinstance(node, _NOT_INDENTED) else _QUOTE
