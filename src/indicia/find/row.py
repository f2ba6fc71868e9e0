"""Rows of the tables ``mentions``, ``statements`` and ``place_phrases`` from what was found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from indicia.canonical import canonical_text
from indicia.find.frame import VERSION as STATEMENT_VERSION
from indicia.find.frame import Frame, Link, Piece
from indicia.find.mention import VERSION as MENTION_VERSION
from indicia.find.mention import Mention
from indicia.find.place_phrase import Phrase
from indicia.identity import span_id

CONTEXT = 32
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Origin:
    """What every row of one text shares."""

    item: str
    rendition: str
    text: str
    month: str
    made_by: str


def mention_id(origin: Origin, start: int, end: int, kind: str) -> str:
    """The id of a mention: its span and kind."""
    return span_id("m", origin.rendition, start, end, kind)


def mention_rows(origin: Origin, mentions: Sequence[Mention]) -> list[Row]:
    """One row a mention."""
    return [
        {
            "mention": mention_id(origin, m.start, m.end, m.kind),
            **_span(origin, m.start, m.end),
            "kind": m.kind,
            "entity": m.entity,
            "value": as_json(m.value) if m.value is not None else None,
            "method": m.method,
            "version": MENTION_VERSION,
            "score": m.score,
            "reason": m.reason,
            **_end(origin),
        }
        for m in mentions
    ]


def statement_rows(origin: Origin, frames: Sequence[Frame]) -> list[Row]:
    """One row a frame; two frames over the same words and kind are told apart by predicate."""
    ids = [_statement_id(origin, frame) for frame in frames]
    rows: dict[str, Row] = {}
    for name, frame in zip(ids, frames, strict=True):
        denied = ids[frame.denies] if frame.denies is not None else None
        rows.setdefault(name, _statement_row(origin, name, frame, denied))
    return list(rows.values())


def phrase_rows(origin: Origin, phrases: Sequence[Phrase]) -> list[Row]:
    """One row a place phrase."""
    rows = {
        (p.start, p.end): {
            "phrase": span_id("g", origin.rendition, p.start, p.end),
            **_span(origin, p.start, p.end),
            "cues": as_json(list(p.cues)),
            "lon": p.lon,
            "lat": p.lat,
            "precision_m": p.precision_m,
            "protected": p.protected,
            **_end(origin),
        }
        for p in phrases
    }
    return list(rows.values())


def as_json(value: Any) -> str:
    """Canonical JSON as text."""
    return canonical_text(_plain(value))


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return value


def _statement_id(origin: Origin, frame: Frame) -> str:
    content = f"{frame.content.start}:{frame.content.end}"
    return span_id(
        "t", origin.rendition, frame.start, frame.end, frame.kind, frame.predicate, content
    )


def _statement_row(origin: Origin, name: str, frame: Frame, denied: str | None) -> Row:
    speaker = frame.speaker
    return {
        "statement": name,
        **_span(origin, frame.start, frame.end),
        "kind": frame.kind,
        "predicate": frame.predicate,
        "plover": frame.plover,
        "speaker": speaker.text if speaker else None,
        "speaker_type": frame.speaker_type,
        "speaker_start": speaker.start if speaker else None,
        "speaker_end": speaker.end if speaker else None,
        "chain": as_json([_link(link) for link in frame.chain]),
        "addressee": _words(frame.addressee),
        "actor": _words(frame.actor),
        "target": _words(frame.target),
        "object": _words(frame.object),
        "purpose": _words(frame.purpose),
        "content_start": frame.content.start,
        "content_end": frame.content.end,
        "quote_type": frame.quote_type,
        "polarity": frame.polarity,
        "modality": frame.modality,
        "hedges": as_json([asdict(piece) for piece in frame.hedges]),
        "answers": as_json([asdict(piece) for piece in frame.answers]),
        "rank": frame.rank,
        "event_time": _time(frame.event_time),
        "places": [mention_id(origin, *place) for place in frame.places],
        "allegation": frame.allegation,
        "denies": denied,
        "rules": list(frame.rules),
        "method": "cues",
        "version": STATEMENT_VERSION,
        "score": frame.score,
        "reason": frame.reason,
        **_end(origin),
    }


def _span(origin: Origin, start: int, end: int) -> Row:
    text = origin.text
    return {
        "item": origin.item,
        "rendition": origin.rendition,
        "start": start,
        "end": end,
        "quote": storable(text[start:end]),
        "prefix": storable(text[max(0, start - CONTEXT) : start]),
        "suffix": storable(text[end : end + CONTEXT]),
    }


def storable(words: str) -> str:
    """The words with lone surrogates, which no table can hold, as the replacement character."""
    try:
        words.encode()
    except UnicodeEncodeError:
        return "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in words)
    return words


def _end(origin: Origin) -> Row:
    return {"month": origin.month, "made_by": origin.made_by}


def _words(piece: Piece | None) -> str | None:
    return storable(piece.text) if piece else None


def _link(link: Link) -> Mapping[str, Any]:
    return {
        "text": link.speaker.text,
        "cue": link.cue.text,
        "start": link.speaker.start,
        "end": link.speaker.end,
        "cue_start": link.cue.start,
        "cue_end": link.cue.end,
        "type": link.type,
    }


def _time(value: Mapping[str, Any] | None) -> Row | None:
    if value is None:
        return None
    made = dict(value)
    for key in ("from_utc", "to_utc"):
        if made.get(key):
            made[key] = datetime.fromisoformat(made[key])
    return made
