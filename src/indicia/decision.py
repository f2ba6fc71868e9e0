"""What people can decide, and how a decision is written and replayed.

A decision is an event in the log, never an edit of a table. It names spans, originals, sources or
events; its words (value, fields as they stood, reason) lie in a sealed object, so that the log
holds nobody's words. ``undo`` takes one back; replay leaves both in sight.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from indicia.errors import UsageError


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of decision: what it is about and which values it takes."""

    name: str
    about: tuple[str, ...]
    """Letters of ids it may be about; empty: none."""
    needs: tuple[str, ...]
    may: tuple[str, ...]
    doc: str
    reason: bool = False


KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind(
            "confirm",
            (),
            (),
            ("entity", "role"),
            "Confirm a suggestion: a mention, mark, place, "
            "statement, copy, pair or picture. A confirmed picture may leave the case.",
        ),
        Kind("reject", (), (), (), "Reject a suggestion; it stays listed as rejected."),
        Kind("merge", ("entity", "entity"), (), ("name",), "Two entities are one."),
        Kind("split", ("entity", "entity"), (), (), "Two entities are not one.", True),
        Kind(
            "alias",
            ("entity",),
            ("name", "source"),
            ("valid_from", "valid_to"),
            "Give an entity a further spelling, with who vouches for it.",
        ),
        Kind(
            "indication",
            (),
            ("question", "text", "theme"),
            ("draft",),
            "Word an indication: a yes/no fact that can be checked.",
        ),
        Kind(
            "likelihood",
            ("indication",),
            ("answer", "band"),
            (),
            "Judge an indication for one answer: a word or low,best,high.",
            True,
        ),
        Kind("prior", (), ("question", "answer", "band"), (), "Judge an answer beforehand.", True),
        Kind(
            "link",
            ("indication", "post_version"),
            ("asserts",),
            ("statement", "test"),
            "A post version reports an indication, or denies it (asserts=no).",
        ),
        Kind(
            "reliability",
            ("source",),
            ("grade",),
            ("interest",),
            "Grade a source A-F; interest: own, against or none.",
            True,
        ),
        Kind(
            "searched",
            ("indication",),
            ("d",),
            (),
            "Looked for and not found; d: chance that it would have been found (0..1).",
            True,
        ),
        Kind("role", ("entity",), ("role",), (), "Record the public role of a person.", True),
        Kind(
            "kind",
            ("source",),
            ("kind",),
            (),
            "Record a source as channel, outlet, organisation or private.",
        ),
        Kind("transcribe", ("item",), ("text",), ("language",), "Give the text of an item."),
        Kind("correct", ("item",), ("text",), ("language",), "Correct a machine's reading."),
        Kind("translate", ("item",), ("text", "language"), (), "Translate an item."),
        Kind("redact", (), (), ("words",), "Withhold a span, name or picture from what leaves."),
        Kind("expose", (), (), (), "Let what the gate withholds leave the case.", True),
        Kind("site", ("mark",), ("place",), ("name",), "A mark is a site at a place."),
        Kind("star", (), (), (), "Star an item."),
        Kind("tag", (), ("tag",), (), "Tag an item."),
        Kind("note", (), ("text",), (), "Write a note."),
        Kind(
            "erase",
            ("original",),
            (),
            ("confirms",),
            "Erase an original for good: one person asks, another confirms (confirms=e-...).",
            True,
        ),
        Kind("undo", ("event",), (), (), "Take a decision back."),
    )
}


SEALED_TEXT = "text_sha256"


def check_decision(what: str, about: Sequence[str], value: Mapping[str, str], reason: str) -> Kind:
    """The kind of a decision, once its parts are right.

    Raises:
        UsageError: an unknown kind, too few ids, a value missing or unknown, no reason.
    """
    kind = KINDS.get(what)
    if kind is None:
        raise UsageError(f"decide {what}: no such decision; there are {', '.join(sorted(KINDS))}")
    if what not in ("indication", "prior") and len(about) < max(1, len(kind.about)):
        wanted = " and ".join(kind.about) or "at least one id"
        raise UsageError(f"decide {what}: names {len(about)} ids; it is about {wanted}")
    if SEALED_TEXT in value:  # the words themselves lie in a sealed object
        value = {**{k: v for k, v in value.items() if k != SEALED_TEXT}, "text": value[SEALED_TEXT]}
    for key in kind.needs:
        if not value.get(key):
            raise UsageError(f"decide {what}: {key} is missing; add --set {key}=...")
    for key in value:
        if key not in (*kind.needs, *kind.may):
            allowed = ", ".join((*kind.needs, *kind.may)) or "nothing"
            raise UsageError(f"decide {what}: does not take {key}; it takes {allowed}")
    if kind.reason and not reason:
        raise UsageError(f"decide {what}: needs a reason; add --reason '...'")
    return kind


def event_name(seq: int) -> str:
    """The id of an event: its place in the log."""
    return f"e-{seq:08d}"


def given_id(letter: str, seq: int) -> str:
    """The id of something that the event at ``seq`` created."""
    return f"{letter}-{seq:08d}"


def event_seq(name: str) -> int:
    """The place in the log that an event's id names. Raises ``UsageError``."""
    head, _, number = name.partition("-")
    if head != "e" or not number.isdigit():
        raise UsageError(f"{name}: is not an event; `indicia show decisions` lists them as e-...")
    return int(number)


def undone(decisions: Sequence[Mapping[str, Any]]) -> dict[int, int]:
    """Which decision (seq) was taken back by which; an undone undo restores."""
    taken: dict[int, int] = {}
    void: set[int] = set()
    for row in reversed(decisions):
        if row["what"] != "undo" or row["seq"] in void:
            continue
        for name in row["about"]:
            taken[event_seq(name)] = row["seq"]
            void.add(event_seq(name))
    return taken
