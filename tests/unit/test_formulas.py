"""Formulas of posts: what is one, between dollars and between doubled backslashes."""

from __future__ import annotations

import pytest
from post_markdown import inline, of_type, tokens

from sphinx_eulernews.markdown.myst_syntax import is_displayed, is_formula


@pytest.mark.parametrize(
    ("text", "before", "behind"),
    [
        (r"\alpha^2", "", ""),
        ("x", "中", "是"),
        ("n-1", " ", "，"),
        ("O(n)", "为", "。"),
        ("O(log n)", "", ""),
        ("a, b", " ", " "),
        ("x_i = y_{i+1}", "", "."),
        (r"\text{命中率} = 1", "", ""),
        (r"y = \text{命中率}", "", ""),
        ("-1", "", ""),
    ],
)
def test_mathematics_between_dollars_is_seen(text: str, before: str, behind: str) -> None:
    assert is_formula(text, before, behind)


@pytest.mark.parametrize(
    ("text", "before", "behind"),
    [
        ("", "", ""),
        ("1 ", "", "2"),  # $1 $2
        ("PATH:", "", "H"),  # $PATH:$HOME
        (" sudo apt install && ", "", " "),
        ("5 and HK", "S", "1"),  # US$5 and HK$1
        ("5/月，约", "", ""),
        ("{HOME}/bin:", "", "P"),
        ("DB_HOME", "", "/"),
        ("PATH", " ", " "),
        ('A" "', "", ""),
        ("@,", " ", "#"),
        ("x/", "", "{"),
        ("a=", "", ""),
    ],
)
def test_shell_and_money_between_dollars_are_text(text: str, before: str, behind: str) -> None:
    assert not is_formula(text, before, behind)


@pytest.mark.parametrize(
    ("text", "is_it"),
    [
        ("\na = b\n", True),
        (r"eq\_x=h\_y * z", True),
        ("x^2", True),
        ("\n\\begin{equation}\n  a = b\n  \\label{eq:series}\n\\end{equation}\n", True),
    ],
)
def test_displayed_mathematics_is_seen(text: str, is_it: bool) -> None:
    assert is_displayed(text) is is_it


@pytest.mark.parametrize("text", ["", " LANGUAGE plpgsql;\n", "\nBEGIN\n  x := 1;\nEND;\n", "的进程号", "\na\n\nb\n"])
def test_bodies_of_functions_are_not_displayed_mathematics(text: str) -> None:
    assert not is_displayed(text)


@pytest.mark.parametrize(
    ("text", "kind", "formula"),
    [
        (r"中\\(x \in X\\)文", "math_inline", r"x \in X"),
        (r"\\( \lambda\_{\\max} \\)", "math_inline", r"\lambda_{\max}"),
        ("\\\\[\nx = y \\\\\\\\\nz\n\\\\]", "math_inline_double", "x = y \\\\\nz"),
    ],
)
def test_mathematics_between_doubled_backslashes_is_what_mathjax_saw(text: str, kind: str, formula: str) -> None:
    assert [token.content for token in of_type(tokens(text, "dollarmath"), kind)] == [formula]


@pytest.mark.parametrize("text", [r"\\(foo bar\\)", r"\\(x", r"\\(x\\]", r"C:\\(old)\\", r"\\(文\\)", r"\\(\\)"])
def test_other_doubled_backslashes_are_text(text: str) -> None:
    found = tokens(text, "dollarmath")
    assert not [token for kind in ("math_inline", "math_inline_double") for token in of_type(found, kind)]
    assert "".join(token.content for token in of_type(found, "text")) == text.replace("\\\\", "\\")


def test_dollars_are_mathematics_only_where_the_site_has_it() -> None:
    assert inline("$x^2$") == "$x^2$"
    assert [token.content for token in of_type(tokens("中$x^2$文", "dollarmath"), "math_inline")] == ["x^2"]
    assert [token.content for token in of_type(tokens("中$$x^2$$文", "dollarmath"), "math_inline_double")] == ["x^2"]
    assert [token.map for token in of_type(tokens("a\n\n$$\nx^2\n$$\n", "dollarmath"), "math_block")] == [[2, 5]]
    assert not list(of_type(tokens("$$ LANGUAGE sql;\n\ntext $$\n", "dollarmath"), "math_block"))
    assert inline(r"\$x^2$", "dollarmath") == "$x^2$"


@pytest.mark.parametrize(
    "text", ["$$\nx^2\n$$ {#eq-x}\nText", "$$ x^2 $$ {#eq-x} \n\nText", "> $$\n> x^2\n> $$ {#eq-x}\n\nText"]
)
def test_the_id_of_an_equation_of_quarto_is_not_shown(text: str) -> None:
    found = tokens(text, "dollarmath")
    assert [token.content.strip() for token in of_type(found, "math_block")] == ["x^2"]
    assert [token.content for token in of_type(found, "inline")] == ["Text"]


def test_other_text_after_an_equation_stays() -> None:
    found = tokens("$$ x^2 $$ {y}", "dollarmath")
    assert [token.content for token in of_type(found, "inline")] == ["$$ x^2 $$ {y}"]
