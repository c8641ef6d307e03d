"""Files in the source folder and in the output: reference lookup, atomic writes. Pure: no Sphinx."""
