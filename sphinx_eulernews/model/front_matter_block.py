"""Where the front matter of a text is: the lines from one delimiter to the other. Pure.

Front matter stands between two lines ``---`` (YAML) or ``+++`` (TOML) at the top of a file, or is a JSON object; it is
also found where its delimiters are missing or misplaced.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from sphinx_eulernews.model.front_matter_syntax import BLANK, split_field

# Some editors turn a delimiter into a heading (``# ---``); text after one is the first field.
_DELIMITER = re.compile(r"(?P<hash>#{1,6}[ \t]+)?(?P<fence>-{3,}|\+{3,})[ \t]*(?P<text>.*)")
_CLOSING_AFTER_FIELD = {mark: re.compile(rf"[ \t]{re.escape(mark)}{{3,}}[ \t\r]*\Z") for mark in "-+"}
_HEADING = re.compile(r"#{1,6}[ \t]")
# Linear: a string may be open.
_JSON_MARK = re.compile(r'"(?P<name>\w{1,64})"(?=[ \t]*:)|"(?:[^"\\\n]|\\.)*+"?|[][{}]')
_FENCE = re.compile(r" {0,3}(?:`{3}|~{3}|:{3})")
_UNDERLINE = re.compile(r" {0,3}(?:=+|(?P<dashes>-{2,}))\s*")
# Values that continue on the lines below.
_OPEN = frozenset({"", "[", "|", ">"})
_INDENT = re.compile(r"[ \t]*")
_ITEM = re.compile(r"[ \t]*-(?:[ \t]|[^-\s])|[ \t]+\S|[\]}]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """The front matter of a text: its first and last line, and its content. Lines are counted from 0.

    ``content_start`` is the line of ``content[0]``; ``problem`` says what is wrong with the delimiters.
    """

    first: int
    last: int
    content: list[str]
    content_start: int
    is_toml: bool
    problem: str = ""


@dataclass(frozen=True, slots=True)
class BlockFinder:
    """Finds the front matter of posts; ``is_known`` returns whether a key is one of front matter."""

    is_known: Callable[[str], bool]

    def find(self, lines: list[str]) -> Block | None:
        """Return the front matter of a text, None if it has none."""
        start = _next_line(lines, 0)
        if start is None:
            return None
        opening = _DELIMITER.fullmatch(lines[start].strip(BLANK))
        if opening:
            return self._delimited(lines, start, opening)
        if lines[start].startswith("{"):
            return self._json(lines, start)
        if lines[start].startswith('"') and (block := self._json_of_hexo(lines, start)):
            return block
        return self._below_others(lines, start) or self._without_opening(lines, start)

    def without_prose(self, block: Block) -> Block | None:
        """Return front matter that cannot be parsed up to its last field, if text follows: a rule seemed to close it.

        None if a known field is below the text.
        """
        mark = "+" if block.is_toml else "-"
        end = self._end_of_fields(block.content, 0)
        if end is None or end >= len(block.content) or block.content[end].strip(BLANK):
            return None
        rest = [line for line in block.content[end:] if line.strip(BLANK)]
        if any(self._is_field(line) for line in rest) or all(map(_may_be_syntax, rest)):
            return None
        content = block.content[:end]
        content[-1] = _CLOSING_AFTER_FIELD[mark].sub("", content[-1])
        return replace(block, last=block.content_start + end - 1, content=content, problem=_not_closed(mark))

    def _json(self, lines: list[str], start: int) -> Block | None:
        """Return a JSON object at the top of a text, as Hugo has it: YAML, but for tabs. Its syntax may be wrong."""
        text = "\n".join(lines[start:])
        end, names = _object(text)
        if not any(map(self.is_known, names)) or text[end:].partition("\n")[0].strip(BLANK):
            return None
        last = start + text.count("\n", 0, end)
        # Where its syntax is wrong, it is read line by line: members have to be at the margin, and what is in them not.
        margin = _INDENT.match(lines[min(start + 1, last)])
        content = [
            line.removeprefix(margin[0] if margin else "").replace("\t", "    ") for line in lines[start : last + 1]
        ]
        return Block(first=start, last=last, content=content, content_start=start, is_toml=False)

    def _json_of_hexo(self, lines: list[str], start: int) -> Block | None:
        """Return the members of a JSON object above a line ``;;;``, as Hexo has it."""
        end = next((number for number in range(start, len(lines)) if lines[number].strip(BLANK) == ";;;"), None)
        block = None if end is None else self._json(["{" + lines[start], *lines[start + 1 : end], "}"], 0)
        if end is None or block is None:
            return None
        # The brace that closes is on the line of the delimiter.
        return replace(block, first=start, last=end, content_start=start)

    def _delimited(self, lines: list[str], start: int, opening: re.Match[str]) -> Block | None:
        """Return the front matter that a delimiter opens."""
        if not self._may_open(lines, start, opening):
            return None
        mark, text = opening["fence"][0], opening["text"]
        content_start = start if text else start + 1
        end = _closing_line(lines, start, mark, commented=bool(opening["hash"]))
        if end is not None:
            last, problem = end, _problem_of_opening(opening)
        else:
            end = self._end_of_fields(lines, content_start, first=text)
            if end is None:
                return None
            closing = _next_line(lines, end)
            last = closing if closing is not None and _is_delimiter(lines[closing]) else end - 1
            problem = _not_closed(mark)
        content = [text, *lines[start + 1 : end]] if text else lines[start + 1 : end]
        if last != end:
            content[-1] = _CLOSING_AFTER_FIELD[mark].sub("", content[-1])
        is_toml = mark == "+"
        return Block(
            first=start, last=last, content=content, content_start=content_start, is_toml=is_toml, problem=problem
        )

    def _may_open(self, lines: list[str], start: int, opening: re.Match[str]) -> bool:
        """Return whether a delimiter may open front matter: text after it is a field, an odd one has a field below."""
        if opening["text"]:
            return self._is_field(opening["text"])
        if not opening["hash"] and len(opening["fence"]) == 3:
            return True
        after = _next_line(lines, start + 1)
        return after is not None and self._is_field(lines[after])

    def _below_others(self, lines: list[str], start: int) -> Block | None:
        """Return the front matter below a comment, the first heading or both, if it is closed."""
        above = ""
        comment, heading = ("a comment", _end_of_comment), ("a heading", _end_of_heading)
        for what, end_of in (comment, heading, comment):
            if end := end_of(lines, start):
                above, below = above or what, _next_line(lines, end)
                if below is None:
                    return None
                start = below
        block = self._certain_block(lines, start) if above else None
        return block and replace(block, problem=f"the front matter is below {above}; put it at the top of the file")

    def _certain_block(self, lines: list[str], start: int) -> Block | None:
        """Return the front matter that begins at a line in the text, with one delimiter at least.

        A title and another field tell it from text where the other delimiter is missing.
        """
        opening = _DELIMITER.fullmatch(lines[start].strip(BLANK))
        if opening is None:
            block = self._without_opening(lines, start)
            is_closed = block is not None and block.last >= start + len(block.content)
            return block if block and is_closed and self._has_title(block.content) else None
        # No comments in YAML: `# x` below a rule is a heading.
        after = _next_line(lines, start + 1, but="#" if opening["fence"][0] == "+" else "\n")
        content = [] if after is None else self._opening_fields(lines, after)
        if opening["hash"] or not (opening["text"] or content):
            return None
        if _closing_line(lines, start, opening["fence"][0]) is None and not self._has_title(content):
            return None
        return self._delimited(lines, start, opening)

    def _known_keys(self, content: list[str]) -> list[str]:
        return [field[0].casefold() for line in content if (field := split_field(line)) and self.is_known(field[0])]

    def _has_title(self, content: list[str]) -> bool:
        """Return whether a title and another known field are in it."""
        keys = self._known_keys(content)
        return "title" in keys and len(keys) > 1

    def _opening_fields(self, lines: list[str], start: int) -> list[str]:
        """Return the lines of the fields that begin at a line, none if they may be text.

        The first may be of another program (``layout: post``), if a title and another that is known follow.
        """
        end = self._end_of_fields(lines, start) if split_field(lines[start]) else None
        content = lines[start:end] if end else []
        return content if self._is_field(lines[start]) or self._has_title(content) else []

    def _without_opening(self, lines: list[str], start: int) -> Block | None:
        """Return fields at the top of a text that no delimiter opens: Hexo closes them only, Pelican needs none."""
        content = self._opening_fields(lines, start)
        if not content:
            return None
        keys, end = self._known_keys(content), start + len(content)
        closing = _next_line(lines, end)
        is_toml = "=" in lines[start].partition(":")[0]
        if closing is not None and _is_delimiter(lines[closing]):
            problem = f"the front matter has no opening line; put a line {lines[closing].strip(BLANK)!r} before it"
            return Block(
                first=start, last=closing, content=content, content_start=start, is_toml=is_toml, problem=problem
            )
        if len(keys) < 2 and keys != ["title"]:
            return None
        problem = "the front matter has no delimiters; put a line '---' before and after it"
        return Block(first=start, last=end - 1, content=content, content_start=start, is_toml=is_toml, problem=problem)

    def _is_field(self, line: str) -> bool:
        field = split_field(line)
        return field is not None and self.is_known(field[0])

    def _end_of_fields(self, lines: list[str], start: int, first: str = "") -> int | None:
        """Return the line after the last field; None if there is no field.

        Fields follow each other, with their lists and indented lines; after a blank line only a known field goes on.
        The list of a field may have blank lines as well, if such a field follows it.
        """
        end, blank, is_open = start, False, False
        for number in range(start, len(lines)):
            line = first if first and number == start else lines[number]
            if not line.strip(BLANK):
                blank = True
                continue
            if blank and is_open and _ITEM.match(line) and not _is_delimiter(line):
                continue
            field = split_field(line)
            goes_on = self._is_field(line) if blank else bool(field or (end > start and _ITEM.match(line)))
            if not goes_on or _is_delimiter(line):
                break
            end, blank = number + 1, False
            is_open = field[1] in _OPEN if field else is_open
        return end if end > start else None


def _object(text: str) -> tuple[int, list[str]]:
    """Return where the JSON object that begins a text ends, and its keys; none where it does not end."""
    depth, names = 0, list[str]()
    for match in _JSON_MARK.finditer(text):
        depth += {"{": 1, "[": 1, "}": -1, "]": -1}.get(match[0], 0)
        if depth == 0:
            return match.end(), names
        if depth == 1 and match["name"]:
            names.append(match["name"])
    return 0, []


def _problem_of_opening(opening: re.Match[str]) -> str:
    delimiter = opening["fence"][0] * 3
    if opening["hash"]:
        return f"the delimiter {delimiter!r} is written as a heading; write it alone on its line"
    if opening["text"]:
        return f"a field is on the line of the delimiter {delimiter!r}; put it on the next line"
    return ""


def _not_closed(mark: str) -> str:
    return f"the front matter is not closed; put a line {mark * 3!r} after its last field"


def _may_be_syntax(line: str) -> bool:
    return line[0] in " \t#[-]}" or split_field(line) is not None


def _end_of_comment(lines: list[str], start: int) -> int:
    """Return the line after the HTML comment that begins a line, 0 for none."""
    if not lines[start].lstrip(BLANK).startswith("<!--"):
        return 0
    end = next((number for number in range(start, len(lines)) if "-->" in lines[number]), None)
    return end + 1 if end is not None and lines[end].rstrip().endswith("-->") else 0


def _end_of_heading(lines: list[str], start: int) -> int:
    """Return the line after a heading, of one line or underlined, 0 for none."""
    if _HEADING.match(lines[start].strip(BLANK)):
        return start + 1
    if _FENCE.match(lines[start]):
        return 0  # what it contains may be an example of front matter
    underline = _UNDERLINE.fullmatch(lines[start + 1]) if start + 1 < len(lines) else None
    # A field above `---` is no heading: Hexo closes its front matter so.
    return start + 2 if underline and not (underline["dashes"] and split_field(lines[start])) else 0


def _next_line(lines: list[str], start: int, but: str = "\n") -> int | None:
    """Return the first line from ``start`` on that is not blank and does not begin with ``but``."""
    wanted = (number for number in range(start, len(lines)) if lines[number].strip(BLANK))
    return next((number for number in wanted if not lines[number].startswith(but)), None)


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
