"""Arguments of tags of other site generators, and the links that tags of any name become."""

from __future__ import annotations

import pytest
from helpers import translated

TRANSLATED = [
    (
        '{{< figure src="a.png" caption="<span class=\\"n\\">Figure 1: </span>The \\"old\\" quay" >}}',
        '![Figure 1: The "old" quay](<a.png>)<br><span class="n">Figure 1: </span>The "old" quay',
    ),
    ('{{< card link="tides" title="Tides" >}}', "[Tides](<tides>)"),
    ('{{< button href="/a/" >}}The *quay*{{< /button >}}.', "[The *quay*](</a/>)."),
    ('{{< button relref="quay" >}}\nThe quay\n{{< /button >}}', "[The quay](<./quay>)\n\n"),
    ('{{< img src="a.png" link="/a/" >}}x{{< /img >}}', "[![](<a.png>)](</a/>)x"),
    ('{{< tile url="https://q.example" title="A" >}}x{{< /tile >}}', "[A](<https://q.example>)x"),
    ("{% details Where, and when? %}\n*x*\n{% enddetails %}", "::: details Where, and when?\n*x*\n:::"),
    ('{% collapsible "A" %}\nx\n{% endcollapsible %}', "::: details A\nx\n:::"),
    (
        "{% tabs a %}\n{% tab a C and D %}\nx\n{% endtab %}\n{% endtabs %}",
        "\n::: {admonition} C and D\nx\n:::\n",
    ),
    ('{% tab "A b" %}\nx\n{% endtab %}', "::: {admonition} A b\nx\n:::"),
    ('{% include video.liquid path="https://q.example/a" %}', "[https://q.example/a](<https://q.example/a>)"),
    ('<img src="{{< blogdown/postref >}}index_files/a-1.png">', '<img src="index_files/a-1.png">'),
    ("{% img left /a.png 200 150 The old quay %}", "![The old quay](</a.png>){width=200}"),
    ("Press {{< kbd Ctrl-C >}}", "Press <kbd>Ctrl-C</kbd>"),
    ("{% embed https://q.example/a %}.", "[https://q.example/a](<https://q.example/a>)."),
    ('{{< frame src="https://q.example/a" >}}', "[https://q.example/a](<https://q.example/a>)"),
    ('{% include share.html url="https://q.example/" text="A" %}', "[A](<https://q.example/>)"),
    ("[a]({% at https://q.example/a %})", "[a](https://q.example/a)"),
]


@pytest.mark.parametrize(("text", "expected"), TRANSLATED)
def test_a_tag_is_translated_without_a_warning(text: str, expected: str) -> None:
    assert translated(text) == (expected, [])


@pytest.mark.parametrize(
    "tag", ['{{< load "https://q.example/a.js" >}}', "{% load https://q.example/a.css %}", "{% tweet 12 %}"]
)
def test_what_is_no_page_for_readers_is_no_link(tag: str) -> None:
    result, said = translated(f"A {tag}.")
    assert result == "A ."
    assert len(said) == 1


def test_a_variable_that_nunjucks_sets_is_not_shown() -> None:
    assert translated('{% set quay = "a" %}A {{ quay }} {{ crane }}')[0] == "A  {{ crane }}"
