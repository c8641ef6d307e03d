"""The point of an image that stays in view, as authors write it."""

from __future__ import annotations

import pytest

from sphinx_eulernews.model.field_readers import read_point


@pytest.mark.parametrize(
    ("written", "point"),
    [
        ("", None),
        ("  ", None),
        ("top", (0.5, 0)),
        ("bottom", (0.5, 1)),
        ("Left", (0, 0.5)),
        ("center", (0.5, 0.5)),
        ("left top", (0, 0)),
        ("top left", (0, 0)),
        ("bottom center", (0.5, 1)),
        ("20%", (0.2, 0.5)),
        ("50% 20%", (0.5, 0.2)),
        ("0.5 0.2", (0.5, 0.2)),
        (".5, 1", (0.5, 1)),
        ("right 12.5%", (1, 0.125)),
        ("25% bottom", (0.25, 1)),
        ("50%，20%", (0.5, 0.2)),
        ("５０％　２０％", (0.5, 0.2)),
        ("0.5、0.2", (0.5, 0.2)),
    ],
)
def test_a_point_is_read_as_css_and_chinese_typists_write_it(written: str, point: tuple[float, float] | None) -> None:
    assert read_point(written) == point


@pytest.mark.parametrize(
    "written",
    ["middle", "50 20", "120% 10%", "-1 0", "left left", "top bottom", "1 2 3", "top 20%", "1e3", "nan", "脸"],
)
def test_what_is_no_point_says_what_to_write(written: str) -> None:
    with pytest.raises(ValueError, match="such as top, left top, 50% 20%"):
        read_point(written)
