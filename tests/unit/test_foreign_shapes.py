"""Shapes of values that other systems write: mappings, nested lists, stand-ins for fields of ours."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from sphinx_eulernews.model.field_readers import NO_BANNER, Context
from sphinx_eulernews.model.fields import KEYS, read_post
from sphinx_eulernews.model.front_matter import Problem, read_front_matter
from sphinx_eulernews.model.post import Author, Moment, Post


def read(content: str, name: str = "a") -> tuple[Post, list[Problem]]:
    front_matter = read_front_matter(f"---\n{content}\n---\n", KEYS)
    return read_post(front_matter, f"zh/news/{name}", "zh/news", Context())


NESTED: list[tuple[str, dict[str, Any]]] = [
    (
        "date:\n  created: 2024-01-01\n  updated: 2024-02-01",
        {"date": Moment("2024-01-01"), "updated": Moment("2024-02-01")},
    ),
    ("last_update: {date: 2024-02-01, author: x}", {"updated": Moment("2024-02-01")}),
    (
        "authors:\n- {name: 王一, url: https://example.org/a, image_url: /a.png}\n- 李二",
        {"authors": (Author("王一", "https://example.org/a", "/a.png"), Author("李二"))},
    ),
    (
        "author: {display_name: Ada, login: ada, email: ada@example.org, url: https://example.org/a}",
        {"authors": (Author("Ada", "https://example.org/a"),)},
    ),
    (
        "author:\n- name: {given: Ada, family: Lin}\n- {first_name: 一, last_name: 王}\n- name: {literal: The Crew}",
        {"authors": (Author("Ada Lin"), Author("王一"), Author("The Crew"))},
    ),
    ("author: Ada &amp; Lin Co; 王一", {"authors": (Author("Ada & Lin Co"), Author("王一"))}),
    ("authors: [Ada &#038; Lin Co]", {"authors": (Author("Ada & Lin Co"),)}),
    ("author: {name: Ada &amp; Lin Co}", {"authors": (Author("Ada & Lin Co"),)}),
    ("author: {login: ada}", {"authors": (Author("ada"),)}),
    ("series: {slug: harbour, name: 港口}", {"series": "港口"}),
    ("author:\n  name: 王一", {"authors": (Author("王一"),)}),
    ("tags: [容器, {label: 内核, permalink: /k}]", {"tags": ("容器", "内核")}),
    (
        "categories:\n- [Web, CSS]\n- [Life]",
        {"categories": ("Web", "CSS", "Life"), "category_paths": (("Web", "CSS"),)},
    ),
    (
        "link: https://example.org/2017/05/b%26c/\nslug: b&c\nwordpress_id: 7",
        {"slug": "b&c", "permalinks": ("/2017/05/b%26c/",)},
    ),
    ("link: https://example.org/2017/05/b/\nslug: b", {"slug": "b", "external": "https://example.org/2017/05/b/"}),
    ("path: /pass-fail/", {"permalinks": ("/pass-fail/",)}),
    ("path: double-fault-exceptions", {"permalinks": ("/double-fault-exceptions",)}),
    ("path: /a/\nurl: /b/", {"permalinks": ("/b/",)}),
    ("path: content/blog/a.md", {}),
    ("path: [a]", {}),
    ("link: https://example.org/c\nslug: b", {"slug": "b", "external": "https://example.org/c"}),
    ("external: https://example.org/b\nslug: b", {"slug": "b", "external": "https://example.org/b"}),
    ("series: [港口]", {"series": "港口"}),
    ("tags: 'Q&amp;A, Ships &#038; quays'", {"tags": ("Q&A", "Ships & quays")}),
    ("categories: [[Q&amp;A, CSS]]", {"categories": ("Q&A", "CSS"), "category_paths": (("Q&A", "CSS"),)}),
    ("tags: 容器、内核；网络,存储", {"tags": ("容器", "内核", "网络", "存储")}),
    (
        "date created: 2024-01-01\ndate modified: 2024-02-01",
        {"date": Moment("2024-01-01"), "updated": Moment("2024-02-01")},
    ),
    (
        "publishedDate: 'Thursday, September 5th 2024, 1:16:12 pm'\nmodifiedDate: 2024-10-01",
        {"date": Moment("2024-09-05T13:16:12+00:00"), "updated": Moment("2024-10-01")},
    ),
    ("published: 2024-01-01", {"date": Moment("2024-01-01")}),
    ("sticky: 0", {}),
    ("top: 7", {"pinned": True}),
    ("sticky: 1.5", {"pinned": True}),
    ("sticky: 10000000000000000000000", {"pinned": True}),
    ("sticky: １", {"pinned": True}),
    ("sticky: 0.0", {}),
    ("hide:\n- navigation", {}),
]


@pytest.mark.parametrize(("content", "expected"), NESTED)
def test_the_shapes_of_other_systems_are_read(content: str, expected: dict[str, Any]) -> None:
    post, problems = read(content)
    assert problems == []
    assert replace(post, lines=()) == Post(docname="zh/news/a", collection="zh/news", **expected)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("params: {author: 王一, tags: [船], mood: good}", {"authors": (Author("王一"),), "tags": ("船",)}),
        ("taxonomies: {tags: [船], categories: [港]}\ntags: [机]", {"tags": ("机",), "categories": ("港",)}),
        ("extra: 王一", {}),
    ],
)
def test_fields_may_stand_below_those_of_hugo_and_zola(content: str, expected: dict[str, Any]) -> None:
    post, problems = read(content)
    assert problems == []
    assert replace(post, lines=()) == Post(docname="zh/news/a", collection="zh/news", **expected)


@pytest.mark.parametrize(
    ("content", "name", "tags", "categories"),
    [
        ("layout: post\ntags: kernel open-source\ncategories: jekyll update", "2024-01-02-a", 2, 2),
        ("layout: post\nTags: kernel\ncategories: ''", "2024-1-2-a", 1, 0),
        ("layout: post\ntags: open source, kernel", "2024-01-02-a", 2, 0),
        ("layout: post\ntags: [open source]\ncategories:\n  - release notes", "2024-01-02-a", 1, 1),
        ("layout: post\ntag: open source\ncategory: release notes", "2024-01-02-a", 1, 1),
        ("layout: post\ntags: open source\ncategories: release notes", "a", 1, 1),
        ("tags: open source\ncategories: release notes", "2024-01-02-a", 1, 1),
    ],
)
def test_names_of_jekyll_are_divided_at_spaces(content: str, name: str, tags: int, categories: int) -> None:
    post, problems = read(content, name)
    assert problems == []
    assert (len(post.tags), len(post.categories)) == (tags, categories)


def test_the_image_of_a_header_of_jekyll_is_the_banner() -> None:
    front_matter = read_front_matter("---\nheader:\n  teaser: a.png\n---\n", KEYS)
    assert read_post(front_matter, "b/a", "b", Context())[1] == []
    assert front_matter.fields["banner"] == "a.png"


@pytest.mark.parametrize(
    ("content", "banner"),
    [
        ("image: {caption: 'By [Ada](https://q.example)', focal_point: '', preview_only: false}", None),
        ("image: {placement: 2, alt_text: A quay}", None),
        ("image: {filename: a.png, focal_point: Smart}", "a.png"),
    ],
)
def test_what_hugo_blox_says_of_an_image_without_its_name_is_no_banner(content: str, banner: str | None) -> None:
    front_matter = read_front_matter(f"---\n{content}\n---\n", KEYS)
    assert read_post(front_matter, "b/a", "b", Context())[1] == []
    assert front_matter.fields.get("banner") == banner


@pytest.mark.parametrize(
    ("content", "banner"),
    [
        ("resources:\n- {name: featured-image-preview, src: b.png}\n- {name: featured-image, src: a.png}", "a.png"),
        ("resources:\n- {name: cover, src: a.png}\n- src: '*.png'", "a.png"),
        ("resources:\n- {name: featuredImage, src: a.png}", "a.png"),
        ("resources:\n- {name: cover, src: '**cover*'}", None),
        ("resources:\n- {src: a.png, title: A quay}\n- b.png", None),
        ("resources:\n- {name: cover, src: a.png}\nimage: c.png", "c.png"),
        ("resources: a.png", None),
    ],
)
def test_a_resource_of_hugo_with_the_name_of_a_cover_is_the_banner(content: str, banner: str | None) -> None:
    front_matter = read_front_matter(f"---\n{content}\n---\n", KEYS)
    assert read_post(front_matter, "b/a", "b", Context())[1] == []
    assert front_matter.fields.get("banner") == banner
    assert front_matter.line_of("banner") == {"a.png": 2, "c.png": 4, None: 1}[banner]


@pytest.mark.parametrize(
    ("content", "banner"),
    [("cover: true\nimg: a.png", "a.png"), ("img: a.png\ncover: True", "a.png"), ("banner: yes", "yes")],
)
def test_a_flag_of_another_system_that_says_yes_is_no_image(content: str, banner: str | None) -> None:
    front_matter = read_front_matter(f"---\n{content}\n---\n", KEYS)
    assert read_post(front_matter, "b/a", "b", Context())[1] == []
    assert front_matter.fields.get("banner") == banner


def test_a_permalink_may_have_the_tokens_of_the_site() -> None:
    front_matter = read_front_matter("---\npermalink: /:abbrlink/\n---\n", KEYS)
    post, problems = read_post(front_matter, "b/a", "b", Context(extra_fields=("abbrlink",)))
    assert (post.permalinks, problems) == (("/:abbrlink/",), [])
    _post, [problem] = read_post(front_matter, "b/a", "b", Context())
    assert (problem.line, "':abbrlink'" in problem.message) == (2, True)


@pytest.mark.parametrize("content", ["cover: false", "banner: No", "banner: [off]", "cover: {image: false}"])
def test_a_flag_in_the_place_of_a_banner_asks_for_no_image(content: str) -> None:
    front_matter = read_front_matter(f"---\n{content}\n---\n", KEYS)
    assert read_post(front_matter, "b/a", "b", Context())[1] == []
    assert front_matter.fields["banner"] == NO_BANNER


@pytest.mark.parametrize(
    ("content", "banner"),
    [
        ("cover: false\nimg: a.png", "a.png"),
        ("img: a.png\ncover: false", "a.png"),
        ("cover: false\nimg:", NO_BANNER),
        ("banner: false\nimg: a.png", NO_BANNER),
    ],
)
def test_a_flag_of_a_theme_hides_no_image(content: str, banner: str) -> None:
    front_matter = read_front_matter(f"---\n{content}\n---\n", KEYS)
    assert read_post(front_matter, "b/a", "b", Context())[1] == []
    assert front_matter.fields["banner"] == banner


@pytest.mark.parametrize(
    "content",
    [
        "image:\n  caption: ''\n  focal_point: Center\n  placement: 2\n  preview_only: false",
        "cover:\n  image:\n  relative: false\n  hidden: true",
    ],
)
def test_the_options_of_an_image_that_is_not_there_are_no_banner(content: str) -> None:
    front_matter = read_front_matter(f"---\n{content}\n---\n", KEYS)
    assert read_post(front_matter, "b/a", "b", Context())[1] == []
    assert "banner" not in front_matter.fields


def test_the_first_of_several_banners_with_captions_is_read() -> None:
    front_matter = read_front_matter('---\ncover-img: ["/a.png": "港口", "/b.png": "航道"]\n---\n', KEYS)
    assert read_post(front_matter, "news/a", "news", Context())[1] == []
    assert front_matter.fields["banner"] == "/a.png"


def test_a_cover_with_a_text_is_a_banner_with_a_text() -> None:
    front_matter = read_front_matter("---\ncover:\n  image: a.png\n  alt: 港口\n---\n", KEYS)
    assert read_post(front_matter, "b/a", "b", Context())[1] == []
    assert (front_matter.fields["banner"], front_matter.fields["banner_alt"]) == ("a.png", "港口")


@pytest.mark.parametrize("content", ["author: {email: x}", "tags: [{x: y}]", "date: {x: y}", "cover: {x: y}"])
def test_a_shape_that_is_not_understood_is_a_problem(content: str) -> None:
    assert [problem.line for problem in read(content)[1]] == [2]
