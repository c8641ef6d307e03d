"""Fields of front matter that are not ours: what MyST, myst-nb and Sphinx get of them."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from myst_parser.config.main import merge_file_level
from myst_parser.warnings_ import create_warning

from sphinx_eulernews.domain import news_domain
from sphinx_eulernews.html.sanitizer import SCRIPT_SCHEMES, scheme_of
from sphinx_eulernews.model.text import printable
from sphinx_eulernews.warnings import Subtype

if TYPE_CHECKING:
    from docutils import nodes
    from myst_parser.config.main import MdParserConfig
    from myst_parser.warnings_ import MystWarnings
    from sphinx.environment import BuildEnvironment

    from sphinx_eulernews.model.front_matter import FrontMatter
    from sphinx_eulernews.model.post import Post

# What tells myst-nb that a Markdown file is a notebook, and what it reads then.
_OF_NOTEBOOKS = ("file_format", "jupytext", "kernelspec", "language_info", "mystnb")
_OF_MYST = frozenset({"myst", "mystnb", "html_meta", "substitutions"})
# What MyST makes attributes of a ``<meta>`` from, but for those that act: ``http-equiv=refresh`` leads elsewhere.
_META_KEY = re.compile(r"(?:(?:name|property|itemprop)=)?[\w:.-]+(?:\s+(?:lang|dir|scheme|media)=[\w:.-]+)*")
# Themes make links of such keys: ``github_url`` of Read the Docs' theme, for one.
_URL_KEY = re.compile(r"(?:href|link|ur[il])\Z", re.IGNORECASE)


def file_level_config(config: MdParserConfig, front_matter: FrontMatter, document: nodes.document) -> MdParserConfig:
    """Return the configuration of MyST for a document, with the settings of its front matter."""

    def warning(kind: MystWarnings, message: str) -> None:
        create_warning(document, message, kind, line=front_matter.first, append_to=document)

    own = {key: value for key, value in front_matter.rest.items() if key in _OF_MYST}
    line = front_matter.lines.get("html_meta") or front_matter.lines.get("myst", front_matter.first)
    if isinstance(myst := own.get("myst"), dict):
        own["myst"] = _with_harmless_meta(document, myst, line)
    own = _with_harmless_meta(document, own, line)
    return merge_file_level(config, own, warning) if own else config


def _with_harmless_meta(document: nodes.document, settings: dict[str, Any], line: int) -> dict[str, Any]:
    """Return settings of MyST, ``html_meta`` without keys that would make other attributes than a description has."""
    described = settings.get("html_meta")
    if not isinstance(described, dict):
        return settings
    env = document.settings.env
    for key in described:
        if not _META_KEY.fullmatch(key):
            message = f"html_meta: the key {key[:80]!r} is ignored; write a name, or property=name"
            news_domain(env).warn(env.docname, Subtype.FIELD, message, line)
    said = {key: value for key, value in described.items() if _META_KEY.fullmatch(key)}
    # Characters that no XML may hold would make a page of a book unreadable.
    said = {key: printable(value) if isinstance(value, str) else value for key, value in said.items()}
    return {**settings, "html_meta": said}


def is_notebook(front_matter: FrontMatter) -> bool:
    """Return whether the front matter declares a Markdown notebook, as myst-nb reads it."""
    jupytext: Any = front_matter.rest.get("jupytext")
    representation = jupytext.get("text_representation") if isinstance(jupytext, dict) else None
    name = representation.get("format_name") if isinstance(representation, dict) else None
    return front_matter.rest.get("file_format") == "mystnb" or name == "myst"


def notebook_source(text: str, post: Post, front_matter: FrontMatter) -> str:
    """Return the text of a notebook, its front matter blanked out, with the fields that myst-nb reads on one line."""
    fields = {key: value for key, value in front_matter.rest.items() if key in _OF_MYST or key in _OF_NOTEBOOKS}
    lines = text.split("\n")
    body = next((line for line in lines[front_matter.last :] if line.strip()), "")
    if post.title and not body.startswith("# "):
        settings = fields.get("myst")
        fields["myst"] = {**(settings if isinstance(settings, dict) else {}), "title_to_header": True}
        fields["title"] = post.title
    lines[0], lines[1], lines[front_matter.last - 1] = "---", json.dumps(fields, default=str), "---"
    return "\n".join(lines)


def foreign_metadata(env: BuildEnvironment, front_matter: FrontMatter) -> dict[str, str | int]:
    """Return the fields that are not ours as ``env.metadata`` holds them: as strings, but for ``tocdepth``.

    As MyST writes them: ``null`` and JSON too, since a key counts that has no value (``no-search:``). They are not put
    into the doctree, as MyST does: a foreign ``abstract`` would become a box on the page.
    """
    found: dict[str, str | int] = {}
    for key, value in front_matter.rest.items():
        if key == "tocdepth":
            found[key] = _depth(value)
        elif key not in _OF_MYST:
            is_text = not isinstance(value, dict | list) and value is not None
            text = str(value) if is_text else json.dumps(value, ensure_ascii=False, default=str)
            if _URL_KEY.search(key) and scheme_of(text) in SCRIPT_SCHEMES:
                message = f"the field {key!r} is a {scheme_of(text)}: URL; it is ignored"
                news_domain(env).warn(env.docname, Subtype.FIELD, message, front_matter.line_of(key))
            else:
                found[key] = text
    return found


def _depth(value: Any) -> int:
    """Return a number as Sphinx's MetadataCollector does: 0 if it is none."""
    try:
        return int(value)
    except (TypeError, ValueError):
        return 0
