"""People: the entries of ``authors.yml``, as authors of posts. Pure.

The files of Docusaurus (``name, title, url, image_url, socials, page``), Material (``authors:`` above all,
``description, avatar, slug``) and ABlog (pairs of name and URL in conf.py) are read as they are.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from urllib.parse import quote

from sphinx_eulernews.model.post import Author, Banner, Post
from sphinx_eulernews.model.term_records import (
    MAX_DESCRIPTION,
    MAX_URL,
    Localized,
    RecordReader,
    TermRecord,
    TermRecords,
    in_language,
    read_url,
)
from sphinx_eulernews.model.text import fold

if TYPE_CHECKING:
    from sphinx_eulernews.model.front_matter import Value

# Network in lower case -> its name, and the URL that the name of an account is appended to.
NETWORKS: Mapping[str, tuple[str, str]] = {
    "atomgit": ("AtomGit", "https://atomgit.com/"),
    "bilibili": ("bilibili", "https://space.bilibili.com/"),
    "bluesky": ("Bluesky", "https://bsky.app/profile/"),
    "facebook": ("Facebook", "https://www.facebook.com/"),
    "gitcode": ("GitCode", "https://gitcode.com/"),
    "gitee": ("Gitee", "https://gitee.com/"),
    "github": ("GitHub", "https://github.com/"),
    "gitlab": ("GitLab", "https://gitlab.com/"),
    "instagram": ("Instagram", "https://www.instagram.com/"),
    "linkedin": ("LinkedIn", "https://www.linkedin.com/in/"),
    "mastodon": ("Mastodon", "https://mastodon.social/@"),
    "stackoverflow": ("Stack Overflow", "https://stackoverflow.com/users/"),
    "threads": ("Threads", "https://www.threads.net/@"),
    "twitch": ("Twitch", "https://www.twitch.tv/"),
    "twitter": ("Twitter", "https://twitter.com/"),
    "weibo": ("微博", "https://weibo.com/n/"),
    "x": ("X", "https://x.com/"),
    "youtube": ("YouTube", "https://www.youtube.com/@"),
    "zhihu": ("知乎", "https://www.zhihu.com/people/"),
}
MAX_LINKS = 20

_NAMES = ("name", "label")
_ROLES = ("title", "role", "position")
_BIOS = ("bio", "description")
_URLS = ("url", "link", "website", "homepage")
_IMAGES = ("avatar", "image", "image_url", "imageurl", "picture", "photo")
_LINKS = ("socials", "social", "links")
FIELDS = frozenset({*_NAMES, *_ROLES, *_BIOS, *_URLS, *_IMAGES, *_LINKS, "slug", "aliases", "email", "page"})
"""The fields of an author that are read, and ``page`` of Docusaurus, which every author has here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person(TermRecord):
    """An author as a file describes one: ``description`` is the bio.

    ``image`` is the avatar as it is written, at line ``image_line``; ``avatar`` is the file that was found; ``links``
    are pairs of a name and a URL.
    """

    role: Localized = ()
    image: str = ""
    image_line: int = field(default=0, compare=False, repr=False)
    avatar: Banner | None = None
    links: tuple[tuple[str, str], ...] = ()

    def as_author(self, language: str) -> Author:
        """Return the person as the author of a post in a language."""
        return Author(
            self.label(language),
            self.url,
            self.image,
            in_language(self.description, language),
            key=self.key,
            role=in_language(self.role, language),
            avatar=self.avatar,
            links=self.links,
        )


def read_person(reader: RecordReader) -> Person:
    """Read an entry of ``authors.yml``."""
    reader.warn_of_unknown(FIELDS)
    url, links = reader.url(*_URLS), [*_links(reader)]
    if email := reader.string("email"):
        links.append(_mail_link(email))
    if url.startswith("mailto:"):
        links.append(_mail_link(url))
        url = ""
    image, _value = reader.first(*_IMAGES)
    return Person(
        key=reader.key,
        labels=reader.localized(*_NAMES),
        slug=reader.slug("slug"),
        aliases=reader.strings("aliases"),
        description=reader.localized(*_BIOS, limit=MAX_DESCRIPTION),
        url=url,
        path=reader.path,
        line=reader.line,
        role=reader.localized(*_ROLES),
        image=reader.string(*_IMAGES, limit=MAX_URL),
        image_line=reader.line_of(image),
        links=tuple(dict.fromkeys(links)),
    )


def _links(reader: RecordReader) -> Iterator[tuple[str, str]]:
    """Yield the links of ``socials``: a mapping of networks to accounts or URLs, or a list of links."""
    name, value = reader.first(*_LINKS)
    items: list[tuple[str, Value]] = []
    if isinstance(value, dict):
        items = [*value.items()]
    elif value:
        for item in value if isinstance(value, list) else [value]:
            items += _pair(item)
    if len(items) > MAX_LINKS:
        reader.warn(name, f"has {len(items):,} links; {MAX_LINKS} of them are used")
    for network, account in items[:MAX_LINKS]:
        found = _link(network, account)
        if isinstance(found, str):
            reader.warn(name, found)
        else:
            yield found


def _pair(item: Value) -> Iterator[tuple[str, Value]]:
    """Yield name and URL of a link in a list: a URL, ``{github: ada}``, or ``{name:, url:}`` as themes of Jekyll do."""
    if isinstance(item, dict):
        url = item.get("url") or item.get("link") or item.get("href")
        name = item.get("name") or item.get("label") or item.get("title")
        if url:
            yield (name if isinstance(name, str) else ""), url
        else:
            yield from item.items()
    else:
        yield "", item


def _link(network: str, account: Value) -> tuple[str, str] | str:
    """Return name and URL of a link; a string is the problem of an invalid one."""
    if not isinstance(account, str) or len(account) > MAX_URL:
        return f"has {network[:80]!r}, whose value is not a URL; write one string"
    name, start = NETWORKS.get(network.casefold(), (network, ""))
    if network.casefold() in ("email", "mail"):
        return _mail_link(account)
    user, _at, host = account.removeprefix("@").partition("@")
    if host and "/" not in account and network.casefold() == "mastodon":
        account = f"https://{host}/@{user}"
    if start and "/" not in account and ":" not in account:
        return name, start + quote(account.removeprefix("@"), safe="")
    try:
        url = read_url(account)
    except ValueError as error:
        return f"has {account[:80]!r}: {error}"
    if url.startswith("/"):
        return f"has {network[:80]!r}: {account[:80]!r}; write an absolute URL, with https:// before it"
    plain = url.partition("://")[2].removeprefix("www.").rstrip("/") or url.removeprefix("mailto:")
    return name or plain, url


def _mail_link(written: str) -> tuple[str, str]:
    """Return name and URL of a link to a mail address, which is written with ``mailto:`` or without."""
    address = written.removeprefix("mailto:")
    return address, f"mailto:{address}"


def without_avatars(people: TermRecords[TermRecord], broken: Collection[str]) -> TermRecords[TermRecord]:
    """Return people without the avatars of these digests, which cannot be shown."""
    if not any(_has_avatar_of(each, broken) for each in people):
        return people
    return TermRecords(
        replace(each, avatar=None) if isinstance(each, Person) and _has_avatar_of(each, broken) else each
        for each in people
    )


def _has_avatar_of(record: TermRecord, digests: Collection[str]) -> bool:
    return isinstance(record, Person) and record.avatar is not None and record.avatar.digest in digests


def with_people(post: Post, people: TermRecords[TermRecord], language: str) -> Post:
    """Return a post whose authors are the people that it names, each once, by their names in its language."""
    authors: dict[str, Author] = {}
    for named in post.authors:
        author = _as_described(named, people, language)
        authors.setdefault(fold(author.key or author.name), author)
    return replace(post, authors=tuple(authors.values()))


def _as_described(author: Author, people: TermRecords[TermRecord], language: str) -> Author:
    """Return an author as the record of that person says, with the URL of the post where the record has none."""
    person = people.find(author.key or author.name) or people.find(author.name)
    if not isinstance(person, Person):
        return author
    found = person.as_author(language)
    return found if found.url else replace(found, url=author.url)


def initials_of(name: str) -> str:
    """Return the initials of a name: of its first and last word; of a name in hanzi, its first character."""
    words = [word for word in unicodedata.normalize("NFC", name).split() if word[0].isalnum()]
    first = _first_letters(words[:1] + words[1:][-1:])
    return first or name.strip()[:1].upper()


def _first_letters(words: Iterable[str]) -> str:
    letters = [word[0] for word in words]
    # In a script without case, such as hanzi, one character is enough.
    return "".join(letters).upper() if all(letter.upper() != letter.lower() for letter in letters) else letters[0]
