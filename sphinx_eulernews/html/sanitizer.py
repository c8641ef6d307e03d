"""A start tag -> the same tag without what runs code or belonged to the old site's components.

Posts may come from strangers. Together with `repairing`, which emits no comment and no element whose content a
browser reads as raw text, there is no place left where a browser could see a tag that was not judged here.
"""

from __future__ import annotations

import html
import re

from sphinx_eulernews.html.tokenizer import Attribute, Token, tokenize

_ADDRESSES = frozenset(
    {"background", "cite", "classid", "codebase", "data", "href", "longdesc", "poster", "src", "xlink:href"}
)
_REMOVED = frozenset({"action", "formaction", "srcdoc"})
_MEDIA = frozenset({"audio", "image", "img", "source", "video"})
_PLAIN_NAME = re.compile(r"[a-z_][a-z0-9_:.-]*")
_IGNORED_IN_ADDRESS = re.compile(r"[\x00-\x20]")
_CODE = ("javascript:", "vbscript:", "livescript:")
_PICTURE_DATA = ("data:image/", "data:video/", "data:audio/")
_SECURE_FRAME = re.compile(r"(?:https:)?//[^/]", re.IGNORECASE)


def clean_tag(text: str, tag: Token, name: str) -> str:
    """Return the tag under that name; every byte but those of removed attributes stays as it is."""
    pieces = ["<", name]
    position = tag.start + 1 + len(tag.name)
    for attribute in tag.attributes:
        if not _is_harmless(attribute, tag.element):
            pieces.append(text[position : attribute.start])
            position = attribute.end
            if text[position] in "\t\n\f\r >":  # otherwise the blank parts the attributes before and after
                pieces[-1] = pieces[-1].rstrip("\t\n\f\r ")
    pieces.append(text[position : tag.end])
    return "".join(pieces)


def clean_start_tag(text: str, tag: Token, name: str) -> str:
    """Return the tag likewise, without the slash at its end, which only void elements and SVG may have."""
    cleaned = clean_tag(text, tag, name)
    return f"{cleaned.removesuffix('/>').rstrip()}>" if tag.self_closing else cleaned


def clean_frame(text: str, tag: Token) -> str:
    """Return a whole ``<iframe>``; nothing unless it is fetched by https, which ``//host`` is taken for."""
    source = next((attribute for attribute in tag.attributes if attribute.name == "src"), None)
    if source is None or not _SECURE_FRAME.match(address := html.unescape(source.value or "").strip()):
        return ""
    if address.startswith("//"):
        value = text[source.value_start : source.end].replace("//", "https://", 1)
        text = f"{text[tag.start : source.value_start]}{value}{text[source.end : tag.end]}"
        tag = next(tokenize(text))
    return f"{clean_start_tag(text, tag, tag.name)}</{tag.name}>"


def is_component_attribute(attribute: Attribute) -> bool:
    """Tell whether an attribute is an instruction to Vue: ``v-if``, ``:src``, ``@click``, ``#slot``."""
    return attribute.name.startswith(("v-", ":", "@", "#"))


def _is_harmless(attribute: Attribute, element: str) -> bool:
    name = attribute.name
    if not _PLAIN_NAME.fullmatch(name) or is_component_attribute(attribute):
        return False
    if name.startswith("on") or name in _REMOVED:
        return False
    if name in _ADDRESSES and attribute.value is not None:
        return _is_harmless_address(attribute.value, element)
    return True


def _is_harmless_address(value: str, element: str) -> bool:
    # A browser overlooks blanks and control characters, so `java&#10;script:` is code as well.
    address = _IGNORED_IN_ADDRESS.sub("", html.unescape(value)).lower()
    if address.startswith("data:"):
        return element in _MEDIA and address.startswith(_PICTURE_DATA)
    return not address.startswith(_CODE)
