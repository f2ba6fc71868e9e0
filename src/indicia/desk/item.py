"""One id with all that the case knows of it; of a post its text with what was found in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson
import pyarrow.compute as pc

from indicia.console.card import Card, card_of
from indicia.console.history import AROUND, edited_texts
from indicia.console.prefix import the_id
from indicia.custody.checkpoint import load_checkpoint
from indicia.desk.originals import PAGES
from indicia.desk.page import readings_of
from indicia.desk.post import looked
from indicia.desk.selection import source_names
from indicia.desk.span import pieces
from indicia.desk.visit import Visit
from indicia.errors import UsageError
from indicia.publish.drafted import SOURCE
from indicia.store import TableStore
from indicia.text.difference import Change, parts_of

SHOWN_PICTURES = frozenset({"image/png", "image/jpeg", "image/webp", "image/gif"})
MOST_VALUE = 400
HIDDEN = ("extra", "pixels_sha256", "pdq", "region50", "region90")
"""Columns that are long and say nothing to the eye."""
Row = Mapping[str, Any]


def item(visit: Visit, name: str) -> dict[str, Any]:
    """The values of the page. Raises ``UsageError`` where nothing, or several things, begin so."""
    store = visit.store
    named = the_id(store, name)
    if named is None:
        raise UsageError(f"{name}: no table holds an id that begins so")
    card = card_of(store, named)
    item_row = card.rows[0] if named.table == "items" else card.item
    item_id = item_row["item"] if item_row else ""
    renditions = _rows(store, "renditions", "item", item_id)
    preferred = next((row for row in renditions if row["preferred"]), None)
    spans = _spans(store, preferred["rendition"]) if preferred else []
    source = source_names(store).get((item_row or {}).get("source") or "", card.source_name)
    about = {named.id, item_id, *((item_row or {}).get("pictures") or ())}
    return {
        "name": named.id,
        "table": named.table,
        "card": card,
        "item_id": item_id,
        "item_row": item_row,
        "source_name": source,
        "text": preferred["text"] if preferred else "",
        "rendition": preferred,
        "others": [row for row in renditions if row is not preferred],
        "pieces": pieces(preferred["text"], spans) if preferred else [],
        "spans": spans,
        "fields": _fields(card),
        "pictures": _pictures(card, item_row),
        "readings": [
            (reading, kind)
            for reading in readings_of(store, renditions)
            if (kind := _shown_as(store, reading.picture))
        ],
        "edits": _edits(store, card),
        "seen": _seen(store, item_row),
        "as_page": _is_page(card),
        "looked": looked(
            visit, item_row, source, _first_words(renditions) or (preferred or {}).get("text") or ""
        ),
        "covered_by": _covered_by(visit, card),
        "original": (item_row or {}).get("original") or card.rows[0].get("original"),
        "decisions": [row for row in visit.decisions if about & set(row["about"])],
        "own_language": SOURCE,
    }


def _first_words(renditions: list[Row]) -> str:
    """The words as the original has them, before anybody corrected a reading."""
    return next((row["text"] for row in renditions if row["kind"] == "text"), "") or ""


def _shown_as(store: TableStore, original: str) -> str:
    """How an original is put beside its words: ``picture``, ``pdf``, or not at all."""
    captures = store.read("captures", ["original", "media_type"])
    mine = captures.filter(pc.equal(captures.column("original"), original))
    kinds = set(mine.column("media_type").to_pylist())
    return "picture" if SHOWN_PICTURES & kinds else "pdf" if "application/pdf" in kinds else ""


def _is_page(card: Card) -> bool:
    """Whether its original is a saved page, which can be shown as it looked."""
    return any(row["media_type"] in PAGES for row in card.captures)


def _edits(store: TableStore, card: Card) -> list[dict[str, Any]]:
    """Each change of the post with what went and what came, in the words of both texts."""
    texts = edited_texts(store, card.history)
    made = []
    for row in card.history:
        changes = [Change(tuple(a), tuple(b)) for a, b in orjson.loads(row["changes"])]
        before, after = (
            texts.get(row[f"rendition_{side}"] or "", "") for side in ("before", "after")
        )
        parts = list(parts_of(before, after, changes, AROUND)) if changes else []
        made.append({**row, "parts": parts})
    return made


def _seen(store: TableStore, item_row: Row | None) -> list[tuple[str, Any]]:
    """When the post was seen, and when it was looked for and no longer shown, in order."""
    if not item_row or not item_row.get("post"):
        return []
    versions = store.read("post_versions", ["post_version", "post"])
    mine = versions.filter(pc.equal(versions.column("post"), item_row["post"]))
    sightings = store.read("sightings", ["post_version", "captured_utc"])
    seen = sightings.filter(
        pc.is_in(sightings.column("post_version"), value_set=mine.column("post_version"))
    )
    absences = store.read("absences", ["post", "looked_utc"])
    gone = absences.filter(pc.equal(absences.column("post"), item_row["post"]))
    found = [("seen_then", time) for time in seen.column("captured_utc").to_pylist()]
    found += [("gone_then", time) for time in gone.column("looked_utc").to_pylist()]
    return sorted(set(found), key=lambda pair: (pair[1], pair[0]))


def _covered_by(visit: Visit, card: Card) -> str:
    """The short code of the first checkpoint that covers the last capture; empty: none yet."""
    if not card.captures:
        return ""
    seq = max(row["seq"] for row in card.captures)
    for path in sorted((visit.case.root / "log" / "checkpoints").glob("[!.]*.txt")):
        checkpoint = load_checkpoint(path)[0]
        if checkpoint.size >= seq:
            return checkpoint.code
    return ""


def _pictures(card: Card, item_row: Row | None) -> list[str]:
    """The pictures of a post, or the picture that an original is."""
    first = card.rows[0]
    if card.named.table == "captures":
        return [card.named.id] if first["media_type"] in SHOWN_PICTURES else []
    return list((item_row or {}).get("pictures") or ())


def _rows(store: TableStore, table: str, column: str, name: str) -> list[Row]:
    if not name:
        return []
    rows = store.read(table)
    found: list[Row] = rows.filter(pc.equal(rows.column(column), name)).to_pylist()
    return found


def _spans(store: TableStore, rendition: str) -> list[dict[str, Any]]:
    """Names, places and statements found in a rendition, each with its reason."""
    found = []
    for table, column in (
        ("mentions", "mention"),
        ("place_phrases", "phrase"),
        ("statements", "statement"),
    ):
        wanted = [c for c in _columns(store, table) if c in {
            column, "start", "end", "kind", "quote", "reason", "method", "version", "score", "rendition", "cues",
        }]  # fmt: skip
        rows = store.read(table, wanted)
        for row in rows.filter(pc.equal(rows.column("rendition"), rendition)).to_pylist():
            # A place in words has its cues for a reason, and no method or score of its own.
            found.append(
                {
                    "reason": _cues(row.pop("cues", "[]")),
                    "method": "",
                    "version": "",
                    "score": None,
                    **row,
                    "id": row[column],
                    "kind": row.get("kind") or "place",
                    "table": table,
                }
            )
    return sorted(found, key=lambda row: (row["start"], row["end"], row["id"]))


def _cues(written: str) -> str:
    """The words of place that made a place phrase: near, north of, on the road..."""
    return ", ".join(str(cue["kind"]) for cue in orjson.loads(written))


def _columns(store: TableStore, table: str) -> list[str]:
    names: list[str] = store.read(table).schema.names
    return names


def _fields(card: Card) -> list[tuple[str, str]]:
    row = card.rows[0]
    return [
        (key, _plain(value))
        for key, value in row.items()
        if key not in HIDDEN and value not in (None, "", [])
    ]


def _plain(value: Any) -> str:
    text = ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
    return text if len(text) <= MOST_VALUE else text[: MOST_VALUE - 1] + "…"
