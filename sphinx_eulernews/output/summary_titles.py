"""Titles of references in summaries: a summary is made in reading, when most titles are not known yet."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sphinx.util import docname_join

from sphinx_eulernews.model.post import Post
from sphinx_eulernews.model.text import clean
from sphinx_eulernews.read.virtual_documents import NewsProject

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx_eulernews.domain import NewsDomain
    from sphinx_eulernews.model.post import SummaryReference

# Roles by domain that lead to documents, or to labels; MyST has a domain of its own for links to files.
_TO_DOCUMENTS = frozenset({("std", "doc"), ("", "any"), ("", "myst"), ("doc", "myst")})
_TO_LABELS = frozenset({("std", "ref"), ("", "any"), ("", "myst")})


def with_titles(domain: NewsDomain) -> Mapping[str, Post]:
    """Return the posts by docname, with the titles of what their summaries refer to."""
    referring = {docname: post for docname, post in domain.posts.items() if post.summary_references}
    if not referring:
        return domain.posts
    return {**domain.posts, **{docname: _with_titles(domain, post) for docname, post in referring.items()}}


def _with_titles(domain: NewsDomain, post: Post) -> Post:
    summary = post.summary
    for reference in reversed(post.summary_references):
        before, rest = summary[: reference.start], summary[reference.start :]
        name, title = _target(domain, post.docname, reference)
        is_held_back = name in domain.posts and not domain.site.visible(name)
        # The title of a generated page follows from the posts.
        is_shown = title and not is_held_back and name not in NewsProject.of(domain.env).virtual
        # Handlers of events may have changed the summary.
        if is_shown and rest.startswith(reference.text):
            summary = before + clean(title) + rest.removeprefix(reference.text)
    return replace(post, summary=summary, summary_references=())


def _target(domain: NewsDomain, docname: str, reference: SummaryReference) -> tuple[str, str]:
    """Return the page that a reference leads to, and the title that it shows in the post; empty if it leads nowhere."""
    env, role, target = domain.env, reference.role, reference.target
    if role == ("news", "post"):
        found = domain.finder.post(target, docname)
        return (found.docname, found.title) if isinstance(found, Post) else ("", "")
    if role == ("news", "old_url"):
        found_page = domain.old_urls.find(target, docname)
        return (found_page[0], domain.title_of(found_page[0])) if found_page else ("", "")
    if role == ("news", "document"):
        return target, domain.title_of(target)
    name = docname_join(docname, f"/{target}" if role[0] == "doc" else target)
    if role in _TO_DOCUMENTS and name in env.titles:
        slugs = env.metadata[name].get("myst_slugs", {})
        return name, str(slugs[reference.anchor][2]) if reference.anchor in slugs else env.titles[name].astext()
    label = env.domains.standard_domain.labels.get(target.lower()) if role in _TO_LABELS else None
    return (label[0], label[2]) if label else ("", "")
