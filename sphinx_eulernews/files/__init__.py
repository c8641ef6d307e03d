"""Files: lookup of references, atomic writes. Pure: no Sphinx, no docutils."""
