"""Banners of a build, given or generated: their renditions, their HTML, and images for sharing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.locale import __
from sphinx.util.display import status_iterator

from sphinx_eulernews.builder_kinds import has_pages
from sphinx_eulernews.files import atomic
from sphinx_eulernews.images import covers
from sphinx_eulernews.images.cache import Made, RenditionCache, RenditionJob
from sphinx_eulernews.images.covers import Colour, Cover, colour_for, needs_no_shaping, read_colour
from sphinx_eulernews.images.renditions import ImageInfo, RenditionSpec, plan_renditions
from sphinx_eulernews.lazy import lazy
from sphinx_eulernews.model.post import Banner, Post
from sphinx_eulernews.model.query import BannerSpec
from sphinx_eulernews.output import image_options
from sphinx_eulernews.output.banner_html import AVATAR, banner_html, external_banner_html
from sphinx_eulernews.render.tree import BannerImage, is_web_url
from sphinx_eulernews.warnings import Subtype, warn

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from sphinx_eulernews.config import NewsConfig
    from sphinx_eulernews.domain import NewsDomain
    from sphinx_eulernews.images.fonts import Font
    from sphinx_eulernews.model.collection import Collection
    from sphinx_eulernews.model.site import Site
    from sphinx_eulernews.render import views
    from sphinx_eulernews.render.views import Views
else:
    views = lazy("sphinx_eulernews.render.views")


@dataclass(frozen=True, slots=True)
class Covers:
    """Gives posts covers; ``font`` is None where no title can be set."""

    views: Views
    font: Font | None

    @classmethod
    def of(cls, app: Sphinx, settings: NewsConfig, site: Site) -> Covers | None:
        """Return the covers of this build; None where it shows none."""
        if not settings.generated_banners or not has_pages(app.builder):
            return None
        return cls(views.Views(site), image_options.banner_font(Path(app.confdir), settings.banner_font))

    def cover(self, post: Post) -> Cover | None:
        """Return the cover of a post with its title on it; None if the font does not cover that."""
        if self.font is None or not self._can_set(post.title):
            return None
        section = self.views.site.section_of(post)
        label = self.views.title(section)
        colour = _colour_of(section.collection)
        return Cover(post.title, label if self._can_set(label) else "", colour, self.font.digest)

    def plain(self, post: Post) -> Colour:
        """Return the colour of the plain cover that the posts of a collection share."""
        return _colour_of(self.views.site.section_of(post).collection)

    @staticmethod
    def colours(site: Site) -> dict[str, str]:
        """Return the colour of each collection, as CSS has it: cards draw their covers themselves."""
        return {key: "#" + bytes(_colour_of(section.collection)).hex() for key, section in site.sections.items()}

    def _can_set(self, text: str) -> bool:
        return self.font is not None and needs_no_shaping(text) and self.font.covers(text)


def _colour_of(collection: Collection) -> Colour:
    """Return the colour of a collection: its own, else one that follows from its folder."""
    return read_colour(collection.colour) if collection.colour else colour_for(collection.key)


IMAGES = "_images"
_WIDEST_COVER = 800  # pixels, since a cover stands on cards only


@dataclass(frozen=True, slots=True)
class ShareImage:
    """An image for other sites: its path below the output, or URL; alternative text; size in pixels, if known.

    ``plain``: it is a colour and no more. That will do for a preview, but illustrates nothing.
    """

    path: str
    alt: str
    size: tuple[tuple[str, int], ...]
    plain: bool = False


@dataclass
class BannerImages:
    """The banners of a site, in the renditions that its pages show.

    ``covers`` is None where posts without an image are left without; ``plain`` are the colours of the plain
    covers that are shown.
    """

    srcdir: Path
    renditions: RenditionCache
    spec: RenditionSpec
    share: RenditionSpec
    avatar: RenditionSpec
    covers: Covers | None = None
    is_html: bool = True
    jobs: dict[str, RenditionJob] = field(default_factory=dict)
    plain: set[Colour] = field(default_factory=set)
    # Images of texts by the keys of their jobs: those that were judged as covers, and those that will be.
    _tried: set[str] = field(default_factory=set)
    _waiting: set[str] = field(default_factory=set)
    _shown: list[tuple[str, Banner]] = field(default_factory=list)
    # The oversized images of the text, by document: their warnings have their lines.
    _in_text: set[tuple[str, str]] = field(default_factory=set)
    _known: dict[tuple[object, ...], RenditionJob] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, app: Sphinx, domain: NewsDomain, site: Site) -> BannerImages:
        """Return a collection without images."""
        specs = image_options.rendition_specs(domain.settings, app.builder)
        given = Covers.of(app, domain.settings, site)
        renditions = RenditionCache(
            Path(app.outdir) / IMAGES,
            image_options.cache_folder(app, domain.settings),
            given.font if given else None,
            progress=_show_progress,
        )
        return cls(Path(app.srcdir), renditions, *specs, given, app.builder.format == "html")

    @property
    def broken(self) -> Mapping[str, str]:
        """The images that cannot be shown: digest to reason."""
        return self.renditions.broken

    def trust(self, broken: Mapping[str, str], colours: Mapping[str, str], unfit: Iterable[str]) -> None:
        """Take over the broken images, the colours and the images that make no cover from the manifest."""
        self.renditions.broken, self.renditions.colours = dict(broken), dict(colours)
        self.renditions.unfit = self._tried = set(unfit)

    def colours(self) -> dict[str, str]:
        """Return the placeholder colours of images, by the key of their renditions."""
        known = ((key, self.renditions.colours.get(key, "")) for key in self.jobs)
        return {key: colour for key, colour in known if colour}

    def unfit_images(self) -> list[str]:
        """Return the images of texts that make no good cover, by the keys of their renditions, sorted."""
        return sorted(self._tried & self.renditions.unfit)

    def plan_all(self, domain: NewsDomain, posts: Iterable[Post]) -> None:
        """Plan the renditions for posts and other documents; posts whose banner is known to be broken get a cover."""
        if not self.is_html:
            return
        self._shown = []
        self.jobs.clear()
        self._in_text = {(docname, image.path) for docname, images in domain.oversized.items() for image in images}
        for post in posts:
            self._plan_avatars(post)
            self._plan_post(post)
        for docname, directives in domain.directives_in.items():
            for directive in directives:
                if isinstance(directive, BannerSpec):
                    self._plan(docname, directive.banner, self.spec)

    def _plan_post(self, post: Post) -> None:
        for banner in _candidates(post):
            if banner.tentative and (key := self._job(banner, self.spec).key) not in self._tried:
                # Until it is known whether it makes a cover, no other image is tried.
                self._waiting.add(key)
                self._shown.append((post.docname, banner))
                for spec in (self.spec, self.share):
                    self._note(replace(self._job(banner, spec), trial=True))
                return
            if self._is_unfit(banner):
                continue
            self._plan(post.docname, banner, self.spec, self.share)
            if banner.digest not in self.broken:
                return
        if cover := self._cover(post):
            for spec in (self._spec_of(_as_banner(cover)), self.share):
                self._note(RenditionJob(cover, cover.info, spec, plan_renditions(cover.info, spec)))
        elif self.covers is not None:
            self.plain.add(self.covers.plain(post))

    def _plan_avatars(self, post: Post) -> None:
        for author in post.authors:
            if author.avatar and not is_web_url(author.avatar.path):
                self._note(self._job(author.avatar, self.avatar))

    def _plan(self, docname: str, banner: Banner, *specs: RenditionSpec) -> None:
        self._shown.append((docname, banner))
        if not is_web_url(banner.path):
            for spec in specs:
                self._note(self._job(banner, spec))

    def _is_unfit(self, banner: Banner) -> bool:
        return banner.tentative and self._job(banner, self.spec).key in self.renditions.unfit

    def order(self, jobs: Iterable[RenditionJob]) -> None:
        """Plan further renditions."""
        for job in jobs:
            self._note(job)

    def _note(self, job: RenditionJob) -> None:
        """Take a job in; of one image by one spec, all is made that anyone needs."""
        known = self.jobs.get(job.key, job)
        if known.trial != job.trial:
            # What is made for the text in any case is judged on the way; the rest is not made before that.
            job = known if job.trial else job
        elif known.renditions != job.renditions:
            job = replace(job, renditions=tuple(dict.fromkeys((*known.renditions, *job.renditions))))
        self.jobs[job.key] = job

    def _job(self, banner: Banner, spec: RenditionSpec) -> RenditionJob:
        """Return the job for the renditions of a banner; cached, since plans, pages, feeds and heads ask for it."""
        key = (banner.path, banner.digest, banner.focus, spec)
        if key not in self._known:
            self._known[key] = self._job_of(banner, spec)
        return self._known[key]

    def _job_of(self, banner: Banner, spec: RenditionSpec) -> RenditionJob:
        info = ImageInfo(
            banner.width,
            banner.height,
            banner.format,
            banner.animated,
            banner.size,
            banner.digest,
            banner.orientation,
            metadata=banner.metadata,
        )
        if banner.focus and spec.aspect:
            spec = replace(spec, focus=banner.focus)
        return RenditionJob(self.srcdir / banner.path, info, spec, plan_renditions(info, spec))

    def _spec_of(self, banner: Banner) -> RenditionSpec:
        if banner.path:
            return self.spec
        widths = tuple(width for width in self.spec.widths if width <= _WIDEST_COVER)
        return replace(self.spec, widths=widths or self.spec.widths[:1])

    def _cover(self, post: Post) -> Cover | None:
        cover = self.covers.cover(post) if self.covers is not None else None
        return cover if cover is not None and cover.info.digest not in self.broken else None

    def fill(self) -> bool:
        """Put the planned renditions into the output; return whether images proved to be broken, or were judged."""
        known, waiting = len(self.broken), self._waiting
        self.renditions.make(self.jobs.values())
        for colour in self.plain:
            path = self.renditions.output / covers.plain_name(colour)
            if not path.exists():
                atomic.write(path, covers.encode_plain(colour))
        self._tried |= waiting
        self._waiting = set()
        return len(self.broken) > known or bool(waiting)

    def names(self) -> list[str]:
        """Return the files that the output holds for the banners, sorted."""
        sound = (job for job in self.jobs.values() if job.info.digest not in self.broken)
        made = {renditions.name for job in sound for renditions in job.renditions}
        return sorted(made | {covers.plain_name(colour) for colour in self.plain})

    def warn_of_broken(self, default: str) -> None:
        """Warn of images that cannot be decoded, where they are named; once of the ``default`` banner and the font."""
        said = set[str]()
        for docname, banner in self._shown:
            if banner.digest not in self.broken:
                continue
            if banner.borrowed and (docname, banner.path) in self._in_text:
                continue
            reason = self.broken[banner.digest]
            if banner.path == default and banner.borrowed:
                said.add(f"eulernews_default_banner: {default!r} {reason}; posts are built without it")
            else:
                message = f"the banner {banner.path!r} {reason}; the page is built without it"
                warn(Subtype.BANNER, message, docname=docname, line=banner.line)
        for job in self.jobs.values():
            if isinstance(job.source, Cover) and job.info.digest in self.broken:
                said.add(f"eulernews_banner_font: a title {self.broken[job.info.digest]}; its post has no banner")
        for message in sorted(said):
            warn(Subtype.BANNER, f"conf.py: {message}")

    @property
    def changes_posts(self) -> bool:
        """Whether posts show another banner than they name."""
        return bool(self.broken or self._tried & self.renditions.unfit) or self.renditions.font is not None

    def as_shown(self, posts: Iterable[Post]) -> Iterator[Post]:
        """Yield the posts with the banners that they show."""
        for post in posts:
            sound = (each for each in _candidates(post) if each.digest not in self.broken)
            banner = next((each for each in sound if not self._is_unfit(each)), None)
            if banner is None:
                cover = self._cover(post)
                banner = _as_banner(cover) if cover else None
            yield post if banner is post.banner else replace(post, banner=banner)

    # --- for pages ------------------------------------------------------------------------------------------

    def share_image(self, post: Post) -> ShareImage | None:
        """Return the image of a post for other sites."""
        if post.banner is None:
            if self.covers is None:
                return None
            name, (width, height) = covers.plain_name(self.covers.plain(post)), covers.SIZE
        elif is_web_url(post.banner.path):
            return ShareImage(post.banner.path, post.banner.alt or post.title, ())
        else:
            image = self._job(post.banner, self.share).renditions[-1]
            name, width, height = image.name, image.width, image.height
        alt = (post.banner and post.banner.alt) or post.title
        return ShareImage(f"{IMAGES}/{name}", alt, (("width", width), ("height", height)), plain=post.banner is None)

    def avatar_path(self, avatar: Banner) -> str:
        """Return the path of an avatar below the output, or its URL."""
        return (
            avatar.path if is_web_url(avatar.path) else f"{IMAGES}/{self._job(avatar, self.avatar).renditions[-1].name}"
        )

    def html(self, image: BannerImage, folder: str) -> str:
        """Return the HTML of a banner; ``folder`` is the URL of the output's images."""
        banner = image.banner
        if banner.digest in self.broken:
            return ""
        if is_web_url(banner.path):
            return external_banner_html(image)
        job = self._job(banner, self.avatar if image.use == AVATAR else self._spec_of(banner))
        colour = "" if image.use == AVATAR else self.renditions.colour(job)
        return banner_html(image, job.renditions, colour, folder)


def _show_progress(made: Made, total: int) -> Made:
    """Name each image on the console when its renditions are made."""
    return status_iterator(made, __("making images... "), "brown", total, stringify_func=lambda done: done[0].label)


def _candidates(post: Post) -> Iterator[Banner]:
    """Yield the images that a post may show as its banner, the first choice first."""
    if post.banner is not None:
        yield post.banner
    yield from post.other_images


def _as_banner(cover: Cover) -> Banner:
    """Return a cover as the banner of its post, which shows it as it shows one that is borrowed."""
    info = cover.info
    return Banner("", info.width, info.height, info.digest, info.format, borrowed=True)
