"""Default settings of docutils: computed once for each kind of parser instead of once for each document.

For every document Sphinx makes an option parser of some 150 options to ask it for their defaults; MyST-Parser makes
another one. Before Sphinx 9.0, only MyST-Parser does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from copy import copy
from typing import TYPE_CHECKING, Any, TypeAlias

from docutils.utils import DependencyList
from myst_parser.mdit_to_docutils import base as myst
from sphinx.util import docutils as sphinx_docutils

from sphinx_eulernews.speedups.speedup import SPHINX, Speedup, patch_attribute

if TYPE_CHECKING:
    from docutils.frontend import Values
    from sphinx.application import Sphinx

GetSettings: TypeAlias = "Callable[..., Values]"


def cache_default_settings(_app: Sphinx, stack: ExitStack) -> None:
    """Replace the two functions that compute the settings."""
    for module, name in ((sphinx_docutils, "_get_settings"), (myst, "get_default_settings")):
        if hasattr(module, name):
            patch_attribute(stack, module, name, cached_by_component(getattr(module, name)))


def cached_by_component(get_settings: GetSettings) -> GetSettings:
    """Return a function that computes once for each kind of component, while all other arguments stay the same."""
    cached: dict[tuple[Any, ...], tuple[Mapping[str, Any], Values]] = {}

    def get_cached(*components: Any, **arguments: Any) -> Values:
        # Only the class of a parser has options, and there is a new parser for each document.
        key = tuple(component if isinstance(component, type) else type(component) for component in components)
        computed_for, values = cached.get(key, (None, None))
        if values is None or computed_for != arguments:
            values = get_settings(*components, **arguments)
            cached[key] = dict(arguments), _copy(values)
            return values
        return _copy(values)

    return get_cached


def _copy(values: Values) -> Values:
    """Return settings that one document may change, with a list of dependencies of its own."""
    own = copy(values)
    for name, value in vars(values).items():
        if isinstance(value, list | dict):
            setattr(own, name, value.copy())
    own.record_dependencies = DependencyList()
    return own


DOCUTILS_SETTINGS = Speedup(
    name="docutils settings",
    what="default settings are computed once for each kind of parser",
    versions={**SPHINX, "docutils": ((0, 21), (0, 23)), "myst-parser": ((5, 0), (5, 2))},
    upstream=(
        "sphinx/util/docutils.py: _get_settings (from 9.0); "
        "myst_parser/mdit_to_docutils/base.py: DocutilsRenderer.setup_render"
    ),
    gain="5 % of a clean build",
    activate=cache_default_settings,
)
