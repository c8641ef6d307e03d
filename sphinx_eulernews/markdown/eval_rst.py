"""Parse the content of ``{eval-rst}``, as if it were a part of the post."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from docutils.parsers.rst import roles, states
from docutils.statemachine import StringList, string2lines
from myst_parser.mdit_to_docutils.base import make_document


def parse_restructuredtext(text: str, line: int, document: nodes.document) -> nodes.document:
    """Parse reStructuredText that starts after a line of a document, with its settings and reporter."""
    part = make_document()
    part["source"], part.settings, part.reporter = document["source"], document.settings, document.reporter
    lines = string2lines(text, tab_width=8, convert_whitespace=True)
    content = StringList(lines, items=[(part["source"], line + number) for number in range(len(lines))])
    limit = part.settings.line_length_limit
    if long := next((number for number, written in enumerate(lines, line + 1) if len(written) > limit), 0):
        part += part.reporter.error(f"Line {long} exceeds the line-length-limit.")
        return part
    # The role that a directive `default-role` sets is for its block only; docutils keeps it in this registry.
    registry: dict[str, Any] = roles._roles  # type: ignore[attr-defined]  # noqa: SLF001  no public way to it
    default_role = registry.get("")
    try:
        machine = states.RSTStateMachine(state_classes=states.state_classes, initial_state="Body")
        machine.run(content, part, input_offset=line)
    finally:
        registry.pop("", None)
        if default_role is not None:
            registry[""] = default_role
    return part
