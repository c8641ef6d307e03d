"""The options of the extension, each declared once: default, how a value is checked, when it counts, what it does."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, field, fields
from datetime import UTC, tzinfo
from typing import TYPE_CHECKING, Any, Literal, TypeAlias
from zoneinfo import ZoneInfo

from sphinx_eulernews.images.covers import read_colour
from sphinx_eulernews.model.collection import Collection, collection_of, find_collections
from sphinx_eulernews.model.fields import FOREIGN_KEYS, MISSPELT_KEYS
from sphinx_eulernews.model.slugs import RESERVED, SPELLED_OUT
from sphinx_eulernews.model.text import fold
from sphinx_eulernews.warnings import Subtype, warn

if TYPE_CHECKING:
    from sphinx.config import Config

PREFIX = "eulernews_"

_SLUG = re.compile(r"[^\s/\\.?#%][^\s/\\?#%]*")

Rebuild: TypeAlias = Literal["env", "html", ""]

# What must happen when an option changes: posts are read again, pages are written again, or only our own
# comparison of fingerprints decides.
READ: Rebuild = "env"
WRITE: Rebuild = "html"
COMPARE: Rebuild = ""


@dataclass(frozen=True, slots=True)
class Option:
    """How an option is checked and explained."""

    help: str
    check: Callable[[Any], Any]
    rebuild: Rebuild
    types: tuple[type, ...]


def option(default: Any, check: Callable[[Any], Any], rebuild: Rebuild, types: tuple[type, ...], text: str) -> Any:
    """Declare an option; ``check`` returns the value to use, or raises ValueError with what is wrong."""
    metadata = {"option": Option(text, check, rebuild, types)}
    if isinstance(default, list | dict):
        return field(default_factory=default.copy, metadata=metadata)
    return field(default=default, metadata=metadata)


def texts(value: Any) -> list[str]:
    """Check a list of texts; one text is a list of one."""
    items = [value] if isinstance(value, str) else value
    if not isinstance(items, list | tuple) or not all(isinstance(item, str) for item in items):
        raise ValueError("it must be a list of texts")
    return list(items)


def text(value: Any) -> str:
    """Check a text."""
    if not isinstance(value, str):
        raise ValueError("it must be a text")
    return value


def flag(value: Any) -> bool:
    """Check a truth value."""
    if not isinstance(value, bool):
        raise ValueError("it must be True or False")
    return value


def flag_or_none(value: Any) -> bool | None:
    """Check a truth value that may be left to us."""
    return None if value is None else flag(value)


def positive(value: Any) -> int:
    """Check a whole number of at least one."""
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise ValueError("it must be a whole number of at least 1")
    return value


def widths(value: Any) -> list[int]:
    """Check a list of widths in pixels."""
    items = [positive(item) for item in value]
    if not items or max(items) > 4096:
        raise ValueError("it must be a list of widths from 1 to 4096 pixels")
    return sorted(set(items))


def image_formats(value: Any) -> list[str]:
    """Check a list of image formats; the original one is always made, for browsers that know no other."""
    items = [choice("avif", "webp", "original")(item) for item in value]
    return [*(item for item in dict.fromkeys(items) if item != "original"), "original"]


def quality(value: Any) -> int:
    """Check a quality."""
    if positive(value) > 95:
        raise ValueError("it must be a number from 1 to 95")
    return int(value)


def natural(value: Any) -> int:
    """Check a whole number that may be zero."""
    return 0 if value == 0 and not isinstance(value, bool) else positive(value)


def mapping(value: Any) -> dict[str, str]:
    """Check a mapping of text to text."""
    if not isinstance(value, dict) or not all(isinstance(item, str) for pair in value.items() for item in pair):
        raise ValueError("it must be a mapping of text to text")
    return value


def slugs(value: Any) -> dict[str, str]:
    """Check a mapping of names to slugs: each is one part of a URL, and never leads elsewhere."""
    for name, slug in mapping(value).items():
        if not _SLUG.fullmatch(slug) or slug in RESERVED:
            raise ValueError(f"{slug!r}, given for {name!r}, is no single part of a URL")
    return dict(value)


def choice(*allowed: str) -> Callable[[Any], str]:
    """Make a check for one of several words."""

    def check(value: Any) -> str:
        if value not in allowed:
            raise ValueError(f"it must be one of {', '.join(allowed)}")
        return str(value)

    return check


def time_zone(value: Any) -> str:
    """Check the name of a time zone."""
    try:
        ZoneInfo(value)
    except Exception as error:
        raise ValueError("it must be the name of a time zone, such as Asia/Shanghai") from error
    return str(value)


def collections(value: Any) -> dict[str, dict[str, Any]]:
    """Check the collections: folder to settings."""
    if isinstance(value, list | tuple):
        value = {key: {} for key in value}
    if not isinstance(value, dict):
        raise ValueError("it must be a mapping of folder to settings, such as {'zh/news': {}}")
    checked: dict[str, dict[str, Any]] = {}
    for key, settings in value.items():
        folder = str(key).strip("/")
        if not folder or folder.startswith(".") or "\\" in folder or ".." in folder.split("/"):
            raise ValueError(f"{key!r} is no folder below the source folder")
        checked[folder] = _collection_settings(folder, settings or {})
    return checked


def _collection_settings(folder: str, settings: Any) -> dict[str, Any]:
    if not isinstance(settings, dict):
        raise ValueError(f"the settings of {folder!r} must be a mapping, such as {{'title': 'News'}}")
    known = {item.name for item in fields(Collection)} - {"key"}
    for name, value in settings.items():
        if name not in known:
            raise ValueError(f"{folder!r} has no setting {name!r}; there are {', '.join(sorted(known))}")
        if name == "page_size":
            positive(value)
        elif name == "colour" and isinstance(value, str):
            read_colour(value)
        elif not isinstance(value, str):
            raise ValueError(f"the setting {name!r} of {folder!r} must be a text")
    return dict(settings)


@dataclass(frozen=True, kw_only=True)
class NewsConfig:
    """The checked values of all options, as plain picklable data."""

    collections: dict[str, dict[str, Any]] = option(
        {},
        collections,
        READ,
        (dict, list, tuple),
        "Folders of posts, with their settings: title, description, language, page_size, schema, colour (of drawn "
        "banners: `#1d5b99`). Unset: every folder named `news` or `blog`.",
    )
    public_path: list[str] = option(
        [],
        texts,
        READ,
        (list, tuple, str),
        "Folders that the old site served at `/`, relative to the source folder: where `/img/x.png` and a "
        "banner `img/banners/x.jpg` are looked up.",
    )
    old_domains: list[str] = option(
        [],
        texts,
        READ,
        (list, tuple, str),
        "Domains of the old site: `www.openeuler.org`. Links to a post there lead to the post here.",
    )
    page_size: int = option(12, positive, COMPARE, (int,), "Posts on a page of a list.")
    default_banner: str = option(
        "",
        text,
        READ,
        (str,),
        "The banner of posts that have no image at all: below a public path or the source folder.",
    )
    generated_banners: bool = option(
        True,
        flag,
        COMPARE,
        (bool,),
        "Whether a banner is drawn for posts that have no image: on the collection's colour, for previews on other "
        "sites, and with a font for cards as well.",
    )
    banner_font: str = option(
        "",
        text,
        COMPARE,
        (str,),
        "A font file (.ttf, .otf, .ttc), relative to conf.py, in which titles are set on drawn banners; `x.ttc#2` is "
        "the third font of a collection. A title with a character that the font lacks is not set.",
    )
    front_matter_keys: dict[str, str] = option(
        {},
        mapping,
        READ,
        (dict,),
        "Names of front matter fields that mean one of ours, besides the known ones: `{'cover_url': 'banner'}`.",
    )
    slugs: dict[str, str] = option(
        {}, slugs, WRITE, (dict,), "Slugs of tags and other terms by name: `{'C++': 'cpp'}`."
    )
    timezone: str = option("UTC", time_zone, READ, (str,), "The zone of times that are written without one.")
    date_format: str = option(
        "long",
        choice("short", "medium", "long", "full"),
        WRITE,
        (str,),
        "How dates are written, in the words of each language.",
    )
    summary_length: int = option(160, positive, READ, (int,), "Characters of a summary taken from the text.")
    image_widths: list[int] = option(
        [400, 800, 1600],
        widths,
        WRITE,
        (list, tuple),
        "Widths in pixels in which banners and heavy images are made; never enlarged.",
    )
    image_formats: list[str] = option(
        ["webp", "original"],
        image_formats,
        WRITE,
        (list, tuple),
        "Formats in which they are made, the best first; `avif` is one more, and takes long to make.",
    )
    image_quality: int = option(80, quality, WRITE, (int,), "Quality of images made, from 1 to 95, as JPEG counts it.")
    image_limit: int = option(
        400,
        natural,
        READ,
        (int,),
        "Kilobytes above which an image in the text of a post is shown by smaller renditions, with a link to the "
        "file itself. 0: never.",
    )
    image_cache: str = option(
        "",
        text,
        COMPARE,
        (str,),
        "A folder, relative to conf.py, that keeps finished images between builds. Unset: beside the doctrees.",
    )
    related: int = option(
        3,
        natural,
        WRITE,
        (int,),
        "How many related posts are named below a post; those of its front matter come first.",
    )
    feed_limit: int = option(20, positive, COMPARE, (int,), "Posts in a feed, the newest.")
    feed_content: str = option(
        "summary",
        choice("summary", "full"),
        COMPARE,
        (str,),
        "Whether feeds hold the summary of a post or its whole text.",
    )
    translation_projects: dict[str, str] = option(
        {},
        mapping,
        COMPARE,
        (dict,),
        "Projects that hold the translations: language to a name in `intersphinx_mapping`, as `{'en': 'docs-en'}`. "
        "Their posts are in the language switch.",
    )
    show_drafts: bool | None = option(
        None,
        flag_or_none,
        COMPARE,
        (bool, type(None)),
        "Whether posts that are not published are built, with a mark. Unset: on Read the Docs pull requests only.",
    )

    @property
    def zone(self) -> tzinfo:
        """The zone of times that are written without one."""
        return UTC if self.timezone == "UTC" else ZoneInfo(self.timezone)

    @property
    def aliases(self) -> Mapping[str, str]:
        """Foreign and misspelt front matter keys, folded, and ours."""
        own = {key.casefold(): ours for key, ours in self.front_matter_keys.items()}
        return {**FOREIGN_KEYS, **MISSPELT_KEYS, **own}

    @property
    def spelled_out(self) -> Mapping[str, str]:
        """Slugs that are given, by folded name."""
        return {**SPELLED_OUT, **{fold(name): slug for name, slug in self.slugs.items()}}

    @property
    def drafts_shown(self) -> bool:
        """Whether unpublished posts are built."""
        if self.show_drafts is None:
            return os.environ.get("READTHEDOCS_VERSION_TYPE") == "external"
        return self.show_drafts

    def collection_key(self, docname: str) -> str | None:
        """Return the collection that a document lies in, if it has the name of a post."""
        if self.collections:
            return collection_of(docname, self.collections)
        return next(iter(find_collections([docname])), None)

    def collection(self, key: str, language: str) -> Collection:
        """Return a collection with its settings; ``language`` is that of the site."""
        settings = {"language": language, "page_size": self.page_size, **self.collections.get(key, {})}
        return Collection(key=key, **settings)

    @classmethod
    def options(cls) -> dict[str, tuple[Any, Option]]:
        """Return each option by its full name, with its default."""
        found = {}
        for item in fields(cls):
            default = item.default_factory() if item.default_factory is not MISSING else item.default
            found[PREFIX + item.name] = (default, item.metadata["option"])
        return found

    @classmethod
    def from_config(cls, config: Config) -> NewsConfig:
        """Check the values of conf.py; a wrong one is a warning, and the default is used."""
        values = {}
        for name, (default, declared) in cls.options().items():
            value = getattr(config, name)
            try:
                values[name.removeprefix(PREFIX)] = declared.check(value)
            except (ValueError, TypeError) as error:
                message = f"conf.py: {name} = {value!r}: {error}; the default {default!r} is used"
                warn(Subtype.CONFIG, message)
        return cls(**values)
