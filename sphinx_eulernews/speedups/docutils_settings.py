"""docutils' settings are worked out once for each kind of parser, and not for each document.

For every document Sphinx 9 makes an option parser with some 150 options, only to ask it for their defaults, and MyST
makes another one whose answer it throws away. Together that is a fifteenth of a build.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import copy
from typing import TYPE_CHECKING, Any, TypeAlias

from docutils.utils import DependencyList
from myst_parser.mdit_to_docutils import base as myst
from sphinx.util import docutils as sphinx_docutils

if TYPE_CHECKING:
    from docutils.frontend import Values

    from sphinx_eulernews.speedups.temporary_patches import TemporaryPatches

Ask: TypeAlias = "Callable[..., Values]"


def cache_default_settings(patches: TemporaryPatches) -> None:
    """Store the settings in the two places that ask for them; Sphinx before 9 has none of the first kind."""
    patches.replace(sphinx_docutils, "_get_settings", cached_by_component)
    patches.replace(myst, "get_default_settings", cached_by_component)


def cached_by_component(ask: Ask) -> Ask:
    """Return a function that asks once for each kind of component, as long as all other arguments are the same."""
    known: dict[tuple[Any, ...], tuple[Mapping[str, Any], Values]] = {}

    def answer(*components: Any, **arguments: Any) -> Values:
        # A parser is asked for its class's options only, and there is a new one for each document.
        kinds = tuple(component if isinstance(component, type) else type(component) for component in components)
        given, values = known.get(kinds, (None, None))
        if values is None or given != arguments:
            values = ask(*components, **arguments)
            known[kinds] = dict(arguments), _copy(values)
            return values
        return _copy(values)

    return answer


def _copy(values: Values) -> Values:
    """Return settings that a document may change; each has a list of its own of what it depends on."""
    own = copy(values)
    for name, value in vars(values).items():
        if isinstance(value, list | dict):
            setattr(own, name, value.copy())
    own.record_dependencies = DependencyList()
    return own
