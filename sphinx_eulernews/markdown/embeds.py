"""Images of Obsidian and Hashnode, ``![[a.png|300]]``, and embedded pages, ``@[youtube](id)``, which become links."""

from __future__ import annotations

import re

from markdown_it.common.utils import unescapeAll
from markdown_it.rules_inline import StateInline

from sphinx_eulernews.embedded_sites import URLS
from sphinx_eulernews.markdown.links import IMAGES, push_image, push_link
from sphinx_eulernews.markdown.rule_helpers import is_ascii_word

_IMAGE = re.compile(
    rf"!\[\[(?P<path>[^\[\]|\n]{{1,300}}?\.(?:{IMAGES}))[ \t]*+\\?(?P<rest>(?:\|[^\[\]|\n]{{0,99}}+){{0,3}}+)\]\]",
    re.IGNORECASE,
)
_SIZE = re.compile(r"(\d{1,5})(?:x\d{1,5})?")
_SIDES = frozenset({"left", "center", "right"})
# Of Hashnode; CommonMark has no attributes after the URL.
_ALIGNED = re.compile(
    r"""
    !\[ (?P<alt> [^\[\]\n]{0,300}+ ) \]
    \( (?P<url> (?: [^\s()<>"'] | \([^\s()<>"']{0,100}+\) ){1,2000}+ )
    (?P<attributes> (?: [ \t]++ (?:align|width|height)="[^"\n]{0,99}+" ){1,9}+ ) [ \t]*+ \)
    """,
    re.VERBOSE,
)
_ATTRIBUTE = re.compile(r'\b(align|width)="([\w%-]{1,20})"')
_PAGE_OF_HASHNODE = re.compile(r"%\[(https?://[^\s<>\[\]]{1,2000}+)\][ \t]*+(?=\n|\Z)")
# Of Zenn and themes of VuePress: @[youtube](id), @[card](https://...), @[pdf 2](/a.pdf); of velog: !youtube[id].
_PAGE = re.compile(
    r"""
    (?: @\[ (?P<name> [A-Za-z]{3,20}+ ) (?: [ \t][^\[\]()\n]{0,100}+ )? \]
        \( [ \t]*+ (?P<target> [^\s()<>"]{1,500}+ ) [ \t]*+ \)
      | ! (?P<of_velog> codepen | codesandbox | vimeo | youtube ) \[ (?P<id> [^\s\[\]()<>"]{1,500}+ ) \] )
    """,
    re.VERBOSE,
)
# Other names have a URL, or the path of a file.
_BY_ID = frozenset(URLS) - {"ghcard", "gist", "jsfiddle"}
_BY_URL = frozenset(
    "acfun artplayer audio card docswell figma gist jsfiddle pdf stackblitz tweet video".split()  # noqa: SIM905
)


def embedded_image(state: StateInline, silent: bool) -> bool:
    """Parse ``![[My quay.png|Text|300]]`` of Obsidian as an image; a note that is embedded like this is text."""
    match = _IMAGE.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    if not silent:
        parts = [part.strip() for part in match["rest"].split("|")[1:]]
        size = next(filter(None, map(_SIZE.fullmatch, parts)), None)
        alt = next((part for part in parts if part and part not in _SIDES and not _SIZE.fullmatch(part)), "")
        push_image(state, alt, state.md.normalizeLink(match["path"].strip()), size[1] if size else "")
    state.pos = match.end()
    return True


def aligned_image(state: StateInline, silent: bool) -> bool:
    """Parse ``![](a.png align="center")`` of Hashnode, which is text to CommonMark, as an image."""
    match = _ALIGNED.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    if not silent:
        given = dict(_ATTRIBUTE.findall(match["attributes"]))
        width = given.get("width", "").removesuffix("px")
        url = state.md.normalizeLink(unescapeAll(match["url"]))
        push_image(state, match["alt"], url, width if re.fullmatch(r"\d{1,5}%?", width) else "")
        if given.get("align") in _SIDES:
            state.tokens[-1].attrSet("class", f"align-{given['align']}")
    state.pos = match.end()
    return True


def page_of_hashnode(state: StateInline, silent: bool) -> bool:
    """Parse ``%[https://...]`` of Hashnode, a page embedded on a line of its own, as a link."""
    match = _PAGE_OF_HASHNODE.match(state.src, state.pos, state.posMax)
    if match is None or state.src[max(state.pos - 1, 0)] not in "%\n":
        return False
    if not silent:
        push_link(state, match[1], "autolink")
    state.pos = match.end()
    return True


def embedded_page(state: StateInline, silent: bool) -> bool:
    """Parse ``@[youtube](id)`` and the like as a link with the URL of what is embedded; ``@[me](url)`` stays."""
    match = _PAGE.match(state.src, state.pos, state.posMax)
    name = (match["name"] or match["of_velog"]).lower() if match else ""
    is_mail = is_ascii_word(state.src[state.pos - 1 : state.pos])  # me@[card](a)
    if match is None or name not in _BY_ID | _BY_URL or state.linkLevel or is_mail:
        return False
    target = unescapeAll(match["target"] or match["id"])
    is_id = name in _BY_ID and "://" not in target and not target.startswith((".", "/"))
    url = URLS[name].format(target) if is_id else target
    if not state.md.validateLink(url):
        return False
    if not silent:
        state.push("link_open", "a", 1).attrs = {"href": state.md.normalizeLink(url)}
        state.push("text", "", 0).content = state.md.normalizeLinkText(url)
        state.push("link_close", "a", -1)
    state.pos = match.end()
    return True
