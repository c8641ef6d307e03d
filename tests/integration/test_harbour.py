"""A site of the size of a blog, with the companions of its authors, in seven themes and two languages.

Each companion does on posts what it does on any page. The site is built as its maintainers do, in a process of its
own, with every warning an error; twice, and the second build reads nothing and changes nothing. All checks of a theme
are one test, since its build is what takes long.

Needs the extra ``companions``; where that is not installed, ``conftest`` does not collect this module.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from bs4 import BeautifulSoup
from helpers import EPOCH, listed, titles_of

ROOT = Path(__file__).parents[1] / "roots" / "harbour"


def sources() -> set[Path]:
    """Return the files of the site, but for catalogs, which Sphinx compiles next to their source."""
    return {path for path in ROOT.rglob("*") if path.suffix != ".mo"}


SOURCES = sources()
THEMES = [
    "alabaster", "furo", "pydata_sphinx_theme", "sphinx_book_theme", "sphinx_rtd_theme", "shibuya", "sphinx_immaterial",
]  # fmt: skip
# Written at every build: the site map names what one build wrote, and pages without a source link to styles of
# others by a checksum that is not there at first.
NOT_COMPARED = {
    ".buildinfo", ".buildinfo.bak", "environment.pickle", "sitemap.xml", "genindex.html", "search.html", "404.html",
}  # fmt: skip


@dataclass(frozen=True)
class Site:
    """The site in a theme, and how it is built."""

    out: Path
    theme: str = "alabaster"
    builder: str = "html"
    notebooks: str = "myst_nb"

    def build(self, *arguments: str) -> str:
        """Build as an author does; return what was told."""
        environment = {
            **os.environ, "HARBOUR_THEME": self.theme, "HARBOUR_NOTEBOOKS": self.notebooks, "SOURCE_DATE_EPOCH": EPOCH,
        }  # fmt: skip
        command = [sys.executable, "-m", "sphinx", "-nW", "--keep-going", "-b", self.builder, *arguments]
        command += ["-d", f"{self.out}-doctrees", str(ROOT), str(self.out)]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def build_again(self, *arguments: str) -> None:
        """Build once more: nothing is read, nothing changes, in the source folder least of all."""
        before = self.digests()
        assert "0 added, 0 changed, 0 removed" in self.build(*arguments)
        assert self.digests() == before
        assert sources() == SOURCES

    def digests(self) -> dict[str, str]:
        """Return a digest of each file of the output."""
        files = (path for path in self.out.rglob("*") if path.is_file() and path.name not in NOT_COMPARED)
        return {path.relative_to(self.out).as_posix(): sha256(path.read_bytes()).hexdigest() for path in files}

    def page(self, name: str) -> BeautifulSoup:
        """Return a page."""
        return BeautifulSoup((self.out / name).read_text("utf-8"), "lxml")

    def images(self, name: str) -> list[str]:
        """Return the images in the text of a post, which are files of the output."""
        found = [str(image["src"]) for image in self.page(name).select(".e-content img")]
        assert all((self.out / Path(name).parent / source).is_file() for source in found)
        return found


def lists(site: Site) -> None:
    assert titles_of(site.page("news/quay.html")) == ["The quay is open"]
    assert titles_of(site.page("blog/monday.html")) == ["Monday"]
    assert len(listed(site.page("blog/index.html"))) == 5
    assert "Tides of the year" in listed(site.page("news/index.html"))


def toctree(site: Site) -> None:
    assert site.page("index.html").select('a[href="news/index.html"]')
    current = site.page("news/quay.html").select("li.current > a, li.current > p > a, .md-nav__item--active > a")
    assert "index.html" in {link.get("href") for link in current}


def myst_nb(site: Site) -> None:
    assert len(site.images("notebooks/depth.html")) == 1
    assert site.page("notebooks/salt.html").select(".cell_input")


def matplotlib(site: Site) -> None:
    assert len(site.images("news/plot.html")) == 1


def public_images(site: Site) -> None:
    assert len(site.images("news/quay.html")) == 2
    assert [image.rpartition("/")[2] for image in site.images("blog/friday.html")] == ["map.png"]


def mermaid(site: Site) -> None:
    page = site.page("news/flow.html")
    assert page.select(".e-content .mermaid")
    assert "mermaid" in str(page.find_all("script"))


def tabs(site: Site) -> None:
    assert len(site.page("news/tabs.html").select(".e-content .sphinx-tabs-tab")) == 2


def design(site: Site) -> None:
    assert len(site.page("news/crane.html").select(".e-content .sd-card")) == 2


def copybutton(site: Site) -> None:
    page = site.page("news/quay.html")
    assert page.select(".e-content div.highlight pre")
    assert "copybutton.js" in str(page.find_all("script"))


def tippy(site: Site) -> None:
    # Tips are made for the links of a page; the post's footnote is one.
    assert "tippy" in str(site.page("news/quay.html").find_all("script"))


def opengraph(site: Site) -> None:
    page = site.page("news/quay.html")
    # Immaterial leaves the tags of conf.py out, on any page.
    expected = 0 if site.theme == "sphinx_immaterial" else 1
    assert [len(site.page(name).select("head meta[name=harbour]")) for name in ("news/quay.html", "guide.html")] == [
        expected,
        expected,
    ]
    assert len(page.select('head meta[property="og:title"]')) == 1


def sitemap(site: Site) -> None:
    found = ET.parse(site.out / "sitemap.xml").iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")  # noqa: S314  ours
    names = {str(item.text).removeprefix("https://example.org/docs/") for item in found}
    assert {"news/quay.html", "news/index.html", "news/tags/quay.html", "blog/monday.html", "guide.html"} <= names


def reredirects(site: Site) -> None:
    assert "news/quay.html" in str(site.page("old/quay.html"))


def notfound(site: Site) -> None:
    assert site.page("404.html").select('a[href^="/"], link[href^="/"]')


CHECKS: list[Callable[[Site], None]] = [
    lists, toctree, myst_nb, matplotlib, public_images, mermaid, tabs, design, copybutton, tippy, opengraph, sitemap,
    reredirects, notfound,
]  # fmt: skip


@pytest.mark.parametrize("theme", THEMES)
def test_each_companion_does_its_part_in_a_theme_and_a_second_build_does_nothing(tmp_path: Path, theme: str) -> None:
    site = Site(tmp_path / "out", theme)
    site.build()
    for check in CHECKS:
        check(site)
    # sphinx-autobuild builds again whenever a file of the source folder changes.
    site.build_again()


def test_the_site_speaks_its_second_language(tmp_path: Path) -> None:
    site = Site(tmp_path / "de", "furo")
    site.build("-D", "language=de")
    site.build_again("-D", "language=de")
    assert "Der Kai öffnet heute." in site.page("news/quay.html").text
    assert all("map.de" in image for image in site.images("news/quay.html"))
    assert "Montag" in listed(site.page("blog/index.html"))


def test_sphinx_intl_finds_the_messages_of_posts_translated_and_new(tmp_path: Path) -> None:
    Site(tmp_path / "pot", builder="gettext").build()
    shutil.copytree(ROOT / "locale", tmp_path / "locale")
    command = [sys.executable, "-m", "sphinx_intl", "update", "-l", "de"]
    command += ["-p", str(tmp_path / "pot"), "-d", str(tmp_path / "locale")]
    subprocess.run(command, check=True, capture_output=True)
    catalog = (tmp_path / "locale/de/LC_MESSAGES/news/quay.po").read_text("utf-8")
    assert 'msgid "The quay opens today."\nmsgstr "Der Kai öffnet heute."' in catalog
    assert 'msgid "Ships land from noon on."\nmsgstr ""' in catalog


def test_nbsphinx_shows_outputs_of_posts(tmp_path: Path) -> None:
    site = Site(tmp_path / "out", notebooks="nbsphinx")
    site.build()
    assert titles_of(site.page("nbsphinx/depth.html")) == ["Depth of the harbour"]
    assert len(site.images("nbsphinx/depth.html")) == 1
    site.build_again()


@pytest.mark.parametrize("builder", ["epub", "latex"])
def test_a_book_is_made_without_a_warning_of_ours(tmp_path: Path, builder: str) -> None:
    # Books know no media type of what notebooks leave in the output; Mermaid asks for a program.
    quiet = "suppress_warnings=epub.unknown_project_files"
    Site(tmp_path / builder, builder=builder).build("-D", quiet, "-D", "mermaid_output_format=raw")
    assert any((tmp_path / builder).iterdir())
