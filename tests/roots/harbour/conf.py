"""A site of the size of a blog, with all that its authors use; the theme and the notebook reader come from outside."""

import os

project = "Harbour"
author = "the crew"
copyright = "the crew"  # noqa: A001  a name of Sphinx
version = "1"
theme = html_theme = os.environ.get("HARBOUR_THEME", "furo")
notebooks = os.environ.get("HARBOUR_NOTEBOOKS", "myst_nb")
extensions = [
    *(("myst_nb",) if notebooks == "myst_nb" else ("myst_parser", "nbsphinx")),
    "sphinx_eulernews",
    "matplotlib.sphinxext.plot_directive",
    "sphinxcontrib.mermaid",
    "sphinx_design",
    "sphinx_copybutton",
    "sphinx_tabs.tabs",
    "sphinx_tippy",
    "sphinxext.opengraph",
    "sphinx_sitemap",
    "notfound.extension",
    "sphinx_reredirects",
    *(("sphinx_immaterial",) if theme == "sphinx_immaterial" else ()),
]
language = "en"
locale_dirs = ["locale"]
gettext_compact = False
exclude_patterns = ["public", "locale"] + (["nbsphinx"] if notebooks == "myst_nb" else ["notebooks"])
html_baseurl = "https://example.org/docs/"
html_theme_options = {"font": False} if theme == "sphinx_immaterial" else {}
eulernews_public_path = ["public"]
eulernews_collections = {
    "news": {"title": "Harbour news"},
    "blog": {"title": "The crew's diary", "schema": "BlogPosting"},
    **({"notebooks": {"title": "Notebooks"}} if notebooks == "myst_nb" else {"nbsphinx": {"title": "Notebooks"}}),
}
eulernews_page_size = 8
myst_enable_extensions = ["colon_fence", "deflist"]
nb_execution_mode = "off"
nbsphinx_execute = "never"
plot_formats = ["png"]
plot_html_show_formats = plot_html_show_source_link = False
ogp_social_cards = {"enable": False}
ogp_custom_meta_tags = ['<meta name="harbour" content="yes" />']
sitemap_url_scheme = "{link}"
redirects = {"old/quay": "../news/quay.html"}
tippy_enable_mathjax = False
