"""Extra fields: front matter fields that a site declares in ``eulernews_extra_fields``, and conditions on them. Pure.

Their values are plain: a string, a tuple of strings, a ``Moment`` or a number.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from typing import TypeAlias

from sphinx_eulernews.model.drafts import DRAFT_KEYS
from sphinx_eulernews.model.field_readers import Context, read_moment, read_names, read_string
from sphinx_eulernews.model.fields import FIELDS
from sphinx_eulernews.model.front_matter import FrontMatter, Problem, Value
from sphinx_eulernews.model.keys import fold_key
from sphinx_eulernews.model.post import ExtraValue, Moment
from sphinx_eulernews.model.query import Condition
from sphinx_eulernews.model.taxonomy import TAXONOMIES
from sphinx_eulernews.model.text import did_you_mean, fold

Extra: TypeAlias = "tuple[tuple[str, ExtraValue], ...]"

_NAME = re.compile(r"\w[\w.:-]{0,63}")
_NUMBER = re.compile(r"[-+]?[0-9]{1,18}(?:\.[0-9]{1,18})?")
# Terms of an optional taxonomy may be a field as well: it has pages, and a value for templates.
_OURS = {fold_key(key) for key in (*(declared.key for declared in FIELDS), *DRAFT_KEYS)} - {
    taxonomy.option for taxonomy in TAXONOMIES if taxonomy.optional
}


def read_number(value: Value, context: Context) -> int | float:
    """Read a number: ``12``, ``-3``, ``4.5``, also full-width."""
    text = unicodedata.normalize("NFKC", read_string(value, context)).strip()
    if not _NUMBER.fullmatch(text):
        raise ValueError("it is not a number; write digits, such as 120 or 4.5")
    return float(text) if "." in text else int(text)


def read_text(value: Value, context: Context) -> str:
    """Read one string; a list is an error."""
    if isinstance(value, list) and len(value) > 1:
        raise ValueError("it is a list; write one string, or declare the field as 'list' in eulernews_extra_fields")
    return read_string(value, context)


KINDS: Mapping[str, Callable[[Value, Context], ExtraValue]] = {
    "text": read_text,
    "list": read_names,
    "date": read_moment,
    "number": read_number,
}
"""The readers of the kinds that a field can be declared with."""


def check_name(name: str) -> str:
    """Return the name of an extra field, or raise ValueError that says why it cannot be one."""
    if not _NAME.fullmatch(name):
        raise ValueError("write a word of letters, digits and underscores, such as event_date")
    if fold_key(name) in _OURS:
        raise ValueError("it is a field of sphinx-eulernews itself; give yours another name")
    return name


def read_extra(front_matter: FrontMatter, kinds: Mapping[str, str], context: Context) -> tuple[Extra, list[Problem]]:
    """Return the extra fields of a post in the order of their declaration; a bad value costs that field."""
    found: list[tuple[str, ExtraValue]] = []
    problems: list[Problem] = []
    for name, kind in kinds.items():
        value = front_matter.extra.get(name)
        if not value:
            continue
        try:
            found.append((name, KINDS[kind](value, context)))
        except ValueError as error:
            message = f"the field '{front_matter.name_of(name)}' is {str(value)[:80]!r}: {error}"
            problems.append(Problem(front_matter.line_of(name), "date" if kind == "date" else "field", message))
    return tuple(found), problems


def as_json(extra: Extra) -> dict[str, str | list[str] | int | float]:
    """Return extra fields as JSON has them: a date in ISO 8601, a list of strings, a string or a number."""
    return {name: _plain(value) for name, value in extra}


def _plain(value: ExtraValue) -> str | list[str] | int | float:
    if isinstance(value, Moment):
        return value.iso
    return list(value) if isinstance(value, tuple) else value


# Each value ends at a separator, or is quoted: then it may hold one. No two repeats can match the same text, except
# for the last, after which nothing can fail.
_CONDITION = re.compile(
    r"""
    [,，;；\s]*                                       # what separates it from the one before
    (?P<name> [^=<>,，;；\s"]+ ) \s*
    (?P<operator> >= | <= | = ) \s*
    (?: "(?P<quoted> [^"]* )" | (?P<plain> [^,，;；"]* ) )
    """,
    re.VERBOSE,
)
_SEPARATORS = re.compile(r"[,，;；\s]*")


def read_conditions(text: str) -> list[tuple[str, str, str]]:
    """Read ``location=成都, seats >= 50`` as names, operators and values; all of them must hold.

    Raises ValueError that says what to write.
    """
    found: list[tuple[str, str, str]] = []
    end = 0
    while match := _CONDITION.match(text, end):
        value = match["plain"] if match["quoted"] is None else match["quoted"]
        found.append((match["name"], match["operator"], value.strip()))
        end = match.end()
    if not _SEPARATORS.fullmatch(text, end):
        raise ValueError("write name=value, with commas between several: location=成都, seats>=50")
    return found


def condition(name: str, operator: str, value: str, kinds: Mapping[str, str], context: Context) -> Condition:
    """Return the condition of a directive, checked; raises ValueError with what to write instead."""
    declared = find_name(name, kinds)
    kind = kinds[declared]
    if kind in ("text", "list"):
        if operator != "=":
            raise ValueError(f"{declared!r} is a {kind}, which has no order; write {declared}={value}")
        return Condition(name=declared, operator=operator, wanted=fold(value))
    wanted = read_moment(value, context) if kind == "date" else read_number(value, context)
    return Condition(name=declared, operator=operator, wanted=wanted)


def find_name(name: str, kinds: Iterable[str]) -> str:
    """Return the name of an extra field as it is declared, or raise ValueError with those that there are."""
    names = {fold_key(declared): declared for declared in kinds}
    if (folded := fold_key(name)) not in names:
        near = did_you_mean(name, list(names.values()))
        raise ValueError(f"there is no field {name[:80]!r} in eulernews_extra_fields{near}")
    return names[folded]
