"""Collect: bytes come in from the outside world, become originals, and are logged."""
