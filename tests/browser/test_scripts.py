"""Nothing that a stranger writes runs in the browser of a reader: not in front matter, nor in the body of an untrusted post."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from helpers import Build, site_in

pytestmark = pytest.mark.browser

# Techniques of public collections; what runs calls go().
BODIES = {
    "script": "<script>go()</script><SCRIPT SRC=data:,go()></SCRIPT>",
    "nested": "<scr<script>ipt>go()</scr</script>ipt>",
    "error": "<img src=x onerror=go()><img/src=x/onerror=go()><img src=x\nonerror\n=\ngo()>",
    "quotes": "<img alt=\"`\" title='\"onerror=go() ' src=x><img src=`x`onerror=go()>",
    "tab": "<svg\tonload=go()><svg/onload=go()><svg\x0conload=go()>",
    "focus": "<input autofocus onfocus=go()><a id=x tabindex=1 onfocus=go() autofocus>a</a>",
    "toggle": "<details open ontoggle=go()><summary>s</summary></details>",
    "media": "<video src=x onerror=go()></video><audio src=x onerror=go()></audio><video><source onerror=go()></video>",
    "marquee": "<marquee onstart=go()>a</marquee>",
    "animation": "<style>@keyframes k{}</style><b style='animation:k 1s' onanimationstart=go()>a</b>",
    "animate": "<svg><a><animate attributeName=href values=javascript:go() /><text x=9 y=9>a</text></a></svg>",
    "set": "<svg><set attributeName=onload to=go() /><animate onbegin=go() attributeName=x dur=1s /></svg>",
    "use": "<svg><use href=\"data:image/svg+xml,<svg id='x' xmlns='http://www.w3.org/2000/svg'><script>go()</script></svg>#x\"/></svg>",
    "foreign": "<svg><foreignObject><iframe srcdoc='<script>top.go()</script>'></iframe></foreignObject></svg>",
    "frames": "<iframe srcdoc='<script>top.go()</script>'></iframe><iframe src=javascript:top.go()></iframe>",
    "embeds": "<object data=javascript:go()></object><embed src=javascript:go()><object data='data:text/html,<script>top.go()</script>'></object>",
    "files": "<iframe src=own.html></iframe><object data=own.svg></object><embed src=own.svg>",
    "mutation": "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=x onerror=go()&gt;\">",
    "mutation2": "<svg></p><style><a id=\"</style><img src=x onerror=go()>\">",
    "noscript": "<noscript><p title=\"</noscript><img src=x onerror=go()>\"></noscript>",
    "textarea": "<textarea><img title='</textarea><img src=x onerror=go()>'></textarea>",
    "comment": "<!--><img src=x onerror=go()>--><!--!><img src=x onerror=go()>--!>",
    "cdata": "<svg><![CDATA[><img src=x onerror=go()>]]></svg><![CDATA[<img src=x onerror=go()>]]>",
    "pi": "<?xml-stylesheet href=javascript:go()?><? ><img src=x onerror=go()>?>",
    "template": "<template><img src=x onerror=go()></template><xmp><img src=x onerror=go()></xmp>",
    "meta": "<meta http-equiv=refresh content='0;url=javascript:go()'><base href=javascript:go()//><link rel=stylesheet href=data:,>",
    "form": "<form action=javascript:go()><button id=b>a</button></form><button formaction=javascript:go() form=b>a</button>",
    "link": "<a href=javascript:go()>a</a> <a href='java\nscript:go()'>b</a> <a href=' &#1;javascript:go()'>c</a>",
    "entities": "<a href=&#x6A;avascript&colon;go()>a</a> <a href='&#0000106avascript:go()'>b</a> <a href=vbscript:go()>c</a>",
    "markdown": "[a](javascript:go()) [b](<java\tscript:go()>) [c](JaVaScRiPt:go()) [d](data:text/html,<script>go()</script>) <javascript:go()>",
    "reference": "[a][x] ![b][x]\n\n[x]: javascript:go() 't\" onmouseover=\"go()'",
    "title": "[a](https://example.org '\" autofocus onfocus=\"go()') ![\" onerror=\"go()](x.png)",
    "attributes": "[a](b){onclick=go()} ![](x){onerror=go()}\n\n{onmouseover=go()}\nparagraph",
    "directives": "```{raw} html\n<script>go()</script>\n```\n\n````{eval-rst}\n.. raw:: html\n\n   <script>go()</script>\n````",
    "image": "```{image} x.png\n:target: javascript:go()\n:alt: '\" onerror=\"go()'\n```\n\n```{figure} javascript:go()\n:target: javascript:go()\n```",
    "fence": "```\"><script>go()</script>\nx\n```\n\n```html onload=go()\n<script>go()</script>\n```",
    "formula": "$\\href{javascript:go()}{x}$ $$\\unicode{<img src=x onerror=go()>}$$",
    "split": "<img src=x one\n\nrror=go()>\n\n<a href=\"\n\n<img src=x onerror=go()>\n\n\">",
    "emphasis": "*<img src=x *onerror=go()> **<b onmouseover=`go()`>**",
    "heading": "## <img src=x onerror=go()> `<script>go()</script>`",
    "table": "| <img src=x onerror=go()> | `|<script>go()</script>` |\n|-|-|\n| <svg onload=go()> | x |",
    "clobber": "<a id=DOCUMENTATION_OPTIONS></a><img name=getElementById><form id=document><input name=body></form>",
}  # fmt: skip
VALUES = [
    "</script><script>go()</script>", "<img src=x onerror=go()>", "\"><script>go()</script>", "' onfocus=go() autofocus x='",
    "</title><script>go()</script>", "--><script>go()</script>", "]]><script>go()</script>", "javascript:go()",
    "java\tscript:go()", "data:text/html,<script>go()</script>", "&lt;img src=x onerror=go()&gt;", "{{ go() }}<% go() %>${go()}",
    "[x](javascript:go())", "`x <javascript:go()>`_", "</textarea></style><svg onload=go()>", "//example.org/\" onerror=go() x=",
]  # fmt: skip
KEYS = (
    "title", "summary", "category", "author", "series", "banner", "banner_alt", "canonical", "external", "language", "sig",
    "description", "og:title", "og:image", "translation", "related", "aliases", "date",
)  # fmt: skip


def front_matter(value: str, number: int) -> str:
    quoted = json.dumps(value)
    fields = [f"{key}: {quoted}" for key in KEYS if key != "external" or number % 2]
    fields += [f"tags: [{quoted}, t]", f"html_meta: {{{quoted}: {quoted}, http-equiv=refresh: {quoted}}}"]
    fields += [f"authors: [{{name: {quoted}, url: {quoted}, image_url: {quoted}}}]"]
    return "---\n" + "\n".join(fields) + "\n---\n\nBody.\n"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Build:
    files: dict[str, str | bytes] = {
        "guests/news/own.html": "<script>top.go()</script>",
        "guests/news/own.svg": "<svg xmlns='http://www.w3.org/2000/svg'><script>top.go()</script></svg>",
    }
    for name, body in BODIES.items():
        files[f"guests/news/{name}.md"] = f"---\ntitle: {name}\ndate: 2024-01-01\n---\n\n{body}\n\nkept\n"
    for number, value in enumerate(VALUES):
        for folder in ("open", "guests"):
            files[f"{folder}/news/v{number}.md"] = front_matter(value, number)
    conf = {
        "language": "en", "eulernews_untrusted": ["guests/news"], "html_baseurl": "https://example.org/",
        "myst_enable_extensions": ["dollarmath", "attrs_inline", "attrs_block"], "html_theme": "basic",
        "eulernews_page_size": 100, "eulernews_generated_banners": False, "mathjax_path": "none.js",
    }  # fmt: skip
    return site_in(tmp_path_factory.mktemp("scripts"), files, conf).build()


@pytest.fixture(scope="module")
def page(browser: Any) -> Iterator[Any]:
    context = browser.new_context()
    context.add_init_script("window.RAN = []; window.go = () => { top.RAN.push(document.location.href) }")
    context.route("**/*", lambda route: route.continue_() if route.request.url.startswith("file:") else route.abort())
    page = context.new_page()
    page.set_default_timeout(5000)
    yield page
    context.close()


_PROVOKE = """() => {
    for (const element of document.querySelectorAll("body *")) {
        for (const kind of ["mouseover", "focus", "pointerover", "animationstart", "toggle"])
            element.dispatchEvent(new Event(kind, { bubbles: true }));
        const url = element.getAttribute("href") ?? element.getAttribute("xlink:href") ?? element.getAttribute("src") ?? "";
        if (/^[\\x00-\\x20]*(javascript:|vbscript:|data:text)/i.test(url.replace(/[\\t\\n\\r]/g, ""))) RAN.push(url);
    }
    return RAN;
}"""


def what_runs(page: Any, build: Build, name: str) -> list[str]:
    page.goto((build.outdir / name).as_uri(), wait_until="load")
    ran: list[str] = page.evaluate(_PROVOKE)
    return ran


@pytest.mark.promise("escaped")
def test_the_test_would_see_a_script(page: Any, built: Build) -> None:
    (built.outdir / "control.html").write_text(
        "<img src=x onerror=go()><a href=javascript:go()>a</a><b onfocus=go()>b</b>"
    )
    assert len(what_runs(page, built, "control.html")) == 3


@pytest.mark.promise("escaped")
def test_nothing_in_front_matter_runs_in_either_mode(page: Any, built: Build) -> None:
    lists = [
        f"{folder}/news/{name}/index.html" for folder in ("open", "guests") for name in ("tags", "authors", "archive")
    ]
    names = [
        *(f"{folder}/news/v{number}.html" for folder in ("open", "guests") for number in range(len(VALUES))),
        *lists,
    ]
    names += ["open/news/index.html", "guests/news/index.html", "news-tags.html"]
    names += sorted(name for name in built.names() if name.startswith("open/news/tags/"))[:4]
    assert {name: ran for name in names if (ran := what_runs(page, built, name))} == {}


@pytest.mark.promise("untrusted")
def test_nothing_in_the_body_of_an_untrusted_post_runs_and_its_words_stay(page: Any, built: Build) -> None:
    ran = {}
    for name in BODIES:
        if found := what_runs(page, built, f"guests/news/{name}.html"):
            ran[name] = found
        assert "kept" in page.text_content(".e-content"), name
    assert ran == {}
