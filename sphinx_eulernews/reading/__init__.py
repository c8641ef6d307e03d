"""Sphinx reads a document: source text, markdown rules, transforms."""
