"""What the name in a role means: a post, the page of a term. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from sphinx_eulernews.model.news import Elsewhere, News
from sphinx_eulernews.model.post import Post
from sphinx_eulernews.model.query import same_language
from sphinx_eulernews.model.taxonomy import AXES, Term

_AXES = {axis.name: axis for axis in AXES}


@dataclass(frozen=True, slots=True)
class Finder:
    """Finds what a document refers to."""

    news: News

    def post(self, name: str, fromdocname: str = "") -> Post | Elsewhere | None:
        """Return the post of a name; ``language:name`` asks for it in a language."""
        found = self._named(name, fromdocname)
        if found is not None:
            return found
        asked = self.asked(name, fromdocname)
        return self.news.version(*asked) if asked else None

    def asked(self, name: str, fromdocname: str = "") -> tuple[Post, str] | None:
        """Return the post and the language of ``language:name``; the name may be a key of translations as well."""
        language, mark, plain = name.partition(":")
        if not (mark and language):
            return None
        post = self._named(plain, fromdocname, language) or self.news.keyed(plain)
        return (post, language) if post else None

    def term(self, role: str, name: str, fromdocname: str = "") -> Term | None:
        """Return the term of a name, or of ``collection:name``; that of the document's own collection first."""
        collection, mark, plain = name.rpartition(":")
        if not mark or collection not in self.news.sections:
            collection, plain = "", name
        axis = _AXES.get(role)
        if axis is None:
            return None
        home = self.news.find_terms(axis, plain, collection or self._home(fromdocname))
        return next(home, None) or next(self.news.find_terms(axis, plain, collection), None)

    def _named(self, name: str, fromdocname: str, language: str = "") -> Post | None:
        """Return the post of a docname: absolute, relative to a document, or its last part if that is unique.

        With a language, it need be unique among the posts of that language only.
        """
        folder = fromdocname.rpartition("/")[0]
        candidates = (name.lstrip("/"), f"{folder}/{name}" if folder else name)
        for docname in candidates if not name.startswith("/") else candidates[:1]:
            if docname in self.news.posts:
                return self.news.posts[docname]
        named = [post for docname, post in self.news.posts.items() if docname.rpartition("/")[2] == name]
        if language and len(named) > 1:
            named = [post for post in named if same_language(self.news.language_of(post), language)]
        return named[0] if len(named) == 1 else None

    def _home(self, docname: str) -> str:
        """Return the collection that a document lies in, whose terms come first."""
        return next((key for key in self.news.sections if docname.startswith(key + "/")), "")
