"""Options of directives: converters, and an ``option_spec`` that drops a bad option instead of the directive."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from docutils.parsers.rst import directives

from sphinx_eulernews.model.extra_fields import read_conditions
from sphinx_eulernews.model.field_readers import read_point
from sphinx_eulernews.model.languages import checked_language
from sphinx_eulernews.model.post import Point
from sphinx_eulernews.model.text import did_you_mean, items, read_truth, split_names


def names(argument: str | None) -> tuple[str, ...]:
    """Read names with separators between them, or a list of names, as in front matter."""
    text = argument or ""
    found = items(text)
    return tuple(split_names(text) if found is None else found)


def folders(argument: str | None) -> tuple[str, ...]:
    """Read folders with commas between them."""
    return tuple(name.strip("/") for name in names(argument))


def point(argument: str | None) -> Point | None:
    """Read the focal point of an image."""
    return read_point(argument or "")


def conditions(argument: str | None) -> list[tuple[str, str, str]]:
    """Read conditions on fields of the site."""
    return read_conditions(argument or "")


def language(argument: str | None) -> str:
    """Read the code of a language, or its name."""
    return checked_language(directives.unchanged_required(argument or ""))


def order(argument: str | None) -> str:
    """Read a sort order; the directive checks it against the fields that the site declares."""
    return str(directives.unchanged_required(argument or "")).strip()


def moment(argument: str | None) -> str:
    """Read a date; the directive checks it, since it may be in the format and the time zone of the site."""
    if not argument or not argument.strip():
        raise ValueError("write a date, such as 2023-11-25")
    return argument


def number(argument: str | None) -> int:
    """Read how many there are at most."""
    try:
        return int(directives.positive_int(argument or ""))
    except ValueError:
        raise ValueError("write a number, 1 or more") from None


def truth(argument: str | None) -> bool:
    """Read a flag with an optional value; no value means true."""
    return read_truth(argument or "true")


@dataclass(frozen=True, slots=True)
class OneOf:
    """A converter for one of several words."""

    words: tuple[str, ...]

    def __call__(self, argument: str | None) -> str:
        """Return the word, or raise ValueError that lists the allowed ones."""
        return str(directives.choice(argument or "", self.words))


@dataclass(frozen=True, slots=True)
class Rejected:
    """An ignored option: the end of its warning after the name, and for an unknown option its value."""

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
                return Rejected(f"is ignored: there is no such option{did_you_mean(name, self)}", argument or "")
            try:
                return converter(argument)
            except (ValueError, TypeError) as error:
                return Rejected(f"= {str(argument or '')[:80]!r} is ignored: {error}")

        return convert
