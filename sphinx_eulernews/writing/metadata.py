"""What programs read in the head of a page: Open Graph, Twitter card, JSON-LD, canonical address."""

from __future__ import annotations

import json
import os
import posixpath
from typing import TYPE_CHECKING, Any

from sphinx_eulernews.labels import labels
from sphinx_eulernews.markup import is_external, write_attributes
from sphinx_eulernews.model.post import Post

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from sphinx_eulernews.writing.addresses import PageAddresses
    from sphinx_eulernews.writing.edition import Edition
    from sphinx_eulernews.writing.pages import GeneratedPage


def post_head(app: Sphinx, edition: Edition, post: Post) -> str:
    """Return the head of a post's page, as HTML."""
    url = post.canonical or absolute(app, post.docname)
    image = edition.gallery.shared(post)
    words = edition.views.words_for(post)
    tags = _shared_tags(app, edition.views.title(edition.news.section_of(post)), post.title, post.summary, url)
    tags += [("property", "og:type", "article"), ("property", "og:locale", words.tag.replace("-", "_"))]
    tags += [("property", "article:published_time", post.date.iso)] if post.date else []
    tags += [("property", "article:modified_time", post.updated.iso)] if post.updated else []
    tags += [("property", "article:author", author.name) for author in post.authors]
    tags += [("property", "article:tag", tag) for tag in post.tags]
    if image:
        address = absolute_file(app, image.path)
        tags += [("property", "og:image", address), ("property", "og:image:alt", image.alt)]
        tags += [("property", f"og:image:{side}", str(value)) for side, value in image.size if value]
    tags.append(("name", "twitter:card", "summary_large_image" if image and not image.plain else "summary"))
    if not post.published(edition.news.now):
        tags.append(("name", "robots", "noindex"))
    links = _alternates(app, edition, post)
    data = _article(app, edition, post, url)
    if image and not image.plain:
        data["image"] = [absolute_file(app, image.path)]
    return _write(tags) + links + _json_ld(data)


def _alternates(app: Sphinx, edition: Edition, post: Post) -> str:
    """Return the links to the translations of a post, itself among them; the site's language is the default."""
    news = edition.news
    others = news.translations(post)
    if not others or not base_address(app):
        return ""
    versions = {edition.views.words_for(each).tag: absolute(app, each.docname) for each in (post, *others)}
    wanted = labels(app.config.language).tag.partition("-")[0]
    default = next((url for tag, url in sorted(versions.items()) if tag.partition("-")[0] == wanted), "")
    versions = dict(sorted(versions.items())) | {"x-default": default or absolute(app, post.docname)}
    return "".join(
        f"<link{write_attributes({'rel': 'alternate', 'hreflang': tag, 'href': url})} />\n"
        for tag, url in versions.items()
    )


def page_head(app: Sphinx, edition: Edition, page: GeneratedPage, addresses: PageAddresses) -> str:
    """Return the head of a generated page, as HTML."""
    url = absolute(app, page.name)
    site = edition.views.title(page.section)
    summary = page.section.collection.description
    tags = _shared_tags(app, site, page.title, summary, url)
    tags += [("property", "og:type", "website"), ("name", "twitter:card", "summary")]
    links = "".join(
        f'<link rel="{rel}"{write_attributes({"href": address})} />\n'
        for rel, name in (("prev", page.newer), ("next", page.older))
        if name and (address := addresses.page(name))
    )
    return _write(tags) + links


def absolute(app: Sphinx, pagename: str) -> str:
    """Return the whole address of a page; relative to the site where no base address is known."""
    return posixpath.join(base_address(app), app.builder.get_target_uri(pagename))


def absolute_file(app: Sphinx, path: str) -> str:
    """Return the whole address of a file of the output; one that is whole already stays as it is."""
    return path if is_external(path) else posixpath.join(base_address(app), path)


def base_address(app: Sphinx) -> str:
    """Return the address that the site is served at, with a slash at its end; empty if unknown."""
    base = str(app.config.html_baseurl or os.environ.get("READTHEDOCS_CANONICAL_URL", ""))
    return base if not base or base.endswith("/") else base + "/"


def _shared_tags(app: Sphinx, site: str, title: str, summary: str, url: str) -> list[tuple[str, str, str]]:
    return [
        ("name", "description", summary),
        ("property", "og:title", title),
        ("property", "og:description", summary),
        ("property", "og:url", url if base_address(app) else ""),
        ("property", "og:site_name", f"{app.config.project} · {site}" if app.config.project else site),
    ]


def _article(app: Sphinx, edition: Edition, post: Post, url: str) -> dict[str, Any]:
    section = edition.news.section_of(post)
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": section.collection.schema,
        "headline": post.title,
        "description": post.summary,
        "inLanguage": edition.views.words_for(post).tag,
        "author": [{"@type": "Person", "name": author.name} for author in post.authors],
        "publisher": {"@type": "Organization", "name": app.config.project},
        "keywords": list(post.tags),
    }
    if post.date:
        data["datePublished"] = post.date.iso
        data["dateModified"] = (post.updated or post.date).iso
    if base_address(app):
        data["mainEntityOfPage"] = url
    return {key: value for key, value in data.items() if value}


def _write(tags: list[tuple[str, str, str]]) -> str:
    return "".join(
        f"<meta{write_attributes({kind: name, 'content': content})} />\n" for kind, name, content in tags if content
    )


def _json_ld(data: dict[str, Any]) -> str:
    """Write JSON for a script element, where ``</script>`` and ``<!--`` must not appear."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for char in "<>&\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return f'<script type="application/ld+json">{text}</script>\n'
