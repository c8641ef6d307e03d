"""Heavy banners in a real browser: how many bytes are fetched, which rendition is taken, and that nothing moves."""

from __future__ import annotations

import io
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from browsing import THEMES, WATCH, WIDTHS, layout_shift
from helpers import post_text, site_in
from PIL import Image, ImageFilter

pytestmark = pytest.mark.browser

SIZE = (1600, 900)
OVERSIZED = 285_000  # bytes of a banner of the portal, on average
LADDER = (400, 800, 1600)

Visit = Callable[..., "tuple[Any, dict[str, int]]"]


def photo(number: int) -> bytes:
    """Draw a banner as heavy as a photo: soft shapes with grain."""
    rng = random.Random(number)  # noqa: S311  no secret: an image
    shapes = Image.frombytes("RGB", (16, 9), rng.randbytes(16 * 9 * 3)).resize(SIZE, Image.Resampling.BICUBIC)
    grain = Image.frombytes("L", SIZE, rng.randbytes(SIZE[0] * SIZE[1])).filter(ImageFilter.GaussianBlur(1.2))
    image, data = Image.blend(shapes, Image.merge("RGB", [grain] * 3), 0.35), b""
    for quality in range(30, 96, 3):
        out = io.BytesIO()
        image.save(out, "JPEG", quality=quality)
        data = out.getvalue()
        if len(data) >= OVERSIZED:
            break
    return data


@pytest.fixture(scope="session")
def photos() -> list[bytes]:
    """Return the banners of twelve posts."""
    return [photo(number) for number in range(12)]


class Quiet(SimpleHTTPRequestHandler):
    """Serves files and says nothing."""

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder on this machine; give its address."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture(scope="session", params=THEMES)
def address(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, photos: list[bytes]) -> Any:
    """Return the address of a site with a list of twelve posts, each with an oversized banner."""
    files: dict[str, str | bytes] = {f"public/img/{number}.jpg": data for number, data in enumerate(photos)}
    files |= {
        f"news/p{number}.md": post_text(f"第{number}篇", date=f"2023-01-{number + 1:02}", banner=f"img/{number}.jpg")
        for number in range(len(photos))
    }
    made = site_in(tmp_path_factory.mktemp(request.param), files, {"html_theme": request.param})
    with served(made.build().outdir) as base:
        yield base


@pytest.fixture
def visit(browser: Any, address: str) -> Iterator[Visit]:
    """Return what opens a page, scrolls to its end, and returns it with the bytes of each image that was fetched."""
    contexts: list[Any] = []

    def open_page(name: str, width: int, density: int = 1) -> tuple[Any, dict[str, int]]:
        context = browser.new_context(viewport={"width": width, "height": 900}, device_scale_factor=density)
        contexts.append(context)
        page, fetched = context.new_page(), dict[str, int]()
        page.add_init_script(WATCH)

        def note(response: Any) -> None:
            if "/_images/" in response.url:
                fetched[response.url] = len(response.body())

        page.on("response", note)
        page.goto(address + name, wait_until="networkidle")
        page.evaluate("document.fonts.ready.then(() => true)")
        for place in range(page.locator(".eulernews img").count()):
            picture = page.locator(".eulernews img").nth(place)
            picture.scroll_into_view_if_needed()
            page.wait_for_function(
                "picture => picture.complete && picture.naturalWidth > 0", arg=picture.element_handle()
            )
        page.wait_for_load_state("networkidle")
        return page, fetched

    yield open_page
    for context in contexts:
        context.close()


def chosen(picture: Any) -> tuple[int, float]:
    """Return the width of the rendition that a browser took, and the width that the image has on the page."""
    address = picture.evaluate("picture => picture.currentSrc")
    assert address.endswith(".webp")
    width = picture.evaluate("picture => picture.getBoundingClientRect().width")
    return int(address.rpartition("-")[2].partition(".")[0]), width


def smallest(pixels: float) -> int:
    """Return the smallest rendition that has so many pixels; the largest if none has."""
    return next((width for width in LADDER if width >= pixels), LADDER[-1])


@pytest.mark.promise("renditions")
@pytest.mark.parametrize("width", WIDTHS)
def test_a_list_of_oversized_banners_fetches_a_tenth_of_their_bytes_and_moves_nothing(
    visit: Visit, photos: list[bytes], width: int
) -> None:
    page, fetched = visit("news/index.html", width)
    assert sum(map(len, photos)) / len(photos) >= OVERSIZED
    assert len(fetched) == len(photos)
    assert sum(fetched.values()) <= sum(map(len, photos)) / 10
    assert layout_shift(page) == 0
    for place in range(len(photos)):
        rendition, shown = chosen(page.locator(".eulernews-card img").nth(place))
        assert rendition == smallest(shown)


@pytest.mark.parametrize("width", WIDTHS)
def test_a_dense_screen_takes_renditions_that_are_sharp_on_it(visit: Visit, photos: list[bytes], width: int) -> None:
    page, fetched = visit("news/index.html", width, density=2)
    assert sum(fetched.values()) <= sum(map(len, photos)) / 8
    for place in range(len(photos)):
        rendition, shown = chosen(page.locator(".eulernews-card img").nth(place))
        assert rendition == smallest(2 * shown)


GROW = """selector => new Promise(resolve => {
  const block = document.createElement('div');
  block.style.height = '90px';
  const place = document.querySelector(selector);
  place.parentElement.insertBefore(block, place);
  requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve, 0)));
})"""


def test_a_header_that_grows_is_no_shift_of_ours_and_a_card_that_grows_is_one(visit: Visit) -> None:
    page, _ = visit("news/index.html", 1280)
    page.evaluate("window.scrollTo(0, 0)")
    page.evaluate(GROW, "body > *")
    page.wait_for_function("window.shifts.some(shift => shift.value > 0.01)")
    assert layout_shift(page) == 0
    page.evaluate(GROW, ".eulernews-card-text > *")
    page.wait_for_function("window.shifts.some(shift => shift.inside)")
    assert layout_shift(page) > 0


@pytest.mark.parametrize("density", [1, 2])
@pytest.mark.parametrize("width", WIDTHS)
def test_the_banner_of_a_post_is_sharp_and_comes_first(visit: Visit, width: int, density: int) -> None:
    page, fetched = visit("news/p5.html", width, density)
    picture = page.locator(".eulernews-banner img")
    rendition, shown = chosen(picture)
    # Themes differ in the width of their text by a fifth, and a page does not know its theme.
    assert smallest(shown * density / 1.2) <= rendition <= smallest(shown * density)
    # And the thumbnails in the footer, which load when a reader is near.
    small = page.locator(".eulernews-footer img")
    assert len(fetched) <= 1 + small.count()
    assert [image.get_attribute("loading") for image in small.all()] == ["lazy"] * small.count()
    assert picture.get_attribute("fetchpriority") == "high"
    assert picture.get_attribute("loading") is None
    assert layout_shift(page) == 0
