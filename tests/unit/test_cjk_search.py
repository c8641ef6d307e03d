"""The search index: what is indexed of Chinese, Japanese and Korean, and words that are kept as text."""

from __future__ import annotations

import json
from io import StringIO
from types import SimpleNamespace

import pytest
from docutils import nodes
from docutils.utils import new_document
from helpers import make_post
from hypothesis import given
from hypothesis import strategies as st
from sphinx import addnodes
from sphinx.search import IndexBuilder, js_index
from sphinx.search.en import SearchEnglish
from sphinx.search.ja import SearchJapanese
from sphinx.search.zh import SearchChinese
from sphinxcontrib.serializinghtml import jsonimpl

from sphinx_eulernews.model.post import Post
from sphinx_eulernews.search.cjk_language import CjkBigrams, bigrams, bigrams_across_markup, is_run
from sphinx_eulernews.search.index_builder import improve_index
from sphinx_eulernews.search.word_index import WordIndex


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
    # Some themes replace what a link shows, and leave the new text without a parent.
    strong.children[0] = nodes.Text("港")
    # Sphinx splits a title as a whole.
    assert bigrams_across_markup(document) == {"在港", "港口", "停船"}  # type: ignore[arg-type]


TEXTS = {
    "a": ("港口", "装卸机停用。Cranes 装卸"),
    "b": ("Harbour 口岸", "港口的船\n舶，装卸Ships"),
    "c": ("", "港"),
    "d": ("船", "船，船舶 cranes"),
}


def doctree(title: str, text: str) -> nodes.document:
    document = new_document(title)
    section = nodes.section("", nodes.title(title, title), nodes.paragraph(text, text), ids=["x"])
    entry = ("single", f"{title} Index; same", "y", "main" if title else "", None)
    document += [section, addnodes.index(entries=[entry])]
    return document


def index_builder(**posts: Post) -> IndexBuilder:
    names = ("titles", "filenames", "mapping", "title_mapping", "all_titles", "index_entries", "objtypes", "objnames")
    domains = SimpleNamespace(sorted=list)
    env = SimpleNamespace(domains=domains, version={}, **{f"_search_index_{name}": {} for name in names})
    indexer = IndexBuilder(env, "en", {}, "")  # type: ignore[arg-type]
    improve_index(indexer, posts, cjk=True)
    return indexer


def feed(indexer: IndexBuilder, texts: dict[str, tuple[str, str]]) -> str:
    for docname, (title, text) in texts.items():
        indexer.feed(docname, f"{docname}.md", title, doctree(title, text))
    indexer.prune({**TEXTS, **texts})
    return dump(indexer)


def dump(indexer: IndexBuilder) -> str:
    stream = StringIO()
    indexer.dump(stream, js_index)
    return stream.getvalue()


def test_the_index_is_that_of_sphinx_with_the_bigrams_as_words() -> None:
    found = js_index.loads(feed(index_builder(d=make_post("d", tags=("码头 Pier",))), TEXTS))
    expected: dict[str, dict[str, set[int]]] = {"titleterms": {}, "terms": {}}
    for number, (title, text) in enumerate(TEXTS.values()):
        in_title = {*words(title)}
        for word in in_title | {*(("码头", "pier") if number == 3 else ())}:
            expected["titleterms"].setdefault(word, set()).add(number)
        for word in {*words(text)} - in_title:
            expected["terms"].setdefault(word, set()).add(number)
    for part, postings in expected.items():
        assert found[part] == {
            word: next(iter(numbers)) if len(numbers) == 1 else sorted(numbers) for word, numbers in postings.items()
        }
    assert found["indexentries"]["same"] == [[0, "y", True], [1, "y", True], [2, "y", False], [3, "y", True]]


def test_an_index_that_is_loaded_and_completed_equals_a_new_one() -> None:
    old = {**TEXTS, "b": ("旧闻", "码头 old"), "gone": ("去", "去了 gone")}
    loaded = index_builder()
    loaded.load(StringIO(feed(index_builder(), old)), js_index)
    loaded.prune({"a", "c", "d"})
    assert feed(loaded, {"b": TEXTS["b"]}) == feed(index_builder(), TEXTS)


DOCUMENTS = st.dictionaries(st.sampled_from("abcdef"), st.frozensets(st.sampled_from(["港口", "口岸", "船", "船坞"])))


def packed(documents: dict[str, frozenset[str]], numbers: dict[str, int]) -> dict[str, int | list[int]]:
    found: dict[str, list[int]] = {}
    for docname, number in numbers.items():
        for word in documents.get(docname, ()):
            found.setdefault(word, []).append(number)
    return {word: at if len(at) > 1 else at[0] for word, at in found.items()}


@given(DOCUMENTS, DOCUMENTS, st.frozensets(st.sampled_from("abcdef")), st.booleans())
def test_words_that_are_loaded_are_renumbered_with_those_that_are_new(
    old: dict[str, frozenset[str]], new: dict[str, frozenset[str]], pruned: frozenset[str], as_code: bool
) -> None:
    index, numbers = WordIndex(), {docname: number for number, docname in enumerate(sorted(old))}
    loaded = {"terms": packed(old, numbers), "titleterms": packed(old, numbers)}
    if as_code:
        before = WordIndex()
        before.renumber(numbers, loaded["terms"], loaded["titleterms"])
        code = js_index.dumps({"objects": {}, "terms": {}, "titles": [], "titleterms": {}})
        assert index.take_from_code(before.put_into_code(code)) == code
    else:
        assert index.take_from({**loaded, "titles": []}) == {"terms": {}, "titleterms": {}, "titles": []}
        # sphinx-immaterial loads the rest once more, and has no names of documents in its index.
        assert index.take_from({"terms": {}, "titleterms": {}}) == {"terms": {}, "titleterms": {}}
    index.name_loaded(sorted(old))
    index.prune(old.keys() - pruned)
    for docname, words in new.items():
        index.replace(docname, words, words)
    documents = {docname: words for docname, words in old.items() if docname not in pruned} | new
    numbers = {docname: number for number, docname in enumerate(sorted(documents))}
    expected = packed(documents, numbers)
    index.renumber(numbers, {}, {})
    assert index.put_into({}) == {"terms": expected, "titleterms": expected}
    index.renumber(numbers, {}, {})
    assert index.put_into({}) == {"terms": expected, "titleterms": expected}


ODD: dict[str, int | list[int]] = {
    'quote"s': 0, "back\\slash": [0, 1], 'a,"b":[5],': [1, 2], "new\nline": 2, "}": 1, "12": [0, 2], "船坞": 1, "": 0,
}  # fmt: skip


def test_any_word_comes_back_as_it_was() -> None:
    index, loaded = WordIndex(), WordIndex()
    names = ["a", "b", "c"]
    index.renumber({name: number for number, name in enumerate(names)}, {**ODD, "of no document": []}, {})
    rest = loaded.take_from_code(index.put_into_code(js_index.dumps({"terms": {}, "titleterms": {}})))
    assert js_index.loads(rest) == {"terms": {}, "titleterms": {}}
    loaded.name_loaded(names)
    loaded.replace("b")
    loaded.renumber({"0": 0, "a": 1, "b": 2, "c": 3}, {'quote"s': [0, 2]}, {})
    assert loaded.put_into({})["terms"] == {
        'quote"s': [0, 1, 2], "back\\slash": 1, 'a,"b":[5],': 3, "new\nline": 3, "12": [1, 3], "": 1,
    }  # fmt: skip


def test_an_index_in_another_format_has_the_words_among_the_others() -> None:
    indexer = index_builder()
    code = feed(indexer, TEXTS)
    stream = StringIO()
    indexer.dump(stream, jsonimpl)
    assert json.loads(stream.getvalue()) == js_index.loads(code)
    loaded = index_builder()
    loaded.load(StringIO(stream.getvalue()), jsonimpl)
    loaded.prune({*TEXTS})
    assert dump(loaded) == code


@pytest.mark.parametrize("damaged", ["", "Search.setIndex([])", 'Search.setIndex({"envversion":1})'])
def test_a_damaged_index_is_for_sphinx_to_refuse(damaged: str) -> None:
    with pytest.raises(ValueError, match=r"invalid data|old format"):
        index_builder().load(StringIO(damaged), js_index)
