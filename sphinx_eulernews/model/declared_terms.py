"""Declared terms: the entries of ``tags.yml``, and likewise of categories, groups and locations. Pure.

The file of Docusaurus (``label, permalink, description``) is read as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from sphinx_eulernews.lazy import lazy
from sphinx_eulernews.model.term_records import MAX_DESCRIPTION, RecordReader, TermRecord, TermRecords
from sphinx_eulernews.model.term_tree import MAX_LEVELS
from sphinx_eulernews.model.text import did_you_mean, fold, read_truth

if TYPE_CHECKING:
    from sphinx_eulernews.model import front_matter
    from sphinx_eulernews.model.front_matter import Problem
    from sphinx_eulernews.model.post import Post
else:
    # Most sites declare no term.
    front_matter = lazy("sphinx_eulernews.model.front_matter")

_LABELS = ("label", "name", "title")
FIELDS = frozenset({*_LABELS, "description", "slug", "permalink", "aliases", "parent", "hidden"})
"""The fields of a term that are read."""
_SUGGESTIONS = 20
"""Warnings about unknown parents that suggest a name: comparing names takes long, and each line may be wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredTerm(TermRecord):
    """A term as a file declares it.

    ``parent`` is the key of the term that it is below, at line ``parent_line``; a ``hidden`` one has no page and is
    shown nowhere, and lists can filter by it.
    """

    parent: str = ""
    parent_line: int = field(default=0, compare=False, repr=False)
    hidden: bool = False


def read_term(reader: RecordReader) -> DeclaredTerm:
    """Read an entry of ``tags.yml``."""
    reader.warn_of_unknown(FIELDS)
    slug = reader.slug("slug")
    if not slug and (permalink := reader.string("permalink")):
        # To Docusaurus, this is the end of the URL: ``/crane`` or ``/blog/tags/crane``.
        slug = replace(reader, fields={"permalink": permalink.rstrip("/").rpartition("/")[2]}).slug("permalink")
    return DeclaredTerm(
        key=reader.key,
        labels=reader.localized(*_LABELS),
        slug=slug,
        aliases=reader.strings("aliases"),
        description=reader.localized("description", limit=MAX_DESCRIPTION),
        path=reader.path,
        line=reader.line,
        parent=reader.string("parent"),
        parent_line=reader.line_of("parent"),
        hidden=_flag(reader, "hidden"),
    )


def _flag(reader: RecordReader, name: str) -> bool:
    text = reader.string(name)
    try:
        return bool(text) and read_truth(text)
    except ValueError as error:
        reader.warn(name, f"is {text!r}; {error}")
        return False


def parents_of(records: TermRecords[TermRecord]) -> tuple[dict[str, str], list[Problem]]:
    """Return the links of a tree, folded key to folded key, and the problems of those that cannot be used.

    A link that closes a circle is ignored, and so is one below a term that is not declared, or too deep down.
    """
    links: dict[str, str] = {}
    problems: list[Problem] = []
    for term in records:
        if not isinstance(term, DeclaredTerm) or not term.parent or term.hidden:
            continue
        parent, key = records.find(term.parent), fold(term.key)
        if parent is None:
            near = did_you_mean(term.parent, (each.key for each in records)) if len(problems) < _SUGGESTIONS else ""
            problems.append(_problem(term, f"is not declared here{near}"))
        elif key in (fold(parent.key), *_above(fold(parent.key), links)):
            problems.append(_problem(term, "is below it already; the parent is ignored"))
        elif not (isinstance(parent, DeclaredTerm) and parent.hidden):
            links[key] = fold(parent.key)
    too_deep = {key for key in links if len(_above(key, links)) >= MAX_LEVELS}
    deep = [term for term in records if isinstance(term, DeclaredTerm) and fold(term.key) in too_deep]
    problems += [_problem(term, f"is on level {MAX_LEVELS}, the last one; the parent is ignored") for term in deep]
    return {key: parent for key, parent in links.items() if key not in too_deep}, problems


def _problem(term: DeclaredTerm, message: str) -> Problem:
    line = term.parent_line or term.line
    return front_matter.Problem(line, "field", f"{term.key!r}: the parent {term.parent!r} {message}")


def _above(key: str, links: Mapping[str, str]) -> list[str]:
    """Return the keys above a key, no more than there can be."""
    above: list[str] = []
    while len(above) < MAX_LEVELS and (key := links.get(key, "")):
        above.append(key)
    return above


def with_terms(post: Post, attribute: str, taxonomy: str, records: TermRecords[TermRecord], language: str) -> Post:
    """Return a post with the declared names of its terms, each once; hidden terms move to ``unseen_terms``."""
    changes: dict[str, Any] = {}
    labels, unseen = dict(post.labels), dict.fromkeys(post.unseen_terms)
    renamed: dict[str, str] = {}
    for name in getattr(post, attribute):
        record = records.find(name)
        if isinstance(record, DeclaredTerm) and record.hidden:
            unseen[taxonomy, record.key] = None
            continue
        renamed[name] = _declared_name(record, records, language) if record else name
        if record and not record.labels and name in labels:
            labels[record.key] = labels[name]
    changes[attribute] = tuple(dict.fromkeys(renamed.values()))
    if attribute == "categories":
        changes["category_paths"] = tuple(
            tuple(renamed[name] for name in path if name in renamed) for path in post.category_paths
        )
    return replace(post, labels=tuple(labels.items()), unseen_terms=tuple(unseen), **changes)


def _declared_name(record: TermRecord, records: TermRecords[TermRecord], language: str) -> str:
    """Return the label of a term, by which it is found; its key, where the label means another one."""
    label = record.label(language)
    return label if records.find(label) is record else record.key
