"""Substitutions of reStructuredText that contain each other: docutils expands them without limit, or never ends."""

from __future__ import annotations

from typing import Final

from docutils import nodes

from sphinx_eulernews.nodes import replace_node
from sphinx_eulernews.read.transforms import PostTransform
from sphinx_eulernews.warnings import Subtype

MAX_SUBSTITUTIONS: Final = 100
"""Substitutions within one, those in others among them."""


class LimitSubstitutions(PostTransform):
    """Shows substitutions as text in definitions that contain themselves, or too many others.

    docutils ends with an error at ``.. |a| replace:: |a| |a|``. Where each of 30 definitions has the next one twice,
    it makes 2 ** 30 nodes.
    """

    default_priority = 215  # docutils replaces substitutions at 220

    def transform_post(self) -> None:
        """Look at all definitions, those first that contain no others."""
        definitions = self.document.substitution_defs
        used = {name: list(node.findall(nodes.substitution_reference)) for name, node in definitions.items()}
        wanting = {name: {self._name(each) for each in found} & used.keys() for name, found in used.items()}
        users: dict[str, list[str]] = {name: [] for name in used}
        for name, others in wanting.items():
            for other in others:
                users[other].append(name)
        sizes: dict[str, int] = {}
        ready = [name for name, others in wanting.items() if not others]
        while ready:
            name = ready.pop()
            sizes[name] = sum(1 + sizes.get(self._name(each), 0) for each in used[name])
            if sizes[name] > MAX_SUBSTITUTIONS:
                self._show(definitions[name], used[name])
                sizes[name] = 0
            for user in users[name]:
                wanting[user].discard(name)
                if not wanting[user]:
                    ready.append(user)
        for name in used.keys() - sizes.keys():
            self._show(definitions[name], [each for each in used[name] if self._name(each) not in sizes])

    def _name(self, reference: nodes.Element) -> str:
        name: str = reference["refname"]
        known = self.document.substitution_defs
        return name if name in known else self.document.substitution_names.get(name.lower(), name)

    def _show(self, definition: nodes.Element, references: list[nodes.substitution_reference]) -> None:
        for reference in references:
            replace_node(reference, [nodes.Text(reference.rawsource or reference.astext())])
        message = (
            f"the substitution |{definition['names'][0]}| contains itself, or more than {MAX_SUBSTITUTIONS} others;"
            " they are shown as text"
        )
        self.domain.warn(self.env.docname, Subtype.DIRECTIVE, message, definition.line or 1)
