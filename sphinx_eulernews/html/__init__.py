"""Raw HTML fragments: tokenize, repair, sanitize, rewrite. Pure: no Sphinx, no docutils."""
