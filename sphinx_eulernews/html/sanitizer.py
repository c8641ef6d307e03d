"""Sanitize start tags: remove attributes that run code or belong to Vue components.

``repair`` passes every start tag through this module, and emits no comment and no element with raw text content, so
a browser sees no tag that was not sanitized.
"""

from __future__ import annotations

import html
import re

from sphinx_eulernews.html.tokenizer import Attribute, Token, tokenize

_URL_ATTRIBUTES = frozenset(
    {"background", "cite", "classid", "codebase", "data", "href", "longdesc", "poster", "src", "xlink:href"}
)
_REMOVED = frozenset({"action", "formaction", "srcdoc"})
_MEDIA = frozenset({"audio", "image", "img", "source", "video"})
_PLAIN_NAME = re.compile(r"[a-z_][a-z0-9_:.-]*")
_IGNORED_IN_URL = re.compile(r"[\x00-\x20]")
_CODE = ("javascript:", "vbscript:", "livescript:")
_MEDIA_DATA = ("data:image/", "data:video/", "data:audio/")
_SECURE_FRAME = re.compile(r"(?:https:)?//[^/]", re.IGNORECASE)

# Elements that show a document in a frame, where its scripts run: element -> the attribute with its URL.
_FRAMES = {"embed": "src", "iframe": "src", "object": "data"}
_OTHER_SITE = re.compile(r"(?:https?:)?//[^/\\]")
_OTHER_SCHEME = re.compile(r"(?!https?:)[a-z][a-z0-9+.-]+:")
_WITHOUT_SCRIPTS = re.compile(r"\.(?:avif|bmp|gif|jpe?g|mp[34]|ogg|pdf|png|wav|web[mp])\Z")


def clean_tag(text: str, tag: Token, name: str) -> str:
    """Return the tag with that name and without harmful attributes; every other byte is kept."""
    kept = ["<", name]
    position, framed = tag.start + 1 + len(tag.name), _FRAMES[tag.element] if framed_document(tag) else ""
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


def clean_start_tag(text: str, tag: Token, name: str) -> str:
    """Return the tag likewise, without a trailing slash, which only void elements and SVG may have."""
    cleaned = clean_tag(text, tag, name)
    if not tag.self_closing:
        return cleaned
    kept = next(tokenize(cleaned))
    return f"{cleaned[: kept.attributes[-1].end if kept.attributes else 1 + len(name)]}>"


def clean_frame(text: str, tag: Token) -> str:
    """Return an ``<iframe>`` with its end tag; empty unless its URL is https or ``//host``, which becomes https."""
    source = next((attribute for attribute in tag.attributes if attribute.name == "src"), None)
    if source is None or not _SECURE_FRAME.match(url := html.unescape(source.value or "").strip()):
        return ""
    if url.startswith("//"):
        value = text[source.value_start : source.end].replace("//", "https://", 1)
        text = f"{text[tag.start : source.value_start]}{value}{text[source.end : tag.end]}"
        tag = next(tokenize(text))
    return f"{clean_start_tag(text, tag, tag.name)}</{tag.name}>"


def framed_document(tag: Token) -> str:
    """Return the URL of a document of this site that a tag would frame, whose scripts would run as ours; or ""."""
    name = _FRAMES.get(tag.element, "")
    value = next((attribute.value for attribute in tag.attributes if attribute.name == name), None)
    if not value or not _is_harmless_url(value, tag.element):
        return ""
    url = html.unescape(value).strip()
    plain = _IGNORED_IN_URL.sub("", url).lower()
    if not plain or _OTHER_SITE.match(plain) or _OTHER_SCHEME.match(plain):
        return ""
    path = plain.partition("#")[0].partition("?")[0]
    return "" if tag.element != "iframe" and _WITHOUT_SCRIPTS.search(path) else url


def has_script_url(attribute: Attribute, element: str) -> bool:
    """Return whether an attribute holds a URL that runs code."""
    is_url = attribute.name in _URL_ATTRIBUTES and attribute.value is not None
    return is_url and not _is_harmless_url(attribute.value or "", element)


def is_component_attribute(attribute: Attribute) -> bool:
    """Return whether an attribute is a Vue directive: ``v-if``, ``:src``, ``@click``, ``#slot``."""
    return attribute.name.startswith(("v-", ":", "@", "#"))


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
    url = _IGNORED_IN_URL.sub("", html.unescape(value)).lower()
    if url.startswith("data:"):
        return element in _MEDIA and url.startswith(_MEDIA_DATA)
    return not url.startswith(_CODE)
