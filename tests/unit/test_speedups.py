"""Speedups: cached settings equal computed ones, and patches are undone."""

from __future__ import annotations

import gc
import sys
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from docutils import frontend
from sphinx.application import Sphinx

from sphinx_eulernews import speedups
from sphinx_eulernews.speedups import SPEEDUPS
from sphinx_eulernews.speedups.patches import (
    GC_THRESHOLD,
    cached_by_component,
    leave_objects_at_exit,
    raise_gc_threshold,
    raise_gc_threshold_in_loading,
)
from sphinx_eulernews.speedups.speedup import SPHINX, patch_attribute


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


class Owner:
    """Something with a method of its class."""

    def method(self) -> int:
        return 1


def test_attributes_are_restored_and_what_others_put_there_since_then_stays() -> None:
    owner, instance = SimpleNamespace(one=1, two=2), Owner()
    with ExitStack() as stack:
        patch_attribute(stack, owner, "one", 11)
        patch_attribute(stack, owner, "two", 12)
        patch_attribute(stack, instance, "method", lambda: 2)
        assert (vars(owner), instance.method()) == ({"one": 11, "two": 12}, 2)
        owner.two = 99
    assert vars(owner) == {"one": 1, "two": 99}
    assert (vars(instance), instance.method()) == ({}, 1)


def test_patches_of_a_build_within_a_build_are_undone_in_turn() -> None:
    owner = SimpleNamespace(one=1)
    with ExitStack() as outer:
        patch_attribute(outer, owner, "one", 11)
        with ExitStack() as inner:
            patch_attribute(inner, owner, "one", 21)
        assert owner.one == 11
    assert owner.one == 1


@pytest.fixture
def collector(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Stand in for Python's garbage collector, which the test run needs."""
    known = SimpleNamespace(threshold=(700, 10, 10), enabled=True)
    stand_in = SimpleNamespace(
        isenabled=lambda: known.enabled,
        get_threshold=lambda: known.threshold,
        set_threshold=lambda *values: setattr(known, "threshold", values),
    )
    monkeypatch.setattr("sphinx_eulernews.speedups.patches.gc", stand_in)
    return known


@pytest.mark.parametrize(
    ("threshold", "enabled", "within"),
    [((700, 10, 10), True, (700, 10, 1000)), ((5, 5, 5000), True, (5, 5, 5000)), ((700, 10, 10), False, (700, 10, 10))],
)
def test_the_gc_threshold_is_raised_within_a_build(
    collector: Any, threshold: tuple[int, ...], enabled: bool, within: tuple[int, ...]
) -> None:
    collector.threshold, collector.enabled = threshold, enabled
    with ExitStack() as stack:
        raise_gc_threshold(Sphinx.__new__(Sphinx), stack)
        assert collector.threshold == within
    assert collector.threshold == threshold


def test_the_gc_threshold_is_raised_before_the_environment_is_loaded(collector: Any) -> None:
    seen = []

    class Application:
        def _load_existing_env(self, filename: Path) -> str:
            seen.append((filename, collector.threshold))
            return "environment"

    app = Application()
    with ExitStack() as stack:
        raise_gc_threshold_in_loading(app, stack)  # type: ignore[arg-type]
        assert collector.threshold == (700, 10, 10)
        assert app._load_existing_env(Path("environment.pickle")) == "environment"
        assert seen == [(Path("environment.pickle"), (700, 10, 1000))]
        assert not vars(app)
        raise_gc_threshold(app, stack)  # type: ignore[arg-type]  # as the build begins
        assert collector.threshold == (700, 10, 1000)
    assert collector.threshold == (700, 10, 10)


def test_the_gc_threshold_is_restored_when_no_build_begins(collector: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    class Application:
        def build(self) -> None:
            """Build nothing."""

        def _load_existing_env(self, filename: Path) -> Path:
            return filename

    monkeypatch.setattr(speedups, "SPEEDUPS", (GC_THRESHOLD,))
    app = Application()
    speedups.setup(app)  # type: ignore[arg-type]
    app._load_existing_env(Path())
    assert collector.threshold == (700, 10, 1000)
    del app
    gc.collect()
    assert collector.threshold == (700, 10, 10)


def test_an_application_without_the_method_is_left_alone() -> None:
    app = SimpleNamespace()
    raise_gc_threshold_in_loading(app, ExitStack())  # type: ignore[arg-type]
    assert not vars(app)


def test_a_gc_threshold_that_another_extension_sets_during_the_build_stays(collector: Any) -> None:
    with ExitStack() as stack:
        raise_gc_threshold(Sphinx.__new__(Sphinx), stack)
        collector.threshold = (1, 2, 3)
    assert collector.threshold == (1, 2, 3)


@pytest.mark.parametrize(
    ("installed", "unknown"),
    [
        ("8.2.3", []),
        ("9.2.0", []),
        ("9.2rc1", []),
        ("9.3.0", ["sphinx 9.3.0"]),
        ("8.1", ["sphinx 8.1"]),
        ("10", ["sphinx 10"]),
    ],
)
def test_a_speedup_names_the_packages_in_versions_that_it_was_not_tried_with(
    monkeypatch: pytest.MonkeyPatch, installed: str, unknown: list[str]
) -> None:
    monkeypatch.setattr("sphinx_eulernews.speedups.speedup._installed", lambda _package: installed)
    assert replace(GC_THRESHOLD, versions=SPHINX).unknown_versions() == unknown


def test_each_speedup_says_what_it_is_for() -> None:
    for speedup in SPEEDUPS:
        assert all((speedup.name, speedup.what, speedup.upstream, speedup.gain)), speedup
        assert speedup.unknown_versions() == []


@pytest.mark.parametrize(
    ("module", "path", "is_command"),
    [
        ("sphinx.__main__", "/site-packages/sphinx/__main__.py", True),
        ("sphinx.cmd.build", "/site-packages/sphinx/cmd/build.py", True),
        ("", "/venv/bin/sphinx-build", True),
        ("", "C:/venv/Scripts/sphinx-build.exe/__main__.py", True),
        ("", "/docs/sphinx/build.py", False),
        ("sphinxes", "/docs/sphinxes.py", False),
        ("pytest.__main__", "/site-packages/pytest/__main__.py", False),
        ("", None, False),
    ],
)
def test_objects_are_left_at_the_exit_of_a_command_of_sphinx_alone(
    monkeypatch: pytest.MonkeyPatch, module: str, path: str | None, is_command: bool
) -> None:
    noted = list[object]()
    main = SimpleNamespace(__spec__=SimpleNamespace(name=module) if module else None, __file__=path)
    monkeypatch.setitem(sys.modules, "__main__", main)
    monkeypatch.setattr(
        "sphinx_eulernews.speedups.patches.atexit", SimpleNamespace(unregister=noted.append, register=noted.append)
    )
    leave_objects_at_exit(Sphinx.__new__(Sphinx), ExitStack())
    assert noted == [gc.freeze] * 2 * is_command
