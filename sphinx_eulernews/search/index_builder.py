"""The ``IndexBuilder`` of a builder: CJK bigrams, and the work-arounds of ``compat``.

Changes are made to objects of this build's builder only. Sphinx makes the index in ``prepare_writing``, after
``write-started``, and uses it at once for ``language_data.js``; no event lies between. A build that writes no document
loads and dumps the index all the same, which is a tenth of what it costs; where nothing has changed, it need not.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx.application import ENV_PICKLE_FILENAME

from sphinx_eulernews.build import BuildState
from sphinx_eulernews.compat.search import fix_chinese_stemmer, prune_with_sets
from sphinx_eulernews.domain import news_domain
from sphinx_eulernews.lazy import lazy
from sphinx_eulernews.model.taxonomy import TAXONOMIES

if TYPE_CHECKING:
    from collections.abc import Mapping, Set

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.builders import Builder

    from sphinx_eulernews.model.post import Post
    from sphinx_eulernews.search import cjk_language
else:
    cjk_language = lazy("sphinx_eulernews.search.cjk_language")


def improve_search(app: Sphinx, builder: Builder) -> None:
    """Wrap ``prepare_writing`` of this builder, once, to get at its ``IndexBuilder`` (``write-started``)."""
    if builder.format != "html":
        return
    prepare = builder.prepare_writing

    def prepare_writing(docnames: Set[str]) -> None:
        del vars(builder)["prepare_writing"]  # the method of the class is there again
        for step in ("load_indexer", "dump_search_index"):
            vars(builder).pop(step, None)  # of a build that failed between the two
            if not docnames and _is_current(app, builder):
                _skip_once(builder, step)
        prepare(docnames)
        indexer: Any = getattr(builder, "indexer", None)
        if indexer is None:
            return
        domain = news_domain(app.env)
        if domain.settings.cjk_search:
            _index_bigrams(indexer)
        _index_terms(indexer, domain.site.posts)
        fix_chinese_stemmer(indexer)
        prune_with_sets(indexer)
        # Sphinx caches stems for one document; stemmers are pure Python, and take a fifth of a clean build.
        indexer.lang.stem = cache(indexer.lang.stem)

    builder.prepare_writing = prepare_writing  # type: ignore[method-assign]


def _is_current(app: Sphinx, builder: Any) -> bool:
    """Return whether the search index in the output is that of an unchanged site, dumped after the environment."""
    if not BuildState.of(app.env).is_unchanged:
        return False
    try:
        index = (Path(app.outdir) / builder.searchindex_filename).stat()
        return bool(index.st_mtime_ns >= (Path(app.doctreedir) / ENV_PICKLE_FILENAME).stat().st_mtime_ns)
    except (OSError, AttributeError):
        return False


def _skip_once(builder: Any, step: str) -> None:
    """Let a method of this builder do nothing the next time."""

    def skip(*_arguments: Any) -> None:
        del vars(builder)[step]

    setattr(builder, step, skip)


def _index_bigrams(indexer: Any) -> None:
    indexer.lang = cjk_language.CjkBigrams(indexer.lang)
    feed = indexer.feed
    words, title_words = indexer._mapping, indexer._title_mapping  # noqa: SLF001  there is no public way to them

    def feed_bigrams(docname: str, filename: str, title: str, doctree: nodes.document) -> None:
        feed(docname, filename, title, doctree)
        for bigram, in_title in cjk_language.bigrams_across_markup(doctree):
            # As ``feed`` does: a word of the title is not noted for the text again.
            if in_title:
                title_words.setdefault(bigram, set()).add(docname)
            elif docname not in title_words.get(bigram, ()):
                words.setdefault(bigram, set()).add(docname)

    indexer.feed = feed_bigrams


def _index_terms(indexer: Any, posts: Mapping[str, Post]) -> None:
    """Find a post by its tags and other terms as by words of its title: its page shows them outside of the text."""
    feed = indexer.feed
    title_words = indexer._title_mapping  # noqa: SLF001  there is no public way to them

    def feed_terms(docname: str, filename: str, title: str, doctree: nodes.document) -> None:
        feed(docname, filename, title, doctree)
        if docname not in posts:
            return
        terms = [name for taxonomy in TAXONOMIES for name in taxonomy.names(posts[docname])]
        for word in indexer.lang.split("\n\n".join(terms)):
            stem = indexer.lang.stem(word).lower()
            if indexer.lang.word_filter(stem):
                title_words.setdefault(stem, set()).add(docname)

    indexer.feed = feed_terms
