"""Equations whose label is a number that their author typed, ``$$...$$ (1)``: it is one in its post, and is shown.

A label of MyST has to be unique in the site, and its equation shows how many came before it.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any

from sphinx import addnodes

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, MutableMapping

    from docutils import nodes
    from sphinx.environment import BuildEnvironment

_NUMBER = re.compile(r"(?:[A-Z][.-])?\d++(?:[.-]\d++)*+[a-z]?'*+|\*++")
_NUMBERS = "eulernews_equations"  # in the env of a parse: how many equations of the post have each number


def add_equation(
    node: nodes.math_block,
    add_target: Callable[[nodes.math_block], nodes.target],
    env: BuildEnvironment,
    md_env: MutableMapping[str, Any],
) -> nodes.target:
    """Note the label of an equation by MyST's ``add_math_target``, as one of this post if it is a number."""
    label = node["label"]
    if not _NUMBER.fullmatch(label):
        return add_target(node)
    counts: Counter[str] = md_env.setdefault(_NUMBERS, Counter())
    counts[label] += 1
    # A number may stand at several equations, of which the first is meant; each needs an id.
    node["label"] = own_label = _own_label(env, label if counts[label] == 1 else f"again{counts[label]}-{label}")
    target = add_target(node)
    node["number"] = label
    equations: dict[str, Any] = env.domains.math_domain.equations
    equations[own_label] = (env.docname, label)
    return target


def resolve_numbers(document: nodes.document, md_env: Mapping[str, Any]) -> None:
    """Let the role ``eq`` find the numbered equations of its post."""
    if numbers := md_env.get(_NUMBERS):
        for role in document.findall(addnodes.pending_xref):
            if role.get("reftype") == "eq" and role["reftarget"] in numbers:
                role["reftarget"] = _own_label(document.settings.env, role["reftarget"])


def _own_label(env: BuildEnvironment, label: str) -> str:
    return f"{env.docname}:{label}"
