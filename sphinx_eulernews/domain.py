"""The domain ``news``: the memory of the extension.

``data`` holds plain values only; transforms and directives add to it through ``note_...``. What a build
makes of it (``news``) is computed once, after reading, and is never pickled.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import fields
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from sphinx.domains import Domain, Index, IndexEntry, ObjType
from sphinx.errors import NoUri
from sphinx.roles import XRefRole
from sphinx.util.nodes import make_refnode

from sphinx_eulernews.build import BuildState
from sphinx_eulernews.compat.intersphinx import external_posts, inventory_name
from sphinx_eulernews.config import NewsConfig
from sphinx_eulernews.html.img_layout import OversizedImage
from sphinx_eulernews.images.probe import ImageInfo
from sphinx_eulernews.model.dates import Moment
from sphinx_eulernews.model.post import Author, Banner, Post
from sphinx_eulernews.model.query import (
    ArchiveIndexSpec,
    BannerSpec,
    DirectiveSpec,
    GeneratedPageSpec,
    PostListSpec,
    Query,
    TermIndexSpec,
)
from sphinx_eulernews.model.site import ExternalPost, ExternalPosts, Finder, Site
from sphinx_eulernews.model.taxonomy import TAG, TAXONOMIES
from sphinx_eulernews.model.text import fold
from sphinx_eulernews.render.labels import labels
from sphinx_eulernews.warnings import Subtype, warn

if TYPE_CHECKING:
    from docutils.nodes import Element
    from sphinx.addnodes import pending_xref
    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment

    from sphinx_eulernews.model.collection import Collection
    from sphinx_eulernews.model.taxonomy import Term

STORED: tuple[Any, ...] = (
    Post, Author, Banner, Moment, Query, PostListSpec, TermIndexSpec, ArchiveIndexSpec, BannerSpec, GeneratedPageSpec,
    OversizedImage,
    ImageInfo,
)  # fmt: skip
"""The kinds of objects in the data of the domain."""


class NewsRole(XRefRole):
    """A role of ours; the domain stores what it refers to, since the page changes with that."""

    innernodeclass = nodes.inline  # titles and names are words, not code

    def process_link(
        self, env: BuildEnvironment, refnode: Element, has_explicit_title: bool, title: str, target: str
    ) -> tuple[str, str]:
        """Store the target."""
        title, target = super().process_link(env, refnode, has_explicit_title, title, target)
        domain = env.get_domain("news")
        assert isinstance(domain, NewsDomain)  # noqa: S101  for the type checker; the role is ours
        domain.note_reference(env.docname, refnode["reftype"], target)
        return title, target


class TagIndex(Index):
    """An index of the domain."""

    name = "tags"
    localname = "News by tag"
    # A short name would put the index into the navigation of every page, also of those that are not written
    # again when the first tag comes.
    shortname = None

    def generate(self, docnames: Iterable[str] | None = None) -> tuple[list[tuple[str, list[IndexEntry]]], bool]:
        """List the tags: each with a link to its page, or where tags have no pages with its posts below it.

        Sphinx writes an index anew at every build unless it is empty, so it is empty where the output
        shows it already.
        """
        domain: NewsDomain = self.domain  # type: ignore[assignment]
        state = BuildState.of(domain.env)
        if state.tag_index_is_current:
            return [], True
        content: dict[str, list[IndexEntry]] = {}
        chosen = None if docnames is None else frozenset(docnames)
        for section in domain.site.sections.values():
            for term in section.taxonomies[TAG.plural]:
                entries = content.setdefault(fold(term.name)[:1].upper(), [])
                if state.terms_have_pages:
                    entries.append(_page_entry(term, section.collection))
                else:
                    entries += _post_entries(term, section.collection, chosen)
        return sorted(content.items()), True


def _page_entry(term: Term, collection: Collection) -> IndexEntry:
    number = labels(collection.language).posts(len(term.posts))
    return IndexEntry(term.name, 0, term.pagename, "", collection.title, "", number)


def _post_entries(term: Term, collection: Collection, chosen: frozenset[str] | None) -> list[IndexEntry]:
    posts = [post for post in term.posts if chosen is None or post.docname in chosen]
    below = [IndexEntry(post.title, 2, post.docname, "", "", "", "") for post in posts]
    return [IndexEntry(term.name, 1, "", "", collection.title, "", ""), *below] if below else []


class NewsDomain(Domain):
    """Posts, what lists stand where, and which files were looked for in vain."""

    name = "news"
    label = "News"
    object_types: ClassVar[dict[str, ObjType]] = {
        "post": ObjType("post", "post"),
        **{taxonomy.name: ObjType(taxonomy.name, taxonomy.name) for taxonomy in TAXONOMIES},
    }
    roles: ClassVar[dict[str, Any]] = {
        "post": NewsRole(warn_dangling=True),
        **{taxonomy.name: NewsRole(warn_dangling=True) for taxonomy in TAXONOMIES},
    }
    indices: ClassVar[list[type[Index]]] = [TagIndex]
    initial_data: ClassVar[dict[str, Any]] = {
        "posts": {},  # docname -> Post
        "directives_in": {},  # docname -> [Listing], the lists that stand in a document
        "missing": {},  # docname -> (path, ...), files that were looked for in vain
        "contexts": {},  # docname -> (collection, language[, date format]), what a document was read with
        "settings": {},  # "collections" -> repr of the settings that contexts depend on, of the last build
        "warnings": {},  # docname -> ((subtype, message, line), ...), what was wrong with a document when it was read
        "mentions": {},  # docname -> (page name, ...), what a document mentions that may be a generated page
        "virtual": {},  # page name -> title, generated pages that are documents
        "links": {},  # docname -> (docname, ...), documents that a post links to
        "references": {},  # docname -> ((role, target), ...), what a document refers to by our roles
        "oversized": {},  # docname -> (Heavy, ...), images of a post's text that are shown by smaller renditions
    }
    # Follows the shape of what is pickled, so that no build trips over data of another version of ours.
    data_version = zlib.crc32(
        repr(
            [sorted(initial_data), [(kind.__name__, [item.name for item in fields(kind)]) for kind in STORED]]
        ).encode()
    )

    def __init__(self, env: BuildEnvironment) -> None:
        super().__init__(env)
        self._site: Site | None = None

    @cached_property
    def settings(self) -> NewsConfig:
        """The options. Sphinx has no configuration yet when it makes a domain, so they are checked at first use."""
        return NewsConfig.from_config(self.env.config)

    @property
    def posts(self) -> dict[str, Post]:
        """The posts, by docname."""
        posts: dict[str, Post] = self.data["posts"]
        return posts

    @property
    def directives_in(self) -> dict[str, list[DirectiveSpec]]:
        """The lists that stand in each document."""
        directives_in: dict[str, list[DirectiveSpec]] = self.data["directives_in"]
        return directives_in

    @property
    def missing(self) -> dict[str, tuple[str, ...]]:
        """The files that each document asks for and that are not there, relative to the source folder."""
        missing: dict[str, tuple[str, ...]] = self.data["missing"]
        return missing

    @property
    def links(self) -> dict[str, tuple[str, ...]]:
        """The documents that each post links to."""
        links: dict[str, tuple[str, ...]] = self.data["links"]
        return links

    def note_post(self, post: Post) -> None:
        """Store a post."""
        self.posts[post.docname] = post

    def note_directive(self, docname: str, listing: DirectiveSpec) -> int:
        """Store a list that stands in a document; return its number there."""
        directives_in = self.directives_in.setdefault(docname, [])
        directives_in.append(listing)
        return len(directives_in) - 1

    def note_missing(self, docname: str, paths: Iterable[str]) -> None:
        """Store files to look for again at the next build."""
        known = self.missing.get(docname, ())
        self.missing[docname] = tuple(dict.fromkeys((*known, *paths)))

    @property
    def references(self) -> dict[str, tuple[tuple[str, str], ...]]:
        """What each document refers to by our roles."""
        references: dict[str, tuple[tuple[str, str], ...]] = self.data["references"]
        return references

    def note_reference(self, docname: str, role: str, target: str) -> None:
        """Store that a document refers to a post or term."""
        self.references[docname] = (*self.references.get(docname, ()), (role, target))

    def note_link(self, docname: str, target: str) -> None:
        """Store that a post links to a document."""
        known = self.links.get(docname, ())
        if target not in known:
            self.links[docname] = (*known, target)

    @property
    def oversized(self) -> dict[str, tuple[OversizedImage, ...]]:
        """The images in the text of each post that are shown by renditions."""
        oversized: dict[str, tuple[OversizedImage, ...]] = self.data["oversized"]
        return oversized

    def note_oversized(self, docname: str, image: OversizedImage) -> None:
        """Store an image to make renditions of."""
        self.oversized[docname] = (*self.oversized.get(docname, ()), image)

    @property
    def contexts(self) -> dict[str, tuple[str, ...]]:
        """What each document of a collection was read with."""
        contexts: dict[str, tuple[str, ...]] = self.data["contexts"]
        return contexts

    def note_context(self, docname: str, context: tuple[str, ...]) -> None:
        """Note what a document is read with."""
        self.contexts[docname] = context

    def note_settings(self, settings: str) -> bool:
        """Note the settings that contexts depend on; return whether they differ from those of the last build."""
        settings_of: dict[str, str] = self.data["settings"]
        changed = settings_of.get("collections") != settings
        settings_of["collections"] = settings
        return changed

    @property
    def warnings(self) -> dict[str, tuple[tuple[str, str, int], ...]]:
        """What was wrong with each document when it was read: subtype, message, line."""
        warnings: dict[str, tuple[tuple[str, str, int], ...]] = self.data["warnings"]
        return warnings

    def warn(self, docname: str, subtype: Subtype, message: str, line: int = 0) -> None:
        """Warn of a document that is being read, in this build and in later ones until it is read again."""
        self.warnings[docname] = (*self.warnings.get(docname, ()), (subtype.value, message, line))
        warn(subtype, message, docname=docname, line=line)

    def repeat_warnings(self, read: Iterable[str]) -> None:
        """Warn of the documents that were not read in this build: a site is unsound until it is fixed."""
        for docname in sorted(self.warnings.keys() - set(read)):
            for subtype, message, line in self.warnings[docname]:
                warn(Subtype(subtype), message, docname=docname, line=line)

    @property
    def mentions(self) -> dict[str, tuple[str, ...]]:
        """Names in each document, but for posts, that may be those of generated pages."""
        mentions: dict[str, tuple[str, ...]] = self.data["mentions"]
        return mentions

    def note_mentions(self, docname: str, names: Iterable[str]) -> None:
        """Note the names in a document that may be those of generated pages."""
        self.mentions[docname] = tuple(names)

    @property
    def virtual(self) -> dict[str, str]:
        """The generated pages that are documents, with their titles."""
        virtual: dict[str, str] = self.data["virtual"]
        return virtual

    def note_virtual(self, titles: Mapping[str, str]) -> None:
        """Note which generated pages are documents."""
        self.virtual.clear()
        self.virtual.update(titles)

    def clear_doc(self, docname: str) -> None:
        """Forget a document."""
        for memory in (
            self.posts,
            self.directives_in,
            self.missing,
            self.contexts,
            self.warnings,
            self.links,
            self.references,
            self.oversized,
        ):
            memory.pop(docname, None)

    def merge_domaindata(self, docnames: Set[str], otherdata: dict[str, Any]) -> None:
        """Take over what another process read."""
        for key in self.initial_data:
            for docname in docnames:
                if docname in otherdata[key]:
                    self.data[key][docname] = otherdata[key][docname]

    @cached_property
    def external_translations(self) -> dict[str, ExternalPosts]:
        """The posts of the projects that hold translations, by language; intersphinx loads them before reading."""
        return external_posts(self.env, self.settings.translation_projects)

    @property
    def finder(self) -> Finder:
        """Finds what documents refer to."""
        return Finder(self.site)

    @property
    def site(self) -> Site:
        """All news as of this build's moment."""
        if self._site is None:
            self._site = self._collect(self.posts.values())
        return self._site

    def settle(self, posts: Iterable[Post] | None = None) -> Site:
        """Compute the news anew from all posts, or from those given in their place."""
        self._site = self._collect(self.posts.values() if posts is None else posts)
        return self._site

    def _collect(self, posts: Iterable[Post]) -> Site:
        posts = list(posts)
        language = self.env.config.language
        keys = sorted({post.collection for post in posts} | set(self.settings.collections))
        collections = {key: self.settings.collection(key, language) for key in keys}
        settings = self.settings
        return Site(
            posts, collections, BuildState.of(self.env).moment,
            drafts=settings.drafts_shown, spelled_out=settings.spelled_out,
            external_translations=self.external_translations,
        )  # fmt: skip

    def resolve_xref(
        self,
        env: BuildEnvironment,  # noqa: ARG002  Sphinx's signature
        fromdocname: str,
        builder: Builder,
        typ: str,
        target: str,
        node: pending_xref,
        contnode: Element,
    ) -> nodes.reference | None:
        """Resolve a role to a post or to the page of a term."""
        if typ == "document":
            return self._refer_to_document(builder, fromdocname, target, node, contnode)
        if typ == "post":
            found = self.finder.post(target, fromdocname)
            if found is None:
                return None
            if isinstance(found, ExternalPost):
                return _external_reference(found, node, contnode)
            if found.docname not in self.env.found_docs:
                raise NoUri  # not published
            return self._refer(builder, fromdocname, found.docname, found.title, node, contnode)
        term = self.finder.term(typ, target, fromdocname)
        if term is None:
            return None
        if not has_pages(builder):
            raise NoUri
        return self._refer(builder, fromdocname, term.pagename, term.name, node, contnode)

    def _refer_to_document(
        self, builder: Builder, fromdocname: str, target: str, node: pending_xref, contnode: Element
    ) -> nodes.reference:
        """Refer to a document that a link in a post means; where it is not written, its text is all there is."""
        is_list = has_pages(builder) and target.removesuffix("/index") in self.site.sections
        if target not in self.env.found_docs and not is_list:
            raise NoUri
        reference = make_refnode(builder, fromdocname, target, node["reffragment"], contnode)
        if not contnode.astext():
            reference += nodes.Text(self.env.titles[target].astext() if target in self.env.titles else target)
        return reference

    def resolve_any_xref(
        self,
        env: BuildEnvironment,
        fromdocname: str,
        builder: Builder,
        target: str,
        node: pending_xref,
        contnode: Element,
    ) -> list[tuple[str, nodes.reference]]:
        """Resolve the role ``any``: posts only, since words like ``docker`` would be tags by accident."""
        if target.lstrip("/") in env.all_docs:
            return []  # a document; Sphinx finds it itself
        found = self.resolve_xref(env, fromdocname, builder, "post", target, node, contnode)
        return [("news:post", found)] if found else []

    def shown_by(self, docname: str) -> list[str]:
        """Return what the roles of a document show: titles and URLs, for comparison."""
        shown = []
        for role, target in self.references.get(docname, ()):
            found = self.finder.post(target, docname) if role == "post" else None
            term = self.finder.term(role, target, docname)
            if isinstance(found, Post):
                shown.append(repr((found.docname, found.title, found.docname in self.env.found_docs)))
            else:
                shown.append(repr((found, term and (term.pagename, term.name))))
        return shown

    def get_objects(self) -> Iterator[tuple[str, str, str, str, str, int]]:
        """Yield what other projects can link to: posts by docname, terms by name and by ``collection:name``."""
        for section in self.site.sections.values():
            for post in section.timeline.posts:
                # Not for the search page, which finds the page itself.
                yield inventory_name(post.docname), post.title, "post", post.docname, "", -1
        seen: set[tuple[str, str]] = set()
        for key, section in self.site.sections.items():
            for taxonomy in TAXONOMIES:
                for term in section.taxonomies[taxonomy.plural]:
                    yield inventory_name(f"{key}:{term.name}"), term.name, taxonomy.name, term.pagename, "", -1
                    if (taxonomy.name, fold(term.name)) not in seen:
                        seen.add((taxonomy.name, fold(term.name)))
                        yield inventory_name(term.name), "-", taxonomy.name, term.pagename, "", -1

    @staticmethod
    def _refer(
        builder: Builder, fromdocname: str, pagename: str, title: str, node: pending_xref, contnode: Element
    ) -> nodes.reference:
        if not node.get("refexplicit"):
            contnode = nodes.inline(title, title, classes=contnode.get("classes", []))
        return make_refnode(builder, fromdocname, pagename, "", contnode, title)


def explain_missing_reference(_app: Sphinx, domain: Domain | None, node: pending_xref) -> bool | None:
    """Say of a post that it has no translation, rather than that it is not there (``warn-missing-reference``)."""
    if not isinstance(domain, NewsDomain) or node["reftype"] != "post":
        return None
    asked = domain.finder.asked(node["reftarget"], node["refdoc"])
    if asked is None:
        return None
    post, language = asked
    warn(Subtype.LINK, f"the post {post.docname!r} has no translation in {language!r}", node=node)
    return True


def _external_reference(found: ExternalPost, node: pending_xref, contnode: Element) -> nodes.reference:
    """Refer to a post of another project."""
    if not node.get("refexplicit"):
        contnode = nodes.inline(found.title, found.title, classes=contnode.get("classes", []))
    return nodes.reference("", "", contnode, internal=False, refuri=found.url, reftitle=found.title)


def has_pages(builder: Builder) -> bool:
    """Return whether a builder writes the generated pages: html, dirhtml and the like; not epub or singlehtml."""
    return (
        builder.format == "html"
        and builder.name not in ("singlehtml", "epub")
        and not getattr(builder, "embedded", False)
    )
