"""A site makes the news its own: fields, events, templates. One build shows them all."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from helpers import Build, Project, png, post_text, site_in

FIELDS = {"venue": "text", "event_date": "date", "speakers": "list", "seats": "number", "location": "text"}
CONF: dict[str, Any] = {
    "html_baseurl": "https://example.org/",
    "eulernews_collections": {"news": {"language": "en"}},
    "eulernews_extra_fields": FIELDS,
    "eulernews_image_cache": "../cache",
}
FILES: dict[str, str | bytes] = {
    "index.md": "# Home\n\n```{postlist}\n:where: event_date>=2024-05\n:sort: event_date\n:layout: list\n```\n\n"
    "```{postlist}\n:where: seats>=50, location=成都\n:layout: compact\n```\n\n"
    "```{postlist}\n:where: vanue=A, seats>=many, seats>=1\n:sort: nothing\n:layout: table\n```\n",
    "news/a.md": post_text("Alpha", date="2024-01-01", venue="Hall A", event_date="2024-06-03", seats="120",
                           location="成都", banner="b.png"),
    "news/b.md": post_text("Beta", date="2024-01-02", venue="Hall B", event_date="2024-05-03", speakers=["Ada", "Lin"],
                           tags=["talk"]),
    "news/c.md": post_text("Gamma", date="2024-01-03", event_date="soon", seats="30", tags=["talk"]),
    "news/d.rst": "Delta\n=====\n\n.. post:: 2024-01-04\n   :venue: Hall D\n   :seats: 60\n   :location: 成都\n\n"
    "   In.\n",
    "news/b.png": png(400, 200),
}  # fmt: skip


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return site_in(tmp_path_factory.mktemp("customize"), FILES, CONF)


@pytest.fixture(scope="module")
def built(project: Project) -> Build:
    return project.build()


def titles(built: Build, layout: str) -> Iterator[str]:
    yield from (link.text for link in built.page("index.html").select(f".eulernews-{layout} .p-name"))


def test_lists_filter_and_sort_by_fields_of_the_site(built: Build) -> None:
    assert list(titles(built, "list")) == ["Beta", "Alpha"]
    assert list(titles(built, "compact")) == ["Delta", "Alpha"]
    assert list(titles(built, "table")) == ["Delta", "Gamma", "Alpha"]


def test_what_cannot_be_used_of_a_field_is_a_warning_where_it_stands(built: Build) -> None:
    assert [warned.place for warned in built.warnings] == [
        ("eulernews.directive", "index.md", 14), ("eulernews.directive", "index.md", 14),
        ("eulernews.directive", "index.md", 14), ("eulernews.date", "news/c.md", 4),
    ]  # fmt: skip
    assert "did you mean 'venue'" in built.warnings[0].message


def test_the_json_feed_holds_the_fields(built: Build) -> None:
    items = {item["title"]: item.get("_eulernews") for item in json.loads(built.text("news/feed.json"))["items"]}
    assert items == {
        "Alpha": {"venue": "Hall A", "event_date": "2024-06-03", "seats": 120, "location": "成都"},
        "Beta": {"venue": "Hall B", "event_date": "2024-05-03", "speakers": ["Ada", "Lin"]},
        "Gamma": {"seats": 30},
        "Delta": {"venue": "Hall D", "seats": 60, "location": "成都"},
    }
