"""Options of the directive ``post`` as front matter has them: their values, and their names in other systems."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sphinx_eulernews.directives.directive_options import Rejected
from sphinx_eulernews.model.drafts import DRAFT_KEYS
from sphinx_eulernews.model.fields import FLAGS, LISTS
from sphinx_eulernews.model.front_matter_syntax import NULL
from sphinx_eulernews.model.text import clean, items

if TYPE_CHECKING:
    from sphinx_eulernews.model.front_matter import Value
    from sphinx_eulernews.model.keys import Keys


def value_of(key: str, written: str) -> Value:
    """Return the value of an option: ``null`` is nothing, and ``[a, b]`` a list.

    An option without a value is a flag that is set: ``:draft:`` must hold the post back.
    """
    if key in LISTS and (found := items(written)) is not None:
        return [clean(item) for item in found]
    text = clean(written)
    if not text and key in FLAGS:
        return "true"
    return "" if text in NULL else text


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
        if ours in ("banner", "summary") and value.written.strip().isdecimal():
            continue  # of ABlog: the number of an image or of paragraphs of the text
        if ours and ours != "post" and (ours == name or not _is_given(ours, options)):
            options.pop(ours, None)
            fields.setdefault(ours, (name, value.written))
        elif close in DRAFT_KEYS:
            unclear[name] = close
        else:
            continue
        options.pop(name, None)
    return fields, unclear


def _is_given(key: str, options: dict[str, Any]) -> bool:
    """Return whether an option has a value: an empty one is none, unless it is a flag."""
    written = options.get(key)
    return written is not None and (not isinstance(written, str) or bool(value_of(key, written)))
