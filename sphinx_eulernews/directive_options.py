"""Options of directives: converters, and an ``option_spec`` under which a bad option costs itself alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from docutils.parsers.rst import directives

from sphinx_eulernews.model.dates import read_date
from sphinx_eulernews.model.extra_fields import read_conditions
from sphinx_eulernews.model.fields import read_point
from sphinx_eulernews.model.post import Moment, Point
from sphinx_eulernews.model.text import did_you_mean, split_names


def names(argument: str | None) -> tuple[str, ...]:
    """Read names with separators between them, as in front matter."""
    return tuple(split_names(argument or ""))


def folders(argument: str | None) -> tuple[str, ...]:
    """Read folders with commas between them."""
    return tuple(name.strip("/") for name in names(argument))


def moment(argument: str | None) -> Moment:
    """Read a date."""
    return read_date(argument or "")


def point(argument: str | None) -> Point | None:
    """Read the point of an image that stays in view."""
    return read_point(argument or "")


def conditions(argument: str | None) -> list[tuple[str, str, str]]:
    """Read conditions on fields of the site."""
    return read_conditions(argument or "")


def order(argument: str | None) -> str:
    """Read an order of posts: which fields the site declares, is for the directive to say."""
    return str(directives.unchanged_required(argument or "")).strip()


def truth(argument: str | None) -> bool:
    """Read a flag that may have a value: nothing means yes."""
    text = (argument or "true").strip().casefold()
    if text not in {"true", "yes", "on", "false", "no", "off"}:
        raise ValueError("write true or false")
    return text in {"true", "yes", "on"}


@dataclass(frozen=True, slots=True)
class OneOf:
    """A converter for one of several words."""

    words: tuple[str, ...]

    def __call__(self, argument: str | None) -> str:
        """Return the word, or raise ValueError with those that there are."""
        return str(directives.choice(argument or "", self.words))


@dataclass(frozen=True, slots=True)
class Rejected:
    """An option that is left out, and why; ``written`` is its value if the option is not known."""

    reason: str
    written: str | None = None


class Options(dict[str, Callable[[str], Any]]):
    """An ``option_spec`` under which an option that is not known, or has a bad value, does not cost the directive.

    docutils would leave out the whole directive. Here such an option becomes ``Rejected``, and a warning of ours.
    """

    def __bool__(self) -> bool:
        """Say that options are expected, also where there are none: else they would be read as text."""
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
