"""Links: bare URLs, and destinations that CommonMark does not accept (spaces, ``=300x``)."""

from __future__ import annotations

import re
from collections.abc import Callable, MutableMapping
from functools import lru_cache
from types import SimpleNamespace
from typing import Any, Final

from markdown_it import MarkdownIt
from markdown_it.common.utils import unescapeAll
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from sphinx_eulernews.cjk_ranges import HAN
from sphinx_eulernews.markdown.rule_helpers import OFFSET, BlockRule, push_paragraph, tokenize_between

_SCHEME = re.compile(r"(?<![A-Za-z0-9+.-])https?\Z", re.IGNORECASE)
# Up to white space, markup, quotes or a full-width character, also where these are entities or escaped; a backslash
# only where it is an escape. Only the entities ignore case: `re` would go through each character of the ranges for it.
_URL = re.compile(
    r"""
    //(?:
        (?! &(?i: lt | gt | quot | apos | [lr][sd]quo | nbsp | e[mn]sp | [mn]dash | hellip
                | \#(?:3[49]|6[02]|160) | \#x(?:2[27]|3[ce]|a0) ); )
        [^\s<>\[\]*"`{}|^\\\u2014\u2018-\u201d\u2026\u2e80-\uffef\U0001b000-\U0003fffd]
      | \\(?![<>"])[!-/:-@_~]
    )++
    """,
    re.VERBOSE,
)
_BRACKETED = re.compile(r"<[ \t]{0,9}+(https?://[^\s<>]++)[ \t]{0,9}+>", re.IGNORECASE)
_WIDE_PUNCTUATION = re.compile(
    r"[\u2018-\u201d\u3000-\u3003\u3008-\u3011\u3014-\u301f\uff01\uff08\uff09\uff0c\uff1a\uff1b\uff1f]"
)
_LOOSE = re.compile(
    r"""
    (?P<image> !? ) \[(?P<text> [^\[\]\n]{0,300}+ )\]
    \([ \t]*+
    (?P<destination> (?: [^\s()<>"'] | [ \t]+(?=[^\s)]) | \([^\n()<>"']{0,100}+\) ){1,500}+ )
    (?: "(?P<title> [^"\n]{0,300}+ )" (?P<size> [ \t]++=[\dx%*]{1,13}+ )?+ )?+
    [ \t]*\)
    """,
    re.VERBOSE,
)
IMAGES: Final = r"png|jpe?g|gif|svg|webp|bmp|avif"
"""Pattern of the suffixes of image files, in any case."""
_DOCUMENTS = r"md|html?|pdf|docx?|xlsx?|pptx?|txt|zip|mp4"
# Chinese without a space, slash or suffix: [注]: 一句说明。
_REMARK = re.compile(
    rf"""
    \[ (?P<label> [^\[\]\\]++ ) \]: [ \t]*+
    (?= [^\s{HAN}]*+ [{HAN}] ) (?! \S*\.[A-Za-z]\w{{0,4}}\s*\Z )
    [^\s/\\\#<>"']++ \s*\Z
    """,
    re.VERBOSE,
)
# What WeChat shows until a script loads the image, as exported with it: its URL has spaces and quotes.
_UNLOADED = re.compile(
    r"""
    !\[ ([^\[\]\n]{0,300}+) \] \( data:image/svg\+xml,%3C
    (?: [^\n%] | %(?! 3C/svg%3E\) ) ){0,2000}+ %3C/svg%3E \)
    """,
    re.VERBOSE,
)
_IN_BRACKETS = re.compile(r"\[([^\[\]\\\n]++)\](?!:)")
_FILE = re.compile(rf".*\.(?: (?P<image> {IMAGES} ) | {_DOCUMENTS} )\Z", re.IGNORECASE | re.VERBOSE)
_SIZE = re.compile(r"(?<![ \t])[ \t]++=(?P<width>(?:\d{1,5}%?)?)x(?:\d{1,5}%?|\*)?\Z")


def link_definition(reference: BlockRule) -> BlockRule:
    """Return the rule for link definitions without those that no link uses and that are remarks: ``[注]: 一句话``.

    They are valid definitions, which are never shown. Those of links may follow them without a blank line.
    """

    def rule(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
        after = start_line
        while after < end_line and _is_remark(state, after):
            after += 1
        if after == start_line:
            return reference(state, start_line, end_line, silent)
        if after == end_line or state.isEmpty(after) or not reference(state, after, end_line, True):
            return False
        if not silent:
            push_paragraph(state, state.getLines(start_line, after, state.blkIndent, False), (start_line, after))
            state.line = after
        return True

    return rule


def _is_remark(state: StateBlock, line: int) -> bool:
    text = state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]
    remark = _REMARK.match(text) if text.startswith("[") else None
    return remark is not None and remark["label"].casefold() not in _bracketed(state.src)


@lru_cache(maxsize=1)
def _bracketed(text: str) -> frozenset[str]:
    """Return the texts in brackets: all that links may use as labels."""
    return frozenset(label.casefold() for label in _IN_BRACKETS.findall(text))


def unclosed_bracket(state: StateInline, silent: bool) -> bool:
    """Show a ``[`` that no ``]`` follows as text: markdown-it would scan to the end for each, in quadratic time."""
    if state.pos < _last("]", state.src):
        return False
    if not silent:
        state.pending += "["
    state.pos += 1
    return True


def unclosed_image(state: StateInline, silent: bool) -> bool:
    """Show a ``![`` that no ``]`` follows as text: see ``unclosed_bracket``."""
    if not state.src.startswith("![", state.pos) or state.pos + 1 < _last("]", state.src):
        return False
    if not silent:
        state.pending += "!["
    state.pos += 2
    return True


def unclosed_comment(state: StateInline, silent: bool) -> bool:
    """Show ``<!--``, ``<![`` and ``<?`` that nothing closes as text: see ``unclosed_bracket``."""
    closing = next((end for start, end in _CLOSINGS.items() if state.src.startswith(start, state.pos)), None)
    if closing is None or state.pos < _last(closing, state.src):
        return False
    if not silent:
        state.pending += "<"
    state.pos += 1
    return True


_CLOSINGS = {"<!--": "-->", "<![": "]]>", "<!": ">", "<?": "?>"}


@lru_cache(maxsize=8)
def _last(closing: str, text: str) -> int:
    return text.rfind(closing)


_STEPS = "eulernews_label_steps"  # in the env of a parse: {source: [how many tokens may be looked at for labels]}
_STEPS_PER_CHARACTER = 10
_FEWEST_STEPS = 1000


def bound_labels(md: MarkdownIt) -> None:
    """Bound the search for the ``]`` of each ``[``: markdown-it goes on to the end for one that nothing closes."""
    parts = md.helpers
    md.helpers = SimpleNamespace(  # type: ignore[assignment]  # a module, which all parsers share
        parseLinkLabel=_end_of_label,
        parseLinkDestination=parts.parseLinkDestination,
        parseLinkTitle=parts.parseLinkTitle,
    )


def has_unread_labels(source: str, env: MutableMapping[str, Any]) -> bool:
    """Return whether the search in a source ended before all labels were found."""
    return bool(env.get(_STEPS, {}).get(source, (0,))[0] < 0)


def _end_of_label(state: StateInline, start: int, disableNested: bool = False) -> int:  # noqa: N803  as in markdown-it
    """Return where the label ends that begins at a place, as ``parseLinkLabel`` of markdown-it; -1 if nothing does."""
    longest = _STEPS_PER_CHARACTER * len(state.src) + _FEWEST_STEPS
    left: list[int] = state.env.setdefault(_STEPS, {}).setdefault(state.src, [longest])
    before, depth = state.pos, 1
    state.pos = start + 1
    while state.pos < state.posMax and left[0] >= 0:
        left[0] -= 1
        mark, place = state.src[state.pos], state.pos
        depth -= mark == "]"
        if not depth:
            break
        state.md.inline.skipToken(state)
        if mark == "[" and state.pos == place + 1:
            depth += 1  # a bracket that is part of no token
        elif mark == "[" and disableNested:
            break
    end, state.pos = -1 if depth else state.pos, before
    return end


MAX_REFERENCED: Final = 1_000_000
"""Characters in the URLs and titles of all links and images of a post, besides twice those of its source."""
_LEFT = "eulernews_referenced"  # in the env of a parse: [how many characters are left]


def limit_references(warn_at: Callable[[int], None]) -> Callable[[StateCore], None]:
    """Return a core rule that turns links into their text beyond the limit; ``warn_at`` gets the line of the block.

    A definition is written once, ``[a]: https://...``, and each link that names it has all of its URL.
    """

    def rule(state: StateCore) -> None:
        if not state.env.get("references"):
            return
        left: list[int] = state.env.setdefault(_LEFT, [MAX_REFERENCED + 2 * len(state.src)])
        for token in state.tokens:
            if token.children and _drop_links(token.children, left):
                warn_at((token.map[0] if token.map else 0) + 1 + state.env.get(OFFSET, 0))

    return rule


def _drop_links(children: list[Token], left: list[int]) -> bool:
    """Turn links and images beyond the limit into text; return whether there were any."""
    in_dropped = found = False
    for child in children:
        if child.type in ("link_open", "image"):
            left[0] -= sum(len(value) for value in child.attrs.values() if isinstance(value, str))
            found = found or left[0] < 0
        if child.type == "image" and left[0] < 0:
            child.type, child.tag, child.attrs, child.children = "text", "", {}, None
        elif child.type in ("link_open", "link_close"):
            in_dropped = left[0] < 0 if child.nesting > 0 else in_dropped
            if in_dropped:
                child.type, child.tag, child.nesting, child.content, child.attrs = "text", "", 0, "", {}
    return found


def loose_destination(state: StateInline, silent: bool) -> bool:
    """Parse ``![](my pic (1).png)`` and ``![](pic.png "title" =300x)``, which are text to CommonMark.

    Only file names may contain spaces: anything else in parentheses may be prose.
    """
    match = _LOOSE.match(state.src, state.pos, state.posMax)
    if match is None or not (" " in match["destination"] or "\t" in match["destination"]):
        return False
    destination = match["destination"].rstrip(" \t") + (match["size"] or "")
    size = _SIZE.search(destination)
    path = destination[: size.start()] if size else destination
    is_sized_image = match["image"] and size and not re.search(r"\s", path)  # such as a.png#pic_center of CSDN
    file = _FILE.match(path)
    if not is_sized_image and (file is None or (match["image"] and not file["image"])):
        return False
    if not silent:
        url = state.md.normalizeLink(unescapeAll(path))
        if match["image"]:
            push_image(state, match["text"], url, size["width"] if size else "", match["title"] or "")
        else:
            push_named_link(state, match.span("text"), url)
    state.pos = match.end()
    return True


def unloaded_image(state: StateInline, silent: bool) -> bool:
    """Parse ``![](data:image/svg+xml,...)``, which is text to CommonMark, as an image without a file.

    It is the placeholder of one that was not saved.
    """
    match = _UNLOADED.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    if not silent:
        push_image(state, match[1], "")
    state.pos = match.end()
    return True


def push_image(state: StateInline, alt: str, url: str, width: str = "", title: str = "") -> None:
    """Push the token of an image; ``alt`` is inline Markdown, ``width`` in pixels or per cent."""
    token = state.push("image", "img", 0)
    token.attrs = {"src": url, "alt": ""}
    if title:
        token.attrSet("title", unescapeAll(title))
    if width:
        token.attrSet("width", width if width.endswith("%") else f"{width}px")
    token.content = alt
    token.children = []
    state.md.inline.parse(alt, state.md, state.env, token.children)


def push_named_link(state: StateInline, name: tuple[int, int], url: str) -> None:
    """Push the tokens of a link to a URL; ``name`` is where its text begins and ends."""
    state.push("link_open", "a", 1).attrs = {"href": url}
    state.linkLevel += 1
    tokenize_between(state, *name)
    state.linkLevel -= 1
    state.push("link_close", "a", -1)


def push_link(state: StateInline, url: str, markup: str) -> None:
    """Push the tokens of a link whose text is its URL; ``markup`` is ``autolink`` or ``linkify``."""
    opening = state.push("link_open", "a", 1)
    opening.attrs = {"href": state.md.normalizeLink(url)}
    state.push("text", "", 0).content = state.md.normalizeLinkText(url)
    closing = state.push("link_close", "a", -1)
    for token in (opening, closing):
        token.markup = markup
        token.info = "auto"


def bare_url(state: StateInline, silent: bool) -> bool:
    """Parse ``https://...`` in running text as a link that ends where Chinese text begins.

    Names without a scheme (``install.sh``) are never links.
    """
    if silent or state.linkLevel or not state.src.startswith("//", state.pos + 1):
        return False
    scheme = _SCHEME.search(state.pending[-6:])
    match = _URL.match(state.src, state.pos + 1, state.posMax) if scheme else None
    written = _strip_punctuation(match[0]) if match else ""
    if scheme is None or len(written) <= 2:
        return False
    state.pending = state.pending[: -len(scheme[0])]
    push_link(state, unescapeAll(f"{scheme[0]}:{written}"), "linkify")
    state.pos += 1 + len(written)
    return True


def bracketed_url(state: StateInline, silent: bool) -> bool:
    r"""Parse ``<https://...>`` with full-width punctuation, ``\_`` or spaces, which CommonMark reads otherwise."""
    match = _BRACKETED.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    wide = _WIDE_PUNCTUATION.search(match[1])
    if wide is None and "\\" not in match[1] and len(match[0]) == len(match[1]) + len("<>"):
        return False
    if not silent:
        push_link(state, unescapeAll(match[1][: wide.start()] if wide else match[1]), "autolink")
        state.pending += match[1][wide.start() :] if wide else ""
    state.pos = match.end()
    return True


def _strip_punctuation(url: str) -> str:
    excess = url.count(")") - url.count("(")
    end = len(url)
    while end and (url[end - 1] in ".,:;!?'*_~\\" or (url[end - 1] == ")" and excess > 0)):
        excess -= url[end - 1] == ")"
        end -= 1
    return url[:end]
