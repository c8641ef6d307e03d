"""Term records: the entries of ``authors.yml`` or ``tags.yml``, with labels by language, slug, other spellings. Pure.

An invalid field is ignored, with a problem at its line. Fields of one taxonomy (avatars of authors) are in a subclass
of ``TermRecord``, whose reader uses ``RecordReader``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING, Generic, TypeAlias, TypeVar

from sphinx_eulernews.lazy import lazy
from sphinx_eulernews.model.keys import one_edit_apart
from sphinx_eulernews.model.languages import normalize_language
from sphinx_eulernews.model.text import fold, shorten, split_names
from sphinx_eulernews.model.urls import is_slug

if TYPE_CHECKING:
    from sphinx_eulernews.model import front_matter
    from sphinx_eulernews.model.front_matter import Problem, Value
    from sphinx_eulernews.model.front_matter_syntax import Tree, YamlFile
else:
    # Most sites describe no term, and need no parser of YAML for these.
    front_matter = lazy("sphinx_eulernews.model.front_matter")

Localized: TypeAlias = "tuple[tuple[str, str], ...]"
"""A string by language code; that of the language ``""`` is for all others."""

MAX_NAME, MAX_DESCRIPTION, MAX_URL = 200, 2000, 2000
"""Characters of a name, a description and a URL that are used: a page of posts repeats them."""
MAX_ALIASES = 100
MAX_UNKNOWN = 50
"""Fields of a record that are not known and are compared with those that are."""

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,3}")
_AFTER_HOST = re.compile(r"[/:?#]")
_PAGES = frozenset({"htm", "html", "md", "rst"})
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


def in_language(strings: Localized, language: str) -> str:
    """Return the string for a language: for ``zh_CN`` that, else ``zh``, else the default, else the first."""
    by_language = dict(strings)
    parts = normalize_language(language).split("_")
    codes = ["_".join(parts[:number]) for number in range(len(parts), 0, -1)]
    return next((by_language[code] for code in (*codes, "") if code in by_language), strings[0][1] if strings else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class TermRecord:
    """The entry of a term in a file.

    ``key`` is what stands before the colon, ``labels`` is what readers see, ``aliases`` are other spellings that posts
    use; ``path`` and ``line`` are where it stands, for warnings.
    """

    key: str
    labels: Localized = ()
    slug: str = ""
    aliases: tuple[str, ...] = ()
    description: Localized = ()
    url: str = ""
    path: str = field(default="", compare=False)
    line: int = field(default=0, compare=False, repr=False)

    @property
    def name(self) -> str:
        """The name where no language is asked for, as in an inventory."""
        return self.label("")

    def label(self, language: str) -> str:
        """Return the name as readers of a language see it."""
        return in_language(self.labels, language) or self.key

    @property
    def spellings(self) -> tuple[str, ...]:
        """All that a post may write for the term: key, labels, aliases."""
        return tuple(dict.fromkeys((self.key, *(label for _language, label in self.labels), *self.aliases)))


Record = TypeVar("Record", bound=TermRecord, covariant=True)  # noqa: PLC0105  the name is that of what is held


class TermRecords(Generic[Record]):
    """The records of a taxonomy in a collection, found by any spelling in any case and width.

    A key goes before a label, a label before an alias; ``problems`` are the spellings of two terms.
    """

    def __init__(self, records: Iterable[Record] = ()) -> None:
        self._records = {fold(record.key): record for record in records}
        self._found: dict[str, Record] = dict(self._records)
        self.problems: list[Problem] = []
        labels = ((label, record) for record in self for label in dict.fromkeys(dict(record.labels).values()))
        aliases = ((alias, record) for record in self for alias in record.aliases)
        for name, record in chain(labels, aliases):
            owner = self._found.setdefault(fold(name), record)
            if owner is not record:
                message = f"{record.key!r}: {name!r} means {owner.key!r} already; write it at one of the two"
                self.problems.append(front_matter.Problem(record.line, "field", message))

    def __iter__(self) -> Iterator[Record]:
        return iter(self._records.values())

    def __len__(self) -> int:
        return len(self._records)

    def __repr__(self) -> str:
        return f"TermRecords({[*self]!r})"

    def find(self, name: str) -> Record | None:
        """Return the record of a name."""
        return self._found.get(fold(name)) if self._found else None

    def spellings(self, name: str) -> tuple[str, ...]:
        """Return all names that mean the same term as this one."""
        record = self.find(name)
        return (name, *record.spellings) if record else (name,)


def read_records(
    file: YamlFile,
    read: Callable[[RecordReader], Record],
    *,
    path: str = "",
    within: str = "",
    keys_alone: bool = False,
) -> tuple[list[Record], list[Problem]]:
    """Read the records of a file, a mapping of keys to fields; Material has them below the key ``within``.

    ``path`` is that of the file, which the records keep. With ``keys_alone``, a key without fields is a record, also
    in a list of keys.
    """
    tree, above = file.tree, tuple[str, ...]()
    if isinstance(tree, dict) and within and isinstance(tree.get(within), dict) and len(tree) == 1:
        tree, above = tree[within], (within,)
    if tree is None:
        return [], []
    if keys_alone and isinstance(tree, list) and all(isinstance(key, str) for key in tree):
        tree = dict.fromkeys(map(str, tree))
    if not isinstance(tree, dict):
        return [], [
            front_matter.Problem(
                1, "field", "the file is not a mapping; write 'key:' and the fields of the term below it"
            )
        ]
    problems = [
        front_matter.Problem(file.line_of(keys), "field", f"the key {keys[-1]!r} is there twice; the last one is read")
        for keys in file.repeated
    ]
    records = []
    for key, value in tree.items():
        reader = RecordReader.of(file, (*above, key), {} if keys_alone and value is None else value, path)
        if reader is not None:
            records.append(read(reader))
            problems += reader.problems
        elif value is not None:
            message = f"{key!r}: it is {str(value)[:80]!r}; write a name, or fields below it such as 'name:'"
            problems.append(front_matter.Problem(file.line_of((*above, key)), "field", message))
    return records, problems


@dataclass(slots=True)
class RecordReader:
    """Reads the fields of one record; ``problems`` are those of the fields that were asked for."""

    key: str
    fields: Mapping[str, Value]
    path: str
    line: int
    lines: Mapping[str, int]
    problems: list[Problem] = field(default_factory=list)

    @classmethod
    def of(cls, file: YamlFile, keys: tuple[str, ...], tree: Tree, path: str) -> RecordReader | None:
        """Return the reader of the value of a key: fields, or a name alone; None for any other value."""
        value, line = front_matter.cleaned(tree), file.line_of(keys)
        if isinstance(value, str) and value:
            return cls(keys[-1], {"name": value}, path, line, {})
        if not isinstance(value, dict) or not isinstance(tree, dict):
            return None
        lines = {name.strip().casefold(): file.line_of((*keys, name)) for name in tree}
        return cls(keys[-1], value, path, line, lines)

    def warn(self, name: str, message: str) -> None:
        """Note a problem of a field."""
        text = f"{self.key!r}: the field {name!r} {message}"
        self.problems.append(front_matter.Problem(self.line_of(name), "field", text))

    def line_of(self, name: str) -> int:
        """Return the line of a field, or of the record where it has none."""
        return self.lines.get(name, self.line)

    def warn_of_unknown(self, known: Iterable[str]) -> None:
        """Note the fields that are a typing error of a known one: other programs may know other fields."""
        names = sorted(known)
        for name in sorted(self.fields.keys() - set(names))[:MAX_UNKNOWN]:
            near = (each for each in names if min(len(each), len(name)) > 3 and one_edit_apart(name, each))
            if meant := next(near, ""):
                self.warn(name, f"is not known; did you mean {meant!r}?")
        self.problems.sort(key=lambda problem: problem.line)

    def first(self, *names: str) -> tuple[str, Value]:
        """Return the first field of these names that has a value, with its name."""
        return next(((name, value) for name in names if (value := self.fields.get(name))), (names[0], ""))

    def string(self, *names: str, limit: int = MAX_NAME) -> str:
        """Read a string from the first of these fields that there is."""
        name, value = self.first(*names)
        return self._shortened(name, value, limit)

    def localized(self, *names: str, limit: int = MAX_NAME) -> Localized:
        """Read a string, or a mapping of language codes to strings."""
        name, value = self.first(*names)
        if not isinstance(value, dict):
            text = self._shortened(name, value, limit)
            return (("", text),) if text else ()
        found: dict[str, str] = {}
        for code, item in value.items():
            is_default = code.casefold() == "default"
            if not (is_default or _LANGUAGE.fullmatch(code)):
                self.warn(
                    name,
                    f"has the key {code[:80]!r}, which is not a language code; write 'en:', 'zh_CN:' or 'default:'",
                )
            elif text := self._shortened(name, item, limit):
                found["" if is_default else normalize_language(code)] = text
        return tuple(found.items())

    def strings(self, *names: str) -> tuple[str, ...]:
        """Read a list of strings, or one string with separators."""
        name, value = self.first(*names)
        items = split_names(value) if isinstance(value, str) else value if isinstance(value, list) else [value]
        if len(items) > MAX_ALIASES:
            self.warn(name, f"has {len(items):,} values; {MAX_ALIASES} of them are used")
        read = (self._shortened(name, item, MAX_NAME) for item in items[:MAX_ALIASES])
        return tuple(dict.fromkeys(filter(None, read)))

    def slug(self, *names: str) -> str:
        """Read a slug: one part of a URL."""
        name, value = self.first(*names)
        slug = self._shortened(name, value, MAX_NAME)
        if slug and not is_slug(slug):
            self.warn(name, f"is {slug!r}, which is no single part of a URL; write letters, digits and hyphens")
            return ""
        return slug

    def url(self, *names: str) -> str:
        """Read a URL: absolute, ``mailto:``, or a path from the root of the site, which begins with ``/`` here."""
        name, value = self.first(*names)
        if len(url := self._shortened(name, value, MAX_URL + 1)) > MAX_URL:
            self.warn(name, f"has more than {MAX_URL:,} characters and is ignored")
            return ""
        try:
            return read_url(url)
        except ValueError as error:
            self.warn(name, f"is {url[:80]!r}: {error}")
            return ""

    def _shortened(self, name: str, value: Value, limit: int) -> str:
        if not isinstance(value, str):
            kind = "list" if isinstance(value, list) else "mapping"
            self.warn(name, f"is a {kind}; write one string")
            return ""
        if len(value) > limit <= MAX_DESCRIPTION:
            self.warn(name, f"has {len(value):,} characters; {limit:,} of them are used")
        return shorten(value, limit)


def _begins_with_host(url: str) -> bool:
    """Return whether a URL without a scheme begins with a host, such as ``www.example.org``, rather than a page."""
    name, dot, last = _AFTER_HOST.split(url, maxsplit=1)[0].rpartition(".")
    return bool(name and dot) and last.isalpha() and last.casefold() not in _PAGES


def read_url(text: str) -> str:
    """Return a URL that a page may link to; raises ValueError for one that may run script or lead nowhere."""
    url = text.strip()
    if not url or url[:8].casefold().startswith(("https://", "http://")) or url[:7].casefold() == "mailto:":
        return url
    if url.startswith("//"):
        return f"https:{url}"
    if _SCHEME.match(url) or _begins_with_host(url) or "\\" in url or ".." in url.split("/"):
        raise ValueError("write an absolute URL, with https:// before it, or a path from the root of the site")
    return "/" + url.lstrip("/")
