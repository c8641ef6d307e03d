"""Dates of commits, from sphinx-last-updated-by-git (to 0.3.8), which sphinx-sitemap loads for ``<lastmod>``.

Upstream: ``git_last_updated`` of the environment, which its ``source-read`` sets to ``None`` and its ``env-updated``
to a date. A document that is read after that, as generated pages are, is left without one: sphinx-sitemap crashes.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sphinx.environment import BuildEnvironment

_NO_DATE = (None, False)
"""The timestamp, and whether to link the source file."""


@contextmanager
def keep_git_date(env: BuildEnvironment, docname: str) -> Iterator[None]:
    """Let a document that is read again after ``env-updated`` keep its date; one without a file has none."""
    # docname -> (timestamp, whether to link the source file), or None if Git cannot say
    dates: dict[str, Any] | None = getattr(env, "git_last_updated", None)
    date = dates.get(docname) if dates is not None else None
    yield
    if dates is not None:
        dates[docname] = date or _NO_DATE
