"""Permalinks: the URLs of posts on their old site, and which post such a URL leads to. Pure.

A post names them in front matter (``aliases``, ``permalink``, ``slug``); all others follow from the pattern by which
the old site made its URLs: see ``permalink_patterns``.
"""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import chain
from typing import NamedTuple
from urllib.parse import SplitResult, unquote, urlsplit

from sphinx_eulernews.model.collection import bundle_folder, short_name
from sphinx_eulernews.model.dates import without_date
from sphinx_eulernews.model.permalink_patterns import expand, is_pattern
from sphinx_eulernews.model.post import Post

_SOURCE_SUFFIX = re.compile(r"\.(?:md|rst)\Z", re.IGNORECASE)
_NAME_OF_SOURCE = re.compile(r"(?:\./)?([^/]+)\.(?:md|rst)|\./([^/.][^/]*)")
"""What ``relref`` of Hugo and ``post_link`` of Hexo are translated to where they give a name alone."""
_OF_NIKOLA = re.compile(r"link://(?:slug/|filename/(?:[^/]*+/)*+)(?=[^/])", re.IGNORECASE)
"""What precedes the name of a post in a link of Nikola: ``link://slug/quay``, ``link://filename/posts/quay.rst``."""
_PAGE_SUFFIX = re.compile(r"\.html?\Z", re.IGNORECASE)
_INDEX = frozenset({"index.html", "index.htm"})
_PLAIN_PATH = re.compile(r"(?!//)[\w./-]*")
"""Paths without a part that ``urlsplit`` would take off; most links of posts are such."""
_MOST_FOLDERS = 20  # of the old URLs of one post: each of its relative links is tried from each


class OldUrl(NamedTuple):
    """An old URL of a post, and the field that names it; no field where it follows from a pattern."""

    url: str
    field: str = ""


def old_urls(post: Post, patterns: Sequence[str] = ()) -> Iterator[OldUrl]:
    """Yield the old URLs of a post, those that it names first."""
    yield from (OldUrl(url, "aliases") for url in post.aliases)
    for url in post.permalinks:
        yield from (OldUrl(each, "permalink") for each in (expand(url, post) if is_pattern(url) else (url,)))
    if post.slug:
        yield OldUrl(f"/{post.collection}/{post.slug.strip('/')}", "slug")
    yield from (OldUrl(url) for pattern in patterns for url in expand(pattern, post))


def oldest_first(posts: Iterable[Post]) -> list[Post]:
    """Return posts in the order in which they may claim an old URL."""
    return sorted(posts, key=lambda post: (post.date is None, post.sort_key))


class OldUrls:
    """The posts of a site by their old URLs, and by those of their pages; ``bases`` are the URLs of the site.

    Where two posts have one, it leads to the post whose page stands there, then to the older one that names it.
    ``pages`` are the generated pages, such as ``news/index``, and files, such as ``/news/atom.xml``, at the URLs that
    no post has.
    """

    def __init__(
        self,
        posts: Iterable[Post],
        patterns: Sequence[str] = (),
        bases: Sequence[str] = (),
        pages: Iterable[str] = (),
    ) -> None:
        ordered = oldest_first(posts)
        self._posts = {post.docname: post for post in ordered}
        self._bases = bases
        claims = [(old, post.docname) for post in ordered for old in old_urls(post, patterns)]
        self._exact: dict[str, str] = {key_of(f"{post.docname}.html"): post.docname for post in ordered}
        self._folded: dict[str, str] = {}
        # The URLs that relative links of a post may be relative to, in order.
        self._folders: dict[str, dict[str, None]] = {}
        for old, docname in sorted(claims, key=lambda claim: not claim[0].field):
            path = self._path(old.url)
            if path is not None and (key := key_of(path)):
                self._exact.setdefault(key, docname)
            folders = self._folders.setdefault(docname, {})
            if path is not None and len(folders) < _MOST_FOLDERS:
                folders[_folder_of(path)] = None
        for page in pages:
            self._exact.setdefault(key_of(page if page.startswith("/") else f"{page}.html"), page)
        for key, docname in self._exact.items():
            self._folded.setdefault(key.casefold(), docname)

    def find(self, reference: str, docname: str) -> tuple[str, str] | None:
        """Return the post or page that a link of a post means, and the fragment (decoded, empty for none)."""
        bare, _mark, fragment = reference.strip().partition("#")
        path = bare.partition("?")[0]
        keys: list[str] = []
        in_collection = ""
        if (named := _OF_NIKOLA.match(path)) and (own := self._posts.get(docname)):
            path, in_collection = f"./{path[named.end() :]}", f"/{own.collection}/{path[named.end() :]}"
        # A generated page is named like a document, too: `tags/index.md`.
        paths = dict.fromkeys(filter(None, (in_collection, path, _SOURCE_SUFFIX.sub(".html", path))))
        for each in chain.from_iterable(self._candidates(each, docname) for each in paths):
            if not (key := key_of(each)):
                continue
            if found := self._exact.get(key):
                return found, unquote(fragment)
            keys.append(key.casefold())
        found = next(filter(None, map(self._folded.get, keys)), None) or self._named(path, docname)
        return (found, unquote(fragment)) if found else None

    def _named(self, path: str, docname: str) -> str:
        """Return the post that has the name alone, in this collection or else in the site, as Hugo and Hexo refer."""
        match = _NAME_OF_SOURCE.fullmatch(unquote(path))
        if match is None:
            return ""
        name, own = unicodedata.normalize("NFC", match[1] or match[2]), self._posts.get(docname)
        places = ([own.collection] if own else []) + [""]
        return next(filter(None, (self._by_name.get((place, name)) for place in places)), "")

    @cached_property
    def _by_name(self) -> dict[tuple[str, str], str]:
        """The posts by collection (empty: all) and name, also without a date; empty where several have that."""
        found: dict[tuple[str, str], str] = {}
        for shortened in (short_name, lambda docname: without_date(bundle_folder(docname))):
            named: dict[tuple[str, str], str] = {}
            for docname, post in self._posts.items():
                for place in (post.collection, ""):
                    key = place, unicodedata.normalize("NFC", shortened(docname))
                    named[key] = "" if key in named else docname
            found = named | found
        return found

    def _path(self, url: str) -> str | None:
        if _PLAIN_PATH.fullmatch(url):
            return url
        try:
            return path_on_site(urlsplit(url), self._bases)
        except ValueError:
            return None

    def _candidates(self, reference: str, docname: str) -> Iterator[str]:
        """Yield the paths that a reference may mean, from the root of the site."""
        path = self._path(reference)
        if path is None:
            return
        if path.startswith("/") or path != reference:
            yield path
            # The site may be below the root of its host, with links of posts from that root.
            for base in self._bases:
                root = urlsplit(base).path
                if root.strip("/") and path.startswith(root):
                    yield path.removeprefix(root)
            return
        # `./x` next to the source, below the page, and from wherever the old site had the page.
        own = map(_folder_of, (posixpath.dirname(docname), docname))
        for folder in (*own, *self._folders.get(docname, ())):
            yield posixpath.join("/", folder, path)
        yield path


def _folder_of(path: str) -> str:
    """Return the folder that relative links on a page are relative to."""
    return posixpath.dirname(path) if _PAGE_SUFFIX.search(path) else path


def path_on_site(parts: SplitResult, bases: Sequence[str]) -> str:
    """Return the path of a URL from the root of the site; raises ValueError for an absolute URL of another site."""
    if not (parts.scheme or parts.netloc):
        return parts.path
    if parts.scheme.lower() in ("", "http", "https"):
        for own in map(urlsplit, bases):
            if own.netloc and parts.netloc.lower() == own.netloc.lower() and parts.path.startswith(own.path):
                return parts.path.removeprefix(own.path)
    raise ValueError("it is not a URL of this site")


def key_of(path: str) -> str:
    """Return the form in which paths are compared: decoded, without ``index.html``, ``.html`` or a slash at its end."""
    if path.isascii() and not ("." in path or "%" in path or "//" in path):  # most are so
        return path.strip("/")
    names: list[str] = []
    for name in unquote(path).split("/"):
        if name == ".." and names:
            names.pop()
        elif name not in ("", ".", ".."):
            names.append(name)
    if names and names[-1].lower() in _INDEX:
        names.pop()
    elif names:
        names[-1] = _PAGE_SUFFIX.sub("", names[-1])
    return unicodedata.normalize("NFC", "/".join(names))
