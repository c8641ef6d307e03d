"""Drafts: fields of front matter that hold a post back, such as ``draft``, ``published: false``, ``status``. Pure.

Fails closed: if the name of such a field is misspelt or its value invalid, the post is held back.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from sphinx_eulernews.model.dates import read_date
from sphinx_eulernews.model.front_matter import FrontMatter, Problem, Value
from sphinx_eulernews.model.text import FALSE_WORDS, TRUE_WORDS

_DIGEST = re.compile(r"[0-9a-fA-F]{32}")
HELD_BACK = "; the post is held back"


@dataclass(frozen=True, slots=True)
class Switch:
    """The values of a field that hold a post back, and those that publish it; ``others``: it has other uses too."""

    held: frozenset[str]
    public: frozenset[str]
    others: bool = False


SWITCHES: dict[str, Switch] = {
    "draft": Switch(TRUE_WORDS, FALSE_WORDS),
    "publish": Switch(FALSE_WORDS, TRUE_WORDS, others=True),  # VuePress; else the date of publication
    "published": Switch(FALSE_WORDS, TRUE_WORDS, others=True),  # Jekyll, Hexo; else the date of the post
    "status": Switch(
        frozenset({"draft", "hidden", "private", "pending", "review", "skip", "unpublished", "scheduled", "wip"}),
        frozenset({"published", "publish", "public", "featured", "final", "done", "live"}),
    ),
    "unpublished": Switch(TRUE_WORDS, FALSE_WORDS),
    "ignore_publish": Switch(TRUE_WORDS, FALSE_WORDS),  # Qiita
    "wip": Switch(TRUE_WORDS, FALSE_WORDS),
    "headless": Switch(TRUE_WORDS, FALSE_WORDS),  # Hugo: a bundle that others take files from
    "visible": Switch(FALSE_WORDS, TRUE_WORDS),
    "hidden": Switch(TRUE_WORDS, FALSE_WORDS),
    "hide": Switch(TRUE_WORDS, FALSE_WORDS, others=True),  # Material hides parts of a page by a list
    "private": Switch(TRUE_WORDS, FALSE_WORDS),
    "public": Switch(FALSE_WORDS, TRUE_WORDS),
    "visibility": Switch(frozenset({"private", "hidden", "members"}), frozenset({"public", "visible"})),
}
"""The fields that hold a post back, besides ``password``: a post that is encrypted elsewhere must not be public."""
DRAFT_KEYS = (*SWITCHES, "password")


def read_draft(front_matter: FrontMatter) -> tuple[bool, list[Problem]]:
    """Return whether front matter holds the post back, and the problems of these fields."""
    held = bool(front_matter.fields.get("password")) or _has_digests(front_matter.rest.get("keys"))
    problems: list[Problem] = []
    for key, switch in SWITCHES.items():
        value = front_matter.fields.get(key)
        if not value:
            continue
        word = word_of(value)
        if word in switch.held:
            held = True
        elif word not in switch.public and (not switch.others or (key == "published" and not is_date(value))):
            held = True
            words = " or ".join(_examples(switch)) + (" or a date" if switch.others else "")
            message = f"the field '{front_matter.name_of(key)}' is {str(value)[:80]!r}: write {words}{HELD_BACK}"
            problems.append(Problem(front_matter.line_of(key), "field", message))
    for key, ours in front_matter.unclear.items():
        message = f"the field '{key}' is not known; '{ours}' may be meant"
        if ours in DRAFT_KEYS:
            held, message = True, f"{message}{HELD_BACK}"
        problems.append(Problem(front_matter.line_of(key), "field", message))
    return held, problems


def _has_digests(value: object) -> bool:
    """Return whether a value is digests of passwords, as ``keys`` of vuepress-theme-reco."""
    values = value if isinstance(value, list) else [value]
    return bool(values) and all(isinstance(each, str) and _DIGEST.fullmatch(each) for each in values)


def word_of(value: Value) -> str:
    """Return the word of a value, for comparison; empty for lists and mappings."""
    return value.casefold() if isinstance(value, str) else ""


def is_date(value: Value) -> bool:
    """Return whether a value is a date."""
    try:
        return isinstance(value, str) and bool(read_date(value))
    except ValueError:
        return False


def is_switch_word(key: str, value: Value) -> bool:
    """Return whether the value of a field with several uses is one that holds back or publishes."""
    switch = SWITCHES.get(key)
    return switch is not None and word_of(value) in switch.held | switch.public


def _examples(switch: Switch) -> list[str]:
    return (
        ["true", "false"]
        if switch.held in (TRUE_WORDS, FALSE_WORDS)
        else [sorted(switch.held)[0], sorted(switch.public)[-1]]
    )
