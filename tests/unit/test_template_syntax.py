"""Template syntax of other site generators: what becomes of it in Markdown, and what is said of the rest."""

from __future__ import annotations

import pytest
from helpers import translated, translation_seconds

from sphinx_eulernews.markdown.template_syntax import is_template, translate

TRANSLATED = [
    # Hugo
    ('{{< figure src="/img/quay.png" >}}', "![](</img/quay.png>)"),
    (
        '{{< figure src="my quay.png" alt="A [quay]" title="The quay" caption="By *day*" width="200px" link="/x/" >}}',
        "[![A quay](<my quay.png>){width=200px}](</x/>)<br>**The quay**<br>By *day*",
    ),
    ('{{< figure src="a.png" title="A" >}}\n接着', "![A](<a.png>)<br>**A**<br>\n接着"),
    ('{{< figure src="a.png" title="A" >}} \n## B', "![A](<a.png>)<br>**A** \n## B"),
    ('{{< figure src="a.png" >}}\n接着', "![](<a.png>)\n接着"),
    ('See [it]({{< ref "quay.md#top" >}}).', "See [it](quay.md#top)."),
    ('See [it]({{% relref path="quay" %}}).', "See [it](./quay)."),
    ('See [it]({{< ref "quay#top" >}}) and [here]({{< ref "#top" >}}).', "See [it](./quay#top) and [here](#top)."),
    ('{{< highlight go "linenos=table" >}}\nx {{ y }}\n{{< /highlight >}}', "~~~~~~~~go\nx {{ y }}\n~~~~~~~~"),
    ('{{< mermaid align="x" >}}\ngraph LR\n\n A[x]\n{{< /mermaid >}}', "~~~~~~~~mermaid\ngraph LR\n\n A[x]\n~~~~~~~~"),
    ('{{< link "https://q.example/a" 码头 "说明" >}}', "[码头](<https://q.example/a>)"),
    ('{{< link href="https://q.example/a" content="码 头" >}}', "[码 头](<https://q.example/a>)"),
    ('{{< card "https://q.example/a" >}}', "[https://q.example/a](<https://q.example/a>)"),
    ('{{< link "https://q.example/a" >}} The quay{{< /link >}}.', "[The quay](<https://q.example/a>)."),
    ('{{< code language="css" title="Quay" >}}\n* { }\n{{< /code >}}', '~~~~~~~~css title="Quay"\n* { }\n~~~~~~~~'),
    ("{{< text bash>}}\n# x\n{{< /text >}}", "~~~~~~~~bash\n# x\n~~~~~~~~"),
    ("`{{< kbd >}}` and {{</* kbd */>}}", "`{{< kbd >}}` and {{< kbd >}}"),
    ("```\n{{</* kbd */>}} {{< kbd >}}\n```", "```\n{{< kbd >}} {{< kbd >}}\n```"),
    ('{{< figure src="/a.png" >}}{{< /figure >}}', "![](</a.png>)"),
    (
        '{{< tabs >}}\n{{% tab "A b" %}}\n*x*\n{{% /tab %}}\n  {{< tab name="B" >}}\ny\n  {{< /tab >}}\n{{< /tabs >}}',
        "\n::: {admonition} A b\n*x*\n:::\n  ::: {admonition} B\ny\n  :::\n",
    ),
    (
        "{{< tabpane text=true >}}\n{{% tab header=A %}}\n{{% tip %}}\nx\n{{% /tip %}}\n{{% /tab %}}\n{{< /tabpane >}}",
        "\n::: {admonition} A\n::: tip\nx\n:::\n:::\n",
    ),
    (
        '{{< tabpane >}}\n{{< tab header="A" lang="c" >}}\n# *x*\n{{< /tab >}}\n{{< /tabpane >}}',
        '\n~~~~~~~~c title="A"\n# *x*\n~~~~~~~~\n',
    ),
    (
        '{{< tab name="A" codelang="c" >}}\n```c\nx\n```\n{{< /tab >}}',
        "::: {admonition} A\n```c\nx\n```\n:::",
    ),
    (
        '{{< collapseBox title="A b" open=true >}}\n{{< tip >}}\nx\n{{< /tip >}}\n{{< /collapseBox >}}',
        "::: {admonition} A b\n::: tip\nx\n:::\n:::",
    ),
    (
        '{{< quote author="Ada" source="A [b]" url="https://q.example/a" >}}\n*x*\n{{< /quote >}}',
        "::: blockquote Ada, [A \\[b\\]](<https://q.example/a>)\n*x*\n:::",
    ),
    ('{% quote(author="Ada") %}\n*x*\n{% end %}', "::: blockquote Ada\n*x*\n:::"),
    ("{{< quote >}}\n*x*\n{{< /quote >}}", "::: blockquote\n*x*\n:::"),
    (
        '{% alert(type="tip") %}\n{% mermaid() %}\ngraph LR\n\n A-->B\n{% end %}\n{% end %}',
        "::: tip\n~~~~~~~~mermaid\ngraph LR\n\n A-->B\n~~~~~~~~\n:::",
    ),
    ('{{< card title="A" >}}\nx\n{{< /card >}}', "::: {admonition} A\nx\n:::"),
    ('{% fold_up(summary="A") %}\nx\n{% end %}', "::: {admonition} A\nx\n:::"),
    ('{{< figure src="a.png" title="A" >}}\n{{< /figure >}}', "![A](<a.png>)<br>**A**\n"),
    ('{{< zoom src="a.png" alt="A" >}}', "![A](<a.png>)"),
    ('{{< imgproc "a.png" Resize "300x" />}}', "![](<a.png>)"),
    ('{{% thumbnail "/a.png" alt="A" %}}Text{{% /thumbnail %}}', "![A](</a.png>)Text"),
    ('{{ both_themes(light_src="a.png", dark_src="b.png", alt="A") }}', "![A](<a.png>)"),
    ("{% picture a.png --alt A %}", "![](<a.png>)"),
    ('{% responsive_image path: img/a.png alt: "A" %}', "![A](<img/a.png>)"),
    ('{% figure "a.png", "A" %}', "![](<a.png>)"),
    ('![A]({{< resource "a.png" >}}) <img src="{% static \'b.png\' %}">', '![A](a.png) <img src="b.png">'),
    ('[a]: {{% at path="a.png" %}}', "[a]: a.png"),
    ('{{< clip file="a.mp4" >}}', '<video src="a.mp4" controls></video>'),
    ('{{< image link="./a.png" caption="A" >}}', "![A](<./a.png>)<br>A"),
    ("{{< youtube abc-1 >}}", "<https://www.youtube.com/watch?v=abc-1>"),
    ("{{< video https://example.org/watch?v=1 >}}", "<https://example.org/watch?v=1>"),
    ('{{< video src="a.mp4" autoplay=true >}}', '<video src="a.mp4" controls></video>'),
    ('{{< audio "/a.mp3" >}}', '<audio src="/a.mp3" controls></audio>'),
    ("{{< gist ada 42 >}}", "<https://gist.github.com/ada/42>"),
    ('{{< admonition type=tip title="A [b]" open=true >}}\nx\n{{< /admonition >}}', "::: tip A [b]\nx\n:::"),
    ('{{< admonition abstract "A" false >}}\nx\n{{< / admonition >}}', "::: abstract A\nx\n:::"),
    ("{{< admonition success >}}\nx\n{{< /admonition >}}", "::: tip Success\nx\n:::"),
    ('{{% alert title="A" color="primary" %}}\nx\n{{% /alert %}}', "::: note A\nx\n:::"),
    ('{{< alert "twitter" >}}\nx\n{{< /alert >}}', "::: note\nx\n:::"),
    ('{{< notice warning "A" >}}\nx\n{{< /notice >}}', "::: warning A\nx\n:::"),
    (
        "- a\n\n  {{< hint info >}}\n  {{< details \"B\" >}}\n  x\n  {{< /details >}}\n  {{< /hint >}}",
        "- a\n\n  ::: info\n  ::: details B\n  x\n  :::\n  :::",
    ),
    (
        '{{< tabs >}}\n\n{{% tab "A" %}}\n*b*\n{{% /tab %}}\n{{< tab name="C  d">}}\ne\n{{< /tab >}}\n{{< /tabs >}}',
        "\n\n::: {admonition} A\n*b*\n:::\n::: {admonition} C d\ne\n:::\n",
    ),
    (
        '{{< tabs items="A, B" >}}\n{{< tab >}}\nx\n{{< /tab >}}\n{{< tab >}}\ny\n{{< /tab >}}\n{{< /tabs >}}',
        "\n::: {admonition} A\nx\n:::\n::: {admonition} B\ny\n:::\n",
    ),
    (
        '{{< tabpane >}}\n{{< tab header="A" lang="xml" >}}\n<a>\n\n{{< tip >}}\n{{< /tab >}}\n{{< /tabpane >}}',
        '\n~~~~~~~~xml title="A"\n<a>\n\n{{< tip >}}\n~~~~~~~~\n',
    ),
    (
        '{{< tabpane >}}\n{{< tab "B" >}}\n\n```js\ny\n```\n{{< /tab >}}\n{{< /tabpane >}}',
        "\n::: {admonition} B\n\n```js\ny\n```\n:::\n",
    ),
    (
        '{{< tabpane text=true >}}\n  {{< tab header="A" >}}\n**x**\n  {{< /tab >}}\n{{< /tabpane >}}',
        "\n  ::: {admonition} A\n**x**\n  :::\n",
    ),
    ("```\n{{< tip >}}\n{{< /tip >}}\n```", "```\n{{< tip >}}\n{{< /tip >}}\n```"),
    # Zola
    ('{% alert(type="tip", title="A") %}\nx\n{% end %}', "::: tip A\nx\n:::"),
    ('{{ youtube(id="a-1", class="wide") }}', "<https://www.youtube.com/watch?v=a-1>"),
    ('{{ gist(url="https://gist.github.com/ada/42") }}', "<https://gist.github.com/ada/42>"),
    (
        "{{ figure(src='/quay, 2.png',\n          caption=\"By (day)\", width=500, height=300) }}",
        "![By (day)](</quay, 2.png>){width=500}<br>By (day)\n",
    ),
    ('{{ image(path="a.png") }} `{{ image(path="a.png") }}`', '![](<a.png>) `{{ image(path="a.png") }}`'),
    # Jekyll
    ("{% highlight ruby linenos %}\nputs `x`\n{% endhighlight %}", "~~~~~~~~ruby\nputs `x`\n~~~~~~~~"),
    (
        "```liquid\n{% highlight ruby %}\nx\n{% endhighlight %}\n```\n\n{% highlight c %}\ny\n{% endhighlight %}",
        "```liquid\n{% highlight ruby %}\nx\n{% endhighlight %}\n```\n\n~~~~~~~~c\ny\n~~~~~~~~",
    ),
    ("- a\n\n  {% highlight c %}\n  x\n  {% endhighlight %}", "- a\n\n  ~~~~~~~~c\n  x\n  ~~~~~~~~"),
    ("- a\n\n  {% highlight c %}\nx\n  {% endhighlight %}", "- a\n\n~~~~~~~~c\nx\n~~~~~~~~"),
    ("- a\n\n      {% highlight c %}\n      x\n {% endhighlight %}", "- a\n\n~~~~~~~~c\n      x\n~~~~~~~~"),
    (
        "- a\n\n      {% highlight c %}\n      x\n      {% endhighlight %}",
        "- a\n\n     ~~~~~~~~c\n      x\n     ~~~~~~~~",
    ),
    ("- a\n\nb\n\n    {% highlight c %}\nx\n  {% endhighlight %}", "- a\n\nb\n\n~~~~~~~~c\nx\n~~~~~~~~"),
    ("{% highlight md %}\n```\nx\n{% endhighlight %}", "~~~~~~~~md\n```\nx\n~~~~~~~~"),
    # Code that shows tags of boxes, or other tags around code.
    (
        "{% highlight liquid %}\n{{< note >}}\nx\n{{< /note >}}\n{% endhighlight %}",
        "~~~~~~~~liquid\n{{< note >}}\nx\n{{< /note >}}\n~~~~~~~~",
    ),
    (
        "{% codeblock %}\n{% note info %}\nx\n{% endnote %}\n{% endcodeblock %}",
        "~~~~~~~~\n{% note info %}\nx\n{% endnote %}\n~~~~~~~~",
    ),
    (
        "{{< highlight text >}}\n[code]\nx\n[/code]\n{{< /highlight >}}",
        "~~~~~~~~text\n[code]\nx\n[/code]\n~~~~~~~~",
    ),
    (
        "[code]\n{% highlight js %}\nx\n{% endhighlight %}\n[/code]",
        "~~~~~~~~text\n{% highlight js %}\nx\n{% endhighlight %}\n~~~~~~~~",
    ),
    (
        "{% highlight js %}\n\n[code]\nx\n[/code]\n\n{% endhighlight %}\n",
        "~~~~~~~~js\n\n[code]\nx\n[/code]\n\n~~~~~~~~\n",
    ),
    ("[a]({{ site.baseurl }}{% post_url 2024-01-02-quay %}#top)", "[a](2024-01-02-quay.md#top)"),
    ("[a]({% link _posts/2024-01-02-quay.md %}) [b]({% link a.pdf %})", "[a](2024-01-02-quay.md) [b](/a.pdf)"),
    ('<img src="{{ site.url }}{{ site.baseurl }}/a.png">', '<img src="/a.png">'),
    ("[a]({{ site.baseurl\n}}/a/) b", "[a](\n/a/) b"),
    ("![]({{ 'a.png' | relative_url }})", "![](/a.png)"),
    ('[a]({{ "/a/" | prepend: site.baseurl }})', "[a](/a/)"),
    ("{%- raw -%}{{ x }} {% y %}{% endraw %}", "{{ x }} {% y %}"),
    ("{% raw %}\n\n```\n{{ x }}\n```\n{% y %}\n{% endraw %}", "\n\n```\n{{ x }}\n```\n{% y %}\n"),
    ("```\n{% raw %}\n{{ x }}\n{% endraw %}\n```", "```\n\n{{ x }}\n\n```"),
    (
        "```\n{% raw %}{% capture x %}\na\n{% endcapture %}{% endraw %}\n{% raw %}{{ x }}{% endraw %}\n```",
        "```\n{% capture x %}\na\n{% endcapture %}\n{{ x }}\n```",
    ),
    ("`{% raw %}{{ x }}{% endraw %}` ``{% raw %}{% y %} `{% endraw %}``", "`{{ x }}` ``{% y %} ```"),
    ("```\n<{% raw %}{{ x }}{% endraw %}>{%- raw -%} {%- endraw -%}\n```", "```\n<{{ x }}> \n```"),
    ("a{% comment %} b\nc {% endcomment %}d", "a\nd"),
    ('{% include figure image_path="/a.png" alt="A" %}', "![A](</a.png>)"),
    ('{% include figure.liquid path="a/b.jpg" class="x" %}', "![](<a/b.jpg>)"),
    ('{% include image.html url="/x/" file="/a.png" alt="A" %}', "![A](</a.png>)"),
    ('{% include video.liquid path="a.mp4" controls=true %}', '<video src="a.mp4" controls></video>'),
    ("{% include embed/youtube.html id='a-1' %}", "<https://www.youtube.com/watch?v=a-1>"),
    ('{% include video id="12" provider="vimeo" %}', "<https://vimeo.com/12>"),
    ("{% include embed/video.html src='/a.mp4' %}", '<video src="/a.mp4" controls></video>'),
    ("{% include embed/audio.html src='/a.mp3' %}", '<audio src="/a.mp3" controls></audio>'),
    ('{% include youtube.html id="a-1" %}', "<https://www.youtube.com/watch?v=a-1>"),
    ("a{::comment} b\nc {:/comment}d{::comment}e{:/}", "a\nd"),
    ('{::options parse_block_html="true" /}\n\n{::nomarkdown}<b>x</b>{:/nomarkdown} {::comment /}', "\n\n<b>x</b> "),
    # WordPress
    ('[code lang="python"]\n# x\n\n[y]\n[/code]', "~~~~~~~~python\n# x\n\n[y]\n~~~~~~~~"),
    ("[sourcecode]\n*x*\n[/sourcecode]", "~~~~~~~~text\n*x*\n~~~~~~~~"),
    ("[code]a *b* `c`[/code]", "`` a *b* `c` ``"),
    ("[embed width=300]https://example.org/x[/embed]", "<https://example.org/x>"),
    ("[youtube=https://youtu.be/x&w=320]", "<https://youtu.be/x&w=320>"),
    ("[youtube https://youtu.be/x]", "<https://youtu.be/x>"),
    ("[code]\n[gallery](x.md) [code](y.md) [embed]", "[code]\n[gallery](x.md) [code](y.md) [embed]"),
    # Hexo
    ("{% note info %}\nx\n{% endnote %}", "::: info\nx\n:::"),
    (
        (
            "{% tabs a, 2 %}\n<!-- tab 码头 -> x@fa-anchor -->\n*b*\n<!-- endtab -->\n"
            "<!-- tab -->\nc\n<!-- endtab -->\n{% endtabs %}"
        ),
        "\n::: {admonition} 码头 -> x\n*b*\n:::\n<!-- tab -->\nc\n<!-- endtab -->\n",
    ),
    ("<!-- tab a -->\n{{ site.url }}\n<!-- endtab -->", "<!-- tab a -->\n\n<!-- endtab -->"),
    ("{% note orange 'fas fa-x' simple %}\nx\n{% endnote %}", "::: note\nx\n:::"),
    ("{% note warning no-icon The quay %}\nx\n{% endnote %}", "::: warning The quay\nx\n:::"),
    ("{% note tip %}\nx\n{% endnote %}", "::: tip\nx\n:::"),
    ("{% note info::码头 %}\nx\n{% endnote %}", "::: info 码头\nx\n:::"),
    ("{% noteblock, 码头： %}\nx\n{% endnoteblock %}", "::: note 码头：\nx\n:::"),
    ("{% hideToggle 3.8 (2021/07),blue,#fff %}\nx\n{% endhideToggle %}", "::: details 3.8 (2021/07)\nx\n:::"),
    ("{% folding cyan open, 码头 %}\nx\n{% endfolding %}", "::: details 码头\nx\n:::"),
    ("{% folding blue::码头 %}\nx\n{% endfolding %}", "::: details 码头\nx\n:::"),
    ("{% folding open:true 码头 %}\nx\n{% endfolding %}", "::: details 码头\nx\n:::"),
    ("{% fold info @码头 %}\nx\n{% endfold %}", "::: details 码头\nx\n:::"),
    ("{% fold %}\nx\n{% endfold %}", "::: details\nx\n:::"),
    ("{% blockquote %}\nx\n{% endblockquote %}", "::: blockquote\nx\n:::"),
    (" {% blockquote 港口, Quay %}\n x 5%\n {% endblockquote %}", " ::: blockquote 港口, Quay\n x 5%\n :::"),
    (
        "{% blockquote Ann Quay https://q.example/a?b=100% The [old] quay %}\nx\n{% endblockquote %}",
        "::: blockquote Ann Quay, [The \\[old\\] quay](<https://q.example/a?b=100%>)\nx\n:::",
    ),
    ("{% blockquote @quay https://q.example/1 %}\nx\n{% end %}", "::: blockquote @quay, <https://q.example/1>\nx\n:::"),
    ("{% pullquote left %}\nx\n{% endpullquote %}", "::: blockquote\nx\n:::"),
    ("{% cq %} 港口 {% endcq %}", "> 港口"),
    ("{% codeblock lang:js Title %}\nalert()\n{% endcodeblock %}", '~~~~~~~~js title="Title"\nalert()\n~~~~~~~~'),
    (
        "{% codeblock The quay lang:js first_line:3 https://example.org/x Source %}\nx\n{% endcodeblock %}",
        '~~~~~~~~js title="The quay https://example.org/x Source"\nx\n~~~~~~~~',
    ),
    ("{% mermaid graph TD %}\nA --> B\n{% endmermaid %}", '~~~~~~~~mermaid diagram="graph TD"\nA --> B\n~~~~~~~~'),
    ("{% mermaid %}\ngraph LR\n\n A[x]\n{% endmermaid %}", "~~~~~~~~mermaid\ngraph LR\n\n A[x]\n~~~~~~~~"),
    ("{%- codeblock std::map lang:cpp -%}\nx\n{% endcodeblock %}", '~~~~~~~~cpp title="std::map"\nx\n~~~~~~~~'),
    ('{% codeblock "x".js %}\nx\n{% endcodeblock %}', "~~~~~~~~text title=\"'x'.js\"\nx\n~~~~~~~~"),
    ('{% asset_img quay.png 300 "The quay" %}', "![The quay](<quay.png>){width=300}"),
    ("{% img left /images/quay.png %}", "![](</images/quay.png>)"),
    ("{% image https://q.example/a?b=c, width=600px, alt=港口 %}", "![港口](<https://q.example/a?b=c>)"),
    ("{% image https://q.example/a.png 450 752 港口 %}", "![港口](<https://q.example/a.png>)"),
    ("{% inlineImg https://q.example/badge 40px %}", "![](<https://q.example/badge>)"),
    ("{% video https://q.example/a.mp4 %}", '<video src="https://q.example/a.mp4" controls></video>'),
    ("{% pdf a.pdf 300 %}", "[a.pdf](<a.pdf>)"),
    ("{% post_link quay 'The quay' %} {% post_link quay %}", "[The quay](<quay.md>) [](<quay.md>)"),
    ("{% post_link quay 'The quay' false %}", "[The quay](<quay.md>)"),
    ("{% link The quay https://q.example/a true 'A title' %}", "[The quay](<https://q.example/a>)"),
    ("{% link 码头, https://q.example/a, 说明 %}", "[码头](<https://q.example/a>)"),
    ("{% link 码头,航海,https://q.example/a,https://q.example/a.png %}", "[码头 航海](<https://q.example/a>)"),
    ("{% link 码头,航海,/posts/quay/ %}", "[码头 航海](</posts/quay/>)"),
    ("{% link 码头 https://q.example/a,b %}", "[码头](<https://q.example/a,b>)"),
    ("{% label 港口 blue %}{% label info@码头: a=b %}{% span red, 航道 %}", "港口码头: a=b航道"),
    ("{% u 港口 %}{% hideInline 码头,看,#fff %}", "港口码头"),
    ("{% btn 'https://q.example/a',The quay,far fa-x,block %}", "[The quay](<https://q.example/a>)"),
    ("{% button /quay/, 码头 %} {% btn regular::码头::/quay/::fa %}", "[码头](</quay/>) [码头](</quay/>)"),
    ("{% asset_link plan.pdf The plan %}", "[The plan](<plan.pdf>)"),
    # GitBook
    ('{% hint style="danger" %}\n**x**\n{% endhint %}', "::: danger\n**x**\n:::"),
    ('{% hint style="success" %}\nx\n{% endhint %}', "::: tip Success\nx\n:::"),
    (
        '{% tabs %}\n{% tab title="A b" %}\n*c*\n{% endtab %}\n\n{% tab title="D" %}\ne\n{% endtab %}\n{% endtabs %}',
        "\n::: {admonition} A b\n*c*\n:::\n\n::: {admonition} D\ne\n:::\n",
    ),
    (
        '{% code title="a b.js" overflow="wrap" %}\n```js\nx\n```\n{% endcode %}',
        '\n```js title="a b.js"\nx\n```\n',
    ),
    (
        "{% code %}\n~~~\n{% tab %}\n~~~\n{% endcode %}",
        "\n~~~\n{% tab %}\n~~~\n",
    ),
    ("{% codeblock %}\n```\nx\n```\n{% endcodeblock %}", "~~~~~~~~\n```\nx\n```\n~~~~~~~~"),
    ("{% code %}\n```js\nx\n```\ny\n{% endcode %}", "~~~~~~~~\n```js\nx\n```\ny\n~~~~~~~~"),
    # WordPress
    ('[caption id="a_1" width="300"][![](a.png)](b.png) A _quay_[/caption] b', "[![](a.png)](b.png) A _quay_ b"),
    ('\\[caption id="a_1" align="x"\\]![](a.png) A\\[/caption\\]', "![](a.png) A"),
    ('\\[caption id="a\\_1" align="x"\\]![](a.png) A\\[/caption\\]', "![](a.png) A"),
    ('[caption width="3"\n caption="A quay"]<img src="a.png">[/caption]', '\n<img src="a.png"><br>A quay'),
    # Eleventy
    ('{% image "./quay.png", "The [quay]", [900] %}', "![The quay](<./quay.png>)"),
    ("{% image './quay.png' 'The quay' '512w' 512 %}", "![The quay](<./quay.png>)"),
    ('{%image "./src/a, b.jpg", "A, B", "(min-width: 30em) 50vw" %}', "![A, B](<./src/a, b.jpg>)"),
    ('{% image src="/a.png", alt="A", width=300 %}', "![A](</a.png>)"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), TRANSLATED)
def test_what_has_a_counterpart_is_translated_without_a_warning(text: str, expected: str) -> None:
    assert is_template(text)
    assert translated(text) == (expected, [])


LEFT_OUT = [
    ("One.\n\n[gallery ids='1,2']\n[playlist ids='3']", [(3, "'gallery', 'playlist'")]),
    ("One.\n\n{{% panel tip %}}\n**Two.**\n{{% /panel %}}\n{{< tweet id=1 >}}", [(3, "'panel', 'tweet'")]),
    ('{% include card.html url="/x/" file="a.csv" %}', [(1, "'include'")]),
    ("{% include a.html %}\n{% if x %}b{% endif %}\n{% include c.html %}", [(1, "'include', 'if'")]),
    ("a\n{{ page.title }} {{ site.data.x }}", [(2, "'page.title', 'site.data.x'")]),
    (
        "{%- capture tip -%}\n**Two.**\n{% endcapture %}\n{{ tip | x }}\n{% for y in a %}{{ y.b }}{% endfor %}",
        [(1, "'capture', 'tip', 'for', 'y'")],
    ),
    ('{{< code source="a.c" >}}\n# b\n{{< code c >}}\n*d*\n{{< /highlight >}}\n{{< /code >}}', [(1, "'code'")]),
    ("{% image post.cover %} {% image x, 'y' %}", [(1, "'image'")]),
    ("{% assign x='b' %}{{ x }}", [(1, "'assign', 'x'")]),
    ("{% set image = 'a.png' %}{% if image == 'a.png' %}{% include 'b.csv' %}", [(1, "'set', 'if', 'include'")]),
    ("{% mermaid() %}\n```mermaid\ngraph LR\n```\n{% end %}", [(1, "'mermaid'")]),
    ("{{< quay title='A' >}}\nx", [(1, "'quay'")]),
    ("{{< zoom src=a.html >}} {{< quay >}}", [(1, "'zoom', 'quay'")]),
    ("import A from '../a';\nimport {\n  B\n} from \"b\";\n\nText.", [(1, "'import'")]),
    ("import a from './a.png';\nimport B from './b';\n\n<B src={a} of={c} />", [(2, "'import', 'of={}'")]),
    ("a\n\nexport const x = () => (\n  <b>y</b>\n);\n\nText.", [(3, "'export'")]),
    ("x {/* one\ntwo */} y {/* three */}", []),  # as of comments in HTML, Liquid and kramdown
    (
        "\n<button onClick={() => alert({a: 1})}>x</button> <p style={{color: 'red'}}>",
        [(2, "'onClick={}', 'style={}'")],
    ),
    (
        " ".join(f"{{{{< x{number} >}}}}" for number in range(23)),
        [(1, ", ".join([*(f"'x{number}'" for number in range(20)), "3 more"]))],
    ),
    ('{{ meta(by=["a"], n=[1, 2]) }}\n{% wide(by="x") %}\n**Two.**\n{% end %}', [(1, "'meta'"), (2, "'wide'")]),
    ('{{< video "a" >}} {{< video id=1 >}}', [(1, "'video'")]),
    ("{{< a >}} {% b %}\n\nexport * from 'c'", [(1, "'a'"), (1, "'b'"), (3, "'export'")]),
]


@pytest.mark.parametrize("tag", ["{{% eturl x %}}", "{{ site.repository }}", "{% x %}"])
def test_a_reference_whose_url_is_a_tag_that_is_left_out_does_not_take_the_next_line_for_its_url(tag: str) -> None:
    said: list[str] = []
    text = f"[a]: {tag} \n[b]: {tag}\n[c]: /d\n\n[e]: {tag}/f\n[g]: {tag} h"
    assert translate(text, lambda _line, message: said.append(message)) == (
        "[a]: <> \n[b]: <>\n[c]: /d\n\n[e]: /f\n[g]:  h"
    )
    assert len(said) == 1


def test_the_text_of_an_unknown_shortcode_stays_in_its_sentence() -> None:
    said: list[str] = []
    text = 'Each {{< glossary_tooltip text="Pod" term_id="pod" >}} and {{< x text=true >}}.'
    assert translate(text, lambda _line, message: said.append(message)) == "Each Pod and ."
    assert len(said) == 1


@pytest.mark.parametrize(("text", "expected"), LEFT_OUT)
def test_what_has_none_is_ignored_with_one_warning_a_kind(text: str, expected: list[tuple[int, str]]) -> None:
    said: list[tuple[int, str]] = []
    result = translate(text, lambda line, message: said.append((line, message.partition(": ")[2].partition(";")[0])))
    assert sorted(said) == sorted(expected)
    assert result.count("\n") == text.count("\n")
    assert not {"{{", "{%", "{/*", "={", "import", "export"} & set(result.split())
    for shown in ("**Two.**", "Text.", "<button>x</button>"):
        assert shown not in text or shown in result


UNTOUCHED = [
    "A {{ value }} of Vue, {{ .Values.x }} of Helm, {% unclosed and {{< unclosed",
    "{{ name() }} {{ day(date) }} {{ a.b(c=1) }} {{ is(a == b) }} {{ a(b=1) + c }} of Vue",
    "`{% raw %}` and `{% endraw %}`",
    "{{ tip }} `{% assign tip = 1 %}`",
    "A [caption] [caption](a.md) [caption of x] [/caption] [captions id=1] `[caption id=1]x[/caption]`",
    'On {{ "now" | date: "%Y" }} {{ "quay" | upcase }}',
    "`{% if %}` and ``{{< x ` >}}``",
    "```jinja\n{% if x %}\n{{ page.title }}\n{/* x */}\n```",
    "- a\n\n~~~\nimport x from 'y'\n~~~",
    "Text:\n\n    {% if x %}\n\n    {{< y >}}\n",
    "export PATH=/usr/bin\nimport os\nimport this, too",
    "Let us import x from 'y'.",
    "if (a<b && c={d}) {",
    "{/* never closed",
    "{::std::string} {:toc} {:.note} `{::comment}x{:/}`",
    "$a={b}$ x={y}",
]


@pytest.mark.parametrize("text", UNTOUCHED)
def test_what_is_no_template_stays(text: str) -> None:
    said: list[str] = []
    assert translate(text, lambda _line, message: said.append(message)) == text
    assert said == []


@pytest.mark.parametrize(
    "part",
    [
        *("{% a ", "{{< a ", "{/* ", "`` ` ", "<a b={", "{::comment}", "{:/", "{{ site.", "{% raw %}", "`{% raw %}{"),
        *("[caption id=", "\\[/caption", "[caption id=1]", "[/caption]", "[caption id=\\_"),
        *("{{ a(b=", "{{ a(b='", "{{ a(b=' '"),
        *("[code]\n", "[code]\n[/code]\n", "[code]\n\n[embed]\n", "{{< note >}}\n", "{% note %}\n{% x() %}\n"),
        *("import ", "~~~\n", "<a b={c}\n\n>", '<a b={c}\n\n"', "<a b={c} '\n\n\""),
    ],
)
def test_translating_takes_linear_time(part: str) -> None:
    few, many = translation_seconds(part)
    assert many < 24 * few + 0.1  # 64 times if it took quadratic time
