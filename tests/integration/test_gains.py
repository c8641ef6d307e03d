"""The gains of speed: the same output to the byte, and nothing left behind in Sphinx or Python."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest
import sphinx
from conftest import MakeSite
from helpers import Build
from myst_parser.mdit_to_docutils import base as myst
from samples import FILES
from sphinx.builders import html as sphinx_html
from sphinx.util import docutils as sphinx_docutils

CODE = "# 代码\n\n```python\nprint('甲')\n```\n\n```{code-block} c\n:linenos:\n\nint a;\n```\n"
MANIFEST = ".eulernews.json"  # names the options that it was made with


def compared(build: Build) -> dict[str, str]:
    """Return the digests, without the archive of epub, which holds the time of packing."""
    return {name: digest for name, digest in build.digests().items() if name != MANIFEST and not name.endswith(".epub")}


def doctrees(outdir: Path) -> dict[str, bytes]:
    folder = outdir.with_name(f"{outdir.name}-doctrees")
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*.doctree")}


@pytest.mark.parametrize("builder", ["html", "epub", "latex"])
def test_output_and_doctrees_are_those_of_a_build_that_takes_its_time(make_site: MakeSite, builder: str) -> None:
    site = make_site({**FILES, "zh/news/code.md": CODE}, {"eulernews_speedups": False})
    slow = site.build(builder, name="slow")
    fast = site.configure(eulernews_speedups=True).build(builder, name="fast")
    assert compared(fast) == compared(slow)
    assert doctrees(fast.outdir) == doctrees(slow.outdir)
    assert fast.warnings == slow.warnings


def test_nothing_is_left_behind(make_site: MakeSite) -> None:
    def habits() -> tuple[object, ...]:
        found = (
            sphinx_html._file_checksum,
            getattr(sphinx_docutils, "_get_settings", None),
            getattr(myst, "get_default_settings", None),
        )
        return *found, gc.get_threshold(), gc.get_freeze_count()

    before = habits()
    make_site(FILES).build()
    assert habits() == before


def test_what_the_gains_replace_is_there() -> None:
    assert callable(sphinx_html._file_checksum)
    assert callable(myst.get_default_settings)
    assert hasattr(sphinx_docutils, "_get_settings") == (sphinx.version_info >= (9, 0))
