"""Markdown extensions of other tools: attributes in braces, ``[TOC]``, task lists, ``###heading``, ``<!-- more -->``.

Pandoc, kramdown, VuePress, Hugo, Jekyll and the editors of blog platforms each extend Markdown. The syntax takes
effect where that is easy, and is never shown as text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice

from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from sphinx_eulernews.cjk_ranges import HAN, is_han
from sphinx_eulernews.markdown.rule_helpers import EXCERPT_ENDS, BlockRule, is_ascii_word, tokenize_between

_ATTRIBUTE = r"""(?:[.#][\w:.-]++|[\w:-]++=(?:"[^"{}]*+"|'[^'{}]*+'|[^\s"'{}]++)|data-[\w-]++|-)"""
# After each attribute a separator, or a dash would be tried as the start of a name again and again.
_ATTRIBUTES = rf"\{{:?[ \n]*+((?:{_ATTRIBUTE}(?:[ \n]++|(?=[.#}}])))++):?\}}"
_BRACES = re.compile(_ATTRIBUTES)
_SPAN = re.compile(rf"\[([^\[\]]*+)\]{_ATTRIBUTES}")
_AT_END = re.compile(rf"(?<![ \t])[ \t]*+{_ATTRIBUTES}[ \t]*+\Z")
_CLOSING = re.compile(r"(?:(?<![ \t])[ \t]++|\A)#++[ \t]*+\Z")
_CLASS = re.compile(r"(?:^|(?<=\s))\.([\w-]+)")
_ID = re.compile(r"(?:^|(?<=\s))#([\w:.-]+)")
_WIDTH = re.compile(r"""(?<![\w-])w(?:idth)?=["']?(\d+(?:\.\d+)?(?:px|%|em|in|cm|mm|pt)?)["']?(?=\s|\Z)""")
_FILE = re.compile(r"""(?<![\w-])(?:file|title)=(?:"([^"]++)"|'([^'"]++)'|([^\s"'{}]++))""")
_ICON = re.compile(r"(?<![\w:]):[a-z][\w-]{0,99}:\Z", re.ASCII)  # of Material: :material-check:{ .lg }
# And not of a formula, such as x_{i=1}, or the text of a value in a program, {id=1, name=x}.
_HTML = (
    r"(?:(?:class|style|align|width|height|target|rel|loading)=(?![^\s\"'{},]*+,)|(?:id|title|lang)=[\"']"
    r"|data-[\w-]{1,99}+[= }])"
)
_IS_HTML = re.compile(rf"[.#][A-Za-z]|{_HTML}")
_DELIMITERS_BACK = 100  # are looked at for the one that opens
_BEFORE_BRACES = frozenset({"image", "link_close", "code_inline"})

_CONTENTS = re.compile(
    r"^[ \t]*(?:@?\[toc\](?:\([^()\n]*\))?|\[\[_?toc_?\]\]|\{:toc\}|\$\{toc\})[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
# kramdown puts the contents in the place of the list that this line ends.
_CONTENTS_LIST = re.compile(r"\n[ \t]*\{:toc\}[ \t]*\Z", re.IGNORECASE)
_ALONE = re.compile(rf"^[ \t]*+(?=\{{ ?(?:[.#:]|{_HTML})){_ATTRIBUTES}[ \t]*$", re.MULTILINE)
_TASK = re.compile(r"\[([ xX])\](?=\s)")


def attributes(state: StateInline, silent: bool) -> bool:
    """Remove ``{...}`` after an image, link, code, emphasis or bracket, and kramdown's ``{:...}``.

    An image gets the classes and the width.
    """
    if silent:
        return False
    match = _BRACES.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    last = state.tokens[-1] if state.tokens and not state.pending else None
    follows = (
        (last and last.type in _BEFORE_BRACES) or state.pending.endswith("]") or _ICON.search(state.pending[-103:])
    )
    if not (follows or match[0].startswith("{:") or (_IS_HTML.match(match[1]) and _is_after_emphasis(state))):
        return False
    if last and last.type == "image":
        last.attrs.update(_classes(match[1]))
        if width := _WIDTH.search(match[1]):
            last.attrSet("width", width[1])
    state.pos = match.end()
    return True


def _is_after_emphasis(state: StateInline) -> bool:
    """Return whether the text ends with a delimiter of emphasis that may close one."""
    if state.pending or not state.delimiters:
        return False
    last = state.delimiters[-1]
    if not last.close or last.token != len(state.tokens) - 1:
        return False
    before = islice(reversed(state.delimiters), 1, _DELIMITERS_BACK)
    return any(delimiter.open and delimiter.marker == last.marker for delimiter in before)


def span(state: StateInline, silent: bool) -> bool:
    """Parse pandoc's ``[text]{.underline}`` as a span with classes."""
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


def attribute_line(state: StateBlock, start_line: int, _end_line: int, silent: bool) -> bool:
    """Remove a line ``{: .class}`` before or after a block; the heading above it gets its id, and code its title.

    In a table, it would be one more row. Lines in a paragraph are left to ``tidy_blocks``.
    """
    start = state.bMarks[start_line] + state.tShift[start_line]
    if not state.src.startswith("{", start) or state.is_code_block(start_line):
        return False
    match = _ALONE.fullmatch(state.src[start : state.eMarks[start_line]])
    if match is None:
        return False
    if not silent:
        state.line = start_line + 1
        code = state.tokens[-1] if state.tokens else None
        named = _FILE.search(match[1]) if code and code.type == "fence" else None
        if code and named and code.map and code.map[1] == start_line:
            code.info = f'{code.info or "text"} title="{next(filter(None, named.groups()))}"'
        heading = state.tokens[-3] if len(state.tokens) > 2 else None
        if heading and heading.type == "heading_open" and heading.map and heading.map[1] == start_line:
            heading.attrs.update({"id": name[1]} if (name := _ID.search(match[1])) else {})
    return True


def tidy_blocks(state: StateCore) -> None:
    """Handle ids after headings, lines such as ``[TOC]`` and ``{.class}``, and task lists (core rule)."""
    ids: set[str] = set()
    emptied: list[slice] = []
    tokens = state.tokens
    for place, token in enumerate(tokens):
        if token.type != "inline" or not place:
            continue
        owner = tokens[place - 1]
        if owner.type == "heading_open":
            _take_attributes(owner, token, ids)
            if not token.content.strip() and "id" not in owner.attrs:
                emptied.append(slice(place - 1, place + 2))  # such as one of an icon alone, {{< icon "x" >}}
        elif owner.type == "paragraph_open":
            _tick_box(tokens[place - 2] if place > 1 else None, token)
            if _CONTENTS_LIST.search(token.content) and _is_list_of_one(tokens, place):
                emptied.append(slice(place - 3, place + 4))
            elif token.content and not _without_lines(token):
                emptied.append(slice(place - 1, place + 2))
    for block in reversed(emptied):
        del tokens[block]


def _is_list_of_one(tokens: list[Token], place: int) -> bool:
    """Return whether a paragraph is all there is in a list."""
    types = [token.type for token in tokens[max(place - 3, 0) : place + 4]]
    item = ["list_item_open", "paragraph_open", "inline", "paragraph_close", "list_item_close"]
    return types[1:-1] == item and types[0].endswith("_list_open") and types[-1].endswith("_list_close")


def _take_attributes(heading: Token, inline: Token, ids: set[str]) -> None:
    name = heading.attrs.pop("id", "")
    if inline.content.endswith("}") and (match := _AT_END.search(inline.content)):
        # CommonMark has removed closing hashes only from the end of the line: "## Heading ## {#name}".
        inline.content = _CLOSING.sub("", inline.content[: match.start()])
        name = found[1] if (found := _ID.search(match[1])) else name
    if name and name not in ids:
        ids.add(str(name))
        heading.attrSet("id", name)


def _tick_box(owner: Token | None, inline: Token) -> None:
    if owner is None or owner.type != "list_item_open":
        return
    if box := _TASK.match(inline.content):
        inline.content = ("☐" if box[1] == " " else "☑") + inline.content[box.end() :]


def _without_lines(inline: Token) -> str:
    """Blank the lines ``[TOC]`` and ``{.class}`` of a paragraph and return its text; line breaks stay."""
    if "toc" in inline.content.lower():
        inline.content = _CONTENTS.sub("", inline.content).rstrip("\n")
    if "{" in inline.content:
        inline.content = _ALONE.sub("", inline.content).rstrip("\n")
    return inline.content.strip("\n")


_TIGHT_HEADING = re.compile(rf"(#{{2,6}})(?=[^\W_]|[*_`\[(<“‘《【（「『])|#(?=[{HAN}【《“（])")


def tight_heading(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """Parse ``###heading`` as a heading; a single hash only before Chinese and on a line by itself.

    A lone ``#comment`` in a paragraph is more often from a shell script, and ``#tag`` is a tag.
    """
    start = state.bMarks[start_line] + state.tShift[start_line]
    if not state.src.startswith("#", start) or state.is_code_block(start_line):
        return False
    text = state.src[start : state.eMarks[start_line]].rstrip()
    match = _TIGHT_HEADING.match(text)
    if match is None or (not match[1] and not _stands_alone(state, start_line, end_line, text)):
        return False
    if silent:
        return True
    level = len(match[0])
    state.line = start_line + 1
    opening = state.push("heading_open", f"h{level}", 1)
    inline = state.push("inline", "", 0)
    inline.content = text[level:].removesuffix("#" * level).rstrip()
    inline.children = []
    closing = state.push("heading_close", f"h{level}", -1)
    opening.map, inline.map = [start_line, state.line], [start_line, state.line]
    opening.markup = closing.markup = "#" * level
    return True


def _stands_alone(state: StateBlock, start_line: int, end_line: int, text: str) -> bool:
    if "#" in text[1:]:  # a tag of Weibo, #so#, or several
        return False
    first = start_line == 0 or state.isEmpty(start_line - 1)
    return first and (start_line + 1 >= end_line or state.isEmpty(start_line + 1))


@dataclass(slots=True)
class _Level:
    """A level of inline nesting: whether it is bold, and the position of its unpaired ``**``."""

    strong: bool = False
    run: int | None = None


def repair_strong(state: StateInline) -> None:
    """Pair the ``**`` that the emphasis rule left over on a line.

    ``**a****b**`` is two words in bold. Pointers (``char **a, char **b``) and powers (``2 ** 3``) stay.
    """
    if "**" not in state.src:
        return
    tokens = state.tokens
    levels = [_Level()]
    place = 0
    while place < len(tokens):
        token = tokens[place]
        if token.nesting > 0:
            levels.append(_Level(token.type == "strong_open"))
        elif token.nesting < 0:
            levels.pop()
        elif token.type.endswith("break"):
            levels[-1].run = None
        length = _stars(tokens, place)
        if length == 2:
            levels[-1].run = _pair(tokens, levels[-1].run, place)
        elif length == 4 and levels[-1].strong:
            for star in tokens[place : place + 4]:
                star.content = ""
        place += length or 1


def _stars(tokens: list[Token], place: int) -> int:
    """Return the number of unused star tokens from a position on."""
    end = place
    while end < len(tokens) and tokens[end].type == "text" and tokens[end].content == "*":
        end += 1
    return end - place


def _pair(tokens: list[Token], first: int | None, second: int) -> int | None:
    """Pair two runs if they match; return the position of the run that is still unpaired."""
    if first is None or second == first + 2:
        return second
    before, after = is_ascii_word(_neighbour(tokens, first - 1, -1)), is_ascii_word(_neighbour(tokens, second + 2, 0))
    # No pointers or powers have Chinese at both ends of what is between them: **启用 **x, but not int **甲, int **x
    ends = _neighbour(tokens, first + 2, 0), _text(tokens, second - 1).rstrip()[-1:]
    after = after and not all(map(is_han, ends))
    if (before and after) or (before and not _is_closed(tokens, first + 2, 0)):
        return second
    if after and not _is_closed(tokens, second - 1, -1):
        return second
    if _is_operator(tokens, first) and _is_operator(tokens, second):
        return second
    # Nobody writes bold in bold: between **[1]**，and **[2]**, nothing is. Every other run opens.
    found = [tokens[first + 1], *_strong_between(tokens, first + 2, second), tokens[second]]
    for number, token in enumerate(found):
        token.type, token.nesting = ("strong_close", -1) if number % 2 else ("strong_open", 1)
        token.tag, token.markup = "strong", "**"
    for token in (tokens[first], tokens[first + 1], tokens[second], tokens[second + 1]):
        token.content = ""
    return None


def _strong_between(tokens: list[Token], start: int, end: int) -> list[Token]:
    """Return the tokens between two places that open and close strong text; none if there is nothing around it."""
    found: list[int] = []
    depth = 0
    for place in range(start, end):
        if tokens[place].tag == "strong" and not depth:
            found.append(place)
        else:
            depth += tokens[place].nesting
    around = (tokens[start : found[0]], tokens[found[-1] + 1 : end]) if found else ()
    is_around = all(any(token.content or token.type != "text" for token in part) for part in around)
    return [tokens[place] for place in found] if is_around else []


def _is_closed(tokens: list[Token], place: int, index: int) -> bool:
    """Return whether the strong text ends with punctuation, code or a link: ``**Note:**text`` is no operator."""
    if tokens[place].type != "text":
        return tokens[place].type not in ("softbreak", "hardbreak")
    char = _neighbour(tokens, place, index)
    return bool(char) and not (is_ascii_word(char) or char.isspace() or char == "*")


def _is_operator(tokens: list[Token], run: int) -> bool:
    left, right = _text(tokens, run - 1), _text(tokens, run + 2)
    spaced = left[-1:].isspace() and right[:1].isspace()
    return spaced and is_ascii_word(left.rstrip()[-1:]) and is_ascii_word(right.lstrip()[:1])


def _text(tokens: list[Token], place: int) -> str:
    return tokens[place].content if 0 <= place < len(tokens) and tokens[place].type == "text" else ""


def _neighbour(tokens: list[Token], place: int, index: int) -> str:
    text = _text(tokens, place)
    return text[index] if text else ""


def colon_definitions(definition_list: BlockRule) -> BlockRule:
    """Return a rule for definition lists whose definitions begin with a colon; Pandoc has them with a tilde as well."""

    def rule(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
        line = start_line if silent else start_line + 1  # silent: whether a definition begins here
        line += line < end_line and state.isEmpty(line)
        has_colon = line < end_line and state.src.startswith(":", state.bMarks[line] + state.tShift[line])
        return has_colon and definition_list(state, start_line, end_line, silent)

    return rule


_EXCERPT_END = "|".join(sorted(EXCERPT_ENDS))
_COMMENT = re.compile(rf"<!--[ \t]*+({_EXCERPT_END})\b[^<>]{{0,100}}-->", re.IGNORECASE)
_CODE_SPAN = re.compile(r"(?<!`)(`{1,9})(?!`)(?:(?!(?<!`)\1(?!`)).){1,500}+\1(?!`)", re.DOTALL)
_MDX = re.compile(rf"\{{/\*[ \t]*+({_EXCERPT_END})[ \t]*+\*/\}}", re.IGNORECASE)


def mark_excerpt(state: StateCore) -> None:
    """Replace the first excerpt marker by a comment token, which MyST renders as a comment node (core rule).

    Within a paragraph it is left to ``mark_excerpt_in_line``.
    """
    for place, token in enumerate(state.tokens):
        if token.type == "html_block" and (match := _COMMENT.match(token.content.strip())):
            # CommonMark takes the rest of its line for HTML as well.
            token.content = token.content.strip()[match.end() :]
            rest = [token] if token.content.strip() else []
            state.tokens[place : place + 1] = [_comment(match[1], token), *rest]
            return
        if token.type == "inline" and place and state.tokens[place - 1].type == "paragraph_open":
            if match := _MDX.fullmatch(token.content.strip()):
                state.tokens[place - 1 : place + 2] = [_comment(match[1], token)]
                return
            if "{/*" in token.content and (match := _MDX.search(_CODE_SPAN.sub(_blank, token.content))):
                token.content = f"{token.content[: match.start()]}<!--{match[1]}-->{token.content[match.end() :]}"


def mark_excerpt_in_line(state: StateCore) -> None:
    """Replace an excerpt marker within a paragraph by a comment token, if it is the first (after ``inline``)."""
    opening = ""
    for token in state.tokens:
        if token.type == "myst_line_comment" and token.content in EXCERPT_ENDS:
            return
        for place, child in enumerate(token.children or [] if opening == "paragraph_open" else []):
            if child.type == "html_inline" and (match := _COMMENT.match(child.content)):
                (token.children or [])[place] = _comment(match[1], child)
                return
        opening = token.type


def _blank(match: re.Match[str]) -> str:
    """Return spaces in the place of a match, so that what follows keeps its position."""
    return " " * len(match[0])


def _comment(name: str, token: Token) -> Token:
    comment = Token("myst_line_comment", "hr", 0, content=name.lower(), block=True)
    comment.map = list(token.map) if token.map else None
    return comment
