"""Fields that a site declares: what is read, what a list may ask of them, what a feed says."""

from __future__ import annotations

import pickle
from typing import Any

import pytest
from helpers import make_news, make_post

from sphinx_eulernews.config import NewsConfig
from sphinx_eulernews.model.extra_fields import as_json, condition, find_name, read_conditions, read_extra
from sphinx_eulernews.model.field_readers import Context
from sphinx_eulernews.model.front_matter import Problem, read_front_matter
from sphinx_eulernews.model.post import Moment
from sphinx_eulernews.model.query import Query

KINDS = {"chamber": "text", "eventDate": "date", "speakers": "list", "seats": "number", "location": "list"}
KEYS = NewsConfig(extra_fields=KINDS).keys


def read(content: str) -> tuple[dict[str, Any], list[Problem]]:
    front_matter = read_front_matter(f"---\n{content}\n---\n", KEYS)
    extra, problems = read_extra(front_matter, KINDS, Context())
    assert pickle.loads(pickle.dumps(extra)) == extra  # noqa: S301  our own
    return dict(extra), problems


@pytest.mark.parametrize(
    ("content", "name", "value"),
    [
        ("chamber: 东岸 1.10 号", "chamber", "东岸 1.10 号"),
        ("chamber: 1.10", "chamber", "1.10"),
        ("Chamber: [Hall 3]", "chamber", "Hall 3"),
        ("event_date: 2024-05-01", "eventDate", Moment("2024-05-01")),
        ("event-date: 2024年5月1日", "eventDate", Moment("2024-05-01")),
        ("speakers: 王一、李二", "speakers", ("王一", "李二")),
        ("speakers: [王一, 李二]", "speakers", ("王一", "李二")),
        ("seats: 120", "seats", 120),
        ("seats: １２０", "seats", 120),
        ("seats: -4.5", "seats", -4.5),
        ("seats: 0", "seats", 0),
        ("params:\n  seats: 7", "seats", 7),
    ],
)
def test_a_field_is_read_as_its_kind(content: str, name: str, value: Any) -> None:
    assert read(content) == ({name: value}, [])


@pytest.mark.parametrize(
    ("content", "kind", "said"),
    [
        ("chamber: [a, b]", "field", "declare the field as 'list'"),
        ("chamber: {a: b}", "field", "write one string"),
        ("event_date: soon", "date", "write it as 2023-11-25"),
        ("seats: many", "field", "write digits"),
        ("seats: 1e9", "field", "write digits"),
        ("speakers: [{age: 7}]", "field", "without a name"),
    ],
)
def test_a_value_of_another_kind_is_a_problem_at_its_line(content: str, kind: str, said: str) -> None:
    extra, problems = read(f"title: A\n{content}")
    assert extra == {}
    assert [(problem.line, problem.subtype) for problem in problems] == [(3, kind)]
    assert said in problems[0].message


def test_empty_fields_are_not_there_and_the_order_is_that_of_the_declaration() -> None:
    extra, problems = read("seats: 7\nspeakers:\neventDate: null\nchamber: A")
    assert list(extra.items()) == [("chamber", "A"), ("seats", 7)]
    assert problems == []


def test_the_fields_go_on_to_sphinx_and_cause_no_warning_of_a_typing_error() -> None:
    keys = NewsConfig(extra_fields={"tabs": "text", "cover": "text", "titel": "text"}).keys
    front_matter = read_front_matter("---\ntitle: A\ntabs: x\ncover: hard\ntitel: y\nchambers: z\n---\n", keys)
    assert front_matter.extra == {"tabs": "x", "cover": "hard", "titel": "y"}
    assert front_matter.rest == {"tabs": "x", "cover": "hard", "titel": "y", "chambers": "z"}
    assert front_matter.fields == {"title": "A"}
    assert front_matter.problems == []


def test_a_typing_error_of_such_a_field_is_warned_of() -> None:
    assert read_front_matter("---\ntitle: A\nchambe: x\n---\n", KEYS).unclear == {"chambe": "chamber"}


def test_a_place_is_a_term_and_a_field_if_the_site_says_so() -> None:
    front_matter = read_front_matter("---\nlocation: 成都、西安\n---\n", KEYS)
    assert front_matter.fields == {"location": "成都、西安"}
    assert read_extra(front_matter, KINDS, Context())[0] == (("location", ("成都", "西安")),)


@pytest.mark.parametrize(
    ("written", "conditions"),
    [
        ("chamber=成都", [("chamber", "=", "成都")]),
        (" chamber = East Bay , seats>=50；eventDate <= 2024-05", [
            ("chamber", "=", "East Bay"), ("seats", ">=", "50"), ("eventDate", "<=", "2024-05"),
        ]),
        ('chamber="Chengdu, China", seats=1', [("chamber", "=", "Chengdu, China"), ("seats", "=", "1")]),
        ("chamber=a\nseats=1", [("chamber", "=", "a seats=1")]),
        ("", []),
    ],
)  # fmt: skip
def test_conditions_are_read(written: str, conditions: list[tuple[str, str, str]]) -> None:
    assert read_conditions(" ".join(written.split())) == conditions


@pytest.mark.parametrize("written", ["成都", "=成都", "chamber", "chamber>3", 'chamber="a'])
def test_a_condition_without_name_or_operator_is_an_error(written: str) -> None:
    with pytest.raises(ValueError, match="name=value"):
        read_conditions(written)


NEWS = make_news(
    make_post("zh/a", "2024-01-01", extra=(("chamber", "成都"), ("eventDate", Moment("2024-05-03")), ("seats", 30))),
    make_post("zh/b", "2024-01-02", extra=(("chamber", "Hall"), ("speakers", ("王一", "Ada")), ("seats", 120))),
    make_post("zh/c", "2024-01-03", extra=(("eventDate", Moment("2024-06")), ("speakers", ("Ada",)))),
    make_post("zh/d", "2024-01-04"),
)


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ("chamber=成都", "a"), ("chamber=hall", "b"), ("CHAMBER=ＨＡＬＬ", "b"), ("chamber=hal", ""),
        ("speakers=ada", "cb"), ("speakers=王一, chamber=Hall", "b"), ("speakers=王一, chamber=成都", ""),
        ("seats=120", "b"), ("seats>=30", "ba"), ("seats<=30", "a"), ("seats=30.0", "a"),
        ("event_date=2024-05", "a"), ("event_date>=2024-05-03", "ca"), ("event_date>=2024-05-04", "c"),
        ("event_date>=2024-06-01", "c"), ("event_date>=2024-06-02", ""), ("event_date<=2024-06-01", "ca"),
        ("event_date=2024-06-01", ""), ("event_date<=2024-05", "a"),
    ],
)  # fmt: skip
def test_a_list_asks_for_fields(where: str, expected: str) -> None:
    query = Query(where=tuple(condition(*each, KINDS, Context()) for each in read_conditions(where)))
    assert "".join(post.docname[-1] for post in NEWS.select(query)) == expected


@pytest.mark.parametrize(
    ("sort", "expected"),
    [("seats", "abdc"), ("-seats", "badc"), ("eventDate", "acdb"), ("-eventDate", "cadb"), ("chamber", "badc")],
)
def test_a_list_is_ordered_by_a_field_and_posts_without_it_stand_last(sort: str, expected: str) -> None:
    assert "".join(post.docname[-1] for post in NEWS.select(Query(sort=sort))) == expected


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (("chimber", "=", "x"), "did you mean 'chamber'"),
        (("chamber", ">=", "x"), "no order"),
        (("seats", "=", "many"), "not a number"),
        (("eventDate", "=", "soon"), "2023-11-25"),
    ],
)
def test_a_condition_that_cannot_hold_is_an_error(written: tuple[str, str, str], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        condition(*written, KINDS, Context())


def test_names_are_found_without_regard_to_case_and_hyphens() -> None:
    assert find_name("Event-Date", KINDS) == "eventDate"


def test_json_holds_strings_lists_and_numbers() -> None:
    extra = (("chamber", "A"), ("eventDate", Moment("2024-05")), ("speakers", ("Ada",)), ("seats", 4.5))
    assert as_json(extra) == {"chamber": "A", "eventDate": "2024-05", "speakers": ["Ada"], "seats": 4.5}


def test_a_date_of_a_condition_is_read_as_those_of_posts_are() -> None:
    context = Context(date_input="%d/%m/%Y")
    assert condition("eventDate", "=", "01/02/2024", KINDS, context).wanted == Moment("2024-02-01")
