"""Summaries show the titles of what the text refers to, which are known after all documents have been read."""

from __future__ import annotations

import pytest
from bs4 import Tag
from conftest import MakeSite
from helpers import Build, post_text

FILES = {
    "index.md": "# Home\n\n(quay)=\n## The quay\n\n## Cranes\n\nWords.\n",
    "news/port.md": post_text("港口", date="2023-01-01"),
    "news/draft.md": post_text("Not yet", date="2023-01-01", draft="true"),
}
# What a post begins with, and its summary.
BEGINNINGS = [
    ("See {doc}`/index`.", "See Home."),
    ("See {ref}`quay`, {ref}`QUAY` and {doc}`port`.", "See The quay, The quay and 港口."),
    ("See {news:post}`news/port`.", "See 港口."),
    ("See {any}`/index`.", "See Home."),
    ("见[](port.md)。", "见港口。"),
    ("See [](/index.md).", "See Home."),
    ("index {doc}`index </index>` {doc}`/index`", "index index Home"),
    ("See {doc}`the draft <draft>` and {doc}`draft`.", "See the draft and draft."),
    ("See {doc}`nowhere` and {ref}`nothing`.", "See nowhere and nothing."),
    ("Before {doc}`/index` <!-- more --> after", "Before Home"),
    (f"{'x' * 157} {{doc}}`/index`", f"{'x' * 157}…"),
]


def summary_of(build: Build, name: str = "news/a.html") -> str:
    description = build.page(name).select_one("meta[name=description]")
    assert isinstance(description, Tag)
    return str(description["content"])


@pytest.mark.parametrize(("beginning", "summary"), BEGINNINGS, ids=[text for _beginning, text in BEGINNINGS])
def test_a_summary_shows_titles(make_site: MakeSite, beginning: str, summary: str) -> None:
    built = make_site({**FILES, "news/a.md": post_text("A", beginning, date="2023-01-02")}).build()
    assert summary_of(built) == summary
    card = built.page("news/index.html").select_one(".h-entry .p-summary:not(data)")
    assert card is not None
    assert card.text == summary


def test_the_content_of_a_directive_shows_titles(make_site: MakeSite) -> None:
    text = "Title\n=====\n\n.. post:: 2023-01-02\n\n   See :doc:`/index` and :ref:`quay`.\n\nText.\n"
    assert summary_of(make_site({**FILES, "news/a.rst": text}).build()) == "See Home and The quay."


EDITS: dict[str, dict[str, str]] = {
    "a document gets another title": {"index.md": FILES["index.md"].replace("# Home", "# Start")},
    "a label gets another title": {"index.md": FILES["index.md"].replace("The quay", "The pier")},
    "a post gets another title": {"news/port.md": post_text("码头", date="2023-01-01")},
    "a draft is published": {"news/draft.md": post_text("Now", date="2023-01-01")},
    "a post becomes a draft": {"news/port.md": post_text("港口", date="2023-01-01", draft="true")},
}


@pytest.mark.promise("2 incremental")
@pytest.mark.parametrize("files", EDITS.values(), ids=EDITS)
def test_a_summary_follows_the_titles(make_site: MakeSite, files: dict[str, str]) -> None:
    beginning = "See {doc}`/index`, {ref}`quay`, {doc}`port`, [](port.md), {doc}`draft` and {news:post}`draft`."
    text = post_text("A", beginning, date="2023-01-02")
    site = make_site({**FILES, "news/a.md": text}, {"eulernews_summary_length": 400})
    before = summary_of(site.build())
    site.write(files)
    again, clean = site.build(), site.build(clean=True)
    assert summary_of(again) == summary_of(clean) != before
    assert again.digests() == clean.digests()
