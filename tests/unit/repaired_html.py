"""Raw HTML after its repair, as tests ask for it."""

from __future__ import annotations

from sphinx_eulernews.html.repair import Fragment, ProblemKind, repair_fragments


def repaired_fragment(*texts: str) -> list[str]:
    """The HTML of fragments that stand in one group."""
    return [piece.html for piece in repair_fragments(Fragment(text, line=1) for text in texts).fragments]


def problems(*texts: str) -> list[tuple[ProblemKind, str]]:
    return [
        (problem.kind, problem.detail)
        for problem in repair_fragments(Fragment(text, line=1) for text in texts).problems
    ]
