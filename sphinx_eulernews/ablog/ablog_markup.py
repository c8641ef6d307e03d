"""ABlog's front matter and directives, where its syntax differs from ours."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from string import Formatter
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx import addnodes

from sphinx_eulernews.ablog.ablog_config import language_code, pairs
from sphinx_eulernews.directives.directive_options import Options
from sphinx_eulernews.directives.list_directives import PostList
from sphinx_eulernews.directives.post_directives import PostDirective
from sphinx_eulernews.domain import news_domain
from sphinx_eulernews.model.query import LINE_KEYS, SORTS, LineFormat
from sphinx_eulernews.model.taxonomy import BY_NAME
from sphinx_eulernews.output.fingerprints import LABEL
from sphinx_eulernews.read.prose import ONLY_IN_LISTS
from sphinx_eulernews.read.source import PendingPost, set_pending_post
from sphinx_eulernews.read.transforms import PostTransform

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from sphinx_eulernews.model.front_matter import FrontMatter
    from sphinx_eulernews.model.query import PostListSpec

# What ABlog calls a field of ours in its directive; ``image`` and ``excerpt`` are numbers there.
_FIELDS = {
    "redirect": "aliases", "external_link": "external", "canonical_link": "canonical", "image": "banner",
    "excerpt": "summary",
}  # fmt: skip
_FLAGS = ("exclude", "nocomments")
_OLD_PAGE = re.compile("(?:blog|tag|category|author|location|language|archive)-", re.IGNORECASE)
_WORDS = re.compile(r"[a-z][a-z-]*")


class AblogPost(PostDirective):
    """The directive ``post`` with ABlog's options::

    .. post:: Jan 2, 2024
       :tags: ships, cranes
       :redirect: 2024/harbour
       :exclude:

       The excerpt.
    """

    option_spec: ClassVar[dict[str, Callable[[str], Any]]] = Options(
        {
            **PostDirective.option_spec,
            **dict.fromkeys(_FIELDS, directives.unchanged),
            **dict.fromkeys(_FLAGS, directives.unchanged),
        }
    )

    def run(self) -> list[nodes.Node]:
        """Complete the post; with ``exclude``, its page does not show the excerpt."""
        shown = super().run()
        for node in shown if "exclude" in self.options else ():
            if isinstance(node, nodes.container):
                node["classes"].append(ONLY_IN_LISTS)
        return shown

    def completed(self, given: FrontMatter) -> FrontMatter:
        """Return the front matter of the document with the fields of the directive, under our names."""
        front_matter = super().completed(given)
        for flag in _FLAGS:
            front_matter.fields.pop(flag, "")
        for option, key in _FIELDS.items():
            if option in self.options and (value := front_matter.fields.pop(option, "")):
                front_matter.fields[key] = value
                front_matter.lines[key] = self.lineno
                front_matter.written[key] = option
        return front_matter


class ReadAblogPost(PostTransform):
    """Completes a post where ABlog reads front matter in another way: numbers, names of pages, keys of conf.py."""

    default_priority = 290  # before SetTitle, so before all that reads the post

    def transform_post(self) -> None:
        """Complete the post."""
        found = self.pending
        if not found.is_selected:
            return
        found = self._with_numbers(found)
        post, fields = found.post, found.front_matter.fields
        places = pairs(self.config, "blog_locations")
        post = replace(
            post,
            # What has no date is a draft, also in a file that is named after a day.
            draft=post.draft or not fields.get("date"),
            locations=tuple(places[name][0] if name in places else name for name in post.locations),
        )
        if found.front_matter.written.get("aliases") == "redirect":
            post = replace(post, aliases=tuple(_old_urls(post.aliases)))
        set_pending_post(self.env, replace(found, post=post))

    def _with_numbers(self, found: PendingPost) -> PendingPost:
        """Read ``image`` as the number of an image of the text, and ``excerpt`` as a number of paragraphs."""
        front_matter, post = found.front_matter, found.post
        image = front_matter.fields.get("banner", "")
        if isinstance(image, str) and image.isdecimal():
            del front_matter.fields["banner"]
            found = replace(found, image=int(image))
        elif not image:
            found = replace(found, image=max(self.config.post_auto_image, 0))
        if front_matter.written.get("summary") == "excerpt" and post.summary.isdecimal():
            found = replace(found, post=replace(post, summary=""), paragraphs=int(post.summary))
        return found


def _old_urls(names: Iterable[str]) -> Iterable[str]:
    """Yield the URLs of page names with commas between them: as html writes the page, and as dirhtml does."""
    for name in (name.strip().strip("/") for written in names for name in written.split(",")):
        if name:
            yield from (f"/{name}.html", f"/{name}/")


class AblogPostList(PostList):
    """The directive ``postlist`` with ABlog's argument and options::

    .. postlist:: 5
       :tags: ships
       :format: {date}: {title} by {author}
       :excerpts:
    """

    optional_arguments = 1
    option_spec: ClassVar[dict[str, Callable[[str], Any]]] = Options(
        {
            **PostList.option_spec,
            "sort": directives.unchanged,
            "language": directives.unchanged_required,
            "date": directives.unchanged,
            "format": directives.unchanged,
            "list-style": directives.unchanged,
            "excerpts": directives.flag,
            "expand": directives.unchanged,
        }
    )

    def spec(self, given: dict[str, Any]) -> PostListSpec:
        """Return what the list asks for; a flag ``sort`` puts the oldest post first, and all names must match."""
        if self.arguments:
            given["limit"] = self._number(self.arguments[0])
        given["sort"] = self._order(given)
        if "language" in given:
            given["language"] = language_code(self.config, given["language"])
        for key, option in (("author", "blog_authors"), ("location", "blog_locations")):
            if taxonomy := BY_NAME.get(key):
                known = pairs(self.config, option)
                names = given.get(taxonomy.option, ())
                given[taxonomy.option] = tuple(known[name][0] if name in known else name for name in names)
        spec = super().spec(given)
        # A list of all posts leaves out the post that it stands in.
        here = "" if any(spec.query.terms.values()) or spec.query.language else self.env.docname
        query = replace(spec.query, every_term=True, without=here)
        return replace(spec, query=query, line_format=None if "layout" in given else self._line_format(given))

    def _number(self, written: str) -> int:
        if written.isdecimal():
            return int(written)
        self.warn_at(f"postlist: the argument is {written[:80]!r}; write a number of posts")
        return 0

    def _order(self, given: dict[str, Any]) -> str:
        written = given.get("sort")
        if written is None:
            return "newest"
        return written if written in SORTS else "oldest"

    def _line_format(self, given: dict[str, Any]) -> LineFormat:
        written = given.get("format") or "{date} - {title}"
        try:
            parts = tuple((text, key or "") for text, key, _spec, _conversion in Formatter().parse(written))
        except ValueError:
            parts = (("", "braces"),)
        if unknown := [key for _text, key in parts if key and key not in LINE_KEYS]:
            known = ", ".join(sorted(LINE_KEYS))
            self.warn_at(f"postlist: the format {written[:80]!r} names {unknown[0]!r}; it may name {known}")
            parts = (("", "date"), (" - ", "title"))
        style = (given.get("list-style") or "none").strip().replace("disk", "disc")
        short = self.config.post_date_format_short
        return LineFormat(
            parts=parts,
            date=given.get("date") or (short if short != "%d %B" else ""),
            style=style if _WORDS.fullmatch(style) else "none",
            summary="excerpts" in given,
            more=given.get("expand") or "",
        )


def name_language(app: Sphinx, fields: dict[str, Any], _docname: str) -> dict[str, Any] | None:
    """Replace the languages of a post by the code of the first (``eulernews-post-read``)."""
    written = fields.get("language")
    return {**fields, "language": language_code(app.config, written)} if isinstance(written, str) else None


def note_references(app: Sphinx, doctree: nodes.document) -> None:
    """Note labels that may be those of posts or of ABlog's pages, whose titles a document shows (``doctree-read``)."""
    domain, docname = news_domain(app.env), app.env.docname
    for node in doctree.findall(addnodes.pending_xref):
        if node.get("reftype") == "ref":
            role = LABEL if _OLD_PAGE.match(node["reftarget"]) else "post"
            domain.note_reference(docname, role, node["reftarget"])
