"""Outdated documents: those to read again besides those that Sphinx finds changed, and checks before reading."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_eulernews.build import BuildState
from sphinx_eulernews.config import base_url
from sphinx_eulernews.domain import news_domain
from sphinx_eulernews.files.listings import modified, names_in
from sphinx_eulernews.lazy import lazy
from sphinx_eulernews.read.namesakes import documents_with_namesakes
from sphinx_eulernews.read.virtual_documents import NewsProject, changed_documents
from sphinx_eulernews.warnings import Subtype, warn

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from sphinx_eulernews.html import allowlist
    from sphinx_eulernews.read import banner
else:
    allowlist = lazy("sphinx_eulernews.html.allowlist")
    banner = lazy("sphinx_eulernews.read.banner")


def find_outdated(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> list[str]:
    """Return the documents to read besides those that changed (``env-get-outdated``).

    They refer to a file or document that exists now, or to one that may be preferred now to what they refer to, link to
    a document that was removed or have it in a toctree, where Sphinx would lose the next page, or are read in another
    way since the collections of conf.py changed. A missing file is not noted as a dependency, since Sphinx would read
    its document again at every build.
    """
    known, domain = added | changed | removed, news_domain(env)
    # Documents of one folder look for the same files.
    there = _existing_files(str(app.srcdir), frozenset().union(*domain.missing.values()))
    appeared = {name for name, paths in domain.missing.items() if not there.isdisjoint(paths)} if there else set()
    appeared |= domain.waiting_for(added) | documents_with_namesakes(env, added)
    appeared |= {name for name, cover in domain.covers.items() if banner.cover_in_bundle(env, name) != cover}
    dangling = {docname for docname, targets in domain.links.items() if not removed.isdisjoint(targets)}
    posts = removed & domain.posts.keys()
    dangling |= {docname for docname, names in env.toctree_includes.items() if not posts.isdisjoint(names)}
    gone = {f"/{docname}" for docname in posts}
    for docname, references in domain.cross_references.items() if gone else ():
        if any(target in gone for target, _anchor in references):
            dangling.add(docname)
    appeared |= _replaced(env)
    return sorted(
        (appeared | dangling | changed_documents(env, removed) | _in_other_context(env) | _on_other_host(env)) - known
    )


def _replaced(env: BuildEnvironment) -> set[str]:
    """Return the documents of collections whose file was replaced by an older one, as ``mv`` and ``cp -p`` do.

    Sphinx compares the modification time with the time of reading, and misses such a file.
    """
    if BuildState.of(env).compares_sources:
        return set()
    noted = ((docname, time) for docname, time in news_domain(env).modified.items() if docname in env.found_docs)
    return {docname for docname, time in noted if modified(str(env.doc2path(docname))) != time}


def _existing_files(srcdir: str, paths: Collection[str]) -> frozenset[str]:
    """Return the paths at which there is a file; the system is asked once for each folder.

    Without ``pathlib``: a dead link is looked for in several folders, and thousands of posts have some.
    """
    in_folder: dict[str, list[str]] = {}
    for path in paths:
        in_folder.setdefault(path.rpartition("/")[0], []).append(path)
    return frozenset(path for folder, sought in in_folder.items() for path in _in_folder(srcdir, folder, sought))


def _in_folder(srcdir: str, folder: str, paths: Iterable[str]) -> Iterator[str]:
    """Yield those of the paths of one folder at which there is a file."""
    names = {name.casefold() for name in names_in(os.path.join(srcdir, folder))}  # noqa: PTH118  speed
    for path in paths if names else ():
        name = path.rpartition("/")[2]
        # A file system may know a file by other names than it lists: in another case, or composed in another way.
        may_be = not name.isascii() or name.casefold() in names
        if may_be and os.path.isfile(os.path.join(srcdir, path)):  # noqa: PTH113, PTH118  likewise
            yield path


def _in_other_context(env: BuildEnvironment) -> set[str]:
    """Return the documents whose collection, or its language, has changed since they were read."""
    domain, language = news_domain(env), env.config.language
    settings = domain.settings
    shown = repr((sorted(settings.collections.items()), settings.untrusted, settings.date_format))
    if not domain.note_settings("collections", shown):
        return set()
    contexts = ((docname, settings.context_of(docname, language)) for docname in env.found_docs - domain.virtual.keys())
    return {docname for docname, context in contexts if not _still_holds(domain.contexts.get(docname, ()), context)}


def _on_other_host(env: BuildEnvironment) -> set[str]:
    """Return all posts if the site has moved to another URL: which links lead to the site is told in reading."""
    domain = news_domain(env)
    return set(domain.posts) if domain.note_settings("base", base_url(env.config)) else set()


def _still_holds(noted: tuple[str, ...], now: tuple[str, ...]) -> bool:
    """Return whether a document reads as it did; the date format is noted only where the text shows a date."""
    return noted[:2] == now[:2] and noted[2:] in ((), now[2:])


def warn_of_missing_folders(app: Sphinx) -> None:
    """Warn of folders that conf.py names and that are not there (``builder-inited``)."""
    news_domain(app.env).settings.warn_of_missing_folders(Path(app.srcdir))


def take_reading_list(_app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Keep the list of documents that are read, which Sphinx writes afterwards (``env-before-read-docs``)."""
    BuildState.of(env).reading = docnames


def ignore_symlinks(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Ignore symbolic links out of the source folder among untrusted posts (``env-before-read-docs``)."""
    settings = news_domain(env).settings
    if not settings.untrusted:
        return
    if not allowlist.IS_AVAILABLE:
        message = "conf.py: eulernews_untrusted needs nh3; without it, the markup of raw HTML in posts is removed"
        warn(Subtype.CONFIG, f"{message}. Install sphinx-eulernews[untrusted]")
    root, virtual = Path(app.srcdir).resolve(), NewsProject.of(env).virtual
    for docname in [docname for docname in docnames if docname not in virtual]:
        path = Path(env.doc2path(docname))
        if settings.is_untrusted(docname) and not path.resolve().is_relative_to(root):
            warn(Subtype.LINK, f"the post {docname!r} is a symbolic link out of the source folder; it is ignored")
            docnames.remove(docname)
            env.clear_doc(docname)
            env.found_docs.discard(docname)


def check_default_banner(_app: Sphinx, env: BuildEnvironment, _docnames: list[str]) -> None:
    """Warn of a default banner that cannot be shown (``env-before-read-docs``, in the main process)."""
    if news_domain(env).settings.default_banner:
        banner.check_default(env)
