"""Speedups: the same output and doctrees, byte for byte, and how each is switched off."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import sphinx
from conftest import MakeSite
from helpers import Build
from samples import FILES
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from sphinx_eulernews.speedups.patches import DOCUTILS_SETTINGS
from sphinx_eulernews.speedups.speedup import SPHINX

pytestmark = pytest.mark.slow

CODE = "# 代码\n\n```python\nprint('甲')\n```\n\n```{code-block} c\n:linenos:\n\nint a;\n```\n"
EXTENSIONS = ["myst_parser", "sphinx_eulernews"]
SPEEDUPS = "sphinx_eulernews.speedups"
MANIFEST = ".eulernews.json"  # names the options that it was made with


def compared(build: Build) -> dict[str, str]:
    """Return the digests, without the archive of epub, which holds the time of packing."""
    return {name: digest for name, digest in build.digests().items() if name != MANIFEST and not name.endswith(".epub")}


def doctrees(outdir: Path) -> dict[str, bytes]:
    folder = outdir.with_name(f"{outdir.name}-doctrees")
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*.doctree")}


@pytest.mark.promise("6 cost")
@pytest.mark.parametrize("builder", ["html", "epub", "latex"])
def test_output_and_doctrees_are_those_of_a_build_that_takes_its_time(make_site: MakeSite, builder: str) -> None:
    site = make_site({**FILES, "zh/news/code.md": CODE})
    slow = site.build(builder, name="slow")
    fast = site.configure(extensions=[*EXTENSIONS, SPEEDUPS]).build(builder, name="fast")
    assert compared(fast) == compared(slow)
    assert doctrees(fast.outdir) == doctrees(slow.outdir)
    assert fast.warnings == slow.warnings


@pytest.mark.parametrize("fast", [True, False])
def test_a_process_that_reads_sends_the_trees_of_what_it_read(
    make_site: MakeSite, monkeypatch: pytest.MonkeyPatch, fast: bool
) -> None:
    sent: list[bool] = []
    merge = BuildEnvironment.merge_info_from

    def note(env: BuildEnvironment, docnames: Iterable[str], other: BuildEnvironment, app: Sphinx) -> None:
        sent.append({*docnames} == {*other.tocs} == {*other.titles} == {*other.longtitles})
        merge(env, docnames, other, app)

    monkeypatch.setattr(BuildEnvironment, "merge_info_from", note)
    site = make_site(FILES, {"extensions": [*EXTENSIONS, *([SPEEDUPS] if fast else [])]})
    site.build()
    some = [name for name in FILES if name.startswith("zh/news/") and name.endswith(".md")][:8]
    site.write({name: f"---\ntitle: {name}\n---\n" for name in some}).build(jobs=2)
    assert sent
    assert set(sent) == {fast}


def test_a_build_within_the_end_of_a_build_is_another_one(make_site: MakeSite, monkeypatch: pytest.MonkeyPatch) -> None:
    outer, inner = make_site(FILES), make_site(FILES)
    build, nested = Sphinx.build, list[Build]()

    def build_another(app: Sphinx, *arguments: Any, **options: Any) -> None:
        monkeypatch.setattr(Sphinx, "build", build)
        app.connect("build-finished", lambda _app, _error: nested.append(inner.build(jobs=2)))
        build(app, *arguments, **options)

    monkeypatch.setattr(Sphinx, "build", build_another)
    first = outer.build(jobs=2)
    assert nested[0].digests() == first.digests()


def test_the_functions_that_are_replaced_exist() -> None:
    names = [
        ("myst_parser.mdit_to_docutils.base", "get_default_settings"),
        ("sphinx.builders.html", "_file_checksum"),
        ("sphinx.util.docutils", "_get_settings"),
    ]
    found = [callable(getattr(import_module(module), name, None)) for module, name in names]
    assert found == [True, True, sphinx.version_info >= (9, 0)]


def test_a_version_that_is_not_known_switches_a_speedup_off_and_is_logged_once(
    make_site: MakeSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    unknown = replace(DOCUTILS_SETTINGS, versions={**SPHINX, "docutils": ((0, 1), (0, 2))})
    monkeypatch.setattr("sphinx_eulernews.speedups.SPEEDUPS", (unknown,))
    site = make_site(FILES, {"extensions": [*EXTENSIONS, SPEEDUPS]})
    told = site.build().told
    assert told.count("speedups: docutils settings is off: it was not tried with docutils 0.") == 1
    assert told.count("speedups:") == 1


def test_an_inventory_is_written_again_where_it_may_differ(make_site: MakeSite) -> None:
    site = make_site({**FILES, "page.md": "# Page\n"}, {"extensions": [*EXTENSIONS, SPEEDUPS]})
    path = site.build().outdir / "objects.inv"

    def is_written(*, force: bool = False) -> bool:
        os.utime(path, ns=(stamp, stamp))
        site.build(force=force)
        return path.stat().st_mtime_ns != stamp

    environment = path.parent.with_name("html-doctrees") / "environment.pickle"
    stamp = environment.stat().st_mtime_ns
    assert not is_written()
    assert is_written(force=True)
    site.write({"page.md": "# Another title\n"})
    stamp = environment.stat().st_mtime_ns
    assert is_written()
    site.delete("page.md")
    assert is_written()
    stamp = environment.stat().st_mtime_ns - 1  # of a build that was killed before it wrote the inventory
    assert is_written()
    path.unlink()
    site.build()
    assert path.exists()


CYCLE = """
import os


class Cycle:
    def __init__(self):
        self.itself = self

    def __del__(self, write=os.write):
        write(1, b"collected")


kept = Cycle()
"""
AS_LIBRARY = ["-c", "import sys; from sphinx.cmd.build import main; main(sys.argv[1:])"]


@pytest.mark.parametrize("fast", [True, False])
@pytest.mark.parametrize("start", [["-m", "sphinx"], AS_LIBRARY], ids=["command", "library"])
def test_a_command_of_sphinx_leaves_its_objects_to_the_system_and_says_all(
    make_site: MakeSite, fast: bool, start: list[str]
) -> None:
    files: dict[str, str | bytes] = {"index.md": "# Index\n\n[x](missing.md)\n", "cycle.py": CYCLE}
    site = make_site(files, {"extensions": [*EXTENSIONS, *([SPEEDUPS] if fast else [])]})
    conf, warnings = site.source / "conf.py", site.source / "warnings.txt"
    importing = f"import sys\nsys.path.insert(0, {str(site.source)!r})\nimport cycle\n"
    conf.write_text(importing + conf.read_text("utf-8"), "utf-8")
    command = [*start, "-q", "--no-color", "-w", str(warnings), str(site.source), str(site.source / "_out")]
    ran = subprocess.run([sys.executable, *command], capture_output=True, text=True, check=True)
    assert ran.stdout == ("" if fast and start is not AS_LIBRARY else "collected")
    warned = warnings.read_text("utf-8")
    assert "missing.md" in warned
    assert ran.stderr == warned
