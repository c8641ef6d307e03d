"""Rows of Markdown tables: those with more cells than the head, those without one, and the separators of kramdown."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from sphinx_eulernews.markdown.rule_helpers import OFFSET, BlockRule

_PIPE = re.compile(r"(?<!\\)\|")
_BACKTICKS = re.compile(r"`+")
_SHORTEST_ROW = 3
_FEWEST_CELLS = _FEWEST_ROWS = 2  # of a table without a head


def whole_rows(table: BlockRule) -> BlockRule:
    """Return the rule for tables, with the text that GFM drops: that of cells beyond those of the head.

    Most often a pipe in code has split a cell, as in `` `ps | grep x` ``, which then is one again. What is left over is
    in the last cell.
    """

    def rule(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
        before = len(state.tokens)
        if not table(state, start_line, end_line, silent):
            return not silent and _headless(table, state, start_line, end_line)
        cells: list[Token] = []
        for token in state.tokens[before:]:
            if token.type == "tr_open":
                cells = []
            elif token.type == "inline":
                cells.append(token)
            elif token.type == "tr_close" and cells and cells[0].map:
                _fill(cells, _source(state, cells[0].map[0]))
        return True

    return rule


MAX_EMPTY_CELLS: Final = 20_000
"""Empty cells in all tables of a post: markdown-it adds up to 65,536 to each whose rows are shorter than its head."""
_EMPTY = "eulernews_empty_cells"  # in the env of a parse: how many there are


def limit_empty_cells(table: BlockRule, warn_at: Callable[[int], None]) -> BlockRule:
    """Return the rule for tables, each of which ends before the limit; ``warn_at`` gets the line where one does."""

    def rule(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
        is_table = table(state, start_line, end_line, True)
        if silent or not is_table:
            return is_table
        known = state.env.get(_EMPTY, 0)
        end, before = _end_within(MAX_EMPTY_CELLS - known, state, start_line, end_line), len(state.tokens)
        if end < end_line:
            warn_at(end + 1 + state.env.get(OFFSET, 0))
        table(state, start_line, end, False)
        cells = (token for token in state.tokens[before:] if token.type == "inline")
        state.env[_EMPTY] = known + sum(not cell.content for cell in cells)
        return True

    return rule


def _end_within(left: int, state: StateBlock, start_line: int, end_line: int) -> int:
    """Return the row before which a table has to end; ``end_line`` if it has no more empty cells than are left."""
    columns = _source(state, start_line + 1).strip("|").count("|") + 1
    if columns * (end_line - start_line - 2) <= left:
        return end_line
    outer, state.parentType = state.parentType, "table"
    rules = state.md.block.ruler.getRules("blockquote")  # those that end a table
    end = end_line
    for line in range(start_line + 2, end_line):
        is_outside = state.isEmpty(line) or state.sCount[line] < state.blkIndent or state.is_code_block(line)
        if is_outside or any(rule(state, line, end_line, True) for rule in rules):
            break
        left -= max(columns - _source(state, line).strip("|").count("|") - 1, 0)
        if left < 0:
            end = line
            break
    state.parentType = outer
    return end


def _headless(table: BlockRule, state: StateBlock, start_line: int, end_line: int) -> bool:
    """Parse rows of equal length without a head, which are a table in kramdown: below an empty head."""
    end, cells = start_line, 0
    while end < end_line and not state.isEmpty(end) and state.sCount[end] >= state.blkIndent:
        row = _source(state, end)
        if len(row) < _SHORTEST_ROW or row[0] != "|" or row[-1] != "|" or state.is_code_block(end):
            return False
        found = len(_PIPE.findall(row)) - 1
        cells = cells or found
        if found != cells:
            return False
        end += 1
    if cells < _FEWEST_CELLS or end < start_line + _FEWEST_ROWS:
        return False
    head = f"{'| ' * cells}|\n{'|---' * cells}|\n"
    inner = StateBlock(head + state.getLines(start_line, end, state.blkIndent, False), state.md, state.env, [])
    if not table(inner, 0, inner.lineMax, False):
        return False
    for token in inner.tokens:
        token.level += state.level
        token.map = [max(line + start_line - 2, start_line) for line in token.map] if token.map else None
    state.tokens += inner.tokens
    state.line = end
    return True


def _source(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]].strip()


def _fill(cells: list[Token], source: str) -> None:
    """Set the text of the cells of a row, if its source has more of them."""
    written = _PIPE.split(source)
    if not written[0].strip():
        written = written[1:]
    if len(written) <= len(cells) or not any(map(str.strip, written[len(cells) :])):
        return
    joined = _with_code(written)
    if len(joined) >= len(cells):
        written = joined
    elif not written[-1].strip():
        written.pop()
    kept = len(cells) - 1
    for cell, text in zip(cells, [*written[:kept], "|".join(written[kept:])], strict=True):
        cell.content = text.replace("\\|", "|").strip()


def _with_code(written: list[str]) -> list[str]:
    """Return the cells of a row without those that begin in code; the last one may be what follows the last pipe."""
    joined: list[str] = []
    mark = ""  # of the code that is open: backticks, which as many close
    for text in written:
        if mark:
            joined[-1] += f"|{text}"
        else:
            joined.append(text)
        for run in _BACKTICKS.findall(text):
            mark = "" if run == mark else mark or run
    return joined if joined[-1].strip() else joined[:-1]


_SEPARATOR = re.compile(r"[-+:=]{3,}|")


def drop_separator_rows(state: StateCore) -> None:
    """Remove rows of dashes or equals signs in the body of a table: kramdown divides it by them (core rule)."""
    if "|" not in state.src:
        return
    kept: list[Token] = []
    begin, rows, cells = 0, 0, list[str]()  # of the row, in those that are kept; of the body; of the row
    for token in state.tokens:
        kept.append(token)
        if token.type == "tbody_open":
            rows = 0
        elif token.type == "tr_open":
            begin, cells = len(kept) - 1, []
        elif token.type == "inline" and len(kept) > 1 and kept[-2].type == "td_open":
            cells.append(token.content)
        elif token.type == "tr_close":
            if rows and any(cells) and all(map(_SEPARATOR.fullmatch, cells)):
                del kept[begin:]
            rows += 1
    state.tokens = kept
