"""What readers and programs see of posts, read with mf2py as other programs do."""

from __future__ import annotations

import re
from typing import Any
from unittest.mock import patch

import mf2py  # type: ignore[import-untyped]
import pytest
from bs4 import BeautifulSoup
from helpers import StubAddresses, make_news, make_post

from sphinx_eulernews.model.post import Banner
from sphinx_eulernews.model.query import LAYOUTS
from sphinx_eulernews.model.related import Relations
from sphinx_eulernews.model.taxonomy import BY_PLURAL, TAXONOMIES
from sphinx_eulernews.model.text import fold_title
from sphinx_eulernews.render import index_views, list_views, post_views
from sphinx_eulernews.render.tree import Node, to_html
from sphinx_eulernews.render.views import Views

HOSTILE = "<script>alert('x')</script> & \"引号\""
A = make_post(
    "zh/news/a", "2023-11-25", title="港口", tags=("容器", "C++"), categories=("新闻",), authors=["王一", "李二"],
    summary="一句话。", updated="2024-01-02", banner=Banner("public/a.png", 1200, 630, "d1", "png"),
)  # fmt: skip
B = make_post("zh/news/b", "2023-11", title="海", pinned=True, external="https://example.org/b")
C = make_post("zh/news/c", title="无日期")
DRAFT = make_post("zh/news/draft", "2023-01-01", title="草稿", draft=True)
NEWS = make_news(A, B, C, DRAFT)
VIEWS = Views(NEWS)


def html(node: Node | None) -> str:
    assert node is not None
    return to_html(node, StubAddresses())


def items(markup: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = mf2py.parse(doc=markup, url="https://example.org/")["items"]
    return found


def test_the_head_of_a_post_gives_one_entry_with_all_its_properties() -> None:
    [entry] = items(f'<section class="h-entry">{html(post_views.byline(VIEWS, A))}{html(post_views.hero(A))}</section>')
    assert entry["type"] == ["h-entry"]
    found = entry["properties"]
    assert found["name"] == ["港口"]
    assert found["published"] == ["2023-11-25"]
    assert found["updated"] == ["2024-01-02"]
    assert [author["value"] for author in found["author"]] == ["王一", "李二"]
    assert set(found["category"]) == {"新闻", "容器", "C++"}
    assert found["summary"] == ["一句话。"]
    assert found["url"] == ["https://example.org/zh/news/a.html"]
    assert "featured" in found


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_is_a_feed_of_entries(layout: str) -> None:
    [feed] = items(html(list_views.post_list(VIEWS, [A, B, C], layout, language="zh_CN", name="新闻")))
    assert feed["type"] == ["h-feed"]
    assert feed["properties"]["name"] == ["新闻"]
    entries = feed["children"]
    assert [entry["properties"]["name"] for entry in entries] == [["港口"], ["海"], ["无日期"]]
    assert [entry["properties"]["url"] for entry in entries] == [
        ["https://example.org/zh/news/a.html"],
        ["https://example.org/b"],
        ["https://example.org/zh/news/c.html"],
    ]
    assert [entry["properties"].get("published") for entry in entries] == [["2023-11-25"], ["2023-11"], None]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_date_is_a_time_that_machines_can_read(layout: str) -> None:
    page = BeautifulSoup(html(list_views.post_list(VIEWS, [A, B], layout, language="zh_CN")), "lxml")
    assert [time["datetime"] for time in page.find_all("time")] == ["2023-11-25", "2023-11"]
    assert [time.text for time in page.find_all("time")] == ["2023年11月25日", "2023年11月"]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_no_text_of_a_post_becomes_markup(layout: str) -> None:
    post = make_post(
        "zh/news/x", "2023-01-01", title=HOSTILE, tags=(HOSTILE,), categories=(HOSTILE,), authors=[HOSTILE],
        summary=HOSTILE, sigs=(HOSTILE,), locations=(HOSTILE,), external="https://example.org/?\"><script>",
    )  # fmt: skip
    views = Views(make_news(post))
    section = views.site.sections["zh/news"]
    shown = [
        list_views.post_list(views, [post], layout, language="zh_CN", name=HOSTILE),
        post_views.byline(views, post),
    ]
    shown += [index_views.term_index(section.taxonomies[taxonomy.plural]) for taxonomy in TAXONOMIES]
    for node in shown:
        page = BeautifulSoup(html(node), "lxml")
        assert page.find("script") is None
        assert HOSTILE in page.text or HOSTILE in {tag.get("value") for tag in page.select("[value]")}


def test_tag_links_say_that_they_are_tags() -> None:
    page = BeautifulSoup(html(post_views.byline(VIEWS, A)), "lxml")
    assert [link.text for link in page.select(".eulernews-tags a[rel=tag]")] == ["容器", "C++"]


def test_neighbours_stand_in_the_order_in_which_they_were_published() -> None:
    footer = BeautifulSoup(html(post_views.footer(VIEWS, B)), "lxml")
    assert [(link["rel"], link["href"], link.text) for link in footer.find_all("a")] == [
        (["prev"], "/zh/news/c.html", "上一篇 无日期"),
        (["next"], "/zh/news/a.html", "下一篇 港口"),
        (["up"], "/zh/news/index.html", "新闻"),
    ]


def test_links_to_neighbours_and_related_posts_show_the_images_that_their_authors_chose() -> None:
    drawn = make_post("zh/news/d", "2024-03-01", title="画", banner=Banner("", 1200, 630, "d2", borrowed=True))
    site = make_news(A, B, drawn, own := make_post("zh/news/e", "2024-02-01", tags=("容器",)))
    footer = BeautifulSoup(html(post_views.footer(Views(site, relations=Relations(site), related=3), own)), "lxml")
    assert [len(link.find_all("img")) for link in footer.select(".eulernews-neighbours a")] == [1, 0]
    [related] = footer.select(".eulernews-related a")
    assert related.text == "港口 2023年11月25日"
    assert related.img is not None


def test_a_post_alone_leads_to_its_list_only() -> None:
    footer = BeautifulSoup(html(post_views.footer(Views(make_news(A)), A)), "lxml")
    assert [link["rel"] for link in footer.find_all("a")] == [["up"]]


def test_a_borrowed_banner_is_not_shown_a_second_time_above_the_text() -> None:
    borrowed = make_post("zh/news/x", banner=Banner("public/a.png", borrowed=True))
    assert post_views.hero(borrowed) is None


@pytest.mark.parametrize(
    ("size", "cls"),
    [((1600, 900), ""), ((120, 80), " eulernews-small"), ((600, 900), " eulernews-whole"), ((0, 0), "")],
)
def test_a_small_or_upright_banner_is_not_enlarged_to_the_width_of_the_page(size: tuple[int, int], cls: str) -> None:
    shown = post_views.hero(make_post("news/a", banner=Banner("x.png", *size)))
    assert shown is not None
    assert shown.attributes["class"] == f"eulernews-banner{cls}"


def test_a_post_that_is_not_published_is_marked() -> None:
    assert "未发布" in html(post_views.byline(VIEWS, DRAFT))
    assert "未发布" not in html(post_views.byline(VIEWS, A))


@pytest.mark.parametrize("style", ["cloud", "list"])
@pytest.mark.parametrize("counts", [True, False])
def test_an_index_of_terms_names_and_counts_them(style: str, counts: bool) -> None:
    tags = NEWS.sections["zh/news"].taxonomies["tags"]
    page = BeautifulSoup(html(index_views.term_index(tags, style, counts=counts)), "lxml")
    assert {link.text: link["href"] for link in page.find_all("a", rel="tag")} == {
        "容器": "/zh/news/tags/容器.html",
        "C++": "/zh/news/tags/cpp.html",
    }
    assert len(page.select(".eulernews-count")) == (2 if counts else 0)


def test_the_archive_lists_years_and_months_with_counts() -> None:
    page = BeautifulSoup(html(index_views.archive(VIEWS, NEWS.sections["zh/news"])), "lxml")
    assert [(link["href"], link.text) for link in page.find_all("a")] == [
        ("/zh/news/archive/2023.html", "2023"),
        ("/zh/news/archive/2023-11.html", "2023年11月"),
    ]
    assert [count.text for count in page.select(".eulernews-count")] == ["(2)", "(2)"]


def test_words_are_in_the_language_of_the_collection() -> None:
    assert Views(make_news(A, language="zh_CN")).title(NEWS.sections["zh/news"]) == "新闻"
    english = Views(make_news(A, B, language="en"))
    assert "Previous" in html(post_views.footer(english, A))
    assert "November 25, 2023" in html(post_views.byline(english, A))


@pytest.mark.parametrize("layout", ["cards", "list"])
def test_a_list_says_nothing_twice(layout: str) -> None:
    post = make_post(
        "zh/news/x", title="港口扩建", summary="港口扩建。", teaser="泊位加了。", tags=("港口扩建", "泊位")
    )
    markup = html(list_views.post_list(Views(make_news(post)), [post], layout, language="zh_CN"))
    page = BeautifulSoup(markup, "lxml")
    assert [summary.text for summary in page.select("p.p-summary")] == ["泊位加了。"]
    assert [link.text for link in page.select("a.p-category")] == ["泊位"]
    [feed] = items(markup)
    assert set(feed["children"][0]["properties"]["category"]) == {"港口扩建", "泊位"}


def test_a_long_series_shows_the_neighbours_of_a_part_and_their_numbers() -> None:
    posts = [make_post(f"zh/news/p{n:02}", f"2023-01-{n:02}", series="调度器") for n in range(1, 31)]
    views = Views(make_news(*posts))
    for own, first, last in ((1, 1, 20), (15, 5, 24), (30, 11, 30)):
        box = BeautifulSoup(html(post_views.footer(views, posts[own - 1])), "lxml").select_one(".eulernews-series ol")
        assert box is not None
        titles = [item.text for item in box.select("li")]
        assert titles == [f"zh/news/p{n:02}" for n in range(first, last + 1)]
        assert box.get("start", "1") == str(first)
        assert [item.text for item in box.select("strong")] == [f"zh/news/p{own:02}"]


@pytest.mark.parametrize("layout", ["cards", "featured", "list", "table"])
def test_tags_in_a_list_stand_in_one_row_and_twenty_are_there_for_programs(layout: str) -> None:
    post = make_post("zh/news/x", "2023-01-01", tags=tuple(f"标签{n}" for n in range(25)))
    page = BeautifulSoup(html(list_views.post_list(Views(make_news(post)), [post], layout, language="zh_CN")), "lxml")
    shown = page.select("a[rel=tag]")
    assert 1 <= len(shown) <= 8
    assert page.select_one(".eulernews-more").text == f"+{25 - len(shown)}"  # type: ignore[union-attr]
    assert len(page.select(".p-category")) == 20


@pytest.mark.promise("5 linear")
def test_the_entry_of_a_post_takes_the_same_steps_however_many_tags_it_has() -> None:
    def compared(number: int) -> tuple[int, str]:
        post = make_post("zh/news/x", "2023-01-01", tags=tuple(f"标签{n}" for n in range(number)))
        views = Views(make_news(post))
        views.term_links(post, BY_PLURAL["tags"], 20)  # the site remembers the terms of a post
        with patch("sphinx_eulernews.render.views.fold_title", wraps=fold_title) as folded:
            *_, more = (node for node in views.term_links(post, BY_PLURAL["tags"], 20) if "more" in str(node))
        return folded.call_count, str(more)

    (few, _), (many, more) = compared(500), compared(1000)
    assert few == many
    assert re.search(r"\+99\d", more)


def test_a_term_that_says_nothing_new_is_there_for_programs_only() -> None:
    post = make_post("zh/news/x", title="港口", tags=("港口", "码头"), categories=("新闻", "航运"), authors=["王一"])
    views = Views(make_news(post))
    own = views.site.sections["zh/news"].taxonomies
    here = [own["tags"].get("码头").pagename, own["authors"].get("王一").pagename]  # type: ignore[union-attr]
    page = BeautifulSoup(html(list_views.post_list(views, [post], "cards", language="zh_CN", here=here)), "lxml")
    assert [link["href"] for link in page.select("a")] == ["/zh/news/x.html"]
    assert [tag["value"] for tag in page.select("data.p-category")] == ["港口", "码头"]
    assert page.select_one("span.p-author").text == "王一"  # type: ignore[union-attr]
    byline = BeautifulSoup(html(post_views.byline(views, post)), "lxml")
    assert [tag["value"] for tag in byline.select("data.p-category")] == ["新闻"]
    assert [link.text for link in byline.select("a.p-category")] == ["航运", "港口", "码头"]


def test_a_post_does_not_link_to_itself_and_shows_what_is_new() -> None:
    same = make_post("zh/news/x", "2023-11-25", updated="2023-11-25 18:00", summary="一句话。", has_lead=True)
    page = BeautifulSoup(html(post_views.byline(Views(make_news(same)), same)), "lxml")
    assert [link["href"] for link in page.select("a:not([hidden])")] == []
    assert [time["datetime"] for time in page.select("time:not([hidden])")] == ["2023-11-25"]
    assert page.select_one("time.dt-updated")["datetime"].startswith("2023-11-25T18:00")  # type: ignore[index, union-attr]
    assert not page.select(".p-summary")
    assert html(post_views.lead(same)) == '<p class="p-summary eulernews-lead">一句话。</p>'
    assert post_views.lead(A) is None


def test_a_post_elsewhere_says_so_next_to_its_name() -> None:
    page = BeautifulSoup(html(list_views.post_list(VIEWS, [A, B], "cards", language="zh_CN")), "lxml")
    assert [(link.text, link["href"]) for link in page.select("h2 a")] == [
        ("港口", "/zh/news/a.html"),
        ("海 (外部链接)", "https://example.org/b"),
    ]
    assert [name.text for name in page.select(".p-name")] == ["港口", "海"]
    assert len(page.select(".eulernews-minutes")) == 1


@pytest.mark.parametrize("level", [2, 3])
def test_headings_of_entries_have_the_level_of_their_place(level: int) -> None:
    page = BeautifulSoup(html(list_views.post_list(VIEWS, [A], "list", language="zh_CN", level=level)), "lxml")
    assert [heading.name for heading in page.select(".eulernews-title")] == [f"h{level}"]


def test_a_table_names_its_columns() -> None:
    page = BeautifulSoup(html(list_views.post_list(VIEWS, [A], "table", language="zh_CN")), "lxml")
    assert [cell.text for cell in page.select("thead th[scope=col]")] == ["日期", "标题", "作者", "标签"]


COLOURED = Views(NEWS, cover_colours={"zh/news": "#1d5b99"})


def test_a_card_without_an_image_is_drawn_where_others_have_one() -> None:
    page = BeautifulSoup(html(list_views.post_list(COLOURED, [A, B, C], "cards", language="zh_CN")), "lxml")
    assert [len(card.select("svg[aria-hidden=true]")) for card in page.select(".eulernews-card")] == [0, 1, 1]
    for posts, layout, views in (([B, C], "cards", COLOURED), ([A, B], "list", COLOURED), ([A, B], "cards", VIEWS)):
        assert "<svg" not in html(list_views.post_list(views, posts, layout, language="zh_CN"))


def test_the_first_card_of_the_featured_layout_is_the_lead() -> None:
    page = BeautifulSoup(html(list_views.post_list(COLOURED, [A, B], "featured", language="zh_CN")), "lxml")
    assert ["eulernews-lead-card" in card["class"] for card in page.select(".eulernews-card")] == [True, False]
