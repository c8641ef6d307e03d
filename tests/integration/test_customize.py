"""A site makes the news its own: fields, events, templates. One build shows them all."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pytest
from conftest import MakeSite
from helpers import Build, Project, assert_equal, png, post_text, site_in

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

FIELDS = {"venue": "text", "event_date": "date", "speakers": "list", "seats": "number", "location": "text"}
CONF: dict[str, Any] = {
    "html_baseurl": "https://example.org/",
    "eulernews_collections": {"news": {"language": "en"}},
    "eulernews_extra_fields": FIELDS,
    "eulernews_image_cache": "../cache",
    "eulernews_page_size": 2,
    "extensions": ["myst_parser", "sphinx_eulernews", "news_handlers"],
    "templates_path": ["_templates"],
    "html_sidebars": {
        "about": ["eulernews/recent-posts.html", "eulernews/sidebar-feeds.html"],
        "news/**": ["eulernews/sidebar-tags.html", "eulernews/sidebar-authors.html", "eulernews/sidebar-archive.html"],
        "quiet": ["searchbox.html"],
    },
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
    "news/e.md": post_text("Embargo", date="2024-01-05", embargo="true"),
    "news/h.md": post_text("Hidden", date="2024-01-06", seats="999"),
    "news/b.png": png(400, 200),
    "about.md": "---\norphan: true\n---\n# About\n",
    "quiet.md": "---\norphan: true\n---\n# Quiet\n",
}  # fmt: skip
# What each template writes before the built-in HTML.
BEFORE = {
    "card": "{% from 'eulernews/macros.html' import venue %}{{ venue(post) }}, {{ post.extra.event_date }}, "
    "{{ post.authors | join('/') }}, {{ post.banner }}, {{ post.date.iso }}, {{ collection.title }}, "
    "{{ pathto('_static/x.png', 1) }}, {{ '<' }}",
    "list-row": "{{ post.title }} at {{ post.url }}",
    "table-row": "{{ post.tags | join(', ') }}",
    "compact-row": "{{ post.extra.seats }} {{ _('Tags') }}",
    "byline": "{{ post.extra.venue }} {{ collection.url }}",
    "post-footer": "{{ newer.title if newer }} {{ older.url if older }} {{ related | length }} {{ series | length }}",
    "pagination": "{{ newer }} {{ older }}",
    "term-index": "{% for term in terms %}{{ term }}: {{ term.count }} at {{ term.url }}; {% endfor %}",
    "archive-index": "{% for year in years %}{{ year }} {{ year.months[0].url }} {{ year.count }}{% endfor %}",
    "filter": "{{ collection.key }}",
}
TEMPLATES = {
    **{
        f"_templates/eulernews/{name}.html": f'<i class="{name}">{before}</i>{{{{ default }}}}'
        for name, before in BEFORE.items()
    },
    "_templates/eulernews/macros.html": "{% macro venue(post) %}{{ post.extra.venue or 'nowhere' }}{% endmacro %}",
}


def post_read(_app: Any, fields: dict[str, Any], docname: str) -> Any:
    if docname == "news/c":
        return ["no", "mapping"]
    return {**fields, "draft": True} if fields.get("embargo") else None


def site(_app: Any, site: Any) -> None:
    for docname, post in site.posts.items():
        if dict(post.extra).get("seats", 0) > 500:
            site.hide(docname)
        if post.banner is not None and not post.banner.borrowed:
            site.add(docname, tags=["with image"])


def page_context(_app: Any, _pagename: str, page: Any, context: dict[str, Any]) -> Any:
    seats = [dict(post.extra).get("seats", 0) for post in (page.post, *page.posts) if post]
    context["metatags"] += f'<meta name="x-kind" content="{page.kind}">'
    return {"metatags": context["metatags"] + f'<meta name="x-seats" content="{sum(seats)}">'}


def feed_entry(_app: Any, entry: dict[str, Any], post: Any) -> dict[str, Any]:
    return {
        **entry,
        "title": f"{entry['title']} ({post.minutes} min)",
        "extra": {**entry["extra"], "pinned": post.pinned},
    }


def connect(app: Sphinx) -> ExtensionMetadata:
    app.connect("eulernews-post-read", post_read)
    app.connect("eulernews-site", site)
    app.connect("eulernews-page-context", page_context)
    app.connect("eulernews-feed-entry", feed_entry)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    handlers = ModuleType("news_handlers")
    handlers.setup = connect  # type: ignore[attr-defined]
    # `patch.dict` would take out again what is first imported meanwhile, and leave two of each such module.
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "news_handlers", handlers)
        yield site_in(tmp_path_factory.mktemp("customize"), {**FILES, **TEMPLATES}, CONF)


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
        ("eulernews.directive", "index.md", 14), ("eulernews.event", "news/c.md", 1),
        ("eulernews.date", "news/c.md", 4),
    ]  # fmt: skip
    assert "did you mean 'venue'" in built.warnings[0].message


def test_the_json_feed_holds_the_fields(built: Build) -> None:
    items = {item["title"]: item.get("_eulernews") for item in json.loads(built.text("news/feed.json"))["items"]}
    assert items == {
        "Alpha (1 min)": {
            "venue": "Hall A", "event_date": "2024-06-03", "seats": 120, "location": "成都", "pinned": False,
        },
        "Beta (1 min)": {"venue": "Hall B", "event_date": "2024-05-03", "speakers": ["Ada", "Lin"], "pinned": False},
        "Gamma (1 min)": {"seats": 30, "pinned": False},
        "Delta (1 min)": {"venue": "Hall D", "seats": 60, "location": "成都", "pinned": False},
    }  # fmt: skip


def test_handlers_hold_posts_back_and_add_terms(built: Build) -> None:
    assert not (built.outdir / "news/e.html").exists()
    assert not (built.outdir / "news/h.html").exists()
    tags = {link.text for link in built.page("news/tags/index.html").select(".eulernews-terms a")}
    assert tags == {"talk", "with image"}
    assert "with image" in built.page("news/a.html").select_one(".eulernews-byline").text  # type: ignore[union-attr]


def test_handlers_see_each_page_and_write_into_its_head(built: Build) -> None:
    kinds = {"news/a": "post", "news/index": "list", "news/tags/index": "tags", "news/tags/talk": "tag"}
    kinds |= {"news/archive/index": "archive", "news/archive/2024": "year", "news/archive/2024-01": "month"}
    for name, kind in kinds.items():
        assert f'<meta name="x-kind" content="{kind}">' in built.text(f"{name}.html")
    assert '<meta name="x-seats" content="210">' in built.text("news/archive/2024.html")
    assert "x-kind" not in built.text("index.html")


def written(built: Build, page: str, part: str) -> list[str]:
    return [node.text for node in built.page(page).select(f"i.{part}")]


def test_a_template_writes_its_part_wherever_it_stands(built: Build) -> None:
    cards = written(built, "news/index.html", "card")
    assert cards[0].startswith("Hall D, , , , 2024-01-04, News, ../_static/x.png, <")
    assert written(built, "news/page/1.html", "card")[1].startswith("Hall A, June 3, 2024, , , 2024-01-01, ")
    assert built.page("news/page/1.html").select_one("i.card picture source[srcset]")
    assert written(built, "index.html", "list-row") == ["Beta at news/b.html", "Alpha at news/a.html"]
    assert written(built, "index.html", "table-row") == ["", "talk", "with image"]
    assert written(built, "index.html", "compact-row") == ["60 Tags", "120 Tags"]
    assert written(built, "news/b.html", "byline") == ["Hall B index.html"]
    assert written(built, "news/b.html", "post-footer") == ["Gamma a.html 1 0"]
    assert written(built, "news/index.html", "pagination") == [" page/1.html"]
    assert written(built, "news/tags/index.html", "term-index") == [
        "talk: 2 at talk.html; with image: 1 at with-image.html; "
    ]
    assert written(built, "news/archive/index.html", "archive-index") == ["2024 2024-01.html 4"]
    assert written(built, "news/index.html", "filter") == ["news"]
    assert built.page("news/index.html").select("article.h-entry")


def test_sidebars_stand_where_html_sidebars_says(built: Build) -> None:
    recent, feeds = built.page("about.html").select(".eulernews-sidebar")
    assert [link.text for link in recent.select("li a")] == ["Delta", "Gamma", "Beta", "Alpha"]
    assert [link["href"] for link in recent.select("a")][:2] == ["news/index.html", "news/d.html"]
    assert recent["lang"] == "en"
    assert [link["href"] for link in feeds.select("li a")] == ["news/atom.xml", "news/rss.xml", "news/feed.json"]
    assert [title.text for title in built.page("about.html").select(".eulernews-sidebar h3")] == ["News", "Feed: News"]
    tags, archive = built.page("news/page/1.html").select(".eulernews-sidebar")  # the posts name no author
    assert [link.text for link in tags.select("a")] == ["Tags", "talk", "with image"]
    assert [link["href"] for link in archive.select("a")] == ["../archive/index.html", "../archive/2024.html"]
    assert "eulernews.css" in built.text("about.html")
    assert not built.page("quiet.html").select(".eulernews-sidebar")


def test_other_builders_have_no_templates_of_html(project: Project, built: Build) -> None:
    assert built.warnings
    text = project.build("text").text("index.txt")
    assert "Beta" in text
    assert "at news/b" not in text


def test_after_edits_handlers_leave_what_a_clean_build_does_in_parallel_too(project: Project, built: Build) -> None:
    assert built.warnings
    project.write({
        "news/a.md": str(FILES["news/a.md"]).replace("120", "520").replace("banner: b.png\n", ""),
        "news/b.md": str(FILES["news/b.md"]).replace("venue", "seats: 40\npinned: true\nvenue"),
        "news/e.md": post_text("Embargo", date="2024-01-05"),
        "news/h.md": post_text("Hidden", date="2024-01-06", seats="9"),
        "_templates/eulernews/macros.html": "{% macro venue(post) %}\n{{ post.extra.vanue }}\n{% endmacro %}",
        "_templates/eulernews/byline.html": "{{ post.title }}\n{% if %}",
    }).delete("_templates/eulernews/list-row.html")  # fmt: skip
    edited = project.build(jobs=2)
    clean = project.build(clean=True)
    assert edited.digests() == clean.digests()
    assert not edited.page("index.html").select("i.list-row")
    assert sorted(warned.place for warned in edited.of_kind("eulernews.template")) == [
        ("eulernews.template", "_templates/eulernews/byline.html", 2),
        ("eulernews.template", "_templates/eulernews/macros.html", 2),
    ]
    assert "'eulernews/card.html' cannot be used for the post 'news/" in edited.said
    assert "has no attribute 'vanue'" in edited.said
    assert edited.page("news/index.html").select("article.h-entry")
    assert (edited.outdir / "news/h.html").exists()
    assert not (edited.outdir / "news/a.html").exists()
    assert '<meta name="x-seats" content="139">' in clean.text("news/archive/2024.html")
    assert "Hidden" in edited.text("about.html")
    again = project.build()
    assert set(again.warnings) == set(clean.warnings)
    project.write(TEMPLATES).delete("_templates/eulernews/card.html")
    fixed = project.build()
    assert fixed.of_kind("eulernews.template") == []
    assert fixed.digests() == project.build(clean=True).digests()


def test_a_template_with_nearly_the_name_of_a_part_is_a_warning_unless_something_includes_it(
    make_site: MakeSite,
) -> None:
    templates = {
        "card.html": '{{ default }}{% include "eulernews/card-foot.html" %}',
        "card-foot.html": "",
        "cards.html": "",
        "recent-post.html": "",
        "sidebar-tag.html": "",
        "macros.html": "",
    }
    files = {f"_templates/eulernews/{name}": text for name, text in templates.items()}
    sidebars = {"**": ["eulernews/sidebar-tag.html"]}
    conf = {"templates_path": ["_templates"], "html_sidebars": sidebars}
    site = make_site({"news/a.md": str(FILES["news/b.md"]), **files}, conf)
    places = [("eulernews.template", f"_templates/eulernews/{name}.html", 1) for name in ("cards", "recent-post")]
    for build in (site.build(), site.build()):
        assert [warned.place for warned in build.of_kind("eulernews.template")] == places
        assert "did you mean 'card'?" in build.of_kind("eulernews.template")[0].message


def test_a_template_that_cannot_be_read_leaves_the_manifest_of_a_clean_build(make_site: MakeSite) -> None:
    site = make_site({"news/a.md": str(FILES["news/b.md"])}, {"templates_path": ["_templates"]})
    site.build()
    broken = site.write({"_templates/eulernews/byline.html": "{% if %}"}).build()
    assert broken.of_kind("eulernews.template")
    assert broken.digests() == site.build(clean=True).digests()
    assert site.build().of_kind("eulernews.template")


def test_the_box_of_an_author_asks_whether_there_is_a_post(make_site: MakeSite) -> None:
    box = "<p class='box'>{{ author }}{% if post %} wrote {{ post.title }}{% endif %}</p>"
    files = {
        "news/a.md": post_text("Alpha", date="2024-01-01", author="ada"),
        "authors.yml": "ada: {name: Ada Quay, bio: Pilot.}",
        "_templates/eulernews/author-box.html": box,
    }
    built = make_site(files, {"templates_path": ["_templates"]}).build()
    assert built.warnings == ()
    shown = {name: built.page(f"news/{name}.html").select(".box") for name in ("a", "authors/ada")}
    assert {name: [each.text for each in boxes] for name, boxes in shown.items()} == {
        "a": ["Ada Quay wrote Alpha"],
        "authors/ada": ["Ada Quay"],
    }


def test_sidebars_may_stand_in_a_list_of_templates_of_the_theme(make_site: MakeSite) -> None:
    items = {"about": ["page-toc", "eulernews/recent-posts.html"]}
    conf = {"html_theme": "pydata_sphinx_theme", "html_theme_options": {"secondary_sidebar_items": items}}
    page = "---\norphan: true\n---\n# Page\n"
    files = {"about.md": page, "quiet.md": page, "news/a.md": post_text("甲", date="2024-01-01")}
    site = make_site(files, conf)
    built = site.build()
    assert [link.text for link in built.page("about.html").select(".bd-sidebar-secondary li a")] == ["甲"]
    assert not built.page("quiet.html").select(".eulernews-sidebar")
    again = site.write({"news/b.md": post_text("乙", date="2024-01-02")}).build()
    assert_equal(again, site.build(clean=True))


def test_a_new_post_rewrites_the_pages_that_show_a_sidebar_and_no_other(project: Project, built: Build) -> None:
    assert built.warnings
    # What a test before this one wrote may be newer than now: Sphinx reads such a document at every build, and writes
    # all pages for such a template.
    for path in (*(project.source / "_templates").rglob("*.html"), *project.source.rglob("*.md")):
        os.utime(path, (0, 0))
    # The neighbour of the new post: its page links to it, whatever test was before this one.
    before = project.write({"news/y.md": post_text("Ypsilon", date="2024-01-31")}).build().stamps()
    project.write({"news/z.md": post_text("Zeta", date="2024-02-01")})
    added = project.build()
    after = added.stamps()
    assert after["about.html"] != before["about.html"]
    assert after["quiet.html"] == before["quiet.html"]
    # What its sidebars show, tags and years, is what it was.
    assert after["news/b.html"] == before["news/b.html"]
    assert "Zeta" in added.text("about.html")


# Files as the page *Customize* writes them, by the captions of its blocks of code.
_BLOCK = re.compile(r"^(`{3,})\{code-block\} \S+\n:caption: (\S+)\n(.*?)^\1$", re.MULTILINE | re.DOTALL)
_PAGE = Path(__file__).parents[2] / "example_site" / "howto" / "customize.md"


@pytest.fixture(scope="module")
def documented(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """Build what a reader gets who copies each file of the page."""
    files: dict[str, str] = {}
    for _fence, name, text in _BLOCK.findall(_PAGE.read_text("utf-8")):
        files[name] = files.get(name, "") + text + "\n"
    own = files.pop("conf.py")
    shown = {"news/plain.md": post_text("Plain", date="2025-01-02")}
    project = site_in(tmp_path_factory.mktemp("documented"), {**files, **shown}, {"language": "en"})
    conf = project.source / "conf.py"
    conf.write_text(conf.read_text("utf-8") + own, "utf-8")
    return project.build()


def test_every_example_of_the_page_builds_without_a_warning_of_ours(documented: Build) -> None:
    assert [warned for warned in documented.warnings if warned.kind.startswith("eulernews")] == []
    assert {warned.kind for warned in documented.warnings} <= {"toc.not_included"}


def test_the_card_has_a_location(documented: Build) -> None:
    cards = documented.page("news/index.html").select(".card-with-venue")
    assert [card.select_one(".venue") is not None for card in cards] == [True, False]
    assert "📍 Chengdu, East Quay" in cards[0].text
    assert cards[0].select_one("article.h-entry .p-name")


def test_the_calendar_lists_events_by_their_day(documented: Build) -> None:
    rows = documented.page("events.html").select(".eulernews-compact li")
    assert [" ".join(row.text.split()) for row in rows] == ["October 12, 2025 Dock meetup, Chengdu, East Quay"]


def test_the_front_page_features_the_newest_post(documented: Build) -> None:
    cards = documented.page("index.html").select(".eulernews-featured .card-with-venue")
    assert [card.select_one(".p-name").text for card in cards] == ["Dock meetup", "Plain"]  # type: ignore[union-attr]


def test_the_sidebars_hold_the_news(documented: Build) -> None:
    def titles(page: str) -> list[str]:
        return [title.text for title in documented.page(page).select(".sphinxsidebar .eulernews-sidebar h3")]

    assert titles("index.html") == titles("news/plain.html") == ["News", "Tags"]
    assert titles("events.html") == []


def test_the_rule_adds_tags(documented: Build) -> None:
    assert [link.text for link in documented.page("news/tags/event.html").select(".p-name[href]")] == ["Dock meetup"]


def test_comments_stand_below_posts_only(documented: Build) -> None:
    comments = 'script[src^="https://giscus.app/"]'
    assert documented.page("news/plain.html").select_one(comments)["data-term"] == "news/plain"  # type: ignore[index]
    for page in ("index.html", "events.html", "news/index.html", "news/tags/index.html"):
        assert not documented.page(page).select(comments)


def test_the_colours_of_the_site_are_after_ours(documented: Build) -> None:
    text = documented.text("news/index.html")
    assert 0 < text.index("eulernews.css") < text.index("news.css", text.index("eulernews.css") + 20)
    style = (documented.outdir / "_static/eulernews.css").read_text("utf-8")
    used = re.findall(r"(--eulernews-[a-z]+):", (documented.outdir / "_static/news.css").read_text("utf-8"))
    assert used
    assert all(f"var({name}," in style for name in used)
    # A value of ours would be nearer to an element than the site's on `:root`.
    assert not re.findall(r"(--eulernews-[a-z]+):", style)
