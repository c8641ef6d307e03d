"""The MyST parser for posts and its markdown-it rules."""
