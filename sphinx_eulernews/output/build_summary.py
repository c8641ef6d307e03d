"""Summary at the end of a build, in the log: posts, collections, images, files that look like posts and are none.

Nothing of it is a warning. Names of terms that probably mean the same are listed with the lines that make them one.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from sphinx.locale import __
from sphinx.util.logging import getLogger

from sphinx_eulernews.build import BuildState
from sphinx_eulernews.builder_kinds import has_pages
from sphinx_eulernews.domain import news_domain
from sphinx_eulernews.lazy import lazy
from sphinx_eulernews.model import urls
from sphinx_eulernews.model.collection import SECTION
from sphinx_eulernews.model.taxonomy import AUTHOR, NO_RECORDS, TAXONOMIES, TaxonomyDef
from sphinx_eulernews.output.navigation import documents_in_toctrees
from sphinx_eulernews.read.virtual_documents import NewsProject

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from sphinx_eulernews.model import near_duplicates
    from sphinx_eulernews.model.site import Site
else:
    near_duplicates = lazy("sphinx_eulernews.model.near_duplicates")

logger = getLogger(__name__)

_MANY_GROUPS = 20
"""Of more groups of near-duplicates than this, the summary shows the first."""
_START_OF_FILE = 512  # bytes of a file in which front matter would show
_OTHER_MARKDOWN = (".markdown", ".mdown", ".mkd", ".mdx")
_MARKUP = (".md", *_OTHER_MARKDOWN, ".rst", ".ipynb", ".adoc", ".org")
"""The extensions of files that may be meant as posts, whether the site has a parser for them or not."""
_READ_AS_MARKDOWN = frozenset({*_OTHER_MARKDOWN, ".html", ".htm"})
_BY_FRONT_MATTER = frozenset({"", ".html", ".htm"})
"""Those of files that are meant as posts if they have front matter: Jekyll and Hugo have posts in HTML."""
_INDEX = "it is the index of its folder"


def report_build(app: Sphinx, site: Site) -> None:
    """Log how many posts there are, or where to put them; how many warnings there were, Sphinx logs itself."""
    if site.posts:
        _report_posts(app, site)
    else:
        logger.info(_where_to_put_posts(app))
    if BuildState.of(app.env).reading:
        _report_others(app, site)
        for taxonomy in TAXONOMIES:
            if taxonomy is not AUTHOR:
                _report_near_duplicates(taxonomy, site)


def _report_posts(app: Sphinx, site: Site) -> None:
    readers = (docnames for docnames, _name in app.env.images.values())
    images = sum(not site.posts.keys().isdisjoint(docnames) for docnames in readers)
    logger.info(
        __("news: %s in %s (%s), %s"),
        _counted(len(site.posts), "post"), _counted(len(site.sections), "collection"), _unpublished(site),
        _counted(images, "image"),
    )  # fmt: skip
    in_toctrees = documents_in_toctrees(app.env)
    outside = [urls.list_page(key) for key in site.sections if urls.list_page(key) not in in_toctrees]
    if outside and has_pages(app.builder):
        logger.info(__("news: to have the news in the navigation, add to a toctree: %s"), ", ".join(outside))


def _report_others(app: Sphinx, site: Site) -> None:
    """Log how many files of collections look like posts and are none; at ``-v`` which ones, and why."""
    others = 0
    for path in _files(Path(app.srcdir), tuple(site.sections)):
        if why := _why_no_post(app, site, path):
            # A file without an extension is a mistake in any case.
            log = logger.verbose if PurePosixPath(path).suffix else logger.info
            log(__("news: %s is not a post: %s"), path, why)
            others += log == logger.verbose and why != _INDEX
    if others:
        shown = f"{_counted(others, 'other file')} {'is not a post' if others == 1 else 'are not posts'}"
        logger.info(__("news: %s; sphinx-build -v says which, and why"), shown)


def _report_near_duplicates(taxonomy: TaxonomyDef, site: Site) -> None:
    """Log names of terms that probably mean the same, with the lines that make them one term."""
    lines: dict[str, None] = {}
    for key, section in site.sections.items():
        declared = site.records.get((key, taxonomy.plural), NO_RECORDS)
        names = Counter(name for post in section.timeline.posts for name in taxonomy.names(post))
        for group in near_duplicates.near_duplicates(names):
            # Who declares two of them means two terms.
            own = [record.key for name in group if (record := declared.find(name))]
            if len(own) < 2:
                others = [name for name in group if declared.find(name) is None]
                lines[near_duplicates.declaration([*own, *others], own)] = None
    if lines:
        shown = [*lines][:_MANY_GROUPS] + ["..."] * (len(lines) > _MANY_GROUPS)
        logger.info(
            __("news: %s of %s may mean the same; to make one term of each, write into %s in the source folder:\n  %s"),
            _counted(len(lines), "group"),
            taxonomy.plural,
            f"{taxonomy.plural}.yml",
            "\n  ".join(shown),
        )


def _unpublished(site: Site) -> str:
    """Say how many posts are not published, and why."""
    hidden = site.hidden()
    reasons = Counter(site.posts[docname].why_unpublished(site.now) for docname in hidden)
    why = ", ".join(f"{number} {reason}" for reason, number in sorted(reasons.items()))
    return f"{len(hidden)} not published" + (f": {why}" if why else "")


def _where_to_put_posts(app: Sphinx) -> str:
    """Return the message for a site without posts: where to put them."""
    folders = ", ".join(sorted(news_domain(app.env).settings.collections))
    if folders:
        return __("news: no posts; eulernews_collections (conf.py) names %s, and no document lies below") % folders
    return __("news: no posts; put them below a folder named news or blog, or name theirs in eulernews_collections")


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _files(srcdir: Path, folders: tuple[str, ...]) -> Iterator[str]:
    """Yield the files of collections that may be meant as posts."""
    for key in folders:
        for folder, _folders, names in os.walk(srcdir / key):
            below = Path(folder).relative_to(srcdir).as_posix()
            yield from (f"{below}/{name}" for name in sorted(names) if _may_be_post(Path(folder, name)))


def _why_no_post(app: Sphinx, site: Site, path: str) -> str:
    """Say why a file is no post; empty if it is one."""
    if path.endswith(".md") and path.removesuffix(".md") in site.posts:  # most are
        return ""
    file, docname = PurePosixPath(path), app.env.path2doc(path)
    if not file.suffix:
        return f"it has the front matter of one but no extension; name it {path}.md"
    if docname is None or file.suffix not in app.config.source_suffix:
        known = f"; add {{'{file.suffix}': 'markdown'}} to source_suffix" if file.suffix in _READ_AS_MARKDOWN else ""
        return f"no parser is registered for {file.suffix}{known}"
    if docname in site.posts:
        return ""
    if file.stem == SECTION or (file.stem == "index" and str(file.parent) in site.sections):
        return _INDEX
    return _why_not_taken(app, site, path, docname)


def _why_not_taken(app: Sphinx, site: Site, path: str, docname: str) -> str:
    """Say why a document below a collection is no post."""
    stem = PurePosixPath(path).stem
    if "[" in stem:
        return "a name with [ ] is that of a template"
    if docname in NewsProject.of(app.env).blocked:
        return "a folder of it has the name of a file that Sphinx makes"
    if docname not in app.env.found_docs:
        return "exclude_patterns leaves it out"
    if news_domain(app.env).settings.selects(site.home_of(docname), path) is False:
        return "no pattern matches it, and it neither says 'post: true' nor has a directive 'post'"
    return "an index.md needs a date, or 'post: true'" if stem == "index" else "it says 'post: false'"


def _may_be_post(path: Path) -> bool:
    """Return whether a file may be meant as a post: by its extension, or by its front matter."""
    return path.name.lower().endswith(_MARKUP) or (path.suffix in _BY_FRONT_MATTER and _has_front_matter(path))


def _has_front_matter(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            start = file.read(_START_OF_FILE)
    except OSError:
        return False
    return start.removeprefix(b"\xef\xbb\xbf").lstrip().startswith((b"---", b"+++")) and b"title" in start
