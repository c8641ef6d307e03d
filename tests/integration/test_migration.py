"""The how-to guides on moving an archive, followed to the letter: copy the folders, configure, build."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from archives import ARCHIVES, Archive
from helpers import Build, Project, listed

pytestmark = pytest.mark.slow

HOWTO = Path(__file__).parents[2] / "example_site" / "howto"


def follow(guide: str, archive: Archive, site: Project) -> Build:
    """Do what a guide says: copy by its first table, add its toctree, use its conf.py and nothing else."""
    text = (HOWTO / f"migrate-{guide}.md").read_text("utf-8")
    moves = _moves(text)
    files = {_moved(name, moves): content for name, content in archive.files.items()}
    toctree = re.search(r"````markdown\n(```\{toctree\}.*?)````", text, re.DOTALL)
    files["index.md"] = f"# Home\n\n{toctree[1] if toctree else ''}"
    site.write(files)
    conf = re.search(r"```python\n(.*?)```", text, re.DOTALL)
    assert conf is not None
    (site.source / "conf.py").write_text(f"project = 'Harbour'\nhtml_theme = 'alabaster'\n{conf[1]}", "utf-8")
    return site.build()


def _moves(text: str) -> dict[str, str]:
    table = re.search(r"\|---\|---\|\n((?:\|.*\n)+)", text)
    assert table is not None
    rows = (re.findall(r"`([^`]+)`", row) for row in table[1].splitlines())
    return {row[0]: row[1].removeprefix("docs/") for row in rows}


def _moved(name: str, moves: dict[str, str]) -> str:
    old = next(old for old in moves if name.startswith(old))
    return moves[old] + name.removeprefix(old)


@pytest.fixture(scope="module", params=sorted(ARCHIVES))
def moved(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Archive, Build]:
    """Return an archive and the site that its guide makes of it."""
    archive = ARCHIVES[request.param]
    site = Project(tmp_path_factory.mktemp(request.param))
    return archive, follow(request.param, archive, site)


def _list_of(build: Build) -> str:
    return next(name for name in sorted(build.names()) if re.fullmatch(r"(.*/)?(blog|news|post)/index\.html", name))


def test_there_are_no_warnings_but_those_that_the_guide_names(moved: tuple[Archive, Build]) -> None:
    archive, build = moved
    assert {warned.kind for warned in build.warnings} == archive.warnings


def test_the_build_says_how_many_posts_came_in_and_leaves_no_file_out(moved: tuple[Archive, Build]) -> None:
    archive, build = moved
    number = len(archive.posts) + len(archive.missing)
    assert re.search(rf"news: {number} posts? in 1 collection \({len(archive.missing)} not published", build.told)
    others = re.search(r"(\d+) other files? (?:is not a post|are not posts)", build.told)
    assert int(others[1] if others else 0) == archive.others


def test_old_urls_lead_to_the_posts(moved: tuple[Archive, Build]) -> None:
    archive, build = moved
    for old, now in archive.redirects.items():
        refresh = build.page(old).select_one("meta[http-equiv=refresh]")
        assert refresh is not None
        assert refresh["content"] == f"0; url={now}"


def test_every_post_is_listed_with_its_date(moved: tuple[Archive, Build]) -> None:
    archive, build = moved
    page = build.page(_list_of(build))
    dates = [str(entry["datetime"])[:10] for entry in page.select(".h-feed .h-entry .dt-published")]
    assert list(zip(listed(page), dates, strict=True)) == archive.posts


def test_what_is_held_back_is_nowhere(moved: tuple[Archive, Build]) -> None:
    archive, build = moved
    for title in archive.missing:
        assert [name for name in build.names() if name.endswith(".html") and title in build.text(name)] == []


def test_images_are_copied_and_terms_have_pages(moved: tuple[Archive, Build]) -> None:
    archive, build = moved
    images = [name for name in build.names() if name.startswith("_images/")]
    for image in archive.images:
        assert any(image in name for name in images)
    everything = "".join(
        build.text(name) for name in build.names() if re.search(r"(tags|categories|authors)/index", name)
    )
    for term in archive.terms:
        assert term in everything
