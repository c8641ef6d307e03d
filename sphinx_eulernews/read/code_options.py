"""Options of ``code-block`` in reStructuredText that Pelican has and Sphinx has not, such as ``:linenos: table``.

An option that docutils cannot read costs the whole directive, so the code would be lost. Pure.
"""

from __future__ import annotations

import re

_DIRECTIVE = re.compile(r"\A([ \t]*+)\.\.[ \t]++([\w-]++)::")
_OPTION = re.compile(r"\A([ \t]*+):([\w-]++):(.*+)\Z")
_OF_PELICAN = frozenset({
    "anchorlinenos", "classprefix", "hl_lines", "lineanchors", "linenospecial", "linenostart", "linenostep",
    "lineseparator", "linespans", "nobackground", "nowrap", "tagsfile", "tagurlformat",
})  # fmt: skip
_LITERAL = frozenset({"code", "code-block", "highlight", "parsed-literal", "raw", "sourcecode"})


def for_sphinx(text: str) -> str:
    """Return the text of a post with these options as Sphinx has them; line numbers stay.

    Those without a counterpart are left out. What a literal block shows stays.
    """
    if ":linenos:" not in text and not any(f":{name}:" in text for name in _OF_PELICAN):
        return text
    lines = text.split("\n")
    literal: int | None = None  # the indentation of the line that opened a literal block
    for number, line in enumerate(lines):
        indent = len(line) - len(line.lstrip(" \t"))
        if not line.strip() or (literal is not None and indent > literal):
            continue
        directive = _DIRECTIVE.match(line)
        is_literal = directive[2] in _LITERAL if directive else line.rstrip().endswith("::")
        literal = indent if is_literal else None
        if directive and directive[2] in ("code-block", "sourcecode"):
            _translate(lines, number + 1, indent)
    return "\n".join(lines)


def _translate(lines: list[str], first: int, indent: int) -> None:
    """Translate the options from a line on; empty lines after them stand for those that are left out."""
    last, kept = first, list[str]()
    while last < len(lines) and (option := _OPTION.match(lines[last])) and len(option[1]) > indent:
        margin, name, value = option.groups()
        if name == "linenos":
            kept += [f"{margin}:linenos:"] if value.strip() != "none" else []
        elif name == "hl_lines":
            kept.append(f"{margin}:emphasize-lines: {','.join(value.replace(',', ' ').split())}")
        elif name == "linenostart":
            kept.append(f"{margin}:lineno-start: {value.strip()}")
        elif name not in _OF_PELICAN:
            kept.append(lines[last])
        last += 1
    lines[first:last] = kept + [""] * (last - first - len(kept))
