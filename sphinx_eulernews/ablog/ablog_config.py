"""ABlog's options in conf.py: each is mapped to one of ours, or a warning says why it has no counterpart."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sphinx_eulernews.model.languages import language_of_name
from sphinx_eulernews.warnings import Subtype, warn

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config

_NOTHING = type(None)
_FLAG = (bool, _NOTHING)
_NAMES = (str, list, _NOTHING)


@dataclass(frozen=True, slots=True)
class AblogOption:
    """An option of ABlog: its default, its types, and why it has no counterpart where it has none."""

    default: Any
    types: tuple[type, ...]
    reason: str = ""


_NO_ICONS = "no icon font is used"
_NO_COMMENTS = "Disqus is not loaded; the code of a comment service goes into the template 'eulernews/post-footer.html'"
OPTIONS: Mapping[str, AblogOption] = {
    "blog_title": AblogOption("Blog", (str,)),
    "blog_path": AblogOption("blog", (str,)),
    "blog_baseurl": AblogOption("", (str, _NOTHING)),
    "blog_post_pattern": AblogOption([], (list, str)),
    "blog_authors": AblogOption({}, (dict,)),
    "blog_languages": AblogOption({}, (dict,)),
    "blog_locations": AblogOption({}, (dict,)),
    "blog_default_author": AblogOption(None, _NAMES),
    "blog_default_language": AblogOption(None, _NAMES),
    "blog_default_location": AblogOption(None, _NAMES),
    "blog_feed_archives": AblogOption(False, _FLAG),
    "blog_feed_fulltext": AblogOption(False, _FLAG),
    "blog_feed_length": AblogOption(None, (int, _NOTHING)),
    "blog_feed_subtitle": AblogOption(None, (str, _NOTHING)),
    "post_auto_excerpt": AblogOption(1, (int,)),
    "post_auto_image": AblogOption(0, (int,)),
    "post_auto_orphan": AblogOption(True, _FLAG, "posts need no toctree"),
    "post_date_format": AblogOption("%d %B %Y", (str,)),
    "post_date_format_short": AblogOption("%d %B", (str,)),
    "blog_archive_titles": AblogOption(None, _FLAG, "lists show the summary of each post"),
    "blog_feed_templates": AblogOption({"atom": {}}, (dict,), "entries of feeds have no templates"),
    "blog_feed_titles": AblogOption(None, _FLAG, "feeds hold the summary of a post, or its whole text"),
    "disqus_drafts": AblogOption(False, _FLAG, _NO_COMMENTS),
    "disqus_pages": AblogOption(False, _FLAG, _NO_COMMENTS),
    "disqus_shortname": AblogOption(None, (str, _NOTHING), _NO_COMMENTS),
    "fontawesome_css_file": AblogOption("", (str, _NOTHING), _NO_ICONS),
    "fontawesome_included": AblogOption(False, _FLAG, _NO_ICONS),
    "fontawesome_link_cdn": AblogOption(None, (str, bool, _NOTHING), _NO_ICONS),
    "post_always_section": AblogOption(False, _FLAG, "a document is one post"),
    "post_redirect_refresh": AblogOption(5, (int,), "redirects lead on at once"),
    "post_show_prev_next": AblogOption(True, _FLAG, "each post leads to the posts before and after it"),
    "skip_injecting_base_ablog_templates": AblogOption(False, _FLAG, "templates of ABlog are not used"),
}
"""The options of ABlog. A reason is given where the value differs from the default."""


def read_options(_app: Sphinx, config: Config) -> None:
    """Set our options from those of ABlog; what conf.py sets itself stays (``config-inited``, before all others)."""
    if "ablog" in config.extensions:
        _warn("extensions: 'ablog' is loaded as well; remove it, sphinx_eulernews.ablog takes its place")
    for name, option in OPTIONS.items():
        if getattr(config, name) == option.default:
            continue
        if not isinstance(getattr(config, name), option.types):
            _warn(f"{name} = {getattr(config, name)!r} has another type than ABlog's; its default is used")
            setattr(config, name, option.default)
        elif option.reason:
            _warn(f"{name} has no counterpart: {option.reason}. Remove it")
    for name in ("blog_authors", "blog_languages", "blog_locations"):
        for key, value in getattr(config, name).items():
            if not _is_name_and_link(value):
                _warn(f"{name}: {key!r} is {value!r}; write a name and a link, ('Ada Quay', 'https://example.org')")
    _use_ours(config)
    _use_collection(config)


def _use_ours(config: Config) -> None:
    """Set our options that have the meaning of one of ABlog's."""
    _use(config, "html_baseurl", config.blog_baseurl)
    _use(config, "eulernews_date_input", config.post_date_format)
    _use(config, "eulernews_date_format", _length_of(config.post_date_format))
    _use(config, "eulernews_feed_content", "full" if config.blog_feed_fulltext else "")
    _use(config, "eulernews_feed_limit", config.blog_feed_length)
    # To ABlog, a post with a date in the future is a draft.
    _use(config, "eulernews_future", "hide")
    _use(config, "eulernews_summary_paragraphs", max(config.post_auto_excerpt, 0))
    _use(config, "eulernews_authors", {key: _author(*pair) for key, pair in pairs(config, "blog_authors").items()})
    config.eulernews_front_matter_keys = {"redirect": "aliases", **_mapping(config.eulernews_front_matter_keys)}


def _use(config: Config, name: str, value: Any) -> None:
    """Set an option unless conf.py or the command line sets it."""
    # Sphinx keeps what conf.py assigned there.
    if value and name not in getattr(config, "_raw_config", {}) and name not in config.overrides:
        setattr(config, name, value)


def _use_collection(config: Config) -> None:
    """Make the blog a collection that selects its posts; settings of conf.py for the same folder win."""
    patterns = config.blog_post_pattern
    defaults = {
        "author": config.blog_default_author,
        "location": config.blog_default_location,
        "language": language_code(config, _first(config.blog_default_language)),
    }
    settings = {
        "title": config.blog_title,
        "description": config.blog_feed_subtitle,
        "schema": "BlogPosting",
        "posts": [_normalized(pattern) for pattern in ([patterns] if isinstance(patterns, str) else patterns)],
        "defaults": {key: value for key, value in defaults.items() if value},
    }
    key, own = blog_folder(config), config.eulernews_collections
    own = {name: {} for name in own} if isinstance(own, list | tuple) else _mapping(own)
    settings = {name: value for name, value in settings.items() if value is not None}
    config.eulernews_collections = {**own, key: {**settings, **_mapping(own.get(key))}}


def _normalized(pattern: Any) -> Any:
    """Return a pattern without ``./``; what is none is a warning of ours."""
    return posixpath.normpath(pattern) if isinstance(pattern, str) and pattern else pattern


def blog_folder(config: Config) -> str:
    """Return the folder of ABlog's pages, which is that of the collection."""
    folder = posixpath.normpath(config.blog_path.strip("/"))
    return folder if folder != "." else "blog"


def pairs(config: Config, name: str) -> dict[str, tuple[str, str]]:
    """Return names and links by key, of ``blog_authors`` and the like; those that are no pairs are ignored."""
    return {
        str(key): (value[0], value[1] or "") for key, value in getattr(config, name).items() if _is_name_and_link(value)
    }


def language_code(config: Config, written: str) -> str:
    """Return the code of the first language that is named: by its code, its name, or a key of ``blog_languages``."""
    first = written.partition(",")[0].strip()
    name, _link = pairs(config, "blog_languages").get(first, (first, ""))
    return language_of_name(first) or language_of_name(name) or first


def _is_name_and_link(value: Any) -> bool:
    return isinstance(value, list | tuple) and tuple(map(type, value)) in ((str, str), (str, _NOTHING))


def ignore_sidebars(_app: Sphinx, config: Config) -> None:
    """Take ABlog's templates out of ``html_sidebars`` and the options of a theme, where they would end the build.

    (``config-inited``; PyData and its kind have such lists in ``html_theme_options``, also one for each pattern.)
    """
    for option in ("html_sidebars", "html_theme_options"):
        gone: set[str] = set()
        kept = _without_ablogs(getattr(config, option), gone)
        for name in sorted(gone):
            ours = SIDEBARS.get(_file_name(name), "")
            _warn(f"{option}: {name!r} is ignored. " + (f"Write 'eulernews/{ours}'" if ours else "Remove it"))
        if gone:
            setattr(config, option, kept)


def _without_ablogs(value: Any, gone: set[str]) -> Any:
    """Return a value of an option without ABlog's templates in its lists; these are added to ``gone``."""
    if isinstance(value, dict):
        return {key: _without_ablogs(item, gone) for key, item in value.items()}
    if not isinstance(value, list | tuple):
        return value
    ablogs = {name for name in value if isinstance(name, str) and _is_ablogs(name)}
    gone |= ablogs
    return [item for item in value if not isinstance(item, str) or item not in ablogs]


SIDEBARS: Mapping[str, str] = {
    "archives.html": "sidebar-archive.html", "authors.html": "sidebar-authors.html",
    "categories.html": "sidebar-categories.html", "recentposts.html": "recent-posts.html",
    "tagcloud.html": "sidebar-tags.html",
    "languages.html": "", "locations.html": "", "postcard.html": "", "postcard2.html": "",
}  # fmt: skip
"""The sidebars of ABlog, by the names they had before they lay in a folder of their own, and ours in their place."""


def _file_name(name: str) -> str:
    """Return the name of a template's file; PyData adds the extension."""
    name = name.removeprefix("ablog/")
    return name if name.endswith(".html") else f"{name}.html"


def _is_ablogs(name: str) -> bool:
    return name.startswith("ablog/") or name in SIDEBARS


def _author(name: str, link: str) -> dict[str, str]:
    return {"name": name, "url": link} if link else {"name": name}


def _first(names: str | list[str] | None) -> str:
    return names if isinstance(names, str) else str(names[0]) if names else ""


def _length_of(date_format: str) -> str:
    """Return the ``eulernews_date_format`` that is closest to a format of ``strftime``."""
    if "%A" in date_format or "%a" in date_format:
        return "full"
    return "long" if "%B" in date_format else "medium"


def _mapping(value: Any) -> dict[Any, Any]:
    return value if isinstance(value, dict) else {}


def _warn(message: str) -> None:
    warn(Subtype.CONFIG, f"conf.py: {message}")
