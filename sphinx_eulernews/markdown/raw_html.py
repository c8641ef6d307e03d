"""Repair of the raw HTML in the tokens of a document."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass

from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from sphinx_eulernews.html.allowlist import clean_fragments, removed_markup
from sphinx_eulernews.html.elements import VOID
from sphinx_eulernews.html.repair import Fragment, HtmlProblem, repair_fragments
from sphinx_eulernews.html.tokenizer import TokenKind, tokenize
from sphinx_eulernews.markdown.rule_helpers import LINE, OFFSET, BlockRule

_INLINE_TAG = re.compile(r"<(/?)([A-Za-z][\w-]*+)")
_CONTAINERS = frozenset(
    f"{name}_open" for name in ("list_item", "blockquote", "td", "th", "dd", "container", "footnote_reference")
)

_UNCLOSED = "eulernews_unclosed"  # in the env of a parse: (source, lines in which no comment is closed)


def unclosed_comment(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """Parse what follows a ``<!--`` that nothing closes, which CommonMark takes to the end of the post.

    The mark itself is an HTML block, for the warning.
    """
    start = state.bMarks[start_line] + state.tShift[start_line]
    if silent or not state.src.startswith("<!--", start) or state.is_code_block(start_line):
        return False
    if not _is_unclosed(state, start_line, end_line):
        return False
    block = state.push("html_block", "", 0)
    block.content, block.map = "<!--", [start_line, start_line + 1]
    rest = state.src[start + 4 : state.eMarks[start_line]]
    if not rest.strip():
        state.line = start_line + 1
        return True
    # The rules for a line that begins with text come next.
    state.bMarks[start_line], state.tShift[start_line] = start + 4, len(rest) - len(rest.lstrip())
    return False


_PRE = re.compile(r"<(/?)pre(?=[\s>])", re.IGNORECASE)
_NO_PRE = "eulernews_no_pre"  # in the env of a parse: (source, lines that have no tag of a <pre>)


def whole_code(html_block: BlockRule) -> BlockRule:
    """Wrap the rule of HTML blocks: one that opens a ``<pre>`` goes on to its end, also beyond blank lines.

    To CommonMark, it does so only where the ``<pre>`` begins a line, and not in ``<div class="highlight"><pre>``.
    """

    def rule(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
        if not html_block(state, start_line, end_line, silent):
            return False
        if silent:
            return True
        token, after = state.tokens[-1], state.line
        text = token.content
        while _opens_pre(text) and (closing := _line_of_closing(state, end_line)) >= 0:
            state.line = closing + 1
            while state.line < end_line and not state.isEmpty(state.line) and not _is_outside(state, state.line):
                state.line += 1
            text = state.getLines(closing, state.line, state.blkIndent, True)
        if state.line > after:
            token.content = state.getLines(start_line, state.line, state.blkIndent, True)
            token.map = [start_line, state.line]
        return True

    return rule


def _opens_pre(html: str) -> bool:
    tags = _PRE.findall(html)
    return bool(tags) and not tags[-1]


def _line_of_closing(state: StateBlock, end_line: int) -> int:
    """Return the line with the ``</pre>`` that closes the one above; -1 if there is none before another begins."""
    source, known = state.env.get(_NO_PRE, ("", range(0)))
    if source is state.src and known.start <= state.line and end_line <= known.stop:
        return -1
    for line in range(state.line, end_line):
        if _is_outside(state, line):
            return -1
        if tag := _PRE.search(state.src, state.bMarks[line], state.eMarks[line]):
            return line if tag[1] else -1
    state.env[_NO_PRE] = (state.src, range(state.line, end_line))
    return -1


def _is_outside(state: StateBlock, line: int) -> bool:
    return state.sCount[line] < state.blkIndent and not state.isEmpty(line)


# Bounded by the next tag of that kind, so that many of them are searched in linear time.
_CODE_ELEMENT = re.compile(
    r"<(script|style)(?:\s[^<>]*+)?>(?P<code>(?:[^<]|<(?!/?(?:script|style)\b))*+)</\1\s*+>", re.IGNORECASE
)
_OF_CODE = re.compile(r"[({=;]")


def code_element(state: StateInline, silent: bool) -> bool:
    """Parse ``<script>...</script>`` and ``<style>`` within a line as one piece of HTML.

    CommonMark takes the tags alone for HTML, and the code between them would be shown as text. Words between them are.
    """
    match = _CODE_ELEMENT.match(state.src, state.pos, state.posMax)
    if match is None or _OF_CODE.search(match["code"]) is None:
        return False
    if not silent:
        state.push("html_inline", "", 0).content = match[0]
    state.pos = match.end()
    return True


_IMG = re.compile(r"<img\s(?:[^<>\"'\n]|\"[^\"\n]{0,2000}+\"|'[^'\n]{0,2000}+'){1,2000}+>", re.IGNORECASE)


def img_tag(state: StateInline, silent: bool) -> bool:
    """Parse ``<img src="a.png"style="zoom:50%";>`` as browsers and Typora do; for the missing space, it is text."""
    match = _IMG.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    if not silent:
        state.push("html_inline", "", 0).content = match[0]
    state.pos = match.end()
    return True


def _is_unclosed(state: StateBlock, start_line: int, end_line: int) -> bool:
    source, known = state.env.get(_UNCLOSED, ("", range(0)))
    if source is state.src and start_line in known:
        return True
    for line in range(start_line, end_line):
        if state.sCount[line] < state.blkIndent and not state.isEmpty(line):
            break
        if state.src.find("-->", state.bMarks[line], state.eMarks[line]) >= 0:
            return False
    else:
        line = end_line
    state.env[_UNCLOSED] = (state.src, range(start_line, line))
    return True


@dataclass(slots=True)
class _HtmlToken:
    token: Token
    line: int
    group: int


class RepairHtml:
    """Core rule that repairs the HTML of a document as a whole; ``warn_at`` gets each problem.

    ``own_hosts`` are those that the site is served from: no document from there is framed.
    """

    def __init__(
        self,
        warn_at: Callable[[HtmlProblem], None],
        warn_removed: Callable[[int, str], None] | None = None,
        own_hosts: Collection[str] = (),
    ) -> None:
        self._warn = warn_at
        self._own_hosts = own_hosts
        self._warn_removed = warn_removed  # of an untrusted post

    def __call__(self, state: StateCore) -> None:
        """Repair all tokens of a document."""
        state.tokens = _with_ended_paragraphs(state.tokens)
        ends: dict[int, Token | None] = {}
        found = list(_html_tokens(state.tokens, ends, state.env.get(OFFSET, 0) + 1))
        if not found:
            return
        sources = [Fragment(each.token.content, each.line, each.group) for each in found]
        repaired = repair_fragments(sources, own_hosts=self._own_hosts)
        for problem in repaired.problems:
            self._warn(problem)
        for each, fragment in zip(found, repaired.fragments, strict=True):
            each.token.content = fragment.html
            if fragment.text and each.token.type == "html_inline":
                each.token.type, each.token.content = "text", fragment.text
        closings = repaired.closings
        if self._warn_removed is not None:
            for line, names in removed_markup(sources):
                self._warn_removed(line, names)
            closings = _clean(found, closings)
        closed = _close(state.tokens, ends, closings)
        state.tokens = [token for token in closed if token.type != "html_block" or token.content]
        for token in state.tokens:
            if token.type == "inline" and token.children:
                token.children = [child for child in token.children if child.type != "html_inline" or child.content]


def _with_ended_paragraphs(tokens: list[Token]) -> list[Token]:
    """End a paragraph where an end tag in it closes an element of an HTML block above it: ``text</details>``.

    To a browser it does, but what is opened in a paragraph is closed in it: else all that follows stays in the element.
    """
    has_blocks = any(token.type == "html_block" for token in tokens)  # else no element is open; most posts have none
    if not has_blocks or not any(token.type == "inline" and _outer_ends(token.children or []) for token in tokens):
        return tokens
    opened: Counter[str] = Counter()
    written: list[Token] = []
    for token in tokens:
        written.append(token)
        if token.type == "html_block":
            _count_tags(token.content, opened)
        elif token.type == "heading_open" and token.level == 0:
            opened.clear()  # it ends the section, and what was opened in that
        elif token.type == "paragraph_close" and (places := _outer_ends(written[-2].children or [], opened)):
            written[-3:] = _split_paragraph(written[-3], written[-2], places)
    return written


def _split_paragraph(opening: Token, inline: Token, places: list[int]) -> Iterator[Token]:
    """Yield a paragraph as several, with blocks of HTML for the end tags at these places between them."""
    children = inline.children or []
    for start, end in zip([0, *(place + 1 for place in places)], [*places, len(children)], strict=True):
        part = children[start:end]
        if any(child.type not in ("softbreak", "hardbreak") and (child.content or child.nesting) for child in part):
            yield from (opening.copy(), inline.copy(children=part), opening.copy(type="paragraph_close", nesting=-1))
        if end < len(children):
            html = f"{children[end].content}\n"
            yield Token("html_block", "", 0, content=html, map=inline.map, level=opening.level, block=True)


def _count_tags(html: str, opened: Counter[str]) -> None:
    """Count the elements that a block of HTML leaves open, by name."""
    for tag in tokenize(html):
        if tag.kind is TokenKind.START and tag.element not in VOID and not tag.self_closing:
            opened[tag.element] += 1
        elif tag.kind is TokenKind.END and opened[tag.element]:
            opened[tag.element] -= 1


def _outer_ends(children: list[Token], opened: Counter[str] | None = None) -> list[int]:
    """Return where in a paragraph are end tags of elements that were opened above it: those that ``opened`` has."""
    inner: Counter[str] = Counter()
    found: list[int] = []
    for place, child in enumerate(children):
        match = _INLINE_TAG.match(child.content) if child.type == "html_inline" else None
        name = match[2].lower() if match else ""
        if match and not match[1]:
            inner[name] += 1
        elif match and inner[name]:
            inner[name] -= 1
        elif match and name != "p" and not child.level and (opened is None or opened[name]):
            found.append(place)
            if opened is not None:
                opened[name] -= 1
    return found


def _clean(found: list[_HtmlToken], closings: Mapping[int, str]) -> Mapping[int, str]:
    """Clean the HTML of an untrusted post, and return the end tags of its groups."""
    raw = [each for each in found if each.token.type != "text"]
    cleaned, closings = clean_fragments([(each.group, each.token.content) for each in raw], closings)
    for each, html in zip(raw, cleaned, strict=True):
        each.token.content = html
    return closings


def _html_tokens(tokens: list[Token], ends: dict[int, Token | None], before: int) -> Iterator[_HtmlToken]:
    """Yield the tokens of HTML, each with its group: the element of the page that contains it.

    ``ends`` is filled with the token before which each group ends (None: the end of the document).
    """
    stack, count = [0], 0
    ends[0] = None
    for token in tokens:
        if token.type == "heading_open" and token.level == 0:
            # A heading ends the section before it.
            ends[stack[-1]] = token
            count += 1
            stack[-1] = count
            ends[count] = None
        elif token.type in _CONTAINERS:
            count += 1
            stack.append(count)
        elif token.type.endswith("_close") and token.type.replace("_close", "_open") in _CONTAINERS:
            ends[stack.pop()] = token
        elif token.type == "html_block":
            yield _HtmlToken(token, (token.map[0] if token.map else 0) + before, stack[-1])
        elif token.type == "inline":
            count += 1
            ends[count] = token
            first = (token.map[0] if token.map else 0) + before
            inline = (child for child in token.children or [] if child.type == "html_inline")
            yield from (_HtmlToken(child, child.meta.get(LINE, first), count) for child in inline)


def _close(tokens: list[Token], ends: dict[int, Token | None], closings: Mapping[int, str]) -> list[Token]:
    """Return the tokens with end tags at the end of each group in which an element was left open."""
    before: dict[int, list[Token]] = defaultdict(list)  # id of a token: blocks to insert before it
    last: list[Token] = []
    for group, html in closings.items():
        end = ends.get(group)
        if end is not None and end.type == "inline":
            (end.children or []).append(Token("html_inline", "", 0, content=html))
            continue
        block = Token("html_block", "", 0, content=html, block=True)
        block.map = end.map if end is not None and end.map else None
        (last if end is None else before[id(end)]).append(block)
    closed: list[Token] = []
    for token in tokens:
        closed += [*before.get(id(token), ()), token]
    return closed + last
