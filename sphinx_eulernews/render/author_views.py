"""Author box: avatar or initials, name, role, bio, links; on the page of the author and below posts. Pure.

On a post, the box is the ``p-author h-card`` of the entry, and the byline leaves that to it.
"""

from __future__ import annotations

from sphinx_eulernews.model.people import Person, initials_of
from sphinx_eulernews.model.post import Author, Post
from sphinx_eulernews.model.site import Section
from sphinx_eulernews.model.taxonomy import AUTHOR, Term
from sphinx_eulernews.render.tree import BannerImage, Element, Node, Part, element, is_web_url, link
from sphinx_eulernews.render.views import Views, joined

BOX = "author-box"
"""The part of a page that a template may override."""


def author_of(section: Section, term: Term) -> Author | None:
    """Return the author that a record describes, in the language of the collection; None without a record."""
    return term.record.as_author(section.collection.language) if isinstance(term.record, Person) else None


def boxed_authors(views: Views, post: Post) -> list[Author]:
    """Return the authors of a post that get a box: those whose record has more than a name."""
    people = views.site.records.get((post.collection, AUTHOR.plural))
    if people is None:
        return []
    return [author for author in post.authors if (author.bio or author.image) and people.find(author.key or "")]


def names_in_boxes(views: Views, post: Post) -> frozenset[str]:
    """Return the names of the authors whose ``h-card`` is in a box, so that the byline has no microformats for them."""
    return frozenset() if BOX in views.overrides else frozenset(each.name for each in boxed_authors(views, post))


def boxes(views: Views, post: Post) -> list[Element | Part]:
    """Make the boxes at the foot of a post."""
    terms = views.site.section_of(post).taxonomies[AUTHOR.plural]
    found: list[Element | Part] = []
    for author in boxed_authors(views, post):
        term = terms.get(author.name)
        tree = _box(author, term.pagename if term else "", "p-author h-card")
        found.append(views.part(BOX, tree, post=post, author=author))
    return found


def box_of_page(views: Views, section: Section, term: Term) -> Element | Part | None:
    """Make the box on the page of an author; None if the record has nothing but the name."""
    author = author_of(section, term)
    if author is None or not (author.bio or author.image or author.url or author.links or author.role):
        return None
    return views.part(BOX, _box(author, "", "h-card"), section=section, author=author)


def avatar(author: Author) -> BannerImage | None:
    """Make the avatar, without alternative text: the name is next to it."""
    return BannerImage(author.avatar, "avatar", "", {"class": "u-photo"}) if author.avatar else None


def website_of(author: Author) -> str:
    """Return the website of an author as link text: the URL without scheme, ``www.`` and the slash at its end."""
    return author.url.partition("://")[2].removeprefix("www.").rstrip("/") or author.url.strip("/")


def _box(author: Author, page: str, cls: str) -> Element:
    """Make a box; ``page`` is the page of the author to link to, empty on that page itself."""
    # The style sheet writes the initials: search engines and feeds must not read them as text.
    monogram = element("span", cls="eulernews-monogram", data_initials=initials_of(author.name), aria_hidden="true")
    name: Node = (
        link(page, author.name, cls="p-name u-url", rel="author")
        if page
        else element("span", author.name, cls="p-name")
    )
    role: list[Node] = [" · ", element("span", author.role, cls="p-job-title")] if author.role else []
    links = joined(_links(author, "" if page else "me"), " · ")
    return element(
        "div",
        avatar(author) or monogram,
        element(
            "div",
            element("p", element("strong", name), role),
            element("p", author.bio, cls="p-note") if author.bio else None,
            element("p", links, cls="eulernews-author-links") if links else None,
        ),
        cls=f"eulernews-author {cls}",
    )


def _links(author: Author, rel: str) -> list[Node]:
    """Return the links of an author; ``rel`` is ``me`` on the page of the author."""
    found: list[Node] = [link(author.url, website_of(author), cls="u-url", rel=rel)] if author.url else []
    for name, url in author.links:
        if is_web_url(url):
            found.append(link(url, name, cls="u-url", rel=rel))
        else:
            found.append(element("a", name, cls="u-email", href=url, rel=rel))
    return found
