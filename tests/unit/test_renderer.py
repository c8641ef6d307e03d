"""The renderer of posts, next to MyST's own."""

from __future__ import annotations

from typing import Any

import myst_parser
import pytest
from docutils.frontend import get_default_settings
from docutils.parsers.rst import Parser
from docutils.utils import new_document
from myst_parser.config.main import MdParserConfig
from myst_parser.mdit_to_docutils.sphinx_ import SphinxRenderer
from myst_parser.parsers.mdit import create_md_parser

from sphinx_eulernews.markdown.renderer import PostRenderer


def set_up(renderer: type[SphinxRenderer]) -> dict[str, Any]:
    """Return the values that a renderer has for one parse."""
    parser = create_md_parser(MdParserConfig(), renderer)
    parser.options["document"] = DOCUMENT
    parser.renderer.setup_render(parser.options, {"of": "this parse"})  # type: ignore[attr-defined]
    values = vars(parser.renderer)
    del values["md"], values["rules"], values["md_options"]
    return values


DOCUMENT = new_document("post.md", get_default_settings(Parser))


def test_a_parse_is_set_up_as_myst_does() -> None:
    assert set_up(PostRenderer) == set_up(SphinxRenderer)


def test_no_default_document_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("myst_parser.mdit_to_docutils.base.make_document", pytest.fail)
    set_up(PostRenderer)


def test_a_version_of_myst_that_is_not_known_sets_up_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(myst_parser, "__version__", "6.0.0")
    monkeypatch.setattr(SphinxRenderer, "setup_render", lambda self, *_: setattr(self, "md_options", "of MyST 6"))
    parser = create_md_parser(MdParserConfig(), PostRenderer)
    parser.renderer.setup_render({}, {})  # type: ignore[attr-defined]
    assert parser.renderer.md_options == "of MyST 6"  # type: ignore[attr-defined]
