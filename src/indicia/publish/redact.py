"""What a frozen excerpt may show: private people, contacts and exact places are taken out.

A redaction replaces words inside a quote by a bracketed note, so that a reader sees that something
was taken out and why. The original and its rendition stay untouched in the case.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from indicia.publish.contact import find_contacts
from indicia.publish.minor import find_minor_names
from indicia.publish.placeword import find_place_words
from indicia.publish.sighting import folded_words, is_delayed, is_sighting
from indicia.publish.view import Row, View

CONTACT_KINDS = ("phone", "email")
NOTES = {
    "person": "[name withheld]",
    "phone": "[number withheld]",
    "email": "[address withheld]",
    "handle": "[account withheld]",
    "place": "[exact place withheld]",
    "plate": "[plate withheld]",
    "post": "[link withheld]",
    "minor": "[name of a minor withheld]",
    "delayed": "[name withheld for some days]",
    "withheld": "[withheld]",
}
CONTEXT = 32


@dataclass(frozen=True, slots=True)
class Hole:
    """A stretch of a rendition that must not be shown."""

    start: int
    end: int
    note: str


def holes_in(view: View, rendition: str) -> list[Hole]:
    """Stretches of a rendition that are withheld by default or by decision, without overlap."""
    exposed = view.decided("expose")
    withheld = view.decided("redact")
    found: list[Hole] = []
    delayed = _delayed(view, rendition)
    for mention in view.mentions_in.get(rendition, []):
        note = _note(view, mention, exposed, withheld)
        if delayed and mention["kind"] == "person":
            note = note or NOTES["delayed"]
        if note:
            found.append(Hole(mention["start"], mention["end"], note))
    row = view.renditions.get(rendition, {})
    open_spans = _exposed_spans(view, rendition, exposed)
    found += [
        hole
        for hole in holes_in_text(row.get("text") or "", view.settings.policy.cell_km * 1000.0)
        if not any(start <= hole.start and hole.end <= end for start, end in open_spans)
    ]
    found += [Hole(start, end, NOTES["withheld"]) for start, end in _withheld(view, rendition)]
    return _apart(found)


def _withheld(view: View, rendition: str) -> Iterator[tuple[int, int]]:
    """Stretches of a rendition that ``redact`` decisions name: spans, whole texts, or words."""
    row = view.renditions.get(rendition, {})
    text = row.get("text") or ""
    version = view.version_of_item.get(row.get("item", ""), "")
    for name in view.decided("redact"):
        for spelling in view.spellings.get(name, ()):
            for match in re.finditer(re.escape(spelling), text, re.IGNORECASE):
                yield match.span()
    whole = {rendition, row.get("item"), row.get("original"), version}
    for decision in view.decisions:
        if decision["what"] != "redact":
            continue
        words = decision["value"].get("words")
        spans = [span for name in decision["about"] for span in _span_of(view, name, rendition)]
        spans += [(0, len(text)) for name in decision["about"] if name in whole]
        elsewhere = not all(_is_text(view, name) for name in decision["about"])
        for start, end in [(0, len(text))] if words and elsewhere else spans:
            if not words:
                yield start, end
                continue
            for match in re.finditer(re.escape(words), text[start:end], re.IGNORECASE):
                yield start + match.start(), start + match.end()


def _span_of(view: View, name: str, rendition: str) -> Iterator[tuple[int, int]]:
    """Where a statement or a place stands in a rendition."""
    row = view.statements.get(name) or view.phrases.get(name)
    if row is None and (place := view.places.get(name)):
        row = view.phrases.get(place["phrase"] or "")
    if row is not None and row["rendition"] == rendition:
        yield row["start"], row["end"]


def _is_text(view: View, name: str) -> bool:
    """Whether an id names a piece of text, not somebody or something that many texts name."""
    return name not in view.entities


def _exposed_spans(view: View, rendition: str, exposed: frozenset[str]) -> list[tuple[int, int]]:
    """Where mentions stand that a recorded decision lets leave."""
    if not exposed:
        return []
    return [
        (m["start"], m["end"])
        for m in view.mentions_in.get(rendition, [])
        if {m["mention"], m["entity"]} & exposed
    ]


def holes_in_text(text: str, cell_m: float) -> list[Hole]:
    """Stretches that are withheld by what they are, whatever the tables found in the text."""
    found = [Hole(start, end, NOTES["place"]) for start, end in find_place_words(text, cell_m)]
    found += [Hole(start, end, NOTES["minor"]) for start, end in find_minor_names(text)]
    found += [Hole(c.start, c.end, NOTES[c.kind]) for c in find_contacts(text)]
    return found


def _delayed(view: View, rendition: str) -> bool:
    """Whether the text tells of a sighting that is too fresh to say whom it is of."""
    row = view.renditions.get(rendition)
    return bool(row and is_delayed(view, row["item"]) and is_sighting(row["text"]))


def _note(view: View, row: Row, exposed: frozenset[str], withheld: frozenset[str]) -> str:
    names = {row["mention"], row["entity"]}
    if names & withheld:
        return NOTES["withheld"]
    if names & exposed:
        return ""
    if row["kind"] in CONTACT_KINDS:
        return NOTES[row["kind"]]
    if row["kind"] == "person" and not is_public(view, row["entity"]):
        known = folded_words(row.get("quote") or "").strip() in view.known_names
        rejected = (view.entities.get(row["entity"] or "") or {}).get("status") == "rejected"
        return "" if known or rejected else NOTES["person"]
    return ""


def is_public(view: View, entity: str | None) -> bool:
    """Whether a person has a recorded public role. Nobody has one unless somebody said so."""
    row = view.entities.get(entity or "")
    return bool(row and row["role"])


def _apart(holes: list[Hole]) -> list[Hole]:
    kept: list[Hole] = []
    for hole in sorted(holes, key=lambda h: (h.start, -h.end)):
        if kept and hole.start < kept[-1].end:
            last = kept[-1]
            kept[-1] = Hole(last.start, max(last.end, hole.end), last.note)
        else:
            kept.append(hole)
    return kept


def shown(text: str, start: int, end: int, holes: Iterable[Hole]) -> str:
    """``text[start:end]`` with each hole in it replaced by its note."""
    parts: list[str] = []
    position = start
    for hole in holes:
        if hole.end <= start or hole.start >= end:
            continue
        parts += [text[position : max(position, hole.start)], hole.note]
        position = min(end, hole.end)
    parts.append(text[position:end])
    return "".join(parts)


def excerpt(view: View, rendition: str, start: int, end: int) -> tuple[str, str, str]:
    """Prefix, quote and suffix of a span, redacted."""
    text = view.renditions[rendition]["text"]
    holes = holes_in(view, rendition)
    left, right = max(0, start - CONTEXT), min(len(text), end + CONTEXT)
    # A context window must not cut a withheld stretch in two and show its rest.
    left = max([left, *(h.end for h in holes if h.start < left < h.end)])
    right = min([right, *(h.start for h in holes if h.start < right < h.end)])
    return (
        shown(text, min(left, start), start, holes),
        shown(text, start, end, holes),
        shown(text, end, max(right, end), holes),
    )
