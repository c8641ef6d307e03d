"""Fuzz targets, by what they read: ``fuzzing.py`` runs them."""
