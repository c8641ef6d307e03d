"""Files: what references mean, which files exist, atomic writes. Pure: no Sphinx, no docutils."""
