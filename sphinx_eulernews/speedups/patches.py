"""Speedups, each a temporary patch that is undone when the stack is closed, and their declaration."""

from __future__ import annotations

import gc
import hashlib
import os
import re
from collections.abc import Callable, Mapping
from contextlib import ExitStack, suppress
from copy import copy
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import jinja2
import jinja2.bccache
import sphinx
from docutils.utils import DependencyList
from myst_parser.mdit_to_docutils import base as myst
from sphinx.util import docutils as sphinx_docutils

from sphinx_eulernews.files import atomic

if TYPE_CHECKING:
    from docutils import nodes
    from docutils.frontend import Values
    from sphinx.application import Sphinx

Minor: TypeAlias = tuple[int, int]

SPHINX = {"sphinx": ((8, 2), (9, 2))}


@dataclass(frozen=True, kw_only=True)
class Speedup:
    """A change of other packages for the time of one build.

    ``versions`` maps a package to the first and the last minor release that it was tried with. ``gain`` is a share
    of the CPU time of a whole build, measured on 120 posts. ``activate`` is called when a build begins, ``prepare``
    when the extension is set up, for what comes before.
    """

    name: str
    what: str
    versions: Mapping[str, tuple[Minor, Minor]]
    upstream: str
    gain: str
    activate: Callable[[Sphinx, ExitStack], None]
    prepare: Callable[[Sphinx, ExitStack], None] | None = None

    def unknown_versions(self) -> list[str]:
        """Return the packages that are installed in a version that it is not for."""
        return [
            f"{package} {installed}"
            for package, (first, last) in self.versions.items()
            if not first <= _minor(installed := _installed(package)) <= last
        ]


def patch_attribute(stack: ExitStack, owner: Any, name: str, replacement: Any) -> None:
    """Replace ``owner.name`` until ``stack`` is closed; a later replacement by others stays."""
    original = getattr(owner, name)
    is_own = name in vars(owner)

    def restore() -> None:
        if vars(owner).get(name) is not replacement:
            return
        if is_own:
            setattr(owner, name, original)
        else:
            delattr(owner, name)  # an instance: the method of its class is there again

    setattr(owner, name, replacement)
    stack.callback(restore)


def _installed(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "0.0 (not installed)"


def _minor(text: str) -> Minor:
    found = re.match(r"(\d+)(?:\.(\d+))?", text)
    return (int(found[1]), int(found[2] or 0)) if found else (0, 0)


_OLDEST = 100
"""Collections of the middle generation for one of the oldest; Python's default is 10."""


def raise_gc_threshold(_app: Sphinx, stack: ExitStack) -> None:
    """Raise the third threshold of the garbage collector, where it is lower and the collector is on.

    A doctree is thousands of objects that refer to each other, and Sphinx keeps all of them until they are written. A
    collection of the oldest generation goes through everything that is alive and finds next to nothing. Young objects
    are collected as ever, so memory hardly grows.
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
    what="Python's garbage collector goes through the oldest objects a tenth as often",
    versions={},
    upstream="gc.set_threshold of Python; Python 3.14 has no third generation, and nothing changes there",
    gain="6 to 10 % of a clean build, 10 % of a build without changes",
    activate=raise_gc_threshold,
    prepare=raise_gc_threshold_in_loading,
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
    gain="5 % of a clean build",
    activate=cache_default_settings,
)


TEMPLATES = "eulernews-templates"
_CHECKSUM_SIZE = 32  # bytes of a SHA-256 digest

# What the lexer and the compiler of Jinja read from an environment, and so what compiled code depends on.
_COMPILER_OPTIONS = (
    "block_start_string", "block_end_string", "variable_start_string", "variable_end_string", "comment_start_string",
    "comment_end_string", "line_statement_prefix", "line_comment_prefix", "trim_blocks", "lstrip_blocks",
    "newline_sequence", "keep_trailing_newline", "optimized", "sandboxed", "is_async",
)  # fmt: skip


def cache_code_formatters(app: Sphinx, stack: ExitStack) -> None:
    """Cache ``get_formatter`` of this builder's highlighter by its options.

    Sphinx makes a Pygments formatter, with a style sheet that it does not use, for every block of code.
    """
    highlighter = getattr(app.builder, "highlighter", None)
    if highlighter is None:
        return
    make = highlighter.get_formatter
    cached: dict[str, Any] = {}

    def get_formatter(**options: Any) -> Any:
        key = repr(sorted(options.items()))
        if key not in cached:
            cached[key] = make(**options)
        return cached[key]

    patch_attribute(stack, highlighter, "get_formatter", get_formatter)


def keep_compiled_templates(app: Sphinx, stack: ExitStack) -> None:
    """Give the template environment of this builder a bytecode cache next to the doctrees.

    Jinja compiles the templates of a theme anew in each build, a large part of one that changes a single post.
    Jinja compares each entry with its source, and with its own version and Python's; the folder is named by all else
    that compiled code depends on.
    """
    environment = getattr(getattr(app.builder, "templates", None), "environment", None)
    if not isinstance(environment, jinja2.Environment) or environment.bytecode_cache is not None:
        return
    folder = Path(app.doctreedir) / TEMPLATES / _digest(environment)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return
    cache = CheckedBytecodeCache(folder)
    patch_attribute(stack, environment, "bytecode_cache", cache)
    _keep_compiled_strings(environment, cache, stack)


class CheckedBytecodeCache(jinja2.BytecodeCache):
    """Bytecode cache whose files hold a checksum: the one of Jinja raises, or worse, where a file was cut short."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def _file(self, bucket: jinja2.bccache.Bucket) -> Path:
        return self._folder / f"{bucket.key}.cache"

    def load_bytecode(self, bucket: jinja2.bccache.Bucket) -> None:
        """Load the code of a template, if its file is as it was written."""
        with suppress(OSError):
            data = self._file(bucket).read_bytes()
            checksum, code = data[:_CHECKSUM_SIZE], data[_CHECKSUM_SIZE:]
            if hashlib.sha256(code).digest() == checksum:
                bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: jinja2.bccache.Bucket) -> None:
        """Store the code of a template; without a folder that can be written to, it is compiled again."""
        code = bucket.bytecode_to_string()
        with suppress(OSError):
            atomic.write(self._file(bucket), hashlib.sha256(code).digest() + code)


def _digest(environment: jinja2.Environment) -> str:
    options = [(name, repr(getattr(environment, name))) for name in _COMPILER_OPTIONS]
    known = [sorted(environment.extensions), sorted(environment.filters), sorted(environment.tests)]
    return hashlib.sha256(repr((sphinx.__version__, options, known)).encode()).hexdigest()[:16]


def _keep_compiled_strings(environment: jinja2.Environment, cache: jinja2.BytecodeCache, stack: ExitStack) -> None:
    """Cache templates without a name, style sheets mostly, by their source."""
    compile_string = environment.from_string

    def from_string(source: Any, *arguments: Any, **options: Any) -> jinja2.Template:
        if arguments or options or not isinstance(source, str):
            return compile_string(source, *arguments, **options)
        bucket = cache.get_bucket(environment, cache.get_source_checksum(source), None, source)
        if bucket.code is None:
            bucket.code = environment.compile(source)
            cache.set_bucket(bucket)
        return environment.template_class.from_code(environment, bucket.code, environment.make_globals(None))

    patch_attribute(stack, environment, "from_string", from_string)


CODE_FORMATTERS = Speedup(
    name="code formatters",
    what="a Pygments formatter is made once for each set of options",
    versions=SPHINX,
    upstream="sphinx/highlighting.py: PygmentsBridge.highlight_block",
    gain="1 % of a clean build",
    activate=cache_code_formatters,
)
COMPILED_TEMPLATES = Speedup(
    name="compiled templates",
    what="compiled templates are kept next to the doctrees",
    versions={**SPHINX, "jinja2": ((3, 1), (3, 1))},
    upstream="sphinx/jinja2glue.py: BuiltinTemplateLoader.init",
    gain="a quarter of a build of 120 posts without changes; the same time of any other",
    activate=keep_compiled_templates,
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

SPEEDUPS = (GC_THRESHOLD, DOCUTILS_SETTINGS, CODE_FORMATTERS, COMPILED_TEMPLATES, WORKER_ENVIRONMENTS)
