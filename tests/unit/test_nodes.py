"""Nodes are replaced without losing ids, names, classes or the paragraph around text."""

from __future__ import annotations

import ast
from collections.abc import Callable
from pathlib import Path

import pytest
from docutils import nodes
from docutils.frontend import get_default_settings
from docutils.utils import new_document

import sphinx_eulernews
from sphinx_eulernews.nodes import Places, elements_by_name, flatten, replace_node
from sphinx_eulernews.output.other_builders import make_room

ROOT = Path(sphinx_eulernews.__file__).parent
CARRIED = {"ids": ["quay"], "names": ["quay"], "classes": ["wide"]}


def document_with(*around: nodes.Element) -> tuple[nodes.document, nodes.image]:
    """Return a document, and an image that stands within the elements given, outermost first."""
    document = new_document("harbour", get_default_settings())
    image = nodes.image("", uri="quay.png", **{key: list(value) for key, value in CARRIED.items()})
    parent: nodes.Element = document
    for element in around:
        parent += element
        parent = element
    parent += image
    document.ids["quay"] = image
    elements_by_name(document)["quay"] = image
    return document, image


@pytest.mark.parametrize(
    "new",
    [
        list,
        lambda: [nodes.Text("words")],
        lambda: [nodes.raw("", "<b>", format="html")],
        lambda: [nodes.emphasis("", "words")],
        lambda: [nodes.paragraph("", "words"), nodes.paragraph()],
    ],
    ids=["nothing", "text", "raw HTML", "inline", "blocks"],
)
@pytest.mark.parametrize("around", [[], [nodes.paragraph], [nodes.container], [nodes.paragraph, nodes.reference]])
def test_ids_and_names_are_in_the_tree_once_and_in_no_raw_node(
    new: Callable[[], list[nodes.Node]], around: list[type[nodes.Element]]
) -> None:
    document, image = document_with(*(kind() for kind in around))
    replace_node(image, new())
    holders = [node for node in document.findall(nodes.Element) if "quay" in node["ids"]]
    assert len(holders) == 1
    assert "quay" in holders[0]["names"]
    assert not isinstance(holders[0], nodes.raw)
    assert document.ids["quay"] is holders[0]
    assert elements_by_name(document).get("quay", holders[0]) is holders[0]
    assert image not in list(document.findall())


def test_classes_move_to_the_first_element() -> None:
    document, image = document_with()
    replace_node(image, [nodes.raw("", "<b>", format="html"), nodes.paragraph()])
    assert next(document.findall(nodes.raw))["classes"] == ["wide"]


def test_ids_in_a_title_move_to_its_section() -> None:
    section, title = nodes.section(), nodes.title()
    document, image = document_with(section, title)
    replace_node(image, [nodes.emphasis("", "words")])
    assert section["ids"] == ["quay"]
    assert document.ids["quay"] is section


@pytest.mark.parametrize("around", [[nodes.figure], [nodes.list_item], [nodes.figure, nodes.reference]])
def test_text_in_the_place_of_a_block_stands_in_a_paragraph(around: list[type[nodes.Element]]) -> None:
    outer, *inner = (kind() for kind in around)
    _document, image = document_with(outer, *inner)
    caption = nodes.caption("", "The quay")
    outer += caption
    replace_node(image, [nodes.emphasis("", "words")])
    paragraph, last = outer.children
    assert isinstance(paragraph, nodes.paragraph)
    assert paragraph.astext() == "words"
    assert last is caption


def test_no_other_code_of_the_package_replaces_nodes() -> None:
    calls = []
    for path in ROOT.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
                continue
            of_parent = isinstance(node.func.value, ast.Attribute) and node.func.value.attr == "parent"
            if node.func.attr == "replace_self" or (of_parent and node.func.attr in {"replace", "remove"}):
                calls.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert calls == []


def nested(levels: int) -> tuple[nodes.document, nodes.Element]:
    """Return a document with lists inside each other, and the innermost item."""
    document = new_document("harbour", get_default_settings())
    parent: nodes.Element = document
    for level in range(levels):
        item = nodes.list_item("", nodes.paragraph("", f"level {level}"))
        parent += nodes.bullet_list("", item)
        parent = item
    return document, parent


def depth(node: nodes.Node) -> int:
    return 1 + max((depth(child) for child in node.children), default=0)


def test_what_is_deeper_than_the_limit_becomes_text_and_nothing_is_lost() -> None:
    document, _ = nested(30)
    words = document.astext().split()
    assert flatten(document, 20) is not None
    assert document.astext().split() == words
    assert depth(document) <= 20 + 3  # the document itself, and a literal block with its text
    assert len(list(document.findall(nodes.literal_block))) == 1


def test_what_is_not_too_deep_stays_as_it_is() -> None:
    document, _ = nested(10)
    before = document.pformat()
    assert flatten(document, 20 + 2) is None
    assert document.pformat() == before


def test_what_is_indented_beyond_a_line_of_plain_text_becomes_a_literal_block() -> None:
    document, innermost = nested(30)
    words = document.astext().split()
    make_room(document)
    assert document.astext().split() == words
    assert innermost.parent is not None
    assert len(list(document.findall(nodes.literal_block))) == 1


def test_ordinary_plain_text_stays_as_it_is() -> None:
    document, _ = nested(6)
    before = document.pformat()
    make_room(document)
    assert document.pformat() == before


def test_a_column_of_a_table_has_a_width() -> None:
    document = new_document("harbour", get_default_settings())
    columns = [nodes.colspec(colwidth=0), nodes.colspec(colwidth=7)]
    document += nodes.table("", nodes.tgroup("", *columns, cols=2))
    make_room(document)
    assert [column["colwidth"] for column in columns] == [1, 7]


class Counting(nodes.emphasis):
    """Counts how often a node is compared with another."""

    compared = 0

    def __eq__(self, other: object) -> bool:
        Counting.compared += 1
        return self is other

    __hash__ = nodes.emphasis.__hash__


def test_nodes_that_are_replaced_in_order_are_not_looked_for_from_the_beginning() -> None:
    paragraph = nodes.paragraph("", "", *(Counting("", str(number)) for number in range(1000)))
    Counting.compared, places = 0, Places()
    for child in list(paragraph.findall(Counting)):
        replace_node(child, [nodes.Text("a"), nodes.Text("b")], places)
    assert paragraph.astext() == "ab" * 1000
    assert Counting.compared < 10 * 1000


def test_nodes_may_be_replaced_in_another_order_all_the_same() -> None:
    paragraph = nodes.paragraph("", "", *(nodes.emphasis("", char) for char in "abc"))
    places: Places = {}
    for child in reversed(list(paragraph.findall(nodes.emphasis))):
        replace_node(child, [nodes.Text(child.astext().upper())], places)
    assert paragraph.astext() == "ABC"
