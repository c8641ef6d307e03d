"""Taxonomies: the ways in which posts are grouped, and the terms of each. Pure.

To add one, add a ``TaxonomyDef`` to ``TAXONOMIES`` and a field to ``model/fields.py``; pages, feeds, roles, options of
directives, metadata and the comparison of pages follow from that. Its messages go into the catalogs below ``locale/``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter

from sphinx_eulernews.model import urls
from sphinx_eulernews.model.post import Post
from sphinx_eulernews.model.term_records import TermRecord, TermRecords
from sphinx_eulernews.model.text import fold
from sphinx_eulernews.model.urls import SPELLED_OUT, assign_slugs


def N_(message: str) -> str:  # noqa: N802  Babel extracts messages by this name
    """Mark a message for the catalogs; it is translated where it is shown."""
    return message


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxonomyDef:
    """One way to group posts, such as tags: its names, its words, and where it is shown."""

    name: str
    """The role (``news:tag``), the kind of a term's pages, and the class of its links (``eulernews-tag``)."""
    plural: str
    """The folder below a collection, and the value of the option ``of`` of ``taglist``."""
    option: str
    """The option of ``postlist`` that filters by it."""
    names: Callable[[Post], tuple[str, ...]]
    """How a post gives its names."""

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
    """Shown as the post spells them, with commas, beside the date; otherwise as labels."""
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

    @property
    def pagename(self) -> str:
        """The page that lists the newest posts of the term."""
        return urls.term_page(self.collection, self.taxonomy.plural, self.slug)


NO_RECORDS: TermRecords[TermRecord] = TermRecords()


class Terms:
    """The terms of one taxonomy in one collection, found by any spelling of their name.

    ``records`` say which names are one term; ``language`` is that of their labels.
    """

    def __init__(
        self,
        taxonomy: TaxonomyDef,
        collection: str,
        newest_first: Sequence[Post],
        spelled_out: Mapping[str, str] = SPELLED_OUT,
        records: TermRecords[TermRecord] = NO_RECORDS,
        language: str = "",
    ) -> None:
        self.taxonomy = taxonomy
        self.records = records
        # The folded form of each spelling that a post uses: folding is slow, and names recur.
        self._keys: dict[str, str] = {}
        posts: dict[str, list[Post]] = {}
        spellings: dict[str, Counter[str]] = {}
        labels: dict[str, Counter[str]] = {}
        for post in newest_first:
            for key, name in {self._key(name): name for name in taxonomy.names(post)}.items():
                posts.setdefault(key, []).append(post)
                spellings.setdefault(key, Counter())[name] += 1
                if taxonomy.translatable and (label := post.label(name)) != name:
                    labels.setdefault(key, Counter())[label] += 1
        described = {key: record for key in posts if (record := records.find(key))}
        given = {key: slug for key, record in described.items() if (slug := _given_slug(record, spelled_out))}
        # A slug that is given belongs to its term. The term that was used first keeps its own, so newer terms never
        # change the URL of an older one.
        in_order = sorted(posts, key=lambda key: (key not in given, posts[key][-1].sort_key, key))
        slugs = assign_slugs(in_order, {**spelled_out, **given})
        self._terms = {
            key: Term(
                taxonomy, collection, described[key].name if key in described else _usual(spellings[key]), slugs[key],
                tuple(posts[key]),
                # A term that some catalogs leave untranslated has one label all the same.
                label=described[key].label(language) if key in described and described[key].labels
                else _usual(labels.get(key) or spellings[key]),
                record=described.get(key),
            )
            for key in sorted(posts)
        }  # fmt: skip

    def __iter__(self) -> Iterator[Term]:
        return iter(self._terms.values())

    def __len__(self) -> int:
        return len(self._terms)

    def get(self, name: str) -> Term | None:
        """Return the term of a name, in any case and width, and in any spelling of its record."""
        return self._terms.get(self._key(name))

    def _key(self, name: str) -> str:
        """Return the folded name of a term, or the folded key of its record."""
        if name not in self._keys:
            record = self.records.find(name)
            self._keys[name] = fold(record.key if record else name)
        return self._keys[name]

    def of(self, post: Post) -> list[Term]:
        """Return the terms of a post, in the order in which the post names them."""
        found = (self.get(name) for name in self.taxonomy.names(post))
        return list(dict.fromkeys(term for term in found if term))

    def by_weight(self) -> list[Term]:
        """Return the terms with the most posts first."""
        return sorted(self, key=lambda term: (-len(term.posts), fold(term.label)))


def _given_slug(record: TermRecord, spelled_out: Mapping[str, str]) -> str:
    """Return the slug that a record or the settings give to a term; empty where none does."""
    found = (spelled_out.get(fold(name), "") for name in record.spellings)
    return record.slug or next(filter(None, found), "")


def _usual(spellings: Counter[str]) -> str:
    """Return the most frequent spelling; of equals, the one that sorts first."""
    return min(spellings, key=lambda name: (-spellings[name], name))
