"""Tags of Hugo, Zola, Jekyll and Hexo that have a counterpart in Markdown: images, links, references to posts. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import PurePosixPath

from sphinx_eulernews.embedded_sites import page_of
from sphinx_eulernews.html.elements import IMAGE_SUFFIXES
from sphinx_eulernews.markdown.hexo_tags import HEXO_TAGS
from sphinx_eulernews.markdown.tag_arguments import BOOLEANS, WEB, Arguments, Translate, plain_text, plain_title

# The URL after the text of a link, which begins a word or follows a comma; one after a comma ends at the next.
_LINKED = re.compile(
    r"(?:\A|(?<=\s))(?P<web>https?://[^\s<>]++)|(?<=,)(?P<other>(?:https?:/|/)[^\s<>,]++)", re.IGNORECASE
)
_URL_FIRST = re.compile(r"(https?://[^\s<>,]++),([^,<>]++)(?:,|\Z)", re.IGNORECASE)  # {% link url,text,icon %}
_LENGTH = re.compile(r"\d{1,5}(?:px|%)?")
_URL_BEGINNINGS = ("](", "](<", '="', "='", "]: ")
_IMAGE_KEYS = ("src", "image_path", "image", "path", "url", "file")
_LINK_KEYS = ("href", "url", "link")
_PLAYERS = {".mp4": "video", ".webm": "video", ".mp3": "audio", ".ogg": "audio", ".wav": "audio", ".m4a": "audio"}
_SHOWN = frozenset({*IMAGE_SUFFIXES, *_PLAYERS})
_EMBEDDED = ("bilibili", "ghcard", "gist", "jsfiddle", "vimeo", "youtube")


def _image(arguments: Arguments) -> str | None:
    source = arguments.first(*_IMAGE_KEYS) or _image_in(arguments, ["link"])
    if not source or "{" in source:
        return None
    named = arguments.named
    caption = named.get("caption") or named.get("attr", "")
    shown = f"![{plain_title(named.get('alt') or caption or named.get('title', ''))}](<{source}>)"
    if (width := named.get("width", "")) and re.fullmatch(r"\d{1,4}(?:px|%)?", width):
        shown += f"{{width={width}}}"
    if (link := named.get("link")) and link != source:
        shown = f"[{shown}](<{link}>)"
    title = named.get("title", "")
    below = [f"**{title}**"] if title and title != caption else []
    return "<br>".join([shown, *below, *([caption] if caption else [])])


def _placed_image(arguments: Arguments) -> str | None:
    """Translate ``{% asset_img [class] file [width] [height] ["title" "alt"] %}`` of Hexo."""
    parts = [word.strip(",") for word in arguments.plain]
    place = next((n for n, word in enumerate(parts) if WEB.match(word) or re.search(r"\.\w{2,5}(?:\?|\Z)", word)), None)
    if place is None:
        return None
    rest = parts[place + 1 :]
    size = next((word for word in rest[:1] if word.isdecimal()), "")
    texts = [word for word in rest if not _LENGTH.fullmatch(word)]
    # Without quotation marks, all of it is the title: {% img a.png The old quay %}.
    alt = (texts[-1] if set(arguments.text) & set("'\"") else " ".join(texts)).strip("'\"") if texts else ""
    return f"![{plain_title(alt)}](<{parts[place]}>)" + (f"{{width={size}}}" if size else "")


def _shown_image(arguments: Arguments) -> str | None:
    """Translate ``{% image "./a.png", "alt", [900] %}`` of Eleventy, an image with its text."""
    source = arguments.named.get("src") or next(iter(arguments.plain), "").strip("\"',")
    is_named = WEB.match(source) or PurePosixPath(source).suffix.lower() in _SHOWN
    if not is_named or set(source) & set("{<>\n"):
        return None  # the name of a variable
    rest = (text.strip(",") for text in arguments.plain[1:])
    texts = (text for text in rest if text and not text.startswith("[") and not _LENGTH.fullmatch(text))
    return f"![{plain_title(arguments.named.get('alt', '').strip(',') or next(texts, ''))}](<{source}>)"


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
    return _player(source) or (f"<{source}>" if WEB.match(source) and not set(source) & set("<> {}\n") else None)


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
    url = next(filter(WEB.match, [*arguments.plain[:1], arguments.given(*_LINK_KEYS, "src", "path")]), "").rstrip(",")
    before = tag.string[max(tag.start() - 3, 0) : tag.start()]
    if not url or set(url) & set("<> {}\"'\n") or PurePosixPath(url).suffix.lower() in (".css", ".js"):
        return None
    if before.endswith(_URL_BEGINNINGS):
        return url
    return f"[{plain_title(arguments.given('text', 'title', 'name')) or url}](<{url}>)"


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
        return f"[{plain_title(named[2]).strip() or named[1]}](<{named[1]}>)"
    if found := _LINKED.search(text):
        url = (found["web"] or found["other"]).rstrip(",")
        before, after = (
            plain_text(part.replace(",", " ")).split() for part in (text[: found.start()], text[found.end() :])
        )
        parts = before or [word for word in after if word not in BOOLEANS]  # of Stellar: {% link url text %}
        return f"[{plain_title(' '.join(parts)) or url}](<{url}>)"
    path = arguments.first()
    return path.removeprefix("_posts/") if path.startswith("_posts/") else f"/{path.lstrip('/')}" if path else None


def _web_link(arguments: Arguments) -> str | None:
    """Translate ``{{< link "url" "text" >}}`` of LoveIt, and ``{{< card link="/x" title="text" >}}``."""
    url = arguments.first(*_LINK_KEYS)
    parts = [word for word in arguments.plain if word != url]
    name = arguments.given("content", "text")
    if not (WEB.match(url) or (url and url == arguments.given(*_LINK_KEYS))) or set(url) & set("<>{}\n"):
        return None
    return f"[{plain_title(name or next(iter(parts), arguments.named.get('title', ''))) or url}](<{url}>)"


def _post_link(arguments: Arguments) -> str | None:
    """Translate ``{% post_link file [title] [escape] %}`` of Hexo."""
    target = _post_url(arguments)
    parts = arguments.plain[1:]
    title = parts[:-1] if parts and parts[-1] in BOOLEANS else parts
    return target and f"[{plain_title(' '.join(title))}](<{target}>)"


def _asset_link(arguments: Arguments) -> str | None:
    path = arguments.first()
    return path and f"[{plain_title(' '.join(arguments.plain[1:]) or path)}](<{path}>)"


def _video(name: str) -> Callable[[Arguments], str | None]:
    """Make a translation of an embedded video or gist: a link to it."""

    def link(arguments: Arguments) -> str | None:
        of_gist = "/".join(arguments.plain[:2]) if name == "gist" else ""
        target = of_gist or arguments.first("id", "src", "url")
        url = page_of(name, target)
        return f"<{url}>" if url else None

    return link


def _key(arguments: Arguments) -> str | None:
    """Translate ``{{< kbd Ctrl-C >}}``."""
    text = " ".join(arguments.plain) or next(iter(arguments.named.values()), "")
    return f"<kbd>{text}</kbd>" if text and not set(text) & set("<>&\n") else None


def _hashtag(arguments: Arguments) -> str | None:
    return _link(arguments) if _LINKED.search(arguments.text) else plain_text(arguments.text) or None


def _framed(arguments: Arguments) -> str | None:
    """Translate ``{% iframe url [width] [height] %}`` of Hexo, as a link."""
    url = arguments.first("src", "url")
    return f"<{url}>" if WEB.match(url) and not set(url) & set("<> {}\n") else None


_MEDIA: dict[str, Translate] = {name: _video(name) for name in _EMBEDDED}
SHORTCODES: dict[str, Translate] = {
    "figure": _image, "img": _image, "image": _image, "ref": _page, "relref": _page, "link": _web_link,
    "card": _web_link, "button": _web_link, "kbd": _key, "video": _recording, "audio": _recording, **_MEDIA,
}  # fmt: skip
LIQUID_TAGS: dict[str, Translate] = {
    "include": _include, "post_url": _post_url, "link": _link, "post_link": _post_link, "post_path": _post_url,
    "asset_img": _placed_image, "img": _placed_image, "image": _shown_image,
    "inlineImg": _placed_image, "video": _file, "audio": _file, "pdf": _file,
    "asset_path": lambda arguments: arguments.first(), "asset_link": _asset_link,
    "exturl": _link, "extlink": _link, "hashtag": _hashtag, "iframe": _framed, **HEXO_TAGS, **_MEDIA,
}  # fmt: skip
