"""Pictures are drawn here: the only folder that knows Pillow, and that takes 100 ms to import. No Sphinx."""
