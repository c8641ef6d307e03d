"""Reports: warnings that need all posts, and the summary in the log.

Every build gives the warnings (unknown names in lists and in ``related``, dates in the future) until they are fixed.
The summary at the end of a build counts posts, collections and images, and names files that look like posts.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from sphinx.locale import __
from sphinx.util.logging import getLogger

from sphinx_eulernews.build import BuildState
from sphinx_eulernews.builder_kinds import has_pages
from sphinx_eulernews.domain import news_domain
from sphinx_eulernews.lazy import lazy
from sphinx_eulernews.model import urls
from sphinx_eulernews.model.query import ArchiveIndexSpec, DirectiveSpec, PostListSpec, TermIndexSpec
from sphinx_eulernews.model.taxonomy import AUTHOR, BY_NAME, BY_PLURAL, NO_RECORDS, TAXONOMIES, TaxonomyDef
from sphinx_eulernews.model.text import did_you_mean, fold
from sphinx_eulernews.output.fragments import resolve_fragments
from sphinx_eulernews.output.navigation import documents_in_toctrees
from sphinx_eulernews.read.virtual_documents import NewsProject
from sphinx_eulernews.warnings import Subtype, warn

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sphinx.application import Sphinx

    from sphinx_eulernews.domain import NewsDomain
    from sphinx_eulernews.model import near_duplicates, related
    from sphinx_eulernews.model.post import Post
    from sphinx_eulernews.model.site import Site
else:
    near_duplicates = lazy("sphinx_eulernews.model.near_duplicates")
    related = lazy("sphinx_eulernews.model.related")


def check_site(domain: NewsDomain, site: Site) -> None:
    """Warn of unknown names, and dates in the future."""
    _check_directives(domain, site)
    if naming := [post for post in site.posts.values() if post.related]:
        relations = related.Relations(site)
        for post in naming:
            _check_related(relations, post)
    _check_links(domain)
    resolve_fragments(domain)
    for plural in domain.settings.declared_only:
        _check_declared(BY_PLURAL[plural], site)
    if domain.settings.future == "warn":
        _check_dates(domain, site)


def _check_directives(domain: NewsDomain, site: Site) -> None:
    @cache
    def names_of(taxonomy: str) -> Mapping[str, str]:
        # Also of posts that are not published: a list may be there before its first post.
        names_in, posts = BY_NAME[taxonomy].names, site.posts.values()
        known = {fold(name): name for post in posts for name in names_in(post)}
        return known | {fold(name): name for post in posts for of, name in post.unseen_terms if of == taxonomy}

    for docname, specs in domain.directives_in.items():
        if not site.visible(docname):
            continue
        for spec in specs:
            for message in (*_unknown_names(spec, site, names_of), *_without_pages(spec, site, docname)):
                warn(Subtype.DIRECTIVE, message, docname=docname, line=getattr(spec, "line", 0))


def _unknown_names(spec: DirectiveSpec, site: Site, names_of: Callable[[str], Mapping[str, str]]) -> Iterator[str]:
    """Yield a message for each unknown name in a directive."""
    if isinstance(spec, TermIndexSpec | ArchiveIndexSpec):
        collections: Iterable[str] = spec.collections
    else:
        collections = spec.query.collections if isinstance(spec, PostListSpec) else ()
    for key in collections:
        if key not in site.sections:
            yield f"there is no collection {key!r}{did_you_mean(key, site.sections)}"
    if isinstance(spec, PostListSpec):
        for taxonomy, names in spec.query.terms.items():
            known = names_of(taxonomy)
            for name in names:
                if site.spellings(taxonomy, name).isdisjoint(known) and not any(
                    site.find_terms(BY_NAME[taxonomy], name)
                ):
                    yield f"no post has the {taxonomy} {name!r}{did_you_mean(name, known.values())}"


def _without_pages(spec: DirectiveSpec, site: Site, docname: str) -> Iterator[str]:
    """Yield a message for a list that no numbered pages have: it shows what it asks for, on one page."""
    if not isinstance(spec, PostListSpec) or not spec.paginate or site.find_numbered(spec.query, docname):
        return
    query, home = spec.query, site.home_of(docname)
    if query.narrowing:
        fix = f"leave out {', '.join(map(repr, query.narrowing))}"
    elif sum(map(len, query.terms.values())) > 1:
        fix = "name one of these only"
    elif len(query.collections or ([home] if home else site.sections)) > 1:
        fix = "name one collection"
    else:
        return  # there is no such collection or term, which is a warning of its own
    yield (
        "postlist: the option 'paginate' is ignored: lists with numbered pages are those of one collection, or of one "
        f"tag, category or author in it; {fix}"
    )


def _check_declared(taxonomy: TaxonomyDef, site: Site) -> None:
    """Warn of terms that no file declares, where only declared ones are allowed."""
    message = f"{taxonomy.plural}.yml does not declare the {taxonomy.name} %r; declare it, or write another one%s"

    @cache
    def suggestion(key: str, name: str) -> str:
        records = site.records.get((key, taxonomy.plural), NO_RECORDS)
        return did_you_mean(name, (spelling for record in records for spelling in record.spellings))

    for docname in sorted(site.posts):
        post = site.posts[docname]
        records = site.records.get((post.collection, taxonomy.plural), NO_RECORDS)
        for name in taxonomy.names(post):
            if records.find(name) is None:
                near = suggestion(post.collection, name)
                warn(Subtype.FIELD, message % (name, near), docname=docname, line=post.line_of(taxonomy.option))


def _check_related(relations: related.Relations, post: Post) -> None:
    for name in relations.unknown(post):
        message = (
            f"the field 'related' names {name!r}, which is not another post{did_you_mean(name, relations.site.posts)}"
        )
        warn(Subtype.FIELD, message, docname=post.docname, line=post.line_of("related"))


def _check_links(domain: NewsDomain) -> None:
    """Warn of links that lead to no document or file, and are no old URL of a post either."""
    for docname, links in sorted(domain.old_links.items()):
        for line, reference in _unresolved(domain, docname, links):
            message = f"the link {reference!r} leads to no document or file"
            warn(Subtype.LINK, message, docname=docname, line=line)


def _unresolved(domain: NewsDomain, docname: str, links: Mapping[str, list[int]]) -> list[tuple[int, str]]:
    """Return the links to warn of, by line."""
    told = {reference: [line for line in dict.fromkeys(lines) if line >= 0] for reference, lines in links.items()}
    dead = [name for name, lines in told.items() if lines and domain.old_urls.find(name, docname) is None]
    return sorted((line, reference) for reference in dead for line in told[reference])


def _check_dates(domain: NewsDomain, site: Site) -> None:
    """Warn of posts that are public before their date."""
    now = site.now.astimezone(domain.settings.zone)
    today = now.date().isoformat()
    for post in site.posts.values():
        if post.date is None or not post.published(site.now):
            continue
        # A day or a month is compared as such: it begins when it does where the site is.
        is_day = "T" not in post.date.iso
        if post.date.iso > today[: len(post.date.iso)] if is_day else post.date.when > now:
            message = (
                f"the date {post.date.iso} is later than this build, and the post is public; hold it back with the "
                "field 'publish', or all such posts with eulernews_future = 'hide'"
            )
            warn(Subtype.DATE, message, docname=post.docname, line=post.line_of("date"))


logger = getLogger(__name__)

_MANY_GROUPS = 20
"""Of more groups of near-duplicates than this, the summary shows the first."""
_START_OF_FILE = 512  # bytes of a file without an extension in which front matter would show


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
            log(__("news: %s is no post: %s"), path, why)
            others += log == logger.verbose and why != _INDEX
    if others:
        shown = f"{_counted(others, 'other file')} {'is no post' if others == 1 else 'are no posts'}"
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


_OTHER_MARKDOWN = (".markdown", ".mdown", ".mkd", ".mdx")
_MARKUP = (".md", *_OTHER_MARKDOWN, ".rst", ".ipynb", ".adoc", ".org")
"""The extensions of files that may be meant as posts, whether the site has a parser for them or not."""


def _files(srcdir: Path, folders: tuple[str, ...]) -> Iterator[str]:
    """Yield the files of collections that may be meant as posts."""
    for key in folders:
        for folder, _folders, names in os.walk(srcdir / key):
            below = Path(folder).relative_to(srcdir).as_posix()
            for name in sorted(names):
                if name.lower().endswith(_MARKUP) or ("." not in name and _has_front_matter(Path(folder, name))):
                    yield f"{below}/{name}"


_INDEX = "it is the index of its folder"


def _why_no_post(app: Sphinx, site: Site, path: str) -> str:
    """Say why a file is no post; empty if it is one."""
    if path.endswith(".md") and path.removesuffix(".md") in site.posts:  # most are
        return ""
    file, docname = PurePosixPath(path), app.env.path2doc(path)
    if not file.suffix:
        return f"it has the front matter of one but no extension; name it {path}.md"
    if docname is None or file.suffix not in app.config.source_suffix:
        known = f"; add {{'{file.suffix}': 'markdown'}} to source_suffix" if file.suffix in _OTHER_MARKDOWN else ""
        return f"no parser is registered for {file.suffix}{known}"
    if docname in site.posts:
        return ""
    if file.stem == "_index" or (file.stem == "index" and str(file.parent) in site.sections):
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


def _has_front_matter(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            start = file.read(_START_OF_FILE)
    except OSError:
        return False
    return start.removeprefix(b"\xef\xbb\xbf").lstrip().startswith((b"---", b"+++")) and b"title" in start
