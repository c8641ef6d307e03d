"""Containers: ``::: tip Title`` ... ``:::`` of VuePress and VitePress, fenced divs of Pandoc and Quarto, ``!!! tip``.

A container becomes one ``colon_fence`` token with a directive that MyST knows; MyST's renderer parses its content in
turn with the same parser. A title needs the directive ``admonition`` with a class, and thus a line that is not in the
source: then the token begins a line early, so that the lines of what it holds come out true.

The admonitions and tabs of Material for MkDocs (``!!! tip "Title"``, ``=== "Title"``, with indented content) are
containers as well.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore

from sphinx_eulernews.markdown.container_tabs import TABS, split_tabs
from sphinx_eulernews.markdown.fenced_divs import is_div, is_plain, match_div, read_div
from sphinx_eulernews.markdown.rule_helpers import LINE_BEGINNING, BlockRule, fence_after

ADMONITIONS = {
    "attention": "attention",
    "caution": "caution",
    "danger": "danger",
    "error": "error",
    "hint": "hint",
    "important": "important",
    "info": "note",
    "message": "note",
    "note": "note",
    "tip": "tip",
    "tips": "tip",
    "warn": "warning",
    "warning": "warning",
}
"""The admonitions of docutils, which have titles of their own in each language, by their names in other systems."""
# Of Zenn and Qiita, where the word after the name is no title: ":::message alert", ":::note warn".
_KINDS = {
    ("message", "alert"): "warning",
    ("note", "info"): "note",
    ("note", "warn"): "warning",
    ("note", "alert"): "danger",
}
QUOTE = "blockquote"
"""The name of a container that is a quote: ``::: blockquote Author, Source``."""
_PAIRS = "eulernews_containers"  # in the env of a parse: {line that opens a container: line that closes it}
_MAX_DEPTH = 8  # each level is parsed once more

_FENCE = re.compile(rf"{LINE_BEGINNING}(`{{3,}}|~{{3,}}|:{{3,}})[ \t]*+(.*)")
_OPENING = re.compile(r"(?P<colons>:{3,})[ \t]*+(?P<brace>\{?)(?P<name>[A-Za-z][\w-]*+)\}?(?P<title>.*)")
_ATTRIBUTES = re.compile(r"\{[^{}]*\}\s*\Z")
_NAMED = re.compile(r"(?:[A-Za-z][\w:-]*+=(?:\"[^\"]*+\"|'[^']*+')\s*+)++")
_NAMED_TITLE = re.compile(r"(?<![\w:-])title=(?:\"([^\"]*+)\"|'([^']*+)')")
_LIKE_OPTIONS = re.compile(r"\s*:|---")  # to MyST 5.0, ":::" is an option as well


def pair_containers(state: StateCore) -> None:
    """Pair the opening and closing lines of containers, before block parsing (core rule, linear).

    Containers may be nested with the same number of colons. An unclosed one extends to
    the end, as in the other systems.
    """
    state.env[_PAIRS] = _pairs(state.src.split("\n")) if ":::" in state.src else {}


def _pairs(lines: list[str]) -> dict[int, int]:
    pairs: dict[int, int] = {}
    waiting: list[tuple[int, int]] = []  # (line, number of colons) of the containers that are open
    too_deep = 0
    code = ""  # the marker of the code fence that is open
    for number, line in enumerate(lines):
        match = _FENCE.match(line)
        if match is None:
            continue
        marker, rest = match.groups()
        if code or marker[0] != ":":
            code = fence_after(code, marker, rest)
        elif rest.strip():
            if len(waiting) < _MAX_DEPTH:
                waiting.append((number, len(marker)))
            else:
                too_deep += 1
        elif too_deep:
            too_deep -= 1
        else:
            _close(waiting, len(marker), number, pairs)
    pairs.update((opened, len(lines)) for opened, _ in waiting)
    return pairs


def _close(waiting: list[tuple[int, int]], colons: int, number: int, pairs: dict[int, int]) -> None:
    """Close the innermost container with as many colons as the closing line, or fewer; and those in it."""
    same = [place for place, (_, wanted) in enumerate(waiting) if wanted == colons]
    fewer = [place for place, (_, wanted) in enumerate(waiting) if wanted < colons]
    for place in (same or fewer)[-1:]:
        pairs.update((opened, number) for opened, _ in waiting[place:])
        del waiting[place:]


def container(known_directive: Callable[[str], bool]) -> BlockRule:
    """Return the block rule for ``:::``; a closing line without a container disappears."""

    def rule(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
        start = state.bMarks[start_line] + state.tShift[start_line]
        if not state.src.startswith(":::", start) or state.is_code_block(start_line):
            return False
        line = state.src[start : state.eMarks[start_line]].strip()
        opening = match_div(line) or _OPENING.match(line)
        closing_line = state.env[_PAIRS].get(start_line)
        if (opening is None or closing_line is None) and line.strip(":"):
            return False
        if silent:
            return True
        if opening is None or is_plain(opening):
            state.line = start_line + 1
        elif not is_div(opening) and opening["name"] == QUOTE:
            _push_quote(state, start_line, min(closing_line, end_line), opening["title"].strip())
        else:
            _push_container(state, start_line, min(closing_line, end_line), opening, known_directive)
        return True

    return rule


def _push_quote(state: StateBlock, start_line: int, closing_line: int, attribution: str) -> None:
    """Push the tokens of a quote and of the blocks in it; MyST parses the attribution as inline Markdown."""
    end = _end_in_parent(state, start_line, closing_line)
    opening = state.push("blockquote_open", "blockquote", 1)
    opening.map = [start_line, end]
    if attribution:
        opening.attrs["attribution"] = attribution
    parent, last = state.parentType, state.lineMax
    state.parentType, state.lineMax = "blockquote", end
    state.md.block.tokenize(state, start_line + 1, end)
    state.parentType, state.lineMax = parent, last
    state.push("blockquote_close", "blockquote", -1)
    state.line = min(end + 1, last) if end == closing_line else end


def _push_container(
    state: StateBlock,
    start_line: int,
    closing_line: int,
    opening: re.Match[str],
    known: Callable[[str], bool],
) -> None:
    end = _end_in_parent(state, start_line, closing_line)
    content = state.getLines(start_line + 1, end, state.sCount[start_line], True)
    state.line = min(end + 1, state.lineMax) if end == closing_line else end
    if not is_div(opening) and opening["brace"] and known(opening["name"]):
        info, lead = f"{{{opening['name']}}} {opening['title'].strip()}", ""
    else:
        if is_div(opening):
            name, title, content = read_div(opening, content)
        else:
            name, title = opening["name"].lower(), _title(opening["title"])
        if name in TABS and (tabs := split_tabs(content)):
            before = "".join(f"{line}\n" for line in content.split("\n")[: tabs[0][0]])
            if before.strip():
                _push(state, start_line, name, "\n" if _LIKE_OPTIONS.match(before) else "", before, ":::")
            for number, tab, inner in tabs:  # one below the other, like those with indented content
                push_box(state, start_line + 1 + number, tab, inner if inner.strip() else tab)
            return
        info, lead = _directive(name, title, known)
        if not content.strip():
            content = title
        if not content:
            return  # MyST has no directive for a box with nothing in it
        if _LIKE_OPTIONS.match(content):
            lead += "\n"
    _push(state, start_line, info, lead, content, opening["colons"])


def _push(state: StateBlock, start_line: int, info: str, lead: str, content: str, markup: str) -> None:
    """Push the token of a directive; ``lead`` is prepended to its content, and is not in the source."""
    token = state.push("colon_fence", "code", 0)
    token.info = info
    token.content = lead + content
    token.markup = markup
    token.map = [start_line - lead.count("\n"), state.line]


def push_box(state: StateBlock, start_line: int, title: str, content: str) -> None:
    """Push a box with a title; ``start_line`` is the line before its content."""
    _push(state, start_line, f"{{admonition}} {title}", "\n" if _LIKE_OPTIONS.match(content) else "", content, ":::")


_INDENTED = re.compile(
    r"""
    (?: (?:!!!|\?\?\?\+?) [ \t]+ (?P<name> [A-Za-z][\w-]*+ ) (?: [ \t][\w \t-]*+ )? (?: "(?P<title> [^"]* )" )?
      | ===[!+]? [ \t]+ "(?P<tab> [ \t]*+ [^"\s] [^"]*+ )" )
    [ \t]*
    """,
    re.VERBOSE,
)
_INDENT = 4


def indented_container(known_directive: Callable[[str], bool]) -> BlockRule:
    """Return the block rule for ``!!! tip "Title"``, ``??? tip`` and ``=== "Tab"``, whose content is indented.

    Tabs are shown one below the other: a reader sees all of them, on paper as well.
    """

    def rule(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
        start = state.bMarks[start_line] + state.tShift[start_line]
        if state.src[start : start + 3] not in ("!!!", "???", "===") or state.is_code_block(start_line):
            return False
        opening = _INDENTED.fullmatch(state.src, start, state.eMarks[start_line])
        end = _end_of_indented(state, start_line, end_line)
        if opening is None or (end == start_line + 1 and not opening["title"]):
            return False
        if not silent:
            if end == start_line + 1:  # MyST has no directive for a box with a title alone
                state.line = end
                name = ADMONITIONS.get(opening["name"].lower(), "note")
                _push(state, start_line, f"{{{name}}}", "", opening["title"], ":::")
                return True
            content = state.getLines(start_line + 1, end, state.sCount[start_line] + _INDENT, True)
            info, lead = _of_indented(opening, known_directive)
            if _LIKE_OPTIONS.match(content):
                lead += "\n"
            state.line = end
            _push(state, start_line, info, lead, content, ":::")
        return True

    return rule


def _of_indented(opening: re.Match[str], known: Callable[[str], bool]) -> tuple[str, str]:
    """Return the info string and the option lines for the line that opens indented content."""
    if opening["tab"]:
        return f"{{admonition}} {opening['tab'].strip()}", ""
    name = opening["name"].lower()
    info, lead = _directive(name, (opening["title"] or "").strip(), known)
    if info.startswith("{"):
        return info, lead
    return f"{{admonition}} {name.capitalize()}", f":class: {name}\n"


def _end_of_indented(state: StateBlock, start_line: int, end_line: int) -> int:
    """Return the line after the last one that is indented below a line, with blank lines in between."""
    end = start_line + 1
    for line in range(start_line + 1, end_line):
        if state.isEmpty(line):
            continue
        if state.sCount[line] - state.sCount[start_line] < _INDENT:
            break
        end = line + 1
    return end


def _end_in_parent(state: StateBlock, start_line: int, closing_line: int) -> int:
    """Return the line before which a container ends, since the list item around it may end first."""
    for line in range(start_line + 1, closing_line):
        if state.sCount[line] < state.blkIndent and not state.isEmpty(line):
            return line
    return closing_line


def _directive(name: str, title: str, known: Callable[[str], bool]) -> tuple[str, str]:
    """Return the info string for a kind of container, and the option lines that go before its content."""
    if name == "details":
        title = title or "Details"
        if known("dropdown"):  # of sphinx-design
            return f"{{dropdown}} {title}", ""
        return f"{{admonition}} {title}", ":class: dropdown\n"
    if kind := _KINDS.get((name, title)):
        return f"{{{kind}}}", ""
    kind = ADMONITIONS.get(name)
    if title:
        return f"{{admonition}} {title}", f":class: {kind or name}\n"
    return (f"{{{kind}}}" if kind else name), ""


def _title(written: str) -> str:
    """Return the title of a container: the text after its name, in brackets (Docusaurus), or an attribute."""
    title = _ATTRIBUTES.sub("", written).strip()
    if _NAMED.fullmatch(title):  # ::: card title="Quay" icon="boat", of VuePress
        named = _NAMED_TITLE.search(title)
        return " ".join((named[1] or named[2] or "").split()) if named else ""
    return title[1:-1].strip() if title.startswith("[") and title.endswith("]") else title
