"""The filter of a list in a browser, served with a strict content security policy."""

from __future__ import annotations

import json
import shutil
import statistics
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from browsing import violations
from helpers import Build, png, post_text, site_in

pytestmark = pytest.mark.browser

POLICY = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; base-uri 'none'"
AUTHORS = ["港口日报", "张帆", "Ada", "白鹭", "Zoë"]
# Every third post is about cranes, every second one about C++; the months are 2023-01 to 2025-06.
POSTS: dict[str, str | bytes] = {
    f"zh/news/p{number:02}.md": post_text(
        f"第 {number} 篇",
        date=f"{2023 + number // 12}-{1 + number % 12:02}-05",
        summary=f"关于{'起重机' if number % 3 == 0 else '航道'}的摘要，编号 {number}。",
        tags=["C++", "航道"] if number % 2 == 0 else ["航道"],
        category="公告" if number % 5 == 0 else "新闻",
        author=AUTHORS[number % 5],
        **({"banner": "b.png"} if number < 3 else {}),
        **({"pinned": "true"} if number == 1 else {}),
    )
    for number in range(30)
}


class _Served(SimpleHTTPRequestHandler):
    """Serves an output with the policy; notes the paths that are asked for."""

    asked: ClassVar[list[str]] = []

    def end_headers(self) -> None:
        """Add the policy."""
        self.send_header("Content-Security-Policy", POLICY)
        self.asked.append(self.path)
        super().end_headers()

    def log_message(self, format: str, *_args: Any) -> None:  # noqa: A002  the name is the library's
        """Say nothing."""


def serve(folder: Path) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Served, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Build:
    files = {**POSTS, "zh/news/b.png": png()}
    conf = {"html_theme": "furo", "eulernews_collections": {"zh/news": {"language": "zh_CN"}}}
    return site_in(tmp_path_factory.mktemp("filter"), files, conf).build()


@pytest.fixture(scope="module")
def address(build: Build) -> Iterator[str]:
    yield from (f"{base}/zh/news/index.html" for base in serve(build.outdir))


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """Return a page that fails on errors of scripts, and knows what the policy forbade."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    errors: list[str] = []
    # Themes have inline scripts, which the policy forbids.
    page.on("pageerror", lambda error: errors.append(str(error)) if "eulernews" in (error.stack or "") else None)
    page.add_init_script("window.forbidden = 0; addEventListener('securitypolicyviolation', () => forbidden += 1)")
    yield page
    page.close()
    assert errors == []


def open_filter(page: Any, url: str) -> None:
    page.goto(url, wait_until="networkidle")
    page.click(".eulernews-filter summary")
    page.wait_for_selector(".eulernews-filter form:visible")


def choose(page: Any, **values: str) -> None:
    for name, value in values.items():
        page.select_option(f".eulernews-filter [name={name}]", value)
        settled(page)


def settled(page: Any) -> None:
    page.wait_for_load_state("networkidle")
    page.wait_for_selector(".h-feed:not([aria-busy])", state="attached")


def shown(page: Any) -> list[int]:
    """Return the numbers of the posts that the list shows."""
    return [int(title.split()[1]) for title in page.locator(".h-feed .h-entry .eulernews-title").all_inner_texts()]


def total(page: Any) -> int:
    return int(page.locator(".eulernews-filter [role=status]").inner_text().split("：")[1].split()[0])


def offered(page: Any, name: str) -> list[str]:
    found: list[str] = page.locator(f".eulernews-filter [name={name}] option").all_inner_texts()
    return found


def state(page: Any) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}


def test_nothing_is_loaded_before_the_reader_opens_it(page: Any, address: str) -> None:
    _Served.asked.clear()
    page.goto(address, wait_until="networkidle")
    static = shown(page)
    assert not any("filter.json" in path or "/page/" in path for path in _Served.asked)
    page.click(".eulernews-filter summary")
    page.wait_for_selector(".eulernews-filter form:visible")
    settled(page)
    assert [path for path in _Served.asked if "/page/" in path] == []
    # An open filter without a choice shows the list as it is.
    assert shown(page) == static
    assert (total(page), state(page)) == (30, {})


def test_choices_are_combined_and_narrow_each_other_with_counts(page: Any, address: str) -> None:
    open_filter(page, address)
    # The name of the project, Latin letters, then the order of the language: bai lu, zhang fan.
    assert offered(page, "author") == ["全部", "港口日报 (6)", "Ada (6)", "Zoë (6)", "白鹭 (6)", "张帆 (6)"]
    assert offered(page, "month")[:2] == ["全部", "2025年6月 (1)"]
    choose(page, tag="cpp")
    assert total(page) == 15
    choose(page, author="ada")
    assert shown(page) == [22, 12, 2]
    assert (total(page), state(page)) == (3, {"tag": "cpp", "author": "ada"})
    assert offered(page, "month") == ["全部", "2024年11月 (1)", "2024年1月 (1)", "2023年3月 (1)"]
    # Its own choice does not narrow a list.
    assert offered(page, "author") == ["全部", "港口日报 (3)", "Ada (3)", "Zoë (3)", "白鹭 (3)", "张帆 (3)"]
    choose(page, month="2024-01")
    assert (shown(page), offered(page, "tag")) == ([12], ["全部", "C++ (1)", "航道 (1)"])


def test_cards_of_other_pages_are_those_of_the_list_with_their_links(page: Any, build: Build, address: str) -> None:
    open_filter(page, address)
    forbidden = page.evaluate("window.forbidden")
    choose(page, month="2023-03")
    [card] = page.locator(".h-feed .h-entry").all()
    static = next(entry for entry in build.page("zh/news/page/1.html").select(".h-entry") if "第 2 篇" in entry.text)
    assert "".join(card.text_content().split()) == "".join(static.text.split())
    assert card.locator(".u-url").evaluate("link => link.href") == address.replace("index", "p02")
    picture = card.locator("img")
    picture.scroll_into_view_if_needed()
    assert picture.evaluate("picture => picture.decode().then(() => picture.naturalWidth)") > 0
    # What the policy forbids is the theme's, and the style of images on the static page.
    assert "background-color" in picture.get_attribute("style")
    assert page.evaluate("window.forbidden") == forbidden
    assert page.locator(".eulernews-page > nav:not(.eulernews-nav):visible").count() == 0


def test_words_are_sought_in_titles_and_summaries(page: Any, address: str) -> None:
    open_filter(page, address)
    page.fill(".eulernews-filter [name=q]", "起重机 １２")  # full width digits mean the same
    page.wait_for_url("**?q=*")
    settled(page)
    assert (shown(page), total(page)) == ([12], 1)
    page.fill(".eulernews-filter [name=q]", "码头")
    page.locator(".h-feed .h-entry").first.wait_for(state="detached")
    assert total(page) == 0


def test_a_link_shows_the_same_posts_and_pages_count_from_the_newest(page: Any, address: str) -> None:
    page.goto(f"{address}?tag={quote('航道')}&sort=oldest&size=24&page=2", wait_until="networkidle")
    settled(page)
    # A pinned post stands first in the order of the list only.
    assert shown(page) == [24, 25, 26, 27, 28, 29]
    assert page.locator(".eulernews-filter [name=tag]").input_value() == "航道"
    assert page.locator(".eulernews-filter-pages span[aria-current]").inner_text() == "2 / 2"
    page.goto(f"{address}?page=2", wait_until="networkidle")
    settled(page)
    assert shown(page) == [*range(18, 6, -1)]
    page.goto(f"{address}?tag=none&size=7", wait_until="networkidle")
    settled(page)
    assert (shown(page), total(page)) == ([], 0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_an_open_filter(page: Any, address: str, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)
    open_filter(page, address)
    choose(page, tag="航道")
    assert page.locator(".eulernews-filter-pages").is_visible()
    assert violations(page) == []


def test_titles_are_sorted_in_the_order_of_the_language(page: Any, address: str) -> None:
    page.goto(f"{address}?sort=title&size=48", wait_until="networkidle")
    settled(page)
    assert shown(page) == [*range(30)]


def test_back_and_forward_and_clearing_move_between_the_states(page: Any, address: str) -> None:
    open_filter(page, address)
    static = shown(page)
    choose(page, tag="cpp")
    first = shown(page)
    page.click(".eulernews-filter-pages [rel=next]")
    settled(page)
    assert (state(page)["page"], len(shown(page))) == ("2", 3)
    assert page.evaluate("document.activeElement.getAttribute('role')") == "status"
    page.go_back()
    settled(page)
    assert (shown(page), state(page)) == (first, {"tag": "cpp"})
    page.go_back()
    settled(page)
    assert (shown(page), state(page)) == (static, {})
    assert page.locator(".eulernews-pagination").is_visible()
    page.go_forward()
    settled(page)
    assert (shown(page), page.locator(".eulernews-filter [name=tag]").input_value()) == (first, "cpp")
    page.click(".eulernews-filter [type=reset]")
    settled(page)
    assert (shown(page), state(page)) == (static, {})


def test_it_is_used_with_the_keyboard_alone(page: Any, address: str) -> None:
    page.goto(address, wait_until="networkidle")
    page.locator(".eulernews-filter summary").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".eulernews-filter form:visible")
    page.keyboard.press("Tab")
    page.keyboard.type("编号 7")
    page.keyboard.press("Enter")
    page.wait_for_url("**?q=*")
    settled(page)
    assert shown(page) == [27, 17, 7]
    assert page.evaluate("document.activeElement.name") == "q"
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    settled(page)
    assert page.evaluate("document.activeElement.name") == "author"
    assert "author" in state(page)


def test_without_script_or_server_links_lead_to_the_indexes(browser: Any, build: Build, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    plain = context.new_page()
    plain.goto(f"{address}?tag=cpp")
    plain.click(".eulernews-filter summary")
    links = plain.locator(".eulernews-filter-links a")
    assert [link.inner_text() for link in links.all()] == ["归档", "作者", "分类", "标签"]
    assert not plain.locator(".eulernews-filter form").is_visible()
    context.close()
    local = browser.new_page()
    local.goto((build.outdir / "zh/news/index.html").as_uri() + "?tag=cpp")
    local.wait_for_function("document.querySelector('.eulernews-filter [role=status]').textContent")
    assert local.locator(".eulernews-filter-links a").first.is_visible()
    assert local.locator(".h-feed .h-entry").count() > 12
    local.close()


def synthetic(build: Build, folder: Path, number: int) -> None:
    """Make the output of a list of ``number`` posts from that of a small one."""
    shutil.copytree(build.outdir, folder)
    data = json.loads(build.text("zh/news/filter.json"))
    size = data["page_size"]
    pages = number // size - 1
    data.update(
        pages=pages, on_index=number - pages * size, titles=[f"第 {number - post} 篇" for post in range(number)],
        summaries=[f"关于航道 {post % 997} 的摘要，编号 {post}。" * 2 for post in range(number)],
        dates=[f"{2026 - post // 600}-{12 - post % 600 // 50:02}-01" for post in range(number)],
    )  # fmt: skip
    for name, count, each in (("tag", 600, 3), ("author", 900, 1), ("category", 6, 1)):
        labels = [f"{'标签' if term % 2 else 'Tag '}{term}" for term in range(count)]
        posts = [[(post * 7 + more * 31) % count for more in range(each)] for post in range(number)]
        data["terms"][name] = {"slugs": [f"t{term}" for term in range(count)], "labels": labels, "posts": posts}
    (folder / "zh/news/filter.json").write_text(json.dumps(data), "utf-8")
    page = build.text("zh/news/page/1.html")
    titles = [entry.text for entry in build.page("zh/news/page/1.html").select(".eulernews-title")]
    for index in range(1, pages + 1):
        text = page
        for place, title in enumerate(titles):
            text = text.replace(f">{title}<", f">第 {(index - 1) * size + size - place} 篇<")
        (folder / f"zh/news/page/{index}.html").write_text(text, "utf-8")


MEASURE = """async ([name, value]) => {
  const select = document.querySelector(`.eulernews-filter [name=${name}]`);
  const status = document.querySelector('.eulernews-filter [role=status]');
  status.textContent = '';
  const start = performance.now();
  const answered = new Promise(resolve => {
    new MutationObserver((_, watching) => {
      if (!status.textContent) return;
      watching.disconnect();
      resolve(performance.now() - start);
    }).observe(status, {childList: true, characterData: true, subtree: true});
  });
  select.value = value;
  select.dispatchEvent(new Event('change', {bubbles: true}));
  return answered;
}"""


def test_ten_thousand_posts_answer_a_click_within_50_milliseconds(page: Any, build: Build, tmp_path: Path) -> None:
    synthetic(build, tmp_path / "large", 10_000)
    for base in serve(tmp_path / "large"):
        open_filter(page, f"{base}/zh/news/index.html")
        taken = []
        for name, value in [
            ("tag", "t7"),
            ("tag", "t8"),
            ("author", "t9"),
            ("author", ""),
            ("tag", ""),
            ("sort", "oldest"),
        ]:
            taken.append(page.evaluate(MEASURE, [name, value]))
            settled(page)
        assert page.locator(".h-feed .h-entry").count() == 12
        assert statistics.median(taken) < 50
