"""Directives and options that Pelican and Nikola have, as Sphinx has them."""

from __future__ import annotations

import pytest

from sphinx_eulernews.read.foreign_directives import for_sphinx

VIDEO = "https://www.youtube.com/watch?v=a-B_"


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
    assert for_sphinx(text, {"quay"}.__contains__) == expected
    assert text.count("\n") == expected.count("\n")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\n\n.. youtube:: a-B_\n   :align: center\n\nb", f"a\n\n`{VIDEO} <{VIDEO}>`__\n\n\nb"),
        ("- .. vimeo:: 12", "- .. vimeo:: 12"),
        ("  .. gist:: ada/12", "  `https://gist.github.com/ada/12 <https://gist.github.com/ada/12>`__"),
        (".. thumbnail:: /a.png\n   :alt: b\n\n   c", ".. figure:: /a.png\n   :alt: b\n\n   c"),
    ],
)
def test_directives_of_nikola_and_of_plugins_are_links_and_figures(text: str, expected: str) -> None:
    assert for_sphinx(text, {"quay"}.__contains__) == expected
    assert for_sphinx(text, lambda _name: True) == text


@pytest.mark.parametrize(
    "text",
    [
        ".. youtube:: a b\n\n.. youtube:: <script>",
        "::\n\n   .. youtube:: a",
        ".. code-block:: python\n   :linenos:\n   :caption: a\n\n   x",
        ".. code-block:: rst\n\n   .. code-block:: python\n      :linenos: table\n",
        "Like so::\n\n   .. code-block:: python\n      :linenos: table\n",
        ".. quay:: a\n   :linenos: table\n\n:hl_lines: 2",
        ".. code-block:: python\n\n   :linenos: table",
    ],
)
def test_other_text_stays(text: str) -> None:
    assert for_sphinx(text, {"quay"}.__contains__) == text
