"""Build plan: pages, files and images that one build publishes, and the difference from its output.

``planner`` creates it between reading and writing, in the main process; worker processes inherit it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from sphinx_eulernews.lazy import lazy
from sphinx_eulernews.model import urls
from sphinx_eulernews.model.post import Post
from sphinx_eulernews.model.query import (
    ArchiveIndexSpec,
    BannerSpec,
    DirectiveSpec,
    GeneratedPageSpec,
    PostListSpec,
    Query,
    TermIndexSpec,
)
from sphinx_eulernews.output.manifest import NO_DIFFERENCE, Difference, Manifest
from sphinx_eulernews.output.page_urls import PageUrls
from sphinx_eulernews.output.shared_urls import SharedUrls
from sphinx_eulernews.render.labels import Labels, labels
from sphinx_eulernews.render.tree import Element, Node, element

if TYPE_CHECKING:
    from sphinx.builders import Builder

    from sphinx_eulernews.model.site import Section, Site
    from sphinx_eulernews.output.artifacts import FileArtifact
    from sphinx_eulernews.output.banners import BannerImages
    from sphinx_eulernews.output.body_html import BodyImages
    from sphinx_eulernews.output.pages import GeneratedPage, GeneratedPages
    from sphinx_eulernews.output.part_templates import PartTemplates
    from sphinx_eulernews.render import filter_view, index_views, list_views, post_views
    from sphinx_eulernews.render.sidebar_views import Sidebars
    from sphinx_eulernews.render.views import Views
else:
    filter_view = lazy("sphinx_eulernews.render.filter_view")
    index_views = lazy("sphinx_eulernews.render.index_views")
    list_views = lazy("sphinx_eulernews.render.list_views")
    post_views = lazy("sphinx_eulernews.render.post_views")


_FILTERED_LAYOUTS = frozenset({"cards", "featured"})
"""The layouts of lists whose entries are those of the numbered pages, from which the filter takes them."""


@dataclass(kw_only=True)
class BuildPlan:
    """The plan of a build, as writing needs it.

    ``language`` is that of the site, ``documents`` are those that Sphinx writes, ``virtual`` those of them that are
    generated pages; ``reached`` are the documents that a builder of one page joins, None for builders that write each.
    ``has_pages``: generated pages are written. ``moved`` are the redirects of extensions; ``renewed``: all generated
    pages are written, for a reason that no comparison of fingerprints knows; ``gone_pages`` (of posts, and the index of
    tags) and ``gone_images`` are what a builder without generated pages wrote, and what is no more; ``templates``
    override parts of pages, ``sidebars`` stand on pages of all kinds. What a build without changes does not need is
    planned when it is asked for: ``plan_own_documents`` returns the documents that take the place of one of the
    generated pages, with its name, ``plan_files`` the feeds, redirects and data of filters, by path.
    """

    language: str
    site: Site
    plan_pages: Callable[[], GeneratedPages]
    banner_images: BannerImages
    plan_body_images: Callable[[], BodyImages]
    directives_in: Mapping[str, list[DirectiveSpec]]
    documents: frozenset[str]
    plan_own_documents: Callable[[Collection[str]], Mapping[str, str]]
    plan_files: Callable[[GeneratedPages], Mapping[str, FileArtifact]]
    virtual: frozenset[str] = frozenset()
    moved: Mapping[str, str] = field(default_factory=dict)
    reached: frozenset[str] | None = None
    has_pages: bool = True
    manifest: Manifest = field(default_factory=Manifest)
    difference: Difference | None = None
    written: set[str] = field(default_factory=set)
    gone_pages: frozenset[str] = frozenset()
    gone_images: frozenset[str] = frozenset()
    renewed: bool = False
    templates: PartTemplates | None = None
    sidebars: Sidebars | None = None
    shared_urls: SharedUrls = field(default_factory=SharedUrls)

    @cached_property
    def pages(self) -> GeneratedPages:
        """The generated pages."""
        return self.plan_pages()

    @property
    def views(self) -> Views:
        """The context of all views of the site."""
        return self.pages.views

    @cached_property
    def body_images(self) -> BodyImages:
        """The renditions of the images in the text of posts."""
        return self.plan_body_images()

    @cached_property
    def files(self) -> Mapping[str, FileArtifact]:
        """The file artifacts, by path below the output; most builds without a change need none."""
        return self.plan_files(self.pages)

    @cached_property
    def page_names(self) -> Mapping[str, str]:
        """Documents of the user that take the place of a generated page, with the name of that page."""
        return self.plan_own_documents(self.pages.by_name.keys())

    @property
    def is_changed(self) -> bool:
        """Whether the output shows anything else than this plan."""
        return self.difference is not None and self.difference is not NO_DIFFERENCE

    def generated(self, name: str) -> GeneratedPage | None:
        """Return the generated page of a name, if the output has it, be it in a document of the user."""
        # First: all pages are described for by_name, which a build without changes need not do.
        if name not in self.manifest.pages and name not in self.manifest.documents:
            return None
        if name not in self.pages.by_name:
            name = self.page_names.get(name, name)
        return self.pages.by_name.get(name)

    def page_of_ours(self, name: str) -> Post | GeneratedPage | None:
        """Return the post or generated page of a page name; None for pages of others."""
        return self.site.posts.get(name) or self.generated(name)

    def has_filter(self, name: str, page: Post | GeneratedPage | None) -> bool:
        """Return whether the page of a name is a list with a filter."""
        if page is None or isinstance(page, Post) or page.name != urls.list_page(page.section.collection.key):
            return False
        if name in self.directives_in and not any(_shows_filter(self, name, spec) for spec in self.directives_in[name]):
            return False
        return filter_view.has_filter(self.views, page.section)

    def place_of(self, page: Post | GeneratedPage) -> tuple[str, str]:
        """Return the title of a page and the list of its collection, below which it has its place."""
        if isinstance(page, Post):
            return page.title, urls.list_page(page.collection)
        return page.entry, urls.list_page(page.section.collection.key)

    def language_of(self, name: str) -> str:
        """Return the language of a page: that of its post or collection, else of the site."""
        page = self.page_of_ours(name)
        if isinstance(page, Post):
            return self.site.language_of(page)
        return page.section.collection.language if page else self.language

    def describe(self) -> None:
        """Describe all pages now, so that no worker process has to do it again."""
        self.pages.by_name.keys()

    def page_urls(self, builder: Builder, docname: str) -> PageUrls:
        """Return the URLs as seen from a page."""
        render = partial(self.templates.render, self.views) if self.templates else None
        known = self.shared_urls.seen_from(builder, docname)
        return PageUrls(builder, docname, self.banner_images.html, self.reached, render, known)

    def listed_on(self, page: GeneratedPage) -> Sequence[Post]:
        """Return the posts of a list: without generated pages, also those of the older ones, which nothing leads to."""
        posts = [*page.posts]
        while not self.has_pages and page.older and page.older not in self.documents:
            page = self.pages.by_name[page.older]
            posts += page.posts
        return posts

    def tree_in_document(self, page: GeneratedPage) -> Element:
        """Return the content of a generated page for a document, which has a title of its own."""
        return replace(page, posts=tuple(self.listed_on(page))).tree(self.views, titled=False)

    def page_of_document(self, docname: str) -> GeneratedPage | None:
        """Return the generated page whose content a document of the user shows after its own text."""
        if docname not in self.documents or docname in self.directives_in or docname in self.site.posts:
            return None
        return self.pages.by_name.get(self.page_names.get(docname, ""))

    def trees(self, docname: str, number: int, level: int = 2) -> list[Node]:
        """Return the content of a directive of a document, by its number there, with headings of a level."""
        spec = self.directives_in[docname][number]
        return TREES[type(spec)](self, docname, spec, level)

    def sections(self, keys: tuple[str, ...]) -> list[Section]:
        """Return the collections of these keys that there are; all of them where none is named."""
        return [self.site.sections[key] for key in keys or self.site.sections if key in self.site.sections]


def _post_list(plan: BuildPlan, docname: str, spec: PostListSpec, level: int) -> list[Node]:
    language, page = plan.language_of(docname), _numbered_page(plan, docname, spec)
    posts = plan.listed_on(page) if page else plan.site.select(spec.query)
    frame = page.frame() if page and plan.has_pages else None
    after = frame.after if frame else ()
    if not posts:
        text = spec.empty or _nothing_found(plan, spec.query, labels(language))
        return [element("p", text, cls="eulernews-empty"), *after]
    return [
        *([frame.top] if frame and frame.top and _shows_filter(plan, docname, spec) else []),
        list_views.post_list(
            plan.views,
            posts,
            spec.layout,
            language=language,
            name=spec.title,
            here={docname, page.name} if page else {docname},
            level=level,
            line_format=None if page else spec.line_format,
        ),
        *after,
    ]


def _numbered_page(plan: BuildPlan, docname: str, spec: PostListSpec) -> GeneratedPage | None:
    """Return the generated page whose posts and numbered pages a list shows; None for a list of its own."""
    if not spec.paginate:
        return None
    query, own = spec.query, plan.pages.by_name.get(plan.page_names.get(docname, docname))
    if own and own.posts and not (query.narrowing or query.collections or any(query.terms.values())):
        return own
    return plan.pages.by_name.get(plan.site.find_numbered(query, docname) or "")


def _shows_filter(plan: BuildPlan, docname: str, spec: DirectiveSpec) -> bool:
    """Return whether a directive shows the list of a collection with its filter: in the place of its page only."""
    if isinstance(spec, PostListSpec) and spec.layout in _FILTERED_LAYOUTS:
        page = _numbered_page(plan, docname, spec)
        return page is not None and page.name == plan.page_names.get(docname, docname)
    return isinstance(spec, GeneratedPageSpec)


def _nothing_found(plan: BuildPlan, query: Query, words: Labels) -> str:
    """Return what a list without posts says: that there are none yet, and of what."""
    sought = [name for names in query.terms.values() for name in names]
    if sought:
        return words("No posts found for %s.") % ", ".join(sought)
    titles = [plan.views.title(section) for section in plan.sections(query.collections)] if query.collections else []
    return words("No posts in %s yet.") % ", ".join(titles) if titles else words("No posts here yet.")


def _term_index(plan: BuildPlan, _docname: str, spec: TermIndexSpec, _level: int) -> list[Node]:
    found: list[Node] = []
    for section in plan.sections(spec.collections):
        terms = section.taxonomies[spec.taxonomy]
        tree = index_views.term_index(terms, spec.style, counts=spec.counts, limit=spec.limit)
        shown = terms.by_weight()[: spec.limit or None]
        found.append(plan.views.part("term-index", tree, section=section, terms=shown))
    return found


def _archive(plan: BuildPlan, _docname: str, spec: ArchiveIndexSpec, _level: int) -> list[Node]:
    views, sections = plan.views, plan.sections(spec.collections)
    return [views.part("archive-index", index_views.archive(views, each), section=each) for each in sections]


def _generated_page(plan: BuildPlan, _docname: str, spec: GeneratedPageSpec, _level: int) -> list[Node]:
    page = plan.pages.by_name.get(spec.name)
    return [plan.tree_in_document(page)] if page else []


def _banner(plan: BuildPlan, _docname: str, spec: BannerSpec, _level: int) -> list[Node]:
    return [] if spec.banner.digest in plan.banner_images.broken else [post_views.banner_figure(spec)]


TREES: Mapping[type, Callable[[BuildPlan, str, Any, int], list[Node]]] = {
    PostListSpec: _post_list,
    TermIndexSpec: _term_index,
    ArchiveIndexSpec: _archive,
    BannerSpec: _banner,
    GeneratedPageSpec: _generated_page,
}
"""What a directive shows, by the kind of its specification; these trees are compared for freshness as well."""
