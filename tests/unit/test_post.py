"""Every field of front matter: what is read, and that a bad value costs that field only."""

from __future__ import annotations

import copy
import pickle
import time
from dataclasses import FrozenInstanceError, replace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from helpers import NOW, make_post

from sphinx_eulernews.model.field_readers import Context
from sphinx_eulernews.model.fields import FIELDS, KEYS, is_post, read_post
from sphinx_eulernews.model.front_matter import FrontMatter, Problem, Value, read_front_matter
from sphinx_eulernews.model.post import Author, Banner, Moment, Post
from sphinx_eulernews.model.taxonomy import TAXONOMIES


def read(content: str, context: Context | None = None) -> tuple[Post, list[Problem]]:
    front_matter = read_front_matter(f"---\n{content}\n---\n", KEYS)
    return read_post(front_matter, "zh/news/a", "zh/news", context or Context())


# Key of the field, a good string, what the post then holds.
GOOD: list[tuple[str, str, Any]] = [
    ("title", "港口平台", "港口平台"),
    ("date", "2023-9-7", Moment("2023-09-07")),
    ("category", "blog ", ("blog",)),
    ("tags", "[容器, 内核]", ("容器", "内核")),
    ("banner", "img/x.png", None),
    ("banner_alt", "一张图", None),
    ("banner_focus", "50% 20%", None),
    ("author", "王一, 李二", (Author("王一"), Author("李二"))),
    ("summary", "一句话。", "一句话。"),
    ("archives", "2023-09-07", None),
    ("sig", "Container、Kernel", ("Container", "Kernel")),
    ("location", "成都、西安", ("成都", "西安")),
    ("updated", "2023-11", Moment("2023-11")),
    ("draft", "true", True),
    ("publish", "2023-11-25", Moment("2023-11-25")),
    ("expires", "2024.01.02", Moment("2024-01-02")),
    ("pinned", "yes", True),
    ("unlisted", "True", True),
    ("language", "en", "en"),
    ("language", "Chinese", "zh"),
    ("translation", "harbour", "harbour"),
    ("aliases", "[/blog/a.html, /b.html]", ("/blog/a.html", "/b.html")),
    ("permalink", "/2023/harbour/", ("/2023/harbour/",)),
    ("slug", "harbour", "harbour"),
    ("canonical", "https://example.org/a", "https://example.org/a"),
    ("external", "https://example.org/b", "https://example.org/b"),
    ("series", "港口", "港口"),
    ("related", "[zh/news/b]", ("zh/news/b",)),
    ("post", "true", None),
]
# Key of the field, a text that it cannot be.
BAD: list[tuple[str, str]] = [
    ("title", "[a, b]"),
    ("date", "明天"),
    ("banner", "{width: 3}"),
    ("banner_alt", "[a, b]"),
    ("banner_focus", "somewhere"),
    ("summary", "[a, b]"),
    ("updated", "2023-13-01"),
    ("draft", "maybe"),
    ("publish", "soon"),
    ("expires", "[2023-11-25, 2023-11-26]"),
    ("pinned", "first"),
    ("unlisted", "[a]"),
    ("language", "[zh, en]"),
    ("language", "cn"),
    ("translation", "[a, b]"),
    ("permalink", "/:moon/"),
    ("slug", "[a, b]"),
    ("canonical", "javascript:alert(1)"),
    ("external", "www.example.org"),
    ("external", "https://"),
    ("canonical", "http://?x"),
    ("series", "[a, b]"),
    ("post", "perhaps"),
]
# Any string and any list of strings is a value of these.
NEVER_BAD = {"archives", "aliases", "related", *(taxonomy.option for taxonomy in TAXONOMIES)}


def test_the_tables_below_name_every_field() -> None:
    keys = {field.key for field in FIELDS}
    assert {key for key, *_ in GOOD} == keys
    assert {key for key, _ in BAD} == keys - NEVER_BAD


@pytest.mark.parametrize("word", ["true", "False"])
def test_what_pelican_says_of_a_translation_is_no_key_that_posts_share(word: str) -> None:
    post, problems = read(f"translation: {word}")
    assert (post.translation, problems) == ("", [])


@pytest.mark.parametrize(("key", "text", "expected"), GOOD)
def test_a_good_value_fills_its_field_and_no_other(key: str, text: str, expected: Any) -> None:
    post, problems = read(f"{key}: {text}")
    assert problems == []
    [attribute] = [field.attribute for field in FIELDS if field.key == key]
    plain = Post(docname="zh/news/a", collection="zh/news")
    changed = {name for name in Post.__slots__ if getattr(post, name) != getattr(plain, name)} - {"lines"}
    also = {"date"} if key == "publish" else set()  # the date of a post that has no other
    assert changed == ({attribute} | also if attribute else set())
    if attribute:
        assert getattr(post, attribute) == expected


@pytest.mark.promise("unedited")
@pytest.mark.parametrize(("key", "text"), BAD)
def test_a_bad_value_costs_its_field_and_is_one_problem_at_its_line(key: str, text: str) -> None:
    others = {"title": "甲", "date": "2023-11-25", "tags": "[容器]"}
    others.pop(key, None)
    content = "".join(f"{name}: {value}\n" for name, value in others.items())
    post, problems = read(f"{content}{key}: {text}")
    subtype = "date" if key in {"date", "updated", "publish", "expires"} else "field"
    assert [(problem.line, problem.subtype) for problem in problems] == [(2 + len(others), subtype)]
    assert f"'{key}'" in problems[0].message
    intact, _ = read(content)
    # What may be meant to hold the post back does: that a field is lost would publish it.
    assert replace(post, lines=()) == replace(intact, lines=(), draft=key in {"draft", "publish"})


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.key)
def test_an_empty_value_means_that_the_field_is_not_there(field: Any) -> None:
    post, problems = read(f"{field.key}:")
    assert problems == []
    assert post == Post(docname="zh/news/a", collection="zh/news")


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.key)
@pytest.mark.parametrize("value", ["", [], [""], "\\", "x" * 10000, ["a"] * 1000], ids=lambda value: repr(value)[:12])
def test_no_value_makes_a_field_fail_otherwise_than_by_a_problem(field: Any, value: Value) -> None:
    front_matter = read_front_matter("---\ntitle: 甲\n---\n", KEYS)
    front_matter.fields[field.key] = value
    _post, problems = read_post(front_matter, "a", "b", Context())
    assert len(problems) <= 1
    assert all(len(problem.message) < 400 for problem in problems)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("王一", ["王一"]),
        ("王一, 李二", ["王一", "李二"]),
        ("王一，李二", ["王一", "李二"]),
        ("王一、李二", ["王一", "李二"]),
        ("王一；李二", ["王一", "李二"]),
        ("[王一, 李二]", ["王一", "李二"]),
        ("[王一, 王一]", ["王一"]),
        ("[王一，李二, 张三]", ["王一", "李二", "张三"]),
        ("['王一，李二', Bo（港，口）]", ["王一，李二", "Bo（港，口）"]),
        ("\n- 王一，李二", ["王一，李二"]),
        ("R&D", ["R&D"]),
        ("A&B, C", ["A&B", "C"]),
        ("'[王一](https://example.org/a), [李二](https://example.org/b)'", ["王一", "李二"]),
        ("'[王一](https://example.org/a)、李二'", ["王一", "李二"]),
        ("<a class=x href='https://example.org/a' target=_blank>王一</a>, <a href=/b>李二</a>", ["王一", "李二"]),
        ("王一 <a href='/b'>", ["王一 <a href='/b'>"]),
        ("'李二, [王一](https://example.org/a)'", ["李二", "王一"]),
        ("['[王一](https://example.org/a)', 李二]", ["王一", "李二"]),
        (
            "'[Ann](https://example.org/a) (Quay), [Bo](https://example.org/b) (Port, Inc.),'",
            ["Ann (Quay)", "Bo (Port, Inc.)"],
        ),
        ("Ann ([@ann](https://example.org/a))", ["Ann (@ann)"]),
        ("Ann (Quay, Inc.), Bo（港，口）", ["Ann (Quay, Inc.)", "Bo（港，口）"]),
        (
            "'[Ann](https://example.org/a) and [Bo](https://example.org/b) (Port) & [Cy](/c) [Di](/d)'",
            ["Ann", "Bo (Port)", "Cy", "Di"],
        ),
        ("Ann (Quay, Bo", ["Ann (Quay", "Bo"]),
    ],
)
def test_authors_are_read_in_every_form(text: str, names: list[str]) -> None:
    post, problems = read(f"author: {text}")
    assert problems == []
    assert [author.name for author in post.authors] == names


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("'[王一](https://example.org/a)'", "https://example.org/a"),
        ("'[王一](HTTP://example.org/a)'", "HTTP://example.org/a"),
        ("'[王一](javascript:alert(1))'", ""),
        ("王一", ""),
        ("'王一 ([@wang](https://example.org/a)) '", "https://example.org/a"),
        ('<a href="https://example.org/a" target="_blank">王一</a>', "https://example.org/a"),
        ("'[王一](https://example.org/a) (Quay)'", "https://example.org/a"),
    ],
)
def test_the_link_of_an_author_is_a_web_url_or_nothing(text: str, url: str) -> None:
    [author] = read(f"author: {text}")[0].authors
    assert author.url == url
    assert author.name.startswith("王一")


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("'***港口***'", "港口"),
        ("'<a name=\"x\"></a>港口'", "港口"),
        ("'C++ & C# <b>'", "C++ & C# <b>"),
        ("【公告】港口", "【公告】港口"),
        ("2 * 3 * 4", "2 * 3 * 4"),
        ('"&#8220;Q&#038;A&#8221; &mdash; &amp; &lt;b&gt;"', "“Q&A” — & <b>"),
        ('"&#x202e;a&#0;b &nbsp; &copy &AMP"', "a\ufffdb &nbsp; &copy &AMP"),
    ],
)
def test_titles_lose_the_markup_that_authors_leave_in_them(written: str, title: str) -> None:
    assert read(f"title: {written}")[0].title == title


@pytest.mark.parametrize(
    ("written", "summary"),
    [
        (
            "'<p>Ships &#038; <a href=\"/x\">quays</a>,<br />cranes&nbsp;too.</p> <p>More.</p>'",
            "Ships & quays, cranes too. More.",
        ),
        ("'<p>A <a href=\"http:&#47;&#47;example.org\">quay<&#47;a><&#47;p>'", "A quay"),
        ("'The tag <br> of <pid>, a < b'", "The tag <br> of <pid>, a < b"),
        ("'<b>A</b> <pid>'", "A <pid>"),
        ("'`<b>` and `</b>`, `<i>a</i>` &amp; b'", "`<b>` and `</b>`, `<i>a</i>` & b"),
        ("'Ships&#8217; quays'", "Ships’ quays"),
        ("'A [quay](/x.md), **two** and 三**四**。 `[a](b) **c**`'", "A quay, two and 三四。 `[a](b) **c**`"),
        ("'2**3**4, **kwargs and **, a [b] (c), __init__'", "2**3**4, **kwargs and **, a [b] (c), __init__"),
    ],
)
def test_a_summary_that_is_html_or_markdown_is_read_as_its_text(written: str, summary: str) -> None:
    assert read(f"summary: {written}")[0].summary == summary


@pytest.mark.parametrize("word", ["true", "True", "TRUE", "yes", "on", "1"])
def test_every_word_for_yes_sets_a_flag(word: str) -> None:
    assert read(f"pinned: {word}")[0].pinned


@pytest.mark.parametrize("word", ["false", "False", "FALSE", "no", "No", "off", "0"])
def test_every_word_for_no_clears_a_flag_and_opts_a_page_out(word: str) -> None:
    post, problems = read(f"pinned: {word}")
    assert (post.pinned, problems) == (False, [])
    assert not is_post(read_front_matter(f"---\npost: {word}\n---\n", KEYS))


@pytest.mark.parametrize("content", ["title: 甲", "post: true", "post:", "post: perhaps", "post: [a]"])
def test_whatever_does_not_say_no_is_a_post(content: str) -> None:
    assert is_post(read_front_matter(f"---\n{content}\n---\n", KEYS))


def test_a_time_without_zone_is_meant_in_the_zone_of_the_site() -> None:
    post, _ = read("date: 2023-11-25 08:30", Context(ZoneInfo("Asia/Shanghai")))
    assert post.date == Moment("2023-11-25T08:30:00+08:00")


@pytest.mark.parametrize(
    ("values", "published"),
    [
        ({}, True),
        ({"draft": True}, False),
        ({"publish": "2025-12-31"}, True),
        ({"publish": "2026-01-01"}, True),
        ({"publish": "2026-01-02"}, False),
        ({"expires": "2026-01-02"}, True),
        ({"expires": "2026-01-01"}, False),
        ({"publish": "2025-01-01", "expires": "2025-06-01"}, False),
    ],
)
def test_a_post_is_published_from_a_day_until_another(values: dict[str, Any], published: bool) -> None:
    assert make_post("news/a", **values).published(NOW) is published


def test_posts_are_plain_values_that_pickle() -> None:
    post, _ = read("title: 甲\ndate: 2023-11-25\ntags: [a]\nauthor: 王一")
    assert pickle.loads(pickle.dumps(post)) == post  # noqa: S301  our own bytes


def test_the_name_of_a_post_gives_its_date_where_it_has_none() -> None:
    front_matter = read_front_matter("---\ntitle: 甲\n---\n", KEYS)
    assert read_post(front_matter, "blog/2020-01-02-x", "blog", Context())[0].date == Moment("2020-01-02")
    assert read_post(front_matter, "2020-01-02/x", "2020-01-02", Context())[0].date is None


@pytest.mark.parametrize(
    ("docname", "content", "day"),
    [
        ("blog/x", "publishDate: 2019-01-10", "2019-01-10"),
        ("blog/2020-01-02-x", "publishDate: 2019-01-10", "2020-01-02"),
        ("blog/x", "publishDate: 2019-01-10\ndate: 2018-01-10", "2018-01-10"),
    ],
)
def test_a_post_without_a_date_has_that_from_which_on_it_is_public(docname: str, content: str, day: str) -> None:
    front_matter = read_front_matter(f"---\n{content}\n---\n", KEYS)
    post, problems = read_post(front_matter, docname, "blog", Context())
    assert (post.date, problems) == (Moment(day), [])
    assert post.publish
    assert post.publish.when.year == 2019


def test_an_author_may_be_a_key_with_or_without_a_name() -> None:
    post, _ = read("authors: [{key: ann}, {id: bo, name: Bo Ek, title: Pilot}, 王一]")
    assert post.authors == (Author("ann", key="ann"), Author("Bo Ek", bio="Pilot", key="bo"), Author("王一"))


@pytest.mark.parametrize("number", [50_000])
def test_authors_take_time_in_proportion_to_their_length(number: int) -> None:
    begun = time.process_time()
    for text in (
        "[a](https://x), " + "b, " * number + ")",
        "[" * number,
        "[a](" * number,
        "[a](x" + " " * number,
        "(" * number,
    ):
        read_post(FrontMatter({"author": text}), "a", "b", Context())
    assert time.process_time() - begun < 5


@pytest.mark.parametrize("protocol", range(2, pickle.HIGHEST_PROTOCOL + 1))
def test_a_post_is_pickled_with_all_its_values(protocol: int) -> None:
    banner = Banner("a.png", 16, 9, focus=(0.5, 0.0))
    author = Author("Li Lei", avatar=banner, links=(("Code", "https://example.org/"),))
    post = replace(make_post("news/a", "2024-05-01"), authors=(author,), banner=banner, extra=(("place", "Basel"),))
    restored = pickle.loads(pickle.dumps(post, protocol))  # noqa: S301  our own
    assert restored == post
    assert repr(restored) == repr(post)


def test_a_post_that_was_restored_is_still_frozen() -> None:
    post = copy.deepcopy(make_post("news/a"))
    with pytest.raises(FrozenInstanceError):
        post.title = "Another"  # type: ignore[misc]
