"""Files and pictures that posts refer to. Pure: imports no Sphinx."""
