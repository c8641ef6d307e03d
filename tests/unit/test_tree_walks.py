"""Walks through a doctree: what docutils finds, in the same order, also while the tree changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from random import Random

import pytest
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.nodes import NodeMatcher

from sphinx_eulernews.speedups.tree_walks import walk_in_one_generator

KINDS = (nodes.paragraph, nodes.emphasis, nodes.strong, nodes.literal)
CONDITIONS = [
    None, nodes.Node, nodes.Text, nodes.Inline, nodes.literal, nodes.citation,
    NodeMatcher(nodes.Element, number=3), lambda node: isinstance(node, nodes.Text) and len(node) > 1,
]  # fmt: skip


def tree_of(random: Random, depth: int = 0) -> nodes.Node:
    kind = random.choice([None, *KINDS])
    if kind is None:
        return nodes.Text("x" * random.randint(0, 3))
    children = [tree_of(random, depth + 1) for _ in range(random.randint(0, 4))] if depth < 5 else []
    return kind("", "", *children, number=random.randint(0, 5))


def replace_found(random: Random, node: nodes.Node) -> None:
    """Change the tree around a node that a walk has found, as transforms do."""
    parent = node.parent
    match random.randint(0, 6):
        case 0 if parent is not None:
            parent.remove(node)
        case 1 if parent is not None:
            parent.replace(node, [nodes.Text("new"), nodes.strong("", "more", number=3)])
        case 2 if parent is not None:
            parent.insert(0, nodes.emphasis("", "before", number=3))
        case 3 if parent is not None:
            parent.children = [nodes.Text("other"), *parent.children]
        case 4 if isinstance(node, nodes.Element):
            node.children = [nodes.Text("inner")]
        case 5 if isinstance(node, nodes.Element):
            node.append(nodes.image(number=3))


def walked(seed: int, condition: Callable[[nodes.Node], bool] | type | None) -> Iterator[str]:
    random = Random(seed)  # noqa: S311
    root = nodes.section("", *(tree_of(random) for _ in range(4)))
    for found, node in enumerate(root.findall(condition)):
        yield f"{type(node).__name__} {node.astext()}"
        replace_found(random, node)
        if found > 200:
            return
    yield root.pformat()


@pytest.mark.parametrize("condition", CONDITIONS, ids=range(len(CONDITIONS)))
def test_a_walk_finds_what_docutils_finds_while_the_tree_changes(condition: type | None) -> None:
    expected = [list(walked(seed, condition)) for seed in range(150)]
    with ExitStack() as stack:
        walk_in_one_generator(Sphinx.__new__(Sphinx), stack)
        assert [list(walked(seed, condition)) for seed in range(150)] == expected
    assert sum(map(len, expected)) > 150 or condition is nodes.citation


def test_other_walks_are_those_of_docutils() -> None:
    bold, italic = nodes.strong("", "a"), nodes.emphasis("", "c")
    root = nodes.paragraph("", "", bold, nodes.Text("b"), italic)
    walks = (
        {"include_self": False}, {"descend": False}, {"siblings": True}, {"ascend": True},
        {"condition": nodes.Text, "siblings": True, "include_self": False},
    )  # fmt: skip
    expected = [list(bold.findall(**walk)) for walk in walks]
    with ExitStack() as stack:
        walk_in_one_generator(Sphinx.__new__(Sphinx), stack)
        assert [list(bold.findall(**walk)) for walk in walks] == expected
        assert root.next_node(nodes.Text) is bold[0]
    assert [len(found) for found in expected] == [1, 1, 5, 5, 3]
