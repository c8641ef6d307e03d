"""A news section for Sphinx sites: existing markdown posts build, unedited."""

from __future__ import annotations

__version__ = "0.1.0"
