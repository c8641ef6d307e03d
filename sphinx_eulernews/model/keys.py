"""Keys of front matter: ours, their names in other systems, and misspellings of both. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

# By their folded form: case, hyphens, underscores and spaces do not count, so ``publishDate`` is ``publish_date``.
FOREIGN_KEYS: Mapping[str, str] = {
    "categories": "category",
    "tag": "tags", "keywords": "tags", "keyword": "tags", "topics": "tags",
    "sigs": "sig",
    "locations": "location",
    "authors": "author",
    "description": "summary", "desc": "summary", "excerpt": "summary", "custom_excerpt": "summary",
    "img": "banner", "image": "banner", "images": "banner", "cover": "banner", "cover_image": "banner",
    "featured_image": "banner", "feature_image": "banner", "hero_image": "banner", "thumbnail": "banner",
    "header_image": "banner", "header_img": "banner", "cover_img": "banner", "thumbnail_image": "banner",
    "thumbnail_img": "banner", "preview_image": "banner", "index_img": "banner", "banner_img": "banner",
    "head_img": "banner", "photos": "banner", "featured_img": "banner", "featured_image_preview": "banner",
    "hero": "banner",
    "image_alt": "banner_alt", "cover_alt": "banner_alt", "hero_image_alt": "banner_alt",
    "feature_image_alt": "banner_alt", "featured_image_alt": "banner_alt",
    "time": "date", "created": "date", "created_at": "date", "pub_date": "date", "published_at": "date",
    "pub_datetime": "date", "date_published": "date", "published_date": "date", "date_created": "date",
    "created_date": "date", "create_time": "date", "post_date": "date",
    "lang": "language", "locale": "language",
    "lastmod": "updated", "last_modified": "updated", "last_modified_at": "updated", "modified": "updated",
    "update": "updated", "last_update": "updated", "last_updated": "updated", "updated_at": "updated",
    "updated_date": "updated", "date_updated": "updated", "date_modified": "updated", "modified_date": "updated",
    "modified_at": "updated", "mod_datetime": "updated", "update_time": "updated",
    "publish_date": "publish",
    "expiry_date": "expires", "unpublish_date": "expires", "expiry": "expires",
    "redirect_from": "aliases", "alias": "aliases",
    "url": "permalink",
    "sticky": "pinned", "pin": "pinned", "top": "pinned",
    "translation_key": "translation",
    "canonical_url": "canonical", "canonical_link": "canonical",
    "external_link": "external", "external_url": "external", "link": "external",
    "redirect_to": "external",
    "is_draft": "draft", "is_published": "published",
    "blogpost": "post",
}  # fmt: skip
MISSPELT_KEYS: Mapping[str, str] = {
    "tages": "tags", "tgas": "tags",
    "titile": "title", "tilte": "title",
    "auther": "author", "autor": "author",
    "summery": "summary", "sumary": "summary",
    "catagory": "category", "categroy": "category",
    "bannner": "banner", "baner": "banner",
    "dates": "date",
}  # fmt: skip
# Keys of other programs that are close to one of ours: never a warning.
UNRELATED_KEYS = frozenset({"archive", "data", "links", "publisher", "stats", "tabs", "times", "titles"})

_LONGEST = 40
_FOLDED_OUT = re.compile(r"[-_\s]")


def fold_key(key: str) -> str:
    """Return the form in which keys are compared: without case, hyphens, underscores and spaces."""
    return _FOLDED_OUT.sub("", key.casefold())


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys that a site knows: ``names`` maps the folded form of each to ours, ``extra`` to a field of the site."""

    names: Mapping[str, str] = field(default_factory=dict)
    misspelt: frozenset[str] = frozenset()
    extra: Mapping[str, str] = field(default_factory=dict)
    _close: dict[str, str] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of(cls, own: Iterable[str], foreign: Mapping[str, str], misspelt: Mapping[str, str]) -> Keys:
        """Combine our own keys with names that mean one of them."""
        names = {fold_key(key): key for key in own}
        for others in (misspelt, foreign):
            names = {**{fold_key(key): ours for key, ours in others.items()}, **names}
        return cls(names, frozenset(fold_key(key) for key in misspelt))

    def with_foreign(self, foreign: Mapping[str, str]) -> Keys:
        """Return these keys with further names for ours, which win over those that are known."""
        names = {**self.names, **{fold_key(key): ours for key, ours in foreign.items()}}
        return Keys(names, self.misspelt, self.extra)

    def with_extra(self, names: Iterable[str]) -> Keys:
        """Return these keys with fields that the site declares; they win over foreign names and misspelt ones."""
        extra = {fold_key(name): name for name in names}
        kept = {name: ours for name, ours in self.names.items() if name not in extra or name == fold_key(ours)}
        return Keys(kept, self.misspelt, extra)

    def ours(self, key: str) -> str:
        """Return our key for one that is known; empty for any other."""
        return self.names.get(fold_key(key), "")

    def of_site(self, key: str) -> str:
        """Return the field of the site that a key names; empty for any other."""
        return self.extra.get(fold_key(key), "") if self.extra else ""

    def is_known(self, key: str) -> bool:
        """Return whether a key is ours or declared by the site."""
        return bool(self.ours(key) or self.of_site(key))

    def is_misspelt(self, key: str) -> bool:
        """Return whether a known key is a misspelling."""
        return fold_key(key) in self.misspelt

    def close(self, key: str) -> str:
        """Return our key that an unknown one may be a misspelling of: one letter missing, added, swapped or wrong."""
        folded = fold_key(key)
        if folded in UNRELATED_KEYS or not 3 <= len(folded) <= _LONGEST or folded[-1].isdecimal():
            return ""
        if folded not in self._close:
            found = (
                ours
                for name, ours in (*self.names.items(), *self.extra.items())
                if min(len(name), len(ours)) > 3 and one_edit_apart(folded, name)
            )
            self._close[folded] = next(found, "")
        return self._close[folded]


def one_edit_apart(written: str, meant: str) -> bool:
    """Return whether two words differ by a single typing error; the first letter has to be the same."""
    if abs(len(written) - len(meant)) > 1 or written == meant:
        return False
    same = next(
        (i for i, (a, b) in enumerate(zip(written, meant, strict=False)) if a != b), min(len(written), len(meant))
    )
    rest, other = written[same:], meant[same:]
    if len(rest) > len(other):
        return rest[1:] == other
    if len(rest) < len(other):
        return rest == other[1:]
    swapped = rest[1::-1] + rest[2:]
    return swapped == other or (same > 0 and rest[1:] == other[1:])
