"""Text helpers: clean, compare, shorten, count. Pure."""

from __future__ import annotations

import math
import re
import unicodedata
from bisect import bisect
from collections.abc import Iterable
from difflib import get_close_matches
from functools import lru_cache
from itertools import islice

from sphinx_eulernews.character_references import unescape
from sphinx_eulernews.cjk_ranges import HAN, KANA

# Control characters, which XML forbids; marks that turn the reading direction of the rest of the page;
# the byte order mark; what is no character at all.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
_NOT_LETTERS = re.compile(r"[\W_]+")
_DASH = re.compile(r"(?:\A|\s)-\s+")
_STAR_RUN = re.compile(r"\*{2,}")
_ANCHOR_TAG = re.compile(r"</?a\b[^<>]*>", re.IGNORECASE)
_REFERENCE = re.compile(r"&(?:#\d{1,7}|#x[\da-f]{1,6}|amp|apos|gt|hellip|[lr][ds]quo|lt|[mn]dash|quot);", re.IGNORECASE)
_BLOCKS = "blockquote|br|div|h[1-6]|hr|img|li|ol|p|ul"
_ELEMENTS = f"{_BLOCKS}|a|abbr|b|code|em|font|i|kbd|small|span|strong|sub|sup|u"
_ELEMENT = re.compile(rf"</?(?:(?P<block>{_BLOCKS})|{_ELEMENTS})(?:\s[^<>]*+)?/?>", re.IGNORECASE)
_END_TAG = re.compile(rf"</(?:{_ELEMENTS})\s*+>", re.IGNORECASE)
_TAG_IN_CODE = re.compile(r"`</?[A-Za-z][^`\n]*+`")
# Code, a link or an image, and strong text.
_MARKED_UP = re.compile(
    r"""
    `[^`]++`
    | !?\[ (?P<link> [^\[\]]{1,300}+ ) \] \( [^()\s]{1,500}+ \)
    | (?<![A-Za-z0-9*]) \*\* (?P<strong> [^\s*] [^*]{0,300}+ ) (?<!\s) \*\* (?![A-Za-z0-9*])
    """,
    re.VERBOSE,
)
_ASCII_PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")
_CJK = re.compile(f"[{HAN}{KANA}]")
_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
# The ends of sentences in both scripts, with the closing quote or bracket after them.
_SENTENCE_END = re.compile(r"[\u3002\uff01\uff1f!?\u2026](?:[\u201d\u2019\u300d\u300f\uff09)])?|\.(?=\s)")

TRUE_WORDS = frozenset({"true", "yes", "on", "1", "y"})
FALSE_WORDS = frozenset({"false", "no", "off", "0", "n"})
"""What authors write for a flag, case folded."""

_NAME_SEPARATOR = re.compile("[,，、;；]")
_TRAILING = " ,\uff0c\u3001;\uff1b:\uff1a"

# Comparing names takes time that grows with the product of their lengths.
_CANDIDATES = 2000
_LONGEST_NAME = 60
_LONGEST_TITLE = 100

HANZI_A_MINUTE = 400  # comfortable silent reading of Chinese; studies give 300 to 500
WORDS_A_MINUTE = 230  # of English; Brysbaert 2019 gives 238 for non-fiction


def read_truth(text: str) -> bool:
    """Read a word for true or false, in any case; raises ValueError for any other."""
    word = text.strip().casefold()
    if word not in TRUE_WORDS | FALSE_WORDS:
        raise ValueError("write true or false")
    return word in TRUE_WORDS


def split_names(text: str) -> list[str]:
    """Split names as authors separate them, in fields and in options: by ``,`` ``，`` ``、`` ``;`` or ``；``."""
    return [name for part in _NAME_SEPARATOR.split(text) if (name := part.strip())]


def items(text: str) -> list[str] | None:
    """Return the items of a list in YAML, ``[a, b]`` or ``- a - b`` as MyST joins its lines; None for other text."""
    text = text.strip()
    if text.startswith("[") and text.endswith("]") and "](" not in text:
        found = split_names(text[1:-1])
    elif text.startswith("- "):
        found = [item.strip() for item in _DASH.split(text) if item.strip()]
    else:
        return None
    return [_unquoted(item) for item in found]


def _unquoted(item: str) -> str:
    return item[1:-1] if len(item) > 1 and item[0] in "'\"" and item[-1] == item[0] else item


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return the end of a message about an unknown name: a question with the closest known one, or nothing."""
    candidates = [each for each in islice(known, _CANDIDATES) if len(each) <= _LONGEST_NAME]
    close = get_close_matches(name[:_LONGEST_NAME], candidates, 1)
    return f"; did you mean {close[0]!r}?" if close else ""


def printable(text: str) -> str:
    """Return a text without control characters; line ends stay."""
    return _UNPRINTABLE.sub("", text)


def clean(text: str) -> str:
    """Return a text fit for one line of HTML or XML: no control characters, white space folded."""
    return " ".join(printable(text).split())


def fold(text: str) -> str:
    """Return the form in which names are compared: NFKC, case folded, white space collapsed."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def fold_title(text: str) -> str:
    """Return the form in which titles are compared: folded, letters and digits only."""
    # Titles and terms recur; a text that is compared with one does not, and would stay in memory.
    return _fold_cached(text) if len(text) <= _LONGEST_TITLE else _fold_letters(text)


def _fold_letters(text: str) -> str:
    return _NOT_LETTERS.sub("", fold(text))


_fold_cached = lru_cache(maxsize=4096)(_fold_letters)


def repeats(text: str, title: str) -> bool:
    """Return whether a text only repeats a title, or a part of it."""
    words = fold_title(text)
    return bool(words) and words in fold_title(title)


def plain_title(text: str) -> str:
    """Return a title without the markup that authors leave in it: ``***`` around it, ``<a name>`` in it."""
    return clean(_STAR_RUN.sub("", _ANCHOR_TAG.sub("", text)))


def without_references(text: str) -> str:
    """Return a text with its character references decoded: WordPress exports titles as ``Q&#038;A``.

    A name that a text may be about, such as ``&nbsp;``, stays.
    """
    return clean(_REFERENCE.sub(lambda match: unescape(match[0]), text)) if "&" in text else text


def without_tags(text: str) -> str:
    """Return the text of an excerpt that is HTML, as WordPress exports it; one with a tag in code is text."""
    written = text.replace("&#47;", "/")  # jekyll-import has <&#47;p>
    if _TAG_IN_CODE.search(text) or not _END_TAG.search(written):
        return without_references(text)
    return clean(unescape(_ELEMENT.sub(lambda match: " " if match["block"] else "", written)))


def without_links(text: str) -> str:
    """Return a summary in Markdown with the text of its links and strong words; Pelican and Quarto render it."""
    return _MARKED_UP.sub(lambda match: match["link"] or match["strong"] or match[0], text)


def escape_markdown(text: str) -> str:
    """Return Markdown that shows a text as it is."""
    return _ASCII_PUNCTUATION.sub(r"\\\g<0>", text)


def shorten(text: str, limit: int) -> str:
    """Return at most ``limit`` characters, cut after a sentence, else at a space or hanzi, with an ellipsis."""
    text = clean(text)
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    ends = [match.end() for match in _SENTENCE_END.finditer(head)]
    if ends and ends[-1] > limit // 2:
        return head[: ends[-1]]
    space = head.rfind(" ")
    if space > limit // 2 and not _CJK.match(head[-1]):
        head = head[:space]
    return head.rstrip(_TRAILING) + "…"


@lru_cache(maxsize=4096)
def width_in_em(text: str) -> float:
    """Return about how wide a text is set: hanzi are as wide as high, other letters half as wide."""
    return sum(1.0 if unicodedata.east_asian_width(char) in "WF" else 0.55 for char in text)


def reading_minutes(text: str) -> int:
    """Return how many minutes a text takes to read, at least one; hanzi and words count each at its own pace."""
    hanzi = len(_CJK.findall(text))
    words = len(_WORD.findall(_CJK.sub(" ", text)))
    return max(1, math.ceil(hanzi / HANZI_A_MINUTE + words / WORDS_A_MINUTE))


# The first hanzi of each initial in level 1 of GB 2312, which is sorted by pinyin; no pinyin begins with I, U or V.
_PINYIN = "啊A 芭B 擦C 搭D 蛾E 发F 噶G 哈H 击J 喀K 垃L 妈M 拿N 哦O 啪P 期Q 然R 撒S 塌T 挖W 昔X 压Y 匝Z"
_FIRST_CODES, _INITIALS = zip(*((pair[0].encode("gb2312"), pair[1]) for pair in _PINYIN.split()), strict=True)
_LEVEL_ONE = (b"\xb0\xa1", b"\xd7\xf9")


def initial_of(text: str) -> str:
    """Return the letter under which an index has a text: Latin A to Z, that of the pinyin of hanzi, else ``#``."""
    first = unicodedata.normalize("NFKD", text.strip()[:1])[:1].upper()
    if "A" <= first <= "Z":
        return first
    code = first.encode("gb2312", "replace")
    return _INITIALS[bisect(_FIRST_CODES, code) - 1] if _LEVEL_ONE[0] <= code <= _LEVEL_ONE[1] else "#"


def pinyin_order(text: str) -> bytes:
    """Return the key that sorts texts by letters and, the common hanzi at least, by pinyin."""
    return fold(text).encode("gb18030", "replace")
