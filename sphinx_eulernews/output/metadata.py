"""Metadata of a page for programs: description, Open Graph, Twitter card, translations, canonical URL, JSON-LD.

A post and a generated page are described in the same way, by a ``PageMetadata``. The JSON-LD of a list page says
nothing that a new post would change: no number of posts, no date of a last change.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeAlias

from sphinx_eulernews.model import urls
from sphinx_eulernews.model.post import Author, Post
from sphinx_eulernews.model.taxonomy import AUTHOR, BYLINE, N_, TAXONOMIES, Terms
from sphinx_eulernews.output.page_urls import (
    absolute_file_url,
    absolute_url,
    base_url,
    known_absolute_file_url,
    known_absolute_url,
)
from sphinx_eulernews.output.pages import GeneratedPage, months_of
from sphinx_eulernews.render.author_views import author_of
from sphinx_eulernews.render.labels import Labels, labels
from sphinx_eulernews.render.tree import is_web_url, write_attributes

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from sphinx_eulernews.model.collection import Collection
    from sphinx_eulernews.output.banners import BannerImages, ShareImage
    from sphinx_eulernews.output.page_urls import PageUrls
    from sphinx_eulernews.output.plan import BuildPlan
    from sphinx_eulernews.render.views import Views

# Descriptions of the pages of one term or period, and of indexes, by the kind of the page.
_ABOUT_ONE = {
    **{taxonomy.name: taxonomy.about_term for taxonomy in TAXONOMIES},
    "year": N_("Posts in %s from the year %s"),
    "month": N_("Posts in %s from %s"),
}
_ABOUT_INDEX = {
    **{taxonomy.plural: taxonomy.about_index for taxonomy in TAXONOMIES},
    "archive": N_("Posts in %s by year and month"),
}


def describe(views: Views, page: GeneratedPage) -> str:
    """Return the description of a page; that of a collection is its own, if it has one."""
    words, title = views.words(page.section), views.title(page.section)
    if page.kind == "list":
        about = page.section.collection.description or words("Posts in %s") % title
    elif page.kind in _ABOUT_ONE:
        about = page.description or words(_ABOUT_ONE[page.kind]) % (title, page.title)
    else:
        about = words(_ABOUT_INDEX[page.kind]) % title
    return about + _time_of(views, page)


def _time_of(views: Views, page: GeneratedPage) -> str:
    """Return the time that a page of a list covers, with a mark before it; the newest page does without."""
    months = months_of(page.posts, views.words(page.section)) if page.newer else ""
    return f" · {months}" if months else ""


Tags: TypeAlias = "list[tuple[str, str, str]]"
"""Meta elements: the attribute that names one (``name`` or ``property``), its name, its content."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageMetadata:
    """The metadata of a page.

    ``url`` and the URL of ``image`` are absolute, or empty where the site's URL is not known; ``parents``
    are the pages above it, as (page name, title), and ``entry`` is the title after those; ``section`` is the title
    of the collection.
    """

    title: str
    entry: str
    summary: str
    url: str
    section: str
    words: Labels
    parents: tuple[tuple[str, str], ...]
    image: ShareImage | None = None


def parents_of(plan: BuildPlan, page: Post | GeneratedPage) -> tuple[tuple[str, str], ...]:
    """Return the pages above a page of ours, as (page name, title)."""
    if not isinstance(page, Post):
        return page.parents
    section = plan.site.section_of(page)
    return ((urls.list_page(section.collection.key), plan.views.title(section)),)


def post_metadata(app: Sphinx, plan: BuildPlan, post: Post) -> PageMetadata:
    """Return the metadata of a post."""
    return PageMetadata(
        title=post.title,
        entry=post.title,
        summary=post.summary,
        url=post.canonical or known_absolute_url(app, post.docname),
        section=plan.views.title(plan.site.section_of(post)),
        words=plan.views.words_for(post),
        parents=parents_of(plan, post),
        image=_image(app, plan, post),
    )


def page_metadata(app: Sphinx, plan: BuildPlan, page: GeneratedPage) -> PageMetadata:
    """Return the metadata of a generated page: its image is the first that it shows."""
    shown = page.posts if page.layout == "cards" else ()
    illustrated = next((post for post in shown if post.banner), None)
    return PageMetadata(
        title=page.heading,
        entry=page.entry,
        summary=describe(plan.views, page),
        url=known_absolute_url(app, page.name),
        section=plan.views.title(page.section),
        words=plan.views.words(page.section),
        parents=page.parents,
        image=_image(app, plan, illustrated) if illustrated else None,
    )


def post_tags(app: Sphinx, metadata: PageMetadata, post: Post, *, published: bool) -> Tags:
    """Return the meta elements of a post."""
    tags = _shared_tags(app, metadata, "article")
    tags += [("property", "article:published_time", post.date.iso)] if post.date else []
    tags += [("property", "article:modified_time", post.updated.iso)] if post.updated else []
    named = [(taxonomy.open_graph, taxonomy.labels(post)) for taxonomy in BYLINE if taxonomy.open_graph]
    tags += [("property", name, value) for name, values in named for value in values]
    return tags if published else [*tags, ("name", "robots", "noindex")]


def page_tags(app: Sphinx, metadata: PageMetadata) -> Tags:
    """Return the meta elements of a generated page."""
    return _shared_tags(app, metadata, "website")


def write_tags(tags: Tags) -> str:
    """Write meta elements as HTML."""
    return "".join(f"<meta{write_attributes({kind: name, 'content': content})} />\n" for kind, name, content in tags)


def translation_links(app: Sphinx, plan: BuildPlan, post: Post) -> str:
    """Return the links to the translations of a post, itself among them; the site's language is the default."""
    site = plan.site
    here, there = site.translations(post), site.external_translations(post)
    if not (here or there) or not base_url(app):
        return ""
    versions = {plan.views.words_for(each).tag: absolute_url(app, each.docname) for each in (post, *here)}
    versions |= {labels(each.language).tag: each.url for each in there}
    wanted = labels(app.config.language).tag.partition("-")[0]
    default = next((url for tag, url in sorted(versions.items()) if tag.partition("-")[0] == wanted), "")
    # All versions have to name the same one, so none if the site's language has none.
    versions = dict(sorted(versions.items())) | ({"x-default": default} if default else {})
    return "".join(
        f"<link{write_attributes({'rel': 'alternate', 'hreflang': tag, 'href': url})} />\n"
        for tag, url in versions.items()
    )


def up_link(metadata: PageMetadata, page_urls: PageUrls) -> str:
    """Return the link to the page above."""
    url = page_urls.page(metadata.parents[-1][0]) if metadata.parents else None
    return f"<link{write_attributes({'rel': 'up', 'href': url})} />\n" if url else ""


def neighbour_links(page: GeneratedPage, page_urls: PageUrls) -> str:
    """Return the links from one page of a list to the pages before and after it."""
    return "".join(
        f'<link rel="{rel}"{write_attributes({"href": url})} />\n'
        for rel, name in (("prev", page.newer), ("next", page.older))
        if name and (url := page_urls.page(name))
    )


def _image(app: Sphinx, plan: BuildPlan, post: Post) -> ShareImage | None:
    """Return the image of a post with its absolute URL; none where that is not known.

    An image that sphinxext-opengraph has for every page says more than a plain colour.
    """
    share_image = plan.banner_images.share_image(post)
    if share_image is None or not (base_url(app) or is_web_url(share_image.path)):
        return None
    if share_image.plain and "ogp_image" in app.config and app.config.ogp_image:
        return None
    return replace(share_image, path=absolute_file_url(app, share_image.path))


def _shared_tags(app: Sphinx, metadata: PageMetadata, kind: str) -> Tags:
    """Return the tags that every page of ours has."""
    project, image = app.config.project, metadata.image
    tags = [
        ("name", "description", metadata.summary),
        ("property", "og:title", metadata.title),
        ("property", "og:description", metadata.summary),
        ("property", "og:url", metadata.url),
        ("property", "og:site_name", f"{project} · {metadata.section}" if project else metadata.section),
        ("property", "og:type", kind),
        ("property", "og:locale", metadata.words.locale_code),
    ]
    if image:
        tags += [("property", "og:image", image.path), ("property", "og:image:alt", image.alt)]
        tags += [("property", f"og:image:{side}", str(value)) for side, value in image.size if value]
    tags.append(("name", "twitter:card", "summary_large_image" if image and not image.plain else "summary"))
    return [tag for tag in tags if tag[2]]


_SCHEMA = "https://schema.org"
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_UNSAFE = tuple((char, f"\\u{ord(char):04x}") for char in "<>&\u2028\u2029")


def post_data(app: Sphinx, metadata: PageMetadata, post: Post, collection: Collection, images: BannerImages) -> str:
    """Return the JSON-LD of a post, as HTML: the article, and breadcrumbs."""
    data: dict[str, Any] = {
        "@type": collection.schema,
        "headline": metadata.title,
        "description": metadata.summary,
        "inLanguage": metadata.words.tag,
        "author": [_person(app, author, images) for author in post.authors],
        "publisher": {"@type": "Organization", "name": app.config.project} if app.config.project else {},
        **{taxonomy.schema_org: list(taxonomy.labels(post)) for taxonomy in TAXONOMIES if taxonomy.schema_org},
        "mainEntityOfPage": metadata.url,
        "image": [metadata.image.path] if metadata.image and not metadata.image.plain else [],
    }
    if post.date:
        data["datePublished"] = post.date.iso
        data["dateModified"] = (post.updated or post.date).iso
    return _script(data) + _breadcrumbs(app, metadata)


def page_data(app: Sphinx, metadata: PageMetadata, page: GeneratedPage, images: BannerImages) -> str:
    """Return the JSON-LD of a generated page, as HTML: the collection with its posts, and breadcrumbs."""
    term = page.section.taxonomies[AUTHOR.plural].get(page.title) if page.kind == AUTHOR.name else None
    author = author_of(page.section, term) if term else None
    base, project = base_url(app), app.config.project
    data: dict[str, Any] = {
        "@type": "CollectionPage",
        "name": metadata.title,
        "description": metadata.summary,
        "inLanguage": metadata.words.tag,
        "url": metadata.url,
        "about": _person(app, author, images) if author else {},
        "isPartOf": {"@type": "WebSite", "name": project, "url": base} if project and base else {},
    }
    if base and page.posts:
        page_urls = (post.external or absolute_url(app, post.docname) for post in page.posts)
        items = [_list_item(place, {"url": url}) for place, url in enumerate(page_urls, 1)]
        data["mainEntity"] = {"@type": "ItemList", "itemListElement": items}
    return _script(data) + _breadcrumbs(app, metadata)


def _breadcrumbs(app: Sphinx, metadata: PageMetadata) -> str:
    """Return breadcrumbs from the root of the site; the page itself needs no URL."""
    if not base_url(app):
        return ""
    root = ((app.config.root_doc, app.config.project),) if app.config.project else ()
    above = [{"name": title, "item": absolute_url(app, name)} for name, title in (*root, *metadata.parents)]
    items = [_list_item(place, item) for place, item in enumerate([*above, {"name": metadata.entry}], 1)]
    return _script({"@type": "BreadcrumbList", "itemListElement": items})


def _list_item(place: int, item: dict[str, str]) -> dict[str, Any]:
    return {"@type": "ListItem", "position": place, **item}


def _person(app: Sphinx, author: Author, images: BannerImages) -> dict[str, Any]:
    person = {
        "@type": "Person",
        "name": author.name,
        "url": known_absolute_file_url(app, author.url),
        "image": known_absolute_file_url(app, images.avatar_path(author.avatar)) if author.avatar else "",
        "jobTitle": author.role,
        "sameAs": [url for _name, url in author.links if is_web_url(url)],
    }
    return {key: value for key, value in person.items() if value}


def author_links(page: Post, page_urls: PageUrls, authors: Terms) -> str:
    """Return the links from a post to the pages of its authors that a file describes."""
    found = (authors.get(author.name) for author in page.authors if author.key)
    hrefs = (page_urls.page(term.pagename) for term in found if term and term.record)
    return "".join(f"<link{write_attributes({'rel': 'author', 'href': href})} />\n" for href in hrefs if href)


def _script(data: dict[str, Any]) -> str:
    """Write JSON for a script element, where ``</script>`` and ``<!--`` must not appear; empty values are left out."""
    kept = {"@context": _SCHEMA, **{key: value for key, value in data.items() if value}}
    text = _encode(kept)
    for char, written in _UNSAFE:
        text = text.replace(char, written)
    return f'<script type="application/ld+json">{text}</script>\n'
