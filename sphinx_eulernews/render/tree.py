"""Neutral tree of the views: serialized as HTML here, converted to docutils nodes for other builders. Pure.

The markup of cards, bylines and indexes exists once, as functions that build this tree (``views.py`` and the modules
next to it). Strings and attributes are escaped when they are serialized.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeAlias

if TYPE_CHECKING:
    from sphinx_eulernews.model.post import Banner, Post
    from sphinx_eulernews.model.site import Section

Node: TypeAlias = "str | Element | Link | BannerImage | Part"
Use: TypeAlias = Literal["hero", "lead", "card", "thumbnail", "avatar"]
"""Where an image is shown: at the head of a post; in the lead story, a card or a link of a list; in an author box."""

_VOID = frozenset({"img", "source", "br", "hr", "meta", "link", "input", "path", "circle"})


@dataclass(frozen=True, slots=True)
class Element:
    """An element of HTML; ``attributes`` with an empty value are left out."""

    tag: str
    children: tuple[Node, ...] = ()
    attributes: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Link:
    """A link to a page of the site (a page name), a file of the output (``/path``) or the web (an absolute URL)."""

    to: str
    children: tuple[Node, ...]
    attributes: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BannerImage:
    """An image in one of its uses; ``banner`` is the file."""

    banner: Banner
    use: Use
    alt: str
    attributes: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a page that a template of the site overrides: see ``Views.part``.

    ``tree`` is the default content; ``post``, ``section`` and ``values`` are for the template; ``shown`` is compared
    for freshness.
    """

    name: str
    tree: Element
    post: Post | None
    section: Section
    values: Mapping[str, Any]
    shown: str


PARTS = (
    "card", "list-row", "table-row", "compact-row", "byline", "post-footer", "pagination", "term-index",
    "archive-index", "author-box", "filter",
)  # fmt: skip
"""The parts; ``eulernews/<part>.html`` below ``templates_path`` overrides one."""
ROWS = {"cards": "card", "featured": "card", "list": "list-row", "table": "table-row", "compact": "compact-row"}
"""The part that an entry of a list is, by the layout of the list."""


# A constant: ``isinstance(child, str | Element)`` would create the union anew for each node.
_NODES = (str, Element, Link, BannerImage, Part)


class UrlResolver(Protocol):
    """Resolves page names to URLs, and images and parts to HTML, for the page that is written."""

    has_svg: bool
    """Whether pages may hold inline SVG: EPUB requires that such pages are declared, which Sphinx does not do."""

    def page(self, name: str) -> str | None:
        """Return the URL of a page or ``/file``, or None where this builder has none."""

    def image(self, image: BannerImage) -> str:
        """Return the HTML of an image."""

    def part(self, part: Part) -> str:
        """Return the HTML of a part that a template overrides."""


def element(tag: str, *children: Node | Iterable[Node] | None, cls: str = "", **attributes: str) -> Element:
    """Make an element; None among the children is left out, lists are unfolded, ``data_x`` means ``data-x``."""
    return Element(tag, _flat(children), _attributes(cls, attributes))


def link(to: str, *children: Node | Iterable[Node] | None, cls: str = "", **attributes: str) -> Link:
    """Make a link."""
    return Link(to, _flat(children), _attributes(cls, attributes))


def in_language(tree: Element, tag: str, direction: str = "") -> Element:
    """Return an element with ``lang`` (BCP 47), and with ``dir`` if a direction is given."""
    said = {"lang": tag, "dir": direction} if direction else {"lang": tag}
    return replace(tree, attributes={**tree.attributes, **said})


def is_web_url(target: str) -> bool:
    """Return whether a link's target is an absolute URL rather than a page name."""
    return target[:8].casefold().startswith(("https://", "http://"))


def to_html(node: Node, page_urls: UrlResolver) -> str:
    """Serialize a tree as HTML that is well-formed XML as well, which EPUB requires."""
    parts: list[str] = []
    _write(node, page_urls, parts)
    return "".join(parts)


def _write(node: Node, page_urls: UrlResolver, parts: list[str]) -> None:
    if isinstance(node, str):
        parts.append(escape(node, quote=False))
        return
    if isinstance(node, BannerImage):
        parts.append(page_urls.image(node))
        return
    if isinstance(node, Part):
        parts.append(page_urls.part(node))
        return
    if isinstance(node, Link):
        tag, attributes = "a", node.attributes
        target = node.to if is_web_url(node.to) else page_urls.page(node.to)
        if target is None:
            tag, attributes = "span", {key: value for key, value in attributes.items() if key != "rel"}
        else:
            attributes = {**attributes, "href": target}
    elif node.tag == "svg" and not page_urls.has_svg:
        return
    else:
        tag, attributes = node.tag, node.attributes
    start = f"<{tag}{write_attributes(attributes)}"
    if tag in _VOID:
        parts.append(f"{start} />")
        return
    parts.append(f"{start}>")
    for child in node.children:
        if isinstance(child, str):  # most are
            parts.append(escape(child, quote=False))
        else:
            _write(child, page_urls, parts)
    parts.append(f"</{tag}>")


def write_attributes(attributes: dict[str, str]) -> str:
    """Write attributes, each with a space before it."""
    return "".join([f' {name}="{_escaped(value)}"' for name, value in attributes.items()])


# The same classes and URLs stand on each page of a list.
_escaped = lru_cache(maxsize=2048)(escape)


def _flat(children: Iterable[Node | Iterable[Node] | None]) -> tuple[Node, ...]:
    flat: list[Node] = []
    for child in children:
        if isinstance(child, _NODES):
            flat.append(child)
        elif child is not None:
            flat.extend(child)
    return tuple(flat)


def _attributes(cls: str, attributes: dict[str, str]) -> dict[str, str]:
    given = {"class": cls} if cls else {}
    for name, value in attributes.items():
        if value:
            given[name.rstrip("_").replace("_", "-")] = value
    return given
