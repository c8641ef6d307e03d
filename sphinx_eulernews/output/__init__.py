"""Output of a build: the plan, and every page, feed, redirect and image of it."""
