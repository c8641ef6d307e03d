"""The options of conf.py, each declared once: default, validator, what a change rebuilds, help."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, dataclass, field, fields
from typing import Any, Literal, TypeAlias

from sphinx_eulernews.validators import (
    authors,
    choice,
    collections,
    date_input,
    extra_fields,
    field_names,
    flag,
    flag_or_none,
    image_formats,
    mapping,
    natural,
    patterns,
    positive,
    quality,
    slugs,
    string,
    strings,
    strings_or_mapping,
    taxonomies,
    terms,
    time_zone,
    untrusted_collections,
    widths,
)

PREFIX = "eulernews_"

Rebuild: TypeAlias = Literal["env", "html", ""]
Output: TypeAlias = Literal["posts", "lists", "feeds"]

# What happens when an option changes: Sphinx reads all documents again, or it writes all pages again, or our own
# comparison of fingerprints finds the pages that show it.
READ: Rebuild = "env"
WRITE: Rebuild = "html"
COMPARE: Rebuild = ""
EVERYTHING: tuple[Output, ...] = ("posts", "lists", "feeds")


@dataclass(frozen=True, slots=True)
class Option:
    """How an option is checked and explained; ``rewrites`` is the output that a change of it may write again."""

    help: str
    check: Callable[[Any], Any]
    rebuild: Rebuild
    types: tuple[type, ...]
    rewrites: tuple[Output, ...]


def option(
    default: Any,
    check: Callable[[Any], Any],
    rebuild: Rebuild,
    types: tuple[type, ...],
    text: str,
    *,
    rewrites: tuple[Output, ...] = EVERYTHING,
) -> Any:
    """Declare an option; ``check`` returns the value to use, or raises ValueError with a message."""
    metadata = {"option": Option(text, check, rebuild, types, rewrites)}
    if isinstance(default, list | dict):
        return field(default_factory=default.copy, metadata=metadata)
    return field(default=default, metadata=metadata)


@dataclass(frozen=True, kw_only=True)
class DeclaredOptions:
    """The options, as fields with their defaults; ``NewsConfig`` holds the values of a site."""

    collections: dict[str, dict[str, Any]] = option(
        {},
        collections,
        COMPARE,
        (dict, list, tuple),
        "Folders of posts, with their settings: title, description, language, page_size, schema, colour (of drawn "
        "banners: `#1d5b99`), posts (patterns of files that are posts wherever they lie), defaults (of front matter). "
        "Unset: every folder named `news` or `blog`.",
    )
    authors: dict[str, Any] | str = option(
        {},
        authors,
        COMPARE,
        (dict, str),
        "Authors by the keys that posts name them with, as in an `authors.yml`: `{'ada': {'name': 'Ada Quay', 'url': "
        "'https://example.org'}}`, or `{'ada': ('Ada Quay', 'https://example.org')}` as ABlog has them; or the path of "
        "such a file below the source folder. A file that is nearer to the posts goes before it.",
    )
    tags: dict[str, Any] | str = option(
        {},
        terms,
        COMPARE,
        (dict, str, list, tuple),
        "Tags by the keys that posts name them with, as in a `tags.yml`: `{'kernel': {'label': {'en': 'Kernel', 'zh': "
        "'内核'}, 'aliases': ['linux-kernel']}}`; or the path of such a file below the source folder. A file that is "
        "nearer to the posts goes before it.",
    )
    declared_only: list[str] = option(
        [],
        taxonomies,
        COMPARE,
        (list, tuple, str),
        "The taxonomies of which posts may name terms that are declared and no others: `['tags', 'categories']`. Any "
        "other term is a warning, and is shown all the same.",
        rewrites=(),
    )
    public_path: list[str] | dict[str, str] = option(
        [],
        strings_or_mapping,
        READ,
        (list, tuple, str, dict),
        "Folders that the old site served at `/`, relative to the source folder: where `/img/x.png` and a "
        "banner `img/banners/x.jpg` are looked up. A mapping of URL prefix to folder, if it served them elsewhere: "
        "`{'/images/blog-cn': 'media'}`.",
    )
    old_domains: list[str] = option(
        [],
        strings,
        READ,
        (list, tuple, str),
        "Domains of the old site: `www.openeuler.org`. Links to a post there lead to the post here.",
    )
    permalink: list[str] = option(
        [],
        patterns,
        COMPARE,
        (list, tuple, str),
        "The pattern of URLs of the old site, or several: `/:year/:month/:slug/`, with the tokens of Hugo, Jekyll and "
        "Hexo and those of `eulernews_extra_fields`, or a style of Jekyll (`date`, `pretty`, `ordinal`, `weekdate`, "
        "`none`). Links to such URLs lead to the posts, and redirects are written there.",
        rewrites=("posts",),
    )
    untrusted: bool | list[str] = option(
        False,
        untrusted_collections,
        READ,
        (bool, list, tuple, str),
        "Whether posts come from strangers, or the collections whose posts do: their HTML is cleaned by nh3, and "
        "directives that read files, write HTML or run code are ignored. Where the value is wrong, all posts are "
        "untrusted.",
    )
    page_size: int = option(12, positive, COMPARE, (int,), "Posts on a page of a list.", rewrites=("lists",))
    default_banner: str = option(
        "",
        string,
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
        string,
        COMPARE,
        (str,),
        "A font file (.ttf, .otf, .ttc), relative to conf.py, in which titles are set on drawn banners; `x.ttc#2` is "
        "the third font of a collection. A title with a character that the font lacks is not set.",
    )
    front_matter_keys: dict[str, str] = option(
        {},
        field_names,
        READ,
        (dict,),
        "Names of front matter fields that mean one of ours, besides the known ones: `{'cover_url': 'banner'}`.",
    )
    extra_fields: dict[str, str] = option(
        {},
        extra_fields,
        READ,
        (dict, list, tuple, str),
        "Fields of front matter of your own, with their kinds: `{'venue': 'text', 'event_date': 'date', 'seats': "
        "'number', 'speakers': 'list'}`, or a list of the names of fields of the kind `text`. They are kept for "
        "templates, events, the options `where` and `sort` of `postlist`, and the JSON feed.",
    )
    future: str = option(
        "warn",
        choice("warn", "show", "hide"),
        READ,
        (str,),
        "Posts with a `date` that is later than the build: `warn` shows them with a warning, `show` without one, "
        "`hide` holds them back until that day, as Hugo and Jekyll do.",
    )
    slugs: dict[str, str] = option(
        {}, slugs, COMPARE, (dict,), "Slugs of tags and other terms by name: `{'C++': 'cpp'}`."
    )
    category_separator: str = option(
        "/",
        string,
        COMPARE,
        (str,),
        "What separates the levels of a category that is written as one string: `A/B` is below `A` where several "
        "categories begin with `A/`, or `A` is one itself. Empty: no category is read so.",
    )
    date_input: str = option(
        "",
        date_input,
        READ,
        (str,),
        "How posts write dates, as Python's `strptime` has it, tried before all other ways: `%d/%m/%Y` for an archive "
        "in which `01/02/2024` is in February.",
    )
    timezone: str = option("UTC", time_zone, READ, (str,), "The time zone of times without one.")
    date_format: str = option(
        "long",
        choice("short", "medium", "long", "full"),
        COMPARE,
        (str,),
        "How dates are written, in the words of each language.",
        rewrites=("posts", "lists"),
    )
    summary_length: int = option(160, positive, READ, (int,), "Characters of a summary taken from the text.")
    summary_paragraphs: int = option(
        0,
        natural,
        READ,
        (int,),
        "Paragraphs of the text that are the summary of a post without one. 0: as many characters as "
        "`eulernews_summary_length` says.",
    )
    image_widths: list[int] = option(
        [400, 800, 1600],
        widths,
        COMPARE,
        (list, tuple),
        "Widths in pixels in which banners and oversized images are made; never enlarged.",
    )
    image_formats: list[str] = option(
        ["webp"],
        image_formats,
        COMPARE,
        (list, tuple),
        "Formats in which they are made, the best first: `webp`, `avif` (takes long to make) and `original`. Browsers "
        "that read none of them get the file itself.",
    )
    image_quality: int = option(80, quality, COMPARE, (int,), "Quality of renditions, from 1 to 95, as JPEG counts it.")
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
        string,
        COMPARE,
        (str,),
        "A folder, relative to conf.py, that keeps finished images between builds. Unset: next to the doctrees.",
        rewrites=(),
    )
    related: int = option(
        3,
        natural,
        COMPARE,
        (int,),
        "How many related posts are named below a post; all of its front matter come first. 0: none.",
        rewrites=("posts",),
    )
    feed_limit: int = option(20, positive, COMPARE, (int,), "Posts in a feed, the newest.", rewrites=("feeds",))
    feed_content: str = option(
        "summary",
        choice("summary", "full"),
        COMPARE,
        (str,),
        "Whether feeds hold the summary of a post or its whole text.",
        rewrites=("feeds",),
    )
    feed_id: list[str] = option(
        [],
        strings,
        COMPARE,
        (list, tuple, str),
        "What the IDs of feeds and their entries are made of besides the docname, so that they outlive a new name or "
        "language of the project. Unset: `[project, language]`.",
        rewrites=("feeds",),
    )
    filter: bool = option(
        True,
        flag,
        COMPARE,
        (bool,),
        "Whether the list of a collection can be filtered by month, author, tag and words, if it has several pages.",
        rewrites=("lists",),
    )
    cjk_search: bool = option(
        True,
        flag,
        WRITE,
        (bool,),
        "Whether the search of the site finds Chinese, Japanese and Korean text wherever it stands. False: the way of "
        "Sphinx for the site's language, with jieba or Janome where they are installed.",
    )
    translation_projects: dict[str, str] = option(
        {},
        mapping,
        COMPARE,
        (dict,),
        "Projects that hold the translations: language to a name in `intersphinx_mapping`, as `{'en': 'docs-en'}`. "
        "Their posts are in the language switch.",
        rewrites=("posts",),
    )
    show_drafts: bool | None = option(
        None,
        flag_or_none,
        COMPARE,
        (bool, type(None)),
        "Whether posts that are not published are built, with a mark. Unset: on Read the Docs pull requests only.",
    )
    compare_by_content: bool = option(
        False,
        flag,
        COMPARE,
        (bool,),
        "Whether files are compared by content and not by time, so that a fresh checkout with a restored cache is not "
        "rebuilt. Needs the extension `sphinx_eulernews.speedups`.",
        rewrites=(),
    )

    @classmethod
    def options(cls) -> dict[str, tuple[Any, Option]]:
        """Return each option by its full name, with its default."""
        found = {}
        for item in fields(cls):
            default = item.default_factory() if item.default_factory is not MISSING else item.default
            found[PREFIX + item.name] = (default, item.metadata["option"])
        return found
