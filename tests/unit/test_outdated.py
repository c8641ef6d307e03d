"""Which documents are read again."""

from __future__ import annotations

from pathlib import Path

from sphinx_eulernews.read.outdated import _existing_files


def test_of_the_files_that_were_missing_those_are_found_that_exist_now(tmp_path: Path) -> None:
    (tmp_path / "news/a").mkdir(parents=True)
    (tmp_path / "news/a/x.png").touch()
    (tmp_path / "top.png").touch()
    looked_for = {"top.png", "no.png", "news/a", "news/a/x.png", "news/a/y.png", "b/x.png", "news/b/c/x.png", "b\0/x"}
    assert _existing_files(str(tmp_path), looked_for) == {"top.png", "news/a/x.png"}
