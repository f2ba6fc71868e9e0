"""Quantities: a number written in figures before a noun that it counts (fighters, km, rockets)."""

from __future__ import annotations

import re

from indicia.find.mention import Mention
from indicia.find.passage import Passage

_NUMBER = re.compile(r"^\d{1,9}$")
LOOK_BACK = 3


def find_quantities(passage: Passage) -> list[Mention]:
    """Numbers with what they count; ``value`` holds number and unit."""
    found: list[Mention] = []
    for hit in passage.of("unit"):
        first = hit.first
        for index in range(first - 1, max(-1, first - LOOK_BACK), -1):
            if not passage.is_joined(index, first + 1):
                break
            if _NUMBER.match(passage.words[index]):
                found.append(_quantity(passage, index, hit.last, hit.cue.kind))
                break
    return found


def _quantity(passage: Passage, first: int, last: int, unit: str) -> Mention:
    number = float(passage.words[first])
    start = passage.starts[first]
    if first and passage.gap(first - 1) in (".", ",", "٫", "٬"):
        whole = passage.words[first - 1]
        if _NUMBER.match(whole):
            start = passage.starts[first - 1]
            decimal = passage.gap(first - 1) in (".", "٫")
            written = f"{whole}.{passage.words[first]}" if decimal else whole + passage.words[first]
            number = float(written)
    end = passage.ends[last - 1]
    value = {"number": number, "unit": unit}
    return Mention(start, end, "quantity", "quantity", 0.9, f"number before {unit}", value=value)
