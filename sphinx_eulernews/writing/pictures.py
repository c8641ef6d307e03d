"""Banners on pages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sphinx_eulernews.markup import Picture, write_attributes
from sphinx_eulernews.model.news import News
from sphinx_eulernews.model.post import Post

if TYPE_CHECKING:
    from sphinx.application import Sphinx


@dataclass
class Gallery:
    broken: dict[str, str] = field(default_factory=dict)
    broken_posts: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, app, news, broken):
        return cls()
    def names(self): return []
    def shared(self, post): return None
    def html(self, picture, prefix): return "<img/>"
