"""Mentions and statements of plain JSONL lines, without a case.

In: lines with ``id`` and ``text``, optionally ``posted`` (ISO time) and, for mentions,
``lexicon``: a list of objects with ``entity``, ``kind``, ``name``. Out: one JSON object a line.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from indicia.errors import BadInput
from indicia.find.explain import Fired, find_fired, hits_by_rule
from indicia.find.lexicon_match import CompiledLexicon
from indicia.find.mention import Posting, find_mentions
from indicia.find.passage import Passage, read_passage
from indicia.find.row import Origin, statement_rows, storable
from indicia.find.statement import find_statements
from indicia.lexicon import KINDS, Lexicon, Name

EXPLANATION = ("rules", "method", "version", "score", "reason", "plover")
PLAIN = ("item", "rendition", "prefix", "suffix", "month", "made_by")


@dataclass(frozen=True, slots=True)
class Line:
    """One line that was asked about."""

    id: str
    text: str
    posting: Posting
    lexicon: Lexicon | None


def mention_lines(
    lines: Iterable[str | bytes], lexicon: Lexicon | None = None
) -> Iterator[dict[str, Any]]:
    """One mapping a mention: id, start, end, kind, entity, method, score, and what it says.

    Raises:
        BadInput: a line is not what it must be; names the line and the remedy.
    """
    shared = CompiledLexicon(lexicon) if lexicon is not None else None
    for line in _lines(lines):
        passage = read_passage(line.text)
        known = CompiledLexicon(line.lexicon) if line.lexicon is not None else shared
        for mention in find_mentions(passage, known, line.posting):
            yield {
                "id": line.id,
                "start": mention.start,
                "end": mention.end,
                "text": storable(line.text[mention.start : mention.end]),
                "kind": mention.kind,
                "entity": mention.entity,
                "value": mention.value,
                "method": mention.method,
                "score": mention.score,
                "reason": mention.reason,
            }


def statement_lines(
    lines: Iterable[str | bytes], explain: bool = False
) -> Iterator[dict[str, Any]]:
    """One mapping a frame, with spans; ``explain`` adds the rules, the words that each fired on
    (``fired``: rule, text, start, end; no text where a rule looks at shape) and the reason.

    Raises:
        BadInput: a line is not what it must be; names the line and the remedy.
    """
    for line in _lines(lines):
        yield from _statements(read_passage(line.text), line, explain)


def _statements(passage: Passage, line: Line, explain: bool) -> Iterator[dict[str, Any]]:
    mentions = find_mentions(passage, None, line.posting)
    origin = Origin(line.id, line.id, line.text, "", "find")
    known = hits_by_rule(passage) if explain else {}
    for row in statement_rows(origin, find_statements(passage, mentions)):
        made: dict[str, Any] = {"id": line.id}
        for key, value in row.items():
            if key in PLAIN or (key in EXPLANATION and not explain):
                continue
            made[key] = json.loads(value) if key in ("chain", "hedges", "answers") else value
        made["event_time"] = _plain_time(made["event_time"])
        if explain:
            span = (min(row["start"], row["content_start"]), max(row["end"], row["content_end"]))
            fired = find_fired(line.text, known, span, row["rules"])
            made["fired"] = [_fired(one) for one in fired]
        yield made


def _fired(fired: Fired) -> dict[str, Any]:
    words = fired.words
    return {
        "rule": fired.rule,
        "text": storable(words.text) if words else None,
        "start": words.start if words else None,
        "end": words.end if words else None,
    }


def _plain_time(value: dict[str, Any] | None) -> dict[str, Any] | None:
    if value is None:
        return None
    return {k: v.isoformat() if isinstance(v, datetime) else v for k, v in value.items()}


def _lines(lines: Iterable[str | bytes]) -> Iterator[Line]:
    for number, raw in enumerate(lines, 1):
        try:
            written = (
                raw.decode("utf-8-sig" if number == 1 else "utf-8")
                if isinstance(raw, bytes)
                else raw
            )
            if not written.strip():
                continue
            value = json.loads(written)
        except (UnicodeDecodeError, ValueError, RecursionError) as error:
            raise BadInput(
                f"line {number}: not a line of JSON in UTF-8 ({getattr(error, 'msg', error)}); write one object a line "
                'with "id" and "text"'
            ) from error
        yield _line(number, value)


def _line(number: int, value: Any) -> Line:
    if not isinstance(value, dict) or not isinstance(value.get("text"), str) or "id" not in value:
        raise BadInput(f'line {number}: needs "id" and "text" (a string); add what is missing')
    posted = None
    if value.get("posted") is not None:
        try:
            posted = datetime.fromisoformat(str(value["posted"]))
        except ValueError as error:
            raise BadInput(
                f'line {number}: "posted" is no ISO time ({error}); write 2026-11-24T10:00:00Z'
            ) from error
        posted = posted.replace(tzinfo=UTC) if posted.tzinfo is None else posted
    lexicon = None
    if value.get("lexicon") is not None:
        lexicon = _lexicon(number, value["lexicon"])
    return Line(str(value["id"]), value["text"], Posting(posted), lexicon)


def _lexicon(number: int, entries: Any) -> Lexicon:
    if not isinstance(entries, list):
        raise BadInput(f'line {number}: "lexicon" must be a list of objects')
    names = []
    for entry in entries:
        if isinstance(entry, str):
            entry = {"entity": entry, "name": entry}
        if not isinstance(entry, dict) or not isinstance(entry.get("name"), str):
            raise BadInput(f'line {number}: each entry of "lexicon" needs "name"')
        kind = str(entry.get("kind", "organisation"))
        if kind not in KINDS:
            raise BadInput(f"line {number}: kind {kind!r}; use one of {', '.join(KINDS)}")
        entity = str(entry.get("entity", entry["name"]))
        gate = str(entry.get("gate", ""))
        names.append(Name(entity, kind, entry["name"], str(entry.get("source", "line")), gate=gate))
    return Lexicon(tuple(names))
