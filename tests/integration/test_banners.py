"""Banners in whole sites: made once, remade alone, removed when nothing shows them."""

from __future__ import annotations

import io
import os
import re
import shutil
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from bs4 import Tag
from conftest import MakeSite
from helpers import Build, Project, assert_equal, png, post_text
from PIL import Image

BASE = "https://news.example/"

# --- once ---------------------------------------------------------------------------------------------------

# Started in the place of ``python -m sphinx``; says at the end how many images it made, and whether it drew any.
# Sphinx imports a part of Pillow itself, so what tells is whether our one folder was imported that knows Pillow.
_WATCHED = """
import sys
from sphinx.cmd.build import main
made = 0
def count(event, args):
    global made
    if event == "os.rename" and "/cache/" in str(args[1]) and not str(args[1]).endswith(".json"):
        made += 1
sys.addaudithook(count)
status = main(sys.argv[1:])
print(made, "sphinx_eulernews.images.pillow_backend" in sys.modules)
sys.exit(status)
"""
BANNERS = {f"public/img/{n}.png": png(900, 500, (40 * n, 90, 160)) for n in range(4)}
POSTS = {
    f"news/p{n}.md": post_text(f"第{n}篇", date=f"2023-01-0{n + 1}", tags=[f"标签{n}"], banner=f"img/{n}.png")
    for n in range(4)
}
CONF: dict[str, Any] = {"eulernews_image_cache": "../cache", "eulernews_related": 0, "eulernews_page_size": 2}


def arguments(site: Project, name: str = "html") -> list[str]:
    """Return the command that builds a site in a process of its own."""
    place = site.root / "build"
    command = [sys.executable, "-c", _WATCHED, "-q", "-b", "html", "-d", str(place / f"{name}-doctrees")]
    return [*command, str(site.source), str(place / name)]


def watched(site: Project) -> tuple[int, bool]:
    """Build; return how many images were made, and whether we imported Pillow."""
    done = subprocess.run(arguments(site), cwd=site.root, capture_output=True, text=True, check=True)
    made, had_pillow = done.stdout.split()[-2:]
    return int(made), had_pillow == "True"


@pytest.mark.promise("6 cost")
@pytest.mark.promise("renditions")
def test_a_second_build_makes_nothing_and_does_without_pillow(make_site: MakeSite) -> None:
    site = make_site({**POSTS, **BANNERS}, CONF)
    # Of each 900 pixels wide banner: two widths are made; what else is shown is the source itself.
    assert watched(site) == (4 * 2, True)
    assert watched(site) == (0, False)
    # Nor does one into an empty output, while the cache is there.
    shutil.rmtree(site.root / "build")
    assert watched(site) == (0, False)
    site.write({"news/p1.md": POSTS["news/p1.md"].replace("第1篇", "改过的题目")})
    assert watched(site) == (0, False)


def test_other_bytes_remake_one_banner_and_rewrite_the_pages_that_show_it(make_site: MakeSite) -> None:
    site = make_site({**POSTS, **BANNERS}, CONF)
    before, cached = site.build().stamps(), names(site.root / "cache")
    site.write({"public/img/0.png": png(900, 500, (1, 200, 3))})
    again = site.build()
    assert again.read == {"news/p0"}
    rewritten = {name for name, stamp in again.stamps().items() if before.get(name) != stamp}
    pages = {name for name in rewritten if name.endswith(".html")} - {"genindex.html", "search.html"}
    # The oldest post: on the page of the oldest two, in its tag, its month and year, its own page and that of the next.
    archive = {"news/archive/2023.html", "news/archive/2023-01.html"}
    assert pages == {"news/p0.html", "news/p1.html", "news/page/1.html", "news/tags/标签0.html", *archive}
    new, gone = again.names() - before.keys(), before.keys() - again.names()
    assert all(name.startswith("_images/") for name in new | gone)
    assert len(new) == len(gone) == 3
    # Two renditions, and the records of those for pages and of those for sharing.
    assert len(names(site.root / "cache") - cached) == 2 + 2


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_two_builds_at_once_share_a_cache(make_site: MakeSite) -> None:
    site = make_site({**POSTS, **BANNERS}, CONF)
    with (
        subprocess.Popen(arguments(site, "one"), cwd=site.root, stdout=subprocess.DEVNULL) as one,
        subprocess.Popen(arguments(site, "two"), cwd=site.root, stdout=subprocess.DEVNULL) as two,
    ):
        assert (one.wait(), two.wait()) == (0, 0)
    assert not [name for name in names(site.root / "cache") if name.startswith(".")]
    pictures = [names(site.root / "build" / name / "_images") for name in ("one", "two")]
    assert pictures[0] == pictures[1]
    for name in pictures[0]:
        made = [(site.root / "build" / each / "_images" / name).read_bytes() for each in ("one", "two")]
        assert made[0] == made[1]
        Image.open(io.BytesIO(made[0])).load()


def test_what_no_page_shows_is_removed(make_site: MakeSite) -> None:
    site = make_site({**POSTS, **BANNERS}, {**CONF, "eulernews_generated_banners": False})
    assert len(pictures(site.build())) == 4 * 3
    site.delete("news/p0.md")
    assert len(pictures(site.build())) == 3 * 3
    site.configure(eulernews_image_widths=[200])
    assert len(pictures(site.build())) == 3 * 2
    site.delete(*(f"news/p{n}.md" for n in range(1, 4)))
    assert pictures(site.build()) == set()


def pictures(build: Build) -> set[str]:
    return {name for name in build.names() if name.startswith("_images/")}


def test_a_format_that_pillow_cannot_write_is_left_out(make_site: MakeSite, monkeypatch: pytest.MonkeyPatch) -> None:
    site = make_site({**POSTS, **BANNERS}, {"eulernews_image_formats": ["avif", "webp"]})
    monkeypatch.setattr("sphinx_eulernews.output.image_options.can_write", lambda kind: kind != "avif")
    build = site.build()
    assert [warned.kind for warned in build.warnings] == ["eulernews.config"]
    assert "eulernews_image_formats" in build.said
    assert "avif" in build.said
    assert {Path(name).suffix for name in pictures(build)} == {".webp", ".png"}
    # The console names each image that is being made.
    assert re.search(r"making images\.\.\. .*\b3\.png", build.told)


# --- the part that stays in view -------------------------------------------------------------------------------


def halves(left: tuple[int, int, int], right: tuple[int, int, int]) -> bytes:
    """Return a wide image of two colours."""
    image = Image.new("RGB", (2400, 600), left)
    image.paste(right, (1200, 0, 2400, 600))
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def test_the_focus_counts_where_a_banner_is_cropped(make_site: MakeSite) -> None:
    files: dict[str, str | bytes] = {
        "public/img/wide.png": halves((250, 0, 0), (0, 0, 250)),
        "news/left.md": post_text("左", date="2023-01-01", banner="img/wide.png", banner_focus="left top"),
        "news/right.md": post_text("右", date="2023-01-02", banner="img/wide.png", banner_focus="100%，20%"),
        "news/plain.md": post_text("中", date="2023-01-03", banner="img/wide.png"),
        "news/wrong.md": post_text("错", date="2023-01-04", banner="img/wide.png", banner_focus="脸"),
        "page.md": "---\norphan: true\n---\n# 页\n\n```{banner} /img/wide.png\n:focus: 25% bottom\n```\n",
    }
    build = make_site(files, {"html_baseurl": BASE}).build()
    assert [(warned.kind, warned.path, warned.line) for warned in build.warnings] == [
        ("eulernews.field", "news/wrong.md", 5)
    ]
    assert "such as top, left top, 50% 20%" in build.said
    positions = {name: position(build, f"news/{name}.html") for name in ("left", "right", "plain", "wrong")}
    assert positions == {"left": "0% 0%", "right": "100% 20%", "plain": "", "wrong": ""}
    assert position(build, "page.html") == "25% 100%"
    cards = build.page("news/index.html").select(".eulernews-card img")
    assert [position_of(card) for card in cards] == ["", "", "100% 20%", "0% 0%"]
    shown = {name: middle(build, name) for name in positions}
    assert shown["left"][0] > 200 > shown["left"][2]
    assert shown["right"][2] > 200 > shown["right"][0]
    assert share_image(build, "plain") == share_image(build, "wrong")


def position(build: Build, page: str) -> str:
    (picture,) = build.page(page).select(".eulernews-banner img")
    return position_of(picture)


def position_of(picture: Tag) -> str:
    return str(picture.get("style", "")).partition("object-position:")[2]


def middle(build: Build, name: str) -> Any:
    """Return the colour in the middle of what other sites show of a post."""
    return Image.open(share_image(build, name)).convert("RGB").getpixel((600, 300))


def share_image(build: Build, name: str) -> Path:
    tag = build.page(f"news/{name}.html").select_one("meta[property='og:image']")
    assert tag is not None
    return build.outdir / str(tag["content"]).removeprefix(BASE)


# --- bad images -------------------------------------------------------------------------------------------

# Started in the place of ``python -m sphinx``; says on its last line how many KB it needed.
_WEIGHED = """
import sys
from sphinx.cmd.build import main
status = main(sys.argv[1:])
# Not what getrusage says: that begins with the memory of the process that started this one.
print(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")))
sys.exit(status)
"""


def huge_png(width: int, height: int) -> bytes:
    """Return a PNG that is small as a file and large in memory: all its pixels are there."""
    packed, packer = b"", zlib.compressobj(9)
    row = b"\0" * (1 + width * 3)
    packed = b"".join([packer.compress(row) for _ in range(height)]) + packer.flush()
    parts = [(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)), (b"IDAT", packed), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in parts
    )


BAD: dict[str, Callable[[], bytes | None]] = {
    "missing": lambda: None,
    "empty": lambda: b"",
    "text": lambda: b"no picture at all",
    "truncated": lambda: png(800, 600)[:-300],
    "damaged": lambda: png(800, 600)[:200] + b"\0" * 400 + png(800, 600)[600:],
    "of 30,000 x 30,000 pixels": lambda: huge_png(30_000, 30_000),
    "a bomb": lambda: png(200, 200)[:16] + struct.pack(">II", 200_000, 200_000) + png(200, 200)[24:],
    "unreadable": lambda: png(300, 200),
}
PLACES: dict[str, tuple[dict[str, str | bytes], dict[str, Any], tuple[str, int]]] = {
    "banner": ({"news/a.md": post_text("甲", date="2023-01-01", banner="img/x.png")}, {}, ("news/a.md", 4)),
    "directive": ({"page.md": "---\norphan: true\n---\n# 页\n\n```{banner} /img/x.png\n```\n"}, {}, ("page.md", 6)),
    "default": ({"news/a.md": post_text("甲", date="2023-01-01")}, {"eulernews_default_banner": "img/x.png"}, ("", 0)),
}


@pytest.mark.promise("5 bad input")
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read where Linux tells it")
@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("kind", BAD)
def test_a_bad_image_is_a_warning_and_costs_neither_time_nor_memory(make_site: MakeSite, kind: str, place: str) -> None:
    files, conf, (path, line) = PLACES[place]
    data = BAD[kind]()
    site = make_site({**files, **({} if data is None else {"public/img/x.png": data})}, conf)
    if kind == "unreadable":
        target = site.source / "public/img/x.png"
        if os.geteuid() == 0:  # nothing is unreadable for root but what is no file
            target.unlink()
            target.symlink_to(target)
        else:
            target.chmod(0)
    command = [sys.executable, "-c", _WEIGHED, "-q", "-b", "html", "-w", "warnings.txt", str(site.source), "out"]
    done = subprocess.run(command, cwd=site.root, capture_output=True, text=True, check=True, timeout=30)
    assert int(done.stdout.split()[-1]) < 300_000
    warnings = (site.root / "warnings.txt").read_text("utf-8").splitlines()
    assert len(warnings) == 1
    assert "[eulernews.banner]" in warnings[0]
    if path:
        assert f"{path}:{line}: " in warnings[0]
    else:
        assert "eulernews_default_banner" in warnings[0]
    page = (site.root / "out" / (path or "news/a.md").replace(".md", ".html")).read_text("utf-8")
    assert "x.png" not in page
    assert "eulernews-banner" not in page


def test_a_cache_below_a_variable_that_is_not_set_is_a_warning_and_no_folder_is_made(
    make_site: MakeSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NO_SUCH_CACHE", raising=False)
    post = post_text("甲", date="2023-01-01", banner="img/x.png")
    conf = {"eulernews_image_cache": "${NO_SUCH_CACHE}/images"}
    site = make_site({"public/img/x.png": png(800, 600), "news/a.md": post}, conf)
    built = site.build()
    assert built.page("news/a.html").select(".eulernews-banner img")
    assert "the environment variable ${NO_SUCH_CACHE} is not set" in built.of_kind("eulernews.config")[0].message
    assert not list(site.root.rglob("*NO_SUCH_CACHE*"))
    monkeypatch.setenv("NO_SUCH_CACHE", str(site.root / "kept"))
    assert site.build(clean=True).warnings == ()
    assert list((site.root / "kept/images").iterdir())


def test_the_default_banner_is_warned_of_once_and_taken_up_when_it_is_repaired(make_site: MakeSite) -> None:
    files = {f"news/p{n}.md": post_text(f"第{n}篇", date=f"2023-01-0{n + 1}") for n in range(4)}
    site = make_site(files, {"eulernews_default_banner": "img/x.png", "eulernews_image_cache": "../cache"})
    assert [warned.kind for warned in site.build(jobs=2).warnings] == ["eulernews.banner"]
    for data, warnings in ((b"text", 1), (png(800, 600)[:200] + bytes(600), 1), (png(800, 600), 0), (b"", 1)):
        site.write({"public/img/x.png": data})
        edited = site.build()
        assert len(edited.warnings) == warnings
        assert_equal(edited, site.build(clean=True))
        shown = edited.page("news/index.html").select(".eulernews-card img")
        assert len(shown) == (0 if warnings else 4)


def test_a_name_alone_is_found_in_the_folder_images_next_to_the_post(make_site: MakeSite) -> None:
    site = make_site({"news/a.md": post_text("甲", date="2023-01-01", coverImage="x.png")}, CONF)
    assert [warned.kind for warned in site.build().warnings] == ["eulernews.banner"]
    for name, size in (("news/images/x.png", (800, 600)), ("news/x.png", (900, 500))):
        site.write({name: png(*size)})
        edited = site.build()
        assert not edited.warnings
        assert edited.page("news/a.html").select_one("img.u-featured")["width"] == str(size[0])  # type: ignore[index]
        assert_equal(edited, site.build(clean=True))
