"""Banner of a post: that of its front matter, the cover of its page bundle, a large image of its body, the default."""

from __future__ import annotations

import os.path
import re
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from docutils import nodes

from sphinx_eulernews.domain import news_domain
from sphinx_eulernews.files.listings import names_in
from sphinx_eulernews.files.lookup import Found, Missing, as_found
from sphinx_eulernews.files.reference_text import lacks_host
from sphinx_eulernews.images.probe import probe
from sphinx_eulernews.images.renditions import BadImageError
from sphinx_eulernews.model.collection import bundle_folder, is_bundle
from sphinx_eulernews.model.field_readers import NO_BANNER, Context, read_focus
from sphinx_eulernews.model.post import Banner
from sphinx_eulernews.nodes import images_and_raw_html
from sphinx_eulernews.read.placed_media import shown_files
from sphinx_eulernews.read.probed_images import image_info
from sphinx_eulernews.read.prose import is_conditional
from sphinx_eulernews.read.references import SPELLING_PROBLEMS, Files, lookup_of
from sphinx_eulernews.read.source import set_pending_post
from sphinx_eulernews.read.transforms import PostTransform
from sphinx_eulernews.render.tree import is_web_url
from sphinx_eulernews.translations import translate
from sphinx_eulernews.warnings import Subtype, warn

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.environment import BuildEnvironment

    from sphinx_eulernews.model.front_matter import FrontMatter
    from sphinx_eulernews.model.post import Point

_HERE = PurePosixPath("conf.py")


def find_default(env: BuildEnvironment) -> Found | Missing | None:
    """Look up the file of ``eulernews_default_banner``; None if the option is not set."""
    written = news_domain(env).settings.default_banner
    return lookup_of(env).find(_HERE, written) if written else None


def default_path(env: BuildEnvironment) -> str:
    """Return the path of the default banner; empty if there is none."""
    found = find_default(env)
    return found.path if isinstance(found, Found) else ""


def check_default(env: BuildEnvironment) -> None:
    """Warn of a default banner that cannot be shown."""
    found = find_default(env)
    if isinstance(found, Missing):
        warn_of_default(env, "does not exist" + (f" (looked for {', '.join(found.tried)})" if found.tried else ""))
    elif found is not None:
        for problem in found.problems[:1]:
            written = news_domain(env).settings.default_banner
            warn_of_default(env, f"{SPELLING_PROBLEMS[problem]}; write {as_found(written, found.path)!r}")
        try:
            probe(Path(env.srcdir) / found.path)
        except BadImageError as error:
            warn_of_default(env, f"{error}; posts are built without it")


def warn_of_default(env: BuildEnvironment, message: str) -> None:
    """Warn of the default banner; the message continues "the file"."""
    written = news_domain(env).settings.default_banner
    warn(Subtype.BANNER, f"conf.py: eulernews_default_banner = {written!r}: the file {message}")


# Limits for an image of the text: a smaller one is an icon or a badge, one of another shape a strip or a column.
_SMALLEST = (200, 100)
_FLATTEST, _TALLEST = 3.2, 0.55
_TRIED = 4  # images of a text; each that makes no good cover has to be decoded once


class FindBanner(PostTransform):
    """Finds the banner of a post, and probes its file."""

    default_priority = 360

    def transform_post(self) -> None:
        """Complete the post."""
        found = self.pending
        if found.front_matter.fields.get("banner") == NO_BANNER:
            return
        files = Files(self.env, self.env.docname)
        banner, others = named_banner(self.env, files, found.front_matter), list[Banner]()
        if banner is None and is_bundle(self.env.docname) and not found.image:
            banner = self._cover_of_bundle(found.front_matter)
        if banner is None:
            others = self._borrowed(files, _focus(found.front_matter), found.image)
            banner = others.pop(0) if others else None
        elif not (is_web_url(banner.path) or banner.borrowed):
            readers, _name = self.env.images.get(banner.path, (frozenset(), ""))
            banner = replace(banner, alone=self.env.docname not in readers)
            files.register_image(banner.path)
        if banner is not None:
            post = replace(found.post, banner=banner, other_images=tuple(others))
            set_pending_post(self.env, replace(found, post=post))

    def _cover_of_bundle(self, front_matter: FrontMatter) -> Banner | None:
        """Return the image that its name makes the cover of a page bundle; borrowed where the text shows it as well."""
        path = cover_in_bundle(self.env, self.env.docname)
        self.domain.note_cover(self.env.docname, path)
        banner = read_banner(self.env, path, line=1) if path else None
        if banner is None:
            return None
        self.env.note_dependency(path)
        alt, focus = _alt(self.env, front_matter), _focus(front_matter)
        return replace(banner, alt=alt, focus=focus, borrowed=path in self._body_images())

    def _borrowed(self, files: Files, focus: Point | None, number: int) -> list[Banner]:
        """Return images of the text, the first choice first: that with a number, else those that may make a cover."""
        found: list[Banner] = []
        for place, path in enumerate(self._body_images(), 1):
            banner = read_banner(self.env, path) if number in (0, place) else None
            if banner is not None and (number or _may_be_cover(banner)):
                found.append(replace(banner, borrowed=True, tentative=not number, focus=focus))
            if len(found) == _TRIED or (number and found):
                break
        default = None if number and found else self._default(files)
        return [*found, default] if default else found

    def _default(self, files: Files) -> Banner | None:
        found = find_default(self.env)
        if isinstance(found, Missing):
            self.domain.note_missing(self.env.docname, found.tried)
        if not isinstance(found, Found):
            return None
        self.env.note_dependency(found.path)  # also on a broken one, which may be fixed
        banner = read_banner(self.env, found.path)
        if banner is None:
            return None
        files.register_image(found.path)
        return replace(banner, borrowed=True)

    def _body_images(self) -> Iterator[str]:
        """Yield the paths of the images in the body that every page shows, in document order."""
        for node in images_and_raw_html(self.document):
            if is_conditional(node):
                continue
            if isinstance(node, nodes.image):
                if node["uri"].startswith("/"):
                    yield node["uri"][1:]
            else:
                yield from shown_files(node)


# Of the files of a bundle, Hugo's own templates take one named "feature", else one named "cover" or "thumbnail".
_COVERS = tuple(
    re.compile(rf"{name}(?:[-_ ].*)?\.(?:jpe?g|png|webp|avif|svg)", re.IGNORECASE)
    for name in ("featured?", "cover", "thumbnail")
)


def cover_in_bundle(env: BuildEnvironment, docname: str) -> str:
    """Return the path of the image that is the cover of a page bundle by its name; empty if there is none."""
    folder = bundle_folder(docname)
    names = sorted(names_in(os.path.join(env.srcdir, folder)))  # noqa: PTH118  speed
    return next((f"{folder}/{name}" for cover in _COVERS for name in names if cover.fullmatch(name)), "")


def _may_be_cover(banner: Banner) -> bool:
    """Return whether an image of the text has the size and shape of a cover; its pixels are judged when it is decoded.

    An animation is most often a recorded terminal.
    """
    if banner.animated or banner.width < _SMALLEST[0] or banner.height < _SMALLEST[1]:
        return False
    return _TALLEST <= banner.width / banner.height <= _FLATTEST


def named_banner(env: BuildEnvironment, files: Files, front_matter: FrontMatter) -> Banner | None:
    """Return the banner that front matter names; a problem is a warning at its line."""
    written = front_matter.fields.get("banner")
    if not isinstance(written, str) or not written:
        return None
    line, focus, alt = front_matter.line_of("banner"), _focus(front_matter), _alt(env, front_matter)
    if is_web_url(written) and not lacks_host(written):
        return Banner(written, alt=alt, line=line, focus=focus)
    path = files.find(written, written, line, Subtype.BANNER, "banner", folder="images")
    if path is None:
        return None
    banner = read_banner(env, path, line)
    return banner and replace(banner, alt=alt, line=line, focus=focus)


def _alt(env: BuildEnvironment, front_matter: FrontMatter) -> str:
    """Return the alternative text that front matter gives, translated; an invalid one was warned of before."""
    alt = front_matter.fields.get("banner_alt", "")
    return translate(env, alt, front_matter.line_of("banner_alt")) if isinstance(alt, str) else ""


def _focus(front_matter: FrontMatter) -> Point | None:
    """Return the focus that front matter gives; an invalid one was warned of when front matter was read."""
    try:
        return read_focus(front_matter.fields.get("banner_focus", ""), Context())
    except ValueError:
        return None


def read_banner(env: BuildEnvironment, path: str, line: int = 0) -> Banner | None:
    """Probe an image; with a line, a broken one is a warning there."""
    info = image_info(env, path)
    if isinstance(info, str):
        if line:
            env.note_dependency(path)
            message = f"the banner {path!r} {info}; the page is built without it"
            news_domain(env).warn(env.docname, Subtype.BANNER, message, line)
        return None
    return Banner(
        path,
        info.width,
        info.height,
        info.digest,
        info.format,
        info.animated,
        info.size,
        info.orientation,
        info.metadata,
    )
