"""Template syntax of other site generators: shortcodes of Hugo and Zola, Liquid of Jekyll and Hexo, kramdown, MDX.

It is translated before Markdown is parsed, since it occurs anywhere: in the URL of a link, around blocks, in raw HTML.
Tags with a counterpart in Markdown are translated; others are removed, but not the content between them. Code is left
alone, and line numbers are preserved. Pure.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from sphinx_eulernews.markdown.code_chunks import chunks, fenced
from sphinx_eulernews.markdown.hidden_content import without_hidden_content
from sphinx_eulernews.markdown.mdx import LONGEST_TAG, unwrapped, without_expressions, without_modules
from sphinx_eulernews.markdown.rule_helpers import EXCERPT_ENDS
from sphinx_eulernews.markdown.tag_arguments import BOOLEANS, Arguments
from sphinx_eulernews.markdown.template_blocks import WORDPRESS, translate_blocks
from sphinx_eulernews.markdown.template_tags import (
    LIQUID_TAGS,
    SHORTCODES,
    enclosed_link,
    named_image,
    named_page,
)

_NAME = r"[A-Za-z][\w./-]{0,60}+"
_LIQUID = re.compile(rf"\{{%-?[ \t]*+ ({_NAME}) ((?: [^%] | %(?!\}}) ){{0,600}}+) %\}}", re.VERBOSE)
_SHORTCODE = re.compile(
    rf"""
    \{{\{{([<%]) (?P<escaped> /\* )?+ [ \t]*+                # an author shows one: ``{{{{</* x */>}}}}``
    (?P<close> / )?+ [ \t]*+ (?P<name> {_NAME} )
    (?P<rest> (?: [^<>%] | [<>%](?!\}}\}}) ){{0,800}}+ ) [>%]\}}\}}
    """,
    re.VERBOSE,
)
# The text and the end tag of {{< link "url" >}}text{{< /link >}}; the text may have a line of its own.
_ENCLOSED = re.compile(
    rf"""
    (?: [ \t]{{0,9}}+ \n )?+ ( [^{{}}\n]{{1,300}}+ ) (?: \n [ \t]{{0,9}}+ )?+
    \{{\{{[<%][ \t]*+/[ \t]*+ ({_NAME}) [ \t]*+[>%]\}}\}}
    """,
    re.VERBOSE,
)
# Of Zola: {{ youtube(id="x", autoplay=true) }}. Without a named argument, it may be a call in an expression of Vue.
_CALL = re.compile(
    r"""
    \{\{[ \t]*+ (?P<name> [A-Za-z]\w{0,60}+ ) [ \t]*+
    \( (?P<rest> \s*+ [A-Za-z]\w{0,60}+ \s*+ = (?!=) (?: [^"'`{}()] | "[^"]*+" | '[^']*+' | `[^`]*+` ){0,800}+ ) \)
    [ \t]*+\}\}
    """,
    re.VERBOSE,
)
_OUTPUT = re.compile(
    r"""
    \{\{-?[ \t]*+
    (?: (?P<base> site\.(?:url|baseurl|github\.url) )
      | (?P<other> (?:site|page|layout|theme)\.[\w.]{1,60}+ )
      | (?P<quote> ["'] ) (?P<url> [^"'{}\n]{0,500}+ ) (?P=quote)
        [ \t]*+ (?= \| [ \t]*+ (?: \w*(?:url|path) | prepend )\b ) )    # a filter that makes a URL of it
    [^{}\n]{0,200}+ (?: \n [^{}\n]{0,200}+ )?+ \}\}                     # a line may be wrapped in it
    """,
    re.VERBOSE,
)
_LABEL = re.compile(r" {0,3}\[[^\[\]\n]{1,300}+\]:[ \t]*+")
_DECLARING = ("assign", "capture", "for", "set")
_PROGRAMMING = frozenset({*_DECLARING, "case", "elif", "elsif", "if", "unless", "when"})
_DECLARED = re.compile(r"\A[\"']?([A-Za-z_][\w-]{0,60}+)")
_VARIABLE = re.compile(r"\{\{-?[ \t]*+(?P<other>[A-Za-z_][\w-]{0,60}+)[^{}\n]{0,300}+\}\}")
_SPECIAL = re.compile(r"`+|\{(?:[%{/]|:[:/]|(?:' '|\" \")\})|\\?\[/?caption(?![\w-])")
# Of WordPress; pandoc and Turndown put backslashes before the brackets and underscores.
_CAPTION = re.compile(
    r"""
    \\?\[
    (?: /caption | caption [ \t\n]++ (?= (?:id|align|width|caption)= ) (?P<rest> (?: [^\[\]\\] | \\[^\[\]] ){0,600}+ ) )
    \\?\]
    """,
    re.VERBOSE,
)
_COMMENT_END = re.compile(r"\{%-?[ \t]*endcomment[ \t]*-?%\}")
_KRAMDOWN = re.compile(
    r"""
      \{:: (?P<name> comment | nomarkdown | options ) (?![\w-]) [^{}\n]{0,300}+ \}
    | \{:/ (?: comment | nomarkdown )? \}
    """,
    re.VERBOSE,
)
_KRAMDOWN_COMMENT_END = re.compile(r"\{:/(?:comment)?\}")
_RAW = re.compile(r"[ \t]{0,99}\{%-?[ \t]*(?:end)?raw[ \t]*-?%\}[ \t]*\Z")
# Jekyll evaluates tags in code as well, so an author who shows one puts it between these.
_RAW_PAIR = re.compile(
    r"""
    \{%-?[ \t]*+ raw [ \t]*+-?%\}
    ((?: [^{] | \{(?! %-?[ \t]*+ (?:end)?raw\b ) )++)
    \{%-?[ \t]*+ endraw [ \t]*+-?%\}
    """,
    re.VERBOSE,
)
# The line after a caption belongs to its paragraph, as far as it begins no block.
_GOES_ON = re.compile(r"[ \t]{0,99}+\n[ \t]{0,99}+(?![-+>#|`~<\s]|\d{1,9}[.)]|\{\{|\Z)")
_LONGEST_COMMENT = 10_000
_MOST_NAMES = 20  # in a warning, which is all that tells of a tag without content

Warn = Callable[[int, str], None]


_MARKS = (*WORDPRESS, "{%", "{{", "{::", "{/*", "={", "{' '}", '{" "}', "import ", "export ", "mdx-code-block")


def is_template(text: str) -> bool:
    """Return whether a text may hold template syntax: most posts have none."""
    return any(mark in text for mark in _MARKS)


def translate(text: str, warn: Warn) -> str:
    """Return a text with template syntax translated; ``warn`` gets one warning for each kind that is ignored."""
    translator = _Translator()
    if "{{" in text:
        text = without_hidden_content(text)
    lines: list[str] = []
    for first, chunk, is_code in chunks(translate_blocks(fenced(unwrapped(text.split("\n"))), warn)):
        translator.line = first + 1
        lines += translator.code(chunk) if is_code else translator.prose(chunk)
    for kind, (line, names) in translator.ignored.items():
        distinct = list(dict.fromkeys(names))
        more = [f"{len(distinct) - _MOST_NAMES} more"] if len(distinct) > _MOST_NAMES else []
        warn(line, _MESSAGES[kind].format(", ".join([*map(repr, distinct[:_MOST_NAMES]), *more])))
    return "\n".join(lines)


_MESSAGES = {
    "shortcode": "shortcodes of Hugo are ignored: {}; write Markdown or HTML instead",
    "call": "shortcodes of Zola are ignored: {}; write Markdown or HTML instead",
    "liquid": "Liquid tags are ignored: {}; write Markdown or HTML instead",
    "mdx": "MDX is ignored: {}; write Markdown or HTML instead",
}


@dataclass(slots=True)
class _Translator:
    """Translates the parts of one text; ``ignored`` has for each kind the line of the first tag, and the names."""

    line: int = 1
    is_raw: bool = False
    declared: set[str] = field(default_factory=set)  # variables of Liquid; others in braces may be those of Vue or Helm
    ignored: dict[str, tuple[int, list[str]]] = field(default_factory=dict)
    captions: list[str] = field(default_factory=list)  # of images, whose end tag has not come
    images: dict[str, str] = field(default_factory=dict)  # that MDX imports, by the name that it gives them

    def code(self, lines: list[str]) -> list[str]:
        """Translate lines of code: only tags that the other system evaluates in code as well."""
        text = "\n".join(lines)
        if "{%" in text:
            lines = ["" if _RAW.match(line) else line for line in _RAW_PAIR.sub(r"\1", text).split("\n")]
        if "{{" in text:
            lines = [_SHORTCODE.sub(_unescaped, line) for line in lines]
        return lines

    def prose(self, lines: list[str]) -> list[str]:
        """Translate lines that are not code."""
        text = "\n".join(without_modules(lines, self.images, partial(self._ignore, "mdx")))
        if "={" in text:
            text = without_expressions(text, self.images, partial(self._ignore_at, "mdx"))
        return self._translated(text).split("\n") if "{" in text or "[" in text else text.split("\n")

    def _translated(self, text: str) -> str:
        code = _code_spans(text)
        parts, done, missing = [], 0, set[str]()
        for match in _SPECIAL.finditer(text):
            start = match.start()
            if start < done:
                continue
            if match[0][0] == "`":
                end = code.get(start, match.end())
                new = _RAW_PAIR.sub(r"\1", text[start:end])
            else:
                take = self._tag if match[0][0] == "{" else self._caption
                found = self._comment(text, start, missing) if match[0] == "{/" else take(text, start)
                if found is None:
                    continue
                end, new = found
                if not new and _is_destination(text, start, end):
                    new = "<>"  # else the next definition would be the URL of this one
                new += "\n" * (text.count("\n", start, end) - new.count("\n"))
            parts += [text[done:start], new]
            done = end
        return "".join([*parts, text[done:]])

    def _comment(self, text: str, start: int, missing: set[str]) -> tuple[int, str] | None:
        if not text.startswith("{/*", start) or "*/}" in missing or self.is_raw:
            return None
        end = text.find("*/}", start)
        if end < 0:
            missing.add("*/}")
            return None
        if text[start + 3 : end].strip().lower() in EXCERPT_ENDS:
            return None
        return end + 3, ""

    def _tag(self, text: str, start: int) -> tuple[int, str] | None:
        """Return the end of the tag at a position, and its translation; None if it is text."""
        if text.startswith("{%", start):
            match = _LIQUID.match(text, start)
            return self._liquid(match, text) if match else None
        if self.is_raw or text[start + 1] in "'\"":
            return None if self.is_raw else (start + len("{' '}"), " ")  # of JSX
        if match := _KRAMDOWN.match(text, start):
            return _end_of_kramdown(match, text), ""
        if match := _SHORTCODE.match(text, start):
            return self._shortcode(match, text)
        if match := _CALL.match(text, start):
            return self._made("call", match, Arguments.of_call(match["rest"]), text)
        match = _OUTPUT.match(text, start) or self._variable(text, start)
        return (match.end(), self._output(match, text)) if match else None

    def _caption(self, text: str, start: int) -> tuple[int, str] | None:
        """Take ``[caption width="300"]`` of WordPress from around an image and its caption."""
        match = None if self.is_raw else _CAPTION.match(text, start)
        if match and match["rest"]:
            self.captions.append(Arguments.of(match["rest"]).named.get("caption", ""))
            return match.end(), ""
        caption = self.captions.pop() if match and self.captions else None
        return (match.end(), caption and f"<br>{caption}") if match and caption is not None else None

    def _variable(self, text: str, start: int) -> re.Match[str] | None:
        match = _VARIABLE.match(text, start) if self.declared else None
        return match if match and match["other"] in self.declared else None

    def _output(self, match: re.Match[str], text: str) -> str:
        if match["other"]:
            return self._or_ignored("liquid", match["other"], None, text, match.start())
        return "" if match["base"] else "/" + match["url"].lstrip("/")

    def _liquid(self, match: re.Match[str], text: str) -> tuple[int, str] | None:
        name, rest = match[1], match[2].strip().removesuffix("-").rstrip()
        if name in ("raw", "endraw"):
            self.is_raw = name == "raw"
            return match.end(), ""
        if self.is_raw:
            return None
        if name == "comment" and (end := _COMMENT_END.search(text, match.end(), match.end() + _LONGEST_COMMENT)):
            return end.end(), ""
        if name in _DECLARING:
            self.declared.update(_DECLARED.findall(rest))
        make = LIQUID_TAGS.get(name)
        new = make(Arguments.of(rest)) if make else None
        if new is None and name not in _PROGRAMMING:
            arguments = Arguments.of(rest)
            new = named_image(arguments, match) or named_page(arguments, match)
        return match.end(), self._or_ignored("liquid", name, new, text, match.start())

    def _shortcode(self, match: re.Match[str], text: str) -> tuple[int, str]:
        if match["escaped"]:
            return match.end(), _unescaped(match)
        # {{< blogdown/postref >}} is the folder of the post, before the path of an image: its URL is relative here.
        if match["close"] or match["name"] == "blogdown/postref":
            return match.end(), ""
        if (inner := _ENCLOSED.match(text, match.end())) and inner[2] == match["name"]:
            if inner[2] == "link":
                arguments = Arguments.of(f"{match['rest']} text=`{inner[1].strip().replace('`', '')}`")
                return inner.end(), self._made("shortcode", match, arguments, text)[1]
            is_other = inner[2] not in SHORTCODES or inner[2] == "button"
            if is_other and (link := enclosed_link(Arguments.of(match["rest"]), inner[1].strip())):
                return inner.end(), link
        return self._made("shortcode", match, Arguments.of(match["rest"].strip().removesuffix("/")), text)

    def _made(self, kind: str, match: re.Match[str], arguments: Arguments, text: str) -> tuple[int, str]:
        name = match["name"].rstrip("/")
        make = SHORTCODES.get(name)
        made = (make(arguments) if make else None) or named_image(arguments, match) or named_page(arguments, match)
        new = self._or_ignored(kind, name, made, text, match.start())
        if "<br>" in new and _GOES_ON.match(text, match.end()):
            new += "<br>"  # else the paragraph would go on in the line of the caption
        # A sentence goes on around {{< glossary_tooltip text="Pod" >}}; {{< tabpane text=true >}} has a flag.
        words = arguments.named.get("text", "").replace("\n", " ")
        return match.end(), new or ("" if words in BOOLEANS else words)

    def _or_ignored(self, kind: str, name: str, new: str | None, text: str, start: int) -> str:
        if new is None and not name.startswith("end"):
            self._ignore_at(kind, name, text, start)
        return new or ""

    def _ignore_at(self, kind: str, name: str, text: str, start: int) -> None:
        # Only the first tag is located: to count up to each would take quadratic time.
        self._ignore(kind, name, 0 if kind in self.ignored else text.count("\n", 0, start))

    def _ignore(self, kind: str, name: str, lines: int) -> None:
        self.ignored.setdefault(kind, (self.line + lines, []))[1].append(name)


def _is_destination(text: str, start: int, end: int) -> bool:
    """Return whether a tag is all that there is of the URL in a link reference definition: ``[a]: {{< url >}}``."""
    line = text.rfind("\n", max(0, start - LONGEST_TAG), start) + 1
    is_last = not text[end : end + LONGEST_TAG].partition("\n")[0].strip()
    return is_last and _LABEL.fullmatch(text, line, start) is not None


def _end_of_kramdown(match: re.Match[str], text: str) -> int:
    """Return where an extension of kramdown ends: a comment with its text, others without the text between them."""
    if match["name"] != "comment" or match[0].endswith("/}"):
        return match.end()
    end = _KRAMDOWN_COMMENT_END.search(text, match.end(), match.end() + _LONGEST_COMMENT)
    return end.end() if end else match.end()


def _unescaped(match: re.Match[str]) -> str:
    """Return a shortcode, without the marks of one that an author shows: ``{{</* x */>}}``."""
    return match[0].replace("/*", "", 1).replace("*/", "", 1) if match["escaped"] else match[0]


def _code_spans(text: str) -> dict[int, int]:
    """Return the spans of inline code; none extends beyond a paragraph."""
    runs = [(match.start(), match.end()) for match in re.finditer("`+", text)]
    if not runs:
        return {}
    blanks = [match.start() for match in re.finditer(r"\n[ \t]*\n", text)]
    by_key: dict[tuple[int, int], list[int]] = {}
    for start, end in runs:
        by_key.setdefault((end - start, bisect_right(blanks, start)), []).append(start)
    spans: dict[int, int] = {}
    done = 0
    for start, end in runs:
        if start < done:
            continue
        same = by_key[end - start, bisect_right(blanks, start)]
        place = bisect_right(same, start)
        if place < len(same):
            done = spans[start] = same[place] + end - start
    return spans
