"""Builders other than ``html``: what they write again, no caches in EPUB, links for remote images, less indentation.

- They have no manifest: the environment stores what posts and terms were when each output was written.
- The EPUB builder packs every file below its output folder whose type it knows, and warns of the others. The folder of
  the doctrees lies there by default, and the caches next to it.
- The text writer wraps to 70 columns less the indentation, and ends the build where nothing is left
  (``sphinx.writers.text.TextWrapper``): for 24 nested quotes, seven lists that begin at 999999999, or a table of 200
  columns, whose width is rounded to nothing.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from sphinx_eulernews.build import BuildState
from sphinx_eulernews.domain import news_domain
from sphinx_eulernews.model.hashing import digest_of_all
from sphinx_eulernews.model.taxonomy import TAG, TAXONOMIES, TERM_FOLDERS
from sphinx_eulernews.model.urls import is_generated
from sphinx_eulernews.nodes import ONLY_DARK, REMOTE, replace_node
from sphinx_eulernews.output.cross_references import CrossReferences
from sphinx_eulernews.output.fingerprints import TAG_INDEX, has_tag_index

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx.application import Sphinx

    from sphinx_eulernews.output.plan import BuildPlan

_MAX_COLUMNS = 50  # of indentation; 70 are a line
_QUOTE = 3  # columns of a quote, an admonition, a definition
_NOT_INDENTED = (
    nodes.section, nodes.bullet_list, nodes.enumerated_list, nodes.definition_list, nodes.definition_list_item,
    nodes.table, nodes.tgroup, nodes.thead, nodes.tbody, nodes.row, nodes.entry, nodes.paragraph, nodes.topic,
)  # fmt: skip


def documents_showing_others(app: Sphinx, plan: BuildPlan, output: str) -> list[str]:
    """Return the documents that show settings, posts or terms that changed since this output was written.

    For builders without generated pages; ``output`` tells their output folders apart. Sphinx itself writes the posts
    that changed.
    """
    domain, posts = news_domain(app.env), plan.site.posts
    collections = [section.collection for section in plan.site.sections.values()]
    settings_changed = domain.note_settings(f"shown {output}", repr((domain.settings, collections)))
    terms_changed = domain.note_settings(f"terms {output}", repr(sorted(plan.site.records.items())))
    posts_changed = domain.note_settings(f"posts {output}", digest_of_all(_shown_of_posts(app, plan)))
    # Documents in the place of generated pages: only these have links to them.
    pages = sorted(name for name in plan.documents if is_generated(name, TERM_FOLDERS))
    pages_changed = domain.note_settings(f"pages {output}", repr(pages))
    showing: set[str] = set()
    if settings_changed or terms_changed or posts_changed or pages_changed:
        showing |= domain.directives_in.keys() | domain.references.keys()
    if terms_changed:
        showing |= {name for name, post in posts.items() if any(taxonomy.names(post) for taxonomy in TAXONOMIES)}
    if settings_changed or posts_changed:
        # In the place of a generated page, or of one that is gone: so not only of the pages of this plan.
        showing |= {*pages}
    if posts_changed:
        showing |= domain.links.keys() | domain.old_links.keys()
    if settings_changed or pages_changed or (posts_changed and app.builder.format == "html"):
        showing |= posts.keys()  # their bylines have the settings; in EPUB, they show their neighbours as well
    cross_references = CrossReferences(app.env, plan.documents)
    shown = (repr((name, *cross_references.shown_by(name))) for name in sorted(domain.cross_references))
    if domain.note_settings(f"cross-references {output}", digest_of_all(shown)):
        showing |= domain.cross_references.keys()
    return sorted(showing & plan.documents)


def gone_from(app: Sphinx, plan: BuildPlan, output: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return what the last build wrote there and this one does not: names of pages, and of images.

    The pages are those of posts and of the index of tags. Sphinx removes no page of a document that is deleted, and no
    image that no document shows any more; the EPUB builder packs all that it finds.
    """
    outputs = news_domain(app.env).outputs
    posts_before, index_before, images_before = outputs.get(output, ("", "", ""))
    posts = sorted(plan.site.posts.keys() - plan.site.hidden())
    has_tags = any(section.taxonomies[TAG.plural] for section in plan.site.sections.values())
    index = TAG_INDEX if has_tags and app.builder.format == "html" and has_tag_index(app) else ""
    shown = {name for readers, name in app.env.images.values() if not readers.isdisjoint(plan.documents)}
    images = sorted({*plan.banner_images.names(), *shown})
    outputs[output] = ("\n".join(posts), index, "\n".join(images))
    pages = frozenset(filter(None, f"{posts_before}\n{index_before}".split("\n")))
    gone_images = frozenset(filter(None, images_before.split("\n"))) - frozenset(images)
    return pages - {*posts, index} - plan.documents, gone_images


def _shown_of_posts(app: Sphinx, plan: BuildPlan) -> Iterator[str]:
    """Yield all that documents show of posts, and posts of the documents that they link to, for comparison."""
    domain, titles = news_domain(app.env), app.env.titles
    yield from map(plan.site.digest_of, sorted(plan.site.posts))
    yield repr(sorted(plan.site.hidden()))
    yield repr(domain.external_translations)
    yield repr(sorted((docname, sorted(ids.items())) for docname, ids in domain.anchors.items()))
    linked = sorted({name for names in domain.links.values() for name in names})
    yield repr([(name, name in plan.documents, name in titles and titles[name].astext()) for name in linked])


def exclude_caches(app: Sphinx, folders: Iterable[Path]) -> None:
    """Add all files of these folders to ``epub_exclude_files`` of this build."""
    outdir = Path(app.outdir).resolve()
    inside = [folder.resolve() for folder in folders if folder.resolve().is_relative_to(outdir)]
    paths = [path.relative_to(outdir) for folder in inside for path in folder.rglob("*") if path.is_file()]
    if paths:
        given = app.config.epub_exclude_files
        app.config.epub_exclude_files = [*given, *sorted({str(path) for path in paths} - {*given})]


class LinkRemoteImages(SphinxPostTransform):
    """Links to the remote images of posts where the builder cannot show them: a build uses no network."""

    default_priority = 90  # Sphinx downloads them at 100

    def run(self, **_: Any) -> None:
        """Replace each by a link."""
        if not BuildState.of(self.env).links_remote_images:
            return
        for image in list(self.document.findall(nodes.image)):
            if image.get(REMOTE) and ONLY_DARK in image["classes"]:
                replace_node(image, [])
            elif image.get(REMOTE):
                text = image.get("alt") or image["uri"]
                linked = isinstance(image.parent, nodes.reference)
                replace_node(
                    image, [nodes.inline("", text) if linked else nodes.reference("", text, refuri=image["uri"])]
                )


def make_room(document: nodes.document) -> None:
    """Replace content that is indented too far by literal blocks, which are not wrapped; give columns a width."""
    waiting: list[tuple[nodes.Element, int]] = [(document, 0)]
    while waiting:
        node, columns = waiting.pop()
        for child in node.children:
            if not isinstance(child, nodes.Element) or isinstance(child, nodes.TextElement):
                continue
            used = columns + _columns(child)
            if used > _MAX_COLUMNS:
                text = child.astext()
                child.children = []
                child.append(nodes.literal_block(text, text))
            elif isinstance(child, nodes.colspec):
                child["colwidth"] = max(int(child.get("colwidth", 1)), 1)
            else:
                waiting.append((child, used))


def _columns(node: nodes.Element) -> int:
    """Return by how many columns the writer indents the content of a node, or a few more."""
    if isinstance(node, nodes.list_item) and isinstance(node.parent, nodes.enumerated_list):
        return len(str(node.parent.get("start", 1) + len(node.parent))) + 2
    if isinstance(node, nodes.footnote | nodes.citation):
        return len(node[0].astext()) + 3 if node.children else 0
    return 0 if isinstance(node, _NOT_INDENTED) else _QUOTE
