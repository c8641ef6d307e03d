"""Kills builds at random moments; the next build must leave what a clean one leaves. Not in CI: it takes a while.

python tests/kills.py --kills 200 --seed 1
"""

from __future__ import annotations

import argparse
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from helpers import Project, png, post_text, site_in

FILES: dict[str, str | bytes] = {
    **{
        f"news/p{number:02}.md": post_text(
            f"Post {number}", f"Text {number}.\n\n![](/img/inside.png)", date=f"2024-01-{number % 28 + 1:02}",
            tags=[f"t{number % 3}"], banner=f"img/{number % 2}.png", aliases=f"/old/{number}",
        )
        for number in range(14)
    },
    "index.md": "# Home\n\n```{postlist}\n:limit: 3\n```\n",
    "public/img/0.png": png(900, 500),
    "public/img/1.png": png(700, 400, (200, 10, 10)),
    "public/img/inside.png": png(60, 60, (10, 200, 10)),
}  # fmt: skip
CONF = {
    "html_theme": "basic", "eulernews_page_size": 4, "html_baseurl": "https://example.org/",
    "eulernews_generated_banners": False,
}  # fmt: skip


def edit(site: Project, rng: random.Random) -> None:
    """Change some sources: posts change, come and go; so do images."""
    names = sorted(path.name for path in (site.source / "news").glob("*.md"))
    for _ in range(rng.randrange(1, 4)):
        number, kind = rng.randrange(20), rng.random()
        name = f"p{number:02}.md"
        if kind < 0.3 and name in names and len(names) > 5:
            site.delete(f"news/{name}")
            names.remove(name)
        elif kind < 0.4:
            site.write({f"public/img/{rng.randrange(2)}.png": png(800 + rng.randrange(90), 450)})
        else:
            text = post_text(
                f"Post {number} {rng.random():.3f}", f"Text {rng.random()}.", date=f"2024-02-{rng.randrange(1, 28):02}",
                tags=[f"t{rng.randrange(5)}"], banner=f"img/{rng.randrange(2)}.png",
                aliases=f"/old/{rng.randrange(20)}",
            )  # fmt: skip
            site.write({f"news/{name}": text})
            names.append(name)


def start(site: Project, builder: str, jobs: int) -> subprocess.Popen[bytes]:
    folder = site.root / "build"
    command = [
        sys.executable, "-m", "sphinx", "-q", "-b", builder, "-j", str(jobs), "-d", str(folder / f"{builder}-doctrees"),
        str(site.source), str(folder / builder),
    ]  # fmt: skip
    return subprocess.Popen(command, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL, start_new_session=True)


def kill_group(process: subprocess.Popen[bytes]) -> None:
    import os  # noqa: PLC0415

    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def difference(one: Mapping[str, str], other: Mapping[str, str]) -> list[str]:
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))


def series(builder: str, jobs: int, kills: int, rng: random.Random) -> tuple[int, list[str]]:
    """Edit, kill, build and compare again and again; return how many builds were killed, and what was wrong."""
    root = Path(tempfile.mkdtemp(prefix="eulernews-kills-"))
    site, wrong, killed = site_in(root, FILES, CONF), [], 0
    try:
        started = time.monotonic()
        start(site, builder, jobs).wait()
        whole = time.monotonic() - started
        while killed < kills:
            edit(site, rng)
            if rng.random() < 0.2:
                shutil.rmtree(site.root / "build", ignore_errors=True)
            process = start(site, builder, jobs)
            try:
                process.wait(rng.uniform(0.3, 1.05) * whole)
            except subprocess.TimeoutExpired:
                kill_group(process)
                killed += 1
            again = site.build(builder, jobs=jobs)
            clean = site.build(builder, clean=True)
            if names := difference(again.digests(), clean.digests()):
                wrong.append(f"{builder} -j{jobs} kill {killed}: {names[:8]}")
    finally:
        shutil.rmtree(root, ignore_errors=True)
    return killed, wrong


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    failed = False
    for number, (builder, jobs) in enumerate((b, j) for b in ("html", "dirhtml") for j in (1, 2)):
        killed, wrong = series(builder, jobs, options.kills // 4, random.Random(options.seed + number))  # noqa: S311
        print(f"{builder} -j{jobs}: {killed} kills, {len(wrong)} outputs differ from a clean one", *wrong, sep="\n  ")
        failed |= bool(wrong)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
