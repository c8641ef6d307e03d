"""The options: a wrong value is a warning that names the option, and the default is used."""

from __future__ import annotations

from datetime import UTC
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sphinx.config import Config

from sphinx_eulernews import config, options
from sphinx_eulernews.config import NewsConfig
from sphinx_eulernews.model import permalink_patterns
from sphinx_eulernews.model.text import did_you_mean
from sphinx_eulernews.validators import PartlyWrongError, untrusted_collections
from sphinx_eulernews.warnings import Subtype

# Option without its prefix, values that it cannot have.
WRONG: list[tuple[str, list[Any]]] = [
    ("collections", [7, {"..": {}}, {"": {}}, {"/": {}}, {"a/../b": {}}, {"a\\b": {}}, {".git": {}}]),
    ("authors", [7, ["ada"], {"ada": 7}, {"ada": (7, "")}]),
    ("tags", [7, [7], {"kernel": 7}, None]),
    ("declared_only", [7, [7], None, "cranes"]),
    ("category_separator", [7, None]),
    ("public_path", [7, [7], None]),
    ("old_domains", [7, [7], None]),
    ("permalink", [7, [7], None, "/:moon/", {"a": "/:year/"}]),
    ("feed_id", [7, [7], None]),
    ("untrusted", []),  # see below
    ("page_size", [0, -1, "12", 1.5, True, None]),
    ("default_banner", [7, None, ["a.png"]]),
    ("generated_banners", ["yes", 1, None]),
    ("banner_font", [7, None, ["a.ttf"]]),
    ("front_matter_keys", [7, ["a"], {"cover_url": 7}]),
    ("filter", ["no", 0, None]),
    ("cjk_search", ["no", 0, None]),
    ("translation_projects", [7, ["en"], {"en": 7}, {"en": ("https://example.org/", None)}]),
    ("extra_fields", [7, None]),
    ("future", ["show me", 7, None, True]),
    ("slugs", [7, ["a"], {"C": 7}, {"内核": "../../etc"}, {"内核": "a/b"}, {"内核": ""}, {"内核": "a?b"}]),
    ("date_input", ["DD/MM/YYYY", "%d.%m.", 7, None, "day %", "%Y %Q"]),
    ("timezone", ["Mars/Olympus", 7, "", "../../etc/passwd"]),
    ("date_format", ["%Y-%m-%d", 7, ""]),
    ("summary_length", [0, "160"]),
    ("summary_paragraphs", [-1, True, "2"]),
    ("image_widths", [[], [0], [5000], "800", 7, [400, "800"]]),
    ("image_formats", [["jpg2000"], 7, ["WEBP"]]),
    ("image_quality", [0, 96, "80"]),
    ("image_limit", [-1, True, "400", None]),
    ("image_cache", [7, None]),
    ("related", [-1, True, "3", None]),
    ("feed_limit", [0, "20", None]),
    ("feed_content", ["text", 7, None]),
    ("show_drafts", ["yes", 1]),
    ("compare_by_content", ["yes", 1, None]),
]  # fmt: skip
# Option without its prefix, a value of which a part is wrong, what is left of it.
PARTLY: list[tuple[str, Any, Any]] = [
    ("collections", {"zh/news": 7, "en/news": {}}, {"zh/news": {}, "en/news": {}}),
    ("collections", {"zh/news": {"titel": "新闻", "page_size": 5}}, {"zh/news": {"page_size": 5}}),
    ("collections", {"zh/news": {"page_size": 0, "title": "新闻"}}, {"zh/news": {"title": "新闻"}}),
    ("collections", {"zh/news": {"language": "cn", "title": "新闻"}}, {"zh/news": {"title": "新闻"}}),
    ("collections", {"blog": {"posts": ["notes/*", 7]}}, {"blog": {"posts": ("notes/*",)}}),
    ("collections", {"blog": {"defaults": {"sig": "Docs", "sgi": "x"}}}, {"blog": {"defaults": {"sig": "Docs"}}}),
    ("collections", {"zh/news": {"title": 7}}, {"zh/news": {}}),
    ("collections", {"zh/news": {"colour": "blue"}}, {"zh/news": {}}),
    ("collections", {"zh/news": {"colour": 7}}, {"zh/news": {}}),
    ("collections", {"blog": {"posts": 7}}, {"blog": {}}),
    ("collections", {"blog": {"defaults": {"auther": "王一"}}}, {"blog": {}}),
    ("collections", {"zh/news": {}, "../x": {}}, {"zh/news": {}}),
    ("tags", {"kernel": 7, "docs": "Documents"}, {"docs": "Documents"}),
    ("tags", ["kernel", 7], {"kernel": None}),
    ("declared_only", ["tags", "cranes"], ["tags"]),
    ("public_path", ["public", 7], ["public"]),
    ("public_path", {"/img": "media", "/x": 7}, {"/img": "media"}),
    ("permalink", ["/:year/", "/:moon/"], ["/:year/"]),
    ("permalink", ["/:year/", "/{slug}/"], ["/:year/"]),
    ("permalink", ["/:year/", "dates"], ["/:year/"]),
    ("front_matter_keys", {"cover_url": "baner", "dek": "summary"}, {"dek": "summary"}),
    ("slugs", {"内核": "a/b", "C++": "cpp"}, {"C++": "cpp"}),
    ("extra_fields", ["chamber", "title"], {"chamber": "text"}),
    ("extra_fields", ["chamber", "a b"], {"chamber": "text"}),
    ("extra_fields", ["chamber", 7], {"chamber": "text"}),
    ("extra_fields", {"seats": "number", "room": "word"}, {"seats": "number"}),
    ("extra_fields", {"seats": "number", "Publish-ed": "text"}, {"seats": "number"}),
]
# Option without its prefix, a value, what is made of it.
RIGHT: list[tuple[str, Any, Any]] = [
    ("collections", {"/zh/news/": {"title": "新闻", "page_size": 5}}, {"zh/news": {"title": "新闻", "page_size": 5}}),
    ("collections", ["zh/news", "en/blog"], {"zh/news": {}, "en/blog": {}}),
    ("collections", {"zh/news": {"colour": "#1D5b99"}}, {"zh/news": {"colour": "#1D5b99"}}),
    ("collections", {"zh/news": None}, {"zh/news": {}}),
    ("collections", {"blog": {"posts": "notes/*.md"}}, {"blog": {"posts": ("notes/*.md",)}}),
    ("collections", {"blog": {"defaults": {"author": "王一"}}}, {"blog": {"defaults": {"author": "王一"}}}),
    ("authors", {"ada": "Ada Quay"}, {"ada": {"name": "Ada Quay"}}),
    ("tags", {"kernel": {"hidden": True, "aliases": ["k"]}}, {"kernel": {"hidden": True, "aliases": ["k"]}}),
    ("tags", ["kernel", "docs"], {"kernel": None, "docs": None}),
    ("tags", {"kernel": None, "docs": "Documents"}, {"kernel": None, "docs": "Documents"}),
    ("tags", "news/words.yml", "news/words.yml"),
    ("declared_only", ("tags", "sigs"), ["tags", "sigs"]),
    ("declared_only", "tags", ["tags"]),
    ("category_separator", ">", ">"),
    ("public_path", "public", ["public"]),
    ("public_path", ("a", "b"), ["a", "b"]),
    ("public_path", {"/img/blog": "media"}, {"/img/blog": "media"}),
    ("feed_id", "harbour", ["harbour"]),
    ("feed_id", ("Harbour", "en"), ["Harbour", "en"]),
    ("old_domains", "www.example.org", ["www.example.org"]),
    ("permalink", "/:year/:slug/", ["/:year/:slug/"]),
    ("permalink", ["none"], ["/:categories/:title:output_ext"]),
    ("untrusted", ["news/"], ["news"]),
    ("untrusted", "news", ["news"]),
    ("page_size", 1, 1),
    ("default_banner", "a.png", "a.png"),
    ("generated_banners", False, False),
    ("banner_font", "fonts/a.ttc#2", "fonts/a.ttc#2"),
    ("front_matter_keys", {"cover_url": "banner"}, {"cover_url": "banner"}),
    ("filter", False, False),
    ("cjk_search", False, False),
    ("translation_projects", {"en": "docs-en"}, {"en": "docs-en"}),
    ("extra_fields", ["chamber", "location"], {"chamber": "text", "location": "text"}),
    ("extra_fields", "场地", {"场地": "text"}),
    ("extra_fields", {"seats": "number"}, {"seats": "number"}),
    ("future", "hide", "hide"),
    ("slugs", {"内核": "kernel"}, {"内核": "kernel"}),
    ("date_input", "%d/%m/%Y", "%d/%m/%Y"),
    ("timezone", "Asia/Shanghai", "Asia/Shanghai"),
    ("date_format", "short", "short"),
    ("summary_length", 80, 80),
    ("summary_paragraphs", 2, 2),
    ("image_widths", (800, 400, 800), [400, 800]),
    ("image_formats", ["avif", "webp"], ["avif", "webp"]),
    ("image_formats", ["original", "webp", "avif"], ["webp", "avif", "original"]),
    ("image_quality", 95, 95),
    ("image_limit", 0, 0),
    ("image_cache", "$HOME/x", "$HOME/x"),
    ("related", 0, 0),
    ("related", 5, 5),
    ("feed_limit", 1, 1),
    ("feed_content", "full", "full"),
    ("show_drafts", True, True),
    ("compare_by_content", True, True),
]


@pytest.fixture
def warned(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Subtype, str]]:
    said: list[tuple[Subtype, str]] = []
    monkeypatch.setattr(config, "warn", lambda subtype, message, **_: said.append((subtype, message)))
    return said


def checked(**values: Any) -> NewsConfig:
    """Return the options as they are used when conf.py holds these values."""
    given = {name: default for name, (default, _option) in NewsConfig.options().items()}
    given |= {f"eulernews_{name}": value for name, value in values.items()}
    return NewsConfig.from_config(SimpleNamespace(**given))  # type: ignore[arg-type]


def test_the_tables_name_every_option() -> None:
    names = {name.removeprefix("eulernews_") for name in NewsConfig.options()}
    assert {name for name, _ in WRONG} == names
    assert {name for name, _, _ in RIGHT} == names


@pytest.mark.promise("options")
@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in WRONG for value in values], ids=repr)
def test_a_wrong_value_is_a_warning_that_names_the_option_and_the_default_is_used(
    name: str, value: Any, warned: list[tuple[Subtype, str]]
) -> None:
    settings = checked(**{name: value})
    [(subtype, message)] = warned
    assert subtype is Subtype.CONFIG
    assert f"eulernews_{name}" in message
    assert "object is" not in message  # of Python
    assert settings == NewsConfig()


@pytest.mark.parametrize(("name", "least"), [("related", 0), ("image_limit", 0), ("page_size", 1)])
def test_the_warning_of_a_number_says_the_least_one(name: str, least: int, warned: list[tuple[Subtype, str]]) -> None:
    assert getattr(checked(**{name: least}), name) == least
    checked(**{name: -1})
    assert [message for _subtype, message in warned if f"at least {least};" in message] == [warned[0][1]]


@pytest.mark.parametrize(("name", "value", "kept"), PARTLY)
def test_what_is_wrong_in_a_value_costs_no_more_than_that(
    name: str, value: Any, kept: Any, warned: list[tuple[Subtype, str]]
) -> None:
    settings = checked(**{name: value})
    [(subtype, message)] = warned
    assert subtype is Subtype.CONFIG
    assert f"eulernews_{name}" in message
    assert getattr(settings, name) == kept


def test_a_misspelt_name_is_answered_with_the_closest_one() -> None:
    assert did_you_mean("eulernews_pagesize", ["eulernews_page_size", "eulernews_related"]).endswith(
        "'eulernews_page_size'?"
    )
    assert did_you_mean("unlike", ["eulernews_page_size"]) == ""


@pytest.mark.parametrize(("name", "value", "expected"), RIGHT)
def test_a_right_value_is_used_without_a_word(
    name: str, value: Any, expected: Any, warned: list[tuple[Subtype, str]]
) -> None:
    assert getattr(checked(**{name: value}), name) == expected
    assert warned == []


def test_the_help_of_permalink_names_every_style() -> None:
    _default, option = NewsConfig.options()["eulernews_permalink"]
    assert [style for style in permalink_patterns.STYLES if f"`{style}`" not in option.help] == []


def test_extra_fields_are_tokens_of_permalinks(warned: list[tuple[Subtype, str]]) -> None:
    settings = checked(permalink=["/:abbrlink/", "/:moon/"], extra_fields=["abbrlink"])
    assert settings.permalink == ["/:abbrlink/"]
    assert [message.partition(": '")[2].partition(",")[0] for _subtype, message in warned] == [
        "/:moon/' is ignored: there is no ':moon'"
    ]


@pytest.mark.parametrize("name", NewsConfig.options())
def test_every_option_says_what_it_is_for_and_has_a_default_that_passes_its_own_check(name: str) -> None:
    default, option = NewsConfig.options()[name]
    assert option.check(default) == default
    assert option.help.endswith(".")
    assert isinstance(default, option.types)
    assert option.rebuild in {options.READ, options.WRITE, options.COMPARE}


@pytest.mark.parametrize(
    ("given", "docname", "key"),
    [
        ({}, "zh/news/a", "zh/news"),
        ({}, "blog/2023/a", "blog"),
        ({}, "zh/news/blog/a", "zh/news"),
        ({}, "zh/newsroom/a", None),
        ({}, "news", None),
        ({}, "zh/news/index", None),
        ({}, "zh/news/x/_index", None),
        ({}, "zh/news/[slug]", None),
        ({"zh/post": {}}, "zh/post/a", "zh/post"),
        ({"zh/post": {}}, "zh/news/a", None),
        ({"zh": {}, "zh/news": {}}, "zh/news/a", "zh/news"),
        ({"zh": {}, "zh/news": {}}, "zh/a", "zh"),
    ],
)
def test_a_document_lies_in_the_collection_of_its_folder(given: dict[str, Any], docname: str, key: str | None) -> None:
    assert NewsConfig(collections=given).collection_key(docname) == key


def test_the_settings_of_a_collection_win_over_those_of_the_site() -> None:
    settings = NewsConfig(collections={"zh/news": {"page_size": 5, "language": "zh_TW"}}, page_size=9)
    mine, other = settings.collection("zh/news", "en"), settings.collection("en/blog", "en")
    assert (mine.page_size, mine.language) == (5, "zh_TW")
    assert (other.page_size, other.language) == (9, "en")


@pytest.mark.parametrize(
    ("show", "version_type", "shown"),
    [
        (None, None, False),
        (None, "external", True),
        (None, "branch", False),
        (True, None, True),
        (False, "external", False),
    ],
)
def test_drafts_are_shown_on_pull_request_builds_unless_the_site_says_otherwise(
    show: bool | None, version_type: str | None, shown: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("READTHEDOCS_VERSION_TYPE", raising=False)
    if version_type:
        monkeypatch.setenv("READTHEDOCS_VERSION_TYPE", version_type)
    assert NewsConfig(show_drafts=show).drafts_shown is shown


def test_the_zone_is_that_of_the_option() -> None:
    assert NewsConfig().zone is UTC
    assert NewsConfig(timezone="Asia/Shanghai").zone == ZoneInfo("Asia/Shanghai")


def test_front_matter_keys_of_the_site_come_before_those_known() -> None:
    keys = NewsConfig(front_matter_keys={"Cover_URL": "banner", "img": "sig"}).keys
    assert [keys.ours(key) for key in ("cover-url", "img", "tages")] == ["banner", "sig", "tags"]


@pytest.mark.promise("options")
@pytest.mark.parametrize("value", [7, 0, None, {"news": True}, [7], ["news", None]])
def test_of_a_wrong_value_of_untrusted_the_strictest_is_made(value: Any) -> None:
    with pytest.raises(PartlyWrongError) as caught:
        untrusted_collections(value)
    assert caught.value.kept is True


@pytest.mark.parametrize(
    ("collections", "untrusted", "made"),
    [
        ({}, ["news"], ["news"]),
        ({}, ["nwes"], True),
        ({}, ["zh/blog"], True),
        ({"zh/post": {}}, ["zh/post"], ["zh/post"]),
        ({"zh/post": {}}, ["news", "zh/post"], True),
        ({}, [], []),
        ({}, False, False),
    ],
)
def test_all_posts_are_untrusted_where_a_collection_is_misspelt(
    tmp_path: Path, collections: dict[str, Any], untrusted: Any, made: Any
) -> None:
    (tmp_path / "news").mkdir()
    assert NewsConfig(collections=collections, untrusted=untrusted).failing_closed(tmp_path).untrusted == made


def test_no_folder_is_suggested_that_is_no_collection(tmp_path: Path, warned: list[tuple[Subtype, str]]) -> None:
    for name in ("news", "newest"):
        (tmp_path / name).mkdir()
    for name in ("newest", "newss"):
        NewsConfig(untrusted=[name]).failing_closed(tmp_path)
    problems = [message.partition("all posts are untrusted")[2] for _subtype, message in warned]
    assert problems == ["; did you mean 'news'?"] * 2


@pytest.mark.parametrize(
    ("folder", "end"),
    [
        ("docs/zh/news", "'docs/zh/news' in the source folder; did you mean 'zh/news'?"),
        ("zh/nws", "'zh/nws'; did you mean 'zh/news'?"),
        ("docs/zh/post", "'docs/zh/post'"),
    ],
)
def test_a_missing_folder_is_looked_for_below_the_source_folder(
    tmp_path: Path, warned: list[tuple[Subtype, str]], folder: str, end: str
) -> None:
    (tmp_path / "zh" / "news").mkdir(parents=True)
    NewsConfig(collections={folder: {}}, public_path=[folder]).warn_of_missing_folders(tmp_path)
    assert warned == [
        (Subtype.CONFIG, f"conf.py: eulernews_{option}: there is no folder {end}")
        for option in ("collections", "public_path")
    ]


def test_a_post_that_is_selected_anywhere_is_as_untrusted_as_its_collection() -> None:
    collections = {"news": {}, "blog": {"posts": ["**/*.md"]}}
    everything = NewsConfig(collections=collections, untrusted=True)
    blog = NewsConfig(collections=collections, untrusted=["blog"])
    docnames = ("news/a", "blog/a", "guide/a")
    assert [everything.is_untrusted(docname) for docname in docnames] == [True, True, True]
    assert [blog.is_untrusted(docname) for docname in docnames] == [False, True, True]
    assert not any(NewsConfig(collections=collections).is_untrusted(docname) for docname in docnames)


def test_comparing_by_content_without_speedups_is_a_warning(warned: list[tuple[Subtype, str]]) -> None:
    conf: Any = SimpleNamespace(eulernews_compare_by_content=True)
    for extensions in ({config.SPEEDUPS: None}, {}):
        app: Any = SimpleNamespace(extensions=extensions)
        config.warn_of_unknown_options(app, conf)
    message = "conf.py: eulernews_compare_by_content does nothing without the extension 'sphinx_eulernews.speedups'"
    assert warned == [(Subtype.CONFIG, f"{message}; add it to extensions")]


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("eulernews_colections", "collections"), ("eulernew_collections", "collections"),
        ("euler_news_collections", "collections"), ("Eulernews_collections", "collections"),
        ("eulernewscollections", "collections"), ("eulernws_public_path", "public_path"), ("eulernews_nothing", ""),
    ],
)  # fmt: skip
def test_a_misspelt_option_is_a_warning_also_where_the_prefix_is_wrong(
    warned: list[tuple[Subtype, str]], name: str, meant: str
) -> None:
    conf = Config({name: 1, "eulernews": {}, "euler_news": 1, "eulerian_tags": 1, "extensions": []})
    conf.add("eulernews_compare_by_content", False, "env", ())
    app: Any = SimpleNamespace(extensions={})
    config.warn_of_unknown_options(app, conf)
    [(_subtype, message)] = warned
    assert message.startswith(f"conf.py: there is no option {name!r}")
    assert f"'eulernews_{meant}" in message if meant else True
