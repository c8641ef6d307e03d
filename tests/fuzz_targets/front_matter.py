"""Front matter, and what stands in it: dates, names that become slugs, references to files."""

from __future__ import annotations

import contextlib
import tempfile
import unicodedata
from functools import cache
from pathlib import Path, PurePosixPath

from fuzz_targets.inputs import CONTROL, Target
from sphinx_eulernews.compat.intersphinx import _LINE, inventory_name
from sphinx_eulernews.files.lookup import Found, Lookup, Missing
from sphinx_eulernews.model.dates import read_date
from sphinx_eulernews.model.field_readers import Context
from sphinx_eulernews.model.fields import KEYS, read_post
from sphinx_eulernews.model.front_matter import blank_front_matter, read_front_matter
from sphinx_eulernews.model.text import fold
from sphinx_eulernews.model.urls import RESERVED, assign_slugs
from sphinx_eulernews.output.redirects import path_of

_KEYS = (
    "title: ", "date: ", "tags: ", "author: ", "banner: ", "summary: ", "aliases: ", "category: ", "draft: ", "slug: ",
    "Title = ", "tages: ", "publish: ", "series: ", "image:\n  path: ", "myst: ", "external: ", "a.b.c = ", "? ", "x: ",
)  # fmt: skip
_VALUES = (
    "2024-01-02", "'", '"', "'it''s'", '"""', "'''", "[a, b]", "[", "]", "{", "}", "{a: b}", "- ", "\n- x\n", "\n  - y",
    ": ", " # c", "|\n  text", ">-\n", "&a ", "*a", "!!python/object:x.y ", "!!binary ", "~", "null", "true", "0x1f",
    "1e999", "9" * 40, "<<: *a\n", "[x](javascript:y)", "<script>", "https://e.org/", "\\", "\\u4e2d", "\\ud800",
    "%", "@",
)  # fmt: skip
_FENCES = ("---\n", "+++\n", "---", "...\n", "\n", "\n\n", "# ---\n", "-----\n", "--- title: x\n", "```\n", "# H\n")


def check_front_matter(text: str) -> None:
    """Each problem has a line of the text, no line of the body changes, and values are clean."""
    front_matter = read_front_matter(text, KEYS)
    count = len(text.split("\n"))
    body = blank_front_matter(text, front_matter)
    assert len(body.split("\n")) == count, "the number of lines has changed"
    assert body.split("\n")[front_matter.last :] == text.split("\n")[front_matter.last :] or not front_matter.last
    post, problems = read_post(front_matter, "news/2020-01-02-x", "news", Context())
    for problem in (*front_matter.problems, *problems):
        assert 1 <= problem.line <= count, f"line {problem.line} of {count}: {problem.message}"
    for value in (post.title, post.summary, post.series, *post.tags, *post.aliases, *(a.name for a in post.authors)):
        assert not CONTROL.search(value), f"a control character is in {value!r}"
    for url in (post.canonical, post.external, *(author.url for author in post.authors)):
        assert not url or url.lower().startswith(("http://", "https://")), url


_DATES = (
    "2024", "1999", "0000", "9999", "12", "13", "2", "31", "-", "/", ".", "年", "月", "日", " ", "T", "08:30", "25:61",
    ":59", "+08:00", "-1200", "Z", "UTC", "pm", "a.m.", "上午", "点", "Jan ", "Sept. ", "monday, ", "星期一", "29th",
    " of ", "~", "至", "to ", "January", "１", "．", "00", "(CST)",
)  # fmt: skip


def check_date(text: str) -> None:
    """What is read is a date, which reads as itself, and whose year stands in the text."""
    try:
        moment = read_date(text)
    except ValueError:
        return
    assert read_date(moment.iso) == moment
    assert moment.when.year == int(moment.year)
    assert moment.year in "".join(map(_digit, text)), f"the year {moment.year} is guessed"


def _digit(char: str) -> str:
    normal = unicodedata.normalize("NFKC", char)
    return str(unicodedata.digit(normal, "")) if len(normal) == 1 and normal.isdigit() else normal


_NAMES = (
    "a", "B", "C++", "c#", ".NET", "con", "COM1", "index", "page", "/", "..", ".", "?", "#", "%2f", "\\", "-", "_",
    "std:doc -1 x y", " 1 ", ":", "内核", "ß", "İ", "ﬁ", "a" * 130, "中" * 45, "|", "*", "<", '"', "\u200b",
)  # fmt: skip


def check_slugs(text: str) -> None:
    """Slugs are distinct names of files, and further names change nothing of those that are there."""
    names = text.split("|")
    slugs = assign_slugs(names)
    assert len(set(slugs.values())) == len({fold(name) for name in names})
    for slug in slugs.values():
        assert slug not in RESERVED | {"", ".", ".."}, slug
        assert not set(slug) & set('/\\?#%:*"<>|\0'), slug
        assert not CONTROL.search(slug), slug
        assert len(slug.encode()) <= 200
    assert slugs.items() <= assign_slugs([*names, "one more", "x"]).items()
    for name in names:
        entry = f"{inventory_name(f'news:{fold(name)}')} news:tag -1 u -"
        read = _LINE.match(entry)
        assert read is None or read[2] == "news:tag", f"{entry!r} is read as {read.groups()}"


_PATHS = (
    "../", "..", "./", "/", "//", "\\", "..\\", "img/", "IMG/", "x.png", "X.PNG", "中 文.png", "%2e%2e/", "%00", "%",
    "%ff", "?v=1", "#f", "C:", "file:///", "https://e.org/", "javascript:", "data:,", "inside/", "outside/", "a.md",
    "a.html", "a/", "~/", "con", "*", "[x]", "a" * 300, "/etc/passwd", " ", "_static/", ".git/",
)  # fmt: skip


@cache
def _lookup() -> tuple[Path, Lookup]:
    root = Path(tempfile.mkdtemp(prefix="eulernews-fuzz-"))
    source = root / "source"
    for name in ("news/a.md", "news/x.png", "public/img/中 文.png", "public/img/X.PNG"):
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).write_text("x")
    (root / "secret").mkdir()
    (root / "secret/x.png").write_text("x")
    (source / "news/outside").symlink_to(root / "secret")
    (source / "news/inside").symlink_to(source / "public")
    return source, Lookup(source, ["public"], ["news"])


def check_reference(text: str) -> None:
    """What is found lies below the source folder, whatever the reference; an alias lies below the output."""
    source, lookup = _lookup()
    found = lookup.find(PurePosixPath("news/a.md"), text)
    if isinstance(found, Found):
        assert (source / found.path).resolve().is_relative_to(source), found.path
    for tried in found.tried if isinstance(found, Missing) else ():
        assert not tried.startswith(("/", "../")), tried
    with contextlib.suppress(ValueError):
        path = path_of(text, "https://e.org/")
        assert not path.startswith(("/", ".", "_")), path
        assert ".." not in path.split("/"), path
        assert not set(path) & set("\\:\0"), path


TARGETS = {
    "front_matter": Target(check_front_matter, (*_KEYS, *_VALUES, *_FENCES, "\n", "\n", "---\n"), 2),
    "dates": Target(check_date, _DATES, 2),
    "slugs": Target(check_slugs, _NAMES, 1.5),
    "references": Target(check_reference, _PATHS, 1.5),
}
