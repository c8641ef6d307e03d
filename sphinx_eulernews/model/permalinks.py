"""Permalinks: the URLs of posts on their old site, and which post such a URL leads to. Pure.

A post names them in front matter (``aliases``, ``permalink``, ``slug``); all others follow from the pattern by which
the old site made its URLs, as Hugo, Jekyll and Hexo write it: ``/:year/:month/:slug/``.
"""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from itertools import chain, islice, product
from typing import NamedTuple
from urllib.parse import SplitResult, unquote, urlsplit

from sphinx_eulernews.model.collection import bundle_folder, short_name
from sphinx_eulernews.model.dates import without_date
from sphinx_eulernews.model.post import Moment, Post
from sphinx_eulernews.model.urls import slugify

STYLES = {
    "date": "/:categories/:year/:month/:day/:title:output_ext",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "ordinal": "/:categories/:year/:y_day/:title:output_ext",
    "weekdate": "/:categories/:year/W:week/:short_day/:title:output_ext",
    "none": "/:categories/:title:output_ext",
}
"""The patterns that Jekyll knows by name."""

_OF_HUGO = frozenset({
    "contentbasename", "filename", "monthname", "section", "sections", "slugorcontentbasename", "slugorfilename",
    "weekday", "weekdayname", "yearday",
})  # fmt: skip
"""Tokens that Hugo alone has."""
_SLASHES = re.compile("//+")
_TOKEN = re.compile(r":([a-z_]+)")
_SLICE = re.compile(r":[a-z_]+\[[^]/]*\]?")
"""A part of a token, which Hugo has: ``:sections[1:]``."""
_IN_BRACES = re.compile(r"\{[^{}/]*\}")
"""A token of Pelican or Material: ``{slug}``, ``{date:%Y}``."""
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_READINGS = 8  # a pattern that names the title twice would have four, and so on
_SOURCE_SUFFIX = re.compile(r"\.(?:md|rst)\Z", re.IGNORECASE)
_NAME_OF_SOURCE = re.compile(r"(?:\./)?([^/]+)\.(?:md|rst)|\./([^/.][^/]*)")
"""What ``relref`` of Hugo and ``post_link`` of Hexo are translated to where they give a name alone."""
_PAGE_SUFFIX = re.compile(r"\.html?\Z", re.IGNORECASE)
_INDEX = frozenset({"index.html", "index.htm"})
_LONGEST = 2000  # characters of a pattern, and of what a token stands for
_PLAIN_PATH = re.compile(r"(?!//)[\w./-]*")
"""Paths without a part that ``urlsplit`` would take off; most links of posts are such."""
_MOST_FOLDERS = 20  # of the old URLs of one post: each of its relative links is tried from each


class OldUrl(NamedTuple):
    """An old URL of a post, and the field that names it; no field where it follows from a pattern."""

    url: str
    field: str = ""


def check_pattern(pattern: str, extra_fields: Iterable[str] = ()) -> str:
    """Return a pattern of URLs as it is used, a named style spelled out.

    Raises ValueError for an unknown token, a part of one, or none: all posts would have one URL. The extra fields of
    the site are tokens as well, such as the ``:abbrlink`` of a plugin of Hexo.
    """
    pattern = STYLES.get(pattern.strip(), pattern.strip())
    known = (*_TOKENS, *(name for name in extra_fields if name not in _TOKENS))
    if sliced := _SLICE.search(pattern):
        raise ValueError(f"{sliced[0]!r} is a part of a token, which is not read; write the folders themselves")
    if braced := _IN_BRACES.search(pattern):
        raise ValueError(f"{braced[0]!r} is not read; a token has a colon before it, such as ':slug' or ':year'")
    if not _TOKEN.search(pattern):
        raise ValueError(f"it has no token, such as ':slug', and is none of {', '.join(STYLES)}")
    unknown = [name for name in _TOKEN.findall(pattern) if name not in known]
    if unknown:
        tokens = ", ".join(f":{name}" for name in known)
        raise ValueError(f"there is no ':{unknown[0]}', only {tokens}, and fields that eulernews_extra_fields declares")
    return pattern


def is_pattern(text: str) -> bool:
    """Return whether a permalink of front matter is a pattern or the name of one, as Jekyll allows."""
    return text.strip() in STYLES or (len(text) <= _LONGEST and _TOKEN.search(text) is not None)


def expand(pattern: str, post: Post) -> list[str]:
    """Return the URLs that a pattern may give a post; none where it asks for a date and there is none.

    ``:title`` and ``:slug`` have two readings where no slug is written: Jekyll and Hexo take the file's name, Hugo
    the title. A pattern of Hugo gives the URL in lower case as well.
    """
    pattern = STYLES.get(pattern, pattern)
    names = list(dict.fromkeys(_TOKEN.findall(pattern)))
    # Else a slug of a megabyte, a hundred times in a pattern, would be a URL of a hundred megabytes.
    values = [[value for value in _values_of(name, post) if len(value) <= _LONGEST] for name in names]
    readings = (dict(zip(names, reading, strict=True)) for reading in islice(product(*values), _READINGS))
    urls = [_with_values(pattern, reading) for reading in readings]
    if not _OF_HUGO.isdisjoint(names):
        urls += [url.lower() for url in urls]  # unless a site sets `disablePathToLower`
    return list(dict.fromkeys(urls))


def _with_values(pattern: str, values: Mapping[str, str]) -> str:
    """Return the URL that a pattern gives, by the value of each of its tokens."""
    # Without a category, the pattern gives ``//2024``, where 2024 would be a host.
    return _SLASHES.sub("/", _TOKEN.sub(lambda token: values[token[1]], pattern))


def _values_of(token: str, post: Post) -> list[str]:
    """Return what a token stands for in the URLs of a post; an extra field is a single part of a path."""
    if token in _TOKENS:
        return _TOKENS[token](post)
    value = post.extra_value(token)
    if value is None:
        return []
    written = value.iso if isinstance(value, Moment) else " ".join(value) if isinstance(value, tuple) else str(value)
    # Neither ``..`` nor a hidden file: posts may come from strangers.
    name = _dashed(written).strip(".")
    return [name] if name else []


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
    ``pages`` are the generated pages, such as ``news/index``, at the URLs that no post has.
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
            self._exact.setdefault(key_of(f"{page}.html"), page)
        for key, docname in self._exact.items():
            self._folded.setdefault(key.casefold(), docname)

    def find(self, reference: str, docname: str) -> tuple[str, str] | None:
        """Return the post or page that a link of a post means, and the fragment (decoded, empty for none)."""
        bare, _mark, fragment = reference.strip().partition("#")
        path = bare.partition("?")[0]
        keys: list[str] = []
        # A generated page is named like a document, too: `tags/index.md`.
        paths = dict.fromkeys(filter(None, (path, _SOURCE_SUFFIX.sub(".html", path))))
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


def _dashed(text: str) -> str:
    """Return text as Hugo writes it into URLs: spaces become hyphens, and most punctuation goes."""
    kept = (
        char if unicodedata.category(char)[0] in "LMN" or char in "._-+~@" else " " * char.isspace() for char in text
    )
    return re.sub(r"-{2,}", "-", "-".join("".join(kept).split()))


def _slugs(post: Post) -> list[str]:
    if post.slug:
        return [post.slug.strip("/")]
    found = (_dashed(without_date(bundle_folder(post.docname))), _dashed(post.title).lower())
    return [slug for slug in dict.fromkeys(found) if slug]


def _file_name(post: Post) -> list[str]:
    return [re.sub(r"\s+", "-", short_name(post.docname))]


def _slug_or_file_name(post: Post) -> list[str]:
    """Return the slug, else the name of the file; Hugo takes the date off that if it reads dates from names."""
    if post.slug:
        return _slugs(post)
    undated = _dashed(without_date(bundle_folder(post.docname)))
    return list(dict.fromkeys(filter(None, (*_file_name(post), undated))))


def _sections(post: Post) -> list[str]:
    """Return the folders of a post from that of its collection on, as Hugo counts them below ``content``."""
    page = bundle_folder(post.docname)
    return [posixpath.dirname(page.removeprefix(post.collection.rpartition("/")[0] + "/" * ("/" in post.collection)))]


def _date(write: Callable[[datetime], str]) -> Callable[[Post], list[str]]:
    """Make a token that formats the date of a post, in the time zone of that date."""

    def read(post: Post) -> list[str]:
        return [write(post.date.when)] if post.date else []

    return read


def _category(post: Post) -> list[str]:
    return ["/".join(map(_dashed, post.categories)) or "uncategorized"]


def _categories(write: Callable[[str], str]) -> Callable[[Post], list[str]]:
    """Make a token of all categories; those that one string names, separated by spaces, are several to Jekyll."""

    def read(post: Post) -> list[str]:
        words = [word for name in post.categories for word in name.split()] if len(post.categories) == 1 else []
        return list(dict.fromkeys("/".join(map(write, names)) for names in (post.categories, words or post.categories)))

    return read


_TOKENS: Mapping[str, Callable[[Post], list[str]]] = {
    "year": _date(lambda date: f"{date:%Y}"),
    "short_year": _date(lambda date: f"{date:%y}"),
    "month": _date(lambda date: f"{date:%m}"),
    "i_month": _date(lambda date: str(date.month)),
    "short_month": _date(lambda date: _MONTHS[date.month - 1][:3]),
    "long_month": _date(lambda date: _MONTHS[date.month - 1]),
    "monthname": _date(lambda date: _MONTHS[date.month - 1].lower()),
    "day": _date(lambda date: f"{date:%d}"),
    "i_day": _date(lambda date: str(date.day)),
    "y_day": _date(lambda date: f"{date:%j}"),
    "yearday": _date(lambda date: str(int(f"{date:%j}"))),
    "w_year": _date(lambda date: f"{date.isocalendar().year}"),
    "week": _date(lambda date: f"{date.isocalendar().week:02}"),
    "w_day": _date(lambda date: str(date.isoweekday())),
    "weekday": _date(lambda date: str(date.isoweekday() % 7)),
    "short_day": _date(lambda date: _DAYS[date.weekday()][:3]),
    "long_day": _date(lambda date: _DAYS[date.weekday()]),
    "weekdayname": _date(lambda date: _DAYS[date.weekday()].lower()),
    "hour": _date(lambda date: f"{date:%H}"),
    "minute": _date(lambda date: f"{date:%M}"),
    "second": _date(lambda date: f"{date:%S}"),
    "title": _slugs,
    "slug": _slugs,
    "slugorfilename": _slug_or_file_name,
    "slugorcontentbasename": _slug_or_file_name,
    "post_title": lambda post: [_dashed(post.title)],
    "filename": _file_name,
    "contentbasename": _file_name,
    "name": _file_name,
    "section": lambda post: [post.collection.rpartition("/")[2]],
    "sections": _sections,
    "category": _category,
    "categories": _categories(lambda name: _dashed(name).lower()),
    "slugified_categories": _categories(slugify),
    "output_ext": lambda _post: [".html"],
}
"""The values that each token may have for a post: several where systems differ."""
