"""Metadata of Nikola: lines ``.. title: x`` at the top of a post, in Markdown within a comment of HTML. Pure."""

from __future__ import annotations

import re

from sphinx_eulernews.model.front_matter_syntax import NULL, Parsed
from sphinx_eulernews.model.text import split_names

_LINE = re.compile(r"\.\.[ \t]++(?P<name>[A-Za-z][\w-]{0,60}+):(?:[ \t]++(?P<value>.*+))?")
_HELD = frozenset({"draft", "private"})
_UNREAD = frozenset({"link", "type"})  # the source of a quotation, and the kind of the post: ``text``, ``micro``


def parse_commented_fields(lines: list[str]) -> Parsed | None:
    """Parse the metadata that opens a post; None if there is none: a title, and a date or a slug, say that there is."""
    start = next((number for number, line in enumerate(lines) if line.strip(" \t\r\ufeff")), len(lines))
    in_html = start < len(lines) and lines[start].strip(" \t\r\ufeff") == "<!--"
    parsed = Parsed()
    closed = not in_html
    for number, line in enumerate(lines[start + in_html :], start + in_html + 1):
        text = line.strip(" \t\r\ufeff")
        if match := _LINE.fullmatch(text):
            name, value, parsed.last = match["name"], (match["value"] or "").strip(), number
            if value not in NULL and name not in _UNREAD:
                parsed.fields.setdefault(name, value)
                parsed.lines.setdefault(name, number)
        elif in_html and text == "-->":
            parsed.last, closed = number, True
            break
        elif text or not in_html:
            break
    is_found = closed and "title" in parsed.fields and not parsed.fields.keys().isdisjoint({"date", "slug"})
    if not is_found:
        return None
    _take_status(parsed)
    return parsed


def _take_status(parsed: Parsed) -> None:
    """Read the tags that say that a post is not public as its status: Nikola had no other way before its version 8."""
    tags = split_names(str(parsed.fields.get("tags", "")))
    if held := next((tag for tag in tags if tag.casefold() in _HELD), ""):
        parsed.fields["tags"] = ", ".join(tag for tag in tags if tag.casefold() not in _HELD)
        parsed.fields["status"], parsed.lines["status"] = held.casefold(), parsed.lines["tags"]
