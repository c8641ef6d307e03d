"""Tabs of VuePress: in ``::: tabs`` and ``::: code-tabs``, each line ``@tab Title`` begins one. Pure."""

from __future__ import annotations

import re

from sphinx_eulernews.markdown.rule_helpers import CODE_FENCE_LINE, fence_after

TABS = frozenset({"tabs", "code-tabs"})
"""The names of containers that have tabs."""
_TAB = re.compile(r" {0,3}@tab(?::active)?(?:[ \t]++(?P<title>.*?))?(?:#[\w-]++)?")
_TAG = re.compile(r"<[^<>]*+>")  # an icon


def split_tabs(content: str) -> list[tuple[int, str, str]]:
    """Return the tabs of a container: the number of the line ``@tab Title``, from 0, the title, and the content."""
    lines = content.split("\n")
    starts, fence, depth = list[tuple[int, str]](), "", 0
    for number, line in enumerate(lines):
        if match := CODE_FENCE_LINE.match(line):
            fence = fence_after(fence, *match.groups())
        elif not fence and line.lstrip().startswith(":::"):
            depth = depth + 1 if line.strip().strip(":") else max(depth - 1, 0)
        elif not fence and not depth and (tab := _TAB.fullmatch(line.rstrip())):
            starts.append((number, _TAG.sub("", tab["title"] or "").strip() or "Tab"))
    ends = [*(number for number, _title in starts[1:]), len(lines)]
    return [
        (start, title, "\n".join(lines[start + 1 : end])) for (start, title), end in zip(starts, ends, strict=False)
    ]
