"""The data that the filter of a list reads: one JSON file for each collection, in the order of the list.

Columns compress better than records, and the terms of a post are numbers. The cards of posts are not in here: the
script takes them from the pages of the list, which it finds by their number.
"""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Any

from sphinx_eulernews.build import warn_in_planning
from sphinx_eulernews.model import urls
from sphinx_eulernews.model.hashing import digest
from sphinx_eulernews.model.ordering import paginate
from sphinx_eulernews.model.text import clean
from sphinx_eulernews.output.artifacts import FileArtifact, OutputPaths
from sphinx_eulernews.render.filter_view import has_filter, taxonomies_of
from sphinx_eulernews.render.views import teaser_of
from sphinx_eulernews.warnings import Subtype

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx

    from sphinx_eulernews.model.site import Section
    from sphinx_eulernews.model.taxonomy import TaxonomyDef
    from sphinx_eulernews.render.views import Views

# In bytes, since a hanzi says as much as three letters and takes as many: 150 bytes a post, compressed, must hold all.
TITLE_LIMIT = 180
SUMMARY_LIMIT = 150
_DAY = len("2026-08-01")
_ANY_PAGE = "*"
"""Stands for the number of a page in its URL; no file name has it."""


def plan_filters(app: Sphinx, views: Views, paths: OutputPaths) -> Iterator[FileArtifact]:
    """Yield the data of the filters of a site; one whose path belongs to something else is left out with a warning."""
    for section in views.site.sections.values():
        if not has_filter(views, section):
            continue
        path = urls.filter_data(section.collection.key)
        if holder := paths.claim(path, f"the data of the filter, {path!r}"):
            message = f"the data of the filter, {path!r}, is not written: {holder} has its path"
            warn_in_planning(app.env, Subtype.CONFIG, message)
            continue
        text = write_data(section, str(app.config.project), _page_url(app, section))
        make = partial(str.encode, text)
        yield FileArtifact(path=path, fingerprint=digest(text), make=make, subtype=Subtype.CONFIG)


def write_data(section: Section, project: str, page_url: str) -> str:
    """Return the data of the filter of a collection as JSON.

    ``project`` is the name that stands first among terms; ``page_url`` is the URL of a page of the list, relative to
    the list, with ``*`` in the place of its number.
    """
    first, *full = paginate(section.timeline.posts, section.collection.page_size, pinned=section.timeline.pinned)
    posts = [post for page in (first, *full) for post in page.posts]
    data = {
        "project": project,
        "page_url": page_url,
        "page_size": section.collection.page_size,
        "pages": len(full),
        "on_index": len(first.posts),
        "titles": [_cut(post.title, TITLE_LIMIT) for post in posts],
        "summaries": [_cut(teaser_of(post), SUMMARY_LIMIT) for post in posts],
        "dates": [post.date.iso[:_DAY] if post.date else "" for post in posts],
        "terms": {taxonomy.name: _terms(section, taxonomy, posts) for taxonomy in taxonomies_of(section)},
    }
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n"


def _terms(section: Section, taxonomy: TaxonomyDef, posts: list[Any]) -> dict[str, list[Any]]:
    """Return the terms of a taxonomy, and the numbers of those of each post."""
    terms = list(section.taxonomies[taxonomy.plural])
    numbers = {term: number for number, term in enumerate(terms)}
    return {
        "slugs": [term.slug for term in terms],
        "labels": [term.label for term in terms],
        "posts": [[numbers[term] for term in section.taxonomies[taxonomy.plural].around(post)] for post in posts],
    }


def _cut(text: str, limit: int) -> str:
    """Return the beginning of a text, no longer than ``limit`` bytes."""
    return clean(text).encode()[:limit].decode(errors="ignore").rstrip()


def _page_url(app: Sphinx, section: Section) -> str:
    key = section.collection.key
    builder = app.builder
    page = urls.list_page(key, 1)
    relative = builder.get_relative_uri(urls.list_page(key), page)
    head, _slash, name = relative.rpartition("page/1")
    return f"{head}page/{_ANY_PAGE}{name}"
