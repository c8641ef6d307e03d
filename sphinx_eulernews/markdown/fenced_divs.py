"""What containers of some systems have in them: attributes of Pandoc and Quarto, tabs of VuePress. Pure.

Fenced divs have attributes in braces: ``::: {.callout-tip title="Title"}``. In ``::: tabs`` and ``::: code-tabs``, each
line ``@tab Title`` begins a tab.
"""

from __future__ import annotations

import re

from sphinx_eulernews.markdown.rule_helpers import CODE_FENCE_LINE, fence_after

TABS = frozenset({"tabs", "code-tabs"})
_TAB = re.compile(r" {0,3}@tab(?::active)?(?:[ \t]++(?P<title>.*?))?(?:#[\w-]++)?")
_TAG = re.compile(r"<[^<>]*+>")  # an icon
_OPENING = re.compile(r"\A(?P<colons>:{3,})[ \t]*+\{[ \t]*+(?P<attributes>(?:[.#]|[\w-]++=)[^{}]*+)\}[ \t]*+:*+")
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
    return is_div(opening) and _callout(opening["attributes"]) is None


def _callout(attributes: str) -> re.Match[str] | None:
    return _CALLOUT.search(_QUOTED.sub("", attributes))


def read_div(opening: re.Match[str], content: str) -> tuple[str, str, str]:
    """Return the kind of a callout, its title and its content; a heading at its beginning may be the title."""
    attributes = opening["attributes"]
    found = _TITLE.search(attributes)
    title = next(filter(None, found.groups())).strip() if found else ""
    callout = _callout(attributes)
    if not title and (heading := _HEADING.match(content)):
        title = _AT_END.sub("", heading["text"]).strip()
        content = "\n" * heading[0].count("\n") + content[heading.end() :]
    return callout[1].lower() if callout else "", title, content


def split_tabs(content: str) -> list[tuple[int, str, str]]:
    """Return the tabs of a container: the number of the line ``@tab Title``, from 0, the title, and the content."""
    lines = content.split("\n")
    starts, fence, depth = list[tuple[int, str]](), "", 0
    for number, line in enumerate(lines):
        if match := CODE_FENCE_LINE.match(line):
            fence = fence_after(fence, *match.groups())
        elif not fence and line.lstrip().startswith(":::"):
            depth = depth + 1 if line.strip().strip(":") else max(depth - 1, 0)
        elif not fence and not depth and (tab := _TAB.fullmatch(line.rstrip())):
            starts.append((number, _TAG.sub("", tab["title"] or "").strip() or "Tab"))
    ends = [*(number for number, _title in starts[1:]), len(lines)]
    return [
        (start, title, "\n".join(lines[start + 1 : end])) for (start, title), end in zip(starts, ends, strict=False)
    ]
