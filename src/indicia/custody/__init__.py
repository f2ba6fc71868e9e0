"""Bytes and proofs: originals, log, tree, keys and checkpoints. Knows nothing of content."""
