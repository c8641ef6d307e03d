"""Outdated documents: those to read again besides those that Sphinx finds changed, and checks before reading."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Set
from functools import cache
from itertools import accumulate, chain, product
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from sphinx_eulernews.build import BuildState
from sphinx_eulernews.config import base_url
from sphinx_eulernews.domain import news_domain
from sphinx_eulernews.files.listings import checksums_of, names_in, new_names
from sphinx_eulernews.files.lookup import fold_name
from sphinx_eulernews.lazy import lazy
from sphinx_eulernews.read.virtual_documents import changed_documents
from sphinx_eulernews.warnings import Subtype, warn

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from sphinx_eulernews.html import allowlist
    from sphinx_eulernews.read import banner, references
else:
    allowlist = lazy("sphinx_eulernews.html.allowlist")
    banner = lazy("sphinx_eulernews.read.banner")
    references = lazy("sphinx_eulernews.read.references")


def find_outdated(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> list[str]:
    """Return the documents to read besides those that changed (``env-get-outdated``).

    They refer to a file or document that exists now, or to one that may be preferred now to what they refer to, link to
    a document that was removed, or are read in another way since the collections of conf.py changed. A missing file is
    not noted as a dependency, since Sphinx would read its document again at every build.
    """
    known, domain = added | changed | removed, news_domain(env)
    # Documents of one folder look for the same files.
    there = _existing_files(str(app.srcdir), frozenset().union(*domain.missing.values()))
    appeared = {name for name, paths in domain.missing.items() if not there.isdisjoint(paths)} if there else set()
    appeared |= domain.waiting_for(added) | _with_namesakes(env, added)
    dangling = {docname for docname, targets in domain.links.items() if not removed.isdisjoint(targets)}
    gone = {f"/{docname}" for docname in removed & domain.posts.keys()}
    for docname, references in domain.cross_references.items() if gone else ():
        if any(target in gone for target, _anchor in references):
            dangling.add(docname)
    return sorted(
        (appeared | dangling | changed_documents(env, removed) | _in_other_context(env) | _on_other_host(env)) - known
    )


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


def _with_namesakes(env: BuildEnvironment, added: Set[str]) -> set[str]:
    """Return the documents that refer to a file or document, where one of its name has appeared that they may prefer.

    A reference is looked up in several folders, and takes the first that has what it names. To note each path where
    there is nothing would take more room than all else that is known of a post.
    """
    domain = news_domain(env)
    files, folders = _appeared(str(env.srcdir), domain.folders)
    documents = set(map(_name_of_document, added))
    if not (files or folders or documents):
        return set()
    parts = cache(_parts)  # documents of one folder have the same
    stems = {stem for _folder, stem in files} | documents
    names = {folder.rpartition("/")[2] for folder in folders}
    public = [(_parts(prefix), _parts(folder)) for prefix, folder in references.lookup_of(env).public]
    prefixes = dict.fromkeys(((), *(prefix for prefix, _folder in public)))

    def has_namesake(docname: str, path: str) -> bool:
        own, (*above, name) = parts(docname), parts(path)
        stem = _stem(name)
        if stem not in stems and names.isdisjoint((*own, *above, *chain(*prefixes))):
            return False
        bases = {base[:end] for base in (own, *(folder for _prefix, folder in public)) for end in range(len(base) + 1)}
        places = (
            (*base, *prefix, *above[start:]) for base, prefix, start in product(bases, prefixes, range(len(above) + 1))
        )
        return stem in documents or any(
            ("/".join(place), stem) in files or not folders.isdisjoint(accumulate(place, "{}/{}".format))
            for place in places
        )

    found = {
        docname
        for docname, paths in env.dependencies.items()
        if any(has_namesake(docname, os.fspath(path)) for path in paths)
    }
    for docname, targets in domain.links.items() if documents else ():
        if any(_name_of_document(target) in documents for target in targets):
            found.add(docname)
    return found


def _appeared(srcdir: str, known: dict[str, bytes]) -> tuple[set[tuple[str, str]], set[str]]:
    """Return the files (folder, name without endings) and folders that are new in known folders, folded; note them."""
    files, folders = set[tuple[str, str]](), set[str]()
    for folder, before in known.items():
        path = os.path.join(srcdir, folder)  # noqa: PTH118  likewise
        names = names_in(path)
        known[folder] = now = checksums_of(names)
        parent = _parts(folder)
        for name in new_names(names, before) if now != before else ():
            if os.path.isdir(os.path.join(path, name)):  # noqa: PTH112, PTH118  likewise
                folders.add("/".join((*parent, fold_name(name))))
            else:
                files.add(("/".join(parent), _stem(fold_name(name))))
    return files, folders


def _parts(path: str) -> tuple[str, ...]:
    """Return the names in a path, folded."""
    return PurePath(fold_name(path)).parts


def _stem(name: str) -> str:
    """Return a name up to its first dot: ``x`` of ``x.png``, ``x.de.png`` and ``x.*``."""
    return name.partition(".")[0]


def _name_of_document(docname: str) -> str:
    """Return the last name of a docname, folded; that of the folder for its index."""
    names = docname.split("/")
    return fold_name(names[-2] if len(names) > 1 and names[-1] in ("index", "README") else names[-1])


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
    root = Path(app.srcdir).resolve()
    for docname in list(docnames):
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
