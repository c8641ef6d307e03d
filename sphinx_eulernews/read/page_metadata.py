"""Front matter that is not ours goes on to MyST and Sphinx: file-level settings, and ``env.metadata``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from myst_parser.config.main import merge_file_level
from myst_parser.warnings_ import create_warning

if TYPE_CHECKING:
    from docutils import nodes
    from myst_parser.config.main import MdParserConfig
    from myst_parser.warnings_ import MystWarnings

    from sphinx_eulernews.model.front_matter import FrontMatter

_OF_MYST = frozenset({"myst", "mystnb", "html_meta", "substitutions"})


def file_level_config(config: MdParserConfig, front_matter: FrontMatter, document: nodes.document) -> MdParserConfig:
    """Return the configuration of MyST for a document, with the settings of its front matter."""

    def warning(kind: MystWarnings, message: str) -> None:
        create_warning(document, message, kind, line=front_matter.first, append_to=document)

    own = {key: value for key, value in front_matter.rest.items() if key in _OF_MYST}
    return merge_file_level(config, own, warning) if own else config


def page_metadata(front_matter: FrontMatter) -> dict[str, str | int]:
    """Return the fields that are not ours as ``env.metadata`` holds them: as strings, but for ``tocdepth``.

    They are not put into the doctree, as MyST does: a foreign ``abstract`` would become a box on the page.
    """
    found: dict[str, str | int] = {}
    for key, value in front_matter.rest.items():
        if key not in _OF_MYST and not isinstance(value, dict | list) and value is not None:
            found[key] = _depth(value) if key == "tocdepth" else str(value)
    return found


def _depth(value: Any) -> int:
    """Return a number as Sphinx's MetadataCollector does: 0 for what is none."""
    try:
        return int(value)
    except (TypeError, ValueError):
        return 0
