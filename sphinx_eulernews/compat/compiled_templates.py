"""Compiled templates, kept from build to build next to the doctrees: Sphinx 8.2 to 9.2, Jinja 3.1.

Upstream: ``BuiltinTemplateLoader.init`` in ``sphinx/jinja2glue.py`` makes an environment without a bytecode cache, so
the templates of a theme are compiled anew in each build: a tenth of a second, and a large part of a build that writes
few pages. Only the environment of this builder gets one.
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jinja2
import jinja2.bccache
import sphinx
from jinja2.defaults import DEFAULT_POLICIES
from jinja2.filters import FILTERS
from jinja2.tests import TESTS
from sphinx.jinja2glue import BuiltinTemplateLoader

from sphinx_eulernews.files import atomic

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx.application import Sphinx
    from sphinx.builders import Builder

FOLDER = "eulernews-templates"
_CHECKSUM_SIZE = 32  # bytes of a SHA-256 digest

# What the lexer and the compiler of Jinja read from an environment, and so what compiled code depends on.
_COMPILER_OPTIONS = (
    "block_start_string", "block_end_string", "variable_start_string", "variable_end_string", "comment_start_string",
    "comment_end_string", "line_statement_prefix", "line_comment_prefix", "trim_blocks", "lstrip_blocks",
    "newline_sequence", "keep_trailing_newline", "optimized", "sandboxed", "is_async", "autoescape", "newstyle_gettext",
)  # fmt: skip


def keep_compiled_templates(app: Sphinx, builder: Builder) -> None:
    """Give the template environment of this builder a bytecode cache next to the doctrees (``write-started``).

    Jinja compares each entry with its source, and with its own format and Python's; the file is named by all else that
    compiled code depends on. An overlay of the environment shares the cache, and has options of its own.
    """
    templates: Any = getattr(builder, "templates", None)
    environment = getattr(templates, "environment", None)
    if not isinstance(environment, jinja2.Environment) or environment.bytecode_cache is not None:
        return
    folder = Path(app.doctreedir) / FOLDER
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        cache = CheckedBytecodeCache(folder)
        environment.bytecode_cache = cache
        if type(templates).render_string is BuiltinTemplateLoader.render_string:
            _keep_compiled_strings(templates, cache)


class CheckedBytecodeCache(jinja2.BytecodeCache):
    """Bytecode cache whose files hold a checksum: the one of Jinja raises, or worse, where a file was cut short."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def _file(self, bucket: jinja2.bccache.Bucket) -> Path:
        return self._folder / f"{_digest(bucket.environment)}-{bucket.key}.cache"

    def load_bytecode(self, bucket: jinja2.bccache.Bucket) -> None:
        """Load the code of a template, if its file is as it was written."""
        if not is_stock(bucket.environment):
            return
        with suppress(OSError):
            data = self._file(bucket).read_bytes()
            checksum, code = data[:_CHECKSUM_SIZE], data[_CHECKSUM_SIZE:]
            if hashlib.sha256(code).digest() == checksum:
                bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: jinja2.bccache.Bucket) -> None:
        """Store the code of a template; without a folder that can be written to, it is compiled again."""
        if not is_stock(bucket.environment):
            return
        code = bucket.bytecode_to_string()
        with suppress(OSError):
            atomic.write(self._file(bucket), hashlib.sha256(code).digest() + code)


def is_stock(environment: jinja2.Environment) -> bool:
    """Return whether all that the compiler calls is Jinja's own or Sphinx's, whose versions name the file.

    The compiler calls filters and tests of constants, and extensions: what these return may change with the code or
    with the settings of somebody else. sphinx-immaterial adds two filters.
    """
    return (
        environment.policies == DEFAULT_POLICIES
        and environment.finalize is None
        and not callable(environment.autoescape)
        and all(extension.startswith("jinja2.") for extension in environment.extensions)
        and _are_stock(environment.filters, FILTERS)
        and _are_stock(environment.tests, TESTS)
    )


def _are_stock(functions: Mapping[str, Any], of_jinja: Mapping[str, Any]) -> bool:
    return all(
        function is of_jinja.get(name) or str(getattr(function, "__module__", "")).startswith("sphinx.")
        for name, function in functions.items()
    )


def _digest(environment: jinja2.Environment) -> str:
    options = [(name, repr(getattr(environment, name, None))) for name in _COMPILER_OPTIONS]
    versions = (sphinx.__version__, jinja2.__version__, sorted(environment.extensions))
    return hashlib.sha256(repr((versions, options)).encode()).hexdigest()[:16]


def _keep_compiled_strings(templates: BuiltinTemplateLoader, cache: jinja2.BytecodeCache) -> None:
    """Cache templates without a name, style sheets mostly, by their source.

    ``from_string`` of the environment stays as it is: an overlay would inherit one that is bound to this environment.
    """
    environment = templates.environment

    def render_string(source: str, context: dict[str, Any]) -> str:
        bucket = cache.get_bucket(environment, cache.get_source_checksum(source), None, source)
        if bucket.code is None:
            bucket.code = environment.compile(source)
            cache.set_bucket(bucket)
        template = environment.template_class.from_code(environment, bucket.code, environment.make_globals(None))
        return template.render(context)

    templates.render_string = render_string  # type: ignore[method-assign]  # of this builder alone
