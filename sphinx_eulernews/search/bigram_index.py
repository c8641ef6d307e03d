"""The bigrams of each document, until the search index is written.

Most entries of an index are bigrams. Sphinx has a set of documents for each word, which takes tens of bytes an entry;
one string for each document takes six, and to forget a document is no walk through all words.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, TypeAlias

from sphinx_eulernews.search.cjk_language import is_run

Postings: TypeAlias = "dict[str, int | list[int]]"
"""As Sphinx writes them: word -> number of its only document, or those of all in order."""

_SEPARATOR = "\n"


class BigramIndex:
    """The bigrams of titles and of texts, by document."""

    def __init__(self) -> None:
        self._of_texts: dict[str, str] = {}
        self._of_titles: dict[str, str] = {}

    def add(self, docname: str, in_title: Iterable[str], in_text: Iterable[str]) -> None:
        """Replace the bigrams of a document."""
        self._of_titles[docname] = _SEPARATOR.join(in_title)
        self._of_texts[docname] = _SEPARATOR.join(in_text)

    def prune(self, docnames: Collection[str]) -> None:
        """Forget all documents but some."""
        for bigrams in (self._of_texts, self._of_titles):
            for docname in [docname for docname in bigrams if docname not in docnames]:
                del bigrams[docname]

    def postings(self, numbers: Mapping[str, int]) -> tuple[Postings, Postings]:
        """Return the documents of each bigram in texts, and in titles; the documents are numbered."""
        return _invert(self._of_texts, numbers), _invert(self._of_titles, numbers)


def _split(bigrams: str) -> list[str]:
    return bigrams.split(_SEPARATOR) if bigrams else []


class LoadedBigrams:
    """The bigrams in an index that is loaded, by the numbers of documents: their names are known afterwards."""

    def __init__(self) -> None:
        self._in_texts = defaultdict[int, list[str]](list)
        self._in_titles = defaultdict[int, list[str]](list)

    def take_from(self, frozen: dict[str, Any]) -> dict[str, Any]:
        """Take the bigrams; return the rest of the index."""
        return {
            **frozen,
            "terms": _take(frozen.get("terms", {}), self._in_texts),
            "titleterms": _take(frozen.get("titleterms", {}), self._in_titles),
        }

    def of(self, docnames: Sequence[str]) -> BigramIndex:
        """Return the bigrams by document."""
        index = BigramIndex()
        for number, docname in enumerate(docnames):
            index.add(docname, self._in_titles.get(number, ()), self._in_texts.get(number, ()))
        return index


def _take(postings: Mapping[str, int | list[int]], words_of: Mapping[int, list[str]]) -> Postings:
    rest: Postings = {}
    for word, documents in postings.items():
        if not is_run(word):
            rest[word] = documents
            continue
        for number in [documents] if isinstance(documents, int) else documents:
            words_of[number].append(word)
    return rest


def _invert(words_of: Mapping[str, str], numbers: Mapping[str, int]) -> Postings:
    postings: Postings = {}
    for docname in sorted(words_of.keys() & numbers.keys(), key=numbers.__getitem__):
        number = numbers[docname]
        for word in _split(words_of[docname]):
            # One look-up for a bigram that is there: they are most of what bigrams cost.
            known = postings.get(word)
            if known is None:
                postings[word] = number
            elif isinstance(known, list):
                known.append(number)
            else:
                postings[word] = [known, number]
    return postings
