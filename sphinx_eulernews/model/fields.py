"""The fields of front matter: each is declared once in ``FIELDS``, with its reader and its help text. Pure.

``read_post`` and the reference page of the documentation both go by that declaration.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import unquote

from sphinx_eulernews.model.dates import date_of_name
from sphinx_eulernews.model.drafts import DRAFT_KEYS, HELD_BACK, SWITCHES, is_date, read_draft
from sphinx_eulernews.model.field_readers import (
    Context,
    beginning,
    read_authors,
    read_banner,
    read_flag,
    read_focus,
    read_key,
    read_language,
    read_limit,
    read_moment,
    read_names,
    read_nothing,
    read_paths,
    read_permalinks,
    read_pinned,
    read_publish,
    read_string,
    read_strings,
    read_summary,
    read_title,
    read_url,
)
from sphinx_eulernews.model.front_matter import FrontMatter, Problem, Value
from sphinx_eulernews.model.keys import FOREIGN_KEYS, MISSPELT_KEYS, Keys, fold_key
from sphinx_eulernews.model.post import Post
from sphinx_eulernews.model.taxonomy import TAXONOMIES
from sphinx_eulernews.model.text import FALSE_WORDS, TRUE_WORDS, items, split_names


@dataclass(frozen=True, slots=True)
class Field:
    """A field of front matter: key, attribute of ``Post``, reader, help, example."""

    key: str
    attribute: str
    read: Callable[[Value, Context], Any]
    help: str
    example: str = ""


FIELDS: tuple[Field, ...] = (
    Field("title", "title", read_title, "The title. Without it: the first H1 of the body, then the file name."),
    Field("date", "date", read_moment, "When the post was published; the order of lists and the archive go by it. "
          "Without it: the date at the start of the file's or folder's name, else `publish`.",
          "2023-11-25, 2023-9-7, 2020.07.09, 2022-11, 2023-11-25 08:30 +08:00, Nov 25, 2023"),
    Field("category", "categories", read_names, "The category, or several.", "news"),
    Field("tags", "tags", read_names, "A list of tags, or one string with separators: `,` `，` `、` `;` `；`.",
          "[openEuler, 内核]"),
    Field("banner", "", read_banner, "The image at the head of the post, on cards and in feeds: next to the post or "
          "below a public path. false: no image, not even one of the body.", "img/banners/x.jpg"),
    Field("banner_alt", "", read_string, "What the banner shows, for those who do not see it. Without it: the title."),
    Field("banner_focus", "", read_focus, "The point of the banner that stays in view where it is cropped. Without it: "
          "the middle.", "top, left top, 50% 20%, 0.5 0.2"),
    Field("author", "authors", read_authors, "An author, or several; a name may be a link.", "[Name](https://...)"),
    Field("summary", "summary", read_summary, "One or two sentences for cards, feeds and search engines. Without it: "
          "the beginning of the text."),
    Field("archives", "", read_nothing, "The month, as the portal keeps it. Not used: the archive goes by the date."),
    Field("sig", "sigs", read_names, "The special interest group that the post is about, or several.", "Kernel"),
    Field("location", "locations", read_names, "Where the post is from or about: a place, or several.", "成都"),
    Field("updated", "updated", read_moment, "When the post was last changed in a way that matters to readers."),
    Field("draft", "draft", read_flag, "true: the post is not built. `unpublished`, `wip`, `headless`, `hidden`, "
          "`ignore_publish`, "
          "`hide` and `private` mean the same, and so do `publish: false`, `published: false`, `public: false`, "
          "`visible: false`, `status: draft`, `visibility: private`, `build: {render: never}` and any `password`.",
          "true"),
    Field("publish", "publish", read_publish, "Not built before this date."),
    Field("expires", "expires", read_limit, "Not built from this date on."),
    Field("pinned", "pinned", read_pinned, "true, or a number but 0: first in the list of its collection.", "true"),
    Field("unlisted", "unlisted", read_flag, "true: built, but in no list, index or feed.", "true"),
    Field("language", "language", read_language, "The language, if it is not that of the collection.", "en"),
    Field("translation", "translation", read_key, "A key that the translations of one post share."),
    Field("aliases", "aliases", read_strings, "Old URLs of the post, from the root of the site.", "/blog/old.html"),
    Field("permalink", "permalinks", read_permalinks, "The URL that the post had, from the root of the site; `url` "
          "means the same. Links to it lead to the post, and a redirect is written there.", "/2023/hello/"),
    Field("slug", "slug", read_string, "The last part of the URL that the post had, below the folder of its "
          "collection.", "hello"),
    Field("canonical", "canonical", read_url, "The URL of the original, where this is a copy."),
    Field("external", "external", read_url, "The post is on another site: lists link to this URL."),
    Field("series", "series", read_string, "The name of the series that the post is a part of."),
    Field("related", "related", read_strings, "Posts that belong with this one, by docname; a page bundle by its "
          "folder."),
    Field("post", "", read_flag, "false: the page is below a collection, but is not a post.", "false"),
)  # fmt: skip

LISTS = frozenset(field.key for field in FIELDS if field.read in (read_names, read_authors, read_strings))
"""The fields that are lists."""
FLAGS = frozenset(
    [
        *(declared.key for declared in FIELDS if declared.read in (read_flag, read_pinned)),
        *(key for key, switch in SWITCHES.items() if TRUE_WORDS in (switch.held, switch.public)),
    ]
)
"""The fields that are true or false; where the markup has options, one without a value is set."""
WARNED_LATER = (
    "date", "aliases", "permalink", "slug", "related",
    *(taxonomy.option for taxonomy in TAXONOMIES),
)  # fmt: skip
"""The fields that are checked when all posts are known: posts store the lines of these."""
KEYS = Keys.of([*(declared.key for declared in FIELDS), *DRAFT_KEYS], FOREIGN_KEYS, MISSPELT_KEYS)
"""The keys that every site knows."""

# Values that other systems write as mappings: our key, keys inside, and the field that each fills.
_MAPPINGS: Mapping[str, Mapping[str, str]] = {
    "date": {"created": "date", "date": "date", "published": "date", "updated": "updated", "modified": "updated",
             "lastmod": "updated"},
    "updated": {"date": "updated", "updated": "updated"},
    "series": {"name": "series", "title": "series"},
    "banner": {"image": "banner", "path": "banner", "src": "banner", "url": "banner", "img": "banner",
               "file": "banner", "filename": "banner", "feature": "banner", "teaser": "banner", "thumbnail": "banner",
               "alt": "banner_alt", "alt_text": "banner_alt"},
}  # fmt: skip

# What Wowchemy and PaperMod write next to an image; alone, as in their archetypes, they name none.
_IMAGE_OPTIONS = frozenset({
    "caption", "focal_point", "hidden", "hiddeninlist", "hiddeninsingle", "placement", "preview_only", "relative",
    "responsiveimages",
})  # fmt: skip

# What themes of Hugo call the resource that is the cover; LoveIt has the first.
_COVER_RESOURCES = ("featured-image", "featured", "feature", "cover", "banner", "thumbnail", "featured-image-preview")
_NAME_IN_JEKYLL = re.compile(r"\d{4}-\d{1,2}-\d{1,2}-.+")
_URL_PATH = re.compile(r"(?!.*\.(?:mdx?|markdown|rst|ipynb)\Z)/?[^\W_][\w%.~/-]{0,300}")
_WEB_PATH = re.compile(r"https?://[^/?#]++(/[^?#]*+)", re.IGNORECASE)


def unfold_mappings(front_matter: FrontMatter) -> None:
    """Replace mappings of other systems by the fields that they stand for: ``cover: {image:, alt:}``.

    An unknown mapping is kept, and its reader rejects it.
    """
    for key, inner in _MAPPINGS.items():
        value = front_matter.fields.get(key)
        if isinstance(value, list) and len(value) == 1:
            value = value[0]
        if not isinstance(value, dict):
            continue
        line = front_matter.line_of(key)
        found: dict[str, str] = {}
        for name, ours in inner.items():
            if isinstance(item := value.get(name), str):
                found.setdefault(ours, item)
        if found or (key == "banner" and value.keys() <= _IMAGE_OPTIONS):
            del front_matter.fields[key]
        for ours, item in found.items():
            if ours == key or not front_matter.fields.get(ours):
                front_matter.fields[ours] = item
                front_matter.lines[ours] = line


def type_fields(field_list: FrontMatter) -> None:
    """Give the fields of a field list the types that they have in YAML: lists in brackets, and flags without a value.

    Sphinx has such flags, ``:orphan:``; ``:draft:`` holds a post back.
    """
    fields = field_list.fields
    for key in LISTS & fields.keys():
        if isinstance(written := fields[key], str) and (found := items(written)) is not None:
            fields[key] = [*found]
    fields |= {key: "true" for key in FLAGS & fields.keys() if not fields[key]}


def read_post(front_matter: FrontMatter, docname: str, collection: str, context: Context) -> tuple[Post, list[Problem]]:
    """Create a post from front matter; an invalid field is ignored, with a problem at its line."""
    unfold_mappings(front_matter)
    _use_header_image(front_matter)
    _use_own_link_as_permalink(front_matter)
    _use_path_as_permalink(front_matter)
    _divide_at_spaces(front_matter, docname)
    dated = date_of_name(docname.removeprefix(f"{collection}/"))
    _use_published_as_date(front_matter, () if dated else ("publish",))
    held, problems = read_draft(front_matter)
    values, unreadable = _read_fields(front_matter, context)
    # An invalid date of publication may be in the future.
    if held or any(declared.key == "publish" for declared, _error in unreadable):
        values["draft"] = True
    if dated and "date" not in values:
        values["date"] = dated
    if "categories" in values:
        values["category_paths"] = read_paths(front_matter.fields["category"])
    lines = tuple((key, front_matter.line_of(key)) for key in WARNED_LATER if front_matter.fields.get(key))
    post = Post(docname=docname, collection=collection, lines=lines, **values)
    begins = beginning(post.date, context.zone) if context.hide_future and post.date else None
    if begins and (post.publish is None or post.publish.when < begins.when):
        post = replace(post, publish=begins)
    return post, problems + [_problem(front_matter, declared, error) for declared, error in unreadable]


def _read_fields(front_matter: FrontMatter, context: Context) -> tuple[dict[str, Any], list[tuple[Field, ValueError]]]:
    """Return the attributes that fields fill, and the fields whose value cannot be read."""
    values: dict[str, Any] = {}
    unreadable: list[tuple[Field, ValueError]] = []
    for declared, value in _present(front_matter):
        try:
            read = declared.read(value, context)
        except ValueError as error:
            unreadable.append((declared, error))
            continue
        if declared.attribute and read:
            values[declared.attribute] = read
        elif declared.key == "banner":
            front_matter.fields["banner"] = read
    return values, unreadable


def _problem(front_matter: FrontMatter, declared: Field, error: ValueError) -> Problem:
    value = str(front_matter.fields[declared.key])
    message = f"the field '{front_matter.name_of(declared.key)}' is {value[:80]!r}: {error}"
    if declared.key in SWITCHES:
        message += HELD_BACK
    subtype = "date" if declared.read in (read_moment, read_publish, read_limit) else "field"
    return Problem(front_matter.line_of(declared.key), subtype, message)


def _use_header_image(front_matter: FrontMatter) -> None:
    """Read the image of ``header: {image:, teaser:}``, as themes of Jekyll have it, or a resource of Hugo."""
    if front_matter.fields.get("banner"):
        return
    header, resources = front_matter.rest.get("header"), front_matter.rest.get("resources")
    found: list[tuple[str, Any]] = []
    if isinstance(header, dict):
        found += [("header", header.get(name)) for name in ("image", "overlay_image", "teaser")]
    if isinstance(resources, list):
        named = {fold_key(str(item.get("name"))): item.get("src") for item in resources if isinstance(item, dict)}
        found += [("resources", named.get(fold_key(name))) for name in _COVER_RESOURCES]
    for key, path in found:
        if isinstance(path, str) and path and not set(path) & set("*?{["):  # the images that a pattern matches
            front_matter.set_from(key, "banner", path)
            return


def _use_own_link_as_permalink(front_matter: FrontMatter) -> None:
    """Read a ``link`` that ends in the slug as the URL that the post had: exitwp exports WordPress so.

    Its posts have a ``wordpress_id``. Others may share a page of another site, whose slug they took.
    """
    link, slug = front_matter.fields.get("external"), front_matter.fields.get("slug")
    is_exported = "wordpress_id" in front_matter.rest and front_matter.name_of("external") == "link"
    if not (is_exported and isinstance(link, str) and isinstance(slug, str)):
        return
    path = _WEB_PATH.match(link)
    if path and unquote(path[1]).rstrip("/").rpartition("/")[2] == slug.strip("/"):
        del front_matter.fields["external"]
        if not front_matter.fields.get("permalink"):
            front_matter.set_from("external", "permalink", path[1])


def _use_path_as_permalink(front_matter: FrontMatter) -> None:
    """Read ``path`` as the URL that the post had, as Zola and blogs of Gatsby have it, but no source file."""
    path = front_matter.rest.get("path")
    if isinstance(path, str) and _URL_PATH.fullmatch(path) and not front_matter.fields.get("permalink"):
        front_matter.set_from("path", "permalink", f"/{path.lstrip('/')}")


def _divide_at_spaces(front_matter: FrontMatter, docname: str) -> None:
    """Divide ``categories: jekyll update`` at its spaces in posts of Jekyll, by the name of the file and a layout.

    To Hugo and Hexo it is one name, and so is ``category: Release notes`` to Jekyll.
    """
    if "layout" not in front_matter.rest or not _NAME_IN_JEKYLL.fullmatch(docname.rpartition("/")[2]):
        return
    for key, plural in (("tags", "tags"), ("category", "categories")):
        value = front_matter.fields.get(key)
        is_plural = front_matter.name_of(key).casefold() == plural
        if is_plural and isinstance(value, str) and items(value) is None and split_names(value) == [value]:
            front_matter.fields[key] = [*value.split()]


def _use_published_as_date(front_matter: FrontMatter, others: tuple[str, ...]) -> None:
    """Read ``published`` as the date where it is no flag, then ``others``; some systems write it so."""
    for key in ("published", *others):
        value = front_matter.fields.get(key)
        if value and is_date(value) and not front_matter.fields.get("date"):
            front_matter.set_from(key, "date", value)


def has_date(front_matter: FrontMatter) -> bool:
    """Return whether front matter says when the post was published, by a ``date`` or by one of its stand-ins."""
    fields = front_matter.fields
    return bool(fields.get("date")) or any(is_date(fields.get(key, "")) for key in ("published", "publish"))


def is_post(front_matter: FrontMatter) -> bool:
    """Return whether a page below a collection is a post: not with ``post: false``."""
    wish = front_matter.fields.get("post", "true")
    return not (isinstance(wish, str) and wish.casefold() in FALSE_WORDS)


def _present(front_matter: FrontMatter) -> Iterator[tuple[Field, Value]]:
    for declared in FIELDS:
        value = front_matter.fields.get(declared.key)
        # Null and empty mean nothing; ``read_draft`` reads drafts.
        if value and declared.key != "draft":
            yield declared, value
