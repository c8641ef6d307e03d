"""Compiled templates, kept from build to build next to the doctrees."""

from __future__ import annotations

import hashlib
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jinja2
import jinja2.bccache
import sphinx

from sphinx_eulernews.files import atomic
from sphinx_eulernews.speedups.speedup import SPHINX, Speedup, patch_attribute

if TYPE_CHECKING:
    from sphinx.application import Sphinx

TEMPLATES = "eulernews-templates"
_CHECKSUM_SIZE = 32  # bytes of a SHA-256 digest

# What the lexer and the compiler of Jinja read from an environment, and so what compiled code depends on.
_COMPILER_OPTIONS = (
    "block_start_string", "block_end_string", "variable_start_string", "variable_end_string", "comment_start_string",
    "comment_end_string", "line_statement_prefix", "line_comment_prefix", "trim_blocks", "lstrip_blocks",
    "newline_sequence", "keep_trailing_newline", "optimized", "sandboxed", "is_async",
)  # fmt: skip


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


COMPILED_TEMPLATES = Speedup(
    name="compiled templates",
    what="compiled templates are kept next to the doctrees",
    versions={**SPHINX, "jinja2": ((3, 1), (3, 1))},
    upstream="sphinx/jinja2glue.py: BuiltinTemplateLoader.init",
    gain="a quarter of a build of 120 posts without changes; the same time of any other",
    activate=keep_compiled_templates,
)
