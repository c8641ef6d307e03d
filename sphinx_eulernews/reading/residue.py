"""What other tools left in the markdown of posts: attributes in braces, tables of contents, task boxes.

Pandoc, kramdown, VuePress and the editors of blog platforms each add syntax of their own. What it asks for
is done where that is easy; the syntax itself is never shown.
"""

from __future__ import annotations

import re

from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from sphinx_eulernews.reading.inline import tokenize_between

_ATTRIBUTE = r"""(?:[.#][\w:.-]++|[\w:-]++=(?:"[^"{}]*+"|'[^'{}]*+'|[^\s"'{}]++)|-)"""
_ATTRIBUTES = rf"\{{:?[ \n]*+((?:{_ATTRIBUTE}[ \n]*+)++)\}}"
_BRACES = re.compile(_ATTRIBUTES)
_SPAN = re.compile(rf"\[([^\[\]]*+)\]{_ATTRIBUTES}")
_AT_END = re.compile(rf"[ \t]*{_ATTRIBUTES}[ \t]*\Z")
_CLASS = re.compile(r"(?:^|(?<=\s))\.([\w-]+)")
_ID = re.compile(r"(?:^|(?<=\s))#([\w:.-]+)")
_WIDTH = re.compile(r"""\bwidth=["']?(\d+(?:\.\d+)?(?:px|%|em|in|cm|mm|pt)?)["']?(?=\s|\Z)""")
_BEFORE_BRACES = frozenset({"image", "link_close", "code_inline"})

_CONTENTS = re.compile(
    r"^[ \t]*(?:@?\[toc\](?:\([^()\n]*\))?|\[\[_?toc_?\]\]|\{:toc\}|\$\{toc\})[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
_ALONE = re.compile(rf"^[ \t]*+(?=\{{[.#:]){_ATTRIBUTES}[ \t]*$", re.MULTILINE)
_TASK = re.compile(r"\[([ xX])\](?=\s)")


def attributes(state: StateInline, silent: bool) -> bool:
    """Take ``{...}`` behind an image, link, code or bracket out of the text, and kramdown's ``{:...}``.

    Classes and a width go to the image.
    """
    if silent:
        return False
    match = _BRACES.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    last = state.tokens[-1] if state.tokens and not state.pending else None
    behind = (last and last.type in _BEFORE_BRACES) or state.pending.endswith("]")
    if not behind and not match[0].startswith("{:"):
        return False
    if last and last.type == "image":
        last.attrs.update(_classes(match[1]))
        if width := _WIDTH.search(match[1]):
            last.attrSet("width", width[1])
    state.pos = match.end()
    return True


def span(state: StateInline, silent: bool) -> bool:
    """Read pandoc's ``[text]{.underline}`` as its text, in a span with the classes."""
    if silent:  # while markdown-it looks for the end of a link's text, in which a span may stand
        return False
    match = _SPAN.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    state.push("span_open", "span", 1).attrs = _classes(match[2])
    tokenize_between(state, *match.span(1))
    state.push("span_close", "span", -1)
    state.pos = match.end()
    return True


def _classes(written: str) -> dict[str, str | int | float]:
    names = _CLASS.findall(written)
    return {"class": " ".join(names)} if names else {}


def tidy_blocks(state: StateCore) -> None:
    """Take ids behind headings, lines like ``[TOC]`` and ``{.class}``, and task boxes out of the text."""
    ids: set[str] = set()
    emptied: list[int] = []
    tokens = state.tokens
    for place, token in enumerate(tokens):
        if token.type != "inline" or not place:
            continue
        owner = tokens[place - 1]
        if owner.type == "heading_open":
            _take_attributes(owner, token, ids)
        elif owner.type == "paragraph_open":
            _tick_box(tokens[place - 2] if place > 1 else None, token)
            if token.content and not _without_lines(token):
                emptied.append(place)
    for place in reversed(emptied):
        del tokens[place - 1 : place + 2]


def _take_attributes(heading: Token, inline: Token, ids: set[str]) -> None:
    if not inline.content.endswith("}"):
        return
    match = _AT_END.search(inline.content)
    if match is None:
        return
    inline.content = inline.content[: match.start()]
    name = _ID.search(match[1])
    if name and name[1] not in ids:
        ids.add(name[1])
        heading.attrSet("id", name[1])


def _tick_box(owner: Token | None, inline: Token) -> None:
    if owner is None or owner.type != "list_item_open":
        return
    if box := _TASK.match(inline.content):
        inline.content = ("☐" if box[1] == " " else "☑") + inline.content[box.end() :]


def _without_lines(inline: Token) -> str:
    """Blank out the lines ``[TOC]`` and ``{.class}`` of a paragraph and return what is left; breaks stay."""
    if "toc" in inline.content.lower():
        inline.content = _CONTENTS.sub("", inline.content).rstrip("\n")
    if "{" in inline.content:
        inline.content = _ALONE.sub("", inline.content).rstrip("\n")
    return inline.content.strip("\n")
