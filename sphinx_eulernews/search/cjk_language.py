"""``SearchLanguage`` of CJK bigrams: every two characters that stand next to each other are a word of the index.

Sphinx splits text at what is no letter, so that a whole clause of Chinese is one word, and ``SearchChinese`` finds
words of a dictionary only, where jieba is installed. Bigrams need no dictionary: a query is found wherever all its
pairs of characters are. ``cjk_search.js`` does the same to what a reader types.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from importlib.resources import files
from itertools import pairwise
from operator import add
from typing import Final

from docutils import nodes
from sphinx.search import SearchLanguage

from sphinx_eulernews.cjk_ranges import HAN, HANGUL, KANA

_CJK: Final = f"{HAN}{KANA}{HANGUL}\u3005-\u3007\u31f0-\u31ff\uff66-\uff9f"
"""Ranges of a character class; with iteration marks, the ideographic zero, and small and half-width katakana."""
_RUN = re.compile(f"([{_CJK}]+)")
# A line ends within a sentence: no space is there.
_LINE_END = re.compile(rf"(?<=[{_CJK}])\n[ \t]*+(?=[{_CJK}])")
_WITH_DICTIONARY = frozenset({"zh", "ja"})


class CjkBigrams(SearchLanguage):
    """The language of a site for all words but those of CJK characters, which are indexed as bigrams.

    A character that stands alone is a word of its own. ``IndexBuilder`` filters and stems each occurrence of a word:
    with a bigram for each character, that would be a tenth of a clean build, so ``split`` leaves runs whole.
    """

    def __init__(self, own: SearchLanguage) -> None:
        super().__init__(own.options)
        self.own = own
        # What the page of the search is made from stays the language's own.
        self.lang, self.language_name, self.stopwords = own.lang, own.language_name, own.stopwords
        self.js_stemmer_rawcode, self.js_stemmer_code = own.js_stemmer_rawcode, own.js_stemmer_code
        self.js_splitter_code = _script()

    def split(self, input: str) -> list[str]:  # noqa: A002  the name is Sphinx's
        """Return the words of a text: each run of CJK characters, which ``bigrams`` divides, then all others."""
        if input.isascii() or not _RUN.search(input):
            return self._split_rest(input)
        parts = _RUN.split(_LINE_END.sub("", input) if "\n" in input else input)
        return parts[1::2] + self._split_rest(" ".join(parts[::2]))

    def _split_rest(self, text: str) -> list[str]:
        # Segmenters of Chinese and Japanese would load their dictionaries for nothing.
        return super().split(text) if self.lang in _WITH_DICTIONARY else self.own.split(text)

    def stem(self, word: str) -> str:
        """Return the stem of a word that is no run."""
        return self.own.stem(word)

    def word_filter(self, word: str) -> bool:
        """Return whether the language wants a word that is no run."""
        return self.own.word_filter(word)


def is_run(word: str) -> bool:
    """Return whether a word is a run of CJK characters."""
    return word[:1] >= "\u1100" and _RUN.fullmatch(word) is not None


def bigrams(runs: Iterable[str]) -> set[str]:
    """Return the pairs of neighbours in runs of characters; a character that is alone is returned as it is."""
    pairs = set[str]()
    for run in runs:
        if len(run) > 1:
            pairs.update(map(add, run, run[1:]))
        else:
            pairs.add(run)
    return pairs


def divide(words: Iterable[str]) -> tuple[frozenset[str], list[str]]:
    """Return the bigrams of the runs among words, and the other words once each."""
    distinct = dict.fromkeys(words)
    runs = [*filter(is_run, distinct)]
    for run in runs:
        del distinct[run]
    return frozenset(bigrams(runs)), [*distinct]


def bigrams_across_markup(doctree: nodes.document) -> set[str]:
    """Return the bigrams of a text that inline markup splits, as in ``**数据**库``.

    Sphinx hands over each ``Text`` node by itself, so that ``split`` cannot see them; but a title as a whole.
    """
    pairs = set[str]()
    for block in doctree.findall(nodes.TextElement):
        if len(block.children) < 2 or isinstance(block, nodes.Inline | nodes.title):
            continue
        for before, after in pairwise(filter(None, _searched_texts(block))):
            if is_run(before[-1]) and is_run(after[0]):
                pairs.add(before[-1] + after[0])
    return pairs


def _searched_texts(node: nodes.Element) -> Iterator[str]:
    """Yield the texts of a node that Sphinx indexes.

    From the node down: a ``Text`` that an extension has put into ``children`` knows no parent, as those of the links
    that pydata-sphinx-theme shortens.
    """
    if isinstance(node, nodes.raw | nodes.comment):
        return
    for child in node.children:
        if isinstance(child, nodes.Text):
            yield child.astext()
        elif isinstance(child, nodes.Element) and "no-search" not in child["classes"]:
            yield from _searched_texts(child)


def _script() -> str:
    """Return the code of the search page that splits a query as ``split`` does."""
    code = (files("sphinx_eulernews.search") / "cjk_search.js").read_text("utf-8")
    return code.replace("[CJK]", f"[{_for_javascript(_CJK)}]")


def _for_javascript(ranges: str) -> str:
    r"""Return a character class for a regular expression with the flag ``u``: ``\u{4e00}-\u{9fff}``."""
    return "".join(character if character == "-" else f"\\u{{{ord(character):x}}}" for character in ranges)
