"""Repair and sanitize the raw HTML of a document, so that it cannot break the page around it.

Markdown parsers produce raw HTML in fragments: ``<div>`` and ``</div>`` are separate ones, with rendered Markdown in
between. So the fragments of a document are processed together, in order::

    Fragment("<div>", group=1)      ->  <div>
    Fragment("<font>", group=2)     ->  <font>             closings[2] == "</font>"
    Fragment("</div>", group=1)     ->  </div>
    Fragment("</center>", group=1)  ->  nothing            Problem STRAY_END_TAG

A group is the element of the page that contains a fragment: a paragraph, list item or section. What is opened in a
group is closed in it: the end of that element would close it anyway, and its own end tag would then close an element
of the theme.
"""

from __future__ import annotations

import html
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import Enum

from sphinx_eulernews.character_references import unescape
from sphinx_eulernews.html import elements
from sphinx_eulernews.html.element_stack import (
    FOREIGN_ROOTS,
    OpenElement,
    ended_by_end_tag,
    in_foreign,
    kept_by_start_tag,
    missing_list,
)
from sphinx_eulernews.html.lazy_loading import load_at_once
from sphinx_eulernews.html.sanitizer import (
    clean_frame,
    clean_start_tag,
    clean_tag,
    framed_document,
    is_component_attribute,
    is_component_name,
    is_misnamed_img,
    names_image,
    shown_in_its_place,
)
from sphinx_eulernews.html.tokenizer import Token, TokenKind, tokenize

_RENAMED = {"h1": "h2"}  # the one <h1> of a page is its title
# What a browser reads as a comment, and authors mean as one: comments, the prolog of a pasted page or SVG, and
# conditions of Word. It is code otherwise, such as `<?php`, which would end at any `>` below.
_COMMENT = re.compile(r"<!--|<(?:\?xml|!doctype|!\[(?:if|endif))\b(?:[^<>\n]|\n(?![ \t]*\n))*+>", re.IGNORECASE)


class ProblemKind(Enum):
    """Kinds of problems with raw HTML."""

    UNCLOSED_COMMENT = "unclosed_comment"
    UNCLOSED_TAG = "unclosed_tag"
    UNCLOSED_ELEMENT = "unclosed_element"
    STRAY_END_TAG = "stray_end_tag"
    MISWRITTEN_BREAK = "miswritten_break"
    FRAMED_DOCUMENT = "framed_document"
    COMPONENT = "component"


@dataclass(frozen=True, slots=True)
class Fragment:
    """A fragment of raw HTML; ``line`` is that of its first character."""

    text: str
    line: int
    group: int = 0


@dataclass(frozen=True, slots=True)
class RepairedFragment:
    """A fragment after repair: its HTML, which may be empty.

    ``text``: where no markup is left, as of ``<pid>`` in prose, what every builder shows as text; else empty.
    """

    html: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class HtmlProblem:
    """A problem that would have broken the page; ``detail`` is the tag, such as ``</div>``."""

    line: int
    kind: ProblemKind
    detail: str


@dataclass(frozen=True, slots=True)
class RepairResult:
    """Fragments in order, problems by line, and the end tags to insert at the end of each group."""

    fragments: tuple[RepairedFragment, ...]
    problems: tuple[HtmlProblem, ...]
    closings: Mapping[int, str]


def repair_fragments(
    fragments: Iterable[Fragment], *, with_prose: bool = True, own_hosts: Collection[str] = ()
) -> RepairResult:
    """Repair and sanitize the raw HTML of one document.

    ``with_prose``: ``<pid>`` and the like may be words; ``own_hosts``: where the site is served, for frames.
    """
    given = list(fragments)
    texts = load_at_once([fragment.text for fragment in given])
    tokenized = [
        (replace(fragment, text=text), list(tokenize(text, past_unclosed=True)))
        for fragment, text in zip(given, texts, strict=True)
    ]
    end_tags = (token for _, tokens in tokenized for token in tokens if token.kind is TokenKind.END)
    repairer = _Repairer(end_tags, with_prose=with_prose, own_hosts=own_hosts)
    repaired = tuple(repairer.fragment(fragment, tokens) for fragment, tokens in tokenized)
    closings = repairer.close_groups()
    return RepairResult(repaired, tuple(sorted(repairer.problems, key=lambda problem: problem.line)), closings)


class _Repairer:
    """Processes the tokens of a document and tracks the open elements of each group."""

    def __init__(self, end_tags: Iterable[Token], *, with_prose: bool, own_hosts: Collection[str]) -> None:
        self.with_prose = with_prose
        self.own_hosts = own_hosts
        # As written and in lower case: only components are case-sensitive.
        self.closed = {name for token in end_tags for name in (token.name, token.element)}
        self.problems: list[HtmlProblem] = []
        self.stacks: dict[int, list[OpenElement]] = defaultdict(list)
        self.awaiting: dict[str, list[OpenElement]] = defaultdict(list)  # by name, until their end tag has come
        self.opened: list[OpenElement] = []
        self.misnamed_imgs = 0  # whose end tag has not come

    def fragment(self, fragment: Fragment, tokens: Iterable[Token]) -> RepairedFragment:
        """Repair the next fragment of the document."""
        writer = _Writer(fragment)
        for token in tokens:
            if token.start < writer.code_end:
                writer.go_on_with_code(token)
            else:
                self._take(token, writer)
        markup, text = "".join(writer.html), "".join(writer.text)
        is_text = bool(text.strip()) and markup == html.escape(text, quote=False)
        return RepairedFragment(markup if markup.strip() else "", text if is_text else "")

    def close_groups(self) -> dict[int, str]:
        """Return the end tags that each group still needs; record the elements that were left open."""
        for element in self.opened:
            if not element.done and element.name not in elements.OPTIONAL_END:
                self.problems.append(HtmlProblem(element.line, ProblemKind.UNCLOSED_ELEMENT, f"<{element.written}>"))
        closings = {
            group: "".join(element.end_tag for element in reversed(stack)) for group, stack in self.stacks.items()
        }
        return {group: tags for group, tags in closings.items() if tags}

    def _take(self, token: Token, writer: _Writer) -> None:
        match token.kind:
            case TokenKind.TEXT:
                writer.write_text(token)
            case TokenKind.RAW if token.element not in elements.HIDDEN:
                writer.write_text(token)
            case TokenKind.UNCLOSED_TAG:
                writer.write_literally(token)
                self._problem(token, writer, ProblemKind.UNCLOSED_TAG, f"<{token.name}")
            case TokenKind.COMMENT if self.with_prose and self._is_code(token, writer):
                writer.write_code(token)
            case TokenKind.UNCLOSED_COMMENT:
                self._problem(token, writer, ProblemKind.UNCLOSED_COMMENT, "<!--")
            case TokenKind.START:
                self._start(token, writer)
            case TokenKind.END:
                self._end(token, writer)

    def _problem(self, token: Token, writer: _Writer, kind: ProblemKind, detail: str) -> None:
        self.problems.append(HtmlProblem(writer.fragment.line + token.line, kind, detail))

    def _start(self, token: Token, writer: _Writer) -> None:
        name = token.element
        if is_misnamed_img(token) and not in_foreign(self.stacks[writer.fragment.group]):
            self._open(token, writer, "img")
            self.misnamed_imgs += not token.self_closing
            return
        if self.with_prose and self._is_prose(token, writer.fragment.group):
            writer.write_literally(token)
            return
        if names_image(token):
            self._show_image(token, writer)
            return
        if url := framed_document(token, self.own_hosts):
            writer.write_download(url)
            self._problem(token, writer, ProblemKind.FRAMED_DOCUMENT, f"<{token.name}> of {url}")
        if name in ("embed", "iframe") and url:
            return
        if url := shown_in_its_place(token):
            writer.write_link(url, any(element.name == "a" for element in self.stacks[writer.fragment.group]))
        elif name == "iframe":
            writer.html.append(clean_frame(writer.fragment.text, token))
        elif self._is_element(name, writer.fragment.group):
            self._open(token, writer, _RENAMED.get(name, name))
        elif name not in elements.HIDDEN | elements.TRANSPARENT and _is_all_attributes(token):
            self._show_attributes(token, writer)

    def _show_attributes(self, token: Token, writer: _Writer) -> None:
        """Write the text that a component has as an attribute: ``<Badge text="new" />``; without, it is left out."""
        if text := unescape(token.value_of("text")).strip():
            writer.write_string(text)
        else:
            self._problem(token, writer, ProblemKind.COMPONENT, f"<{token.name}>")

    def _show_image(self, token: Token, writer: _Writer) -> None:
        """Write the image that a component names, with its caption; ``<Figure src="a.png">`` is around its text too."""
        name, group = token.element, writer.fragment.group
        if self._is_element(name, group) and not token.self_closing and self._close_before(name, writer):
            writer.html.append(f"<{name}>")
            self._note(OpenElement(name, token.name, writer.fragment.line + token.line, group))
        self._open(token, writer, "img")
        if caption := token.value_of("caption"):
            writer.html.append(f"<br>{html.escape(unescape(caption))}")

    def _open(self, token: Token, writer: _Writer, name: str) -> None:
        stack = self.stacks[writer.fragment.group]
        may_stand = self._close_before(name, writer)
        if may_stand and (parent := missing_list(name, stack)):
            writer.html.append(f"<{parent}>")
            self._note(OpenElement(parent, parent, 0, writer.fragment.group, done=True, implied=True))
        as_written = token.name if name == token.element else name
        if name in elements.VOID or (token.self_closing and in_foreign(stack)):
            tag = clean_tag(writer.fragment.text, token, as_written, self.own_hosts)
        elif token.self_closing:  # to a browser it would be a mere start tag
            tag = f"{clean_start_tag(writer.fragment.text, token, as_written, self.own_hosts)}</{as_written}>"
        else:
            tag = clean_tag(writer.fragment.text, token, as_written, self.own_hosts)
            line = writer.fragment.line + token.line
            foreign = any(element.name in FOREIGN_ROOTS for element in stack)
            self._note(OpenElement(name, token.name, line, writer.fragment.group, foreign, not may_stand))
        writer.html.append(tag if may_stand else "")

    def _note(self, element: OpenElement) -> None:
        self.opened.append(element)
        self.awaiting[element.name].append(element)
        if not element.ended:
            self.stacks[element.group].append(element)

    def _close_before(self, name: str, writer: _Writer) -> bool:
        """Close the elements that a start tag closes; return whether its element is allowed there."""
        stack = self.stacks[writer.fragment.group]
        kept, may_stand = kept_by_start_tag(name, stack)
        self._pop_to(kept, stack, writer)
        return may_stand

    def _end(self, token: Token, writer: _Writer) -> None:
        group = writer.fragment.group
        name = _RENAMED.get(token.element, token.element)
        if name == "br":
            self._close_before(name, writer)
            writer.html.append("<br>")
            self._problem(token, writer, ProblemKind.MISWRITTEN_BREAK, "</br>")
        elif name in elements.HIDDEN or name in elements.VOID or name in elements.TRANSPARENT:
            return
        elif name == "image" and self.misnamed_imgs and not in_foreign(self.stacks[group]):
            self.misnamed_imgs -= 1
        elif self._is_element(name, group) or self._latest(name) is not None:
            self._close(token, writer, name)
        elif not is_component_name(token.name):
            writer.write_literally(token)

    def _close(self, token: Token, writer: _Writer, name: str) -> None:
        stack = self.stacks[writer.fragment.group]
        latest = self._latest(name)
        # `<p><b><p><ul></ul></p></b></p>`: the list ended the inner paragraph, whose end tag is due first.
        due = latest is not None and latest.ended and name in elements.OPTIONAL_END
        depth = None if due else ended_by_end_tag(name, stack)
        if depth is not None:
            self._pop_to(depth + 1, stack, writer)
            self._pop(stack, writer, token).done = True
            if stack and stack[-1].implied:
                self._pop(stack, writer)
        elif latest is not None and (latest.ended or latest.group != writer.fragment.group):
            latest.done = True  # ended already by an outer end tag, or to be ended with its own group
        else:
            self._problem(token, writer, ProblemKind.STRAY_END_TAG, f"</{token.name}>")

    def _latest(self, name: str) -> OpenElement | None:
        """Return the last element of that name whose end tag was not seen."""
        awaiting = self.awaiting[name]
        while awaiting and awaiting[-1].done:
            awaiting.pop()
        return awaiting[-1] if awaiting else None

    def _pop_to(self, depth: int, stack: list[OpenElement], writer: _Writer) -> None:
        while len(stack) > depth:
            self._pop(stack, writer)

    def _pop(self, stack: list[OpenElement], writer: _Writer, token: Token | None = None) -> OpenElement:
        """Close the innermost element of a group, with the end tag as written if there is one."""
        element = stack.pop()
        element.ended = True
        if token is None:
            writer.html.append(element.end_tag)
        elif element.name == token.element:
            writer.html.append(writer.source(token))
        else:
            writer.html.append(f"</{element.name}>")
        return element

    def _is_element(self, name: str, group: int) -> bool:
        return name in elements.HTML or (name in elements.FOREIGN and in_foreign(self.stacks[group]))

    def _is_code(self, token: Token, writer: _Writer) -> bool:
        """Return whether a comment to a browser is code without a fence, which may contain much of the post."""
        return not _COMMENT.match(writer.source(token)) and not in_foreign(self.stacks[writer.fragment.group])

    def _is_prose(self, token: Token, group: int) -> bool:
        """Return whether a start tag is a placeholder in prose, such as ``<pid>``, instead of markup."""
        name = token.element
        if name in elements.PLACEHOLDERS:
            return not token.attributes and not token.self_closing and name not in self.closed
        if name in elements.HIDDEN or self._is_element(name, group):
            return False
        if any(map(is_component_attribute, token.attributes)):
            return False
        if not is_component_name(token.name):
            return True
        has_value = any(attribute.value is not None for attribute in token.attributes)
        return not (token.self_closing or has_value or token.name in self.closed)


def _is_all_attributes(tag: Token) -> bool:
    """Return whether all that an element has to say is in its attributes: ``<Icon name="boat" />``."""
    return tag.self_closing and any(attribute.value for attribute in tag.attributes)


class _Writer:
    """Collects the HTML of one fragment, and its text without markup."""

    def __init__(self, fragment: Fragment) -> None:
        self.fragment = fragment
        self.html: list[str] = []
        self.text: list[str] = []
        self.code_end = 0  # the tags before it are strings in code
        self._absent: set[str] = set()  # ends of code that are not in the rest of the fragment

    def source(self, token: Token) -> str:
        return self.fragment.text[token.start : token.end]

    def write_text(self, token: Token) -> None:
        source = self.source(token)
        # A lone `<` must not form a tag with what follows the fragment.
        self.html.append(source.replace("<", "&lt;"))
        self.text.append(unescape(source))

    def write_string(self, text: str) -> None:
        """Write text that is no part of the source as text: the value of an attribute."""
        self.html.append(html.escape(text, quote=False))
        self.text.append(text)

    def write_literally(self, token: Token) -> None:
        source = self.source(token)
        self.html.append(html.escape(source, quote=False))
        self.text.append(source)

    def write_code(self, token: Token) -> None:
        """Write the beginning of code, and note where it ends: ``<?php echo "<b>"; ?>``."""
        self.write_literally(token)
        source = self.source(token)
        end = "?>" if source.startswith("<?") else "]]>" if source.startswith("<![") else ">"
        place = -1 if end in self._absent else self.fragment.text.find(end, token.start)
        if place < 0:
            self._absent.add(end)
        else:
            self.code_end = place + len(end)

    def go_on_with_code(self, token: Token) -> None:
        """Write a token that begins in code; text may go on after it."""
        if token.kind is TokenKind.TEXT and token.end > self.code_end:
            self.write_literally(replace(token, end=self.code_end))
            self.write_text(replace(token, start=self.code_end))
        else:
            self.write_literally(token)

    def write_download(self, url: str) -> None:
        name = url.rpartition("/")[2] or url
        self.html.append(f'<a href="{html.escape(url)}" download="">{html.escape(name)}</a>')

    def write_link(self, url: str, is_in_link: bool) -> None:
        shown = html.escape(url)
        self.html.append(shown if is_in_link else f'<a href="{shown}">{shown}</a>')
