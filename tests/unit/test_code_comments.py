"""Comments in code that mark lines are not shown, and the lines are marked."""

from __future__ import annotations

import pytest
from post_markdown import tokens

from sphinx_eulernews.markdown.code_comments import take_marks


@pytest.mark.parametrize(
    ("code", "shown", "marked"),
    [
        ("a\n  // highlight-next-line\n  b\nc\n", "a\n  b\nc\n", [2]),
        ("# highlight-start\na\nb\n# highlight-end\nc\n", "a\nb\nc\n", [1, 2]),
        ("{/* highlight-next-line */}\n<a>\n", "<a>\n", [1]),
        ("<!-- highlight-start -->\na\n", "a\n", [1]),
        ("a // [!code focus]\nb\n", "a\nb\n", [1]),
        ("a # [!code hl:2]\nb\nc\n", "a\nb\nc\n", [1, 2]),
        ("// [!code highlight:2]\na\nb\nc\n", "a\nb\nc\n", [1, 2]),
    ],
)
def test_a_comment_that_marks_lines_is_taken_from_the_code(code: str, shown: str, marked: list[int]) -> None:
    assert take_marks(code) == (shown, marked)


@pytest.mark.parametrize(
    "code",
    [
        "a // [!code ++]\nb // [!code --]\n",
        "say(highlight-start)\n",
        "// highlight-next-lines\n",
        "[!code focus]\n",
        "",
    ],
)
def test_code_without_comments_that_mark_lines_stays_as_it_is(code: str) -> None:
    assert take_marks(code) == (code, [])


def test_lines_of_the_fence_and_of_comments_are_both_marked() -> None:
    (fence,) = tokens("```js {1} title='x'\na\nb\n// highlight-next-line\nc\n```")
    assert fence.content == "a\nb\nc\n"
    assert fence.attrs["emphasize-lines"] == "1-1,3-3"
