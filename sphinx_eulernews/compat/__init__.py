"""Workarounds for other packages, each with the versions that it is for."""
