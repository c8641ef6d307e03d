"""gettext translations of strings outside of paragraphs: front matter, directive options, titles of collections.

Sphinx translates the body of a document (``Locale`` in ``sphinx.transforms.i18n``) by parsing each message again. These
are plain strings, so they are looked up in the same catalogs here, and never parsed. The gettext builder gets them as
nodes (``plain_message``), with their lines.
"""

from __future__ import annotations

import gettext
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sphinx.transforms import SphinxTransform
from sphinx.util.i18n import docname_to_domain

from sphinx_eulernews.build import BuildState
from sphinx_eulernews.lazy import lazy
from sphinx_eulernews.model import urls
from sphinx_eulernews.model.taxonomy import TAXONOMIES
from sphinx_eulernews.model.text import clean
from sphinx_eulernews.nodes import plain_message

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from docutils.nodes import Node
    from sphinx.builders import Builder
    from sphinx.builders import gettext as catalogs
    from sphinx.environment import BuildEnvironment

    from sphinx_eulernews.model.collection import Collection
    from sphinx_eulernews.model.front_matter import FrontMatter
    from sphinx_eulernews.model.post import Post
else:
    catalogs = lazy("sphinx.builders.gettext")

# Keys of ``env.temp_data``: the messages of the document that is read, as (text, line), and its catalogs.
_MESSAGES = "eulernews_messages"
_CATALOGS = "eulernews_catalogs"


def translate(env: BuildEnvironment, text: str, line: int) -> str:
    """Return a string of the document that is read in the language of the build, or as it is."""
    if not text:
        return ""
    if BuildState.of(env).makes_catalogs:
        env.temp_data[_MESSAGES] = [*_messages(env), (text, line)]
    if _CATALOGS not in env.temp_data:
        env.temp_data[_CATALOGS] = catalogs_of(env, env.docname)
    return look_up(env.temp_data[_CATALOGS], text)


def _messages(env: BuildEnvironment) -> list[tuple[str, int]]:
    messages: list[tuple[str, int]] | None = env.temp_data.get(_MESSAGES)
    return messages or []


def catalogs_of(env: BuildEnvironment, docname: str) -> list[gettext.NullTranslations]:
    """Return the catalogs of a document, one for each of ``locale_dirs`` that has one."""
    config = env.config
    if not config.language:
        return []
    folders = [env.srcdir / folder for folder in config.locale_dirs]
    return list(_load(docname_to_domain(docname, config.gettext_compact), folders, config.language))


def _load(domain: str, folders: list[Path], language: str) -> Iterator[gettext.NullTranslations]:
    for folder in folders:
        try:
            yield gettext.translation(domain, str(folder), [language])
        except Exception:  # noqa: BLE001, S112  none, or a damaged one: as in ``sphinx.locale.init``
            continue


def look_up(catalogs: list[gettext.NullTranslations], text: str) -> str:
    """Return a string as the first catalog that knows it translates it, without control characters."""
    for catalog in catalogs:
        if (found := catalog.gettext(text)) != text and clean(found):
            return clean(found)
    return text


def translate_fields(env: BuildEnvironment, post: Post, front_matter: FrontMatter) -> Post:
    """Return a post with its summary translated, and the labels of its terms and series."""
    lines = {
        name: front_matter.line_of(taxonomy.option)
        for taxonomy in TAXONOMIES
        if taxonomy.translatable
        for name in taxonomy.names(post)
    }
    if post.series:
        lines.setdefault(post.series, front_matter.line_of("series"))
    shown = ((name, translate(env, name, line)) for name, line in lines.items())
    labels = tuple((name, label) for name, label in shown if label != name)
    return replace(post, summary=translate(env, post.summary, front_matter.line_of("summary")), labels=labels)


def translated_collection(env: BuildEnvironment, collection: Collection) -> Collection:
    """Return a collection with its title and description translated, by the catalog of its list."""
    if not (collection.title or collection.description):
        return collection
    catalogs = catalogs_of(env, urls.list_page(collection.key))
    title, description = (look_up(catalogs, text) for text in (collection.title, collection.description))
    return replace(collection, title=title, description=description)


def add_collection_messages(builder: Builder, collections: Mapping[str, Mapping[str, Any]]) -> None:
    """Give the titles and descriptions of collections in conf.py to the gettext builder."""
    if not BuildState.of(builder.env).makes_catalogs or not isinstance(builder, catalogs.MessageCatalogBuilder):
        return
    for key, settings in sorted(collections.items()):
        catalog = builder.catalogs[docname_to_domain(urls.list_page(key), builder.config.gettext_compact)]
        for name in ("title", "description"):
            if settings.get(name):
                catalog.add(settings[name], catalogs.MsgOrigin(str(builder.srcdir / "conf.py"), 0))


class AddMessages(SphinxTransform):
    """Adds the strings that were passed to ``translate`` to the document, for the gettext builder."""

    default_priority = 870  # Sphinx gives messages their ids at 880

    def apply(self, **_: Any) -> None:
        """Add a node for each string."""
        added: list[Node] = []
        for text, line in dict.fromkeys(_messages(self.env)):
            message = plain_message(message=text)
            message.source, message.line = self.document["source"], line
            added.append(message)
        self.document[:0] = added
