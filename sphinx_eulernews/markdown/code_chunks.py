"""Code and prose of a post, told apart before Markdown is parsed; tags around code become fences. Pure.

Hugo, Jekyll, Hexo and WordPress have tags for code: ``{{< highlight js >}}``, ``{% highlight js %}``,
``{% codeblock lang:js %}``, ``[code lang="js"]``, and ``mermaid``; themes of Hugo add
``{{< code language="js" title="x" >}}``, ``{{< text js >}}`` and ``{{< tab header="x" lang="js" >}}``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from sphinx_eulernews.markdown.rule_helpers import CODE_FENCE_LINE, LIST_ITEM, TILDES, fence_after
from sphinx_eulernews.markdown.tag_arguments import Arguments

_OPENS_CODE = re.compile(
    r"""
    [ \t]{0,99}+
    (?: \{%-?[ \t]*+ (?P<call> mermaid ) [ \t]*+ \([^()%]{0,300}+\) [ \t]*+ -?%\}
      | \{%-?[ \t]*+ (?P<tag> highlight | codeblock | code | mermaid ) (?P<tag_options> [^%]{0,300}+ ) %\}
      | \{\{[<%] [ \t]*+ (?P<shortcode> highlight | code | text | mermaid | tab ) \b
          (?P<options> [^<>%]{0,300}+ ) [>%]\}\}
      | (?<![ \t]{4}) \[ (?P<wordpress> (?:source)?code )
        (?: [ \t]++ (?: (?:lang|language)=["']? (?P<language> [\w+#-]{1,30}+ ) ["']? )? [^\[\]]*+ )? \] )
    [ \t]*\Z
    """,
    re.VERBOSE,
)
_CLOSES_CODE = re.compile(
    r"""
    [ \t]{0,99}+
    (?: \{%-?[ \t]*+ (?P<call> end ) [ \t]*+ -?%\}
      | \{%-?[ \t]*+ end (?P<tag> highlight | codeblock | code | mermaid ) [ \t]*+ -?%\}
      | \{\{[<%] [ \t]*+ / [ \t]*+ (?P<shortcode> highlight | code | text | mermaid | tab ) [ \t]*+ [>%]\}\}
      | \[/ (?P<wordpress> (?:source)?code ) \] )
    [ \t]*\Z
    """,
    re.VERBOSE,
)
_KINDS = ("tag", "shortcode", "wordpress")
_TAB_LANGUAGES = frozenset({"codelang", "lang", "language"})
_TITLES = ("title", "file", "filename", "header", "name")
_OF_GITBOOK = re.compile(r"\{%-?[ \t]*+code(?![\w-])")  # and an alias in Hexo
_TITLE = re.compile(r"title=\"[^\"]*+\"")
_LANGUAGE = re.compile(r"[^\s=\"'`~]{1,40}")
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
    pairs = _pairs(lines)
    written, fence, item, last = list(lines), "", 0, -1  # item: up to where the mark of the list item reaches
    for first, line in enumerate(lines if pairs else ()):
        if first <= last or not line.strip():
            continue
        mark = LIST_ITEM.match(line)
        item = mark.end() if mark else item if line[0] in " \t" else 0
        if match := CODE_FENCE_LINE.match(line):
            fence = fence_after(fence, *match.groups())
        elif first in pairs and not fence:  # in a fence, it is code that shows such tags
            last, info = pairs[first]
            if _OF_GITBOOK.match(line.lstrip()) and (opening := _fence_in(lines, first, last)) >= 0:
                # It has a fence between its tags, which say no more than the title.
                title = _TITLE.search(info)
                written[first] = written[last] = ""
                written[opening] += f" {title[0]}" if title else ""
                continue
            # Code in an item of a list stays in it; further to the right, a fence would be indented code.
            margin = line[: min(len(line) - len(line.lstrip(" \t")), item + 3)] if item else ""
            # At the margin, its lines would end the item, and the closing fence would open another one.
            is_in_item = all(code.startswith(margin) or not code.strip() for code in lines[first : last + 1])
            tildes = f"{margin}{TILDES}" if is_in_item else TILDES
            written[first], written[last] = f"{tildes}{info}", tildes
    return written


def _fence_in(lines: list[str], first: int, last: int) -> int:
    """Return the line of the fence that is all there is between two lines; -1 if there is more, or no fence."""
    inside = [number for number in range(first + 1, last) if lines[number].strip()]
    opening = CODE_FENCE_LINE.match(lines[inside[0]]) if len(inside) > 1 else None
    if opening is None:
        return -1
    fence = fence_after("", *opening.groups())
    for number in inside[1:]:
        if match := CODE_FENCE_LINE.match(lines[number]):
            fence = fence_after(fence, *match.groups())
        if not fence:
            return inside[0] if number == inside[-1] else -1
    return -1


def _pairs(lines: list[str]) -> dict[int, tuple[int, str]]:
    """Return the lines that open code, with the line that closes each and the info string; other tags stand alone."""
    pairs: dict[int, tuple[int, str]] = {}
    opened: dict[tuple[str | bool | None, ...], tuple[int, str]] = {}
    for number, line in enumerate(lines):
        if not line.rstrip(" \t").endswith(("}", "]")):
            continue
        if (match := _OPENS_CODE.match(line)) and (match["shortcode"] != "tab" or _is_tab_of_code(match)):
            opened[_kind(match)] = number, _info(match)
        elif (match := _CLOSES_CODE.match(line)) and (opening := opened.pop(_kind(match), None)):
            inside = lines[opening[0] : number] if match["call"] or match["shortcode"] == "tab" else []
            if not any(map(CODE_FENCE_LINE.match, inside)):
                pairs[opening[0]] = number, opening[1]
    return pairs


def _kind(match: re.Match[str]) -> tuple[str | bool | None, ...]:
    """Return what the tags at both ends of code have in common; Zola closes all by ``{% end %}``."""
    return (*match.group(*_KINDS), bool(match["call"]))


def _is_tab_of_code(match: re.Match[str]) -> bool:
    """Return whether a tab holds code: ``{{< tab header="Go" lang="go" >}}`` of Docsy, ``codelang`` of Kubernetes."""
    return "{{<" in match[0] and not _TAB_LANGUAGES.isdisjoint(Arguments.of(match["options"]).named)


def _info(match: re.Match[str]) -> str:
    """Return the info string of a fence: the language, and the title that Hexo writes before or after it."""
    if match["wordpress"]:
        return match["language"] or "text"
    if match["call"]:
        return str(match["call"])
    name, text = match["tag"] or match["shortcode"], (match["tag_options"] or match["options"] or "").removesuffix("-")
    if name == "mermaid":
        diagram = text.strip().replace('"', "'")
        return f'{name} diagram="{diagram}"' if match["tag"] and diagram else name
    if name == "highlight" or match["shortcode"]:
        return _info_of_arguments(Arguments.of(text))
    if title := Arguments.of(text).named.get("title"):
        return code_info("", title)
    words = text.split()
    named = next((word[5:] for word in words if word.startswith("lang:")), "")
    return _titled(named, " ".join(word for word in words if not _OPTION.match(word)))


def _info_of_arguments(arguments: Arguments) -> str:
    language = arguments.first("language", "lang", "codelang")
    return code_info(language, arguments.given(*_TITLES))


def code_info(language: str, title: str) -> str:
    """Return the info string of a fence: a language, and a title as its caption."""
    return _titled(language if _LANGUAGE.fullmatch(language) else "", title)


def _titled(language: str, title: str) -> str:
    title = title.replace('"', "'")
    return f'{language or "text"} title="{title}"' if title else language
