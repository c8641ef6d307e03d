"""The fields of front matter: each is declared once in ``FIELDS``, with its reader and its help text. Pure.

``read_post`` and the reference page of the documentation both go by that declaration.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, tzinfo
from typing import Any

from sphinx_eulernews.model.dates import Moment, read_date
from sphinx_eulernews.model.front_matter import FrontMatter, Problem, Value
from sphinx_eulernews.model.post import Author, Point, Post
from sphinx_eulernews.model.text import clean, plain_title, split_names

_LINK = re.compile(r"!?\[(?P<name>[^\]]*)\]\((?P<url>[^)\s]*)[^)]*\)")
_TRUE = frozenset({"true", "yes", "on", "1"})
_FALSE = frozenset({"false", "no", "off", "0", ""})
_WEB = re.compile(r"https?://", re.IGNORECASE)
_POINT_HELP = "write a point of the image, such as top, left top, 50% 20% or 0.5 0.2"
_POINT_SEPARATOR = re.compile(r"[\s,、;/]+")
_POINT_NUMBER = re.compile(r"(\d{1,3}(?:\.\d{1,6})?|\.\d{1,6})(%)?")
_ACROSS = {"left": 0.0, "center": 0.5, "centre": 0.5, "right": 1.0}
_DOWN = {"top": 0.0, "center": 0.5, "centre": 0.5, "bottom": 1.0}


@dataclass(frozen=True, slots=True)
class Context:
    """What the fields of front matter need to know besides their text."""

    zone: tzinfo = UTC


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the front matter: its key, the attribute of Post it fills, how it is read, what it means."""

    key: str
    attribute: str
    read: Callable[[Value, Context], Any]
    help: str
    example: str = ""


def read_text(value: Value, _: Context) -> str:
    """Read a field that is one text."""
    if isinstance(value, list):
        raise ValueError("a list was read where one text is expected")
    return value


def read_title(value: Value, context: Context) -> str:
    """Read a title; markup that authors leave in titles is taken out."""
    return plain_title(read_text(value, context))


def read_texts(value: Value, _: Context) -> tuple[str, ...]:
    """Read a list, or one text."""
    return tuple(dict.fromkeys(value if isinstance(value, list) else [value] if value else []))


def read_names(value: Value, _: Context) -> tuple[str, ...]:
    """Read a list, or one text with separators between the names."""
    names = value if isinstance(value, list) else split_names(value)
    return tuple(dict.fromkeys(name for name in names if name))


def read_authors(value: Value, context: Context) -> tuple[Author, ...]:
    """Read authors: a list or ``A, B``; a name may be a link ``[Name](https://...)``."""
    if isinstance(value, str) and _LINK.search(value):
        value = [part for part in re.split(r"\s*[,，、;；]\s*(?=[^)]*(?:\[|$))", value) if part]
    authors = []
    for name in read_names(value, context):
        link = _LINK.search(name)
        plain = clean(_LINK.sub(r"\g<name>", name)) or name
        authors.append(Author(plain, link["url"] if link and _WEB.match(link["url"]) else ""))
    return tuple(dict.fromkeys(authors))


def read_moment(value: Value, context: Context) -> Moment | None:
    """Read a date."""
    text = read_text(value, context)
    return read_date(text, context.zone) if text else None


def read_flag(value: Value, context: Context) -> bool:
    """Read ``true`` or ``false``."""
    text = read_text(value, context).casefold()
    if text not in _TRUE | _FALSE:
        raise ValueError("write true or false")
    return text in _TRUE


def read_url(value: Value, context: Context) -> str:
    """Read the URL of a page on the web."""
    text = read_text(value, context)
    if text and not _WEB.match(text):
        raise ValueError("write an absolute URL, with https:// before it")
    return text


def read_focus(value: Value, _: Context) -> Point | None:
    """Read a point of an image."""
    return read_point(", ".join(value) if isinstance(value, list) else value)


def read_point(text: str) -> Point | None:
    """Read ``top``, ``left top``, ``50% 20%``, ``0.5 0.2``, also full-width; None for nothing.

    As in CSS, what comes first is across and what comes second down, unless words say otherwise; the middle is
    what is not said. Raises ValueError with what to write.
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
    """Return where a word or number lies between the two ends of a side."""
    number = _POINT_NUMBER.fullmatch(word)
    share = words.get(word) if number is None else float(number[1]) / (100 if number[2] else 1)
    if share is None or share > 1:
        raise ValueError(_POINT_HELP)
    return share


FIELDS: tuple[Field, ...] = (
    Field("title", "title", read_title, "The title. Without it: the first H1 of the body, then the file name."),
    Field("date", "date", read_moment, "When the post was published; the order of lists and the archive go by it.",
          "2023-11-25, 2023-9-7, 2020.07.09, 2022-11, 2023-11-25 08:30 +08:00"),
    Field("category", "categories", read_texts, "The category, or a list of them.", "news"),
    Field("tags", "tags", read_names, "A list of tags, or one text with commas.", "[openEuler, 内核]"),
    Field("banner", "", read_text, "The image at the head of the post, on cards and in feeds: beside the post or "
          "below a public path.", "img/banners/x.jpg"),
    Field("banner_alt", "", read_text, "What the banner shows, for those who do not see it. Without it: the title."),
    Field("banner_focus", "", read_focus, "The point of the banner that stays in view where it is cropped. Without it: "
          "the middle.", "top, left top, 50% 20%, 0.5 0.2"),
    Field("author", "authors", read_authors, "An author, or several; a name may be a link.", "[Name](https://...)"),
    Field("summary", "summary", read_text, "One or two sentences for cards, feeds and search engines. Without it: "
          "the beginning of the text."),
    Field("archives", "", read_text, "The month, as the portal keeps it. Not used: the archive goes by the date."),
    Field("sig", "sigs", read_names, "The special interest group that the post is about, or several.", "Kernel"),
    Field("updated", "updated", read_moment, "When the post was last changed in a way that matters to readers."),
    Field("draft", "draft", read_flag, "true: the post is not built.", "true"),
    Field("publish", "publish", read_moment, "Not built before this date."),
    Field("expires", "expires", read_moment, "Not built from this date on."),
    Field("pinned", "pinned", read_flag, "true: first in the list of its collection.", "true"),
    Field("unlisted", "unlisted", read_flag, "true: built, but in no list, index or feed.", "true"),
    Field("language", "language", read_text, "The language, if it is not that of the collection.", "en"),
    Field("translation", "translation", read_text, "A key that the translations of one post share."),
    Field("aliases", "aliases", read_texts, "Old URLs of the post, from the root of the site.", "/blog/old.html"),
    Field("canonical", "canonical", read_url, "The URL of the original, where this is a copy."),
    Field("external", "external", read_url, "The post stands elsewhere: lists link to this URL."),
    Field("series", "series", read_text, "The name of the series that the post is a part of."),
    Field("related", "related", read_texts, "Posts that belong with this one, by docname."),
    Field("post", "", read_flag, "false: the page lies below a collection but is no post.", "false"),
)  # fmt: skip

FOREIGN_KEYS: Mapping[str, str] = {
    "categories": "category",
    "tag": "tags",
    "sigs": "sig",
    "keywords": "tags",
    "authors": "author",
    "description": "summary",
    "excerpt": "summary",
    "img": "banner",
    "image": "banner",
    "cover": "banner",
    "time": "date",
    "lang": "language",
    "lastmod": "updated",
    "publishdate": "publish",
    "expirydate": "expires",
    "redirect_from": "aliases",
    "sticky": "pinned",
}
MISSPELT_KEYS: Mapping[str, str] = {
    "tages": "tags",
    "tgas": "tags",
    "titile": "title",
    "tilte": "title",
    "auther": "author",
    "autor": "author",
    "summery": "summary",
    "sumary": "summary",
    "catagory": "category",
    "categroy": "category",
    "bannner": "banner",
    "baner": "banner",
    "dates": "date",
}


def read_post(front_matter: FrontMatter, docname: str, collection: str, context: Context) -> tuple[Post, list[Problem]]:
    """Make a post of front matter; a bad field costs that field and gives a problem at its line."""
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for field, value in _present(front_matter):
        try:
            read = field.read(value, context)
        except ValueError as error:
            shown = value if isinstance(value, str) else ", ".join(value)
            message = f"the field '{field.key}' is {shown[:80]!r}: {error}"
            subtype = "date" if field.read is read_moment else "field"
            problems.append(Problem(front_matter.line_of(field.key), subtype, message))
        else:
            if field.attribute and read:
                values[field.attribute] = read
    return Post(docname=docname, collection=collection, **values), problems


def is_post(front_matter: FrontMatter) -> bool:
    """Return whether a page below a collection wants to be a post: not where it says ``post: false``."""
    wish = front_matter.fields.get("post", "true")
    return not (isinstance(wish, str) and wish.casefold() in _FALSE - {""})


def _present(front_matter: FrontMatter) -> Iterator[tuple[Field, Value]]:
    for field in FIELDS:
        value = front_matter.fields.get(field.key)
        if value is not None:
            yield field, value
