"""Image files: probe, plan and make renditions, cache. Pure: no Sphinx; only ``pillow_backend`` imports Pillow."""
