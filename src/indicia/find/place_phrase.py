"""Phrases that tell a place in words, and coordinates in text, as rows: spans, cues, protection.

The grammar is :mod:`indicia.geo.phrase`. What the words are near (a hospital, a mosque) is noted as
a protected kind, so that everything later can show the neutral legal term beside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from indicia.find.mention import Mention, overlapping
from indicia.find.passage import Passage
from indicia.geo.phrase import Cue, find_place_phrases

SPATIAL_KINDS = ("place", "facility")
NO_PLACES = ("organisation", "person", "date")
AGENTIVE = frozenset(["led", "held", "hit", "run", "struck", "made", "built", "sent", "fought"])
"""Participles, beside those in -ed and -en, whose "by" names who did it."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """One phrase: its span, cues as plain values, and coordinates where they were written."""

    start: int
    end: int
    cues: tuple[Mapping[str, Any], ...] = ()
    lon: float | None = None
    lat: float | None = None
    precision_m: float | None = None
    protected: str | None = None


def find_phrases(passage: Passage, mentions: Sequence[Mention]) -> tuple[Phrase, ...]:
    """Every phrase of a passage that tells a place; names come from its mentions.

    A relation to what is no place (a group, a person, a date), or the "by" of a passive verb,
    tells none and is left out.
    """
    names = sorted({passage.text[m.start : m.end] for m in mentions if m.kind in SPATIAL_KINDS})
    found = []
    for phrase in find_place_phrases(passage.text, names):
        cues = [cue for cue in phrase.cues if _tells_place(passage, mentions, cue)]
        if not cues or passage.furniture.covers(cues[0].start):
            continue
        start, end = min(cue.start for cue in cues), max(cue.end for cue in cues)
        protected = protected_in(passage, start, end)
        found.append(Phrase(start, end, tuple(map(cue_value, cues)), protected=protected))
    found += _written(mentions)
    return tuple(sorted(found, key=lambda phrase: (phrase.start, phrase.end)))


def _tells_place(passage: Passage, mentions: Sequence[Mention], cue: Cue) -> bool:
    if cue.anchor_start is None or cue.anchor_end is None:
        return True
    near = list(overlapping(mentions, cue.anchor_start, cue.anchor_end))
    spatial = any(m.kind in (*SPATIAL_KINDS, "road") for m in near)
    if not spatial and any(m.kind in NO_PLACES for m in near):
        return False
    written = passage.text[cue.start : cue.anchor_start].lower()
    if not written.startswith("by ") or cue.start > cue.anchor_start:
        return True
    first = passage.word_at(cue.start)
    before = passage.words[first - 1] if first else ""
    return not (before.endswith(("ed", "en", "wn")) or before in AGENTIVE)


def cue_value(cue: Cue) -> dict[str, Any]:
    """A cue as plain values: every field that is set."""
    return {
        key: (value.value if key == "kind" else value)
        for key, value in asdict(cue).items()
        if value is not None
    }


def protected_in(passage: Passage, start: int, end: int) -> str | None:
    """The kind of the first protected place that a stretch names."""
    for hit in passage.within("head", start, end):
        if hit.cue.value:
            return hit.cue.value
    return None


def _written(mentions: Sequence[Mention]) -> Iterator[Phrase]:
    for mention in mentions:
        if mention.kind == "coordinate" and mention.value is not None:
            value = mention.value
            yield Phrase(
                mention.start,
                mention.end,
                lon=value["lon"],
                lat=value["lat"],
                precision_m=value["precision_m"],
            )
