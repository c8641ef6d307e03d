"""Content between tags of Hugo that the old site does not show: comments, encrypted text and scripts. Pure."""

from __future__ import annotations

import re

from sphinx_eulernews.markdown.code_chunks import are_code

# {{% comment %}} of Hugo, {{% hugo-encryptor "password" %}}, {{< fixit-encryptor >}}, {{< script >}} of LoveIt
_TAG = re.compile(
    r"""
    \{\{[<%][ \t]*+ (?P<close> / )?+ [ \t]*+
    (?P<name> comment | script | (?: [A-Za-z]{1,30}+ - )?+ encrypt(?:ed|or|ion)?+ ) (?![\w.-])
    (?: [^<>%/] | [<>%](?!\}\}) | /(?![ \t]*+[>%]\}\}) ){0,800}+ [>%]\}\}
    """,
    re.VERBOSE,
)
_SILENT = "comment"  # nothing of it was ever shown


def without_hidden_content(text: str) -> str:
    """Return the text of a post without what stands between such tags, also where that is code.

    Line breaks stay, and so do the tags, for a warning that they are ignored; but for those of comments. In code, they
    are an example. A tag that nothing closes hides nothing, as Hugo does not accept it.
    """
    tags = list(_TAG.finditer(text))
    last_end = {tag["name"]: tag.start() for tag in tags if tag["close"]}
    if not last_end:
        return text
    code = are_code(text.split("\n"))
    parts, done, line, counted = list[str](), 0, 0, 0
    opened: re.Match[str] | None = None
    for tag in tags:
        line, counted = line + text.count("\n", counted, tag.start()), tag.start()
        if opened is None:
            is_opened = not tag["close"] and not code[line] and last_end.get(tag["name"], -1) > tag.start()
            opened = tag if is_opened else None
        elif tag["close"] and tag["name"] == opened["name"]:
            is_silent = tag["name"] == _SILENT
            start, end = (opened.start(), tag.end()) if is_silent else (opened.end(), tag.start())
            parts += [text[done:start], "\n" * text.count("\n", start, end)]
            done, opened = end, None
    return "".join([*parts, text[done:]])
