"""Generated pages of a parallel build: they are written beside the documents, in processes of their own."""

from __future__ import annotations

import multiprocessing
import os
import signal
from typing import Any

import pytest
from conftest import MakeSite
from samples import FILES
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.events import EventManager
from sphinx.util.parallel import ParallelTasks

from sphinx_eulernews.output import page_writing
from sphinx_eulernews.output.plan import BuildPlan

TAGS = "zh/news/tags/"


@pytest.fixture(autouse=True)
def _few_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a handful of pages be worth processes."""
    monkeypatch.setattr(page_writing, "_WORTH_PROCESSES", 5)


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the names of the pages that this process writes."""
    written, handle_page = list[str](), StandaloneHTMLBuilder.handle_page

    def note(builder: StandaloneHTMLBuilder, pagename: str, *arguments: Any, **options: Any) -> None:
        written.append(pagename)
        handle_page(builder, pagename, *arguments, **options)

    monkeypatch.setattr(StandaloneHTMLBuilder, "handle_page", note)
    return written


def test_generated_pages_are_written_in_processes(make_site: MakeSite, here: list[str]) -> None:
    site = make_site(FILES)
    pages = {name for name in site.build().names() if name.startswith(TAGS)}
    assert len(pages) > 5
    assert pages <= {f"{name}.html" for name in here}
    here.clear()
    site.build(jobs=2, clean=True)
    assert not [name for name in here if name.startswith(TAGS)]
    (site.build(jobs=2).outdir / min(pages)).unlink()
    here.clear()
    assert min(pages) in site.build(jobs=2).names()
    assert min(pages).removesuffix(".html") in here  # one page is not worth a process


def test_they_are_begun_when_sphinx_shares_out_its_documents(
    make_site: MakeSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, begin = list[tuple[int, int]](), page_writing._write_in_processes

    def note(app: Sphinx, plan: BuildPlan, names: list[str]) -> ParallelTasks:
        begun.append((len(plan.written), len(names)))
        return begin(app, plan, names)

    monkeypatch.setattr(page_writing, "_write_in_processes", note)
    site = make_site(FILES)
    site.build(jobs=2)
    (documents, pages) = begun[0]
    assert len(begun) == 1
    assert documents == 2
    assert pages > 5
    # One document: there is nothing to write beside, and its list is not worth a process.
    begun.clear()
    with (site.source / "about.md").open("a", encoding="utf-8") as about:
        about.write("\nMore.\n")
    site.build(jobs=2)
    assert begun == []
    # That Sphinx was told to write everything shows at the end.
    site.build(jobs=2, force=True)
    assert len(begun) == 1
    assert begun[0][0] > 2
    assert begun[0][1] == pages - 1


def test_they_are_begun_once_whoever_resolves_documents(make_site: MakeSite, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, begin, write = list[int](), page_writing._write_in_processes, StandaloneHTMLBuilder.handle_page

    def note(app: Sphinx, plan: BuildPlan, names: list[str]) -> ParallelTasks:
        begun.append(len(names))
        return begin(app, plan, names)

    def resolve(builder: StandaloneHTMLBuilder, pagename: str, *arguments: Any, **options: Any) -> None:
        if pagename == "about":  # the first, in this process
            builder.env.apply_post_transforms(builder.env.get_doctree("en/blog/again"), "en/blog/again")
        write(builder, pagename, *arguments, **options)

    monkeypatch.setattr(page_writing, "_write_in_processes", note)
    monkeypatch.setattr(StandaloneHTMLBuilder, "handle_page", resolve)
    # A second time would leave processes that nobody waits for, and a build that does not end.
    make_site(FILES).build(jobs=2)
    assert len(begun) == 1


@pytest.mark.parametrize("event", ["doctree-resolved", "html-collect-pages"])
def test_a_build_that_fails_leaves_no_process(make_site: MakeSite, monkeypatch: pytest.MonkeyPatch, event: str) -> None:
    site, begun, context = make_site(FILES), list[int](), page_writing._context
    emit, begin, main = EventManager.emit, page_writing._write_in_processes, os.getpid()

    def note(*arguments: Any) -> ParallelTasks:
        tasks = begin(*arguments)
        begun.append(len(multiprocessing.active_children()))
        return tasks

    def wait(app: Sphinx, plan: BuildPlan, name: str) -> dict[str, Any]:
        if os.getpid() != main:
            signal.pause()
        return context(app, plan, name)

    def fail(events: EventManager, name: str, *arguments: Any, **options: Any) -> list[Any]:
        if begun and name == event:
            raise ValueError("not today")
        return emit(events, name, *arguments, **options)

    monkeypatch.setattr(page_writing, "_write_in_processes", note)
    monkeypatch.setattr(page_writing, "_context", wait)
    monkeypatch.setattr(EventManager, "emit", fail)
    with pytest.raises(ValueError, match="not today"):
        site.build(jobs=2)
    assert begun == [2]
    for process in multiprocessing.active_children():
        process.join(timeout=30)
        assert process.exitcode == -signal.SIGTERM
