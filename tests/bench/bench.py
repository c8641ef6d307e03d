"""What the extension costs: the same posts, built by bare Sphinx + MyST (the floor) and with the extension, in pairs.

    python tests/bench/bench.py --posts 1000 --rounds 5 --jobs 1 --tags 50 --with speedups

Machines are shared and noisy, so the sites are built in turn, and only ratios of one run say anything. With
``--with speedups`` a third site loads ``sphinx_eulernews.speedups``, and has a column of its own; ``--with content``
is the same, compares files by content, and is also built from a fresh checkout with its last output and doctrees.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, TypeAlias

STEPS = ("clean", "no change", "body edit", "tag edit", "title edit", "new post")
TOGETHER = "clean, two processes"
CHECKOUT = "fresh checkout"
FLOOR, OURS, FAST = "bare Sphinx + MyST", "sphinx_eulernews", "with speedups"
FOLDER = "zh/news"
# A page of a list: the index of the collection, of a term or of the archive, and their numbered pages.
_LISTS = re.compile(rf"^{FOLDER}/(index|page/|tags/|categories/|authors/|archive/).*\.html$|^{FOLDER}/index\.html$")

_CHINESE = (
    "社区发布内核系统镜像安全更新开发者容器云原生版本迁移性能测试开源软件工程架构存储网络调度编译优化部署运维硬件驱动"
)
_FIRST_DAY = date(2014, 5, 1)  # ten years later no year begins: what comes then is a post of the same year
_ENGLISH = re.findall(
    r"\w+",
    "kernel release community build container package update driver network storage scheduler compiler memory patch "
    "module version system image cluster service testing performance security migration developer architecture",
)


# --- posts ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Article:
    """One post, before it is a file."""

    number: int
    title: str
    when: date
    tags: tuple[str, ...]
    author: str
    body: str

    @property
    def name(self) -> str:
        """The file, relative to the source folder."""
        return f"{FOLDER}/{self.when.year}/post-{self.number:05}.md"

    def text(self, *, orphan: bool) -> str:
        """Write the file; bare Sphinx must be told that no toctree has it."""
        tags = "".join(f"  - {tag}\n" for tag in self.tags)
        return (
            f"---\ntitle: {self.title}\ndate: {self.when}\ncategory: news\ntags:\n{tags}author: {self.author}\n"
            f"summary: {self.title}。\n{'orphan: true' + chr(10) if orphan else ''}---\n\n{self.body}\n"
        )


class Press:
    """Makes posts of pseudo-text; the same seed and number make the same post."""

    def __init__(self, posts: int, tags: int, seed: int = 1) -> None:
        self._seed, self._posts = seed, posts
        self._tags = [f"{self._words(random.Random(n), 1, cjk=n % 3 > 0)}{n}" for n in range(tags)]  # noqa: S311

    def articles(self) -> Iterator[Article]:
        """Make all posts."""
        return map(self.article, range(self._posts))

    def article(self, number: int) -> Article:
        """Make one post; a higher number is a later day."""
        rng = random.Random(f"{self._seed}/{number}")  # noqa: S311  no secret
        cjk = rng.random() < 0.6
        tags = {self._tags[min(int(rng.expovariate(8 / len(self._tags))), len(self._tags) - 1)] for _ in range(3)}
        return Article(
            number,
            f"{self._words(rng, 3, cjk=cjk)} {number}",
            _FIRST_DAY + timedelta(days=number * 3650 // self._posts),
            tuple(sorted(tags)),
            f"author{rng.randrange(30)}",
            "\n\n".join(self._blocks(rng, cjk=cjk)),
        )

    def _blocks(self, rng: random.Random, *, cjk: bool) -> Iterator[str]:
        for part in range(rng.randint(3, 6)):
            yield f"## {self._words(rng, 3, cjk=cjk)} {part}"
            for _ in range(rng.randint(2, 4)):
                yield self._paragraph(rng, cjk=cjk)
            if part % 3 == 0:
                yield "\n".join(f"- {self._words(rng, 5, cjk=cjk)}" for _ in range(4))
            if part % 3 == 1:
                yield "```bash\n" + "\n".join(f"dnf install -y {rng.choice(_ENGLISH)}-{n}" for n in range(6)) + "\n```"
            if part % 3 == 2:
                rows = "\n".join(f"| {self._words(rng, 1, cjk=cjk)} | {rng.randrange(100)} |" for _ in range(5))
                yield f"| {self._words(rng, 1, cjk=cjk)} | n |\n|---|---|\n{rows}"

    def _paragraph(self, rng: random.Random, *, cjk: bool) -> str:
        words = [self._words(rng, 6, cjk=cjk) for _ in range(rng.randint(3, 7))]
        words[1] = f"**{words[1]}**"
        words[2] = f"[{words[2]}](https://example.org/{rng.randrange(1000)})"
        return ("，" if cjk else ", ").join(words) + ("。" if cjk else ".")

    @staticmethod
    def _words(rng: random.Random, number: int, *, cjk: bool) -> str:
        if cjk:
            return "".join(rng.choice(_CHINESE) for _ in range(2 * number))
        return " ".join(rng.choice(_ENGLISH) for _ in range(number))


# --- sites ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Cost:
    """What one build took: CPU seconds of all processes, seconds, MiB of the largest one, files and lists written."""

    seconds: float
    wall: float
    memory: float
    written: int
    lists: int


@dataclass(frozen=True)
class Project:
    """The posts laid out for one set of extensions."""

    root: Path
    extensions: Sequence[str]
    by_content: bool = False

    @property
    def is_floor(self) -> bool:
        """Whether this is bare Sphinx."""
        return len(self.extensions) == 1

    def lay_out(self, articles: Sequence[Article]) -> None:
        """Write the sources."""
        shutil.rmtree(self.root, ignore_errors=True)
        conf = f"project = '新闻'\nlanguage = 'zh_CN'\nextensions = {list(self.extensions)!r}\n"
        self._write("conf.py", conf + "eulernews_compare_by_content = True\n" * self.by_content)
        self._write("index.md", "# 首页\n\n你好。\n")
        for article in articles:
            self.publish(article)

    def publish(self, article: Article) -> None:
        """Write a post, new or changed."""
        self._write(article.name, article.text(orphan=self.is_floor))

    def _write(self, name: str, text: str) -> None:
        path = self.root / "source" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")

    def check_out(self) -> None:
        """Write all sources anew, as git does."""
        for path in [path for path in (self.root / "source").rglob("*") if path.is_file()]:
            content = path.read_bytes()
            path.unlink()
            path.write_bytes(content)

    def clean(self) -> None:
        """Forget all builds."""
        shutil.rmtree(self.root / "out", ignore_errors=True)
        shutil.rmtree(self.root / "doctrees", ignore_errors=True)

    def build(self, jobs: int) -> Cost:
        """Build in a process of its own."""
        out, log = self.root / "out", self.root / "warnings.txt"
        command = [sys.executable, "-m", "sphinx", "-q", "-b", "html", "-j", str(jobs), "-w", str(log)]
        command += ["-d", str(self.root / "doctrees"), str(self.root / "source"), str(out)]
        before, shown, begun = resource.getrusage(resource.RUSAGE_CHILDREN), _stamps(out), time.perf_counter()
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            _pid, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        wall = time.perf_counter() - begun
        if process.returncode:
            sys.exit(f"{' '.join(command)} failed, see {log}")
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        written = [name for name, stamp in _stamps(out).items() if shown.get(name) != stamp]
        return Cost(
            after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
            wall,
            usage.ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10),
            len(written),
            sum(bool(_LISTS.match(name)) for name in written),
        )

    def environment_size(self) -> int:
        """Return the bytes of the pickled environment."""
        return (self.root / "doctrees/environment.pickle").stat().st_size


def _stamps(folder: Path) -> dict[str, int]:
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.stat().st_mtime_ns for path in paths}


Costs: TypeAlias = "dict[tuple[str, str], list[Cost]]"


# --- measuring ------------------------------------------------------------------------------------------------


def edited(article: Article, step: str, count: int) -> Article:
    """Return a post as a step leaves it; ``count`` makes each round's edit another one."""
    if step == "body edit":
        return replace(article, body=f"{article.body}\n\n第 {count} 次修改。")
    if step == "tag edit":
        return replace(article, tags=(*article.tags[:-1], f"标签{count}"))
    return replace(article, title=f"{article.title} {count}")


def measure(sites: dict[str, Project], press: Press, posts: int, rounds: int, jobs: int) -> Costs:
    """Build the sites in turn, step by step."""
    costs: Costs = defaultdict(list)
    current = press.article(posts // 2)
    for count in range(1, rounds + 1):
        for step in (*STEPS, TOGETHER):
            if step.endswith("edit"):
                current = edited(current, step, count)
            # Whoever comes second finds the files of Python in memory: take turns.
            for name, site in list(sites.items())[:: 1 if count % 2 else -1]:
                if step in ("clean", TOGETHER):
                    site.clean()
                elif step != "no change":
                    site.publish(press.article(posts + count) if step == "new post" else current)
                costs[name, step].append(site.build(2 if step == TOGETHER else jobs))
                if step == STEPS[-1] and site.by_content:
                    site.check_out()
                    costs[name, CHECKOUT].append(site.build(jobs))
            sys.stderr.write(f"round {count} of {rounds}: {step}\n")
    return costs


def table(costs: Costs, bytes_a_post: float, names: Sequence[str]) -> Iterator[str]:
    """Write the table: CPU time and memory for each set of extensions but the floor's."""
    heads = [f"{name}: CPU, ratio to the floor (median; least to most) | {name}: peak memory, ratio" for name in names]
    yield f"| step | {' | '.join(heads)} | files written beyond the floor's | list pages written |"
    yield "|---" * (3 + 2 * len(names)) + "|"
    for step in STEPS:
        pairs = list(zip(costs[OURS, step], costs[FLOOR, step], strict=True))
        written = statistics.median(ours.written - floor.written for ours, floor in pairs)
        lists = max(ours.lists for ours, _floor in pairs)
        cells = " | ".join(_ratios(costs[name, step], costs[FLOOR, step]) for name in names)
        yield f"| {step} | {cells} | {written:+.0f} | {lists} |"
    yield ""
    yield f"environment.pickle: {bytes_a_post:.0f} bytes a post beyond the floor's."
    gains = {name: _gain(costs[name, "clean"], costs[name, TOGETHER]) for name in (FLOOR, *names)}
    yield "With -j 2 a clean build is faster (wall time) by " + ", ".join(
        f"{gain} ({name})" for name, gain in gains.items()
    )
    if costs[FAST, CHECKOUT]:
        ratio, _memory = _ratios(costs[FAST, CHECKOUT], costs[FLOOR, "clean"]).split(" | ")
        yield f"A fresh checkout with a restored output costs {ratio} of the floor's clean build."
    floor = statistics.median(cost.seconds for cost in costs[FLOOR, "clean"])
    yield f"The floor's clean build: {floor:.1f} s of CPU."


def _ratios(costs: list[Cost], floor: list[Cost]) -> str:
    ratios = sorted(ours.seconds / bare.seconds for ours, bare in zip(costs, floor, strict=True))
    memory = statistics.median(ours.memory / bare.memory for ours, bare in zip(costs, floor, strict=True))
    return f"{statistics.median(ratios):.2f} ({ratios[0]:.2f} to {ratios[-1]:.2f}) | {memory:.2f}"


def _gain(alone: list[Cost], together: list[Cost]) -> str:
    gains = sorted(one.wall / two.wall for one, two in zip(alone, together, strict=True))
    return f"{statistics.median(gains):.2f} ({gains[0]:.2f} to {gains[-1]:.2f})"


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--posts", type=int, default=1000, help="how many posts")
    parser.add_argument("--rounds", type=int, default=5, help="how often everything is measured")
    parser.add_argument("--jobs", type=int, default=1, help="processes of a build, -j of sphinx-build")
    parser.add_argument("--tags", type=int, default=0, help="how many different tags; by default one for 20 posts")
    parser.add_argument("--with", dest="more", action="append", default=[], choices=["speedups", "content"])
    parser.add_argument("--dir", type=Path, help="where to build; by default a temporary folder that is removed")
    options: Any = parser.parse_args(arguments)
    press = Press(options.posts, options.tags or max(40, options.posts // 20))
    with tempfile.TemporaryDirectory(prefix="eulernews-bench-") as scratch:
        folder: Path = options.dir or Path(scratch)
        sites = {
            FLOOR: Project(folder / "floor", ["myst_parser"]),
            OURS: Project(folder / "ours", ["myst_parser", "sphinx_eulernews"]),
        }
        if options.more:
            extensions = ["myst_parser", "sphinx_eulernews", "sphinx_eulernews.speedups"]
            sites[FAST] = Project(folder / "fast", extensions, by_content="content" in options.more)
        articles = list(press.articles())
        for site in sites.values():
            site.lay_out(articles)
        costs = measure(sites, press, options.posts, options.rounds, options.jobs)
        beyond = (sites[OURS].environment_size() - sites[FLOOR].environment_size()) / options.posts
    now = datetime.now(tz=UTC).date()
    python = sys.version.partition(" ")[0]
    lines = [f"{options.posts} posts, -j {options.jobs}, {options.rounds} rounds, Python {python}, {now}", ""]
    sys.stdout.write("\n".join([*lines, *table(costs, beyond, [name for name in sites if name != FLOOR])]) + "\n")


if __name__ == "__main__":
    main()
