"""What tests share: small sites, what a build said and wrote, posts without much ado."""

from __future__ import annotations

import hashlib
import io
import os
import re
import shutil
import struct
import time
import zlib
from collections.abc import Iterable, Mapping
from contextlib import chdir
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from unittest.mock import patch

import sphinx.search
from bs4 import BeautifulSoup, Tag
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTCollection, TTFont
from sphinx.application import Sphinx
from sphinx.locale import translators
from sphinx.util.docutils import docutils_namespace, patch_docutils

from sphinx_eulernews.markdown.template_syntax import translate
from sphinx_eulernews.model.collection import Collection
from sphinx_eulernews.model.dates import read_date
from sphinx_eulernews.model.post import Author, Post
from sphinx_eulernews.model.site import Site
from sphinx_eulernews.render.tree import BannerImage, Part, to_html

NOW = datetime(2026, 1, 1, tzinfo=UTC)
EPOCH = str(int(NOW.timestamp()))

_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_WARNING = re.compile(
    r"^(?:(?P<path>/[^\n]*?)(?::(?P<line>\d+))?: )?"
    r"(?P<level>WARNING|ERROR|CRITICAL|SEVERE): (?P<message>.*?)(?: \[(?P<kind>[\w.]+)\])?$",
    re.MULTILINE,
)
# What Sphinx writes differently each time, or for itself only.
_NOT_COMPARED = frozenset({".buildinfo", ".buildinfo.bak", "environment.pickle"})


@dataclass(frozen=True)
class Warned:
    """One warning of a build: the source file relative to the site, its line (0: none), its kind."""

    path: str
    line: int
    kind: str
    message: str

    @property
    def place(self) -> tuple[str, str, int]:
        """What tests mostly ask for."""
        return self.kind, self.path, self.line


@dataclass(frozen=True)
class Build:
    """What a build did: its warnings as ``said``, what it told besides them, and the documents that it read."""

    outdir: Path
    warnings: tuple[Warned, ...]
    said: str
    read: frozenset[str]
    told: str = ""

    def of_kind(self, kind: str) -> list[Warned]:
        """Return the warnings of one kind."""
        return [warned for warned in self.warnings if warned.kind == kind]

    def places(self) -> set[tuple[str, str, int]]:
        """Return kind, file and line of all warnings."""
        return {warned.place for warned in self.warnings}

    def text(self, name: str) -> str:
        """Return the text of a file of the output."""
        return (self.outdir / name).read_text("utf-8")

    def page(self, name: str) -> BeautifulSoup:
        """Return a page of the output, parsed by the parser of browsers' manners."""
        return BeautifulSoup(self.text(name), "lxml")

    def pages(self) -> dict[str, BeautifulSoup]:
        """Return all pages of the output."""
        return {name: self.page(name) for name in self.names() if name.endswith(".html")}

    def names(self) -> set[str]:
        """Return the files of the output."""
        return {str(path.relative_to(self.outdir)) for path in self.outdir.rglob("*") if path.is_file()}

    def digests(self) -> dict[str, str]:
        """Return a digest of each file of the output that must not differ between equal builds."""
        return {
            name: hashlib.sha256((self.outdir / name).read_bytes()).hexdigest()
            for name in self.names()
            if Path(name).name not in _NOT_COMPARED
        }

    def stamps(self) -> dict[str, tuple[int, int]]:
        """Return what changes in the file system when a file is written."""
        found = {}
        for name in self.names():
            stat = (self.outdir / name).stat()
            found[name] = (stat.st_mtime_ns, stat.st_ino)
        return found


@dataclass
class Project:
    """A Sphinx project in a folder of its own."""

    root: Path
    conf: dict[str, Any] = field(default_factory=dict)

    @property
    def source(self) -> Path:
        """The source folder."""
        return self.root / "source"

    def configure(self, **conf: Any) -> Project:
        """Change conf.py."""
        self.conf |= conf
        text = "".join(f"{name} = {value!r}\n" for name, value in self.conf.items())
        self._put(self.source / "conf.py", text.encode())
        return self

    def write(self, files: Mapping[str, str | bytes]) -> Project:
        """Write source files; one that was there before becomes newer, whatever the clock says."""
        for name, content in files.items():
            self._put(self.source / name, content.encode() if isinstance(content, str) else content)
        return self

    def delete(self, *names: str) -> Project:
        """Delete source files."""
        for name in names:
            (self.source / name).unlink()
        return self

    def reset(self, files: Mapping[str, str | bytes], conf: Mapping[str, Any]) -> Project:
        """Make the site the one of these files, as an edit of what it is."""
        for path in sorted(self.source.rglob("*")):
            if path.is_file() and str(path.relative_to(self.source)) not in {*files, "conf.py", "index.md"}:
                path.unlink()
        self.conf = {**DEFAULTS, **conf}
        changed = {
            name: content
            for name, content in {"index.md": INDEX, **files}.items()
            if not (self.source / name).exists()
            or (self.source / name).read_bytes() != (content.encode() if isinstance(content, str) else content)
        }
        return self.configure().write(changed)

    def rename(self, old: str, new: str) -> Project:
        """Rename a source file."""
        target = self.source / new
        target.parent.mkdir(parents=True, exist_ok=True)
        (self.source / old).rename(target)
        return self

    def build(
        self,
        builder: str = "html",
        *,
        jobs: int = 1,
        name: str = "",
        clean: bool = False,
        force: bool = False,
        only: Iterable[str] = (),
    ) -> Build:
        """Build in this process, as ``sphinx-build`` does.

        ``name`` tells outputs of one builder apart; ``clean`` uses an output and doctrees of their own; ``force``
        writes all documents again, ``only`` those of some files.
        """
        place = self.root / ("clean" if clean else "build")
        if clean:
            shutil.rmtree(place, ignore_errors=True)
        outdir, doctrees = place / (name or builder), place / f"{name or builder}-doctrees"
        said, told, read = io.StringIO(), io.StringIO(), set[str]()
        # Sphinx adds the catalogs of a site to those of the site before, which come first.
        translators.clear()
        # sphinx-immaterial replaces the class for the life of the process.
        stock = patch.object(sphinx.search, "IndexBuilder", sphinx.search.IndexBuilder)
        with chdir(self.root), patch_docutils(self.source), docutils_namespace(), stock:
            app = Sphinx(
                self.source, self.source, outdir, doctrees, builder,
                status=told, warning=said, parallel=jobs,
            )  # fmt: skip
            app.connect("env-before-read-docs", lambda _app, _env, names: read.update(names), priority=999)
            app.build(force_all=force, filenames=[self.source / path for path in only])
        text = _COLOUR.sub("", said.getvalue())
        return Build(outdir, tuple(self._warnings(text)), text, frozenset(read), _COLOUR.sub("", told.getvalue()))

    def _warnings(self, text: str) -> Iterable[Warned]:
        base = str(self.source) + "/"
        for match in _WARNING.finditer(text):
            path = (match["path"] or "").removeprefix(base)
            yield Warned(path, int(match["line"] or 0), match["kind"] or "", match["message"])

    @staticmethod
    def _put(path: Path, data: bytes) -> None:
        before = path.stat().st_mtime_ns if path.exists() else 0
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        if before:
            newer = max(path.stat().st_mtime_ns, before + 2_000_000_000)
            os.utime(path, ns=(newer, newer))


DEFAULTS: dict[str, Any] = {
    "project": "港口日报",
    "copyright": "2026, 港口",
    "version": "1",
    "extensions": ["myst_parser", "sphinx_eulernews"],
    "eulernews_public_path": ["public"],
    "language": "zh_CN",
    "html_theme": "alabaster",
    "html_static_path": [],
    "templates_path": [],
}
INDEX = "# 首页\n\n这里是站点的首页。\n"


def assert_equal(one: Build, other: Build) -> None:
    """Say which files of two outputs differ."""
    mine, theirs = one.digests(), other.digests()
    assert mine.keys() - theirs.keys() == set(), "stale files"
    assert theirs.keys() - mine.keys() == set(), "missing files"
    assert {name for name in mine if mine[name] != theirs[name]} == set(), "files that differ"


def without_archive(build: Build) -> dict[str, str]:
    """Return the digests without the archive that the epub builder packs, which holds the time of packing."""
    return {name: digest for name, digest in build.digests().items() if not name.endswith(".epub")}


def site_in(root: Path, files: Mapping[str, str | bytes], conf: Mapping[str, Any] | None = None) -> Project:
    """Make a site; it has an ``index.md`` unless it brings one."""
    site = Project(root, {**DEFAULTS, **(conf or {})})
    (site.source / "public").mkdir(parents=True, exist_ok=True)
    return site.configure().write({"index.md": INDEX, **files})


def post_text(title: str = "", body: str = "正文一段。", **fields: Any) -> str:
    """Return a markdown post with a YAML header."""
    given = {**({"title": title} if title else {}), **fields}
    lines = [f"{name}: {_yaml(value)}\n" for name, value in given.items()]
    return "---\n" + "".join(lines) + "---\n\n" + body + "\n"


def _yaml(value: Any) -> str:
    return "[" + ", ".join(value) + "]" if isinstance(value, list) else str(value)


def png(width: int = 1200, height: int = 630, colour: tuple[int, int, int] = (30, 90, 160)) -> bytes:
    """Return a PNG of one colour, made without Pillow."""
    row = b"\0" + bytes(colour) * width
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
        + _chunk(b"IDAT", zlib.compress(row * height, 1))
        + _chunk(b"IEND", b"")
    )


@cache
def font(characters: str, *, face: int | None = None) -> bytes:
    """Return a font with a box for each character, a hanzi as wide as high; as one of a collection, if it has a number.

    The faces before that one in the collection know the letter x only.
    """
    made = [_boxes(characters)] if face is None else [*(_boxes("x") for _ in range(face)), _boxes(characters)]
    out = io.BytesIO()
    if face is None:
        made[0].save(out)
    else:
        collection = TTCollection()
        collection.fonts = made
        collection.save(out)
    return out.getvalue()


def _boxes(characters: str) -> TTFont:
    names = {ord(char): f"glyph{ord(char)}" for char in characters}
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder([".notdef", *names.values()])
    builder.setupCharacterMap(names)
    pen = TTGlyphPen(None)
    for number, point in enumerate([(60, 0), (60, 700), (440, 700), (440, 0)]):
        (pen.lineTo if number else pen.moveTo)(point)
    pen.closePath()
    box = pen.glyph()
    builder.setupGlyf({".notdef": TTGlyphPen(None).glyph(), **dict.fromkeys(names.values(), box)})
    widths = {name: (1000 if code > 0x2E80 else 500, 60) for code, name in names.items()}
    builder.setupHorizontalMetrics({".notdef": (500, 0), **widths})
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    builder.setupNameTable({"familyName": "Boxes", "styleName": "Regular"})
    builder.setupOS2()
    builder.setupPost()
    builder.setupHead(unitsPerEm=1000, created=0, modified=0)
    return builder.font


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def translated(text: str) -> tuple[str, list[str]]:
    """Return a text with its template syntax translated, and what is said of it."""
    said: list[str] = []
    return translate(text, lambda _line, message: said.append(message)), said


def translation_seconds(part: str) -> tuple[float, float]:
    """Return the CPU time that 2,500 and 20,000 times a text take to be translated, each the least of three."""

    def seconds(number: int) -> float:
        begun = time.process_time()
        translate(part * number, lambda _line, _message: None)
        return time.process_time() - begun

    few, many = (min(seconds(number) for _ in range(3)) for number in (2_500, 20_000))
    return few, many


def make_post(docname: str, date: str = "", *, authors: Iterable[str] = (), **values: Any) -> Post:
    """Return a post of the model; its collection is the folder that it lies in."""
    collection = docname.rpartition("/")[0] or "news"
    moments: dict[str, Any] = {
        key: read_date(values.pop(key)) for key in ("updated", "publish", "expires") if key in values
    }
    return Post(
        docname=docname, collection=collection, date=read_date(date) if date else None,
        title=values.pop("title", docname), authors=tuple(Author(name) for name in authors), **moments, **values,
    )  # fmt: skip


def make_news(*posts: Post, language: str = "zh_CN", now: datetime = NOW, **settings: Any) -> Site:
    """Return the news that consist of posts."""
    keys = {post.collection for post in posts} or {"news"}
    collections = {key: Collection(key=key, language=language, **settings) for key in keys}
    return Site(posts, collections, now)


def titles_of(page: Tag) -> list[str]:
    """Return the h1 of a page, but for those of themes: Alabaster's logo, the book theme's head for printing."""
    titles = [title for title in page.select("h1:not(.logo)") if not title.find_parent(id="jb-print-docs-body")]
    return [title.text.strip().rstrip("¶#\uf0c1").strip() for title in titles]


def listed(page: Tag) -> list[str]:
    """Return the titles of the posts that a page lists."""
    return [entry.text for entry in page.select(".h-feed .h-entry .p-name")]


class StubAddresses:
    """Addresses for views without Sphinx: page names with a suffix; ``missing`` pages have none."""

    has_svg = True

    def __init__(self, *missing: str) -> None:
        self._missing = missing

    def page(self, name: str) -> str | None:
        """Return the address of a page."""
        return None if name in self._missing else f"/{name}.html"

    def image(self, image: BannerImage) -> str:
        """Return an image."""
        return f'<img class="u-featured" src="/{image.banner.path}" alt="" />'

    def part(self, part: Part) -> str:
        """Return a part as if no template overrode it."""
        return to_html(part.tree, self)
