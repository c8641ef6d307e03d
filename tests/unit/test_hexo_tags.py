"""Tags of themes of Hexo: what they say is shown, in boxes where it has titles."""

from __future__ import annotations

import pytest
from helpers import translated, translation_seconds

INLINE = [
    ("{% p center large, 港口 **x** %}{% p red::码头 %}{% span red, a::b %}", "港口 **x**码头a::b"),
    ("{% note quote, 码头 %}{% note 码头 16:30 color:cyan %}{% note 港口 %}", "码头码头 16:30港口"),
    ("{% checkbox green checked, 码头 [a](b) %}\n{% checkbox 港口 %}", "☑ 码头 [a](b)<br>\n☐ 港口<br>"),
    ("{% checkbox checked:true 码头, 港口 color:red %}{% radio checked, a %}", "☑ 码头, 港口<br>◉ a<br>"),
    ("{% cb 码头 %}{% cb 港口, true %}{% cb a, true, true %} b", "☐ 码头<br>☑ 港口<br>☑ a b"),
    ("{% cb true %}码头", "☑ 码头"),
    ("{% mark 码头 color:red %}{% sup 2 %}{% sub 3 %}", "<mark>码头</mark><sup>2</sup><sub>3</sub>"),
    ("{% quot 码头 icon:default %}{% blur 港口 %}", "码头港口"),
    ("{% copy ls -l | sort width:max %}", "`` ls -l | sort ``"),
    ("{% hashtag 港口 https://q.example/a color:red %}{% hashtag 码头 %}", "[港口](<https://q.example/a>)码头"),
    ("{% link https://q.example/a 码头 desc:true %}", "[码头](<https://q.example/a>)"),
    ("{% link https://q.example/a,码头,https://q.example/a.png,说明 %}", "[码头](<https://q.example/a>)"),
    ("{% link https://q.example/a true %}", "[https://q.example/a](<https://q.example/a>)"),
    ("{% button 码头 https://q.example/a icon:x %}", "[码头](<https://q.example/a>)"),
    ("{% button 探索 /explore/ icon:solar:planet size:xs %}", "[探索](</explore/>)"),
    ("{% quot prefix:https://q.example/a.svg 码头 el:h2 %}", "码头"),
    (
        '{% bubble 码头,"a, b", "#fff" %}{% bubble 港口@注 %}{% nota 船 ,c %}{% bubble x %}',
        "码头 (a, b)港口 (注)船 (c)x",
    ),
    ("{% spoiler 码头 color:red %}", "码头"),
    ("{% cell 码头, /quay/, fas fa-x %}", "[码头](</quay/>)"),
    ('{% exturl 码头 https://q.example/a "港口" %}', "[码头](<https://q.example/a>)"),
    ("{% extlink https://q.example/a 码头 %}", "[码头](<https://q.example/a>)"),
    ("{% iframe https://q.example/a 100% 300 %}", "<https://q.example/a>"),
    ("{% jsfiddle x1 %} {% ghcard ada/quay theme:dark %}", "<https://jsfiddle.net/x1> <https://github.com/ada/quay>"),
    ("{% image https://q.example/a.png, alt=港口, bg=#eee %}", "![港口](<https://q.example/a.png>)"),
]
BLOCKS = [
    ("{% hideBlock 码头,#fff %}\nx\n{% endhideBlock %}", "::: details 码头\nx\n:::"),
    ("{% spoiler 码头 %}\nx\n{% endspoiler %}", "::: details 码头\nx\n:::"),
    ("{% border 码头 color:red %}\nx\n{% endborder %}", "::: {admonition} 码头\nx\n:::"),
    ("{% tip cogs %}\nx\n{% endtip %}", "::: tip\nx\n:::"),
    ("{% warning %}\nx\n{% endwarning %}", "::: warning\nx\n:::"),
    ("{% message color:info 'title:A b' size:small %}\nx\n{% endmessage %}", "::: info A b\nx\n:::"),
    ("{% message color:danger title:1月 icon:x %}\nx\n{% endmessage %}", "::: danger 1月\nx\n:::"),
    ("{% message %}\nx\n{% endmessage %}", "::: note\nx\n:::"),
    ("{% timenode 2020 [a](b) %}\nx\n{% endtimenode %}", "::: {admonition} 2020 [a](b)\nx\n:::"),
    ("{% box 码头 color:red child:codeblock %}\nx\n{% endbox %}", "::: {admonition} 码头\nx\n:::"),
    (
        "{% timeline 2023,green %}\n<!-- timeline 05 -->\nx\n<!-- endtimeline -->\n{% endtimeline %}",
        "**2023**\n::: {admonition} 05\nx\n:::\n",
    ),
    (
        "{% timeline %}\n<!-- node 5 月 -->\nx\n<!-- node #6 -->\ny\n{% endtimeline %}",
        "::: tabs\n@tab 5 月\nx\n@tab &#35;6\ny\n:::",
    ),
    ("{% folders %}\n<!-- folder 码头 -->\nx\n{% endfolders %}", "::: tabs\n@tab 码头\nx\n:::"),
    (
        (
            "{% tabs a %}\n<!-- tab A -->\n{% subtabs b %}\n<!-- tab B -->\nx\n<!-- endtab -->\n{% endsubtabs %}\n"
            "<!-- endtab -->\n{% endtabs %}"
        ),
        "\n::: {admonition} A\n\n::: {admonition} B\nx\n:::\n\n:::\n",
    ),
    (
        "{% timeline api:https://q.example type:memos %}\n<!-- tab A -->\n{% endtimeline %}",
        "\n<!-- tab A -->\n",
    ),
]


@pytest.mark.parametrize(("text", "expected"), [*INLINE, *BLOCKS])
def test_what_a_tag_says_is_shown(text: str, expected: str) -> None:
    assert translated(text) == (expected, [])


@pytest.mark.parametrize("text", ["{% note info %}", "{% note blue flat %}", "{% checkbox %}", "{% button x %}"])
def test_a_tag_that_says_nothing_is_ignored_with_a_warning(text: str) -> None:
    shown, warnings = translated(f"a {text} b")
    assert (shown, len(warnings)) == ("a  b", 1)


def test_a_tag_around_parts_that_nothing_closes_leaves_them() -> None:
    shown, _ = translated("{% tabs a %}\n<!-- tab A -->\nx\n<!-- endtab -->")
    assert shown == "\n<!-- tab A -->\nx\n<!-- endtab -->"


@pytest.mark.parametrize(
    "part", ["{% tabs a %}\n", "<!-- tab a -->\n", "{% tabs %}\n<!-- tab\n", "{% checkbox ", "{% link a:b "]
)
def test_translating_takes_linear_time(part: str) -> None:
    few, many = translation_seconds(part)
    assert many < 24 * few + 0.1  # 64 times if it took quadratic time
