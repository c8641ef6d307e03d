"""Templates and code formatters: compiled templates are kept from build to build, formatters are made once.

Jinja compiles the templates of a theme anew in each build, a large part of one that changes a single post. Sphinx makes
a Pygments formatter, with a style sheet that it does not use, for every block of code.
"""

from __future__ import annotations

import hashlib
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jinja2
import sphinx

from sphinx_eulernews.speedups.speedup import SPHINX, Speedup, patch_attribute

if TYPE_CHECKING:
    from sphinx.application import Sphinx

TEMPLATES = "eulernews-templates"

# What the lexer and the compiler of Jinja read from an environment, and so what compiled code depends on.
_COMPILER_OPTIONS = (
    "block_start_string", "block_end_string", "variable_start_string", "variable_end_string", "comment_start_string",
    "comment_end_string", "line_statement_prefix", "line_comment_prefix", "trim_blocks", "lstrip_blocks",
    "newline_sequence", "keep_trailing_newline", "optimized", "sandboxed", "is_async",
)  # fmt: skip


def cache_code_formatters(app: Sphinx, stack: ExitStack) -> None:
    """Cache ``get_formatter`` of this builder's highlighter by its options."""
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
    cache = jinja2.FileSystemBytecodeCache(str(folder))
    patch_attribute(stack, environment, "bytecode_cache", cache)
    _keep_compiled_strings(environment, cache, stack)


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
