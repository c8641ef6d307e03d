"""Tables of HTML, SVG and MathML elements: content models, optional end tags, names that may be prose."""

from __future__ import annotations

from typing import Final


def names(text: str) -> frozenset[str]:
    """Split names that are separated by spaces."""
    return frozenset(text.split())


VOID: Final = names("area base basefont br col embed frame hr img input link meta param source track wbr")

# Their content is text up to their own end tag, whatever it holds.
RAW_TEXT: Final = names("iframe noembed noframes script style textarea title xmp")

# Code, or fallback content that no browser shows: dropped with its content.
HIDDEN: Final = names("iframe noembed noframes script style")

# Only the tags are dropped: they would affect the whole page, collect input, start an applet, or (template, slot)
# hide the content of a component.
TRANSPARENT: Final = names(
    "applet base body form frame frameset head html link meta noscript optgroup option param"
    " plaintext select slot template textarea title xmp"
)

IMAGE_SUFFIXES: Final = (".avif", ".gif", ".jpeg", ".jpg", ".png", ".svg", ".webp")
"""What the file of an ``<img>`` may end in."""

HTML: Final = names(
    "a abbr acronym address area article aside audio b basefont bdi bdo big blockquote br button canvas"
    " caption center cite code col colgroup data datalist dd del details dfn dialog dir div dl dt em"
    " embed fieldset figcaption figure font footer h1 h2 h3 h4 h5 h6 header hr i img input ins kbd"
    " label legend li main map mark marquee math menu meter nav nobr object ol output p picture pre"
    " progress q rb rp rt rtc ruby s samp section small source span strike strong sub summary sup svg"
    " table tbody td tfoot th thead time tr track tt u ul var video wbr"
)

# Names of SVG and MathML, lower-cased. They count inside <svg> and <math> only: in prose <path> is a
# placeholder. Not among them: <animate>, <set> and the like, which change attributes after sanitizing.
FOREIGN: Final = names(
    "circle clippath defs desc ellipse feblend fecolormatrix fecomponenttransfer fecomposite"
    " feconvolvematrix fediffuselighting fedisplacementmap fedistantlight fedropshadow feflood fefunca"
    " fefuncb fefuncg fefuncr fegaussianblur feimage femerge femergenode femorphology feoffset"
    " fepointlight fespecularlighting fespotlight fetile feturbulence filter foreignobject g image"
    " line lineargradient marker mask metadata path pattern polygon polyline radialgradient rect stop"
    " switch symbol text textpath tspan use view annotation annotation-xml maction menclose merror"
    " mfenced mfrac mglyph mi mmultiscripts mn mo mover mpadded mphantom mprescripts mroot mrow ms"
    " mspace msqrt mstyle msub msubsup msup mtable mtd mtext mtr munder munderover none semantics"
)

# Without attributes and never closed, these are placeholders in prose ("cp <source> <output>").
PLACEHOLDERS: Final = TRANSPARENT | names(
    "address audio button canvas data dir embed iframe img input label legend map menu meter object"
    " output picture progress script source style svg time track var video"
)

# HTML integration points of SVG and MathML: HTML is parsed inside these.
HTML_ISLANDS: Final = names("desc foreignobject mi mn mo ms mtext")

_ROW_GROUPS = names("tbody tfoot thead")
CELLS: Final = names("caption td th")

# part of a table -> its possible parents; its start tag closes every element in between
TABLE_PARENTS: Final[dict[str, frozenset[str]]] = (
    dict.fromkeys(("td", "th"), _ROW_GROUPS | {"table", "tr"})
    | {"tr": _ROW_GROUPS | {"table"}}
    | dict.fromkeys((*_ROW_GROUPS, "caption", "col", "colgroup"), frozenset({"table"}))
)
TABLE_PARTS: Final = frozenset(TABLE_PARENTS) - VOID | {"table"}

OPTIONAL_END: Final = TABLE_PARTS - {"table"} | names("dd dt li p rb rp rt rtc")

_ENDS_PARAGRAPH = names(
    "address article aside blockquote center details dialog dir div dl fieldset figcaption figure"
    " footer h1 h2 h3 h4 h5 h6 header hr main menu nav ol p pre section summary table ul"
)
_RUBY = names("rb rp rt rtc")
_HEADINGS = names("h1 h2 h3 h4 h5 h6")

# start tag -> elements that it closes if one of them is the current element
ENDS: Final[dict[str, frozenset[str]]] = (
    dict.fromkeys(_ENDS_PARAGRAPH, frozenset({"p"}))
    | {"li": names("li p")}
    | dict.fromkeys(("dd", "dt"), names("dd dt p"))
    | dict.fromkeys(_RUBY, _RUBY)
    | dict.fromkeys(_HEADINGS, _HEADINGS | {"p"})
)

# Scopes: a stray </div> in a cell does not close the <div> around the table.
SCOPES: Final = names("caption marquee object table td th")

# start tag -> open elements that it closes, with all that is in them, up to a barrier: `<li><div><li>` is two items.
_LIST_BARRIERS = names(
    "article aside blockquote button caption center dd details dir dl dt fieldset figcaption figure footer"
    " h1 h2 h3 h4 h5 h6 header li main marquee menu nav object ol pre section summary table tbody td tfoot"
    " th thead tr ul"
)
CLOSES: Final[dict[str, tuple[frozenset[str], frozenset[str]]]] = {
    "li": (names("li"), _LIST_BARRIERS | HTML_ISLANDS),
    "dd": (names("dd dt"), _LIST_BARRIERS | HTML_ISLANDS),
    "dt": (names("dd dt"), _LIST_BARRIERS | HTML_ISLANDS),
    "button": (names("button"), SCOPES | HTML_ISLANDS),
}

# item -> the list to insert around it where there is none: else it may close an item of the page around the post
ITEM_PARENTS: Final = {"li": "ul", "dd": "dl", "dt": "dl"}
