"""The floors of the house: what each module may import, read from the source with ``ast``."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

import sphinx_eulernews
from sphinx_eulernews import directives, extension

PACKAGE = "sphinx_eulernews"
ROOT = Path(sphinx_eulernews.__file__).parent

# The floor of each module or folder: none imports from a higher one.
FLOORS = {
    "character_references": 0, "cjk_ranges": 0, "embedded_sites": 0, "lazy": 0,
    "model": 0, "html": 0, "images": 0, "files": 0, "render": 0,
    "nodes": 1, "warnings": 1, "validators": 1, "options": 1, "config": 1, "build": 1, "builder_kinds": 1, "compat": 1,
    "domain": 1, "domain_data": 1, "hooks": 1, "translations": 1,
    "markdown": 2, "read": 2, "search": 2, "directives": 3,
    "output": 4,
    "extension": 5, "speedups": 5, "ablog": 5,
    "": 6,
}  # fmt: skip
# The folders that know neither Sphinx nor docutils, each with those of ours that it may know.
PURE = {
    "model": frozenset({"character_references", "cjk_ranges", "lazy", "model"}),
    "html": frozenset({"character_references", "html"}),
    "images": frozenset({"cjk_ranges", "files", "images"}),
    "files": frozenset({"files"}),
    "render": frozenset({"model", "render"}),
}
SPHINX = frozenset({"sphinx", "docutils", "myst_parser", "markdown_it"})
# A module, or a folder.
ONLY_ONE_KNOWS = {"PIL": "images.pillow_backend", "yaml": "model.front_matter_syntax", "nh3": "html.allowlist"}


def modules() -> dict[str, ast.Module]:
    """Return each module of the package by its name below it, parsed; the package itself is the empty name."""
    found = {}
    for path in sorted(ROOT.rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        found[name] = ast.parse(path.read_text("utf-8"))
    return found


def imports(tree: ast.Module) -> Iterator[str]:
    """Yield every module that a module imports anywhere, also for type checkers only."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, "relative imports hide where code lives"
            yield node.module or ""
            # A name imported from a package may be a module of it.
            if node.module == PACKAGE:
                yield from (f"{PACKAGE}.{alias.name}" for alias in node.names)


def part(name: str) -> str:
    return name.partition(".")[0]


def problems(trees: Mapping[str, ast.Module]) -> list[str]:
    """Return what contradicts the floors, as sentences."""
    said: list[str] = []
    for name, tree in trees.items():
        for imported in imports(tree):
            top, _, rest = imported.partition(".")
            if top == PACKAGE:
                said += _inside(name, rest)
            elif part(name) in PURE and top in SPHINX:
                said.append(f"{name} is pure, but imports {imported}")
            only = ONLY_ONE_KNOWS.get(top, name)
            if name != only and not name.startswith(f"{only}."):
                said.append(f"{name} imports {top}, which only {only} may know")
    return said


def _inside(name: str, imported: str) -> Iterator[str]:
    own, other = part(name), part(imported)
    if other not in FLOORS or not other:
        return  # a name of the package itself, such as its version
    if FLOORS[other] > FLOORS[own]:
        yield f"{name} (floor {FLOORS[own]}) imports {imported} (floor {FLOORS[other]})"
    if other not in PURE.get(own, {other}):
        yield f"{name} is pure, but imports {imported}"


def test_every_module_has_a_floor() -> None:
    assert {part(name) for name in modules()} <= FLOORS.keys()


def test_no_module_imports_from_above_its_floor() -> None:
    assert problems(modules()) == []


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("model.post", "from sphinx.util import logging"),
        ("model.post", "def f():\n    import docutils.nodes"),
        ("model.post", "from sphinx_eulernews.files.lookup import Lookup"),
        ("model.post", "from sphinx_eulernews.render.tree import element"),
        ("html.rewrite", "import myst_parser"),
        ("html.rewrite", "from PIL import Image"),
        ("html.rewrite", "from sphinx_eulernews.model.post import Post"),
        ("images.renditions", "from PIL import Image"),
        ("images.cache", "from sphinx.util.display import status_iterator"),
        ("render.views", "from sphinx_eulernews.domain import NewsDomain"),
        ("render.views", "from sphinx_eulernews import domain"),
        ("render.labels", "from sphinx.locale import _"),
        ("render.tree", "from sphinx_eulernews.nodes import NewsNode"),
        ("domain", "from sphinx_eulernews.output.pages import Pages"),
        ("read.source", "if TYPE_CHECKING:\n    from sphinx_eulernews.output.nodes_to_docutils import to_nodes"),
        ("output.plan", "from sphinx_eulernews.extension import register"),
        ("config", "import yaml"),
    ],
)
def test_a_wrong_import_is_seen(name: str, source: str) -> None:
    assert len(problems({name: ast.parse(source)})) >= 1


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("model.post", "from sphinx_eulernews.model.text import clean"),
        ("render.views", "from sphinx_eulernews.model import urls"),
        ("render.labels", "from babel import Locale"),
        ("output.plan", "from sphinx_eulernews import __version__"),
        ("output.feeds", "from sphinx_eulernews.output.page_urls import PageUrls"),
        ("", "from sphinx_eulernews.extension import register"),
        ("images.pillow_backend", "from PIL import Image"),
    ],
)
def test_a_right_import_is_none_of_its_business(name: str, source: str) -> None:
    assert problems({name: ast.parse(source)}) == []


def import_graph(trees: Mapping[str, ast.Module]) -> dict[str, set[str]]:
    """Return which modules of ours each module imports: at the top, inside functions and for type checkers only."""
    graph: dict[str, set[str]] = {name: set() for name in trees}
    for name, tree in trees.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == PACKAGE:
                base = (node.module or "").removeprefix(PACKAGE).removeprefix(".")
                names = {f"{base}.{alias.name}".removeprefix(".") for alias in node.names}
                graph[name] |= {imported for imported in (names & trees.keys()) or {base} if imported != name}
    return graph


def circles(graph: Mapping[str, set[str]]) -> list[str]:
    """Return the modules that import themselves by way of others; the package is imported with each of its modules."""

    def reached(start: str) -> set[str]:
        seen: set[str] = set()
        waiting = list(graph[start])
        while waiting:
            name = waiting.pop()
            if name and name not in seen:
                seen.add(name)
                waiting += graph[name]
        return seen

    return sorted(name for name in graph if name in reached(name))


def test_no_module_imports_itself_by_way_of_others() -> None:
    assert circles(import_graph(modules())) == []


def test_a_circle_is_seen_also_if_one_import_is_for_types_or_inside_a_function() -> None:
    trees = {
        "a": ast.parse("if TYPE_CHECKING:\n    from sphinx_eulernews.b import B"),
        "b": ast.parse("def f():\n    from sphinx_eulernews import c"),
        "c": ast.parse("from sphinx_eulernews.a import A"),
        "d": ast.parse("from sphinx_eulernews.a import A"),
        "": ast.parse(""),
    }
    assert circles(import_graph(trees)) == ["a", "b", "c"]


def test_no_two_modules_share_a_file_name() -> None:
    stems = [name.rpartition(".")[2] for name in modules() if not (ROOT / name.replace(".", "/")).is_dir()]
    assert len(stems) == len(set(stems))


def test_no_module_imports_a_name_twice() -> None:
    for name, tree in modules().items():
        imported = [
            (node.module, alias.name, alias.asname)
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom)
            for alias in node.names
        ]
        assert len(imported) == len(set(imported)), name


def test_setup_only_registers_and_stands_last() -> None:
    tree = modules()[""]
    last = tree.body[-1]
    assert isinstance(last, ast.FunctionDef)
    assert last.name == "setup"
    assert (last.end_lineno or 0) - last.lineno < 40


def test_setup_imports_nothing_that_only_reading_or_writing_a_document_needs() -> None:
    code = "import sys, sphinx_eulernews.extension; print(*sys.modules)"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    ours = {name.removeprefix(f"{PACKAGE}.") for name in shown if name.startswith(f"{PACKAGE}.")}
    late = (
        "directives",
        "html.",
        "images.probe",
        "model.dates",
        "model.extra_fields",
        "model.fields",
        "model.front_matter",
        "read.source",
    )
    assert [name for name in sorted(ours) if name.startswith(late)] == []
    assert ours.isdisjoint({"output.body_html", "output.pages", "read.body_media", "render.views", "model.related"})


def lazy_modules(tree: ast.Module) -> dict[str, str]:
    """Return the names that are bound to lazy modules, each with the name of its module."""
    return {
        node.targets[0].id: str(node.value.args[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call) and isinstance(node.targets[0], ast.Name)
        if isinstance(node.value.func, ast.Name) and node.value.func.id == "lazy"
        if isinstance(node.value.args[0], ast.Constant)
    }


def test_what_is_imported_lazily_is_what_type_checkers_see() -> None:
    for name, tree in modules().items():
        seen = {
            alias.asname or alias.name: f"{node.module}.{alias.name}"
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom)
            for alias in node.names
        }
        lazily = lazy_modules(tree)
        assert {bound: seen.get(bound) for bound in lazily} == lazily, name


def test_every_directive_has_its_name_registered_by_setup() -> None:
    assert set(extension.DIRECTIVES) == directives.DIRECTIVES.keys()
