"""Files that a build leaves for the next one are input: damaged ones are made anew."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import MakeSite
from helpers import Project, png, post_text

FILES: dict[str, str | bytes] = {
    "news/a.md": post_text("甲", date="2024-01-01", banner="a.png", tags=["港"]),
    "news/b.md": post_text("乙", "![](b.png)", date="2023-01-02", tags=["独"], aliases="/old"),
    "news/b.png": png(900, 500),
    "news/a.png": png(1000, 500),
}


def nulls(path: Path) -> None:
    content = json.loads(path.read_bytes())
    path.write_text(json.dumps({key: value if key == "version" else None for key, value in content.items()}))


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-9])


def deep(path: Path) -> None:
    path.write_text('{"version": 1, "pages": ' + "[" * 100_000 + "]" * 100_000 + "}")


@pytest.mark.promise("5 state")
@pytest.mark.parametrize("damage", [nulls, cut, deep])
@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_a_damaged_manifest_costs_a_whole_build_and_no_more(
    make_site: MakeSite, builder: str, damage: Callable[[Path], None]
) -> None:
    site = make_site(FILES)
    damage(site.build(builder).outdir / ".eulernews.json")
    site.delete("news/b.md")  # with the pages of its month and day, and its image
    again = site.build(builder)
    assert again.warnings == ()
    assert again.digests() == site.build(builder, clean=True).digests()


def images(site: Project) -> Path:
    return site.root / "build/html-doctrees/eulernews-images"


@pytest.mark.parametrize("damage", [cut, "file", "empty"])
def test_a_damaged_image_cache_never_reaches_the_output(
    make_site: MakeSite, damage: Callable[[Path], None] | str
) -> None:
    site = make_site(FILES)
    outdir = site.build().outdir
    for path in images(site).iterdir():
        if callable(damage):
            damage(path)
    if not callable(damage):
        shutil.rmtree(images(site))
    if damage == "file":
        images(site).write_text("no folder")
    shutil.rmtree(outdir)
    again = site.build()
    assert again.warnings == ()
    assert again.digests() == site.build(clean=True).digests()
    assert images(site).is_dir()


def test_a_book_holds_no_file_of_a_cache(make_site: MakeSite) -> None:
    site = make_site(
        {**FILES, "index.md": "# 首页\n\n```{toctree}\nnews/a\nnews/b\n```\n"},
        {
            "extensions": ["myst_parser", "sphinx_eulernews", "sphinx_eulernews.speedups"],
            "eulernews_image_cache": "../build/epub/kept",
        },
    )
    (site.root / "build").mkdir()
    (site.root / "build/epub-doctrees").symlink_to("epub/.doctrees", target_is_directory=True)
    (site.root / "build/epub/.doctrees").mkdir(parents=True)
    build = site.build("epub")
    assert list((build.outdir / "kept").glob("*.png"))
    assert not [said for said in build.warnings if "eulernews" in said.message or "kept" in said.message]
    with zipfile.ZipFile(next(build.outdir.glob("*.epub"))) as book:
        assert not [name for name in book.namelist() if "kept" in name or ".doctrees" in name]
