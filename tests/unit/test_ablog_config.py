"""ABlog's options, names of languages and slugs, without a build."""

from __future__ import annotations

from importlib.resources import files
from types import SimpleNamespace
from typing import Any

import pytest

from sphinx_eulernews.ablog import ablog_config
from sphinx_eulernews.ablog.ablog_config import OPTIONS, ignore_sidebars, read_options
from sphinx_eulernews.ablog.ablog_pages import slugify
from sphinx_eulernews.config import NewsConfig
from sphinx_eulernews.model.languages import language_of_name

APP: Any = None


@pytest.fixture
def warned(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    said: list[str] = []
    monkeypatch.setattr(ablog_config, "warn", lambda _subtype, message: said.append(message))
    return said


def config(**given: Any) -> Any:
    """Return a configuration as Sphinx makes it of a conf.py."""
    defaults = {name: option.default for name, option in OPTIONS.items()}
    ours = {name: default for name, (default, _option) in NewsConfig.options().items()}
    sphinx = {"extensions": ["sphinx_eulernews.ablog"], "html_baseurl": "", "html_sidebars": {}, "overrides": {}}
    sphinx["html_theme_options"] = {}
    return SimpleNamespace(**{**defaults, **ours, **sphinx, **given}, _raw_config=given)


def test_without_options_of_ablog_a_site_has_the_defaults_of_ablog_and_no_warning(warned: list[str]) -> None:
    conf = config()
    read_options(APP, conf)
    assert warned == []
    assert conf.eulernews_collections == {
        "blog": {"title": "Blog", "schema": "BlogPosting", "posts": [], "defaults": {}}
    }
    assert (conf.eulernews_future, conf.eulernews_summary_paragraphs) == ("hide", 1)
    assert conf.eulernews_date_input == "%d %B %Y"
    assert NewsConfig.from_config(conf).selective == ("blog",)


def test_paths_are_read_as_a_file_system_reads_them(warned: list[str]) -> None:
    conf = config(blog_path="./updates/", blog_post_pattern=["./updates/*", "notes//*.md", 7])
    read_options(APP, conf)
    assert (warned, list(conf.eulernews_collections)) == ([], ["updates"])
    assert conf.eulernews_collections["updates"]["posts"] == ["updates/*", "notes/*.md", 7]


def test_options_of_ours_win(warned: list[str]) -> None:
    conf = config(
        blog_title="Log", blog_path="log/", blog_baseurl="https://a.example.org", html_baseurl="https://b.example.org",
        eulernews_future="show", eulernews_collections={"log": {"title": "Ours"}, "zh/news": {}},
        eulernews_front_matter_keys={"redirect": "related"},
    )  # fmt: skip
    read_options(APP, conf)
    assert warned == []
    assert conf.html_baseurl == "https://b.example.org"
    assert conf.eulernews_future == "show"
    assert conf.eulernews_collections["log"]["title"] == "Ours"
    assert conf.eulernews_collections["zh/news"] == {}
    assert conf.eulernews_front_matter_keys == {"redirect": "related"}


def test_a_value_of_another_type_is_a_warning_and_the_default_is_used(warned: list[str]) -> None:
    conf = config(blog_authors=["ada"], blog_locations={"hh": "Hamburg"}, blog_title=7)
    read_options(APP, conf)
    names = ("blog_title = 7", "blog_authors = ['ada']", "blog_locations: 'hh' is 'Hamburg'; write a name and a link")
    assert len(warned) == 3
    assert all(name in message for name, message in zip(sorted(names), sorted(warned), strict=True))
    assert conf.eulernews_collections["blog"]["title"] == "Blog"


def test_ablog_itself_must_go(warned: list[str]) -> None:
    read_options(APP, config(extensions=["ablog", "sphinx_eulernews.ablog"]))
    assert len(warned) == 1


def test_sidebars_of_ablog_are_ignored(warned: list[str]) -> None:
    conf = config(html_sidebars={"**": ["ablog/archives.html", "search.html"], "blog/**": ["tagcloud.html"], "x": "y"})
    ignore_sidebars(APP, conf)
    assert conf.html_sidebars == {"**": ["search.html"], "blog/**": [], "x": "y"}
    assert [message.partition("is ignored. ")[2] for message in warned] == [
        "Write 'eulernews/sidebar-archive.html'",
        "Write 'eulernews/sidebar-tags.html'",
    ]


def test_lists_of_templates_in_options_of_a_theme_are_sidebars(warned: list[str]) -> None:
    lists = {"posts/**": ["page-toc", "ablog/postcard.html"], "**": ("ablog/recentposts",)}
    conf = config(
        html_theme_options={"secondary_sidebar_items": lists, "nav": [{"name": "ablog/x"}, 1], "logo": "ablog/x"}
    )
    ignore_sidebars(APP, conf)
    kept = {"secondary_sidebar_items": {"posts/**": ["page-toc"], "**": []}, "nav": [{"name": "ablog/x"}, 1]}
    assert conf.html_theme_options == {**kept, "logo": "ablog/x"}
    assert warned == [
        "conf.py: html_theme_options: 'ablog/postcard.html' is ignored. Remove it",
        "conf.py: html_theme_options: 'ablog/recentposts' is ignored. Write 'eulernews/recent-posts.html'",
    ]


def test_the_counterparts_of_sidebars_are_templates_of_ours() -> None:
    names = {name for name in ablog_config.SIDEBARS.values() if name}
    assert names <= {path.name for path in files("sphinx_eulernews").joinpath("templates/eulernews").iterdir()}


@pytest.mark.parametrize(
    ("date_format", "length"), [("%A, %d %B %Y", "full"), ("%d %B %Y", "long"), ("%b %d, %Y", "medium")]
)
def test_dates_are_written_about_as_long_as_they_were(date_format: str, length: str) -> None:
    conf = config(post_date_format=date_format)
    read_options(APP, conf)
    assert conf.eulernews_date_format == length


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("en", "en"), ("zh_CN", "zh_CN"), ("pt-BR", "pt-BR"), ("English", "en"), ("german", "de"), ("Deutsch", "de"),
        ("中文", "zh"), ("Klingonish", ""), ("", ""),
    ],
)  # fmt: skip
def test_a_language_is_known_by_its_code_or_its_name(name: str, code: str) -> None:
    assert language_of_name(name) == code


@pytest.mark.parametrize(
    ("name", "slug"),
    [("Quay side", "quay-side"), ("C++", "c"), ("起重机", "起重机"), ("a - b_c", "a-b_c"), ("v1.2", "v12")],
)
def test_slugs_are_those_that_ablog_made(name: str, slug: str) -> None:
    assert slugify(name) == slug
