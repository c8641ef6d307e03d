"""The documentation names what exists: options, warnings, front matter fields, files; it uses one vocabulary."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from sphinx_eulernews.config import NewsConfig
from sphinx_eulernews.warnings import Subtype

ROOT = Path(__file__).parent.parent.parent
SITE = ROOT / "example_site"
# The posts of the demo are its subject, not documentation.
PAGES = sorted(
    path
    for path in [*SITE.glob("*.md"), *SITE.glob("howto/*.md"), *SITE.glob("reference/*.md"), *ROOT.glob("*.md")]
    if path.is_file()
)
# Words that mean one thing here and are not in the vocabulary of Sphinx, the web or the trade.
UNUSUAL = re.compile(r"(?<![\w./-])(pictures?|addresses|mended|dressed|faults?|shelf)(?![\w./-])", re.IGNORECASE)


def names(pattern: str) -> Iterator[tuple[str, str]]:
    for page in PAGES:
        for match in re.finditer(pattern, page.read_text("utf-8")):
            yield page.relative_to(ROOT).as_posix(), match[1]


def test_every_option_that_the_documentation_names_exists() -> None:
    # The name of an option is not followed by "-" or "*": those are files and groups of options.
    named = set(names(r"(?<![\w/.\[-])(eulernews_[a-z_]+[a-z])(?![\w*])"))
    example = "eulernews_license"  # what CONTRIBUTING.md adds
    assert {(page, name) for page, name in named if name not in {*NewsConfig.options(), example}} == set()


def test_every_type_of_warning_that_the_documentation_names_exists() -> None:
    types = {f"eulernews.{subtype.value}" for subtype in Subtype}
    named = set(names(r"\"(eulernews\.[a-z_]+)\"")) | set(names(r"\[(eulernews\.[a-z_]+)\]"))
    assert {(page, name) for page, name in named if name not in types} == set()


def test_every_file_of_the_package_that_the_documentation_names_exists() -> None:
    named = set(names(r"`((?:sphinx_eulernews|tests|example_site)/[\w/.]+)`"))
    assert {(page, name) for page, name in named if not (ROOT / name).exists()} == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_pages_use_the_words_that_readers_search_for(page: Path) -> None:
    assert UNUSUAL.findall(page.read_text("utf-8")) == []


def test_a_page_loads_few_kilobytes_of_styles_and_scripts() -> None:
    package = ROOT / "sphinx_eulernews"
    styles = [*package.glob("static/*.css"), *package.glob("static_pages/*.css")]
    assert sum(len(gzip.compress(style.read_bytes())) for style in styles) < 6 * 1024
    assert len((package / "static" / "eulernews.css").read_text("utf-8").encode()) < 15 * 1024
    assert len(gzip.compress((package / "static_pages" / "eulernews-filter.js").read_bytes())) < 8 * 1024
