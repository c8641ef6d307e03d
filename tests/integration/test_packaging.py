"""What is in the sdist and the wheel, as the build backend makes them."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path, PurePosixPath

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent.parent
GENERATED = {"__pycache__", "_build", ".hypothesis", ".pytest_cache"}


def built(kind: str, folder: Path) -> Path:
    """Build a sdist or a wheel, as pip and build do: by the backend, from the root of the project."""
    code = f"from flit_core import buildapi; print(buildapi.build_{kind}({str(folder)!r}))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    return folder / done.stdout.strip().splitlines()[-1]


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """Return the files of the sdist."""
    with tarfile.open(built("sdist", tmp_path_factory.mktemp("sdist"))) as archive:
        return {name.partition("/")[2] for name in archive.getnames()}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Return the files of the wheel."""
    with zipfile.ZipFile(built("wheel", tmp_path_factory.mktemp("wheel"))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def files_below(*folders: str) -> set[str]:
    """Return the source files below folders of the project, without what tests and builds leave there."""
    paths = (path for folder in folders for path in (ROOT / folder).rglob("*") if path.is_file())
    names = {path.relative_to(ROOT).as_posix() for path in paths}
    return {name for name in names if not GENERATED.intersection(PurePosixPath(name).parts)}


def test_the_sdist_has_the_package_its_tests_and_its_documentation(sdist: set[str]) -> None:
    assert files_below("sphinx_eulernews", "tests", "example_site") - sdist == set()
    top = {
        "README.md",
        "CHANGELOG.md",
        "CONTRIBUTING.md",
        "SECURITY.md",
        "LICENSE",
        "pyproject.toml",
        "tox.ini",
        "run.py",
    }
    assert top - sdist == set()


def test_the_sdist_has_nothing_that_a_build_or_a_test_left(sdist: set[str]) -> None:
    assert {name for name in sdist if GENERATED.intersection(PurePosixPath(name).parts)} == set()


def test_the_wheel_has_the_package_and_nothing_else(wheel: dict[str, bytes]) -> None:
    files = {name for name in wheel if ".dist-info/" not in name}
    assert files == files_below("sphinx_eulernews")


def test_the_wheel_has_each_compiled_catalog(wheel: dict[str, bytes]) -> None:
    sources = {name for name in wheel if name.endswith(".po")}
    assert sources != set()
    assert {name.removesuffix(".po") + ".mo" for name in sources} <= wheel.keys()
