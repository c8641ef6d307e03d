"""Sanitize start tags: remove attributes that run code or belong to Vue components.

``repair`` passes every start tag through this module, and emits no comment and no element with raw text content, so
a browser sees no tag that was not sanitized.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from urllib.parse import unquote

from sphinx_eulernews.character_references import unescape
from sphinx_eulernews.html import elements
from sphinx_eulernews.html.tokenizer import Attribute, Token, tokenize

_URL_ATTRIBUTES = frozenset({"background", "cite", "data", "href", "longdesc", "poster", "src", "xlink:href"})
_REMOVED = frozenset({"action", "archive", "classid", "code", "codebase", "formaction", "ping", "srcdoc"})
_MEDIA = frozenset({"audio", "image", "img", "source", "video"})
_PLAIN_NAME = re.compile(r"[a-z_][a-z0-9_:.-]*")
_IGNORED_IN_URL = re.compile(r"[\x00-\x20]")
_CODE = ("javascript:", "vbscript:", "livescript:")
SCRIPT_SCHEMES = frozenset({"javascript", "vbscript", "livescript", "data"})
"""Schemes of URLs that may run code where a reader follows them."""
_MEDIA_DATA = ("data:image/", "data:video/", "data:audio/")
_SECURE_FRAME = re.compile(r"(?:https:)?//[^/]", re.IGNORECASE)

# Elements that show a document in a frame, where its scripts run: element -> the attribute with its URL.
_FRAMES = {"embed": "src", "iframe": "src", "object": "data"}
_OTHER_SITE = re.compile(r"(?:https?:)?//[^/\\]")
_AUTHORITY = re.compile(r"(?:https?:)?//+([^/?#]*)", re.IGNORECASE)
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_OTHER_SCHEME = re.compile(r"(?!https?:)[a-z][a-z0-9+.-]+:")
_WITHOUT_SCRIPTS = re.compile(r"\.(?:avif|bmp|gif|jpe?g|mp[34]|ogg|pdf|png|wav|web[mp])\Z")


def clean_tag(text: str, tag: Token, name: str, own_hosts: Collection[str] = ()) -> str:
    """Return the tag with that name and without harmful attributes; every other byte is kept."""
    kept = ["<", name]
    position, framed = tag.start + 1 + len(tag.name), _FRAMES[tag.element] if framed_document(tag, own_hosts) else ""
    gap = ""  # what separates the attributes around those that are removed
    for attribute in tag.attributes:
        gap += text[position : attribute.start]
        position = attribute.end
        if _is_harmless(attribute, tag.element) and not (framed and attribute.name == framed):
            kept += [gap, text[attribute.start : position]]
            gap = ""
        elif text[position] in "\t\n\f\r >":
            gap = ""  # also so that the slash of `<svg/onload=x>` does not close the element
    return "".join([*kept, gap, text[position : tag.end]])


def clean_start_tag(text: str, tag: Token, name: str, own_hosts: Collection[str] = ()) -> str:
    """Return the tag cleaned and without a trailing slash, which only void elements and SVG may have."""
    cleaned = clean_tag(text, tag, name, own_hosts)
    if not tag.self_closing:
        return cleaned
    kept = next(tokenize(cleaned))
    return f"{cleaned[: kept.attributes[-1].end if kept.attributes else 1 + len(name)]}>"


def clean_frame(text: str, tag: Token) -> str:
    """Return an ``<iframe>`` with its end tag; empty unless its URL is https or ``//host``, which becomes https."""
    source = tag.by_name.get("src")
    if source is None or not _SECURE_FRAME.match(url := unescape(source.value or "").strip()):
        return ""
    if url.startswith("//"):
        value = text[source.value_start : source.end].replace("//", "https://", 1)
        text = f"{text[tag.start : source.value_start]}{value}{text[source.end : tag.end]}"
        tag = next(tokenize(text))
    return f"{clean_start_tag(text, tag, tag.name)}</{tag.name}>"


def host_of(url: str) -> str:
    """Return the host of an absolute URL, or of ``//host/path``, as a browser reads it; empty if it names none."""
    found = _AUTHORITY.match(_IGNORED_IN_URL.sub("", url).replace("\\", "/"))
    host = unquote(found[1]).rpartition("@")[2].partition(":")[0] if found else ""
    try:
        return host.encode("idna").decode().lower().rstrip(".")
    except UnicodeError:
        return host.lower()


def framed_document(tag: Token, own_hosts: Collection[str]) -> str:
    """Return the URL of a document of this site that a tag would frame, whose scripts would run as ours; or "".

    ``own_hosts`` are those that the site is served from.
    """
    name = _FRAMES.get(tag.element)
    if name is None:
        return ""
    value = tag.value_of(name)
    if not value or not _is_harmless_url(value, tag.element):
        return ""
    url = unescape(value).strip()
    plain = _IGNORED_IN_URL.sub("", url).lower()
    if not plain or _OTHER_SCHEME.match(plain) or (_OTHER_SITE.match(plain) and host_of(plain) not in own_hosts):
        return ""
    path = plain.partition("#")[0].partition("?")[0]
    return "" if tag.element != "iframe" and _WITHOUT_SCRIPTS.search(path) else url


_SHOWN_BY_SCRIPT = re.compile(
    r"\A\s*+(?:https?:)?//((?:gist\.github\.com|asciinema\.org/a)/[\w./-]{1,200}?)\.js(?:[?#]\S*+)?\s*+", re.IGNORECASE
)


_INSECURE_FRAME = re.compile(r"\A\s*+(http://[^\s<>\"'\\]++)\s*+", re.IGNORECASE)


def shown_in_its_place(tag: Token) -> str:
    """Return the URL of what an element that is removed would show, for a link to it; empty if there is none.

    That is a gist or a recorded terminal, which a script shows, and a frame of a page without https.
    """
    if tag.element not in ("iframe", "script"):
        return ""
    source = unescape(tag.value_of("src"))
    if tag.element == "iframe":
        frame = _INSECURE_FRAME.fullmatch(source)
        return frame[1] if frame else ""
    match = _SHOWN_BY_SCRIPT.fullmatch(source)
    return f"https://{match[1]}" if match else ""


def scheme_of(url: str) -> str:
    """Return the scheme of a URL as a browser reads it, in lower case; empty if it has none."""
    found = _SCHEME.match(_IGNORED_IN_URL.sub("", url))
    return found[1].lower() if found else ""


def is_embedded_image(url: str, element: str) -> bool:
    """Return whether a URL in an element holds an image itself: ``data:image/png;base64,...``."""
    return element == "img" and _IGNORED_IN_URL.sub("", url).lower().startswith("data:image/")


def has_script_url(attribute: Attribute, element: str) -> bool:
    """Return whether an attribute holds a URL that runs code."""
    is_url = attribute.name in _URL_ATTRIBUTES and attribute.value is not None
    return is_url and not _is_harmless_url(attribute.value or "", element)


def is_component_attribute(attribute: Attribute) -> bool:
    """Return whether an attribute is a Vue directive: ``v-if``, ``:src``, ``@click``, ``#slot``."""
    return attribute.name.startswith(("v-", ":", "@", "#"))


_COMPONENT_NAME = re.compile(r"[A-Za-z][\w.-]*")


def is_component_name(name: str) -> bool:
    """Return whether the name of a tag may be that of a component: ``ClientOnly``, ``client-only``."""
    return _COMPONENT_NAME.fullmatch(name) is not None and ("-" in name or not name.islower())


def names_image(tag: Token) -> bool:
    """Return whether a tag is a component that shows an image: ``<Zoom src="a.png" />``, ``<Figure src="a.png">``."""
    if tag.element in elements.VOID | elements.HIDDEN | _MEDIA or not is_component_name(tag.name):
        return False
    path = unescape(tag.value_of("src")).partition("#")[0].partition("?")[0]
    return path.strip().lower().endswith(elements.IMAGE_SUFFIXES)


def is_misnamed_img(tag: Token) -> bool:
    """Return whether a tag is an ``<image src>``, an ``<img>`` to browsers outside <svg>; or the ``<Image>`` of MDX."""
    return tag.element == "image" and any(attribute.name == "src" for attribute in tag.attributes)


def _is_harmless(attribute: Attribute, element: str) -> bool:
    name = attribute.name
    if not _PLAIN_NAME.fullmatch(name) or is_component_attribute(attribute):
        return False
    if name.startswith("on") or name in _REMOVED:
        return False
    if name in _URL_ATTRIBUTES and attribute.value is not None:
        return _is_harmless_url(attribute.value, element)
    return True


def _is_harmless_url(value: str, element: str) -> bool:
    # Browsers ignore spaces and control characters, so `java&#10;script:` is code as well.
    url = _IGNORED_IN_URL.sub("", unescape(value)).lower()
    if url.startswith("data:"):
        return element in _MEDIA and url.startswith(_MEDIA_DATA)
    return not url.startswith(_CODE) and not (element in _FRAMES and _OTHER_SCHEME.match(url))
