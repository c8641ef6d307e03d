"""References to files, resolved on small sites of their own."""

from __future__ import annotations

import os
import sys
from pathlib import Path, PurePosixPath

import pytest

from sphinx_eulernews.files.lookup import Found, Lookup, Missing, Misspelling, as_found
from sphinx_eulernews.files.reference_text import is_local

POST = PurePosixPath("zh/news/harbour/harbour.md")
FILES = (
    "zh/news/harbour/a.png",
    "zh/news/harbour/Mixed.PNG",
    "zh/news/harbour/img/deep.png",
    "zh/news/harbour/ lead.png",
    "zh/news/harbour/two words.png",
    "zh/news/harbour/港口(1)+甲&乙'丙.png",
    "zh/news/harbour/issue#7.png",
    "zh/news/harbour/what?.png",
    "zh/news/harbour/100%25.png",
    "zh/news/harbour/empty.png",
    "zh/news/harbour/both.png",
    "zh/news/images/shared.png",
    "zh/news/root.png",
    "zh/language.png",
    "top.png",
    "public/img/banner.jpg",
    "public/both.png",
    "both.png",
)


def site(root: Path, *files: str) -> Path:
    for name in files:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"" if path.stem == "empty" else b"x")
    return root


@pytest.fixture
def srcdir(tmp_path: Path) -> Path:
    return site(tmp_path / "docs", *FILES)


@pytest.fixture
def found(srcdir: Path) -> Lookup:
    return Lookup(srcdir, ["public"], ["zh/news"])


def path_of(answer: Found | Missing) -> str | None:
    return answer.path if isinstance(answer, Found) else None


@pytest.mark.parametrize(
    ("reference", "path"),
    [
        ("a.png", "zh/news/harbour/a.png"),
        ("./img/deep.png", "zh/news/harbour/img/deep.png"),
        ("img//deep.png", "zh/news/harbour/img/deep.png"),
        ("  a.png\n", "zh/news/harbour/a.png"),
        ("../images/shared.png", "zh/news/images/shared.png"),
        ("../../images/shared.png", "zh/news/images/shared.png"),
        ("../img/banner.jpg", "public/img/banner.jpg"),
        ("../../../../../img/banner.jpg", "public/img/banner.jpg"),
        ("./../x/../../../../img/banner.jpg", "public/img/banner.jpg"),
        ("../../both.png", "both.png"),
        ("/img/banner.jpg", "public/img/banner.jpg"),
        ("img/banner.jpg", "public/img/banner.jpg"),
        ("/zh/news/images/shared.png", "zh/news/images/shared.png"),
        ("root.png", "zh/news/root.png"),
        ("/language.png", "zh/language.png"),
        ("top.png", "top.png"),
        ("both.png", "zh/news/harbour/both.png"),
        ("/both.png", "public/both.png"),
        ("a.png?t=2019", "zh/news/harbour/a.png"),
        ("a.png?t=2019#top", "zh/news/harbour/a.png"),
        ("two words.png", "zh/news/harbour/two words.png"),
        ("two%20words.png", "zh/news/harbour/two words.png"),
        ("%20lead.png", "zh/news/harbour/ lead.png"),
        (" lead.png", "zh/news/harbour/ lead.png"),
        ("港口(1)+甲&乙'丙.png", "zh/news/harbour/港口(1)+甲&乙'丙.png"),
        ("%E6%B8%AF%E5%8F%A3(1)+%E7%94%B2&%E4%B9%99'%E4%B8%99.png", "zh/news/harbour/港口(1)+甲&乙'丙.png"),
        ("issue#7.png", "zh/news/harbour/issue#7.png"),
        ("issue%237.png#x", "zh/news/harbour/issue#7.png"),
        ("what?.png", "zh/news/harbour/what?.png"),
        ("100%25.png", "zh/news/harbour/100%25.png"),
        ("empty.png", "zh/news/harbour/empty.png"),
    ],
)
def test_a_reference_finds_its_file_without_problem(found: Lookup, reference: str, path: str) -> None:
    answer = found.find(POST, reference)
    assert isinstance(answer, Found)
    assert (answer.path, answer.problems) == (path, ())


@pytest.mark.parametrize(
    ("reference", "path"),
    [
        ("{static}/img/banner.jpg", "public/img/banner.jpg"),
        ("pathname:///img/banner.jpg", "public/img/banner.jpg"),
        ("__GHOST_URL__/img/banner.jpg", "public/img/banner.jpg"),
        ("%7Battach%7Da.png", "zh/news/harbour/a.png"),
        ("|filename|img/deep.png", "zh/news/harbour/img/deep.png"),
    ],
)
def test_the_marks_of_pelican_and_docusaurus_are_left_out(found: Lookup, reference: str, path: str) -> None:
    assert path_of(found.find(POST, reference)) == path


def test_the_page_url_of_a_post_next_to_others_is_a_folder(tmp_path: Path) -> None:
    srcdir = site(tmp_path, "zh/post/ann/images/a.png")
    assert path_of(Lookup(srcdir, [], []).find(PurePosixPath("zh/post/ann/trip.md"), "../images/a.png")) == (
        "zh/post/ann/images/a.png"
    )


@pytest.mark.parametrize(
    ("reference", "path", "problems"),
    [
        ("A.PNG", "zh/news/harbour/a.png", (Misspelling.CASE,)),
        ("mixed.png", "zh/news/harbour/Mixed.PNG", (Misspelling.CASE,)),
        ("IMG/Deep.png", "zh/news/harbour/img/deep.png", (Misspelling.CASE,)),
        ("/IMG/Banner.JPG", "public/img/banner.jpg", (Misspelling.CASE,)),
        (r"img\deep.png", "zh/news/harbour/img/deep.png", (Misspelling.BACKSLASH,)),
        (r".\img\deep.png", "zh/news/harbour/img/deep.png", (Misspelling.BACKSLASH,)),
        ("img%5Cdeep.png", "zh/news/harbour/img/deep.png", (Misspelling.BACKSLASH,)),
        (r"\img\banner.jpg", "public/img/banner.jpg", (Misspelling.BACKSLASH,)),
        (r"IMG\deep.PNG", "zh/news/harbour/img/deep.png", (Misspelling.CASE, Misspelling.BACKSLASH)),
    ],
)
def test_a_misspelt_reference_finds_its_file_and_says_what_is_wrong(
    found: Lookup, reference: str, path: str, problems: tuple[Misspelling, ...]
) -> None:
    answer = found.find(POST, reference)
    assert isinstance(answer, Found)
    assert (answer.path, answer.problems) == (path, problems)


@pytest.mark.parametrize(
    ("reference", "path", "written"),
    [
        ("A.PNG", "zh/news/harbour/a.png", "a.png"),
        ("/IMG/Banner.JPG?t=2019", "public/img/banner.jpg", "/img/banner.jpg"),
        (r".\img\deep.png", "zh/news/harbour/img/deep.png", "./img/deep.png"),
        ("..%5CHarbour%5cdeep%20sea.png", "zh/news/harbour/deep sea.png", "../harbour/deep%20sea.png"),
        ("/zh/post/x/IMG/a.png", "zh/post/img/a.png", "/zh/post/x/img/a.png"),
    ],
)
def test_what_to_write_leads_from_the_same_place_to_the_same_file(reference: str, path: str, written: str) -> None:
    assert as_found(reference, path) == written


def test_an_exact_name_anywhere_comes_before_a_wrong_case_nearby(tmp_path: Path) -> None:
    srcdir = site(tmp_path, "zh/news/x/Photo.png", "public/photo.png")
    answer = Lookup(srcdir, ["public"], []).find(PurePosixPath("zh/news/x/x.md"), "photo.png")
    assert answer == Found("public/photo.png")


@pytest.mark.skipif(sys.platform != "linux", reason="other file systems do not keep these names apart")
def test_names_that_differ_in_case_only_are_all_looked_into(tmp_path: Path) -> None:
    srcdir = site(tmp_path, "Img/a.png", "img/b.png", "img/B.png")
    files = Lookup(srcdir, [], [])
    assert path_of(files.find(PurePosixPath("x.md"), "IMG/A.png")) == "Img/a.png"
    assert path_of(files.find(PurePosixPath("x.md"), "IMG/b.png")) == "img/b.png"
    assert path_of(files.find(PurePosixPath("x.md"), "img/B.PNG")) == "img/B.png"


@pytest.mark.skipif(sys.platform == "darwin", reason="the file system composes names itself")
def test_a_name_composed_otherwise_is_the_same_name(tmp_path: Path) -> None:
    srcdir = site(tmp_path, "cafe\u0301.png")
    answer = Lookup(srcdir, [], []).find(PurePosixPath("x.md"), "caf\u00e9.png")
    assert isinstance(answer, Found)
    assert (answer.path, answer.problems) == ("cafe\u0301.png", ())


def test_what_is_missing_names_each_place_that_was_looked_at_once(found: Lookup) -> None:
    answer = found.find(POST, "img/none.png?x=1")
    assert isinstance(answer, Missing)
    assert "zh/news/harbour/img/none.png" in answer.tried
    assert "public/img/none.png" in answer.tried
    assert len(answer.tried) == len(set(answer.tried)) == 12
    assert not any(path.startswith((".", "/")) for path in answer.tried)


def test_a_file_that_appears_in_a_tried_place_is_the_new_answer(srcdir: Path) -> None:
    for reference in ("none.png", "/img/none.png", "../none%20such.png"):
        before = Lookup(srcdir, ["public"], ["zh/news"]).find(POST, reference)
        assert isinstance(before, Missing)
        for place in reversed(before.tried):
            site(srcdir, place)
            assert path_of(Lookup(srcdir, ["public"], ["zh/news"]).find(POST, reference)) == place


@pytest.mark.parametrize("reference", ["img", "img/", ".", "..", "/", "../", "", "   "])
def test_a_folder_is_not_a_file(found: Lookup, reference: str) -> None:
    assert isinstance(found.find(POST, reference), Missing)


@pytest.mark.parametrize(
    "reference",
    [
        "https://example.org/a.png",
        "HTTP://example.org/a.png",
        "//example.org/a.png",
        "data:image/png;base64,AAAA",
        "mailto:someone@example.org",
        "file:///zh/news/harbour/a.png",
        r"D:\zh\news\harbour\a.png",
        "d:/a.png",
        "D%3A%5Ca.png",
        "#a.png",
        "?a.png",
        "a.png\0",
        "a/" * 3000 + "a.png",
        "",
    ],
)
def test_what_is_not_of_the_site_is_never_looked_for(found: Lookup, reference: str) -> None:
    assert not is_local(reference)
    assert found.find(POST, reference) == Missing()


CLIMBING = (
    "../../../../secret.png",
    "../../../../outside/secret.png",
    "..%2F..%2F..%2F..%2Foutside/secret.png",
    r"..\..\..\..\outside\secret.png",
    "/../outside/secret.png",
    "../../../../docs/../outside/secret.png",
)


@pytest.mark.parametrize("reference", CLIMBING)
def test_a_reference_never_climbs_out_of_the_site(srcdir: Path, reference: str) -> None:
    site(srcdir.parent, "outside/secret.png", "secret.png")
    answer = Lookup(srcdir, ["public"], ["zh/news"]).find(POST, reference)
    assert isinstance(answer, Missing)
    assert not any(place.startswith("../") for place in answer.tried)


def test_the_absolute_path_of_a_file_is_taken_from_the_root_of_the_site(found: Lookup, srcdir: Path) -> None:
    site(srcdir.parent, "outside/secret.png")
    assert isinstance(found.find(POST, f"{srcdir.parent}/outside/secret.png"), Missing)


def test_a_public_path_may_lie_outside_and_nothing_next_to_it_is_reached(tmp_path: Path) -> None:
    srcdir = site(tmp_path / "docs", "zh/news/x.md")
    site(tmp_path, "public/img/a.png", "secret.png")
    files = Lookup(srcdir, ["../public"], ["zh/news"])
    post = PurePosixPath("zh/news/x.md")
    assert path_of(files.find(post, "/img/a.png")) == "../public/img/a.png"
    assert path_of(files.find(post, "../../../public/img/a.png")) == "../public/img/a.png"
    assert path_of(files.find(post, "/img/A.png")) == "../public/img/a.png"
    assert isinstance(files.find(post, "/../secret.png"), Missing)


@pytest.mark.parametrize(
    ("reference", "path"),
    [
        ("/img/blog/a.png", "media/a.png"),
        ("img/blog/a.png?x=1", "media/a.png"),
        ("/img//blog/./a.png", "media/a.png"),
        ("/img/blog/deep/b.png", "deeper/b.png"),
        ("/img/blog/%E6%B8%AF.png", "media/港.png"),
        ("/img/blog/A.PNG", "media/a.png"),
        ("/c.png", "public/c.png"),
        ("/img/blogs/a.png", None),
        ("/img/a.png", None),
        ("/img/blog/../../../secret.png", None),
    ],
)
def test_folders_may_be_served_below_a_url(tmp_path: Path, reference: str, path: str | None) -> None:
    srcdir = site(tmp_path / "docs", "media/a.png", "media/港.png", "deeper/b.png", "public/c.png", "zh/news/x.md")
    site(tmp_path, "secret.png")
    public = {"/": "public", "img/blog/": "media", "/img/blog/deep": "deeper"}
    found = Lookup(srcdir, public, ["zh/news"]).find(PurePosixPath("zh/news/x.md"), reference)
    assert (found.path if isinstance(found, Found) else None) == path


@pytest.mark.parametrize(
    "reference",
    ["{static}/images/a.png", "{attach}../images/a.png", "|filename|/images/a.png", "%7Bstatic%7D/images/a.png"],
)
def test_pelican_says_where_a_path_begins(tmp_path: Path, reference: str) -> None:
    srcdir = site(tmp_path / "docs", "content/images/a.png")
    files = Lookup(srcdir, [], ["content"])
    assert path_of(files.find(PurePosixPath("content/posts/x.md"), reference)) == "content/images/a.png"


@pytest.mark.parametrize("public", [".", "./", "public/..", ""])
def test_the_source_folder_may_be_the_public_path(srcdir: Path, public: str) -> None:
    assert path_of(Lookup(srcdir, [public], []).find(POST, "/zh/language.png")) == "zh/language.png"


def test_a_public_path_may_be_absolute_or_absent(srcdir: Path) -> None:
    files = Lookup(srcdir, ["nowhere", str(srcdir / "public")], [])
    assert path_of(files.find(POST, "/img/banner.jpg")) == "public/img/banner.jpg"


def test_symbolic_links_lead_to_what_is_inside_only(tmp_path: Path) -> None:
    srcdir = site(tmp_path / "docs", "real/a.png")
    outside = site(tmp_path / "outside", "secret.png", "folder/secret.png")
    (srcdir / "inner").symlink_to(srcdir / "real", target_is_directory=True)
    (srcdir / "loop").symlink_to(srcdir / "loop")
    (srcdir / "round").symlink_to(srcdir, target_is_directory=True)
    (srcdir / "folder").symlink_to(outside / "folder", target_is_directory=True)
    (srcdir / "secret.png").symlink_to(outside / "secret.png")
    files = Lookup(srcdir, [], [])
    post = PurePosixPath("x.md")
    assert path_of(files.find(post, "inner/a.png")) == "inner/a.png"
    assert path_of(files.find(post, "round/real/a.png")) == "round/real/a.png"
    for reference in ("folder/secret.png", "secret.png", "SECRET.png", "loop", "loop/a.png"):
        assert isinstance(files.find(post, reference), Missing)


def test_each_folder_is_listed_once(srcdir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    listed: list[str] = []
    scandir = os.scandir

    def counting(path: str) -> object:
        listed.append(os.path.normpath(path))
        return scandir(path)

    monkeypatch.setattr("sphinx_eulernews.files.lookup.os.scandir", counting)
    files = Lookup(srcdir, ["public", "nowhere"], ["zh/news"])
    for number in range(50):
        for reference in ("a.png", "A.png", "/img/banner.jpg", f"none{number}.png", "no/folder.png"):
            files.find(POST, reference)
    assert sorted(listed) == sorted(set(listed))
