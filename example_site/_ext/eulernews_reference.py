"""The generated parts of the reference: tables made from the declarations in the package itself."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives as converters
from sphinx.util.docutils import SphinxDirective

from sphinx_eulernews import directives, warnings
from sphinx_eulernews.config import NewsConfig
from sphinx_eulernews.domain import NewsDomain
from sphinx_eulernews.model.post import FIELDS, FOREIGN_KEYS, MISSPELT_KEYS

if TYPE_CHECKING:
    from docutils.nodes import Node
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

Row = tuple[str, ...]

_WHEN = {
    "env": "all documents are read again",
    "html": "all pages are written again",
    "": "what it changes is written again",
}
_VALUES = {
    "names": "names, with commas",
    "folders": "folders, with commas",
    "moment": "a date",
    "truth": "true or false; nothing means true",
    "point": "a point, such as `left top` or `50% 20%`",
    "positive_int": "a number",
    "unchanged": "text",
    "unchanged_required": "text",
}


def _options() -> Iterator[Row]:
    yield "option", "default", "what it does", "when it changes"
    for name, (default, declared) in NewsConfig.options().items():
        yield f"`{name}`", f"`{default!r}`", declared.help, _WHEN[declared.rebuild]


def _header() -> Iterator[Row]:
    yield "field", "meaning", "example"
    for field in FIELDS:
        yield f"`{field.key}`", field.help, f"`{field.example}`" if field.example else ""


def _names() -> Iterator[Row]:
    yield "read as", "also written", "with a warning"
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
    yield "role", "leads to"
    for name in NewsDomain.roles:
        yield (
            f"`news:{name}`",
            "a post, by its docname or a language and its name"
            if name == "post"
            else f"the page of {'an' if name == 'author' else 'a'} {name}, by its name",
        )


def _warnings() -> Iterator[Row]:
    yield "type", "what it is about"
    body = ast.parse(inspect.getsource(warnings.Subtype)).body[0]
    assert isinstance(body, ast.ClassDef)  # noqa: S101  it is a class
    for member, text in zip(body.body, body.body[1:], strict=False):
        if isinstance(member, ast.Assign) and isinstance(text, ast.Expr):
            value = ast.literal_eval(member.value)
            yield f"`eulernews.{value}`", ast.literal_eval(text.value)


_TABLES = {
    "options": [_options],
    "header": [_header, _names],
    "directives": [_directives],
    "roles": [_roles],
    "warnings": [_warnings],
}


class Reference(SphinxDirective):
    """A table, or several, of what the package declares."""

    required_arguments = 1
    option_spec: ClassVar[dict[str, object]] = {"class": converters.class_option}

    def run(self) -> list[Node]:
        """Make the tables."""
        package = inspect.getsourcefile(directives)
        if package:
            self.env.note_dependency(package)
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
    """Yield text, and what stands in backquotes as code."""
    for number, part in enumerate(text.split("`")):
        if part:
            yield nodes.literal(part, part) if number % 2 else nodes.Text(part)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the directive."""
    app.add_directive("eulernews-reference", Reference)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
