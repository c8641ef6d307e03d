"""No promise is without a test: each has one that is marked with its name, and no mark names anything else."""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path

from promises import PROMISES

TESTS = Path(__file__).parent.parent


def marked() -> dict[str, list[str]]:
    """Return the tests that hold each promise, by the decorators in their source."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in sorted(TESTS.rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef):
                for decorator in node.decorator_list:
                    if isinstance(decorator, ast.Call) and ast.unparse(decorator.func) == "pytest.mark.promise":
                        found[ast.literal_eval(decorator.args[0])].append(node.name)
    return found


def test_every_promise_has_a_test() -> None:
    assert PROMISES.keys() - marked().keys() == set()


def test_every_mark_names_a_promise() -> None:
    assert marked().keys() - PROMISES.keys() == set()
