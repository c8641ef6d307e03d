"""Screenshots of the example site in seven themes, light and dark, at three widths, to be looked at.

    python tests/screenshots.py --out screenshots --themes furo shibuya
    python tests/screenshots.py --readme

Each page is one file, ``PAGE-THEME-SCHEME-WIDTH.png``, and ``sheet-PAGE-SCHEME-WIDTH.png`` has those of all themes next
to each other. No test compares them: they differ with fonts and browsers. ``--readme`` takes the two screenshots of the
README and of the front page of the documentation instead.
"""

from __future__ import annotations

import argparse
import io
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
SITE = ROOT / "example_site"
README = SITE / "screenshots"
SCHEMES = ("light", "dark")
WIDTHS = (390, 768, 1280)
PAGES = {
    "home": "index.html",
    "list": "zh/news/index.html",
    "page": "zh/news/page/1.html",
    "post": "zh/news/20240328-release-2403/20240328-release-2403.html",
    "tags": "zh/news/tags/index.html",
    "tag": "zh/news/tags/内核.html",
    "archive": "zh/news/archive/index.html",
    "authors": "zh/news/authors/index.html",
    "author": "zh/news/authors/creekstone.html",
}
IMMATERIAL = """
extensions.append("sphinx_immaterial")
language = "zh"
html_theme_options = {"font": False, "palette": [
    {"media": "(prefers-color-scheme: light)", "scheme": "default"},
    {"media": "(prefers-color-scheme: dark)", "scheme": "slate"},
]}
"""
THEMES = {
    "furo": "",
    "pydata_sphinx_theme": "",
    "sphinx_book_theme": "",
    "sphinx_rtd_theme": "",
    "shibuya": "",
    "alabaster": "",
    "sphinx_immaterial": IMMATERIAL,
}
"""Themes, and what they need in conf.py."""
WITHOUT_DARK = frozenset({"sphinx_rtd_theme", "alabaster"})
SCALE, MOST = 0.5, 2400  # of a screenshot on a sheet: how large, and how many of its pixels from the top


def main(arguments: Sequence[str]) -> int:
    """Build the example site in each theme and take the screenshots."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=SITE / "_build" / "screenshots")
    parser.add_argument("--themes", nargs="+", choices=THEMES, default=list(THEMES))
    parser.add_argument("--pages", nargs="+", choices=PAGES, default=list(PAGES))
    parser.add_argument("--readme", action="store_true")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder, _browser() as browser:
        if options.readme:
            _take_for_readme(browser, _built("furo", Path(folder)))
            return 0
        options.out.mkdir(parents=True, exist_ok=True)
        for theme in options.themes:
            site = _built(theme, Path(folder))
            for scheme in SCHEMES[: 1 if theme in WITHOUT_DARK else 2]:
                for width in WIDTHS:
                    _take(browser, site, options, theme, scheme, width)
    for page in options.pages:
        for scheme in SCHEMES:
            for width in WIDTHS:
                _make_sheet(options.out, f"{page}-*-{scheme}-{width}.png", f"sheet-{page}-{scheme}-{width}.png")
    print(f"{len(list(options.out.glob('*.png')))} files in {options.out}")
    return 0


def _built(theme: str, folder: Path) -> Path:
    """Build the example site in a theme; a process for each, since some themes change Sphinx in theirs."""
    conf, out = folder / theme / "conf", folder / theme / "html"
    conf.mkdir(parents=True)
    own = f"html_theme = {theme!r}\nhtml_theme_options = {{}}\n{THEMES[theme]}"
    original = SITE / "conf.py"
    (conf / "conf.py").write_text(f"__file__ = {str(original)!r}\n{original.read_text('utf-8')}\n{own}", "utf-8")
    subprocess.run([sys.executable, "-m", "sphinx", "-q", "-c", conf, SITE, out], check=True)
    return out


@contextmanager
def _browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  optional

    path = os.environ.get("EULERNEWS_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield started
        started.close()


def _take(browser: Any, site: Path, options: argparse.Namespace, theme: str, scheme: str, width: int) -> None:
    """Take the screenshots of all pages; say which of them is wider than its window."""
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    for name in options.pages:
        _open(page, site / PAGES[name])
        if page.evaluate("document.documentElement.scrollWidth") > width:
            print(f"{name} in {theme} is wider than {width} pixels")
        page.screenshot(path=options.out / f"{name}-{theme}-{scheme}-{width}.png", full_page=True)
    context.close()


_LOAD_IMAGES = """async () => {
  for (const image of document.images) image.loading = 'eager';
  await Promise.all([...document.images].map(image => image.decode().catch(() => {})));
}"""


def _open(page: Any, path: Path) -> None:
    page.goto(path.as_uri(), wait_until="load")
    # Images load when they come near the window.
    page.evaluate(_LOAD_IMAGES)
    page.evaluate("document.fonts.ready.then(() => true)")


def _make_sheet(folder: Path, pattern: str, name: str) -> None:
    """Put screenshots next to each other, in the order of their names."""
    shown = []
    for path in sorted(folder.glob(pattern)):
        image = Image.open(path).convert("RGB")
        image = image.crop((0, 0, image.width, min(image.height, MOST)))
        shown.append(image.resize((round(image.width * SCALE), round(image.height * SCALE)), Image.Resampling.LANCZOS))
    if not shown:
        return
    gap = 12
    size = sum(image.width + gap for image in shown), max(image.height for image in shown)
    sheet, left = Image.new("RGB", size, "#888"), 0
    for image in shown:
        sheet.paste(image, (left, 0))
        left += image.width + gap
    sheet.save(folder / name)


def _take_for_readme(browser: Any, site: Path) -> None:
    """Take the list in light, and a post in dark, as WebP."""
    README.mkdir(exist_ok=True)
    for name, page_name, scheme in (("list", "en/news/index.html", "light"), ("post", PAGES["post"], "dark")):
        context = browser.new_context(viewport={"width": 1280, "height": 860}, color_scheme=scheme)
        page = context.new_page()
        _open(page, site / page_name)
        image = Image.open(io.BytesIO(page.screenshot()))
        image.save(README / f"{name}.webp", quality=82, method=6)
        context.close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
