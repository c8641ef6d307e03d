"""The ``<head>`` of posts and generated pages, shared with the theme and with other extensions.

Early in ``html-page-context``, theme and extensions receive our values; late, the missing elements are added. So no
element is written twice.
"""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, Any

import markupsafe
from jinja2 import TemplateNotFound

from sphinx_eulernews.model.post import Post
from sphinx_eulernews.model.taxonomy import AUTHOR
from sphinx_eulernews.output.feeds import discovery_links
from sphinx_eulernews.output.metadata import (
    PageMetadata,
    Tags,
    author_links,
    neighbour_links,
    page_data,
    page_metadata,
    page_tags,
    parents_of,
    post_data,
    post_metadata,
    post_tags,
    translation_links,
    up_link,
    write_tags,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from docutils import nodes
    from sphinx.application import Sphinx

    from sphinx_eulernews.output.pages import GeneratedPage
    from sphinx_eulernews.output.plan import BuildPlan

_ENTRY = '<section class="h-entry'
_OURS = re.compile(r'<meta\b[^>]*\b(?:name|property)="(?:description|twitter:card|(?:og|article):[^"]*)"[^>]*>\n?')
_CONTENT = re.compile(r'\bcontent="([^"]*)"')
_OPEN_GRAPH = "sphinxext.opengraph"
_LAYOUT = re.compile(r"[\w-]{1,64}")


def prepare(
    app: Sphinx,
    plan: BuildPlan,
    pagename: str,
    page: Post | GeneratedPage,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """Give theme and extensions our values for a page; ``doctree`` is None for a page without a document."""
    if isinstance(page, Post) or pagename not in plan.documents - plan.virtual:
        url_of, above = plan.page_urls(app.builder, pagename).page, parents_of(plan, page)
        here = [{"link": url_of(name), "title": escaped(title)} for name, title in above]
        # Those that Sphinx knows from toctrees begin at the root of the site.
        context["parents"] = context.get("parents") or here
    if isinstance(page, Post):
        if _ENTRY not in context["body"]:
            # Immaterial writes no element for a section, so there is none yet that could be the entry.
            context["body"] = f'<div class="h-entry">{context["body"]}</div>'
        # A description in conf.py is that of the site; one in front matter is that of the page.
        said = {escape(str(value)) for value in getattr(app.config, "myst_html_meta", dict[str, str]()).values()}
        context["metatags"] = _OURS.sub(lambda tag: "" if _content(tag[0]) in said else tag[0], context["metatags"])
    if doctree is not None and _OPEN_GRAPH in app.extensions:
        _set_open_graph_fields(context, _metadata_of(app, plan, page)[1])


def head_of(app: Sphinx, plan: BuildPlan, page: Post | GeneratedPage, context: dict[str, Any]) -> str:
    """Return the missing elements of the head of a page, as HTML."""
    metadata, tags = _metadata_of(app, plan, page)
    _escape_values(context)
    written = _set_theme_context(app, context, metadata.url)
    page_urls = plan.page_urls(app.builder, _name_of(page))
    head = write_tags(_missing(tags, written)) + up_link(metadata, page_urls)
    if isinstance(page, Post):
        section = plan.site.section_of(page)
        head += translation_links(app, plan, page) + discovery_links(app, plan.views, section, page_urls)
        head += author_links(page, page_urls, section.taxonomies[AUTHOR.plural])
        return head + post_data(app, metadata, page, section.collection, plan.banner_images)
    head += neighbour_links(page, page_urls) + discovery_links(app, plan.views, page.section, page_urls, page)
    return head + page_data(app, metadata, page, plan.banner_images)


def escaped(text: str) -> str:
    """Return a string escaped as templates expect titles."""
    return escape(text, quote=False)


def _name_of(page: Post | GeneratedPage) -> str:
    return page.docname if isinstance(page, Post) else page.name


def _metadata_of(app: Sphinx, plan: BuildPlan, page: Post | GeneratedPage) -> tuple[PageMetadata, Tags]:
    """Return the metadata of a page, and its meta elements."""
    if isinstance(page, Post):
        metadata = post_metadata(app, plan, page)
        return metadata, post_tags(app, metadata, page, published=page.published(plan.site.now))
    metadata = page_metadata(app, plan, page)
    return metadata, page_tags(app, metadata)


def _content(tag: str) -> str:
    found = _CONTENT.search(tag)
    return found[1] if found else ""


def _set_open_graph_fields(context: dict[str, Any], tags: Tags) -> None:
    """Have sphinxext-opengraph write our values in the place of its own, on pages that are documents.

    It takes ``og:`` fields from the metadata of a document, and escapes nothing but quotes in them. A description
    it writes where there is none, and an image of its own where we have none.
    """
    missing = _missing(tags, context["metatags"])
    fields = {name: escaped(content) for _kind, name, content in missing if name.startswith("og:")}
    context["meta"] = {**fields, **(context.get("meta") or {})}
    context["metatags"] += write_tags([tag for tag in missing if tag[1] == "description"])


def _missing(tags: Tags, written: str) -> Tags:
    """Return the tags that are not in the head already."""
    return [tag for tag in tags if f'="{tag[1]}"' not in written]


def _escape_values(context: dict[str, Any]) -> None:
    """Escape values of front matter that themes write as they are, since templates of Sphinx escape nothing.

    As ``Markup``, so that a theme that does escape them does not do so twice.
    """
    if meta := context.get("meta"):
        context["meta"] = _as_markup(meta)
    if title := context.get("pagetitle"):  # of Sphinx Book Theme, for printing
        context["pagetitle"] = markupsafe.escape(title)


def _as_markup(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: markupsafe.escape(value) if isinstance(value, str) else value for key, value in values.items()}


def _set_theme_context(app: Sphinx, context: dict[str, Any], url: str) -> str:
    """Give the theme the URL of the page; return the meta elements that it will write."""
    if url:
        context["pageurl"] = url
    if "_sphinx_extensions" in context:
        # Shibuya writes fewer tags than we do, unless it finds another extension that writes them.
        context["_sphinx_extensions"] = [*context["_sphinx_extensions"], _OPEN_GRAPH]
        _leave_out_layout(app, context)
    if isinstance(page := context.get("page"), dict):
        # Immaterial knows of no other URL, and does not write what others put into ``metatags``.
        page["canonical_url"] = markupsafe.escape(url)
        page["meta"]["meta"] = [_as_markup(tag) for tag in page["meta"]["meta"]]
        if "title" in page and not page["is_homepage"]:
            page["meta"]["title"] = page["title"]  # it would remove the escaping of the other one
        return ""
    return str(context.get("metatags") or "")


def _leave_out_layout(app: Sphinx, context: dict[str, Any]) -> None:
    """Leave out a ``layout`` that is none of the theme: Shibuya extends a template of its name, and fails without.

    Posts from Jekyll have ``layout: post``. One with ``..`` would be any file, which would run as a template.
    """
    meta = context.get("meta") or {}
    try:
        layout = str(meta.get("layout", "default"))
        if not _LAYOUT.fullmatch(layout):
            raise TemplateNotFound(layout)
        app.builder.templates.environment.get_template(f"layout/{layout}.html")
    except TemplateNotFound:
        context["meta"] = {key: value for key, value in meta.items() if key != "layout"}
