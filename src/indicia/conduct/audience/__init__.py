"""What platforms tell of views, forwards and reactions, and posts that stand out in it."""
