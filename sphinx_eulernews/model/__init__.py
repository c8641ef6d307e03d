"""The news itself: posts, terms, order, pages. Pure: imports no Sphinx, docutils or MyST."""
