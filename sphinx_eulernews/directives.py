"""What authors write: each directive leaves a neutral node, which is resolved per builder."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar

from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective

from sphinx_eulernews.model.dates import Moment, read_date
from sphinx_eulernews.model.listing import ArchiveListing, Listing, PostListing, TermListing
from sphinx_eulernews.model.query import LAYOUTS, SORTS, Query
from sphinx_eulernews.model.taxonomy import AXES
from sphinx_eulernews.nodes import listing
from sphinx_eulernews.reading.source import news_domain
from sphinx_eulernews.warnings import Subtype, warn

if TYPE_CHECKING:
    from docutils.nodes import Node
    from sphinx.application import Sphinx

    from sphinx_eulernews.domain import NewsDomain


def names(argument: str | None) -> tuple[str, ...]:
    """Read names with commas between them."""
    parts = (argument or "").replace("，", ",").split(",")
    return tuple(part.strip() for part in parts if part.strip())


def folders(argument: str | None) -> tuple[str, ...]:
    """Read folders with commas between them."""
    return tuple(name.strip("/") for name in names(argument))


def moment(argument: str | None) -> Moment:
    """Read a date."""
    return read_date(argument or "")


def truth(argument: str | None) -> bool:
    """Read a flag that may have a value: nothing means yes."""
    text = (argument or "true").strip().casefold()
    if text not in {"true", "yes", "on", "false", "no", "off"}:
        raise ValueError("write true or false")
    return text in {"true", "yes", "on"}


def one_of(*words: str) -> Callable[[str | None], str]:
    """Make a converter for one of several words."""

    def convert(argument: str | None) -> str:
        return directives.choice(argument or "", words)

    return convert


class NewsDirective(SphinxDirective):
    """What our directives have in common."""

    @property
    def news(self) -> NewsDomain:
        """The domain."""
        return news_domain(self.env)

    def leave(self, what: Listing) -> list[Node]:
        """Remember what is to stand here, and leave a node in its place."""
        number = self.news.note_list(self.env.docname, what)
        node = listing(docname=self.env.docname, number=number)
        self.set_source_info(node)
        return [node]

    def complain(self, message: str) -> None:
        """Warn at the directive."""
        warn(Subtype.DIRECTIVE, message, docname=self.env.docname, line=self.lineno)


class PostList(NewsDirective):
    """A list of posts::

    .. postlist::
       :tags: 内核, 容器
       :limit: 5

    <listing docname="index" number="0">
    """

    option_spec: ClassVar[dict[str, Callable[[str], Any]]] = {
        "collection": folders,
        "tags": names,
        "category": names,
        "author": names,
        "after": moment,
        "before": moment,
        "language": directives.unchanged_required,
        "pinned": truth,
        "limit": directives.positive_int,
        "sort": one_of(*SORTS),
        "layout": one_of(*LAYOUTS),
        "paginate": truth,
        "name": directives.unchanged,
        "empty": directives.unchanged,
    }

    def run(self) -> list[Node]:
        """Remember what the list asks for."""
        given = self.options
        query = Query(
            collections=given.get("collection", ()),
            tags=given.get("tags", ()),
            categories=given.get("category", ()),
            authors=given.get("author", ()),
            after=given.get("after"),
            before=given.get("before"),
            language=given.get("language", ""),
            pinned=given.get("pinned"),
            sort=given.get("sort", "newest"),
            limit=given.get("limit", 0),
        )
        return self.leave(
            PostListing(
                query=query,
                layout=given.get("layout", "cards"),
                name=given.get("name", ""),
                empty=given.get("empty", ""),
                paginate=given.get("paginate", False),
            )
        )


class TermList(NewsDirective):
    """An index of tags, or of categories or authors::

    .. taglist::
       :style: list

    <listing docname="index" number="0">
    """

    option_spec: ClassVar[dict[str, Callable[[str], Any]]] = {
        "collection": folders,
        "of": one_of(*(axis.plural for axis in AXES)),
        "style": one_of("cloud", "list"),
        "counts": truth,
        "limit": directives.positive_int,
    }

    def run(self) -> list[Node]:
        """Mark the place."""
        given = self.options
        return self.leave(
            TermListing(
                axis=given.get("of", "tags"),
                collections=given.get("collection", ()),
                style=given.get("style", "cloud"),
                counts=given.get("counts", True),
                limit=given.get("limit", 0),
            )
        )


class ArchiveList(NewsDirective):
    """An index of years and months::

    .. archivelist::

    <listing docname="index" number="0">
    """

    option_spec: ClassVar[dict[str, Callable[[str], Any]]] = {"collection": folders}

    def run(self) -> list[Node]:
        """Mark the place."""
        return self.leave(ArchiveListing(collections=self.options.get("collection", ())))


def add_directives(app: Sphinx) -> None:
    """Register the directives."""
    app.add_directive("postlist", PostList)
    app.add_directive("taglist", TermList)
    app.add_directive("archivelist", ArchiveList)
