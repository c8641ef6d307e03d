"""Old URLs of posts: small pages that lead to where a post is now.

Which there are is decided by ``plan_redirects``, which knows no Sphinx: an old URL never covers a page that
exists, and of two posts that claim one, the older keeps it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from html import escape
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, quote, unquote, urlsplit

from sphinx.util.osutil import relative_uri

from sphinx_eulernews.files import atomic
from sphinx_eulernews.output import manifest
from sphinx_eulernews.output.page_urls import absolute_url, base_url
from sphinx_eulernews.render.tree import write_attributes
from sphinx_eulernews.warnings import Subtype, warn

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder

    from sphinx_eulernews.model.post import Post
    from sphinx_eulernews.output.plan import BuildPlan

MARK = b'<meta name="generator" content="sphinx-eulernews redirect" />'
"""What tells our pages from those that others put into the place of one."""

# Files that Sphinx and its companions put beside the pages.
_FILES = frozenset({"searchindex.js", "objects.inv", "sitemap.xml", "robots.txt", "opensearch.xml"})
_PAGES = ("genindex", "search", "py-modindex", "news-tags", "404")
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


def plan_redirects(
    posts: Iterable[Post], taken: Callable[[str], bool], base: str = ""
) -> tuple[dict[str, str], list[AliasProblem]]:
    """Return the redirect pages, path below the output -> docname, and what is wrong with the others.

    ``taken`` tells whether a path is that of a page or file of the site; ``base`` is the site's URL, so
    that absolute URLs of its own are understood.
    """
    feed_file = _Plan(taken)
    for post in sorted(posts, key=lambda post: (post.date is None, post.sort_key)):
        for alias in post.aliases:
            try:
                feed_file.add(path_of(alias, base), post.docname)
            except ValueError as error:
                message = f"the old URL {alias[:80]!r} cannot be served: {error}"
                feed_file.problems.append(AliasProblem(post.docname, message))
    return dict(sorted(feed_file.pages.items())), feed_file.problems


@dataclass
class _Plan:
    """The redirects so far; ``folders`` are those that they stand in."""

    taken: Callable[[str], bool]
    pages: dict[str, str] = field(default_factory=dict)
    folders: set[str] = field(default_factory=set)
    problems: list[AliasProblem] = field(default_factory=list)

    def add(self, path: str, docname: str) -> None:
        """Take a redirect in; raises ValueError where its place is not free."""
        parents = [str(parent) for parent in PurePosixPath(path).parents][:-1]
        holder = self.pages.get(path, docname)
        if holder != docname:
            raise ValueError(f"the older post {holder!r} has it already")
        if self.taken(path):
            raise ValueError("a page of this site has it")
        if path in self.folders or any(parent in self.pages or self.taken(parent) for parent in parents):
            raise ValueError("a file of this site stands where it needs a folder, or the other way round")
        self.pages[path] = docname
        self.folders.update(parents)


def path_of(alias: str, base: str = "") -> str:
    """Return the file that serves an old URL, relative to the output; raises ValueError where none can.

    A static host serves ``blog/old`` and ``blog/old/`` from ``blog/old/index.html``, and so do we.
    """
    if "\\" in alias:
        raise ValueError("write it with '/'")
    parts = urlsplit(alias.strip())
    path = _below(parts, base)
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


def _below(parts: SplitResult, base: str) -> str:
    """Return the path of a URL from the root of the site; an absolute URL must be one of the site."""
    if not (parts.scheme or parts.netloc):
        return parts.path
    own = urlsplit(base)
    on_web = parts.scheme.lower() in ("", "http", "https")
    if not (on_web and own.netloc and parts.netloc.lower() == own.netloc.lower() and parts.path.startswith(own.path)):
        raise ValueError("it is not a URL of this site")
    return parts.path.removeprefix(own.path)


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


def redirect_html(target: str, whole: str, title: str, language: str) -> bytes:
    """Write a page that leads on; ``target`` is relative to it, ``whole`` the same from anywhere, if known."""
    refresh = write_attributes({"http-equiv": "refresh", "content": f"0; url={target}"})
    canonical = f"<link{write_attributes({'rel': 'canonical', 'href': whole})} />\n" if whole else ""
    return (
        f"<!DOCTYPE html>\n<html{write_attributes({'lang': language})}>\n<head>\n"
        f'<meta charset="utf-8" />\n<title>{escape(title, quote=False)}</title>\n<meta{refresh} />\n{canonical}'
        f'<meta name="robots" content="noindex" />\n{MARK.decode()}\n</head>\n'
        f"<body>\n<p><a{write_attributes({'href': target})}>{escape(title, quote=False)}</a></p>\n</body>\n</html>\n"
    ).encode("utf-8", "replace")


@dataclass(frozen=True, slots=True)
class Redirect:
    """A redirect page and the post that it leads to."""

    docname: str
    page: bytes

    @property
    def fingerprint(self) -> str:
        """What the manifest stores of it."""
        return hashlib.sha256(self.page).hexdigest()[:32]


def redirects_of(app: Sphinx, plan: BuildPlan) -> dict[str, Redirect]:
    """Make the redirect pages of the posts that are written, by path below the output; warn of what cannot be."""
    site = plan.site
    posts = [post for post in site.posts.values() if post.aliases and site.visible(post.docname)]
    if not posts:
        return {}
    pages, problems = plan_redirects(posts, _taken(app, plan).__contains__, base_url(app))
    for problem in problems:
        _warn(problem.message, site.posts[problem.docname])
    return {path: Redirect(docname, _page(app, plan, path, docname)) for path, docname in pages.items()}


def write_redirects(app: Sphinx, plan: BuildPlan) -> None:
    """Write the redirect pages that differ from those in the output (``build-finished``)."""
    outdir, difference = Path(app.outdir), plan.difference
    if difference is None or difference is manifest.NO_DIFFERENCE:
        return
    for path, redirect in plan.redirects.items():
        if path in difference.stale_files or not (outdir / path).exists():
            try:
                atomic.write_if_changed(outdir / path, redirect.page)
            except OSError as error:
                message = f"the old URL {path!r} cannot be served: {error.strerror}"
                _warn(message, plan.site.posts[redirect.docname])


def _warn(message: str, post: Post) -> None:
    warn(Subtype.ALIAS, message, docname=post.docname, line=post.alias_line)


def _page(app: Sphinx, plan: BuildPlan, path: str, docname: str) -> bytes:
    post = plan.site.posts[docname]
    target = relative_uri(quote(path), app.builder.get_target_uri(docname)) or "./"
    whole = post.canonical or (absolute_url(app, docname) if base_url(app) else "")
    return redirect_html(target, whole, post.title, plan.views.words_for(post).tag)


def _taken(app: Sphinx, plan: BuildPlan) -> frozenset[str]:
    """Return the paths of what the site has already, as far as it is known before all is written."""
    builder: StandaloneHTMLBuilder = app.builder  # type: ignore[assignment]
    outdir = Path(app.outdir)
    names = {*plan.documents, *plan.pages.by_name, *app.config.html_additional_pages, *_PAGES}
    paths = {Path(builder.get_outfilename(name)).relative_to(outdir).as_posix() for name in names}
    extra = (Path(app.confdir) / entry for entry in app.config.html_extra_path)
    return frozenset(paths | _FILES | {path for entry in extra for path in _files(entry)})


def _files(entry: Path) -> Iterator[str]:
    """Yield where the files of an entry of ``html_extra_path`` come to lie."""
    if entry.is_file():
        yield entry.name
    for path in entry.rglob("*") if entry.is_dir() else ():
        if path.is_file():
            yield path.relative_to(entry).as_posix()


def may_remove(path: Path) -> bool:
    """Return whether a file that the manifest does not want any more is still ours: not a page put in its place."""
    if path.suffix.lower() not in _PAGE_SUFFIXES or "_downloads" in path.parts:
        return True
    try:
        return MARK in path.read_bytes()
    except OSError:
        return False
