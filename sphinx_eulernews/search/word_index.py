r"""The words of documents, as text from the search index that is loaded to the one that is written.

Most builds index few documents again. Sphinx makes a set of documents for each word of an index that it loads, and a
list when it writes it: several times what they take on disk, and with bigrams so many containers that Python searches
the whole environment for garbage. Here each word is a line of the JavaScript, and most lines are never looked into::

    Search.setIndex({...,"terms":{
    "\u53e3\u5cb8":1,
    "\u6e2f\u53e3":[0,2],
    "crane":[0,3]
    },...})
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Final, TypeAlias

Postings: TypeAlias = "Mapping[str, int | list[int]]"
"""Words as Sphinx has them: word -> number of its only document, or those of all in order."""

_TEXTS: Final = "terms"
_TITLES: Final = "titleterms"
_SEPARATOR = ",\n"
_FEW = 8
"""For each of so many documents, it is cheaper to search all lines for its number than to divide all lines."""


class WordIndex:
    """The words of texts and of titles: of an index that was loaded, and bigrams of documents indexed since.

    ``_lines`` are the former, sorted; ``_numbered`` names their documents, by number, and ``_gone`` those of them that
    were pruned or indexed again.
    """

    def __init__(self) -> None:
        self._lines: dict[str, list[str]] = {_TEXTS: [], _TITLES: []}
        self._numbered: Sequence[str] = ()
        self._gone: set[str] = set()
        self._bigrams: dict[str, dict[str, str]] = {_TEXTS: {}, _TITLES: {}}

    def take_from_code(self, code: str) -> str:
        """Take the words out of the JavaScript of an index that is being loaded; return the rest of it."""
        for part in self._lines:
            head, is_there, tail = code.partition(f"{_start(part)}\n")
            if is_there:
                lines, _, rest = tail.partition("\n}")
                self._lines[part] = lines.split(_SEPARATOR)
                code = f"{head}{_start(part)}}}{rest}"
        return code

    def take_from(self, frozen: dict[str, Any]) -> dict[str, Any]:
        """Take the words of an index in another format; return the rest of it.

        sphinx-immaterial dumps that rest and loads it again: then there are no more.
        """
        rest = dict(frozen)
        for part in self._lines:
            if words := frozen.get(part):
                self._lines[part] = sorted(_lines_of(words))
            rest[part] = {}
        return rest

    def name_loaded(self, docnames: Sequence[str]) -> None:
        """Name the documents of the index that was loaded, by number: not every format of an index has their names."""
        self._numbered = docnames

    def replace(self, docname: str, in_title: Iterable[str] = (), in_text: Iterable[str] = ()) -> None:
        """Remove the words of a document, which is indexed again, and store its bigrams."""
        self._gone.add(docname)
        self._bigrams[_TITLES][docname] = " ".join(in_title)
        self._bigrams[_TEXTS][docname] = " ".join(in_text)

    def prune(self, docnames: Collection[str]) -> None:
        """Remove all documents that are not listed."""
        self._gone.update(set(self._numbered).difference(docnames))
        for bigrams in self._bigrams.values():
            for docname in bigrams.keys() - docnames:
                del bigrams[docname]

    def renumber(self, numbers: Mapping[str, int], in_texts: Postings, in_titles: Postings) -> None:
        """Give documents new numbers, in the order of their names, and add the words of those indexed again."""
        places = {
            str(old): str(numbers[docname])
            for old, docname in enumerate(self._numbered)
            if docname in numbers and docname not in self._gone
        }
        for part, words in ((_TEXTS, in_texts), (_TITLES, in_titles)):
            lines = _renumbered(self._lines[part], places, len(self._numbered))
            # No word is a bigram as well: what is divided into bigrams is among no other words.
            _merge(lines, sorted(_lines_of(words) + _lines_of_bigrams(self._bigrams[part], numbers)))
            self._lines[part] = lines
            self._bigrams[part] = {}
        self._numbered, self._gone = sorted(numbers, key=numbers.__getitem__), set()

    def put_into(self, frozen: dict[str, Any]) -> dict[str, Any]:
        """Return an index that has no words with all of them."""
        return frozen | {part: json.loads(f"{{{_SEPARATOR.join(lines)}}}") for part, lines in self._lines.items()}

    def put_into_code(self, code: str) -> str:
        """Return the JavaScript of an index that has no words with all of them."""
        for part, lines in self._lines.items():
            if lines:
                # No string in it has a quote that is not escaped.
                head, start, tail = code.partition(_start(part))
                code = "".join((head, start, "\n", _SEPARATOR.join(lines), "\n", tail))
        return code


def _start(part: str) -> str:
    """Return how the words of texts, or of titles, begin in the JavaScript of an index."""
    return f'"{part}":{{'


def _renumbered(lines: list[str], places: Mapping[str, str], count: int) -> list[str]:
    """Return lines with the new numbers of documents; those without one are gone."""
    gone = {str(number) for number in range(count)}.difference(places)
    if len(gone) <= _FEW and all(old == new for old, new in places.items()):
        for place in {place for number in gone for place, line in enumerate(lines) if number in line}:
            lines[place] = _line_with(lines[place], places)
    else:
        lines = [_line_with(line, places) for line in lines]
    return [*filter(None, lines)]


def _line_with(line: str, places: Mapping[str, str]) -> str:
    """Return a line with the new numbers of documents, empty if none is left."""
    start, numbers = _divide(line)
    kept = [places[number] for number in numbers if number in places]
    return _line(start, kept) if kept else ""


def _divide(line: str) -> tuple[str, list[str]]:
    """Return the start of a line, as ``"word":``, and the numbers of its documents."""
    word, mark, found = line.rpartition(":")
    return word + mark, found.strip("[]").split(",")


def _line(start: str, numbers: Sequence[str]) -> str:
    return f"{start}[{','.join(numbers)}]" if len(numbers) > 1 else f"{start}{numbers[0]}"


def _lines_of(words: Postings) -> list[str]:
    """Return words as lines; Sphinx keeps those that no document has any more."""
    dump = json.JSONEncoder(separators=(",", ":")).encode
    return [f"{dump(word)}:{dump(documents)}" for word, documents in words.items() if documents != []]


def _lines_of_bigrams(bigrams_of: Mapping[str, str], numbers: Mapping[str, int]) -> list[str]:
    """Return bigrams, which are noted document by document, as lines."""
    # Each grows in place, and is no container for which Python looks when it collects garbage.
    documents: dict[str, bytearray] = {}
    for docname in sorted(bigrams_of.keys() & numbers.keys(), key=numbers.__getitem__):
        number = b",%d" % numbers[docname]
        # All bigrams of a document are escaped in one call.
        bigrams = json.dumps(bigrams_of[docname])[1:-1]
        for bigram in bigrams.split(" ") if bigrams else ():
            # One look-up for a bigram that is there: they are most of what bigrams cost.
            known = documents.get(bigram)
            if known is None:
                documents[bigram] = bytearray(number)
            else:
                known += number
    lines = []
    while documents:  # which go as the lines come: together they would be the most that a build has in memory
        bigram, found = documents.popitem()
        shown = found[1:].decode()
        lines.append(f'"{bigram}":[{shown}]' if "," in shown else f'"{bigram}":{shown}')
    return lines


def _merge(lines: list[str], added: list[str]) -> None:
    """Add documents to those of words, in the order of their numbers, in place; all lines are sorted."""
    if not lines:
        lines += added
        return
    new = []
    for line in added:
        start, numbers = _divide(line)
        place = bisect_left(lines, start)
        if place < len(lines) and lines[place].startswith(start):
            lines[place] = _line(start, sorted({*_divide(lines[place])[1], *numbers}, key=int))
        else:
            new.append(line)
    if new:
        lines += new
        lines.sort()
