"""How a post changed between two captures: edited, stripped of text, gone, or back again."""
