"""Tags of Hugo, Zola, Jekyll and Hexo that have a counterpart in Markdown: images, links, references to posts. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath

from sphinx_eulernews.html.elements import IMAGE_SUFFIXES

_ARGUMENT = re.compile(
    r"""
    (?: (?P<key> [\w-]{1,60}+ ) [ \t]*+[=:][ \t]*+ )?
    (?: "(?P<double> (?: [^"\\] | \\. )*+ )" | '(?P<single> [^']*+ )' | `(?P<raw> [^`]*+ )` | (?P<bare> [^\s"']++ ) )
    """,
    re.VERBOSE | re.DOTALL,
)
_COMMA = re.compile(r"(\"(?:[^\"\\]|\\.)*+\"|'[^']*+'|`[^`]*+`)|,")
_WEB = re.compile(r"https?://\S", re.IGNORECASE)
# The URL after the text of a link, which begins a word or follows a comma; one after a comma ends at the next.
_LINKED = re.compile(
    r"(?:\A|(?<=\s))(?P<web>https?://[^\s<>]++)|(?<=,)(?P<other>(?:https?:/|/)[^\s<>,]++)", re.IGNORECASE
)
_URL_FIRST = re.compile(r"(https?://[^\s<>,]++),([^,<>]++)(?:,|\Z)", re.IGNORECASE)  # {% link url,text,icon %}
_LENGTH = re.compile(r"\d{1,5}(?:px|%)?")
_TARGET = re.compile(r"(?:https?:/|\.{0,2})/[^\s<>]*+\Z", re.IGNORECASE)
_WITH_CLASS = re.compile(r"\A[a-z]*+[ \t]*+@[ \t]*+(.++)", re.DOTALL)
COLOURS = frozenset({
    "blue", "cyan", "danger", "dark", "default", "gray", "green", "info", "light", "orange", "pink", "primary",
    "purple", "red", "success", "warning", "yellow",
})  # fmt: skip
"""What themes of Hexo call the looks of a tag."""
BOOLEANS = frozenset({"true", "false"})
"""Flags among the arguments of tags, which are no text."""
_OPTION = re.compile(r"(?<!\S)[a-z]{1,20}+:(?!//)\S++")
_NOTE_LOOKS = {"flat", "modern", "no-icon", "simple", "tip"}
_CHECKBOX_LOOKS = COLOURS | {"checked", "plus", "minus", "times"}
_URL_BEGINNINGS = ("](", "](<", '="', "='", "]: ")
_IMAGE_KEYS = ("src", "image_path", "image", "path", "url", "file")
_LINK_KEYS = ("href", "url", "link")
_PLAYERS = {".mp4": "video", ".webm": "video", ".mp3": "audio", ".ogg": "audio", ".wav": "audio", ".m4a": "audio"}
_SHOWN = frozenset({*IMAGE_SUFFIXES, *_PLAYERS})
_VIDEOS = {
    "ghcard": "https://github.com/{}", "jsfiddle": "https://jsfiddle.net/{}",
    "youtube": "https://www.youtube.com/watch?v={}", "vimeo": "https://vimeo.com/{}",
    "bilibili": "https://www.bilibili.com/video/{}", "gist": "https://gist.github.com/{}",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Arguments:
    """The arguments of a tag, by name and by position, and as they are written."""

    named: dict[str, str]
    plain: list[str]
    text: str = ""

    @classmethod
    def of(cls, text: str) -> Arguments:
        """Read ``src="a.png" 200 'A title'``."""
        named: dict[str, str] = {}
        plain: list[str] = []
        for match in _ARGUMENT.finditer(text):
            key, *values = match.groups()
            value = next(value for value in values if value is not None).replace('\\"', '"')
            if key and not (match["bare"] or "").startswith("//"):  # as in ``https://``
                named.setdefault(key.lower(), value)
            else:
                plain.append(match[0] if key else value)
        return cls(named, plain, text.strip())

    @classmethod
    def of_call(cls, text: str) -> Arguments:
        """Read ``src="a.png", width=200``."""
        return cls.of(_COMMA.sub(lambda match: match[1] or " ", text))

    def first(self, *names: str) -> str:
        """Return the first argument of these names, else the first without a name; empty if there is none."""
        return next((self.named[name] for name in names if name in self.named), self.plain[0] if self.plain else "")

    def given(self, *names: str) -> str:
        """Return the first argument of these names that is not empty; empty if there is none."""
        return next(filter(None, map(self.named.get, names)), "")


Translate = Callable[[Arguments], str | None]


def _image(arguments: Arguments) -> str | None:
    source = arguments.first(*_IMAGE_KEYS) or _image_in(arguments, ["link"])
    if not source or "{" in source:
        return None
    named = arguments.named
    caption = named.get("caption") or named.get("attr", "")
    shown = f"![{_plain(named.get('alt') or caption or named.get('title', ''))}](<{source}>)"
    if (width := named.get("width", "")) and re.fullmatch(r"\d{1,4}(?:px|%)?", width):
        shown += f"{{width={width}}}"
    if (link := named.get("link")) and link != source:
        shown = f"[{shown}](<{link}>)"
    title = named.get("title", "")
    below = [f"**{title}**"] if title and title != caption else []
    return "<br>".join([shown, *below, *([caption] if caption else [])])


def _plain(text: str) -> str:
    return re.sub(r"</?[A-Za-z][^<>]*+>|[\[\]\n`*_<>]", "", text)


def _placed_image(arguments: Arguments) -> str | None:
    """Translate ``{% asset_img [class] file [width] [height] ["title" "alt"] %}`` of Hexo."""
    parts = [word.strip(",") for word in arguments.plain]
    place = next(
        (n for n, word in enumerate(parts) if _WEB.match(word) or re.search(r"\.\w{2,5}(?:\?|\Z)", word)), None
    )
    if place is None:
        return None
    rest = parts[place + 1 :]
    size = next((word for word in rest[:1] if word.isdecimal()), "")
    texts = [word for word in rest if not _LENGTH.fullmatch(word)]
    # Without quotation marks, all of it is the title: {% img a.png The old quay %}.
    alt = (texts[-1] if set(arguments.text) & set("'\"") else " ".join(texts)).strip("'\"") if texts else ""
    return f"![{_plain(alt)}](<{parts[place]}>)" + (f"{{width={size}}}" if size else "")


def _shown_image(arguments: Arguments) -> str | None:
    """Translate ``{% image "./a.png", "alt", [900] %}`` of Eleventy, an image with its text."""
    source = arguments.named.get("src") or next(iter(arguments.plain), "").strip("\"',")
    is_named = _WEB.match(source) or PurePosixPath(source).suffix.lower() in _SHOWN
    if not is_named or set(source) & set("{<>\n"):
        return None  # the name of a variable
    rest = (text.strip(",") for text in arguments.plain[1:])
    texts = (text for text in rest if text and not text.startswith("[") and not _LENGTH.fullmatch(text))
    return f"![{_plain(arguments.named.get('alt', '').strip(',') or next(texts, ''))}](<{source}>)"


def _file(arguments: Arguments) -> str | None:
    """Translate ``{% video url %}``, ``{% audio url %}`` and ``{% pdf url %}`` of Hexo plugins, as a player or link."""
    source = arguments.first("src", "url").strip(",")
    if not set(source) & set("./") or set(source) & set('"<>{}'):
        return None
    return _player(source) or f"[{source}](<{source}>)"


def _include(arguments: Arguments) -> str | None:
    """Translate ``{% include figure image_path= %}`` and ``{% include embed/youtube.html id= %}`` of Jekyll themes."""
    rest = Arguments(arguments.named, [])
    name = arguments.named.get("provider") or PurePosixPath(arguments.first()).stem
    if make := _MEDIA.get(name.lower()):
        return make(rest)
    source = rest.first(*_IMAGE_KEYS[:3]) or _image_in(rest, _IMAGE_KEYS[3:])
    return _player(source) or (_image(Arguments({**rest.named, "src": source}, [])) if source else None)


def _player(source: str) -> str | None:
    """Return the element that plays a video or a sound; None for the path of anything else."""
    player = _PLAYERS.get(PurePosixPath(source).suffix.lower())
    return f'<{player} src="{source}" controls></{player}>' if player and not set(source) & set('"<>{}') else None


def _recording(arguments: Arguments) -> str | None:
    """Translate ``{{< video src="a.mp4" >}}`` of themes of Hugo and ``{{< video URL >}}`` of Quarto."""
    source = arguments.first("src", "url", "file", "mp4", "webm", "mp3")
    return _player(source) or (f"<{source}>" if _WEB.match(source) and not set(source) & set("<> {}\n") else None)


def named_image(arguments: Arguments, tag: re.Match[str] | None = None) -> str | None:
    """Translate a tag that is not known and names an image: ``{{< zoom src="a.png" >}}``, ``{% picture a.png %}``.

    Where a URL is expected before the ``tag``, ``![]({% asset a.png %})``, it is the path alone.
    """
    before = tag.string[max(tag.start() - 3, 0) : tag.start()] if tag else ""
    keys = [key for key in arguments.named if key.endswith(_IMAGE_KEYS)]
    first = next(iter(arguments.plain), "").strip(",")
    source = _image_in(Arguments({**arguments.named, "": first}, []), [*keys, ""])
    if not source or before.endswith(_URL_BEGINNINGS):
        return source or None
    return _player(source) or _image(Arguments({**arguments.named, "src": source}, []))


def named_page(arguments: Arguments, tag: re.Match[str]) -> str | None:
    """Translate a tag that is not known and names a page of the web: ``{% embed URL %}``, ``{{< x url="URL" >}}``."""
    url = next(filter(_WEB.match, [*arguments.plain[:1], arguments.given(*_LINK_KEYS, "src", "path")]), "").rstrip(",")
    before = tag.string[max(tag.start() - 3, 0) : tag.start()]
    if not url or set(url) & set("<> {}\"'\n") or PurePosixPath(url).suffix.lower() in (".css", ".js"):
        return None
    if before.endswith(_URL_BEGINNINGS):
        return url
    return f"[{_plain(arguments.given('text', 'title', 'name')) or url}](<{url}>)"


def enclosed_link(arguments: Arguments, text: str) -> str | None:
    """Translate ``{{< button href="/x" >}}text{{< /button >}}``, a tag of any name with a URL around a text."""
    if arguments.given("title") or named_image(arguments):
        return None
    page = arguments.given("ref", "relref")
    url = _page(Arguments({"path": page}, [])) if page else arguments.given(*_LINK_KEYS)
    return f"[{text}](<{url}>)" if url and not set(url) & set("<>{}\n") and not set(text) & set("[]") else None


def _image_in(arguments: Arguments, names: Iterable[str]) -> str:
    """Return the first of these arguments that names an image, a video or a sound; empty if there is none."""
    values = (arguments.named.get(name, "") for name in names)
    return next((value for value in values if PurePosixPath(value).suffix.lower() in _SHOWN), "")


def _page(arguments: Arguments) -> str | None:
    """Translate a reference to a page, as the URL of a link."""
    path = arguments.first("path", "name")
    name = path.partition("#")[0]
    return f"./{path}" if name and not set(name) & set("./") else path


def _post_url(arguments: Arguments) -> str | None:
    name = arguments.first().lstrip("/")
    return f"{name.removesuffix('.md')}.md" if name else None


def _link(arguments: Arguments) -> str | None:
    """Translate ``{% link path %}`` of Jekyll, as the URL of a link, and ``{% link text url %}`` of Hexo.

    Themes of Hexo write commas between the parts: ``{% link text,site,url,image %}``.
    """
    text = " ".join(arguments.plain)
    if named := _URL_FIRST.match(text):
        return f"[{_plain(named[2]).strip() or named[1]}](<{named[1]}>)"
    if found := _LINKED.search(text):
        url = (found["web"] or found["other"]).rstrip(",")
        before, after = (
            plain_text(part.replace(",", " ")).split() for part in (text[: found.start()], text[found.end() :])
        )
        parts = before or [word for word in after if word not in BOOLEANS]  # of Stellar: {% link url text %}
        return f"[{_plain(' '.join(parts)) or url}](<{url}>)"
    path = arguments.first()
    return path.removeprefix("_posts/") if path.startswith("_posts/") else f"/{path.lstrip('/')}" if path else None


def _web_link(arguments: Arguments) -> str | None:
    """Translate ``{{< link "url" "text" >}}`` of LoveIt, and ``{{< card link="/x" title="text" >}}``."""
    url = arguments.first(*_LINK_KEYS)
    parts = [word for word in arguments.plain if word != url]
    name = arguments.given("content", "text")
    if not (_WEB.match(url) or (url and url == arguments.given(*_LINK_KEYS))) or set(url) & set("<>{}\n"):
        return None
    return f"[{_plain(name or next(iter(parts), arguments.named.get('title', ''))) or url}](<{url}>)"


def _post_link(arguments: Arguments) -> str | None:
    """Translate ``{% post_link file [title] [escape] %}`` of Hexo."""
    target = _post_url(arguments)
    parts = arguments.plain[1:]
    title = parts[:-1] if parts and parts[-1] in BOOLEANS else parts
    return target and f"[{_plain(' '.join(title))}](<{target}>)"


def _asset_link(arguments: Arguments) -> str | None:
    path = arguments.first()
    return path and f"[{_plain(' '.join(arguments.plain[1:]) or path)}](<{path}>)"


def _video(name: str) -> Callable[[Arguments], str | None]:
    """Make a translation of an embedded video or gist: a link to it."""

    def link(arguments: Arguments) -> str | None:
        of_gist = "/".join(arguments.plain[:2]) if name == "gist" else ""
        target = of_gist or arguments.first("id", "src", "url")
        url = target if target.startswith("http") else _VIDEOS[name].format(target)
        return f"<{url}>" if target and re.fullmatch(r"[\w./:?=&-]{1,300}", url) else None

    return link


def _label(arguments: Arguments) -> str | None:
    """Translate the tags of Hexo themes for a word on a coloured ground, ``{% label red@text %}``, as the text."""
    if written := _WITH_CLASS.fullmatch(arguments.text):
        return written[1]
    parts = arguments.text.split()
    return " ".join(parts[:-1] if len(parts) > 1 and parts[-1].lower() in COLOURS else parts) or None


def plain_text(text: str) -> str:
    """Return the text among the arguments of a tag of Stellar, without options: ``{% mark text color:red %}``."""
    return _OPTION.sub("", text).strip()


def _text(arguments: Arguments) -> str | None:
    return plain_text(arguments.text) or None


def _key(arguments: Arguments) -> str | None:
    """Translate ``{{< kbd Ctrl-C >}}``."""
    text = " ".join(arguments.plain) or next(iter(arguments.named.values()), "")
    return f"<kbd>{text}</kbd>" if text and not set(text) & set("<>&\n") else None


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


def _hashtag(arguments: Arguments) -> str | None:
    return _link(arguments) if _LINKED.search(arguments.text) else _text(arguments)


def _framed(arguments: Arguments) -> str | None:
    """Translate ``{% iframe url [width] [height] %}`` of Hexo, as a link."""
    url = arguments.first("src", "url")
    return f"<{url}>" if _WEB.match(url) and not set(url) & set("<> {}\n") else None


def _annotated(arguments: Arguments) -> str | None:
    """Translate ``{% bubble text,"note",colour %}`` and ``{% bubble text@note %}``, a text with a remark on it."""
    text, _mark, rest = arguments.text.partition("@" if "@" in arguments.text.partition(",")[0] else ",")
    quoted = re.match(r"[ \t]*+\"([^\"]*+)\"", rest)
    note = quoted[1] if quoted else rest.partition(",")[0]
    return f"{text.strip()} ({note.strip()})" if text.strip() and note.strip() else text.strip() or None


def _cell(arguments: Arguments) -> str | None:
    """Translate ``{% cell text, url, icon %}`` of Volantis."""
    text, url, *_ = [*(part.strip() for part in arguments.text.split(",")), "", ""]
    return f"[{_plain(text)}](<{url}>)" if text and _TARGET.match(url) else None


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
    place = next((number for number, part in enumerate(parts) if _TARGET.match(part)), None)
    if place is None:
        words = plain_text(arguments.text).split()  # of Stellar: {% button text url icon:x %}
        url = next(filter(_TARGET.match, words), "")
        return f"[{_plain(' '.join(word for word in words if word != url)) or url}](<{url}>)" if url else None
    return f"[{_plain(parts[place + step] or parts[place - step]) or parts[place]}](<{parts[place]}>)"


_MEDIA: dict[str, Translate] = {name: _video(name) for name in _VIDEOS}
SHORTCODES: dict[str, Translate] = {
    "figure": _image, "img": _image, "image": _image, "ref": _page, "relref": _page, "link": _web_link,
    "card": _web_link, "button": _web_link, "kbd": _key, "video": _recording, "audio": _recording, **_MEDIA,
}  # fmt: skip
LIQUID_TAGS: dict[str, Translate] = {
    "include": _include, "post_url": _post_url, "link": _link, "post_link": _post_link, "post_path": _post_url,
    "asset_img": _placed_image, "img": _placed_image, "image": _shown_image,
    "inlineImg": _placed_image, "video": _file, "audio": _file, "pdf": _file,
    "asset_path": lambda arguments: arguments.first(), "asset_link": _asset_link, "btn": _button, "button": _button,
    "label": _label, "span": _after_comma, "p": _after_comma, "note": _note,
    **dict.fromkeys(("u", "emp", "wavy", "del", "kbd", "psw"), lambda arguments: arguments.text or None),
    **dict.fromkeys(("blur", "quot", "spoiler"), _text), **dict.fromkeys(("bubble", "nota"), _annotated),
    **{name: _element(name) for name in ("mark", "sub", "sup")},
    "checkbox": _checkbox, "radio": _radio, "cb": _fluid_checkbox, "cell": _cell, "copy": _copied,
    "exturl": _link, "extlink": _link, "hashtag": _hashtag, "iframe": _framed,
    "hideInline": lambda arguments: arguments.text.partition(",")[0] or None, **_MEDIA,
}  # fmt: skip
