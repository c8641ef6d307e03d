"""The bigrams of documents, until the search index is written.

Most entries of an index are bigrams. Sphinx has a set of documents for each word, which takes tens of bytes an entry;
one string for each document takes six, and a document is removed without a walk through all words. Entries of an index
that is loaded stay as they are, since most builds index few documents again.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from typing import Any, TypeAlias

from sphinx_eulernews.search.cjk_language import is_run

Postings: TypeAlias = "dict[str, int | list[int]]"
"""As Sphinx writes them: word -> number of its only document, or those of all in order."""

_SEPARATOR = "\n"


class BigramIndex:
    """The bigrams of titles and of texts: of documents that were indexed, and of an index that was loaded.

    ``_numbered`` names the documents of the latter by their numbers; ``_gone`` are those that it holds no more, because
    they were pruned or indexed again.
    """

    def __init__(self) -> None:
        self._of_texts: dict[str, str] = {}
        self._of_titles: dict[str, str] = {}
        self._in_texts: Postings = {}
        self._in_titles: Postings = {}
        self._numbered: Sequence[str] = ()
        self._gone: set[str] = set()

    def take_from(self, frozen: dict[str, Any]) -> dict[str, Any]:
        """Take the bigrams of an index that is being loaded; return the rest of it.

        sphinx-immaterial dumps that rest and loads it again: then there are no more.
        """
        return {
            **frozen,
            "terms": _take(frozen.get("terms", {}), self._in_texts),
            "titleterms": _take(frozen.get("titleterms", {}), self._in_titles),
        }

    def name_loaded(self, docnames: Sequence[str]) -> None:
        """Name the documents of the index that was loaded, by number: not every format of an index has their names."""
        self._numbered = docnames

    def add(self, docname: str, in_title: Iterable[str], in_text: Iterable[str]) -> None:
        """Replace the bigrams of a document."""
        self._gone.add(docname)
        self._of_titles[docname] = _SEPARATOR.join(in_title)
        self._of_texts[docname] = _SEPARATOR.join(in_text)

    def prune(self, docnames: Collection[str]) -> None:
        """Remove the bigrams of all documents that are not listed."""
        self._gone.update(set(self._numbered).difference(docnames))
        for bigrams in (self._of_texts, self._of_titles):
            for docname in bigrams.keys() - docnames:
                del bigrams[docname]

    def postings(self, numbers: Mapping[str, int]) -> tuple[Postings, Postings]:
        """Return the documents of each bigram in texts, and in titles; the documents are numbered."""
        places = {
            old: numbers[docname]
            for old, docname in enumerate(self._numbered)
            if docname in numbers and docname not in self._gone
        }
        gone = set(range(len(self._numbered))) - places.keys()
        self._in_texts = _add(_renumber(self._in_texts, places, gone), self._of_texts, numbers)
        self._in_titles = _add(_renumber(self._in_titles, places, gone), self._of_titles, numbers)
        # All are among the postings now, which are changed in place.
        self._numbered, self._gone = sorted(numbers, key=numbers.__getitem__), set()
        self._of_texts, self._of_titles = {}, {}
        return self._in_texts, self._in_titles


def _take(postings: Mapping[str, int | list[int]], taken: Postings) -> Postings:
    """Add the entries of bigrams to those that were taken; return all others."""
    rest: Postings = {}
    for word, documents in postings.items():
        (taken if is_run(word) else rest)[word] = documents
    return rest


def _renumber(postings: Postings, places: Mapping[int, int], gone: Set[int]) -> Postings:
    """Return entries with the new numbers of documents, without documents that are gone."""
    renumbered: Postings = {}
    is_same = all(old == new for old, new in places.items())
    for word, documents in postings.items():
        if isinstance(documents, int):
            if documents in places:
                renumbered[word] = places[documents]
        elif is_same and gone.isdisjoint(documents):
            renumbered[word] = documents
        elif kept := [places[number] for number in documents if number in places]:
            renumbered[word] = kept if len(kept) > 1 else kept[0]
    return renumbered


def _add(postings: Postings, bigrams_of: Mapping[str, str], numbers: Mapping[str, int]) -> Postings:
    """Add documents to entries, in place."""
    for docname in sorted(bigrams_of.keys() & numbers.keys(), key=numbers.__getitem__):
        number = numbers[docname]
        for word in _split(bigrams_of[docname]):
            # One look-up for a bigram that is there: they are most of what bigrams cost.
            known = postings.get(word)
            if known is None:
                postings[word] = number
            elif not isinstance(known, list):
                postings[word] = [known, number] if known < number else [number, known]
            elif known[-1] < number:
                known.append(number)
            else:
                insort(known, number)
    return postings


def _split(bigrams: str) -> list[str]:
    return bigrams.split(_SEPARATOR) if bigrams else []
