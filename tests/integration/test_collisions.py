"""Files that want one path of the output: who has it is kept, who has not is warned of, and none is left over."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from conftest import MakeSite
from helpers import Project, listed, post_text, site_in, titles_of

CONF = {
    "html_theme": "basic", "html_baseurl": "https://example.org/", "html_extra_path": ["extra"],
    "exclude_patterns": ["extra"], "eulernews_generated_banners": False,
}  # fmt: skip
FILES = {
    "news/a.md": post_text("甲", "第一。", date="2024-01-01", tags=["t"], aliases="[/old/x.html, /old/y]"),
    "news/b.md": post_text("乙", "第二。", date="2024-02-02"),
    "extra/robots.txt": "",
}
TAKEN = {
    "news.md": "---\norphan: true\n---\n\n# 栏目\n\n自己的栏目页。\n",
    "news/tags.md": post_text("标签", "一篇关于标签的文章。", date="2024-03-03"),
    "news-tags.md": "---\norphan: true\n---\n\n# 索引\n\n自己的索引。\n",
}
FOLDERS = {
    f"news/{folder}/x.md": post_text("深", "深处。", date="2024-01-02")
    for folder in ("a.html", "index.html", "tags/t.html", "b.doctree", "b.md.txt")
}
EXTRA = {f"extra/{name}.html": "<p>extra" for name in ("old/x", "news/tags/t", "news/tags/t/index")}


@dataclass(frozen=True)
class Output:
    """What a build said, and what it left."""

    places: set[tuple[str, str, int]]
    digests: dict[str, str]
    texts: dict[str, str]


@dataclass(frozen=True)
class Step:
    """A build after an edit, and a clean one of the same sources."""

    again: Output
    clean: Output

    def different(self, *, but: frozenset[str] = frozenset()) -> set[str]:
        """Return the files that differ, besides those that Sphinx leaves of documents and files that are gone."""
        one, other = self.again.digests, self.clean.digests
        names = {name for name in one.keys() | other.keys() if one.get(name) != other.get(name)}
        return {name for name in names - but if not name.startswith("_sources/")}


def steps(site: Project, builder: str) -> Iterator[Step]:
    def built(*, clean: bool) -> Output:
        build = site.build(builder, clean=clean)
        texts = {name: build.text(name) for name in build.names() if name.endswith(".html")}
        return Output(build.places(), build.digests(), texts)

    def both() -> Step:
        return Step(built(clean=False), built(clean=True))

    site.build(builder)
    yield (site.write(TAKEN), both())[1]
    site.delete(*TAKEN)
    yield (site.write(FOLDERS), both())[1]
    for name in FOLDERS:
        shutil.rmtree((site.source / name).parent)
    yield (site.write(EXTRA), both())[1]
    site.delete(*EXTRA)
    yield both()


@pytest.fixture(scope="module", params=["html", "dirhtml"])
def series(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> list[Step]:
    builder = str(request.param)
    return list(steps(site_in(tmp_path_factory.mktemp(builder), FILES, CONF), builder))


def is_dirhtml(step: Step) -> bool:
    return "news/a/index.html" in step.clean.texts


@pytest.mark.promise("own documents")
def test_documents_at_the_files_of_generated_pages_are_kept(series: list[Step]) -> None:
    step = series[0]
    assert step.different() == set()
    pages = ("news", "news/tags", "news-tags")
    texts = [step.again.texts[f"{name}/index.html" if is_dirhtml(step) else f"{name}.html"] for name in pages]
    expected = ("自己的栏目页。", "一篇关于标签的文章。", "自己的索引。")
    assert [text in page for text, page in zip(expected, texts, strict=True)] == [True, True, True]
    taken = {("eulernews.config", "news/tags.md", 1)} if is_dirhtml(step) else set()
    assert step.again.places == step.clean.places == taken


@pytest.mark.promise("5 bad input")
def test_when_they_go_the_generated_pages_are_there_and_folders_named_as_files_cost_their_posts(
    series: list[Step],
) -> None:
    step = series[1]
    # Sphinx deletes no page of a document, and with a document the label of an index of that name.
    assert step.different(but=frozenset({"news.html", "objects.inv"})) == set()
    places = {("eulernews.config", name, 1) for name in FOLDERS}
    assert step.again.places == step.clean.places == places
    assert "乙" in step.again.texts["news/index.html"]
    assert "深处。" not in "".join(step.again.texts.values())


@pytest.mark.promise("2 incremental")
def test_extra_files_cover_redirects_and_pages_for_as_long_as_they_are_there(series: list[Step]) -> None:
    came, went = series[2:]
    leftover = frozenset({"news.html", "objects.inv"})
    assert came.different(but=leftover) == set()
    assert came.again.places == came.clean.places == {("eulernews.alias", "news/a.md", 5)}
    assert came.again.texts["old/x.html"] == "<p>extra"
    page = "news/tags/t/index.html" if is_dirhtml(came) else "news/tags/t.html"
    # Sphinx copies them before pages are written.
    assert came.again.texts[page] == came.clean.texts[page] == "<p>extra"
    copied = frozenset({"news/tags/t.html"} if is_dirhtml(came) else {"news/tags/t/index.html"})
    assert went.different(but=leftover | copied) == set()  # Sphinx deletes no file that it has copied
    assert went.again.places == went.clean.places == set()
    assert "../news/a" in went.again.texts["old/x.html"]


@pytest.mark.promise("own documents")
def test_a_page_of_the_user_s_own_stays_where_the_list_was_when_the_last_post_goes(make_site: MakeSite) -> None:
    files = {"index.md": "# 首页\n", "news/a.md": FILES["news/a.md"], "templates/landing.html": "landing"}
    conf = {
        "html_additional_pages": {"news/index": "landing.html"}, "templates_path": ["templates"], "html_theme": "basic",
    }  # fmt: skip
    site = make_site(files, conf)
    site.build()
    site.delete("news/a.md")
    build = site.build()
    assert build.text("news/index.html") == "landing"
    assert "news/archive/2024.html" not in build.names()
    assert build.names() - site.build(clean=True).names() == {"_sources/news/a.md.txt"} & build.names()
    assert site.build().text("news/index.html") == "landing"


@pytest.mark.promise("warnings")
@pytest.mark.parametrize(("builder", "warns"), [("html", True), ("dirhtml", True), ("json", True), ("epub", False)])
def test_a_post_with_the_name_of_a_generated_page_is_a_warning_at_every_build(
    make_site: MakeSite, builder: str, warns: bool
) -> None:
    taken = {name: post_text("占位", date="2024-03-03") for name in ("news/archive/2024.md", "news/tags/t.md")}
    site = make_site({**FILES, **taken})
    places = {("eulernews.config", name, 1) for name in taken} if warns else set()
    assert site.build(builder).places() == places
    again = site.build(builder)
    assert (again.places(), again.read) == (places, frozenset())
    site.delete(*taken)
    assert site.build(builder).of_kind("eulernews.config") == []


@pytest.mark.promise("own documents")
def test_with_dirhtml_a_section_does_not_overwrite_the_document_at_its_file(make_site: MakeSite) -> None:
    files = {"news/_index.md": "---\ntitle: 章\n---\n章。\n", "news/a.md": post_text("甲", date="2023-01-01")}
    site = make_site(files)
    site.build("dirhtml")
    site.write({"news.md": "---\norphan: true\n---\n# 自己的\n"})
    for clean in (False, True):
        page = site.build("dirhtml", clean=clean).page("news/index.html")
        assert titles_of(page) == ["自己的"]
        assert listed(page) == ["甲"]


@pytest.mark.promise("own documents")
def test_with_dirhtml_a_list_in_a_toctree_does_not_overwrite_the_document_at_its_file(make_site: MakeSite) -> None:
    toctree = "# Home\n\n```{toctree}\nnews/index\n```\n"
    own = {"news.md": "---\norphan: true\n---\n# Own page\n\nOwn words.\n"}
    site = make_site({"index.md": toctree, "news/a.md": "---\ntitle: A\ndate: 2024-01-01\n---\n", **own})
    built = site.build("dirhtml")
    assert "Own words." in built.text("news/index.html")
    assert listed(built.page("news/index.html")) == ["A"]
    assert built.places() == {("toc.not_readable", "index.md", 3)}
    site.delete("news.md")
    assert site.build("dirhtml").said == ""
    assert [link.text for link in site.build("dirhtml").page("index.html").select(".toctree-wrapper a")] == ["新闻"]
    site.write(own)
    assert "Own words." in site.build("dirhtml").text("news/index.html")


def test_a_document_for_a_generated_page_is_a_post_unless_it_says_that_it_is_none(make_site: MakeSite) -> None:
    page = "---\norphan: true\n{}---\n\n# Own\n\nOf t.\n"
    site = make_site({**FILES, "news/tags/t.md": page.format("date: 2024-01-09\n")})
    [warned] = site.build().of_kind("eulernews.config")
    assert "'post: false'" in warned.message
    built = site.write({"news/tags/t.md": page.format("post: false\n")}).build()
    assert built.warnings == ()
    assert "Of t." in built.text("news/tags/t.html")
    assert listed(built.page("news/tags/t.html")) == ["甲"]
