"""Options of directives: converters, and an ``option_spec`` that drops a bad option instead of the directive."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from docutils.parsers.rst import directives

from sphinx_eulernews.model.drafts import DRAFT_KEYS
from sphinx_eulernews.model.extra_fields import read_conditions
from sphinx_eulernews.model.field_readers import read_point
from sphinx_eulernews.model.keys import Keys
from sphinx_eulernews.model.post import Point
from sphinx_eulernews.model.text import did_you_mean, split_names


def names(argument: str | None) -> tuple[str, ...]:
    """Read names with separators between them, as in front matter."""
    return tuple(split_names(argument or ""))


def folders(argument: str | None) -> tuple[str, ...]:
    """Read folders with commas between them."""
    return tuple(name.strip("/") for name in names(argument))


def point(argument: str | None) -> Point | None:
    """Read the focal point of an image."""
    return read_point(argument or "")


def conditions(argument: str | None) -> list[tuple[str, str, str]]:
    """Read conditions on fields of the site."""
    return read_conditions(argument or "")


def order(argument: str | None) -> str:
    """Read a sort order; the directive checks it against the fields that the site declares."""
    return str(directives.unchanged_required(argument or "")).strip()


def truth(argument: str | None) -> bool:
    """Read a flag with an optional value; no value means true."""
    text = (argument or "true").strip().casefold()
    if text not in {"true", "yes", "on", "false", "no", "off"}:
        raise ValueError("write true or false")
    return text in {"true", "yes", "on"}


@dataclass(frozen=True, slots=True)
class OneOf:
    """A converter for one of several words."""

    words: tuple[str, ...]

    def __call__(self, argument: str | None) -> str:
        """Return the word, or raise ValueError that lists the allowed ones."""
        return str(directives.choice(argument or "", self.words))


@dataclass(frozen=True, slots=True)
class Rejected:
    """An ignored option: the reason, and for an unknown option its value."""

    reason: str
    written: str | None = None


class Options(dict[str, Callable[[str], Any]]):
    """An ``option_spec`` that maps unknown options and bad values to ``Rejected``.

    docutils would drop the whole directive with an error; ours warns of the option and goes on.
    """

    def __bool__(self) -> bool:
        """Return True even when empty: docutils reads options as content if ``option_spec`` is falsy."""
        return True

    def __getitem__(self, name: str) -> Callable[[str], Any]:
        """Return the converter of an option."""
        converter = self.get(name)

        def convert(argument: str) -> Any:
            if converter is None:
                return Rejected(f"is not known{did_you_mean(name, self)}", argument or "")
            try:
                return converter(argument)
            except (ValueError, TypeError) as error:
                return Rejected(f"is {str(argument)[:80]!r}: {error}")

        return convert


def take_extra(options: dict[str, Any], keys: Keys) -> dict[str, str]:
    """Take the options of the directive ``post`` that are fields of the site, which no converter knows."""
    extra: dict[str, str] = {}
    for name, value in [*options.items()]:
        if declared := keys.of_site(name):
            extra[declared] = str(value.written if isinstance(value, Rejected) else value)
            if isinstance(value, Rejected):
                del options[name]
    return extra


def take_foreign(options: dict[str, Any], keys: Keys) -> tuple[dict[str, tuple[str, str]], dict[str, str]]:
    """Take the options of the directive ``post`` that are fields by another name: our key -> (name, value).

    Also return the options that may be meant to hold the post back, with the key that each is close to.
    """
    fields: dict[str, tuple[str, str]] = {}
    unclear: dict[str, str] = {}
    for name, value in [*options.items()]:
        if not isinstance(value, Rejected) or value.written is None:
            continue
        ours, close = keys.ours(name), keys.close(name)
        if ours and ours != "post" and (ours == name or ours not in options):
            fields.setdefault(ours, (name, value.written))
        elif close in DRAFT_KEYS:
            unclear[name] = close
        else:
            continue
        del options[name]
    return fields, unclear
