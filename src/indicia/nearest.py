"""The nearest known word to one that is not known: for "did you mean" in an error's sentence."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

CLOSE_ENOUGH = 0.6
"""Ratio of difflib; below it a suggestion is a guess that helps nobody."""


def did_you_mean(word: str, known: Iterable[str], most: int = 1) -> str:
    """``"; did you mean X?"`` for the nearest known words, or an empty text where none is near."""
    names = list(known)
    lowered = {name.casefold(): name for name in names}
    found = get_close_matches(word.casefold(), list(lowered), most, CLOSE_ENOUGH)
    return f"; did you mean {' or '.join(lowered[name] for name in found)}?" if found else ""
