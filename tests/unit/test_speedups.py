"""What is remembered or done another way gives what Sphinx and docutils give."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from docutils import frontend

from sphinx_eulernews.speedups.docutils_settings import cached_by_component
from sphinx_eulernews.speedups.garbage_collector import CollectorSettings
from sphinx_eulernews.speedups.temporary_patches import TemporaryPatches


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
    answer = cached_by_component(ask)
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
    answer = cached_by_component(ask)
    shown = [
        answer(kind, defaults={"language": language}).shown
        for kind, language in ((Component, "zh"), (Component, "en"), (Asked, "en"), (Component, "zh"))
    ]
    assert ask.times == 4
    assert [values["language"] for values in shown] == ["zh", "en", "en", "zh"]


def test_what_was_lent_goes_back_and_what_others_have_put_there_stays() -> None:
    owner = SimpleNamespace(one=1, two=2)
    patches = TemporaryPatches()
    patches.replace(owner, "one", lambda value: value + 10)
    patches.replace(owner, "two", lambda value: value + 10)
    patches.replace(owner, "missing", lambda value: value + 10)
    assert vars(owner) == {"one": 11, "two": 12}
    owner.two = 99
    patches.restore()
    assert vars(owner) == {"one": 1, "two": 99}


def test_two_builds_at_a_time_restore_what_was_there_first() -> None:
    owner = SimpleNamespace(one=1)
    outer, inner = TemporaryPatches(), TemporaryPatches()
    outer.replace(owner, "one", lambda value: value + 10)
    inner.replace(owner, "one", lambda value: value + 10)
    inner.restore()
    assert owner.one == 11
    outer.restore()
    assert owner.one == 1


def test_two_builds_that_end_in_the_order_in_which_they_began_leave_nothing() -> None:
    def plain() -> int:
        return 1

    owner = SimpleNamespace(ask=plain)
    first, second = TemporaryPatches(), TemporaryPatches()
    first.replace(owner, "ask", lambda ask: lambda: ask() + 10)
    second.replace(owner, "ask", lambda ask: lambda: ask() + 10)
    first.restore()
    assert owner.ask() == 21
    second.restore()
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
    monkeypatch.setattr("sphinx_eulernews.speedups.garbage_collector.gc", stand_in)
    return known


def test_the_collector_s_habits_come_back_with_the_end_of_the_build(collector: Any) -> None:
    settings = CollectorSettings()
    assert (collector.threshold, collector.frozen) == ((700, 10, 100), False)
    settings.pause()
    assert (collector.threshold, collector.frozen) == ((700, 10, 10), False)
    settings.settle()
    assert (collector.threshold, collector.frozen) == ((700, 10, 100), True)
    settings.end()
    settings.end()
    assert (collector.threshold, collector.frozen) == ((700, 10, 10), False)


def test_what_is_put_aside_already_stays_so(collector: Any) -> None:
    collector.frozen = True
    settings = CollectorSettings()
    for step in (settings.pause, settings.settle, settings.end):
        step()
        assert collector.frozen
    assert collector.threshold == (700, 10, 10)


def test_a_collector_that_is_switched_off_stays_as_it_is(collector: Any) -> None:
    collector.enabled = False
    settings = CollectorSettings()
    settings.settle()
    settings.end()
    assert (collector.threshold, collector.frozen) == ((700, 10, 10), False)
