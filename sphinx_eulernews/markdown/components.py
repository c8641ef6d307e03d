"""Components of MDX and Vue: ``<Card title="x">`` ... ``</Card>`` with Markdown between tags on lines of their own.

CommonMark reads such a tag and what follows as HTML, up to the next blank line. A tag that extends over several lines
is no block to it, and one with ``@click`` no tag. To MDX, the text between the tags is Markdown, however far it is
indented.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline

from sphinx_eulernews.character_references import unescape
from sphinx_eulernews.html.elements import HTML
from sphinx_eulernews.html.sanitizer import names_image
from sphinx_eulernews.html.tokenizer import tokenize
from sphinx_eulernews.markdown.cjk import paragraph
from sphinx_eulernews.markdown.containers import push_box
from sphinx_eulernews.markdown.links import push_named_link
from sphinx_eulernews.markdown.markdown_in_html import BLOCK_MARKDOWN, CODE_FENCE
from sphinx_eulernews.markdown.rule_helpers import CODE_FENCE_LINE, fence_after, push_paragraph

_NAME = r"(?:[a-z][a-z0-9]{0,60}+(?=-)[\w.-]{1,60}+|[A-Z][\w.-]{0,60}+)"
_VALUE = r"(?:\"[^\"]{0,2000}+\"|'[^']{0,2000}+'|[^\s\"'<>=`{}]++)"
_ATTRIBUTE = rf"\s{{1,200}}+(?:[^\s\"'<>/={{}}]{{1,200}}+(?:\s*+=\s*+{_VALUE})?|\{{[^{{}}]{{0,200}}+\}})"
_OPENING = re.compile(rf"<({_NAME})(?:{_ATTRIBUTE}){{0,50}}+\s*+>[ \t]*+(?=\n|\Z)")
_OPENING_OF_LINE = re.compile(rf"<({_NAME})(?:{_ATTRIBUTE}){{1,50}}+\s*+>")
_CLOSING = re.compile(rf"</({_NAME})\s*+>[ \t]*+(?=\n|\Z)")
_CANDIDATE = re.compile(r"^[ \t]*+<(?:[A-Z]|[a-z][a-z0-9]{0,60}+-)", re.MULTILINE)
_BLANK = re.compile(r"\n[ \t]*+\n")
_HEADING = re.compile(r"\A[ \t]*+(?:#{1,6}[ \t]|(?:=+|-+)[ \t]*+\Z)")
_MARKS = re.compile(r"[\\`*_\[\]<]")
_TABS = frozenset({"TabItem", "Tab", "tab-item"})  # these may have a value in the place of a label
_NAMED_LIKE_HTML = frozenset({"Aside", "Details", "Section"})  # components if they have a title, as in Starlight
_VERBATIM = frozenset({"pre", "script", "style", "textarea"})
_MAX_DEPTH = 8

_TAGS = "eulernews_components"  # in the env of a parse: {line of a tag that opens a component: _Tag}
_DEPTH = "eulernews_component_depth"  # likewise: how many components are being parsed
_ENDS = "eulernews_component_ends"  # likewise: {indentation: a line after the block that has it}
_END_TAGS = "eulernews_end_tags"  # likewise: {source of inline text: {component: where its last end tag is}}


@dataclass(slots=True)
class _Tag:
    """A start tag on lines of its own: the line after it, and that of its end tag; -1 if there is none."""

    after: int
    closing: int = -1


def pair_components(state: StateCore) -> None:
    """Find start tags of components on lines of their own, and their end tags (core rule, linear)."""
    state.env[_TAGS] = _tags(state.src) if _CANDIDATE.search(state.src) else {}


def _tags(text: str) -> dict[int, _Tag]:
    lines = text.split("\n")
    tags: dict[int, _Tag] = {}
    opened: list[tuple[str, int]] = []
    count: Counter[str] = Counter()
    fence, start, after = "", 0, 0
    for number, line in enumerate(lines):
        stripped = line.lstrip(" \t")
        place, start = start + len(line) - len(stripped), start + len(line) + 1
        if number < after:
            continue
        if match := CODE_FENCE_LINE.match(line):
            fence = fence_after(fence, *match.groups())
        elif fence or not stripped.startswith("<"):
            continue
        elif (found := _OPENING.match(text, place)) and not _is_html(found[1]) and _BLANK.search(found[0]) is None:
            after = number + found[0].count("\n") + 1
            tags[number] = _Tag(after)
            opened.append((found[1], number))
            count[found[1]] += 1
        elif (found := _CLOSING.match(text, place)) and count[found[1]]:
            while opened[-1][0] != found[1]:
                count[opened.pop()[0]] -= 1
            tags[opened.pop()[1]].closing = number
            count[found[1]] -= 1
    return tags


def _is_html(name: str) -> bool:
    """Return whether a name is that of an HTML element in capitals, or of one whose content is never Markdown."""
    folded = name.casefold()
    return folded in _VERBATIM or (name.isupper() and folded in HTML)


def component(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """Parse a component whose tags are on lines of their own: what is between them is Markdown.

    One with a title is a box, like a tab of Material for MkDocs: ``<TabItem label="npm">``. A start tag without an end
    tag is a block of its own if it extends over several lines.
    """
    tag = state.env.get(_TAGS, {}).get(start_line)
    if tag is None or tag.after > end_line or state.is_code_block(start_line):
        return False
    depth = state.env.get(_DEPTH, 0)
    may_be_paired = depth < _MAX_DEPTH and tag.after <= tag.closing < end_line
    is_paired = may_be_paired and _is_inside(state, tag.after, tag.closing)
    if depth >= _MAX_DEPTH or not (is_paired or tag.after > start_line + 1):
        return False
    if silent:
        return True
    title = _title(state, start_line, tag.after) if is_paired else ""
    if is_paired and not title and _is_link(state, start_line, tag):
        state.line = tag.closing + 1
        text = state.getLines(start_line, state.line, state.blkIndent, False)
        push_paragraph(state, "\n".join(map(str.strip, text.split("\n"))).strip(), (start_line, state.line))
        return True
    content = state.getLines(tag.after, tag.closing, _indent(state, tag), True) if title else ""
    if content.strip() and not _has_heading(content):
        state.line = tag.closing + 1
        push_box(state, tag.after - 1, title, content)
        return True
    _push_tag(state, start_line, tag.after)
    if title:  # as a paragraph: headings after it belong to the page, and could not stand in a box
        push_paragraph(state, f"**{title}**", (start_line, start_line + 1))
    if is_paired:
        state.env[_DEPTH] = depth + 1
        _parse_between(state, tag)
        state.env[_DEPTH] = depth
        _push_tag(state, tag.closing, tag.closing + 1)
    return True


def component_line(state: StateBlock, line: int, end_line: int, silent: bool) -> bool:
    """Parse a component with a title that is a paragraph, or a line among tags: ``<Card title="x">text</Card>``."""
    start, after = state.bMarks[line] + state.tShift[line], line + 1
    if silent or not state.src.startswith("<", start) or state.is_code_block(line):
        return False
    opening = _OPENING_OF_LINE.match(state.src, start, state.eMarks[line])
    if opening is None or _is_html(opening[1]) or "link" in opening[1].casefold():
        return False
    text, end_tag, rest = state.src[opening.end() : state.eMarks[line]].partition(f"</{opening[1]}>")
    title = _title(state, line, after)
    goes_on = after < end_line and not state.isEmpty(after)
    if goes_on and not state.src.startswith("<", state.bMarks[after] + state.tShift[after]):
        return False
    if not (title and text.strip() and end_tag) or rest.strip():
        return False
    state.line = after
    push_box(state, line - 1, title, f"{text.strip()}\n")
    return True


def _has_heading(text: str) -> bool:
    """Return whether a line may be a heading; a comment in code, ``# x``, is none."""
    fence = ""
    for line in text.split("\n"):
        if match := CODE_FENCE_LINE.match(line):
            fence = fence_after(fence, *match.groups())
        elif not fence and _HEADING.match(line):
            return True
    return False


def _title(state: StateBlock, first: int, after: int) -> str:
    """Return the title that a start tag gives, as Markdown; empty if it has none, or is that of an HTML element.

    With a URL, it is a link: ``<Card title="x" href="y">``.
    """
    tag = next(tokenize(state.getLines(first, after, state.blkIndent, False).strip()))
    given = {attribute.name: attribute.value or "" for attribute in tag.attributes}
    keys = ("label", "title", "value") if tag.name in _TABS else ("label", "title")
    found = next((given[key] for key in keys if given.get(key, "").strip()), "")
    is_html = tag.element in HTML and tag.name not in _NAMED_LIKE_HTML
    title = "" if is_html else _MARKS.sub(r"\\\g<0>", " ".join(unescape(found).split()))
    url = unescape(given.get("to") or given.get("href") or "")
    is_link = title and url and state.md.validateLink(url) and not set(url) & set("<>\n")
    return f"[{title}](<{url}>)" if is_link else title


def _is_link(state: StateBlock, start_line: int, tag: _Tag) -> bool:
    """Return whether a component has a URL, and text between its tags: without a title, a link on lines of its own."""
    opening = _LINK.match(state.src, state.bMarks[start_line] + state.tShift[start_line])
    if opening is None or _TARGET.search(opening[2]) is None:
        return False
    text = state.getLines(tag.after, tag.closing, state.blkIndent, False)
    inside = range(tag.after, tag.closing)
    is_text = not any(state.isEmpty(line) or line in state.env[_TAGS] for line in inside) and bool(text.strip())
    return is_text and not (BLOCK_MARKDOWN.search(text) or CODE_FENCE.search(text) or _has_heading(text))


def _is_inside(state: StateBlock, first: int, last: int) -> bool:
    """Return whether all lines up to that of the end tag are in the block, such as a list item, of the start tag."""
    # Any number of tags may be open where such an item ends: the line after it is looked for once.
    ends: dict[int, int] = state.env.setdefault(_ENDS, {})
    end = ends.get(state.blkIndent, -1)
    if not (first <= end <= last and _is_outside(state, end)):
        end = next((line for line in range(first, last + 1) if _is_outside(state, line)), -1)
        ends[state.blkIndent] = end
    return end < 0


def _is_outside(state: StateBlock, line: int) -> bool:
    return not state.isEmpty(line) and state.sCount[line] < state.blkIndent


def _push_tag(state: StateBlock, first: int, after: int) -> None:
    token = state.push("html_block", "", 0)
    token.content = state.getLines(first, after, state.blkIndent, False).strip() + "\n"
    token.map = [first, after]
    state.line = after


def _indent(state: StateBlock, tag: _Tag) -> int:
    """Return the indentation that all lines between two tags have."""
    written = (state.sCount[line] for line in range(tag.after, tag.closing) if not state.isEmpty(line))
    return min(written, default=state.blkIndent)


def _parse_between(state: StateBlock, tag: _Tag) -> None:
    """Parse lines as blocks, without the indentation that all of them have."""
    before = state.blkIndent, state.lineMax, state.tight
    state.blkIndent, state.lineMax = _indent(state, tag), tag.closing
    state.md.block.tokenize(state, tag.after, tag.closing)
    state.blkIndent, state.lineMax, state.tight = before


_LINK = re.compile(rf"<({_NAME})((?:{_ATTRIBUTE}){{1,50}}+)\s*+>")
_CLOSED = re.compile(rf"<({_NAME})((?:{_ATTRIBUTE}){{1,50}}+)\s*+/>")
_END_TAG = re.compile(rf"</({_NAME})>")
_TARGET = re.compile(r"\s(?:to|href)\s*+=\s*+(?:\"([^\"{}]++)\"|'([^'{}]++)')")


def link(state: StateInline, silent: bool) -> bool:
    """Parse ``<Link to="/x">text</Link>`` of Docusaurus, or any component with a URL, as a link."""
    if silent or state.linkLevel:
        return False
    match = _LINK.match(state.src, state.pos, state.posMax)
    target = _TARGET.search(match[2]) if match else None
    if match is None or target is None:
        return False
    closing = f"</{match[1]}>"
    url = state.md.normalizeLink(unescape(target[1] or target[2]))
    if _last_end_tags(state).get(match[1], -1) < match.end() or not state.md.validateLink(url):
        return False
    end = state.src.find(closing, match.end(), state.posMax)
    if end < 0:
        return False
    text = state.src[match.end() : end].strip("\n")
    begin = state.src.find(text, match.end())
    push_named_link(state, (begin, begin + len(text)), url)
    state.pos = end + len(closing)
    return True


def _last_end_tags(state: StateInline) -> dict[str, int]:
    """Return where a source has the last end tag of each component: to look for each name would take quadratic time.

    So would a cache of the last few sources: the alternative text of each image is one.
    """
    known: dict[str, dict[str, int]] = state.env.setdefault(_END_TAGS, {})
    if state.src not in known:
        known[state.src] = {match[1]: match.start() for match in _END_TAG.finditer(state.src)}
    return known[state.src]


def closed_link(state: StateInline, silent: bool) -> bool:
    """Parse ``<LinkCard title="x" href="/x" />``, a component that has a URL and no content, as a link."""
    match = None if silent or state.linkLevel else _CLOSED.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    given, url = _url_of(match, state.md)
    if not url:
        return False
    text = next((given[key] for key in ("label", "title", "text", "name", "alt") if given.get(key, "").strip()), "")
    state.push("link_open", "a", 1).attrs = {"href": state.md.normalizeLink(url)}
    state.push("text", "", 0).content = text or url
    state.push("link_close", "a", -1)
    if description := given.get("description", "").strip():
        state.push("text", "", 0).content = f" – {description}"
    state.pos = match.end()
    return True


def _url_of(match: re.Match[str], md: MarkdownIt) -> tuple[dict[str, str], str]:
    """Return the attributes of a component, and the one that is a URL; empty for an HTML element, or an image."""
    tag = next(tokenize(match[0]))
    given = {attribute.name: unescape(attribute.value or "") for attribute in tag.attributes}
    url = next((given[key].strip() for key in ("to", "href", "url", "src") if given.get(key)), "")
    is_other = tag.element in HTML or tag.element == "image" or names_image(tag)  # browsers read <image> as <img>
    is_url = url and not is_other and md.validateLink(url) and not set(url) & set("{}<>\n")
    return given, url if is_url else ""


def link_at_start(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """Parse a line that begins with ``<Link to="/x">`` as a paragraph: to CommonMark, a ``<link>`` is a block.

    A component without content that has a URL is a paragraph of its own if it is alone: see ``closed_link``.
    """
    start = state.bMarks[start_line] + state.tShift[start_line]
    if silent or not state.src.startswith("<", start) or state.is_code_block(start_line):
        return False
    closed = _CLOSED.match(state.src, start, state.eMarks[start_line])
    if closed and _url_of(closed, state.md)[1]:
        if state.src[closed.end() : state.eMarks[start_line]].strip():
            return paragraph(state, start_line, end_line, silent)
        state.line = start_line + 1
        push_paragraph(state, closed[0], (start_line, state.line))
        return True
    if not state.src.startswith("<Link ", start):
        return False
    match = _LINK.match(state.src, start)
    if (
        match is None
        or _TARGET.search(match[2]) is None
        or "</Link>" not in state.src[match.end() : state.eMarks[start_line]]
    ):
        return False
    return paragraph(state, start_line, end_line, silent)


_VUE_TAG = re.compile(rf"<([A-Za-z][\w.-]{{0,60}}+)((?:{_ATTRIBUTE}){{1,50}}+)\s*+/?>")
_DOTTED = re.compile(
    rf"<(?P<end>/)?+(?P<name>[A-Z]\w{{0,60}}+(?:\.[A-Z]\w{{0,60}}+){{1,3}}+)(?P<rest>(?:{_ATTRIBUTE}){{0,50}}+\s*+/?)>"
)
_QUOTED = re.compile(r"\"[^\"]*+\"|'[^']*+'")
_DIRECTIVE = re.compile(r"\s[@#][\w.:-]++\s*+=")
_SLOT = re.compile(r"\s#[A-Za-z]")


def vue_tag(state: StateInline, silent: bool) -> bool:
    """Parse a tag with ``@click="x"`` or ``#slot`` of Vue, which is text to CommonMark, as HTML.

    ``<Issue #1>`` may be prose.
    """
    match = _VUE_TAG.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    names = _QUOTED.sub("", match[2])
    if _DIRECTIVE.search(names) is None and not (match[1] == "template" and _SLOT.search(names)):
        return False
    if not silent:
        state.push("html_inline", "", 0).content = match[0]
    state.pos = match.end()
    return True


def dotted_tag(state: StateInline, silent: bool) -> bool:
    """Parse ``<Tabs.Tab>`` of MDX, whose name no tag of HTML has, as HTML. ``Entry<K.V>`` is text."""
    match = _DOTTED.match(state.src, state.pos, state.posMax)
    before = state.src[state.pos - 1 : state.pos]
    if match is None or (not match["end"] and (before.isalnum() or before == "_")):
        return False
    is_paired = _last_end_tags(state).get(match["name"], -1) >= match.start()
    if not (is_paired if match["end"] else is_paired or match["rest"].strip()):
        return False
    if not silent:
        state.push("html_inline", "", 0).content = match[0]
    state.pos = match.end()
    return True
