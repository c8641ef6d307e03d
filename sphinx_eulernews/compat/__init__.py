"""Workarounds for other packages: each module names the versions that it is for and the place upstream."""
