"""The recipes of CONTRIBUTING.md are followed to the letter on a copy of the package, and a site is built with it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from helpers import post_text, site_in

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent.parent
RECIPES = (ROOT / "CONTRIBUTING.md").read_text("utf-8")

# "In `file`, before `line`, ...:" and a code block, or "At the end of the line `line`, add `text`"; a line is named by
# its beginning.
_STEP = re.compile(
    r"[Ii]n `(?P<file>[\w/.]+)`,\s(?P<where>before|after) `(?P<anchor>[^`]+)`,"
    r"(?P<prose>(?:(?!```|\n\n\d\. ).)*?)\n *```python\n(?P<code>.*?)\n *```"
    r"|At the end of the line `(?P<line>[^`]+)`, add `(?P<added>[^`]+)`",
    re.DOTALL,
)


def recipe(title: str) -> list[re.Match[str]]:
    """Return the steps of a recipe, in order."""
    section = re.split(r"^## ", RECIPES, flags=re.MULTILINE)
    text = next(part for part in section if part.startswith(title + "\n"))
    return list(_STEP.finditer(text))


def follow(steps: list[re.Match[str]], root: Path) -> None:
    """Apply the steps to a copy of the project; each line that a step names must be there once at least."""
    file = ""
    for step in steps:
        file = step["file"] or file
        path = root / file
        lines = path.read_text("utf-8").splitlines()
        anchor = step["anchor"] or step["line"]
        number = next((n for n, line in enumerate(lines) if line.lstrip().startswith(anchor)), None)
        assert number is not None, f"{file} has no line that begins with {anchor!r}"
        if step["line"]:
            lines[number] += step["added"]
        else:
            indent = lines[number][: len(lines[number]) - len(lines[number].lstrip())]
            code = textwrap.indent(textwrap.dedent(step["code"] + "\n"), indent).splitlines()
            place = number if step["where"] == "before" else number + 1
            lines[place:place] = code
        path.write_text("\n".join(lines) + "\n", "utf-8")


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """Return a copy of the package and its unit tests."""
    for folder in ("sphinx_eulernews", "tests"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def run(root: Path, *arguments: str | Path) -> str:
    """Run a module of Python with the copied package, and return what it printed."""
    environment = {**os.environ, "PYTHONPATH": str(root), "SOURCE_DATE_EPOCH": "1767225600"}
    command = [sys.executable, "-m", *map(str, arguments)]
    done = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def build(root: Path, *files: tuple[str, str], **conf: str) -> Path:
    """Build a site with the copied package, every warning an error; return the output."""
    site = site_in(root / "site", dict(files), {"language": "en", **conf})
    run(root, "sphinx", "-W", "--keep-going", "-b", "html", site.source, root / "html")
    return root / "html"


def test_the_recipes_for_a_field_an_option_and_a_warning_add_them(copied: Path) -> None:
    follow(recipe("Add a front matter field"), copied)
    follow(recipe("Add an option"), copied)
    follow(recipe("Add a warning"), copied)
    post = post_text("Meetup", date="2025-03-12", venue="成都 & <Chengdu>")
    html = build(copied, ("news/meetup.md", post), eulernews_license="CC BY 4.0") / "news/meetup.html"
    page = html.read_text("utf-8")
    assert '<span class="eulernews-venue">成都 &amp; &lt;Chengdu&gt;</span>' in page
    assert '<span class="eulernews-license">CC BY 4.0</span>' in page
    run(
        copied,
        "pytest",
        "-q",
        "-x",
        "-p",
        "no:cacheprovider",
        "tests/unit/test_dependencies.py",
        "tests/unit/test_post.py",
        "tests/unit/test_config.py",
    )


def test_the_recipe_for_a_directive_adds_a_directive(copied: Path) -> None:
    follow(recipe("Add a directive"), copied)
    posts = [(f"news/{name}.md", post_text(name, date="2025-03-12")) for name in ("one", "two")]
    html = build(copied, *posts, ("index.md", "# Home\n\n```{postcount}\n:collection: news\n```\n"))
    assert '<p class="eulernews-postcount">News: 2 posts</p>' in (html / "index.html").read_text("utf-8")
    run(
        copied, "pytest", "-q", "-x", "-p", "no:cacheprovider", "tests/unit/test_domain.py", "tests/unit/test_floors.py"
    )


def test_the_recipe_for_a_taxonomy_adds_a_taxonomy(copied: Path) -> None:
    follow(recipe("Add a taxonomy"), copied)
    page = "# Home\n\n{news:product}`openCreek`\n\n```{postlist}\n:product: Ferry\n```\n"
    html = build(
        copied,
        ("news/one.md", post_text("One", date="2025-03-12", product="openCreek")),
        ("news/two.md", post_text("Two", date="2025-03-13", products="[openCreek, Ferry]")),
        ("index.md", page),
    )
    home = (html / "index.html").read_text("utf-8")
    assert 'href="news/products/opencreek.html"' in home
    assert "news/two.html" in home
    assert "news/one.html" not in home
    assert "openCreek" in (html / "news/one.html").read_text("utf-8")
    assert {"index.html", "opencreek.html", "ferry.html"} <= {path.name for path in (html / "news/products").iterdir()}
    tests = ("test_post.py", "test_taxonomy.py")
    run(copied, "pytest", "-q", "-x", "-p", "no:cacheprovider", *(f"tests/unit/{name}" for name in tests))


def test_every_step_with_code_is_one_that_is_followed() -> None:
    blocks = {
        "Add a front matter field": 7,
        "Add an option": 8,
        "Add a directive": 9,
        "Add a taxonomy": 7,
        "Add a warning": 5,
    }
    for title, number in blocks.items():
        assert len([step for step in recipe(title) if step["code"]]) == number
