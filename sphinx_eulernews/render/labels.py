"""Labels: the messages of the interface and dates, in the language of a collection."""

from __future__ import annotations

import gettext
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.dates import format_date, format_skeleton

from sphinx_eulernews.model.languages import language_tag, normalize_language, primary_language
from sphinx_eulernews.model.post import Moment

CATALOG = "eulernews"
_LOCALE_DIR = Path(__file__).parent.parent / "locale"
# Languages that Babel keeps under the short name. For a longer one it loads the tables of all territories and
# currencies, which a build that writes no date can do without.
_USUAL = {"zh": "zh", "zh_CN": "zh", "zh_Hans": "zh", "zh_Hans_CN": "zh", "en": "en", "en_US": "en"}
_SKELETONS = frozenset({"yMMMM", "MMMd"})


class Labels:
    """Words and dates of one language."""

    def __init__(self, language: str, date_format: str = "long") -> None:
        self.locale = _locale(language)
        known = self.locale.language == primary_language(language)
        #: The language as BCP 47 spells it: ``zh-CN``.
        self.tag = language_tag(language) if known else self.locale.language
        self._date_format = date_format
        self._dates: dict[tuple[date, str], str] = {}
        self._catalog = gettext.translation(CATALOG, _LOCALE_DIR, languages=[_catalog_of(self.locale)], fallback=True)

    @cached_property
    def locale_code(self) -> str:
        """The language with a territory, as Open Graph wants it: ``zh_CN``, and ``en_US`` for ``en``."""
        language, likely = self.locale.language, get_global("likely_subtags")
        spelled = likely.get(str(self.locale)) or likely.get(language, "")
        territory = self.locale.territory or spelled.rpartition("_")[2]
        return f"{language}_{territory}" if territory else str(language)

    @cached_property
    def direction(self) -> str:
        """The direction of the language as HTML writes it: ``ltr``, or ``rtl`` for Arabic, Hebrew and the like."""
        return str(self.locale.text_direction)

    def __call__(self, message: str) -> str:
        """Return a message in the language, or as it is."""
        return self._catalog.gettext(message)

    def posts(self, number: int) -> str:
        """Return a number of posts in words."""
        return self._catalog.ngettext("%d post", "%d posts", number) % number

    def minutes(self, number: int) -> str:
        """Return a reading time in words."""
        return self._catalog.ngettext("%d minute to read", "%d minutes to read", number) % number

    def name_of(self, language: str) -> str:
        """Return the name of a language in that language: ``zh_CN`` gives ``中文``."""
        locale = _locale(language)
        return str(locale.languages.get(locale.language, language)).title()

    def day(self, moment: Moment) -> str:
        """Return a date in words, no more exact than it was written."""
        if not moment.has_day:
            return self.month(moment.month)
        return self._formatted(moment.when.date(), self._date_format)

    def month(self, month: str) -> str:
        """Return a month in words: ``2023-11`` gives ``November 2023``."""
        return self._formatted(date.fromisoformat(month + "-01"), "yMMMM")

    def day_of_year(self, moment: Moment) -> str:
        """Return a date without its year, in words, for lists below the name of its month; empty without a day."""
        return self._formatted(moment.when.date(), "MMMd") if moment.has_day else ""

    def _formatted(self, day: date, pattern: str) -> str:
        """Return a date in words, by a format or skeleton of CLDR; cached, since many pages show the same ones."""
        if (day, pattern) not in self._dates:
            # Not "LLLL y" for months: that leaks between locales in Babel 2.16 to 2.18.
            self._dates[day, pattern] = (
                str(format_skeleton(pattern, day, locale=self.locale))
                if pattern in _SKELETONS
                else format_date(day, pattern, self.locale)
            )
        return self._dates[day, pattern]


def _catalog_of(locale: Locale) -> str:
    """Return the folder of the catalog for a locale. One catalog, and English without one: no page mixes languages."""
    if locale.language == "zh":
        return "zh_TW" if locale.script == "Hant" else "zh_CN"
    return "pt_BR" if locale.language == "pt" else str(locale.language)


@lru_cache(maxsize=64)
def labels(language: str, date_format: str = "long") -> Labels:
    """Return the labels of a language, made once."""
    return Labels(language, date_format)


def _locale(language: str) -> Locale:
    name = normalize_language(language)
    try:
        return Locale(_USUAL[name]) if name in _USUAL else Locale.parse(name)
    except (ValueError, UnknownLocaleError):
        return Locale("en")
