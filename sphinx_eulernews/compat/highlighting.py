"""Highlighting failures in posts, Sphinx 8.2 to 9.2: one line each, where Sphinx repeats the whole block.

Upstream: ``PygmentsBridge.highlight_block`` in ``sphinx/highlighting.py`` puts the source into the message. Posts of
shell sessions and of SQL with Chinese comments have dozens of such blocks. Only the highlighter of this builder is
wrapped, and the logger has the filter during the call alone.
"""

from __future__ import annotations

import logging
from collections.abc import Container
from typing import TYPE_CHECKING, Any

from sphinx.util import logging as sphinx_logging

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.builders import Builder

_LONGEST = 60  # characters of the block that a message shows

_logger = sphinx_logging.getLogger("sphinx.highlighting").logger


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
