"""The ``IndexBuilder`` of a builder: words as text, CJK bigrams, and the workarounds of ``compat``.

Changes are made to objects of this build's builder only. Sphinx makes the index in ``prepare_writing``, after
``write-started``, and loads that of the output at once: ``load_indexer`` of the builder is where both are at hand. A
build that writes no document loads and dumps the index all the same, which is a tenth of what it costs; where nothing
has changed, it need not.
"""

from __future__ import annotations

from functools import cache, partial
from io import BytesIO, StringIO
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, ClassVar

from sphinx.search import js_index

from sphinx_eulernews.build import BuildState, is_current
from sphinx_eulernews.compat.search import ChangedFormat, fix_chinese_stemmer, keep_index_entries, prune_with_sets
from sphinx_eulernews.domain import news_domain
from sphinx_eulernews.lazy import lazy
from sphinx_eulernews.model.taxonomy import TAXONOMIES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Set

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.builders import Builder

    from sphinx_eulernews.model.post import Post
    from sphinx_eulernews.search import cjk_language, word_index
else:
    word_index = lazy("sphinx_eulernews.search.word_index")
    cjk_language = lazy("sphinx_eulernews.search.cjk_language")


def improve_search(app: Sphinx, builder: Builder) -> None:
    """Wrap ``prepare_writing`` of this builder, once, to get at its ``IndexBuilder`` (``write-started``)."""
    if builder.format != "html":
        return
    prepare, methods = builder.prepare_writing, vars(builder)

    def prepare_writing(docnames: Set[str]) -> None:
        del methods["prepare_writing"]  # the method of the class is there again
        methods.pop("dump_search_index", None)  # of a build that failed before it
        if app.env.found_docs <= docnames:
            # Options or templates have changed, which the index of tags shows as well.
            BuildState.of(app.env).tag_index_is_current = False
        methods["load_indexer"] = partial(_load_indexer, app, builder)
        prepare(docnames)
        methods.pop("load_indexer", None)  # of a builder without a search page

    builder.prepare_writing = prepare_writing  # type: ignore[method-assign]  # of this builder alone


def _load_indexer(app: Sphinx, builder: Any, docnames: Set[str]) -> None:
    """Improve the index before that of the output is loaded; neither load nor dump it where nothing has changed."""
    del vars(builder)["load_indexer"]
    domain = news_domain(app.env)
    improve_index(builder.indexer, domain.site.posts, cjk=domain.settings.cjk_search)
    if docnames or not is_current(app, getattr(builder, "searchindex_filename", "")):
        builder.load_indexer(docnames)
    else:
        builder.dump_search_index = partial(vars(builder).pop, "dump_search_index")


def improve_index(indexer: Any, posts: Mapping[str, Post], *, cjk: bool) -> None:
    """Have an ``IndexBuilder`` find posts by their terms, and with ``cjk`` all documents by their bigrams."""
    indexing = _CjkIndexing(indexer, posts) if cjk else _Indexing(indexer, posts)
    indexing.install()
    fix_chinese_stemmer(indexer)
    keep_index_entries(indexer)
    prune_with_sets(indexer)
    # Sphinx caches stems for one document; stemmers are pure Python, and take a fifth of a clean build.
    indexer.lang.stem = cache(indexer.lang.stem)


class _Indexing:
    """Methods of an ``IndexBuilder`` that hold the words of a loaded index as text, and index a post by its terms.

    The page of a post shows its terms outside the text that Sphinx indexes.
    """

    methods: ClassVar[tuple[str, ...]] = ("feed", "load", "prune", "get_terms", "freeze", "dump")

    def __init__(self, indexer: Any, posts: Mapping[str, Post]) -> None:
        self._indexer, self._posts = indexer, posts
        self._stock = SimpleNamespace()
        self._words = word_index.WordIndex()

    def install(self) -> None:
        """Replace the methods of this one object."""
        for name in self.methods:
            setattr(self._stock, name, getattr(self._indexer, name))
            setattr(self._indexer, name, getattr(self, name))

    def feed(self, docname: str, filename: str, title: str, doctree: nodes.document) -> None:
        """Index a document."""
        self._stock.feed(docname, filename, title, doctree)
        self._add_terms(docname, self._words_of_terms(docname))
        self._words.replace(docname)

    def load(self, stream: Any, format: Any) -> None:  # noqa: A002  the name is Sphinx's
        """Load the index of the output."""
        words, code = word_index.WordIndex(), stream.read()
        stream = StringIO(words.take_from_code(code)) if isinstance(code, str) else BytesIO(code)
        self._stock.load(stream, ChangedFormat(self._indexer, format, words.take_from))
        words.name_loaded([*self._indexer._titles])  # noqa: SLF001  there is no public way to it
        self._words = words

    def prune(self, docnames: Iterable[str]) -> None:
        """Remove all documents that are not listed."""
        self._stock.prune(docnames)
        self._words.prune(frozenset(docnames))

    def get_terms(self, numbers: Mapping[str, int]) -> Any:
        """Return no words of texts and of titles, but take them: they are written as text."""
        self._words.renumber(numbers, *self._stock.get_terms(numbers))
        # Those of ``IndexBuilder`` are among ours now.
        self._indexer._mapping, self._indexer._title_mapping = {}, {}  # noqa: SLF001  likewise
        return {}, {}

    def freeze(self) -> dict[str, Any]:
        """Return the whole index, for other formats than JavaScript."""
        return self._words.put_into(self._stock.freeze())

    def dump(self, stream: Any, format: Any) -> None:  # noqa: A002  likewise
        """Write the index."""
        if format is js_index:
            stream.write(self._words.put_into_code(js_index.dumps(self._stock.freeze())))
        else:
            self._stock.dump(stream, format)

    def _words_of_terms(self, docname: str) -> list[str]:
        post = self._posts.get(docname)
        names = [name for taxonomy in TAXONOMIES for name in taxonomy.names(post)] if post else []
        return list(self._indexer.lang.split("\n\n".join(names))) if names else []

    def _add_terms(self, docname: str, words: list[str]) -> None:
        language, index = self._indexer.lang, self._indexer._title_mapping  # noqa: SLF001  likewise
        for word in filter(language.word_filter, {language.stem(word).lower() for word in words}):
            index.setdefault(word, set()).add(docname)


class _CjkIndexing(_Indexing):
    """Methods that also index a document by its bigrams, which Sphinx never sees one by one."""

    methods: ClassVar[tuple[str, ...]] = (*_Indexing.methods, "_word_collector")

    def __init__(self, indexer: Any, posts: Mapping[str, Post]) -> None:
        super().__init__(indexer, posts)
        indexer.lang = cjk_language.CjkBigrams(indexer.lang)
        self._in_title = self._in_text = frozenset[str]()

    def _word_collector(self, doctree: nodes.document) -> Any:
        """Collect the words of a document that is fed, but for its bigrams."""
        words = self._stock._word_collector(doctree)  # noqa: SLF001  there is no public way to the words
        self._in_title, words.title_words = cjk_language.divide(words.title_words)
        self._in_text, words.words = cjk_language.divide(words.words)
        return words

    def feed(self, docname: str, filename: str, title: str, doctree: nodes.document) -> None:
        """Index a document."""
        self._stock.feed(docname, filename, title, doctree)
        in_terms, words = cjk_language.divide(self._words_of_terms(docname))
        self._add_terms(docname, words)
        # As Sphinx does: a word of the title is not noted for the text again.
        in_text = (self._in_text | cjk_language.bigrams_across_markup(doctree)) - self._in_title
        self._words.replace(docname, self._in_title | in_terms, in_text)
