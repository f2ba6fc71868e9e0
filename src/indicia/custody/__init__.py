"""Bytes and proofs: originals, the log, its tree, keys and checkpoints. Knows nothing of content."""
