"""How alike two writings are in what they are about: the words that a comparison of style leaves out.

Source: Salton, Buckley (1988), Inf. Process. Manag. 24 (log counts, inverse document frequency,
cosine).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def topic_likeness(contents: Sequence[np.ndarray]) -> np.ndarray:
    """Cosine of the weighed content words of each pair, 0 to 1. Counts come as a mask gives them."""
    counts = np.stack(contents).astype(np.float32)
    spread = (counts > 0).sum(0)
    shared = (spread > 1) & (spread < len(counts))
    weighed = np.log1p(counts[:, shared]) * np.log(len(counts) / spread[shared]).astype(np.float32)
    weighed /= np.maximum(np.linalg.norm(weighed, axis=1, keepdims=True), 1e-9)
    likeness: np.ndarray = weighed @ weighed.T
    return likeness
