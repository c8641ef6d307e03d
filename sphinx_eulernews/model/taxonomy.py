"""Taxonomies (tags, categories, authors, ...) and their terms. Pure.

To add one, add a ``TaxonomyDef`` to ``TAXONOMIES`` and a field to ``model/fields.py``; pages, feeds, roles, options of
directives, metadata and the comparison of pages follow from that. Its messages go into the catalogs below ``locale/``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter

from sphinx_eulernews.model import urls
from sphinx_eulernews.model.declared_terms import parents_of
from sphinx_eulernews.model.post import Post
from sphinx_eulernews.model.term_records import TermRecord, TermRecords, in_language
from sphinx_eulernews.model.term_tree import SEPARATOR, TermTree, category_paths
from sphinx_eulernews.model.text import fold
from sphinx_eulernews.model.urls import SPELLED_OUT, assign_slugs


def N_(message: str) -> str:  # noqa: N802  Babel extracts messages by this name
    """Mark a message for the catalogs; it is translated where it is shown."""
    return message


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxonomyDef:
    """A taxonomy, such as tags: its names, its messages, and where it is shown."""

    name: str
    """The role (``news:tag``), the kind of a term's pages, and the class of its links (``eulernews-tag``)."""
    plural: str
    """The folder below a collection, the value of the option ``of`` of ``taglist``, and the attribute of a post."""
    option: str
    """The option of ``postlist`` that filters by it, and the field of front matter."""
    names: Callable[[Post], tuple[str, ...]]
    """How a post gives its names."""
    paths: Callable[[Post], tuple[tuple[str, ...], ...]] | None = None
    """How a post gives names that it writes below each other, from the top; None: its terms have no such order."""

    title: str
    """Message: the title of the index, and of the link to it."""
    heading: str
    """Message: the title of the page of a term (``%s``: its name)."""
    about_index: str
    """Message: describes the index of a collection (``%s``: its title)."""
    about_term: str
    """Message: describes the page of a term (``%s``: the titles of collection and term)."""

    byline: int
    """The place among the taxonomies in the byline of a post."""
    link_class: str = "p-category"
    """The microformats class of a link to a term."""
    link_rel: str = "tag"
    """The relation of a link to a term."""
    in_sentence: bool = False
    """Shown as the post spells them, separated by commas, next to the date; otherwise as labels."""
    on_cards: bool = False
    """Shown in lists of posts, not only on the page of a post."""
    relates: bool = True
    """Posts that share a term are related."""
    translatable: bool = True
    """Its terms are words, which gettext translates for readers, and not names."""
    optional: bool = False
    """No index where no post of the collection has a term."""
    open_graph: str = ""
    """The Open Graph property that holds the names."""
    schema_org: str = ""
    """The schema.org property of an article that holds the names, as a list of strings."""

    def labels(self, post: Post) -> tuple[str, ...]:
        """Return the names that a post gives, as readers see them."""
        return tuple(map(post.label, self.names(post))) if self.translatable else self.names(post)

    @property
    def classes(self) -> str:
        """The classes of a link to a term."""
        return self.link_class if self.in_sentence else f"{self.link_class} eulernews-{self.name}".strip()


def _author_names(post: Post) -> tuple[str, ...]:
    return tuple(author.name for author in post.authors)


TAG = TaxonomyDef(
    name="tag", plural="tags", option="tags", names=attrgetter("tags"),
    title=N_("Tags"),
    heading=N_("Tag: %s"),
    about_index=N_("Tags of the posts in %s"),
    about_term=N_("Posts in %s tagged %s"),
    byline=4, on_cards=True, open_graph="article:tag", schema_org="keywords",
)  # fmt: skip
CATEGORY = TaxonomyDef(
    name="category", plural="categories", option="category", names=attrgetter("categories"),
    paths=category_paths,
    title=N_("Categories"),
    heading=N_("Category: %s"),
    about_index=N_("Categories of the posts in %s"),
    about_term=N_("Posts in %s of the category %s"),
    byline=3,
)  # fmt: skip
AUTHOR = TaxonomyDef(
    name="author", plural="authors", option="author", names=_author_names,
    title=N_("Authors"),
    heading=N_("Author: %s"),
    about_index=N_("Authors of the posts in %s"),
    about_term=N_("Posts in %s by %s"),
    byline=1, link_class="p-author h-card", link_rel="author", in_sentence=True, on_cards=True, relates=False,
    translatable=False,
    open_graph="article:author",
)  # fmt: skip
SIG = TaxonomyDef(
    name="sig", plural="sigs", option="sig", names=attrgetter("sigs"),
    title=N_("Special interest groups"),
    heading=N_("Special interest group: %s"),
    about_index=N_("Special interest groups of the posts in %s"),
    about_term=N_("Posts in %s of the special interest group %s"),
    # Microformats know categories only, and a group is none.
    link_class="", byline=2, optional=True, translatable=False,
)  # fmt: skip
LOCATION = TaxonomyDef(
    name="location", plural="locations", option="location", names=attrgetter("locations"),
    title=N_("Locations"),
    heading=N_("Location: %s"),
    about_index=N_("Locations of the posts in %s"),
    about_term=N_("Posts in %s from the place %s"),
    link_class="", byline=5, optional=True,
)  # fmt: skip
TAXONOMIES = (
    TAG,
    CATEGORY,
    AUTHOR,
    SIG,
    LOCATION,
)
BYLINE = tuple(sorted(TAXONOMIES, key=attrgetter("byline")))
BY_NAME = {taxonomy.name: taxonomy for taxonomy in TAXONOMIES}
BY_PLURAL = {taxonomy.plural: taxonomy for taxonomy in TAXONOMIES}
TERM_FOLDERS = frozenset(BY_PLURAL)
"""The folders of a collection that the pages of terms are in."""


@dataclass(frozen=True, slots=True, eq=False)
class Term:
    """One term of a taxonomy in a collection, such as a tag, with its posts, newest first.

    Terms are compared by identity: there is one object for each, and comparing its posts would be slow.
    """

    taxonomy: TaxonomyDef
    collection: str
    name: str
    slug: str
    posts: tuple[Post, ...]
    label: str
    """The name as readers see it: the same, unless gettext or a file of terms translates it."""
    record: TermRecord | None = None
    """What a file of terms says of it."""
    parent: Term | None = None
    """The term that it is below."""
    path: str = ""
    """The name by which references tell it from another one: ``Linux/Setup`` where posts write ``[[Linux, Setup]]``."""
    description: str = ""
    """What a file of terms says of it to readers."""
    label_below: str = ""
    """Its label below that of its parent, which it need not repeat: ``B`` for ``A/B``."""

    @property
    def pagename(self) -> str:
        """The page that lists the newest posts of the term."""
        return urls.term_page(self.collection, self.taxonomy.plural, self.slug)

    @property
    def ancestors(self) -> tuple[Term, ...]:
        """The terms above it, from the top."""
        return (*self.parent.ancestors, self.parent) if self.parent else ()


NO_RECORDS: TermRecords[TermRecord] = TermRecords()


@dataclass(slots=True)
class _Uses:
    """The posts that have a term or one below it, newest first, and how those that name it spell and label it."""

    posts: list[Post] = field(default_factory=list)
    spellings: Counter[str] = field(default_factory=Counter)
    labels: Counter[str] = field(default_factory=Counter)


class Terms:
    """The terms of one taxonomy in one collection, found by any spelling of their name.

    ``records`` say which names are one term; ``language`` is that of their labels; ``separator`` is that of paths in
    one string.
    """

    def __init__(
        self,
        taxonomy: TaxonomyDef,
        collection: str,
        newest_first: Sequence[Post],
        spelled_out: Mapping[str, str] = SPELLED_OUT,
        records: TermRecords[TermRecord] = NO_RECORDS,
        language: str = "",
        separator: str = SEPARATOR,
    ) -> None:
        self.taxonomy = taxonomy
        self.records = records
        # The folded form of each spelling that a post uses: folding is slow, and names recur.
        self._keys: dict[str, str] = {}
        parents, _problems = parents_of(records)
        self._tree = tree = TermTree(
            taxonomy.names, taxonomy.paths, self._key, newest_first, parents=parents, separator=separator
        )
        uses = self._uses(newest_first)
        slugs = self._slugs(uses, spelled_out)
        terms: dict[str, Term] = {}
        self._below: dict[Term | None, list[Term]] = {}
        # Terms after those that they are below.
        for key in sorted(uses, key=lambda key: len([*tree.ancestors(key)])) if tree.parents else uses:
            record, parent = self._record(key), terms.get(tree.parents.get(key, ""))
            name = record.name if record else _usual(uses[key].spellings)
            # A term that some catalogs leave untranslated has one label all the same.
            label = record.label(language) if record and record.labels else _usual(uses[key].labels) or name
            terms[key] = term = Term(
                taxonomy, collection, name, slugs[key], tuple(uses[key].posts), label, record, parent,
                path=f"{parent.path}{SEPARATOR}{name}" if parent and key in tree.last_keys else name,
                description=in_language(record.description, language) if record else "",
                label_below=_label_below(label, parent.label if parent else "", separator),
            )  # fmt: skip
            self._below.setdefault(parent, []).append(term)
        self._terms = {key: terms[key] for key in sorted(uses)}
        self._of_posts: dict[str, tuple[Term, ...]] = {}

    def _uses(self, newest_first: Iterable[Post]) -> dict[str, _Uses]:
        """Return the uses of all terms that have posts, by key."""
        tree, taxonomy = self._tree, self.taxonomy
        uses: dict[str, _Uses] = {}
        for post in newest_first:
            named = tree.keys_of(post)
            for key, name in named.items():
                if (found := uses.get(key)) is None:
                    found = uses[key] = _Uses()
                found.posts.append(post)
                found.spellings[name] += 1
                if post.labels and taxonomy.translatable and (label := post.label(name)) != name:
                    found.labels[label] += 1
            for key in tree.with_ancestors(named) if tree.parents else ():
                if key not in named:
                    uses.setdefault(key, _Uses()).posts.append(post)
        for key, name in tree.names.items():
            uses[key].spellings[name] += 1
        return uses

    def _record(self, key: str) -> TermRecord | None:
        """Return the record of a term; that of a path has the last of its names."""
        return self.records.find(self._tree.last_keys.get(key, key)) if self.records else None

    def _slugs(self, uses: Mapping[str, _Uses], spelled_out: Mapping[str, str]) -> dict[str, str]:
        """Return the slugs of all terms.

        One that is given belongs to its term. The term that was used first keeps its own, so newer terms never change
        the URL of an older one.
        """
        described = ((key, record) for key in uses if (record := self._record(key)))
        given = {key: slug for key, record in described if (slug := _given_slug(record, spelled_out))}
        in_order = sorted(uses, key=lambda key: (key not in given, uses[key].posts[-1].sort_key, key))
        return assign_slugs(in_order, {**spelled_out, **given}, self._tree.last_keys)

    def __iter__(self) -> Iterator[Term]:
        return iter(self._terms.values())

    def __len__(self) -> int:
        return len(self._terms)

    def get(self, name: str) -> Term | None:
        """Return the term of a name, in any case and width, and in any spelling of its record."""
        return self._terms.get(self._tree.find(name)) or self._terms.get(self._tree.first(name))

    def below(self, term: Term | None) -> list[Term]:
        """Return the terms next below a term, or those at the top, with the most posts first."""
        return sorted(self._below.get(term, ()), key=_weight)

    @property
    def is_tree(self) -> bool:
        """Whether any term is below another."""
        return len(self._below) > 1

    def _key(self, name: str) -> str:
        """Return the folded name of a term, or the folded key of its record."""
        if name not in self._keys:
            record = self.records.find(name)
            self._keys[name] = fold(record.key if record else name)
        return self._keys[name]

    def of(self, post: Post) -> tuple[Term, ...]:
        """Return the terms of a post, in the order in which the post names them; cached."""
        found = self._of_posts.get(post.docname)
        if found is None:
            keys = self._tree.keys_of(post)
            found = self._of_posts[post.docname] = tuple(term for key in keys if (term := self._terms.get(key)))
        return found

    def around(self, post: Post) -> list[Term]:
        """Return the terms of a post, and those above them."""
        return list(dict.fromkeys(each for term in self.of(post) for each in (*term.ancestors, term)))

    def by_weight(self) -> list[Term]:
        """Return the terms with the most posts first."""
        return sorted(self, key=_weight)


def _weight(term: Term) -> tuple[int, str]:
    return -len(term.posts), fold(term.label)


def _label_below(label: str, above: str, separator: str) -> str:
    """Return a label without that of its parent before it."""
    start, mark, rest = label.rpartition(separator) if separator else ("", "", label)
    return rest.strip() if mark and fold(start) == fold(above) else label


def _given_slug(record: TermRecord, spelled_out: Mapping[str, str]) -> str:
    """Return the slug that a record or the settings give to a term; empty where none does."""
    found = (spelled_out.get(fold(name), "") for name in record.spellings)
    return record.slug or next(filter(None, found), "")


def _usual(spellings: Counter[str]) -> str:
    """Return the most frequent spelling; of equals, the one that sorts first; empty where there is none."""
    return min(spellings, key=lambda name: (-spellings[name], name), default="")
