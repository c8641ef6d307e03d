"""The front matter of a post: text in, mapping out, with the line of every key. Pure.

Front matter is what stands between two lines ``---`` (YAML) or ``+++`` (TOML) at the top of a file; a byte order
mark, blank lines before it and spaces after the delimiters do not hurt. All scalars stay text: what a date,
a flag or a list means is for the post to say, not for YAML's guesses (``NO`` is a country, ``1.10`` a release).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import yaml

from sphinx_eulernews.model.text import clean, printable, split_names

Value: TypeAlias = "str | list[str]"

# libyaml is 20 times as fast; a wheel of PyYAML without it still works.
_Loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)

_BLANK = "\ufeff \t"
_KEY = re.compile(r"""^(?:\ufeff)?\s{0,3}["']?(?P<key>[A-Za-z][\w -]*?)["']?\s*[:=：](?P<value>.*)$""")
_ITEM = re.compile(r"^\s*-\s+(?P<value>.*)$")
_LOOKS_LIKE_HEADER = re.compile(r"^\s*title\s*[:=：]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem of a post: the line where it is (from 1), a subtype of warning, a sentence for people."""

    line: int
    subtype: str
    message: str


@dataclass(slots=True)
class FrontMatter:
    """What the top of a post says.

    ``fields`` maps our lower-case key to text or a list of texts; ``lines`` gives the line of each key
    (from 1); ``first`` and ``last`` are the lines of the delimiters, 0 where there is no front matter.
    """

    fields: dict[str, Value] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    first: int = 0
    last: int = 0
    problems: list[Problem] = field(default_factory=list)

    def line_of(self, key: str) -> int:
        """Return the line of a key, or the first line of the front matter where it has none."""
        return self.lines.get(key, self.first or 1)


def read_front_matter(text: str, aliases: Mapping[str, str], misspelt: Iterable[str] = ()) -> FrontMatter:
    """Read the front matter of a post.

    ``aliases`` maps foreign and mistyped keys to ours; those in ``misspelt`` get a warning as well.
    Front matter that cannot be parsed is read line by line, so that one bad line costs one field.
    """
    lines = text.replace("\r\n", "\n").split("\n")
    front_matter = FrontMatter()
    start = next((number for number, line in enumerate(lines) if line.strip(_BLANK)), None)
    if start is None:
        return front_matter
    fence = lines[start].strip(_BLANK)
    if fence not in ("---", "+++"):
        if _LOOKS_LIKE_HEADER.match(lines[start]):
            message = "the post seems to have front matter without delimiters; put a line '---' before and after it"
            front_matter.problems.append(Problem(start + 1, "front_matter", message))
        return front_matter
    end = _closing_line(lines, start, fence)
    if end is None:
        end = _end_of_fields(lines, start)
        if end is None:
            return front_matter
        message = f"the front matter is not closed; put a line {fence!r} after its last field"
        front_matter.problems.append(Problem(start + 1, "front_matter", message))
        content = lines[start + 1 : end + 1]
        raw = _by_line(content)
    else:
        content = lines[start + 1 : end]
        raw = _parse(fence, content, start + 2, front_matter.problems)
    front_matter.first, front_matter.last = start + 1, end + 1
    _take_fields(front_matter, raw, _lines_of_keys(content, start + 2), aliases, frozenset(misspelt))
    return front_matter


def blank_front_matter(text: str, front_matter: FrontMatter) -> str:
    """Return the text with the lines of the front matter emptied, so that every line number of the body stays true."""
    if not front_matter.last:
        return text.removeprefix("\ufeff")
    return "\n" * front_matter.last + text.split("\n", front_matter.last)[-1]


def _closing_line(lines: list[str], start: int, fence: str) -> int | None:
    closing = {fence, "..."} if fence == "---" else {fence}
    return next((n for n in range(start + 1, len(lines)) if lines[n].rstrip() in closing), None)


def _end_of_fields(lines: list[str], start: int) -> int | None:
    """Return the last line of an unclosed front matter: the fields end at the first blank line."""
    end = next((n for n in range(start + 1, len(lines)) if not lines[n].strip()), len(lines)) - 1
    return end if end > start and any(_KEY.match(line) for line in lines[start + 1 : end + 1]) else None


def _parse(fence: str, content: list[str], first: int, problems: list[Problem]) -> dict[str, Any]:
    """Parse the lines of front matter; where that fails, say so and read them one by one."""
    text = printable("\n".join(content))
    try:
        fields = tomllib.loads(text, parse_float=str) if fence == "+++" else yaml.load(text, Loader=_Loader)  # noqa: S506  strings only
        if fields is None:
            return {}
        if isinstance(fields, dict):
            return fields
        line, reason = first, "it holds no 'key: value' lines"
    except yaml.MarkedYAMLError as error:
        line = first + (error.problem_mark.line if error.problem_mark else 0)
        reason = error.problem or "it is not YAML"
    except (yaml.YAMLError, tomllib.TOMLDecodeError, ValueError, RecursionError) as error:
        match = re.search(r"at line (\d+)", str(error))
        line, reason = first + (int(match[1]) - 1 if match else 0), str(error).split("\n", 1)[0]
    line = min(line, first + max(len(content) - 1, 0))
    problems.append(
        Problem(line, "front_matter", f"the front matter cannot be parsed ({reason}); it was read line by line")
    )
    return _by_line(content)


def _by_line(content: list[str]) -> dict[str, Any]:
    """Read ``key: value`` lines and ``- item`` lines, each for itself."""
    fields: dict[str, Any] = {}
    key = ""
    for line in content:
        item, pair = _ITEM.match(line), _KEY.match(line)
        if item and key:
            if not isinstance(fields[key], list):
                fields[key] = [fields[key]] if fields[key] else []
            fields[key].append(_unquote(item["value"]))
        elif pair:
            key, value = pair["key"], pair["value"].strip()
            if value.startswith("[") and value.endswith("]"):
                fields[key] = [_unquote(part) for part in split_names(value[1:-1])]
            else:
                fields[key] = _unquote(value)
    return fields


def _unquote(value: str) -> str:
    value = value.strip()
    if len(value) >= 2 and value[0] in "'\"" and value[-1] == value[0]:
        return value[1:-1]
    return value


def _lines_of_keys(content: list[str], first: int) -> dict[str, int]:
    lines: dict[str, int] = {}
    for number, line in enumerate(content, first):
        if match := _KEY.match(line):
            lines.setdefault(match["key"].strip().casefold(), number)
    return lines


def _take_fields(
    front_matter: FrontMatter,
    raw: dict[str, Any],
    lines: dict[str, int],
    aliases: Mapping[str, str],
    misspelt: frozenset[str],
) -> None:
    """Fill the front matter under our keys; a field under its own name wins over a foreign one."""
    own: set[str] = set()
    for written, raw_value in raw.items():
        key = str(written).strip().casefold()
        ours = aliases.get(key, key)
        value = _value(raw_value)
        line = lines.get(key, front_matter.first)
        if key in misspelt:
            front_matter.problems.append(
                Problem(line, "field", f"the field '{written}' is read as '{ours}'; write '{ours}'")
            )
        if key != ours and (ours in own or front_matter.fields.get(ours)):
            continue
        if value or ours not in front_matter.fields:
            front_matter.fields[ours] = value
            front_matter.lines[ours] = line
        if key == ours and value:
            own.add(ours)


def _value(raw: Any) -> Value:
    """Return a value as text or a list of texts; what is nested deeper means nothing to a post and is left out."""
    if isinstance(raw, list):
        return [text for item in raw if not isinstance(item, list | dict) and (text := _text(item))]
    return "" if isinstance(raw, dict) else _text(raw)


def _text(raw: Any) -> str:
    if raw is None:
        return ""
    if isinstance(raw, bool):
        return "true" if raw else "false"
    return clean(str(raw))
