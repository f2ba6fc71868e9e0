"""The language of each post for the search of translations, or its script where none is known."""

from __future__ import annotations

import re

import numpy as np

from indicia.trace.post_columns import PostColumns

_SCRIPTS = {
    "arabic": re.compile("[\u0600-\u06ff]+"),
    "hebrew": re.compile("[\u0590-\u05ff]+"),
    "cyrillic": re.compile("[\u0400-\u04ff]+"),
    "latin": re.compile("[A-Za-z\u00c0-\u024f]+"),
}


def tongues_of(posts: PostColumns) -> tuple[list[str], np.ndarray]:
    """Names of the tongues, the empty one (unknown) first, and each post's place among them."""
    unknown = np.flatnonzero(posts.language == 0)
    scripts = [script_of(text) for text in posts.texts(unknown)]
    names = sorted({*posts.language_names, *scripts})
    number = {name: n for n, name in enumerate(names)}
    tongue = np.array([number[name] for name in posts.language_names])[posts.language]
    tongue[unknown] = [number[script] for script in scripts]
    return names, tongue


def script_of(text: str) -> str:
    """The script of most letters among those told apart here; empty when there are none."""
    start = text[:1000]
    counts = {name: sum(map(len, seen.findall(start))) for name, seen in _SCRIPTS.items()}
    best = max(counts, key=lambda name: (counts[name], name))
    return best if counts[best] else ""
