"""Which generated pages are written, and by which process.

A parallel build of Sphinx resolves documents in the main process, writes them in others, and then writes the pages of
extensions one by one. Ours are written while Sphinx writes documents, in as many processes as the build may have.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from sphinx.util.parallel import ParallelTasks

from sphinx_eulernews.output import manifest
from sphinx_eulernews.output.artifacts import extra_files, output_path, page_file
from sphinx_eulernews.render.tree import to_html

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder

    from sphinx_eulernews.output.plan import BuildPlan

TEMPLATE = "eulernews/page.html"
_WORTH_PROCESSES = 50
"""Generated pages for which a process is started with ``-j``: one takes 2 ms, a process as long as ten."""


class PageWriting:
    """Writes the generated pages of one build that are new or changed."""

    def __init__(self) -> None:
        self._begun: frozenset[str] = frozenset()
        self._tasks: ParallelTasks | None = None

    def begin(self, app: Sphinx, plan: BuildPlan) -> None:
        """In a parallel build, begin to write the pages that are known to be out of date."""
        # Another extension may have a document resolved twice, here or in a process that writes documents.
        is_due = app.builder.parallel_ok and self._tasks is None
        names = _stale_pages(app, plan, renewed=_templates_are_newer(app)) if is_due else []
        if len(names) > _WORTH_PROCESSES:
            self._begun = frozenset(names)
            self._tasks = _write_in_processes(app, plan, names)

    def write_rest(self, app: Sphinx, plan: BuildPlan) -> Iterator[tuple[str, dict[str, Any], str]]:
        """Write what is left and wait for what was begun; yield what this process writes (``html-collect-pages``)."""
        # If all documents are written again, as with ``-a``, all generated pages are, too.
        plan.renewed = plan.documents <= plan.written or _templates_are_newer(app)
        rest = [name for name in _stale_pages(app, plan, renewed=plan.renewed) if name not in self._begun]
        here = rest[:1] if app.builder.parallel_ok and len(rest) > _WORTH_PROCESSES else rest
        for name in here:  # the first, for which templates are compiled, or all
            yield name, _context(app, plan, name), TEMPLATE
        if self._tasks is not None:
            self._tasks.join()
        if len(rest) > len(here):
            _write_in_processes(app, plan, rest[len(here) :]).join()

    def abandon(self) -> None:
        """End the processes of a build that failed."""
        if self._tasks is not None:
            self._tasks.terminate()


def _stale_pages(app: Sphinx, plan: BuildPlan, *, renewed: bool) -> list[str]:
    """Return the generated pages to write, as far as it is known by now; ``renewed``: all of them.

    Not those in whose place Sphinx has copied a file of the user: it copies those before pages are written.
    """
    if plan.difference is None:
        return []
    own = extra_files(app)
    stale = [
        name
        for name in plan.manifest.pages
        if renewed or name in plan.difference.stale_pages or not page_file(app.builder, name).exists()
    ]
    return [name for name in stale if name in plan.pages.by_name and output_path(app.builder, name) not in own]


def _templates_are_newer(app: Sphinx) -> bool:
    try:
        written = (Path(app.outdir) / manifest.MANIFEST).stat().st_mtime
    except OSError:
        return True
    return written < float(_html_builder(app).templates.newest_template_mtime())


def _html_builder(app: Sphinx) -> StandaloneHTMLBuilder:
    """Return the builder, which is known to write pages."""
    return cast("StandaloneHTMLBuilder", app.builder)


def _context(app: Sphinx, plan: BuildPlan, name: str) -> dict[str, Any]:
    page = plan.pages.by_name[name]
    return {
        "title": escape(page.heading, quote=False),
        "body": to_html(page.tree(plan.views), plan.page_urls(app.builder, name)),
        "metatags": "",
        "meta": {},
        "toc": "",
        "display_toc": False,
        "prev": None,
        "next": None,
        "display_vcs_links": False,
    }


def remove_source(context: dict[str, Any]) -> None:
    """Remove the source file from the context of a page that has none: themes show no link to view or edit it.

    The keys are absent, not empty, as on pages that Sphinx generates: extensions that find them look for a document.
    """
    context.pop("sourcename", None)
    context.pop("page_source_suffix", None)
    context["display_vcs_links"] = False


def _write_in_processes(app: Sphinx, plan: BuildPlan, names: list[str]) -> ParallelTasks:
    """Begin to write generated pages as Sphinx writes documents with ``-j``."""
    builder = _html_builder(app)

    def write(names: list[str]) -> None:
        gc.freeze()  # a collection would go through all that this process has inherited, and so copy it
        for name in names:
            builder.handle_page(name, _context(app, plan, name), TEMPLATE)

    processes = min(app.parallel, 1 + len(names) // _WORTH_PROCESSES)
    tasks = ParallelTasks(processes)
    for number in range(processes):
        tasks.add_task(write, names[number::processes])
    return tasks
