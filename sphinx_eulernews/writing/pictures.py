"""The renditions that this build shows: planned, made in parallel, cached, written into pages.

All is named by content, so a file that is there is right. Pillow is imported when something must be made.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.locale import __
from sphinx.util.display import status_iterator

from sphinx_eulernews.markup import Picture, is_external, write_attributes
from sphinx_eulernews.media import whole_files
from sphinx_eulernews.media.probe import BadPicture, PictureFacts
from sphinx_eulernews.media.renditions import Planned, Spec, plan, render, stem
from sphinx_eulernews.model.listing import BannerListing
from sphinx_eulernews.model.post import Banner, Post
from sphinx_eulernews.warnings import Subtype, warn

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from sphinx_eulernews.config import NewsConfig
    from sphinx_eulernews.domain import NewsDomain

IMAGES = "_images"
_SHARE = (1200, 630)  # what Facebook, LinkedIn and X crop to
_SIZES = {"hero": "(max-width: 50rem) 100vw, 50rem", "card": "(max-width: 40rem) 100vw, 20rem"}
_UNKNOWN_SIZE = (1600, 900)  # of an SVG that states none: something must hold its place


@dataclass(frozen=True, slots=True)
class Job:
    """What is made of one source by one spec."""

    source: Path
    facts: PictureFacts
    spec: Spec
    planned: tuple[Planned, ...]

    @property
    def key(self) -> str:
        """What tells jobs apart, and names what is remembered of them."""
        return stem(self.facts, self.spec)


@dataclass(frozen=True, slots=True)
class Shared:
    """A picture for other sites: its path below the output, what it shows, its size in pixels."""

    path: str
    alt: str
    size: tuple[tuple[str, int], ...]


@dataclass
class Gallery:
    """The banners of a site, in the renditions that its pages show.

    ``colours`` maps a job's key to the colour that holds a picture's place; ``broken`` maps the digest of
    a picture that cannot be decoded to the reason.
    """

    srcdir: Path
    output: Path
    cache: Path
    ladder: Spec
    share: Spec
    is_html: bool = True
    colours: dict[str, str] = field(default_factory=dict)
    broken: dict[str, str] = field(default_factory=dict)
    jobs: dict[str, Job] = field(default_factory=dict)
    _shown: list[tuple[str, Banner]] = field(default_factory=list)

    @classmethod
    def of(cls, app: Sphinx, domain: NewsDomain) -> Gallery:
        """Return a gallery without pictures."""
        ladder, share = _specs(domain.settings, app.builder.name)
        output = Path(app.outdir) / IMAGES
        is_html = app.builder.format == "html"
        return cls(Path(app.srcdir), output, _cache(app, domain.settings), ladder, share, is_html)

    def trust(self, broken: Mapping[str, str]) -> None:
        """Take the output for what the manifest says of it."""
        self.broken = dict(broken)

    def plan(self, domain: NewsDomain, posts: Iterable[Post]) -> None:
        """Plan what posts and other documents need."""
        if not self.is_html:
            return
        shown = [(post.docname, post.banner) for post in posts if post.banner]
        self._plan((banner for _docname, banner in shown), self.ladder, self.share)
        placed = [
            (docname, listing.banner)
            for docname, listings in domain.lists.items()
            for listing in listings
            if isinstance(listing, BannerListing)
        ]
        self._plan((banner for _docname, banner in placed), self.ladder)
        self._shown = [*shown, *placed]

    def fill(self, domain: NewsDomain) -> None:
        """Make what is planned, and put it into the output."""
        made = self._make_all()
        self._complain(self._shown, made | set(domain.reading))

    def _plan(self, banners: Iterable[Banner], *specs: Spec) -> None:
        for banner in banners:
            if not is_external(banner.path):
                for spec in specs:
                    job = self.job(banner, spec)
                    self.jobs[job.key] = job

    def job(self, banner: Banner, spec: Spec) -> Job:
        """Return what is to be made of a banner."""
        facts = PictureFacts(
            banner.width,
            banner.height,
            banner.format,
            banner.animated,
            banner.size,
            banner.digest,
            banner.orientation,
        )
        return Job(self.srcdir / banner.path, facts, spec, plan(facts, spec))

    def names(self) -> list[str]:
        """Return the files that the output holds for the banners, sorted."""
        sound = (job for job in self.jobs.values() if job.facts.digest not in self.broken)
        return sorted({planned.name for job in sound for planned in job.planned})

    def without_broken(self, posts: Iterable[Post]) -> list[Post]:
        """Return the posts, without the banners that cannot be shown."""
        return [
            replace(post, banner=None) if post.banner and post.banner.digest in self.broken else post for post in posts
        ]

    # --- making ---------------------------------------------------------------------------------------------

    def _make_all(self) -> set[str]:
        """Fill the output from the cache, and the cache from the sources; return the digests that were tried."""
        output, cache = self.output, self.cache
        there, cached = _listing(output), _listing(cache)
        todo = []
        for job in self.jobs.values():
            known = self._recall(job) if f"{job.key}.json" in cached else False
            if not known or (job.facts.digest not in self.broken and any(p.name not in cached for p in job.planned)):
                todo.append(job)
        if todo:
            self._make(todo)
        for job in self.jobs.values():
            if job.facts.digest not in self.broken:
                for planned in job.planned:
                    if planned.name not in there:
                        whole_files.copy(cache / planned.name, output / planned.name)
        return {job.facts.digest for job in todo}

    def _make(self, todo: list[Job]) -> None:
        workers = os.cpu_count() or 1
        with ThreadPoolExecutor(workers) as pool:
            results = pool.map(lambda job: _make(job, self.cache), todo)
            message = __("making pictures... ")
            for job, said in zip(todo, status_iterator(results, message, "brown", len(todo)), strict=True):
                self._remember(job, said)

    def _recall(self, job: Job) -> bool:
        """Take over what an earlier build learnt of a job."""
        try:
            said = json.loads((self.cache / f"{job.key}.json").read_text("utf-8"))
        except (OSError, ValueError):
            return False
        self._remember(job, said)
        return True

    def _remember(self, job: Job, said: dict[str, str]) -> None:
        if reason := said.get("bad"):
            self.broken[job.facts.digest] = reason
        self.colours[job.key] = said.get("colour", "")

    def _complain(self, shown: Iterable[tuple[str, Banner]], fresh: set[str]) -> None:
        """Warn of banners that cannot be shown: where one was tried, or its document read, in this build."""
        for docname, banner in shown:
            if banner.digest in self.broken and (banner.digest in fresh or docname in fresh):
                message = f"the banner {banner.path!r} {self.broken[banner.digest]}; the page is built without it"
                warn(Subtype.BANNER, message, docname=docname, line=banner.line)

    # --- writing --------------------------------------------------------------------------------------------

    def shared(self, post: Post) -> Shared | None:
        """Return the picture of a post for other sites."""
        if post.banner is None or is_external(post.banner.path):
            return None
        picture = self.job(post.banner, self.share).planned[-1]
        size = (("width", picture.width), ("height", picture.height))
        return Shared(f"{IMAGES}/{picture.name}", post.banner.alt or post.title, size)

    def html(self, picture: Picture, folder: str) -> str:
        """Return the HTML of a banner; ``folder`` is the address of the output's pictures."""
        banner = picture.banner
        if banner.digest in self.broken:
            return ""
        if is_external(banner.path):
            return _img({"src": banner.path, "alt": picture.alt, "loading": "lazy", **picture.attributes})
        job = self.job(banner, self.ladder)
        formats: dict[str, list[Planned]] = {}
        for planned in job.planned:
            formats.setdefault(planned.mime, []).append(planned)
        last = list(formats.values())[-1]
        first = last[len(last) // 2]
        width, height = (last[-1].width, last[-1].height) if last[-1].width else _UNKNOWN_SIZE
        attributes = {
            "src": folder + first.name,
            "srcset": "" if first.passthrough else _srcset(last, folder),
            "sizes": "" if first.passthrough else _SIZES[picture.use],
            "width": str(width),
            "height": str(height),
            "alt": picture.alt,
            "decoding": "async",
            **_urgency(picture),
            **picture.attributes,
        }
        if job.key not in self.colours:
            self._recall(job)
        if colour := self.colours.get(job.key):
            attributes["style"] = f"background-color:{colour}"
        sizes = _SIZES[picture.use]
        sources = "".join(
            f"<source{write_attributes({'type': mime, 'srcset': _srcset(files, folder), 'sizes': sizes})} />"
            for mime, files in list(formats.items())[:-1]
        )
        return f"<picture>{sources}{_img(attributes)}</picture>"


def _urgency(picture: Picture) -> dict[str, str]:
    if picture.use == "hero":
        return {"fetchpriority": "high"}
    return {} if picture.attributes.get("loading") == "eager" else {"loading": "lazy"}


def _img(attributes: dict[str, str]) -> str:
    kept = {name: value for name, value in attributes.items() if value or name == "alt"}
    return f"<img{write_attributes(kept)} />"


def _srcset(files: list[Planned], folder: str) -> str:
    return ", ".join(f"{folder}{planned.name} {planned.width}w" for planned in files)


def _specs(settings: NewsConfig, builder: str) -> tuple[Spec, Spec]:
    """Return what is made for pages, and for other sites."""
    # What reads epubs need not know WebP.
    formats = ("original",) if builder == "epub" else tuple(settings.picture_formats)
    ladder = Spec(widths=tuple(settings.picture_widths), formats=formats, quality=settings.picture_quality)  # type: ignore[arg-type]
    share = Spec(widths=(_SHARE[0],), formats=("jpeg",), aspect=_SHARE, quality=settings.picture_quality)
    return ladder, share


def _make(job: Job, cache: Path) -> dict[str, str]:
    """Make the files of one job in the cache; return what is remembered of it."""
    try:
        rendering = render(job.source, job.facts, job.spec, job.planned)
    except BadPicture as error:
        said = {"bad": str(error)}
    else:
        for planned, data in rendering.files.items():
            whole_files.write(cache / planned.name, data)
        said = {"colour": rendering.colour} if rendering.colour else {}
    whole_files.write(cache / f"{job.key}.json", json.dumps(said).encode())
    return said


def _cache(app: Sphinx, settings: NewsConfig) -> Path:
    if settings.picture_cache:
        return Path(app.confdir) / os.path.expandvars(settings.picture_cache)
    return Path(app.doctreedir) / "eulernews-pictures"


def _listing(folder: Path) -> frozenset[str]:
    try:
        return frozenset(_names(folder))
    except OSError:
        return frozenset()


def _names(folder: Path) -> Iterator[str]:
    with os.scandir(folder) as entries:
        for entry in entries:
            yield entry.name
