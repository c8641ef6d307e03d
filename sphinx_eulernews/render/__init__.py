"""What readers see, as a neutral tree. Pure: no Sphinx, no docutils."""
