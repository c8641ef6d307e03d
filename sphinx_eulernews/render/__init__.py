"""Views: posts and lists as a neutral tree. Pure: no Sphinx, no docutils."""
