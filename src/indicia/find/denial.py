"""Which statement of the same item a denial denies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from indicia.find.frame import Frame

FAMILIES = (
    frozenset({"attacks", "kills", "injures", "fights"}),
    frozenset({"seizes", "steals", "holds"}),
    frozenset({"arrests", "abducts"}),
    frozenset({"expels", "denies access", "abuses"}),
    frozenset({"belongs to", "supports", "identifies as"}),
    frozenset({"uses site", "stores", "disguises"}),
)
"""Predicates that speak of one thing in other words."""


def is_kin(left: str, right: str) -> bool:
    """Two predicates are one, or of one family."""
    return left == right or any(left in family and right in family for family in FAMILIES)


def link_denials(frames: Sequence[Frame]) -> list[Frame]:
    """The frames, each denial with the position of what it denies, where the item holds it.

    What is denied has the same predicate or one of its family, the polarity "yes", and another
    speaker; the nearest one before wins, else the nearest one after.
    """
    linked = []
    for position, frame in enumerate(frames):
        if frame.kind == "denial" and frame.denies is None:
            frame = replace(frame, denies=_denied(frames, position))
        linked.append(frame)
    return linked


def _denied(frames: Sequence[Frame], position: int) -> int | None:
    denial = frames[position]
    who = denial.speaker.text.casefold() if denial.speaker else None
    best: tuple[bool, int, int] | None = None
    low, high = max(0, position - 40), min(len(frames), position + 40)
    for other_position in range(low, high):
        other = frames[other_position]
        speaker = other.speaker.text.casefold() if other.speaker else None
        opposed = other.polarity == "yes" and other.kind in ("claim", "threat")
        if not opposed or (speaker == who and who is not None):
            continue
        if not is_kin(other.predicate, denial.predicate):
            continue
        rank = (other_position > position, abs(other_position - position), other_position)
        if best is None or rank < best:
            best = rank
    return best[2] if best else None
