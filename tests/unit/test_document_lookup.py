"""Links to documents, as authors write them: a file, a page, a folder, an old URL."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest

from sphinx_eulernews.files.lookup import DocumentFound, Documents, Lookup

POST = PurePosixPath("zh/news/harbour/harbour.md")
DOCUMENTS = Documents(
    [
        "zh/news/harbour/harbour",
        "zh/news/harbour/tide",
        "zh/news/Lighthouse",
        "zh/news/二〇二三 总结",
        "zh/news/issue#7",
        "zh/news/v2.0",
        "zh/post/pier",
        "zh/docs/index",
        "zh/docs/README",
        "en/news/index",
    ]
)


@pytest.fixture
def found(tmp_path: Path) -> Lookup:
    return Lookup(tmp_path, ["public"], ["zh/news"])


@pytest.mark.parametrize(
    ("reference", "docname"),
    [
        ("tide.md", "zh/news/harbour/tide"),
        ("tide", "zh/news/harbour/tide"),
        ("./tide.html", "zh/news/harbour/tide"),
        ("tide/", "zh/news/harbour/tide"),
        ("tide/index.html", "zh/news/harbour/tide"),
        ("../tide/", "zh/news/harbour/tide"),
        ("../Lighthouse.md", "zh/news/Lighthouse"),
        ("../../../post/pier/", "zh/post/pier"),
        ("/zh/post/pier/", "zh/post/pier"),
        ("/zh/post/pier.html?from=feed", "zh/post/pier"),
        ("/post/pier", "zh/post/pier"),
        ("/Lighthouse/", "zh/news/Lighthouse"),
        ("../v2.0", "zh/news/v2.0"),
        ("../v2.0.md", "zh/news/v2.0"),
        ("../%E4%BA%8C%E3%80%87%E4%BA%8C%E4%B8%89%20%E6%80%BB%E7%BB%93.md", "zh/news/二〇二三 总结"),
        ("../issue#7.md", "zh/news/issue#7"),
        ("/zh/docs/", "zh/docs/index"),
        ("/zh/docs/README.md", "zh/docs/README"),
        ("/en/news/index.html", "en/news/index"),
    ],
)
def test_a_link_finds_its_document(found: Lookup, reference: str, docname: str) -> None:
    assert found.find_document(POST, reference, DOCUMENTS) == DocumentFound(docname)


@pytest.mark.parametrize(
    ("reference", "answer"),
    [
        ("tide.md#high", DocumentFound("zh/news/harbour/tide", "high")),
        ("tide.md?x=1#%E6%BD%AE", DocumentFound("zh/news/harbour/tide", "潮")),
        ("../issue%237.md#top", DocumentFound("zh/news/issue#7", "top")),
        ("#%E6%BD%AE", DocumentFound("zh/news/harbour/harbour", "潮")),
        ("../lighthouse.MD", DocumentFound("zh/news/Lighthouse")),
        (r"..\Lighthouse.md#x", DocumentFound("zh/news/Lighthouse", "x")),
    ],
)
def test_a_link_keeps_its_fragment_and_its_problems(found: Lookup, reference: str, answer: DocumentFound) -> None:
    assert found.find_document(POST, reference, DOCUMENTS) == answer


@pytest.mark.parametrize("reference", ["https://example.org/tide.md", "none.md", "a.png", "../../../../x.md", "", "?x"])
def test_a_link_that_leads_to_no_document_finds_none(found: Lookup, reference: str) -> None:
    assert found.find_document(POST, reference, DOCUMENTS) is None


def test_a_link_to_the_folder_itself_finds_its_index(found: Lookup) -> None:
    documents = Documents(["index", "zh/index"])
    assert found.find_document(PurePosixPath("a.md"), "./", documents) == DocumentFound("index")
    assert found.find_document(PurePosixPath("zh/a.md"), "./", documents) == DocumentFound("zh/index")


def test_a_document_below_a_public_prefix_is_found(tmp_path: Path) -> None:
    files = Lookup(tmp_path, ["public"], [])
    documents = Documents(["public/page"])
    assert files.find_document(PurePosixPath("zh/a.md"), "/page.html", documents) == DocumentFound("public/page")
