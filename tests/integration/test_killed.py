"""A build that is killed at any moment is made good by the next one.

The moments are not moments of a clock: the process kills itself when it opens or renames a certain file, and
leaves half of what it was about to write.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest
from helpers import DEFAULTS, Project, assert_equal, png, post_text, site_in

pytestmark = pytest.mark.slow

# Started in the place of ``python -m sphinx``: event, pattern, number, then the arguments of sphinx-build.
_MORTAL = r"""
import os, re, signal, sys
event, pattern, number = sys.argv[1], re.compile(sys.argv[2]), int(sys.argv[3])
met = 0
def die(happened, args):
    global met
    if happened != ("open" if event == "read" else event):
        return
    path = os.fsdecode(args[1] if event == "os.rename" else args[0]) if not isinstance(args[0], int) else ""
    if happened == "open" and bool(args[2] & (os.O_WRONLY | os.O_RDWR)) == (event == "read"):
        return
    if not pattern.search(path):
        return
    met += 1
    if met == number:
        if event == "open":
            met += 1
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "wb") as file:
                file.write(b"half of ")
        os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(die)
from sphinx.cmd.build import main
sys.exit(main(sys.argv[4:]))
"""


class Moment(NamedTuple):
    """When a build dies: as it opens (to write or to read) or renames a file of that pattern for the n-th time."""

    event: str
    pattern: str
    number: int = 1


MOMENTS = {
    "in the middle of reading": Moment("open", r"\.doctree$", 2),
    "as the environment is pickled": Moment("open", r"environment\.pickle"),
    "between reading and writing": Moment("read", r"/layout\.html$"),
    "as a picture is made": Moment("open", r"eulernews-images/"),
    "as a picture is copied": Moment("open", r"html/_images/"),
    "in the middle of writing posts": Moment("open", r"html/zh/news/p\d+\.html$", 2),
    "as the first list is written": Moment("open", r"html/zh/news/(index|page/\d+)\.html$"),
    "as the page of a tag is written": Moment("open", r"html/zh/news/tags/.*\.html$", 2),
    "as the search index is written": Moment("open", r"html/searchindex\.js"),
    "as the inventory is written": Moment("open", r"html/objects\.inv$"),
    "after the pages, before the manifest": Moment("os.rename", r"html/\.eulernews\.json$"),
}
POSTS = {
    f"zh/news/p{number:02}.md": post_text(
        f"第{number}篇", f"正文{number}。\n\n![图](/img/inside.png)\n\n[前一篇](p{max(number - 1, 1):02}.md)",
        date=f"2023-{1 + number // 3:02}-{1 + number:02}", tags=["容器", f"标签{number % 4}"],
        banner=f"img/{number % 2}.png",
    )
    for number in range(1, 26)
}  # fmt: skip
FILES: dict[str, str | bytes] = {
    **POSTS,
    "index.md": "# 首页\n\n```{postlist}\n:limit: 2\n```\n",
    "public/img/0.png": png(64, 32),
    "public/img/1.png": png(48, 40, (200, 10, 10)),
    "public/img/inside.png": png(32, 32, (10, 200, 10)),
}
CONF = {"html_theme": "basic", "eulernews_page_size": 3}
EDITED: dict[str, str | bytes] = {
    "zh/news/p03.md": POSTS["zh/news/p03.md"].replace("正文3", "改过的正文"),
    "zh/news/p07.md": POSTS["zh/news/p07.md"].replace("title: 第7篇", "title: 改过的题目"),
    "zh/news/p09.md": POSTS["zh/news/p09.md"].replace("标签1", "新标签"),
    "zh/news/p26.md": post_text("第26篇", date="2024-01-01", tags=["新标签", "只此一篇"], banner="img/2.png"),
    "public/img/1.png": png(50, 40, (10, 10, 200)),
    "public/img/2.png": png(60, 30, (1, 2, 3)),
    "public/img/inside.png": png(32, 30, (10, 100, 10)),
}
DELETED = ("zh/news/p12.md", "zh/news/p24.md", "zh/news/p25.md")


def kill(site: Project, moment: Moment) -> None:
    """Build until the moment comes."""
    place = site.root / "build"
    arguments = ["-q", "-b", "html", "-d", str(place / "html-doctrees"), str(site.source), str(place / "html")]
    command = [sys.executable, "-c", _MORTAL, moment.event, moment.pattern, str(moment.number), *arguments]
    died = subprocess.run(command, cwd=site.root, capture_output=True, text=True, check=False)
    assert died.returncode == -signal.SIGKILL, f"the moment did not come: {died.stderr}"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Return a site that was built once and kept as it was then."""
    site = site_in(tmp_path_factory.mktemp("killed"), FILES, CONF)
    site.build()
    for name in ("source", "build"):
        shutil.copytree(site.root / name, site.root / "kept" / name)
    return site


@pytest.fixture
def site(built: Project) -> Project:
    """Return the site as it was after its first build."""
    for name in ("source", "build"):
        shutil.rmtree(built.root / name)
        shutil.copytree(built.root / "kept" / name, built.root / name)
    built.conf = {**DEFAULTS, **CONF}
    return built


@pytest.mark.promise("5 killed")
@pytest.mark.parametrize("moment", MOMENTS.values(), ids=MOMENTS)
def test_a_first_build_that_is_killed_is_made_good(site: Project, moment: Moment) -> None:
    shutil.rmtree(site.root / "build")
    kill(site, moment)
    assert_equal(site.build(), site.build(clean=True))


@pytest.mark.promise("5 killed")
@pytest.mark.parametrize("moment", MOMENTS.values(), ids=MOMENTS)
def test_a_build_of_edits_that_is_killed_is_made_good(site: Project, moment: Moment) -> None:
    site.write(EDITED).delete(*DELETED)
    kill(site, moment)
    assert_equal(site.build(), site.build(clean=True))


@pytest.mark.parametrize("moment", MOMENTS.values(), ids=MOMENTS)
def test_edits_that_are_taken_back_after_a_killed_build_leave_nothing(site: Project, moment: Moment) -> None:
    before = site.build().digests()
    site.write(EDITED).delete(*DELETED)
    kill(site, moment)
    site.reset(FILES, CONF)
    after = site.build()
    assert after.digests() == before


def test_a_build_that_is_killed_twice_is_made_good(site: Project) -> None:
    site.write(EDITED).delete(*DELETED)
    kill(site, MOMENTS["as the page of a tag is written"])
    site.delete("zh/news/p26.md")
    kill(site, MOMENTS["in the middle of writing posts"])
    assert_equal(site.build(), site.build(clean=True))


def test_a_killed_build_leaves_the_doctrees_as_readable_as_they_were(site: Project) -> None:
    site.write(EDITED)
    kill(site, MOMENTS["in the middle of writing posts"])
    last = site.build()
    assert "Traceback" not in last.said
    assert not (last.outdir / ".eulernews.unfinished").exists()
    assert Path(last.outdir / ".eulernews.json").is_file()
    assert os.access(last.outdir / "zh/news/p26.html", os.R_OK)
