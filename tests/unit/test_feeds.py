"""Feeds: the three formats, the text cut out of pages, what makes a feed stale."""

from __future__ import annotations

import json
import re
import uuid
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import feedparser  # type: ignore[import-untyped]
import pytest
from bs4 import BeautifulSoup
from helpers import Project, post_text
from hypothesis import given
from hypothesis import strategies as st

from sphinx_eulernews.model.post import Post
from sphinx_eulernews.output.feed_formats import Entry, Feed, Image, Person, atom, json_feed, rss
from sphinx_eulernews.output.feeds import _NAMESPACE, NOT_SHOWN, content_of

SHANGHAI = timezone(timedelta(hours=8))
BANNER = Image("https://example.org/_images/b.jpg", "image/jpeg", 4711, 1200, 630)
FULL = Entry(
    id="urn:uuid:1",
    url="https://example.org/news/a.html",
    title="港口 <b>&</b> C++",
    summary="一句话 <script>x()</script>",
    content_html='<p>正文 <img src="https://example.org/_images/a.png" /></p>',
    published=datetime(2023, 11, 25, 8, 30, tzinfo=SHANGHAI),
    updated=datetime(2023, 12, 1, tzinfo=UTC),
    authors=(Person("王一", "https://example.org/wang"), Person("李二"), Person("Zoë")),
    categories=(("新闻", "新闻"), ("C++", "C++")),
    image=BANNER,
)
BARE = Entry(id="urn:uuid:2", url="https://example.org/news/b.html", title="没有日期")
FEED = Feed(
    id="urn:uuid:0",
    title="港口日报 · 新闻",
    subtitle="关于港口",
    language="zh-CN",
    home_url="https://example.org/news/index.html",
    self_url="https://example.org/news/atom.xml",
    authors=(Person("港口日报"),),
    entries=(FULL, BARE),
)
NAMES = ["王一", "李二", "Zoë"]


def read(data: bytes) -> Any:
    parsed = feedparser.parse(data, sanitize_html=False, resolve_relative_uris=False)
    assert not parsed.bozo, parsed.get("bozo_exception")
    return parsed


def test_atom_says_all_that_is_known_of_an_entry() -> None:
    parsed = read(atom(FEED))
    first = parsed.entries[0]
    assert parsed.feed.language == "zh-CN"
    assert parsed.feed.updated == first.updated == "2023-12-01T00:00:00Z"
    assert (first.id, first.link, first.title) == (FULL.id, FULL.url, FULL.title)
    assert first.published == "2023-11-25T00:30:00Z"
    assert first.summary == FULL.summary
    assert first.content[0].value == FULL.content_html
    assert [author.name for author in first.authors] == NAMES
    assert [tag.term for tag in first.tags] == ["新闻", "C++"]
    (enclosure,) = first.enclosures
    assert (enclosure.href, enclosure.type, enclosure.length) == (BANNER.url, "image/jpeg", "4711")
    assert first.media_thumbnail[0]["url"] == "https://example.org/_images/b.jpg"


def test_rss_says_the_same_and_its_summary_is_no_markup() -> None:
    parsed = read(rss(FEED))
    first = parsed.entries[0]
    assert parsed.feed.language == "zh-CN"
    assert (first.id, first.link, first.guidislink) == (FULL.id, FULL.url, False)
    assert first.published == "Sat, 25 Nov 2023 00:30:00 GMT"
    assert [author.name for author in first.authors] == NAMES
    assert first.content[0].value == FULL.content_html
    assert first.enclosures[0].length == "4711"
    channel = ET.fromstring(rss(FEED)).find("channel")  # noqa: S314  our own
    assert channel is not None
    assert channel.findtext("item/description") == "一句话 &lt;script&gt;x()&lt;/script&gt;"
    assert channel.findtext("lastBuildDate") == "Fri, 01 Dec 2023 00:00:00 GMT"


def test_json_feed_says_the_same() -> None:
    feed = json.loads(json_feed(FEED))
    first, second = feed["items"]
    assert (feed["version"], feed["language"]) == ("https://jsonfeed.org/version/1.1", "zh-CN")
    assert [author["name"] for author in first["authors"]] == NAMES
    assert (first["id"], first["url"], first["image"]) == (FULL.id, FULL.url, "https://example.org/_images/b.jpg")
    assert (first["tags"], first["content_html"]) == (["新闻", "C++"], FULL.content_html)
    assert first["attachments"] == [
        {"url": "https://example.org/_images/b.jpg", "mime_type": "image/jpeg", "size_in_bytes": 4711}
    ]
    assert second == {"id": BARE.id, "url": BARE.url, "title": "没有日期", "content_text": "没有日期"}


def test_an_entry_without_date_has_a_fixed_one_in_atom_and_none_elsewhere() -> None:
    second = read(atom(FEED)).entries[1]
    assert second.updated == "1970-01-01T00:00:00Z"
    assert "published" not in second
    assert "published" not in read(rss(FEED)).entries[1]


def test_a_feed_without_dates_asks_no_clock() -> None:
    feed = replace(FEED, entries=(BARE,))
    assert atom(feed) == atom(feed)
    assert b"lastBuildDate" not in rss(feed)
    assert read(atom(feed)).feed.updated == "1970-01-01T00:00:00Z"


def test_an_update_before_the_publication_counts_for_nothing() -> None:
    early = replace(FULL, updated=datetime(2020, 1, 1, tzinfo=UTC))
    assert read(atom(replace(FEED, entries=(early,)))).entries[0].updated == "2023-11-25T00:30:00Z"


@pytest.mark.parametrize(
    "moment", [datetime(1, 1, 1, tzinfo=SHANGHAI), datetime(9999, 12, 31, 23, tzinfo=timezone(-timedelta(hours=8)))]
)
def test_the_ends_of_the_calendar_do_no_harm(moment: datetime) -> None:
    feed = replace(FEED, entries=(replace(BARE, published=moment),))
    for write in (atom, rss, json_feed):
        assert f"{moment.year:04d}".encode() in write(feed)


def test_a_post_that_stands_elsewhere_is_linked_there() -> None:
    feed = replace(FEED, entries=(replace(BARE, external_url="https://else.example/x"),))
    assert read(atom(feed)).entries[0].link == read(rss(feed)).entries[0].link == "https://else.example/x"
    item = json.loads(json_feed(feed))["items"][0]
    assert (item["url"], item["external_url"]) == (BARE.url, "https://else.example/x")


def test_an_entry_in_another_language_says_so() -> None:
    feed = replace(FEED, entries=(replace(BARE, language="en"), replace(BARE, id="urn:uuid:3", language="zh-CN")))
    root = ET.fromstring(atom(feed))  # noqa: S314  our own
    languages = [
        entry.get("{http://www.w3.org/XML/1998/namespace}lang")
        for entry in root.iter("{http://www.w3.org/2005/Atom}entry")
    ]
    assert languages == ["en", None]
    assert [item.get("language") for item in json.loads(json_feed(feed))["items"]] == ["en", None]


@given(st.text(st.characters(exclude_categories=()), max_size=20))
def test_no_text_makes_a_feed_ill_formed(text: str) -> None:
    entry = replace(
        FULL, title=text, summary=text, content_html=text, authors=(Person(text or "x"),), categories=((text, text),)
    )
    feed = replace(FEED, title=text or "x", entries=(entry,))
    ET.fromstring(atom(feed))  # noqa: S314  our own
    ET.fromstring(rss(feed))  # noqa: S314
    json.loads(json_feed(feed).decode())


def test_namespaces_are_not_registered_for_the_whole_process() -> None:
    atom(FEED)
    rss(FEED)
    assert ET.tostring(ET.Element("{http://search.yahoo.com/mrss/}x")).startswith(b"<ns0:x")


# --- the text of a post --------------------------------------------------------------------------------------

URL = "https://example.org/zh/news/a.html"


def cut(inner: str) -> str:
    after = '<nav class="eulernews-neighbours"><a href="b.html"></a></nav>'
    page = f'<main><div class="x"><div class="e-content">{inner}</div>{after}</div></main>'
    return content_of(page, URL)


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        ("<p>a</p>", "<p>a</p>"),
        ('<div class="note"><div>a</div></div><p>b</p>', '<div class="note"><div>a</div></div><p>b</p>'),
        ("<pre>&lt;/div&gt; &lt;div&gt;</pre>", "<pre>&lt;/div&gt; &lt;div&gt;</pre>"),
        ("<!-- </div> --><p>a</p>", "<p>a</p>"),
        ('<script>if (a < b) "</div>"</script><p>a</p>', "<p>a</p>"),
        ('<h2>T<a class="headerlink" href="#t" title="x">¶</a></h2>', "<h2>T</h2>"),
        ('<p><img class="w only-dark" src="a.png" /><br /></p>', "<p><br /></p>"),
        ('<a class="reference" href="#t">up</a>', f'<a class="reference" href="{URL}#t">up</a>'),
        ('<img src="../../_images/a.png">', '<img src="https://example.org/_images/a.png">'),
        ('<img srcset="/a 1x, /b 2x">', '<img srcset="https://example.org/a 1x, https://example.org/b 2x">'),
        ('<video poster="p.jpg" src="v.mp4"></video>',
         '<video poster="https://example.org/zh/news/p.jpg" src="https://example.org/zh/news/v.mp4"></video>'),
        ('<td background="p.jpg">', '<td background="https://example.org/zh/news/p.jpg">'),
        ('<iframe src="//player.example/x?a=1&amp;b=2"></iframe>', '<iframe src="https://player.example/x?a=1&amp;b=2"></iframe>'),
        ('<a href="https://else.example/">x</a>', '<a href="https://else.example/">x</a>'),
        ('<a href="mailto:a@example.org">x</a>', '<a href="mailto:a@example.org">x</a>'),
        ('<a href="http://[">x</a>', '<a href="http://[">x</a>'),
    ],
)  # fmt: skip
def test_the_text_of_a_post_is_cut_out_and_its_urls_are_whole(inner: str, expected: str) -> None:
    assert cut(inner) == expected


def test_a_page_without_a_text_gives_none() -> None:
    assert content_of("<main><p>x</p></main>", URL) == ""


@given(
    st.lists(
        st.sampled_from(
            ["<div>", "</div>", "<p>", "x", "<a href=", '"', "'", ">", "<!--", "-->", "<script>", "</script>"]
        ),
        max_size=12,
    )
)
def test_no_text_breaks_the_cutting(scraps: list[str]) -> None:
    cut("".join(scraps))


# --- in a build ----------------------------------------------------------------------------------------------


def test_fields_that_feeds_do_not_show_are_fields_of_a_post() -> None:
    assert {item.name for item in fields(Post)} >= NOT_SHOWN


BASE = {"html_baseurl": "https://example.org/site"}
POSTS: Mapping[str, str | bytes] = {
    "news/new.md": post_text(
        "新",
        "正文 [旧](old.md)。\n\n## 节\n\n段。",
        date="2023-11-25",
        summary="摘要。",
        tags=["容器", "C++"],
        author=["王一", "李二"],
    ),
    "news/old.md": post_text("旧", date="2020-01-02", tags=["容器"], pinned="true"),
    "news/none.md": post_text("没有日期", tags=["容器"]),
    "news/hidden.md": post_text("不列出", date="2024-01-01", unlisted="true"),
    "news/draft.md": post_text("草稿", date="2024-01-01", draft="true", tags=["草稿"]),
}


def titles(build: Any, name: str) -> list[str]:
    return [entry.title for entry in read((build.outdir / name).read_bytes()).entries]


def test_a_site_has_feeds_of_its_collections_and_terms(make_site: Any) -> None:
    build = make_site(POSTS, BASE).build()
    feeds = {name for name in build.names() if re.search(r"(atom|rss)\.xml$|feed\.json$", name)}
    assert feeds == {
        "news/atom.xml", "news/rss.xml", "news/feed.json",
        "news/tags/容器/atom.xml", "news/tags/cpp/atom.xml",
        "news/authors/王一/atom.xml", "news/authors/李二/atom.xml",
    }  # fmt: skip
    for name in ("news/atom.xml", "news/rss.xml"):
        assert titles(build, name) == ["新", "旧", "没有日期"]
    assert titles(build, "news/tags/cpp/atom.xml") == ["新"]
    entry = read((build.outdir / "news/atom.xml").read_bytes()).entries[0]
    assert entry.link == "https://example.org/site/news/new.html"
    assert entry.id.startswith("urn:uuid:")


def test_pages_announce_their_feeds(make_site: Any) -> None:
    build = make_site(POSTS, BASE).build()

    def announced(page: str) -> list[str]:
        links = build.page(page).select('link[rel="alternate"][type]')
        return [str(link["href"]) for link in links]

    assert announced("news/index.html") == ["atom.xml", "rss.xml", "feed.json"]
    assert announced("news/new.html") == ["atom.xml", "rss.xml", "feed.json"]
    assert announced("news/tags/cpp.html") == ["cpp/atom.xml", "../atom.xml", "../rss.xml", "../feed.json"]
    assert announced("index.html") == []


def test_without_a_url_there_are_no_feeds(make_site: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("READTHEDOCS_CANONICAL_URL", raising=False)
    site: Project = make_site(POSTS)
    build = site.build()
    assert not [name for name in build.names() if name.endswith(("atom.xml", "feed.json"))]
    assert not build.page("news/index.html").select('link[rel="alternate"]')
    monkeypatch.setenv("READTHEDOCS_CANONICAL_URL", "https://docs.example/en/latest/")
    assert b"https://docs.example/en/latest/news/new.html" in (site.build().outdir / "news/atom.xml").read_bytes()


@pytest.mark.parametrize("url", ["docs.example.org", "/docs/", "https:///docs"])
def test_a_base_url_that_is_not_absolute_is_a_warning_at_every_build(make_site: Any, url: str) -> None:
    site = make_site(POSTS, {"html_baseurl": url})
    for build in (site.build(), site.build()):
        (warned,) = build.of_kind("eulernews.config")
        assert f"html_baseurl = {url!r} is not an absolute URL" in warned.message
        assert not [name for name in build.names() if name.endswith("atom.xml")]


def test_ids_outlive_the_domain(make_site: Any) -> None:
    site: Project = make_site(POSTS, BASE)
    first = [entry.id for entry in read((site.build().outdir / "news/atom.xml").read_bytes()).entries]
    site.configure(html_baseurl="https://else.example/v2/")
    second = read((site.build().outdir / "news/atom.xml").read_bytes())
    assert [entry.id for entry in second.entries] == first
    assert second.entries[0].link.startswith("https://else.example/v2/")


def test_ids_outlive_a_rename_of_the_project_once_feed_id_is_set(make_site: Any) -> None:
    def ids(**conf: Any) -> list[str]:
        site.configure(**conf)
        feed = read((site.build().outdir / "news/atom.xml").read_bytes())
        return [feed.feed.id, *(entry.id for entry in feed.entries)]

    site: Project = make_site(POSTS, {**BASE, "project": "Old", "language": "en"})
    first = ids()
    assert first[1] == uuid.uuid5(_NAMESPACE, "post\nOld\nen\nnews/new").urn
    assert ids(project="New") != first
    # What the ids were made of keeps them; anything else makes new ones, once.
    assert ids(eulernews_feed_id=["Old", "en"]) == first
    assert ids(project="Newer", language="de") == first
    named = ids(eulernews_feed_id="harbour")
    assert named[1] == uuid.uuid5(_NAMESPACE, "post\nharbour\nnews/new").urn
    assert ids(project="Newest", language="fr") == named


def test_full_feeds_hold_the_text_with_absolute_urls(make_site: Any) -> None:
    site: Project = make_site(POSTS, {**BASE, "eulernews_feed_content": "full"})
    build = site.build(jobs=2)
    content = read((build.outdir / "news/atom.xml").read_bytes()).entries[0].content[0].value
    assert "段。" in content
    assert "headerlink" not in content
    assert [str(link["href"]) for link in BeautifulSoup(content, "lxml").select("a[href]")] == [
        "https://example.org/site/news/old.html"
    ]


@pytest.mark.parametrize("content", ["summary", "full"])
def test_feeds_after_an_edit_are_those_of_a_clean_build(make_site: Any, content: str) -> None:
    site: Project = make_site(POSTS, {**BASE, "eulernews_feed_content": content, "eulernews_feed_limit": 2})
    before = site.build().stamps()
    site.write({"news/new.md": str(POSTS["news/new.md"]).replace("段。", "另一段。")})
    after = site.build()
    changed = {name for name, stamp in after.stamps().items() if before.get(name) != stamp}
    assert ("news/atom.xml" in changed) is (content == "full")
    site.delete("news/old.md").write({"news/newer.md": post_text("更新", date="2024-01-01", tags=["港"])})
    after = site.build()
    assert titles(after, "news/rss.xml") == ["更新", "新"]
    assert after.digests() == site.build(clean=True).digests()


def test_an_unchanged_site_writes_no_feed(make_site: Any) -> None:
    site: Project = make_site(POSTS, {**BASE, "eulernews_feed_content": "full"})
    before = site.build().stamps()
    after = site.build().stamps()
    assert {name: stamp for name, stamp in after.items() if name.endswith((".xml", "feed.json"))} == {
        name: stamp for name, stamp in before.items() if name.endswith((".xml", "feed.json"))
    }


def test_a_feed_that_was_deleted_comes_back(make_site: Any) -> None:
    site: Project = make_site(POSTS, BASE)
    feed = site.build().outdir / "news/rss.xml"
    data = feed.read_bytes()
    feed.unlink()
    site.build()
    assert feed.read_bytes() == data


def test_a_feed_of_the_users_own_stays(make_site: Any) -> None:
    site: Project = make_site({**POSTS, "extra/news/atom.xml": "mine"}, {**BASE, "html_extra_path": ["extra"]})
    build = site.build()
    assert build.text("news/atom.xml") == "mine"
    assert [warned.kind for warned in build.warnings if "atom.xml" in warned.message] == ["eulernews.feed"]


def test_previews_show_drafts_and_feeds_do_not(make_site: Any) -> None:
    build = make_site(POSTS, {**BASE, "eulernews_show_drafts": True}).build()
    assert "草稿" not in titles(build, "news/atom.xml")
