"""Output paths have one owner each, and files are written only if they differ."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinx_eulernews.output.artifacts import FileArtifact, OutputPaths
from sphinx_eulernews.warnings import Subtype

PATHS = st.lists(st.sampled_from("abc"), min_size=1, max_size=3).map("/".join)


def test_the_first_to_claim_a_path_keeps_it() -> None:
    paths = OutputPaths()
    assert paths.claim("news/index.html", "a document") is None
    assert paths.claim("news/index.html", "a redirect") == "a document"


@pytest.mark.parametrize(("first", "second"), [("news", "news/a.html"), ("news/x.xml/index.html", "news/x.xml")])
def test_a_file_is_no_folder(first: str, second: str) -> None:
    paths = OutputPaths()
    paths.claim(first, "a post")
    assert paths.claim(second, "a feed") == "a post"
    assert paths.owner("elsewhere.html") is None


def test_names_that_differ_in_case_are_one_file_where_the_file_system_says_so() -> None:
    for folds_case, holder in ((True, "the document 'news/a'"), (False, None)):
        paths = OutputPaths(folds_case)
        paths.claim("news/a.html", "the document 'news/a'")
        assert paths.claim("News/A.html", "a redirect") == holder
        assert paths.claim("NEWS/A.HTML/x.html", "a redirect") == holder


@given(st.lists(PATHS, max_size=12))
def test_what_is_claimed_can_be_written_to_a_disk(wanted: list[str]) -> None:
    paths = OutputPaths()
    given_out = [path for path in wanted if paths.claim(path, path) is None]
    files = set(given_out)
    assert len(files) == len(given_out)
    assert not any(str(parent) in files for path in given_out for parent in Path(path).parents)


def artifact(data: bytes) -> FileArtifact:
    return FileArtifact(path="news/atom.xml", fingerprint="1", make=lambda: data, subtype=Subtype.FEED)


def test_a_file_is_written_once(tmp_path: Path) -> None:
    artifact(b"x").write(tmp_path)
    written = (tmp_path / "news/atom.xml").stat().st_mtime_ns
    artifact(b"x").write(tmp_path)
    assert (tmp_path / "news/atom.xml").read_bytes() == b"x"
    assert (tmp_path / "news/atom.xml").stat().st_mtime_ns == written


def test_a_file_that_the_system_refuses_is_a_warning(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_path: Path, _data: bytes) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    said: list[tuple[Subtype, str]] = []
    monkeypatch.setattr("sphinx_eulernews.output.artifacts.atomic.write_if_changed", refuse)
    monkeypatch.setattr(
        "sphinx_eulernews.output.manifest.warn", lambda subtype, message, **_: said.append((subtype, message))
    )
    artifact(b"x").write(tmp_path)
    assert said == [(Subtype.FEED, "'news/atom.xml' cannot be written: No space left on device")]
