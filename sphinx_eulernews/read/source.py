"""Front matter of the current document: our fields become a post (``source-read``).

It is blanked out for the parser, line for line. The pending post is in ``env.current_document`` until the transforms
have completed it from the body and the domain stores it. ``foreign_fields`` hands on what is not ours.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.util.docutils import is_directive_registered

from sphinx_eulernews.build import BuildState
from sphinx_eulernews.domain import news_domain
from sphinx_eulernews.files.listings import modified
from sphinx_eulernews.hooks import emit_post_read
from sphinx_eulernews.markdown.rule_helpers import fence_after
from sphinx_eulernews.model.collection import SECTION, Collection, has_dated_folder, is_bundle
from sphinx_eulernews.model.dates import date_of_name
from sphinx_eulernews.model.drafts import read_draft
from sphinx_eulernews.model.extra_fields import read_extra
from sphinx_eulernews.model.field_readers import Context
from sphinx_eulernews.model.fields import has_date, is_post, read_post, type_fields
from sphinx_eulernews.model.front_matter import (
    FrontMatter,
    Problem,
    blank_front_matter,
    read_docinfo,
    read_front_matter,
)
from sphinx_eulernews.model.languages import language_in_name
from sphinx_eulernews.model.post import Post
from sphinx_eulernews.model.text import escape_markdown
from sphinx_eulernews.nodes import registries_of_names
from sphinx_eulernews.read.foreign_directives import for_sphinx
from sphinx_eulernews.read.notebook_cells import take_from_cell
from sphinx_eulernews.read.virtual_documents import VIRTUAL_SUFFIX
from sphinx_eulernews.warnings import Subtype

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment

    from sphinx_eulernews.model.keys import Keys

_MARKDOWN = frozenset({".md", ".markdown", ".mdx"})

TITLE = "eulernews_title"
"""Attribute of a document: the title that the parser found."""
TITLE_SOURCE = "eulernews_title_source"
"""Attribute of a document: where its title comes from: ``front matter``, ``heading`` or ``name``."""

_KEY = "eulernews_pending_post"
_POST_DIRECTIVE = re.compile(r"\.\. post ?::|(?:`{3,}|~{3,}|:{3,})\{post\}")
_CODE_FENCE = re.compile(r"(`{3,}|~{3,})(?!\{eval-rst\})(.*)")


@dataclass(frozen=True, slots=True)
class PendingPost:
    """A post whose body has not been parsed yet, and its front matter.

    ``is_selected``: its collection selects posts among the documents of the site, so it is parsed as those are, and its
    first heading stays, whatever title it has in lists. ``line`` is that of its directive ``post``, 0 if it has none;
    ``may_have_directive``: if it is still 0 when the text has been parsed, it may be that it could not be read.
    ``paragraphs`` of the text are the summary of a post without one; None: as many as the site says. ``image`` is the
    number of the image of the text, from 1, that is its cover; 0: the first that makes a good one.
    """

    post: Post
    front_matter: FrontMatter
    is_selected: bool = False
    line: int = 0
    may_have_directive: bool = False
    paragraphs: int | None = None
    image: int = 0


def take_front_matter(app: Sphinx, docname: str, content: list[str]) -> None:
    """Read the front matter of a post and blank it out (``source-read``); other documents stay unchanged."""
    domain = news_domain(app.env)
    path = source_path(app.env, docname)
    if context := domain.settings.context_of(docname, app.config.language):
        domain.note_context(docname, context[:2])
        domain.note_modified(docname, modified(str(app.env.doc2path(docname))))
    if docname.endswith("/index") and is_markdown(app.config, path) and Path(app.env.doc2path(docname)).stem == SECTION:
        content[0] = _section_text(app.env, docname, content[0])
        return
    key = domain.settings.collection_for(docname, str(path))
    if key is None or path.suffix == VIRTUAL_SUFFIX:
        return
    if problem := BuildState.of(app.env).not_utf8.get(docname):
        domain.warn(docname, Subtype.ENCODING, problem, 1)
    selected = domain.settings.selects(key, str(path))
    body: str | None = None
    if is_markdown(app.config, path):
        has_docinfo = selected is not None and "fieldlist" in getattr(app.config, "myst_enable_extensions", ())
        front_matter = _of_markdown(content[0], domain.settings.keys, has_docinfo)
    elif path.suffix == ".ipynb":
        front_matter, body = take_from_cell(content[0], domain.settings.keys)
    else:
        # The field list is all there is where posts are selected, or where the name has the date.
        front_matter = _of_field_list(content[0], domain.settings.keys)
        dated = front_matter.fields and date_of_name(docname.removeprefix(f"{key}/"))
        if selected is None and not dated and not _is_front_matter(front_matter):
            front_matter = read_front_matter(content[0], domain.settings.keys)
    call_post_read(app.env, front_matter, docname)
    # What lists the posts of a folder, `posts/index`, may match a pattern of posts.
    is_one = selected is not False and _is_post(docname, front_matter, content[0])
    if not is_one and not _says_post(front_matter):
        return
    _add_defaults(front_matter, docname, domain.settings.collection(key, app.config.language))
    report(app.env, front_matter.problems)
    post = post_of(app.env, front_matter, docname, key)
    if selected is None or body is not None:  # no parser knows front matter in a cell
        content[0] = _text_of(content[0], front_matter, path) if body is None else body
    may_have_directive = "post::" in content[0]
    pending = PendingPost(post, front_matter, selected is not None, may_have_directive=may_have_directive)
    set_pending_post(app.env, pending)


def _text_of(text: str, front_matter: FrontMatter, path: PurePosixPath) -> str:
    """Return the text of a post for its parser."""
    text = blank_front_matter(text, front_matter)
    return for_sphinx(text, is_directive_registered) if path.suffix == ".rst" else text


def _of_markdown(text: str, keys: Keys, has_docinfo: bool) -> FrontMatter:
    """Return the front matter of a Markdown document; ``has_docinfo``: a field list at its top is docinfo to MyST."""
    front_matter = read_front_matter(text, keys)
    return _of_field_list(text, keys) if has_docinfo and not front_matter.last else front_matter


def _of_field_list(text: str, keys: Keys) -> FrontMatter:
    """Return the field list at the top of a text in reStructuredText, or in MyST, as front matter."""
    front_matter = read_docinfo(text, keys)
    type_fields(front_matter)
    return front_matter


def _is_front_matter(docinfo: FrontMatter) -> bool:
    """Return whether a field list of reStructuredText is front matter: it has a date or `post`, or says draft."""
    return bool(docinfo.fields.get("date")) or "post" in docinfo.fields or read_draft(docinfo)[0]


def _section_text(env: BuildEnvironment, docname: str, text: str) -> str:
    """Return the text of a section with its title as a heading, in the place of the front matter."""
    front_matter = read_front_matter(text, news_domain(env).settings.keys)
    report(env, front_matter.problems)
    env.metadata[docname]["orphan"] = True
    title, blanked = front_matter.fields.get("title"), blank_front_matter(text, front_matter)
    if not (isinstance(title, str) and title and front_matter.last) or blanked.lstrip().startswith("# "):
        return blanked
    lines = blanked.split("\n")
    lines[front_matter.first - 1] = f"# {escape_markdown(title)}"
    return "\n".join(lines)


def _is_post(docname: str, front_matter: FrontMatter, text: str) -> bool:
    """Return whether a document below a collection is a post: unless its front matter says otherwise."""
    return is_post(front_matter) and (not is_bundle(docname) or _is_bundled_post(docname, front_matter, text))


def _add_defaults(front_matter: FrontMatter, docname: str, collection: Collection) -> None:
    """Fill fields that the post does not have: a language that its name ends with, the defaults of its collection."""
    language = language_in_name(docname)
    for key, value in {**collection.defaults, **({"language": language} if language else {})}.items():
        if not front_matter.fields.get(key):
            front_matter.fields[key] = value


def _says_post(front_matter: FrontMatter) -> bool:
    """Return whether front matter says ``post: true``, with which any document is a post."""
    return is_post(front_matter) and bool(front_matter.fields.get("post"))


def _is_bundled_post(docname: str, front_matter: FrontMatter, text: str) -> bool:
    """Return whether ``x/index`` is a post: by a date, in front matter or of its folder, or by a key or directive."""
    has_key = has_date(front_matter) or bool(front_matter.fields.get("post"))
    return has_key or _has_directive(text) or has_dated_folder(docname)


def _has_directive(text: str) -> bool:
    """Return whether a text has a directive ``post`` outside code, which may show how to write one."""
    fence = ""
    for line in text.split("\n"):
        if not fence and _POST_DIRECTIVE.match(line):
            return True
        if match := _CODE_FENCE.match(line):
            fence = fence_after(fence, *match.groups())
    return False


def call_post_read(env: BuildEnvironment, front_matter: FrontMatter, docname: str) -> None:
    """Let handlers of ``eulernews-post-read`` change front matter."""
    domain = news_domain(env)

    def warn(message: str) -> None:
        domain.warn(docname, Subtype.EVENT, message, front_matter.first or 1)

    emit_post_read(env.events, front_matter, domain.settings.keys, docname, warn)


def post_of(env: BuildEnvironment, front_matter: FrontMatter, docname: str, collection: str) -> Post:
    """Return the post that front matter describes, with the fields of the site; warn of values that cannot be used."""
    context = reading_context(env)
    post, problems = read_post(front_matter, docname, collection, context)
    extra, more = read_extra(front_matter, news_domain(env).settings.extra_fields, context)
    report(env, problems + more)
    return replace(post, extra=extra)


def reading_context(env: BuildEnvironment) -> Context:
    """Return the settings of the site that readers of fields need."""
    settings = news_domain(env).settings
    return Context(
        settings.zone,
        settings.date_input,
        hide_future=settings.future == "hide",
        extra_fields=tuple(settings.extra_fields),
    )


def report(env: BuildEnvironment, problems: list[Problem]) -> None:
    """Warn of each problem of front matter, at its line."""
    for problem in problems:
        news_domain(env).warn(env.docname, Subtype(problem.subtype), problem.message, problem.line)


def pending_post(env: BuildEnvironment) -> PendingPost | None:
    """Return the pending post of the document that is being read, if it is a post."""
    return env.temp_data.get(_KEY)


def set_pending_post(env: BuildEnvironment, post: PendingPost) -> None:
    """Keep a pending post until its document has been read."""
    env.temp_data[_KEY] = post


def source_path(env: BuildEnvironment, docname: str) -> PurePosixPath:
    """Return the source file of a document, relative to the source folder."""
    return PurePosixPath(env.doc2path(docname, base=False).as_posix())


def is_markdown(config: Config, path: PurePosixPath) -> bool:
    """Return whether a source file is Markdown: by its extension, or because ``source_suffix`` says so."""
    return path.suffix in _MARKDOWN or bool(config.source_suffix.get(path.suffix) == "markdown")


def show_source(text: str, document: nodes.document) -> None:
    """Replace a post that is nested too deeply for the parser by its source, so that the build goes on."""
    message = "the markup is nested too deeply to be read; the post is shown as plain text"
    env = document.settings.env
    news_domain(env).warn(env.docname, Subtype.DIRECTIVE, message, 1)
    registries = [*registries_of_names(document), document.ids, document.refnames, document.refids]
    for registry in registries:
        registry.clear()
    document.children = []
    document += nodes.literal_block(text, text, language="text")
