"""Names of images follow from who shows which file, not from the order in which documents are read."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from sphinx.util._files import FilenameUniqDict

from sphinx_eulernews.build import BuildState
from sphinx_eulernews.read.image_names import assign_image_names, generated_path, post_image_name


@dataclass(eq=False)
class FakeEnvironment:
    """An environment, as far as paths go."""

    srcdir: str
    doctreedir: str


POSTS = {"news/a", "news/b"}
DOCUMENTS = st.sampled_from(["about", "guide", "news/a", "news/b"])
PATHS = st.sampled_from(["pic.png", "x/pic.png", "y/pic.png", "pic1.png", "z.png"])


def read(shown: list[tuple[str, str]]) -> Any:
    images = FilenameUniqDict()
    for docname, path in shown:
        images.add_file(docname, path)
    return SimpleNamespace(images=images, doctreedir="/site/doctrees")


def names(env: Any) -> dict[str, str]:
    return {path: name for path, (_readers, name) in env.images.items()}


def test_a_file_that_posts_alone_show_is_named_by_its_path() -> None:
    env = read([("news/a", "x/pic.png"), ("about", "y/pic.png")])
    assert assign_image_names(env, POSTS) == {"about"}
    assert names(env) == {"x/pic.png": post_image_name("x/pic.png"), "y/pic.png": "pic.png"}


def test_a_file_that_another_document_shows_keeps_the_name_of_sphinx() -> None:
    env = read([("about", "pic.png"), ("news/a", "pic.png")])
    assign_image_names(env, POSTS)
    assert names(env) == {"pic.png": "pic.png"}


def test_documents_whose_image_is_renamed_are_told_of() -> None:
    env = read([("news/a", "x/pic.png"), ("about", "y/pic.png"), ("guide", "x/pic.png")])
    assert assign_image_names(env, POSTS) == {"about", "guide"}
    assert names(env) == {"x/pic.png": "pic1.png", "y/pic.png": "pic.png"}


@given(st.lists(st.tuples(DOCUMENTS, PATHS), unique=True, max_size=12))
def test_names_are_distinct_and_stay_if_nothing_changes(shown: list[tuple[str, str]]) -> None:
    env = read(shown)
    assign_image_names(env, POSTS)
    first = names(env)
    assert len(set(first.values())) == len(first)
    assert assign_image_names(env, POSTS) == set()
    assert names(env) == first


@given(st.lists(st.tuples(DOCUMENTS, PATHS), unique=True, max_size=12), st.randoms())
def test_names_of_files_that_posts_show_do_not_depend_on_the_order(shown: list[tuple[str, str]], random: Any) -> None:
    shuffled = list(shown)
    random.shuffle(shuffled)
    envs = [read(shown), read(shuffled)]
    for env in envs:
        assign_image_names(env, POSTS)
    by_posts = {path for _docname, path in shown} - {path for docname, path in shown if docname not in POSTS}
    one, other = ({path: names(env)[path] for path in by_posts} for env in envs)
    assert one == other


@given(
    st.sampled_from(["build/doctrees", "source/_build/doctrees", "elsewhere/html/.doctrees"]),
    st.sampled_from(["build/html", "source/_build/html", "elsewhere/html"]),
)
def test_images_that_extensions_make_are_named_alike_wherever_the_output_is(doctrees: str, output: str) -> None:
    env = FakeEnvironment("/site/source", f"/site/{doctrees}")
    BuildState.of(env).output = Path("/site", output)  # type: ignore[arg-type]
    for folder, inside in ((doctrees, "nbsphinx/a.png"), (str(Path(output).parent), "jupyter_execute/b.png")):
        path = os.path.relpath(f"/site/{folder}/{inside}", env.srcdir)
        assert generated_path(env, path) == inside  # type: ignore[arg-type]
    assert generated_path(env, "news/a.png") == ""  # type: ignore[arg-type]
    assert generated_path(env, "../public/nbsphinx/a.png") == ""  # type: ignore[arg-type]
    for outside in ("..", "../build", "../../site", os.path.relpath(f"/site/{doctrees}", env.srcdir)):
        assert generated_path(env, outside) in ("", ".")  # type: ignore[arg-type]
