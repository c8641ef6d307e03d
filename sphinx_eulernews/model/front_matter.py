"""The front matter of a post: a string in, a mapping out, with the line of every field. Pure.

Front matter stands between two lines ``---`` (YAML) or ``+++`` (TOML) at the top of a file. ``front_matter_block``
finds it, ``front_matter_syntax`` parses it; here its keys are mapped to ours. What values mean is for ``fields``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from sphinx_eulernews.model.front_matter_block import find_block
from sphinx_eulernews.model.front_matter_syntax import Parsed, Tree, parse, parse_docinfo, typed
from sphinx_eulernews.model.keys import Keys
from sphinx_eulernews.model.text import clean

Value: TypeAlias = "str | list[Value] | dict[str, Value]"
"""The value of a field: strings of one line without control characters, and lists and mappings of them."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem of a post: the line where it is (from 1), a subtype of warning, a sentence for people."""

    line: int
    subtype: str
    message: str


@dataclass(slots=True)
class FrontMatter:
    """What the top of a post says.

    ``fields`` maps our keys to values, ``lines`` to the line of each (from 1), ``written`` to the key as its author
    wrote it. ``rest`` holds the fields that are not ours, with the types of YAML; ``unclear`` maps keys of these that
    are close to one of ours to that. ``first`` and ``last`` are the lines of the delimiters, 0 where there are none.
    """

    fields: dict[str, Value] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    first: int = 0
    last: int = 0
    problems: list[Problem] = field(default_factory=list)
    written: dict[str, str] = field(default_factory=dict)
    rest: dict[str, Any] = field(default_factory=dict)
    unclear: dict[str, str] = field(default_factory=dict)

    def line_of(self, key: str) -> int:
        """Return the line of a field, or the first line of the front matter where it has none."""
        return self.lines.get(key, self.first or 1)

    def name_of(self, key: str) -> str:
        """Return the key of a field as its author wrote it."""
        return self.written.get(key, key)


def read_front_matter(text: str, keys: Keys) -> FrontMatter:
    """Read the front matter of a post; ``keys`` are those that the site knows."""
    block = find_block(text.replace("\r\n", "\n").split("\n"), lambda key: bool(keys.ours(key)))
    if block is None:
        return FrontMatter()
    front_matter = FrontMatter(first=block.first + 1, last=block.last + 1)
    parsed = parse(block.content, block.start + 1, is_toml=block.is_toml)
    if block.problem:
        # One warning for one cause: with the delimiters wrong, the syntax may be wrong as well.
        front_matter.problems.append(Problem(block.first + 1, "front_matter", block.problem))
    else:
        front_matter.problems += [Problem(line, "front_matter", message) for line, message in parsed.problems]
    _map_fields(front_matter, parsed, keys)
    return front_matter


def read_docinfo(text: str, keys: Keys) -> FrontMatter:
    """Read the field list at the top of a reStructuredText document (``:date: Jan 2, 2024``) as front matter."""
    parsed = parse_docinfo(text.replace("\r\n", "\n").split("\n"))
    front_matter = FrontMatter(first=min(parsed.lines.values(), default=0))
    _map_fields(front_matter, parsed, keys)
    return front_matter


def blank_front_matter(text: str, front_matter: FrontMatter) -> str:
    """Return the text with the lines of the front matter emptied, so that every line number of the body stays true."""
    if not front_matter.last:
        return text.removeprefix("\ufeff")
    lines = text.split("\n")
    lines[front_matter.first - 1 : front_matter.last] = [""] * (front_matter.last - front_matter.first + 1)
    return "\n".join(lines).removeprefix("\ufeff")


def _map_fields(front_matter: FrontMatter, parsed: Parsed, keys: Keys) -> None:
    """Fill the front matter under our keys; a field under its own name wins over a foreign one."""
    own: set[str] = set()
    for written, tree in parsed.fields.items():
        key, line = written.strip(), parsed.lines.get(written, front_matter.first)
        ours = keys.ours(key)
        if not ours:
            front_matter.rest[key] = typed(tree)
            if close := keys.close(key):
                front_matter.unclear[key] = close
                front_matter.lines.setdefault(key, line)
            continue
        if keys.is_misspelt(key):
            message = f"the field '{key}' is read as '{ours}'; write '{ours}'"
            front_matter.problems.append(Problem(line, "field", message))
        value = cleaned(tree)
        is_own = key.casefold() == ours
        if not is_own and (ours in own or front_matter.fields.get(ours)):
            continue
        if value or ours not in front_matter.fields:
            front_matter.fields[ours] = value
            front_matter.lines[ours] = line
            front_matter.written[ours] = key
        if is_own and value:
            own.add(ours)


def cleaned(tree: Tree) -> Value:
    """Return a value as readers of fields expect it: clean strings; null and empty items are left out."""
    if isinstance(tree, dict):
        return {str(key).strip().casefold(): value for key, item in tree.items() if (value := cleaned(item))}
    if isinstance(tree, list):
        return [value for item in tree if (value := cleaned(item))]
    return clean(tree) if tree else ""


def as_mapping(value: Value) -> Mapping[str, Value]:
    """Return a mapping as it is; nothing for any other value."""
    return value if isinstance(value, dict) else {}
