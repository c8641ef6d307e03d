"""A file is there whole or not at all, whoever writes it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from sphinx_eulernews.files import atomic


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_two_builds_at_once_leave_one_whole_file(tmp_path: Path) -> None:
    path = tmp_path / "new/cache/x.webp"
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: atomic.write(path, b"picture" * 50_000), range(40)))
    assert names(path.parent) == ["x.webp"]
    assert path.read_bytes() == b"picture" * 50_000


def test_what_is_there_already_is_not_written_again(tmp_path: Path) -> None:
    path = tmp_path / "deep/page.html"
    assert atomic.write_if_changed(path, b"one")
    assert not atomic.write_if_changed(path, b"one")
    assert atomic.write_if_changed(path, b"two")
    assert path.read_bytes() == b"two"


@pytest.mark.parametrize("failing", ["write_bytes", "replace"])
def test_a_file_that_cannot_be_written_stays_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    path = tmp_path / "page.html"
    atomic.write(path, b"one")

    def full(scratch: Path, _what: object) -> None:
        with scratch.open("wb") as file:
            file.write(b"t")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, failing, full)
    with pytest.raises(OSError, match="No space"):
        atomic.write(path, b"two")
    assert path.read_bytes() == b"one"
    assert names(tmp_path) == ["page.html"]


def test_what_a_build_that_died_left_half_written_is_swept_away(tmp_path: Path) -> None:
    atomic.write(tmp_path / "zh/page.html", b"whole")
    (tmp_path / f"zh/{atomic.SCRATCH}0").write_bytes(b"ha")
    atomic.remove_temporary(tmp_path)
    assert names(tmp_path / "zh") == ["page.html"]


def test_a_name_as_long_as_a_name_can_be_is_written(tmp_path: Path) -> None:
    path = tmp_path / ("x" * 251 + ".xml")
    atomic.write(path, b"feed")
    atomic.copy(path, tmp_path / ("y" * 255))
    assert [len(name) for name in names(tmp_path)] == [255, 255]
