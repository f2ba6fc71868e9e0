"""Numbers with their nouns, for what a terminal says."""

from __future__ import annotations


def counted(number: int, one: str, many: str = "") -> str:
    """A number with its noun: ``1 file``, ``2 files``, ``1,500 posts``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
