"""Sites whose pages posts embed by an id: videos, gists and the like, which become links. Pure."""

from __future__ import annotations

import re
from typing import Final

URLS: Final = {
    "bilibili": "https://www.bilibili.com/video/{}",
    "codepen": "https://codepen.io/{}",
    "codesandbox": "https://codesandbox.io/embed/{}",
    "ghcard": "https://github.com/{}",
    "gist": "https://gist.github.com/{}",
    "jsfiddle": "https://jsfiddle.net/{}",
    "slideshare": "https://www.slideshare.net/slideshow/embed_code/key/{}",
    "speakerdeck": "https://speakerdeck.com/player/{}",
    "vimeo": "https://vimeo.com/{}",
    "youtube": "https://www.youtube.com/watch?v={}",
}
"""What the tags and directives of other systems call these sites, and the URL of a page of each by its id."""

_SAFE = re.compile(r"https?://[\w./:?=&-]{1,300}", re.IGNORECASE)


def page_of(site: str, target: str) -> str:
    """Return the URL of a page by its id, or the target itself if that is a URL; empty if it is neither."""
    url = target if target.startswith("http") else URLS[site].format(target)
    return url if target and _SAFE.fullmatch(url) else ""
