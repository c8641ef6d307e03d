"""Image cache: renditions are made once, in parallel, and kept for the next build. Pure.

Files are named by the content of their source and by how they are made, so the output is not read again. The cache may
come from another machine, or from a build that was killed, so it is checked. Pillow is imported only to render.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.metadata import version
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from sphinx_eulernews.files import atomic
from sphinx_eulernews.images.covers import Cover
from sphinx_eulernews.images.renditions import BadImageError, ImageInfo, Rendition, RenditionSpec, stem

if TYPE_CHECKING:
    from sphinx_eulernews.images.fonts import Font
    from sphinx_eulernews.images.pillow_backend import RenderedFiles


@dataclass(frozen=True)
class RenditionJob:
    """The renditions of one source, a file or a cover to be drawn, by one spec.

    ``trial``: they are made only if the image makes a good cover.
    """

    source: Path | Cover
    info: ImageInfo
    spec: RenditionSpec
    renditions: tuple[Rendition, ...]
    trial: bool = False

    @property
    def label(self) -> str:
        """The source in the progress bar: the name of its file, or the title on a cover."""
        return self.source.name if isinstance(self.source, Path) else self.source.title

    @cached_property
    def key(self) -> str:
        """The name of the record, which differs between jobs; cached, since it is a digest and plans ask often."""
        return stem(self.info, self.spec)


_COLOUR = re.compile(r"#[0-9a-f]{6}")

Made: TypeAlias = "Iterable[tuple[RenditionJob, dict[str, str]]]"
"""Jobs with their records, as they are done."""
Progress: TypeAlias = "Callable[[Made, int], Made]"
"""Passes jobs through one by one and shows which is done; the number is that of all jobs."""


def no_progress(made: Made, _total: int) -> Made:
    """Pass jobs through and show nothing."""
    return made


@dataclass
class RenditionCache:
    """Renditions in the output and in a cache folder; ``font`` is the font of titles on covers.

    ``colours`` maps the key of a job to its placeholder colour; ``broken`` maps the digest of an image that cannot be
    rendered to the reason; ``unfit`` are the keys of jobs whose image makes no good cover. What the cache folder holds
    is not trusted: each job has a record with the digests of its files, and what does not match is rendered again. A
    folder that cannot be used costs time only.
    """

    output: Path
    cache: Path
    font: Font | None = None
    colours: dict[str, str] = field(default_factory=dict)
    broken: dict[str, str] = field(default_factory=dict)
    unfit: set[str] = field(default_factory=set)
    progress: Progress = no_progress

    def make(self, jobs: Collection[RenditionJob]) -> set[str]:
        """Fill the output from the cache or from the sources; return the digests of images that were rendered."""
        there = _listing(self.output)
        todo = [job for job in jobs if not self._take_from_cache(job, there)]
        if todo:
            with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
                made = chain.from_iterable(pool.map(self._render, _by_source(todo)))
                for job, record in self.progress(made, len(todo)):
                    self._note(job, record)
        return {job.info.digest for job in todo}

    def colour(self, job: RenditionJob) -> str:
        """Return the placeholder colour of an image; empty for a transparent one."""
        if job.key not in self.colours and (record := self._record(job)) is not None:
            self._note(job, record)
        return self.colours.get(job.key, "")

    def _take_from_cache(self, job: RenditionJob, there: Collection[str]) -> bool:
        """Copy the renditions of a job that the output lacks; return whether they are all there now."""
        record = self._record(job)
        if record is None:
            return False
        if "bad" not in record and not (job.trial and record.get("unfit")):
            for rendition in job.renditions:
                if rendition.name not in there and not self._copy(job, rendition, record):
                    return False
        self._note(job, record)
        return True

    def _copy(self, job: RenditionJob, rendition: Rendition, record: Mapping[str, str]) -> bool:
        """Copy a rendition from the cache, or the source itself; return whether it was sound."""
        if rendition.passthrough and isinstance(job.source, Path):
            from sphinx_eulernews.images.probe import read_unchanged  # noqa: PLC0415  most builds copy and probe nothing

            try:
                data = read_unchanged(job.source, job.info)
            except BadImageError:
                return False
        else:
            try:
                data = (self.cache / rendition.name).read_bytes()
            except OSError:
                return False
            if _digest(data) != record.get(rendition.name):
                return False
        atomic.write(self.output / rendition.name, data)
        return True

    def _render(self, jobs: Sequence[RenditionJob]) -> list[tuple[RenditionJob, dict[str, str]]]:
        """Render the files of the jobs of one source into the output and the cache; return their records."""
        try:
            rendered = self._rendered(jobs)
        except BadImageError as error:
            bad = {"bad": str(error), "by": _pillow()}
            if not error.transient:
                for job in jobs:
                    self._store(job, bad, {})
            return [(job, bad) for job in jobs]
        return [(job, self._write(job, files)) for job, files in zip(jobs, rendered, strict=True)]

    def _write(self, job: RenditionJob, rendered: RenderedFiles) -> dict[str, str]:
        """Write the files of one job, and its record; a copy of the source is not cached."""
        record = {"colour": rendered.colour or "", "unfit": "unfit" if rendered.unfit else ""}
        cached: dict[str, bytes] = {}
        for rendition, data in rendered.files.items():
            atomic.write(self.output / rendition.name, data)
            if not rendition.passthrough:
                cached[rendition.name] = data
                record[rendition.name] = _digest(data)
        self._store(job, record, cached)
        return record

    def _rendered(self, jobs: Sequence[RenditionJob]) -> list[RenderedFiles]:
        from sphinx_eulernews.images import pillow_backend  # noqa: PLC0415  Pillow takes 100 ms; most builds render nothing

        source, info = jobs[0].source, jobs[0].info
        uses = [(job.spec, job.renditions, job.trial) for job in jobs]
        if isinstance(source, Path):
            return pillow_backend.render(source, info, uses)
        assert self.font is not None  # noqa: S101  for the type checker; without one there are no covers
        return pillow_backend.scale(pillow_backend.draw_cover(source, self.font), info, uses)

    def _store(self, job: RenditionJob, record: Mapping[str, str], files: Mapping[str, bytes]) -> None:
        # Read-only, full, or no folder at all: the next build renders again.
        with suppress(OSError):
            for name, data in files.items():
                atomic.write(self.cache / name, data)
            atomic.write_json(self.cache / f"{job.key}.json", {"key": job.key, **record})

    def _record(self, job: RenditionJob) -> dict[str, str] | None:
        """Return the record of a job from an earlier build, if its types are those that ``_render`` stores."""
        try:
            record = atomic.read_json(self.cache / f"{job.key}.json")
        except (OSError, atomic.DamagedFileError):
            return None
        if record.pop("key", None) != job.key or not all(isinstance(value, str) for value in record.values()):
            return None
        if "bad" not in record and not (is_colour(record.get("colour", "?")) and record.get("unfit") in ("", "unfit")):
            return None
        # Another version of Pillow may read it.
        if "bad" in record and record.get("by") != _pillow():
            return None
        return record

    def _note(self, job: RenditionJob, record: Mapping[str, str]) -> None:
        if reason := record.get("bad"):
            self.broken[job.info.digest] = reason
        elif record.get("unfit"):
            self.unfit.add(job.key)
        self.colours[job.key] = record.get("colour", "")


def _by_source(jobs: Iterable[RenditionJob]) -> list[list[RenditionJob]]:
    """Group jobs by what they are made of, which is decoded once for all of them."""
    groups: dict[str, list[RenditionJob]] = {}
    for job in jobs:
        groups.setdefault(job.info.digest, []).append(job)
    return list(groups.values())


def is_colour(text: str) -> bool:
    """Return whether a placeholder colour, which pages have in a ``style``, is one; empty: there is none."""
    return not text or _COLOUR.fullmatch(text) is not None


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:32]


@cache
def _pillow() -> str:
    return version("pillow")


def _listing(folder: Path) -> frozenset[str]:
    try:
        return frozenset(_names(folder))
    except OSError:
        return frozenset()


def _names(folder: Path) -> Iterator[str]:
    with os.scandir(folder) as entries:
        for entry in entries:
            yield entry.name
