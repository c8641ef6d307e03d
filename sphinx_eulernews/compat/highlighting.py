"""The highlighter of this builder, Sphinx 8.2 to 9.2: formatters made once, failures in posts told in one line each.

Upstream, ``PygmentsBridge.highlight_block`` in ``sphinx/highlighting.py``:

- It makes a Pygments formatter, with a style sheet that it does not use, for every block of code.
- It puts the source of a block that cannot be highlighted into the message. Posts of shell sessions and of SQL with
  Chinese comments have dozens of such blocks. The logger has the filter during the call alone.
"""

from __future__ import annotations

import logging
from collections.abc import Container
from typing import TYPE_CHECKING, Any, get_origin

from pygments.formatters import HtmlFormatter, LatexFormatter
from sphinx.util import logging as sphinx_logging

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.builders import Builder

_LONGEST = 60  # characters of the block that a message shows

_logger = sphinx_logging.getLogger("sphinx.highlighting").logger


def cache_code_formatters(_app: Sphinx, builder: Builder) -> None:
    """Cache ``get_formatter`` of this builder's highlighter by its options (``write-started``)."""
    highlighter: Any = getattr(builder, "highlighter", None)
    if highlighter is None or "get_formatter" in vars(highlighter):
        return
    make = highlighter.get_formatter
    cached: dict[str, Any] = {}

    def get_formatter(**options: Any) -> Any:
        kind = get_origin(highlighter.formatter) or highlighter.formatter
        if kind not in {HtmlFormatter, LatexFormatter}:
            return make(**options)  # one of somebody else may hold something from one block to the next
        key = repr((kind, sorted(options.items()), sorted(highlighter.formatter_args.items())))
        if key not in cached:
            cached[key] = make(**options)
        return cached[key]

    highlighter.get_formatter = get_formatter


def shorten_highlighting_failures(app: Sphinx, builder: Builder) -> None:
    """Wrap ``highlight_block`` of this builder's highlighter, if it has one (``write-started``)."""
    highlighter: Any = getattr(builder, "highlighter", None)
    if highlighter is not None and "highlight_block" not in vars(highlighter):
        posts = app.env.domaindata["news"]["posts"]
        highlighter.highlight_block = _shortened(highlighter.highlight_block, builder, posts)


def _shortened(highlight_block: Any, builder: Any, posts: Container[str]) -> Any:
    def shortened(*args: Any, **kwargs: Any) -> str:
        if getattr(builder, "current_docname", "") not in posts:
            return str(highlight_block(*args, **kwargs))
        _logger.addFilter(_shorten)
        try:
            return str(highlight_block(*args, **kwargs))
        finally:
            _logger.removeFilter(_shorten)

    return shortened


def _shorten(record: logging.LogRecord) -> bool:
    """Shorten the source in the arguments of the message; every record passes."""
    if isinstance(record.args, tuple) and record.args and isinstance(record.args[0], str):
        source = record.args[0]
        line = next((line.strip() for line in source.splitlines() if line.strip()), "")
        record.args = (line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…", *record.args[1:])
    return True
