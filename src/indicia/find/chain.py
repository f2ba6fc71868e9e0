"""Chains of sources: which attribution stands inside the words of which other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from indicia.find.attributed import Attribution, Context
from indicia.find.frame import Link


def nested(context: Context, found: list[Attribution]) -> list[Attribution]:
    """Attributions with their outer ones; a new speaker after a joint ends the content before."""
    made: list[Attribution] = []
    for attribution in found:
        outer = None
        for position in range(len(made) - 1, -1, -1):
            other = made[position]
            if not other.covers(attribution.hit.start):
                continue
            between = context.text[other.start : attribution.clause_start]
            cited = "cited" in other.hit.cue.flags
            if _is_joint(between) and other.hit.cue.role != "according" and not cited:
                if attribution.clause_start > other.start:
                    made[position] = replace(other, end=attribution.clause_start)
                continue
            outer = position
            break
        made.append(replace(attribution, outer=outer))
    return _within_later(made)


def _within_later(made: list[Attribution]) -> list[Attribution]:
    """Attributions inside words whose speaker is named behind them ("..., A says," said B)."""
    for position, attribution in enumerate(made):
        if attribution.outer is not None:
            continue
        for later in range(position + 1, len(made)):
            other = made[later]
            if not other.covers(attribution.hit.start) or other.end > other.hit.start:
                continue
            if other.outer is None and not attribution.covers(other.hit.start):
                made[position] = replace(attribution, outer=later)
                break
    return made


def _is_joint(between: str) -> bool:
    """Words stand between two cues, so that the second opens a clause of its own."""
    return len(between.strip(' ,;:"“«،')) > 12


def chain_of(attributions: Sequence[Attribution], position: int) -> tuple[Link, ...]:
    """The sources of one attribution: who spoke first, the outermost last."""
    chain: list[Link] = []
    cited: list[Link] = []
    current: int | None = position
    while current is not None:
        attribution = attributions[current]
        if attribution.link is not None and attribution.link.speaker not in (
            link.speaker for link in chain
        ):
            is_cited = "cited" in attribution.hit.cue.flags
            (cited if is_cited else chain).append(attribution.link)
        current = attribution.outer
    return (*cited, *chain)
