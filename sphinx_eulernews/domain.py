"""The domain ``news``: roles, the index of tags, the inventory.

``domain_data`` is what it stores. The ``Site`` is computed from that once a build, after reading.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import quote

from docutils import nodes
from sphinx.domains import Domain, Index, IndexEntry, ObjType
from sphinx.errors import NoUri
from sphinx.locale import get_translation
from sphinx.roles import XRefRole
from sphinx.util.nodes import make_refnode
from sphinx.util.osutil import relative_uri

from sphinx_eulernews.build import BuildState
from sphinx_eulernews.builder_kinds import has_pages
from sphinx_eulernews.compat.intersphinx import external_posts, inventory_name
from sphinx_eulernews.config import NewsConfig, base_url
from sphinx_eulernews.domain_data import NewsData
from sphinx_eulernews.lazy import lazy
from sphinx_eulernews.model.post import Post
from sphinx_eulernews.model.site import ExternalPost, ExternalPosts, Finder, Records, Site, follow_translations
from sphinx_eulernews.model.taxonomy import N_, TAG, TAXONOMIES
from sphinx_eulernews.model.text import fold
from sphinx_eulernews.model.urls import FEEDS, split_fragment
from sphinx_eulernews.render.labels import CATALOG, labels
from sphinx_eulernews.translations import translated_collection
from sphinx_eulernews.warnings import Subtype, warn

if TYPE_CHECKING:
    from docutils.nodes import Element
    from sphinx.addnodes import pending_xref
    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment

    from sphinx_eulernews.model import permalinks
    from sphinx_eulernews.model.collection import Collection
    from sphinx_eulernews.model.taxonomy import Term
else:
    permalinks = lazy("sphinx_eulernews.model.permalinks")


class NewsRole(XRefRole):
    """A role; the domain stores its target, so that the page is rewritten when the target changes."""

    innernodeclass = nodes.inline  # titles and names are words, not code

    def process_link(
        self, env: BuildEnvironment, refnode: Element, has_explicit_title: bool, title: str, target: str
    ) -> tuple[str, str]:
        """Store the target."""
        title, target = super().process_link(env, refnode, has_explicit_title, title, target)
        news_domain(env).note_reference(env.docname, refnode["reftype"], target)
        return title, target


class _InLanguageOfSite:
    """A class attribute that is a message in the language of the site; Sphinx's lazy strings break the JSON builder."""

    def __init__(self, message: str) -> None:
        self._message = message

    def __get__(self, _instance: object, _owner: type) -> str:
        return str(get_translation(CATALOG)(self._message))


class TagIndex(Index):
    """The index of the tags of all collections: ``news-tags``."""

    name = "tags"
    localname = _InLanguageOfSite(N_("News by tag"))
    # A short name would put the index into the navigation of every page, also of those that are not written
    # again when the first tag comes.
    shortname = None

    def generate(self, docnames: Iterable[str] | None = None) -> tuple[list[tuple[str, list[IndexEntry]]], bool]:
        """List the tags, each with a link to its page, or with its posts if the builder has no such pages.

        Sphinx writes an index anew at every build unless it is empty, so it is empty where the output
        shows it already.
        """
        domain: NewsDomain = self.domain  # type: ignore[assignment]  # whose index it is
        state = BuildState.of(domain.env)
        if state.tag_index_is_current or state.tag_index_is_taken:
            return [], True
        content: dict[str, list[IndexEntry]] = {}
        chosen = None if docnames is None else frozenset(docnames)
        for section in domain.site.sections.values():
            for term in section.taxonomies[TAG.plural]:
                first = fold(term.label)[:1].upper()
                # Sphinx's template writes the letter as it is, into an attribute as well.
                entries = content.setdefault(first if first.isalnum() else "#", [])
                if state.terms_have_pages:
                    entries.append(_page_entry(term, section.collection))
                else:
                    entries += _post_entries(term, section.collection, chosen)
        return sorted(content.items()), True


def _page_entry(term: Term, collection: Collection) -> IndexEntry:
    number = labels(collection.language).posts(len(term.posts))
    return IndexEntry(term.label, 0, term.pagename, "", collection.title, "", number)


def _post_entries(term: Term, collection: Collection, chosen: frozenset[str] | None) -> list[IndexEntry]:
    posts = [post for post in term.posts if chosen is None or post.docname in chosen]
    below = [IndexEntry(post.title, 2, post.docname, "", "", "", "") for post in posts]
    return [IndexEntry(term.label, 1, "", "", collection.title, "", ""), *below] if below else []


class NewsDomain(NewsData):
    """The domain: roles and objects, and the site as of this build, which is computed once and never pickled."""

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

    def __init__(self, env: BuildEnvironment) -> None:
        super().__init__(env)
        self._site: Site | None = None
        self._records: Records = {}
        self._old_urls: permalinks.OldUrls | None = None

    @cached_property
    def settings(self) -> NewsConfig:
        """The options. Sphinx has no configuration yet when it makes a domain, so they are checked at first use."""
        return NewsConfig.from_config(self.env.config).failing_closed(Path(self.env.srcdir))

    @cached_property
    def external_translations(self) -> dict[str, ExternalPosts]:
        """The posts of the projects that hold translations, by language; intersphinx loads them before reading."""
        return external_posts(self.env, self.settings.translation_projects)

    @property
    def finder(self) -> Finder:
        """Finds the targets of references."""
        return Finder(self.site)

    @property
    def site(self) -> Site:
        """All collections as of the time of the build."""
        if self._site is None:
            self._site = self._collect(self.posts.values())
        return self._site

    @property
    def old_urls(self) -> permalinks.OldUrls:
        """The posts by their old URLs, generated pages and feeds by theirs."""
        if self._old_urls is None:
            base = base_url(self.env.config)
            bases = [*filter(None, [base]), *self.settings.old_bases]
            pages = [*sorted(self.site.linked_pages), *(self.site.feeds if base else ())]
            self._old_urls = permalinks.OldUrls(self.site.posts.values(), self.settings.permalink, bases, pages)
        return self._old_urls

    def is_page(self, builder: Builder, name: str) -> bool:
        """Return whether a name is that of a document that is written, or of a generated page or feed to link to."""
        is_generated = name in self.site.linked_pages or name.startswith("/")
        return name in self.env.found_docs or (has_pages(builder) and is_generated)

    def feed(self, target: str, docname: str) -> str:
        """Return the feed that a link of any document means; empty if it means none."""
        if posixpath.basename(target) not in FEEDS:
            return ""
        found = self.old_urls.find(target, docname)
        return found[0] if found is not None and found[0].startswith("/") else ""

    def collect(self, posts: Iterable[Post] | None = None, records: Records | None = None) -> Site:
        """Compute the site from all posts, or from the given ones; ``records`` describe their terms."""
        self._old_urls = None
        if records is not None:
            self._records = records
        self._site = self._collect(self.posts.values() if posts is None else posts)
        return self._site

    def collection_keys(self, posts: Iterable[Post]) -> list[str]:
        """Return the keys of all collections: those of the posts, and those in conf.py."""
        return sorted({post.collection for post in posts} | set(self.settings.collections))

    def _collect(self, posts: Iterable[Post]) -> Site:
        posts = list(posts)
        language = self.env.config.language
        keys = self.collection_keys(posts)
        collections = {key: translated_collection(self.env, self.settings.collection(key, language)) for key in keys}
        collections, posts = follow_translations(collections, posts, language)
        settings = self.settings
        return Site(
            posts, collections, BuildState.of(self.env).moment,
            drafts=settings.drafts_shown, spelled_out=settings.spelled_out,
            external_translations=self.external_translations, records=self._records,
            category_separator=settings.category_separator,
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
        if typ in ("document", "old_url"):
            return self._resolve_link(builder, fromdocname, target, node, contnode)
        if typ == "post":
            found = self.finder.post(target, fromdocname)
            if found is None:
                return None
            if isinstance(found, ExternalPost):
                return _external_reference(found, node, contnode)
            if found.docname not in self.env.found_docs:
                raise NoUri  # not published
            content = content_of_reference(node, contnode, found.title)
            return make_refnode(builder, fromdocname, found.docname, "", content, found.title)
        term = self.finder.term(typ, target, fromdocname)
        if term is None:
            return None
        if not has_pages(builder):
            raise NoUri
        return make_refnode(
            builder, fromdocname, term.pagename, "", content_of_reference(node, contnode, term.label), term.label
        )

    def _resolve_link(
        self, builder: Builder, fromdocname: str, target: str, node: pending_xref, contnode: Element
    ) -> nodes.reference:
        """Resolve a link in a post to a document; without one that is written, return the text alone."""
        fragment = node.get("reffragment", "")
        if node["reftype"] != "document":
            target, fragment = self.old_urls.find(target, fromdocname) or ("", "")
            if isinstance(contnode, nodes.reference):  # the absolute URL, which stays if it leads nowhere
                contnode = contnode.next_node(nodes.inline) or contnode
        if not contnode.children:
            contnode += nodes.Text(self.title_of(target) or node["reftarget"])
        if not self.is_page(builder, target):
            raise NoUri
        if target.startswith("/"):
            return file_reference(builder, fromdocname, target[1:], contnode)
        return make_refnode(builder, fromdocname, target, self.id_of(target, fragment), contnode)

    def title_of(self, name: str) -> str:
        """Return the title of a document, a list or the page of a term; the name itself for any other page."""
        if name in self.env.titles:
            return self.env.titles[name].astext()
        if section := self.site.sections.get(name.removesuffix("/index")):
            return section.collection.title or name
        return next((term.label for term in self._terms() if term.pagename == name), name)

    def resolve_any_xref(
        self,
        env: BuildEnvironment,
        fromdocname: str,
        builder: Builder,
        target: str,
        node: pending_xref,
        contnode: Element,
    ) -> list[tuple[str, nodes.reference]]:
        """Resolve the role ``any`` to posts only: words such as ``docker`` would match tags by accident."""
        if target.lstrip("/") in env.all_docs or posixpath.join(posixpath.dirname(fromdocname), target) in env.all_docs:
            return []  # a document; Sphinx finds it itself
        found = self.resolve_xref(env, fromdocname, builder, "post", target, node, contnode)
        if found is None and target in self.old_links.get(fromdocname, ()):
            try:
                found = self._resolve_link(builder, fromdocname, target, node, contnode)
            except NoUri:
                return []
        if found is None and self.feed(target, fromdocname):
            node["reftype"] = "old_url"
            found = self._resolve_link(builder, fromdocname, target, node, contnode)
        return [("news:post", found)] if found else []

    def linked_by(self, docname: str) -> list[str]:
        """Return the documents that a post links to, then for each old URL the page that it leads to, or nothing."""
        old = (self.old_urls.find(reference, docname) for reference in self.old_links.get(docname, ()))
        return [*self.links.get(docname, ()), *(found[0] if found else "" for found in old)]

    def fragments_of(self, docname: str) -> Iterator[tuple[str, str, int]]:
        """Yield the places in documents that a post links to, also by their old URLs: document, fragment, line."""
        yield from ((*place, line) for place, line in self.fragments.get(docname, {}).items())
        for reference, lines in self.old_links.get(docname, {}).items():
            found = self.old_urls.find(reference, docname) if "#" in reference else None
            if found is not None and found[1]:
                yield *found, lines[0]

    def id_of(self, docname: str, fragment: str) -> str:
        """Return the fragment of a link to a place in a document: the id that it means, if that is known."""
        name, rest = split_fragment(fragment)
        return (self.anchors.get(docname, {}).get(name) or name) + rest

    def shown_by(self, docname: str) -> list[str]:
        """Return the titles and URLs that the roles of a document show, for comparison."""
        shown = []
        for role, target in self.references.get(docname, ()):
            found = self.finder.post(target, docname) if role == "post" else None
            term = self.finder.term(role, target, docname)
            if isinstance(found, Post):
                shown.append(repr((found.docname, found.title, found.docname in self.env.found_docs)))
            else:
                shown.append(repr((found, term and (term.pagename, term.label))))
        return shown

    def get_objects(self) -> Iterator[tuple[str, str, str, str, str, int]]:
        """Yield the objects of the inventory: posts by docname, terms by name and by ``collection:name``."""
        for section in self.site.sections.values():
            for post in section.timeline.posts:
                # Not for the search page, which finds the page itself.
                yield inventory_name(post.docname), post.title, "post", post.docname, "", -1
        if not BuildState.of(self.env).terms_have_pages:
            return
        seen: set[tuple[str, str]] = set()
        for term in self._terms():
            # Two terms below different ones may have one name: the first has it.
            for name in dict.fromkeys((*_with_collection(term), term.path, term.name)):
                if (term.taxonomy.name, fold(name)) not in seen:
                    seen.add((term.taxonomy.name, fold(name)))
                    label = term.label if term.label != name else "-"
                    yield inventory_name(name), label, term.taxonomy.name, term.pagename, "", -1

    def _terms(self) -> Iterator[Term]:
        """Yield the terms of all collections."""
        for section in self.site.sections.values():
            for taxonomy in TAXONOMIES:
                yield from section.taxonomies[taxonomy.plural]


def news_domain(env: BuildEnvironment) -> NewsDomain:
    """Return our domain of an environment."""
    domain = env.get_domain("news")
    assert isinstance(domain, NewsDomain)  # noqa: S101  for the type checker; registered in setup()
    return domain


def explain_missing_reference(_app: Sphinx, domain: Domain | None, node: pending_xref) -> bool | None:
    """Warn that a post has no translation, rather than that it does not exist (``warn-missing-reference``)."""
    if not isinstance(domain, NewsDomain) or node["reftype"] != "post":
        return None
    asked = domain.finder.asked(node["reftarget"], node["refdoc"])
    if asked is None:
        return None
    post, language = asked
    warn(Subtype.LINK, f"the post {post.docname!r} has no translation in {language!r}", node=node)
    return True


def _external_reference(found: ExternalPost, node: pending_xref, contnode: Element) -> nodes.reference:
    """Return a reference to a post of another project."""
    content = content_of_reference(node, contnode, found.title)
    return nodes.reference("", "", content, internal=False, refuri=found.url, reftitle=found.title)


def file_reference(builder: Builder, docname: str, path: str, content: Element) -> nodes.reference:
    """Return a reference to a file of the output."""
    url = relative_uri(builder.get_target_uri(docname), quote(path))
    return nodes.reference("", "", content, internal=True, refuri=url)


def content_of_reference(node: pending_xref, contnode: Element, title: str) -> Element:
    """Return the content of a reference: the text that its author gave it, or the title of what it refers to."""
    return contnode if node.get("refexplicit") else nodes.inline(title, title, classes=contnode.get("classes", []))


def _with_collection(term: Term) -> tuple[str, str]:
    """Return the names of a term that say which collection it is in: by its path and by its name."""
    return f"{term.collection}:{term.path}", f"{term.collection}:{term.name}"
