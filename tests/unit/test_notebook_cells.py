"""Front matter of notebooks: what is taken from the first cell, and the heading that stands in its place."""

from __future__ import annotations

import json
from typing import Any

import pytest

from sphinx_eulernews.model.fields import KEYS
from sphinx_eulernews.read.notebook_cells import take_from_cell

TITLE = "---\ntitle: 'A *quay* & [more]'\n---"


def cells_of(*cells: tuple[str, str]) -> list[dict[str, Any]]:
    written = [{"cell_type": kind, "metadata": {}, "source": source} for kind, source in cells]
    _front_matter, notebook = take_from_cell(json.dumps({"cells": written}), KEYS)
    found: list[dict[str, Any]] = json.loads(notebook)["cells"]
    return found


@pytest.mark.parametrize(
    ("kind", "text"),
    [("raw", ""), ("markdown", "Text.\n")],
)
def test_a_title_is_a_heading_where_the_first_one_is_lower(kind: str, text: str) -> None:
    first, *_ = cells_of((kind, f"{TITLE}\n{text}"), ("markdown", "```\n# x\n```\n\n## Part"))
    assert first["cell_type"] == "markdown"
    assert first["source"].rstrip() == f"# A \\*quay\\* \\& \\[more\\]\n\n{text}".rstrip()


def test_metadata_of_a_notebook_is_front_matter_if_it_has_a_date_or_says_post() -> None:
    cells = [{"cell_type": "markdown", "metadata": {}, "source": "# Title"}]
    kernel = {"kernelspec": {"name": "python3"}, "hide_input": True, "toc": {"base_numbering": 1}, "title": "T"}
    metadata = {**kernel, "date": "2019-11-11", "tags": ["a", "b"], "authors": [{"name": "Ada"}], "category": 'x: "y"'}
    notebook = json.dumps({"cells": cells, "metadata": metadata})
    front_matter, body = take_from_cell(notebook, KEYS)
    assert (front_matter.fields["date"], front_matter.fields["tags"]) == ("2019-11-11", ["a", "b"])
    assert (front_matter.fields["category"], front_matter.fields["title"]) == ('x: "y"', "T")
    assert (front_matter.unclear, front_matter.problems, body) == ({}, [], notebook)
    given: Any
    for given in ({"blogpost": True}, {"date": ""}, {}, None, []):
        front_matter, _body = take_from_cell(json.dumps({"cells": cells, "metadata": given}), KEYS)
        assert bool(front_matter.fields) == (given == {"blogpost": True})


@pytest.mark.parametrize("body", ["# Part", "Text.", "Text.\n\n# Part\n\n## Below"])
def test_a_notebook_keeps_its_own_headings(body: str) -> None:
    first, second = cells_of(("raw", TITLE), ("markdown", body))
    assert (first["cell_type"], first["source"], second["source"]) == ("raw", "", body)


def test_code_and_text_of_other_formats_are_no_headings() -> None:
    first, *_ = cells_of(("raw", f"{TITLE}\nraw text"), ("code", "## x"), ("markdown", "## Part"))
    assert (first["cell_type"], first["source"]) == ("raw", "raw text")


FASTPAGES = """# "A quay: 1 + 1"
> "What it is."

- toc: true
- badges: false
- categories: [ships, docks]
- author: A. Quay & B. Dock
- image: images/quay.png
"""


@pytest.mark.parametrize("after", ["", "\nText.\n\n- item: 1\n"])
def test_the_list_below_a_title_of_fastpages_is_front_matter(after: str) -> None:
    cell = {"cell_type": "markdown", "metadata": {}, "source": (FASTPAGES + after).splitlines(keepends=True)}
    front_matter, notebook = take_from_cell(json.dumps({"cells": [cell]}), KEYS)
    assert front_matter.problems == []
    assert front_matter.fields["title"] == "A quay: 1 + 1"
    assert front_matter.fields["summary"] == "What it is."
    assert front_matter.fields["author"] == "A. Quay & B. Dock"
    assert json.loads(notebook)["cells"][0]["source"].rstrip() == f"# A quay\\: 1 \\+ 1\n\n{after}".rstrip()


@pytest.mark.parametrize(
    "text", ["# Title\n\n- toc: true it is\n- other", "# Title\n\n- speed: high\n", "- toc: true\n"]
)
def test_a_list_that_is_none_of_fields_stays_in_the_cell(text: str) -> None:
    [first] = cells_of(("markdown", text))
    assert first["source"] == text
