"""Fenced divs of Pandoc and Quarto: ``::: {.callout-tip title="Title"}``, with attributes in braces. Pure."""

from __future__ import annotations

import re

_OPENING = re.compile(r"\A(?P<colons>:{3,})[ \t]*+\{[ \t]*+(?P<attributes>(?:[.#]|[\w-]++=)[^{}]*+)\}[ \t]*+:*+")
_QUOTED = re.compile(r"(?<![\w-])[\w-]++=(?:\"[^\"]*+\"|'[^']*+')")
_CLASS = re.compile(r"(?:^|(?<=\s))\.([A-Za-z][\w-]*+)")
_TITLE = re.compile(r"(?<![\w-])title=(?:\"([^\"]++)\"|'([^']++)')")
_HEADING = re.compile(r"\A(?:[ \t]*+\n)*+ {0,3}#{1,6}[ \t]++(?P<text>[^\n]++)")
_AT_END = re.compile(r"(?:[ \t]+#+)?(?:[ \t]*\{[^{}]*\})?[ \t]*\Z")
_CALLOUT = "callout-"


def match_div(line: str) -> re.Match[str] | None:
    """Match the line that opens a fenced div; group ``colons`` is its marker."""
    return _OPENING.fullmatch(line)


def read_div(opening: re.Match[str], content: str) -> tuple[str, str, str]:
    """Return the name of a div, which is its first class, its title and its content.

    A callout of Quarto has the name of its kind, and the heading that its content begins with may be its title.
    """
    attributes = opening["attributes"]
    found = _TITLE.search(attributes)
    title = next(filter(None, found.groups())).strip() if found else ""
    classes = _CLASS.findall(_QUOTED.sub("", attributes))
    name = classes[0] if classes else "div"
    if not name.startswith(_CALLOUT):
        return name, "", content
    if not title and (heading := _HEADING.match(content)):
        title = _AT_END.sub("", heading["text"]).strip()
        content = "\n" * heading[0].count("\n") + content[heading.end() :]
    return name.removeprefix(_CALLOUT), title, content
