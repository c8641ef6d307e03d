"""Comments in code that mark lines in other systems: ``// highlight-next-line``, ``// [!code focus]``. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

# Docusaurus: a comment of any language, alone on its line.
_LINE = re.compile(
    r"""
    (?: // | \# | -- | ; | % | rem\b | /\* | <!-- | \{/\* ) [ \t]*+
    highlight-(next-line|start|end)
    (?: [ \t]*+ (?: \*/\}? | --> ) )?
    """,
    re.IGNORECASE | re.VERBOSE,
)
# VitePress: at the end of a line; it may count lines. Those of [!code ++] and [!code --] say more than that, and stay.
_AT_END = re.compile(
    r"""
    (?<![ \t])[ \t]*+ (?: // | \# | -- | ; | % | /\* | <!-- ) [ \t]*+
    \[!code [ \t]++ (?: focus | hl | highlight ) (?: :(\d{1,4}+) )? [ \t]*+\]
    [ \t]*+ (?: \*/ | --> )? [ \t]*+\Z
    """,
    re.VERBOSE,
)


def take_marks(code: str) -> tuple[str, list[int]]:
    """Return code without such comments, and the numbers, from 1, of the lines that they mark."""
    if "highlight-" not in code and "[!code" not in code:
        return code, []
    kept: list[str] = []
    marked: list[int] = []
    for line, is_marked in _lines(code.removesuffix("\n").split("\n")):
        kept.append(line)
        if is_marked:
            marked.append(len(kept))
    return "\n".join(kept) + "\n" * code.endswith("\n"), marked


def _lines(lines: list[str]) -> Iterator[tuple[str, bool]]:
    inside, following = False, 0
    for line in lines:
        if match := _LINE.fullmatch(line.strip(" \t")):
            inside = {"start": True, "end": False}.get(match[1].lower(), inside)
            following = max(following, match[1].lower() == "next-line")
            continue
        if "[!code" in line and (match := _AT_END.search(line)):
            line = line[: match.start()]  # noqa: PLW2901  without the comment
            following = max(following, int(match[1] or 1))
            if not line.strip():
                continue
        yield line, inside or following > 0
        following = max(following - 1, 0)
