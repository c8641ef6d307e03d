"""Raw HTML: repaired, cleaned for posts from strangers, and as XML."""

from __future__ import annotations

import contextlib
import html
import re
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree

import html5lib

from fuzz_targets.inputs import WORD, Target
from sphinx_eulernews.html import elements
from sphinx_eulernews.html.allowlist import IS_AVAILABLE, clean_fragments
from sphinx_eulernews.html.repair import Fragment, RepairResult, repair_fragments
from sphinx_eulernews.html.xhtml import as_xhtml

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
    f" {WORD} ", f" {WORD} ",
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
    return len(re.findall(rf"(?<![<\w/]){WORD}(?!\w)", text[: hidden.start()] if hidden else text))


def _words(repaired: RepairResult) -> int:
    return sum(html.unescape(fragment.html).count(WORD) for fragment in repaired.fragments)


TARGETS = {
    "raw_html": Target(check_raw_html, _MARKUP, 1),
    "untrusted_html": Target(check_untrusted_html, _MARKUP, 0.5),
    "xhtml": Target(check_xhtml, _MARKUP, 0.5),
}
if not IS_AVAILABLE:
    del TARGETS["untrusted_html"]
