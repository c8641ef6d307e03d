"""A file or document that appears later is used: where nothing was found, or nearer than what was found before."""

from __future__ import annotations

import pytest
from conftest import MakeSite
from helpers import assert_equal, png, post_text

RED, BLUE = png(300, 160, (200, 0, 0)), png(300, 160, (0, 0, 200))
POST = "zh/news/harbour.md"
# What a post says, the file that it means, and the file that is nearer.
CASES: dict[str, tuple[str, dict[str, str], str, str]] = {
    "banner": ("正文。", {"banner": "img/b.png"}, "public/img/b.png", "zh/news/img/b.png"),
    "image": ("![图](img/b.png)", {}, "public/img/b.png", "zh/news/img/b.png"),
    "raw image": ('<img src="img/b.png" alt="图">', {}, "public/img/b.png", "zh/news/img/b.png"),
    "image in the folder of the post": ("![图](b.png)", {}, "public/b.png", "zh/news/harbour/b.png"),
    "image of an absolute path": ("![图](/img/b.png)", {}, "img/b.png", "public/img/b.png"),
    "image in another case": ("![图](img/B.png)", {}, "public/img/b.png", "zh/news/img/B.png"),
    "image above the post": ("![图](../img/b.png)", {}, "img/b.png", "zh/img/b.png"),
    "image of any format": ("![图](b.*)", {}, "public/b.png", "zh/news/b.jpg.png"),
    "file": ("[文件](files/b.png)", {}, "public/files/b.png", "zh/news/files/b.png"),
    "document": ("[文](guide/b.md)", {}, "guide/b.md", "zh/news/guide/b.md"),
    "index of a folder": ("[文](guide/b)", {}, "guide/b.md", "zh/news/guide/b/index.md"),
    "document in the place of a file": ("[文](/b.html)", {}, "public/b.html", "b.md"),
}  # fmt: skip


@pytest.mark.promise("2 incremental")
@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize(("body", "fields", "found", "nearer"), CASES.values(), ids=CASES)
def test_a_file_that_a_reference_prefers_is_seen_when_it_appears(
    make_site: MakeSite, jobs: int, body: str, fields: dict[str, str], found: str, nearer: str
) -> None:
    site = make_site({POST: post_text("港口", body, date="2023-05-05", **fields), found: content(found, RED)})
    for number in range(12 if jobs > 1 else 0):  # fewer documents are read by one process
        site.write({f"zh/news/{number}.md": post_text(f"第{number}篇", date="2023-05-05")})
    before = site.build(jobs=jobs).digests()
    assert site.build(jobs=jobs).read == set()
    after = site.write({nearer: content(nearer, BLUE)}).build(jobs=jobs)
    assert POST.removesuffix(".md") in after.read
    assert after.digests() != before
    again = site.build(jobs=jobs)
    assert again.read == set()
    assert again.digests() == site.build(clean=True).digests()


def test_a_new_file_of_another_name_has_no_post_read(make_site: MakeSite) -> None:
    site = make_site({POST: post_text("港口", "![](img/b.png)", date="2023-05-05"), "public/img/b.png": RED})
    site.build()
    assert site.write({"public/img/c.png": BLUE, "zh/news/other/c.png": BLUE}).build().read == set()


def test_a_new_file_of_one_post_has_no_other_post_read(make_site: MakeSite) -> None:
    files: dict[str, str | bytes] = {}
    for name in ("quay", "port", "pier"):
        files[f"news/{name}/index.md"] = post_text("港口", "![](1.png) ![](img/2.png)", date="2023-05-05")
        files |= {f"news/{name}/1.png": RED, f"news/{name}/img/2.png": RED, f"news/{name}/img/3.png": RED}
    site = make_site(files)
    site.build()
    assert site.write({"news/port/1.jpg.png": BLUE, "news/quay/files/img/x.png": BLUE}).build().read == {
        "news/port/index"
    }


def content(name: str, image: bytes) -> str | bytes:
    """Return what is in a file of that name."""
    return image if name.endswith(".png") else f"---\norphan: true\npost: false\n---\n# {name}\n"


def test_an_image_that_appears_later_has_its_post_read_again(make_site: MakeSite) -> None:
    text = post_text("港口", "![图](图.png)\n\n<img src='raw.png'>", date="2023-11-25", banner="banner.png")
    site = make_site({"news/a.md": text, "news/b.md": post_text("乙", date="2023-11-24")})
    first = site.build()
    assert len(first.warnings) == 3
    assert site.build().read == set()
    for name in ("news/图.png", "news/raw.png", "public/banner.png"):
        site.write({name: png(300, 200)})
        assert site.build().read == {"news/a"}
    last = site.build()
    assert last.said == ""
    assert_equal(last, site.build(clean=True))


def test_what_looked_like_a_mail_address_is_a_file_once_there_is_one(make_site: MakeSite) -> None:
    links = "[x](tide@v2.zip) [x](moon@v2.html) [x](sun@v2.html)\n\n<p><a href='tide@v2.zip'>x</a></p>\n"
    sun = post_text("日", date="2024-01-02")
    site = make_site({"news/a.md": post_text("甲", links, date="2024-01-01"), "news/sun@v2.md": sun})
    hrefs = [str(link["href"]) for link in site.build().page("news/a.html").select(".e-content a")]
    assert [href.partition(":")[0] for href in hrefs] == ["mailto", "mailto", "sun%40v2.html", "mailto"]
    built = site.write({"news/tide@v2.zip": b"PK", "news/moon@v2.md": sun}).build()
    hrefs = [str(link["href"]) for link in built.page("news/a.html").select(".e-content a")]
    assert [href.rpartition("/")[2] for href in hrefs] == [
        "tide%40v2.zip", "moon%40v2.html", "sun%40v2.html", "tide%40v2.zip"
    ]  # fmt: skip
    assert built.digests() == site.build(clean=True).digests()
