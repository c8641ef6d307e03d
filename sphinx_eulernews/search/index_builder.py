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
    from collections.abc import Callable, Iterable, Mapping, Set

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.builders import Builder

    from sphinx_eulernews.model.post import Post
    from sphinx_eulernews.search import cjk_language

    Divide = Callable[[list[str]], tuple[set[str], list[str]]]
    """Returns the bigrams among words, and the other words."""
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
        if app.env.found_docs <= docnames:
            # Options or templates have changed, which the index of tags shows as well.
            BuildState.of(app.env).tag_index_is_current = False
        prepare(docnames)
        indexer: Any = getattr(builder, "indexer", None)
        if indexer is None:
            return
        domain = news_domain(app.env)
        divide = _index_bigrams(indexer) if domain.settings.cjk_search else _keep_whole
        _index_terms(indexer, domain.site.posts, divide)
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


def _index_bigrams(indexer: Any) -> Divide:
    """Index each document under its bigrams, which Sphinx never gets to see one by one; return what divides words."""
    indexer.lang = cjk_language.CjkBigrams(indexer.lang)
    feed, collect = indexer.feed, indexer._word_collector  # noqa: SLF001  there is no public way to the words
    in_title, in_text = set[str](), set[str]()

    def collect_words(doctree: nodes.document) -> Any:
        nonlocal in_title, in_text
        words = collect(doctree)
        in_title, words.title_words = _divide(words.title_words)
        in_text, words.words = _divide(words.words)
        return words

    def feed_bigrams(docname: str, filename: str, title: str, doctree: nodes.document) -> None:
        feed(docname, filename, title, doctree)
        _add_document(indexer._title_mapping, in_title, docname)  # noqa: SLF001  likewise
        # As ``feed`` does: a word of the title is not noted for the text again.
        _add_document(indexer._mapping, (in_text | cjk_language.bigrams_across_markup(doctree)) - in_title, docname)  # noqa: SLF001

    indexer._word_collector, indexer.feed = collect_words, feed_bigrams  # noqa: SLF001  likewise
    return _divide


def _keep_whole(words: list[str]) -> tuple[set[str], list[str]]:
    return set(), words


def _divide(words: list[str]) -> tuple[set[str], list[str]]:
    """Return the bigrams among words, and the others once each."""
    distinct = dict.fromkeys(words)
    runs = list(filter(cjk_language.is_run, distinct))
    for run in runs:
        del distinct[run]
    return cjk_language.bigrams(runs), list(distinct)


def _add_document(index: dict[str, set[str]], words: Iterable[str], docname: str) -> None:
    for word in words:
        # One look-up for a word that is there: they are most of what the bigrams of a document cost.
        documents = index.get(word)
        if documents is None:
            index[word] = {docname}
        else:
            documents.add(docname)


def _index_terms(indexer: Any, posts: Mapping[str, Post], divide: Divide) -> None:
    """Find a post by its tags and other terms as by words of its title: its page shows them outside of the text."""
    feed = indexer.feed

    def feed_terms(docname: str, filename: str, title: str, doctree: nodes.document) -> None:
        feed(docname, filename, title, doctree)
        if docname not in posts:
            return
        terms = [name for taxonomy in TAXONOMIES for name in taxonomy.names(posts[docname])]
        pairs, words = divide(indexer.lang.split("\n\n".join(terms)))
        stems = {indexer.lang.stem(word).lower() for word in words}
        found = pairs | set(filter(indexer.lang.word_filter, stems))
        _add_document(indexer._title_mapping, found, docname)  # noqa: SLF001  there is no public way to it

    indexer.feed = feed_terms
