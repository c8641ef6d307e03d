"""What the tests in a browser share: themes, widths, what is watched on a page."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

THEMES = ["furo", "pydata_sphinx_theme"]
WIDTHS = [390, 768, 1280]
# A header that grows moves a post or a list as a whole, never a part of one against the rest; pydata's does (0.083)
# when its icons come late, on a busy machine. So what counts is the outermost node that moved.
WATCH = """
window.shifts = [];
new PerformanceObserver(list => {
  const within = '.h-entry, .eulernews, .eulernews-page';
  for (const entry of list.getEntries()) {
    const moved = entry.sources.map(source => source.node).filter(node => node && node.parentElement);
    const outermost = moved.filter(node => !moved.some(other => other !== node && other.contains(node)));
    const inside = outermost.some(node => node.parentElement.closest(within) !== null);
    window.shifts.push({value: entry.value, inside});
  }
}).observe({type: 'layout-shift', buffered: true});
"""


def layout_shift(page: Any) -> float:
    """Return the cumulative layout shift of what moved inside a post or a list; the page was opened with ``WATCH``."""
    return float(round(sum(page.evaluate("window.shifts.filter(shift => shift.inside).map(shift => shift.value)")), 3))


OURS = [".eulernews-page", ".h-entry", ".eulernews", ".eulernews-footer", ".eulernews-filter", ".eulernews-sidebar"]
_AXE = """selectors => axe.run(
  {include: selectors.filter(selector => document.querySelector(selector)).map(selector => [selector])},
  {resultTypes: ['violations']},
)"""


def violations(page: Any, selectors: list[str] = OURS) -> list[str]:
    """Return what axe finds in the parts of a page that are ours: the rule, and the elements that break it."""
    # Not as a script of the page, which a content security policy may forbid.
    page.evaluate((files("axe_playwright_python") / "axe.min.js").read_text("utf-8"))
    result = page.evaluate(_AXE, selectors)
    assert result["passes"], "axe has looked at nothing"
    return [f"{rule['id']}: {node['html'][:200]}" for rule in result["violations"] for node in rule["nodes"]]
