"""Raw HTML in Markdown: Markdown between the tags of a block, and repair of the HTML of a document."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass

from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from sphinx_eulernews.html.allowlist import clean_fragments, removed_markup
from sphinx_eulernews.html.repair import Fragment, HtmlProblem, repair_fragments
from sphinx_eulernews.markdown.rule_helpers import LINE, OFFSET

PLAIN = "eulernews_plain"
"""Key in a token's ``meta``: the plain text of a fragment, for builders that do not write HTML."""

_CONTAINERS = frozenset(
    f"{name}_open" for name in ("list_item", "blockquote", "td", "th", "dd", "container", "footnote_reference")
)


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
        ends: dict[int, Token | None] = {}
        fragments = list(_html_tokens(state.tokens, ends, state.env.get(OFFSET, 0) + 1))
        if not fragments:
            return
        sources = [Fragment(fragment.token.content, fragment.line, fragment.group) for fragment in fragments]
        repaired = repair_fragments(sources, own_hosts=self._own_hosts)
        for problem in repaired.problems:
            self._warn(problem)
        for fragment, repaired_fragment in zip(fragments, repaired.fragments, strict=True):
            fragment.token.content = repaired_fragment.html
            fragment.token.meta[PLAIN] = repaired_fragment.text
            if repaired_fragment.is_text and fragment.token.type == "html_inline":
                fragment.token.type, fragment.token.content = "text", repaired_fragment.text
        closings = repaired.closings
        if self._warn_removed is not None:
            for line, names in removed_markup(sources):
                self._warn_removed(line, names)
            closings = _clean(fragments, closings)
        closed = _close(state.tokens, ends, closings)
        state.tokens = [token for token in closed if token.type != "html_block" or token.content]
        for token in state.tokens:
            if token.type == "inline" and token.children:
                token.children = [child for child in token.children if child.type != "html_inline" or child.content]


def _clean(fragments: list[_HtmlToken], closings: Mapping[int, str]) -> Mapping[int, str]:
    """Clean the HTML of an untrusted post, and return the end tags of its groups."""
    raw = [fragment for fragment in fragments if fragment.token.type != "text"]
    cleaned, closings = clean_fragments([(fragment.group, fragment.token.content) for fragment in raw], closings)
    for fragment, html in zip(raw, cleaned, strict=True):
        fragment.token.content = html
    return closings


def _html_tokens(tokens: list[Token], ends: dict[int, Token | None], before: int) -> Iterator[_HtmlToken]:
    """Yield the fragments of HTML, each with its group: the element of the page that contains it.

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
            for child in token.children or []:
                if child.type == "html_inline":
                    yield _HtmlToken(child, child.meta.get(LINE, (token.map or [0])[0] + before), count)


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


_OPENING = re.compile(r"<(?:center|div|figure|p|(font))(?:\s[^<>]*+)?>", re.IGNORECASE)
_FONT = re.compile(r"<(font)((?:\s[^<>]*+)?)>(.*)</\1>\s*\Z", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<(/?)(center|div|figure|figcaption|p)((?:\s[^<>]*+)?)>", re.IGNORECASE)
# What says nothing of Markdown: tags, whose attributes may have its marks, and code, such as <code>__init__</code>.
_MARKUP = re.compile(r"<(code|kbd|samp|tt)(?:\s[^<>]*+)?>[^<]*+</\1>|</?[a-z][\w-]*+(?:[\s/][^<>]*+)?>", re.IGNORECASE)
_MARKDOWN = re.compile(
    r"""!?\[[^\[\]\n]{0,300}\]\([^()\n]{1,500}\)        # a link or an image
    |!\[[^\[\]\n]{0,300}\][(\[]                          # an image whose path has parentheses, or is below
    |\*\*[^\s*]|`[^`\n]{1,300}`|~~[^\s~]|<https?://
    |(?<![\w*])\*[^\s*][^*\n]{0,300}\*(?![\w*])
    |(?<!\w)__?[^\s_][^_\n]{0,300}_(?![^\W_])
    """,
    re.VERBOSE,
)
_BLOCK_TAG = re.compile(
    r"</?(?:table|tr|td|th|ul|ol|li|dl|pre|h[1-6]|blockquote|details|summary|svg|textarea|script|style)\b",
    re.IGNORECASE,
)
# Of kramdown and Python-Markdown: what follows the tag is Markdown.
_MARKED = re.compile(
    r"<(?=[^<>]*+>\Z)(?:div|section|article|aside|figure|center|details|blockquote|header|footer|main|nav)"
    r"(?:\s[^<>]*?)?\smarkdown(?:=([\"']?)(?:1|block|span)\1)?(?:\s[^<>]*+)?>",
    re.IGNORECASE,
)
_PARAGRAPH = re.compile(r"<(/?)p(?=[\s>])", re.IGNORECASE)
_CODE_FENCE = re.compile(r"^[ \t]*(?:`{3}|~{3})", re.MULTILINE)
_BLOCK_MARKDOWN = re.compile(r"^[ \t]*(?:[-*+][ \t]|\d{1,9}[.)][ \t]|#{1,6}[ \t]|[>|])", re.MULTILINE)
_CODE_INDENT = 4
_BLOCK = "eulernews_html_block"  # in the env of a parse: (source, indent, line after the block, whether it is parsed)


def markdown_in_html(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """Parse Markdown in an HTML block of ``<center>``, ``<div>``, ``<figure>``, ``<p>`` or ``<font>`` as paragraphs.

    The block ends with the element, and not with the next blank line: what follows it is Markdown as well. After a tag
    that an attribute marks, alone on its line, Markdown of any kind follows.
    """
    start = state.bMarks[start_line] + state.tShift[start_line]
    if silent or not state.src.startswith("<", start) or state.is_code_block(start_line):
        return False
    opening = _OPENING.match(state.src, start)
    last = _end_of_markdown_block(state, start_line, end_line) if opening else 0
    if opening is None or not last:
        return _is_marked(state, start_line)
    if not opening[1]:
        last = _end_of_element(state, start_line, last)
        text = state.getLines(start_line, last, state.blkIndent, False)
        marks = _PARAGRAPH.findall(text)
        if marks.count("") != marks.count("/"):
            return False  # a <p> may be left open
        parts = list(_parts(text))
    elif font := _FONT.match(state.getLines(start_line, last, state.blkIndent, False).strip()):
        parts = [(f"<font{font[2]}>", 0, True), (font[3], 0, False), ("</font>", 0, True)]
    else:
        return False
    for content, line, is_tags in parts:
        _push_part(state, content, start_line + line, is_tags=is_tags)
    state.line = last
    return True


def _is_marked(state: StateBlock, line: int) -> bool:
    """Push the tag on a line as a block of its own if the attribute ``markdown`` marks it."""
    tag = state.getLines(line, line + 1, state.blkIndent, False).strip()
    if _MARKED.fullmatch(tag) is None:
        return False
    _push_part(state, tag, line, is_tags=True)
    state.line = line + 1
    return True


def _end_of_markdown_block(state: StateBlock, start_line: int, end_line: int) -> int:
    """Return the line after an HTML block that has Markdown in it; 0 if it has none, or elements that keep it raw.

    The rest of a block is looked at when its first element is parsed, and not again for each other.
    """
    source, indent, last, is_parsed = state.env.get(_BLOCK, ("", 0, 0, False))
    if source is not state.src or indent != state.blkIndent or not start_line < last <= end_line:
        last = start_line + 1
        while last < end_line and not state.isEmpty(last) and state.sCount[last] >= state.blkIndent:
            last += 1
        text = state.getLines(start_line, last, state.blkIndent, False)
        is_parsed = _has_markdown(text) and not _is_kept_raw(text)
        state.env[_BLOCK] = (state.src, state.blkIndent, last, is_parsed)
    return last if is_parsed else 0


def _has_markdown(text: str) -> bool:
    return _MARKDOWN.search(_MARKUP.sub("<>", text)) is not None


def _is_kept_raw(text: str) -> bool:
    """Return whether an HTML block has what no paragraph can hold, commented tags, or blocks below a marked tag."""
    if _BLOCK_TAG.search(text) or _CODE_FENCE.search(text):
        return True
    if any(_TAG.search(comment.partition("-->")[0]) for comment in text.split("<!--")[1:]):
        return True
    return _MARKED.fullmatch(text.partition("\n")[0].strip()) is not None and _BLOCK_MARKDOWN.search(text) is not None


def _end_of_element(state: StateBlock, start_line: int, last: int) -> int:
    """Return the line after that on which the element ends which a line begins with; ``last`` if it is left open."""
    depth = 0
    tags = _TAG.finditer(state.src, state.bMarks[start_line], state.eMarks[last - 1])
    tag = next(tags, None)
    for line in range(start_line, last):
        while tag and tag.end() <= state.eMarks[line]:
            depth = max(0, depth - 1 if tag[1] else depth + 1)
            tag = next(tags, None)
        is_in_tag = tag is not None and tag.start() < state.eMarks[line]
        is_code_next = line + 1 < last and state.sCount[line + 1] - state.blkIndent >= _CODE_INDENT
        if not depth and not is_in_tag and not is_code_next:
            return line + 1
    return last


def _parts(text: str) -> Iterator[tuple[str, int, bool]]:
    """Split HTML at its tags; yield each part with its line from 0, and whether it is tags, not text."""
    if not _has_markdown(text):
        yield text, 0, True
        return
    end, tags = 0, ""
    for match in _TAG.finditer(text):
        if text[end : match.start()].strip():
            if tags:
                yield tags, text.count("\n", 0, end) - tags.count("\n"), True
            yield text[end : match.start()], text.count("\n", 0, end), False
            tags = ""
        # A paragraph would end a <p>.
        name = "div" if match[2].lower() == "p" else match[2]
        tags += f"<{match[1]}{name}{match[3]}>"
        end = match.end()
    yield tags, text.count("\n", 0, end) - tags.count("\n"), True
    if text[end:].strip():
        yield text[end:], text.count("\n", 0, end), False


def _push_part(state: StateBlock, content: str, line: int, *, is_tags: bool) -> None:
    stripped = content.strip()
    if is_tags:
        block = state.push("html_block", "", 0)
        block.content, block.map = f"{stripped}\n", [line, line + stripped.count("\n") + 1]
        return
    line += content[: len(content) - len(content.lstrip())].count("\n")
    lines = [line, line + stripped.count("\n") + 1]
    state.push("paragraph_open", "p", 1).map = lines
    inline = state.push("inline", "", 0)
    inline.content, inline.map, inline.children = stripped, lines, []
    state.push("paragraph_close", "p", -1)
