"""Directives that show posts, and indexes of them: ``postlist``, ``taglist``, ``archivelist``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from docutils.parsers.rst import directives

from sphinx_eulernews.directives.directive_options import (
    OneOf,
    Options,
    conditions,
    folders,
    language,
    moment,
    names,
    number,
    order,
    truth,
)
from sphinx_eulernews.directives.news_directive import NewsDirective
from sphinx_eulernews.model.extra_fields import condition, find_name
from sphinx_eulernews.model.field_readers import read_moment
from sphinx_eulernews.model.query import (
    LAYOUTS,
    SORTS,
    ArchiveIndexSpec,
    Condition,
    PostListSpec,
    Query,
    TermIndexSpec,
)
from sphinx_eulernews.model.taxonomy import TAG, TAXONOMIES
from sphinx_eulernews.model.text import did_you_mean
from sphinx_eulernews.read.source import reading_context
from sphinx_eulernews.translations import translate

if TYPE_CHECKING:
    from docutils.nodes import Node

    from sphinx_eulernews.model.post import Moment


class PostList(NewsDirective):
    """A list of posts::

    .. postlist::
       :tags: 内核, 容器
       :limit: 5

    <directive_placeholder docname="index" number="0">
    """

    option_spec: ClassVar[dict[str, Callable[[str], Any]]] = Options(
        {
            "collection": folders,
            **{taxonomy.option: names for taxonomy in TAXONOMIES},
            "after": moment,
            "before": moment,
            "language": language,
            "pinned": truth,
            "where": conditions,
            "limit": number,
            "sort": order,
            "layout": OneOf(LAYOUTS),
            "paginate": truth,
            "title": directives.unchanged,
            "empty": directives.unchanged,
        }
    )

    def run(self) -> list[Node]:
        """Store the specification of the list."""
        return [self.note(self.spec(self.valid_options()))]

    def spec(self, given: dict[str, Any]) -> PostListSpec:
        """Return the specification of the list."""
        query = Query(
            collections=given.get("collection", ()),
            terms={taxonomy.name: given[taxonomy.option] for taxonomy in TAXONOMIES if taxonomy.option in given},
            after=self._date("after", given),
            before=self._date("before", given),
            language=given.get("language", ""),
            pinned=given.get("pinned"),
            where=tuple(self._conditions(given.get("where", ()))),
            sort=self._sort(given.get("sort", "newest")),
            limit=given.get("limit", 0),
        )
        return PostListSpec(
            query=query,
            layout=given.get("layout", "cards"),
            title=translate(self.env, given.get("title", ""), self.lineno),
            empty=translate(self.env, given.get("empty", ""), self.lineno),
            paginate=given.get("paginate", False),
            line=self.lineno,
        )

    def _date(self, name: str, given: Mapping[str, Any]) -> Moment | None:
        """Return the date of an option, read like those of posts; an invalid one is ignored with a warning."""
        if name not in given:
            return None
        try:
            return read_moment(given[name], reading_context(self.env))
        except ValueError as error:
            self.warn_at(f"{self.name}: the option {name!r} = {given[name][:80]!r} is ignored: {error}")
            return None

    def _conditions(self, written: Iterable[tuple[str, str, str]]) -> Iterator[Condition]:
        """Yield the conditions on extra fields; an invalid one is ignored with a warning."""
        for name, operator, value in written:
            try:
                yield condition(name, operator, value, self.domain.settings.extra_fields, reading_context(self.env))
            except ValueError as error:
                self.warn_at(f"{self.name}: the condition '{name}{operator}{value}' is ignored: {error}"[:300])

    def _sort(self, written: str) -> str:
        """Return a sort order: a built-in one, or an extra field; ``-`` before it reverses the order."""
        if written in SORTS:
            return written
        sign = "-" * written.startswith("-")
        try:
            return sign + find_name(written.removeprefix("-"), self.domain.settings.extra_fields)
        except ValueError:
            near = did_you_mean(written, [*SORTS, *self.domain.settings.extra_fields])
            problem = f"write {', '.join(SORTS)} or a field of eulernews_extra_fields{near}"
            self.warn_at(f"{self.name}: the option 'sort' = {written[:80]!r} is ignored: {problem}")
            return SORTS[0]


class TermList(NewsDirective):
    """An index of the terms of a taxonomy, such as tags::

    .. taglist::
       :style: list

    <directive_placeholder docname="index" number="0">
    """

    option_spec: ClassVar[dict[str, Callable[[str], Any]]] = Options(
        {
            "collection": folders,
            "of": OneOf(tuple(taxonomy.plural for taxonomy in TAXONOMIES)),
            "style": OneOf(("cloud", "list")),
            "counts": truth,
            "limit": number,
        }
    )

    def run(self) -> list[Node]:
        """Store the specification of the index."""
        given = self.valid_options()
        node = self.note(
            TermIndexSpec(
                taxonomy=given.get("of", TAG.plural),
                collections=given.get("collection", ()),
                style=given.get("style", "cloud"),
                counts=given.get("counts", True),
                limit=given.get("limit", 0),
                line=self.lineno,
            )
        )
        return [node]


class ArchiveList(NewsDirective):
    """An index of years and months::

    .. archivelist::

    <directive_placeholder docname="index" number="0">
    """

    option_spec: ClassVar[dict[str, Callable[[str], Any]]] = Options({"collection": folders})

    def run(self) -> list[Node]:
        """Store the specification of the index."""
        return [self.note(ArchiveIndexSpec(collections=self.valid_options().get("collection", ()), line=self.lineno))]
