"""YAML and TOML as plain values, with the line of each key; the one module that knows PyYAML. Pure.

Scalars stay strings: ``fields`` interprets dates, flags and lists, not YAML (``NO`` is a country, ``1.10`` a release).
Depth is limited before parsing, since both parsers recurse: ``a.a.a...`` of 46 KB took 2.3 GB in ``tomllib``.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import yaml

from sphinx_eulernews.model.text import printable, split_names

BLANK = "\ufeff\u200b\xa0\u3000 \t\r"
"""Characters stripped from both ends of a line: white space and the byte order mark."""

MAX_DEPTH = 32
"""Levels of nesting that are read: of lists, mappings and dotted keys."""
MAX_VALUES = 10_000
"""Values of front matter that are read; YAML aliases make many of few."""
MAX_FILE_VALUES = 100_000
"""Values of a file that describes terms: an archive may have thousands of tags."""

Tree: TypeAlias = "str | list[Tree] | dict[str, Tree] | None"
"""What was written: strings, None for null, lists and mappings of these."""

_KEY = re.compile(r"[A-Za-z][\w .-]*")
_LONGEST_KEY = 64
_CORE = "tag:yaml.org,2002:"
_CORE_TYPES = frozenset(
    {"str", "int", "float", "bool", "null", "timestamp", "binary", "seq", "map", "set", "omap", "merge"}
)
# libyaml is 20 times as fast; a wheel of PyYAML without it still works.
_Loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
NULL = frozenset({"", "~", "null", "Null", "NULL"})
"""What means nothing where a scalar has no quotes."""
_ITEM = re.compile(r"\s*-\s*(?P<value>.*)")
_WIDE_COMMA = re.compile(r"，(?![^（(]{0,60}[）)])")
_BLOCK_SCALAR = re.compile(r"[|>][-+0-9]{0,3}")
# In more than one word without quotes, such as ``Fix: issue #7``, what follows is text.
_COMMENTED = re.compile(
    r"""
    (?P<value> "(?:[^"\\]|\\.)*+" | '[^']*+' | \[[^\[\]]*+\] | [^\s"'\[\#]\S*+ ) [ \t]++\#.*
    """,
    re.VERBOSE,
)
# Strings and comments of TOML, in which dots and brackets mean nothing. What is not closed ends with the line or the
# text, so that nothing is read twice.
_TOML_STRING = re.compile(
    r"""
    \"{3} (?: [^"\\] | \\. | "(?!"") )*+ (?: \"{3} | \Z ) | '{3} (?: [^'] | '(?!'') )*+ (?: '{3} | \Z )
    | " (?: [^"\\\n] | \\. )*+ "? | '[^'\n]*+ '? | \#[^\n]*
    """,
    re.DOTALL | re.VERBOSE,
)
_TOML_KEY_END = re.compile(r"[=\[\]{},\n]")
_SEPARATORS = dict.fromkeys((0x2028, 0x2029), " ")
_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,18})")
_FLOAT = re.compile(r"[-+]?[0-9]{1,18}\.[0-9]{1,18}")
_BOOLEANS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}


def split_field(line: str) -> tuple[str, str] | None:
    """Split ``key: value`` or ``key = value``, as authors write it in YAML, TOML or Chinese; None for other lines."""
    ends = [place for mark in ":=：" if (place := line.find(mark, 0, _LONGEST_KEY + 8)) > 0]
    if not ends:
        return None
    key = line[: min(ends)].strip(BLANK).strip("'\"")
    if not 0 < len(key) <= _LONGEST_KEY or not _KEY.fullmatch(key):
        return None
    return key, line[min(ends) + 1 :].strip()


class Plain(str):
    """A scalar without quotes, which may be a number or a flag: see ``typed``."""

    __slots__ = ()


@dataclass(slots=True)
class Parsed:
    """The fields of front matter as they were written, the line of each, and problems of syntax.

    ``problems`` holds lines and sentences; ``last`` is the last line of a field list; ``is_valid``: it was parsed as a
    whole, not line by line.
    """

    fields: dict[str, Tree] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    problems: list[tuple[int, str]] = field(default_factory=list)
    last: int = 0
    is_valid: bool = True


def parse(content: list[str], start: int, *, is_toml: bool) -> Parsed:
    """Parse the lines of front matter, of which the first is line ``start``.

    What cannot be parsed is read line by line, so that one bad line costs one field.
    """
    parsed = Parsed()
    # To YAML, these separators end a line, and the lines of keys would be wrong.
    lines = printable("\n".join(content)).translate(_SEPARATORS).split("\n")
    deep = set(_deep_toml_lines(lines) if is_toml else _deep_yaml_lines(lines))
    if deep:
        message = f"more than {MAX_DEPTH} levels of nesting; the line is ignored"
        parsed.problems.append((start + min(deep), message))
        lines = ["" if number in deep else line for number, line in enumerate(lines)]
    if not is_toml:
        lines = _without_tabs(lines)
    text = "\n".join(lines)
    try:
        if is_toml:
            parsed.fields = _from_toml(tomllib.loads(text, parse_float=Plain))
            parsed.lines = lines_of_keys(lines, start)
        else:
            _read_yaml(text, start, parsed)
    except (ValueError, RecursionError, yaml.YAMLError) as error:
        number, reason = _place_of(error)
        number = min(start + number, start + max(len(content) - 1, 0))
        if not deep:
            message = f"the front matter cannot be parsed ({reason}); it was read line by line"
            parsed.problems.append((number, message))
        parsed.is_valid = False
        parsed.fields, parsed.lines = parse_by_line(lines), lines_of_keys(lines, start)
    return parsed


def _without_tabs(lines: list[str]) -> list[str]:
    """Indent lines by spaces where all that are indented have tabs, which YAML forbids, and Hexo and others allow."""
    tabs = [len(line) - len(line.lstrip("\t")) for line in lines]
    if not any(tabs) or any(
        line[count : count + 1] == " " for line, count in zip(lines, tabs, strict=True) if line.strip()
    ):
        return lines
    return [f"{'  ' * count}{line[count:]}" for line, count in zip(lines, tabs, strict=True)]


def typed(value: Tree) -> Any:
    """Return a value with the types of YAML, for MyST and other extensions."""
    if isinstance(value, dict):
        return {key: typed(item) for key, item in value.items()}
    if isinstance(value, list):
        return [typed(item) for item in value]
    if not isinstance(value, Plain):
        return value
    if value in _BOOLEANS:
        return _BOOLEANS[value]
    if _INTEGER.fullmatch(value):
        return int(value)
    return float(value) if _FLOAT.fullmatch(value) else str(value)


class BadYamlError(ValueError):
    """A YAML file cannot be read; ``line`` counts from 1."""

    def __init__(self, reason: str, line: int) -> None:
        super().__init__(reason)
        self.line = line


@dataclass(slots=True)
class YamlFile:
    """A YAML file: its tree, the line of each key (from 1) by the keys that lead there, and keys that repeat."""

    tree: Tree = None
    lines: dict[tuple[str, ...], int] = field(default_factory=dict)
    repeated: list[tuple[str, ...]] = field(default_factory=list)

    def line_of(self, path: tuple[str, ...]) -> int:
        """Return the line of a key, or of the key above it."""
        return self.lines.get(path, self.lines.get(path[:-1], 1))


def parse_yaml(text: str) -> YamlFile:
    """Parse a YAML file; raises BadYamlError."""
    deep = next(_deep_yaml_lines(text.split("\n")), None)
    if deep is not None:
        raise BadYamlError(f"it has more than {MAX_DEPTH} levels of nesting", deep + 1)
    file = YamlFile()
    try:
        node = yaml.compose(printable(text).translate(_SEPARATORS), Loader=_Loader)
        if node is not None:
            # First, since the converter counts values: aliases may repeat each other without end.
            file.tree = _Converter(MAX_FILE_VALUES).convert(node)
            _note_lines(node, (), file)
    except (ValueError, yaml.YAMLError, RecursionError) as error:
        line, reason = _place_of(error)
        raise BadYamlError(reason, line + 1) from error
    return file


def _note_lines(node: yaml.Node, path: tuple[str, ...], file: YamlFile) -> None:
    """Note the lines of the keys of a mapping, and of the mappings in it."""
    for key, value in node.value if isinstance(node, yaml.MappingNode) else ():
        if isinstance(key, yaml.ScalarNode):
            inner = (*path, str(key.value))
            if inner in file.lines:
                file.repeated.append(inner)
            file.lines[inner] = key.start_mark.line + 1
            _note_lines(value, inner, file)


def _read_yaml(text: str, start: int, parsed: Parsed) -> None:
    root = yaml.compose(text, Loader=_Loader)
    if root is None:
        return
    if not isinstance(root, yaml.MappingNode):
        raise ValueError("it holds no 'key: value' lines")
    converter = _Converter()
    for key, value in root.value:
        if not isinstance(key, yaml.ScalarNode):
            continue
        name, line = str(key.value), start + key.start_mark.line
        if name in parsed.fields:
            parsed.problems.append((line, f"the field {name!r} is there twice; the last one is read"))
        parsed.fields[name], parsed.lines[name] = converter.convert(value), line
        if tag := converter.take_tag():
            parsed.problems.append(
                (line, f"the field {name!r} has the YAML tag {tag[:80]!r}, which is ignored; leave it out")
            )


class _Converter:
    """Turns nodes of YAML into plain values; counts them, since aliases may repeat each other without end."""

    def __init__(self, limit: int = MAX_VALUES) -> None:
        self._limit = self._left = limit
        self._tag = ""

    def take_tag(self) -> str:
        """Return a tag that was met since the last call: it would make an object of another type, and makes none."""
        tag, self._tag = self._tag, ""
        return tag

    def convert(self, node: yaml.Node, depth: int = 0) -> Tree:
        """Return the value of a node."""
        self._left -= 1
        if self._left < 0:
            raise ValueError(f"it has more than {self._limit} values")
        if depth > MAX_DEPTH:
            raise ValueError(f"it has more than {MAX_DEPTH} levels of nesting")
        if node.tag and node.tag.removeprefix(_CORE) not in _CORE_TYPES:
            self._tag = node.tag
        if isinstance(node, yaml.ScalarNode):
            if node.style:
                return str(node.value)
            return None if node.value in NULL else Plain(node.value)
        if isinstance(node, yaml.SequenceNode):
            items = [self.convert(item, depth + 1) for item in node.value]
            return list(_split_at_wide_commas(items)) if node.flow_style else items
        return {
            str(key.value): self.convert(value, depth + 1)
            for key, value in node.value
            if isinstance(key, yaml.ScalarNode)
        }


def _split_at_wide_commas(items: list[Tree]) -> Iterator[Tree]:
    """Yield the items of ``[甲，乙]``: to YAML, only ``,`` separates them. In quotes and in parentheses, it is text."""
    for item in items:
        if isinstance(item, Plain) and "，" in item:
            yield from (Plain(part.strip()) for part in _WIDE_COMMA.split(item) if part.strip())
        else:
            yield item


def _from_toml(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _from_toml(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_from_toml(item) for item in value]
    if isinstance(value, bool):
        return Plain(str(value).lower())
    return value if isinstance(value, str) else Plain(value)


def parse_by_line(lines: list[str]) -> dict[str, Tree]:
    """Read ``key: value`` lines with the ``- item`` and indented lines that follow, each for itself."""
    fields: dict[str, Tree] = {}
    key = ""
    for line in lines:
        pair, item = split_field(line), _ITEM.match(line)
        value = fields.get(key)
        if item and key and not (pair and not line.lstrip().startswith("-")):
            items = value if isinstance(value, list) else [value] if value else []
            fields[key] = [*items, _scalar(_without_comment(item["value"]))]
        elif pair and len(line) - len(line.lstrip(" ")) < 4:
            key = pair[0]
            fields[key] = _value_of_line(pair[1])
        elif key and line[:1] in (" ", "\t") and line.strip() and not isinstance(value, list):
            before = "" if value is None or _BLOCK_SCALAR.fullmatch(str(value)) else f"{value} "
            fields[key] = f"{before}{line.strip()}"
    return fields


def _value_of_line(value: str) -> Tree:
    value = _without_comment(value)
    if value[:1] in ("[", '"') and value.endswith(","):  # of JSON
        value = value[:-1]
    if value.startswith("[") and value.endswith("]"):
        return [_scalar(part) for part in split_names(value[1:-1])]
    return _scalar(value)


def _without_comment(value: str) -> str:
    """Return a value without a comment after it, which may be in the way: ``draft = false  # or true``."""
    match = _COMMENTED.fullmatch(value)
    return match["value"] if match else value


def _scalar(value: str) -> Tree:
    value = value.strip()
    if len(value) >= 2 and value[0] in "'\"" and value[-1] == value[0]:
        return value[1:-1]
    return None if value in NULL else Plain(value)


def lines_of_keys(content: list[str], start: int) -> dict[str, int]:
    """Return the line of each key, by the form of the lines."""
    lines: dict[str, int] = {}
    for number, line in enumerate(content, start):
        if pair := split_field(line):
            lines.setdefault(pair[0], number)
        elif line.startswith("["):
            lines.setdefault(line.strip("[] \t"), number)  # a table of TOML
    return lines


def _deep_yaml_lines(lines: list[str]) -> Iterator[int]:
    """Yield the lines of YAML that are nested too deep: in brackets, in lists of lists, or by their indentation."""
    brackets = 0
    indents: list[int] = []
    for number, line in enumerate(lines):
        inner = line.lstrip(" -?:")
        prefix = line[: len(line) - len(inner)]
        indent = len(prefix)
        if inner:
            while indents and indents[-1] >= indent:
                indents.pop()
            indents.append(indent)
        brackets, deepest = _count_brackets(line, brackets)
        if max(deepest, len(indents), prefix.count("-") + prefix.count("?")) > MAX_DEPTH and not line.startswith("---"):
            yield number


def _count_brackets(line: str, brackets: int) -> tuple[int, int]:
    """Return how many brackets are open after a line, and at most within it; ``brackets`` are open before."""
    deepest = brackets
    for char in line:
        if char in "[{":
            brackets += 1
            deepest = max(deepest, brackets)
        elif char in "]}":
            brackets = max(brackets - 1, 0)
    return brackets, deepest


def _deep_toml_lines(lines: list[str]) -> Iterator[int]:
    """Yield the lines of TOML that are nested too deep: in brackets or by the dots of a key."""
    # Strings are emptied, but for their line ends, so that lines keep their numbers.
    text = _TOML_STRING.sub(lambda match: "''" + "\n" * match[0].count("\n"), "\n".join(lines))
    brackets = 0
    for number, line in enumerate(text.split("\n")):
        brackets, deepest = _count_brackets(line, brackets)
        dots = max(part.count(".") for part in _TOML_KEY_END.split(line))
        if max(deepest, dots) > MAX_DEPTH:
            yield number


def _place_of(error: Exception) -> tuple[int, str]:
    """Return the line of a syntax error, counted from 0 in the parsed text, and its reason."""
    if isinstance(error, yaml.MarkedYAMLError):
        return (error.problem_mark.line if error.problem_mark else 0), error.problem or "it is not YAML"
    if isinstance(error, RecursionError):
        return 0, "it is nested too deep"
    match = re.search(r"at line (\d{1,9})", str(error)[:500])
    return (int(match[1]) - 1 if match else 0), str(error)[:500].split("\n", 1)[0]
