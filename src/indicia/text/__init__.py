"""Text: scripts, folding, language, segments. Pure functions over strings."""
