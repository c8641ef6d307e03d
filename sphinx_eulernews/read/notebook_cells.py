"""Front matter of a Jupyter notebook: its first cell, as Quarto, nbdev and fastpages have it, or its metadata. Pure."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sphinx_eulernews.model.front_matter import FrontMatter, blank_front_matter, read_front_matter
from sphinx_eulernews.model.text import clean, escape_markdown

if TYPE_CHECKING:
    from sphinx_eulernews.model.keys import Keys


def take_from_cell(notebook: str, keys: Keys) -> tuple[FrontMatter, str]:
    """Return the front matter of a notebook, and the notebook without it; both are JSON.

    It is between delimiters in the first cell, raw or Markdown, or a list below the title, or in the metadata of the
    notebook. Lines in a cell are no lines of the file.
    """
    content = _parsed(notebook)
    first = _first_cell(content)
    text = _text_of(first) if first else ""
    text = _between_delimiters(text) or text
    front_matter = read_front_matter(text, keys) if text.lstrip().startswith(("---", "+++")) else FrontMatter()
    if first is None or not front_matter.last:
        return _of_metadata(content, keys), notebook
    first["source"] = blank_front_matter(text, front_matter).lstrip("\n")
    if isinstance(title := front_matter.fields.get("title"), str) and _begins_below_title(content["cells"]):
        _put_title(first, title)
    return _without_lines(front_matter), json.dumps(content, ensure_ascii=False)


def _parsed(notebook: str) -> dict[str, Any]:
    """Return a notebook; empty if it is none."""
    try:
        content = json.loads(notebook)
    except (ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}


def _of_metadata(content: dict[str, Any], keys: Keys) -> FrontMatter:
    """Return the metadata of a notebook, which is front matter to MyST-NB, if it has a date or says that it is a post.

    Keys that are not ours are settings of Jupyter and its extensions.
    """
    given = content.get("metadata")
    known = {key: value for key, value in given.items() if keys.is_known(key)} if isinstance(given, dict) else {}
    try:
        fields = json.dumps(known, ensure_ascii=False)
    except RecursionError:
        return FrontMatter()
    front_matter = read_front_matter(f"---\n{fields}\n---\n", keys)
    is_one = front_matter.fields.get("date") or front_matter.fields.get("post")
    return _without_lines(front_matter) if is_one else FrontMatter()


def _without_lines(front_matter: FrontMatter) -> FrontMatter:
    problems = [replace(problem, line=1) for problem in front_matter.problems]
    return replace(front_matter, first=0, last=0, lines={}, problems=problems)


_TITLE = re.compile(r"\A\s*+#[ \t]++(.++)(?:\n[ \t]*+(?=\n|\Z))*+(?:\n|\Z)")
_SUMMARY = re.compile(r">[ \t]?(.*+)(?:\n[ \t]*+(?=\n|\Z))*+(?:\n|\Z)")
_FIELD = re.compile(r"[-*][ \t]++([A-Za-z]\w{0,30}+:(?:[ \t].*+)?)(?:\n|\Z)")
_OF_FASTPAGES = frozenset({"badges", "branch", "categories", "comments", "search_exclude", "toc", "use_math"})


def _between_delimiters(text: str) -> str:
    """Return a cell of fastpages with its front matter between delimiters; an empty string for any other.

    That has a title, a summary as a quote, and a list of fields: ``# "Title"``, ``> "Summary"``, ``- toc: true``.
    """
    title = _TITLE.match(text)
    if title is None:
        return ""
    summary = _SUMMARY.match(text, title.end())
    fields, end = [], summary.end() if summary else title.end()
    while field := _FIELD.match(text, end):
        fields.append(field[1])
        end = field.end()
    is_longer = text[end : end + 2] in ("- ", "* ")  # than its fields: a list of other things
    if is_longer or _OF_FASTPAGES.isdisjoint(field.partition(":")[0] for field in fields):
        return ""
    given = {"title": title, "summary": summary}
    quoted = [f"{name}: {json.dumps(_unquoted(match[1]))}" for name, match in given.items() if match]
    heading = escape_markdown(_unquoted(title[1]))
    return "\n".join(["---", *quoted, *fields, "---", f"# {heading}", "", text[end:]])


def _unquoted(text: str) -> str:
    text = text.strip()
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'" else text


_FENCE = re.compile(r" {0,3}(?:```|~~~)")
_HEADING = re.compile(r" {0,3}(#{1,6})[ \t]")


def _begins_below_title(cells: list[Any]) -> bool:
    """Return whether the first heading of a notebook is a lower one, of which parsers warn: they see no title."""
    in_code = False
    for cell in cells:
        if isinstance(cell, dict) and cell.get("cell_type") == "markdown":
            for line in _text_of(cell).split("\n"):
                if _FENCE.match(line):
                    in_code = not in_code
                elif not in_code and (heading := _HEADING.match(line)):
                    return heading[1] != "#"
    return False


def _put_title(cell: dict[str, Any], title: str) -> None:
    """Put a heading before the text of a cell; one that held nothing but front matter becomes Markdown."""
    if cell["cell_type"] == "markdown" or not cell["source"].strip():
        cell["cell_type"], cell["source"] = "markdown", f"# {escape_markdown(clean(title))}\n\n{cell['source']}"


_LANGUAGE = frozenset({"kernelspec", "language_info"})


def without_settings(notebook: str) -> str:
    """Return a notebook without settings of parsers in its metadata: they turn templates on, or have it executed.

    The language stays, and plain values: settings are objects (``myst``, ``mystnb``, ``nbsphinx``).
    """
    try:
        content = json.loads(notebook)
        given = content["metadata"].items()
        content["metadata"] = {key: value for key, value in given if key in _LANGUAGE or not isinstance(value, dict)}
    except (ValueError, RecursionError, LookupError, TypeError, AttributeError):
        return notebook  # which no parser reads
    return json.dumps(content, ensure_ascii=False)


def _first_cell(content: dict[str, Any]) -> dict[str, Any] | None:
    """Return the first cell of a notebook, if it is one of text."""
    try:
        first: dict[str, Any] = content["cells"][0]
        is_text = first["cell_type"] in ("raw", "markdown")
    except (LookupError, TypeError):  # no notebook, or an empty one
        return None
    return first if is_text else None


def _text_of(cell: dict[str, Any]) -> str:
    source = cell.get("source")
    lines = source if isinstance(source, list) else [source]
    return "".join(line for line in lines if isinstance(line, str))
