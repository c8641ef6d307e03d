"""Patches of single functions: of Python's garbage collector, docutils, MyST-Parser and Sphinx."""

from __future__ import annotations

import atexit
import gc
import os
import sys
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from copy import copy
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from docutils.utils import DependencyList
from myst_parser.mdit_to_docutils import base as myst
from sphinx.builders import html as sphinx_html
from sphinx.builders.html import INVENTORY_FILENAME
from sphinx.util import docutils as sphinx_docutils

from sphinx_eulernews.build import is_current
from sphinx_eulernews.speedups.speedup import SPHINX, Speedup, patch_attribute

if TYPE_CHECKING:
    from docutils import nodes
    from docutils.frontend import Values
    from sphinx.application import Sphinx

_OLDEST = 1000
"""Collections of the middle generation for one of the oldest; Python's default is 10."""


def raise_gc_threshold(_app: Sphinx, stack: ExitStack) -> None:
    """Raise the third threshold of the garbage collector, where it is lower and the collector is on.

    A doctree is thousands of objects that refer to each other, and Sphinx keeps all of them until they are written. A
    collection of the oldest generation goes through everything that is alive and finds little: what a parse leaves in
    cycles, 35 MiB in 1,000 posts. Young objects are collected as ever.
    """
    before = gc.get_threshold()
    if not gc.isenabled() or before[2] >= _OLDEST:
        return
    ours = (*before[:2], _OLDEST)

    def restore() -> None:
        if gc.get_threshold() == ours:  # else somebody has set it since then
            gc.set_threshold(*before)

    gc.set_threshold(*ours)
    stack.callback(restore)


def raise_gc_threshold_in_loading(app: Sphinx, stack: ExitStack) -> None:
    """Do so from when this application loads the environment of the last build, which is before ``build``.

    The method is that of Sphinx 8.2 to 9.2; where there is none, the threshold is raised in ``build`` alone.
    """
    load, methods = getattr(app, "_load_existing_env", None), vars(app)
    if load is None:
        return

    def load_existing_env(filename: Path) -> Any:
        del methods["_load_existing_env"]  # the method of the class is there again
        raise_gc_threshold(app, stack)
        return load(filename)

    methods["_load_existing_env"] = load_existing_env


GC_THRESHOLD = Speedup(
    name="gc threshold",
    what="Python's garbage collector goes through the oldest objects a hundredth as often",
    versions={},
    upstream="gc.set_threshold of Python; Python 3.14 has no third generation, and nothing changes there",
    gain="10 to 14 % of a clean build, 10 % of a build without changes",
    activate=raise_gc_threshold,
    prepare=raise_gc_threshold_in_loading,
)


def leave_objects_at_exit(_app: Sphinx, _stack: ExitStack) -> None:
    """Have the process of ``sphinx-build`` leave the objects of the build to the system when it exits.

    Python goes through all objects for garbage once more then, and frees them one by one. A program that uses Sphinx
    may count on that, so it is done in commands of Sphinx alone. Files, temporary folders and loggers that are to be
    closed at exit are closed by ``atexit`` and by who opened them, as ever.
    """
    if _is_command_of_sphinx():
        atexit.unregister(gc.freeze)  # of an earlier build of this process
        atexit.register(gc.freeze)


def _is_command_of_sphinx() -> bool:
    main = sys.modules["__main__"]
    module, path = getattr(main, "__spec__", None), Path(getattr(main, "__file__", None) or "")
    if module is not None:  # python -m sphinx
        return str(module.name).partition(".")[0] == "sphinx"
    return "sphinx-build" in (path.stem, path.parent.stem)  # a script; on Windows, in an archive of that name


EXIT = Speedup(
    name="exit",
    what="when `sphinx-build` exits, Python does not go through all objects for garbage once more",
    versions={},
    upstream="gc.freeze of Python",
    gain="a fifth of a build without changes; the same time of any other",
    activate=leave_objects_at_exit,
)


GetSettings: TypeAlias = "Callable[..., Values]"


def cache_default_settings(_app: Sphinx, stack: ExitStack) -> None:
    """Compute the default settings of docutils once for each kind of parser instead of once for each document.

    For every document Sphinx makes an option parser of some 150 options to ask it for their defaults; MyST-Parser makes
    another one. Before Sphinx 9.0, only MyST-Parser does.
    """
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
    gain="2 % of a clean build; more if most documents are not posts",
    activate=cache_default_settings,
)


def cache_asset_checksums(_app: Sphinx, stack: ExitStack) -> None:
    """Compute the checksum of each style sheet and script once for each build; Sphinx resolves its path for each page.

    It keeps the checksum itself by the path, so a file that changes while pages are written does not change it.
    """
    patch_attribute(stack, sphinx_html, "_file_checksum", cache(sphinx_html._file_checksum))  # type: ignore[attr-defined]  # noqa: SLF001


ASSET_CHECKSUMS = Speedup(
    name="asset checksums",
    what="the paths of style sheets and scripts are resolved once, not for each page",
    versions=SPHINX,
    upstream="sphinx/builders/html/_assets.py: _file_checksum",
    gain="1 to 2 % of a clean build",
    activate=cache_asset_checksums,
)


def keep_inventory(app: Sphinx, stack: ExitStack) -> None:
    """Leave ``objects.inv`` as it is in a build that writes no document, and whose site has not changed."""
    builder, written = app.builder, set[str]()
    dump = getattr(builder, "dump_inventory", None)
    if dump is None:
        return

    def note_written(_app: Sphinx, _doctree: nodes.document, docname: str) -> None:
        written.add(docname)

    def dump_inventory() -> None:
        if written or not is_current(app, INVENTORY_FILENAME):
            dump()

    stack.callback(app.disconnect, app.connect("doctree-resolved", note_written))
    patch_attribute(stack, builder, "dump_inventory", dump_inventory)


INVENTORY = Speedup(
    name="inventory",
    what="a build without changes does not write the inventory again",
    versions=SPHINX,
    upstream="sphinx/builders/html/__init__.py: StandaloneHTMLBuilder.dump_inventory",
    gain="2 to 4 % of a build without changes",
    activate=keep_inventory,
)


_TREES = ("tocs", "titles", "longtitles")
"""Attributes of the environment that map a docname to a doctree; merged for the documents that were read."""
_PICKLED = "__getstate__"


def send_only_what_was_read(app: Sphinx, stack: ExitStack) -> None:
    """Give the environment of this build a ``__getstate__`` that leaves trees out in worker processes.

    With ``-j``, Sphinx starts a process for every few dozen documents, and each sends its environment back. That holds
    the title and the table of contents of every document as doctrees, the slowest part to pickle; the main process
    takes those of the documents that were read there, and drops the rest.
    """
    env, main, read = app.env, os.getpid(), set[str]()

    def note(_app: Sphinx, _doctree: nodes.document) -> None:
        if os.getpid() != main:
            read.add(env.docname)

    def getstate() -> dict[str, Any]:
        state = type(env).__getstate__(env)
        state.pop(_PICKLED, None)
        if os.getpid() != main:
            for name in _TREES:
                state[name] = {docname: tree for docname, tree in state[name].items() if docname in read}
        return state

    patch_attribute(stack, env, _PICKLED, getstate)
    stack.callback(app.disconnect, app.connect("doctree-read", note))


WORKER_ENVIRONMENTS = Speedup(
    name="worker environments",
    what="with -j, worker processes send back what they read, not the tables of contents of the whole site",
    versions=SPHINX,
    upstream="sphinx/builders/__init__.py: Builder._read_parallel",
    gain="what a worker process sends does not grow with the site; nothing with one process",
    activate=send_only_what_was_read,
)
