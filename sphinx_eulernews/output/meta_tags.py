"""What programs read in the head of a page: description, Open Graph, Twitter card, translations, canonical address.

A post and a generated page are told of in the same way: what is known of either becomes ``Facts``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

from sphinx_eulernews.model import urls
from sphinx_eulernews.model.post import Post
from sphinx_eulernews.output.page_urls import absolute, absolute_file, base_address, whole_address
from sphinx_eulernews.output.pages import GeneratedPage, months_of
from sphinx_eulernews.render.labels import Labels, labels
from sphinx_eulernews.render.tree import is_external, write_attributes

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from sphinx_eulernews.output.banners import Shared
    from sphinx_eulernews.output.page_urls import PageAddresses
    from sphinx_eulernews.output.pages import GeneratedPage
    from sphinx_eulernews.output.plan import Edition
    from sphinx_eulernews.render.views import Views

def describe(views: Views, page: GeneratedPage) -> str:
    """Return the description of a page; that of a collection is its own, if it has one."""
    words, title = views.words(page.section), views.title(page.section)
    if page.kind == "list":
        about = page.section.collection.description or words("Posts in %s") % title
    elif page.kind in ("tag", "category", "author", "year", "month"):
        message = words(
            {
                "tag": "Posts in %s tagged %s",
                "category": "Posts in %s of the category %s",
                "author": "Posts in %s by %s",
                "year": "Posts in %s from the year %s",
                "month": "Posts in %s from %s",
            }[page.kind]
        )
        about = message % (title, page.title)
    else:
        message = words(
            {
                "tags": "Tags of the posts in %s",
                "categories": "Categories of the posts in %s",
                "authors": "Authors of the posts in %s",
                "archive": "Posts in %s by year and month",
            }[page.kind]
        )
        about = message % title
    return about + _time_of(views, page)


def page_name(views: Views, page: GeneratedPage) -> str:
    """Return the title of a page as it tells the page from all others."""
    return page.title + _time_of(views, page)


def _time_of(views: Views, page: GeneratedPage) -> str:
    """Return the time that a page of a list covers, with a mark before it; the newest page does without."""
    months = months_of(page.posts, views.words(page.section)) if page.newer else ""
    return f" · {months}" if months else ""


Tags: TypeAlias = "list[tuple[str, str, str]]"
"""Meta elements: the attribute that names one (``name`` or ``property``), its name, its content."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What programs are told of a page.

    ``url`` and the address of ``image`` are whole, or empty where the site's address is not known; ``parents``
    are the pages above it, as (page name, title); ``section`` is the title of the collection.
    """

    title: str
    summary: str
    url: str
    section: str
    words: Labels
    parents: tuple[tuple[str, str], ...]
    image: Shared | None = None


def parents_of(edition: Edition, page: Post | GeneratedPage) -> tuple[tuple[str, str], ...]:
    """Return the pages above a page of ours, as (page name, title)."""
    if not isinstance(page, Post):
        return page.parents
    section = edition.news.section_of(page)
    return ((urls.listing(section.collection.key), edition.views.title(section)),)


def facts_of_post(app: Sphinx, edition: Edition, post: Post) -> Facts:
    """Return what is told of a post."""
    return Facts(
        title=post.title,
        summary=post.summary,
        url=post.canonical or whole_address(app, post.docname),
        section=edition.views.title(edition.news.section_of(post)),
        words=edition.views.words_for(post),
        parents=parents_of(edition, post),
        image=_image(app, edition, post),
    )


def facts_of_page(app: Sphinx, edition: Edition, page: GeneratedPage) -> Facts:
    """Return what is told of a generated page: its picture is the first that it shows."""
    shown = page.posts if page.layout == "cards" else ()
    illustrated = next((post for post in shown if post.banner), None)
    return Facts(
        title=page_name(edition.views, page),
        summary=describe(edition.views, page),
        url=whole_address(app, page.name),
        section=edition.views.title(page.section),
        words=edition.views.words(page.section),
        parents=page.parents,
        image=_image(app, edition, illustrated) if illustrated else None,
    )


def post_tags(app: Sphinx, facts: Facts, post: Post, *, published: bool) -> Tags:
    """Return the meta elements of a post."""
    tags = _shared_tags(app, facts, "article")
    tags += [("property", "article:published_time", post.date.iso)] if post.date else []
    tags += [("property", "article:modified_time", post.updated.iso)] if post.updated else []
    tags += [("property", "article:author", author.name) for author in post.authors]
    tags += [("property", "article:tag", tag) for tag in post.tags]
    return tags if published else [*tags, ("name", "robots", "noindex")]


def page_tags(app: Sphinx, facts: Facts) -> Tags:
    """Return the meta elements of a generated page."""
    return _shared_tags(app, facts, "website")


def write_tags(tags: Tags) -> str:
    """Write meta elements as HTML."""
    return "".join(f"<meta{write_attributes({kind: name, 'content': content})} />\n" for kind, name, content in tags)


def translation_links(app: Sphinx, edition: Edition, post: Post) -> str:
    """Return the links to the translations of a post, itself among them; the site's language is the default."""
    news = edition.news
    here, there = news.translations(post), news.elsewhere(post)
    if not (here or there) or not base_address(app):
        return ""
    versions = {edition.views.words_for(each).tag: absolute(app, each.docname) for each in (post, *here)}
    versions |= {labels(each.language).tag: each.url for each in there}
    wanted = labels(app.config.language).tag.partition("-")[0]
    default = next((url for tag, url in sorted(versions.items()) if tag.partition("-")[0] == wanted), "")
    versions = dict(sorted(versions.items())) | {"x-default": default or absolute(app, post.docname)}
    return "".join(
        f"<link{write_attributes({'rel': 'alternate', 'hreflang': tag, 'href': url})} />\n"
        for tag, url in versions.items()
    )


def neighbour_links(page: GeneratedPage, addresses: PageAddresses) -> str:
    """Return the links from one page of a list to the pages beside it."""
    return "".join(
        f'<link rel="{rel}"{write_attributes({"href": address})} />\n'
        for rel, name in (("prev", page.newer), ("next", page.older))
        if name and (address := addresses.page(name))
    )


def _image(app: Sphinx, edition: Edition, post: Post) -> Shared | None:
    """Return the picture of a post with its whole address; none where that is not known.

    A picture that sphinxext-opengraph has for every page says more than a plain colour.
    """
    shared = edition.gallery.shared(post)
    if shared is None or not (base_address(app) or is_external(shared.path)):
        return None
    if shared.plain and "ogp_image" in app.config and app.config.ogp_image:
        return None
    return replace(shared, path=absolute_file(app, shared.path))


def _shared_tags(app: Sphinx, facts: Facts, kind: str) -> Tags:
    """Return the tags that every page of ours has."""
    project, image = app.config.project, facts.image
    tags = [
        ("name", "description", facts.summary),
        ("property", "og:title", facts.title),
        ("property", "og:description", facts.summary),
        ("property", "og:url", facts.url),
        ("property", "og:site_name", f"{project} · {facts.section}" if project else facts.section),
        ("property", "og:type", kind),
        ("property", "og:locale", facts.words.locale_code),
    ]
    if image:
        tags += [("property", "og:image", image.path), ("property", "og:image:alt", image.alt)]
        tags += [("property", f"og:image:{side}", str(value)) for side, value in image.size if value]
    tags.append(("name", "twitter:card", "summary_large_image" if image and not image.plain else "summary"))
    return [tag for tag in tags if tag[2]]
