"""Transforms of posts: title, summary, registration with the domain, footnotes, horizontal rules."""

from __future__ import annotations

from dataclasses import replace
from itertools import dropwhile, zip_longest
from typing import TYPE_CHECKING, Any

from docutils import nodes
from docutils.utils import get_source_line
from sphinx.transforms import SphinxTransform

from sphinx_eulernews.domain import news_domain
from sphinx_eulernews.model.collection import short_name
from sphinx_eulernews.model.post import shortened
from sphinx_eulernews.model.taxonomy import BY_PLURAL
from sphinx_eulernews.model.text import fold_title, plain_title, reading_minutes, repeats, shorten
from sphinx_eulernews.nodes import (
    MAX_RST_LEVELS,
    NewsNode,
    flatten,
    post_foot,
    post_head,
    replace_children,
    replace_node,
)
from sphinx_eulernews.read.foreign_fields import foreign_metadata
from sphinx_eulernews.read.prose import References, paragraphs_of, take_excerpt, take_references, text_of, without_marks
from sphinx_eulernews.read.source import (
    TITLE,
    TITLE_SOURCE,
    PendingPost,
    is_markdown,
    pending_post,
    set_pending_post,
    source_path,
)
from sphinx_eulernews.render.tree import is_web_url
from sphinx_eulernews.translations import translate, translate_fields
from sphinx_eulernews.warnings import Subtype

if TYPE_CHECKING:
    from sphinx_eulernews.domain import NewsDomain
    from sphinx_eulernews.model.post import Post

_LONGEST_EXCERPT = 1000


class PostTransform(SphinxTransform):
    """A transform for posts; other documents are left alone."""

    #: The post as front matter and earlier transforms describe it.
    pending: PendingPost

    def apply(self, **_: Any) -> None:
        """Call ``transform_post`` if the document is a post."""
        found = pending_post(self.env)
        if found is not None:
            self.pending = found
            self.transform_post()

    def transform_post(self) -> None:
        """Transform the document of a post."""
        raise NotImplementedError

    @property
    def domain(self) -> NewsDomain:
        """Our domain."""
        return news_domain(self.env)

    def section(self) -> nodes.Element:
        """Return the section that holds title and body."""
        return next((node for node in self.document if isinstance(node, nodes.section)), self.document)


class SetTitle(PostTransform):
    """Puts the body of a post into one section with the post's title, and translates the fields of front matter.

    Markdown has its title already, set on the level of tokens. A title that is a heading was translated by Sphinx.
    """

    default_priority = 300

    def transform_post(self) -> None:
        """Determine the title, and put the body below it."""
        found = self.pending
        self._limit_depth()
        title = self.document.get(TITLE, "")
        source = self.document.get(TITLE_SOURCE, "")
        if not title:
            title, source = self._wrap(found.post.title, keep_heading=found.is_selected)
        heading = next(iter(self.section().findall(nodes.title)), None)
        shown = title
        if source != "heading":
            shown = self._translate(heading, title, found)
        elif heading is not None and heading.get("translated"):
            shown = plain_title(heading.astext())
        if source == "name":
            message = f"the post has no title; its file name {title!r} is used. Give its front matter a 'title'"
            self.domain.warn(self.env.docname, Subtype.TITLE, message, 1)
        if found.is_selected and found.post.title:
            shown = translate(self.env, found.post.title, found.front_matter.line_of("title"))
        post = translate_fields(self.env, replace(found.post, title=shown), found.front_matter)
        set_pending_post(self.env, replace(found, post=post))

    def _limit_depth(self) -> None:
        """Flatten deeply nested reStructuredText; the Markdown rules limit nesting themselves."""
        if is_markdown(self.config, source_path(self.env, self.env.docname)):
            return
        if (deep := flatten(self.document)) is not None:
            message = f"the markup is nested more than {MAX_RST_LEVELS} levels deep; the rest is shown as text"
            self.domain.warn(self.env.docname, Subtype.DIRECTIVE, message, get_source_line(deep)[1] or 1)

    def _translate(self, heading: nodes.title | None, title: str, found: PendingPost) -> str:
        """Translate a title that is a plain string; return it as it is shown."""
        shown = translate(self.env, title, found.front_matter.line_of("title"))
        if heading is None:
            return shown  # the post is shown as its source
        heading.attributes.pop("translatable", None)
        if shown != title:
            heading["translated"] = True
            heading.children = []
            heading += nodes.Text(shown)
        return shown

    def _wrap(self, title: str, *, keep_heading: bool) -> tuple[str, str]:
        first = next((node for node in self.document if isinstance(node, nodes.section)), None)
        # A translated title is compared as it was written.
        own = plain_title(first[0].astext()) if first is not None else ""
        written = plain_title(getattr(first[0], "rawsource", "")) if first is not None else ""
        is_title = not title or fold_title(title) in (fold_title(own), fold_title(written))
        if first is not None and (keep_heading or is_title):
            self._gather(first)
            return own, "heading"
        source = "front matter" if title else "name"
        title = title or short_name(self.env.docname)
        metadata, body = _split_metadata(self.document.children)
        heading = nodes.title(title, title)
        section = nodes.section("", heading, *body, names=[nodes.fully_normalize_name(title)])
        self.document.children = []
        self.document.extend([*metadata, section])
        self.document.note_implicit_target(section, section)
        return title, source

    def _gather(self, first: nodes.section) -> None:
        """Move visible nodes around the first section into it; labels, comments and docinfo stay before it."""
        index = next(number for number, node in enumerate(self.document) if node is first)
        metadata, before = _split_metadata(self.document.children[:index])
        unseen = [node for node in before if isinstance(node, nodes.PreBibliographic)]
        after = self.document.children[index + 1 :]
        first[1:1] = [node for node in before if not isinstance(node, nodes.PreBibliographic)]
        first.extend(after)
        self.document.children = []
        self.document.extend([*metadata, *unseen, first])


class RegisterPost(PostTransform):
    """Completes a post from its body, registers it with the domain, and marks where byline and footer go."""

    default_priority = 400

    def transform_post(self) -> None:
        """Store the post."""
        docname, section = self.env.docname, self.section()
        post = self._completed(section)
        self._warn_if_undated(post)
        for key, value in foreign_metadata(self.env, self.pending.front_matter).items():
            self.env.metadata[docname].setdefault(key, value)
        self.env.metadata[docname]["orphan"] = True
        self.domain.note_post(post)
        if not _has_body(section):
            section += _external_body(post)
        section.insert(1, self._head(post))
        section += post_foot(docname=docname)

    def _completed(self, section: nodes.Element) -> Post:
        """Return the post with what follows from its text: summary, teaser, reading time, language."""
        found = self.pending
        references: References = []
        excerpt = take_excerpt(section, self._longest, references)
        paragraphs = [text_of(node, references) for node in paragraphs_of(section)]
        title = found.post.title
        marked = "\n".join(dropwhile(lambda paragraph: not paragraph or repeats(paragraph, title), paragraphs))
        text, news = without_marks("\n".join(paragraphs)), without_marks(marked)
        written = excerpt or self._beginning(paragraphs, marked or "\n".join(paragraphs), found.paragraphs)
        summary, shown = (found.post.summary, ()) if found.post.summary else take_references(written, references)
        post = self._held_back_if_unread(self._in_its_language(found.post))
        post = replace(post, summary=summary, summary_references=shown, minutes=reading_minutes(text))
        post, problems = shortened(post, BY_PLURAL)
        for key, message in problems:
            self.domain.warn(self.env.docname, Subtype.FIELD, message, found.front_matter.line_of(key))
        if repeats(summary, post.title):
            return replace(post, has_lead=False, teaser=shorten(news[:2000], self._summary_length))
        given, beginning = fold_title(post.summary if found.post.summary else ""), fold_title(text[:2000])
        return replace(post, has_lead=given not in beginning and _has_body(section))

    def _held_back_if_unread(self, post: Post) -> Post:
        """Return the post; as a draft, with a warning, if its text may have a directive that could not be read."""
        found = self.pending
        if not found.may_have_directive or found.line or not (line := self._line_of_unread_directive()):
            return post
        message = "the directive 'post' cannot be read, so the post is held back until it can"
        self.domain.warn(self.env.docname, Subtype.DIRECTIVE, message, line)
        return replace(post, draft=True)

    def _warn_if_undated(self, post: Post) -> None:
        front_matter = self.pending.front_matter
        if post.date is None and not post.draft and not front_matter.fields.get("date"):
            message = "the post has no date and is listed last. Give its front matter a 'date', such as 2023-11-25"
            self.domain.warn(self.env.docname, Subtype.DATE, message, front_matter.first or 1)

    def _head(self, post: Post) -> post_head:
        """Return the placeholder of byline and banner, with the image for builders that do not write HTML."""
        head = post_head(docname=post.docname)
        if post.banner and not post.banner.borrowed and not is_web_url(post.banner.path):
            image = nodes.image("", uri="/" + post.banner.path, alt=post.banner.alt or post.title)
            image.source = self.document["source"]
            image.line = self.pending.front_matter.line_of("banner_alt" if post.banner.alt else "title")
            head += image
        return head

    def _line_of_unread_directive(self) -> int:
        """Return the line of a directive ``post`` that docutils rejects, with its options; 0 if there is none."""
        problems = self.document.findall(nodes.system_message)
        return next((each.get("line", 1) for each in problems if 'Error in "post" directive' in each.astext()), 0)

    def _in_its_language(self, post: Post) -> Post:
        """Return a post with the language of the build if gettext translates at least half of it."""
        progress: dict[str, int] = self.document.get("translation_progress", {})
        translated, total = progress.get("translated", 0), progress.get("total", 0)
        heading = self.section()[0]
        has_title = isinstance(heading, nodes.title) and heading.get("translated")
        if 2 * translated < total or not (translated or has_title):
            return post
        return replace(post, language=self.env.config.language, is_translated=True)

    @property
    def _summary_length(self) -> int:
        return self.domain.settings.summary_length

    @property
    def _longest(self) -> int:
        """The characters of a summary that is as long as the author wants it."""
        return max(_LONGEST_EXCERPT, self._summary_length)

    def _beginning(self, paragraphs: list[str], text: str, wanted: int | None) -> str:
        """Return the beginning of the text: as many paragraphs as post or site want, else as many characters."""
        number = self.domain.settings.summary_paragraphs if wanted is None else wanted
        if not number:
            return shorten(text[:2000], self._summary_length)
        return shorten(" ".join(paragraphs[:number]), self._longest)


def _has_body(section: nodes.Element) -> bool:
    """Return whether there is anything to see below the title of a section."""
    return any(not isinstance(node, nodes.Invisible) for node in section[1:])


def _external_body(post: Post) -> list[nodes.Node]:
    """Return the body of an external post without one: its summary, and a link."""
    shown: list[nodes.Node] = [nodes.paragraph("", post.summary)] if post.summary else []
    if post.external:
        link = nodes.reference("", post.external, refuri=post.external, internal=False)
        shown.append(nodes.paragraph("", "", link))
    return shown


class MoveFootnotes(PostTransform):
    """Moves footnotes into the section of the post, before its foot: MyST collects them after that section."""

    default_priority = 625  # after CollectFootnotes of MyST

    def transform_post(self) -> None:
        """Move all that follows the section."""
        section = self.section()
        if section is self.document or section.parent is not self.document:
            return
        after = self.document.children[self.document.index(section) + 1 :]
        foot = next((node for node in section.children if isinstance(node, post_foot)), None)
        if foot is None or not any(isinstance(node, nodes.footnote) for node in after):
            return
        for node in after:
            self.document.remove(node)
        place = section.index(foot)
        section[place:place] = after


class KeepFootnoteReferences(PostTransform):
    """Shows ``[#]_`` within ``eval-rst`` as text: nothing resolves such references there, and writers fail on them."""

    default_priority = 630  # docutils resolves others at 620, and at 850 those with names

    def transform_post(self) -> None:
        """Replace references without a footnote."""
        for node in list(self.document.findall(nodes.footnote_reference)):
            if "refid" not in node and "refname" not in node:
                written = node.rawsource or f"[{node.astext()}]_"
                message = (
                    f"the footnote reference {written!r} is in embedded reStructuredText, where MyST resolves none"
                )
                line = get_source_line(node)[1] or 0
                self.domain.warn(self.env.docname, Subtype.LINK, f"{message}; write it in Markdown, as [^name]", line)
                node["ids"] = []  # others of the page may have it
                replace_node(node, [nodes.Text(written)])


class KeepQuotes(PostTransform):
    """Replaces quotes that are empty or hold doctests only; ``HandleCodeBlocks`` of Sphinx fails on their classes."""

    default_priority = 205

    def transform_post(self) -> None:
        """Replace such quotes by their content."""
        for quote in list(self.document.findall(nodes.block_quote)):
            if all(isinstance(child, nodes.doctest_block) for child in quote):
                replace_node(quote, [*quote.children] or [nodes.comment()])


class KeepRules(PostTransform):
    """Keeps horizontal rules where docutils allows no transition: at section edges, in pairs, in quotes and lists."""

    default_priority = 820  # docutils moves and judges transitions at 830

    def transform_post(self) -> None:
        """Replace such rules by raw HTML; other builders show none."""
        for parent in dict.fromkeys(rule.parent for rule in self.document.findall(nodes.transition)):
            misplaced = _misplaced_rules(parent)
            replace_children(parent, {rule: nodes.raw("", "<hr />", format="html") for rule in misplaced})


def _misplaced_rules(parent: nodes.Element) -> list[nodes.transition]:
    """Return the horizontal rules of a node that docutils allows no transition for.

    It wants text on both sides, in a section; a misplaced rule before one counts as text, as it is replaced.
    """
    allowed = isinstance(parent, nodes.section | nodes.document)
    found: dict[nodes.Node, nodes.transition] = {}
    before: nodes.Node | None = None
    for rule, after in zip_longest(parent.children, parent.children[1:]):
        if isinstance(rule, nodes.transition):
            follows_text = before is not None and (before in found or _is_text(before))
            if not (allowed and follows_text and after is not None and _is_text(after)):
                found[rule] = rule
        before = rule
    return list(found.values())


def _is_text(node: nodes.Node) -> bool:
    return not isinstance(node, nodes.title | nodes.transition | nodes.section | NewsNode)


def _split_metadata(children: list[nodes.Node]) -> tuple[list[nodes.Node], list[nodes.Node]]:
    """Split off the field list that docutils turns into docinfo, and the nodes before it; Sphinx reads it later."""
    for number, node in enumerate(children):
        if isinstance(node, nodes.field_list):
            return children[: number + 1], children[number + 1 :]
        if not isinstance(node, nodes.PreBibliographic):
            break
    return [], list(children)
