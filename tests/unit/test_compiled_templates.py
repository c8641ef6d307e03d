"""Compiled templates: a damaged file is compiled again, and code that others had a hand in is not kept."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import jinja2
import pytest
from jinja2.ext import Extension
from jinja2.sandbox import SandboxedEnvironment

from sphinx_eulernews.compat.compiled_templates import CheckedBytecodeCache, is_stock

TEMPLATE = "{% for x in 'ab' %}[{{ x }}]{% endfor %}{{ 'c'|upper }}"


@pytest.mark.promise("5 state")
def test_a_compiled_template_that_is_damaged_is_compiled_again(tmp_path: Path) -> None:
    def rendered() -> str:
        environment = jinja2.Environment(autoescape=True, bytecode_cache=CheckedBytecodeCache(tmp_path / "kept"))
        environment.loader = jinja2.DictLoader({"a.html": TEMPLATE})
        return environment.get_template("a.html").render()

    assert rendered() == "[a][b]C"
    (path,) = (tmp_path / "kept").iterdir()
    sound = path.read_bytes()
    for damaged in (*(sound[:length] for length in range(0, len(sound), 40)), sound[32:], sound[:-9] + b"\0" * 9):
        path.write_bytes(damaged)
        assert rendered() == "[a][b]C"
        assert path.read_bytes() == sound
    path.unlink()
    path.mkdir()
    assert rendered() == "[a][b]C"


class Shout(Extension):
    """An extension of somebody else."""

    tags = {"shout"}  # noqa: RUF012  as Jinja declares it


def sphinx_environment() -> SandboxedEnvironment:
    return SandboxedEnvironment(extensions=["jinja2.ext.i18n"])


def with_autoescape(environment: jinja2.Environment) -> None:
    environment.autoescape = jinja2.select_autoescape()


def with_policy(environment: jinja2.Environment) -> None:
    environment.policies["truncate.leeway"] = 0


def with_finalize(environment: jinja2.Environment) -> None:
    environment.finalize = str


CHANGES: dict[str, Callable[[Any], None]] = {
    "a filter": lambda environment: environment.filters.update(twice=lambda text: text * 2),
    "a filter in the place of Jinja's": lambda environment: environment.filters.update(upper=str.lower),
    "a test": lambda environment: environment.tests.update(kernel=lambda text: text == "kernel"),
    "an extension": lambda environment: environment.add_extension(Shout),
    "a policy": with_policy,
    "escaping by name": with_autoescape,
    "a last step": with_finalize,
}


@pytest.mark.parametrize("change", CHANGES)
def test_code_that_somebody_else_had_a_hand_in_is_not_kept(tmp_path: Path, change: str) -> None:
    environment = sphinx_environment()
    environment.bytecode_cache, environment.loader = CheckedBytecodeCache(tmp_path), jinja2.DictLoader({"a": TEMPLATE})
    assert is_stock(environment)
    CHANGES[change](environment)
    assert not is_stock(environment)
    environment.get_template("a").render()
    assert list(tmp_path.iterdir()) == []


def test_kept_code_is_not_used_once_a_filter_has_changed(tmp_path: Path) -> None:
    def rendered(**filters: Any) -> str:
        environment = sphinx_environment()
        environment.bytecode_cache = CheckedBytecodeCache(tmp_path)
        environment.loader = jinja2.DictLoader({"a": TEMPLATE})
        environment.filters.update(filters)
        return environment.get_template("a").render()

    assert rendered() == "[a][b]C"
    assert rendered(upper=lambda text: f"<{text}>") == "[a][b]<c>"
    assert rendered() == "[a][b]C"
