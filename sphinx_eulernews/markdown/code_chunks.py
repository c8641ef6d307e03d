"""Code and prose of a post, told apart before Markdown is parsed; tags around code become fences. Pure.

Hugo, Jekyll, Hexo and WordPress have tags for code: ``{{< highlight js >}}``, ``{{< mermaid >}}``,
``{% highlight js %}``, ``{% codeblock lang:js %}``, ``[code lang="js"]``.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import groupby

from sphinx_eulernews.markdown.rule_helpers import CODE_FENCE_LINE, LIST_ITEM, TILDES, fence_after

_OPENS_CODE = re.compile(
    r"""
    [ \t]{0,99}+
    (?: \{%-?[ \t]*+ (?P<tag> highlight | codeblock | code ) (?P<tag_options> [^%]{0,300}+ ) %\}
      | \{\{[<%] [ \t]*+ (?P<shortcode> highlight | mermaid ) (?P<shortcode_options> [^<>%]{0,300}+ ) [>%]\}\}
      | (?<![ \t]{4}) \[ (?P<wordpress> (?:source)?code )
        (?: [ \t]++ (?: (?:lang|language)=["']? (?P<language> [\w+#-]{1,30}+ ) ["']? )? [^\[\]]*+ )? \] )
    [ \t]*\Z
    """,
    re.VERBOSE,
)
_CLOSES_CODE = re.compile(
    r"""
    [ \t]{0,99}+
    (?: \{%-?[ \t]*+ end (?P<tag> highlight | codeblock | code ) [ \t]*+ -?%\}
      | \{\{[<%] [ \t]*+ / [ \t]*+ (?P<shortcode> highlight | mermaid ) [ \t]*+ [>%]\}\}
      | \[/ (?P<wordpress> (?:source)?code ) \] )
    [ \t]*\Z
    """,
    re.VERBOSE,
)
# Of {% codeblock %}: lang:js
_OPTION = re.compile(r"(?:lang|line_number|line_threshold|first_line|mark|highlight|wrap|language_attr):")


def chunks(lines: list[str]) -> Iterator[tuple[int, list[str], bool]]:
    """Yield runs of lines: the number of the first, from 0, the lines, and whether they are code."""
    start = 0
    for is_code, run in groupby(are_code(lines)):
        end = start + len(list(run))
        yield start, lines[start:end], is_code
        start = end


def are_code(lines: list[str]) -> list[bool]:
    """Return for each line whether it is code: between fences, or indented below a blank line and not in a list."""
    found: list[bool] = []
    was_code, fence, in_list = False, "", False
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
        found.append(is_code)
        was_code = is_code
    return found


def fenced(lines: list[str]) -> list[str]:
    """Write tags around code, alone on their lines, as fences; those that nothing closes stay."""
    ends: dict[tuple[str, str], list[int]] = {}
    for number, line in enumerate(lines):
        if line.rstrip(" \t").endswith(("}", "]")) and (match := _CLOSES_CODE.match(line)):
            ends.setdefault(_kind(match), []).append(number)
    written, end, fence, item = list(lines), -1, "", 0  # item: up to where the mark of the list item reaches
    for number, line in enumerate(lines if ends else ()):
        if number <= end or not line.strip():
            continue
        mark = LIST_ITEM.match(line)
        item = mark.end() if mark else item if line[0] in " \t" else 0
        if match := CODE_FENCE_LINE.match(line):
            fence = fence_after(fence, *match.groups())
        elif not fence and (match := _OPENS_CODE.match(line)):
            closing = ends.get(_kind(match), [])
            following = bisect_right(closing, number)
            if following == len(closing):
                continue
            end = closing[following]
            # Code in an item of a list stays in it; further to the right, a fence would be indented code.
            margin = line[: min(len(line) - len(line.lstrip(" \t")), item + 3)] if item else ""
            # At the margin, its lines would end the item, and the closing fence would open another one.
            is_in_item = all(code.startswith(margin) or not code.strip() for code in lines[number : end + 1])
            tildes = f"{margin}{TILDES}" if is_in_item else TILDES
            written[number], written[end] = f"{tildes}{_info(match)}", tildes
    return written


def _kind(match: re.Match[str]) -> tuple[str, str]:
    """Return which tag opens or closes code: the group that matched, and its name."""
    kind = next(group for group in ("tag", "shortcode", "wordpress") if match[group])
    return kind, match[kind]


def _info(match: re.Match[str]) -> str:
    """Return the info string of a fence: the language, and the title that Hexo writes before or after it."""
    if match["wordpress"]:
        return match["language"] or "text"
    words = (match["tag_options"] or match["shortcode_options"] or "").removesuffix("-").split()
    if match["tag"] in (None, "highlight"):
        first = "mermaid" if match["shortcode"] == "mermaid" else words[0].strip("\"'") if words else ""
        return first if "=" not in first else ""
    named = next((word[5:] for word in words if word.startswith("lang:")), "")
    title = " ".join(word for word in words if not _OPTION.match(word)).replace('"', "'")
    return f'{named or "text"} title="{title}"' if title else named
