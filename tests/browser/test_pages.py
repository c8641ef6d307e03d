"""The pages in a real browser: nothing overflows, nothing shifts, nothing fails, no picture is too large.

Needs Chromium, a CJK font and Playwright. Where one is missing the tests fail and say what to install; they
are deselected with ``-m "not browser"``, never skipped.
"""

from __future__ import annotations

import math
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browsing import THEMES, WATCH, WIDTHS, layout_shift, violations
from helpers import Project, png, post_text, site_in
from samples import FILES

pytestmark = pytest.mark.browser

PAGES = ["zh/news/harbour.html", "zh/news/index.html", "zh/news/tags/index.html", "zh/news/archive/index.html"]
LONG = "长" * 60 + "x" * 120
WIDE = f"""
```python title="{LONG}.py"
x = "{LONG}"
```

<pre>{"x" * 300}</pre>

<iframe src="about:blank" title="player" width="1400" height="40"></iframe>

<table style="width: 1800px"><tr><td>一</td><td>二</td></tr></table>
"""


@pytest.fixture(scope="session", params=THEMES)
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the output of a site with a large banner and a title without a place to break."""
    files: dict[str, str | bytes] = {
        **FILES,
        "public/img/banners/harbour.png": png(2000, 1050),
        "zh/news/long.md": post_text(LONG, f"正文 lighthouse。\n{WIDE}", date="2023-12-01", tags=[LONG], author=LONG),
        "ar/news/mixed.md": post_text(
            "خبر", "نص `f(x);`.\n\n```\nf(x);\n```\n", date="2023-12-02", author="Jane Doe", language="ar"
        ),
    }
    options = {"html_theme": request.param, "html_sidebars": {"zh/news/archive/*": ["eulernews/recent-posts.html"]}}
    made: Project = site_in(tmp_path_factory.mktemp(request.param), files, options)
    return made.build().outdir


@pytest.fixture
def visit(browser: Any, site: Path) -> Iterator[Any]:
    """Return what opens a page in a window of some width and waits until all is loaded."""
    contexts: list[Any] = []

    def open_page(name: str, width: int) -> tuple[Any, list[str]]:
        context = browser.new_context(viewport={"width": width, "height": 900}, device_scale_factor=1)
        contexts.append(context)
        page, errors = context.new_page(), []
        page.add_init_script(WATCH)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
        path, _, query = name.partition("?")
        page.goto((site / path).as_uri() + (f"?{query}" if query else ""), wait_until="networkidle")
        page.evaluate("document.fonts.ready.then(() => true)")
        return page, errors

    yield open_page
    for context in contexts:
        context.close()


def errors_of_theme(visit: Any, width: int) -> set[str]:
    """Return the errors that the theme gives on a page that has nothing of ours."""
    _, errors = visit("genindex.html", width)
    return set(errors)


def test_the_search_of_a_chinese_site_runs(visit: Any) -> None:
    # A Latin word: without jieba, Sphinx puts no Chinese into the index of a Chinese site.
    page, errors = visit("search.html?q=lighthouse", 1280)
    assert [error for error in errors if "is not defined" in error] == []
    page.wait_for_selector("#search-results li")


@pytest.mark.promise("themes")
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", [*PAGES, "zh/news/long.html"])
def test_a_page_fits_its_window_without_an_error_or_a_shift(visit: Any, name: str, width: int) -> None:
    page, errors = visit(name, width)
    assert set(errors) <= errors_of_theme(visit, width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    # A theme may cut off what does not fit, and then the page is as wide as its window all the same.
    ends = page.locator(".h-entry h1, .eulernews-page h1, .eulernews-byline a, .eulernews-title a")
    for number in range(ends.count()):
        assert ends.nth(number).evaluate("item => item.scrollWidth <= item.clientWidth || !item.clientWidth")
        assert ends.nth(number).evaluate("item => item.getBoundingClientRect().right") <= width
    assert layout_shift(page) == 0


def test_the_heading_of_a_sidebar_is_as_large_as_its_entries(visit: Any) -> None:
    page, _ = visit("zh/news/archive/index.html", 1280)
    sizes = "items => items.map(item => getComputedStyle(item).fontSize)"
    found = page.locator(".eulernews-sidebar :is(h3, li)").evaluate_all(sizes)
    assert len(found) > 1
    assert len(set(found)) == 1


START_AND_END = """([selector, text]) => {
  const walk = document.createTreeWalker(document.querySelector(selector), NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  while (walk.nextNode()) {
    const start = walk.currentNode.data.indexOf(text);
    if (start < 0) continue;
    range.setStart(walk.currentNode, start);
    range.setEnd(walk.currentNode, start + text.length);
    const box = range.getBoundingClientRect();
    return [box.left, box.right];
  }
}"""


def test_a_byline_reads_from_right_to_left_and_code_from_left_to_right_in_an_arabic_post(visit: Any) -> None:
    page, _ = visit("ar/news/mixed.html", 1280)
    byline = [page.evaluate(START_AND_END, [".eulernews-facts", text]) for text in ("2023", "Jane Doe", "دقيقة")]
    assert byline == sorted(byline, reverse=True)
    number_of_minutes = page.evaluate(START_AND_END, [".eulernews-minutes", "1"])
    assert byline[2][1] < number_of_minutes[0] < byline[1][0]
    for code in (".e-content p code", ".e-content pre"):
        name, end = (page.evaluate(START_AND_END, [code, text]) for text in ("f", ";"))
        assert name[1] <= end[0], code
    block = page.locator(".e-content pre").bounding_box()
    assert page.evaluate(START_AND_END, [".e-content pre", "f"])[0] < block["x"] + block["width"] / 2


def test_axe_finds_nothing_in_light_and_dark(browser: Any, site: Path) -> None:
    found = {}
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        for name in PAGES:
            page.goto((site / name).as_uri(), wait_until="load")
            found[scheme, name] = violations(page)
    assert {where: broken for where, broken in found.items() if broken} == {}
    page.evaluate("document.querySelector('time').outerHTML = '<img src=x.png>'")
    assert [broken.partition(":")[0] for broken in violations(page)] == ["image-alt"]
    page.close()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(("name", "selector"), [(PAGES[0], ".eulernews-banner img"), (PAGES[1], ".eulernews-card img")])
def test_a_banner_is_shown_and_its_rendition_is_no_larger_than_needed(
    visit: Any, name: str, selector: str, width: int
) -> None:
    page, _ = visit(name, width)
    picture = page.locator(selector).first
    picture.scroll_into_view_if_needed()
    page.wait_for_function("picture => picture.complete && picture.naturalWidth > 0", arg=picture.element_handle())
    shown = picture.evaluate("picture => picture.getBoundingClientRect().width")
    address = picture.evaluate("picture => picture.currentSrc")
    chosen = int(address.rpartition("-")[2].partition(".")[0])
    assert address.endswith(".webp")
    assert 0 < shown <= width
    if width == min(WIDTHS):
        # The smallest of 400, 800, 1600 that is as wide as the window.
        assert chosen == 400 * 2 ** max(0, math.ceil(math.log2(shown / 400)))


CORNERS_AND_SHADOW = """style => {
  const card = document.querySelector('.eulernews-card'), probe = document.createElement('li');
  probe.style.cssText = style;
  card.parentElement.append(probe);
  return [card, probe].map(element => getComputedStyle(element)).map(style => [style.borderRadius, style.boxShadow]);
}"""
OF_THEME = {
    "furo": "border-radius: 0.5em; box-shadow: 0 2px 12px color-mix(in srgb, currentColor 12%, transparent)",
    "pydata_sphinx_theme": "border-radius: var(--bs-border-radius); box-shadow: 0 2px 12px var(--pst-color-shadow)",
    "shibuya": "border-radius: 0.5em; box-shadow: var(--sy-dropdown-shadow)",
    "sphinx_immaterial": "border-radius: 0.5em; box-shadow: var(--md-shadow-z2)",
}


@pytest.mark.promise("themes")
def test_a_card_has_the_corners_and_the_shadow_of_the_theme_unless_the_site_sets_its_own(
    visit: Any, site: Path
) -> None:
    page, _ = visit(PAGES[1], 1280)
    page.focus(".eulernews-title a")
    is_pydata = (site / "_static" / "styles" / "pydata-sphinx-theme.css").exists()
    card, expected = page.evaluate(CORNERS_AND_SHADOW, OF_THEME["pydata_sphinx_theme" if is_pydata else "furo"])
    assert card == expected
    assert not {"0px", "none"} & set(card)
    page.add_style_tag(content=":root { --eulernews-radius: 3px; --eulernews-shadow: 1px 1px red }")
    assert page.evaluate(CORNERS_AND_SHADOW, "")[0] == ["3px", "rgb(255, 0, 0) 1px 1px 0px 0px"]


def test_folds_are_open_on_paper(visit: Any) -> None:
    page, _ = visit(PAGES[3], 1280)
    page.evaluate("document.querySelectorAll('.eulernews-fold').forEach(fold => { fold.open = false })")
    link = page.locator(".eulernews-fold > :not(summary) a").first
    assert not link.is_visible()
    page.emulate_media(media="print")
    assert link.is_visible()


def test_forced_colours_underline_the_current_tab_only(visit: Any) -> None:
    page, _ = visit(PAGES[1], 1280)
    page.emulate_media(forced_colors="active")
    colour = "tab => getComputedStyle(tab).borderBottomColor"
    current = page.locator(".eulernews-nav > [aria-current]").evaluate(colour)
    others = page.locator(".eulernews-nav > :not([aria-current])").evaluate_all(f"tabs => tabs.map({colour})")
    assert others
    assert current not in others


STYLES = """selectors => selectors.map(selector => {
  const style = getComputedStyle(document.querySelector(selector));
  return [style.display, style.fontSize, style.margin, style.padding].join(' / ');
})"""


@pytest.mark.promise("themes")
@pytest.mark.parametrize("theme", ["furo", "shibuya", "sphinx_immaterial"])
def test_lists_look_alike_where_a_theme_styles_every_list_and_paragraph(
    browser: Any, tmp_path: Path, theme: str
) -> None:
    immaterial = {"extensions": ["myst_parser", "sphinx_eulernews", theme], "language": "zh"}
    conf = {"html_theme": theme, **(immaterial if theme == "sphinx_immaterial" else {})}
    options = {"html_theme_options": {"font": False}} if theme == "sphinx_immaterial" else {}
    site, out = site_in(tmp_path, FILES, {**conf, **options}), tmp_path / "out"
    # Not in this process: Immaterial changes the search of Sphinx in it, and leaves a process of its own behind.
    subprocess.run([sys.executable, "-m", "sphinx", "-q", site.source, out], check=True)
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto((out / "zh/news/tags/index.html").as_uri())
    terms = page.evaluate(STYLES, [".eulernews-terms", ".eulernews-terms > li"])
    page.goto((out / "zh/news/index.html").as_uri())
    cards = page.evaluate(STYLES, [".eulernews-title", ".eulernews-card-text > p"])
    page.focus(".eulernews-title a")
    card, expected = page.evaluate(CORNERS_AND_SHADOW, OF_THEME[theme])
    page.close()
    assert card == expected
    assert "none" not in card
    assert terms == ["grid / 16px / 0px 0px 24px / 0px", "flex / 16px / 0px / 5.6px 0px"]
    assert cards == ["flow-root / 17.6px / 0px / 0px", "block / 13.6px / 0px / 0px"]
