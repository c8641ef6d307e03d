"""The fields of front matter: each is declared once in ``FIELDS``, with its reader and its help text. Pure.

``read_post`` and the reference page of the documentation both go by that declaration.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, tzinfo
from typing import Any

from sphinx_eulernews.model.dates import date_of_name, read_date
from sphinx_eulernews.model.drafts import DRAFT_KEYS, HELD_BACK, SWITCHES, is_date, is_switch_word, read_draft
from sphinx_eulernews.model.front_matter import FrontMatter, Problem, Value
from sphinx_eulernews.model.keys import FOREIGN_KEYS, MISSPELT_KEYS, Keys
from sphinx_eulernews.model.permalinks import check_pattern, is_pattern
from sphinx_eulernews.model.post import Author, Moment, Point, Post
from sphinx_eulernews.model.taxonomy import TAXONOMIES
from sphinx_eulernews.model.text import FALSE_WORDS, TRUE_WORDS, clean, plain_title, split_names

# One level of parentheses may stand in the URL. No two repeats can match the same text, so it is linear.
_LINK = re.compile(r"!?\[(?P<name>[^\[\]]*)\]\((?P<url>(?:[^()\s]|\([^()\s]*\))*)(?:\s[^()]*)?\)")
_WEB = re.compile(r"https?://", re.IGNORECASE)
NO_BANNER = "false"
"""The value of ``banner`` in a post that wants no image."""
_NUMBER = re.compile(r"[-+]?[0-9]{1,18}")
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


@dataclass(frozen=True, slots=True)
class Field:
    """A field of front matter: key, attribute of ``Post``, reader, help, example."""

    key: str
    attribute: str
    read: Callable[[Value, Context], Any]
    help: str
    example: str = ""


def read_string(value: Value, _: Context) -> str:
    """Read one string, or a list of one."""
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if not isinstance(value, str):
        kind = "list" if isinstance(value, list) else "mapping"
        raise ValueError(f"it is a {kind}; write one string")
    return value


def read_nothing(_value: Value, _: Context) -> None:
    """Accept any value, for a field that is not stored."""


def read_title(value: Value, context: Context) -> str:
    """Read a title, without the markup that authors leave in it."""
    return plain_title(read_string(value, context))


def read_strings(value: Value, _: Context) -> tuple[str, ...]:
    """Read a list of strings, or one string."""
    return tuple(dict.fromkeys(_flat(value)))


def read_names(value: Value, _: Context) -> tuple[str, ...]:
    """Read a list of names, or one string with separators; ``[[A, B]]`` and ``{label: A}`` are read as well."""
    return tuple(dict.fromkeys(split_names(value) if isinstance(value, str) else _flat(value)))


def read_paths(value: Value) -> tuple[tuple[str, ...], ...]:
    """Read the lists within a list: Hexo writes ``[[A, B]]`` for B below A."""
    lists = [item for item in value if isinstance(item, list)] if isinstance(value, list) else []
    paths = (tuple(dict.fromkeys(_flat(item))) for item in lists)
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
    items: Iterable[Value] = _split_authors(value) if isinstance(value, str) else [value]
    return tuple(dict.fromkeys(author for item in items for author in _author(item)))


def _split_authors(text: str) -> Iterator[str]:
    """Split names at separators that stand outside of links."""
    begin = 0
    for match in _LINK.finditer(text):
        before = split_names(text[begin : match.start()])
        yield from before
        yield match[0]
        begin = match.end()
    yield from split_names(text[begin:])


def _author(item: Value) -> Iterator[Author]:
    if isinstance(item, list):
        for inner in item:
            yield from _author(inner)
    elif isinstance(item, dict):
        key = _first(item, "key", "id")
        name = _first(item, "name", "title", "label", "nickname") or key
        if not name:
            raise ValueError("an author has no 'name'")
        url = _first(item, "url", "link", "website", "homepage")
        image = _first(item, "image_url", "image", "avatar", "picture")
        bio = _first(item, "bio", "description", "title")
        yield Author(name, url if _WEB.match(url) else "", image, bio, key=key)
    else:
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
    return _beginning(read_moment(value, context), context.zone)


def _beginning(date: Moment, zone: tzinfo) -> Moment:
    """Return the moment at which a day or month begins where the site is; a time of day stays."""
    begins = date.when.replace(tzinfo=zone) if "T" not in date.iso else date.when
    return date if begins == date.when else Moment(begins.isoformat())


def read_flag(value: Value, context: Context) -> bool:
    """Read ``true`` or ``false``."""
    text = read_string(value, context).casefold()
    if text not in TRUE_WORDS | FALSE_WORDS:
        raise ValueError("write true or false")
    return text in TRUE_WORDS


def read_pinned(value: Value, context: Context) -> bool:
    """Read a flag, or a number as Hexo writes it: any but 0 pins."""
    text = read_string(value, context)
    return int(text) != 0 if _NUMBER.fullmatch(text) else read_flag(value, context)


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
    """Read the path or URL of an image, the first of several; a flag such as ``no`` becomes ``NO_BANNER``."""
    if isinstance(value, list):
        value = value[0]
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


FIELDS: tuple[Field, ...] = (
    Field("title", "title", read_title, "The title. Without it: the first H1 of the body, then the file name."),
    Field("date", "date", read_moment, "When the post was published; the order of lists and the archive go by it. "
          "Without it: the date at the start of the file's or folder's name.",
          "2023-11-25, 2023-9-7, 2020.07.09, 2022-11, 2023-11-25 08:30 +08:00, Nov 25, 2023"),
    Field("category", "categories", read_names, "The category, or several.", "news"),
    Field("tags", "tags", read_names, "A list of tags, or one string with separators: `,` `，` `、` `;` `；`.",
          "[openEuler, 内核]"),
    Field("banner", "", read_banner, "The image at the head of the post, on cards and in feeds: next to the post or "
          "below a public path. false: no image, not even one of the body.", "img/banners/x.jpg"),
    Field("banner_alt", "", read_string, "What the banner shows, for those who do not see it. Without it: the title."),
    Field("banner_focus", "", read_focus, "The point of the banner that stays in view where it is cropped. Without it: "
          "the middle.", "top, left top, 50% 20%, 0.5 0.2"),
    Field("author", "authors", read_authors, "An author, or several; a name may be a link.", "[Name](https://...)"),
    Field("summary", "summary", read_string, "One or two sentences for cards, feeds and search engines. Without it: "
          "the beginning of the text."),
    Field("archives", "", read_nothing, "The month, as the portal keeps it. Not used: the archive goes by the date."),
    Field("sig", "sigs", read_names, "The special interest group that the post is about, or several.", "Kernel"),
    Field("location", "locations", read_names, "Where the post is from or about: a place, or several.", "成都"),
    Field("updated", "updated", read_moment, "When the post was last changed in a way that matters to readers."),
    Field("draft", "draft", read_flag, "true: the post is not built. `unpublished`, `wip`, `headless`, `hidden`, "
          "`hide` and `private` mean the same, and so do `publish: false`, `published: false`, `public: false`, "
          "`visible: false`, `status: draft`, `visibility: private` and any `password`.", "true"),
    Field("publish", "publish", read_publish, "Not built before this date."),
    Field("expires", "expires", read_limit, "Not built from this date on."),
    Field("pinned", "pinned", read_pinned, "true, or a number but 0: first in the list of its collection.", "true"),
    Field("unlisted", "unlisted", read_flag, "true: built, but in no list, index or feed.", "true"),
    Field("language", "language", read_string, "The language, if it is not that of the collection.", "en"),
    Field("translation", "translation", read_string, "A key that the translations of one post share."),
    Field("aliases", "aliases", read_strings, "Old URLs of the post, from the root of the site.", "/blog/old.html"),
    Field("permalink", "permalinks", read_permalinks, "The URL that the post had, from the root of the site; `url` "
          "means the same. Links to it lead to the post, and a redirect is written there.", "/2023/hello/"),
    Field("slug", "slug", read_string, "The last part of the URL that the post had, below the folder of its "
          "collection.", "hello"),
    Field("canonical", "canonical", read_url, "The URL of the original, where this is a copy."),
    Field("external", "external", read_url, "The post is on another site: lists link to this URL."),
    Field("series", "series", read_string, "The name of the series that the post is a part of."),
    Field("related", "related", read_strings, "Posts that belong with this one, by docname; a page bundle by its "
          "folder."),
    Field("post", "", read_flag, "false: the page is below a collection, but is not a post.", "false"),
)  # fmt: skip

WARNED_LATER = (
    "date", "aliases", "permalink", "slug", "related",
    *(taxonomy.option for taxonomy in TAXONOMIES),
)  # fmt: skip
"""The fields that are checked when all posts are known: posts store the lines of these."""
KEYS = Keys.of([*(declared.key for declared in FIELDS), *DRAFT_KEYS], FOREIGN_KEYS, MISSPELT_KEYS)
"""The keys that every site knows."""

# Values that other systems write as mappings: our key, keys inside, and the field that each fills.
_MAPPINGS: Mapping[str, Mapping[str, str]] = {
    "date": {"created": "date", "date": "date", "published": "date", "updated": "updated", "modified": "updated",
             "lastmod": "updated"},
    "updated": {"date": "updated", "updated": "updated"},
    "banner": {"image": "banner", "path": "banner", "src": "banner", "url": "banner", "img": "banner",
               "file": "banner", "feature": "banner", "teaser": "banner", "thumbnail": "banner", "alt": "banner_alt"},
}  # fmt: skip


def unfold_mappings(front_matter: FrontMatter) -> None:
    """Replace mappings of other systems by the fields that they stand for: ``cover: {image:, alt:}``.

    An unknown mapping is kept, and its reader rejects it.
    """
    for key, inner in _MAPPINGS.items():
        value = front_matter.fields.get(key)
        if isinstance(value, list) and len(value) == 1:
            value = value[0]
        if not isinstance(value, dict):
            continue
        line = front_matter.line_of(key)
        found: dict[str, str] = {}
        for name, ours in inner.items():
            if isinstance(item := value.get(name), str):
                found.setdefault(ours, item)
        if found:
            del front_matter.fields[key]
        for ours, item in found.items():
            if ours == key or not front_matter.fields.get(ours):
                front_matter.fields[ours] = item
                front_matter.lines[ours] = line


def read_post(front_matter: FrontMatter, docname: str, collection: str, context: Context) -> tuple[Post, list[Problem]]:
    """Create a post from front matter; an invalid field is ignored, with a problem at its line."""
    unfold_mappings(front_matter)
    _use_header_image(front_matter)
    _use_published_as_date(front_matter)
    held, problems = read_draft(front_matter)
    values, unreadable = _read_fields(front_matter, context)
    # An invalid date of publication may be in the future.
    if held or any(declared.key == "publish" for declared, _error in unreadable):
        values["draft"] = True
    if "date" not in values and (dated := date_of_name(docname.removeprefix(f"{collection}/"))):
        values["date"] = dated
    if "categories" in values:
        values["category_paths"] = read_paths(front_matter.fields["category"])
    lines = tuple((key, front_matter.line_of(key)) for key in WARNED_LATER if front_matter.fields.get(key))
    post = Post(docname=docname, collection=collection, lines=lines, **values)
    begins = _beginning(post.date, context.zone) if context.hide_future and post.date else None
    if begins and (post.publish is None or post.publish.when < begins.when):
        post = replace(post, publish=begins)
    return post, problems + [_problem(front_matter, declared, error) for declared, error in unreadable]


def _read_fields(front_matter: FrontMatter, context: Context) -> tuple[dict[str, Any], list[tuple[Field, ValueError]]]:
    """Return the attributes that fields fill, and the fields whose value cannot be read."""
    values: dict[str, Any] = {}
    unreadable: list[tuple[Field, ValueError]] = []
    for declared, value in _present(front_matter):
        try:
            read = declared.read(value, context)
        except ValueError as error:
            unreadable.append((declared, error))
            continue
        if declared.attribute and read:
            values[declared.attribute] = read
        elif declared.key == "banner":
            front_matter.fields["banner"] = read
    return values, unreadable


def _problem(front_matter: FrontMatter, declared: Field, error: ValueError) -> Problem:
    value = str(front_matter.fields[declared.key])
    message = f"the field '{front_matter.name_of(declared.key)}' is {value[:80]!r}: {error}"
    if declared.key in SWITCHES:
        message += HELD_BACK
    return Problem(front_matter.line_of(declared.key), "date" if _is_date(declared) else "field", message)


def _is_date(declared: Field) -> bool:
    return declared.read in (read_moment, read_publish, read_limit)


def _use_header_image(front_matter: FrontMatter) -> None:
    """Read the image of ``header: {image:, teaser:}``, as themes of Jekyll have it."""
    header = front_matter.rest.get("header")
    if isinstance(header, dict) and not front_matter.fields.get("banner"):
        found = (header.get(name) for name in ("image", "overlay_image", "teaser"))
        if image := next((path for path in found if isinstance(path, str) and path), ""):
            front_matter.fields["banner"], front_matter.written["banner"] = image, "header"


def _use_published_as_date(front_matter: FrontMatter) -> None:
    """Read ``published`` as the date where it is no flag; some systems write it so."""
    value = front_matter.fields.get("published")
    if value and is_date(value) and not front_matter.fields.get("date"):
        front_matter.fields["date"] = value
        front_matter.lines["date"] = front_matter.line_of("published")
        front_matter.written["date"] = front_matter.name_of("published")


def is_post(front_matter: FrontMatter) -> bool:
    """Return whether a page below a collection is a post: not with ``post: false``."""
    wish = front_matter.fields.get("post", "true")
    return not (isinstance(wish, str) and wish.casefold() in FALSE_WORDS)


def _present(front_matter: FrontMatter) -> Iterator[tuple[Field, Value]]:
    for declared in FIELDS:
        value = front_matter.fields.get(declared.key)
        # Null and empty mean nothing; ``read_draft`` reads drafts.
        if value and declared.key != "draft":
            yield declared, value
