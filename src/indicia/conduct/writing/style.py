"""How alike two writings are in form: function words and character n-grams of masked texts.

Texts come in masked (:mod:`indicia.conduct.writing.functionword`). Each becomes a row of features: shares
of character 2-, 3- and 4-grams and of function words, standardised over the texts compared.
Likeness is the cosine over many random halves of the features, so that no single habit decides.

Source: Smith, Aldridge (2011), J. Quant. Linguist. 18 (cosine of standardised frequencies);
Koppel, Winter (2014), JASIST 65 (random halves of the features).
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence

import numpy as np

ROUNDS = 100
GRAMS = (2, 3, 4)
MOST_GRAMS, MOST_WORDS = 2000, 300
"""The commonest of each are features."""
BITS = 15
"""n-grams are counted in 2**15 buckets of a hash; two that share one count as one feature."""
GROUPS = 64
"""Features are dealt to 64 random groups; a half is 32 of them, so that all rounds together cost
no more than one comparison."""
_WORD = re.compile(r"[^\W\d_]+")
_FACTORS = np.array(
    [0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB, 0xD1B54A32D192ED03], np.uint64
)


def gram_shares(text: str) -> np.ndarray:
    """Share of each bucket among the text's n-grams, each length apart; float32 of 2**BITS."""
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.uint64)
    shares = np.zeros(1 << BITS, np.float32)
    for width in GRAMS:
        last = len(points) - width + 1
        if last < 1:
            continue
        hashes = np.full(last, width, np.uint64)
        for offset in range(width):
            hashes += (points[offset : offset + last] + np.uint64(1)) * _FACTORS[offset]
        hashes = (hashes ^ (hashes >> np.uint64(29))) * _FACTORS[1]
        bucket = (hashes >> np.uint64(64 - BITS)).astype(np.int64)
        shares += np.bincount(bucket, minlength=1 << BITS).astype(np.float32) / last
    return shares


def features_of(texts: Sequence[str]) -> np.ndarray:
    """Standardised features of masked texts: one row a text, float32. Order-free in columns."""
    grams = np.stack([gram_shares(text) for text in texts])
    total = grams.sum(0, dtype=np.float64)
    common = np.lexsort((np.arange(len(total)), -total))[:MOST_GRAMS]
    counts = [Counter(_WORD.findall(text)) for text in texts]
    words: Counter[str] = Counter()
    for count in counts:
        words.update(count)
    listed = sorted(words, key=lambda word: (-words[word], word))[:MOST_WORDS]
    said = np.array([[count[word] for word in listed] for count in counts], np.float32)
    said /= np.maximum(said.sum(1, keepdims=True), 1)
    values = np.concatenate([grams[:, np.sort(common)], said], axis=1)
    spread = values.std(0)
    kept = spread > 1e-9
    standard: np.ndarray = (values[:, kept] - values[:, kept].mean(0)) / spread[kept]
    return standard.astype(np.float32)


def likeness(left: np.ndarray, right: np.ndarray, seed: int, rounds: int = ROUNDS) -> np.ndarray:
    """Cosines of each row of ``left`` with each of ``right``: (rounds, left, right), -1 to 1.

    Every round looks at another random half of the features.
    """
    rng = np.random.default_rng([seed, 7])
    features = rng.permutation(left.shape[1])
    starts = np.linspace(0, len(features), GROUPS + 1).astype(int)
    dealt = [np.ascontiguousarray(side[:, features]) for side in (left, right)]
    products = np.stack(
        [dealt[0][:, a:b] @ dealt[1][:, a:b].T for a, b in itertools.pairwise(starts)]
    )
    sizes = [
        np.stack([(side[:, a:b] ** 2).sum(1) for a, b in itertools.pairwise(starts)])
        for side in dealt
    ]
    taken = np.argsort(rng.random((rounds, GROUPS)), axis=1) < GROUPS // 2
    halves = taken.astype(np.float32)
    dots = np.tensordot(halves, products, 1)
    norms = (halves @ sizes[0])[:, :, None] * (halves @ sizes[1])[:, None, :]
    cosines: np.ndarray = dots / np.sqrt(np.maximum(norms, 1e-12))
    return cosines
