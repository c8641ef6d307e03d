"""Pages that lead to posts: tabs, page numbers, the archive with its titles, the index of terms."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup, Tag
from helpers import StubAddresses, make_news, make_post

from sphinx_eulernews.model.post import Post
from sphinx_eulernews.model.text import initial_of
from sphinx_eulernews.output.pages import GeneratedPages
from sphinx_eulernews.render import index_views, navigation_views
from sphinx_eulernews.render.labels import labels
from sphinx_eulernews.render.tree import Node, to_html
from sphinx_eulernews.render.views import Views

WORDS = labels("zh_CN")


def parsed(node: Node | None) -> BeautifulSoup:
    assert node is not None
    return BeautifulSoup(to_html(node, StubAddresses()), "lxml")


def dated(count: int, **values: object) -> list[Post]:
    """Return posts a day apart, the first of them on the last day of 2023."""
    first = date(2023, 12, 31)
    return [
        make_post(f"news/p{n:05}", (first - timedelta(days=n)).isoformat(), title=f"题{n}", **values)  # type: ignore[arg-type]
        for n in range(count)
    ]


def page_of(posts: list[Post], name: str, *, has_feeds: bool = True, page_size: int = 3) -> Tag:
    """Return the content of a generated page."""
    views = Views(make_news(*posts, page_size=page_size), has_feeds=has_feeds)
    return parsed(GeneratedPages(views).by_name[name].tree(views))


def texts(tags: list[Tag]) -> list[str]:
    return [" ".join(tag.text.split()) for tag in tags]


# --- tabs -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "label", "kind"),
    [
        ("news/index", "全部文章", "page"),
        ("news/page/1", "全部文章", "true"),
        ("news/tags/index", "标签", "page"),
        ("news/tags/港口", "标签", "true"),
        ("news/archive/index", "归档", "page"),
        ("news/archive/2023", "归档", "true"),
        ("news/archive/2023-12", "归档", "true"),
    ],
)
def test_one_tab_is_current_and_no_tab_leads_to_its_own_page(name: str, label: str, kind: str) -> None:
    nav = page_of(dated(9, tags=("港口",)), name).select_one("nav.eulernews-nav")
    assert nav is not None
    [current] = nav.select("[aria-current]")
    assert (current.text, current["aria-current"]) == (label, kind)
    assert (current.name == "span") == (kind == "page")
    assert texts(nav.find_all(["a", "span"])) == ["全部文章", "标签", "归档"]


def test_the_tabs_of_all_pages_of_a_tag_are_one_tree() -> None:
    views = Views(make_news(*dated(9, tags=("港口",))))
    section = views.site.sections["news"]
    first, again = (navigation_views.tabs(views, section, "tags", here=False) for _ in range(2))
    assert first is again
    assert first is not navigation_views.tabs(views, section, "tags", here=True)


# --- what a page is ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "heading", "about"),
    [
        ("news/index", "新闻", "9 篇 · 订阅：新闻"),
        ("news/page/2", "新闻 · 第 2 页", "2023年12月 · 订阅：新闻"),
        ("news/tags/index", "标签", "订阅：新闻"),
        ("news/tags/港口", "标签：港口", "9 篇 · 订阅：港口"),
        ("news/tags/港口/page/1", "标签：港口 · 第 1 页", "2023年12月 · 订阅：港口"),
        ("news/archive/index", "归档", "9 篇 · 订阅：新闻"),
        ("news/archive/2023-12", "归档：2023年12月", "9 篇 · 订阅：新闻"),
    ],
)
def test_a_page_says_what_it_is_and_names_its_feed(name: str, heading: str, about: str) -> None:
    page = page_of(dated(9, tags=("港口",)), name)
    assert texts([*page.select("h1"), *page.select(".eulernews-about")]) == [heading, about]


def test_the_feed_of_a_tag_is_its_own() -> None:
    page = page_of(dated(2, tags=("港口",)), "news/tags/港口")
    assert [link["href"] for link in page.select(".eulernews-feed")] == ["//news/tags/港口/atom.xml.html"]
    assert not page_of(dated(2), "news/index", has_feeds=False).select(".eulernews-feed")


def test_in_a_document_that_is_called_like_the_tag_the_line_below_says_that_it_is_one() -> None:
    views = Views(make_news(*dated(2, tags=("港口",))))
    page = parsed(GeneratedPages(views).by_name["news/tags/港口"].tree(views, titled=False))
    assert texts(page.select(".eulernews-about")) == ["标签：港口 · 2 篇"]


# --- page numbers -----------------------------------------------------------------------------------------------------


def test_the_index_has_the_numbers_of_all_pages_and_the_years() -> None:
    page = page_of([*dated(9), make_post("news/old", "2020-01-01")], "news/index")
    assert texts(page.select(".eulernews-numbers > *")) == ["最新", "2", "1"]
    assert texts(page.select(".eulernews-years > span")) == ["2023 (9)", "2020 (1)"]


def test_of_many_pages_the_index_shows_the_first_the_last_and_where_to_jump() -> None:
    page = page_of(dated(60), "news/index")
    assert texts(page.select(".eulernews-pagination > .eulernews-numbers > *")) == [
        "最新", "19", "18", "17", "16", "1",
    ]  # fmt: skip
    jump = texts(page.select("details .eulernews-numbers > a"))
    assert jump == [str(number) for number in range(19, 0, -1)]


def test_a_full_page_knows_its_number_the_ends_and_its_neighbours_only() -> None:
    page = page_of(dated(60), "news/page/5")
    assert [(link.text, link["href"]) for link in page.select(".eulernews-numbers > a")] == [
        ("最新", "/news/index.html"),
        ("最早", "/news/page/1.html"),
    ]
    assert texts(page.select(".eulernews-numbers > [aria-current]")) == ["第 5 页"]
    assert [link["href"] for link in page.select("a[rel=prev], a[rel=next]")] == [
        "/news/page/6.html",
        "/news/page/4.html",
    ]
    assert not page.select(".eulernews-years, details")


@pytest.mark.promise("pagination")
def test_a_full_page_is_the_same_after_further_posts() -> None:
    before, after = (page_of(dated(60)[-count:], "news/page/5") for count in (50, 60))
    assert str(before) == str(after)


def test_years_and_months_lead_to_their_neighbours() -> None:
    posts = [make_post(f"news/{day}", day) for day in ("2023-02-01", "2021-05-01", "2021-03-01", "2020-01-01")]
    year, month = page_of(posts, "news/archive/2021"), page_of(posts, "news/archive/2021-05")
    assert texts(year.select(".eulernews-pagination a")) == ["2023", "2020"]
    assert texts(year.select(".eulernews-months a")) == ["2021年5月", "2021年3月"]
    assert texts(month.select(".eulernews-pagination a")) == ["2023年2月", "2021年3月"]


# --- archive ----------------------------------------------------------------------------------------------------------


def test_the_archive_has_the_titles_by_year_and_month_and_folds_all_but_two_years() -> None:
    days = ("2023-11-25", "2023-11-02", "2022-01-01", "2021-07-08", "2020-05")
    page = page_of([make_post(f"news/{day}", day, title=f"题{day}") for day in days], "news/archive/index")
    years = page.select("details")
    assert texts([year.select_one("h2") for year in years]) == ["2023 (2)", "2022 (1)", "2021 (1)", "2020 (1)"]  # type: ignore[misc]
    assert [year.has_attr("open") for year in years] == [True, True, False, False]
    assert texts(years[0].select("h3")) == ["2023年11月 (2)"]
    assert texts(years[0].select("li")) == ["11月25日 题2023-11-25", "11月2日 题2023-11-02"]
    assert texts(years[3].select("li")) == ["题2020-05"]
    assert "/news/archive/2021.html" in {link["href"] for link in years[2].select("a")}


def test_posts_without_a_date_are_the_last_group_of_the_archive() -> None:
    page = page_of([*dated(2), make_post("news/x", title="无日期的一篇")], "news/archive/index")
    assert texts(page.select("details h2")) == ["2023 (2)", "无日期 (1)"]
    last = page.select("details")[-1]
    assert (texts(last.select("li")), last.has_attr("open")) == (["无日期的一篇"], False)
    assert texts(page.select(".eulernews-about")) == ["3 篇 · 订阅：新闻"]
    alone = page_of([make_post("news/x", title="甲")], "news/archive/index")
    assert [group.has_attr("open") for group in alone.select("details")] == [True]


def test_a_large_archive_has_the_titles_of_two_years_and_the_months_of_all() -> None:
    page = page_of(dated(1200), "news/archive/index", page_size=50)
    assert [len(year.select("li.h-entry")) for year in page.select("details")] == [365, 365, 0, 0]
    assert len(page.select("a[href*='archive/2021-']")) == 12


def test_a_chart_shows_each_month_and_is_nothing_to_read_aloud() -> None:
    page = page_of([make_post("news/a", "2023-01-05"), make_post("news/b", "2023-12-05")], "news/archive/index")
    [chart] = page.select("svg")
    assert chart["aria-hidden"] == "true"
    heights = [part.partition("h")[0].rpartition("-")[2] for part in str(chart.path["d"]).split("M")[1:]]  # type: ignore[index]
    assert heights == ["20", *["1"] * 10, "20"]


def test_a_title_in_another_language_than_the_archive_says_so() -> None:
    page = page_of([make_post("news/a", "2023-01-05", title="Quay", language="en")], "news/archive/index")
    assert page.select_one("li a")["lang"] == "en"  # type: ignore[index]


# --- terms ------------------------------------------------------------------------------------------------------------


def index_of(*tags: tuple[str, ...]) -> BeautifulSoup:
    """Return the index of the tags of posts."""
    site = make_news(*(make_post(f"news/p{place}", tags=names) for place, names in enumerate(tags)))
    return parsed(index_views.term_groups(site.sections["news"].taxonomies["tags"], WORDS))


def test_terms_with_several_posts_come_first_by_weight_and_the_others_are_folded() -> None:
    page = index_of(("海", "港", "c"), ("海", "港"), ("海", "d"))
    assert texts(page.select(".eulernews-index > ul > li")) == ["海 (3)", "港 (2)"]
    assert texts(page.select("details > summary")) == ["只有一篇文章 (2)"]
    assert texts(page.select("details li")) == ["c (1)", "d (1)"]
    assert page.details is not None
    assert page.details.has_attr("open")
    many = index_of(("海", *map(str, range(30))), ("海",))
    assert many.details is not None
    assert not many.details.has_attr("open")


def test_where_all_terms_have_one_post_or_several_nothing_is_folded() -> None:
    for page in (index_of(("海",), ("港",)), index_of(("海", "港"), ("海", "港"))):
        assert not page.select("details")
        assert len(page.select("li")) == 2


def test_a_long_index_has_all_terms_by_initial() -> None:
    page = index_of(("内核", "安全", "容器", "Ceph", "编译", "の", *(f"m{n}" for n in range(40))), ("内核",))
    jumps = page.select(".eulernews-initials a")
    assert [text.split()[-1] for text in texts(jumps)] == ["A", "B", "C", "M", "N", "R", "#"]
    assert set(texts(jumps)).isdisjoint({"A", "B", "C", "M", "N", "R"})  # a tag may be called C
    sections = {str(section["id"]): section for section in page.select("details section")}
    assert [str(link["href"])[1:] for link in jumps] == list(sections)
    assert texts(sections["initial-n"].select("a")) == ["内核"]
    assert len(sections["initial-m"].select("li")) == 40


@pytest.mark.parametrize(
    ("text", "initial"),
    [
        ("openGauss", "O"), ("École", "E"), ("ＡＢ", "A"), (" x", "X"),
        ("内核", "N"), ("啊", "A"), ("做", "Z"), ("昔", "X"), ("压", "Y"), ("哦", "O"),
        ("開發", "#"), ("かな", "#"), ("2024", "#"), ("(x)", "#"), ("Ядро", "#"), ("😀", "#"), ("", "#"),
    ],
)  # fmt: skip
def test_the_initial_of_a_text_is_latin_or_that_of_its_pinyin(text: str, initial: str) -> None:
    assert initial_of(text) == initial
