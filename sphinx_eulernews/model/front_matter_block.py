"""Where the front matter of a post begins and ends, also where its delimiters are missing or misplaced. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

BLANK = "\ufeff \t\r"
# ``# ---`` is what some editors make of a delimiter; text after one is the first field.
_DELIMITER = re.compile(r"(?P<hash>#{1,6}[ \t]+)?(?P<fence>-{3,}|\+{3,})[ \t]*(?P<text>.*)")
_HEADING = re.compile(r"#{1,6}[ \t]")
_ITEM = re.compile(r"[ \t]*-(?:[ \t]|[^-\s])|[ \t]+\S|[\]}]")
_KEY = re.compile(r"[A-Za-z][\w .-]*")
_LONGEST_KEY = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """The front matter of a text: its first and last line, and its content. Lines are counted from 0.

    ``start`` is the line of ``content[0]``; ``problem`` says what is wrong with the delimiters.
    """

    first: int
    last: int
    content: list[str]
    start: int
    is_toml: bool
    problem: str = ""


def split_field(line: str) -> tuple[str, str] | None:
    """Split ``key: value`` or ``key = value``, as authors write it in YAML, TOML or Chinese; None for other lines."""
    ends = [place for mark in ":=：" if (place := line.find(mark, 0, _LONGEST_KEY + 8)) > 0]
    if not ends:
        return None
    key = line[: min(ends)].strip(BLANK).strip("'\"")
    if not 0 < len(key) <= _LONGEST_KEY or not _KEY.fullmatch(key):
        return None
    return key, line[min(ends) + 1 :].strip()


def find_block(lines: list[str], is_known: Callable[[str], bool]) -> Block | None:
    """Find the front matter of a text; ``is_known`` says of a key whether it is one of front matter."""
    start = _next_line(lines, 0)
    if start is None:
        return None
    opening = _DELIMITER.fullmatch(lines[start].strip(BLANK))
    if opening:
        return _delimited(lines, start, opening, is_known)
    if _HEADING.match(lines[start].strip(BLANK)):
        return _below_heading(lines, start, is_known)
    return _without_opening(lines, start, is_known)


def _delimited(lines: list[str], start: int, opening: re.Match[str], is_known: Callable[[str], bool]) -> Block | None:
    """Return the front matter that a delimiter opens."""
    mark, text = opening["fence"][0], opening["text"]
    after = _next_line(lines, start + 1)
    if (text and not _is_field(text, is_known)) or (
        (opening["hash"] or len(opening["fence"]) > 3)
        and not text
        and (after is None or not _is_field(lines[after], is_known))
    ):
        return None
    problem = ""
    if opening["hash"]:
        problem = f"the delimiter {mark * 3!r} is written as a heading; write it alone on its line"
    elif text:
        problem = f"a field stands on the line of the delimiter {mark * 3!r}; put it on the next line"
    end = _closing_line(lines, start, mark, commented=bool(opening["hash"]))
    last = end
    if end is None:
        end = _end_of_fields(lines, start if text else start + 1, is_known, first=text)
        if end is None:
            return None
        problem = f"the front matter is not closed; put a line {mark * 3!r} after its last field"
        last = end - 1
        if (closing := _next_line(lines, end)) is not None and _is_delimiter(lines[closing]):
            last = closing
    content = [text, *lines[start + 1 : end]] if text else lines[start + 1 : end]
    return Block(
        first=start, last=last or end, content=content, start=start if text else start + 1,
        is_toml=mark == "+", problem=problem,
    )  # fmt: skip


def _below_heading(lines: list[str], heading: int, is_known: Callable[[str], bool]) -> Block | None:
    """Return the front matter that stands below the first heading, if there is one that is closed."""
    start = _next_line(lines, heading + 1)
    if start is None or not (opening := _DELIMITER.fullmatch(lines[start].strip(BLANK))) or opening["text"]:
        return None
    after, mark = _next_line(lines, start + 1), opening["fence"][0]
    end = _closing_line(lines, start, mark)
    if after is None or end is None or not _is_field(lines[after], is_known):
        return None
    problem = "the front matter stands below a heading; put it at the top of the file"
    content = lines[start + 1 : end]
    return Block(first=start, last=end, content=content, start=start + 1, is_toml=mark == "+", problem=problem)


def _without_opening(lines: list[str], start: int, is_known: Callable[[str], bool]) -> Block | None:
    """Return fields at the top of a text that no delimiter opens: Hexo closes them only, Pelican needs none."""
    if not _is_field(lines[start], is_known):
        return None
    end = _end_of_fields(lines, start, is_known)
    if end is None:
        return None
    closing = _next_line(lines, end)
    content, is_toml = lines[start:end], "=" in lines[start].partition(":")[0]
    if closing is not None and _is_delimiter(lines[closing]):
        problem = f"the front matter has no opening line; put a line {lines[closing].strip(BLANK)!r} before it"
        return Block(first=start, last=closing, content=content, start=start, is_toml=is_toml, problem=problem)
    keys = [field[0].casefold() for line in content if (field := split_field(line)) and is_known(field[0])]
    if len(keys) < 2 and keys != ["title"]:
        return None
    problem = "the front matter has no delimiters; put a line '---' before and after it"
    return Block(first=start, last=end - 1, content=content, start=start, is_toml=is_toml, problem=problem)


def _next_line(lines: list[str], start: int) -> int | None:
    """Return the first line from ``start`` on that is not blank."""
    return next((number for number in range(start, len(lines)) if lines[number].strip(BLANK)), None)


def _closing_line(lines: list[str], start: int, mark: str, *, commented: bool = False) -> int | None:
    for number in range(start + 1, len(lines)):
        line = lines[number].rstrip()
        if commented:
            line = line.lstrip("# \t")
        if (line[:3] == mark * 3 and not line.strip(mark)) or (mark == "-" and line == "..."):
            return number
    return None


def _is_delimiter(line: str) -> bool:
    match = _DELIMITER.fullmatch(line.strip(BLANK))
    return match is not None and not match["text"]


def _is_field(line: str, is_known: Callable[[str], bool]) -> bool:
    field = split_field(line)
    return field is not None and is_known(field[0])


def _end_of_fields(lines: list[str], start: int, is_known: Callable[[str], bool], first: str = "") -> int | None:
    """Return the line after the last field; None if there is no field.

    Fields follow each other, with their lists and indented lines; after a blank line only a known field goes on.
    """
    end, blank = start, False
    for number in range(start, len(lines)):
        line = first if first and number == start else lines[number]
        if not line.strip(BLANK):
            blank = True
            continue
        goes_on = _is_field(line, is_known) if blank else bool(split_field(line) or (end > start and _ITEM.match(line)))
        if not goes_on or _is_delimiter(line):
            break
        end, blank = number + 1, False
    return end if end > start else None
