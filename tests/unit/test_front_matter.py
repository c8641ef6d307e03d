"""Front matter: what is read of it, at which line, and what its problems cost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinx_eulernews.model.fields import KEYS
from sphinx_eulernews.model.front_matter import FrontMatter, blank_front_matter, read_front_matter
from sphinx_eulernews.model.keys import FOREIGN_KEYS, MISSPELT_KEYS


def read(text: str) -> FrontMatter:
    return read_front_matter(text, KEYS)


@pytest.mark.promise("front matter")
@pytest.mark.parametrize(
    "text",
    [
        pytest.param("---\ntitle: 港口\ntags: [a, b]\n---\n正文\n", id="yaml"),
        pytest.param("+++\ntitle = '港口'\ntags = ['a', 'b']\n+++\n正文\n", id="toml"),
        pytest.param("\ufeff---\ntitle: 港口\ntags: [a, b]\n---\n正文\n", id="byte order mark"),
        pytest.param("---\r\ntitle: 港口\r\ntags: [a, b]\r\n---\r\n正文\r\n", id="yaml with CRLF"),
        pytest.param("+++\r\ntitle = '港口'\r\ntags = ['a', 'b']\r\n+++\r\n正文\r\n", id="toml with CRLF"),
        pytest.param("\n \n---\ntitle: 港口\ntags: [a, b]\n---\n正文\n", id="blank lines before"),
        pytest.param("\ufeff\n---\ntitle: 港口\ntags: [a, b]\n---\n正文\n", id="mark and blank line"),
        pytest.param("--- \ntitle: 港口\ntags: [a, b]\n---\t \n正文\n", id="spaces behind delimiters"),
        pytest.param("---\ntitle: 港口\ntags:\n  - a\n  - b\n---\n正文\n", id="block list"),
        pytest.param("---\ntitle: 港口\ntags:\n\t- a\n \n\t- b\n---\n正文\n", id="block list indented by tabs"),
        pytest.param("---\nTitle: 港口\nTAGS: [a, b]\n---\n正文\n", id="keys in any case"),
        pytest.param("---\n'title': 港口\n\"tags\": [a, b]\n---\n正文\n", id="quoted keys"),
        pytest.param("---\ntitle: 港口\ntags: [a, b]\n...\n正文\n", id="closed by dots"),
        pytest.param("---\ntitle: 港口\ntags: [a, b]\n---", id="nothing behind it"),
    ],
)
def test_front_matter_is_read_however_its_lines_are_written(text: str) -> None:
    front_matter = read(text)
    assert front_matter.fields == {"title": "港口", "tags": ["a", "b"]}
    assert front_matter.problems == []


@pytest.mark.parametrize(
    ("text", "lines", "span"),
    [
        ("---\ntitle: a\ndate: 2023-11-25\n---\n", {"title": 2, "date": 3}, (1, 4)),
        ("\n\n---\n# 注释\ntitle: a\n\nDate: 2023-11-25\n---\n", {"title": 5, "date": 7}, (3, 8)),
        ("+++\ntitle = 'a'\ntime = 2023-11-25\n+++\n", {"title": 2, "date": 3}, (1, 4)),
        ("---\ntitle: >\n  两行\n  标题\ndate: 2023-11-25\n---\n", {"title": 2, "date": 5}, (1, 6)),
    ],
)
def test_every_key_knows_its_line(text: str, lines: dict[str, int], span: tuple[int, int]) -> None:
    front_matter = read(text)
    assert front_matter.lines == lines
    assert (front_matter.first, front_matter.last) == span


def test_a_key_that_is_not_there_has_the_line_of_the_front_matter() -> None:
    assert read("\n---\ntitle: a\n---\n").line_of("date") == 2
    assert read("正文\n").line_of("date") == 1


@pytest.mark.parametrize("text", ["", "\n\n", "正文\n", "# 标题\n\n---\n\n正文\n", "--\ntitle: a\n--\n"])
def test_a_text_without_front_matter_has_no_fields_and_no_problems(text: str) -> None:
    front_matter = read(text)
    assert (front_matter.fields, front_matter.problems, front_matter.last) == ({}, [], 0)


def test_empty_front_matter_is_front_matter() -> None:
    front_matter = read("---\n---\n正文\n")
    assert (front_matter.fields, front_matter.problems, front_matter.last) == ({}, [], 2)


@pytest.mark.promise("keys")
@pytest.mark.parametrize(("written", "ours"), sorted(FOREIGN_KEYS.items()))
def test_foreign_keys_are_read_as_ours_without_a_word(written: str, ours: str) -> None:
    front_matter = read(f"---\n{written}: x\n---\n")
    assert front_matter.fields == {ours: "x"}
    assert front_matter.lines == {ours: 2}
    assert front_matter.problems == []


@pytest.mark.promise("keys")
@pytest.mark.parametrize(("written", "ours"), sorted(MISSPELT_KEYS.items()))
def test_misspelt_keys_are_read_as_ours_with_a_warning_at_their_line(written: str, ours: str) -> None:
    front_matter = read(f"---\nsig: y\n{written}: x\n---\n")
    assert front_matter.fields == {"sig": "y", ours: "x"}
    assert [(problem.line, problem.subtype) for problem in front_matter.problems] == [(3, "field")]
    assert written in front_matter.problems[0].message
    assert ours in front_matter.problems[0].message


@pytest.mark.parametrize("content", ["tags: [ours]\nkeywords: [theirs]\n", "keywords: [theirs]\ntags: [ours]\n"])
def test_our_own_key_wins_over_a_foreign_one_in_any_order(content: str) -> None:
    assert read(f"---\n{content}---\n").fields == {"tags": ["ours"]}


def test_a_foreign_key_fills_our_empty_one() -> None:
    assert read("---\ntags:\nkeywords: [a]\n---\n").fields == {"tags": ["a"]}


@pytest.mark.promise("front matter")
@pytest.mark.parametrize(
    ("text", "line", "fields"),
    [
        pytest.param(
            "---\ntitle: 甲\nsummary: 一: 二: 三\ndate: 2023-11-25\n---\n",
            3,
            {"title": "甲", "summary": "一: 二: 三", "date": "2023-11-25"},
            id="an unquoted colon",
        ),
        pytest.param(
            "---\ntitle: 'openEuler's 港口'\ndate: 2023-11-25\n---\n",
            2,
            {"title": "openEuler's 港口", "date": "2023-11-25"},
            id="a quote in quotes",
        ),
        pytest.param(
            "---\ndate: 2023-11-25\ntitle: 【公告】港口\nbanner: @x.png\n---\n",
            4,
            {"date": "2023-11-25", "title": "【公告】港口", "banner": "@x.png"},
            id="a character that YAML reserves",
        ),
        pytest.param(
            "---\ntitle: 甲\ntags:\n  - a\n -b\n---\n",
            5,
            {"title": "甲", "tags": ["a", "b"]},
            id="a list that breaks off",
        ),
        pytest.param(
            "+++\ntitle = '甲'\nsummary = 没有引号\ndate = 2023-11-25\n+++\n",
            3,
            {"title": "甲", "summary": "没有引号", "date": "2023-11-25"},
            id="toml without quotes",
        ),
        pytest.param(
            "---\ntitle: 甲\n\tdate: 2023-11-25\n---\n",
            3,
            {"title": "甲", "date": "2023-11-25"},
            id="a tab",
        ),
    ],
)
def test_broken_front_matter_is_read_line_by_line_with_a_warning_at_the_problem(
    text: str, line: int, fields: dict[str, object]
) -> None:
    front_matter = read(text)
    assert [(problem.line, problem.subtype) for problem in front_matter.problems] == [(line, "front_matter")]
    assert front_matter.fields == fields


@pytest.mark.parametrize("content", ["只是一句话", "- a\n- b", "42"])
def test_front_matter_that_holds_no_fields_is_a_problem_and_no_crash(content: str) -> None:
    front_matter = read(f"---\n{content}\n---\n正文\n")
    assert front_matter.fields == {}
    assert [(problem.line, problem.subtype) for problem in front_matter.problems] == [(2, "front_matter")]


def test_unclosed_front_matter_ends_with_its_fields() -> None:
    text = "---\ntitle: 甲\ndate: 2023-11-25\n\n正文一段。\n"
    front_matter = read(text)
    assert front_matter.fields == {"title": "甲", "date": "2023-11-25"}
    assert [(problem.line, problem.subtype) for problem in front_matter.problems] == [(1, "front_matter")]
    assert blank_front_matter(text, front_matter).split("\n")[4] == "正文一段。"


def test_json_at_the_top_is_front_matter() -> None:
    text = '\n{\n\t"title": "甲: 乙",\n\t"draft": false, "tags": ["a", "b"],\n\t"url": "/x/"\n}\n正文。\n'
    front_matter = read(text)
    assert front_matter.problems == []
    assert front_matter.fields == {"title": "甲: 乙", "draft": "false", "tags": ["a", "b"], "permalink": "/x/"}
    assert front_matter.line_of("tags") == 4
    assert blank_front_matter(text, front_matter) == "\n\n\n\n\n\n正文。\n"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('{\n"layout": "post",\n"title": "甲",\n"tags": ["a"],\n}\n正文\n', 0),
        ('{\n"title": "甲"\n"tags": ["a"],\n}\n正文\n', 3),
        ('{\n    "title": "甲"\n    "tags": ["a"],\n    "x": {\n        "draft": true\n    }\n}\n正文\n', 3),
        ('{\n\t"title": "甲"\n\t"tags": ["a"],\n\t"x": {\n\t\t"draft": true\n\t}\n}\n正文\n', 3),
        ('{\n"title": "甲",\n"x": ' + "[" * 9999 + "]" * 9999 + ',\n"tags": ["a"]\n}\n正文\n', 3),
    ],
    ids=["a comma at the end", "a comma is missing", "indented", "indented by tabs", "too deep"],
)
def test_json_that_is_wrong_costs_what_is_wrong(text: str, line: int) -> None:
    front_matter = read(text)
    assert front_matter.fields == {"title": "甲", "tags": ["a"]}
    assert [problem.line for problem in front_matter.problems] == [line] * bool(line)
    assert blank_front_matter(text, front_matter).strip() == "正文"


@pytest.mark.parametrize("fence", ["---", "+++"])
def test_a_comment_after_a_value_is_no_part_of_it_in_broken_front_matter(fence: str) -> None:
    mark = "=" if fence == "+++" else ":"
    fields = ["day 07", "draft", f"draft {mark} false  # true or false?", f'title {mark} "港口 #1" # 标题']
    fields += [f'tags {mark} ["a", "C#"] # two', f"summary {mark} 修复: 港口 #7", f"[broken {mark}"]
    front_matter = read("\n".join([fence, *fields, fence, ""]))
    assert front_matter.fields == {
        "draft": "false",
        "title": "港口 #1",
        "tags": ["a", "C#"],
        "summary": "修复: 港口 #7",
    }
    assert len(front_matter.problems) == 1


def test_a_field_below_text_in_broken_front_matter_is_read() -> None:
    front_matter = read("---\ntitle: 甲\n\n一段。\n\ndraft: true\n---\n正文\n")
    assert front_matter.fields == {"title": "甲", "draft": "true"}


@pytest.mark.parametrize(
    "text",
    [
        "{{ x }}\n",
        '{"port": {"title": 1}}\n',
        "{}\n正文\n",
        '{"port": 80}\n',
        '{"title": "a"} 正文\n',
        '{"title": "a"\n',
        "{" * 9999,
    ],
)
def test_other_braces_at_the_top_are_text(text: str) -> None:
    front_matter = read(text)
    assert (front_matter.fields, front_matter.last) == ({}, 0)


def test_a_rule_at_the_top_of_a_text_is_no_front_matter() -> None:
    text = "---\n\n正文一段。\n"
    front_matter = read(text)
    assert (front_matter.fields, front_matter.problems, front_matter.last) == ({}, [], 0)
    assert blank_front_matter(text, front_matter) == text


def test_front_matter_without_delimiters_is_read_with_a_warning() -> None:
    text = "\ntitle: 甲\ndate: 2023-11-25\n\n正文\n"
    front_matter = read(text)
    assert front_matter.fields == {"title": "甲", "date": "2023-11-25"}
    assert blank_front_matter(text, front_matter) == "\n\n\n\n正文\n"
    assert [(problem.line, problem.subtype) for problem in front_matter.problems] == [(2, "front_matter")]


def test_one_field_next_to_the_delimiter_is_all_that_is_front_matter() -> None:
    front_matter = read("--- title: 甲\n正文第一行\n正文第二行\n")
    assert (front_matter.first, front_matter.last) == (1, 1)
    assert "正文第一行" in blank_front_matter("--- title: 甲\n正文第一行\n", front_matter)


def test_a_line_separator_of_unicode_ends_no_line() -> None:
    front_matter = read("---\ntitle: 甲\u2028乙\nx: 一\u2029二\ndate: 2024-01-01\n---\n")
    assert front_matter.fields["title"] == "甲 乙"
    assert front_matter.lines["date"] == 4


@pytest.mark.promise("5 bad input")
@given(st.text(alphabet=st.sampled_from(list("-+.: \n\t[]'\"{}&*!|>%@`#,a标\ufeff=")), max_size=80))
def test_no_text_makes_the_reader_fail(text: str) -> None:
    for fence in ("---", "+++"):
        front_matter = read(f"{fence}\n{text}\n{fence}\n正文")
        assert all(1 <= problem.line <= text.count("\n") + 4 for problem in front_matter.problems)


@given(st.text(alphabet=st.sampled_from(list("-+:\n a标\ufeff")), max_size=60))
def test_blanking_out_keeps_the_number_of_every_line_of_the_body(body: str) -> None:
    text = f"---\ntitle: 甲\n---\n{body}"
    shown = blank_front_matter(text, read(text))
    assert shown.split("\n")[3:] == text.split("\n")[3:]
    assert not any(shown.split("\n")[:3])


def test_blanking_out_takes_the_byte_order_mark_of_a_text_without_front_matter() -> None:
    assert blank_front_matter("\ufeff正文\n", read("\ufeff正文\n")) == "正文\n"


@pytest.mark.parametrize(
    ("text", "fields", "body"),
    [
        pytest.param("title: 甲\nsig: S\n---\n正文", {"title": "甲", "sig": "S"}, "正文", id="Hexo"),
        pytest.param("layout: post\ntitle: 甲\nsig: S\n---\n正文", {"title": "甲", "sig": "S"}, "正文",
                     id="Hexo, with a key of its own first"),
        pytest.param('"title": "甲",\n"tags": [\n\t"a"\n]\n;;;\n正文', {"title": "甲", "tags": ["a"]}, "正文",
                     id="Hexo, in JSON"),
        pytest.param("Title: 甲\nTags: a, b\n\n正文", {"title": "甲", "tags": "a, b"}, "正文", id="Pelican"),
        pytest.param(
            'title : "甲"\n\ndate : "2023-11-25"\n\n正文: 一', {"title": "甲", "date": "2023-11-25"}, "正文: 一",
            id="blank lines between fields",
        ),
        pytest.param("+++ title = '甲'\ndate = 2023-11-25\n+++\n正文", {"title": "甲", "date": "2023-11-25"}, "正文",
                     id="on the line of the delimiter"),
        pytest.param("# 甲\n\n+++\n\ntitle = '甲'\n\n+++\n\n正文", {"title": "甲"}, "# 甲\n\n正文",
                     id="below the heading"),
        pytest.param("甲\n==\n\n---\ntitle: 甲\n---\n\n正文", {"title": "甲"}, "甲\n==\n正文",
                     id="below an underlined heading"),
        pytest.param("甲\n--\n\n---\ntitle: 甲\n---\n\n正文", {"title": "甲"}, "甲\n--\n正文",
                     id="below a heading underlined with dashes"),
        pytest.param("# 甲\n\n---\nlayout: post\ntitle: 甲\nsig: S\n---\n\n正文", {"title": "甲", "sig": "S"},
                     "# 甲\n正文", id="below the heading, with a key of another program first"),
        pytest.param("# 甲\n\n+++\n# 注\ntitle = '甲'\n+++\n\n正文", {"title": "甲"}, "# 甲\n正文",
                     id="below the heading, with a comment first"),
        pytest.param("# 甲\n\n---\ntitle: 甲\nsig: S\n\n正文", {"title": "甲", "sig": "S"}, "# 甲\n正文",
                     id="below the heading, unclosed"),
        pytest.param("# 甲\n\ntitle: 甲\nsig: S\n---\n\n正文", {"title": "甲", "sig": "S"}, "# 甲\n正文",
                     id="below the heading, without its opening line"),
        pytest.param("title: 甲\n\ntags:\n\n- a\n\n- b\n\nsig: S\n\n- 正文",
                     {"title": "甲", "tags": ["a", "b"], "sig": "S"}, "- 正文", id="blank lines in a list"),
        pytest.param("title = '甲'\n\ntags = [\n\n  'a',\n\n]\n\nsig = 'S'\n\n正文",
                     {"title": "甲", "tags": ["a"], "sig": "S"}, "正文", id="blank lines in an array"),
        pytest.param("title: 甲\nsig: S\ntags:\n\n- 正文", {"title": "甲", "sig": "S", "tags": ""}, "- 正文",
                     id="an empty field above a list"),
        pytest.param("<!-- 版权\n所有 -->\n\n# 甲\n---\ntitle: 甲\n---\n正文", {"title": "甲"},
                     "<!-- 版权\n所有 -->\n# 甲\n正文", id="below a comment and a heading"),
        pytest.param("# 甲\n\n+++ title = '甲'\nsig = 'S'\n+++\n正文", {"title": "甲", "sig": "S"}, "# 甲\n正文",
                     id="below the heading, on the line of the delimiter"),
        pytest.param("---\ntitle: 甲\ntags: [t] ---\n\n正文", {"title": "甲", "tags": ["t"]}, "正文",
                     id="closed on the line of the last field"),
        pytest.param("+++ title = '甲' +++\n正文", {"title": "甲"}, "正文", id="on one line"),
        pytest.param("---\ntitle: 甲\n\n正文一。\n\n---\n\n正文二。", {"title": "甲"}, "正文一。\n---\n正文二。",
                     id="unclosed above a rule"),
        pytest.param("--- title: 甲: 乙\nsig: S\n\n正文一。\n\n---\n\n正文二。", {"title": "甲: 乙", "sig": "S"},
                     "正文一。\n---\n正文二。", id="on the line of the delimiter, unclosed above a rule"),
        pytest.param("# 甲\n---\ntitle: 甲\n\n正文一。\n\n---\n\n正文二。", {"title": "甲"},
                     "# 甲\n正文一。\n---\n正文二。", id="below the heading, unclosed above a rule"),
        pytest.param("# ---\ntitle: 甲\n\n正文一。\n\n---\n\n正文二。", {"title": "甲"}, "正文一。\n---\n正文二。",
                     id="a heading for a delimiter, unclosed above a rule"),
        pytest.param("---\u3000\ntitle: 甲\n---\xa0\n正文", {"title": "甲"}, "正文", id="wide spaces"),
        pytest.param("# ---\ntitle: 甲\n# ---\n正文", {"title": "甲"}, "正文", id="a heading for a delimiter"),
        pytest.param("----\ntitle: 甲\n----\n正文", {"title": "甲"}, "正文", id="long delimiters"),
        pytest.param("---\ntitle: 甲\ntags: [t]", {"title": "甲", "tags": ["t"]}, "", id="unclosed at the end"),
        pytest.param("+++\ntitle = '甲'\n+++", {"title": "甲"}, "", id="closed by the last line"),
        pytest.param("---\ntitle: 甲\n\ndate: 2023-11-25\n\n正文", {"title": "甲", "date": "2023-11-25"}, "正文",
                     id="unclosed, with blank lines"),
    ],
)  # fmt: skip
def test_misplaced_delimiters_cost_a_warning_and_nothing_of_the_front_matter_is_shown(
    text: str, fields: dict[str, object], body: str
) -> None:
    front_matter = read(text)
    assert front_matter.fields == fields
    assert [line for line in blank_front_matter(text, front_matter).split("\n") if line] == [
        line for line in body.split("\n") if line
    ]
    assert blank_front_matter(text, front_matter).count("\n") == text.count("\n")
    assert len(front_matter.problems) <= 1


@pytest.mark.parametrize(
    "text", ["注意: 一句话。\n\n正文", "Note: a sentence.\nmore", "date: yesterday was fine.\n\nText",
             "-----\n\ntext", "# A\n\n---\n\nText: x\n\n---\n",
             "# A\n\n---\n\n# 作者\n\nAuthor: x\n\n---\n", "甲\n---\n\n正文\n", "# A\n\ntitle: 甲\nsig: S\n\n正文",
             "# A\n\n---\n\nAuthor: x\n\n正文", "# A\n\nAuthor: x\n\n---\n\n正文",
             "Note: a sentence.\nTitle: one.\n\nText",
             "Topic: 例会\nTime: 2023-11-25\nLink: https://x.y/\n\n正文", '"A quote", and more\n;;;\nText',
             "<!-- title: x -->\n\n---\n\n正文\n\n---\n", "甲\n==\n\n正文\n\n---\ntitle: 乙\n---\n",
             "```yaml\n---\ntitle: 乙\ndraft: true\n---\n```", "~~~\n---\ntitle: 乙\ndate: x\n---\n~~~",
             "::: tip\n---\ntitle: 乙\ndate: x\n---\n:::"],
)  # fmt: skip
def test_text_that_only_looks_like_fields_stays_text(text: str) -> None:
    front_matter = read(text)
    assert front_matter.fields == {}
    assert [line for line in blank_front_matter(text, front_matter).split("\n") if line.strip("-")] == [
        line for line in text.split("\n") if line.strip("-")
    ]


def test_lists_that_are_indented_by_tabs_may_be_nested_and_mixed_ones_are_read_line_by_line() -> None:
    nested = read("---\ncategories:\n\t- [甲, 乙]\n\t- 丙\n---\n")
    assert (nested.fields, nested.problems) == ({"category": [["甲", "乙"], "丙"]}, [])
    mixed = read("---\ntags:\n\t- a\n    - b\n---\n")  # to YAML, `- b` would go on with the line above
    assert mixed.fields == {"tags": ["a", "b"]}
    assert [problem.line for problem in mixed.problems] == [3]
