"""Markdown between the tags of an HTML block: ``<center>![](a.png)</center>``, ``<div markdown="1">``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from markdown_it.rules_block import StateBlock

from sphinx_eulernews.markdown.rule_helpers import push_paragraph

_OPENING = re.compile(r"<(?:aside|center|div|figcaption|figure|p|(font))(?:\s[^<>]*+)?>", re.IGNORECASE)
_FONT = re.compile(r"<(font)((?:\s[^<>]*+)?)>(.*)</\1>\s*\Z", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<(/?)(aside|center|div|figure|figcaption|p)((?:\s[^<>]*+)?)>", re.IGNORECASE)
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
    r"""
    <(?=[^<>]*+>\Z)
    (?: div | section | article | aside | figcaption | figure | center | details | blockquote | header | footer
      | main | nav )
    (?:\s[^<>]*?)? \s markdown (?: =(["']?) (?: 1 | block | span ) \1 )? (?:\s[^<>]*+)? >
    """,
    re.IGNORECASE | re.VERBOSE,
)
# The attribute on a tag with its text: <figcaption markdown>The [quay]</figcaption>.
_MARKED_TEXT = re.compile(
    r"""
    <(?=[^<>]*+>[ \t]*+[^\s<])
    [a-z]++\s (?:[^<>]*?\s)? markdown (?: =(["']?) (?: 1 | block | span ) \1 )? [\s>]
    """,
    re.IGNORECASE | re.VERBOSE,
)
# Lines of elements without content, or with that of a heading.
_WHOLE = re.compile(
    r"""
    (?: <(?:br|hr|img)(?:[\s/][^<>]*+)?>[ \t]*+ )++
    | <(h[1-6])(?:\s[^<>]*+)?> (?: [^<] | <(?!/?h[1-6]) )*+ </\1>[ \t]*+
    """,
    re.IGNORECASE | re.VERBOSE,
)
_PARAGRAPH = re.compile(r"<(/?)p(?=[\s>])", re.IGNORECASE)
CODE_FENCE = re.compile(r"^[ \t]*(?:`{3}|~{3})", re.MULTILINE)
BLOCK_MARKDOWN = re.compile(r"^[ \t]*(?:[-*+][ \t]|\d{1,9}[.)][ \t]|#{1,6}[ \t]|[>|])", re.MULTILINE)
_BEGINS = re.compile(r" {0,3}(?:[-*+][ \t]|\d{1,9}[.)][ \t]|#{1,6}[ \t]|>|`{3}|~{3})")
_CODE_INDENT = 4
_LINES_AHEAD = 20  # that are looked at for Markdown
_BLOCK = "eulernews_html_block"  # in the env of a parse: the _Block that was found last


class _Block(NamedTuple):
    """An HTML block of a source: its indentation, the line after it, and whether there is Markdown in it to parse."""

    source: str
    indent: int
    end: int
    is_parsed: bool


def markdown_in_html(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """Parse Markdown in an HTML block of ``<center>``, ``<div>``, ``<figure>``, ``<p>``, ``<font>`` and the like.

    The block ends with the element, and not with the next blank line: what follows it is Markdown as well. After a tag
    that an attribute marks, alone on its line, Markdown of any kind follows, and so it does after ``<img>``.
    """
    start = state.bMarks[start_line] + state.tShift[start_line]
    if silent or not state.src.startswith("<", start) or state.is_code_block(start_line):
        return False
    opening = _OPENING.match(state.src, start)
    last = _end_of_markdown_block(state, start_line, end_line) if opening else 0
    if opening is None or not last:
        return (
            _push_marked_tag(state, start_line)
            or _push_whole_elements(state, start_line, end_line)
            or (opening is not None and not opening[1] and _push_element(state, start_line))
        )
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


def _push_marked_tag(state: StateBlock, line: int) -> bool:
    """Push the tag on a line as a block of its own if the attribute ``markdown`` marks it."""
    tag = state.getLines(line, line + 1, state.blkIndent, False).strip()
    if _MARKED.fullmatch(tag) is None:
        return False
    _push_part(state, tag, line, is_tags=True)
    state.line = line + 1
    return True


def _push_whole_elements(state: StateBlock, start_line: int, end_line: int) -> bool:
    """Push lines of void elements or headings as a block of their own if Markdown follows, such as a caption.

    To kramdown and Python-Markdown, void elements are part of the text. Yuque writes headings as HTML.
    """
    end = start_line
    while end < end_line and not state.isEmpty(end) and state.sCount[end] >= state.blkIndent:
        if not _WHOLE.fullmatch(state.src, state.bMarks[end] + state.tShift[end], state.eMarks[end]):
            break
        end += 1
    if (last := end) == start_line:
        return False
    while end < min(end_line, last + _LINES_AHEAD) and not state.isEmpty(end) and state.sCount[end] >= state.blkIndent:
        end += 1
    follows = state.getLines(last, end, state.blkIndent, False)
    if not (_has_markdown(follows) or BLOCK_MARKDOWN.search(follows) or CODE_FENCE.search(follows)):
        return False
    _push_part(state, state.getLines(start_line, last, state.blkIndent, False), start_line, is_tags=True)
    state.line = last
    return True


def _push_element(state: StateBlock, start_line: int) -> bool:
    """Push an element without Markdown as a block of its own if a heading, list, quote or code begins after it."""
    last = state.env[_BLOCK].end
    end = _end_of_element(state, start_line, last)
    if end == last or not _BEGINS.match(state.getLines(end, end + 1, state.blkIndent, False)):
        return False
    _push_part(state, state.getLines(start_line, end, state.blkIndent, False), start_line, is_tags=True)
    state.line = end
    return True


def _end_of_markdown_block(state: StateBlock, start_line: int, end_line: int) -> int:
    """Return the line after an HTML block that has Markdown in it; 0 if it has none, or elements that keep it raw.

    The rest of a block is looked at when its first element is parsed, and not again for each other.
    """
    block: _Block | None = state.env.get(_BLOCK)
    is_known = block is not None and block.source is state.src and block.indent == state.blkIndent
    if block is None or not (is_known and start_line < block.end <= end_line):
        end = start_line + 1
        while end < end_line and not state.isEmpty(end) and state.sCount[end] >= state.blkIndent:
            end += 1
        text = state.getLines(start_line, end, state.blkIndent, False)
        block = _Block(state.src, state.blkIndent, end, _has_markdown(text) and not _is_kept_raw(text))
        state.env[_BLOCK] = block
    return block.end if block.is_parsed else 0


def _has_markdown(text: str) -> bool:
    return _MARKDOWN.search(_MARKUP.sub("<>", text)) is not None or _MARKED_TEXT.search(text) is not None


def _is_kept_raw(text: str) -> bool:
    """Return whether an HTML block has what no paragraph can hold, commented tags, or blocks below a marked tag."""
    if _BLOCK_TAG.search(text) or CODE_FENCE.search(text):
        return True
    if any(_TAG.search(comment.partition("-->")[0]) for comment in text.split("<!--")[1:]):
        return True
    return _MARKED.fullmatch(text.partition("\n")[0].strip()) is not None and BLOCK_MARKDOWN.search(text) is not None


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
    push_paragraph(state, stripped, (line, line + stripped.count("\n") + 1))
