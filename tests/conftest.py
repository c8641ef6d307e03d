"""Fixtures: small sites, made in a folder of their own and built in this process; a browser to see them in."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

import hypothesis
import pytest
from helpers import EPOCH, Build, Project, site_in
from PIL.Image import Image
from samples import FILES

# No test may depend on how busy the machine is: what is linear is counted.
hypothesis.settings.register_profile("unhurried", deadline=None)
hypothesis.settings.load_profile("unhurried")

# A site with all companions takes minutes: one environment is enough, that of `run.py test`, which installs the extra.
collect_ignore = [] if find_spec("nbsphinx") else ["integration/test_harbour.py"]

INSTALL = "apt-get install chromium fonts-noto-cjk; pip install playwright"


class MakeSite(Protocol):
    """Makes a site of source files and settings."""

    def __call__(self, files: Mapping[str, str | bytes], conf: Mapping[str, Any] | None = None) -> Project:
        """Make it; each call makes another one."""


class SaveImage(Protocol):
    """Saves an image in a format and gives its path; the options are those of Pillow."""

    def __call__(self, image: Image, kind: str, **options: Any) -> Path:
        """Save it; each format has one path."""


@pytest.fixture(autouse=True, scope="session")
def _one_moment() -> None:
    """Let every build call the same moment now."""
    patch = pytest.MonkeyPatch()
    patch.setenv("SOURCE_DATE_EPOCH", EPOCH)
    patch.delenv("READTHEDOCS_VERSION_TYPE", raising=False)


@pytest.fixture
def make_site(tmp_path: Path) -> MakeSite:
    """Return a maker of sites."""
    made: list[Project] = []

    def make(files: Mapping[str, str | bytes], conf: Mapping[str, Any] | None = None) -> Project:
        made.append(site_in(tmp_path / f"site{len(made)}", files, conf))
        return made[-1]

    return make


@pytest.fixture
def save_image(tmp_path: Path) -> SaveImage:
    """Return a function that saves images."""

    def save(image: Image, kind: str, **options: Any) -> Path:
        path = tmp_path / f"source.{kind}"
        image.save(path, kind, **options)
        return path

    return save


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Return the site of ``samples``; tests read it and leave it as it is."""
    return site_in(tmp_path_factory.mktemp("sample"), FILES, {"eulernews_page_size": 3})


@pytest.fixture(scope="session")
def html(sample: Project) -> Build:
    """Return the sample site as HTML, built once."""
    return sample.build("html")


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Return a browser, or fail with what to install."""
    try:
        from playwright.sync_api import sync_playwright  # noqa: PLC0415  optional
    except ImportError:
        pytest.fail(f"Playwright is not installed: {INSTALL}")
    path = os.environ.get("EULERNEWS_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.fail(f"no Chromium was found: {INSTALL}, or set EULERNEWS_CHROMIUM to its path")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield started
        started.close()
