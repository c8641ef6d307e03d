"""Words and dates in the language of each collection; no word without a translation."""

from __future__ import annotations

import ast
import gettext
import io
import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import CommandLineInterface
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

import sphinx_eulernews
from sphinx_eulernews.model.post import Moment
from sphinx_eulernews.render.labels import Labels, labels

ROOT = Path(sphinx_eulernews.__file__).parent  # of the package, which may be installed elsewhere
CHECKOUT = Path(__file__).parents[2]
LOCALE = ROOT / "locale"
CATALOGS = sorted(LOCALE.glob("*/LC_MESSAGES/eulernews.po"))
LANGUAGES = {"ar", "de", "en", "es", "fr", "ja", "ko", "pt_BR", "ru", "zh_CN", "zh_TW"}
# How our code asks for a word: ``words("...")``, ``self.words(section)("...")``, ``_catalog.ngettext("...", ...)``.
WORDS = frozenset({"words", "words_for", "labels"})


def messages(tree: ast.AST) -> Iterator[str]:
    """Yield the texts that a module asks the catalog for."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _asks(node.func):
            for constant in ast.walk(ast.Tuple(node.args[: _texts(node)], ast.Load())):
                if isinstance(constant, ast.Constant) and isinstance(constant.value, str):
                    yield constant.value


def _asks(function: ast.expr) -> bool:
    if isinstance(function, ast.Name):
        return function.id in ("words", "N_")
    if isinstance(function, ast.Attribute):
        return function.attr == "ngettext"
    return isinstance(function, ast.Call) and isinstance(function.func, ast.Attribute) and function.func.attr in WORDS


def _texts(call: ast.Call) -> int:
    return 2 if isinstance(call.func, ast.Attribute) else 1


def used() -> set[str]:
    found = {text for path in ROOT.rglob("*.py") for text in messages(ast.parse(path.read_text("utf-8")))}
    # Arguments inside of a call that asks, such as the name of a folder, are not messages.
    return {text for text in found if text[:1].isupper() or "%" in text}


def read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=path.parent.parent.name if path.suffix == ".po" else None)


def forms(value: object) -> tuple[str, ...]:
    """Return a message or its translation as a tuple: one string, or one for each number."""
    return tuple(map(str, value)) if isinstance(value, list | tuple) else (str(value),)


def test_the_reader_of_sources_finds_words_in_every_form() -> None:
    source = 'words("A")\nN_("E")\nself.words(section)("B" if x else "C")\nself._catalog.ngettext("%d d", "%d ds", n)'
    assert set(messages(ast.parse(source))) == {"A", "E", "B", "C", "%d d", "%d ds"}
    assert {"Newer posts", "Tags", "Blog", "%d posts"} <= used()


def test_babel_extracts_every_word_that_the_package_shows() -> None:
    keywords = {"words": None, "N_": None, "ngettext": (1, 2)}
    extracted = extract_from_dir(str(ROOT), [("**.py", "python")], keywords=keywords)
    found = {form for _path, _line, message, _comments, _context in extracted for form in forms(message)}
    assert found == used()


def test_the_template_of_the_catalogs_is_current() -> None:
    template = {form for message in read(LOCALE / "eulernews.pot") if message.id for form in forms(message.id)}
    assert template == used()


def test_there_is_a_catalog_for_each_language() -> None:
    assert {path.parent.parent.name for path in CATALOGS} == LANGUAGES


@pytest.mark.promise("languages")
@pytest.mark.parametrize("path", CATALOGS, ids=lambda path: path.parent.parent.name)
def test_every_catalog_is_complete(path: Path) -> None:
    catalog, template = read(path), read(LOCALE / "eulernews.pot")
    assert {message.id for message in catalog} == {message.id for message in template}
    for message in catalog:
        if message.id:
            assert len(forms(message.string)) == (catalog.num_plurals if message.pluralizable else 1)
            assert all(forms(message.string)), message.id
            assert not message.fuzzy


@pytest.mark.parametrize("path", CATALOGS, ids=lambda path: path.parent.parent.name)
def test_no_translation_loses_a_placeholder(path: Path) -> None:
    for message in read(path):
        for form in forms(message.string) if message.id else ():
            assert re.findall(r"%[sd]", form) == re.findall(r"%[sd]", forms(message.id)[0])


@pytest.mark.parametrize("path", CATALOGS, ids=lambda path: path.parent.parent.name)
def test_the_compiled_catalog_is_that_of_its_source(path: Path) -> None:
    fresh = io.BytesIO()
    write_mo(fresh, read(path))
    fresh.seek(0)
    with path.with_suffix(".mo").open("rb") as shipped:
        one, other = (vars(gettext.GNUTranslations(file))["_catalog"] for file in (shipped, fresh))
    # Without the header, in which Babel writes a date.
    assert {key: text for key, text in one.items() if key} == {key: text for key, text in other.items() if key}


def test_the_commands_for_catalogs_change_nothing_where_no_word_is_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (CHECKOUT / "CONTRIBUTING.md").read_text("utf-8").replace("\\\n", " ")
    commands = re.findall(r"^\$ (pybabel .*)$", text, re.MULTILINE)
    assert len(commands) == 3
    shutil.copytree(ROOT, tmp_path / ROOT.name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(CHECKOUT / "babel.cfg", tmp_path)
    monkeypatch.chdir(tmp_path)
    for command in commands:
        CommandLineInterface().run([*shlex.split(command)])  # type: ignore[no-untyped-call]  # Babel has no types
    for path in (*CATALOGS, LOCALE / "eulernews.pot"):
        written = (tmp_path / ROOT.name / path.relative_to(ROOT)).read_text("utf-8")
        assert without_version(written) == without_version(path.read_text("utf-8"))


def without_version(catalog: str) -> str:
    return re.sub(r'^"Generated-By:.*$', "", catalog, flags=re.MULTILINE)


@pytest.mark.parametrize(
    ("language", "word"),
    [
        ("zh_CN", "标签"), ("zh", "标签"), ("zh-Hans", "标签"), ("zh_TW", "標籤"), ("zh-HK", "標籤"), ("pt", "Tags"),
        ("pt_BR", "Tags"), ("de-AT", "Schlagwörter"), ("ja", "タグ"), ("it", "Tags"), ("xx", "Tags"),
    ],
)  # fmt: skip
def test_words_are_those_of_the_language_or_english(language: str, word: str) -> None:
    assert labels(language)("Tags") == word


@pytest.mark.parametrize(
    ("language", "iso", "shown"),
    [
        ("zh_CN", "2023-11-25", "2023年11月25日"),
        ("zh_CN", "2023-11", "2023年11月"),
        ("zh-CN", "2023-01", "2023年1月"),
        ("zh", "2023-11-25T08:30:00+08:00", "2023年11月25日"),
        ("en", "2023-11-25", "November 25, 2023"),
        ("en", "2023-11", "November 2023"),
        ("en_GB", "2023-11-25", "25 November 2023"),
        ("xx_unknown", "2023-11", "November 2023"),
    ],
)
def test_dates_are_written_in_the_manner_of_the_language_and_no_more_exact(language: str, iso: str, shown: str) -> None:
    assert Labels(language).day(Moment(iso)) == shown


@pytest.mark.parametrize("number", range(1, 13))
def test_months_do_not_leak_between_languages(number: int) -> None:
    month = f"2023-{number:02}"
    for _ in range(2):
        assert Labels("zh_CN").month(month) == f"2023年{number}月"
        assert Labels("en").month(month).endswith(" 2023")
        assert Labels("en").month(month).isascii()


@pytest.mark.parametrize(
    ("language", "one", "two"),
    [
        ("zh_CN", "1 篇", "2 篇"),
        ("en", "1 post", "2 posts"),
        ("fr", "1 article", "2 articles"),
        ("ar", "1 منشور", "2 منشوران"),
        ("it", "1 post", "2 posts"),
    ],
)
def test_numbers_are_put_in_words(language: str, one: str, two: str) -> None:
    assert (Labels(language).posts(1), Labels(language).posts(2)) == (one, two)


@pytest.mark.parametrize(("written", "tag"), [("zh_CN", "zh-CN"), ("zh-Hans-CN", "zh-Hans-CN"), ("en", "en")])
def test_the_language_is_named_as_the_web_does(written: str, tag: str) -> None:
    assert labels(written).tag == tag


@pytest.mark.parametrize(
    ("written", "code"),
    [("zh_CN", "zh_CN"), ("zh", "zh_CN"), ("zh-Hant", "zh_TW"), ("en", "en_US"), ("en_GB", "en_GB"), ("xx", "en_US")],
)
def test_open_graph_has_a_language_with_a_territory(written: str, code: str) -> None:
    assert labels(written).locale_code == code
