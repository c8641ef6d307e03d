"""Configuration: the checked values of the options, what follows from them, and warnings about conf.py.

``options`` declares the options.
"""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, tzinfo
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sphinx_eulernews.lazy import lazy
from sphinx_eulernews.model.collection import Collection, collection_of, find_collections, matches_pattern
from sphinx_eulernews.model.taxonomy import TERM_FOLDERS
from sphinx_eulernews.model.text import did_you_mean, fold
from sphinx_eulernews.model.urls import SPELLED_OUT, is_generated
from sphinx_eulernews.options import PREFIX, DeclaredOptions
from sphinx_eulernews.validators import PartlyWrongError
from sphinx_eulernews.warnings import Subtype, warn

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config

    from sphinx_eulernews.model import fields as model_fields
    from sphinx_eulernews.model import permalink_patterns
    from sphinx_eulernews.model.keys import Keys
else:
    model_fields = lazy("sphinx_eulernews.model.fields")
    permalink_patterns = lazy("sphinx_eulernews.model.permalink_patterns")

SPEEDUPS = "sphinx_eulernews.speedups"
_ABSOLUTE = re.compile(r"https?://[^/]", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class NewsConfig(DeclaredOptions):
    """The checked values of all options, as plain picklable data, and what follows from them."""

    @property
    def zone(self) -> tzinfo:
        """The time zone of times without one."""
        return UTC if self.timezone == "UTC" else ZoneInfo(self.timezone)

    @cached_property
    def keys(self) -> Keys:
        """The front matter keys that the site knows."""
        return model_fields.KEYS.with_foreign(self.front_matter_keys).with_extra(self.extra_fields)

    @property
    def spelled_out(self) -> Mapping[str, str]:
        """Slugs that are fixed, by case-folded name."""
        return {**SPELLED_OUT, **{fold(name): slug for name, slug in self.slugs.items()}}

    @property
    def drafts_shown(self) -> bool:
        """Whether unpublished posts are built."""
        if self.show_drafts is None:
            return os.environ.get("READTHEDOCS_VERSION_TYPE") == "external"
        return self.show_drafts

    @property
    def old_bases(self) -> list[str]:
        """The URLs of the old site, by its domains."""
        hosts = (re.sub(r"\Ahttps?://", "", domain).strip("/") for domain in self.old_domains)
        return [f"https://{host}/" for host in hosts if host]

    def is_untrusted(self, docname: str, *, is_post: bool = True) -> bool:
        """Return whether a document would be an untrusted post; if it is none, whether it lies among such posts.

        Who sends posts by pull request could else send a page that opts out: ``post: false``.
        """
        keys = {self.collection_key(docname), self._collection_around(docname)} - {None, *self.selective}
        # A document in no such folder may be a post of any collection that selects its posts.
        possible = keys or ({*self.selective} if is_post else set[str]())
        return bool(possible) if self.untrusted is True else bool(possible.intersection(self.untrusted or ()))

    def collection_key(self, docname: str) -> str | None:
        """Return the collection that a document lies in, if it has the name of a post."""
        if self.collections:
            return collection_of(docname, self.collections)
        return next(iter(find_collections([docname])), None)

    def may_generate(self, name: str) -> bool:
        """Return whether a name may be that of a generated page of a collection."""
        return is_generated(name, TERM_FOLDERS) and bool(self._collection_around(name))

    def _collection_around(self, name: str) -> str | None:
        """Return the collection that the folder of a page lies in, whatever the name of the page."""
        return self.collection_key(posixpath.join(posixpath.dirname(name), "any-post"))

    @cached_property
    def selective(self) -> tuple[str, ...]:
        """The collections whose posts are selected by patterns or by front matter, wherever they are."""
        return tuple(key for key, settings in self.collections.items() if settings.get("posts") is not None)

    def collection_for(self, docname: str, path: str = "") -> str | None:
        """Return the collection that a document belongs to if it is a post; ``path`` is its source file."""
        key = self.collection_key(docname)
        if not self.selective or (key is not None and key not in self.selective):
            return key
        selecting = (each for each in self.selective if path and self.selects(each, path))
        return next(selecting, None) or key or self.selective[0]

    def selects(self, key: str, path: str) -> bool | None:
        """Return whether a pattern of a collection selects a source file; None for collections without patterns."""
        patterns = self.collections.get(key, {}).get("posts")
        return None if patterns is None else matches_pattern(path, patterns)

    def collection(self, key: str, language: str) -> Collection:
        """Return a collection with its settings; ``language`` is that of the site."""
        settings = {"language": language, "page_size": self.page_size, **self.collections.get(key, {})}
        return Collection(key=key, **settings)

    def context_of(self, docname: str, language: str) -> tuple[str, ...]:
        """Return the settings that reading a document depends on; it is read again when they change.

        Collection, its language, and the date format; empty for documents that have no name of a post. ``language``
        is that of the site.
        """
        key = self.collection_for(docname)
        if key is None:
            return ("", "untrusted") if self.is_untrusted(docname, is_post=False) else ()
        reading = self.collection(key, language).reading
        return key, f"{reading} untrusted" if self.is_untrusted(docname) else reading, self.date_format

    def failing_closed(self, source: Path) -> NewsConfig:
        """Return the options; all posts are untrusted if ``untrusted`` names a collection that does not exist."""
        named = [] if isinstance(self.untrusted, bool) else self.untrusted
        for key in named:
            if key not in self.collections and (self.collections or not _is_default_collection(key, source)):
                folders = (each for each in _folders_next_to(source, key) if _is_default_collection(each, source))
                known = sorted(self.collections) or [*folders]
                problem = f"there is no collection {key!r}, so all posts are untrusted{did_you_mean(key, known)}"
                warn(Subtype.CONFIG, f"conf.py: {PREFIX}untrusted: {problem}")
                return replace(self, untrusted=True)
        return self

    def warn_of_missing_folders(self, source: Path) -> None:
        """Warn of collections and public paths whose folder does not exist."""
        public = self.public_path
        folders_of = {
            "collections": list(self.collections),
            "public_path": list(public.values() if isinstance(public, dict) else public),
        }
        for option, folders in folders_of.items():
            for folder in folders:
                if folder not in self.selective and not (source / folder).is_dir():
                    near = _below_source(source, folder) or did_you_mean(folder, _folders_next_to(source, folder))
                    warn(Subtype.CONFIG, f"conf.py: {PREFIX}{option}: there is no folder {folder!r}{near}")

    @classmethod
    def from_config(cls, config: Config) -> NewsConfig:
        """Check the values of conf.py; a wrong one is a warning, and the default is used."""
        values = {}
        for name, (default, declared) in cls.options().items():
            value = getattr(config, name)
            try:
                values[name.removeprefix(PREFIX)] = declared.check(value)
            except PartlyWrongError as error:
                values[name.removeprefix(PREFIX)] = error.kept
                for problem in error.problems:
                    warn(Subtype.CONFIG, f"conf.py: {name}: {problem}")
            except (ValueError, TypeError) as error:
                message = f"conf.py: {name} = {value!r}: {error}; the default {default!r} is used"
                warn(Subtype.CONFIG, message)
        return cls(**values).with_known_tokens()

    def with_known_tokens(self) -> NewsConfig:
        """Return the options without patterns of permalinks that have an unknown token, each with a warning."""
        kept = []
        for pattern in self.permalink:
            try:
                kept.append(permalink_patterns.check_pattern(pattern, self.extra_fields))
            except ValueError as error:
                warn(Subtype.CONFIG, f"conf.py: {PREFIX}permalink: {pattern!r} is ignored: {error}")
        return replace(self, permalink=kept) if self.permalink else self


def base_url(config: Config) -> str:
    """Return the URL that the site is served at, with a slash at its end; empty if unknown or not absolute."""
    base = str(config.html_baseurl or os.environ.get("READTHEDOCS_CANONICAL_URL", ""))
    if not _ABSOLUTE.match(base):
        return ""
    return base if base.endswith("/") else base + "/"


def warn_of_unknown_options(app: Sphinx, config: Config) -> None:
    """Warn of unknown ``eulernews_`` options in conf.py, and of one that needs ``speedups`` (``config-inited``)."""
    if config.eulernews_compare_by_content is True and SPEEDUPS not in app.extensions:
        message = f"conf.py: {PREFIX}compare_by_content does nothing without the extension {SPEEDUPS!r}"
        warn(Subtype.CONFIG, f"{message}; add it to extensions")
    # Sphinx keeps what conf.py assigned there; ``config`` itself knows registered options only.
    for name in sorted(getattr(config, "_raw_config", {})):
        if name not in config and (name.startswith(PREFIX) or _looks_like_ours(name)):
            near = did_you_mean(name.casefold(), list(NewsConfig.options()))
            if near or name.startswith(PREFIX):
                warn(Subtype.CONFIG, f"conf.py: there is no option {name!r}{near}")


def _looks_like_ours(name: str) -> bool:
    """Return whether a name begins with our prefix but for a typing error, as ``eulernew_tags`` does."""
    folded, prefix = name.casefold().replace("_", ""), PREFIX.rstrip("_")
    if folded[:3] != prefix[:3] or len(folded) <= len(prefix):
        return False
    return bool(get_close_matches(folded[: len(prefix)], [prefix], 1, 0.8))


def _is_default_collection(key: str, source: Path) -> bool:
    return find_collections([f"{key}/x"]) == [key] and (source / key).is_dir()


def _below_source(source: Path, folder: str) -> str:
    """Return the end of a message about a missing folder that is relative to another one, such as the repository."""
    names = folder.split("/")
    shorter = ("/".join(names[count:]) for count in range(1, len(names)))
    found = next((each for each in shorter if (source / each).is_dir()), "")
    return f" in the source folder; did you mean {found!r}?" if found else ""


def _folders_next_to(source: Path, folder: str) -> list[str]:
    """Return the folders next to a missing one, for a suggestion."""
    parent = PurePosixPath(folder).parent
    try:
        return sorted((parent / entry.name).as_posix() for entry in (source / parent).iterdir() if entry.is_dir())
    except OSError:
        return []
