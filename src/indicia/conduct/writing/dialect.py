"""Which variety of Arabic the marker words of a post are in. What was written, not where from.

A post has the variety that most of its marker words are in, standard only where it has no word of
any dialect. Words with spellings that people interchange (alef forms, ta marbuta, yeh) are found
in all of them; a leading و is seen through.
"""

from __future__ import annotations

import itertools
from functools import cache
from importlib.resources import files

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

DIALECTS = ("egyptian", "gulf", "iraqi", "levantine", "maghrebi")
SEVERAL, UNNAMED, STANDARD = "several dialects", "dialect", "standard"
LABELS = (*DIALECTS, SEVERAL, UNNAMED, STANDARD)
_COLUMNS = (*DIALECTS, "shared", STANDARD)
_INTERCHANGED = (("أ", "ا"), ("إ", "ا"), ("آ", "ا"), ("ة", "ه"), ("ى", "ي"), ("ي", "ى"))


@cache
def marker_words() -> dict[str, str]:
    """Spelling -> variety (``shared``: dialect without saying which)."""
    listed = files("indicia.conduct.writing").joinpath("dialect.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in listed.splitlines() if not line.startswith("#")]
    return {
        head + spelling: variety
        for variety, _, words in rows[1:]
        for word in words.split()
        for spelling in _spellings(word)
        for head in ("", "و")
    }


def _spellings(word: str) -> set[str]:
    found = set()
    for used in itertools.product((False, True), repeat=len(_INTERCHANGED)):
        spelled = word
        for (one, other), use in zip(_INTERCHANGED, used, strict=True):
            spelled = spelled.replace(one, other) if use else spelled
        found.add(spelled)
    return found


def dialect_labels(texts: pa.Array) -> np.ndarray:
    """The variety of each text as a place in ``LABELS``; -1: no marker word, or no Arabic."""
    known = marker_words()
    words = pc.split_pattern_regex(texts.fill_null(""), r"[^\p{L}\p{M}]+")
    owner = pc.list_parent_indices(words).to_numpy().astype(np.int64)
    place = pc.index_in(pc.list_flatten(words), pa.array(list(known), pa.string()))
    hit = pc.is_valid(place).to_numpy(zero_copy_only=False)
    column = np.array([_COLUMNS.index(variety) for variety in known.values()])
    kind = column[pc.drop_null(place).to_numpy()]
    size = len(_COLUMNS)
    counts = np.bincount(owner[hit] * size + kind, minlength=len(texts) * size).reshape(-1, size)
    named = counts[:, : len(DIALECTS)]
    most = named.max(1)
    label = named.argmax(1)
    label[(named == most[:, None]).sum(1) > 1] = LABELS.index(SEVERAL)
    other = np.where(counts[:, -2] > 0, LABELS.index(UNNAMED), LABELS.index(STANDARD))
    other[counts[:, -2:].sum(1) == 0] = -1
    found: np.ndarray = np.where(most > 0, label, other)
    return found
