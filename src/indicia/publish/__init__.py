"""Publish: a brief and the tables become a cited, gated, verifiable update."""
