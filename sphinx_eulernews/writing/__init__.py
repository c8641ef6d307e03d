"""What comes out: pages, metadata, feeds, pictures, and what must be rewritten."""
