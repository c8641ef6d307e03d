"""What the tests in a browser share: themes, widths, what is watched on a page."""

from __future__ import annotations

THEMES = ["furo", "pydata_sphinx_theme"]
WIDTHS = [390, 768, 1280]
WATCH = """
window.shifts = [];
new PerformanceObserver(list => {
  for (const entry of list.getEntries()) window.shifts.push(entry.value);
}).observe({type: 'layout-shift', buffered: true});
"""
