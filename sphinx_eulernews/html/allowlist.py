"""Allowlist of elements and attributes for untrusted posts (``eulernews_untrusted``), applied by nh3.

Markdown hands out HTML in fragments: those of one element of the page are joined before nh3 cleans them, with comments
between that hold a random number, so that no author can write one.
"""

from __future__ import annotations

import html
import secrets
import string
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from importlib.util import find_spec
from typing import Final

from sphinx_eulernews.character_references import unescape
from sphinx_eulernews.html import elements
from sphinx_eulernews.html.repair import Fragment, repair_fragments
from sphinx_eulernews.html.sanitizer import has_script_url, is_embedded_image, scheme_of
from sphinx_eulernews.html.tokenizer import Attribute, Token, TokenKind, tokenize

_NOT_ALLOWED: Final = elements.names(
    "area basefont button canvas data datalist dialog dir embed fieldset iframe input label legend map marquee math"
    " menu meter object output progress svg"
)
TAGS: Final = elements.HTML - _NOT_ALLOWED
_EVERYWHERE: Final = frozenset({"align", "dir", "lang", "title"})
_ATTRIBUTES: Final = {
    "a": frozenset({"href", "name"}),
    "audio": frozenset({"controls", "src"}),
    "blockquote": frozenset({"cite"}),
    "col": frozenset({"span", "width"}),
    "details": frozenset({"open"}),
    "font": frozenset({"color", "face", "size"}),
    "hr": frozenset({"noshade", "size", "width"}),
    "img": frozenset({"alt", "decoding", "height", "loading", "src", "srcset", "sizes", "width"}),
    "li": frozenset({"value"}),
    "ol": frozenset({"reversed", "start", "type"}),
    "q": frozenset({"cite"}),
    "source": frozenset({"media", "sizes", "src", "srcset", "type"}),
    "table": frozenset({"bgcolor", "border", "cellpadding", "cellspacing", "width"}),
    "td": frozenset({"bgcolor", "colspan", "height", "rowspan", "valign", "width"}),
    "th": frozenset({"bgcolor", "colspan", "height", "rowspan", "scope", "valign", "width"}),
    "time": frozenset({"datetime"}),
    "tr": frozenset({"bgcolor", "valign"}),
    "track": frozenset({"kind", "label", "src", "srclang"}),
    "ul": frozenset({"type"}),
    "video": frozenset({"controls", "height", "poster", "src", "width"}),
}
SCHEMES: Final = frozenset({"http", "https", "mailto", "tel"})
_URLS: Final = frozenset({"href", "poster", "src"})
_DRIVES: Final = frozenset(string.ascii_lowercase)
LINK_REL: Final = "nofollow ugc"
IS_AVAILABLE: Final = find_spec("nh3") is not None


def clean_fragments(
    fragments: Sequence[tuple[int, str]], closings: Mapping[int, str]
) -> tuple[list[str], dict[int, str]]:
    """Clean repaired fragments, each with its group, and the end tags of the groups.

    Without nh3, markup is removed and its text stays.
    """
    members: dict[int, list[int]] = defaultdict(list)
    for number, (group, _) in enumerate(fragments):
        members[group].append(number)
    cleaned = [""] * len(fragments)
    ends: dict[int, str] = {}
    for group, numbers in members.items():
        parts = [*(fragments[number][1] for number in numbers), closings.get(group, "")]
        *bodies, ends[group] = _clean_together(parts) if IS_AVAILABLE else map(_text_of, parts)
        for number, body in zip(numbers, bodies, strict=True):
            cleaned[number] = body
    return _nested_anew(cleaned, [group for group, _ in fragments], ends)


def _nested_anew(
    cleaned: list[str], groups: Sequence[int], ends: Mapping[int, str]
) -> tuple[list[str], dict[int, str]]:
    """Repair cleaned HTML: an element that was removed may have kept two others from being read as siblings."""
    bodies = [Fragment(body, 0, group) for body, group in zip(cleaned, groups, strict=True)]
    last = [Fragment(end, 0, group) for group, end in ends.items()]
    repaired = repair_fragments([*bodies, *last], with_prose=False)
    written = [fragment.html for fragment in repaired.fragments]
    closings = zip(last, written[len(bodies) :], strict=True)
    whole = {fragment.group: end + repaired.closings.get(fragment.group, "") for fragment, end in closings}
    return written[: len(bodies)], {group: end for group, end in whole.items() if end}


def _clean_together(parts: Sequence[str]) -> list[str]:
    import nh3  # noqa: PLC0415  optional

    mark = f"<!--{secrets.token_hex(16)}-->"
    cleaned = nh3.clean(
        mark.join(parts),
        tags=set(TAGS),
        attributes={tag: set(_EVERYWHERE | _ATTRIBUTES.get(tag, frozenset())) for tag in TAGS},
        url_schemes={*SCHEMES, *_DRIVES, "data"},
        attribute_filter=_allowed_value,
        link_rel=LINK_REL,
        strip_comments=False,
    ).split(mark)
    # The parser moved a separator: the parts cannot be told apart.
    return cleaned if len(cleaned) == len(parts) else [_text_of(part) for part in parts]


def _allowed_value(element: str, name: str, value: str) -> str | None:
    """Return the value of an attribute; None for a URL that nh3 lets through and an untrusted post must not have."""
    return None if name in _URLS and _refused_scheme(value, name, element) else value


def _text_of(fragment: str) -> str:
    texts = (fragment[token.start : token.end] for token in tokenize(fragment) if token.kind is TokenKind.TEXT)
    return html.escape(unescape("".join(texts)), quote=False)


def removed_markup(fragments: Sequence[Fragment]) -> Iterator[tuple[int, str]]:
    """Yield what the allowlist removes, by line: ``<script>``, ``onerror``, ``a javascript: URL``."""
    tokens = [(fragment, token) for fragment in fragments for token in tokenize(fragment.text)]
    closed = {token.element for _, token in tokens if token.kind is TokenKind.END}
    found: dict[int, list[str]] = defaultdict(list)
    for fragment, token in tokens:
        if token.kind is TokenKind.START:
            found[fragment.line + token.line] += _names(token, token.element in closed)
    for line, names in found.items():
        if names:
            yield line, ", ".join(dict.fromkeys(names))


def _names(token: Token, is_closed: bool) -> Iterator[str]:
    name = token.element
    if name in elements.PLACEHOLDERS and not token.attributes and not is_closed:
        return  # a word of the prose
    if name not in TAGS:
        if name in elements.HTML | elements.HIDDEN | elements.TRANSPARENT:
            yield f"<{name}>"
        return
    for attribute in token.attributes:
        if not _is_allowed(attribute, name):
            yield attribute.name
        elif has_script_url(attribute, name):
            yield f"a javascript: or similar URL in {attribute.name}"
        elif attribute.name in _URLS and (scheme := _refused_scheme(attribute.value or "", attribute.name, name)):
            yield f"a {scheme}: URL in {attribute.name}"


def _refused_scheme(value: str, name: str, element: str) -> str:
    url = unescape(value)
    scheme = scheme_of(url)
    # Browsers load nothing from a drive, and ``C:img/x.png`` is found as a path later.
    is_allowed = scheme in SCHEMES or (scheme in _DRIVES and name != "href") or is_embedded_image(url, element)
    return "" if is_allowed else scheme


def _is_allowed(attribute: Attribute, element: str) -> bool:
    return attribute.name in _EVERYWHERE or attribute.name in _ATTRIBUTES.get(element, frozenset())
