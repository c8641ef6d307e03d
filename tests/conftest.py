"""Fixtures: small sites, made in a folder of their own and built in this process."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

import pytest
from helpers import EPOCH, Build, Site, site_in
from samples import FILES


class MakeSite(Protocol):
    """Makes a site of source files and settings."""

    def __call__(self, files: Mapping[str, str | bytes], conf: Mapping[str, Any] | None = None) -> Site:
        """Make it; each call makes another one."""


@pytest.fixture(autouse=True, scope="session")
def _one_moment() -> None:
    """Let every build call the same moment now."""
    patch = pytest.MonkeyPatch()
    patch.setenv("SOURCE_DATE_EPOCH", EPOCH)
    patch.delenv("READTHEDOCS_VERSION_TYPE", raising=False)


@pytest.fixture
def make_site(tmp_path: Path) -> MakeSite:
    """Return a maker of sites."""
    made: list[Site] = []

    def make(files: Mapping[str, str | bytes], conf: Mapping[str, Any] | None = None) -> Site:
        made.append(site_in(tmp_path / f"site{len(made)}", files, conf))
        return made[-1]

    return make


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Return the site of ``samples``; tests read it and leave it as it is."""
    return site_in(tmp_path_factory.mktemp("sample"), FILES, {"eulernews_page_size": 3})


@pytest.fixture(scope="session")
def html(sample: Site) -> Build:
    """Return the sample site as HTML, built once."""
    return sample.build("html")
