"""Fenced divs of Pandoc and Quarto: ``::: {.callout-tip title="Title"}``, with attributes in braces. Pure."""

from __future__ import annotations

import re

_OPENING = re.compile(
    r"\A(?P<colons>:{3,})[ \t]*+"
    r"(?:\{[ \t]*+(?P<attributes>(?:[.#]|[\w-]++=)[^{}]*+)\}|(?P<word>callout-[a-z]++))[ \t]*+:*+"
)
_QUOTED = re.compile(r"(?<![\w-])[\w-]++=(?:\"[^\"]*+\"|'[^']*+')")
_CALLOUT = re.compile(
    r"(?:^|(?<=\s))\.(?:callout-)?(attention|caution|danger|hint|important|note|tip|warning)(?=\s|\Z)"
)
_TITLE = re.compile(r"(?<![\w-])title=(?:\"([^\"]++)\"|'([^']++)')")
_HEADING = re.compile(r"\A(?:[ \t]*+\n)*+ {0,3}#{1,6}[ \t]++(?P<text>[^\n]++)")
_AT_END = re.compile(r"(?<![ \t])(?:[ \t]++#++)?(?:[ \t]*+\{[^{}]*+\})?[ \t]*+\Z")


def match_div(line: str) -> re.Match[str] | None:
    """Match the line that opens a fenced div; group ``colons`` is its marker."""
    return _OPENING.fullmatch(line)


def is_div(opening: re.Match[str]) -> bool:
    """Return whether a match is one of ``match_div``."""
    return opening.re is _OPENING


def is_plain(opening: re.Match[str]) -> bool:
    """Return whether a match is that of a div that is no callout: what is in it, headings too, belongs to the page."""
    return is_div(opening) and _callout(_attributes(opening)) is None


def _attributes(opening: re.Match[str]) -> str:
    return opening["attributes"] or f".{opening['word']}"  # a word by itself is a class


def _callout(attributes: str) -> re.Match[str] | None:
    return _CALLOUT.search(_QUOTED.sub("", attributes))


def read_div(opening: re.Match[str], content: str) -> tuple[str, str, str]:
    """Return the kind of a callout, its title and its content; a heading at its beginning may be the title."""
    attributes = _attributes(opening)
    found = _TITLE.search(attributes)
    title = next(filter(None, found.groups())).strip() if found else ""
    callout = _callout(attributes)
    if not title and (heading := _HEADING.match(content)):
        title = _AT_END.sub("", heading["text"]).strip()
        content = "\n" * heading[0].count("\n") + content[heading.end() :]
    return callout[1].lower() if callout else "", title, content
