"""Quotes that begin with ``[!NOTE]``."""

from __future__ import annotations

import pytest
from post_markdown import tokens


def blocks(text: str) -> list[str]:
    """Return the types of all tokens, with kind and title of alerts, and the text of paragraphs."""
    found = []
    for token in tokens(text):
        if token.type == "eulernews_alert_open":
            found.append(f"{token.info}: {token.meta['eulernews_alert_title']}")
        else:
            found.append(token.content or token.type)
    return found


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("> [!NOTE]\n> Text", "note: "),
        ("> [!warning] Mind the *gap*\n> Text", "warning: Mind the *gap*"),
        ("> [!faq]- 常见问题\n> Text", "faq: 常见问题"),
        ("> [!info|right]+\nText", "info: "),
    ],
)
def test_a_mark_makes_a_quote_an_alert(text: str, kind: str) -> None:
    assert blocks(text) == [kind, "paragraph_open", "Text", "paragraph_close", "eulernews_alert_close"]


def test_a_mark_alone_leaves_no_paragraph() -> None:
    assert blocks("> [!TIP]\n> - item")[:2] == ["tip: ", "bullet_list_open"]
    assert blocks("> [!TIP] Title") == ["tip: Title", "eulernews_alert_close"]


def test_alerts_may_stand_in_each_other_and_in_quotes() -> None:
    assert blocks("> [!NOTE]\n> a\n>\n> > [!TIP]\n> > b")[4:8] == ["tip: ", "paragraph_open", "b", "paragraph_close"]
    assert blocks("> a\n>\n> > [!TIP]\n> > b")[-3:] == ["paragraph_close", "eulernews_alert_close", "blockquote_close"]


@pytest.mark.parametrize(
    "text",
    [
        "> [!NOTE](x) text",
        "> [!NOTE]text",
        "> text\n> [!NOTE]",
        "> - [!NOTE]",
        "[!NOTE]\ntext",
        "> a\n>\n> [!NOTE]",
        "> [!]",
    ],
)
def test_other_quotes_stay(text: str) -> None:
    assert not any(each.startswith(("note:", "eulernews")) for each in blocks(text))


def test_lines_of_the_text_stay_those_of_the_source() -> None:
    paragraph = next(token for token in tokens("a\n\n> [!NOTE]\n> b") if token.content == "b")
    assert paragraph.map == [3, 4]
