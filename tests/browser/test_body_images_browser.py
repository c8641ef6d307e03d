"""Images in the text in a real browser: nothing shifts, each is as large as its author made it, none is too heavy."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from browsing import WATCH, layout_shift
from bs4 import BeautifulSoup
from helpers import png, post_text, site_in

pytestmark = pytest.mark.browser

PAGE, MORE, PLAIN = "news/a.html", "news/more.html", "news/plain.html"
# Each kind of image that posts hold, with a size that its author gave it or none.
FORMS = """
![](a.png) 行内的图 ![](icon.png)

- 列表 <img src="a.png" width="50%">
- ![](a.png){width=120px}

| 甲 | 乙 |
|---|---|
| ![](a.png) | 一段文字 |
| <img src="a.png"> | <img src="icon.png" style="zoom:300%"> |

<center><img src="a.png" style="width:80%"></center>

<img src="a.png" style="zoom:67%;" />
<img src='a.png' width="200" height="200">
<img src="a.png" style="height:90px">

<div style="display:flex"><img src="a.png" style="width:40%"><img src="heavy.png" style="width:40%"></div>
<div style="float:right"><img src="icon.png"></div>

```{figure} a.png
:figwidth: 60%

说明
```

```{image} a.png
:scale: 30
:align: right
```

![](heavy.png)

<img src="heavy.png" width="300">
<a href="https://example.org"><img src="heavy.png" style="zoom:50%"></a>

<table><tr><td><img src="heavy.png"></td><td>一段文字</td></tr></table>
"""
# No browser can know their width before they are there.
UNHELD = """
<img src=a.png height=90>
<img src="a.png" style="max-height:90px">
<img src="a.png" style="max-width:300px;padding:9px;border:1px solid">
<img src="shape.svg"> <img src="shape.svg" width="60">
"""
SHAPE = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 1"><rect width="4" height="1"/></svg>'
MEASURE = """() => [...document.querySelectorAll('.e-content img')].map(image => {
  const box = image.getBoundingClientRect();
  return [box.left, box.top + scrollY, box.width, box.height].map(Math.round);
})"""
LOAD = """async () => {
  const images = [...document.querySelectorAll('.e-content img')];
  for (const image of images) image.loading = 'eager';
  await Promise.all(images.map(image => image.decode()));
}"""
FRAMES = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"


@pytest.fixture(scope="module", params=["furo", "alabaster"])
def output(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a site with a post of many images, and beside it the post as it would be without us."""
    files: dict[str, str | bytes] = {
        "news/a.md": post_text("图", FORMS, date="2023-01-01"),
        "news/more.md": post_text("更多", FORMS + UNHELD, date="2022-01-01"),
        "news/a.png": png(800, 336),
        "news/icon.png": png(24, 24),
        "news/heavy.png": png(2400, 700),
        "news/shape.svg": SHAPE,
    }
    conf = {"html_theme": request.param, "eulernews_image_limit": 15}
    build = site_in(tmp_path_factory.mktemp("insets"), files, conf).build()
    assert build.warnings == ()
    (build.outdir / PLAIN).write_text(undressed(build.text(MORE)), "utf-8")
    return build.outdir


def undressed(html: str) -> str:
    """Return a page without what we add to the images of its text."""
    page = BeautifulSoup(html, "html.parser")
    [original] = {str(link["href"]) for link in page.select("a.eulernews-original")}
    for picture in page.select(".e-content picture"):
        picture.img["src"] = original  # type: ignore[index]
        for source in picture.select("source"):
            source.decompose()
        picture.unwrap()
    for link in page.select("a.eulernews-original"):
        link.unwrap()
    for image in page.select(".e-content img"):
        if f"{image.get('width')} {image.get('height')}" in ("800 336", "24 24", "2400 700"):
            del image["width"], image["height"]
        parts = str(image.get("style", "")).split(";")
        image["style"] = ";".join(part for part in parts if part != "height:auto" and "aspect-ratio" not in part)
        del image["loading"], image["decoding"]
    assert "aspect-ratio:auto" not in str(page.select(".e-content"))
    return str(page)


class Gate:
    """Lets images wait until it is opened."""

    def __init__(self) -> None:
        self._waiting: list[Any] | None = []

    def __call__(self, route: Any) -> None:
        if self._waiting is None:
            route.continue_()
        else:
            self._waiting.append(route)

    def open(self) -> None:
        waiting, self._waiting = self._waiting or [], None
        assert waiting
        for route in waiting:
            route.continue_()


def opened(browser: Any, path: Path, width: int, gate: Gate | None = None) -> Any:
    """Return a page in a window of some width."""
    page = browser.new_context(viewport={"width": width, "height": 900}, device_scale_factor=1).new_page()
    page.add_init_script(WATCH)
    if gate is not None:
        page.route("**/_images/**", lambda route: gate(route))  # noqa: PLW0108  Playwright wants a function
    page.goto(path.as_uri(), wait_until="domcontentloaded")
    return page


@pytest.mark.promise("layout shift")
@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_moves_when_images_come(browser: Any, output: Path, width: int) -> None:
    gate = Gate()
    page = opened(browser, output / PAGE, width, gate)
    page.evaluate(FRAMES)
    before = page.evaluate(MEASURE)
    gate.open()
    page.evaluate(LOAD)
    page.evaluate(FRAMES)
    after = page.evaluate(MEASURE)
    for (_, _, broad, high), (_, _, broad_now, high_now) in zip(before, after, strict=True):
        assert broad == broad_now
        assert abs(high - high_now) <= 1  # the height of a rendition is a whole number
    assert layout_shift(page) == 0
    page.context.close()


@pytest.mark.parametrize("width", [390, 1280])
def test_each_image_is_as_large_as_it_would_be_without_us(browser: Any, output: Path, width: int) -> None:
    boxes = []
    for name in (MORE, PLAIN):
        page = opened(browser, output / name, width)
        page.evaluate(LOAD)
        boxes.append(page.evaluate(MEASURE))
        page.context.close()
    ours, plain = boxes
    assert len(ours) == (FORMS + UNHELD).count("<img") + FORMS.count("![") + 2
    for (left, _, broad, high), (left_plain, _, broad_plain, high_plain) in zip(ours, plain, strict=True):
        assert (left, broad) == (left_plain, broad_plain)
        assert abs(high - high_plain) <= 1


@pytest.mark.parametrize(("width", "most"), [(390, 400), (1280, 800)])
def test_an_oversized_image_is_loaded_as_a_small_rendition(browser: Any, output: Path, width: int, most: int) -> None:
    page = opened(browser, output / PAGE, width)
    page.evaluate(LOAD)
    chosen = page.evaluate("[...document.querySelectorAll('.e-content picture img')].map(image => image.currentSrc)")
    assert len(chosen) == 5
    for address in chosen:
        assert address.endswith(".webp")
        assert int(address.rpartition("-")[2].partition(".")[0]) <= most
        oversized = next((output / "_images").glob("heavy-*.png"))
        assert (output / "_images" / address.rpartition("/")[2]).stat().st_size < oversized.stat().st_size / 2
    page.context.close()
