"""Posts of other projects, from the inventories that intersphinx has loaded, Sphinx 8.2 to 9.2.

Upstream: ``InventoryAdapter`` in ``sphinx/ext/intersphinx/_shared.py``. There is no public access by the name of a
project, only the attribute ``intersphinx_named_inventory`` of the environment.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sphinx_eulernews.model.urls import slugify
from sphinx_eulernews.render.tree import is_web_url
from sphinx_eulernews.warnings import Subtype, warn

if TYPE_CHECKING:
    from sphinx.environment import BuildEnvironment

    from sphinx_eulernews.model.site import ExternalPosts


def external_posts(env: BuildEnvironment, projects: Mapping[str, str]) -> dict[str, ExternalPosts]:
    """Return the posts of the projects that hold the translations, by language.

    ``projects`` maps languages to names in ``intersphinx_mapping``. What an inventory cannot give is a warning.
    """
    known: Any = getattr(env.config, "intersphinx_mapping", {})
    found = {}
    for language, name in projects.items():
        if name not in known:
            _warn(f"there is no {name!r} in intersphinx_mapping")
            continue
        found[language] = _posts_of(env, name)
    return found


def _posts_of(env: BuildEnvironment, name: str) -> ExternalPosts:
    inventories: dict[str, Any] = getattr(env, "intersphinx_named_inventory", {})
    posts = inventories.get(name, {}).get("news:post", {})
    absolute = {
        # A dash stands for a title that is the name.
        docname: (item.uri, item.display_name if item.display_name not in ("", "-") else docname)
        for docname, item in posts.items()
        if is_web_url(item.uri)
    }
    if posts and not absolute:
        _warn(f"intersphinx_mapping gives {name!r} a URL that is not absolute, so none of its posts can be found")
    return absolute


def _warn(message: str) -> None:
    warn(Subtype.CONFIG, f"conf.py: eulernews_translation_projects: {message}")


# A line of ``objects.inv`` as Sphinx reads it (sphinx.util.inventory): name, type, priority, URI, display name.
_LINE = re.compile(r"(.+?)\s+(\S+)\s+(-?\d+)\s+?(\S*)\s+(.*)")
_LONGEST_NAME = 200  # characters


def inventory_name(name: str) -> str:
    """Return the name of an object as ``objects.inv`` can hold it.

    The format has no escape: a name such as ``x std:doc -1 y.html z`` would be read as an object of another type, and
    ``Release 24 03 LTS`` as none at all. Such a name is replaced by its slug, as is one that is very long.
    """
    if len(name) <= _LONGEST_NAME:
        # Most names have no space, where a match takes long and says nothing new.
        if name.split(None, 1) == [name]:
            return name
        read = _LINE.match(f"{name} news:x -1 y -")
        if read is not None and read[1] == name:
            return name
    collection, colon, rest = name.rpartition(":")
    return f"{slugify(collection)}{colon}{slugify(rest)}"
