"""Validators of options: each returns the value to use, or raises ValueError.

A validator of a list or mapping drops the parts that cannot be used and keeps the rest: it raises ``PartlyWrongError``,
which holds both.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from sphinx_eulernews.lazy import lazy
from sphinx_eulernews.model.collection import Collection
from sphinx_eulernews.model.languages import checked_language
from sphinx_eulernews.model.text import did_you_mean
from sphinx_eulernews.model.urls import is_slug

if TYPE_CHECKING:
    from sphinx_eulernews.images import covers
    from sphinx_eulernews.model import extra_fields as extra_field_rules
    from sphinx_eulernews.model import fields as model_fields
    from sphinx_eulernews.model import taxonomy as taxonomy_rules
else:
    covers = lazy("sphinx_eulernews.images.covers")
    extra_field_rules = lazy("sphinx_eulernews.model.extra_fields")
    model_fields = lazy("sphinx_eulernews.model.fields")
    taxonomy_rules = lazy("sphinx_eulernews.model.taxonomy")

_FORMATS = ("avif", "webp", "original")
_WIDEST = 4096  # pixels; no screen shows more of a banner


class PartlyWrongError(ValueError):
    """Some parts of a value cannot be used: ``kept`` is the rest, ``problems`` has a sentence for each part."""

    def __init__(self, kept: Any, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.kept = kept
        self.problems = problems


def string(value: Any) -> str:
    """Check a string."""
    if not isinstance(value, str):
        raise ValueError("it must be a string")
    return value


def strings(value: Any) -> list[str]:
    """Check a list of strings; one string is a list of one."""
    return _kept_items(_items(value, "strings"), string)


def _items(value: Any, of: str) -> list[Any] | tuple[Any, ...]:
    """Return the items of a list, ``of`` which kind a message says; one string is a list of one."""
    if isinstance(value, str):
        return [value]
    if not isinstance(value, list | tuple):
        raise ValueError(f"it must be a list of {of}")
    return value


def strings_or_mapping(value: Any) -> list[str] | dict[str, str]:
    """Check a list of folders, or a mapping of URL prefixes to folders."""
    if isinstance(value, dict):
        return mapping(value)
    return _kept_items(_items(value, "folders, or a mapping of URL prefix to folder"), string)


def patterns(value: Any) -> list[str]:
    """Check a list of patterns of URLs; one string is a list of one. ``NewsConfig`` checks their tokens."""
    return _kept_items(_items(value, "patterns such as '/:year/:month/:slug/'"), string)


def _kept_items(items: list[Any] | tuple[Any, ...], check: Callable[[Any], Any]) -> list[Any]:
    """Check each item of a list; invalid ones are ignored."""
    kept, problems = [], []
    for item in items:
        try:
            kept.append(check(item))
        except (ValueError, TypeError) as error:
            problems.append(f"{item!r} is ignored: {error}")
    if problems:
        raise PartlyWrongError(kept, problems)
    return kept


def flag(value: Any) -> bool:
    """Check a truth value."""
    if not isinstance(value, bool):
        raise ValueError("it must be True or False")
    return value


def flag_or_none(value: Any) -> bool | None:
    """Check a truth value, or None for one that depends on the build."""
    return None if value is None else flag(value)


def untrusted_collections(value: Any) -> bool | list[str]:
    """Check a boolean, or a list of collections; any other value counts as True."""
    if isinstance(value, bool):
        return value
    items = [value] if isinstance(value, str) else value
    if not isinstance(items, list | tuple | set | frozenset) or not all(isinstance(item, str) for item in items):
        problem = "it must be True, False or a list of collections; until it is, all posts are untrusted"
        raise PartlyWrongError(True, [problem])
    return [item.strip("/") for item in sorted(items)]


def positive(value: Any) -> int:
    """Check an integer of at least one."""
    return _whole(value, 1)


def natural(value: Any) -> int:
    """Check an integer that may be zero."""
    return _whole(value, 0)


def _whole(value: Any, least: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < least:
        raise ValueError(f"it must be a whole number of at least {least}")
    return value


def widths(value: Any) -> list[int]:
    """Check a list of widths in pixels."""
    items = [positive(item) for item in _items(value, "widths in pixels")]
    if not items or max(items) > _WIDEST:
        raise ValueError(f"it must be a list of widths from 1 to {_WIDEST} pixels")
    return sorted(set(items))


def image_formats(value: Any) -> list[str]:
    """Check a list of image formats; the original one comes last, since every browser reads it."""
    items = [choice(*_FORMATS)(item) for item in _items(value, f"formats: {', '.join(_FORMATS)}")]
    return sorted(dict.fromkeys(items), key=lambda item: item == "original")


def quality(value: Any) -> int:
    """Check a quality, as JPEG counts it."""
    if positive(value) > 95:
        raise ValueError("it must be a number from 1 to 95")
    return int(value)


def mapping(value: Any) -> dict[str, str]:
    """Check a mapping of string to string."""
    return _kept_pairs(value, lambda _name, item: string(item))


def _kept_pairs(value: Any, check: Callable[[str, Any], Any], of: str = "string to string") -> dict[str, Any]:
    """Check each pair of a mapping, ``of`` what to what a message says; invalid ones are ignored."""
    if not isinstance(value, dict):
        raise ValueError(f"it must be a mapping of {of}")
    kept, problems = {}, []
    for name, item in value.items():
        try:
            kept[string(name)] = check(name, item)
        except PartlyWrongError as error:
            kept[name] = error.kept
            problems += [f"{name!r}: {problem}" for problem in error.problems]
        except (ValueError, TypeError) as error:
            problems.append(f"{name!r}: {item!r} is ignored: {error}")
    if problems:
        raise PartlyWrongError(kept, problems)
    return kept


def slugs(value: Any) -> dict[str, str]:
    """Check a mapping of names to slugs, each a single segment of a URL."""

    def check(_name: str, slug: Any) -> str:
        if not is_slug(string(slug)):
            raise ValueError("it is no single part of a URL")
        return str(slug)

    return _kept_pairs(value, check)


def field_keys() -> list[str]:
    """Return the keys of all front matter fields."""
    return [declared.key for declared in model_fields.FIELDS]


def field_names(value: Any) -> dict[str, str]:
    """Check a mapping of names of front matter fields in other systems to our keys."""
    known = field_keys()

    def check(_name: str, ours: Any) -> str:
        if string(ours).casefold() not in known:
            raise ValueError(f"there is no field {ours!r}{did_you_mean(ours.casefold(), known)}")
        return str(ours).casefold()

    return _kept_pairs(value, check)


def extra_fields(value: Any) -> dict[str, str]:
    """Check a mapping of the names of fields to their kinds; a list of names is a list of texts."""
    if isinstance(value, str):
        value = [value]
    if isinstance(value, list | tuple):
        value = dict.fromkeys(value, "text")

    def check(name: str, kind: Any) -> str:
        extra_field_rules.check_name(name)
        return choice(*extra_field_rules.KINDS)(kind)

    return _kept_pairs(value, check, "field to kind, or a list of fields")


def choice(*allowed: str) -> Callable[[Any], str]:
    """Make a check for one of several words."""

    def check(value: Any) -> str:
        if value not in allowed:
            raise ValueError(f"it must be one of {', '.join(allowed)}")
        return str(value)

    return check


def date_input(value: Any) -> str:
    """Check a format of ``strptime`` that gives a day or month of a year, such as ``%d/%m/%Y``; empty for none."""
    try:
        # The same day of the week in two years: a format that writes both alike has no year.
        written, other = (datetime(year, 11, 25, tzinfo=UTC).strftime(string(value)) for year in (2023, 2017))
        if value and written == other:
            raise ValueError(value)
        parsed = datetime.strptime(written, value)  # noqa: DTZ007  a day
        if value and (parsed.year, parsed.month) != (2023, 11):
            raise ValueError(value)
    except ValueError as error:
        raise ValueError("it must be a format of Python's strptime with a year, such as %d/%m/%Y") from error
    return str(value)


def time_zone(value: Any) -> str:
    """Check the name of a time zone."""
    try:
        ZoneInfo(string(value))
    except (KeyError, ValueError, OSError) as error:  # unknown; no name of one; a folder
        raise ValueError("it must be the name of a time zone, such as Asia/Shanghai") from error
    return str(value)


def collections(value: Any) -> dict[str, dict[str, Any]]:
    """Check the collections, a mapping of folder to settings; a wrong setting costs that setting alone."""
    if isinstance(value, list | tuple):
        value = {key: {} for key in value}
    if not isinstance(value, dict):
        raise ValueError("it must be a mapping of folder to settings, such as {'zh/news': {}}")
    kept: dict[str, dict[str, Any]] = {}
    problems: list[str] = []
    for key, settings in value.items():
        folder = str(key).strip("/")
        if not folder or folder.startswith(".") or "\\" in folder or ".." in folder.split("/"):
            problems.append(f"{key!r} is ignored: it is not a folder below the source folder")
        else:
            kept[folder] = _collection_settings(folder, settings or {}, problems)
    if problems:
        raise PartlyWrongError(kept, problems)
    return kept


def _collection_settings(folder: str, settings: Any, problems: list[str]) -> dict[str, Any]:
    if not isinstance(settings, dict):
        problems.append(f"the settings of {folder!r} must be a mapping, such as {{'title': 'News'}}")
        return {}
    kept = {}
    for name, value in settings.items():
        try:
            kept[name] = _collection_setting(name, value)
        except PartlyWrongError as error:
            # Without patterns, a collection has all posts of its folder; with an empty list of them, none.
            kept |= {name: error.kept} if error.kept else {}
            problems += [f"the setting {name!r} of {folder!r}: {problem}" for problem in error.problems]
        except (ValueError, TypeError) as error:
            problems.append(f"the setting {name!r} of {folder!r} is ignored: {error}")
    return kept


def defaults(value: Any) -> dict[str, Any]:
    """Check default values of front matter: strings, or lists of strings, by our keys."""

    def check(name: str, item: Any) -> Any:
        if name not in (known := field_keys()):
            raise ValueError(f"there is no field {name!r}{did_you_mean(name, known)}")
        return strings(item) if isinstance(item, list | tuple) else string(item)

    return _kept_pairs(value, check)


def authors(value: Any) -> dict[str, Any] | str:
    """Check authors by their keys: fields as in ``authors.yml``, a name, or a pair of name and URL; or a file."""

    def check(_key: str, item: Any) -> Any:
        if isinstance(item, list | tuple):
            name, *url = item
            return {"name": string(name), **({"url": string(url[0])} if url and url[0] else {})}
        return _kept_pairs(item, _check_field) if isinstance(item, dict) else {"name": string(item)}

    return value if isinstance(value, str) else _kept_pairs(value, check, "key to author, or the name of a file")


def terms(value: Any) -> dict[str, Any] | str:
    """Check terms by their keys: fields as in ``tags.yml``, a label, or nothing; or a list of keys; or a file."""

    def check(_key: str, item: Any) -> Any:
        if isinstance(item, dict):
            return _kept_pairs(
                item, lambda name, field: field if isinstance(field, bool) else _check_field(name, field)
            )
        return None if item is None else string(item)

    if isinstance(value, list | tuple):
        try:
            return dict.fromkeys(strings(value))
        except PartlyWrongError as error:
            raise PartlyWrongError(dict.fromkeys(error.kept), error.problems) from error
    return value if isinstance(value, str) else _kept_pairs(value, check, "key to term, or the name of a file")


def taxonomies(value: Any) -> list[str]:
    """Check a list of plurals of taxonomies; one string is a list of one."""
    plurals = taxonomy_rules.BY_PLURAL
    return _kept_items(_items(value, f"taxonomies: {', '.join(plurals)}"), choice(*plurals))


def _check_field(_name: str, value: Any) -> Any:
    """Check a field of a record: strings, or lists and mappings of them."""
    if isinstance(value, dict):
        return _kept_pairs(value, _check_field)
    return _kept_items(value, partial(_check_field, "")) if isinstance(value, list | tuple) else string(value)


def _patterns_of_posts(value: Any) -> tuple[str, ...]:
    try:
        return tuple(strings(value))
    except PartlyWrongError as error:
        raise PartlyWrongError(tuple(error.kept), error.problems) from error


_SETTINGS: dict[str, Callable[[Any], Any]] = {
    "page_size": positive,
    "language": lambda value: checked_language(string(value)),
    "posts": _patterns_of_posts,
    "defaults": defaults,
}
"""Validators of the settings that are not strings."""


def _collection_setting(name: str, value: Any) -> Any:
    known = sorted({item.name for item in fields(Collection)} - {"key"})
    if name not in known:
        raise ValueError(f"there is no such setting, only {', '.join(known)}{did_you_mean(str(name), known)}")
    if name in _SETTINGS:
        return _SETTINGS[name](value)
    if name == "colour":
        covers.read_colour(string(value))
    return string(value)
