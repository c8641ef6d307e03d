"""Roles of Sphinx and links of MyST to posts: Sphinx resolves them in writing, and does not see that a post changed."""

from __future__ import annotations

import pickle
from collections.abc import Callable

import pytest
from conftest import MakeSite
from helpers import Project, post_text

PORT = post_text("港口", "(berths)=\n## 泊位\n\n说明。", date="2023-11-25")
REFERENCES = (
    "{doc}`/news/port` {doc}`港 </news/port>` {ref}`berths` {ref}`位 <berths>` {any}`berths` {any}`/news/port` "
    "[](/news/port.md) [](/news/port.md#berths) [](#berths)\n"
)
FILES = {
    "index.md": "# 首页\n\n```{toctree}\nabout\nother\n```\n",
    "about.md": f"# 关于\n\n{REFERENCES}",
    "other.md": "# 其他\n\n没有链接。\n",
    "news/port.md": PORT,
    "news/links.md": post_text("链接", REFERENCES, date="2023-11-24"),
    "news/links.rst.rst": ".. post:: 2023-11-23\n\n标题\n====\n\n见 :doc:`port`、:ref:`berths`、:any:`port`。\n",
}
EDITS: dict[str, Callable[[Project], object]] = {
    "draft": lambda site: site.write({"news/port.md": PORT.replace("date:", "draft: true\ndate:")}),
    "title": lambda site: site.write({"news/port.md": PORT.replace("港口", "海港")}),
    "heading": lambda site: site.write({"news/port.md": PORT.replace("泊位", "船位")}),
    "label": lambda site: site.write({"news/port.md": PORT.replace("(berths)=", "(quays)=")}),
    "delete": lambda site: site.delete("news/port.md"),
    "rename": lambda site: site.rename("news/port.md", "news/2023/port.md"),
    "opt out": lambda site: site.write({"news/port.md": PORT.replace("date:", "post: false\norphan: true\ndate:")}),
}
BACK = {"news/port.md": PORT}


@pytest.mark.promise("2 incremental")
@pytest.mark.parametrize("builder", ["html", "text"])
@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_documents_that_refer_to_a_post_are_written_again_when_it_changes(
    make_site: MakeSite, edit: Callable[[Project], object], builder: str
) -> None:
    site = make_site(FILES)
    site.build(builder)
    edit(site)
    assert not stale(site, builder)
    if edit is EDITS["rename"]:
        site.delete("news/2023/port.md")
    site.write(BACK)
    assert not stale(site, builder)


@pytest.mark.promise("2 incremental")
def test_a_link_of_myst_to_a_part_of_a_post_follows_when_the_post_comes_back(make_site: MakeSite) -> None:
    site = make_site({"about.md": "# 关于\n\n[](/news/port.md#berths)\n", **BACK, "news/quay.md": PORT})
    site.build()
    EDITS["delete"](site)
    assert not stale(site, "html")
    site.write(BACK)
    assert not stale(site, "html")


@pytest.mark.promise("3 no change")
@pytest.mark.parametrize("builder", ["html", "text"])
def test_documents_that_refer_to_a_post_are_not_written_when_nothing_changes(make_site: MakeSite, builder: str) -> None:
    site = make_site(FILES)
    before = site.build(builder).stamps()
    again = site.build(builder)
    assert again.read == set()
    documents = {name for name in before if name.partition(".")[0] in ("about", "news/links")}
    assert documents
    assert {name for name in documents if again.stamps()[name] != before[name]} == set()


def test_documents_that_refer_to_no_post_are_not_written_when_one_changes(make_site: MakeSite) -> None:
    site = make_site(FILES)
    before = site.build().stamps()
    EDITS["title"](site)
    after = site.build().stamps()
    assert {name for name in ("about.html", "other.html") if after[name] != before[name]} == {"about.html"}


@pytest.mark.promise("2 incremental")
@pytest.mark.parametrize("name", ["links.md", "links.rst"])
def test_a_role_in_a_post_follows_a_generated_page_that_is_a_document_for_a_time(
    make_site: MakeSite, name: str
) -> None:
    role = "{doc}`index`" if name.endswith("md") else ":doc:`index`"
    text = (
        post_text("链接", role, date="2023-11-24") if name.endswith("md") else f":date: 2023-11-24\n\nT\n=\n\n{role}\n"
    )
    site = make_site({"news/port.md": PORT, f"news/{name}": text, "about.md": "# 关于\n\n{doc}`/news/index`\n"})
    site.build()
    own = "---\norphan: true\n---\n# 自己的\n"
    edits: list[Callable[[Project], object]] = [
        lambda site: site.write({"about.md": "# 关于\n"}),
        lambda site: site.write({"news/index.md": own}),
        lambda site: site.delete("news/index.md"),
        lambda site: site.write({"about.md": "# 关于\n\n{doc}`/news/index`\n"}),
        lambda site: site.write({"news/index.md": own}),
    ]
    for edit in edits:
        edit(site)
        assert not stale(site, "html")


def stale(site: Project, builder: str) -> set[str]:
    """Return the files of a build that differ from those of a clean one; text keeps what Sphinx never deletes."""
    again, clean = site.build(builder).digests(), site.build(builder, clean=True).digests()
    names = again.keys() | clean.keys() if builder == "html" else clean.keys()
    return {name for name in names if again.get(name) != clean.get(name)}


def test_what_other_documents_say_of_each_other_is_not_stored(make_site: MakeSite) -> None:
    other = "(part)=\n# 其他\n\n{doc}`about` {ref}`part` {doc}`/news/port` {ref}`nowhere`\n"
    site = make_site({**FILES, "other.md": other})
    site.build()
    with (site.source.parent / "build/html-doctrees/environment.pickle").open("rb") as stream:
        noted = pickle.load(stream).domaindata["news"]["cross_references"]["other"]  # noqa: S301  our own
    assert [target for target, _anchor in noted] == ["/news/port", "nowhere"]


LINKED = {
    "guide.md": "---\norphan: true\n---\n(lab-el)=\n# 说明\n",
    "news/quay.md": post_text("码头", "[甲](lab-el) [乙](guide2) [](nothing) [丙](quay)", date="2023-11-24"),
}


@pytest.mark.parametrize("builder", ["html", "singlehtml", "text", "gettext"])
def test_a_link_that_may_be_a_label_and_is_none_is_a_warning_at_every_build(make_site: MakeSite, builder: str) -> None:
    site = make_site({**LINKED, "index.md": "# 首页\n\n```{toctree}\nnews/quay\n```\n"})
    line = LINKED["news/quay.md"].count("\n")
    for build in (site.build(builder), site.build(builder)):
        assert [warned.place for warned in build.warnings] == [("eulernews.link", "news/quay.md", line)] * 2
        assert ["guide2" in warned.message for warned in build.warnings] == [True, False]


@pytest.mark.promise("2 incremental")
def test_such_a_link_is_text_until_its_label_comes(make_site: MakeSite) -> None:
    site = make_site(LINKED)
    links = site.build().page("news/quay.html").select_one(".e-content p")
    assert links is not None
    assert links.text == "甲 乙 nothing 丙"
    assert [link["href"] for link in links.select("a")] == ["../guide.html#lab-el", "#"]
    site.write({"guide.md": LINKED["guide.md"].replace("lab-el", "guide2")})
    assert not stale(site, "html")
    assert [link.text for link in site.build().page("news/quay.html").select(".e-content p a")] == ["乙", "丙"]


@pytest.mark.promise("2 incremental")
def test_a_link_to_a_feed_leads_there_while_there_is_one(make_site: MakeSite) -> None:
    links = "[甲](/news/atom.xml) [乙](/news/tags/port/atom.xml) [丙](/news/feed.json)"
    about = {"index.md": "# 首页\n\n```{toctree}\nabout\n```\n", "about.md": f"# 关于\n\n{links}\n"}
    port = {"news/port.md": post_text("港口", links, date="2023-11-25", tags=["port"])}
    site = make_site({**about, **port}, {"html_baseurl": "https://docs.example.org/"})
    build = site.build()
    assert not build.warnings
    files = ["atom.xml", "tags/port/atom.xml", "feed.json"]
    assert [link["href"] for link in build.page("about.html").select("p a")] == [f"news/{file}" for file in files]
    assert [link["href"] for link in build.page("news/port.html").select(".e-content a")] == files
    assert not site.build("text").warnings
    site.delete("news/port.md")
    assert not stale(site, "html")
    site.write(port)
    assert not stale(site, "html")
    site.configure(html_baseurl="")
    kinds = [warned.kind for warned in site.build().warnings]
    assert kinds == ["eulernews.link"] * 3 + ["myst.xref_missing"] * 3
