"""Patterns of permalinks (``/:year/:month/:slug/``), as Hugo, Jekyll and Hexo write them, and their URLs. Pure."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from itertools import islice, product

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
_LONGEST = 2000  # characters of a pattern, and of what a token stands for


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
