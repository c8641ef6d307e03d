"""What renditions cost: many different banners, made by us and by libvips in turn, on one core and on two.

    python tests/bench/images.py --banners 200

Needs pyvips with its library: ``pip install pyvips pyvips-binary``. Machines are shared and noisy, so all ways take
turns with the same few banners, and ratios of one run say more than milliseconds.
"""

from __future__ import annotations

import argparse
import io
import os
import random
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

os.environ["VIPS_CONCURRENCY"] = "1"  # read when the library is loaded: what is compared is CPU time

import PIL
import pyvips
from PIL import Image, ImageFilter

from sphinx_eulernews.images.pillow_backend import render
from sphinx_eulernews.images.probe import probe
from sphinx_eulernews.images.renditions import Format, RenditionSpec, can_write, plan_renditions

SIZE = (1600, 900)
WIDTHS = (400, 800, 1600)
QUALITY = 80
OVERSIZED = 285_000  # bytes of a banner of the portal, on average
BATCH = 10

Way: TypeAlias = "Callable[[Path], object]"


@dataclass(frozen=True)
class Cost:
    """Seconds a banner."""

    cpu: float
    wall: float


class Together(NamedTuple):
    """What two threads, and two processes, need of the wall time of one."""

    threads: float
    processes: float


# --- banners --------------------------------------------------------------------------------------------------


def draw(number: int) -> bytes:
    """Draw a banner that is like no other, and as heavy as those of the portal: soft shapes with grain."""
    rng = random.Random(number)  # noqa: S311  no secret: an image
    small = Image.frombytes("RGB", (16, 9), rng.randbytes(16 * 9 * 3))
    shapes = small.resize(SIZE, Image.Resampling.BICUBIC).filter(ImageFilter.GaussianBlur(2))
    grain = Image.frombytes("L", SIZE, rng.randbytes(SIZE[0] * SIZE[1])).filter(ImageFilter.GaussianBlur(1.2))
    image = Image.blend(shapes, Image.merge("RGB", [grain] * 3), 0.35)
    low, high = 20, 95
    while high - low > 1:  # the quality at which it is as heavy as wanted
        middle = (low + high) // 2
        low, high = (middle, high) if len(_jpeg(image, middle)) < OVERSIZED else (low, middle)
    return _jpeg(image, low)


def _jpeg(image: Image.Image, quality: int) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality)
    return out.getvalue()


# --- ways -----------------------------------------------------------------------------------------------------


def ours(*formats: Format) -> Way:
    """Return our way to three widths in some formats."""

    def make(path: Path) -> object:
        info, spec = probe(path), RenditionSpec(widths=WIDTHS, formats=formats, quality=QUALITY)
        return render(path, info, [(spec, plan_renditions(info, spec), False)])

    return make


def vips_thumbnails(path: Path) -> object:
    """Make three JPEGs as the manual of libvips has it: a decoding for each, scaled down while it is read."""
    return [pyvips.Image.thumbnail(str(path), width).jpegsave_buffer(Q=QUALITY, strip=True) for width in WIDTHS]


def vips_once(path: Path) -> object:
    """Make three JPEGs of one decoding."""
    image = pyvips.Image.new_from_file(str(path)).copy_memory()
    return [image.thumbnail_image(width).jpegsave_buffer(Q=QUALITY, strip=True) for width in WIDTHS]


WAYS: dict[str, Way] = {
    "three JPEG": ours("jpeg"),
    "three JPEG, three WebP": ours("webp", "jpeg"),
    "three JPEG by libvips, a decoding each": vips_thumbnails,
    "three JPEG by libvips, one decoding": vips_once,
    **({"three AVIF": ours("avif")} if can_write("avif") else {}),
}
OURS, BOTH, *VIPS = list(WAYS)[:4]


# --- measuring ------------------------------------------------------------------------------------------------


def spent(work: Callable[[], object]) -> Cost:
    """Do something, and return what it took."""
    cpu, wall = time.process_time(), time.perf_counter()
    work()
    return Cost(time.process_time() - cpu, time.perf_counter() - wall)


def in_threads(way: Way, paths: Sequence[Path], threads: int) -> Callable[[], object]:
    """Return work that is done by some threads."""

    def work() -> object:
        with ThreadPoolExecutor(threads) as pool:
            return [None for _ in pool.map(way, paths)]

    return work


def make_both(path: Path) -> None:
    """Make JPEG and WebP in a process of the pool."""
    WAYS[BOTH](path)


def measure(paths: Sequence[Path], processes: Executor) -> tuple[dict[str, list[float]], list[Together]]:
    """Return the CPU seconds a banner for each way, and what two at once need of the wall time of one, by batch."""
    costs, pairs = defaultdict[str, list[float]](list), []
    list(processes.map(make_both, paths[:BATCH]))
    for way in WAYS.values():
        way(paths[0])  # imports and first times are not what is measured
    for start in range(0, len(paths), BATCH):
        batch = paths[start : start + BATCH]
        for name, way in list(WAYS.items())[:: 1 if start // BATCH % 2 else -1]:
            few = batch[:2] if "AVIF" in name else batch
            costs[name].append(spent(in_threads(way, few, 1)).cpu / len(few))
        one, two = (spent(in_threads(WAYS[BOTH], batch, threads)).wall for threads in (1, 2))
        apart = spent(partial(list, processes.map(make_both, batch))).wall
        pairs.append(Together(two / one, apart / one))
        sys.stderr.write(f"{start + len(batch)} of {len(paths)}\n")
    return costs, pairs


def table(costs: dict[str, list[float]], pairs: list[Together]) -> Iterator[str]:
    """Write the table."""
    yield "| what | CPU a banner, ms (median; least to most) | ratio to three JPEG |"
    yield "|---|---|---|"
    for name in WAYS:
        seconds = costs[name]
        ratio = statistics.median(mine / base for mine, base in zip(seconds, costs[OURS], strict=True))
        ms = [1000 * each for each in sorted(seconds)]
        yield f"| {name} | {statistics.median(ms):.0f} ({ms[0]:.0f} to {ms[-1]:.0f}) | {ratio:.2f} |"
    more = statistics.median(both - one for both, one in zip(costs[BOTH], costs[OURS], strict=True))
    yield ""
    yield f"WebP takes {1000 * more:.0f} ms more."
    for name in VIPS:
        ratio = statistics.median(mine / other for mine, other in zip(costs[OURS], costs[name], strict=True))
        yield f"Ours takes {ratio:.2f} times as long as {name}."
    threads = [pair.threads for pair in pairs]
    yield (
        f"Two threads need {statistics.median(threads):.2f} ({min(threads):.2f} to {max(threads):.2f}) of the wall "
        f"time of one; two processes, which share nothing, "
        f"{statistics.median(pair.processes for pair in pairs):.2f}."
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--banners", type=int, default=200, help="how many different banners")
    options: Any = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="eulernews-bench-") as scratch:
        paths = [Path(scratch, f"{number}.jpg") for number in range(options.banners)]
        for number, path in enumerate(paths):
            path.write_bytes(draw(number))
        sizes = [path.stat().st_size for path in paths]
        with ProcessPoolExecutor(2) as processes:
            costs, pairs = measure(paths, processes)
    libvips = ".".join(str(pyvips.version(part)) for part in range(3))
    versions = f"Pillow {PIL.__version__}, libvips {libvips}, {os.cpu_count()} cores, {datetime.now(tz=UTC).date()}"
    heading = f"{options.banners} JPEG banners of {SIZE[0]} x {SIZE[1]}, {statistics.mean(sizes) / 1000:.0f} KB each"
    sys.stdout.write("\n".join([f"{heading}; {versions}", "", *table(costs, pairs)]) + "\n")


if __name__ == "__main__":
    main()
