"""Sphinx's own full-text search, for text without spaces: Chinese, Japanese and Korean."""
