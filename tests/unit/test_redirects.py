"""Old addresses: which file serves one, who gets it, what the page says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from helpers import Project, make_post, post_text
from hypothesis import given
from hypothesis import strategies as st

from sphinx_eulernews.output.artifacts import OutputPaths
from sphinx_eulernews.output.redirects import is_still_ours, path_of, plan_redirects, redirect_html

BASE = "https://example.org/site/"


@pytest.mark.parametrize(
    ("alias", "path"),
    [
        ("/blog/old.html", "blog/old.html"),
        ("blog/old.html", "blog/old.html"),
        ("blog/OLD.HTM", "blog/OLD.HTM"),
        ("blog/old/", "blog/old/index.html"),
        ("blog/old", "blog/old/index.html"),
        ("blog/v1.0", "blog/v1.0/index.html"),
        ("/blog/old.php", "blog/old.php/index.html"),
        ("./blog//old.html", "blog/old.html"),
        ("/", "index.html"),
        ("blog/old.html#part", "blog/old.html"),
        ("blog/%E6%B8%AF%20口.html", "blog/港 口.html"),
        ("https://example.org/site/blog/old", "blog/old/index.html"),
        ("HTTP://EXAMPLE.ORG/site/blog/old.html", "blog/old.html"),
        ("//example.org/site/blog/old.html", "blog/old.html"),
    ],
)
def test_a_url_is_served_by_the_file_that_a_static_host_takes(alias: str, path: str) -> None:
    assert path_of(alias, BASE) == path


@pytest.mark.parametrize(
    "alias",
    [
        "../../../breach.html", "blog/../../breach.html", "blog/%2e%2e/%2E%2E/breach.html",
        "blog/..%2f..%2fbreach.html",
        "..\\..\\breach.html", "blog/%5c..%5cbreach.html", "C:\\breach.html", "file:///etc/breach.html",
        "https://else.example/blog/old.html", "https://example.org/blog/old.html", "//else.example/x.html",
        "javascript:alert(1)", "http://[", "blog/old.html?id=7", "blog/a%00b.html", "blog/a%0Ab.html", "blog/%ff.html",
        "_static/x.html", "_sources/x.html", "/_images/x.html", ".buildinfo", "blog/.git/x.html", "blog/a:b/x.html",
        "blog/x./y.html", "blog/" + "x" * 300, "x/" * 600 + "y.html",
    ],
)  # fmt: skip
def test_a_url_that_no_page_of_the_site_can_have_is_refused(alias: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        path_of(alias, BASE)


@given(st.text(st.sampled_from("./\\%25cefEF:_ax?#\0é"), max_size=14))
def test_no_url_leads_out_of_the_output(alias: str) -> None:
    try:
        path = path_of(alias, BASE)
    except ValueError:
        return
    root = Path("/out")
    assert not path.startswith(("/", "_", "."))
    assert (root / path).resolve().is_relative_to(root)
    assert path.lower().endswith((".html", ".htm"))


def plan(*posts: Any, taken: tuple[str, ...] = ()) -> tuple[dict[str, str], list[str]]:
    paths = OutputPaths()
    paths.claim_all(taken, "a page of this site")
    pages, problems = plan_redirects(posts, paths, BASE)
    return pages, [problem.docname for problem in problems]


def test_of_two_posts_the_older_keeps_a_url() -> None:
    posts = (
        make_post("news/undated", aliases=("old.html",)),
        make_post("news/a", "2023-05-07", aliases=("/old.html",)),
        make_post("news/b", "2023-05-06", aliases=("old.html", "./old.html")),
    )
    expected = ({"old.html": "news/b"}, ["news/a", "news/undated"])
    assert plan(*posts) == plan(*reversed(posts)) == expected


def test_what_a_post_names_goes_before_what_a_pattern_gives_and_no_problem_of_that_is_told() -> None:
    paths = OutputPaths()
    posts = (
        make_post("news/harbour", "2023-05-07", title="Harbour"),
        make_post("news/new", "2023-05-08", title="New", permalinks=("/2023/harbour.html",)),
    )
    pages, problems = plan_redirects(posts, paths, BASE, patterns=["/:year/:title.html"])
    assert pages == {"2023/harbour.html": "news/new", "2023/new.html": "news/new"}
    assert problems == []


def test_the_page_of_a_post_needs_no_redirect() -> None:
    post = make_post("news/a", aliases=("/news/a.html",), slug="a")
    assert plan(post, taken=("news/a.html",)) == ({"news/a/index.html": "news/a"}, [])


def test_a_page_keeps_its_url() -> None:
    post = make_post("news/a", aliases=("index.html", "news", "free.html"))
    assert plan(post, taken=("index.html", "news/index.html")) == ({"free.html": "news/a"}, ["news/a", "news/a"])


def test_a_file_is_no_folder() -> None:
    posts = (
        make_post("news/a", "2023-05-01", aliases=("x.html", "y.html/z.html", "news/b.html/x.html")),
        make_post("news/b", "2023-05-02", aliases=("x.html/z.html", "y.html")),
    )
    assert plan(*posts, taken=("news/b.html",)) == (
        {"x.html": "news/a", "y.html/z.html": "news/a"},
        ["news/a", "news/b", "news/b"],
    )


def test_a_redirect_page_leads_on_and_escapes_everything() -> None:
    title = '"><script>x()</script> & 港口'
    soup = BeautifulSoup(redirect_html('../a.html?"', "https://example.org/a.html", title, "zh-CN"), "lxml")
    refresh, robots = soup.select_one('meta[http-equiv="refresh"]'), soup.select_one('meta[name="robots"]')
    canonical, link = soup.select_one('link[rel="canonical"]'), soup.a
    assert refresh
    assert robots
    assert canonical
    assert link
    assert soup.title
    assert soup.html
    assert refresh["content"] == '0; url=../a.html?"'
    assert robots["content"] == "noindex"
    assert canonical["href"] == "https://example.org/a.html"
    assert (link["href"], link.text, soup.title.text, soup.html["lang"]) == ('../a.html?"', title, title, "zh-CN")
    assert not soup.script


def test_what_others_put_in_the_place_of_a_redirect_is_not_removed(tmp_path: Path) -> None:
    (tmp_path / "_downloads").mkdir()
    files = {"ours.html": redirect_html("a", "", "t", "en"), "theirs.html": b"", "x.jpg": b"", "_downloads/x.html": b""}
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    removed = {name for name in (*files, "gone.html") if is_still_ours(tmp_path / name)}
    assert removed == {"ours.html", "x.jpg", "_downloads/x.html"}


def aliased(*aliases: str, date: str = "2023-05-06") -> str:
    return post_text("文", date=date, aliases=[f"'{alias}'" for alias in aliases])


@pytest.mark.parametrize(("builder", "target"), [("html", "../news/a.html"), ("dirhtml", "../news/a/")])
def test_a_site_serves_old_urls(make_site: Any, builder: str, target: str) -> None:
    build = make_site({"news/a.md": aliased("/blog/old.html")}, {"html_baseurl": BASE}).build(builder)
    page = build.page("blog/old.html")
    assert page.select("a")[0]["href"] == target
    assert page.select('link[rel="canonical"]')[0]["href"] == BASE + target.removeprefix("../")
    assert not build.of_kind("eulernews.alias")


def test_a_bad_alias_is_a_warning_at_its_line(make_site: Any) -> None:
    site: Project = make_site(
        {
            "news/a.md": aliased("../../../breach.html"),
            "news/b.md": aliased("index.html", "news/index.html", "news/a.html", "searchindex.js", "search.html"),
        }
    )
    build = site.build()
    assert {warned.place for warned in build.of_kind("eulernews.alias")} == {
        ("eulernews.alias", "news/a.md", 4),
        ("eulernews.alias", "news/b.md", 4),
    }
    assert len(build.of_kind("eulernews.alias")) == 6
    assert "这里是站点的首页" in build.text("index.html")
    assert not list(site.root.rglob("breach*"))


def test_old_urls_follow_the_edits_of_a_site(make_site: Any) -> None:
    site: Project = make_site({"news/a.md": aliased("old/one.html", "old/two/"), "news/b.md": aliased("b.html")})
    site.build()
    site.write({"news/a.md": aliased("old/one.html"), "old/one.md": "---\norphan: true\n---\n# 新页\n"})
    site.rename("news/b.md", "news/c.md").write({"news/c.md": aliased("b.html", "news/b.html")})
    build = site.build()
    assert "新页" in build.text("old/one.html")
    assert "c.html" in build.text("news/b.html")
    assert not (build.outdir / "old/two").exists()
    assert build.digests() == site.build(clean=True).digests()
