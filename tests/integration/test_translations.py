"""A site that is translated by gettext: what translators get, and what readers of the other language see."""

from __future__ import annotations

import gettext
import json
import re
import shutil
from pathlib import Path

import feedparser  # type: ignore[import-untyped]
import pytest
from babel.messages.pofile import read_po, write_po
from conftest import MakeSite
from helpers import Build, Project, png, post_text, site_in, titles_of

BODY = """\
The first pier **opened** today[^1]; read [the plan][plan] and [the quay](quay.rst).

## What was built

- a crane
- two sheds

| Pier | Depth |
|---|---|
| east | nine metres |

:::{admonition} Mind the tide
Twice a day.
:::

![A chart](chart.png)

![](missing.png)

<p>Raw words</p>

```
crane --lift
```

Ends with two colons::

[^1]: It opened at noon.

[plan]: https://example.org/plan
"""
PIER = {
    "summary": "C* and *D* are built",
    "tags": ["harbour", "cranes"],
    "category": "Works",
    "series": "Building",
    "banner": "chart.png",
    "banner_alt": "The chart",
}
QUAY = """\
The quay
========

.. post:: 2024-01-02
   :tags: harbour
   :title: The quay
   :series: Building

   In short: finished.

The quay is long.
"""
SPEECH = "---\ndate: 2024-01-03\n---\n# A `mole` for *all*\n\nSpoken.\n"
FILES: dict[str, str | bytes] = {
    "news/pier.md": post_text("'A pier: *east*'", BODY, date="2024-01-01", **PIER),
    "news/quay.rst": QUAY,
    "news/mole.md": SPEECH,
    "news/later.md": post_text("Nobody translates this", "Nor this.\n\nNor that.", date="2024-01-04"),
    "news/chart.png": png(300, 150),
    "news/chart.zh_CN.png": png(320, 160),
    "index.md": "# Home\n\n```{toctree}\nnews/index\n```\n\n```{postlist}\n:title: What is new\n```\n\n"
    "{news:tag}`harbour`, {news:post}`pier`\n",
}
CONF = {
    "language": "en",
    "html_baseurl": "https://example.org/",
    "locale_dirs": ["locale"],
    "gettext_compact": False,
    "gettext_additional_targets": ["literal-block", "raw"],
    "exclude_patterns": ["locale"],
    "eulernews_collections": {"news": {"title": "Harbour news", "language": "en"}},
}
MESSAGES = {
    "A pier: *east*": "码头：*东*",
    "C* and *D* are built": "C* 和 *D* 已建成",
    "harbour": "港口",
    "cranes": "起重机",
    "Works": "工程",
    "Building": "建设",
    "The chart": "海图",
    "Harbour news": "港口新闻",
    "What is new": "最新消息",
    "The first pier **opened** today[^1]; read [the plan][plan] and [the quay](quay.rst).":
        "2024. 年的**“码头”**开放[^1]；见[计划][plan]和[岸壁](quay.rst)。",
    "What was built": "建了什么",
    "a crane": "- 一台起重机",
    "nine metres": "九|米",
    "Mind the tide": "注意潮汐",
    "A chart": "图",
    "![A chart](chart.png)": "![一张图](chart.png)",
    "![](missing.png)": "![](missing.png) 缺",
    "<p>Raw words</p>\n": "<p>原文</p>",
    "crane --lift\n": "起重 --lift",
    "Ends with two colons::": "以两个冒号结束::",
    "It opened at noon.": "# 中午开放。",
    "The quay": "岸壁",
    "In short: finished.": "简言之：完工。",
    "The quay is long.": "岸壁很长。",
    "A `mole` for *all*": "**防波堤**（`mole`）",
    "Spoken.": "讲了。",
}  # fmt: skip


def translate(templates: Path, locale: Path, messages: dict[str, str]) -> None:
    """Fill catalogs from templates, as sphinx-intl and a translator do; catalogs without a translation are left out."""
    for template in sorted(templates.rglob("*.pot")):
        with template.open("rb") as file:
            catalog = read_po(file)
        for message in catalog:
            if message.id in messages:
                message.string = messages[str(message.id)]
        path = locale / template.relative_to(templates).with_suffix(".po")
        path.parent.mkdir(parents=True, exist_ok=True)
        if any(message.id and message.string for message in catalog):
            with path.open("wb") as file:
                write_po(file, catalog)
    # It keeps what it has read, for the life of the process.
    gettext._translations.clear()  # type: ignore[attr-defined]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Return a site with catalogs."""
    site = site_in(tmp_path_factory.mktemp("translated"), FILES, CONF)
    templates = site.build("gettext").outdir
    translate(templates, site.source / "locale/zh_CN/LC_MESSAGES", MESSAGES)
    return site


@pytest.fixture(scope="module")
def chinese(site: Project) -> Build:
    """Return the site in the other language."""
    return site.configure(language="zh_CN").build(name="zh")


def _at(site: Project, catalog: str) -> dict[str, set[int]]:
    with (site.root / "build/gettext" / catalog).open("rb") as file:
        return {str(message.id): {line for _path, line in message.locations} for message in read_po(file)}


def test_translators_get_what_front_matter_and_directives_show_with_its_lines(site: Project) -> None:
    pier, quay = _at(site, "news/pier.pot"), _at(site, "news/quay.pot")
    lines = str(FILES["news/pier.md"]).split("\n")
    for message, key in (("A pier: *east*", "title"), (PIER["summary"], "summary"), ("cranes", "tags"),
                         ("Works", "category"), ("Building", "series"), ("The chart", "banner_alt")):  # fmt: skip
        [line] = pier[str(message)]
        assert lines[line - 1].startswith(f"{key}:")
    assert {"harbour", "Building", "The quay", "In short: finished."} <= quay.keys()
    assert "What is new" in _at(site, "index.pot")
    assert "Harbour news" in _at(site, "news/index.pot")
    assert "A `mole` for *all*" in _at(site, "news/mole.pot")


def test_what_is_wrong_is_said_once_though_it_is_parsed_three_times(chinese: Build) -> None:
    [warned] = chinese.warnings
    line = str(FILES["news/pier.md"]).split("\n").index("![](missing.png)") + 1
    assert warned.place == ("eulernews.image", "news/pier.md", line)


def test_front_matter_is_translated_as_plain_strings_wherever_it_is_shown(chinese: Build) -> None:
    page = chinese.page("news/pier.html")
    assert titles_of(page) == ["码头：*东*"]
    assert [str(link["href"]) for link in page.select(".eulernews-byline a[rel=tag]")] == [
        "categories/works.html", "tags/harbour.html", "tags/cranes.html",
    ]  # fmt: skip
    assert [link.text for link in page.select(".eulernews-byline a[rel=tag]")] == ["工程", "港口", "起重机"]
    told = {str(meta.get("property") or meta.get("name")): meta.get("content") for meta in page.select("meta[content]")}
    assert told["og:title"] == "码头：*东*"
    assert told["description"] == "C* 和 *D* 已建成"
    assert told["og:image:alt"] == "海图"
    [data] = [json.loads(script.text) for script in page.select("script") if "NewsArticle" in script.text]
    assert data["keywords"] == ["港口", "起重机"]
    assert data["inLanguage"] == "zh-CN"
    footer = page.select_one(".eulernews-footer")
    assert footer is not None
    assert "建设" in footer.text
    assert "岸壁" in footer.text
    assert "港口新闻" in footer.text


def test_lists_terms_feeds_and_navigation_are_translated(chinese: Build) -> None:
    home = chinese.page("index.html")
    titles = [title.text for title in home.select(".h-feed .h-entry .p-name")]
    assert titles == ["Nobody translates this", "防波堤（mole）", "岸壁", "码头：*东*"]
    assert [data["value"] for data in home.select(".h-feed > data")] == ["最新消息"]
    assert "简言之：完工。" in [text.text for text in home.select(".p-summary")]
    assert home.select_one(".sphinxsidebar a[href='news/index.html']").text == "港口新闻"  # type: ignore[union-attr]
    assert [link.text for link in home.select(".body > p a, .body section > p a")][:2] == ["港口", "码头：*东*"]
    assert titles_of(chinese.page("news/tags/harbour.html")) == ["标签：港口"]
    assert "起重机" in chinese.page("news/tags/index.html").text
    assert "起重机" in chinese.page("news-tags.html").text
    feed = feedparser.parse(chinese.text("news/atom.xml"))
    entry = feed.entries[-1]
    assert (entry.title, entry.summary) == ("码头：*东*", "C* 和 *D* 已建成")
    assert [(tag.term, tag.label) for tag in entry.tags] == [
        ("Works", "工程"), ("harbour", "港口"), ("cranes", "起重机"),
    ]  # fmt: skip
    assert "<category>港口</category>" in chinese.text("news/rss.xml")


def test_a_message_is_inline_text_by_the_rules_of_posts(chinese: Build) -> None:
    page = chinese.page("news/pier.html")
    body = page.select_one(".e-content")
    assert body is not None
    first = body.select_one("p")
    assert first is not None
    assert first.text == "2024. 年的“码头”开放[1]；见计划和岸壁。"
    assert [strong.text for strong in first.select("strong")] == ["“码头”"]
    assert [str(link["href"]) for link in first.select("a:not(.footnote-reference)")] == [
        "https://example.org/plan", "quay.html",
    ]  # fmt: skip
    assert [item.text for item in body.select("li")] == ["- 一台起重机", "two sheds"]
    assert "九|米" in [cell.text for cell in body.select("td")]
    assert [title.text for title in body.select(".admonition-title")] == ["注意潮汐"]
    assert body.select_one(".footnote p").text == "# 中午开放。"  # type: ignore[union-attr]
    assert [str(heading["id"]) for heading in body.select("section[id]")] == ["what-was-built"]
    assert "<p>原文</p>" in str(body)
    assert "起重 --lift" in body.select_one("pre").text  # type: ignore[union-attr]
    assert "以两个冒号结束::" in body.text


def test_an_image_of_the_language_takes_the_place_of_the_other(chinese: Build) -> None:
    shown = chinese.page("news/pier.html").select_one(".e-content img")
    assert shown is not None
    assert "chart.zh_CN" in str(shown["src"])
    assert (shown["width"], shown["height"], shown["alt"]) == ("320", "160", "一张图")


def test_pages_are_in_the_language_of_their_text_and_a_collection_in_that_of_most_of_its_posts(chinese: Build) -> None:
    languages = {
        name: chinese.page(f"news/{name}.html").html.get("lang")  # type: ignore[union-attr]
        for name in ("pier", "quay", "mole", "later", "index")
    }
    assert languages == {"pier": "zh-CN", "quay": "zh-CN", "mole": "zh-CN", "later": "en", "index": "zh-CN"}


@pytest.mark.usefixtures("chinese")
@pytest.mark.promise("2 incremental")
@pytest.mark.promise("1 parallel")
def test_a_changed_catalog_rewrites_what_shows_it(site: Project) -> None:
    messages = {**MESSAGES, "harbour": "海港", "The quay": "新岸壁", "Harbour news": "海港新闻"}
    templates = site.root / "build/gettext"
    translate(templates, site.source / "locale/zh_CN/LC_MESSAGES", messages)
    changed = site.build(name="zh")
    assert titles_of(changed.page("news/tags/harbour.html")) == ["标签：海港"]
    assert "新岸壁" in changed.text("index.html")
    shutil.rmtree(site.root / "clean", ignore_errors=True)
    assert changed.digests() == site.build(name="zh", clean=True, jobs=2).digests()


HOW_TO = Path(__file__).parents[2] / "example_site/howto/translations.md"
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def test_a_translated_heading_keeps_its_id(make_site: MakeSite) -> None:
    """Sphinx notes all names of the heading again; its id is none of them."""
    catalog = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "Depth"\nmsgstr "水深"\n'
    files = {
        "news/a.md": post_text("Pier", "See [it](#d).\n\n## Depth {#d}\n\n## Depth {#d}", date="2024-01-01"),
        "locale/zh_CN/LC_MESSAGES/news/a.po": catalog,
    }
    conf = {"language": "zh_CN", "locale_dirs": ["locale"], "gettext_compact": False}
    build = make_site(files, conf).build()
    page = build.page("news/a.html")
    assert [heading.get_text("|").split("|")[0] for heading in page.select("h2")] == ["水深", "水深"]
    assert page.select_one('a[href="#d"]:-soup-contains("it")')
    assert page.select_one("section#d > h2")
    assert not build.warnings


def test_catalogs_do_not_say_where_the_extension_is_installed(make_site: MakeSite) -> None:
    files = {"news/a.md": post_text("Pier", date="2024-01-01", tags="harbour"),
             "index.md": "# Harbour\n\n```{toctree}\nnews/index\nnews/tags/index\n```\n"}  # fmt: skip
    conf = {"gettext_compact": False, "eulernews_collections": {"news": {"title": "Harbour news"}}}
    outdir = make_site(files, conf).build("gettext").outdir
    places = {name: re.findall(r"^#: (\S+):", (outdir / name).read_text("utf-8"), re.MULTILINE)
              for name in ("news/index.pot", "news/tags/index.pot")}  # fmt: skip
    assert {name: sorted(path.rpartition("source/")[2] for path in paths) for name, paths in places.items()} == {
        "news/index.pot": ["conf.py", "news/index.eulernews"],
        "news/tags/index.pot": ["news/tags/index.eulernews"],
    }


def test_the_how_to_is_true(make_site: MakeSite) -> None:
    text = HOW_TO.read_text("utf-8")
    blocks = _BLOCK.findall(text[text.index("(gettext)=") :])
    conf: dict[str, object] = {}
    exec(next(code for kind, code in blocks if kind == "python"), conf)  # noqa: S102  our own page
    settings = {name: value for name, value in conf.items() if not name.startswith("__")}
    post = next(code for kind, code in blocks if kind == "yaml")
    catalog = "".join(code for kind, code in blocks if kind == "po")
    commands = next(code for kind, code in blocks if kind == "console")
    assert "sphinx-intl update" in commands
    site = make_site({"news/pier.md": f"{post}\nText.\n"}, {"language": "en", **settings})
    template = (site.build("gettext").outdir / "news/pier.pot").read_text("utf-8")
    messages = dict(re.findall(r'^msgid "(.+)"\nmsgstr "(.+)"$', catalog, re.MULTILINE))
    assert all(f'msgid "{message}"' in template for message in messages)
    translate(site.root / "build/gettext", site.source / "locale/de/LC_MESSAGES", messages)
    built = site.configure(language="de").build()
    assert built.warnings == ()
    shown = built.text("news/index.html")
    assert all(text in shown for text in messages.values())
