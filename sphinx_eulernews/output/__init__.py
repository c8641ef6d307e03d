"""What a build writes: the plan, and every page, feed, redirect and image of it."""
