"""Records of terms: what a file says of tags or authors, read with the line of each problem."""

from __future__ import annotations

from typing import Any

import pytest
from helpers import make_post

from sphinx_eulernews.model.front_matter_syntax import BadYamlError, parse_yaml
from sphinx_eulernews.model.taxonomy import TAG, Terms
from sphinx_eulernews.model.term_records import (
    MAX_ALIASES,
    RecordReader,
    TermRecord,
    TermRecords,
    in_language,
    read_records,
    read_url,
)


def record_of(reader: RecordReader) -> TermRecord:
    reader.warn_of_unknown({"name", "slug", "aliases", "description", "url"})
    return TermRecord(
        key=reader.key,
        labels=reader.localized("name", "label"),
        slug=reader.slug("slug"),
        aliases=reader.strings("aliases"),
        description=reader.localized("description"),
        url=reader.url("url"),
        path=reader.path,
        line=reader.line,
    )


def read(text: str, **options: Any) -> tuple[list[TermRecord], list[tuple[int, str]]]:
    records, problems = read_records(parse_yaml(text), record_of, **options)
    assert all(problem.subtype == "field" for problem in problems)
    return records, [(problem.line, problem.message) for problem in problems]


CRANE = """\
crane:
  name:
    zh-cn: 起重机
    en: Crane
  slug: cranes
  aliases: [lifting gear, Hoist]
  description: What lifts the load.
  url: /about/cranes.html
Quay: {name: Quay wall}
tide:
"""


def test_a_record_has_labels_by_language_a_slug_and_other_spellings() -> None:
    (crane, quay), problems = read(CRANE)
    assert problems == []
    assert crane.labels == (("zh_CN", "起重机"), ("en", "Crane"))
    assert (crane.slug, crane.aliases, crane.url) == ("cranes", ("lifting gear", "Hoist"), "/about/cranes.html")
    assert crane.spellings == ("crane", "起重机", "Crane", "lifting gear", "Hoist")
    assert (quay.key, quay.name, quay.line) == ("Quay", "Quay wall", 9)


def test_records_may_lie_below_a_key_and_a_value_may_be_the_name_alone() -> None:
    records, problems = read("authors:\n  ada: Ada Quay\n", within="authors")
    assert [(record.key, record.name, record.line) for record in records] == [("ada", "Ada Quay", 2)]
    assert problems == []


@pytest.mark.parametrize(
    ("language", "shown"),
    [("zh_CN", "简"), ("zh-cn", "简"), ("zh_TW", "中"), ("zh_Hant_TW", "中"), ("en_GB", "E"), ("fr", "all")],
)
def test_the_label_is_that_of_the_language_else_of_its_base_else_the_default(language: str, shown: str) -> None:
    labels = (("zh_CN", "简"), ("zh", "中"), ("en", "E"), ("", "all"))
    assert in_language(labels, language) == shown


def test_without_a_default_the_first_label_stands_for_other_languages() -> None:
    assert in_language((("de", "Kran"), ("en", "crane")), "fr") == "Kran"
    assert in_language((), "fr") == ""


@pytest.mark.parametrize(
    ("field", "line", "message"),
    [
        ("slug: a/b", 3, "no single part of a URL"),
        ("slug: index", 3, "no single part of a URL"),
        ("slug: [a]", 3, "is a list; write one string"),
        ("url: 'javascript:alert(1)'", 3, "https://"),
        ("url: ../../x", 3, "https://"),
        (f"url: https://example.org/{'x' * 3000}", 3, "characters and is ignored"),
        ("name: {first: Ada, en: Ada}", 3, "not a language code"),
        ("aliases: [{a: b}]", 3, "is a mapping; write one string"),
        ("aliass: x", 3, "did you mean 'aliases'?"),
        ("slug: a\n  slug: b", 4, "there twice"),
        (f"description: {'x' * 3000}", 3, "3,000 characters; 200 of them are used"),
    ],
)
def test_a_field_that_cannot_be_used_is_a_problem_at_its_line(field: str, line: int, message: str) -> None:
    records, problems = read(f"# terms\ncrane:\n  {field}\nquay: Quay\n")
    assert [number for number, _ in problems] == [line]
    assert message in problems[0][1]
    assert [record.key for record in records] == ["crane", "quay"]


@pytest.mark.parametrize("text", ["- a\n- b\n", "just words\n"])
def test_a_file_that_is_no_mapping_is_a_problem(text: str) -> None:
    assert [line for line, _ in read(text)[1]] == [1]


def test_an_entry_that_is_no_mapping_costs_itself_alone() -> None:
    records, problems = read("a:\n  name: A\nb: [1, 2]\nc:\n  name: C\n")
    assert [record.key for record in records] == ["a", "c"]
    assert [(line, "write a name" in message) for line, message in problems] == [(3, True)]


def test_aliases_of_yaml_that_repeat_each_other_without_end_are_refused() -> None:
    bombs = "".join(f"k{n}: &k{n} [{', '.join([f'*k{n - 1}'] * 10)}]\n" for n in range(1, 9))
    with pytest.raises(BadYamlError):
        parse_yaml("k0: &k0 [x]\n" + bombs)


def test_more_aliases_than_a_term_may_have_are_cut_with_a_problem() -> None:
    (record,), problems = read(f"a:\n  aliases: [{', '.join(f'n{number}' for number in range(300))}]\n")
    assert len(record.aliases) == MAX_ALIASES
    assert [line for line, _ in problems] == [2]


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("https://example.org/a", "https://example.org/a"),
        ("mailto:a@example.org", "mailto:a@example.org"),
        ("//example.org/a", "https://example.org/a"),
        ("team/ada.html", "/team/ada.html"),
        ("/team/ada.html", "/team/ada.html"),
        ("ada.html", "/ada.html"),
        ("v1.2/team/", "/v1.2/team/"),
        ("/example.org/", "/example.org/"),
    ],
)
def test_a_url_is_absolute_or_a_path_from_the_root_of_the_site(written: str, read_as: str) -> None:
    assert read_url(written) == read_as


@pytest.mark.parametrize("written", ["www.example.org", "example.org/ada.html", "docs.example.org:8080", "ftp://x"])
def test_a_host_without_a_scheme_is_not_a_path(written: str) -> None:
    with pytest.raises(ValueError, match="https:// before it"):
        read_url(written)


def test_a_name_of_two_records_belongs_to_the_first_and_is_a_problem() -> None:
    crane = TermRecord(key="crane", labels=(("", "Crane"),), aliases=("QUAY", "lift"))
    quay = TermRecord(key="quay", aliases=("ｌｉｆｔ",))
    records = TermRecords([crane, quay])
    assert records.find("Quay") is quay
    assert records.find("LIFT") is crane
    assert ["'crane': 'QUAY'" in problem.message for problem in records.problems] == [True, False]
    assert records.spellings("lift") == ("lift", "crane", "Crane", "QUAY", "lift")


POSTS = [
    make_post("news/c", "2023-03-01", tags=("Hoist", "tide")),
    make_post("news/b", "2023-02-01", tags=("起重机",)),
    make_post("news/a", "2023-01-01", tags=("crane", "cranes")),
]


def test_spellings_of_a_record_are_one_term_with_its_label_and_slug() -> None:
    records, _problems = read(CRANE)
    terms = Terms(TAG, "news", POSTS, records=TermRecords(records), language="zh_CN")
    found = {(term.label, term.slug): [post.docname for post in term.posts] for term in terms}
    # Another tag would have the slug that the record gives, and is told apart.
    other = next(slug for label, slug in found if label == "cranes")
    assert other.startswith("cranes-")
    assert found == {
        ("起重机", "cranes"): ["news/c", "news/b", "news/a"],
        ("tide", "tide"): ["news/c"],
        ("cranes", other): ["news/a"],
    }
    for name in ("crane", "CRANE", "hoist", "Crane", "lifting gear"):
        term = terms.get(name)
        assert term is not None
        assert term.record == records[0]


def test_a_slug_of_the_settings_holds_for_all_spellings() -> None:
    terms = Terms(
        TAG, "news", POSTS, {"lifting gear": "lifts"}, TermRecords([TermRecord(key="crane", aliases=("lifting gear",))])
    )
    crane = terms.get("crane")
    assert crane is not None
    assert crane.slug == "lifts"
