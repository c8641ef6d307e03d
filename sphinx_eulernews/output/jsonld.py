"""What search engines read of a page: JSON-LD in the words of schema.org.

A list page says nothing that a new post would change: no number of posts, no date of a last change.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sphinx_eulernews.model.post import Author, Post
from sphinx_eulernews.model.taxonomy import TAXONOMIES
from sphinx_eulernews.output.meta_tags import PageMetadata
from sphinx_eulernews.output.page_urls import absolute_url, base_url

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from sphinx_eulernews.model.collection import Collection
    from sphinx_eulernews.output.pages import GeneratedPage

_SCHEMA = "https://schema.org"
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_UNSAFE = tuple((char, f"\\u{ord(char):04x}") for char in "<>&\u2028\u2029")


def post_data(app: Sphinx, facts: PageMetadata, post: Post, collection: Collection) -> str:
    """Return the data of a post, as HTML: the article, and the way to it."""
    data: dict[str, Any] = {
        "@type": collection.schema,
        "headline": facts.title,
        "description": facts.summary,
        "inLanguage": facts.words.tag,
        "author": [_person(author) for author in post.authors],
        "publisher": {"@type": "Organization", "name": app.config.project} if app.config.project else {},
        **{taxonomy.schema_org: list(taxonomy.names(post)) for taxonomy in TAXONOMIES if taxonomy.schema_org},
        "mainEntityOfPage": facts.url,
        "image": [facts.image.path] if facts.image and not facts.image.plain else [],
    }
    if post.date:
        data["datePublished"] = post.date.iso
        data["dateModified"] = (post.updated or post.date).iso
    return _script(data) + _breadcrumbs(app, facts)


def page_data(app: Sphinx, facts: PageMetadata, page: GeneratedPage) -> str:
    """Return the data of a generated page, as HTML: the collection with what it holds, and the way to it."""
    base, project = base_url(app), app.config.project
    data: dict[str, Any] = {
        "@type": "CollectionPage",
        "name": facts.title,
        "description": facts.summary,
        "inLanguage": facts.words.tag,
        "url": facts.url,
        "isPartOf": {"@type": "WebSite", "name": project, "url": base} if project and base else {},
    }
    if base and page.posts:
        page_urls = (post.external or absolute_url(app, post.docname) for post in page.posts)
        items = [_list_item(place, {"url": url}) for place, url in enumerate(page_urls, 1)]
        data["mainEntity"] = {"@type": "ItemList", "itemListElement": items}
    return _script(data) + _breadcrumbs(app, facts)


def _breadcrumbs(app: Sphinx, facts: PageMetadata) -> str:
    """Return the way to a page from the root of the site; the page itself needs no URL."""
    if not base_url(app):
        return ""
    root = ((app.config.root_doc, app.config.project),) if app.config.project else ()
    above = [{"name": title, "item": absolute_url(app, name)} for name, title in (*root, *facts.parents)]
    items = [_list_item(place, item) for place, item in enumerate([*above, {"name": facts.title}], 1)]
    return _script({"@type": "BreadcrumbList", "itemListElement": items})


def _list_item(place: int, item: dict[str, str]) -> dict[str, Any]:
    return {"@type": "ListItem", "position": place, **item}


def _person(author: Author) -> dict[str, str]:
    return {"@type": "Person", "name": author.name} | ({"url": author.url} if author.url else {})


def _script(data: dict[str, Any]) -> str:
    """Write JSON for a script element, where ``</script>`` and ``<!--`` must not appear; what is empty is left out."""
    kept = {"@context": _SCHEMA, **{key: value for key, value in data.items() if value}}
    text = _encode(kept)
    for char, written in _UNSAFE:
        text = text.replace(char, written)
    return f'<script type="application/ld+json">{text}</script>\n'
