"""Old URLs of posts: small pages that lead to where a post is now.

Which there are is decided by ``plan_redirects``, which knows no Sphinx: an old URL never covers a page that
exists, and of two posts that claim one, the older keeps it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from html import escape
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urlsplit

from sphinx.util.osutil import relative_uri

from sphinx_eulernews.build import warn_in_planning
from sphinx_eulernews.domain import news_domain
from sphinx_eulernews.hooks import COLLECT_REDIRECTS
from sphinx_eulernews.model import urls
from sphinx_eulernews.model.permalinks import old_urls, oldest_first, path_on_site
from sphinx_eulernews.model.urls import slugify
from sphinx_eulernews.output.artifacts import FileArtifact, OutputPaths, output_path
from sphinx_eulernews.output.page_urls import base_url, known_absolute_url
from sphinx_eulernews.render.labels import labels
from sphinx_eulernews.render.tree import write_attributes
from sphinx_eulernews.warnings import Subtype

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.builders import Builder

    from sphinx_eulernews.model.post import Post
    from sphinx_eulernews.model.site import Site
    from sphinx_eulernews.model.taxonomy import Term
    from sphinx_eulernews.output.pages import GeneratedPages
    from sphinx_eulernews.render.views import Views

MARK = b'<meta name="generator" content="sphinx-eulernews redirect" />'
"""Marks a redirect page as ours: others may have put a page in its place."""

_PAGE_SUFFIXES = frozenset({".html", ".htm"})
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")
_NO_FILE_NAME = re.compile(r'[<>:"|?*]')
_NAME_LIMIT = 240  # bytes; file systems stop at 255
_PATH_LIMIT = 1000


@dataclass(frozen=True, slots=True)
class AliasProblem:
    """An old URL that cannot be served, and why, in words."""

    docname: str
    message: str
    field: str = "aliases"


def plan_redirects(
    posts: Iterable[Post],
    paths: OutputPaths,
    *bases: str,
    patterns: Sequence[str] = (),
    page_of: Callable[[str], str] = "{}.html".format,
) -> tuple[dict[str, str], list[AliasProblem]]:
    """Return the redirect pages, path below the output -> docname, and the problems of the others.

    ``paths`` holds the paths that are taken, and receives those of redirects; ``bases`` are the URLs of the site, so
    that absolute URLs of its own are understood; ``page_of`` returns the file that a document becomes. Of two posts
    that claim an old URL, the older keeps it; one that a post names goes before one that follows from ``patterns``.
    Only of whole URLs a problem is told: a slug or a pattern may not have been the URL.
    """
    pages: dict[str, str] = {}
    problems: list[AliasProblem] = []
    wanted = [(post.docname, old) for post in oldest_first(posts) for old in old_urls(post, patterns)]
    for docname, old in sorted(wanted, key=lambda item: not item[1].field):
        try:
            path = path_of(old.url, *bases)
            if path == page_of(docname):
                continue
            _claim(paths, path, docname)
        except ValueError as error:
            if old.field not in ("", "slug"):
                message = f"the old URL {old.url[:80]!r} cannot be served: {error}"
                problems.append(AliasProblem(docname, message, old.field))
        else:
            pages[path] = docname
    return dict(sorted(pages.items())), problems


def _claim(paths: OutputPaths, path: str, docname: str) -> None:
    """Take a path for the redirect of a post, which may name it twice; raises ValueError where it is not free."""
    owner = f"the older post {docname!r}"
    holder = paths.claim(path, owner)
    if holder not in (None, owner):
        raise ValueError(f"{holder} has it, or stands where it needs a folder")


def path_of(alias: str, *bases: str) -> str:
    """Return the file that serves an old URL, relative to the output; raises ValueError where none can.

    A static host serves ``blog/old`` and ``blog/old/`` from ``blog/old/index.html``, and so do we.
    """
    if "\\" in alias:
        raise ValueError("write it with '/'")
    parts = urlsplit(alias.strip())
    path = path_on_site(parts, bases)
    if parts.query:
        raise ValueError("what stands after a '?' does not count on a static site")
    try:
        path = unquote(path, errors="strict")
    except UnicodeDecodeError:
        raise ValueError("its percent signs do not stand for UTF-8") from None
    names = [name for name in path.split("/") if name not in ("", ".")]
    if path.endswith(("/", "/.")) or not names or PurePosixPath(names[-1]).suffix.lower() not in _PAGE_SUFFIXES:
        names.append("index.html")
    _check(names)
    return "/".join(names)


def _check(names: list[str]) -> None:
    """Raise ValueError where names are not those of a page that a site may have."""
    if ".." in names:
        raise ValueError("it leads out of the site")
    if any("\\" in name or _CONTROL.search(name) or _NO_FILE_NAME.search(name) for name in names):
        raise ValueError("it has characters that cannot stand in the name of a file")
    if names[0].startswith("_") or any(name.startswith(".") for name in names):
        raise ValueError("names that begin with '_' or '.' belong to Sphinx and to the server")
    if any(name.endswith((" ", ".")) for name in names):
        raise ValueError("no name may end with a space or a full stop")
    if any(len(name.encode()) > _NAME_LIMIT for name in names) or len("/".join(names).encode()) > _PATH_LIMIT:
        raise ValueError("it is too long")


def redirect_html(target: str, canonical: str, title: str, language: str) -> bytes:
    """Write a page that leads on; ``target`` is relative to it, ``canonical`` the same from anywhere, if known."""
    refresh = write_attributes({"http-equiv": "refresh", "content": f"0; url={target}"})
    link = f"<link{write_attributes({'rel': 'canonical', 'href': canonical})} />\n" if canonical else ""
    return (
        f"<!DOCTYPE html>\n<html{write_attributes({'lang': language})}>\n<head>\n"
        f'<meta charset="utf-8" />\n<title>{escape(title, quote=False)}</title>\n<meta{refresh} />\n{link}'
        f'<meta name="robots" content="noindex" />\n{MARK.decode()}\n</head>\n'
        f"<body>\n<p><a{write_attributes({'href': target})}>{escape(title, quote=False)}</a></p>\n</body>\n</html>\n"
    ).encode("utf-8", "replace")


def collect_redirects(app: Sphinx, site: Site) -> dict[str, str]:
    """Return what extensions say in ``eulernews-collect-redirects``: paths below the output, and where each is now.

    That is a page name, or ``/path`` of a feed.
    """
    collected: dict[str, str] = {}
    for found in app.emit(COLLECT_REDIRECTS, site):
        collected.update(found or {})
    return collected


def other_spellings(builder: Builder, site: Site, spelled_out: Mapping[str, str]) -> dict[str, str]:
    """Return redirects from the pages that other spellings of a term would have, and from their feeds."""
    found: dict[str, str] = {}
    terms = (each for section in site.sections.values() for known in section.taxonomies.values() for each in known)
    for term in terms:
        for page in _other_pages(term, spelled_out):
            found.setdefault(output_path(builder, page), term.pagename)
            found.setdefault(urls.feed(page, urls.ATOM), "/" + urls.feed(term.pagename, urls.ATOM))
    return found


def _other_pages(term: Term, spelled_out: Mapping[str, str]) -> Iterator[str]:
    """Yield the pages that a term with a record would have by its other spellings."""
    for name in (*term.record.spellings, term.name) if term.record else ():
        slug = slugify(name, spelled_out)
        page = urls.term_page(term.collection, term.taxonomy.plural, slug)
        if slug and page != term.pagename:
            yield page


def plan_collected(
    app: Sphinx,
    pages: GeneratedPages,
    paths: OutputPaths,
    collected: Mapping[str, str],
    feeds: Mapping[str, FileArtifact],
) -> Iterator[FileArtifact]:
    """Yield the redirects that extensions want where nothing else stands; a feed is written there once more."""
    for path, now in sorted(collected.items()):
        if (page := pages.by_name.get(now)) is None:
            if (feed := feeds.get(now.removeprefix("/"))) and not paths.claim(path, f"a copy of {now!r}"):
                yield replace(feed, path=path)
        elif not paths.claim(path, f"a redirect to {now!r}"):
            target = relative_uri(quote(path), app.builder.get_target_uri(now)) or "./"
            language = labels(page.section.collection.language).tag
            yield _artifact(path, redirect_html(target, known_absolute_url(app, now), page.title, language))


def plan_redirect_pages(app: Sphinx, views: Views, paths: OutputPaths) -> list[FileArtifact]:
    """Plan the redirect pages of the posts that are written; a URL that cannot be served is a warning at the field."""
    site = views.site
    settings = news_domain(app.env).settings
    posts = [post for post in site.posts.values() if site.visible(post.docname)]
    pages, problems = plan_redirects(
        posts,
        paths,
        *filter(None, [base_url(app)]),
        *settings.old_bases,
        patterns=settings.permalink,
        page_of=partial(output_path, app.builder),
    )
    for problem in problems:
        post = site.posts[problem.docname]
        line = post.line_of(problem.field)
        warn_in_planning(app.env, Subtype.ALIAS, problem.message, docname=post.docname, line=line)
    return [_redirect_page(app, views, path, site.posts[docname]) for path, docname in pages.items()]


def _redirect_page(app: Sphinx, views: Views, path: str, post: Post) -> FileArtifact:
    target = relative_uri(quote(path), app.builder.get_target_uri(post.docname)) or "./"
    canonical = post.canonical or known_absolute_url(app, post.docname)
    page = redirect_html(target, canonical, post.title, views.words_for(post).tag)
    return _artifact(path, page, post.docname, post.line_of("aliases"))


def _artifact(path: str, page: bytes, docname: str = "", line: int = 0) -> FileArtifact:
    fingerprint = hashlib.sha256(page).hexdigest()[:32]
    return FileArtifact(
        path=path, fingerprint=fingerprint, make=lambda: page, subtype=Subtype.ALIAS, docname=docname, line=line
    )


def is_still_ours(path: Path) -> bool:
    """Return whether a file that the manifest does not want any more is ours: not a page that took its place."""
    if path.suffix.lower() not in _PAGE_SUFFIXES or "_downloads" in path.parts:
        return True
    try:
        return MARK in path.read_bytes()
    except OSError:
        return False
