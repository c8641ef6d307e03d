"""The table of an output: what its pages show of each document, and so which pages are to be written again.

It names the documents and the static files of the output, so that what is gone is removed. While a build reads or
writes, it says of none what it shows: after a build that was killed or failed, all pages are written again.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from sphinx_eulernews.build import BuildState
from sphinx_eulernews.domain import news_domain
from sphinx_eulernews.files import atomic
from sphinx_eulernews.output import manifest
from sphinx_eulernews.output.artifacts import page_file
from sphinx_eulernews.speedups.digests import page_settings
from sphinx_eulernews.speedups.speedup import patch_attribute

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

PAGES = ".eulernews-content.json"
VIEWCODE = "_modules"


class Pages:
    """The pages of the output of a build; ``digest_of`` returns the digest of what the environment holds."""

    def __init__(self, app: Sphinx, digest_of: Callable[[str], str | None]) -> None:
        self._app, self._env, self._builder = app, app.env, app.builder
        self._outdir, self._digest_of = Path(app.outdir), digest_of
        self._path = self._outdir / PAGES
        self._settings, self._static = page_settings(app), sorted(_static_files(app))
        self._changed, self._posts = set[str](), set[str]()
        self._before: dict[tuple[str, ...], object] = {}
        self._written: set[str] = set()
        self._is_update = self._is_unfinished = False
        stored = _load(self._path)
        self._named, self._copied = frozenset(stored["documents"]), frozenset(stored["static"])
        self._shown: Mapping[str, str] = stored["documents"] if self._is_current(stored["settings"]) else {}

    def _is_current(self, settings: str) -> bool:
        """Return whether the output was written with the settings of this build; Sphinx stores its own there."""
        info: Any = self._builder.build_info  # type: ignore[attr-defined]  # of builders of HTML
        try:
            built = (self._outdir / ".buildinfo").read_text("utf-8")
        except (OSError, ValueError):
            return False
        return settings == self._settings and info.config_hash in built and info.tags_hash in built

    def patch(self, stack: ExitStack) -> None:
        """Let the builder of this build, and its templates, compare content."""
        # Before pages are looked for, since a page may be in the place of a file that is gone.
        for name in self._copied.difference(self._static):
            manifest.remove(self._outdir, self._outdir / name)
        # Else what was read since the pages were written is told by their times.
        BuildState.of(self._env).compares_content = True
        patch_attribute(stack, self._builder, "get_outdated_docs", self.get_outdated_docs)
        templates = getattr(self._builder, "templates", None)
        if templates is not None and self._shown:
            patch_attribute(stack, templates, "newest_template_mtime", lambda: 0.0)

    def get_outdated_docs(self) -> list[str]:
        """Return the documents whose pages do not show what the environment holds of them."""
        self._is_update = True
        return sorted(docname for docname in self._env.found_docs if not self._shows(docname))

    def _shows(self, docname: str) -> bool:
        content = self._digest_of(docname)
        return content is not None and self._shown.get(docname) == content and self._file(docname).is_file()

    def _file(self, docname: str) -> Path:
        return page_file(self._builder, docname)

    def note_before(
        self, _app: Sphinx, env: BuildEnvironment, _added: set[str], changed: set[str], removed: set[str]
    ) -> list[str]:
        """Note what others may show of documents that are about to go (``env-get-outdated``)."""
        self._note(env, changed | removed)
        return []

    def begin_reading(self, _app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
        """Note what others may show of documents that are read again (``env-before-read-docs``)."""
        self._note(env, set(docnames))
        if self._changed:
            self._begin()
        if "sphinx.ext.viewcode" in self._app.extensions and any(map(env.dependencies.get, docnames)):
            # It compares times, and writes the pages of modules that are not there.
            for page in [path for path in (self._outdir / VIEWCODE).rglob("*") if path.is_file()]:
                manifest.remove(self._outdir, page)

    def _note(self, env: BuildEnvironment, docnames: set[str]) -> None:
        self._changed |= docnames
        self._posts |= docnames & news_domain(env).posts.keys()
        if self._shown:
            self._before |= shown_elsewhere(env, docnames)

    def find_outdated(self, _app: Sphinx, env: BuildEnvironment) -> list[str]:
        """Return the documents that may show something of those that were read (``env-updated``).

        Sphinx leaves them as they are: with the old title in their navigation, or a link that leads nowhere. What
        shows something of a post is compared by its fingerprint where it is ours.
        """
        if not self._changed or not self._shown:
            return []
        before, after = self._before, shown_elsewhere(env, self._changed)
        changed = {key for key, value in before.items() if after.get(key) != value}
        # Who refers to a label or document that was not there has been warned of, and is written again in any case.
        changed |= {key for key in after.keys() - before.keys() if key[1] not in ("std", "news", NAVIGATION)}
        if all(docname in self._posts and kind != NAVIGATION for docname, kind, *_target in changed):
            return sorted(env.found_docs - news_domain(env).posts.keys()) if changed else []
        return sorted(env.found_docs)

    def begin_writing(self, _app: Sphinx, _builder: object) -> None:
        """Remove the pages of documents that are gone, before others are written in their place (``write-started``)."""
        gone = self._named - self._env.found_docs
        kept = {self._file(docname) for docname in self._env.found_docs} if gone else set()
        for docname in gone:
            if (path := self._file(docname)) not in kept:
                manifest.remove(self._outdir, path)
                for suffix in self._app.config.source_suffix:
                    source = f"_sources/{docname}{suffix}{self._app.config.html_sourcelink_suffix}"
                    manifest.remove(self._outdir, self._outdir / source)

    def note_written(self, _app: Sphinx, _doctree: nodes.document, docname: str) -> None:
        """Note that a page is written, in the main process also with ``-j`` (``doctree-resolved``)."""
        self._begin()
        self._written.add(docname)

    def _begin(self) -> None:
        """Store that the output is unfinished: its names only."""
        if not self._is_unfinished:
            self._is_unfinished = True
            self._store("", dict.fromkeys(self._named | self._env.found_docs, ""), {*self._copied, *self._static})

    def save(self, unsound: Collection[str]) -> None:
        """Store the table, unless only the documents were written that the command line names."""
        if not self._is_update and not self._env.found_docs <= self._written:
            self._begin()
            return
        digests = {docname: self._digest_of(docname) for docname in self._env.found_docs}
        shown = {docname: "" if docname in unsound else content or "" for docname, content in digests.items()}
        self._store(self._settings, shown, self._static)

    def _store(self, settings: str, documents: Mapping[str, str], static: Iterable[str]) -> None:
        data = {"settings": settings, "documents": dict(sorted(documents.items())), "static": sorted(static)}
        atomic.write_json(self._path, data)


def _load(path: Path) -> dict[str, Any]:
    try:
        return atomic.read_json(path)
    except (OSError, atomic.DamagedFileError):
        return {"settings": "", "documents": {}, "static": []}


def _static_files(app: Sphinx) -> Iterator[str]:
    """Yield the files that Sphinx copies into the output, as conf.py names their folders."""
    config = app.config
    copied = [
        *((path, "_static") for path in config.html_static_path),
        *((path, "") for path in config.html_extra_path),
    ]
    copied += [(path, "_static") for path in (config.html_logo, config.html_favicon) if path and "://" not in path]
    for path, target in copied:
        source = Path(app.confdir, path)
        if source.is_file():
            yield str(PurePosixPath(target, _rendered(source.name)))
        for root, _folders, names in os.walk(source):
            for name in names:
                yield str(PurePosixPath(target, Path(root).relative_to(source).as_posix(), _rendered(name)))


def _rendered(name: str) -> str:
    """Return the name of a static file in the output, where templates have lost their suffix."""
    return name.removesuffix(".jinja").removesuffix("_t")


NAVIGATION = "navigation"


def shown_elsewhere(env: BuildEnvironment, docnames: Collection[str]) -> dict[tuple[str, ...], object]:
    """Return what pages of other documents may show of documents, by docname: navigation, targets of references."""
    if not docnames:
        return {}
    chosen, shown = frozenset(docnames), dict[tuple[str, ...], object]()
    listed = {docname for entries in env.toctree_includes.values() for docname in entries} | env.toctree_includes.keys()
    for docname in chosen & listed & env.tocs.keys():
        entries = env.toctree_includes.get(docname)
        shown[docname, NAVIGATION] = env.titles[docname].pformat(), env.tocs[docname].pformat(), entries
    for name, domain in env.domains.items():
        for target, title, kind, docname, anchor, _priority in domain.get_objects():
            if docname in chosen:
                shown[docname, name, kind, target] = title, anchor
    return shown
