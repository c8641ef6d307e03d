"""Options of code blocks that Pelican has, as Sphinx has them."""

from __future__ import annotations

import pytest

from sphinx_eulernews.read.code_options import for_sphinx


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            ".. code-block:: python\n    :hl_lines: 2  4,6\n    :linenos: table\n    :lineanchors: a\n\n    x",
            ".. code-block:: python\n    :emphasize-lines: 2,4,6\n    :linenos:\n\n\n    x",
        ),
        (
            ".. sourcecode:: sh\n   :linenostart: 7\n   :linenos: none\n   :caption: a\n\n   x",
            ".. sourcecode:: sh\n   :lineno-start: 7\n   :caption: a\n\n\n   x",
        ),
        ("- a\n\n  .. code-block:: sh\n     :nowrap:\n\n     x\n", "- a\n\n  .. code-block:: sh\n\n\n     x\n"),
    ],
)
def test_options_of_pelican_are_those_of_sphinx_or_left_out(text: str, expected: str) -> None:
    assert for_sphinx(text) == expected
    assert text.count("\n") == expected.count("\n")


@pytest.mark.parametrize(
    "text",
    [
        ".. code-block:: python\n   :linenos:\n   :caption: a\n\n   x",
        ".. code-block:: rst\n\n   .. code-block:: python\n      :linenos: table\n",
        "Like so::\n\n   .. code-block:: python\n      :linenos: table\n",
        ".. quay:: a\n   :linenos: table\n\n:hl_lines: 2",
        ".. code-block:: python\n\n   :linenos: table",
    ],
)
def test_other_text_stays(text: str) -> None:
    assert for_sphinx(text) == text
