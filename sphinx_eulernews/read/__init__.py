"""Sphinx reads a document: source text, parser, transforms."""
