"""A fresh checkout with restored doctrees and output: nothing is read or written that has the same content."""

from __future__ import annotations

import os
import random
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from conftest import MakeSite
from helpers import Project, png, post_text
from sphinx.errors import ThemeError

CONF: dict[str, Any] = {
    "extensions": ["myst_parser", "sphinx_eulernews", "sphinx_eulernews.speedups"],
    "eulernews_compare_by_content": True,
    "html_static_path": ["_static"],
    "templates_path": ["_templates"],
    "html_extra_path": ["extra"],
    "html_css_files": ["site.css"],
    "locale_dirs": ["locale"],
    "gettext_compact": False,
    "html_last_updated_fmt": None,
}
PO = r"""msgid ""
msgstr ""
"POT-Creation-Date: 2024-01-01 00:00+0000\n"
"PO-Revision-Date: 2024-01-01 00:00+0000\n"
"Content-Type: text/plain; charset=UTF-8\n"

msgid "A sentence."
msgstr "一句话。"
"""
FILES: dict[str, str | bytes] = {
    "index.md": "# 首页\n\n```{toctree}\nguide\nplain\nnews/index\n```\n",
    "guide.rst": "指南\n====\n\n.. literalinclude:: code.py\n\n.. image:: plan.png\n\n:doc:`plain` and :doc:`news/b`\n",
    "plain.md": "# Plain\n\nA sentence.\n",
    "code.py": "print(1)\n",
    "plan.png": png(300, 200),
    "news/a.md": post_text("甲", "正文。\n\n![图](b.png)\n", date="2024-01-01", banner="a.png", tags=["港"]),
    "news/b.md": post_text("乙", date="2023-01-02", tags=["港", "独"], author="ada"),
    "news/c.rst": ":date: 2022-01-01\n\n丙\n==\n\n正文。\n",
    "news/authors.yml": "ada:\n  name: Ada Quay\n",
    "news/a.png": png(1000, 500),
    "news/b.png": png(900, 500),
    "_static/site.css": "p { margin: 0 }\n",
    "_static/old.js": "// old\n",
    "extra/robots.txt": "User-agent: *\n",
    "gone.md": "---\norphan: true\n---\n\n# Gone\n",
    "_templates/layout.html": "{% extends '!layout.html' %}\n",
    "locale/zh_CN/LC_MESSAGES/plain.po": PO,
}


def files_of(*folders: Path) -> list[Path]:
    return [path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file()]


def check_out_again(site: Project, seed: int, *, output: bool = False) -> Project:
    """Write all source files anew, at random times from the last century to the next; the output keeps its times."""
    times = random.Random(seed)  # noqa: S311  nothing secret
    folders = [site.source, *([site.root / "build"] if output else [])]
    for path in files_of(*folders):
        content = path.read_bytes()
        path.unlink()
        if path.suffix == ".mo":
            continue  # which git ignores
        path.write_bytes(content)
        moment = times.randrange(10**8, 4 * 10**9) * 10**9
        os.utime(path, ns=(moment, moment))
    return site


def written(before: Mapping[str, tuple[int, int]], after: Mapping[str, tuple[int, int]]) -> set[str]:
    """Return the pages that a build wrote."""
    return {name for name, stamp in after.items() if name.endswith(".html") and before.get(name) != stamp}


# What Sphinx writes in each build.
EACH_TIME = {"genindex.html", "search.html", "genindex/index.html", "search/index.html"}


@pytest.mark.promise("6 checkout")
@pytest.mark.parametrize(("builder", "jobs", "output"), [("html", 1, False), ("dirhtml", 2, True)])
def test_a_fresh_checkout_is_neither_read_nor_written(
    make_site: MakeSite, builder: str, jobs: int, output: bool
) -> None:
    site = make_site(FILES, CONF)
    first = site.build(builder, jobs=jobs)
    assert first.warnings == ()
    clean = first.digests()
    for seed in range(2):
        check_out_again(site, seed, output=output)
        before = first.stamps()
        again = site.build(builder, jobs=jobs)
        assert again.read == set()
        assert written(before, again.stamps()) <= EACH_TIME
        assert again.digests() == clean


def replace_keeping_time(site: Project, files: Mapping[str, str | bytes], *, age: int) -> None:
    """Change files to others that are older than the last build, as a checkout of an old branch may leave them."""
    for name, content in files.items():
        path = site.source / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        moment = path.stat().st_mtime_ns - age * 10**9
        os.utime(path, ns=(moment, moment))


# Files that are changed or removed (None), and the documents that are read.
EDITS: list[tuple[dict[str, str | bytes | None], set[str]]] = [
    ({"news/b.md": post_text("乙二", date="2023-01-02", tags=["港"], author="ada")}, {"news/b"}),
    (
        {
            "plain.md": "# Plain\n\nAnother sentence.\n",
            "code.py": "print(2)\n",
            "news/authors.yml": "ada:\n  name: Ada Lock\n",
            "news/a.md": post_text("甲二", date="2024-02-01", tags=["新"]),
        },
        {"plain", "guide", "news/a"},
    ),
    (
        {"plan.png": png(310, 210), "locale/zh_CN/LC_MESSAGES/plain.po": PO.replace("一句话", "另一句")},
        {"guide", "plain"},
    ),
    ({"_templates/layout.html": "{% extends '!layout.html' %}{% block footer %}x{% endblock %}\n"}, set()),
    ({"_static/site.css": "p { margin: 1px }\n", "_static/old.js": None, "extra/robots.txt": None}, set()),
    ({"guide.rst": "第一章\n======\n\n正文。\n", "gone.md": None}, {"guide"}),
]


@pytest.mark.promise("6 checkout")
@pytest.mark.slow
def test_what_differs_is_found_whatever_its_time_says(make_site: MakeSite) -> None:
    """Also on pages that show it by their navigation or their links, which Sphinx leaves as they are."""
    site = make_site(FILES, CONF)
    site.build()
    for seed, (files, read) in enumerate(EDITS):
        check_out_again(site, seed)
        site.delete(*(name for name, content in files.items() if content is None))
        replace_keeping_time(site, {name: content for name, content in files.items() if content is not None}, age=10**8)
        again = site.build()
        assert again.read == read, files
        assert again.digests() == site.build(clean=True).digests(), files


def test_warnings_are_repeated_until_they_are_fixed(make_site: MakeSite) -> None:
    site = make_site({**FILES, "plain.md": "# Plain\n\n[](nowhere.md)\n\n```{unknown}\n```\n"}, CONF)
    first = site.build()
    assert len(first.warnings) > 1
    check_out_again(site, 1)
    again = site.build(jobs=2)
    assert again.warnings == first.warnings
    assert again.read == {"plain"}
    replace_keeping_time(site, {"plain.md": "# Plain\n"}, age=10**8)
    assert site.build().warnings == ()
    assert site.build().read == set()


@pytest.mark.slow
def test_a_build_that_failed_does_not_hide_what_it_has_read(make_site: MakeSite) -> None:
    site = make_site(FILES, CONF)
    clean = site.build().digests()
    replace_keeping_time(
        site, {"plain.md": "# Other\n\n```{post}\n```\n", "_templates/page.html": "{{ 1 // 0 }}"}, age=9
    )
    with pytest.raises(ThemeError):
        site.build()
    site.delete("_templates/page.html")
    replace_keeping_time(site, {"plain.md": FILES["plain.md"]}, age=10**8)
    assert site.build().digests() == clean


@pytest.mark.slow
def test_outputs_that_share_doctrees_each_know_what_they_show(make_site: MakeSite) -> None:
    site = make_site(FILES, CONF)
    site.build()
    (site.root / "build/dirhtml-doctrees").symlink_to("html-doctrees")
    site.build("dirhtml")
    replace_keeping_time(site, {"plain.md": "# Plain\n\nAnother sentence.\n"}, age=10**8)
    assert site.build().read == {"plain"}
    again = site.build("dirhtml")
    assert again.read == set()
    assert again.digests() == site.build("dirhtml", clean=True).digests()


@pytest.mark.slow
def test_a_checkout_at_another_path_is_built_anew(make_site: MakeSite, tmp_path: Path) -> None:
    site = make_site(FILES, CONF)
    clean = site.build().digests()
    site.root.rename(tmp_path / "moved")
    moved = Project(tmp_path / "moved", site.conf).build()
    assert {"guide", "plain", "news/a"} <= moved.read
    assert moved.digests() == clean


@pytest.mark.slow
def test_without_tables_all_is_read_once(make_site: MakeSite) -> None:
    site = make_site(FILES, CONF)
    clean = site.build().digests()
    for table in ("html/.eulernews-content.json", "html-doctrees/eulernews-content.json"):
        path = site.root / "build" / table
        path.write_bytes(path.read_bytes()[:-9])
    again = site.build()
    assert {"guide", "plain", "news/a"} <= again.read
    assert again.digests() == clean
    assert site.build().read == set()


@pytest.mark.slow
def test_a_build_of_some_documents_leaves_the_others_to_the_next(make_site: MakeSite) -> None:
    site = make_site(FILES, CONF)
    site.build()
    replace_keeping_time(site, {"plain.md": "# Other\n", "news/a.md": post_text("甲二", date="2024-01-01")}, age=10**8)
    assert site.build(only=["plain.md"]).read == {"plain", "news/a"}
    again = site.build()
    assert again.read == set()
    assert again.digests() == site.build(clean=True).digests()
