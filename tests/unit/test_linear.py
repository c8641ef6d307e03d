"""No input costs more than in proportion to its size: patterns are looked at, and the work of each stage is counted."""

from __future__ import annotations

import importlib
import pkgutil
import re
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial
from pathlib import Path, PurePosixPath
from types import FrameType
from typing import Any

import pytest
from docutils import nodes
from markdown_it.renderer import RendererHTML
from myst_parser.config.main import MdParserConfig
from myst_parser.mdit_to_docutils.base import make_document
from myst_parser.parsers.mdit import create_md_parser

import sphinx_eulernews
from sphinx_eulernews.compat.intersphinx import _LONGEST_NAME
from sphinx_eulernews.files.lookup import Lookup
from sphinx_eulernews.html.allowlist import clean_fragments
from sphinx_eulernews.html.repair import Fragment, repair_fragments
from sphinx_eulernews.html.rewrite import rewrite
from sphinx_eulernews.html.tokenizer import tokenize
from sphinx_eulernews.html.xhtml import as_xhtml
from sphinx_eulernews.markdown.eval_rst import parse_restructuredtext
from sphinx_eulernews.markdown.raw_html import RepairHtml
from sphinx_eulernews.markdown.rule_helpers import mark_lines
from sphinx_eulernews.markdown.rules import add_post_rules, limit_nesting
from sphinx_eulernews.model.dates import _LONGEST
from sphinx_eulernews.model.field_readers import Context
from sphinx_eulernews.model.fields import KEYS, read_post
from sphinx_eulernews.model.front_matter import read_front_matter
from sphinx_eulernews.model.urls import assign_slugs
from sphinx_eulernews.nodes import replace_node
from sphinx_eulernews.read.transforms import KeepRules

pytestmark = pytest.mark.slow

parser = importlib.import_module("re._parser")

ALPHABET = [*map(chr, range(128)), "é", "\u3000", "中", "，"]
BIG = 4096  # repeats with a bound below this are bounded


# Patterns, as the engine of `re` reads them


def patterns() -> Iterator[tuple[str, re.Pattern[Any]]]:
    """Yield every compiled pattern of the package with its name."""
    for found in pkgutil.walk_packages(sphinx_eulernews.__path__, "sphinx_eulernews."):
        module = importlib.import_module(found.name)
        for name, value in vars(module).items():
            values = value.values() if isinstance(value, dict) else value if isinstance(value, tuple) else (value,)
            for item in values:
                if isinstance(item, re.Pattern):
                    yield f"{found.name.removeprefix('sphinx_eulernews.')}.{name}", item


def characters(items: Any) -> frozenset[str]:  # noqa: C901  one case for each operator
    """Return the characters of the alphabet that the first item of a sequence can match."""
    found: set[str] = set()
    for operator, value in items:
        kind = str(operator)
        if kind in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            found |= characters(value[2])
            if value[0] == 0:
                continue
        elif kind == "SUBPATTERN":
            found |= characters(value[3])
            if is_empty(value[3]):
                continue
        elif kind == "BRANCH":
            for branch in value[1]:
                found |= characters(branch)
            if any(is_empty(branch) for branch in value[1]):
                continue
        elif kind == "ATOMIC_GROUP":
            found |= characters(value)
        elif kind in ("AT", "ASSERT", "ASSERT_NOT", "GROUPREF"):
            continue
        else:
            found |= {char for char in ALPHABET if matches(operator, value, char)}
        break
    return frozenset(found)


def is_empty(items: Any) -> bool:
    """Return whether a sequence can match the empty string."""
    return bool(items.getwidth()[0] == 0)


def matches(operator: Any, value: Any, char: str) -> bool:
    """Return whether an item that matches one character matches this one."""
    kind = str(operator)
    if kind == "LITERAL":
        return chr(value) == char
    if kind == "NOT_LITERAL":
        return chr(value) != char
    if kind == "ANY":
        return True
    if kind == "RANGE":
        return bool(value[0] <= ord(char) <= value[1])
    if kind == "CATEGORY":
        name = str(value).removeprefix("CATEGORY_").removeprefix("NOT_")
        known = {"DIGIT": r"\d", "SPACE": r"\s", "WORD": r"\w"}[name.removeprefix("UNI_").removeprefix("LOC_")]
        return (re.match(known, char) is not None) != ("NOT_" in str(value))
    if kind == "IN":
        negated = str(value[0][0]) == "NEGATE"
        return any(matches(item[0], item[1], char) for item in value[negated:]) != negated
    raise AssertionError(f"{kind} is not known here")


def is_unbounded(operator: Any, value: Any) -> bool:
    """Return whether an item may be repeated without end, and be given back character by character."""
    return str(operator) in ("MAX_REPEAT", "MIN_REPEAT") and value[1] > BIG


def flat(items: Any) -> Iterator[tuple[Any, Any]]:
    """Yield the items of a sequence, with groups opened."""
    for operator, value in items:
        if str(operator) == "SUBPATTERN":
            yield from flat(value[3])
        else:
            yield operator, value


def dangers(items: Any) -> Iterator[str]:
    """Yield what makes a pattern take more than linear time where it fails."""
    running: frozenset[str] = frozenset()  # what an unbounded repeat before this item can match
    for operator, value in flat(items):
        kind = str(operator)
        body = value[2] if kind.endswith("_REPEAT") else None
        first = characters([(operator, value)])
        if is_unbounded(operator, value):
            if running & first:
                yield "two unbounded repeats of the same characters, one after the other"
            if any(is_unbounded(*item) for item in flat(body)) and len(list(flat(body))) == 1:
                yield "an unbounded repeat in an unbounded repeat"
            running = frozenset(running | first)
        elif kind not in ("AT", "ASSERT", "ASSERT_NOT") and not (body is not None and value[0] == 0):
            running = frozenset() if not (running & first) else running & first
        for nested in [body] if body is not None else value[1] if kind == "BRANCH" else []:
            yield from dangers(nested)


def begins_with_run(items: Any) -> bool:
    """Return whether a search for the pattern begins anew within the run that its first repeat has read."""
    sequence = list(flat(items))
    if not sequence:
        return False
    operator, value = sequence[0]
    return str(operator).endswith("_REPEAT") and value[1] > BIG and len(sequence) > 1


# Patterns of the dangerous form that are harmless, and by which method they are used: tried below.
EXCEPTIONS = {
    "html.img_layout._LENGTH": "fullmatch",
    "html.tokenizer._EQUALS": "match",
    "images.probe._SVG_ATTRIBUTES": "match",
    "images.probe._SVG_ROOT": "match",
    "markdown.containers._OPENING": "match",
    "markdown.links._FILE": "match",
    "markdown.myst_syntax._SHORT_NAMES": "match",
    "model.docinfo._FIELD": "fullmatch",
    "model.extra_fields._CONDITION": "match",
    "model.front_matter_block._DELIMITER": "fullmatch",
    "model.front_matter_syntax._ITEM": "match",
    "model.text._WORD": "findall",
    "output.image_options._FACE": "fullmatch",
}


# Such patterns that are not linear, the method, and the length that their users limit the input to.
BOUNDED = {"compat.intersphinx._LINE": ("match", _LONGEST_NAME), "model.dates._TIME": ("fullmatch", _LONGEST)}


@cache
def dangerous() -> dict[str, tuple[re.Pattern[Any], set[str]]]:
    found = {}
    for name, pattern in patterns():
        parsed = parser.parse(pattern.pattern, pattern.flags)
        said = set(dangers(parsed)) | ({"a search begins anew in its own run"} if begins_with_run(parsed) else set())
        if said:
            found[name] = (pattern, said)
    return found


def test_no_pattern_backtracks_over_what_it_has_read() -> None:
    found = {name: said for name, (_, said) in dangerous().items()}
    assert {name: said for name, said in found.items() if name not in EXCEPTIONS.keys() | BOUNDED.keys()} == {}


def test_every_exception_is_still_one() -> None:
    assert EXCEPTIONS.keys() | BOUNDED.keys() <= dangerous().keys()


@pytest.mark.parametrize(
    "text", [r"(a+)+b", r"\s+\s*x", r"\s*,?\s*;", r"[ \t]+$", r"(?:\w+|x)+\w*=", r"(a*)*", r"\d+\w*z"]
)
def test_a_dangerous_pattern_is_seen(text: str) -> None:
    parsed = parser.parse(text)
    assert set(dangers(parsed)) or begins_with_run(parsed)


@pytest.mark.parametrize("text", [r"x\s+y\s+z", r"xa++b", r"^(?:a|b)c*d", r"x[ab]*[cd]*e", r"\w{1,9}\w{1,9}"])
def test_a_harmless_pattern_is_not_suspected(text: str) -> None:
    assert not [*dangers(parser.parse(text)), *([1] if begins_with_run(parser.parse(text)) else [])]


@pytest.mark.parametrize("name", EXCEPTIONS)
@pytest.mark.parametrize(
    "unit", ["a", " ", "1", "\t ", "a ", ".a", "=", "-", ":", "`", "x=1 ", 'a="', "::: ", "中", "log"]
)
def test_each_exception_is_linear_all_the_same(name: str, unit: str) -> None:
    for before in ("", "<svg ", "::: a", "=", "#"):
        assert_quick(name, EXCEPTIONS[name], before + unit * (30_000 // len(unit)) + "\0")


@pytest.mark.parametrize("name", BOUNDED)
@pytest.mark.parametrize("unit", ["a", " ", "1", "1 ", "a ", " -", " : ", "\u3000", "+1"])
def test_each_bounded_pattern_is_quick_at_its_bound(name: str, unit: str) -> None:
    method, longest = BOUNDED[name]
    for before in ("", "t1", " 1:1", "a b 1 "):
        assert_quick(name, method, (before + unit * longest)[: longest - 1] + "\0")


def assert_quick(name: str, method: str, text: str) -> None:
    """Assert that a pattern needs no time worth mentioning: what is quadratic takes many seconds."""
    pattern, _ = dangerous()[name]
    use: Callable[[Any], object] = getattr(pattern, method)
    started = time.process_time()
    use(text.encode() if isinstance(pattern.pattern, bytes) else text)
    assert time.process_time() - started < 0.5


# The work of each stage, in calls of Python functions and of C functions


def calls(work: Callable[[], object]) -> int:
    """Return how many calls some work takes."""
    count = 0

    def note(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(note)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count


def read_post_text(text: str) -> None:
    md = create_md_parser(MdParserConfig(), RendererHTML)
    limit_nesting(md, lambda _line, _message: None)
    add_post_rules(md, known_role=frozenset().__contains__, known_directive={"note", "tip"}.__contains__)
    md.core.ruler.after("inline", "eulernews_lines", mark_lines)
    md.core.ruler.push("eulernews_html", RepairHtml(lambda _problem: None))
    md.parse(text)


def repair(text: str) -> None:
    repair_fragments(Fragment(part, 1, number % 7) for number, part in enumerate(text.split("\n")))


def read_front_matter_of(text: str) -> None:
    for fence in ("---", "+++"):
        front_matter = read_front_matter(f"{fence}\n{text}\n{fence}\nbody", KEYS)
        read_post(front_matter, "news/x", "news", Context())


def clean_html(text: str) -> None:
    repaired = repair_fragments([Fragment(text, 1)])
    as_xhtml("".join(clean_fragments([(0, repaired.fragments[0].html)], repaired.closings)[0]))


MARKDOWN = [
    "{: -", "{.a ", "[a]{", "# {.a", "x://", "http://a ", "[^1]", "[^1]: a\n\n", "![", "[", "[a](", "<!--", "<?", "<a ",
    "<b>", "<div>\n\n", "</p>", "> ", "- ", "*a", "**a", "_*", "~~", "`", "``a", "$a", "$$\n", "::: tip a\n", "|a",
    "&amp;", "<svg><p>", "<table><tr>", "a\n", "中\n", "\\", "(", "<script>", "<p title='", "[x]: y\n", "{a}`b` ", "{{",
    "- a\n", "1. a\n\n", "# a\n", "```\n", "\n", "<details>\n", "[a][b] ", "**中，**", "- [ ] a\n", "a|b\n-|-\n", "％",
    "<div markdown>\n", "<p>*a*</p>\n", "<p>*a*<!--\n", "{: .a}\n", "<style>=",
    "> [!NOTE] a\n", "> [!tip]\n\n", "![[a.png|", "==a ", "x^[a b", "x^[a b] ", "++ctrl+", "*[A]: b\n", "x^2^ ",
    "H~2~ ", '![](a align="', "%[http://a", "\n%[",
]  # fmt: skip
HTML = [
    "<a ", "<b>", "</b>", "<!--", "-->", "<svg><p>", "<table><tr>", "<p title='", "<script>", "</p>", "<a b=c ",
    "<X>", "&lt",
    "<i/><", "<svg/onload=x>", "<img src=a srcset='a 1x, b 2x'>", "<li>", "<td>", "<ul><li>", "<math><mi>", "<pid>",
    "<a style='x:url(b)url(", "<object data=a.svg>", "<iframe src=https://e.org/>", "<h1>", "<textarea>",
    "</br>", "<b><p>",
]  # fmt: skip
FIELDS = [
    "a b ", "a: b\n", "- ", "- a\n", "a.", "a.b = 1\n", "[", "{", "]", "[a]\n", "'", '"', '"""', "'''", 'a \\"""\n',
    '\\"', "tags: [a, b]\n", "author: a, b\n", "author: [a](b)\n", ", ", "&a ", "*a ", "a: &a [*a]\n", "? ", "| ", ": ",
    "\n", "\t", "#", "\u2028", "a: |\n ", "<<: ", "!a ", "%", "title: a\n", "date: 2024-01-01\n", "=", "-",
]  # fmt: skip
REFERENCES = ["../", "a/", "%2e", "\\", "a", "?", "#", ".", "/", " "]
STAGES: dict[str, tuple[Callable[[str], object], Sequence[str]]] = {
    "Markdown": (read_post_text, MARKDOWN),
    "repair": (repair, [*HTML, *MARKDOWN]),
    "tokenize": (lambda text: list(tokenize(text)), HTML),
    "rewrite": (lambda text: rewrite(text, str), HTML),
    "allowlist and XML": (clean_html, HTML),
    "front matter": (read_front_matter_of, FIELDS),
    "lookup": (lambda text: Lookup(Path(), ["p"], ["news"]).find(PurePosixPath("news/a.md"), text), REFERENCES),
    "slugs": (lambda text: assign_slugs(text.split(" ")), ["a ", "a", "-", "中 ", "C++ ", "/ "]),
}


def cost(stage: str, unit: str, size: int) -> int:
    return calls(lambda: STAGES[stage][0](unit * (size // len(unit))))


@pytest.mark.promise("5 linear")
@pytest.mark.parametrize(("stage", "unit"), [(name, unit) for name, (_, units) in STAGES.items() for unit in units])
def test_a_stage_takes_twice_the_steps_for_twice_the_input(stage: str, unit: str) -> None:
    assert cost(stage, unit, 3_000) < 2.4 * cost(stage, unit, 1_500) + 1000


@pytest.mark.promise("5 linear")
@pytest.mark.parametrize("unit", ["<A.B> ![![<A.B>](x)<A.C>](y) </A.B>", "![[a](x) "])
def test_a_long_paragraph_takes_twice_the_steps_for_twice_its_text(unit: str) -> None:
    few, many = (calls(partial(read_post_text, unit * (size // len(unit)) + "]")) for size in (30_000, 60_000))
    assert many < 2.4 * few


@pytest.mark.promise("5 linear")
@pytest.mark.parametrize("stage", STAGES)
def test_100_kilobytes_of_the_worst_take_twice_the_steps_of_50(stage: str) -> None:
    worst = max(STAGES[stage][1], key=lambda unit: cost(stage, unit, 1_000))
    assert cost(stage, worst, 100_000) < 2.2 * cost(stage, worst, 50_000) + 1000


@pytest.mark.promise("5 linear")
def test_restructuredtext_costs_the_same_wherever_it_stands_in_a_post() -> None:
    def parse(line: int) -> None:
        document = make_document("a.md")
        document.reporter.report_level = 4
        read = parse_restructuredtext("A *word*.\n\n.. no-such::\n", line, document)
        lines.append({node["line"] - line for node in read.findall(nodes.system_message)})

    lines: list[set[int]] = []
    parse(0)
    # Docutils caches now and then, so that a few calls more or less mean nothing.
    assert calls(lambda: parse(100_000)) < calls(lambda: parse(10)) + 1_000
    assert lines[0] == lines[1] == lines[2] == {3}


@pytest.mark.promise("5 linear")
def test_thousands_of_nodes_of_one_paragraph_are_replaced_one_by_one() -> None:
    def replace_all(number: int) -> None:
        paragraph = nodes.paragraph("", "", *(nodes.image(uri=f"{each}.png") for each in range(number)))
        for image in list(paragraph.children):
            assert isinstance(image, nodes.image)
            replace_node(image, [nodes.emphasis("", "x")])

    assert calls(lambda: replace_all(2_000)) < 2.2 * calls(lambda: replace_all(1_000))


@pytest.mark.promise("5 linear")
def test_thousands_of_rules_are_kept_in_one_pass() -> None:
    def seconds(number: int) -> float:
        transform = KeepRules(make_document())
        transform.document += [nodes.transition() for _ in range(number)]
        start = time.process_time()
        transform.transform_post()
        assert len(list(transform.document.findall(nodes.raw))) == number
        return time.process_time() - start

    # Of several times the best: a collection of garbage goes through all that other tests have left.
    few, many = (min(seconds(number) for _ in range(3)) for number in (4_000, 32_000))
    assert many < 32 * few  # 64 times if it looked for each
