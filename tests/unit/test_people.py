"""Authors as files describe them: of this project, Docusaurus and Material, and what a post makes of them."""

from __future__ import annotations

import pytest
from helpers import NOW, make_post

from sphinx_eulernews.model.collection import Collection
from sphinx_eulernews.model.front_matter_syntax import parse_yaml
from sphinx_eulernews.model.people import NETWORKS, Person, initials_of, read_person
from sphinx_eulernews.model.post import Author
from sphinx_eulernews.model.query import Query
from sphinx_eulernews.model.site import Site
from sphinx_eulernews.model.taxonomy import AUTHOR
from sphinx_eulernews.model.term_records import TermRecords, read_records


def people(text: str) -> tuple[dict[str, Person], list[tuple[int, str]]]:
    found, problems = read_records(parse_yaml(text), read_person, path="authors.yml", within="authors")
    return {person.key: person for person in found}, [(problem.line, problem.message) for problem in problems]


OURS = """\
mei:
  name: {default: Lin Mei, zh_CN: 林梅, en: Mei Lin}
  aliases: [M. Lin, "林 梅"]
  slug: lin-mei
  avatar: faces/mei.png
  role: {en: Harbour master, zh: 港务长}
  bio: {en: She keeps the tide tables., zh_CN: 她管理潮汐表。}
  url: https://example.org/mei
  socials:
    gitee: meilin
    github: https://github.com/meilin
"""
DOCUSAURUS = """\
jo:
  name: Jo Ferry
  title: Pilot
  url: https://jo.example.org
  image_url: https://jo.example.org/face.png
  page: true
  email: jo@example.org
  socials:
    x: joferry
    linkedin: jo-ferry
    newsletter: https://news.example.org
"""
MATERIAL = """\
authors:
  sam:
    name: Sam Lock
    description: Keeper of the sluice
    avatar: https://example.org/sam.png
    slug: keeper
    url: https://example.org/sam
"""


def test_a_person_has_names_roles_and_bios_by_language() -> None:
    found, problems = people(OURS)
    mei = found["mei"]
    assert problems == []
    assert (mei.slug, mei.aliases, mei.image, mei.image_line) == ("lin-mei", ("M. Lin", "林 梅"), "faces/mei.png", 5)
    chinese, english, other = (mei.as_author(language) for language in ("zh_CN", "en_GB", "fr"))
    assert (chinese.name, chinese.role, chinese.bio) == ("林梅", "港务长", "她管理潮汐表。")
    assert (english.name, english.role) == ("Mei Lin", "Harbour master")
    assert other.name == "Lin Mei"
    assert chinese.links == (("Gitee", "https://gitee.com/meilin"), ("GitHub", "https://github.com/meilin"))


def test_the_file_of_docusaurus_is_read_as_it_is() -> None:
    found, problems = people(DOCUSAURUS)
    assert problems == []
    assert found["jo"].as_author("en") == Author(
        "Jo Ferry",
        "https://jo.example.org",
        "https://jo.example.org/face.png",
        key="jo",
        role="Pilot",
        links=(
            ("X", "https://x.com/joferry"),
            ("LinkedIn", "https://www.linkedin.com/in/jo-ferry"),
            ("newsletter", "https://news.example.org"),
            ("jo@example.org", "mailto:jo@example.org"),
        ),
    )


def test_the_file_of_material_is_read_as_it_is() -> None:
    found, problems = people(MATERIAL)
    assert problems == []
    assert found["sam"].slug == "keeper"
    assert found["sam"].as_author("en") == Author(
        "Sam Lock", "https://example.org/sam", "https://example.org/sam.png", "Keeper of the sluice", key="sam"
    )


@pytest.mark.parametrize(
    ("written", "links"),
    [
        ("[https://www.example.org/a/]", [("example.org/a", "https://www.example.org/a/")]),
        ("[{github: '@jo'}]", [("GitHub", "https://github.com/jo")]),
        ("{weibo: '港 口?'}", [("微博", "https://weibo.com/n/%E6%B8%AF%20%E5%8F%A3%3F")]),
        ("[{name: Site, url: https://example.org}]", [("Site", "https://example.org")]),
        ("{mastodon: https://social.example/@jo}", [("Mastodon", "https://social.example/@jo")]),
        ("{mastodon: '@jo@social.example'}", [("Mastodon", "https://social.example/@jo")]),
        ("{email: jo@example.org}", [("jo@example.org", "mailto:jo@example.org")]),
    ],
)
def test_links_are_accounts_of_networks_or_urls(written: str, links: list[tuple[str, str]]) -> None:
    found, problems = people(f"jo:\n  socials: {written}\n")
    assert ([*found["jo"].links], problems) == (links, [])


@pytest.mark.parametrize(
    ("field", "message"),
    [
        ("socials: {github: [a]}", "is not a URL"),
        ("socials: {chat: jo}", "'jo'; write an absolute URL"),
        ("socials: {chat: 'javascript:alert(1)'}", "https://"),
        ("url: 'data:text/html,x'", "https://"),
        ("avatr: x.png", "did you mean 'avatar'?"),
        ("bio: [a, b]", "is a list; write one string"),
        ("image: {a: b}", "is a mapping; write one string"),
    ],
)
def test_a_field_of_an_author_that_cannot_be_used_is_a_problem_and_costs_itself(field: str, message: str) -> None:
    found, problems = people(f"jo:\n  name: Jo\n  {field}\n")
    assert [line for line, _ in problems] == [3]
    assert message in problems[0][1]
    assert found["jo"].as_author("en") == Author("Jo", key="jo")


def test_every_network_has_a_name_and_a_url() -> None:
    assert all(name and start.startswith("https://") for name, start in NETWORKS.values())


POSTS = [
    make_post("news/d", "2023-04-01", authors=["lin mei", "MEI"]),
    make_post("news/c", "2023-03-01", authors=["林梅", "Jo"]),
    make_post("news/b", "2023-02-01", authors=["M. Lin"], language="en"),
    make_post("news/a", "2023-01-01", authors=["mei"]),
]


def site_of(text: str) -> Site:
    records = TermRecords(people(text)[0].values())
    collections = {"news": Collection(key="news", language="zh_CN")}
    return Site(POSTS, collections, NOW, records={("news", AUTHOR.plural): records})


def test_a_post_names_people_in_its_own_language_each_once() -> None:
    posts = site_of(OURS).posts
    names = {docname[-1]: [author.name for author in post.authors] for docname, post in posts.items()}
    assert names == {"d": ["林梅"], "c": ["林梅", "Jo"], "b": ["Mei Lin"], "a": ["林梅"]}


def test_all_spellings_have_one_page_in_the_language_of_the_collection() -> None:
    terms = site_of(OURS).sections["news"].taxonomies[AUTHOR.plural]
    assert [(term.name, term.label, term.slug, len(term.posts)) for term in terms] == [
        ("Jo", "Jo", "jo", 1),
        ("Lin Mei", "林梅", "lin-mei", 4),
    ]


@pytest.mark.parametrize("name", ["mei", "Lin Mei", "林梅", "m. lin"])
def test_a_query_finds_the_posts_of_a_person_by_any_spelling(name: str) -> None:
    assert len(site_of(OURS).select(Query(terms={"author": (name,)}))) == 4


def test_without_a_slug_the_page_is_named_by_the_key() -> None:
    terms = site_of("mei:\n  name: 林梅\n").sections["news"].taxonomies[AUTHOR.plural]
    assert [(term.label, term.slug) for term in terms if term.record] == [("林梅", "mei")]


@pytest.mark.parametrize(
    ("name", "initials"),
    [
        ("Ada Quay", "AQ"),
        ("Ada van der Quay", "AQ"),
        ("ada", "A"),
        ("林梅", "林"),
        ("林 梅", "林"),
        ("(x)", "("),
        ("", ""),
    ],
)
def test_initials_are_those_of_the_first_and_last_word(name: str, initials: str) -> None:
    assert initials_of(name) == initials
