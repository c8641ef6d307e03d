"""What our directives put into a document: a list of posts, an index of terms or months, a banner. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field

from sphinx_eulernews.model.post import Banner
from sphinx_eulernews.model.query import Query


@dataclass(frozen=True, slots=True, kw_only=True)
class PostListing:
    """A list of posts: what it asks for, and how it looks."""

    query: Query = field(default_factory=Query)
    layout: str = "cards"
    title: str = ""
    empty: str = ""
    paginate: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TermListing:
    """An index of tags, categories or authors, by the plural of its axis."""

    axis: str = "tags"
    collections: tuple[str, ...] = ()
    style: str = "cloud"
    counts: bool = True
    limit: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveListing:
    """An index of years and months."""

    collections: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BannerListing:
    """A banner in the text of a document, with what stands below it."""

    banner: Banner
    caption: str = ""
    credit: str = ""


Listing = PostListing | TermListing | ArchiveListing | BannerListing
