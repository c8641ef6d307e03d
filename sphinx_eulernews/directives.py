"""Directives: ``post``, ``postlist``, ``banner``, ``taglist``, ``archivelist``, ``update``.

What depends on other posts is a placeholder node, which is resolved in the writing phase.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective

from sphinx_eulernews.directive_options import (
    OneOf,
    Options,
    Rejected,
    conditions,
    folders,
    names,
    order,
    point,
    truth,
)
from sphinx_eulernews.domain import news_domain
from sphinx_eulernews.model.extra_fields import condition, find_name
from sphinx_eulernews.model.field_readers import read_moment
from sphinx_eulernews.model.fields import FIELDS
from sphinx_eulernews.model.front_matter import FrontMatter
from sphinx_eulernews.model.post import Moment, Post
from sphinx_eulernews.model.query import (
    LAYOUTS,
    SORTS,
    ArchiveIndexSpec,
    BannerSpec,
    Condition,
    DirectiveSpec,
    PostListSpec,
    Query,
    TermIndexSpec,
)
from sphinx_eulernews.model.taxonomy import TAG, TAXONOMIES
from sphinx_eulernews.model.text import clean, did_you_mean
from sphinx_eulernews.nodes import directive_placeholder
from sphinx_eulernews.post_options import take_extra, take_foreign, value_of
from sphinx_eulernews.read.banner import read_banner
from sphinx_eulernews.read.references import Files
from sphinx_eulernews.read.source import (
    PendingPost,
    call_post_read,
    pending_post,
    post_of,
    reading_context,
    set_pending_post,
    source_path,
)
from sphinx_eulernews.read.transforms import EXCERPT
from sphinx_eulernews.render.labels import labels
from sphinx_eulernews.translations import translate
from sphinx_eulernews.warnings import Subtype

if TYPE_CHECKING:
    from docutils.nodes import Node

    from sphinx_eulernews.domain import NewsDomain


class NewsDirective(SphinxDirective):
    """Base class of our directives."""

    option_spec: ClassVar[dict[str, Callable[[str], Any]]] = Options()

    def valid_options(self) -> dict[str, Any]:
        """Return the valid options; warn of the others."""
        for name, value in self.options.items():
            if isinstance(value, Rejected):
                self.warn_at(f"{self.name}: the option '{name[:80]}' {value.reason}; it is ignored")
        return {name: value for name, value in self.options.items() if not isinstance(value, Rejected)}

    @property
    def domain(self) -> NewsDomain:
        """The domain."""
        return news_domain(self.env)

    def note(self, what: DirectiveSpec) -> directive_placeholder:
        """Store the specification of the directive in the domain, and return its placeholder."""
        number = self.domain.note_directive(self.env.docname, what)
        node = directive_placeholder(docname=self.env.docname, number=number)
        self.set_source_info(node)
        return node

    def warn_at(self, message: str) -> None:
        """Warn at the directive."""
        self.domain.warn(self.env.docname, Subtype.DIRECTIVE, message, self.lineno)


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
            "after": directives.unchanged_required,
            "before": directives.unchanged_required,
            "language": directives.unchanged_required,
            "pinned": truth,
            "where": conditions,
            "limit": directives.positive_int,
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
            self.warn_at(f"{self.name}: the option {name!r} is {given[name][:80]!r}: {error}; it is ignored")
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
            problem = f"is {written[:80]!r}; write {', '.join(SORTS)} or a field of eulernews_extra_fields{near}"
            self.warn_at(f"{self.name}: the option 'sort' {problem}; it is ignored")
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
            "limit": directives.positive_int,
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


class BannerDirective(NewsDirective):
    """A banner anywhere in a document, with caption and credit::

    .. banner:: img/banners/release.jpg
       :caption: The release team

    <directive_placeholder docname="index" number="0">
        <figure>
            <image alt="..." uri="/public/img/banners/release.jpg">
            <caption>
                The release team
    """

    required_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar[dict[str, Callable[[str], Any]]] = Options(
        {
            "alt": directives.unchanged,
            "caption": directives.unchanged,
            "credit": directives.unchanged,
            "focus": point,
        }
    )

    def run(self) -> list[Node]:
        """Find the image."""
        given, written = self.valid_options(), self.arguments[0]
        files = Files(self.env, self.env.docname)
        path = files.find(written, written, self.lineno, Subtype.BANNER, "banner")
        banner = read_banner(self.env, path, self.lineno) if path else None
        if path is None or banner is None:
            return [nodes.comment()]  # a figure relies on a node in it
        files.register_image(path, depend=True)
        alt, caption, credit = (
            translate(self.env, clean(given.get(key, "")), self.lineno) for key in ("alt", "caption", "credit")
        )
        banner = replace(banner, alt=alt or caption, line=self.lineno, focus=given.get("focus"))
        node = self.note(BannerSpec(banner=banner, caption=caption, credit=credit))
        image = nodes.image("", uri="/" + path, alt=banner.alt)
        text = " ".join(filter(None, (caption, credit)))
        figure = nodes.figure("", image, *([nodes.caption(text, text)] if text else []))
        node += figure
        return [node]


class PostDirective(NewsDirective):
    """The front matter of a post, for documents that have none; its content is the excerpt::

    .. post::
       :date: 2023-11-25
       :tags: 内核, 容器

       What the post is about, in a sentence.

    <container classes="eulernews-excerpt">
        <paragraph>
            What the post is about, in a sentence.
    """

    has_content = True
    optional_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar[dict[str, Callable[[str], Any]]] = Options(
        {field.key: directives.unchanged for field in FIELDS if field.key != "post"}
    )

    def run(self) -> list[Node]:
        """Complete the post of this document."""
        found = pending_post(self.env) or self._selected()
        if found is None:
            self.warn_at("the document is in no collection, so it is not a post; see eulernews_collections")
            return [nodes.comment()]
        if found.line:
            self.warn_at(f"a document is one post, and line {found.line} has a directive 'post' already; use one only")
            return list(self.parse_content_to_nodes()) or [nodes.comment()]
        front_matter = self.completed(found.front_matter)
        docname, key = self.env.docname, found.post.collection
        call_post_read(self.env, front_matter, docname)
        post = post_of(self.env, front_matter, docname, key)
        # Its text is read later: it may be translated.
        excerpt = self.parse_content_to_nodes() if self.content else []
        post = replace(post, title=post.title or found.post.title)
        set_pending_post(self.env, replace(found, post=post, front_matter=front_matter, line=self.lineno))
        return [nodes.container("", *excerpt, classes=[EXCERPT]) if excerpt else nodes.comment()]

    def _selected(self) -> PendingPost | None:
        """Return a new post if a collection selects its posts by this directive, else None."""
        settings, docname = self.domain.settings, self.env.docname
        key = settings.collection_for(docname, str(source_path(self.env, docname)))
        if key not in settings.selective:
            return None
        front_matter = FrontMatter(dict(settings.collection(key, self.config.language).defaults))
        return PendingPost(Post(docname=docname, collection=key), front_matter, is_selected=True)

    def completed(self, given: FrontMatter) -> FrontMatter:
        """Return the front matter of the document with the fields of the directive, which have its line."""
        keys = self.domain.settings.keys
        extra = {name: clean(value) for name, value in take_extra(self.options, keys).items()}
        foreign, unclear = take_foreign(self.options, keys)
        for key, (name, _value) in foreign.items():
            if keys.is_misspelt(name):
                self.warn_at(f"post: the option '{name}' is read as '{key}'; write '{key}'")
        options = {"date": self.arguments[0]} if self.arguments else {}
        options |= {key: value for key, (_name, value) in foreign.items()} | self.valid_options()
        fields = {key: value_of(key, value) for key, value in options.items()}
        written = {key: name for key, name in given.written.items() if key not in fields}
        return replace(
            given,
            fields=given.fields | fields,
            lines=given.lines | dict.fromkeys((*fields, *extra, *unclear), self.lineno),
            first=given.first or self.lineno,
            written=written | {key: name for key, (name, _value) in foreign.items()},
            unclear=given.unclear | unclear,
            extra=given.extra | extra,
        )


class UpdateDirective(NewsDirective):
    """A note on a change of a post, with its date; lists and feeds show the date as well::

    .. update:: 2024-01-05

       The download moved.

    <admonition classes="eulernews-update">
        <title>
            Updated on January 5, 2024
        <paragraph>
            The download moved.
    """

    has_content = True
    required_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar[dict[str, Callable[[str], Any]]] = Options(
        {"class": directives.class_option, "name": directives.unchanged}
    )

    def run(self) -> list[Node]:
        """Set the date of the last change."""
        given = self.valid_options()
        try:
            date = read_moment(self.arguments[0], reading_context(self.env))
        except ValueError as error:
            self.warn_at(f"the date of an update is {self.arguments[0]!r}: {error}")
            return list(self.parse_content_to_nodes()) or [nodes.comment()]
        found = pending_post(self.env)
        language = self.config.language
        if found is not None:
            post = found.post
            self.domain.note_context(self.env.docname, self.domain.settings.context_of(self.env.docname, language))
            latest = date if post.updated is None or post.updated.when < date.when else post.updated
            set_pending_post(self.env, replace(found, post=replace(post, updated=latest)))
            language = post.language or self.domain.settings.collection(post.collection, language).language
        words = labels(language, self.domain.settings.date_format)
        title = words("Updated on %s") % words.day(date)
        note = nodes.admonition("", nodes.title(title, title), classes=["eulernews-update", *given.get("class", ())])
        self.add_name(note)
        note += self.parse_content_to_nodes()
        return [note]


DIRECTIVES: dict[str, type[NewsDirective]] = {
    "post": PostDirective,
    "postlist": PostList,
    "banner": BannerDirective,
    "taglist": TermList,
    "archivelist": ArchiveList,
    "update": UpdateDirective,
}
