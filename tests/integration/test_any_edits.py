"""Any series of edits, with a build after each, leaves byte for byte what a clean build makes.

The series are drawn by hypothesis: few, and always the same ones, unless EULERNEWS_EXAMPLES says how many.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from edited_site import (
    BANNERS,
    BODIES,
    CONFS,
    DATES,
    IMAGES,
    LINKS,
    NAMES,
    OTHERS,
    PAGES,
    START,
    TAGS,
    TEMPLATES,
    TITLES,
    Draft,
    Sources,
)
from helpers import Build, Project
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

pytestmark = pytest.mark.slow

EXAMPLES = int(os.environ.get("EULERNEWS_EXAMPLES", "0"))


class Edit(NamedTuple):
    """An edit: what is done, to which post or file, and to what; the numbers are taken modulo what there is."""

    what: str
    which: int = 0
    value: int = 0

    def apply(self, sources: Sources) -> Sources:
        """Return the site after the edit."""
        posts = dict(sources.posts)
        if self.what in _KINDS:
            kind = _KINDS[self.what]
            choices = kind.choices(sources)
            name = choices[self.which % len(choices)]
            place = self.value % len(kind.values(name))
            return replace(sources, **{self.what: {**getattr(sources, self.what), name: place}})
        if self.what == "add":
            posts[NAMES[self.which % len(NAMES)]] = Draft(*((self.value + n) % 3 for n in range(6)))
            return replace(sources, posts=posts)
        if not posts:
            return sources
        docname = sorted(posts)[self.which % len(posts)]
        if self.what == "delete":
            del posts[docname]
        elif self.what == "rename":
            posts[NAMES[self.value % len(NAMES)]] = posts.pop(docname)
        else:
            posts[docname] = replace(posts[docname], **{self.what: self.value % len(_FIELDS[self.what])})
        return replace(sources, posts=posts)


class _Kind(NamedTuple):
    choices: Callable[[Sources], list[str]]
    values: Callable[[str], tuple[Any, ...]]


_FIELDS: dict[str, tuple[Any, ...]] = {
    "title": TITLES, "body": BODIES, "tags": TAGS, "date": DATES, "banner": BANNERS, "link": LINKS,
    "other": OTHERS, "draft": (False, True),
}  # fmt: skip
_KINDS = {
    "pictures": _Kind(lambda sources: list(sources.pictures), lambda _name: IMAGES),
    "pages": _Kind(lambda _sources: list(PAGES), PAGES.__getitem__),
    "conf": _Kind(lambda _sources: list(CONFS), CONFS.__getitem__),
    "templates": _Kind(lambda _sources: list(TEMPLATES), TEMPLATES.__getitem__),
}
WHAT = ("add", "delete", "rename", *_FIELDS, *_KINDS)
custom_edits = st.builds(Edit, st.sampled_from(WHAT), st.integers(0, 7), st.integers(0, 16))
edits = custom_edits.filter(lambda edit: edit.what != "templates")


class Edited(Project):
    """A site whose sources are kept equal to ``Sources``."""

    first: Build

    def become(self, sources: Sources) -> None:
        """Write what differs, and give it the time of now in full: that of the file system may lag behind.

        Nothing is dated into the future: Sphinx would read it again at every build, and that hides what is missed.
        """
        wanted = sources.files()
        for path in sorted(self.source.rglob("*")):
            if path.is_file() and path.relative_to(self.source).as_posix() not in wanted:
                path.unlink()
        for name, data in wanted.items():
            path = self.source / name
            if not path.exists() or path.read_bytes() != data:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)
                now = time.time_ns()
                os.utime(path, ns=(now, now))

    def keep(self) -> None:
        """Remember sources, output and doctrees as they are."""
        for name in ("source", "build"):
            shutil.copytree(self.root / name, self.root / "kept" / name, symlinks=True)

    def restore(self) -> None:
        """Take back every edit and build since ``keep``."""
        for name in ("source", "build"):
            shutil.rmtree(self.root / name)
            shutil.copytree(self.root / "kept" / name, self.root / name, symlinks=True)


def edited_in(root: Path, *builders: str, start: Sources = START) -> Edited:
    """Make a site, built; several builders share one folder of doctrees."""
    site = Edited(root)
    site.become(start)
    (root / "build/doctrees").mkdir(parents=True)
    for builder in builders:
        (root / f"build/{builder}-doctrees").symlink_to("doctrees")
        site.build(builder)
    site.keep()
    return site


@pytest.fixture(scope="module", params=["html", "dirhtml"])
def builder(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def edited(builder: str, tmp_path_factory: pytest.TempPathFactory) -> Edited:
    return edited_in(tmp_path_factory.mktemp(f"any-{builder}"), builder)


@pytest.fixture(scope="module")
def share_image(tmp_path_factory: pytest.TempPathFactory) -> Edited:
    return edited_in(tmp_path_factory.mktemp("any-shared"), "html", "dirhtml")


def few(number: int) -> settings:
    """Return the settings of a test that draws so many series, unless the environment wants more."""
    return settings(
        max_examples=EXAMPLES or number,
        derandomize=not EXAMPLES,
        database=None,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )


# The shortest series that once left something wrong, with the builder of each build; the doctrees are shared.
FAILED = {
    "a picture of the text that is still a banner": [("html", Edit("body", 6, 0))],
    "a picture of a text that is deleted": [("html", Edit("delete", 3))],
    "the only listed collection of a tag, which a role elsewhere names": [("html", Edit("tags", 0, 8))],
    "a post that a role elsewhere names": [("dirhtml", Edit("delete", 4))],
    "the title of a collection, in the index of tags": [("dirhtml", Edit("conf", 1, 10))],
    "an own page where the other builder had made one": [
        ("html", Edit("add", 5, 9)), ("html", Edit("rename", 4, 1)), ("html", Edit("pages", 2, 11)),
        ("dirhtml", Edit("pages", 0, 5)),
    ],
    "a collection that the other builder saw end": [("html", Edit("conf", 1, 5)), ("dirhtml", Edit("pages", 3, 0))],
    "the bytes of a picture that the other builder copied": [
        ("dirhtml", Edit("pictures", 6, 3)), ("html", Edit("tags", 2, 2)),
    ],
    "a picture that the other builder saw go": [("dirhtml", Edit("pictures", 5, 10)), ("html", Edit("date", 1, 1))],
}  # fmt: skip


@pytest.mark.promise("2 incremental")
@pytest.mark.parametrize("jobs", [1, 2])
def test_any_series_of_edits_leaves_what_a_clean_build_makes(edited: Edited, builder: str, jobs: int) -> None:
    @few(2)
    @given(st.lists(edits, min_size=1, max_size=5))
    def check(series: list[Edit]) -> None:
        edited.restore()
        sources = START
        for edit in series:
            sources = edit.apply(sources)
            edited.become(sources)
            last = edited.build(builder, jobs=jobs)
        assert_same(last, edited.build(builder, clean=True))

    check()


def test_any_series_of_edits_leaves_each_of_two_builders_that_share_doctrees_whole(share_image: Edited) -> None:
    @few(2)
    @given(st.lists(st.tuples(edits, st.sampled_from(["html", "dirhtml"])), min_size=1, max_size=4))
    def check(series: list[tuple[Edit, str]]) -> None:
        share_image.restore()
        sources = START
        for edit, builder in series:
            sources = edit.apply(sources)
            share_image.become(sources)
            share_image.build(builder)
        for builder in ("html", "dirhtml"):
            assert_same(share_image.build(builder), share_image.build(builder, clean=True))

    check()


def test_any_series_of_edits_of_a_site_with_templates_and_handlers_leaves_what_a_clean_build_makes(
    tmp_path: Path,
) -> None:
    start = replace(START, templates=dict.fromkeys(TEMPLATES, 0))
    site = edited_in(tmp_path, "html", start=start)

    @few(2)
    @given(st.lists(custom_edits, min_size=2, max_size=5), st.sampled_from([1, 2]))
    def check(series: list[Edit], jobs: int) -> None:
        site.restore()
        sources = start
        for edit in series:
            sources = edit.apply(sources)
            site.become(sources)
            last = site.build(jobs=jobs)
        assert_same(last, site.build(clean=True))

    check()


@pytest.mark.parametrize("series", FAILED.values(), ids=FAILED)
def test_a_series_that_once_failed_leaves_what_a_clean_build_makes(
    share_image: Edited, series: list[tuple[str, Edit]]
) -> None:
    share_image.restore()
    sources = START
    for builder, edit in series:
        sources = edit.apply(sources)
        share_image.become(sources)
        last = share_image.build(builder)
    assert_same(last, share_image.build(builder, clean=True))


def assert_same(incremental: Build, clean: Build) -> None:
    """Say which files two outputs do not have in common."""
    mine, theirs = incremental.digests(), clean.digests()
    assert differences(mine, theirs) == {}


def differences(mine: dict[str, str], theirs: dict[str, str]) -> dict[str, list[str]]:
    """Return the files that are stale, missing and different."""
    found = {
        "stale": sorted(mine.keys() - theirs.keys()),
        "missing": sorted(theirs.keys() - mine.keys()),
        "different": sorted(name for name in mine.keys() & theirs.keys() if mine[name] != theirs[name]),
    }
    return {kind: names for kind, names in found.items() if names}
