"""What people can decide, and how a decision is written and replayed.

A decision is an event in the log, never an edit of a table. It names spans, originals, sources or
events; its words (value, fields as they stood, reason) lie in a sealed object, so that the log
holds nobody's words. ``undo`` takes one back; replay leaves both in sight.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from indicia.errors import UsageError
from indicia.nearest import did_you_mean


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
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Value -> the words it may be."""

    def usage(self) -> str:
        """How it is written on the command line, on one line."""
        about = " ".join(name.upper() for name in self.about) or ("" if self.lone else "ID...")
        needs = " ".join(f"--set {key}={self._shape(key)}" for key in self.needs)
        more = " ".join(f"[--set {key}={self._shape(key)}]" for key in self.may)
        reason = "--reason WHY" if self.reason else ""
        return " ".join(f"decide {self.name} {about} {needs} {more} {reason}".split())

    def _shape(self, key: str) -> str:
        return "|".join(self.choices[key]) if key in self.choices else "..."

    @property
    def lone(self) -> bool:
        """Whether it is about nothing that has an id."""
        return self.name in ("indication", "prior", "resolve", "keep", "handout")


GRADES = ("A", "B", "C", "D", "E", "F")
INTERESTS = ("own", "against", "none")
SOURCE_KINDS = ("channel", "outlet", "organisation", "private")
YES_NO = ("yes", "no")
PICTURE_VIEWS = ("ground", "document", "aerial")
ABOUT_TABLE: Mapping[str, tuple[str, str]] = {
    "entity": ("entities", "entity"),
    "indication": ("indications", "indication"),
    "post_version": ("post_versions", "post_version"),
    "source": ("sources", "source"),
    "item": ("items", "item"),
    "mark": ("marks", "mark"),
    "event": ("decisions", "event"),
    "original": ("captures", "original"),
}
"""What a decision is about -> the table and column that hold such ids."""
ID_VALUES = ("entity", "place", "statement", "test")
"""Values that name rows of tables."""

KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind(
            "confirm",
            (),
            (),
            ("entity", "shows", "view"),
            "Confirm a suggestion: a name, mention, mark, place, statement, relation, copy, pair "
            "or picture. A confirmed pair is a merge; a confirmed picture may leave the case, "
            "blurred; entity says whom a mention names; shows and view say what a picture "
            "shows, and from where.",
            choices={"view": PICTURE_VIEWS},
        ),
        Kind(
            "reject",
            (),
            (),
            (),
            "Reject a suggestion: a rejected pair is kept apart, a rejected copy links nothing, a "
            "rejected statement or place is not published, a rejected indication is not weighed.",
        ),
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
            "Word an indication: a yes/no fact that can be checked. draft: a drafted one, or one of "
            "the library (`indicia indications`), whose text and theme are taken unless given.",
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
            "resolve",
            (),
            ("question", "answer"),
            ("source",),
            "The right answer has become known; `indicia score` then scores what was published.",
            True,
        ),
        Kind(
            "link",
            ("indication", "post_version"),
            ("asserts",),
            ("statement", "test"),
            "A post version reports an indication, or denies it (asserts=no).",
            choices={"asserts": YES_NO},
        ),
        Kind(
            "reliability",
            ("source",),
            ("grade",),
            ("interest",),
            "Grade a source A-F; interest: own, against or none.",
            True,
            {"grade": GRADES, "interest": INTERESTS},
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
            choices={"kind": SOURCE_KINDS},
        ),
        Kind(
            "transcribe",
            ("item",),
            ("text",),
            ("language",),
            "Give the text of an item; text=@FILE reads it from a file, text=@- from what is typed.",
        ),
        Kind(
            "correct",
            ("item",),
            ("text",),
            ("language",),
            "Correct a machine's reading; the machine's text stays beside it.",
        ),
        Kind(
            "translate",
            ("item",),
            ("text", "language"),
            (),
            "Translate an item; it is shown beside the text, with you as its translator.",
        ),
        Kind(
            "redact",
            (),
            (),
            ("words",),
            "Withhold a mention, name, statement, post or picture from what leaves; words: only "
            "these words of it.",
        ),
        Kind(
            "expose",
            (),
            (),
            (),
            "Let what the gate withholds leave the case: the code of one finding (gate-...), a person, "
            "a mention, or a marked picture.",
            True,
        ),
        Kind("site", ("mark",), ("place",), ("name",), "A mark is a site at a place."),
        Kind("star", (), (), (), "Star anything, to find it again."),
        Kind("tag", (), ("tag",), (), "Tag anything with a word."),
        Kind("note", (), ("text",), (), "Write a note about anything."),
        Kind(
            "assign",
            (),
            ("to",),
            (),
            "Assign anything to a person by name; a later one counts, a dash is nobody.",
        ),
        Kind("keep", (), ("name", "query"), (), "Keep a search of the desk under a name."),
        Kind(
            "erase",
            ("original",),
            (),
            ("confirms",),
            "Erase an original for good: one person asks, another confirms (confirms=e-...).",
            True,
        ),
        Kind(
            "handout",
            (),
            ("recipient", "key"),
            ("confirms",),
            "Hand the whole case to somebody, encrypted to their key: one person asks, another "
            "confirms at a shared desk (confirms=e-...).",
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
        near = did_you_mean(what, KINDS)
        raise UsageError(f"decide {what}: no such decision{near}; `indicia decide` lists them")
    _check_number(kind, about)
    if SEALED_TEXT in value:  # the words themselves lie in a sealed object
        value = {**{k: v for k, v in value.items() if k != SEALED_TEXT}, "text": value[SEALED_TEXT]}
    for key in kind.needs:
        if not value.get(key):
            raise UsageError(f"decide {what}: {key} is missing; add --set {key}=...")
    for key in value:
        if key not in (*kind.needs, *kind.may):
            allowed = ", ".join((*kind.needs, *kind.may)) or "nothing"
            near = did_you_mean(key, (*kind.needs, *kind.may))
            raise UsageError(f"decide {what}: does not take {key}{near}; it takes {allowed}")
    for key, words in kind.choices.items():
        if key in value and value[key] not in words:
            raise UsageError(f"decide {what}: {key}={value[key]} must be {' or '.join(words)}")
    if what == "searched" and not _is_probability(value["d"]):
        raise UsageError(f"decide searched: d={value['d']} must be a number from 0 to 1")
    if kind.reason and not reason:
        raise UsageError(f"decide {what}: needs a reason; add --reason WHY")
    return kind


def _check_number(kind: Kind, about: Sequence[str]) -> None:
    """Enough ids, and none too many."""
    if kind.lone:
        if about:
            raise UsageError(f"decide {kind.name}: is about no id; leave out {about[0]}")
        return
    least = max(1, len(kind.about))
    if len(about) < least:
        wanted = " and ".join(name.replace("_", " ") for name in kind.about) or "at least one id"
        given = {0: "no id", 1: "one id"}.get(len(about), f"{len(about)} ids")
        raise UsageError(f"decide {kind.name}: names {given}; it is about {wanted}")
    if kind.name == "split" and len(about) > 2:
        raise UsageError("decide split: names more than two ids; split two at a time")


def _is_probability(text: str) -> bool:
    try:
        return 0 <= float(text) <= 1
    except ValueError:
        return False


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
