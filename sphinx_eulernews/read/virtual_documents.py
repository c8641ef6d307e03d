"""Virtual documents: generated pages that are in a toctree, or are linked, like documents with a file.

Sphinx knows documents by their files. A generated page that a document of the site mentions becomes a document whose
source is an empty file of ours: a title and a placeholder for the list. Then toctrees, ``{doc}`` and every builder
treat it as any other document. Pages that nobody mentions stay what they are.

Mentions are looked for before reading, since the ``toctree`` directive wants to know its documents; which pages there
really are is known after reading, and then ``update_virtual_documents`` corrects what was assumed.
"""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from functools import cache, partial
from itertools import chain
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import unquote

from docutils import nodes
from sphinx import addnodes
from sphinx.parsers import Parser
from sphinx.project import Project
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.matching import Matcher

from sphinx_eulernews.build import BuildState
from sphinx_eulernews.builder_kinds import has_folders
from sphinx_eulernews.compat.external_toc import children_in_site_map
from sphinx_eulernews.compat.git_dates import keep_git_date
from sphinx_eulernews.domain import news_domain
from sphinx_eulernews.model.collection import SECTION, find_collections, section_patterns
from sphinx_eulernews.model.query import GeneratedPageSpec
from sphinx_eulernews.model.taxonomy import TERM_FOLDERS
from sphinx_eulernews.model.urls import is_generated
from sphinx_eulernews.nodes import directive_placeholder
from sphinx_eulernews.warnings import Subtype, warn

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util._pathlib import _StrPath

VIRTUAL_SUFFIX = ".eulernews"
"""The suffix of documents that are generated pages."""

_SOURCE = Path(__file__).parent / "generated.eulernews"
# A path as toctrees, roles and Markdown links write it. Each character belongs to one part, so this is linear.
_PATH = re.compile(r"[^\s<>()\[\]`'\"|]+")
_SPACED_PATH = re.compile(r"[^\n<>()\[\]`'\"|]+")
_ENDINGS = (".md", ".rst", ".html", ".markdown")


class NewsProject(Project):
    """A project that counts virtual documents among its documents."""

    #: Docnames of generated pages that are documents, unless the site has a file of that name.
    virtual: set[str]
    #: Patterns of files that are no documents: the sections (``_index``) of collections, which have no page.
    excluded: list[str]
    #: The ``_index`` at the root of a collection stands for a page ``index`` of its own: docname -> source file.
    sections: dict[str, str]
    #: The collections that conf.py names.
    collections: list[str]
    #: A suffix that files have outside of collections without being documents; empty if there is none.
    suffix_of_posts: str
    #: Endings of the files that Sphinx makes of a document: its page, its doctree, the copy of its source.
    endings: tuple[str, ...]
    #: Files below collections that are no documents, since a folder of theirs has the name of such a file, with that.
    blocked: dict[str, str]
    #: Whether the page of a document ``x`` is ``x/index.html``: a generated page ``x/index`` would overwrite it.
    in_folders: bool

    @classmethod
    def of(cls, env: BuildEnvironment) -> NewsProject:
        """Return the project of an environment."""
        assert isinstance(env.project, cls)  # noqa: S101  for the type checker; see use_news_project
        return env.project

    def discover(self, exclude_paths: Iterable[str] = (), include_paths: Iterable[str] = ("**",)) -> set[str]:
        """Find all documents."""
        # Not by ``exclude_patterns``: a change of that has Sphinx read all documents again.
        super().discover([*exclude_paths, *self.excluded], include_paths)
        is_excluded = Matcher(list(exclude_paths))
        found = self._find_sections()
        free = ((name, path) for name, path in found if name not in self.docnames and not self.is_taken(name))
        self.sections = {name: path for name, path in free if not is_excluded(path)}
        self.docnames |= self.sections.keys()
        self.blocked = dict(self._find_blocked())
        self.docnames -= self.blocked.keys()
        self.virtual -= self.docnames
        self.virtual = {name for name in self.virtual if not self.is_taken(name)}
        self.docnames |= self.virtual
        return self.docnames

    def _find_sections(self) -> Iterator[tuple[str, str]]:
        for key in self.collections or find_collections(self.docnames):
            for suffix in self.source_suffix:
                path = f"{key}/{SECTION}{suffix}"
                if (Path(self.srcdir) / path).is_file():
                    yield f"{key}/index", path

    def _find_blocked(self) -> Iterator[tuple[str, str]]:
        candidates = [name for name in self.docnames if any(f"{ending}/" in name for ending in self.endings)]
        keys = (self.collections or find_collections(self.docnames)) if candidates else []
        for name in candidates:
            folders = [str(folder) for folder in PurePosixPath(name).parents]
            pages = (folder.removesuffix(end) for folder in folders for end in self.endings if folder.endswith(end))
            taken = (page for page in pages if page in self.docnames or is_generated(page, TERM_FOLDERS))
            if not set(keys).isdisjoint(folders) and (page := next(taken, "")):
                yield name, page

    def path2doc(self, filename: str | os.PathLike[str]) -> str | None:
        """Return the docname of a file; None if it is no document."""
        docname = super().path2doc(filename)
        if docname and self.suffix_of_posts and os.fspath(filename).endswith(self.suffix_of_posts):
            keys = self.collections or find_collections([docname])
            return docname if any(docname.startswith(f"{key}/") for key in keys) else None
        if docname and docname.endswith(f"/{SECTION}"):
            index = f"{docname.removesuffix(SECTION)}index"
            return index if index in self.sections else docname
        return docname

    def add_virtual(self, docnames: Iterable[str]) -> None:
        """Add virtual documents, except where a file exists."""
        added = {name for name in set(docnames) - self.docnames if not self.is_taken(name)}
        self.virtual |= added
        self.docnames |= added

    def is_taken(self, name: str) -> bool:
        """Return whether a document of the site becomes the file of a generated page by another name."""
        return self.in_folders and name.endswith("/index") and name.removesuffix("/index") in self.docnames

    def remove_virtual(self, docname: str) -> None:
        """Remove a virtual document."""
        self.virtual.discard(docname)
        self.docnames.discard(docname)

    def doc2path(self, docname: str, absolute: bool) -> _StrPath:
        """Return the path of a document; that of a virtual one is a file that never changes."""
        if docname not in self.virtual and docname not in self.sections:
            return super().doc2path(docname, absolute)
        path = super().doc2path("x", absolute=False)
        if docname in self.virtual:
            return type(path)(_SOURCE if absolute else docname + VIRTUAL_SUFFIX)
        # Sphinx takes what follows the docname for the suffix.
        source = Path(self.srcdir) / self.sections[docname]
        return type(path)(source if absolute else docname + source.suffix)


class GeneratedPageParser(Parser):
    """Parser of virtual documents, whose source is empty: a title, and a placeholder for the content of the page."""

    supported = ("eulernews",)
    config_section: ClassVar[str] = "eulernews parser"

    def parse(self, inputstring: str, document: nodes.document) -> None:
        """Fill the document."""
        self.setup_parse(inputstring, document)
        env: BuildEnvironment = document.settings.env
        docname, domain = env.docname, news_domain(env)
        # Extensions look for the document in the source folder, where documents are.
        document["source"] = str(Path(env.srcdir) / env.doc2path(docname, base=False))
        document.note_source(document["source"], -1)  # where nodes are from: catalogs say so
        title = domain.virtual.get(docname) or docname.rpartition("/")[2]
        number = domain.note_directive(docname, GeneratedPageSpec(name=docname))
        section = nodes.section("", nodes.title(title, title), names=[nodes.fully_normalize_name(title)])
        # Search finds the titles on the pages of the posts.
        section += directive_placeholder(docname=docname, number=number, classes=["no-search"])
        document += section
        document.note_implicit_target(section, section)
        # Pages of posts link to it, so that no toctree has to.
        env.metadata[docname]["orphan"] = True
        self.finish_parse()


def use_news_project(app: Sphinx, *, suffix_of_posts: str = "") -> None:
    """Let the project of this application know virtual documents (``builder-inited``).

    ``suffix_of_posts`` is one that we registered for posts: other files that have it are none of our business.
    """
    # One object, for this application alone: nothing is restored when it goes.
    app.env.project.__class__ = NewsProject
    project, domain = NewsProject.of(app.env), news_domain(app.env)
    project.virtual = set(domain.virtual)
    # Listeners of this event open the files of all documents that the last build knew: autosummary does.
    project.docnames -= project.virtual
    project.collections = list(domain.settings.collections)
    project.excluded = section_patterns(project.collections)
    project.sections, project.blocked = {}, {}
    # The posts of a collection that has patterns may be anywhere.
    project.suffix_of_posts = "" if domain.settings.selective else suffix_of_posts
    project.in_folders = has_folders(app.builder)
    suffix, copy = getattr(app.builder, "out_suffix", ".html"), app.config.html_sourcelink_suffix
    project.endings = (suffix, ".doctree", *(each + copy for each in app.config.source_suffix if copy != each))


def count_virtual_documents(app: Sphinx) -> None:
    """Count virtual documents among the documents again, when others have looked for files (``builder-inited``)."""
    project = NewsProject.of(app.env)
    project.docnames |= project.virtual


def changed_documents(env: BuildEnvironment, removed: set[str]) -> set[str]:
    """Return the documents to read since a virtual document has a file now, or has lost it, or has another.

    Whatever the date of that file; and those that mention it, since links to files are resolved in reading.
    """
    domain, project = news_domain(env), NewsProject.of(env)
    own = domain.virtual.keys() & (env.found_docs - project.virtual)
    if domain.note_settings("sections", repr(sorted(project.sections.items()))):
        own |= _lists(env)
    changed = own | removed
    mentioning = {docname for docname, names in domain.mentions.items() if not changed.isdisjoint(names)}
    return (own | mentioning | domain.waiting_for(own)) & env.found_docs


def warn_of_blocked(env: BuildEnvironment) -> None:
    """Warn of posts that are no documents, at every build."""
    for docname, page in sorted(NewsProject.of(env).blocked.items()):
        message = (
            f"the file is not a post: a folder of it has the name of a file that Sphinx makes of {page!r}; "
            "rename the folder"
        )
        warn(Subtype.CONFIG, message, docname=docname, line=1)


def find_mentions(_app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Look for generated pages in the documents that are read now (``env-before-read-docs``)."""
    domain = news_domain(env)
    for docname in domain.mentions.keys() - env.found_docs:
        domain.note_mentions(docname, ())
    outside = (None, *domain.settings.selective)
    lists = cache(partial(_lists, env))  # most builds need none
    listed = _listed_in_site_map(env, lists)
    for docname in docnames:
        if docname not in domain.virtual:
            is_outside = domain.settings.collection_key(docname) in outside
            written = _mentions(env, docname, lists) if is_outside else set()
            domain.note_mentions(docname, sorted(written | listed.get(docname, set())))
    # A generated page has no text, but the site map may list others below it.
    for docname in domain.virtual.keys() | (listed.keys() - env.found_docs):
        domain.note_mentions(docname, sorted(listed.get(docname, ())))
    known = frozenset(env.found_docs)
    NewsProject.of(env).add_virtual(name for names in domain.mentions.values() for name in names)
    # A post may have a link to the page, which is a document from now on.
    new = env.found_docs - known - domain.virtual.keys()
    docnames += sorted(domain.waiting_for(new) & known - set(docnames))


def _lists(env: BuildEnvironment) -> set[str]:
    """Return the names of the lists of all collections."""
    return {f"{key}/index" for key in NewsProject.of(env).collections or find_collections(env.found_docs)}


def _listed_in_site_map(env: BuildEnvironment, lists: Callable[[], set[str]]) -> dict[str, set[str]]:
    """Return the names that may be those of generated pages, by the document that a site map lists them below."""
    settings, listed = news_domain(env).settings, {}
    for docname, names, has_patterns in children_in_site_map(env):
        listed[docname] = {name for name in names if settings.may_generate(name)} | (lists() if has_patterns else set())
    return listed


def _mentions(env: BuildEnvironment, docname: str, lists: Callable[[], set[str]]) -> set[str]:
    """Return the names in a document that may be those of generated pages."""
    try:
        text = env.doc2path(docname).read_text("utf-8", "replace")
    except OSError:
        return set()  # Sphinx says what is wrong with the file
    settings, folder = news_domain(env).settings, posixpath.dirname(docname)
    # What a glob matches is known to Sphinx only.
    found = set(lists()) if ":glob:" in text else set[str]()
    if "/" not in text:
        return found
    patterns = (_PATH, _SPACED_PATH) if any(" " in name for name in lists()) else (_PATH,)
    for match in chain.from_iterable(pattern.finditer(text) for pattern in patterns):
        for name in _names(match[0].strip(), folder):
            if settings.may_generate(name):
                found.add(name)
    return found - {docname}


def _names(written: str, folder: str) -> Iterator[str]:
    """Yield the docnames that a reference may mean: from the root of the site, or from the folder of a document."""
    path = unquote(written.partition("#")[0]).rstrip(".,;:")
    for ending in _ENDINGS:
        path = path.removesuffix(ending)
    if path.endswith("index") or "/" in path:
        yield posixpath.normpath(path.lstrip("/"))
        if folder and not path.startswith("/"):
            yield posixpath.normpath(posixpath.join(folder, path))


def update_virtual_documents(
    app: Sphinx, hidden: AbstractSet[str], titles_of: Callable[[], Mapping[str, str]]
) -> list[str]:
    """Make the virtual documents those that are mentioned and exist; return the documents to write for that.

    ``hidden`` are the posts that are not published: they keep their names. ``titles_of`` returns the titles of all
    generated pages, by name.
    """
    env, domain, project = app.env, news_domain(app.env), NewsProject.of(app.env)
    mentioned = {name for names in domain.mentions.values() for name in names}
    if not (mentioned or domain.virtual):
        return []
    own, titles = (project.docnames | hidden) - project.virtual, titles_of()
    wanted = {name: titles[name] for name in (mentioned & titles.keys()) - own if not project.is_taken(name)}
    gone = (project.virtual | domain.virtual.keys()) - wanted.keys()
    stale = {name for name, title in wanted.items() if domain.virtual.get(name) != title or name not in env.all_docs}
    new = stale - env.all_docs.keys()
    domain.note_virtual(wanted)
    project.add_virtual(wanted)
    # Their toctrees are read again, and warn themselves that the page does not exist.
    in_toctree = listed_in_toctrees(env)
    parents = {parent for parent, names in env.toctree_includes.items() if not (gone - own).isdisjoint(names)}
    # What a glob matches is listed in reading: Sphinx reads it again for files that are new, not for pages of ours.
    globs = env.glob_toctrees - set(BuildState.of(env).reading)
    parents |= {docname for docname in globs if not new.isdisjoint(domain.mentions.get(docname, ()))}
    # Where all documents are read again, Sphinx would write them as well.
    reading = BuildState.of(env).reading
    reading[:] = [name for name in reading if name not in gone or name in own]
    for name in gone - own:
        project.remove_virtual(name)
        _purge(app, name)
    for name in sorted(stale | (parents & project.docnames)):
        with keep_git_date(env, name):
            _purge(app, name)
            app.builder.read_doc(name)
    changed = gone | stale
    if not changed.isdisjoint(in_toctree | listed_in_toctrees(env)):
        return sorted(project.docnames)  # themes show the toctree of the site on every page
    mentioning = {docname for docname, names in domain.mentions.items() if not changed.isdisjoint(names)}
    return sorted((stale | parents | mentioning) & project.docnames)


def listed_in_toctrees(env: BuildEnvironment) -> frozenset[str]:
    """Return the documents that any toctree lists, as the environment has them now."""
    return frozenset(name for names in env.toctree_includes.values() for name in names)


def _purge(app: Sphinx, docname: str) -> None:
    app.emit("env-purge-doc", app.env, docname)
    app.env.clear_doc(docname)


class ResolveLinksToPages(SphinxPostTransform):
    """Resolves Markdown links to virtual documents and to sections, which MyST looks for on the disk."""

    default_priority = 8  # MyST's own resolver has 9

    def run(self, **_: Any) -> None:
        """Turn them into references to documents."""
        names = news_domain(self.env).virtual.keys() | NewsProject.of(self.env).sections.keys()
        if not names:
            return
        for node in self.document.findall(addnodes.pending_xref):
            if node.get("reftype") != "myst" or node.get("refdomain"):
                continue
            path, _hash, fragment = str(node.get("reftarget", "")).partition("#")
            folder = posixpath.dirname(node.get("refdoc", self.env.docname))
            target = next((name for name in _names(path, folder) if name in names), None)
            if target is not None:
                node.attributes |= {"refdomain": "doc", "reftarget": target, "reftargetid": fragment or None}
