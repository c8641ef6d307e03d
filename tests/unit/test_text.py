"""Small operations on text."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinx_eulernews.cjk_ranges import EAST_ASIAN, HANGUL, is_in
from sphinx_eulernews.model.text import clean, fold, fold_title, plain_title, reading_minutes, repeats, shorten


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\x00b\x1f c\n d", "ab c d"),
        ("\ufeff标题", "标题"),
        ("a\u202eb\u2066c", "abc"),
        ("\ud800x", "x"),
        ("  前\u3000后  ", "前 后"),
        ("👩‍💻", "👩‍💻"),
    ],
)
def test_cleaning_takes_out_what_no_page_can_hold(text: str, expected: str) -> None:
    assert clean(text) == expected


@given(st.text())
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@pytest.mark.parametrize(("one", "other"), [("ＡＩ", "ai"), ("A  B", "a b"), ("Straße", "STRASSE"), ("ﬁ", "FI")])
def test_folding_makes_spellings_of_one_name_equal(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        ("openEuler 港口", "openEuler港口！", True),
        ("A-Tune_1", "a tune 1", True),
        ("港口", "海港", False),
    ],
)
def test_titles_are_compared_by_letters_and_digits(one: str, other: str, equal: bool) -> None:
    assert (fold_title(one) == fold_title(other)) is equal


@pytest.mark.parametrize(
    ("written", "shown"),
    [("***甲***", "甲"), ('<a name="x"></a>甲', "甲"), ("a < b > c", "a < b > c"), ("2 * 3", "2 * 3")],
)
def test_plain_titles_have_no_markup(written: str, shown: str) -> None:
    assert plain_title(written) == shown


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        ("短", 10, "短"),
        ("一二三四五六七。八九十一二三", 10, "一二三四五六七。"),
        ("一。二三四五六七八九十一二三", 10, "一。二三四五六七八…"),
        ("alpha beta gamma delta", 16, "alpha beta…"),
        ("一二三四五，六七八九十", 7, "一二三四五…"),
    ],
)
def test_a_text_is_cut_behind_a_sentence_or_a_word(text: str, limit: int, expected: str) -> None:
    assert shorten(text, limit) == expected


@given(st.text(), st.integers(2, 200))
def test_a_shortened_text_is_never_longer_than_the_limit(text: str, limit: int) -> None:
    assert len(shorten(text, limit)) <= limit


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("", 1), ("字" * 400, 1), ("字" * 401, 2), ("word " * 460, 2), ("字" * 400 + " word" * 230, 2)],
)
def test_reading_time_counts_hanzi_and_words_each_at_its_own_pace(text: str, minutes: int) -> None:
    assert reading_minutes(text) == minutes


@pytest.mark.parametrize(
    ("text", "title", "same"),
    [
        ("港口 扩建完成。", "港口扩建完成", True),
        ("Harbour: now", "harbour now open", True),
        ("港口的历史", "第二期：港口的历史", True),
        ("港口扩建完成，明日开放", "港口扩建完成", False),
        ("", "港口", False),
        ("……", "港口", False),
    ],
)
def test_a_text_repeats_a_title_if_it_says_no_more(text: str, title: str, same: bool) -> None:
    assert repeats(text, title) is same


@pytest.mark.parametrize("ranges", [EAST_ASIAN, HANGUL])
def test_characters_are_in_the_same_ranges_as_those_of_a_pattern(ranges: str) -> None:
    pattern, test = re.compile(f"[{ranges}]"), is_in(ranges)
    near = {chr(ord(char) + step) for char in ranges for step in (-1, 0, 1)}
    assert {char for char in near if test(char)} == {char for char in near if pattern.match(char)}
