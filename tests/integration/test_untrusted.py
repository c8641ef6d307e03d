"""Posts from strangers: what a body may do with ``eulernews_untrusted``, and what it may do without."""

from __future__ import annotations

import json
import re

import pytest
from conftest import MakeSite
from helpers import Build, png, site_in

HEAD = "---\ntitle: T\ndate: 2024-01-01\n---\n"
ATTACKS = {
    "handler": "<details open ontoggle='go()'><summary>s</summary>kept</details>",
    "link": "<a href='javascript:go()'>kept</a> and ![x](javascript:go())",
    "island": "<svg><a xlink:href='javascript:go()'><text>kept</text></a></svg>",
    "split": '<a href="java\n\nscript:go()">kept\n\n</a>',
    "frame": "<iframe src='https://example.org/'></iframe>kept",
    "layer": "<div style='position:fixed;inset:0'>kept</div>",
    "clobber": "<a id='DOCUMENTATION_OPTIONS'>kept</a><form name='body'></form>",
    "formula": "$\\href{javascript:go()}{x^2}$ kept",
    "token": "$\\mmlToken{mi}[href='javascript:go()']{x}$ kept",
    "box": "$\\bbox[position:fixed;inset:0]{x}$ kept",
    "named": "$\\csname href\\endcsname{javascript:go()}{x}$ kept",
    "rst": "```{eval-rst}\n`kept <javascript:go()>`_\n\n.. include:: /conf.py\n```",
    "figure": "```{eval-rst}\n.. figure:: x.png\n\n   .. raw:: html\n\n      <script>go()</script>\n```\nkept",
    "table": "```{csv-table}\n:file: ../conf.py\n```\nkept",
    "role": "```{eval-rst}\n.. role:: x(raw)\n   :format: html\n\nkept :x:`<img src=x onerror=go()>`\n```",
    "download": "{download}`kept <../../../secret.txt>`",
    "toctree": "```{toctree}\njavascript://%0ago()\nkept <javascript://%0ago()>\n```\nkept",
    "file": "{download}`kept <javascript://%0ago()>`",
    "graph": '```{graphviz}\ndigraph { a [URL="javascript:go()"] }\n```\nkept',
    "meta": "```{meta}\n:http-equiv=refresh: 0;url=https://example.org/\n```\nkept",
}
RUNS = (
    "script, iframe, form, object, embed, svg, [style], [onerror], [ontoggle], [href^='javascript' i],"
    " #DOCUMENTATION_OPTIONS"
)


@pytest.fixture(scope="module")
def untrusted(tmp_path_factory: pytest.TempPathFactory) -> Build:
    files: dict[str, str | bytes] = {f"news/{name}.md": f"{HEAD}{body}\n" for name, body in ATTACKS.items()}
    files["news/text.rst"] = "T\n=\n\n.. post:: 2024-01-01\n\n.. raw:: html\n\n   <b>SECRET</b>\n\nkept\n"
    files["blog/own.md"] = f"{HEAD}<div style='color:red'>own</div>\n"
    conf = {
        "extensions": ["myst_parser", "sphinx_eulernews", "sphinx.ext.graphviz"],
        "eulernews_untrusted": ["news"],
        "myst_enable_extensions": ["dollarmath"],
    }
    site = site_in(tmp_path_factory.mktemp("untrusted"), files, conf)
    (site.root.parent / "secret.txt").write_text("SECRET")
    (site.source / "news" / "outside.md").symlink_to(site.root.parent / "secret.txt")
    return site.build("html")


@pytest.mark.parametrize("name", [*ATTACKS, "text"])
def test_nothing_runs_and_the_words_stay(untrusted: Build, name: str) -> None:
    [content] = untrusted.page(f"news/{name}.html").select(".e-content")
    assert not content.select(RUNS)
    assert "kept" in content.text
    assert not {"SECRET", "extensions ="} & set(content.text.split())
    assert 'http-equiv="refresh"' not in untrusted.text(f"news/{name}.html")


@pytest.mark.parametrize("name", sorted({*ATTACKS} - {"split"}))
def test_what_is_removed_is_warned_of_in_its_file(untrusted: Build, name: str) -> None:
    assert [warned for warned in untrusted.warnings if warned.path == f"news/{name}.md"]


def test_a_link_out_of_the_source_folder_is_no_post(untrusted: Build) -> None:
    assert "news/outside.html" not in untrusted.names()
    assert "SECRET" not in untrusted.text("searchindex.js")


def test_other_collections_stay_as_they_are(untrusted: Build) -> None:
    assert untrusted.page("blog/own.html").select(".e-content div[style]")


def test_a_generated_page_in_a_toctree_is_no_link_out_of_the_source_folder(make_site: MakeSite) -> None:
    files: dict[str, str | bytes] = {"index.md": "# I\n\n```{toctree}\nnews/index\n```\n", "news/a.md": HEAD + "A\n"}
    site = make_site(files, {"eulernews_untrusted": True})
    assert site.build("html").said == ""
    site.reset(files, {"eulernews_untrusted": True, "myst_heading_anchors": 2})  # all documents are read again
    assert site.build("html").said == ""


def test_links_of_strangers_say_so(make_site: MakeSite) -> None:
    body = "[a](https://example.org/) <a href='https://example.org/'>b</a> [c](b.md)"
    files: dict[str, str | bytes] = {"news/a.md": f"{HEAD}{body}\n", "news/b.md": HEAD + "B\n"}
    content = make_site(files, {"eulernews_untrusted": True}).build("html").page("news/a.html").select(".e-content a")
    assert [" ".join(link.get("rel") or []) for link in content] == ["nofollow ugc", "nofollow ugc", ""]


def test_an_image_with_a_drive_before_its_path_is_shown_as_in_any_post(make_site: MakeSite) -> None:
    body = '<img src="C:img/a.png" alt="a">\n\n<img src="D:/img/b.png" alt="b">\n'
    files: dict[str, str | bytes] = {"news/a.md": HEAD + body, "news/img/a.png": png(9, 9)}
    build = make_site(files, {"eulernews_untrusted": True}).build("html")
    [image] = build.page("news/a.html").select(".e-content img")
    assert str(image["src"]).startswith("../_images/a")
    [warned] = build.warnings
    assert warned.place == ("eulernews.image", "news/a.md", 7)


def test_a_notebook_runs_nothing_either(make_site: MakeSite) -> None:
    pytest.importorskip("myst_nb")
    shapes = ({"text/html": "<b>kept</b><script>go()</script>"}, {"application/javascript": "go()"})
    outputs = [{"output_type": "display_data", "metadata": {}, "data": data} for data in shapes]
    cells = [
        {"cell_type": "markdown", "metadata": {}, "source": f"# T\n\n{ATTACKS['handler']}\n\n{ATTACKS['layer']}"},
        {"cell_type": "markdown", "metadata": {}, "source": "```{literalinclude} ../../../secret.txt\n```"},
        {"cell_type": "markdown", "metadata": {}, "source": "```{raw} html\n<script>go()</script>\n```"},
        {"cell_type": "code", "metadata": {}, "source": "1", "execution_count": 1, "outputs": outputs},
    ]
    news = {"eulernews": {"date": "2024-01-01"}, "kernelspec": {"name": "python3", "display_name": "Python"}}
    notebook = json.dumps({"cells": cells, "metadata": news, "nbformat": 4, "nbformat_minor": 5})
    conf = {
        "extensions": ["myst_nb", "sphinx_eulernews"], "eulernews_untrusted": True, "nb_execution_mode": "off",
    }  # fmt: skip
    site = make_site({"news/attack.ipynb": notebook, "news/a.md": f"{HEAD}own\n"}, conf)
    (site.root.parent / "secret.txt").write_text("SECRET")
    build = site.build()
    shown = build.page("news/attack.html").select_one("[itemprop=articleBody], .body, [role=main]")
    assert shown is not None
    assert not shown.select(RUNS)
    assert shown.text.count("kept") == 3
    assert "SECRET" not in build.text("news/attack.html")
    said = [warned.message for warned in build.warnings if warned.path == "news/attack.ipynb"]
    for removed in ("<script>: not allowed", "ontoggle: not allowed", "style: not allowed", "'raw' is not allowed"):
        assert any(removed in message for message in said), removed


def test_neither_templates_nor_the_metadata_of_a_notebook_run_code(make_site: MakeSite) -> None:
    pytest.importorskip("myst_nb")
    cells = [
        {"cell_type": "markdown", "metadata": {}, "source": "# T\n\nkept {{ 6 * 7 }} {{ mine }}"},
        {"cell_type": "code", "metadata": {}, "source": "6 * 7", "execution_count": None, "outputs": []},
    ]
    settings = {
        "myst": {"enable_extensions": ["substitution"], "substitutions": {"mine": "{{ 6 * 7 }}"}},
        "mystnb": {"execution_mode": "force"},
        "kernelspec": {"name": "python3", "display_name": "Python"},
    }
    notebook = {"cells": cells, "metadata": settings, "nbformat": 4, "nbformat_minor": 5}
    conf = {
        "extensions": ["myst_nb", "sphinx_eulernews"], "eulernews_untrusted": True, "nb_execution_mode": "off",
        "myst_enable_extensions": ["substitution"],
    }  # fmt: skip
    files = {"news/2024-01-01-a.ipynb": json.dumps(notebook), "news/b.md": f"{HEAD}{{{{ 6 * 7 }}}}\n"}
    build = make_site(files, conf).build()
    for name in ("news/2024-01-01-a.html", "news/b.html"):
        assert "42" not in build.text(name)
    assert "kept" in build.text("news/2024-01-01-a.html")


AMONG_POSTS = ["news/no.md", "news/[x].md", "news/x/index.md", "news/index.md", "news/_index.md", "news/no.rst"]
OWN_MARKDOWN = "---\npost: false\nmyst:\n  enable_extensions: [substitution]\n---\n# T\n\n{{ 6 * 7 }}\n\n"
OWN_RST = ":post: false\n\nT\n=\n\n.. raw:: html\n\n   SECRET\n\nkept `a <javascript:go()>`_\n"


@pytest.mark.parametrize("name", AMONG_POSTS)
def test_a_page_among_posts_that_is_none_has_the_same_limits(make_site: MakeSite, name: str) -> None:
    """Else who sends posts could opt out of the limits."""
    attacks = [ATTACKS[attack] for attack in ("handler", "rst", "figure", "table", "role", "download", "toctree")]
    text = OWN_RST if name.endswith(".rst") else OWN_MARKDOWN + "\n\n".join(attacks)
    site = make_site({"news/a.md": f"{HEAD}own\n", name: text}, {"eulernews_untrusted": False})
    site.build()
    site.conf["eulernews_untrusted"] = True
    build = site.configure().build()
    [content] = build.page(name.replace("_", "").rpartition(".")[0] + ".html").select(".body")
    assert not content.select("script, [onerror], [ontoggle], [href^='javascript' i]")
    assert "kept" in content.text
    assert not {"SECRET", "42", "extensions ="} & set(content.text.split())
    assert [warned for warned in build.warnings if warned.path == name]
    assert build.digests() == site.build(clean=True).digests()


FORMULAS = (
    "$\\input{/etc/passwd}$", "$\\begin{input}{/etc/passwd}\\end{input}$", "$\\begin{in\\empty put}{/etc/passwd}$",
    "$\\VerbatimInput{/etc/passwd}$", "$\\immediate\\write18{id}$", "{math}`^^5cinput{/etc/passwd}`",
    "$\\begin{filecontents}{x}a\\end{filecontents}$", "\\\\(\\\\input{/etc/passwd}_1\\\\)",
    "```{math}\n:label: a}\\input{/etc/passwd}\n\nx^2\n```",
    "```{eval-rst}\n.. tabularcolumns:: \\input{/etc/passwd}\n\n=  =\na  b\n=  =\n```",
)  # fmt: skip


@pytest.mark.parametrize("formula", FORMULAS)
def test_latex_reads_no_file(make_site: MakeSite, formula: str) -> None:
    harmless = "$\\begin{array}{c} x_1 \\end{array}$"
    files = {"index.md": "# A\n\n```{toctree}\nnews/a\n```\n", "news/a.md": f"{HEAD}{harmless}\n\n{formula}\n"}
    conf = {"eulernews_untrusted": True, "myst_enable_extensions": ["dollarmath"]}
    build = make_site(files, conf).build("latex")
    [tex] = [
        build.text(name) for name in build.names() if name.endswith(".tex") and r"\documentclass" in build.text(name)
    ]
    assert not re.search(
        r"\\(begin\{)?\w*(input|write|immediate|filecontents|in\\empty)(?!enc)|\^\^5c",
        tex.partition(r"\begin{document}")[2],
    )
    assert r"\(\begin{array}" in tex
    [message] = [warned.message for warned in build.warnings if warned.path == "news/a.md"]
    # The directive of Sphinx has nothing to show.
    assert message.endswith("it is shown as text") != ("tabularcolumns" in message), message


@pytest.mark.parametrize("suffix", ["md", "rst"])
def test_an_icon_has_no_other_attributes(make_site: MakeSite, suffix: str) -> None:
    """``octicon`` of sphinx-design writes its classes as they are."""
    pytest.importorskip("sphinx_design")
    texts = {
        "md": HEAD + '{octicon}`report;1em;own` {octicon}`report;1em;a" onclick="go()`\n',
        "rst": 'T\n=\n\n.. post:: 2024-01-01\n\n:octicon:`report;1em;own` :octicon:`report;1em;a" onclick="go()`\n',
    }
    conf = {"eulernews_untrusted": True, "extensions": ["myst_parser", "sphinx_eulernews", "sphinx_design"]}
    build = make_site({f"news/a.{suffix}": texts[suffix]}, conf).build()
    page = build.page("news/a.html")
    assert not page.select("[onclick^=go]")
    assert len(page.select("svg.own")) == 1
    [warned] = build.warnings
    assert "'octicon'" in warned.message


def test_a_diagram_is_no_file(make_site: MakeSite) -> None:
    pytest.importorskip("sphinxcontrib.mermaid")
    body = "```{mermaid} ../../../secret.txt\n```\n\n```{mermaid}\ngraph TD\n```\n"
    conf = {"eulernews_untrusted": True, "extensions": ["myst_parser", "sphinx_eulernews", "sphinxcontrib.mermaid"]}
    site = make_site({"news/a.md": HEAD + body}, conf)
    (site.root.parent / "secret.txt").write_text("SECRET")
    (site.root / "secret.txt").write_text("SECRET")
    text = site.build().text("news/a.html")
    assert "SECRET" not in text
    assert "graph TD" in text
