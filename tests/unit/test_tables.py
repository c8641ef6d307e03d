"""Tables of Markdown: rows with too many cells, and lines below a table that are no rows."""

from __future__ import annotations

import re

import pytest
from post_markdown import block


@pytest.mark.parametrize(
    ("row", "cells"),
    [
        ("| 一 | 二 | 三 |", ["一", "二 | 三"]),
        ("一 | 二 | 三", ["一", "二 | 三"]),
        ("| `ps | grep` | 二 |", ["<code>ps | grep</code>", "二"]),
        ("| ``ps | `x` `` | 二 |", ["<code>ps | `x` </code>", "二"]),
        ("| 一 | `ps | grep`", ["一", "<code>ps | grep</code>"]),
        (r"| 一 \| 二 | `a \| b` | 三 |", ["一 | 二", "<code>a | b</code> | 三"]),
        ("| `一 | 二 | 三 |", ["`一", "二 | 三"]),
        ("| `一|二` | 三 | 四 |", ["<code>一|二</code>", "三 | 四"]),
        ("| 一 | 二 | | |", ["一", "二"]),
        ("| 一 |", ["一", ""]),
    ],
)
def test_a_row_with_more_cells_than_the_head_of_its_table_keeps_its_text(row: str, cells: list[str]) -> None:
    for before in ("", "> ", "- "):
        lines = ["| 甲 | 乙 |", "|---|---|", row]
        html = block("\n".join(f"{' ' * len(before) if number and before == '- ' else before}{line}"
                               for number, line in enumerate(lines)))  # fmt: skip
        assert re.findall("<td>(.*?)</td>", html) == cells


@pytest.mark.parametrize(
    "line", ["{: .table .wide}", "{: .table #x :}", "{.table}", "{ .table }", "  {: #x width=50%}"]
)
def test_the_attributes_of_a_table_are_no_row_of_it(line: str) -> None:
    table = block("| 甲 | 乙 |\n|---|---|\n| 一 | 二 |")
    assert block(f"| 甲 | 乙 |\n|---|---|\n| 一 | 二 |\n{line}\n") == table
    assert block(f"| 甲 | 乙 |\n|---|---|\n| 一 | 二 |\n{line}\n文") == f"{table}\n<p>文</p>"


@pytest.mark.parametrize("line", ["|---|---|", "|------------|", "|---+---|", "|===|", "| ---- |", ":-- | --:"])
def test_a_line_that_divides_the_body_of_a_table_is_no_row_of_it(line: str) -> None:
    assert block(f"| 甲 | 乙 |\n|---|---|\n| 一 | 二 |\n{line}\n| 三 | - |\n") == block(
        "| 甲 | 乙 |\n|---|---|\n| 一 | 二 |\n| 三 | - |\n"
    )


@pytest.mark.parametrize("line", ["| 三 | --- |", "| - | - |", "| | |"])
def test_a_row_with_dashes_of_its_own_is_kept(line: str) -> None:
    assert block(f"| 甲 | 乙 |\n|---|---|\n| 一 | 二 |\n{line}\n").count("<tr>") == 3
    assert block("| 甲 |\n|---|\n| --- |\n").count("<tr>") == 2


@pytest.mark.parametrize("before", ["", "> ", "- "])
def test_rows_without_a_head_are_a_table_as_in_kramdown(before: str) -> None:
    below = " " * len(before) if before == "- " else before
    html = block(f"{before}| *一* | 二 |\n{below}| 三 | 四\\|五 |\n\n文")
    assert re.findall("<t[hd]>(.*?)</t[hd]>", html) == ["", "", "<em>一</em>", "二", "三", "四|五"]
    assert html.endswith("<p>文</p>")


@pytest.mark.parametrize(
    "text",
    [
        "| 一 | 二 |",
        "| 一 |\n| 二 |",
        "| 一 | 二 |\n| 三 |",
        "| 一 | 二 |\n三",
        "文\n| 一 | 二 |\n| 三 | 四 |",
        "一 | 二\n三 | 四",
        "|\n|",
    ],
)
def test_other_lines_with_pipes_are_text(text: str) -> None:
    assert "<table" not in block(text)
