"""Directives that describe the post of their document: ``post``, ``update``."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives

from sphinx_eulernews.directives.directive_options import Options
from sphinx_eulernews.directives.news_directive import NewsDirective
from sphinx_eulernews.directives.post_options import take_extra, take_foreign, value_of
from sphinx_eulernews.model.field_readers import read_moment
from sphinx_eulernews.model.fields import FIELDS
from sphinx_eulernews.model.front_matter import FrontMatter
from sphinx_eulernews.model.post import Post
from sphinx_eulernews.model.text import clean
from sphinx_eulernews.read.prose import EXCERPT, UPDATE
from sphinx_eulernews.read.source import (
    PendingPost,
    call_post_read,
    pending_post,
    post_of,
    reading_context,
    set_pending_post,
    source_path,
)
from sphinx_eulernews.render.labels import labels

if TYPE_CHECKING:
    from docutils.nodes import Node


# The text of the directive; before MyST 5.2, that of MyST has the content alone.
_WITH_OPTIONS = re.compile(r"(?:\.\. ++post::|[`:~]{3,200}+ *+\{post\})[^\n]*+\n[ \t]*+(?::[\w-]|---)")


class PostDirective(NewsDirective):
    """The front matter of a post, for documents that have none; its content is the excerpt::

    .. post::
       :date: 2023-11-25
       :tags: 内核, 容器

       What the post is about, in a sentence.

    <container classes="eulernews-excerpt">
        <paragraph>
            What the post is about, in a sentence.
    """

    has_content = True
    optional_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar[dict[str, Callable[[str], Any]]] = Options(
        {field.key: directives.unchanged for field in FIELDS if field.key != "post"}
    )

    def run(self) -> list[Node]:
        """Complete the post of this document."""
        found = pending_post(self.env) or self._selected()
        if found is None:
            self.warn_at("the document is in no collection, so it is not a post; see eulernews_collections")
            return [nodes.comment()]
        if found.line:
            self.warn_at(f"a document is one post, and line {found.line} has a directive 'post' already; use one only")
            return list(self.parse_content_to_nodes()) or [nodes.comment()]
        is_unread = self._has_unread_options()
        front_matter = self.completed(found.front_matter)
        docname, key = self.env.docname, found.post.collection
        call_post_read(self.env, front_matter, docname)
        post = post_of(self.env, front_matter, docname, key)
        # Its text is read later: it may be translated.
        excerpt = self.parse_content_to_nodes() if self.content else []
        post = replace(post, title=post.title or found.post.title)
        if is_unread:
            self.warn_at("the options of the directive 'post' cannot be read, so the post is held back until they can")
            post = replace(post, draft=True)
        set_pending_post(self.env, replace(found, post=post, front_matter=front_matter, line=self.lineno))
        return [nodes.container("", *excerpt, classes=[EXCERPT]) if excerpt else nodes.comment()]

    def _has_unread_options(self) -> bool:
        """Return whether a parser has taken options for something else: one of them may say that this is a draft.

        docutils takes ``:draft`` without its second colon, above other options, for a part of the argument; MyST drops
        a block of options that is wrong in any of its lines.
        """
        argument = self.arguments[0] if self.arguments else ""
        in_argument = any(line.lstrip().startswith(":") for line in argument.split("\n")[1:])
        return in_argument or (not self.options and _WITH_OPTIONS.match(self.block_text.lstrip()) is not None)

    def _selected(self) -> PendingPost | None:
        """Return a new post if a collection selects its posts by this directive, else None."""
        settings, docname = self.domain.settings, self.env.docname
        key = settings.collection_for(docname, str(source_path(self.env, docname)))
        if key not in settings.selective:
            return None
        front_matter = FrontMatter(dict(settings.collection(key, self.config.language).defaults))
        return PendingPost(Post(docname=docname, collection=key), front_matter, is_selected=True)

    def completed(self, given: FrontMatter) -> FrontMatter:
        """Return the front matter of the document with the fields of the directive, which have its line."""
        keys = self.domain.settings.keys
        extra = {name: clean(value) for name, value in take_extra(self.options, keys).items()}
        if self.arguments and not self.options.get("date"):
            self.options["date"] = self.arguments[0]
        foreign, unclear = take_foreign(self.options, keys)
        for key, (name, _value) in foreign.items():
            if keys.is_misspelt(name):
                self.warn_at(f"post: the option '{name}' is read as '{key}'; write '{key}'")
        options = {key: value for key, (_name, value) in foreign.items()} | self.valid_options()
        fields = {key: value_of(key, value) for key, value in options.items()}
        written = {key: name for key, name in given.written.items() if key not in fields}
        return replace(
            given,
            fields=given.fields | fields,
            lines=given.lines | dict.fromkeys((*fields, *extra, *unclear), self.lineno),
            first=given.first or self.lineno,
            written=written | {key: name for key, (name, _value) in foreign.items()},
            unclear=given.unclear | unclear,
            extra=given.extra | extra,
        )


class UpdateDirective(NewsDirective):
    """A note on a change of a post, with its date; lists and feeds show the date as well::

    .. update:: 2024-01-05

       The download moved.

    <admonition classes="eulernews-update">
        <title>
            Updated on January 5, 2024
        <paragraph>
            The download moved.
    """

    has_content = True
    optional_arguments = 1  # a required one that is missing would cost the content
    final_argument_whitespace = True
    option_spec: ClassVar[dict[str, Callable[[str], Any]]] = Options(
        {"class": directives.class_option, "name": directives.unchanged}
    )

    def run(self) -> list[Node]:
        """Set the date of the last change."""
        given = self.valid_options()
        written = self.arguments[0] if self.arguments else ""
        try:
            date = read_moment(written, reading_context(self.env))
        except ValueError as error:
            self.warn_at(f"the date of an update is {written!r}: {error}")
            return list(self.parse_content_to_nodes()) or [nodes.comment()]
        found = pending_post(self.env)
        language = self.config.language
        if found is not None:
            post = found.post
            self.domain.note_context(self.env.docname, self.domain.settings.context_of(self.env.docname, language))
            latest = date if post.updated is None or post.updated.when < date.when else post.updated
            set_pending_post(self.env, replace(found, post=replace(post, updated=latest)))
            language = post.language or self.domain.settings.collection(post.collection, language).language
        words = labels(language, self.domain.settings.date_format)
        title = words("Updated on %s") % words.day(date)
        note = nodes.admonition("", nodes.title(title, title), classes=[UPDATE, *given.get("class", ())])
        self.add_name(note)
        note += self.parse_content_to_nodes()
        return [note]
