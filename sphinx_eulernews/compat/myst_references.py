"""Whether a link of Markdown leads to a label, document or object, as MyST 5.0 to 5.2 resolves it.

Upstream: ``MystReferenceResolver`` in ``myst_parser/sphinx_ext/myst_refs.py``, which gives a link that leads nowhere a
warning of its own, and the URL of an anchor that does not exist.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from myst_parser.sphinx_ext.myst_refs import MystReferenceResolver
from sphinx import addnodes
from sphinx.errors import NoUri
from sphinx.util.docutils import new_document

if TYPE_CHECKING:
    from sphinx.environment import BuildEnvironment


class LinkTargets(MystReferenceResolver):
    """Looks for the targets of links as MyST does, in the site and in the inventories of intersphinx."""

    @classmethod
    def of(cls, env: BuildEnvironment) -> LinkTargets:
        """Return one that is used before documents are written."""
        document = new_document("")
        document.settings.env = env
        return cls(document)

    def finds(self, docname: str, target: str) -> bool:
        """Return whether a link of a document leads anywhere."""
        node = addnodes.pending_xref(
            "", refdomain=None, reftype="myst", reftarget=target, refdoc=docname, refexplicit=True
        )
        text = nodes.inline()
        node += text
        domains = self.env.config.myst_ref_domains
        try:
            found = self.resolve_myst_ref_any(docname, node, text, domains)
        except NoUri:  # the builder does not write it
            return True
        return found is not None or self._resolve_myst_ref_intersphinx(node, text, target, domains) is not None

    def log_warning(self, *_: Any, **__: Any) -> None:
        """Leave warnings to MyST, which resolves what is found."""
