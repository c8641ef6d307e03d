"""Bodies of posts as their authors saw them elsewhere: one site, many forms."""

from __future__ import annotations

import logging

import pytest
from conftest import MakeSite
from helpers import Build, png, post_text

POSTS = {
    "notes": "First[^a].\n\n[^a]: A remark.",
    "rules": "> ---\n> quoted\n>\n> ---\n\n- one\n\n  ---\n\n  two",
    "links": "[up](#) [phone](tel:+4930) [list](./) [me@example.org](me@example.org) "
    "[top](#top)\n\n<a href='me@example.org'>me</a> <a href='#top'>top</a>",
    "lead": "The lead.\n\n<!-- more -->\n\nThe rest.",
    "inline": "The **lead**, `<!-- more -->`. <!-- more --> The *rest*\nof it.",
    "gone": "![alt text](gone.png)\n\nA **ship**.",
    "typos": '![a](C:img/a.png) <img src="C:img/a.png"> ![b](http:/example.org/b.png)',
    "marks": '<div><img src="img/a.png"><p title=" eulernews-inside:0 UrlPart(0)">eulernews-media:0</p></div>',
    "frames": "<object data='x.svg'></object>\n\n<a href='x.svg'>x</a>",
    "copies": (
        "<iframe src='//example.org/docs/_downloads/1/x.svg'></iframe>\n\n<a href='../_downloads/1/x.svg'>x</a>\n"
        "<a href='HTTPS://Example.org/docs/_downloads/1/x.svg'>x</a> [x](https://example.org/docs/_images/x.svg)"
    ),
    "lost": "See {% post_link nowhere %} and [](nowhere.md).",
    "pictured": "[![](img/a.png)](lead.md) [](lead.md)",
    "backgrounds": '<a href="gone.md" style="background:url(img/a.png)">x</a>',
    "opened": "First[^a].\n\n[^a]: A remark.\n\n    <div class=x>\n\n    inside\n\nText after.",
    "alerts": "> [!NOTE]\n> Plain.\n\n> [!tip] Of *ours*\n> Titled.\n\n> [!faq]-\n> Asked.",
    "signs": 'H~2~O x^2^ ==of note== ++ctrl+c++, said^[By *somebody*.] in HTML.\n\n*[HTML]: Hyper "Text"',
    "pending": "```{eval-rst}\n.. contents::\n\n.. rst-class:: special\n\nA paragraph.\n```",
}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Build:
    from helpers import site_in  # noqa: PLC0415

    files: dict[str, str | bytes] = {
        f"news/{name}.md": f"---\ntitle: {name}\ndate: 2024-01-01\n---\n{body}\n" for name, body in POSTS.items()
    }
    files |= {
        "news/img/a.png": png(8, 8),
        "news/x.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
        "news/short.md": "---\ntitle: Short\ndate: 2024-01-01\nsummary: All there is.\nexternal: https://example.org/x\n---\n",
        "news/brief.rst": "Brief\n=====\n\n.. post:: 2024-01-02\n   :summary: All.\n   :external: https://example.org/y\n",
        "news/noted.rst": "Noted\n=====\n\n.. post:: 2024-01-02\n\nOne [1]_ and two [#n]_.\n\n.. [1] a\n.. [#n] b\n",
        "news/said.rst": "Said\n====\n\n.. post::\n   :date: 2024-01-02\n\n   *Lead* with ``code``.\n\nBody.\n",
    }
    return site_in(tmp_path_factory.mktemp("bodies"), files, {"html_baseurl": "https://example.org/docs/"}).build(
        "html"
    )


@pytest.mark.parametrize(("name", "summary"), [("inline", "The lead, <!-- more -->."), ("noted", "One and two.")])
def test_a_summary_is_the_text_before_the_mark_without_footnotes(built: Build, name: str, summary: str) -> None:
    [description] = built.page(f"news/{name}.html").select("meta[name=description]")
    assert description["content"] == summary


def test_what_follows_the_mark_in_its_paragraph_is_shown(built: Build) -> None:
    [paragraph] = built.page("news/inline.html").select(".e-content p")
    assert paragraph.get_text().split() == ["The", "lead,", "<!--", "more", "-->.", "The", "rest", "of", "it."]
    assert "<!--" not in str(paragraph)


def test_footnotes_stand_in_the_content_of_the_post(built: Build) -> None:
    [content] = built.page("news/notes.html").select(".e-content")
    assert "A remark." in content.get_text()


def test_rules_stand_in_quotes_and_lists(built: Build) -> None:
    page = built.page("news/rules.html")
    assert (len(page.select("blockquote hr")), len(page.select("li hr"))) == (2, 1)


def test_links_that_every_browser_knows_are_kept(built: Build) -> None:
    links = [link["href"] for link in built.page("news/links.html").select(".e-content a")]
    assert links == ["#", "tel:+4930", "index.html", "mailto:me%40example.org", "#top", "mailto:me@example.org", "#top"]


def test_the_summary_ends_where_its_author_says(built: Build) -> None:
    entries = {
        entry.select(".p-name")[0].text.strip(): entry for entry in built.page("news/index.html").select(".h-entry")
    }
    assert entries["lead"].select(".p-summary")[0].text == "The lead."
    assert entries["notes"].select(".p-summary")[0].text == "First."
    assert entries["gone"].select(".p-summary")[0].text == "A ship."
    assert entries["Said"].select(".p-summary")[0].text == "Lead with code."


def test_a_typing_error_in_a_scheme_is_repaired(built: Build) -> None:
    sources = [str(image["src"]) for image in built.page("news/typos.html").select(".e-content img")]
    assert [source.startswith("../_images/a-") for source in sources] == [True, True, False]
    assert sources[2] == "http://example.org/b.png"


def test_what_looks_like_a_mark_of_ours_is_text(built: Build) -> None:
    [text] = built.page("news/marks.html").select(".e-content p")
    assert (text["title"], text.text) == (" eulernews-inside:0 UrlPart(0)", "eulernews-media:0")


def test_a_local_document_is_downloaded_and_never_framed(built: Build) -> None:
    page = built.page("news/frames.html")
    assert all("download" in link.attrs for link in page.select(".e-content a"))
    assert not page.select("[data], iframe, embed")
    assert ("eulernews.html", "news/frames.md", 5) in built.places()


def test_nor_is_the_copy_of_one_that_an_absolute_url_names(built: Build) -> None:
    page = built.page("news/copies.html")
    assert ["download" in link.attrs for link in page.select(".e-content a")] == [True] * 4
    assert not page.select("[data], iframe, embed")


def test_what_restructuredtext_leaves_pending_is_resolved(built: Build) -> None:
    assert built.page("news/pending.html").select(".e-content p.special")


def test_a_link_around_an_image_has_no_text_but_one_around_nothing_has_the_title(built: Build) -> None:
    pictured, empty = built.page("news/pictured.html").select(".e-content a")
    assert pictured["href"] == empty["href"] == "lead.html"
    assert pictured.select("img")
    assert (pictured.text.strip(), empty.text.strip()) == ("", "lead")


def test_a_link_without_text_that_leads_nowhere_shows_what_is_written(built: Build) -> None:
    assert built.page("news/lost.html").select(".e-content p")[0].text == "See nowhere.md and nowhere.md."
    assert {warned.kind for warned in built.warnings if warned.path == "news/lost.md"} == {"eulernews.link"}


def test_code_with_options_of_pelican_is_shown(make_site: MakeSite) -> None:
    code = ".. code-block:: python\n   :linenos: inline\n   :hl_lines: 2\n\n   x = 1\n   y = 2\n"
    build = make_site({"news/a.rst": f"A\n#\n\n:date: 2024-01-02\n\n{code}"}).build()
    lines = build.page("news/a.html").select(".e-content .highlight .hll")
    assert [line.text.strip() for line in lines] == ["2y = 2"]
    assert not [warned for warned in build.warnings if warned.path == "news/a.rst"]


def test_links_of_nikola_are_resolved(make_site: MakeSite) -> None:
    build = make_site(
        {
            "news/a.md": "---\ntitle: A\ndate: 2024-01-01\nslug: hay\n---\n[b](link://filename/posts/b.rst)\n",
            "news/deep/b.rst": "Bee\n###\n\n:date: 2024-01-02\n\n`one <link://slug/hay>`_ `two <link://slug/gone>`_\n",
        }
    ).build()
    links = {link.text: str(link["href"]) for link in build.page("news/deep/b.html").select(".e-content p a")}
    assert links == {"one": "../a.html"}
    assert build.page("news/a.html").select(".e-content p a[href='deep/b.html']")
    assert [(warned.line, warned.message.split("'")[1]) for warned in build.warnings if "link" in warned.kind] == [
        (6, "link://slug/gone")
    ]


def test_links_in_restructuredtext_that_are_written_for_pelican_are_resolved(make_site: MakeSite) -> None:
    build = make_site(
        {
            "news/a.md": "Title: A\nDate: 2024-01-01\n\n## One\n",
            "news/deep/plan.pdf": b"%PDF",
            "news/deep/b.rst": (
                "Bee\n###\n\n:date: 2024-01-02\n\n`one <{filename}../a.md#one>`_ `two <|filename|/news/a.md>`_ three_ "
                "`four <{static}plan.pdf>`_\n`five <{filename}gone.rst>`_ `six <{tag}x>`_ `seven <{x}>`_\n\n"
                ".. _three: {filename}../a.md\n"
            ),
        }
    ).build()
    links = {link.text: str(link["href"]) for link in build.page("news/deep/b.html").select(".e-content p a")}
    assert links.pop("four").startswith("../../_downloads/")
    assert links == {"one": "../a.html#one", "two": "../a.html", "three": "../a.html", "seven": "{x}"}
    assert "five six" in build.page("news/deep/b.html").select(".e-content p")[0].text
    said = sorted(warned.message.split("'")[1] for warned in build.warnings if warned.kind == "eulernews.link")
    assert said == ["{filename}gone.rst", "{tag}x"]
    assert {warned.place for warned in build.warnings} >= {("eulernews.link", "news/deep/b.rst", 6)}


@pytest.mark.parametrize(("name", "summary", "url"), [("short", "All there is.", "x"), ("brief", "All.", "y")])
def test_a_post_without_a_body_shows_its_summary_and_where_it_stands(
    built: Build, name: str, summary: str, url: str
) -> None:
    [content] = built.page(f"news/{name}.html").select(".e-content")
    assert summary in content.text
    assert content.select(f"a[href='https://example.org/{url}']")


def test_nothing_else_is_warned_of(built: Build) -> None:
    assert {warned.kind for warned in built.warnings} == {"eulernews.html", "eulernews.image", "eulernews.link"}


def test_deep_nesting_costs_a_warning_and_no_text(make_site: MakeSite) -> None:
    deep = {
        "news/a.md": "---\ntitle: A\ndate: 2024-01-01\n---\n" + "::: tip x\n" * 100 + "innermost\n",
        "news/b.md": "---\ntitle: B\ndate: 2024-01-01\n---\n" + "<div>" * 400 + "innermost" + "</div>" * 400 + "\n",
    }
    build = make_site(deep).build("html")
    assert [(warned.kind, warned.path) for warned in build.warnings] == [("eulernews.directive", "news/a.md")]
    assert all("innermost" in build.page(f"news/{name}.html").select(".e-content")[0].text for name in "ab")


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("<details>\n<summary>s</summary>\n\n内 **x** </details>", "内 x"),
        ('<div class="a"><span>内\n\n中</span></div> 尾', "内中"),
        ("<table><tr><td>内\n\n<b>y</b></td><td>z</td></tr></table>", "内yz"),
        ("- <div>内\n\n  a</div>\n- b", "内a"),
    ],
)
def test_an_element_ends_where_its_end_tag_is_in_a_paragraph(make_site: MakeSite, text: str, inside: str) -> None:
    build = make_site({"news/a.md": post_text("甲", f"{text}\n\n后\n\n## 节\n\n末", date="2024-01-01")}).build()
    assert not build.warnings
    body = build.page("news/a.html").select_one(".e-content")
    assert body is not None
    (after,) = (paragraph for paragraph in body.select("p") if paragraph.text == "后")
    assert after.parent is body
    element = body.select_one("details, div, table")
    assert element is not None
    assert inside.replace(" ", "") in "".join(element.text.split())


def test_a_failure_of_highlighting_is_one_line_that_shows_where_the_block_begins(make_site: MakeSite) -> None:
    code = '```json\n{"a": 中文}\n' + "more\n" * 50 + "```\n"
    files = {"news/a.md": post_text("甲", code), "about.md": f"---\norphan: true\n---\n# 关于\n\n{code}"}
    build = make_site(files).build()
    messages = {warned.path: warned.message for warned in build.of_kind("misc.highlighting_failure")}
    assert messages.keys() == {"news/a.md", "about.md"}
    assert '{"a": 中文}' in messages["news/a.md"]
    assert [message.count("more") for message in (messages["news/a.md"], messages["about.md"])] == [0, 50]
    assert logging.getLogger("sphinx.sphinx.highlighting").filters == []


def test_the_background_of_a_link_is_no_download(built: Build) -> None:
    link = built.page("news/backgrounds.html").select_one(".e-content a")
    assert link is not None
    assert not link.has_attr("download")
    assert "img/a.png" not in {name for name in built.names() if name.startswith("_downloads/")}


def test_an_element_that_a_footnote_leaves_open_ends_in_it(built: Build) -> None:
    opened = built.page("news/opened.html").select_one("div.x")
    assert opened is not None
    assert opened.find_parent("aside", class_="footnote") is not None
    assert opened.text.split() == ["inside"]


@pytest.mark.promise("unedited")
@pytest.mark.parametrize("builder", ["html", "latex", "text", "epub", "gettext"])
def test_the_title_of_code_is_its_caption(make_site: MakeSite, builder: str) -> None:
    body = '前文。\n\n```js {2} title="src/港口.js"\na()\nb()\n```\n\n{% codeblock 说明 %}\nc\n{% endcodeblock %}\n'
    files: dict[str, str | bytes] = {
        "index.md": "# 首页\n\n```{toctree}\nnews/a\n```\n", "news/a.md": post_text("甲", body, date="2024-01-01")
    }  # fmt: skip
    built = make_site(files, {"numfig": True}).build(builder)
    assert built.warnings == ()
    if builder == "html":
        captions = built.page("news/a.html").select(".literal-block-wrapper > .code-block-caption .caption-text")
        assert [each.text for each in captions] == ["src/港口.js", "说明"]
        assert [each.text for each in built.page("news/a.html").select(".hll")] == ["b()\n"]
    elif builder == "text":
        assert "src/港口.js" in built.text("news/a.txt")


def test_a_quote_of_hexo_has_its_attribution_and_ends_with_the_item_around_it(make_site: MakeSite) -> None:
    body = (
        "{% blockquote Ann Quay https://q.example/a *Tides* %}\nHigh water.\n\n- twice\n- a day\n"
        "{% endblockquote %}\n\n- item\n\n  {% blockquote %}\n  Low water.\n\nText\n\n{% endblockquote %}\n"
    )
    build = make_site({"news/a.md": post_text("甲", body)}).build()
    [content] = build.page("news/a.html").select(".e-content")
    [quote, low] = content.select("blockquote")
    assert [item.text.strip() for item in quote.select("li")] == ["twice", "a day"]
    [attribution] = quote.select("p.attribution")
    assert attribution.text == "\N{EM DASH}Ann Quay, Tides"
    assert attribution.select("a[href='https://q.example/a'] em")
    assert low.text.split() == ["Low", "water."]
    assert content.select("li blockquote") == [low]
    assert {warned.kind for warned in build.warnings} == {"eulernews.date"}


def test_a_fence_that_conf_py_makes_a_directive_has_no_caption_of_code(make_site: MakeSite) -> None:
    body = '```graphviz title="标题" {1}\ndigraph { a -> b }\n```\n'
    files: dict[str, str | bytes] = {"news/a.md": post_text("甲", body, date="2024-01-01")}
    extensions = ["myst_parser", "sphinx_eulernews", "sphinx.ext.graphviz"]
    conf = {"extensions": extensions, "myst_fence_as_directive": ["graphviz"]}
    built = make_site(files, conf).build("text")
    assert built.warnings == ()
    assert "[图表]" in built.text("news/a.txt")
    assert "标题" not in built.text("news/a.txt")


def test_the_numbers_that_authors_give_to_equations_are_shown_and_are_those_of_their_post(make_site: MakeSite) -> None:
    body = "See {eq}`2.1a`.\n\n$$b=2$$ (1)\n\n$$\na=1\n$$ (2.1a)"
    files = {f"news/{name}.md": post_text(name, body, date="2024-01-01") for name in ("one", "two")}
    build = make_site(files, {"myst_enable_extensions": ["dollarmath"]}).build()
    assert build.said == ""
    for name in ("one", "two"):
        page = build.page(f"news/{name}.html")
        assert [str(number.contents[0]) for number in page.select(".eqno")] == ["(1)", "(2.1a)"]
        [link] = page.select(".e-content p a")
        assert link.text == "(2.1a)"
        assert page.select(f"div.math{link['href']}")


def test_several_equations_of_a_post_may_have_one_number(make_site: MakeSite) -> None:
    body = "$$a=1$$ (1)\n\n$$b=2$$ (1-2)\n\n$$c=3$$ (1)\n\n{eq}`1`"
    build = make_site(
        {"news/a.md": post_text("A", body, date="2024-01-01")}, {"myst_enable_extensions": ["dollarmath"]}
    ).build()
    assert build.said == ""
    page = build.page("news/a.html")
    assert [str(number.contents[0]) for number in page.select(".eqno")] == ["(1)", "(1-2)", "(1)"]
    [link] = page.select(".e-content p a")
    assert "a=1" in page.select(f"div.math{link['href']}")[0].text


@pytest.mark.parametrize("builder", ["html", "text", "latex"])
@pytest.mark.parametrize("content", ["- item", "> item", "<div>item</div>", "```{note}\nitem\n```", "### item"])
def test_what_a_figure_holds_besides_a_caption_is_its_legend(make_site: MakeSite, content: str, builder: str) -> None:
    body = f"````{{figure}} a.png\n:alt: x\n\n{content}\n\nThe rest.\n````\n"
    index = "# Site\n\n```{toctree}\nnews/a\n```\n"
    files: dict[str, str | bytes] = {
        "index.md": index,
        "news/a.md": post_text("A", body, date="2024-01-01"),
        "news/a.png": png(8, 8),
    }
    build = make_site(files).build(builder)
    assert build.said == ""
    if builder == "html":
        [legend] = build.page("news/a.html").select("figure .legend")
        assert "item" in legend.text
        assert legend.text.rstrip().endswith("The rest.")


def test_alerts_are_admonitions(built: Build) -> None:
    boxes = built.page("news/alerts.html").select(".e-content > .admonition")
    assert [(box["class"], [part.text for part in box.select("p")]) for box in boxes] == [
        (["admonition", "note"], ["备注", "Plain."]),
        (["tip", "admonition"], ["Of ours", "Titled."]),
        (["faq", "dropdown", "admonition"], ["Faq", "Asked."]),
    ]


def test_marks_within_a_line_are_elements(built: Build) -> None:
    page = built.page("news/signs.html")
    found = [(part.name, part.text) for part in page.select(".e-content > p :is(sub, sup, mark, kbd, abbr)")]
    assert found == [("sub", "2"), ("sup", "2"), ("mark", "of note"), ("kbd", "Ctrl"), ("kbd", "C"), ("abbr", "HTML")]
    assert [part["title"] for part in page.select("abbr")] == ['Hyper "Text"']
    [note] = page.select(".e-content aside.footnote")
    assert note.select("p")[0].text == "By somebody."
    assert page.select(f'.e-content > p a[href="#{note["id"]}"]')
