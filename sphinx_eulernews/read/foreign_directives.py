"""Directives in reStructuredText that Pelican and Nikola have and Sphinx has not, and options of ``code-block``. Pure.

docutils leaves out a directive that it does not know, or of which it cannot read an option, with all its content.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from sphinx_eulernews.embedded_sites import page_of

_DIRECTIVE = re.compile(r"\A([ \t]*+)\.\.[ \t]++([\w-]++)::[ \t]*+(.*+)\Z")
_OPTION = re.compile(r"\A([ \t]*+):([\w-]++):(.*+)\Z")
_OF_PELICAN = frozenset({
    "anchorlinenos", "classprefix", "hl_lines", "lineanchors", "linenospecial", "linenostart", "linenostep",
    "lineseparator", "linespans", "nobackground", "nowrap", "tagsfile", "tagurlformat",
})  # fmt: skip
_LITERAL = frozenset({"code", "code-block", "highlight", "parsed-literal", "raw", "sourcecode"})
_EMBEDDING = ("gist", "vimeo", "youtube")
_MARKS = (":linenos:", *(f":{name}:" for name in _OF_PELICAN), *(f".. {name}::" for name in (*_EMBEDDING, "thumbnail")))


def for_sphinx(text: str, is_known: Callable[[str], bool]) -> str:
    """Return the text of a post with these directives and options as Sphinx has them; the number of lines stays.

    A page that is embedded becomes a link, and a thumbnail a figure, unless an extension has a directive of that name
    (``is_known``). Options without a counterpart are left out. What a literal block shows stays.
    """
    if not any(mark in text for mark in _MARKS):
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
        elif directive and not is_known(directive[2]):
            _replace(lines, number, directive)
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


def _replace(lines: list[str], number: int, directive: re.Match[str]) -> None:
    """Replace a directive of Pelican's plugins or of Nikola."""
    margin, name, argument = directive.groups()
    if name == "thumbnail":
        lines[number] = f"{margin}.. figure:: {argument}"
    elif name in _EMBEDDING and (url := page_of(name, argument.strip())):
        lines[number] = f"{margin}`{url} <{url}>`__"  # as text, the end of an id may be a reference: -a_
        while number + 1 < len(lines) and (option := _OPTION.match(lines[number + 1])) and len(option[1]) > len(margin):
            number += 1
            lines[number] = ""
