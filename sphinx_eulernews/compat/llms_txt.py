"""Generated pages and sphinx-llms-txt (to 0.7.1), which joins the copies of sources that Sphinx puts into the output.

Upstream: ``LLMSFullManager.combine_sources``, at ``build-finished``. It warns of each document without such a copy.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.config import Config


def leave_out_of_llms_txt(config: Config, docnames: Iterable[str]) -> None:
    """Leave documents without a source out, for this build: the configuration was pickled (``write-started``)."""
    if "llms_txt_exclude" in config:
        config.llms_txt_exclude = [*config.llms_txt_exclude, *sorted(docnames)]
