"""Sphinx configuration of the documentation of sphinx-eulernews, which is also its demo."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "_ext"))

project = "sphinx-eulernews"
author = "The sphinx-eulernews developers"
copyright = "The sphinx-eulernews developers"
language = "en"

extensions = ["myst_parser", "sphinx_eulernews", "eulernews_reference"]
exclude_patterns = ["_build", "_ext", "public", "README.md"]

myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3

html_theme = "furo"
html_title = "sphinx-eulernews"
html_baseurl = "https://sphinx-eulernews.readthedocs.io/en/latest/"

# The old site served this folder at "/": the banner `img/banners/x.jpg` is public/img/banners/x.jpg.
eulernews_public_path = ["public"]
eulernews_collections = {
    "zh/news": {
        "title": "新闻",
        "description": "溪石社区的新闻、版本、公告与技术文章。",
        "language": "zh_CN",
        "colour": "#2a6f97",
    },
    "en/news": {
        "title": "News",
        "description": "News, releases, notices and articles of the Creekstone community.",
        "language": "en",
    },
}
# Lower than the default of 400 kilobytes, so that this site has renditions of body images to show.
eulernews_image_limit = 30
