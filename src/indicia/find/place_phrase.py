"""Phrases that tell a place in words, and coordinates in text, as rows: spans, cues, protection.

The grammar is :mod:`indicia.geo.phrase`. What the words are near (a hospital, a mosque) is noted as
a protected kind, so that everything later can show the neutral legal term beside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from indicia.find.mention import Mention
from indicia.find.passage import Passage
from indicia.geo.phrase import Cue, find_place_phrases

SPATIAL_KINDS = ("place", "facility")


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
    """Every phrase of a passage that tells a place; names come from the lexicon's mentions."""
    names = sorted(
        {
            passage.text[m.start : m.end]
            for m in mentions
            if m.kind in SPATIAL_KINDS and m.method == "lexicon"
        }
    )
    found = [
        Phrase(
            phrase.start,
            phrase.end,
            tuple(cue_value(cue) for cue in phrase.cues),
            protected=protected_in(passage, phrase.start, phrase.end),
        )
        for phrase in find_place_phrases(passage.text, names)
    ]
    found += _written(mentions)
    return tuple(sorted(found, key=lambda phrase: (phrase.start, phrase.end)))


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
