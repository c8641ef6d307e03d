"""Docinfo: the field list that opens a reStructuredText document, as fields of front matter. Pure."""

from __future__ import annotations

import re
from unicodedata import east_asian_width

from sphinx_eulernews.model.front_matter_syntax import NULL, Parsed

_FIELD = re.compile(
    r"""
    : (?P<name> (?![:\ ]) (?: [^:\\] | \\. | :(?![\s`]|$) ){1,64} ) (?<!\ ) :  # colons within: escaped, or in a word
    (?: [ \t]+ (?P<value> .* ) )?
    """,
    re.VERBOSE,
)
_ADORNMENT = re.compile(r"([!-/:-@\[-`{-~])\1*+")
"""A line of one punctuation character, below a title or also above it."""
_SHORTEST_ADORNMENT = 3
"""Characters of the line below a title, unless the title is narrower."""


def end_of_title(lines: list[str]) -> int:
    """Return how many lines a reStructuredText document has up to the underline of the title that opens it, or 0."""
    start = next((number for number, line in enumerate(lines) if line.strip(" \t\r\ufeff")), 0)
    for end in (start + 2, start + 3):  # the latter with a line above the title as well
        title, underline = (line.rstrip() for line in [*lines[end - 2 : end], "", ""][:2])
        if title and not title.startswith((":", "..")) and not _ADORNMENT.fullmatch(title):
            width = sum(1 + (east_asian_width(char) in "WF") for char in title[:_SHORTEST_ADORNMENT])
            return end if _ADORNMENT.fullmatch(underline) and len(underline) >= min(width, _SHORTEST_ADORNMENT) else 0
    return 0


def parse_docinfo(lines: list[str], start: int) -> Parsed:
    """Parse the field list that opens a reStructuredText document, after ``start`` lines: the title, if it has one.

    Comments and targets may stand before it.
    """
    parsed, name, in_markup = Parsed(), "", False
    for number, line in enumerate(lines[start:], start + 1):
        text = line.strip(" \t\ufeff")
        if not text:
            continue
        if line[0] in " \t":
            if name:
                parsed.last = number
                parsed.fields[name] = f"{parsed.fields[name]} {text}".strip()
            elif not in_markup:
                break
        elif match := _FIELD.fullmatch(text):
            name = match["name"].replace("\\", "")
            value, parsed.last = match["value"] or "", number
            if not value or value not in NULL:
                parsed.fields[name], parsed.lines[name] = value, number
        elif name or not (text == ".." or text.startswith(".. ")):
            break
        else:
            in_markup = True
    return parsed
