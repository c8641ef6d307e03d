"""Fuzz targets: each takes one input that a stranger may send, and asserts what must hold whatever it is.

``tests/unit/test_fuzzing.py`` tries some hundred inputs of each target in CI. A million, in about half an hour::

    python tests/fuzzing.py --inputs 1000000
    python tests/fuzzing.py --inputs 100000 --target raw_html --seed 7
    python tests/fuzzing.py --atheris raw_html      # guided by coverage; pip install atheris
"""

from __future__ import annotations

import argparse
import contextlib
import html
import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from html.parser import HTMLParser
from pathlib import Path, PurePosixPath
from random import Random
from typing import Any
from xml.etree import ElementTree

import html5lib
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from myst_parser.config.main import MdParserConfig
from myst_parser.parsers.mdit import create_md_parser

from sphinx_eulernews.compat.intersphinx import _LINE, inventory_name
from sphinx_eulernews.files.lookup import Found, Lookup
from sphinx_eulernews.html import elements
from sphinx_eulernews.html.allowlist import IS_AVAILABLE, clean_fragments
from sphinx_eulernews.html.repair import Fragment, RepairResult, repair_fragments
from sphinx_eulernews.html.tokenizer import as_xhtml
from sphinx_eulernews.images.probe import probe
from sphinx_eulernews.images.renditions import BadImage
from sphinx_eulernews.markdown import cjk
from sphinx_eulernews.markdown.raw_html import RepairHtml
from sphinx_eulernews.markdown.rule_helpers import mark_lines
from sphinx_eulernews.markdown.rules import limit_nesting, read_as_written
from sphinx_eulernews.model.dates import read_date
from sphinx_eulernews.model.fields import KEYS, Context, read_post
from sphinx_eulernews.model.front_matter import blank_front_matter, read_front_matter
from sphinx_eulernews.model.text import fold
from sphinx_eulernews.model.urls import RESERVED, assign_slugs
from sphinx_eulernews.output.redirects import path_of

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_WORD = "keptword"
"""A word that inputs hold, and that no target may lose."""


@dataclass(frozen=True)
class Target:
    """What is fuzzed: the check, and the pieces of which inputs are made."""

    check: Callable[[str], object]
    pieces: tuple[str, ...]
    share: float = 1.0  # of the inputs, in relation to other targets


# Inputs

_ODD = (
    "",
    " ",
    "\n",
    "\t",
    "\r",
    "\0",
    "\ufeff",
    "\u202e",
    "\u2028",
    "\ud800",
    "é",
    "e\u0301",
    "中",
    "，",
    "𠮷",
    "🎉",
    "٣",
)


def inputs(target: Target, seed: int) -> Iterator[str]:
    """Yield inputs without end: pieces in a random order, some of them damaged, and now and then one repeated."""
    random = Random(seed)  # noqa: S311  not for secrets
    pieces = (*target.pieces, *_ODD)
    while True:
        text = "".join(random.choices(pieces, k=random.randrange(1, 24)))
        for _ in range(random.randrange(3)):
            place = random.randrange(len(text) + 1)
            text = (
                text[:place]
                + random.choice((*pieces, chr(random.randrange(0x3100))))
                + text[place + random.randrange(3) :]
            )
        text = text.encode("utf-8", "ignore").decode().replace("\r\n", "\n").replace("\r", "\n")  # as a file is read
        yield text * random.randrange(2, 6) if random.random() < 0.05 else text


# Front matter, dates, slugs, references

_KEYS = (
    "title: ", "date: ", "tags: ", "author: ", "banner: ", "summary: ", "aliases: ", "category: ", "draft: ", "slug: ",
    "Title = ", "tages: ", "publish: ", "series: ", "image:\n  path: ", "myst: ", "external: ", "a.b.c = ", "? ", "x: ",
)  # fmt: skip
_VALUES = (
    "2024-01-02", "'", '"', "'it''s'", '"""', "'''", "[a, b]", "[", "]", "{", "}", "{a: b}", "- ", "\n- x\n", "\n  - y",
    ": ", " # c", "|\n  text", ">-\n", "&a ", "*a", "!!python/object:x.y ", "!!binary ", "~", "null", "true", "0x1f",
    "1e999", "9" * 40, "<<: *a\n", "[x](javascript:y)", "<script>", "https://e.org/", "\\", "\\u4e2d", "\\ud800",
    "%", "@",
)  # fmt: skip
_FENCES = ("---\n", "+++\n", "---", "...\n", "\n", "\n\n", "# ---\n", "-----\n", "--- title: x\n", "```\n", "# H\n")


def check_front_matter(text: str) -> None:
    """Each problem has a line of the text, no line of the body changes, and values are clean."""
    front_matter = read_front_matter(text, KEYS)
    count = len(text.split("\n"))
    body = blank_front_matter(text, front_matter)
    assert len(body.split("\n")) == count, "the number of lines has changed"
    assert body.split("\n")[front_matter.last :] == text.split("\n")[front_matter.last :] or not front_matter.last
    post, problems = read_post(front_matter, "news/2020-01-02-x", "news", Context())
    for problem in (*front_matter.problems, *problems):
        assert 1 <= problem.line <= count, f"line {problem.line} of {count}: {problem.message}"
    for value in (post.title, post.summary, post.series, *post.tags, *post.aliases, *(a.name for a in post.authors)):
        assert not _CONTROL.search(value), f"a control character is in {value!r}"
    for url in (post.canonical, post.external, *(author.url for author in post.authors)):
        assert not url or url.lower().startswith(("http://", "https://")), url


_DATES = (
    "2024", "1999", "0000", "9999", "12", "13", "2", "31", "-", "/", ".", "年", "月", "日", " ", "T", "08:30", "25:61",
    ":59", "+08:00", "-1200", "Z", "UTC", "pm", "a.m.", "上午", "点", "Jan ", "Sept. ", "monday, ", "星期一", "29th",
    " of ", "~", "至", "to ", "January", "１", "．", "00", "(CST)",
)  # fmt: skip


def check_date(text: str) -> None:
    """What is read is a date, which reads as itself, and whose year stands in the text."""
    try:
        moment = read_date(text)
    except ValueError:
        return
    assert read_date(moment.iso) == moment
    assert moment.when.year == int(moment.year)
    assert moment.year in "".join(map(_digit, text)), f"the year {moment.year} is guessed"


def _digit(char: str) -> str:
    import unicodedata  # noqa: PLC0415

    normal = unicodedata.normalize("NFKC", char)
    return str(unicodedata.digit(normal, "")) if len(normal) == 1 and normal.isdigit() else normal


_NAMES = (
    "a", "B", "C++", "c#", ".NET", "con", "COM1", "index", "page", "/", "..", ".", "?", "#", "%2f", "\\", "-", "_",
    "std:doc -1 x y", " 1 ", ":", "内核", "ß", "İ", "ﬁ", "a" * 130, "中" * 45, "|", "*", "<", '"', "\u200b",
)  # fmt: skip


def check_slugs(text: str) -> None:
    """Slugs are distinct names of files, and further names change nothing of those that are there."""
    names = text.split("|")
    slugs = assign_slugs(names)
    assert len(set(slugs.values())) == len({fold(name) for name in names})
    for slug in slugs.values():
        assert slug not in RESERVED | {"", ".", ".."}, slug
        assert not set(slug) & set('/\\?#%:*"<>|\0'), slug
        assert not _CONTROL.search(slug), slug
        assert len(slug.encode()) <= 200
    assert slugs.items() <= assign_slugs([*names, "one more", "x"]).items()
    for name in names:
        entry = f"{inventory_name(f'news:{fold(name)}')} news:tag -1 u -"
        read = _LINE.match(entry)
        assert read is None or read[2] == "news:tag", f"{entry!r} is read as {read.groups()}"


_PATHS = (
    "../", "..", "./", "/", "//", "\\", "..\\", "img/", "IMG/", "x.png", "X.PNG", "中 文.png", "%2e%2e/", "%00", "%",
    "%ff", "?v=1", "#f", "C:", "file:///", "https://e.org/", "javascript:", "data:,", "inside/", "outside/", "a.md",
    "a.html", "a/", "~/", "con", "*", "[x]", "a" * 300, "/etc/passwd", " ", "_static/", ".git/",
)  # fmt: skip


@cache
def _lookup() -> tuple[Path, Lookup]:
    root = Path(tempfile.mkdtemp(prefix="eulernews-fuzz-"))
    source = root / "source"
    for name in ("news/a.md", "news/x.png", "public/img/中 文.png", "public/img/X.PNG"):
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).write_text("x")
    (root / "secret").mkdir()
    (root / "secret/x.png").write_text("x")
    (source / "news/outside").symlink_to(root / "secret")
    (source / "news/inside").symlink_to(source / "public")
    return source, Lookup(source, ["public"], ["news"])


def check_reference(text: str) -> None:
    """What is found lies below the source folder, whatever the reference; an alias lies below the output."""
    source, lookup = _lookup()
    found = lookup.find(PurePosixPath("news/a.md"), text)
    if isinstance(found, Found):
        assert (source / found.path).resolve().is_relative_to(source), found.path
    for tried in found.tried:
        assert not tried.startswith(("/", "../")), tried
    with contextlib.suppress(ValueError):
        path = path_of(text, "https://e.org/")
        assert not path.startswith(("/", ".", "_")), path
        assert ".." not in path.split("/"), path
        assert not set(path) & set("\\:\0"), path


# HTML

_ELEMENTS = (
    "div", "p", "b", "a", "h1", "li", "ul", "table", "tr", "td", "svg", "math", "path", "foreignObject", "mi", "br",
    "My-Tag", "script", "style", "title", "textarea", "iframe", "noscript", "template", "xmp", "select", "option",
    "object", "embed", "form", "button", "base", "meta", "link", "plaintext", "annotation-xml", "mglyph", "desc", "img",
)  # fmt: skip
_ATTRIBUTES = (
    " onload=x", " onerror='x'", "/onclick=x ", " href=javascript:x", " href='java\tscript:x'",
    ' href="&#106;avascript&colon;x"', " xlink:href=javascript:x", " src=data:text/html,x", " srcdoc='<script>'",
    " style='a:url(x)'", " formaction=x", " v-if=x", " @click=x", " =x", " '\"", " a=`", " title='</div>'",
    " data=a.svg",
)  # fmt: skip
_MARKUP = (
    *(f"<{name}>" for name in _ELEMENTS), *(f"</{name}>" for name in _ELEMENTS), *(f"<{name}/>" for name in _ELEMENTS),
    *(f"<{_ELEMENTS[i % len(_ELEMENTS)]}{_ATTRIBUTES[i % len(_ATTRIBUTES)]}>" for i in range(72)),
    "<", ">", "</", "<!--", "-->", "--!>", "<!", "<?", "<![CDATA[", "]]>", "&lt;", "&#60;", '"', "'", "=", "x", "\f",
    f" {_WORD} ", f" {_WORD} ",
)  # fmt: skip
_RUNS = frozenset({"base", "form", "link", "meta", "plaintext", "script", "style", "template", "textarea", "xmp"})
_JS_URL = re.compile(r"[\x00-\x20]*" + r"[\t\n\r]*".join("javascript:"), re.IGNORECASE)
_URL_ATTRIBUTE = re.compile(
    r"(?:xlink:|\{.*\})?(?:href|src|data|action|poster|background|cite|codebase|classid|longdesc)"
)
_XHTML = "{http://www.w3.org/1999/xhtml}"


def check_raw_html(text: str) -> None:
    """Nothing runs, the page around stays whole, what is opened is closed, and words outside of tags are kept."""
    repaired = repair_fragments(Fragment(part, number + 1) for number, part in enumerate(text.split("\n")))
    whole = "".join(fragment.html for fragment in repaired.fragments) + repaired.closings.get(0, "")
    assert_harmless(whole)
    assert_balanced(whole)
    assert _words(repaired) >= _visible_words(text), f"words are lost: {whole}"


def check_untrusted_html(text: str) -> None:
    """Likewise for posts from strangers, in which nothing but formatting is left."""
    repaired = repair_fragments(Fragment(part, number + 1) for number, part in enumerate(text.split("\n")))
    cleaned, closings = clean_fragments([(0, fragment.html) for fragment in repaired.fragments], repaired.closings)
    whole = "".join(cleaned) + closings.get(0, "")
    tree = assert_harmless(whole)
    for element in tree.iter():
        name = _name(element)
        assert name not in ("iframe", "svg", "math", "object", "embed", "input", "button", "select"), name
        outside = name in ("html", "head", "body", "main") or element.get("id") in ("frame", "last", "own")
        assert outside or not set(element.keys()) & {"style", "id", "class"}, element.attrib


def check_xhtml(text: str) -> None:
    """Repaired HTML becomes well-formed XML, for epub."""
    repaired = repair_fragments([Fragment(text, 1)])
    whole = repaired.fragments[0].html + repaired.closings.get(0, "")
    written = as_xhtml(whole)
    with contextlib.suppress(_NotXml):
        ElementTree.fromstring(f"<x>{_xml_or_raise(written)}</x>")  # noqa: S314  it is our own output


class _NotXml(Exception):  # noqa: N818
    pass


def _xml_or_raise(text: str) -> str:
    # End tags that HTML lets out: as_xhtml closes none, and its caller sees to that.
    if any(f"<{name}" in text.lower() for name in elements.OPTIONAL_END):
        raise _NotXml
    return text


def assert_harmless(whole: str) -> Any:
    """Parse HTML as a browser does, inside a page; assert that nothing runs and that the page is whole."""
    main = f"<main><div id=own>{whole}</div><hr id=last></main>"
    page = f"<!DOCTYPE html><body><div id=frame>{main}</div><footer>end</footer>"
    tree = html5lib.parse(page)
    for element in tree.iter():
        name = _name(element)
        assert name not in _RUNS, f"<{name}> is left in {whole!r}"
        for attribute, value in element.attrib.items():
            assert not attribute.startswith("on"), attribute
            assert attribute not in ("srcdoc", "formaction", "action"), attribute
            assert not (_JS_URL.match(value) and _URL_ATTRIBUTE.fullmatch(attribute)), f"{attribute}={value!r}"
        if name == "iframe":
            assert str(element.get("src")).startswith("https:"), "a frame of this site"
    body = tree.find(f"{_XHTML}body")
    assert [_name(child) for child in body] == ["div", "footer"], f"the page is broken by {whole!r}"
    assert [_name(child) for child in body[0]] == ["main"], f"the frame is broken by {whole!r}"
    assert [child.get("id") for child in body[0][0]] == ["own", "last"], (
        f"what follows is taken in or put out by {whole!r}"
    )
    return tree


def _name(element: Any) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


class _Balance(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.stray: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        if tag not in elements.VOID | elements.OPTIONAL_END:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        pass

    def handle_endtag(self, tag: str) -> None:
        if tag in elements.OPTIONAL_END:
            return
        if self.open and self.open[-1] == tag:
            self.open.pop()
        else:
            self.stray.append(tag)


def assert_balanced(whole: str) -> None:
    """Assert that each start tag has its end tag, in the right order."""
    balance = _Balance()
    balance.feed(whole)
    balance.close()
    assert (balance.open, balance.stray) == ([], []), f"not balanced: {whole}"


_HIDING = re.compile(r"<(?:script|style|iframe|noembed|noframes|!|\?|[a-z/][^>]*\s)|=|[\"'`]", re.IGNORECASE)


def _visible_words(text: str) -> int:
    """Count the words that a reader would see for certain: what follows an odd character may be in an attribute."""
    hidden = _HIDING.search(text)
    return len(re.findall(rf"(?<![<\w/]){_WORD}(?!\w)", text[: hidden.start()] if hidden else text))


def _words(repaired: RepairResult) -> int:
    return sum(html.unescape(fragment.html).count(_WORD) for fragment in repaired.fragments)


# Markdown

_CJK = (
    "*",
    "**",
    "***",
    "_",
    "~~",
    "中",
    "。",
    "，",
    "“",
    "”",
    "（",
    "）",
    "a",
    " ",
    "\n",
    "`",
    "한",
    "é",
    "!",
    ".",
    "\ufe00",
    "\u3000",
)


@cache
def _cjk_parsers() -> tuple[MarkdownIt, MarkdownIt]:
    plain, ours = (MarkdownIt("commonmark").enable("strikethrough") for _ in range(2))
    ours.inline.ruler.at("emphasis", cjk.emphasis)
    ours.inline.ruler.at("strikethrough", cjk.strikethrough)
    ours.block.ruler.at("paragraph", cjk.paragraph)
    ours.core.ruler.push("join_lines", cjk.join_lines)
    return plain, ours


def check_cjk(text: str) -> None:
    """Emphasis is all that the rules for CJK text change: the letters are those that CommonMark shows."""
    plain, ours = (_letters(md.render(text)) for md in _cjk_parsers())
    assert plain == ours


def _letters(rendered: str) -> str:
    text = html.unescape(re.sub(r"<[^>]*>", "", rendered))
    return "".join(char for char in text if not char.isspace() and char not in "*_~")


_BLOCKS = (
    "::: tip a\n", "::: \n", ":::\n", ":::: note\n", "::::\n", ":::{tip}\n", "```{note}\n", "```\n", "~~~\n", "> ",
    "- ",
    "1. ", "  ", "    ", "# ", "## ", "###x\n", "| a | b |\n", "|-|-|\n", "<div>\n\n", "</div>\n\n", "<!--", "-->",
    "[^1]", "[^1]: ", "[a](b)", "![", "](x y.png =3x)", "[a]: b\n", "{.c}", "{#i}", "{a=b}", "{role}`x`", "$", "$$\n",
    "\\", "---\n", "***\n", "* * *\n", "[TOC]\n", "https://e.org/中", "<https://e.org/，>", "<pid>", "<details>",
    "\n\n", "\n", "<!-- more -->\n", "%", "(t)=\n", "+++\n", "{{x}}", "a\tb", "&nbsp;", "==", "--", "::",
    f"\n\n{_WORD}\n\n", f" {_WORD} ",
)  # fmt: skip


@cache
def _post_parser() -> MarkdownIt:
    md = create_md_parser(MdParserConfig(enable_extensions={"dollarmath", "attrs_inline", "colon_fence"}), RendererHTML)
    limit_nesting(md, lambda _line, _message: None)
    read_as_written(md, known_role=frozenset({"role"}).__contains__, known_directive={"note", "tip"}.__contains__)
    md.core.ruler.after("inline", "eulernews_lines", mark_lines)
    md.core.ruler.push("eulernews_html", RepairHtml(lambda _problem: None))
    return md


def check_containers(text: str) -> None:
    """Blocks are balanced, lines are lines of the text, and no word is lost."""
    md = _post_parser()
    tokens = md.parse(text, {})
    count, depth = len(text.split("\n")), 0
    for token in tokens:
        depth += token.nesting
        assert depth >= 0, "closed before it was opened"
        if token.map:
            assert -2 <= token.map[0] <= token.map[1] <= count, f"lines {token.map} of {count}"
        inner = 0
        for child in token.children or []:
            inner += child.nesting
        assert inner == 0 or token.type != "inline", "inline elements are not balanced"
    assert depth == 0
    if not re.search(r"<|\[|\{|\$|=\n|%|```|~~~|^:|\A---|\+\+\+", text, re.MULTILINE):
        assert "".join(map(_content, tokens)).count(_WORD) >= text.count(_WORD)


def _content(token: Any) -> str:
    return str(token.content) + "".join(str(value) for value in token.attrs.values())


# Images

_BYTES = (
    "\x89PNG\r\n\x1a\n", "\0\0\0\rIHDR", "\0\0\x10\0\0\0\x10\0", "\xff\xd8", "\xff\xe1\0\x10Exif\0\0", "II*\0", "MM\0*",
    "\xff\xc0\0\x11\x08", "\xff\xff\xff", "\xff\xda", "GIF89a", "\0,", "!\xf9", "RIFF", "WEBPVP8X", "VP8 ",
    "\0\0\0 ftypavif",
    "<svg ", "width='1'", " height=1e9", "viewBox='0 0 1 1'", ">", "<?xml?>", "<!DOCTYPE svg [",
    "<!ENTITY a '&b;'>", "BM",
    "\xff\xe0\xff\xff", "\0" * 8, "\xff" * 8,
)  # fmt: skip


@cache
def _image_file() -> Path:
    return Path(tempfile.mkdtemp(prefix="eulernews-fuzz-")) / "x.img"


def check_image(text: str) -> None:
    """A file is an image with a size, or is refused with a reason."""
    path = _image_file()
    path.write_bytes(text.encode("latin-1", "replace"))
    try:
        info = probe(path)
    except BadImage:
        return
    assert info.width >= 0 <= info.height


TARGETS: dict[str, Target] = {
    "front_matter": Target(check_front_matter, (*_KEYS, *_VALUES, *_FENCES, "\n", "\n", "---\n"), 2),
    "dates": Target(check_date, _DATES, 2),
    "slugs": Target(check_slugs, _NAMES, 1.5),
    "references": Target(check_reference, _PATHS, 1.5),
    "raw_html": Target(check_raw_html, _MARKUP, 1),
    "untrusted_html": Target(check_untrusted_html, _MARKUP, 0.5),
    "xhtml": Target(check_xhtml, _MARKUP, 0.5),
    "cjk": Target(check_cjk, _CJK, 1),
    "containers": Target(check_containers, _BLOCKS, 1),
    "images": Target(check_image, _BYTES, 0.5),
}
if not IS_AVAILABLE:
    del TARGETS["untrusted_html"]

_LONG = 20_000  # characters
_SLOW = 2.0  # seconds of CPU; what is linear takes less than a tenth


def check_cost(target: Target, text: str) -> None:
    """Assert that a long run of an input takes no more than in proportion to its length."""
    times = _LONG // max(len(text), 1) + 1
    started = time.process_time()
    target.check(text * times)
    once = time.process_time() - started
    if once > _SLOW:
        started = time.process_time()
        target.check(text * (2 * times))
        assert time.process_time() - started < 2.6 * once, f"{once:.1f} s for {len(text) * times} characters"


def run(name: str, count: int, seed: int, *, cost_every: int = 200) -> list[tuple[str, str]]:
    """Try inputs of a target; return those that fail, each kind of failure once, with what was wrong."""
    target = TARGETS[name]
    failures: dict[str, tuple[str, str]] = {}
    for number, text in zip(range(count), inputs(target, seed), strict=False):
        try:
            target.check(text)
            if cost_every and number % cost_every == 0:
                check_cost(target, text)
        except Exception as error:  # noqa: BLE001  whatever it is, it is what we look for
            said = f"{type(error).__name__}: {error}"
            failures.setdefault(said[:24], (text, said[:300]))
    return list(failures.values())


def _guided(name: str) -> None:
    import atheris  # noqa: PLC0415  optional

    target = TARGETS[name]
    atheris.instrument_all()
    atheris.Setup([sys.argv[0]], lambda data: target.check(data.decode("utf-8", "replace")))
    atheris.Fuzz()


def _main(arguments: Iterable[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--inputs", type=int, default=10_000)
    parser.add_argument("--target", choices=TARGETS, action="append")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--atheris", choices=TARGETS)
    options = parser.parse_args(None if arguments is None else list(arguments))
    if options.atheris:
        _guided(options.atheris)
    names = options.target or list(TARGETS)
    shares = sum(TARGETS[name].share for name in names)
    failed = False
    for name in names:
        count = round(options.inputs * TARGETS[name].share / shares)
        started = time.monotonic()
        failures = run(name, count, options.seed)
        print(
            f"{name:16}{count:10,} inputs {time.monotonic() - started:7.0f} s  {len(failures)} kinds of failure",
            flush=True,
        )
        for text, said in failures:
            print(f"    {said}\n    {text!r}", flush=True)
        failed |= bool(failures)
    return int(failed)


if __name__ == "__main__":
    sys.exit(_main())
