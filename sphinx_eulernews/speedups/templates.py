"""What every page has in common is worked out once: checksums, formatters for code, compiled templates."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jinja2
import sphinx

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx.application import Sphinx


# What Jinja's lexer and compiler ask an environment for.
_WAYS = (
    "block_start_string", "block_end_string", "variable_start_string", "variable_end_string", "comment_start_string",
    "comment_end_string", "line_statement_prefix", "line_comment_prefix", "trim_blocks", "lstrip_blocks",
    "newline_sequence", "keep_trailing_newline", "optimized", "sandboxed", "is_async",
)  # fmt: skip


def cache_templates_and_formatters(app: Sphinx) -> None:
    """Hasten the writing of pages."""
    _remember_formatters(app)
    _keep_templates(app)


def _remember_formatters(app: Sphinx) -> None:
    """Make the formatter of code once for each set of options: each makes a style sheet that nobody asks for."""
    highlighter = getattr(app.builder, "highlighter", None)
    if highlighter is None:
        return
    make: Callable[..., Any] = highlighter.get_formatter
    known: dict[str, Any] = {}

    def get_formatter(**options: Any) -> Any:
        key = repr(sorted(options.items()))
        if key not in known:
            known[key] = make(**options)
        return known[key]

    highlighter.get_formatter = get_formatter


def _keep_templates(app: Sphinx) -> None:
    """Keep the compiled templates of the theme beside the doctrees, from one build to the next.

    Jinja compares each with its source, and knows its own version and Python's; the folder is named by what else a
    compiled template depends on.
    """
    environment = getattr(getattr(app.builder, "templates", None), "environment", None)
    if not isinstance(environment, jinja2.Environment) or environment.bytecode_cache is not None:
        return
    folder = Path(app.doctreedir) / "eulernews-templates" / _manner(environment)
    folder.mkdir(parents=True, exist_ok=True)
    environment.bytecode_cache = jinja2.FileSystemBytecodeCache(str(folder))
    _remember_strings(environment, environment.bytecode_cache)


def _manner(environment: jinja2.Environment) -> str:
    """Return a digest of how an environment compiles templates."""
    ways = [(name, repr(getattr(environment, name))) for name in _WAYS]
    known = [sorted(environment.extensions), sorted(environment.filters), sorted(environment.tests)]
    return hashlib.sha256(repr((sphinx.__version__, ways, known)).encode()).hexdigest()[:16]


def _remember_strings(environment: jinja2.Environment, cache: jinja2.BytecodeCache) -> None:
    """Keep templates without a name, style sheets mostly, by their text; Sphinx asks for them by nothing else."""
    compile_anew = environment.from_string

    def from_string(source: Any, *arguments: Any, **options: Any) -> jinja2.Template:
        if arguments or options or not isinstance(source, str):
            return compile_anew(source, *arguments, **options)
        bucket = cache.get_bucket(environment, cache.get_source_checksum(source), None, source)
        if bucket.code is None:
            bucket.code = environment.compile(source)
            cache.set_bucket(bucket)
        return environment.template_class.from_code(environment, bucket.code, environment.make_globals(None))

    environment.from_string = from_string  # type: ignore[method-assign]
