"""MDX: modules, and expressions in the attributes of JSX, which are not evaluated. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

from sphinx_eulernews.markdown.rule_helpers import CODE_FENCE_LINE, fence_after

LONGEST_TAG = 500
"""Characters of a tag that are looked at."""

_MODULE = re.compile(
    r"""
      import\s+ (?: [\w*{] [^'"\n]{0,200} \s+from\s+ )? ['"] [^'"\n]{1,200} ['"] ;?\s*\Z
    | import\s*\{\s*\Z                                                # its names are on the next lines
    | export\s+ (?: const | let | var | function | class | async | default )\b
    | export\s* [{*]
    """,
    re.VERBOSE,
)
_IMAGE_MODULE = re.compile(
    r"import\s+(\w{1,60}+)\s+from\s+['\"]([^'\"\n]{1,200}\.(?:avif|gif|jpe?g|png|svg|webp))['\"]", re.IGNORECASE
)
_ATTRIBUTE = re.compile(r"\s([\w-]{1,60})=\{")
_URLS = {"href": "href", "img": "src", "src": "src", "to": "to"}  # <Image img={require("./a.png")} /> of Docusaurus
_BRACKETS = re.compile(r"[()\[\]{}]")
_LONGEST_MODULE = 200  # lines
_BRACE = re.compile(r"[{}]")
_TAG_BEGINNING = re.compile(
    r"""
    <[A-Za-z]
    (?: [\w\s:@.=/-] | "[^"]*+" | '[^']*+'
      | \{ (?: [^{}] | \{[^{}]*+\} )*+ \} )*+         # an expression, which may hold an object
    """,
    re.VERBOSE,
)
_TAG = re.compile(r"<(?:[^<>\"']|\"[^\"]*+\"|'[^']*+')*+>")
_BLANK_LINES = re.compile(r"\n(?:[ \t]*+\n)++")
_IN_QUOTES = re.compile(r"['\"`]([^'\"`\n{}]{1,300})['\"`]")


def unwrapped(lines: list[str]) -> list[str]:
    """Blank the fences of `````mdx-code-block`` of Docusaurus, whose content is MDX and no code."""
    kept, fence, is_mdx = list(lines), "", False
    for number, line in enumerate(lines):
        if match := CODE_FENCE_LINE.match(line):
            before, fence = fence, fence_after(fence, *match.groups())
            is_mdx = match[2].strip() == "mdx-code-block" if fence and not before else is_mdx
            kept[number] = "" if is_mdx and before != fence else line
    return kept


def without_modules(lines: list[str], images: dict[str, str], ignore: Callable[[str, int], None]) -> list[str]:
    """Remove ``import`` and ``export``, from the start of a block to the next empty line outside of brackets.

    Images go into ``images`` by the names that they get; ``ignore`` gets the word and the line of each that is lost.
    """
    kept, inside, end = [], False, 0
    for number, line in enumerate(lines):
        starts = line.startswith(("import ", "import{", "export ")) and _MODULE.match(line) is not None
        if starts and (inside or not number or not lines[number - 1].strip()):
            if image := _IMAGE_MODULE.match(line):
                images[image[1]] = image[2]
            else:
                ignore(line.partition(" ")[0], number)
            inside, end = True, _end_of_module(lines, number)
        inside = inside and (bool(line.strip()) or number < end)
        kept.append("" if inside else line)
    return kept


def _end_of_module(lines: list[str], start: int) -> int:
    """Return the line after which all brackets of a module are closed; the first if they are in none of those near."""
    depth = 0
    for number in range(start, min(start + _LONGEST_MODULE, len(lines))):
        depth += sum(1 if bracket in "([{" else -1 for bracket in _BRACKETS.findall(lines[number]))
        if depth <= 0:
            return number
    return start


def without_expressions(text: str, images: Mapping[str, str], ignore: Callable[[str, str, int], None]) -> str:
    """Replace attributes ``name={...}`` by the string in them, by an image that was imported, or by nothing.

    ``ignore`` gets the attribute, the text and the place of each that is lost.
    """
    parts, done = [], 0
    tags: dict[int, int] = {}  # where a tag begins: there, and in the new text
    length = 0
    for match in _ATTRIBUTE.finditer(text):
        opening = _start_of_tag(text, match.start()) if match.start() >= done else None
        end = _end_of_braces(text, match.end()) if opening is not None else None
        if opening is None or end is None:
            continue
        tags.setdefault(opening, length + opening - done)
        inner = text[match.end() : end - 1]
        quoted = _IN_QUOTES.search(inner) if match[1] in _URLS or inner[:1] in "'\"`" else None
        # Next.js and Astro import an image as an object, whose URL is in ``.src``.
        value = quoted[1] if quoted else images.get(inner.strip().removesuffix(".src"))
        if value is None:
            ignore(f"{match[1]}={{}}", text, match.start())
        shown = f' {_URLS.get(match[1], match[1])}="{value}"' if value else ""
        parts += [text[done : match.start()], shown, "\n" * match[0].count("\n"), "\n" * inner.count("\n")]
        length += sum(map(len, parts[-4:]))
        done = end
    return _without_blank_lines("".join([*parts, text[done:]]), tags.values())


def _start_of_tag(text: str, place: int) -> int | None:
    """Return where the start tag begins that a place lies in, after other attributes; None if it is in none."""
    opening = text.rfind("<", max(0, place - LONGEST_TAG), place)
    return opening if opening >= 0 and _TAG_BEGINNING.fullmatch(text, opening, place) else None


def _without_blank_lines(text: str, tags: Iterable[int]) -> str:
    """Move the blank lines in tags, which would end them in Markdown, to the next blank line after them."""
    parts, done, moved = [], 0, 0
    for start in (*tags, len(text)):
        if moved and (blank := _BLANK_LINES.search(text, done, start)):
            parts += [text[done : blank.start()], "\n" * moved]
            done, moved = blank.start(), 0
        tag = _TAG.match(text, start) if start >= done else None
        if tag and _BLANK_LINES.search(tag[0]):
            squeezed = _BLANK_LINES.sub("\n", tag[0])
            parts += [text[done:start], squeezed]
            done, moved = tag.end(), moved + tag[0].count("\n") - squeezed.count("\n")
    return "".join([*parts, text[done:], "\n" * moved])


def _end_of_braces(text: str, start: int) -> int | None:
    """Return where the brace closes that was opened before a place."""
    depth = 1
    for match in _BRACE.finditer(text, start, start + LONGEST_TAG):
        depth += 1 if match[0] == "{" else -1
        if not depth:
            return match.end()
    return None
