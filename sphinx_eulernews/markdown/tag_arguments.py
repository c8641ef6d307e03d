"""Arguments of tags of Hugo, Zola, Jekyll and Hexo, and what is text among them. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

_ARGUMENT = re.compile(
    r"""
    (?: (?P<key> [\w-]{1,60}+ ) [ \t]*+[=:][ \t]*+ )?
    (?: "(?P<double> (?: [^"\\] | \\. )*+ )" | '(?P<single> [^']*+ )' | `(?P<raw> [^`]*+ )` | (?P<bare> [^\s"']++ ) )
    """,
    re.VERBOSE | re.DOTALL,
)
_COMMA = re.compile(r"(\"(?:[^\"\\]|\\.)*+\"|'[^']*+'|`[^`]*+`)|,")
WEB = re.compile(r"https?://\S", re.IGNORECASE)
"""The beginning of a URL of the web."""
TARGET = re.compile(r"(?:https?:/|\.{0,2})/[^\s<>]*+\Z", re.IGNORECASE)
"""A URL, or a path with a slash at its beginning or after dots."""
_OPTION = re.compile(r"(?<!\S)[a-z]{1,20}+:(?!//)\S++")
COLOURS = frozenset({
    "blue", "cyan", "danger", "dark", "default", "gray", "green", "info", "light", "orange", "pink", "primary",
    "purple", "red", "success", "warning", "yellow",
})  # fmt: skip
"""What themes of Hexo call the looks of a tag."""
BOOLEANS = frozenset({"true", "false"})
"""Flags among the arguments of tags, which are no text."""


@dataclass(frozen=True, slots=True)
class Arguments:
    """The arguments of a tag, by name and by position, and as they are written."""

    named: dict[str, str]
    plain: list[str]
    text: str = ""

    @classmethod
    def of(cls, text: str) -> Arguments:
        """Read ``src="a.png" 200 'A title'``."""
        named: dict[str, str] = {}
        plain: list[str] = []
        for match in _ARGUMENT.finditer(text):
            key, *values = match.groups()
            value = next(value for value in values if value is not None).replace('\\"', '"')
            if key and not (match["bare"] or "").startswith("//"):  # as in ``https://``
                named.setdefault(key.lower(), value)
            else:
                plain.append(match[0] if key else value)
        return cls(named, plain, text.strip())

    @classmethod
    def of_call(cls, text: str) -> Arguments:
        """Read ``src="a.png", width=200``."""
        return cls.of(_COMMA.sub(lambda match: match[1] or " ", text))

    def first(self, *names: str) -> str:
        """Return the first argument of these names, else the first without a name; empty if there is none."""
        return next((self.named[name] for name in names if name in self.named), self.plain[0] if self.plain else "")

    def given(self, *names: str) -> str:
        """Return the first argument of these names that is not empty; empty if there is none."""
        return next(filter(None, map(self.named.get, names)), "")


Translate = Callable[[Arguments], str | None]
"""Makes Markdown or HTML of a tag's arguments; None if it can make nothing of them."""


def plain_title(text: str) -> str:
    """Return a text that can stand between the brackets of a link or an image."""
    return re.sub(r"</?[A-Za-z][^<>]*+>|[\[\]\n`*_<>]", "", text)


def plain_text(text: str) -> str:
    """Return the text among the arguments of a tag of Stellar, without options: ``{% mark text color:red %}``."""
    return _OPTION.sub("", text).strip()
