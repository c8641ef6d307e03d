"""URLs: page names of generated pages, and slugs of terms. Pure.

They are defined here only; readers and other programs rely on them. CJK stays as it is in a slug, since
``nodes.make_id("中文")`` is empty and a transliteration would be a guess.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from sphinx_eulernews.model.text import fold

# Names in which the punctuation is the name.
SPELLED_OUT = {
    "c++": "cpp",
    "c#": "csharp",
    "f#": "fsharp",
    "g++": "gpp",
    "notepad++": "notepad-plus-plus",
    ".net": "dotnet",
}
# URLs that the lists themselves need, and names that Windows cannot store.
RESERVED = frozenset(
    {"index", "page", "con", "prn", "aux", "nul"}
    | {f"{port}{digit}" for port in ("com", "lpt") for digit in range(1, 10)}
)
_BYTE_LIMIT = 120  # file systems stop at 255 bytes; an extension and a temporary suffix must fit after
_KEPT = frozenset("LMN")  # letters, marks and numbers of any script
_HYPHENS = re.compile(r"-{2,}")
_SLUG = re.compile(r"[^\s/\\.?#%][^\s/\\?#%]*")


def slugify(name: str, spelled_out: Mapping[str, str] = SPELLED_OUT) -> str:
    """Return the slug of a name: ``'A-Tune 调优'`` gives ``'a-tune-调优'``; empty where nothing is left."""
    folded = fold(name)
    if folded in spelled_out:
        return spelled_out[folded]
    kept = "".join(char if unicodedata.category(char)[0] in _KEPT else "-" for char in folded)
    slug = unicodedata.normalize("NFC", _HYPHENS.sub("-", kept).strip("-"))
    return slug.encode()[:_BYTE_LIMIT].decode(errors="ignore").strip("-")


def is_slug(text: str) -> bool:
    """Return whether a slug that somebody wrote is one part of a URL, and leads nowhere else."""
    return bool(_SLUG.fullmatch(text)) and text not in RESERVED and len(text.encode()) <= _BYTE_LIMIT


def assign_slugs(
    names: Iterable[str],
    spelled_out: Mapping[str, str] = SPELLED_OUT,
    short_names: Mapping[str, str] = MappingProxyType({}),
) -> dict[str, str]:
    """Return a distinct slug for each distinct folded name: ``{folded name: slug}``.

    A name may have a short one, whose slug it has if that is free.

    Of names that want the same slug the first keeps it; the others get a hash of the name after it. So
    further names at the end change no slug, and URLs stay valid.
    """
    taken: set[str] = set()
    slugs: dict[str, str] = {}
    for name in dict.fromkeys(fold(name) for name in names):
        short = short_names.get(name, "")
        slug = slugify(name if name in spelled_out or not short else short, spelled_out)
        if slug in taken and short:
            slug = slugify(name, {})
        cut_short = len(name.encode()) > _BYTE_LIMIT
        if not slug or slug in RESERVED or slug in taken or cut_short:
            slug = _told_apart(slug, name, taken)
        taken.add(slug)
        slugs[name] = slug
    return slugs


def _told_apart(slug: str, name: str, taken: set[str]) -> str:
    """Return the slug with as much of a hash of the name as it takes."""
    digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()
    candidates = ("-".join(filter(None, (slug, digest[:length]))) for length in (8, 16, 64))
    return next(candidate for candidate in candidates if candidate not in taken)


_FOLDERS = frozenset({"archive", "page"})


def is_generated(name: str, term_folders: frozenset[str]) -> bool:
    """Return whether a page name has the form of one below: ``news/index``, ``news/tags/x``, ``news/archive/2023``."""
    parts = name.split("/")
    return len(parts) > 1 and (parts[-1] == "index" or not (_FOLDERS | term_folders).isdisjoint(parts[1:-1]))


def list_page(folder: str, number: int | None = None) -> str:
    """Return the page of a list: its index, or page ``number`` (from 1, the oldest)."""
    return f"{folder}/index" if number is None else f"{folder}/page/{number}"


def term_page(collection: str, plural: str, slug: str) -> str:
    """Return the page of a term, such as a tag."""
    return f"{collection}/{plural}/{slug}"


def terms_index(collection: str, plural: str) -> str:
    """Return the index of the terms of a taxonomy."""
    return f"{collection}/{plural}/index"


def archive(collection: str, period: str = "index") -> str:
    """Return the archive's index, or the page of a year (``2023``) or month (``2023-11``)."""
    return f"{collection}/archive/{period}"


FILTER_FILE = "filter.json"
"""The data of the filter of a list, next to the list."""


def filter_data(collection: str) -> str:
    """Return the file that the filter of a list reads."""
    return f"{collection}/{FILTER_FILE}"


ATOM, RSS, JSON_FEED = "atom.xml", "rss.xml", "feed.json"
"""The feeds of a collection; a term has the first."""
FEEDS = (ATOM, RSS, JSON_FEED)


def feed(collection: str, name: str) -> str:
    """Return the file of a feed, with its suffix."""
    return f"{collection}/{name}"


_FOR_BROWSERS = ":~:"  # begins text that a browser looks for


def split_fragment(fragment: str) -> tuple[str, str]:
    """Return the name of the place that a fragment means, and the rest, which is for browsers: ``:~:text=words``."""
    name, mark, rest = fragment.partition(_FOR_BROWSERS)
    return name, mark + rest


def is_top(fragment: str) -> bool:
    """Return whether a fragment means the top of the page, as in HTML where no element has that id."""
    return fragment.casefold() == "top"
