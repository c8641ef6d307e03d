"""What is remembered or done another way gives what Sphinx and docutils give."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from docutils import frontend, nodes
from docutils.utils import new_document
from hypothesis import given
from hypothesis import strategies as st

from sphinx_eulernews.speed.garbage import Sweeping
from sphinx_eulernews.speed.loans import Loans
from sphinx_eulernews.speed.settings import remembering
from sphinx_eulernews.speed.trees import hasten_tree, restore_tree

KINDS: list[type[nodes.Element]] = [nodes.paragraph, nodes.section, nodes.emphasis, nodes.strong]


def trees() -> st.SearchStrategy[nodes.Node]:
    texts = st.sampled_from(["甲", "b", ""]).map(nodes.Text)
    return st.recursive(
        texts,
        lambda inner: st.builds(
            lambda kind, children: kind("", *children), st.sampled_from(KINDS), st.lists(inner, max_size=4)
        ),
        max_leaves=25,
    )


def document(children: list[nodes.Node]) -> nodes.document:
    made = new_document("post.md", frontend.get_default_settings())
    made += children
    return made


def no_change(_node: nodes.Node) -> None:
    """Leave the tree alone."""


def take_out(node: nodes.Node) -> None:
    """Replace a node by its children, as transforms do while they look for more."""
    if node.parent is not None:
        node.parent.replace(node, list(node.children))


def put_behind(node: nodes.Node) -> None:
    """Put something behind a node, in front of the search."""
    if node.parent is not None and len(node.parent) < 9:
        node.parent.append(nodes.strong())


def put_in(node: nodes.Node) -> None:
    """Put something into the node that was found."""
    if isinstance(node, nodes.Element) and len(node) < 9:
        node += nodes.emphasis()


def wants(node: nodes.Node) -> bool:
    return isinstance(node, nodes.strong | nodes.Text)


@given(
    st.lists(trees(), max_size=4),
    st.sampled_from([None, *KINDS, nodes.Text, nodes.document, wants]),
    st.booleans(),
    st.sampled_from([no_change, take_out, put_behind, put_in]),
)
def test_a_tree_is_searched_in_the_same_order_whatever_happens_to_it_meanwhile(
    children: list[nodes.Node], condition: Any, include_self: bool, change: Callable[[nodes.Node], None]
) -> None:
    usual, quick = document(children), document([child.deepcopy() for child in children])
    hasten_tree(quick)

    def walk(tree: nodes.document) -> Iterator[str]:
        for number, node in enumerate(tree.findall(condition, include_self=include_self)):
            yield repr(node)
            if number < 40:
                change(node)

    assert list(walk(quick)) == list(walk(usual))
    assert quick.pformat() == usual.pformat()


@pytest.mark.parametrize("arguments", [{"siblings": True}, {"ascend": True}, {"descend": False}])
def test_other_ways_through_a_tree_are_those_of_docutils(arguments: dict[str, bool]) -> None:
    tree = document([nodes.paragraph("", "甲"), nodes.section("", nodes.paragraph("", "乙"))])
    expected = list(tree.findall(nodes.Element, **arguments))
    hasten_tree(tree)
    assert list(tree.findall(nodes.Element, **arguments)) == expected


def test_a_tree_is_pickled_and_copied_as_ever_once_it_is_restored() -> None:
    tree = document([nodes.paragraph("", "甲")])
    tree.reporter = None  # type: ignore[assignment]  # as Sphinx does before it pickles
    before = pickle.dumps(tree)
    hasten_tree(tree)
    copied = copy.copy(tree.deepcopy())
    restore_tree(SimpleNamespace(), tree)  # type: ignore[arg-type]
    assert pickle.dumps(tree) == before
    assert "findall" not in vars(copied)


class Asked:
    """Counts how often it is asked for settings."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self, *_components: Any, **arguments: Any) -> frontend.Values:
        self.times += 1
        values = frontend.get_default_settings()
        values.shown = dict(arguments.get("defaults", {}))
        values.names = ["a"]
        return values


class Component:
    """What settings are asked for; there is a new one for each document."""


def test_settings_are_asked_for_once_and_are_each_document_s_own() -> None:
    ask = Asked()
    answer = remembering(ask)
    first, second = (answer(Component(), defaults={"language": "zh"}) for _ in range(2))
    assert ask.times == 1
    first.names.append("b")
    first.record_dependencies.add("a.png")
    third = answer(Component(), defaults={"language": "zh"})
    for values in (second, third):
        assert values.names == ["a"]
        assert values.record_dependencies.list == []
        assert values.shown == {"language": "zh"}


def test_settings_are_asked_for_again_if_anything_differs() -> None:
    ask = Asked()
    answer = remembering(ask)
    shown = [
        answer(kind, defaults={"language": language}).shown
        for kind, language in ((Component, "zh"), (Component, "en"), (Asked, "en"), (Component, "zh"))
    ]
    assert ask.times == 4
    assert [values["language"] for values in shown] == ["zh", "en", "en", "zh"]


def test_what_was_lent_goes_back_and_what_others_have_put_there_stays() -> None:
    owner = SimpleNamespace(one=1, two=2)
    loans = Loans()
    loans.replace(owner, "one", lambda value: value + 10)
    loans.replace(owner, "two", lambda value: value + 10)
    loans.replace(owner, "missing", lambda value: value + 10)
    assert vars(owner) == {"one": 11, "two": 12}
    owner.two = 99
    loans.give_back()
    assert vars(owner) == {"one": 1, "two": 99}


def test_two_builds_at_a_time_give_back_what_was_there_first() -> None:
    owner = SimpleNamespace(one=1)
    outer, inner = Loans(), Loans()
    outer.replace(owner, "one", lambda value: value + 10)
    inner.replace(owner, "one", lambda value: value + 10)
    inner.give_back()
    assert owner.one == 11
    outer.give_back()
    assert owner.one == 1


def test_two_builds_that_end_in_the_order_in_which_they_began_leave_nothing() -> None:
    def plain() -> int:
        return 1

    owner = SimpleNamespace(ask=plain)
    first, second = Loans(), Loans()
    first.replace(owner, "ask", lambda ask: lambda: ask() + 10)
    second.replace(owner, "ask", lambda ask: lambda: ask() + 10)
    first.give_back()
    assert owner.ask() == 21
    second.give_back()
    assert owner.ask is plain


@pytest.fixture
def collector(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Stand in for Python's collector, whose habits the test run needs."""
    known = SimpleNamespace(threshold=(700, 10, 10), frozen=False, enabled=True)
    stand_in = SimpleNamespace(
        isenabled=lambda: known.enabled,
        get_threshold=lambda: known.threshold,
        set_threshold=lambda *values: setattr(known, "threshold", values),
        freeze=lambda: setattr(known, "frozen", True),
        unfreeze=lambda: setattr(known, "frozen", False),
        get_freeze_count=lambda: 400 + 100_000 * known.frozen,
    )
    monkeypatch.setattr("sphinx_eulernews.speed.garbage.gc", stand_in)
    return known


def test_the_collector_s_habits_come_back_with_the_end_of_the_build(collector: Any) -> None:
    sweeping = Sweeping()
    assert (collector.threshold, collector.frozen) == ((700, 10, 100), False)
    sweeping.pause()
    assert (collector.threshold, collector.frozen) == ((700, 10, 10), False)
    sweeping.settle()
    assert (collector.threshold, collector.frozen) == ((700, 10, 100), True)
    sweeping.end()
    sweeping.end()
    assert (collector.threshold, collector.frozen) == ((700, 10, 10), False)


def test_what_is_put_aside_already_stays_so(collector: Any) -> None:
    collector.frozen = True
    sweeping = Sweeping()
    for step in (sweeping.pause, sweeping.settle, sweeping.end):
        step()
        assert collector.frozen
    assert collector.threshold == (700, 10, 10)


def test_a_collector_that_is_switched_off_stays_as_it_is(collector: Any) -> None:
    collector.enabled = False
    sweeping = Sweeping()
    sweeping.settle()
    sweeping.end()
    assert (collector.threshold, collector.frozen) == ((700, 10, 10), False)
