"""Posts that are held back: every word for a draft, and what only may mean one."""

from __future__ import annotations

from datetime import timedelta, timezone

import pytest

from sphinx_eulernews.model.drafts import DRAFT_KEYS
from sphinx_eulernews.model.field_readers import Context
from sphinx_eulernews.model.fields import FIELDS, KEYS, read_post
from sphinx_eulernews.model.front_matter import Problem, read_front_matter
from sphinx_eulernews.model.post import Moment, Post


def read(content: str, context: Context | None = None) -> tuple[Post, list[Problem]]:
    return read_post(read_front_matter(f"---\n{content}\n---\n", KEYS), "zh/news/a", "zh/news", context or Context())


HELD = [
    "draft: true", "published: false", "publish: false", "status: draft", "hidden: true", "visible: false",
    "private: yes", "public: no", f"keys: ['{'0a' * 16}']", "hide: true", "password: 123", "visibility: private",
    "isDraft: true", "unpublished: yes", "ignorePublish: true", "wip: true", "headless: true",
    "build:\n  render: never", "_build: {render: false, list: always}\ndraft: false",
    "build: {render: False}", "build: {render: 'no'}",
]  # fmt: skip


@pytest.mark.parametrize("content", HELD)
def test_every_known_way_holds_a_post_back(content: str) -> None:
    post, problems = read(content)
    assert (post.draft, problems) == (True, [])


@pytest.mark.parametrize(
    "build", ["\n  render: never\n  list: always", "\n    render: never", " {list: always, render: never}"]
)
def test_broken_front_matter_holds_a_post_back_as_hugo_does(build: str) -> None:
    front_matter = read_front_matter(f"---\ntitle: a: b\nbuild:{build}\n---\n", KEYS)
    assert len(front_matter.problems) == 1
    post, problems = read_post(front_matter, "zh/news/a", "zh/news", Context())
    assert (post.draft, post.unlisted, problems) == (True, False, [])


def test_what_hugo_builds_and_does_not_list_is_unlisted() -> None:
    assert [read(f"build:\n  list: {word}")[0].unlisted for word in ("never", "FALSE", "always", "local")] == [
        *(True, True, False, False)
    ]
    assert read("build: now") == read("build: {render: always}\nbuilds: {render: never}")
    assert not read("build:\n  list: never")[0].draft


def test_the_help_of_draft_names_every_field_that_holds_a_post_back() -> None:
    [text] = [declared.help for declared in FIELDS if declared.key == "draft"]
    assert [key for key in DRAFT_KEYS if key != "draft" and f"`{key}" not in text] == []


@pytest.mark.parametrize(
    "content",
    [
        "draft: false",
        "published: true",
        "publish: true",
        "status: published",
        "hidden: 0",
        "build: {render: always}",
        "build: 12",
    ],
)
def test_what_says_that_a_post_is_public_does_not_hold_it_back(content: str) -> None:
    post, problems = read(content)
    assert (post.draft, problems) == (False, [])


@pytest.mark.parametrize(
    "content",
    [
        "drfat: true",
        "publsh: 2031-01-01",
        "draft: maybe",
        "publish: soon",
        "hiden: true",
        "passwrod: 123",
        "params: {drfat: true}",
        "status: perhaps",
        "published: soon",
    ],
)
def test_what_cannot_be_read_holds_a_post_back_with_a_problem(content: str) -> None:
    post, problems = read(content)
    assert post.draft
    assert [problem.line for problem in problems] == [2]
    assert "held back" in problems[0].message


def test_a_post_of_the_future_is_held_back_where_the_site_wants_that() -> None:
    post, _ = read("date: 2031-01-01", Context(hide_future=True))
    assert post.publish == Moment("2031-01-01")


CHENGDU = timezone(timedelta(hours=8))


@pytest.mark.parametrize(
    ("content", "publish", "expires"),
    [
        ("publish: 2031-01-02", "2031-01-02T00:00:00+08:00", None),
        ("publish: 2031-01-02 08:30\nexpires: 2031-03", "2031-01-02T08:30:00+08:00", "2031-03-01T00:00:00+08:00"),
        ("date: 2031-01-02", "2031-01-02T00:00:00+08:00", None),
        ("date: 2031-01-02\npublish: 2031-01-03", "2031-01-03T00:00:00+08:00", None),
    ],
)
def test_a_day_begins_when_it_does_where_the_site_is(content: str, publish: str, expires: str | None) -> None:
    post, _ = read(content, Context(CHENGDU, hide_future=True))
    assert (post.publish, post.expires) == (Moment(publish), Moment(expires) if expires else None)
    assert post.date is None or post.date.iso[:10] == "2031-01-02"
