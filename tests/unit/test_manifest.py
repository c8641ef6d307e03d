"""What must be rewritten or removed: a comparison, and careful hands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from damage import damage, with_wrong_types
from hypothesis import given
from hypothesis import strategies as st

from sphinx_eulernews.files import atomic
from sphinx_eulernews.output import manifest
from sphinx_eulernews.output.manifest import Manifest, compare

SHOWN = Manifest({"a": "1", "b": "1", "own": "1"}, {"p": "1", "q": "1", "turns": "1"}, {"f": "1", "g": "1"})
WANTED = Manifest({"a": "1", "b": "2", "c": "1", "turns": "1"}, {"p": "2", "own": "1"}, {"f": "1", "h": "1"})
NAMES = st.dictionaries(st.sampled_from("abcde"), st.sampled_from("12"))
MANIFESTS = st.builds(Manifest, NAMES, NAMES, NAMES)


def test_the_difference_is_what_changed_and_what_went() -> None:
    difference = compare(SHOWN, WANTED)
    assert difference.stale_documents == {"b", "c", "turns"}
    assert difference.stale_pages == {"p", "own"}
    assert difference.stale_files == {"h"}
    assert difference.gone_documents == set()
    assert difference.gone_pages == {"q"}
    assert difference.gone_files == {"g"}


@given(MANIFESTS)
def test_an_output_that_is_as_it_should_be_differs_in_nothing(manifest: Manifest) -> None:
    difference = compare(manifest, manifest)
    assert not any(getattr(difference, name) for name in difference.__slots__)


@given(MANIFESTS, MANIFESTS)
def test_nothing_that_is_wanted_is_removed_and_nothing_stale_is_left(shown: Manifest, wanted: Manifest) -> None:
    difference = compare(shown, wanted)
    names = wanted.documents.keys() | wanted.pages.keys()
    gone = difference.gone_documents | difference.gone_pages
    assert not gone & names
    assert gone == (shown.documents.keys() | shown.pages.keys()) - names
    assert not difference.gone_files & wanted.files.keys()


def test_a_manifest_is_read_back_as_it_was_saved(tmp_path: Path) -> None:
    saved = Manifest({"zh/新闻": "1"}, {"p": "2"}, {"_images/x.png": "3"})
    manifest.save(tmp_path, saved)
    assert manifest.load(tmp_path) == saved


def test_saving_the_same_manifest_twice_writes_once(tmp_path: Path) -> None:
    manifest.save(tmp_path, SHOWN)
    before = (tmp_path / manifest.MANIFEST).stat()
    manifest.save(tmp_path, SHOWN)
    after = (tmp_path / manifest.MANIFEST).stat()
    assert (before.st_mtime_ns, before.st_ino) == (after.st_mtime_ns, after.st_ino)


@pytest.mark.parametrize(
    "content", [None, "", "null", "[]", "{}", '{"version": 0}', '{"version": 1, "other": {}}', "{", "\x00"]
)
def test_a_manifest_that_cannot_be_trusted_is_none(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / manifest.MANIFEST).write_text(content, "utf-8")
    assert manifest.load(tmp_path) is None


@given(damage(), st.sampled_from([manifest.MANIFEST, manifest.UNFINISHED]))
def test_a_damaged_manifest_is_never_read_as_another_one(damaged: Callable[[bytes], bytes], name: str) -> None:
    with TemporaryDirectory() as folder:
        outdir = Path(folder)
        manifest.save(outdir, SHOWN)
        if name == manifest.UNFINISHED:
            manifest.begin(outdir, SHOWN)
        sound = manifest.load(outdir)
        path = outdir / name
        path.write_bytes(damaged(path.read_bytes()))
        loaded = manifest.load(outdir)
        unfinished = loaded is not None and loaded.site_digest == ""
        assert unfinished if name == manifest.UNFINISHED else loaded in (None, sound)


FULL = Manifest(
    {"zh/a": "1"}, {"zh/index": "2"}, {"zh/atom.xml": "3"}, {"4f": "cut short"}, {"5a": "#0a0b0c"}, ["6"], "7"
)  # fmt: skip


@pytest.mark.promise("5 state")
@pytest.mark.parametrize("name", [manifest.MANIFEST, manifest.UNFINISHED])
def test_types_are_checked_even_if_the_checksum_is_right(tmp_path: Path, name: str) -> None:
    manifest.save(tmp_path, FULL)
    if name == manifest.UNFINISHED:
        manifest.begin(tmp_path, FULL)
    damaged = [data for data in with_wrong_types(atomic.read_json(tmp_path / name)) if isinstance(data, dict)]
    assert len(damaged) > 200
    for data in damaged:
        atomic.write_json(tmp_path / name, data)
        loaded = manifest.load(tmp_path) or Manifest()
        *mappings, plain, site_digest = (getattr(loaded, field.name) for field in fields(Manifest))
        strings = [site_digest, *plain, *(value for mapping in mappings for value in mapping.values())]
        assert {type(value) for value in strings} == {str}, data
        assert compare(loaded, WANTED).stale_pages
        manifest.holds(tmp_path, loaded.files)
        for path in loaded.files:
            manifest.remove(tmp_path, tmp_path / path)


def test_an_output_that_was_left_unfinished_is_not_trusted_until_it_is_finished(tmp_path: Path) -> None:
    manifest.save(tmp_path, SHOWN)
    manifest.begin(tmp_path, Manifest(pages={"news/page/9": "begun"}))
    known = manifest.load(tmp_path)
    assert known is not None
    assert known.documents.keys() == SHOWN.documents.keys()
    assert known.pages.keys() == {*SHOWN.pages, "news/page/9"}
    assert {*known.documents.values(), *known.pages.values(), *known.files.values(), known.site_digest} == {""}
    manifest.save(tmp_path, SHOWN)
    assert manifest.load(tmp_path) == SHOWN


def test_removing_a_file_removes_the_folders_that_it_leaves_empty(tmp_path: Path) -> None:
    for name in ("out/a/b/c.html", "out/a/d.html"):
        atomic.write(tmp_path / name, b"")
    out = tmp_path / "out"
    manifest.remove(out, out / "a/b/c.html")
    assert not (out / "a/b").exists()
    assert (out / "a/d.html").exists()
    manifest.remove(out, out / "a/d.html")
    manifest.remove(out, out / "a/d.html")
    assert out.exists()
    assert list(out.iterdir()) == []


@pytest.mark.parametrize(
    "name", ["../kept.txt", "a/../../kept.txt", "/kept.txt", "linked/kept.txt", "a/linked/kept.txt"]
)
def test_nothing_outside_the_output_is_ever_removed(tmp_path: Path, name: str) -> None:
    out, outside = tmp_path / "out", tmp_path / "outside"
    (out / "a").mkdir(parents=True)
    outside.mkdir()
    for folder in (out, out / "a"):
        (folder / "linked").symlink_to(outside, target_is_directory=True)
    kept = [tmp_path / "kept.txt", outside / "kept.txt"]
    for path in kept:
        path.write_bytes(b"kept")
    manifest.remove(out, out / name if not name.startswith("/") else tmp_path / "kept.txt")
    assert all(path.read_bytes() == b"kept" for path in kept)


@pytest.mark.parametrize("name", ["a", ".", "a/.."])
def test_a_folder_is_not_taken_for_a_file(tmp_path: Path, name: str) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a/kept.txt").write_bytes(b"kept")
    manifest.remove(tmp_path, tmp_path / name)
    assert (tmp_path / "a/kept.txt").exists()


def test_a_link_in_the_output_is_removed_and_not_what_it_leads_to(tmp_path: Path) -> None:
    out, kept = tmp_path / "out", tmp_path / "kept.txt"
    out.mkdir()
    kept.write_bytes(b"kept")
    (out / "link.txt").symlink_to(kept)
    manifest.remove(out, out / "link.txt")
    assert kept.exists()
    assert not (out / "link.txt").is_symlink()


def test_a_folder_in_the_place_of_a_state_file_makes_way(tmp_path: Path) -> None:
    for name in (".eulernews.json", ".eulernews.unfinished", ".eulernews.unsound"):
        (tmp_path / name / "x").mkdir(parents=True)
    assert manifest.load(tmp_path) is not None  # nothing is known of how the output looks
    manifest.begin(tmp_path, manifest.Manifest({"a": "1"}))
    manifest.save(tmp_path, manifest.Manifest({"a": "1"}))
    assert manifest.load(tmp_path) == manifest.Manifest({"a": ""})  # as after warnings
    manifest.save(tmp_path, manifest.Manifest({"a": "1"}))
    assert manifest.load(tmp_path) == manifest.Manifest({"a": "1"})
