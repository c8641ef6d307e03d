"""The image cache: what it holds is checked, and what is damaged is rendered again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from damage import damage, with_wrong_types
from helpers import png
from hypothesis import given, settings
from hypothesis import strategies as st

from sphinx_eulernews.files import atomic
from sphinx_eulernews.images.cache import RenditionCache, RenditionJob
from sphinx_eulernews.images.probe import probe
from sphinx_eulernews.images.renditions import RenditionSpec, plan_renditions

# The files of the second have the source itself among them.
SPECS = (
    RenditionSpec(widths=(40, 80), formats=("original", "webp")),
    RenditionSpec(widths=(40, 80), formats=("webp",)),
)


@pytest.fixture(scope="module")
def jobs(tmp_path_factory: pytest.TempPathFactory) -> list[RenditionJob]:
    folder = tmp_path_factory.mktemp("sources")
    return [
        job_for(folder / f"{number}.png", png(120, 60, (number, 90, 160)), spec) for number, spec in enumerate(SPECS)
    ]


def job_for(path: Path, data: bytes, spec: RenditionSpec) -> RenditionJob:
    path.write_bytes(data)
    info = probe(path)
    return RenditionJob(path, info, spec, plan_renditions(info, spec))


def built(
    folder: Path, jobs: list[RenditionJob], name: str = "out"
) -> tuple[dict[str, bytes], RenditionCache, set[str]]:
    cache = RenditionCache(folder / name, folder / "cache")
    tried = cache.make(jobs)
    return {path.name: path.read_bytes() for path in sorted((folder / name).iterdir())}, cache, tried


@pytest.fixture(scope="module")
def sound(jobs: list[RenditionJob]) -> Iterator[dict[str, bytes]]:
    with TemporaryDirectory() as folder:
        yield built(Path(folder), jobs)[0]


def test_renditions_are_taken_from_the_cache(tmp_path: Path, jobs: list[RenditionJob], sound: dict[str, bytes]) -> None:
    files, first, tried = built(tmp_path, jobs)
    assert (files, tried) == (sound, {job.info.digest for job in jobs})
    files, second, tried = built(tmp_path, jobs, "again")
    assert (files, second.colours, tried) == (sound, first.colours, set())
    assert set(first.colours.values()) == {"#005aa0", "#015aa0"}


@settings(max_examples=60, deadline=None)
@given(damaged=damage(), number=st.integers(0, 100))
def test_a_damaged_file_in_the_cache_never_reaches_the_output(
    damaged: Callable[[bytes], bytes], number: int, jobs: list[RenditionJob], sound: dict[str, bytes]
) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        first = built(folder, jobs)[1]
        paths = sorted((folder / "cache").iterdir())
        path = paths[number % len(paths)]
        path.write_bytes(damaged(path.read_bytes()))
        files, second, _tried = built(folder, jobs, "again")
        assert (files, second.colours, second.broken) == (sound, first.colours, {})
        assert built(folder, jobs, "third")[2] == set()  # what was damaged is right again


@pytest.mark.promise("5 state")
def test_types_of_a_record_are_checked_even_if_its_checksum_is_right(
    tmp_path: Path, jobs: list[RenditionJob], sound: dict[str, bytes]
) -> None:
    colours = built(tmp_path, jobs)[1].colours
    path = min((tmp_path / "cache").glob("*.json"))
    for data in with_wrong_types(atomic.read_json(path)):
        if isinstance(data, dict):
            atomic.write_json(path, data)
            files, cache, _tried = built(tmp_path, jobs)
            assert files == sound
            assert (cache.colours, cache.broken, cache.unfit) == (colours, {}, set())


def test_files_that_changed_places_are_noticed(
    tmp_path: Path, jobs: list[RenditionJob], sound: dict[str, bytes]
) -> None:
    colours = built(tmp_path, jobs)[1].colours
    for suffix in (".json", ".webp", ".png"):
        one, *_rest, other = sorted((tmp_path / "cache").glob(f"*{suffix}"))
        first, second = one.read_bytes(), other.read_bytes()
        one.write_bytes(second)
        other.write_bytes(first)
        files, cache, _tried = built(tmp_path, jobs, f"again{suffix}")
        assert (files, cache.colours) == (sound, colours)


def test_a_cache_that_cannot_be_a_folder_costs_time_only(
    tmp_path: Path, jobs: list[RenditionJob], sound: dict[str, bytes]
) -> None:
    (tmp_path / "cache").write_text("no folder")
    for name in ("out", "again"):
        files, _cache, tried = built(tmp_path, jobs, name)
        assert (files, len(tried)) == (sound, 2)


def test_an_image_that_cannot_be_rendered_is_not_tried_at_each_build(tmp_path: Path) -> None:
    data = png(120, 60)
    start = data.index(b"IDAT") + 4
    job = job_for(tmp_path / "bad.png", data[:start] + b"\0" * 40 + data[start + 40 :], SPECS[0])
    reasons = []
    for name in ("out", "again"):
        (tmp_path / name).mkdir()
        files, cache, tried = built(tmp_path, [job], name)
        reasons.append((files, cache.broken, len(tried)))
    assert reasons[0][1] == reasons[1][1] != {}
    assert [count for _files, _broken, count in reasons] == [1, 0]
