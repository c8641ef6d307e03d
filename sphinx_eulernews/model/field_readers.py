"""Readers of the values of front matter: strings, names, authors, dates, flags, URLs, points of an image. Pure.

Each takes a value and the settings of the site, and raises ValueError that says what to write instead. ``model.fields``
declares which field has which.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, tzinfo

from sphinx_eulernews.cjk_ranges import is_han
from sphinx_eulernews.model.dates import read_date
from sphinx_eulernews.model.drafts import is_switch_word
from sphinx_eulernews.model.front_matter import Value
from sphinx_eulernews.model.languages import checked_language
from sphinx_eulernews.model.permalink_patterns import check_pattern, is_pattern
from sphinx_eulernews.model.post import Author, Moment, Point
from sphinx_eulernews.model.text import (
    FALSE_WORDS,
    clean,
    plain_title,
    read_truth,
    split_names,
    without_links,
    without_references,
    without_tags,
)

# One level of parentheses may stand in the URL. No two repeats can match the same text, so it is linear.
_ANCHOR = re.compile(
    r"""<a[ ] (?: (?!href)[^<>] )*+ href=["']?+ (?P<url> [^\s"'<>()]++ ) [^<>]*+> (?P<name> [^<>\[\]]++ ) </a>""",
    re.VERBOSE | re.IGNORECASE,
)
_LINK = re.compile(
    r"!?\[(?P<name> [^\[\]]* )\] \((?P<url> (?: [^()\s] | \([^()\s]*\) )* ) (?:\s[^()]*)? \)", re.VERBOSE
)
_AUTHOR_PARTS = re.compile(
    rf"""
    (?P<separator>
        [,，、;；]
      | (?<=\)) (?: \s++(?:(?:and|&)\s++)? | \s?[和与]\s? ) (?=\[)      # between links, white space separates as well
    )
    # Not separated: what is in a link, or in parentheses.
    | {_LINK.pattern} | \([^()\[\]]*+\) | （[^（）\[\]]*+）
    """,
    re.VERBOSE,
)
_WEB = re.compile(r"https?://[^\s/?#]", re.IGNORECASE)
NO_BANNER = "false"
"""The value of ``banner`` in a post that wants no image."""
_NUMBER = re.compile(r"[-+]?\d{1,64}(?:\.\d{1,64})?")
_POINT_HELP = "write a point of the image, such as top, left top, 50% 20% or 0.5 0.2"
_POINT_SEPARATOR = re.compile(r"[\s,、;/]+")
_POINT_NUMBER = re.compile(r"(\d{1,3}(?:\.\d{1,6})?|\.\d{1,6})(%)?")
_ACROSS = {"left": 0.0, "center": 0.5, "centre": 0.5, "right": 1.0}
_DOWN = {"top": 0.0, "center": 0.5, "centre": 0.5, "bottom": 1.0}


@dataclass(frozen=True, slots=True)
class Context:
    """Settings of the site that readers of fields need.

    ``hide_future`` holds posts back until their date; ``date_input`` is the ``strptime`` format of dates, if the site
    sets one; ``extra_fields`` are the fields that it declares.
    """

    zone: tzinfo = UTC
    date_input: str = ""
    hide_future: bool = False
    extra_fields: tuple[str, ...] = ()


def read_string(value: Value, _: Context) -> str:
    """Read one string, or a list of one."""
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if not isinstance(value, str):
        kind = "list" if isinstance(value, list) else "mapping"
        raise ValueError(f"it is a {kind}; write one string")
    return value


def read_key(value: Value, context: Context) -> str:
    """Read a key that posts share. ``true`` and ``false`` are none: they say which post is the original in Pelican."""
    key = read_string(value, context)
    return "" if key.casefold() in ("true", "false") else key


def read_language(value: Value, context: Context) -> str:
    """Read the code of a language, or its name."""
    return checked_language(read_string(value, context))


def read_nothing(_value: Value, _: Context) -> None:
    """Accept any value, for a field that is not stored."""


def read_title(value: Value, context: Context) -> str:
    """Read a title, without the markup that authors leave in it."""
    return without_references(plain_title(read_string(value, context)))


def read_summary(value: Value, context: Context) -> str:
    """Read a summary; of HTML and of links in Markdown, the text."""
    return without_links(without_tags(read_string(value, context)))


def read_strings(value: Value, _: Context) -> tuple[str, ...]:
    """Read a list of strings, or one string."""
    return tuple(dict.fromkeys(_flat(value)))


def read_names(value: Value, _: Context) -> tuple[str, ...]:
    """Read a list of names, or one string with separators; ``[[A, B]]`` and ``{label: A}`` are read as well."""
    if isinstance(value, str):
        return tuple(dict.fromkeys(split_names(without_references(value))))
    return tuple(dict.fromkeys(map(without_references, _flat(value))))


def read_paths(value: Value) -> tuple[tuple[str, ...], ...]:
    """Read the lists within a list: Hexo writes ``[[A, B]]`` for B below A."""
    lists = [item for item in value if isinstance(item, list)] if isinstance(value, list) else []
    paths = (tuple(dict.fromkeys(map(without_references, _flat(item)))) for item in lists)
    return tuple(dict.fromkeys(path for path in paths if len(path) > 1))


def _flat(value: Value) -> Iterator[str]:
    """Yield the strings of a value: Hexo nests categories, Docusaurus writes tags as mappings with a label."""
    if isinstance(value, str):
        if value:
            yield value
    elif isinstance(value, list):
        for item in value:
            yield from _flat(item)
    elif name := _first(value, "label", "name", "title", "id", "slug"):
        yield name
    else:
        raise ValueError(f"a mapping without a name is in it: {str(value)[:80]}")


def _first(mapping: Mapping[str, Value], *keys: str) -> str:
    """Return the first string that a mapping has under one of these keys."""
    return next((value for key in keys if isinstance(value := mapping.get(key), str) and value), "")


def read_authors(value: Value, _: Context) -> tuple[Author, ...]:
    """Read authors: names, links ``[Name](https://...)``, mappings with a name, or keys of ``authors.yml``.

    Keys and names are resolved by ``people`` when the site is planned.
    """
    items: Iterable[Value] = _split_authors(_as_written(value)) if isinstance(value, str) else [value]
    return tuple(dict.fromkeys(author for item in items for author in _author(item)))


def _split_authors(text: str) -> list[str]:
    """Split names at separators outside of links and parentheses: ``[Name](https://...) (Company, Inc.)``."""
    begin, names = 0, []
    for match in _AUTHOR_PARTS.finditer(text):
        if match["separator"]:
            names.append(text[begin : match.start()])
            begin = match.end()
    return [name for part in [*names, text[begin:]] if (name := part.strip())]


def _as_written(text: str) -> str:
    """Return authors without character references, and links of HTML, as themes of Hugo show them, as Markdown."""
    return without_references(_ANCHOR.sub(r"[\g<name>](\g<url>)", text) if "<a " in text else text)


def _name_in_parts(author: Mapping[str, Value]) -> str:
    """Return the name of an author whose parts are written apart, as Quarto and Distill have them."""
    parts = inner if isinstance(inner := author.get("name"), dict) else author
    given, family = _first(parts, "given", "first_name", "firstname"), _first(parts, "family", "last_name", "lastname")
    if given and family and all(map(is_han, given + family)):
        return family + given
    return _first(parts, "literal") or f"{given} {family}".strip()


def _author(item: Value) -> Iterator[Author]:
    if isinstance(item, list):
        for inner in item:
            yield from _author(inner)
    elif isinstance(item, dict):
        key = _first(item, "key", "id")
        name = _first(item, "name", "title", "label", "nickname", "display_name", "login")
        name = name or _name_in_parts(item) or key
        if not name:
            raise ValueError("an author has no 'name'")
        url = _first(item, "url", "link", "website", "homepage")
        image = _first(item, "image_url", "image", "avatar", "picture")
        bio = _first(item, "bio", "description", "title")
        yield Author(without_references(name), url if _WEB.match(url) else "", image, bio, key=key)
    else:
        item = _as_written(item)
        link = _LINK.search(item)
        plain = clean(_LINK.sub(r"\g<name>", item)) or item
        yield Author(plain, link["url"] if link and _WEB.match(link["url"]) else "")


def read_moment(value: Value, context: Context) -> Moment:
    """Read a date."""
    return read_date(read_string(value, context), context.zone, context.date_input)


def read_publish(value: Value, context: Context) -> Moment | None:
    """Read the date of publication; VuePress has a flag there, which ``read_draft`` reads."""
    return None if is_switch_word("publish", value) else read_limit(value, context)


def read_limit(value: Value, context: Context) -> Moment:
    """Read a date from which on a post is public, or no more."""
    return beginning(read_moment(value, context), context.zone)


def beginning(date: Moment, zone: tzinfo) -> Moment:
    """Return the moment at which a day or month begins where the site is; a time of day stays."""
    begins = date.when.replace(tzinfo=zone) if "T" not in date.iso else date.when
    return date if begins == date.when else Moment(begins.isoformat())


def read_flag(value: Value, context: Context) -> bool:
    """Read ``true`` or ``false``."""
    return read_truth(read_string(value, context))


def read_pinned(value: Value, context: Context) -> bool:
    """Read a flag, or a number as Hexo writes it: any but 0 pins."""
    text = read_string(value, context)
    return float(text) != 0 if _NUMBER.fullmatch(text) else read_flag(value, context)


def read_url(value: Value, context: Context) -> str:
    """Read the URL of a page on the web."""
    text = read_string(value, context)
    if not _WEB.match(text):
        raise ValueError("write an absolute URL, with https:// before it")
    return text


def read_permalinks(value: Value, context: Context) -> tuple[str, ...]:
    """Read an old URL, or a pattern of URLs as Jekyll allows."""
    text = read_string(value, context)
    return (check_pattern(text, context.extra_fields) if is_pattern(text) else text,)


def read_banner(value: Value, context: Context) -> str:
    """Read the path or URL of an image, the first of several; a flag such as ``no`` becomes ``NO_BANNER``.

    Beautiful Jekyll writes them with captions: ``cover-img: ["/img/a.jpg": "A caption"]``.
    """
    if isinstance(value, list):
        value = value[0]
        if isinstance(value, dict) and len(value) == 1 and set(image := next(iter(value))) & set("./"):
            value = image
    text = read_string(value, context)
    return NO_BANNER if text.casefold() in FALSE_WORDS else text


def read_focus(value: Value, context: Context) -> Point | None:
    """Read a point of an image."""
    words = ", ".join(_flat(value)) if isinstance(value, list) else read_string(value, context)
    return read_point(words)


def read_point(text: str) -> Point | None:
    """Read ``top``, ``left top``, ``50% 20%``, ``0.5 0.2``, also full-width; None for nothing.

    As in CSS, the first value is horizontal and the second vertical unless keywords say otherwise; a missing value
    is the middle. Raises ValueError that says what to write.
    """
    words = [word for word in _POINT_SEPARATOR.split(unicodedata.normalize("NFKC", text).casefold()) if word]
    if not words:
        return None
    if len(words) == 1:
        words = ["center", *words] if words[0] in _DOWN else [*words, "center"]
    across, down, *more = words
    if across in _DOWN and down in _ACROSS:
        across, down = down, across
    if more:
        raise ValueError(_POINT_HELP)
    return _share(across, _ACROSS), _share(down, _DOWN)


def _share(word: str, words: Mapping[str, float]) -> float:
    """Return the position that a keyword or number stands for, from 0 to 1."""
    number = _POINT_NUMBER.fullmatch(word)
    share = words.get(word) if number is None else float(number[1]) / (100 if number[2] else 1)
    if share is None or share > 1:
        raise ValueError(_POINT_HELP)
    return share
