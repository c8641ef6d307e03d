"""Files that describe terms, such as ``authors.yml``: found for each collection, read once a build (in planning).

The file nearest to the posts counts: in the folder of the collection, else in one above, up to the source folder. The
option in conf.py is for all collections; a file has precedence. No post is read again when such a file changes: the
plan of the output compares what pages show.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, Generic

from sphinx_eulernews.domain import news_domain
from sphinx_eulernews.lazy import lazy
from sphinx_eulernews.model.declared_terms import parents_of, read_term
from sphinx_eulernews.model.people import Person, read_person
from sphinx_eulernews.model.post import Banner
from sphinx_eulernews.model.taxonomy import AUTHOR, TAG, TAXONOMIES, TaxonomyDef
from sphinx_eulernews.model.term_records import Record, RecordReader, TermRecord, TermRecords, read_records
from sphinx_eulernews.model.text import fold
from sphinx_eulernews.render.tree import is_web_url
from sphinx_eulernews.warnings import Subtype, warn

if TYPE_CHECKING:
    from sphinx.environment import BuildEnvironment

    from sphinx_eulernews.files import lookup
    from sphinx_eulernews.model import front_matter_syntax
    from sphinx_eulernews.model.front_matter import Problem
    from sphinx_eulernews.read import banner, probed_images, references
else:
    lookup = lazy("sphinx_eulernews.files.lookup")
    banner = lazy("sphinx_eulernews.read.banner")
    probed_images = lazy("sphinx_eulernews.read.probed_images")
    references = lazy("sphinx_eulernews.read.references")
    front_matter_syntax = lazy("sphinx_eulernews.model.front_matter_syntax")

FILE_LIMIT = 2**20
"""Bytes of a file of terms that are read at all."""
_CONF = "conf.py"


@dataclass(frozen=True, slots=True, kw_only=True)
class TermFiles(Generic[Record]):
    """How the terms of a taxonomy are described: by files of these names, and by an option, a mapping or a file.

    ``read`` makes a record of an entry; ``within`` is a key below which a file may have its entries, and with
    ``keys_alone`` an entry may be a key without fields. ``option`` is empty where there is none.
    """

    taxonomy: TaxonomyDef
    names: tuple[str, ...]
    option: str
    read: Callable[[RecordReader], Record]
    within: str = ""
    keys_alone: bool = False


@dataclass
class TermFileReader(Generic[Record]):
    """Reads the files of one taxonomy in one build; each problem is a warning at its line."""

    env: BuildEnvironment
    files: TermFiles[Record]
    # The records of each file: collections share those above them.
    _known: dict[str, list[Record]] = field(default_factory=dict)

    def by_collection(
        self, collections: Iterable[str], option: Mapping[str, Any] | str
    ) -> Iterator[tuple[str, TermRecords[Record]]]:
        """Yield the records of each collection that has some; ``option`` is the value in conf.py."""
        common = self._of_option(option) if option else []
        for key in collections:
            path = next(filter(self._is_file, self._paths(key)), "")
            own = self._of_file(path) if path else []
            if common or own:
                yield key, TermRecords({fold(record.key): record for record in (*common, *own)}.values())

    def _paths(self, collection: str) -> Iterator[str]:
        folder = PurePosixPath(collection)
        for each in (folder, *folder.parents):
            yield from ((each / name).as_posix() for name in self.files.names)

    def _is_file(self, path: str) -> bool:
        """Return whether a file is there; where posts come from strangers, no link out of the source folder counts."""
        root, file = Path(self.env.srcdir), Path(self.env.srcdir) / path
        is_inside = not news_domain(self.env).settings.untrusted or file.resolve().is_relative_to(root.resolve())
        return is_inside and file.is_file()

    def _of_option(self, option: Mapping[str, Any] | str) -> list[Record]:
        if not isinstance(option, str):
            file = front_matter_syntax.YamlFile(as_tree(option))
            return self._read(file, lambda problem: self._warn_of_option(problem.message), _CONF)
        if self._is_file(option):
            return self._of_file(option)
        self._warn_of_option(f"there is no file {option!r} in the source folder")
        return []

    def _warn_of_option(self, message: str) -> None:
        warn(Subtype.CONFIG, f"conf.py: eulernews_{self.files.option}: {message}")

    def _of_file(self, path: str) -> list[Record]:
        if path not in self._known:
            place = Path(self.env.srcdir) / path

            def report(problem: Problem) -> None:
                warn(Subtype.FIELD, problem.message, path=f"{place}:{problem.line}")

            try:
                file = front_matter_syntax.parse_yaml(_text_of(place))
            except front_matter_syntax.BadYamlError as error:
                message = f"the file cannot be read, so its {self.files.taxonomy.plural} are not known: {error}"
                warn(Subtype.FIELD, message, path=f"{place}:{error.line}")
                self._known[path] = []
            else:
                self._known[path] = self._read(file, report, path)
        return self._known[path]

    def _read(self, file: front_matter_syntax.YamlFile, report: Callable[[Problem], None], path: str) -> list[Record]:
        files = self.files
        records, problems = read_records(file, files.read, path=path, within=files.within, keys_alone=files.keys_alone)
        known = TermRecords(records)
        _parents, of_tree = parents_of(known)
        for problem in (*problems, *known.problems, *of_tree):
            report(problem)
        return records


AUTHORS = TermFiles(
    taxonomy=AUTHOR,
    names=("authors.yml", ".authors.yml", "authors.yaml", ".authors.yaml"),
    option="authors",
    read=read_person,
    within="authors",
)


DECLARED = tuple(
    TermFiles(
        taxonomy=taxonomy,
        names=(f"{taxonomy.plural}.yml", f".{taxonomy.plural}.yml", f"{taxonomy.plural}.yaml"),
        option="tags" if taxonomy is TAG else "",
        read=read_term,
        keys_alone=True,
    )
    for taxonomy in TAXONOMIES
    if taxonomy is not AUTHOR
)


def load_records(env: BuildEnvironment, collections: Iterable[str]) -> dict[tuple[str, str], TermRecords[TermRecord]]:
    """Read the records of terms for each collection, from files and conf.py."""
    settings, records = news_domain(env).settings, dict[tuple[str, str], TermRecords[TermRecord]]()
    avatars, collections = _Avatars(env), list(collections)
    for key, people in TermFileReader(env, AUTHORS).by_collection(collections, settings.authors):
        records[key, AUTHOR.plural] = TermRecords(map(avatars.with_avatar, people))
    for files in DECLARED:
        option = settings.tags if files.option else {}
        for key, terms in TermFileReader(env, files).by_collection(collections, option):
            records[key, files.taxonomy.plural] = terms
    return records


@dataclass
class _Avatars:
    """Finds the avatars of people, each once; one that cannot be shown is a warning at its line."""

    env: BuildEnvironment
    _found: dict[tuple[str, int, str], Banner | None] = field(default_factory=dict)

    def with_avatar(self, person: Person) -> Person:
        """Return a person with the file of the avatar."""
        if not person.image:
            return person
        key = (person.path, person.image_line, person.image)
        if key not in self._found:
            self._found[key] = self._find(person)
        return replace(person, avatar=self._found[key])

    def _find(self, person: Person) -> Banner | None:
        if is_web_url(person.image):
            return Banner(person.image)
        found = references.lookup_of(self.env).find(PurePosixPath(person.path), person.image)
        if isinstance(found, lookup.Missing):
            tried = ", ".join(found.tried[:3])
            warn_of_avatar(self.env, person, "does not exist" + (f" (looked for {tried})" if tried else ""))
            return None
        for problem in found.problems[:1]:
            right = lookup.as_found(person.image, found.path)
            warn_of_avatar(self.env, person, f"{references.SPELLING_PROBLEMS[problem]}; write {right!r}", end="")
        avatar = banner.read_banner(self.env, found.path)
        if avatar is None:
            warn_of_avatar(self.env, person, str(probed_images.image_info(self.env, found.path)))
        return avatar


def warn_of_avatar(env: BuildEnvironment, person: Person, problem: str, end: str = "; initials are shown") -> None:
    """Warn of an avatar where it is named."""
    message = f"{person.key!r}: the avatar {person.image!r} {problem}{end}"
    if person.path == _CONF:
        warn(Subtype.IMAGE, f"{_CONF}: eulernews_authors: {message}")
    else:
        warn(Subtype.IMAGE, message, path=f"{Path(env.srcdir) / person.path}:{person.image_line}")


def warn_of_broken_avatars(
    env: BuildEnvironment, records: Mapping[tuple[str, str], TermRecords[TermRecord]], broken: Mapping[str, str]
) -> None:
    """Warn of avatars that cannot be decoded."""
    people = (each for (_key, plural), found in records.items() if plural == AUTHOR.plural for each in found)
    shown = {each: each.avatar.digest for each in people if isinstance(each, Person) and each.avatar}
    for person, digest in shown.items():
        if digest in broken:
            warn_of_avatar(env, person, broken[digest])


def _text_of(path: Path) -> str:
    """Return the text of a file; raises BadYamlError."""
    try:
        size = path.stat().st_size
        if size > FILE_LIMIT:
            raise front_matter_syntax.BadYamlError(f"it has {size:,} bytes, more than {FILE_LIMIT:,}", 1)
        return path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeError) as error:
        raise front_matter_syntax.BadYamlError(str(error), 1) from error


def as_tree(value: Any) -> front_matter_syntax.Tree:
    """Return a value of conf.py as a file would have it: strings, lists and mappings."""
    if isinstance(value, Mapping):
        return {str(key): as_tree(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [as_tree(item) for item in value]
    return None if value is None else str(value)
