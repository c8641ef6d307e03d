"""What raw HTML shows of elsewhere: frames, embedded documents, scripts that show something."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from repaired_html import problems, repaired_fragment

from sphinx_eulernews.html.repair import Fragment, ProblemKind, repair_fragments


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ('<object data="a.svg">x</object>', "a.svg"),
        ("<embed src=b/c.html>", "b/c.html"),
        ("<iframe src='/d.xml?x#y'></iframe>", "/d.xml?x#y"),
        ('<object data=" http:e.svg"></object>', "http:e.svg"),
        ('<embed src="f">', "f"),
    ],
)
def test_a_document_of_the_site_is_linked_and_never_framed(text: str, url: str) -> None:
    soup = BeautifulSoup(repaired_fragment(text)[0], "html5lib")
    assert [(link["href"], link["download"]) for link in soup.find_all("a")] == [(url, "")]
    assert not soup.select("[src], [data], embed, iframe")
    assert [kind for kind, _ in problems(text)] == [ProblemKind.FRAMED_DOCUMENT]


@pytest.mark.parametrize(
    "text", ['<object data="a.pdf"></object>', '<embed src="//v.example.org/a.html">', '<embed src="b.MP4">']
)
def test_what_runs_no_script_of_the_site_stays_in_its_frame(text: str) -> None:
    assert repaired_fragment(text) == [text]


HOSTS = frozenset({"docs.example.org"})


@pytest.mark.parametrize(
    "url",
    [
        "https://docs.example.org/d.html", "//docs.example.org/_downloads/1/d.svg", "HTTPS://DOCS.Example.ORG/d.xml",
        "https://user@docs.example.org:443/d.html", "https://docs%2Eexample.org/d.html", "https://docs.example.org./d",
        "h&#9;ttps:&#10;//docs.exa&#10;mple.org/d.html", "https://ｄocs.example.org/d", "https://docs.exam\u00adple.org/d",
        "https:/docs.example.org/d.html", "https:///docs.example.org/d.html",
    ],
)  # fmt: skip
@pytest.mark.parametrize("tag", ["<iframe src='{}'></iframe>", "<object data='{}'></object>", "<embed src='{}'>"])
def test_nor_by_an_absolute_url(tag: str, url: str) -> None:
    [fragment] = repair_fragments([Fragment(tag.format(url), line=1)], own_hosts=HOSTS).fragments
    soup = BeautifulSoup(fragment.html, "lxml")
    assert not soup.select("[src], [data], embed, iframe")


@pytest.mark.parametrize("tag", ["<iframe src='{}'></iframe>", "<object data='{}'></object>", "<embed src='{}'>"])
def test_documents_of_other_sites_are_framed(tag: str) -> None:
    text = tag.format("https://docs.example.org.example.net/d.html")
    assert repair_fragments([Fragment(text, line=1)], own_hosts=HOSTS).fragments[0].html == text


@pytest.mark.parametrize(
    "url", ["blob:https://docs.example.org/1", "data:text/html,x", "view-source:d.html", "about:blank"]
)
def test_a_frame_has_no_scheme_but_that_of_the_web(url: str) -> None:
    for tag in (
        f"<iframe src='{url}'></iframe>",
        f"<object data='{url}' codebase='x'>x</object>",
        f"<embed src='{url}'>",
    ):
        soup = BeautifulSoup("".join(repaired_fragment(tag)), "lxml")
        assert not soup.select("[src], [data], [codebase], iframe")


@pytest.mark.parametrize(
    ("source", "url"),
    [
        ("https://gist.github.com/ada/42.js", "https://gist.github.com/ada/42"),
        ("//gist.github.com/42.js?file=a&amp;b.py", "https://gist.github.com/42"),
        ("https://asciinema.org/a/14.js", "https://asciinema.org/a/14"),
    ],
)
def test_a_script_that_shows_something_is_a_link_to_it(source: str, url: str) -> None:
    (piece,) = repair_fragments([Fragment(f"<p>a <script async src='{source}'></script> b", line=1)]).fragments
    assert piece.html == f'<p>a <a href="{url}">{url}</a> b'
    assert repaired_fragment(f"<a href='/x'><script src='{source}'></script></a>") == [f"<a href='/x'>{url}</a>"]


@pytest.mark.parametrize(
    "source", ["https://gist.github.com.example.org/a.js", "https://x.org/gist.github.com/a.js", ""]
)
def test_other_scripts_leave_nothing(source: str) -> None:
    assert repaired_fragment(f"<script src='{source}'></script>") == [""]
