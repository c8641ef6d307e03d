"""Search of Chinese, Japanese and Korean: what is indexed of a text."""

from __future__ import annotations

import pytest
from docutils import nodes
from sphinx.search.en import SearchEnglish
from sphinx.search.ja import SearchJapanese
from sphinx.search.zh import SearchChinese

from sphinx_eulernews.search.cjk_language import CjkBigrams, bigrams, bigrams_across_markup, is_run


def words(text: str, language: type[SearchEnglish | SearchChinese | SearchJapanese] = SearchEnglish) -> list[str]:
    cjk = CjkBigrams(language({}))
    found = cjk.split(text)
    stems = [cjk.stem(word).lower() for word in found if not is_run(word)]
    return sorted([*bigrams(filter(is_run, found)), *(stem for stem in stems if cjk.word_filter(stem))])


@pytest.mark.parametrize(
    ("text", "indexed"),
    [
        ("港口的船", "口的 港口 的船"),
        ("用 Ships 云，再来", "ship 云 再来 用"),
        ("Harbours：装卸Cranes机", "crane harbour 装卸 机"),
        ("ひらがな", "がな ひら らが"),
        ("부산 항구", "부산 항구"),
        ("々〇𠮷野", "々〇 〇𠮷 𠮷野"),
        ("港\n  口", "港口"),
    ],
)
@pytest.mark.parametrize("language", [SearchEnglish, SearchChinese])
def test_each_pair_of_neighbours_is_a_word(
    text: str, indexed: str, language: type[SearchEnglish | SearchChinese]
) -> None:
    assert words(text, language) == sorted(indexed.split())


def test_other_text_is_left_to_the_language() -> None:
    text = "The cranes of 2024 were loading ships_and_boats"
    own = SearchEnglish({})
    expected = sorted(stem for stem in (own.stem(word).lower() for word in own.split(text)) if own.word_filter(stem))
    assert words(text) == expected
    assert words("コンテナ ships", SearchJapanese) == sorted(["コン", "ンテ", "テナ", "ships"])


def test_markup_splits_no_pair() -> None:
    strong = nodes.strong("", "", nodes.Text("港"), nodes.emphasis("", "口"))
    hidden = nodes.inline("", "密", classes=["no-search"])
    title = nodes.title("", "", nodes.Text("船"), nodes.emphasis("", "坞"))
    document = nodes.container(
        "",
        nodes.section("", title),
        nodes.paragraph("", "", nodes.Text("在"), strong, nodes.Text("，停"), hidden, nodes.Text("船")),
        nodes.paragraph("", "头"),
    )
    # Sphinx splits a title as a whole.
    assert bigrams_across_markup(document) == {"在港", "港口", "停船"}  # type: ignore[arg-type]
