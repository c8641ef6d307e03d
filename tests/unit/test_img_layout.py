"""The place of an image in the text: held without contradicting its author, every other byte left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from test_html import SCRAPS

from sphinx_eulernews.html.img_layout import OpenElements, layout_hints
from sphinx_eulernews.html.rewrite import ImgAdditions, ImgTag, rewrite
from sphinx_eulernews.html.tokenizer import Token, tokenize

COLUMN = "(max-width: 50rem) 100vw, 50rem"


class Holder:
    """Rewrites each image as one of 1200 x 630 pixels."""

    def __init__(self, inside: str = "", before: str = "", after: str = "") -> None:
        self.around = inside, before, after
        self.lines: list[int] = []

    def see_tag(self, token: Token) -> None:
        pass

    def additions(self, image: ImgTag) -> ImgAdditions:
        self.lines.append(image.line)
        held = layout_hints(image, 1200, 630)
        return ImgAdditions(held.attributes, held.style, *self.around)


@pytest.mark.parametrize(
    ("written", "rewritten"),
    [
        ('<img src="./x.png">', '<img width="1200" height="630" style="height:auto" src="./x.png">'),
        ("<img src='x.png' />", """<img width="1200" height="630" style="height:auto" src='x.png' />"""),
        ("<IMG/SRC=x.png/alt=y>", '<IMG width="1200" height="630" style="height:auto"/SRC=x.png/alt=y>'),
        # What the author says of the size stands; the shape of the file holds the place.
        ('<img src="./x.png" width=50%>', '<img style="aspect-ratio:auto 1200/630" src="./x.png" width=50%>'),
        ('<img src="x.png" width="200" height="200"/>', '<img style="aspect-ratio:auto 1200/630" src="x.png" width="200" height="200"/>'),  # noqa: E501  a row of a table
        ("<img src='x.png' style='width:80%'>", "<img src='x.png' style='width:80%;aspect-ratio:auto 1200/630'>"),
        ('<img style = "width:90%; ">', '<img style = "width:90%;aspect-ratio:auto 1200/630">'),
        ('<img style="width: 100%; height: auto">', '<img style="width: 100%; height: auto;aspect-ratio:auto 1200/630">'),  # noqa: E501  a row of a table
        ('<img style="max-height:9em">', '<img style="max-height:9em;aspect-ratio:auto 1200/630">'),
        ('<img style="padding:4px">', '<img style="padding:4px;aspect-ratio:auto 1200/630">'),
        ("<img style='font:\"A&amp;B\";width:9px'>", "<img style='font:\"A&amp;B\";width:9px;aspect-ratio:auto 1200/630'>"),  # noqa: E501  a row of a table
        ('<img width=9 style="aspect-ratio:1">', '<img width=9 style="aspect-ratio:1">'),
        ("<img width=9 style>", '<img width=9 style="aspect-ratio:auto 1200/630">'),
        # These say nothing of the size, or count on that of the file.
        ('<img src=x.png style="zoom:67%;" />', '<img width="1200" height="630" src=x.png style="zoom:67%;height:auto" />'),  # noqa: E501  a row of a table
        ("<img align='left' style=\"max-width:9em\">", "<img width=\"1200\" height=\"630\" align='left' style=\"max-width:9em;height:auto\">"),  # noqa: E501  a row of a table
        ('<img style="width:auto">', '<img width="1200" height="630" style="width:auto;height:auto">'),
        ('<!-- <img> --><center><img></center>&nbsp;<p\n>', '<!-- <img> --><center><img width="1200" height="630" style="height:auto"></center>&nbsp;<p\n>'),  # noqa: E501  a row of a table
    ],
)  # fmt: skip
def test_a_place_is_held_and_all_else_stays(written: str, rewritten: str) -> None:
    assert rewrite(written, lambda _: None, Holder()) == rewritten


@pytest.mark.parametrize(
    ("attributes", "sizes"),
    [
        ({}, COLUMN),
        ({"width": "200"}, "(max-width: 200px) 100vw, 200px"),
        ({"width": "1000"}, COLUMN),
        ({"style": "WIDTH: 300px"}, "(max-width: 300px) 100vw, 300px"),
        ({"width": "900", "style": "width:40%"}, "(max-width: 50rem) 40vw, 20rem"),
        ({"width": "150%"}, COLUMN),
        # A width that follows from something else would be lost with the size of the file.
        ({"height": "200"}, ""),
        ({"style": "max-height:9em"}, ""),
        ({"style": "width:20em"}, ""),
        ({"srcset": "y.png 2x"}, ""),
        ({"width": "9e9"}, ""),
    ],
)
def test_how_wide_an_image_is_shown_is_known_or_left_open(attributes: dict[str, str], sizes: str) -> None:
    assert layout_hints(ImgTag(attributes), 1200, 630).sizes == sizes


def test_a_narrow_image_is_not_shown_wider_than_it_is() -> None:
    assert layout_hints(ImgTag({}), 640, 100).sizes == "(max-width: 640px) 100vw, 640px"


def test_what_stands_around_and_within_a_tag_is_put_there_and_urls_are_replaced() -> None:
    fragment = '一\n<b><img alt=">" src="a&amp;b.png"></b><img\nsrc="c">'
    holder = Holder(" loading", "[", "]")
    html = rewrite(fragment, lambda reference: reference.value.upper(), holder)
    added = 'width="1200" height="630" style="height:auto" loading'
    assert html == f'一\n<b>[<img {added} alt=">" src="A&amp;B.PNG">]</b>[<img {added}\nsrc="C">]'
    assert holder.lines == [1, 1]


@given(SCRAPS)
def test_additions_change_no_tag_but_that_of_images(fragment: str) -> None:
    def tags(text: str) -> list[tuple[str, dict[str, str | None]]]:
        """Return the tags with their attributes, of which a browser sees the first of each name."""
        return [
            (token.element, {attribute.name: attribute.value for attribute in reversed(token.attributes)})
            for token in tokenize(text)
        ]

    rewritten = tags(rewrite(fragment, lambda _: None, Holder()))
    for (element, written), (same, now) in zip(tags(fragment), rewritten, strict=True):
        assert element == same
        added = {name for name, value in now.items() if written.get(name, "") != value}
        assert added <= ({"width", "height", "style"} if element == "img" else set())


@pytest.mark.parametrize(
    ("before", "in_link", "in_picture", "is_laid_out"),
    [
        ("", False, False, False),
        ('<a href="x">', True, False, False),
        ('<a href="x"><span>', True, False, False),
        ('<a href="x"></a>', False, False, False),
        ("<a><b></a>", False, False, False),
        ("</a>", False, False, False),
        ("<picture><source>", False, True, False),
        ('<div style="display: flex">', False, False, True),
        ('<div style="display:inline-grid"><img>', False, False, True),
        ('<div style="display:flex"><p>', False, False, False),
        ("<a/>", False, False, False),
    ],
)
def test_what_is_open_around_an_image_is_known(
    before: str, *, in_link: bool, in_picture: bool, is_laid_out: bool
) -> None:
    around = OpenElements()
    for token in tokenize(before):
        around.see_tag(token)
    assert (around.in_link, around.in_picture, around.is_laid_out) == (in_link, in_picture, is_laid_out)
