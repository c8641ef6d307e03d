"""Read front matter in ``source-read``, and blank it out for the parser, line for line.

The post waits in ``env.current_document`` until the transforms have seen the body and the domain stores it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from sphinx_eulernews.build import BuildState
from sphinx_eulernews.domain import NewsDomain
from sphinx_eulernews.model.collection import Collection, has_dated_folder, is_bundle
from sphinx_eulernews.model.fields import Context, is_post, read_post
from sphinx_eulernews.model.front_matter import (
    FrontMatter,
    Problem,
    blank_front_matter,
    read_docinfo,
    read_front_matter,
)
from sphinx_eulernews.model.post import Post
from sphinx_eulernews.read.authors import authors_of
from sphinx_eulernews.warnings import Subtype

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

VIRTUAL_SUFFIX = ".eulernews"
"""The suffix of documents that are generated pages: see ``virtual_documents``."""

MARKDOWN = frozenset({".md", ".markdown"})
_KEY = "eulernews_pending_post"


@dataclass(frozen=True, slots=True)
class PendingPost:
    """A post whose body has not been parsed yet: what its front matter says, and the front matter itself.

    ``is_selected``: its collection selects posts among the documents of the site, so it is parsed as those are, and its
    first heading stays, whatever title it has in lists. ``line`` is that of its directive ``post``, 0 if it has none.
    """

    post: Post
    front_matter: FrontMatter
    is_selected: bool = False
    line: int = 0


def take_front_matter(app: Sphinx, docname: str, content: list[str]) -> None:
    """Read the front matter of a post and blank it out (``source-read``); other documents stay unchanged."""
    domain = news_domain(app.env)
    path = source_path(app.env, docname)
    key = domain.settings.collection_for(docname, str(path))
    if key is None or path.suffix == VIRTUAL_SUFFIX:
        return
    if problem := BuildState.of(app.env).not_utf8.get(docname):
        domain.warn(docname, Subtype.ENCODING, problem, 1)
    domain.note_context(docname, domain.settings.context_of(docname, app.config.language)[:2])
    selected = domain.settings.selects(key, str(path))
    read = read_front_matter if selected is None or path.suffix in MARKDOWN else read_docinfo
    front_matter = read(content[0], domain.settings.keys)
    if not (_is_post(docname, front_matter) if selected is None else _is_selected(selected, front_matter)):
        return
    _add_defaults(front_matter, domain.settings.collection(key, app.config.language))
    post, problems = read_post(front_matter, docname, key, reading_context(app.env, key, front_matter))
    report(app.env, front_matter.problems + problems)
    if selected is None:
        content[0] = blank_front_matter(content[0], front_matter)
    set_pending_post(app.env, PendingPost(post, front_matter, is_selected=selected is not None))


def _is_post(docname: str, front_matter: FrontMatter) -> bool:
    """Return whether a document below a collection is a post: all are that do not say otherwise."""
    return is_post(front_matter) and (not is_bundle(docname) or _is_bundled_post(docname, front_matter))


def _is_selected(selected: bool, front_matter: FrontMatter) -> bool:
    """Return whether a document is a post of a collection that selects its posts, by patterns or ``post: true``."""
    return is_post(front_matter) and (selected or bool(front_matter.fields.get("post")))


def _add_defaults(front_matter: FrontMatter, collection: Collection) -> None:
    """Fill fields that the post does not have with the defaults of its collection."""
    for key, value in collection.defaults.items():
        if not front_matter.fields.get(key):
            front_matter.fields[key] = value


def _is_bundled_post(docname: str, front_matter: FrontMatter) -> bool:
    """Return whether ``x/index`` is a post: by a date, in front matter or of its folder, or by ``post: true``."""
    return bool(front_matter.fields.get("date") or front_matter.fields.get("post")) or has_dated_folder(docname)


def reading_context(env: BuildEnvironment, collection: str, front_matter: FrontMatter) -> Context:
    """Return what readers of fields need to know of the site."""
    domain = news_domain(env)
    settings, authors = domain.settings, authors_of(env, domain, collection, front_matter)
    return Context(
        settings.zone,
        settings.date_input,
        {**settings.known_authors, **authors},
        hide_future=settings.future == "hide",
    )


def report(env: BuildEnvironment, problems: list[Problem]) -> None:
    """Warn of each problem of front matter, at its line."""
    for problem in problems:
        news_domain(env).warn(env.docname, Subtype(problem.subtype), problem.message, problem.line)


def pending_post(env: BuildEnvironment) -> PendingPost | None:
    """Return the pending post of the document that is being read, if it is a post."""
    return env.temp_data.get(_KEY)


def set_pending_post(env: BuildEnvironment, post: PendingPost) -> None:
    """Keep a pending post until its document has been read."""
    env.temp_data[_KEY] = post


def news_domain(env: BuildEnvironment) -> NewsDomain:
    """Return our domain of an environment."""
    domain = env.get_domain("news")
    assert isinstance(domain, NewsDomain)  # noqa: S101  for the type checker; registered in setup()
    return domain


def source_path(env: BuildEnvironment, docname: str) -> PurePosixPath:
    """Return the source file of a document, relative to the source folder."""
    return PurePosixPath(env.doc2path(docname, base=False).as_posix())
