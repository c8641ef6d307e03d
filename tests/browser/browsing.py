"""What the tests in a browser share: themes, widths, what is watched on a page."""

from __future__ import annotations

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
