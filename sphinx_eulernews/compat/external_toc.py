"""Documents below others as sphinx-external-toc (to 1.1) reads them from ``_toc.yml``, as Jupyter Book does.

Upstream: ``SiteMap`` in ``sphinx_external_toc/api.py``, which is an attribute of the configuration from
``config-inited`` on. The extension inserts toctrees into documents whose source does not mention what is in them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sphinx.environment import BuildEnvironment


def children_in_site_map(env: BuildEnvironment) -> Iterator[tuple[str, list[str], bool]]:
    """Yield each document that has children, with the names of these, and whether there are patterns among them."""
    site_map: dict[str, Any] = getattr(env.config, "external_site_map", None) or {}
    for name, item in site_map.items():
        names = [_docname(env, child) for child in item.child_files()]
        if names or item.child_globs():
            yield _docname(env, name), names, bool(item.child_globs())


def _docname(env: BuildEnvironment, path: str) -> str:
    """Return the docname of an entry, which may have the suffix of a file."""
    suffix = next((each for each in env.config.source_suffix if path.endswith(each)), "")
    return path.removesuffix(suffix)
