"""Directive ``eulernews-reference``: tables of the reference, generated from the declarations in the package."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives as converters
from sphinx.util.docutils import SphinxDirective

import sphinx_eulernews
from sphinx_eulernews import directives, warnings
from sphinx_eulernews.config import NewsConfig
from sphinx_eulernews.domain import NewsDomain
from sphinx_eulernews.model.fields import FIELDS
from sphinx_eulernews.model.keys import FOREIGN_KEYS, MISSPELT_KEYS
from sphinx_eulernews.options import READ, WRITE, Option

if TYPE_CHECKING:
    from docutils.nodes import Node
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

Row = tuple[str, ...]

_PACKAGE = Path(sphinx_eulernews.__file__).parent
_TESTS = Path(__file__).parents[2] / "tests"
_FLOORS = _TESTS / "unit" / "test_floors.py"

# The value of a directive option, by the name of its converter.
_VALUES = {
    "names": "names, separated by `,` `，` `、` `;` or `；`",
    "folders": "folders, separated by commas",
    "moment": "date",
    "truth": "`true` or `false`; no value means `true`",
    "conditions": "conditions on fields of your own, such as `venue=Chengdu, seats>=50`",
    "order": "`newest`, `oldest`, `title`, `updated` or a field of your own, `-field` from its last value",
    "language": "code of a language, such as `en` or `zh_CN`, or its name",
    "point": "point, such as `left top` or `50% 20%`",
    "number": "number",
    "unchanged": "string",
    "unchanged_required": "string",
    "class_option": "class names, separated by spaces",
}


def _options() -> Iterator[Row]:
    yield "option", "default", "meaning", "a change"
    for name, (default, declared) in NewsConfig.options().items():
        yield f"`{name}`", f"`{default!r}`", declared.help, _change(declared)


def _change(option: Option) -> str:
    """Return what a changed option costs: tests/integration/test_rewriting.py holds it."""
    if option.rebuild == READ:
        return "reads all documents again"
    if option.rebuild == WRITE:
        return "writes all pages again"
    return f"rewrites {', '.join(option.rewrites)}, where they show it" if option.rewrites else "rewrites nothing"


def _fields() -> Iterator[Row]:
    yield "field", "meaning", "example"
    for field in FIELDS:
        yield f"`{field.key}`", field.help, f"`{field.example}`" if field.example else ""


def _keys() -> Iterator[Row]:
    yield "field", "also read from", "misspelled, read with a warning"
    for ours in sorted({*FOREIGN_KEYS.values(), *MISSPELT_KEYS.values()}):
        foreign = [f"`{key}`" for key, meant in FOREIGN_KEYS.items() if meant == ours]
        wrong = [f"`{key}`" for key, meant in MISSPELT_KEYS.items() if meant == ours]
        yield f"`{ours}`", ", ".join(foreign), ", ".join(wrong)


def _directives() -> Iterator[Row]:
    yield "directive", "option", "value"
    for name, directive in directives.DIRECTIVES.items():
        shown = f"`{name}`"
        for option, converter in (directive.option_spec or {}).items():
            words = getattr(converter, "words", ())
            value = " or ".join(f"`{word}`" for word in words) or _VALUES[getattr(converter, "__name__", "unchanged")]
            yield shown, f"`{option}`", value
            shown = ""


def _roles() -> Iterator[Row]:
    yield "role", "links to"
    for name in NewsDomain.roles:
        yield (
            f"`news:{name}`",
            "a post, by its docname, or a language and its name"
            if name == "post"
            else f"the page of {'an' if name[0] in 'aeiou' else 'a'} {name}, by its name",
        )


def _warnings() -> Iterator[Row]:
    yield "type", "meaning"
    body = ast.parse(inspect.getsource(warnings.Subtype)).body[0]
    assert isinstance(body, ast.ClassDef)  # noqa: S101  it is a class
    for member, text in zip(body.body, body.body[1:], strict=False):
        if isinstance(member, ast.Assign) and isinstance(text, ast.Expr):
            value = ast.literal_eval(member.value)
            yield f"`eulernews.{value}`", ast.literal_eval(text.value)


def _modules() -> Iterator[Row]:
    yield "module", "purpose"
    for path in sorted(_PACKAGE.rglob("*.py")):
        summary = (ast.get_docstring(ast.parse(path.read_text("utf-8"))) or "").partition("\n")[0]
        name = path.relative_to(_PACKAGE).as_posix().removesuffix("__init__.py")
        yield f"`{name or _PACKAGE.name}`", summary.replace("``", "`")


def _layers() -> Iterator[Row]:
    yield "layer", "folders and modules"
    layers: dict[int, list[str]] = {}
    for statement in ast.parse(_FLOORS.read_text("utf-8")).body:
        if isinstance(statement, ast.Assign) and ast.unparse(statement.targets[0]) == "FLOORS":
            for name, layer in ast.literal_eval(statement.value).items():
                layers.setdefault(layer, []).append(f"`{name or _PACKAGE.name}`")
    for layer in sorted(layers):
        yield str(layer), ", ".join(layers[layer])


def _promises() -> Iterator[Row]:
    yield "promise", "tests"
    # Read as source: a build of the documentation needs no pytest.
    values = {
        ast.unparse(statement.target): statement.value
        for statement in ast.parse((_TESTS / "promises.py").read_text("utf-8")).body
        if isinstance(statement, ast.AnnAssign) and statement.value
    }
    tests = _marked_tests()
    for name, promise in ast.literal_eval(values["PROMISES"]).items():
        yield promise, "; ".join(tests.get(name, ["none"]))


def _marked_tests() -> dict[str, list[str]]:
    """Return the tests that are marked with ``pytest.mark.promise``, by the name of the promise."""
    found: dict[str, list[str]] = {}
    for path in sorted(_TESTS.rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            for decorator in node.decorator_list if isinstance(node, ast.FunctionDef) else ():
                if isinstance(decorator, ast.Call) and ast.unparse(decorator.func) == "pytest.mark.promise":
                    shown = f"`{path.stem}`: {node.name.removeprefix('test_').replace('_', ' ')}"
                    found.setdefault(ast.literal_eval(decorator.args[0]), []).append(shown)
    return found


_TABLES = {
    "options": [_options],
    "front-matter": [_fields, _keys],
    "directives": [_directives],
    "roles": [_roles],
    "warnings": [_warnings],
    "layers": [_layers],
    "modules": [_modules],
    "promises": [_promises],
}


class Reference(SphinxDirective):
    """Tables of what the package declares::

    .. eulernews-reference:: options
    """

    required_arguments = 1
    option_spec: ClassVar[dict[str, object]] = {"class": converters.class_option}

    def run(self) -> list[Node]:
        """Generate the tables."""
        for path in (*_PACKAGE.rglob("*.py"), *_TESTS.rglob("*.py")):
            self.env.note_dependency(path)
        return [_table(list(rows())) for rows in _TABLES[self.arguments[0]]]


def _table(rows: list[Row]) -> nodes.table:
    group = nodes.tgroup(cols=len(rows[0]))
    group += [nodes.colspec(colwidth=1) for _ in rows[0]]
    group += nodes.thead("", _row(rows[0]))
    group += nodes.tbody("", *(_row(row) for row in rows[1:]))
    return nodes.table("", group)


def _row(cells: Row) -> nodes.row:
    return nodes.row("", *(nodes.entry("", nodes.paragraph("", "", *_inline(cell))) for cell in cells))


def _inline(text: str) -> Iterator[Node]:
    """Yield text nodes, and literal nodes for what is in backquotes."""
    for number, part in enumerate(text.split("`")):
        if part:
            yield nodes.literal(part, part) if number % 2 else nodes.Text(part)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the directive."""
    app.add_directive("eulernews-reference", Reference)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
