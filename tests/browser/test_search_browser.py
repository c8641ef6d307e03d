"""The search page of Sphinx in a browser: Chinese is found wherever it stands, and whole phrases come first."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import quote

import pytest
from helpers import post_text, site_in

pytestmark = pytest.mark.browser

FILES: dict[str, str | bytes] = {
    "news/crane.md": post_text("起重机检修", "码头上的**起**重机停用两天。", date="2024-01-02", tags=["设备"]),
    "news/pilot.md": post_text("Pilots", "引航员使用Tablet终端\n办理手续，费用不变。", date="2024-02-02"),
    "news/fee.md": post_text("收费", "费率表：不计变动，用户注意。", date="2024-03-02"),
    "news/parts.md": post_text("All parts", "吊装。装作。作业。", date="2024-04-02"),
    "news/two.md": post_text("Two", "明天有吊装作业。", date="2024-04-01"),
    "plan.rst": ":orphan:\n\nPlan\n====\n\n航道疏浚\n计划。\n",
}
QUERIES = {
    "起重机": ["起重机检修"],
    "检": ["起重机检修"],
    "设备": ["起重机检修"],
    "tablet终端": ["Pilots"],
    "端办理": ["Pilots"],
    "疏浚计划": ["Plan"],
    "Pilots 手续": ["Pilots"],
    "Tablet设备": [],
    "Pilots 设备": [],
    "missing终端": [],
    "费用不变": ["Pilots"],
    "不变": ["Pilots"],
    "船舶": [],
    "码头 船舶": [],
}


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *_args: Any) -> None:  # noqa: A002  the name is the library's
        """Say nothing."""


@pytest.fixture(scope="module", params=["zh_CN furo html", "en sphinx_rtd_theme dirhtml"])
def address(request: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the URL of the search page; a site in two languages, themes and builders."""
    language, theme, builder = request.param.split()
    site = site_in(tmp_path_factory.mktemp("search"), FILES, {"language": language, "html_theme": theme})
    out = site.build(builder).outdir
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(out))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/search{'.html' if builder == 'html' else '/'}"
        server.shutdown()


@pytest.fixture(scope="module")
def page(browser: Any) -> Iterator[Any]:
    """Return a page that fails on errors of scripts."""
    page = browser.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    assert errors == []
    page.close()


def search(page: Any, address: str, query: str) -> Any:
    """Return the list items of the results, when all of them have their excerpts."""
    page.goto(f"{address}?q={quote(query)}", wait_until="networkidle")
    return page.locator("ul.search > li")


def test_a_query_finds_the_pages_that_hold_it(page: Any, address: str) -> None:
    found = {query: search(page, address, query).locator("a").all_inner_texts() for query in QUERIES}
    assert found == QUERIES


def test_a_result_marks_what_was_found_and_says_which_post_it_is(page: Any, address: str) -> None:
    [result] = search(page, address, "手续").all()
    assert result.locator(".highlighted").all_inner_texts() == ["手续"]
    assert "2024" in result.locator(".eulernews-result").inner_text()
    [plan] = search(page, address, "疏浚").all()
    assert plan.locator(".eulernews-result").count() == 0


def test_pages_that_hold_the_whole_phrase_come_first(page: Any, address: str) -> None:
    results = search(page, address, "吊装作业")
    assert results.locator("a").all_inner_texts() == ["Two", "All parts"]
    assert results.nth(0).locator(".highlighted").all_inner_texts() == ["吊装作业"]
