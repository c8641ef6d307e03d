"""Front matter of a post: a string in, a mapping out, with the line of every field. Pure.

``front_matter_block`` finds it and ``front_matter_syntax`` parses it, or ``docinfo`` in reStructuredText; here its keys
are mapped to ours. ``fields`` interprets the values.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from sphinx_eulernews.model.commented_fields import parse_commented_fields
from sphinx_eulernews.model.docinfo import end_of_title, parse_docinfo
from sphinx_eulernews.model.front_matter_block import BlockFinder
from sphinx_eulernews.model.front_matter_syntax import (
    Parsed,
    Tree,
    parse,
    split_field,
    typed,
)
from sphinx_eulernews.model.keys import Keys, fold_key
from sphinx_eulernews.model.text import FALSE_WORDS, TRUE_WORDS, clean

# The options of Hugo in `build: {render: never, list: never}`, and the fields that say the same here.
_BUILD = (("render", FALSE_WORDS | {"never", "link"}, "draft"), ("list", FALSE_WORDS | {"never"}, "unlisted"))
_CONTAINERS = frozenset({"params", "taxonomies", "extra"})

Value: TypeAlias = "str | list[Value] | dict[str, Value]"
"""The value of a field: strings of one line without control characters, and lists and mappings of them."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem of a post, to be reported as a warning: line (from 1), subtype, message."""

    line: int
    subtype: str
    message: str


@dataclass(slots=True)
class FrontMatter:
    """The front matter of a post.

    ``fields`` maps our keys to values, ``written`` to the key as its author wrote it, ``lines`` to the line of each
    (from 1). ``rest`` holds the fields that are not ours, with the types of YAML, and ``lines`` has theirs too;
    ``unclear`` maps keys of these that are close to one of ours to that; ``extra`` holds fields that the site
    declares, by name. ``first`` and ``last`` are the lines of the delimiters, 0 where there are none.
    """

    fields: dict[str, Value] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    first: int = 0
    last: int = 0
    problems: list[Problem] = field(default_factory=list)
    written: dict[str, str] = field(default_factory=dict)
    rest: dict[str, Any] = field(default_factory=dict)
    unclear: dict[str, str] = field(default_factory=dict)
    extra: dict[str, Value] = field(default_factory=dict)

    def line_of(self, key: str) -> int:
        """Return the line of a field, or the first line of the front matter where it has none."""
        return self.lines.get(key, self.first or 1)

    def name_of(self, key: str) -> str:
        """Return the key of a field as its author wrote it."""
        return self.written.get(key, key)

    def set_from(self, source: str, key: str, value: Value) -> None:
        """Set a field by what stands in another one, ``source``: warnings name that, at its line."""
        self.fields[key], self.lines[key], self.written[key] = value, self.line_of(source), self.name_of(source)


def read_front_matter(text: str, keys: Keys) -> FrontMatter:
    """Read the front matter of a post; ``keys`` are those that the site knows."""
    lines = text.replace("\r\n", "\n").split("\n")
    if commented := parse_commented_fields(lines):
        return _of_comments(commented, keys)
    finder = BlockFinder(keys.is_known)
    block = finder.find(lines)
    if block is None:
        return FrontMatter()
    parsed = parse(block.content, block.content_start + 1, is_toml=block.is_toml)
    if not parsed.is_valid and (shorter := finder.without_prose(block)):
        block = shorter
        parsed = parse(block.content, block.content_start + 1, is_toml=block.is_toml)
    front_matter = FrontMatter(first=block.first + 1, last=block.last + 1)
    if block.problem:
        # One warning for one cause: with the delimiters wrong, the syntax may be wrong as well.
        front_matter.problems.append(Problem(block.first + 1, "front_matter", block.problem))
    else:
        front_matter.problems += [Problem(line, "front_matter", message) for line, message in parsed.problems]
    _map_fields(front_matter, parsed, keys)
    return front_matter


def read_docinfo(text: str, keys: Keys) -> FrontMatter:
    """Read the field list at the top of a reStructuredText document (``:date: Jan 2, 2024``) as front matter.

    Below the title, as Pelican has it, it is a part of the text: then ``last`` is its last line.
    """
    lines = text.replace("\r\n", "\n").split("\n")
    if commented := parse_commented_fields(lines):
        return _of_comments(commented, keys)
    title = end_of_title(lines)
    parsed = parse_docinfo(lines, title)
    front_matter = FrontMatter(first=min(parsed.lines.values(), default=0), last=parsed.last if title else 0)
    _map_fields(front_matter, parsed, keys)
    return front_matter


def _of_comments(parsed: Parsed, keys: Keys) -> FrontMatter:
    """Return the metadata of Nikola as front matter, which extends from the first line of the file."""
    front_matter = FrontMatter(first=1, last=parsed.last)
    _map_fields(front_matter, parsed, keys)
    return front_matter


def blank_front_matter(text: str, front_matter: FrontMatter) -> str:
    """Return the text with the lines of the front matter emptied, so that line numbers of the body are preserved."""
    if not front_matter.last:
        return text.removeprefix("\ufeff")
    lines = text.split("\n")
    lines[front_matter.first - 1 : front_matter.last] = [""] * (front_matter.last - front_matter.first + 1)
    return "\n".join(lines).removeprefix("\ufeff")


def _map_fields(front_matter: FrontMatter, parsed: Parsed, keys: Keys) -> None:
    """Fill the front matter under our keys; a field under its own name wins over a foreign one."""
    own: set[str] = set()
    for written, tree, line in _unfolded(parsed, front_matter.first, keys):
        key = written.strip()
        ours, name = keys.ours(key), keys.of_site(key)
        if name and not front_matter.extra.get(name):
            front_matter.extra[name] = cleaned(tree)
            front_matter.lines.setdefault(name, line)
            front_matter.written.setdefault(name, key)
        if not ours:
            front_matter.rest.setdefault(key, typed(tree))
            front_matter.lines.setdefault(key, line)
            if not name and (close := keys.close(key)):
                front_matter.unclear[key] = close
            continue
        if keys.is_misspelt(key):
            message = f"the field '{key}' is read as '{ours}'; write '{ours}'"
            front_matter.problems.append(Problem(line, "field", message))
        value = cleaned(tree)
        is_own = key.casefold() == ours
        if ours == "banner" and not is_own and isinstance(value, str) and value.casefold() in TRUE_WORDS:
            continue  # themes of Hexo have ``cover: true`` next to the image, ``img: a.png``
        if not is_own and (ours in own or _is_set(ours, front_matter.fields.get(ours))):
            continue
        if value or ours not in front_matter.fields:
            front_matter.fields[ours] = value
            front_matter.lines[ours] = line
            front_matter.written[ours] = key
        if is_own and value:
            own.add(ours)


def _is_set(ours: str, value: Value | None) -> bool:
    """Return whether a field has a value; ``cover: false`` hides no image that another key of the theme names."""
    is_flag = ours == "banner" and isinstance(value, str) and value.casefold() in FALSE_WORDS
    return bool(value) and not is_flag


def _unfolded(parsed: Parsed, first: int, keys: Keys) -> Iterator[tuple[str, Tree, int]]:
    """Yield fields with their lines, then those that Hugo and Zola have below ``params``, ``extra`` and the like.

    There too, what is close to one of ours may be meant for it: ``drfat`` has to hold the post back.
    """
    for written, tree in parsed.fields.items():
        yield written, tree, parsed.lines.get(written, first)

    def known(key: str) -> str:
        return keys.ours(key) or keys.of_site(key)

    above = {"", *(known(written.strip()) for written in parsed.fields)}
    for written, tree in parsed.fields.items():
        if written.strip().casefold() in _CONTAINERS and isinstance(tree, dict):
            line = parsed.lines.get(written, first)
            meant = {inner: known(inner) or keys.close(inner) for inner in tree}
            yield from ((inner, tree[inner], line) for inner, ours in meant.items() if ours not in above)
        elif fold_key(written) == "build":
            line = parsed.lines.get(written, first)
            # Last, since a field that comes later wins: neither is undone by `draft: false`.
            said = {name: str(value).strip().casefold() for name, value in _build_options(tree, parsed).items()}
            yield from ((ours, "true", line) for name, words, ours in _BUILD if said.get(name) in words)


def _build_options(tree: Tree, parsed: Parsed) -> Mapping[str, Tree]:
    """Return the options in ``build`` of Hugo. Read line by line, they are text, or fields next to it."""
    if isinstance(tree, dict) or parsed.is_valid:
        return tree if isinstance(tree, dict) else {}
    inner = filter(None, map(split_field, str(tree or "").strip("{}").split(",")))
    return {**parsed.fields, **dict(inner)}


def cleaned(tree: Tree) -> Value:
    """Return a value as readers of fields expect it: clean strings; null and empty items are left out."""
    if isinstance(tree, dict):
        return {str(key).strip().casefold(): value for key, item in tree.items() if (value := cleaned(item))}
    if isinstance(tree, list):
        return [value for item in tree if (value := cleaned(item))]
    return clean(tree) if tree else ""
