"""Which documents of a folder are posts, by their names."""

from __future__ import annotations

import pytest
from sphinx.util.matching import Matcher

from sphinx_eulernews.model.collection import (
    collection_of,
    find_collections,
    has_dated_folder,
    matches_pattern,
    section_patterns,
    short_name,
)
from sphinx_eulernews.model.languages import language_in_name, without_language


@pytest.mark.parametrize(
    ("docname", "key"),
    [
        ("zh/news/a", "zh/news"),
        ("zh/news/index", None),
        ("zh/news/_index", None),
        ("zh/news/2024/_index", None),
        ("zh/news/bundle/index", "zh/news"),
        ("zh/news/[slug]/index", None),
        ("zh/news/[slug]", None),
        ("zh/other/index", None),
        ("news/index", None),
        ("index", None),
    ],
)
def test_bundles_may_be_posts_and_the_index_of_a_collection_is_none(docname: str, key: str | None) -> None:
    assert collection_of(docname, ["zh/news", "en/news"]) == key
    assert find_collections([docname]) == ([key] if key else [])


def test_the_folder_of_a_bundle_is_its_name_and_may_have_its_date() -> None:
    assert short_name("news/20231127-cs/index") == "20231127-cs"
    assert short_name("news/a") == "a"
    assert short_name("news/20231127-cs/index.zh-cn") == "20231127-cs"
    assert short_name("news/cs/index.js") == "index.js"


@pytest.mark.parametrize(
    ("name", "language"),
    [
        ("news/x.en", "en"), ("news/x.zh-cn", "zh-cn"), ("news/v1.2.zh_TW", "zh_TW"), ("x/index.DE", "DE"),
        ("news/1.ar-vr", ""), ("news/2.it-team", ""), ("news/x.zh-Hant", "zh-Hant"),
        ("news/node.js", ""), ("news/socket.io", ""), ("news/x.rs", ""), ("en.d/x", ""), ("news/.en", ""),
        ("news/en", ""),
    ],
)  # fmt: skip
def test_a_name_ends_with_a_language_as_translations_of_hugo_do(name: str, language: str) -> None:
    assert language_in_name(name) == language
    assert without_language(name) == (name.rpartition(".")[0] if language else name)
    assert has_dated_folder("news/20231127-cs/index")
    assert has_dated_folder("news/2023-11-27/index")
    assert has_dated_folder("news/2023/11-27-cs/index")
    assert has_dated_folder("news/2023/11/27-cs/index")
    assert has_dated_folder("news/2023/11/27/cs/index")
    assert not has_dated_folder("news/2023/index")
    assert not has_dated_folder("news/2023/11/index")
    assert not has_dated_folder("news/20231127-cs/parts/index")
    assert not has_dated_folder("news/2023/11-27-cs/parts/index")
    assert not has_dated_folder("news/2023/11/27/cs/parts/index")
    assert not has_dated_folder("news/20231399-cs/index")
    assert not has_dated_folder("20231127/a")


@pytest.mark.parametrize("keys", [[], ["news"]])
def test_sections_are_excluded_at_any_depth(keys: list[str]) -> None:
    match = Matcher(section_patterns(keys))
    assert match("news/_index.md")
    assert match("news/2024/05/_index.md")
    assert not match("news/2024/index.md")
    assert not match("other/_index.md")
    assert match("zh/blog/x/_index.md") is not bool(keys)


@pytest.mark.parametrize(
    ("pattern", "path", "matches"),
    [
        ("blog/*/*", "blog/2024/a.md", True),
        ("blog/*/*", "blog/a.md", False),
        ("blog/*", "blog/2024/a.md", False),
        ("blog/**/*.md", "blog/a.md", True),
        ("blog/**/*.md", "blog/2024/05/a.md", True),
        ("blog/**/*.md", "blog/2024/a.rst", False),
        ("posts/**", "posts/2024/a.md", True),
        ("posts/20[12]?-*.md", "posts/2014-a.md", True),
        ("posts/20[!12]?-*.md", "posts/2014-a.md", False),
        ("a.b/*.md", "a-b/x.md", False),
    ],
)
def test_patterns_of_files_are_those_of_glob(pattern: str, path: str, matches: bool) -> None:
    assert matches_pattern(path, [pattern]) is matches
