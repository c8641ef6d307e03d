"""Tags of themes of Hexo within a line: words in colour, boxes to tick, buttons. Pure.

The themes are NexT, Butterfly, Fluid, Volantis and Stellar; several have the same names for tags.
"""

from __future__ import annotations

import re

from sphinx_eulernews.markdown.tag_arguments import (
    BOOLEANS,
    COLOURS,
    TARGET,
    Arguments,
    Translate,
    plain_text,
    plain_title,
)

_WITH_CLASS = re.compile(r"\A[a-z]*+[ \t]*+@[ \t]*+(.++)", re.DOTALL)
_NOTE_LOOKS = {"flat", "modern", "no-icon", "simple", "tip"}
_CHECKBOX_LOOKS = COLOURS | {"checked", "plus", "minus", "times"}


def _label(arguments: Arguments) -> str | None:
    """Translate the tags of Hexo themes for a word on a coloured ground, ``{% label red@text %}``, as the text."""
    if written := _WITH_CLASS.fullmatch(arguments.text):
        return written[1]
    parts = arguments.text.split()
    return " ".join(parts[:-1] if len(parts) > 1 and parts[-1].lower() in COLOURS else parts) or None


def _text(arguments: Arguments) -> str | None:
    return plain_text(arguments.text) or None


def _after_comma(arguments: Arguments) -> str | None:
    """Translate ``{% span red, text %}`` of Hexo themes, also ``{% p red::text %}``, as the text."""
    return arguments.text.partition(_separator(arguments.text))[2].strip() or None


def _separator(text: str) -> str:
    """Return what stands between the parts of a tag: ``::`` in newer releases of Volantis, else a comma."""
    return "::" if "::" in text.partition(",")[0] else ","


def _note(arguments: Arguments) -> str | None:
    """Translate ``{% note quote, text %}`` of Volantis and ``{% note text color:red %}`` of Stellar, as the text."""
    if _separator(arguments.text) in arguments.text:
        return _after_comma(arguments)
    is_text = set(arguments.text.lower().split()) - COLOURS - _NOTE_LOOKS  # {% note info %} opens a box
    return _text(arguments) if is_text else None


def _checkbox(arguments: Arguments, boxes: str = "☐☑") -> str | None:
    """Translate ``{% checkbox red checked, text %}`` of Volantis, ``{% checkbox checked:true text %}`` of Stellar."""
    looks, separator, text = arguments.text.partition(_separator(arguments.text))
    is_checked = "checked" in looks.split() or arguments.named.get("checked") == "true"
    if not separator or set(looks.split()) - _CHECKBOX_LOOKS:
        text = plain_text(arguments.text)
    return f"{boxes[is_checked]} {text.strip()}<br>" if text.strip() else None


def _radio(arguments: Arguments) -> str | None:
    return _checkbox(arguments, "○◉")


def _fluid_checkbox(arguments: Arguments) -> str | None:
    """Translate ``{% cb text, checked, inline %}`` of Fluid; without text, what follows is the text."""
    parts = [part.strip() for part in arguments.text.split(",")]
    text = "" if parts[0] in BOOLEANS else parts.pop(0)
    flags = [*parts, "", ""]
    return f"{'☐☑'[flags[0] == 'true']} {text}" + ("<br>" if text and flags[1] != "true" else "")


def _copied(arguments: Arguments) -> str | None:
    text = plain_text(arguments.text)
    return f"`` {text} ``" if text and "``" not in text else None


def _annotated(arguments: Arguments) -> str | None:
    """Translate ``{% bubble text,"note",colour %}`` and ``{% bubble text@note %}``, a text with a remark on it."""
    text, _mark, rest = arguments.text.partition("@" if "@" in arguments.text.partition(",")[0] else ",")
    quoted = re.match(r"[ \t]*+\"([^\"]*+)\"", rest)
    note = quoted[1] if quoted else rest.partition(",")[0]
    return f"{text.strip()} ({note.strip()})" if text.strip() and note.strip() else text.strip() or None


def _cell(arguments: Arguments) -> str | None:
    """Translate ``{% cell text, url, icon %}`` of Volantis."""
    text, url, *_ = [*(part.strip() for part in arguments.text.split(",")), "", ""]
    return f"[{plain_title(text)}](<{url}>)" if text and TARGET.match(url) else None


def _element(name: str) -> Translate:
    """Make a translation of ``{% sup text %}`` of Stellar, an element of HTML."""

    def element(arguments: Arguments) -> str | None:
        text = plain_text(arguments.text)
        return f"<{name}>{text}</{name}>" if text else None

    return element


def _button(arguments: Arguments) -> str | None:
    """Translate ``{% btn url, text, icon %}`` of NexT and Butterfly, ``{% btn style::text::url %}`` of Volantis."""
    separator, step = ("::", -1) if "::" in arguments.text else (",", 1)
    parts = ["", *(part.strip(" \t\n\"'") for part in arguments.text.split(separator)), ""]
    place = next((number for number, part in enumerate(parts) if TARGET.match(part)), None)
    if place is None:
        words = plain_text(arguments.text).split()  # of Stellar: {% button text url icon:x %}
        url = next(filter(TARGET.match, words), "")
        return f"[{plain_title(' '.join(word for word in words if word != url)) or url}](<{url}>)" if url else None
    return f"[{plain_title(parts[place + step] or parts[place - step]) or parts[place]}](<{parts[place]}>)"


HEXO_TAGS: dict[str, Translate] = {
    "btn": _button, "button": _button, "label": _label, "span": _after_comma, "p": _after_comma, "note": _note,
    **dict.fromkeys(("u", "emp", "wavy", "del", "kbd", "psw"), lambda arguments: arguments.text or None),
    **dict.fromkeys(("blur", "quot", "spoiler"), _text), **dict.fromkeys(("bubble", "nota"), _annotated),
    **{name: _element(name) for name in ("mark", "sub", "sup")},
    "checkbox": _checkbox, "radio": _radio, "cb": _fluid_checkbox, "cell": _cell, "copy": _copied,
    "hideInline": lambda arguments: arguments.text.partition(",")[0] or None,
}  # fmt: skip
