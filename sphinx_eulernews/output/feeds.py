"""Feeds of a site: entries, fingerprints, and the links by which they are discovered.

A collection has a feed in each format, a tag, category or author an Atom feed. Planning is cheap, since the digest of
each post is computed once; a feed is generated only if it differs from the one in the output. The content of an entry
is extracted from the page of its post, with absolute URLs.
"""

from __future__ import annotations

import html
import re
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields
from functools import partial
from itertools import islice
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, urljoin

from sphinx_eulernews import __version__
from sphinx_eulernews.build import warn_in_planning
from sphinx_eulernews.character_references import unescape
from sphinx_eulernews.hooks import FEED_ENTRY, emit_mapping, has_listeners
from sphinx_eulernews.html.rewrite import Reference, rewrite
from sphinx_eulernews.html.tokenizer import Token, TokenKind, tokenize
from sphinx_eulernews.model import urls
from sphinx_eulernews.model.extra_fields import as_json
from sphinx_eulernews.model.hashing import digest
from sphinx_eulernews.model.post import Author, Post
from sphinx_eulernews.model.taxonomy import BY_PLURAL, BYLINE, TAXONOMIES
from sphinx_eulernews.nodes import ONLY_DARK
from sphinx_eulernews.output import manifest
from sphinx_eulernews.output.artifacts import FileArtifact, OutputPaths, page_file
from sphinx_eulernews.output.feed_formats import MEDIA_TYPES, WRITERS, Entry, Feed, Image, Person
from sphinx_eulernews.output.page_urls import absolute_file_url, absolute_url, base_url, known_absolute_file_url
from sphinx_eulernews.render.dependencies import banner_values
from sphinx_eulernews.render.tree import is_web_url, write_attributes
from sphinx_eulernews.warnings import Subtype, logger

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from sphinx_eulernews.config import NewsConfig
    from sphinx_eulernews.model.site import Section
    from sphinx_eulernews.output.banners import BannerImages
    from sphinx_eulernews.output.page_urls import PageUrls
    from sphinx_eulernews.output.pages import GeneratedPage
    from sphinx_eulernews.render.views import Views

_CONTENT = re.compile(r'<div class="e-content"[^>]*>')
# What `rewrite` leaves alone, since no file of the site is meant by it; in a feed it needs its domain.
_OTHER_URLS = frozenset({"background", "src", "href", "poster", "cite"})

FILES = {urls.ATOM: "atom", urls.RSS: "rss", urls.JSON_FEED: "json"}
"""The feeds of a collection: file name to format."""
# Authors and categories of an entry: without it, the feeds of tags grow with the square of their number.
_TERM_LIMIT = 100

# IDs are derived from names, not from URLs, so that they survive a new domain or version of the docs.
_NAMESPACE = uuid.UUID("5b1c2f0e-6f0d-5b58-9a3c-0e7c1f6a9d24")
_IMAGE_TYPES = {
    ".avif": "image/avif",
    ".gif": "image/gif",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".webp": "image/webp",
}
# Of an image, the digest and the URL are compared.
NOT_SHOWN = frozenset({
    "collection", "publish", "expires", "draft", "banner", "pinned", "unlisted", "translation", "aliases", "canonical",
    "series", "related", "minutes", "lines", "is_translated", "category_paths",
    "unseen_terms",
})  # fmt: skip
"""The fields of a post that no feed shows: a change of any other writes feeds again, also of a new one."""
_shown = attrgetter(*(item.name for item in fields(Post) if item.name not in NOT_SHOWN))


def _categories(post: Post) -> tuple[tuple[str, str], ...]:
    """Return the categories of an entry: the names that pages show as labels, with what readers see of each."""
    labelled = (taxonomy for taxonomy in BYLINE if not taxonomy.in_sentence)
    names = (zip(taxonomy.names(post), taxonomy.labels(post), strict=True) for taxonomy in labelled)
    return tuple(dict(pair for pairs in names for pair in pairs).items())


@dataclass(frozen=True, slots=True)
class Channel:
    """A feed: its posts, newest first, under a title; ``page`` lists the same posts for readers."""

    path: str
    format: str
    title: str
    page: str
    section: Section
    posts: tuple[Post, ...]
    description: str


def plan_feeds(
    app: Sphinx, settings: NewsConfig, views: Views, banner_images: BannerImages, paths: OutputPaths
) -> Iterator[FileArtifact]:
    """Yield the feeds of a site; without a base URL there are none, which is logged, or is a warning if it is wrong.

    A feed whose path belongs to something else is left out with a warning.
    """
    sections = views.site.sections.values()
    if sections and not base_url(app) and (base := app.config.html_baseurl):
        message = f"conf.py: html_baseurl = {base!r} is not an absolute URL, so no feeds are written"
        warn_in_planning(app.env, Subtype.CONFIG, f"{message}; write it as 'https://docs.example.org/'")
    elif sections and not base_url(app):
        logger.info("news: no feeds are written, since the URL of the site is not known; set html_baseurl in conf.py")
    if not sections or not base_url(app):
        return
    planner = _FeedPlanner(app, settings, views, banner_images)
    for section in sections:
        for channel in _channels(views, section, settings.feed_limit):
            if holder := paths.claim(channel.path, f"the feed {channel.path!r}"):
                message = f"the feed {channel.path!r} is not written: {holder} has its path"
                warn_in_planning(app.env, Subtype.FEED, message)
            else:
                yield planner.feed(channel)


def discovery_links(
    app: Sphinx, views: Views, section: Section, page_urls: PageUrls, page: GeneratedPage | None = None
) -> str:
    """Return the links in the head of a post, or of a generated page, by which programs find the feeds."""
    if not base_url(app):
        return ""
    key, title = section.collection.key, views.title(section)
    found = [(urls.feed(key, name), kind, title) for name, kind in FILES.items()]
    if page is not None and (folder := _term_folder(key, page.name)):
        found.insert(0, (urls.feed(folder, urls.ATOM), "atom", f"{title} · {page.title}"))
    links = (
        {"rel": "alternate", "type": MEDIA_TYPES[kind], "title": name, "href": page_urls.file(path)}
        for path, kind, name in found
    )
    return "".join(f"<link{write_attributes(link)} />\n" for link in links)


def _term_folder(key: str, pagename: str) -> str:
    """Return the page name of the term that a page belongs to; empty where it belongs to none."""
    plural, _slash, rest = pagename.removeprefix(key + "/").partition("/")
    slug = rest.partition("/")[0]
    known = plural in BY_PLURAL and slug not in ("", "index")
    return f"{key}/{plural}/{slug}" if known else ""


def _channels(views: Views, section: Section, limit: int) -> Iterator[Channel]:
    key, now, title = section.collection.key, views.site.now, views.title(section)

    def newest(posts: Sequence[Post]) -> tuple[Post, ...]:
        # Drafts that a preview shows are not for readers elsewhere.
        return tuple(islice((post for post in posts if post.published(now)), limit))

    posts, about = newest(section.timeline.posts), section.collection.description
    for name, kind in FILES.items():
        yield Channel(urls.feed(key, name), kind, title, urls.list_page(key), section, posts, about)
    for taxonomy in TAXONOMIES:
        for term in section.taxonomies[taxonomy.plural]:
            path, name = urls.feed(term.pagename, urls.ATOM), f"{title} · {term.label}"
            yield Channel(path, "atom", name, term.pagename, section, newest(term.posts), term.description or about)


@dataclass
class _FeedPlanner:
    """Generates feeds; the entry of a post is shared by all feeds that contain it."""

    app: Sphinx
    settings: NewsConfig
    views: Views
    banner_images: BannerImages
    _digests: dict[str, str] = field(default_factory=dict)
    _entries: dict[str, Entry] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.full = self.settings.feed_content == "full"
        self.has_listeners = has_listeners(self.app.events, FEED_ENTRY)
        config = self.app.config
        self.site = (base_url(self.app), str(config.project), str(config.language))

    def feed(self, channel: Channel) -> FileArtifact:
        """Plan a feed; it is generated when it is written."""
        # The ending of URLs is an option as well.
        url = self.app.builder.get_target_uri(channel.page)
        shown = (
            __version__,
            *self.site,
            self.settings.feed_id,
            self.full,
            url,
            channel.path,
            channel.title,
            channel.description,
            channel.section.shown,
        )
        fingerprint = digest(repr(shown), *map(self._digest_of, channel.posts))
        pages = frozenset(post.docname for post in channel.posts) if self.full else frozenset[str]()
        return FileArtifact(
            path=channel.path,
            fingerprint=fingerprint,
            make=partial(self._make, channel),
            subtype=Subtype.FEED,
            cut_from=pages,
        )

    def _digest_of(self, post: Post) -> str:
        if post.docname not in self._digests:
            # The name of its image follows the settings of images.
            avatars = [self.banner_images.avatar_path(author.avatar) for author in post.authors if author.avatar]
            banner = repr((banner_values(post.banner), self.banner_images.share_image(post), avatars))
            shown = post if self.has_listeners else _shown(post)
            self._digests[post.docname] = digest(repr(shown), banner)
        return self._digests[post.docname]

    def _make(self, channel: Channel) -> bytes:
        _base, project, _language = self.site
        feed = Feed(
            id=self._id("feed", channel.path),
            title=f"{project} · {channel.title}" if project else channel.title,
            subtitle=channel.description,
            language=self.views.words(channel.section).tag,
            home_url=absolute_url(self.app, channel.page),
            self_url=absolute_file_url(self.app, quote(channel.path)),
            authors=(Person(project or channel.title),),
            entries=tuple(map(self._entry, channel.posts)),
        )
        return WRITERS[channel.format](feed)

    def _entry(self, post: Post) -> Entry:
        if post.docname not in self._entries:
            self._entries[post.docname] = self._as_handlers_leave_it(self._own_entry(post), post)
        return self._entries[post.docname]

    def _own_entry(self, post: Post) -> Entry:
        url = absolute_url(self.app, post.docname)
        return Entry(
            id=self._id("post", post.docname),
            url=url,
            external_url=post.external,
            title=post.title,
            summary=post.summary,
            content_html=content_of(self._page(post), url) if self.full else "",
            published=post.date.when if post.date else None,
            updated=post.updated.when if post.updated else None,
            authors=tuple(map(self._person, post.authors[:_TERM_LIMIT])),
            categories=_categories(post)[:_TERM_LIMIT],
            image=self._image(post),
            language=self.views.words_for(post).tag,
            extra=as_json(post.extra),
        )

    def _person(self, author: Author) -> Person:
        image = self.banner_images.avatar_path(author.avatar) if author.avatar else ""
        return Person(author.name, *(known_absolute_file_url(self.app, path) for path in (author.url, image)))

    def _as_handlers_leave_it(self, entry: Entry, post: Post) -> Entry:
        """Let handlers of ``eulernews-feed-entry`` change an entry."""
        if not self.has_listeners:
            return entry

        def warn(message: str) -> None:
            manifest.warn_in_writing(Path(self.app.outdir), Subtype.EVENT, message, docname=post.docname, line=1)

        given = entry.as_mapping()
        result = emit_mapping(self.app.events, FEED_ENTRY, given, post, warn=warn)
        problems, changed = entry.with_values({key: value for key, value in result.items() if given.get(key) != value})
        for problem in problems:
            warn(f"a handler of {FEED_ENTRY} {problem}")
        return changed

    def _id(self, kind: str, name: str) -> str:
        """Return an id that is unique among projects, and among the translations of a project, which share its name."""
        return uuid.uuid5(_NAMESPACE, "\n".join((kind, *(self.settings.feed_id or self.site[1:]), name))).urn

    def _image(self, post: Post) -> Image | None:
        if post.banner and is_web_url(post.banner.path):
            return Image(post.banner.path)
        share = self.banner_images.share_image(post)
        if share is None or share.plain:
            return None
        try:
            length = (Path(self.app.outdir) / share.path).stat().st_size
        except OSError:
            return None
        kind = _IMAGE_TYPES.get(Path(share.path).suffix, "")
        size = dict(share.size)
        return Image(absolute_file_url(self.app, share.path), kind, length, size["width"], size["height"])

    def _page(self, post: Post) -> str:
        try:
            return page_file(self.app.builder, post.docname).read_text("utf-8")
        except (OSError, UnicodeError):
            return ""  # the summary is there in any case


def content_of(page: str, url: str) -> str:
    """Return the ``e-content`` of a page, with absolute URLs; empty if there is none."""
    found = _CONTENT.search(page)
    if found is None:
        return ""
    kept = "".join(_entry_html(page[found.end() :]))
    return _make_absolute(rewrite(kept, lambda reference: _join(url, reference)), url).strip()


def _entry_html(text: str) -> Iterator[str]:
    """Yield the text up to the end of the ``div`` that it stands in.

    Without scripts, comments, permalinks, and images for dark pages.
    """
    depth, within = 1, ""
    for token in tokenize(text):
        name = token.element
        if within:
            # Neither a permalink nor a script holds another one.
            within = "" if token.kind is TokenKind.END and name == within else within
            continue
        if name == "div" and token.kind in (TokenKind.START, TokenKind.END):
            depth += 1 if token.kind is TokenKind.START else -1
            if not depth:
                return
        if token.kind is TokenKind.START and (name == "script" or _has_class(token, "a", "headerlink")):
            within = name
        elif token.kind is not TokenKind.COMMENT and not _has_class(token, "img", ONLY_DARK):
            yield text[token.start : token.end]


def _has_class(token: Token, element: str, name: str) -> bool:
    return token.element == element and name in token.value_of("class").split()


def _join(url: str, reference: Reference) -> str | None:
    return _absolute(url, reference.value)


def _absolute(base: str, url: str) -> str | None:
    """Return an absolute URL; None if it is no URL."""
    try:
        return urljoin(base, url.strip())
    except ValueError:
        return None


def _make_absolute(text: str, url: str) -> str:
    """Make the URLs of elements such as ``iframe`` absolute, which ``rewrite`` leaves alone."""
    pieces, position = [], 0
    for token in tokenize(text):
        for attribute in token.attributes if token.kind is TokenKind.START else ():
            if attribute.name not in _OTHER_URLS or not attribute.value:
                continue
            written = unescape(attribute.value)
            absolute = _absolute(url, written)
            if absolute not in (None, written):
                pieces += [text[position : attribute.value_start], f'"{html.escape(absolute)}"']
                position = attribute.end
    return "".join(pieces) + text[position:]
