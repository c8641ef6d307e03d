"""Replace our nodes by raw HTML or by docutils nodes, depending on the builder (``doctree-resolved``).

HTML gets the same markup as the generated pages, as raw nodes; every other builder gets native nodes:
lists of paragraphs with references, which every writer knows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from docutils import nodes

from sphinx_eulernews.build import BuildState
from sphinx_eulernews.builder_kinds import is_epub
from sphinx_eulernews.nodes import ONLY_DARK, NewsNode, Places, images_and_raw_html, post_foot, post_head, replace_node
from sphinx_eulernews.output.body_html import place_image, replace_by_images, write_as_xhtml, write_body_html
from sphinx_eulernews.output.other_builders import make_room
from sphinx_eulernews.read.placed_media import AS_WRITTEN, PARTS, PLACED
from sphinx_eulernews.render import author_views, post_views
from sphinx_eulernews.render.labels import labels
from sphinx_eulernews.render.tree import BannerImage, Element, Link, Node, Part, is_web_url, to_html

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from sphinx_eulernews.output.page_urls import PageUrls
    from sphinx_eulernews.output.plan import BuildPlan

_BLOCKS: dict[str, type[nodes.Element]] = {
    "ul": nodes.bullet_list,
    "ol": nodes.bullet_list,
    "li": nodes.list_item,
    "p": nodes.paragraph,
    **{f"h{level}": nodes.paragraph for level in range(2, 7)},
    "table": nodes.bullet_list,
    "tr": nodes.list_item,
    "article": nodes.list_item,
}
_TRANSPARENT = frozenset({"tbody"})
_LEFT_OUT = frozenset({"thead"})  # a table becomes a list
_CONTAINERS = frozenset({"div", "section", "nav", "footer", "details", "summary"})


def resolve_document(app: Sphinx, plan: BuildPlan, doctree: nodes.document, docname: str) -> None:
    """Replace our nodes by their content."""
    is_html = app.builder.format == "html"
    if BuildState.of(app.env).makes_catalogs:
        _restore_messages(doctree)
    _resolve_news_nodes(app, plan, doctree)
    post = plan.site.posts.get(docname)
    has_hero = post is not None and post_views.hero(post) is not None
    has_schemes = is_html and not is_epub(app.builder)
    places: Places = {}
    for shown in images_and_raw_html(doctree):
        if post is not None and not has_schemes and ONLY_DARK in shown["classes"]:
            replace_node(shown, [], places)
        elif isinstance(shown, nodes.image) and PLACED in shown:
            place_image(app, plan.body_images, shown, places, has_hero=has_hero)
        elif isinstance(shown, nodes.raw) and PARTS in shown:
            if is_html:
                page_urls = plan.page_urls(app.builder, docname)
                write_body_html(app, plan.body_images, shown, page_urls, has_hero=has_hero)
            else:
                replace_by_images(app, shown)
        elif post is not None and isinstance(shown, nodes.raw) and is_epub(app.builder):
            write_as_xhtml(shown)
    if post is not None and app.builder.name == "text":
        make_room(doctree)
    page = plan.page_of_document(docname)
    if page is not None:
        tree = plan.tree_in_document(page)
        target: nodes.Element = next((node for node in doctree if isinstance(node, nodes.section)), doctree)
        page_urls = plan.page_urls(app.builder, docname)
        target.extend([_raw(to_html(tree, page_urls), "no-search")] if is_html else to_nodes(tree, page_urls))


def _resolve_news_nodes(app: Sphinx, plan: BuildPlan, doctree: nodes.document) -> None:
    """Replace the nodes of ours that stand in a document, or in those that a builder has joined to it."""
    for node in list(doctree.findall(NewsNode)):
        page_urls = plan.page_urls(app.builder, node["docname"])
        if app.builder.format == "html":
            _as_html(node, plan, page_urls)
        else:
            _as_nodes(node, plan, page_urls)


def _restore_messages(doctree: nodes.document) -> None:
    """Restore the original URIs of images for the gettext builder, which are their message ids."""
    for image in doctree.findall(nodes.image):
        if AS_WRITTEN in image:
            image["original_uri"] = image[AS_WRITTEN]


def _as_html(node: NewsNode, plan: BuildPlan, page_urls: PageUrls) -> None:
    post = plan.site.posts.get(node["docname"])
    if isinstance(node, post_head) and post is not None:
        words, around = plan.views.words_for(post), labels(plan.language)
        if isinstance(node.parent, nodes.section):
            node.parent["classes"].insert(0, "h-entry")
            if words.tag != around.tag:
                # docutils writes it as ``lang``; for builders and themes without a language for each page.
                node.parent["classes"].append(f"language-{words.tag}")
        banner = post_views.hero(post, for_pagefind=plan.views.for_pagefind)
        byline = plan.views.part("byline", post_views.byline(plan.views, post), post=post)
        shown = [byline, post_views.lead(post), banner]
        html = "".join(to_html(tree, page_urls) for tree in shown if tree)
        turned = words.tag != around.tag and words.direction != around.direction
        direction = f' dir="{words.direction}"' if turned else ""
        replace_node(node, [_raw(f'{html}<div class="e-content"{direction}>')])
    elif isinstance(node, post_foot) and post is not None:
        footer = plan.views.part("post-footer", post_views.footer(plan.views, post), post=post)
        # Search must not find a post by the titles of its neighbours.
        replace_node(node, [_raw("</div>"), _raw(to_html(footer, page_urls), "no-search")])
    else:
        trees = plan.trees(node["docname"], node["number"], _level_below(node))
        replace_node(node, [_raw(to_html(tree, page_urls), *node["classes"]) for tree in trees])


def _level_below(node: nodes.Node) -> int:
    """Return the level of headings one below that of the section in which a node stands: 2 to 6."""
    depth, above = 0, node.parent
    while above is not None:
        depth, above = depth + isinstance(above, nodes.section), above.parent
    return min(max(depth + 1, 2), 6)


def _as_nodes(node: NewsNode, plan: BuildPlan, page_urls: PageUrls) -> None:
    post = plan.site.posts.get(node["docname"])
    if isinstance(node, post_head) and post is not None:
        replace_node(node, [*to_nodes(post_views.byline(plan.views, post), page_urls), *node.children])
    elif isinstance(node, post_foot) and post is not None:
        boxes = [native for box in author_views.boxes(plan.views, post) for native in to_nodes(box, page_urls)]
        replace_node(node, [*node.children, *boxes])
    elif isinstance(node, post_foot) or node.children:
        replace_node(node, node.children)
    else:
        replace_node(
            node,
            [native for tree in plan.trees(node["docname"], node["number"]) for native in to_nodes(tree, page_urls)],
        )


def _raw(html: str, *classes: str) -> nodes.raw:
    return nodes.raw("", html, format="html", classes=[*classes])


def to_nodes(tree: Node, page_urls: PageUrls) -> list[nodes.Element]:
    """Turn a tree into block nodes, without images and hidden elements."""
    return list(_blocks([tree], page_urls))


def _blocks(children: Iterable[Node], page_urls: PageUrls) -> Iterator[nodes.Element]:
    """Yield block nodes; inline content between blocks becomes paragraphs."""
    inline: list[Node] = []
    for child in children:
        if isinstance(child, Element) and (child.tag in _BLOCKS or child.tag in _CONTAINERS | _TRANSPARENT):
            yield from _paragraph(inline, page_urls)
            inline = []
            yield from _block(child, page_urls)
        else:
            inline.append(child)
    yield from _paragraph(inline, page_urls)


def _block(tree: Element, page_urls: PageUrls) -> Iterator[nodes.Element]:
    kind = _BLOCKS.get(tree.tag)
    if tree.tag == "nav" and not _leads_on(tree, page_urls):
        return
    if kind is nodes.paragraph:
        yield from _paragraph(tree.children, page_urls)
    elif kind is nodes.list_item:
        yield nodes.list_item("", *_blocks(_cells(tree), page_urls))
    elif kind is nodes.bullet_list:
        items = list(_blocks(_unfolded(tree.children), page_urls))
        if items:
            yield nodes.bullet_list("", *items)
    else:
        blocks = list(_blocks(tree.children, page_urls))
        if blocks and all(isinstance(block, nodes.list_item) for block in blocks):
            blocks = [nodes.bullet_list("", *blocks)]
        yield from blocks


def _leads_on(tree: Element, page_urls: PageUrls) -> bool:
    """Return whether any link of an element has a target: builders of documents make few of the generated pages."""
    return any(
        page_urls.page(child.to) is not None
        if isinstance(child, Link)
        else isinstance(child, Element) and _leads_on(child, page_urls)
        for child in tree.children
    )


def _cells(tree: Element) -> list[Node]:
    """Return the content of a list item; the cells of a table's row stand side by side in one line."""
    if tree.tag != "tr":
        return list(tree.children)
    cells = [child for child in tree.children if isinstance(child, Element) and any(child.children)]
    line: list[Node] = []
    for cell in cells:
        line += [" · ", *cell.children] if line else cell.children
    return line


def _unfolded(children: Iterable[Node]) -> Iterator[Node]:
    for child in children:
        if isinstance(child, Element) and child.tag in _TRANSPARENT:
            yield from child.children
        elif not (isinstance(child, Element) and child.tag in _LEFT_OUT):
            yield child


def _paragraph(children: Iterable[Node], page_urls: PageUrls) -> Iterator[nodes.paragraph]:
    content = [node for child in children for node in _inline(child, page_urls)]
    if any(node.astext().strip() for node in content):
        yield nodes.paragraph("", "", *content)


def _inline(tree: Node, page_urls: PageUrls) -> list[nodes.Node]:
    if isinstance(tree, Part):
        tree = tree.tree
    if isinstance(tree, str):
        return [nodes.Text(tree)]
    if isinstance(tree, BannerImage) or tree.attributes.get("hidden"):
        return []
    content = [node for child in tree.children for node in _inline(child, page_urls)]
    if not content:
        return []
    if isinstance(tree, Link):
        return _reference(tree, content, page_urls)
    return [_PHRASES.get(tree.tag, nodes.inline)("", "", *content)]


def _reference(tree: Link, content: list[nodes.Node], page_urls: PageUrls) -> list[nodes.Node]:
    external = is_web_url(tree.to)
    uri = tree.to if external else page_urls.page(tree.to)
    if uri is None:
        return content
    return [nodes.reference("", "", *content, refuri=uri, internal=not external)]


_PHRASES: dict[str, Callable[..., Any]] = {"strong": nodes.strong}
