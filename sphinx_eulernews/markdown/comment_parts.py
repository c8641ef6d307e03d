"""Tabs, timelines and folders of themes of Hexo, whose parts begin with a comment: ``<!-- tab Title -->``. Pure.

NexT and Butterfly end each part by a comment (``<!-- endtab -->``); in Stellar, it ends where the next one begins::

    {% timeline 2023, blue %}         {% tabs %}
    <!-- timeline May -->             <!-- tab npm -->
    ...                               ...
    <!-- endtimeline -->              <!-- tab yarn -->
    {% endtimeline %}                 {% endtabs %}
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_PART = re.compile(
    r"""
    (?P<margin> [ \t]{0,99}+ )
    (?: <!--[ \t]*+
        (?: end (?P<end> tab | timeline )
          | (?P<part> tab | timeline | node | folder )
            (?P<title> (?: [ \t] (?: [^@<-] | -(?!->) )*+ )?+ ) (?: @ (?: [^<-] | -(?!->) )*+ )? )
        [ \t]*+ -->
      | \{%-?[ \t]*+ (?P<close> end )?+ (?P<around> (?:sub){0,2}tabs | timeline | folders )
        (?P<arguments> (?: [ \t] (?: [^%] | %(?!\}) )*+ )? ) %\}
    ) [ \t]*
    """,
    re.VERBOSE,
)
_PARTS_OF = {"timeline": ("timeline", "node"), "folders": ("folder",)}  # others have tabs
_OPTION = re.compile(r"(?<!\S)[a-z]++:\S")
_MOST_OPEN = 8


@dataclass(slots=True)
class _Around:
    """A tag around parts, the parts in it by the lines where they begin, and the line of the open one, or -1."""

    name: str
    line: int
    shown: str  # instead of the tag
    parts: dict[int, tuple[str, str]] = field(default_factory=dict)  # margin and title
    ends: dict[int, int] = field(default_factory=dict)  # the lines where parts end that a comment ends
    opened: int = -1


class CommentParts:
    """Takes the lines of a post in order, and writes those of the tags and comments once the tag around is closed."""

    def __init__(self) -> None:
        """Start outside of any tag."""
        self._open: list[_Around] = []

    def take(self, line: str, number: int, written: list[str]) -> None:
        """Take a line that is not code."""
        part = _PART.fullmatch(line)
        if part is None:
            return
        if part["around"] and not part["close"]:
            self._open[_MOST_OPEN:] = []
            self._open.append(_Around(part["around"], number, _title(part) if part["around"] == "timeline" else ""))
        elif part["around"]:
            place = next((n for n in reversed(range(len(self._open))) if self._open[n].name == part["around"]), -1)
            if place >= 0:
                _write(self._open[place], number, part["margin"], written)
                del self._open[place:]
        elif self._open and (name := part["end"] or part["part"]):
            around = self._open[-1]
            if name not in _PARTS_OF.get(around.name, ("tab",)):
                return
            if part["part"]:
                around.parts[number] = (part["margin"], " ".join(part["title"].split()))
                around.opened = number
            elif around.opened >= 0:
                around.ends[around.opened] = number
                around.opened = -1


def _title(part: re.Match[str]) -> str:
    """Return the title of a timeline, as Markdown: ``{% timeline 2023, blue %}``."""
    title = part["arguments"].rstrip("- \t").partition(",")[0].strip().strip("\"'")
    return f"{part['margin']}**{title}**" if title and not _OPTION.search(title) else ""


def _write(around: _Around, last: int, margin: str, written: list[str]) -> None:
    """Write boxes with the titles of the parts; without ends, they are tabs of VuePress, which need none."""
    written[around.line], written[last] = around.shown, ""
    if around.ends:
        for line, end in around.ends.items():
            indent, title = around.parts[line]
            if title:
                written[line], written[end] = f"{indent}::: {{admonition}} {title}", f"{indent}:::"
    elif any(title for _indent, title in around.parts.values()):
        written[around.line], written[last] = f"{margin}::: tabs", f"{margin}:::"
        for line, (indent, title) in around.parts.items():
            written[line] = f"{indent}@tab {title.replace('#', '&#35;')}".rstrip()  # #x would be an id
