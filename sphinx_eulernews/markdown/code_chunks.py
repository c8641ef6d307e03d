"""Code and prose of a post, told apart before Markdown is parsed; tags around code become fences. Pure.

Hugo, Jekyll and Hexo have tags for code: ``{{< highlight js >}}``, ``{{< mermaid >}}``, ``{% highlight js %}``,
``{% codeblock lang:js %}``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sphinx_eulernews.markdown.rule_helpers import CODE_FENCE_LINE, LIST_ITEM, TILDES, fence_after

_OPENS_CODE = re.compile(
    r"""
    [ \t]{0,99}+
    (?: \{%-?[ \t]*+ (?P<tag> highlight | codeblock | code ) (?P<tag_options> [^%]{0,300}+ ) %\}
      | \{\{[<%] [ \t]*+ (?: highlight | (?P<diagram> mermaid ) ) (?P<shortcode_options> [^<>%]{0,300}+ ) [>%]\}\} )
    [ \t]*\Z
    """,
    re.VERBOSE,
)
_CLOSES_CODE = re.compile(
    r"""
    [ \t]{0,99}+
    (?: \{%-?[ \t]*+ end(?:highlight|codeblock|code) [ \t]*+-?%\}
      | \{\{[<%] [ \t]*+/[ \t]*+ (?: highlight | mermaid ) [ \t]*+ [>%]\}\} )
    [ \t]*\Z
    """,
    re.VERBOSE,
)
# Of {% codeblock %}: lang:js
_OPTION = re.compile(r"(?:lang|line_number|line_threshold|first_line|mark|highlight|wrap|language_attr):")


def chunks(lines: list[str]) -> Iterator[tuple[int, list[str], bool]]:
    """Yield runs of lines: the number of the first, from 0, the lines, and whether they are code.

    Tags around code become a fence.
    """
    start, was_code, fence, in_list = 0, False, "", False
    lines = _fenced(lines)
    for number, line in enumerate(lines):
        match = CODE_FENCE_LINE.match(line)
        is_code = bool(fence)
        if match:
            fence = fence_after(fence, *match.groups())
            is_code = is_code or bool(fence)
        if not is_code and line.strip():
            indented = line.startswith(("    ", "\t"))
            in_list = bool(LIST_ITEM.match(line)) or (in_list and (indented or line.startswith("  ")))
            blank = not number or not lines[number - 1].strip()
            is_code = indented and not in_list and (blank or was_code)
        if is_code != was_code and number > start:
            yield start, lines[start:number], was_code
            start = number
        was_code = is_code
    yield start, lines[start:], was_code


def _fenced(lines: list[str]) -> list[str]:
    """Write ``{% highlight %}`` and the like, alone on their lines, as fences; those that nothing closes stay."""
    opened: tuple[int, str, str] | None = None
    written, fence, item = list(lines), "", 0  # item: up to where the mark of the list item reaches
    for number, line in enumerate(lines):
        if opened is None and line.strip():
            mark = LIST_ITEM.match(line)
            item = mark.end() if mark else item if line[0] in " \t" else 0
        if opened is None and (match := CODE_FENCE_LINE.match(line)):
            fence = fence_after(fence, *match.groups())
        elif fence or ("{%" not in line and "{{" not in line):
            continue  # code that shows such tags
        elif opened is None and (match := _OPENS_CODE.match(line)):
            # Code in an item of a list stays in it; further to the right, a fence would be indented code.
            margin = line[: min(len(line) - len(line.lstrip(" \t")), item + 3)] if item else ""
            opened = number, margin, _info(match)
        elif opened and _CLOSES_CODE.match(line):
            first, margin, info = opened
            # At the margin, its lines would end the item, and the closing fence would open another one.
            is_in_item = all(code.startswith(margin) or not code.strip() for code in lines[first : number + 1])
            tildes = f"{margin}{TILDES}" if is_in_item else TILDES
            written[first], written[number] = f"{tildes}{info}", tildes
            opened = None
    return written


def _info(match: re.Match[str]) -> str:
    """Return the info string of a fence: the language, and the title that Hexo writes before or after it."""
    words = (match["tag_options"] or match["shortcode_options"] or "").removesuffix("-").split()
    if match["tag"] in (None, "highlight"):
        first = match["diagram"] or (words[0].strip("\"'") if words else "")
        return first if "=" not in first else ""
    named = next((word[5:] for word in words if word.startswith("lang:")), "")
    title = " ".join(word for word in words if not _OPTION.match(word)).replace('"', "'")
    return f'{named or "text"} title="{title}"' if title else named
