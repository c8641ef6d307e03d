"""What the old site does not show between tags of Hugo: comments, encrypted text, scripts. And the text of buttons."""

from __future__ import annotations

import time

import pytest
from helpers import translated

from sphinx_eulernews.markdown.hidden_content import without_hidden_content


def test_a_comment_is_not_shown() -> None:
    text = "a {{% comment %}} b\n\n```\nc\n```\n{{< kbd >}}\n{{% /comment %}} d"
    assert translated(text) == ("a " + "\n" * 6 + " d", [])


@pytest.mark.parametrize(
    ("opening", "name"),
    [
        ('{{% hugo-encryptor "key" %}}', "hugo-encryptor"),
        ('{{< fixit-encryptor "key" "a/b" >}}', "fixit-encryptor"),
        ("{{< script >}}", "script"),
    ],
)
def test_encrypted_text_and_scripts_are_not_shown(opening: str, name: str) -> None:
    shown, said = translated(f"a\n{opening}\nsecret\n\n```\nsecret {{{{< {name} >}}}}\n```\n{{{{% /{name} %}}}}\nb")
    assert shown == "a" + "\n" * 8 + "b"
    assert said == [f"shortcodes of Hugo are ignored: {name!r}; write Markdown or HTML instead"]


@pytest.mark.parametrize(
    "text",
    [
        "{{< comment >}} b",
        "{{< comment >}} b {{< /script >}}",
        "```\n{{< comment >}}\nb\n{{< /comment >}}\n```",
        "{{</* comment */>}} b {{</* /comment */>}}",
        "{{< comments >}} b {{< /comments >}}",
    ],
)
def test_all_else_stays(text: str) -> None:
    assert without_hidden_content(text) == text


def test_a_button_is_a_link() -> None:
    text = '{{< button href="https://q.example/a" target="_self" >}}\nThe quay\n{{< /button >}}'
    assert translated(text) == ("[The quay](<https://q.example/a>)\n\n", [])


def test_the_header_of_an_item_is_the_title_of_a_box() -> None:
    text = '{{< timelineItem icon="boat" header="May" >}}\nx\n{{< /timelineItem >}}'
    assert translated(text) == ("::: {admonition} May\nx\n:::", [])


@pytest.mark.parametrize("part", ["{{< comment >}}", "{{< /comment >}}", "{{< comment", "{{% x-encrypt / ", "{{< a-"])
def test_hiding_takes_linear_time(part: str) -> None:
    def seconds(number: int) -> float:
        begun = time.process_time()
        without_hidden_content(part * number + "\n{{< /script >}}")
        return time.process_time() - begun

    few, many = (min(seconds(number) for _ in range(3)) for number in (2_500, 20_000))
    assert many < 24 * few + 0.1  # 64 times if it took quadratic time
