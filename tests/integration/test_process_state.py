"""Sphinx, docutils, MyST-Parser and Python are left as they were: during a build, after it, and however it ends."""

from __future__ import annotations

import codecs
import gc
import io
import logging
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import chdir
from pathlib import Path
from typing import Any

import pytest
from conftest import MakeSite
from helpers import Project, png, post_text
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

OTHERS = ("sphinx", "docutils", "myst_parser", "markdown_it", "gc", "codecs", "logging")
MOMENTS = (
    "builder-inited",
    "env-before-read-docs",
    "doctree-read",
    "env-updated",
    "doctree-resolved",
    "build-finished",
)
BARE = ["myst_parser"]
OURS = [*BARE, "sphinx_eulernews"]
FAST = [*OURS, "sphinx_eulernews.speedups"]
FILES: dict[str, str | bytes] = {
    "news/a.md": post_text("甲", "正文。\n\n```python\n1\n```", date="2024-01-01", tags=["港"]),
    "news/b.md": post_text("乙", "![](b.png)", date="2024-01-02"),
    "news/c.md": post_text("丙", date="2024-01-03").encode("gb18030"),
    "guide.md": "# 指南\n",
}


def attributes() -> Iterator[tuple[str, Any]]:
    """Yield what the modules of others hold: functions, classes with their members, tables with their keys."""
    for module in [module for name, module in sys.modules.items() if name.partition(".")[0] in OTHERS]:
        for name, value in list(vars(module).items()):
            where = f"{module.__name__}.{name}"
            yield where, value if callable(value) else _content(value)
            if isinstance(value, type):
                for member, own in list(vars(value).items()):
                    yield f"{where}.{member}", own if callable(own) else _content(own)


def _content(value: Any) -> Any:
    if isinstance(value, dict):
        return tuple(map(str, value))
    return value if isinstance(value, str | int | bool | tuple | type(None)) else None


def python_state() -> dict[str, Any]:
    """Return the settings of Python that belong to the process; Sphinx's handlers are others for each application."""
    loggers: list[tuple[str, Any]] = [("", logging.getLogger()), *logging.root.manager.loggerDict.items()]
    state: dict[str, Any] = {
        f"logger {name}": (logger.level, logger.propagate, len(logger.filters), len(logger.handlers))
        for name, logger in loggers
        if isinstance(logger, logging.Logger) and "eulernews" not in name
    }
    return {**state, "gc": (gc.get_threshold(), gc.isenabled()), "frozen": gc.get_freeze_count() > 1000}


def changes(before: dict[str, Any]) -> set[str]:
    """Return the names that hold something else than before."""
    now = dict(attributes())
    return {name for name, value in before.items() if name in now and now[name] is not value and now[name] != value}


def build(site: Project, extensions: list[str], fail: str = "") -> tuple[set[str], set[str], dict[str, Any]]:
    """Build; return what was changed at some moment, what is after the end, and Python's state within."""
    site.write(FILES).configure(extensions=extensions)
    if extensions == BARE:
        site.delete("news/c.md")  # not UTF-8, which bare Sphinx cannot read
    before, during, within = dict(attributes()), set[str](), dict[str, Any]()

    def look(event: str) -> Callable[..., None]:
        def handler(app: Sphinx, *_arguments: Any) -> None:
            during.update(f"{event}: {name}" for name in changes(before))
            within[event] = {
                **python_state(),
                "env": sorted(name for name in vars(app.env) if callable(vars(app.env)[name])),
            }
            if event == fail:
                raise ValueError(event)

        return handler

    with chdir(site.root), patch_docutils(site.source), docutils_namespace():
        try:
            app = _start(site, look if fail == "builder-inited" else None)
            for event in MOMENTS:
                app.connect(event, look(event), priority=1)
            app.build(force_all=True)
        except Exception:
            if not fail:
                raise
    return during, changes(before), within


def _start(site: Project, look: Callable[[str], Callable[..., None]] | None) -> Sphinx:
    if look is not None:
        hook = look("builder-inited")
        init = Sphinx._init_builder
        # The first of all handlers fails, as one of another extension may.
        app_init = lambda app: (app.connect("builder-inited", hook, priority=1), init(app))[1]  # noqa: E731
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Sphinx, "_init_builder", app_init)
            return _sphinx(site)
    return _sphinx(site)


def _sphinx(site: Project) -> Sphinx:
    out = site.root / "out"
    return Sphinx(
        site.source, site.source, out, out / ".doctrees", "html", status=None, warning=io.StringIO(), freshenv=True
    )


@pytest.fixture
def site(make_site: MakeSite) -> Project:
    made = make_site({})
    for extensions in (BARE, FAST):  # what is imported or cached at first is there from now on
        build(made, extensions)
    return made


@pytest.mark.parametrize(
    "fail", ["", "builder-inited", "env-before-read-docs", "doctree-read", "env-updated", "doctree-resolved"]
)
def test_loading_the_extension_changes_nothing_of_others(site: Project, fail: str) -> None:
    during, after, within = build(site, BARE, fail)
    python = python_state()
    ours_during, ours_after, ours_within = build(site, OURS, fail)
    assert ours_during - during == set()
    assert ours_after - after == set()
    assert ours_within == within
    assert python_state() == python
    with pytest.raises(LookupError):
        codecs.lookup("eulernews-guess")


@pytest.mark.parametrize(
    "fail", ["", "builder-inited", "env-before-read-docs", "doctree-read", "env-updated", "doctree-resolved"]
)
def test_speedups_leave_nothing_behind_however_a_build_ends(site: Project, fail: str) -> None:
    _during, after, _within = build(site, BARE, fail)
    python = python_state()
    _during, fast_after, _within = build(site, FAST, fail)
    assert fast_after - after == set()
    assert python_state() == python


def test_the_codec_is_there_only_while_a_post_needs_it(make_site: MakeSite, tmp_path: Path) -> None:
    site = make_site({"news/c.md": FILES["news/c.md"], "news/d.md": post_text("丁", date="2024-01-04")})
    known: dict[str, bool] = {}

    def note(event: str) -> Callable[..., None]:
        def handler(*_arguments: Any) -> None:
            try:
                codecs.lookup("eulernews-guess")
            except LookupError:
                known[event] = False
            else:
                known[event] = True

        return handler

    with chdir(site.root), patch_docutils(site.source), docutils_namespace():
        app = Sphinx(site.source, site.source, tmp_path / "out", tmp_path / "trees", "html", status=None, warning=None)
        for event in ("builder-inited", "doctree-read", "env-updated", "build-finished"):
            app.connect(event, note(event))
        app.build()
    assert known == {"doctree-read": True, "env-updated": False, "build-finished": False}
    assert app.env.settings["input_encoding"] == "utf-8-sig"


_seen: list[str] = []
_watched: list[Path] = []  # the folder that may be written to, while a build is watched


def _watch(event: str, args: tuple[object, ...]) -> None:
    if not _watched:
        return
    if event == "socket.connect":
        _seen.append(f"{event} {args[1]}")
    elif event in ("open", "os.mkdir", "os.rename", "os.remove", "os.link", "os.symlink"):
        if event == "open" and not (isinstance(args[2], int) and args[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)):
            return
        path = args[1] if event in ("os.rename", "os.link", "os.symlink") else args[0]
        if isinstance(path, str | bytes | os.PathLike):
            written = Path(os.path.realpath(os.fsdecode(path)))
            if not written.is_relative_to(_watched[0]) and written != Path(os.devnull):
                _seen.append(f"{event} {written}")


@pytest.mark.promise("5 inside")
def test_nothing_is_written_outside_the_output_and_no_network_is_used(make_site: MakeSite) -> None:
    hostile = "aliases: [/../../x, /%2e%2e/%2e%2e/y, '//example.org/z', 'C:\\w']\nbanner: https://example.org/a.png\n"
    body = "![](https://example.org/b.png) ![](../../../../c.png) <img src='https://example.org/d.png'>"
    site = make_site({
        "news/a.md": f"---\ntitle: A\ndate: 2024-01-01\ntags: [../../t, /u]\n{hostile}---\n\n{body}\n",
        "news/b.md": "---\ntitle: B\ndate: 2024-01-02\nbanner: b.png\n---\n\n![](b.png)\n",
        "news/b.png": png(900, 500),
    })  # fmt: skip
    (site.root / "build").mkdir()
    sys.addaudithook(_watch)
    _watched.append((site.root / "build").resolve())
    try:
        site.build("html")
        site.build("epub")
    finally:
        _watched.clear()
    assert _seen == []
