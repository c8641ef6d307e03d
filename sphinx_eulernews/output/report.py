"""Report: warnings that need all posts, which each build gives until they are fixed.

Unknown names in directives, in ``related`` and among terms that have to be declared, links that lead nowhere, dates in
the future.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING

from sphinx_eulernews.lazy import lazy
from sphinx_eulernews.model.query import ArchiveIndexSpec, DirectiveSpec, PostListSpec, TermIndexSpec
from sphinx_eulernews.model.taxonomy import BY_NAME, BY_PLURAL, NO_RECORDS, TaxonomyDef
from sphinx_eulernews.model.text import did_you_mean, fold
from sphinx_eulernews.output.fragments import resolve_fragments
from sphinx_eulernews.warnings import Subtype, warn

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sphinx_eulernews.compat import myst_references
    from sphinx_eulernews.domain import NewsDomain
    from sphinx_eulernews.model import related
    from sphinx_eulernews.model.post import Post
    from sphinx_eulernews.model.site import Site
else:
    myst_references = lazy("sphinx_eulernews.compat.myst_references")
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
    terms = spec.query.terms.items() if isinstance(spec, PostListSpec) else ()
    for taxonomy, name in ((taxonomy, name) for taxonomy, names in terms for name in names):
        known = names_of(taxonomy)
        if site.spellings(taxonomy, name).isdisjoint(known) and not any(site.find_terms(BY_NAME[taxonomy], name)):
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
    # Links of Markdown may name a label as well.
    if maybe_labels := {target for target, _anchor in domain.cross_references.get(docname, ())}.intersection(dead):
        targets = myst_references.LinkTargets.of(domain.env)
        dead = [name for name in dead if name not in maybe_labels or not targets.finds(docname, name)]
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
