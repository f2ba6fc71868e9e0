"""Taking a decision from the command line: look the subject up, record how it stands, log it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import click
import pyarrow.compute as pc

from indicia.case import Case
from indicia.decision import KINDS, check_decision, event_name, given_id
from indicia.erase import take_erasure
from indicia.errors import UsageError
from indicia.store import TableStore

TABLE_OF_LETTER = {
    "i": ("items", "item"),
    "r": ("renditions", "rendition"),
    "m": ("mentions", "mention"),
    "t": ("statements", "statement"),
    "h": ("place_phrases", "phrase"),
    "k": ("marks", "mark"),
    "v": ("post_versions", "post_version"),
    "c": ("copies", "copy"),
    "n": ("name_pairs", "pair"),
    "l": ("places", "place"),
    "s": ("sources", "source"),
}
"""Which table holds the subject of an id, by its letter."""

RECORDED = ("kind", "quote", "item", "name", "zone", "predicate", "polarity", "speaker", "x0", "y0")


def list_kinds() -> None:
    """Say what can be decided, about what, with which values."""
    for kind in KINDS.values():
        about = " ".join(a.upper() for a in kind.about) or "ID..."
        needs = " ".join(f"--set {key}=..." for key in kind.needs)
        more = " ".join(f"[--set {key}=...]" for key in kind.may)
        reason = "--reason ..." if kind.reason else ""
        click.echo(" ".join(f"decide {kind.name} {about} {needs} {more} {reason}".split()))
        click.echo(f"    {kind.doc}")


def take_decision(
    case: Case, what: str, about: Sequence[str], pairs: Sequence[str], reason: str, dry_run: bool
) -> str:
    """Check and log a decision; gives the sentence that says so.

    Raises:
        UsageError: the decision is not right, or names something that the tables do not hold.
    """
    value = parse_values(pairs)
    check_decision(what, about, value, reason)
    if what == "erase":
        if len(about) != 1:
            raise UsageError("decide erase: names one original at a time")
        return take_erasure(case, about[0], value.get("confirms"), reason, dry_run)
    was = {name: subject_of(case.store, name) for name in about}
    if dry_run:
        return f"would decide {what} about {', '.join(about) or 'nothing'}"
    value = _with_text_sealed(case, what, value)
    event = case.decide(what, about, value, reason, was)
    made = given_id("d", event.seq) if what == "indication" else event_name(event.seq)
    taken_back = f"take it back with: indicia decide undo {event_name(event.seq)}"
    return f"decided {what} as {made}; the next `indicia run` applies it ({taken_back})"


def parse_values(pairs: Sequence[str]) -> dict[str, str]:
    """Values from ``key=value`` words. Raises ``UsageError``."""
    value: dict[str, str] = {}
    for pair in pairs:
        key, equals, content = pair.partition("=")
        if not equals or not key:
            raise UsageError(f"--set {pair}: write it as key=value")
        value[key] = content
    return value


def _with_text_sealed(case: Case, what: str, value: dict[str, str]) -> dict[str, str]:
    """A person's reading is an object of its own, so that it can be cited and erased."""
    if what not in ("transcribe", "correct", "translate"):
        return value
    rest = {key: content for key, content in value.items() if key != "text"}
    return {**rest, "text_sha256": case.seal({"text": value["text"], "by": case.actor})}


def subject_of(store: TableStore, name: str) -> Mapping[str, Any]:
    """The fields by which a decision will know its subject again.

    Raises ``UsageError`` where the id is of a table's kind and the table does not hold it. Ids
    given by the lexicon or by events, and SHA-256 of originals, are taken as they are.
    """
    letter = name.partition("-")[0]
    place = TABLE_OF_LETTER.get(letter)
    if place is None or len(name) != 34:
        return {}
    table, key = place
    rows = store.read(table)
    found = rows.filter(pc.equal(rows.column(key), name)).to_pylist()
    if not found:
        raise UsageError(f"{name}: is not in {table}; `indicia show {table}` lists what is")
    fields = {k: v for k, v in found[0].items() if k in RECORDED and v is not None}
    return {k: v.isoformat() if isinstance(v, datetime) else v for k, v in fields.items()}
