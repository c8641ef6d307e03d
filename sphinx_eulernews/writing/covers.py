"""Covers for the posts of a site that have no picture: which of them are drawn, and what stands on them."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_eulernews.domain import has_pages
from sphinx_eulernews.media.colours import Colour, colour_for, read_colour
from sphinx_eulernews.media.covers import Cover, can_be_set
from sphinx_eulernews.media.fonts import BadFont, Font, read_font
from sphinx_eulernews.views import Views
from sphinx_eulernews.warnings import Subtype, warn

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from sphinx_eulernews.config import NewsConfig
    from sphinx_eulernews.model.collection import Collection
    from sphinx_eulernews.model.news import News
    from sphinx_eulernews.model.post import Post

_FACE = re.compile(r"(?P<file>.+)#(?P<face>\d{1,2})")


@dataclass(frozen=True, slots=True)
class Covers:
    """Gives posts covers; ``font`` is None where no title can be set."""

    views: Views
    font: Font | None

    @classmethod
    def of(cls, app: Sphinx, settings: NewsConfig, news: News) -> Covers | None:
        """Return what gives covers in this build; None where it shows none."""
        if not settings.generated_banners or not has_pages(app.builder):
            return None
        return cls(Views(news), _font(Path(app.confdir), settings.banner_font))

    def cover(self, post: Post) -> Cover | None:
        """Return the cover of a post with its title on it; None if the font does not cover that."""
        if self.font is None or not self._can_set(post.title):
            return None
        section = self.views.news.section_of(post)
        label = self.views.title(section)
        colour = _colour_of(section.collection)
        return Cover(post.title, label if self._can_set(label) else "", colour, self.font.digest)

    def plain(self, post: Post) -> Colour:
        """Return the colour of the plain cover that the posts of a collection share."""
        return _colour_of(self.views.news.section_of(post).collection)

    def _can_set(self, text: str) -> bool:
        return self.font is not None and can_be_set(text) and self.font.covers(text)


def _colour_of(collection: Collection) -> Colour:
    """Return the colour of a collection: its own, else one that follows from its folder."""
    return read_colour(collection.colour) if collection.colour else colour_for(collection.key)


def _font(confdir: Path, written: str) -> Font | None:
    """Read the font of the option; what is wrong with it is a warning."""
    if not written:
        return None
    named = _FACE.fullmatch(written)
    file, face = (named["file"], int(named["face"])) if named else (written, 0)
    try:
        return read_font(confdir / os.path.expandvars(file), face)
    except BadFont as error:
        warn(Subtype.CONFIG, f"conf.py: eulernews_banner_font: {file!r} {error}; banners are drawn without titles")
        return None
