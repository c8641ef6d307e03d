"""Language codes: the one place that normalizes and compares them. Pure.

Authors write ``zh-CN``, ``zh_CN`` and ``zh-cn`` and mean the same. Sphinx and Babel want an underscore, HTML, feeds
and Open Graph a hyphen (BCP 47).
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from babel import localedata

# Splits a code by its form. ``Locale.parse`` would load Babel's tables, which a build without changes never needs.
from babel.core import Locale, get_locale_identifier, parse_locale

_COMMON = frozenset({
    "ar", "cs", "de", "en", "es", "fr", "it", "ja", "ko", "nl", "pl", "pt", "ru", "sv", "tr", "uk", "vi", "zh",
})  # fmt: skip
"""The languages that posts are likely to be in."""
_IN_FILE_NAME = re.compile(r"[^/]\.(([A-Za-z]{2})(?:[-_]([A-Za-z]{2,4}))?)\Z")


@lru_cache(maxsize=256)
def normalize_language(code: str) -> str:
    """Return a language code as Babel spells it: ``zh-cn`` gives ``zh_CN``; an unknown code stays, in lower case."""
    plain = code.strip().replace("-", "_")
    try:
        return get_locale_identifier(parse_locale(plain))
    except ValueError:
        return plain.casefold()


def language_tag(code: str) -> str:
    """Return a language code as BCP 47 spells it: ``zh_CN`` gives ``zh-CN``."""
    return normalize_language(code).replace("_", "-")


def primary_language(code: str) -> str:
    """Return the language without script and territory: ``zh_Hans_CN`` gives ``zh``."""
    return normalize_language(code).partition("_")[0]


def matches_language(code: str, wanted: str) -> bool:
    """Return whether a language is the wanted one; ``zh_CN`` and ``zh-TW`` match ``zh`` as well."""
    mine, asked = normalize_language(code), normalize_language(wanted)
    return mine == asked or mine.startswith(asked + "_")


def language_in_name(docname: str) -> str:
    """Return the language at the end of a file's name, as Hugo names translations: ``zh-cn`` of ``x.zh-cn``.

    Only of common languages: names end in ``.js`` and ``.io``, which are codes as well.
    """
    match = _IN_FILE_NAME.search(docname)
    if match is None or match[2].lower() not in _COMMON:
        return ""
    return match[1] if not match[3] or match[3].casefold() in _variants(match[2].lower()) else ""


@cache
def _variants(language: str) -> frozenset[str]:
    """Return the scripts and territories that a language is written in, folded: a name may end in ``.ar-vr``."""
    split = (name.casefold().split("_") for name in localedata.locale_identifiers())
    return frozenset(part for primary, *rest in split if primary == language for part in rest)


def without_language(docname: str) -> str:
    """Return a docname without the language that its name ends with."""
    language = language_in_name(docname)
    return docname.removesuffix(f".{language}") if language else docname


def language_of_name(name: str) -> str:
    """Return the code of a language by that code or by its name in English or its own words; empty if unknown."""
    primary = primary_language(name)
    # First those that need no table: a build without changes reads the codes of conf.py.
    is_code = primary in _COMMON or primary in _names().values()
    return name if is_code else _names().get(name.casefold(), "")


def checked_language(written: str) -> str:
    """Return the code of a language that is written as its code or its name; nothing stays nothing.

    Raises ValueError that says what to write.
    """
    code = language_of_name(written.strip())
    if written.strip() and not code:
        raise ValueError("write the code of a language, such as en or zh_CN")
    return code


@cache
def _names() -> dict[str, str]:
    """Return the codes of languages by their names in English, and of common ones in their own words; loads tables."""
    english = Locale("en").languages
    own = (Locale.parse(code, resolve_likely_subtags=False) for code in sorted(_COMMON))
    names = {str(locale.languages[locale.language]).casefold(): locale.language for locale in own}
    return names | {str(name).casefold(): code for code, name in english.items()}
