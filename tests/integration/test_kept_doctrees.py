"""Doctrees of posts that are not kept in memory: which, and that the output does not tell."""

from __future__ import annotations

import pytest
from conftest import MakeSite
from docutils import nodes
from helpers import assert_equal, post_text
from samples import FILES
from sphinx.environment import BuildEnvironment

from sphinx_eulernews.read import kept_doctrees

POSTS = [f"news/{letter}" for letter in "abcde"]
SITE: dict[str, str | bytes] = {
    **{f"{name}.md": post_text(f"第 {name} 篇", date="2024-01-01") for name in POSTS},
    **{f"guide/{number}.md": "# 指南\n" for number in range(4)},
}


def loaded(make_site: MakeSite, monkeypatch: pytest.MonkeyPatch, most_kept: int) -> set[str]:
    """Return the documents whose doctrees a first build loads from disk."""
    monkeypatch.setattr(kept_doctrees, "MOST_KEPT", most_kept)
    found, stock = set(), BuildEnvironment.get_doctree

    def get_doctree(env: BuildEnvironment, docname: str) -> nodes.document:
        found.add(docname)
        return stock(env, docname)

    monkeypatch.setattr(BuildEnvironment, "get_doctree", get_doctree)
    make_site(SITE).build()
    return found - {"index"}  # themes ask for it


def test_doctrees_of_many_posts_are_not_kept(make_site: MakeSite, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only those of posts, and not that of the last one: five pages and the first post are read before the others."""
    assert loaded(make_site, monkeypatch, 6) == set(POSTS[1:4])


def test_doctrees_of_few_posts_are_kept(make_site: MakeSite, monkeypatch: pytest.MonkeyPatch) -> None:
    """A site that is not long is written from memory, as Sphinx does it."""
    assert loaded(make_site, monkeypatch, kept_doctrees.MOST_KEPT) == set()


def test_the_output_is_the_same(make_site: MakeSite, monkeypatch: pytest.MonkeyPatch) -> None:
    """A doctree from disk is as good as one from memory."""
    kept = make_site(FILES).build()
    monkeypatch.setattr(kept_doctrees, "MOST_KEPT", 0)
    released = make_site(FILES).build()
    assert_equal(released, kept)
    assert released.places() == kept.places()
