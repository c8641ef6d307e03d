"""Pictures made in parallel, each once: from the cache where it is there, into the output.

All is named by content, so a file that is there is right. Pillow is imported when something must be made.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TypeAlias

from sphinx_eulernews.files import atomic
from sphinx_eulernews.images.covers import Cover
from sphinx_eulernews.images.fonts import Font
from sphinx_eulernews.images.probe import BadImage, ImageInfo
from sphinx_eulernews.images.renditions import Rendition, RenditionSpec, stem

_COLOUR = re.compile(r"#[0-9a-f]{6}")


@dataclass(frozen=True, slots=True)
class RenditionJob:
    """What is made of one source, a file or a cover to be drawn, by one spec."""

    source: Path | Cover
    facts: ImageInfo
    spec: RenditionSpec
    renditions: tuple[Rendition, ...]

    @property
    def label(self) -> str:
        """What people call the source: the name of its file, or the title on a cover."""
        return self.source.name if isinstance(self.source, Path) else self.source.title

    @property
    def key(self) -> str:
        """What tells jobs apart, and names what is stored of them."""
        return stem(self.facts, self.spec)


Made: TypeAlias = "Iterable[tuple[RenditionJob, dict[str, str]]]"
"""Jobs with what is stored of each, as they are done."""
Progress: TypeAlias = "Callable[[Made, int], Made]"
"""Passes jobs through, one by one, and shows which is done; the number is that of all jobs."""


def no_progress(made: Made, _total: int) -> Made:
    """Pass jobs through and show nothing."""
    return made


@dataclass
class RenditionCache:
    """Makes images; ``font`` is what covers are set in.

    ``colours`` maps a job's key to the colour that holds a picture's place; ``broken`` maps the digest of
    an image that cannot be made to the reason.
    """

    output: Path
    cache: Path
    font: Font | None = None
    colours: dict[str, str] = field(default_factory=dict)
    broken: dict[str, str] = field(default_factory=dict)
    progress: Progress = no_progress

    def make(self, jobs: Collection[RenditionJob]) -> set[str]:
        """Fill the output from the cache, and the cache from the sources; return the digests that were tried."""
        there, cached = _listing(self.output), _listing(self.cache)
        todo = []
        for job in jobs:
            known = self._recall(job) if f"{job.key}.json" in cached else False
            if not known or (job.facts.digest not in self.broken and any(p.name not in cached for p in job.renditions)):
                todo.append(job)
        if todo:
            self._make(todo)
        for job in jobs:
            if job.facts.digest not in self.broken:
                for renditions in job.renditions:
                    if renditions.name not in there:
                        atomic.copy(self.cache / renditions.name, self.output / renditions.name)
        return {job.facts.digest for job in todo}

    def colour(self, job: RenditionJob) -> str:
        """Return the colour that holds a picture's place; empty if one can see through the image."""
        if job.key not in self.colours:
            self._recall(job)
        return self.colours.get(job.key, "")

    def _make(self, todo: list[RenditionJob]) -> None:
        workers = os.cpu_count() or 1
        with ThreadPoolExecutor(workers) as pool:
            made = zip(todo, pool.map(self._made, todo), strict=True)
            for job, said in self.progress(made, len(todo)):
                self._remember(job, said)

    def _made(self, job: RenditionJob) -> dict[str, str]:
        """Make the files of one job in the cache; return what is stored of it."""
        # Pillow takes 100 ms to import, and most builds make nothing.
        from sphinx_eulernews.images import pillow_backend  # noqa: PLC0415

        try:
            if isinstance(job.source, Path):
                rendered = pillow_backend.render(job.source, job.facts, job.spec, job.renditions)
            else:
                assert self.font is not None  # noqa: S101  for the type checker; without one there are no covers
                rendered = pillow_backend.scale(
                    pillow_backend.draw_cover(job.source, self.font), job.facts, job.spec, job.renditions
                )
        except BadImage as error:
            said = {"bad": str(error), "by": _pillow()}
            if error.passing:
                return said
        else:
            for renditions, data in rendered.files.items():
                atomic.write(self.cache / renditions.name, data)
            said = {"colour": rendered.colour} if rendered.colour else {}
        atomic.write(self.cache / f"{job.key}.json", json.dumps(said).encode())
        return said

    def _recall(self, job: RenditionJob) -> bool:
        """Take over what an earlier build learnt of a job."""
        try:
            said = json.loads((self.cache / f"{job.key}.json").read_text("utf-8"))
        except (OSError, ValueError):
            return False
        # Another Pillow may be able to read what this one was not.
        if not isinstance(said, dict) or ("bad" in said and said.get("by") != _pillow()):
            return False
        self._remember(job, {name: str(value) for name, value in said.items()})
        return True

    def _remember(self, job: RenditionJob, said: dict[str, str]) -> None:
        if reason := said.get("bad"):
            self.broken[job.facts.digest] = reason
        colour = said.get("colour", "")
        self.colours[job.key] = colour if _COLOUR.fullmatch(colour) else ""


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
