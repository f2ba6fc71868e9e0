"""Which words made a rule fire: for each rule that a frame names, the cue and its place.

In: a passage and the frame's span and rules. Out: one entry a rule in the frame's order. A rule of
shape rather than of words ("list", "question mark") has no place.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from indicia.find.frame import Piece
from indicia.find.passage import Hit, Passage

FARTHEST = 300
"""Code points from a frame within which a cue of its rule may stand outside it."""


@dataclass(frozen=True, slots=True)
class Fired:
    """A rule of a frame and the words that it fired on; ``None``: it looks at shape, not at words."""

    rule: str
    words: Piece | None


def hits_by_rule(passage: Passage) -> Mapping[str, Sequence[Hit]]:
    """The cues of a passage under the names of their rules, in order of place."""
    found: dict[str, list[Hit]] = defaultdict(list)
    for hits in passage.hits.values():
        for hit in hits:
            found[hit.cue.rule].append(hit)
    return {rule: sorted(hits, key=lambda hit: hit.start) for rule, hits in found.items()}


def find_fired(
    text: str, known: Mapping[str, Sequence[Hit]], span: tuple[int, int], rules: Sequence[str]
) -> list[Fired]:
    """The rules of the frame at ``span`` with their words: inside it first, else the nearest."""
    return [Fired(rule, _words(text, known.get(rule, ()), span)) for rule in rules]


def _words(text: str, hits: Sequence[Hit], span: tuple[int, int]) -> Piece | None:
    def distance(hit: Hit) -> int:
        return max(0, span[0] - hit.start, hit.end - span[1])

    nearest = min(hits, key=lambda hit: (distance(hit), hit.start), default=None)
    if nearest is None or distance(nearest) > FARTHEST:
        return None
    return Piece(nearest.start, nearest.end, text[nearest.start : nearest.end])
