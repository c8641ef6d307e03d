"""Files of terms: which of them counts for a collection, and where their problems are told."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from sphinx_eulernews.read import term_files
from sphinx_eulernews.read.term_files import AUTHORS, FILE_LIMIT, TermFileReader
from sphinx_eulernews.validators import authors
from sphinx_eulernews.warnings import Subtype


@pytest.fixture
def warned(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Subtype, str, str]]:
    found: list[tuple[Subtype, str, str]] = []
    monkeypatch.setattr(
        term_files, "warn", lambda subtype, message, path="", **_place: found.append((subtype, message, path))
    )
    return found


def names(
    srcdir: Path, monkeypatch: pytest.MonkeyPatch, option: Any = None, *, untrusted: bool = False
) -> dict[str, set[str]]:
    """Return the names of the people that each collection knows."""
    domain = SimpleNamespace(settings=SimpleNamespace(untrusted=untrusted))
    monkeypatch.setattr(term_files, "news_domain", lambda _env: domain)
    env: Any = SimpleNamespace(srcdir=srcdir)
    found = TermFileReader(env, AUTHORS).by_collection(["zh/news", "zh/blog", "en/news"], authors(option or {}))
    return {key: {person.name for person in people} for key, people in found}


def test_the_file_nearest_to_the_posts_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for folder, name in (("zh/news", "Near"), ("zh", "Above"), (".", "Root")):
        (tmp_path / folder).mkdir(parents=True, exist_ok=True)
        (tmp_path / folder / ".authors.yml").write_text(f"a: {{name: {name}}}\n", "utf-8")
    assert names(tmp_path, monkeypatch) == {"zh/news": {"Near"}, "zh/blog": {"Above"}, "en/news": {"Root"}}


def test_people_of_conf_py_are_known_everywhere_and_a_file_goes_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "zh").mkdir()
    (tmp_path / "zh/authors.yaml").write_text("\ufeffADA: {name: Ada of the file}\n", "utf-8")
    option = {"ada": ("Ada Quay", "https://example.org"), "ben": "Ben Mole", "cy": ("Cy", None)}
    common = {"Ada Quay", "Ben Mole", "Cy"}
    near = {"Ada of the file", "Ben Mole", "Cy"}
    assert names(tmp_path, monkeypatch, option) == {"zh/news": near, "zh/blog": near, "en/news": common}


def test_the_option_may_name_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, warned: list[tuple[Subtype, str, str]]
) -> None:
    (tmp_path / "people.yml").write_text("a: Ann\nb: [x]\n", "utf-8")
    assert names(tmp_path, monkeypatch, "people.yml")["zh/news"] == {"Ann"}
    assert names(tmp_path, monkeypatch, "peple.yml") == {}
    [(kind, _message, place), (config, message, _)] = warned
    assert (kind, place) == (Subtype.FIELD, f"{tmp_path / 'people.yml'}:2")
    assert config is Subtype.CONFIG
    assert "there is no file 'peple.yml'" in message


@pytest.mark.parametrize("content", [b"a: [\n", b"a: \xff\xfe\n", b"# " + b"x" * FILE_LIMIT, b"- a\n"])
def test_a_file_that_cannot_be_read_is_one_warning(
    content: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, warned: list[tuple[Subtype, str, str]]
) -> None:
    (tmp_path / "authors.yml").write_bytes(content)
    assert names(tmp_path, monkeypatch) == {}
    [(kind, _message, place)] = warned
    assert kind is Subtype.FIELD
    assert place.startswith(f"{tmp_path / 'authors.yml'}:")


def test_no_file_outside_of_the_source_folder_is_read_where_posts_come_from_strangers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "secret.yml").write_text("a: Secret\n", "utf-8")
    (tmp_path / "source").mkdir()
    (tmp_path / "source/authors.yml").symlink_to(tmp_path / "secret.yml")
    assert names(tmp_path / "source", monkeypatch, untrusted=True) == {}
    assert names(tmp_path / "source", monkeypatch)["zh/news"] == {"Secret"}
