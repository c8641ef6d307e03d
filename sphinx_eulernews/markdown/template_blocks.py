"""Tags of other site generators alone on their lines: boxes (``{{< admonition >}}``), and what WordPress writes.

They become containers (``::: tip Title``), fences and links, line by line. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from sphinx_eulernews.markdown.code_chunks import are_code, code_info
from sphinx_eulernews.markdown.comment_parts import CommentParts
from sphinx_eulernews.markdown.containers import QUOTE
from sphinx_eulernews.markdown.rule_helpers import CODE_FENCE_LINE, LIST_ITEM, TILDES
from sphinx_eulernews.markdown.tag_arguments import BOOLEANS, COLOURS, Arguments, plain_text
from sphinx_eulernews.markdown.template_tags import SHORTCODES, named_image

_TAG = re.compile(
    r"""
    (?P<margin> [ \t]{0,99}+ )
    (?: \{\{[<%][ \t]*+ (?P<name> /?[ \t]*+[A-Za-z][\w-]{0,30}+ )
        (?P<rest> (?: [ \t] (?: [^<>%] | [<>%](?!\}\}) )*+ )? ) [>%]\}\}
        # Of Zola, which closes all by {% end %}; those of GitBook, of Hexo and its themes, of Jekyll and Dev.to.
      | \{%-?[ \t]*+ (?P<call> [a-z]\w{0,30}+ ) \( (?P<arguments> (?: [^%] | %(?!\}) )*+ ) %\}
      | \{%-?[ \t]*+ (?P<liquid>
            (?:end)? (?: note(?:block)? | fold(?:ing)? | hide(?:Block|Toggle) | spoiler | box | border | poetry | reel
                | timenode | message | tip | warning | important | danger | caution
                | (?:block|center|pull)?quote | cq | hint | tab
                | details | collapsible )
            | end )
        (?P<words> (?: [ \t,] (?: [^%] | %(?!\}) )*+ )? ) %\}
    ) [ \t]*
    """,
    re.VERBOSE,
)
WORDPRESS = ("[caption", "[code", "[sourcecode", "[embed", "[gallery", "[playlist", "[youtube", "[vimeo")
"""How the shortcodes of WordPress begin that are read."""
_CODE_LINE = re.compile(
    r"""
    (?P<margin> [ \t]{0,99}+ ) \[ (?P<tag> (?:source)?code ) (?: [ \t][^\[\]]*+ )? \]
    (?P<code> [^\[\]]++ ) \[/(?P=tag)\] [ \t]*
    """,
    re.VERBOSE,
)
_EMBEDDED = re.compile(
    r"""
    (?P<margin> [ \t]{0,99}+ )
    (?: \[embed [^\[\]]{0,99}+ \] (?P<content> https?://[^\s<>\[\]]++ ) \[/embed\]
      | \[(?:youtube|vimeo) [ \t=]++ (?P<argument> https?://[^\s<>\[\]]++ ) [^\[\]]{0,99}+ \]
    ) [ \t]*
    """,
    re.VERBOSE,
)
_GALLERY = re.compile(r"[ \t]{0,99}+\[(?P<name>gallery|playlist)[ \t]++\w++=[^\[\]]++\][ \t]*")
_TITLED_FOLDS = frozenset({"collapsible", "details", "spoiler"})  # all that stands in the tag is the title
_FOLDED = frozenset({"expand", "fold", "folding", "hideBlock", "hideToggle", *_TITLED_FOLDS})
_BOXES = frozenset(
    {"admonition", "alert", "callout", "hint", "notice", "note", "noteblock", "message", "pageinfo", *_FOLDED}
)
_PLAIN = frozenset({"attention", "caution", "danger", "error", "important", "info", "note", "tip", "warning"})
_KINDS = _PLAIN | {"abstract", "bug", "example", "failure", "question", "quote", "success"}
_BOXES_OF_KINDS = frozenset({"caution", "danger", "important", "info", "tip", "warning"})
_COLOURS = {"success": "tip", **dict.fromkeys(("primary", "secondary", "default", "light", "dark"), "note")}
_LOOKS = re.compile(
    rf"{'|'.join(sorted(COLOURS))}|(?:no-)?icon|icon-padding|simple|modern|flat|disabled|alert|open|close|quote|link|idea"
    r"|[\"']?fa[a-z]?(?:-\S*)?|\w+:\S+"
)
_TABS = frozenset({"tabpane", "tabs", "tabset"})  # of Hugo, around {{< tab >}}
_TAB_TITLES = ("header", "name", "title", "label", "tabname")
_QUOTES = frozenset({"blockquote", "centerquote", "cq", "pullquote", "quote"})
_QUOTE_LINE = re.compile(
    r"""
    (?P<margin> [ \t]{0,99}+ ) \{%-?[ \t]*+ (?P<name> (?:block|center|pull)?quote | cq ) (?: [ \t]++ [^%]*+ )? %\}
    [ \t]*+ (?P<quote> [^{}]++ ) \{%-?[ \t]*+ end(?P=name) [ \t]*+-?%\} [ \t]*
    """,
    re.VERBOSE,
)
_CITED = re.compile(r"https?://[^\s<>]++")
_TITLED = frozenset({"border", "box", "poetry", "reel", "timenode"})  # of Volantis and Stellar: all they say is a title
_BRACKET = re.compile(r"[\[\]]")
_KEYS = ("type", "style", "color", "level", "kind")
_TITLES = ("title", "summary", "label", "header")  # of a tag of any name, such as {{< collapse title="x" >}}


_TAGS_BACK = 8  # open tags that are looked at for the one that a tag closes
_MOST_TABS = 50  # titles of tabs that are read from the tag around them


class _OpenTag(NamedTuple):
    """A tag that may open a box: its line, whether Hugo has it, its name, and the container that it becomes, if any.

    ``titles`` are those that ``{{< tabs items="A,B" >}}`` has for its tabs; ``is_code``: these hold code, as in Docsy.
    """

    line: int
    is_shortcode: bool
    name: str
    container: str
    titles: tuple[str, ...] = ()
    is_code: bool = False


def translate_blocks(lines: list[str], warn: Callable[[int, str], None]) -> list[str]:
    """Return lines of a post with these tags translated; those that nothing closes, and those in code, stay."""
    written = list(lines)
    boxes: list[_OpenTag] = []
    parts = CommentParts()
    ignored: dict[str, int] = {}
    in_list = False
    for number, is_code in enumerate(are_code(lines)):
        line = lines[number]
        if is_code or not line.strip():
            continue
        in_list = LIST_ITEM.match(line) is not None or (in_list and line[0] in " \t")
        if not in_list and line.startswith(("    ", "\t")):
            continue  # a line of a paragraph, where no block begins
        if tag := _TAG.fullmatch(line):
            _take(tag, number, boxes, written)
        elif "{%" in line and (quote := _QUOTE_LINE.fullmatch(line)):
            written[number] = f"{quote['margin']}> {quote['quote'].rstrip()}"
        elif "[" in line and (shown := _of_wordpress(line, number, ignored)) != line:
            written[number] = shown
        elif "{%" in line or "<!--" in line:
            parts.take(line, number, written)
    if ignored:
        names = ", ".join(map(repr, ignored))
        message = f"shortcodes of WordPress are ignored: {names}; write Markdown or HTML instead"
        warn(min(ignored.values()) + 1, message)
    return written


def _take(tag: re.Match[str], number: int, boxes: list[_OpenTag], written: list[str]) -> None:
    """Note a tag that opens a box, or write the lines of the box that a tag closes."""
    name = (tag["name"] or tag["call"] or tag["liquid"]).replace(" ", "").replace("\t", "")
    is_shortcode = bool(tag["name"])
    if not name.startswith(("/", "end")):
        if name == "tab" or (is_shortcode and name in _TABS):
            boxes.append(_tab(tag, number, boxes, written) if name == "tab" else _tabs(tag, number, name))
        elif (container := _container(tag, name)) or tag["call"]:
            boxes.append(_OpenTag(number, is_shortcode, name, container))
        return
    closed = name.removeprefix("/").removeprefix("end")
    for place in range(len(boxes) - 1, max(len(boxes) - 1 - _TAGS_BACK, -1), -1):
        box = boxes[place]
        if box.is_shortcode == is_shortcode and (box.name == closed or not (closed or is_shortcode)):
            if box.container:
                mark = TILDES if TILDES in box.container else ":::"
                written[box.line], written[number] = box.container, f"{tag['margin']}{mark}"
            elif is_shortcode and box.name in _TABS:
                written[box.line] = written[number] = ""
            del boxes[place:]
            return


def _tabs(tag: re.Match[str], number: int, name: str) -> _OpenTag:
    """Return a tag around tabs, which is not shown."""
    named = Arguments.of(tag["rest"]).named
    titles = tuple(title.strip() for title in named.get("items", "").split(",")[:_MOST_TABS])
    return _OpenTag(number, True, name, "", titles, name == "tabpane" and named.get("text") != "true")


def _tab(tag: re.Match[str], number: int, boxes: list[_OpenTag], lines: list[str]) -> _OpenTag:
    """Return the tag of a tab: a box with its title, or code with that as a caption."""
    arguments = Arguments.of(tag["rest"] or tag["words"] or "")
    named, plain = arguments.named, [text for text in arguments.plain if text not in BOOLEANS]
    places = range(len(boxes) - 1, max(len(boxes) - 1 - _TAGS_BACK, -1), -1)
    around = next((place for place in places if boxes[place].name in _TABS), None)
    titles: tuple[str, ...] = ()
    if around is not None:
        titles = boxes[around].titles
        boxes[around] = boxes[around]._replace(titles=titles[1:])
    if tag["liquid"] and len(plain) > 1 and tag["words"].lstrip()[0] not in "\"'":
        plain = [" ".join(plain[1:])]  # of jekyll-tabs: {% tab group label %}
    title = arguments.given(*_TAB_TITLES) or next(iter((*plain, *titles)), "")
    is_markdown = "{{%" in tag[0] or named.get("text") == "true" or CODE_FENCE_LINE.match(_next_line(lines, number))
    if around is not None and boxes[around].is_code and not is_markdown:
        container = f"{tag['margin']}{TILDES}{code_info(named.get('lang', ''), title)}"
    else:
        container = title and f"{tag['margin']}::: {{admonition}} {' '.join(title.split())}"
    return _OpenTag(number, bool(tag["name"]), "tab", container)


def _next_line(lines: list[str], number: int) -> str:
    return next((lines[later] for later in range(number + 1, len(lines)) if lines[later].strip()), "")


def _container(tag: re.Match[str], name: str) -> str:
    """Return the line that opens the container for a tag; empty for one that makes no box."""
    if tag["liquid"] and name in _QUOTES:
        # The argument of the other quotes is a class.
        attribution = _attribution(tag["words"].rstrip("- \t").strip()) if name == QUOTE else ""
        return f"{tag['margin']}::: {QUOTE} {attribution}".rstrip()
    if tag["call"]:
        arguments = Arguments.of_call(tag["arguments"].rstrip("- \t").removesuffix(")"))
    else:
        arguments = Arguments.of((tag["rest"] or tag["words"] or "").removesuffix("-"))
    if name in _QUOTES:
        return f"{tag['margin']}::: {QUOTE} {_named_attribution(arguments)}".rstrip()
    if name not in _BOXES and name not in _BOXES_OF_KINDS:
        return f"{tag['margin']}::: {{admonition}} {title}" if (title := _other_title(tag, name, arguments)) else ""
    named, plain = arguments.named, list(arguments.plain)
    title = arguments.given("title", "summary")
    if tag["liquid"]:
        title = title or ("" if name == "hint" else _liquid_title(name, tag["words"].rstrip("- \t")))
        looks = [named.get("style", ""), *re.split(r"[\s,:]+", tag["words"])]
        kind = next((word for word in looks if word in _KINDS or word in _COLOURS), name if name in _KINDS else "note")
        kind = "details" if name in _FOLDED else kind
    elif name in _FOLDED:
        kind, title = "details", title or named.get("text") or next(iter(plain), "")
    else:
        given = next((named[key] for key in _KEYS if key in named), "").lower()
        if not given and name not in _BOXES_OF_KINDS and plain and plain[0].lower() in {*_KINDS, *_COLOURS}:
            given = plain.pop(0).lower()
        kind = given if given in _KINDS or given in _COLOURS else name if name in _KINDS else "note"
        if name != "alert":  # there, it is the name of an icon
            title = title or next((text for text in plain if text not in BOOLEANS), "")
    title = " ".join(title.split())
    if kind in _KINDS - _PLAIN and not title:
        title = kind.capitalize()
    return f"{tag['margin']}::: {_COLOURS.get(kind, kind)} {title}".rstrip()


def _other_title(tag: re.Match[str], name: str, arguments: Arguments) -> str:
    """Return the title that a tag has which is not known, and names no image."""
    if name in _TITLED:
        return " ".join(plain_text(tag["words"].rstrip("-")).split())
    make = SHORTCODES.get(name)
    if tag["liquid"] or (make and make(arguments)) or named_image(arguments):
        return ""
    return " ".join(arguments.given(*_TITLES).split())


def _attribution(words: str) -> str:
    """Return who is quoted, as Markdown: ``Author, Source https://example.org Title`` has a link with that title."""
    cited = _CITED.search(words)
    if cited is None:
        return words
    author, title = words[: cited.start()].rstrip(" \t,，"), _BRACKET.sub(r"\\\g<0>", words[cited.end() :].strip())
    return ", ".join(filter(None, [author, f"[{title}](<{cited[0]}>)" if title else f"<{cited[0]}>"]))


def _named_attribution(arguments: Arguments) -> str:
    """Return who is quoted in ``{{< quote author="Ada" source="A book" url="https://example.org" >}}``, as Markdown."""
    author = arguments.first("author", "by", "cite", "caption").strip(",")
    source, url = arguments.given("source", "title"), arguments.given("url", "link", "href")
    if _CITED.fullmatch(url):
        return _attribution(f"{author} {url} {source}")
    return " ".join(", ".join(filter(None, [author, source])).split())


def _liquid_title(name: str, words: str) -> str:
    """Return the title in a tag: ``title`` in details, ``title,colour`` in hideToggle, else ``colour open, title``."""
    if name in _TITLED_FOLDS:
        return words.strip(" \t\"'")
    if name == "tip":
        return "" if words.isascii() else words.strip()  # else, it is the name of an icon
    if name == "message":  # of Icarus: {% message color:info 'title:Two words' %}
        return words.partition("title:")[2].partition("'")[0].partition(" icon:")[0].partition(" size:")[0].strip()
    if name in ("hideBlock", "hideToggle"):
        return words.partition(",")[0]
    if mark := next((mark for mark in (",", "::", "@") if mark in words), ""):
        return words.partition(mark)[2]
    title = " ".join(word for word in words.split() if word not in _KINDS and not _LOOKS.fullmatch(word))
    return title.strip("\"'")


def _of_wordpress(line: str, number: int, ignored: dict[str, int]) -> str:
    """Return a line with an embedded page as a link; a gallery, whose images only WordPress knows, is ``ignored``."""
    if match := _CODE_LINE.fullmatch(line):
        return f"{match['margin']}`` {match['code']} ``" if "``" not in match["code"] else line
    if match := _EMBEDDED.fullmatch(line):
        return f"{match['margin']}<{match['content'] or match['argument']}>"
    if match := _GALLERY.fullmatch(line):
        ignored.setdefault(match["name"], number)
        return ""
    return line
