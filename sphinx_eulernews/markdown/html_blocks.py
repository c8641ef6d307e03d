"""Markdown between the tags of one HTML block, such as ``<center>**Figure 1**</center>``.

CommonMark takes such a block as raw HTML up to the next empty line; the sites that posts come from showed it rendered.
"""

from __future__ import annotations

import re

from markdown_it.rules_block import StateBlock

_BLOCK = re.compile(r"<(center|div|p|font)((?:\s[^<>]*+)?)>(.*)</\1>\s*\Z", re.IGNORECASE | re.DOTALL)
_MARKDOWN = re.compile(r"!?\[[^\[\]\n]{0,300}\]\([^()\n]{1,500}\)|\*\*[^\s*]|`[^`\n]{1,300}`")
_BLOCK_TAG = re.compile(r"</?(?:center|div|p|font|table|ul|ol|li|pre|h[1-6]|blockquote|script|style)\b", re.IGNORECASE)


def markdown_in_html(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """Parse the content of an HTML block as a paragraph if it is Markdown without block elements."""
    start = state.bMarks[start_line] + state.tShift[start_line]
    if silent or not state.src.startswith("<", start) or state.is_code_block(start_line):
        return False
    last = start_line + 1
    while last < end_line and not state.isEmpty(last) and state.sCount[last] >= state.blkIndent:
        last += 1
    match = _BLOCK.match(state.getLines(start_line, last, state.blkIndent, False).strip())
    if match is None or _BLOCK_TAG.search(match[3]) or not _MARKDOWN.search(match[3]):
        return False
    # A paragraph would end a <p>.
    name = "div" if match[1].lower() in ("p", "font") else match[1]
    state.push("html_block", "", 0).content = f"<{name}{match[2]}>\n"
    state.push("paragraph_open", "p", 1).map = [start_line, last]
    inline = state.push("inline", "", 0)
    inline.content, inline.map, inline.children = match[3].strip(), [start_line, last], []
    state.push("paragraph_close", "p", -1)
    state.push("html_block", "", 0).content = f"</{name}>\n"
    for token in (state.tokens[-1], state.tokens[-5]):
        token.map = [start_line, last]
    state.line = last
    return True
