"""Erasing an original for good: one person asks, another confirms, and a tombstone stays.

Gone are the original, what people wrote down of it (transcriptions, corrections, translations), the
sealed words of decisions about its items, and everything derived; the next run makes the tables
again without it. What stays is said: the tombstone in the log (hash, size, reason, two people), the
file's name in its batch's list, and what earlier updates quote.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow.compute as pc

from indicia.case import Case
from indicia.checkpoint import signing_key
from indicia.custody.event import Event
from indicia.decision import event_name, event_seq, undone
from indicia.errors import UsageError

WHAT = "erase"


def take_erasure(
    case: Case, original: str, confirms: str | None, reason: str, dry_run: bool
) -> str:
    """Ask for an erasure, or confirm what another person asked; gives the sentence that says so.

    Raises:
        UsageError: no such original, no such request, or the same person twice.
        CaseLocked: a run is at work.
        StorageError: the disk refuses; what is left is erased by the next run.
    """
    if len(original) != 64 or not case.objects.has(original):
        raise UsageError(
            f"decide erase {original}: is no original of this case; `indicia show captures` "
            "lists them in the column `original`"
        )
    _must_be_captured(case, original)
    if confirms is None:
        if dry_run:
            return f"would ask for the erasure of {original}"
        signing_key(case)
        event = case.decide(WHAT, [original], {}, reason)
        return (
            f"asked for the erasure of {original} as {event_name(event.seq)}; nothing is erased "
            f"yet. Another person confirms it with: indicia --actor NAME decide erase {original} "
            f"--set confirms={event_name(event.seq)} --reason '...'"
        )
    asked = _request(case, original, confirms)
    if dry_run:
        return f"would erase {original}, which {asked.line['actor']['id']} asked for"
    with case.run_lock():
        return _erase(case, original, asked, reason)


@dataclass(frozen=True, slots=True)
class Request:
    """An erasure that one person asked for and nobody confirmed yet."""

    event: str
    original: str
    asked_by: str
    reason: str


def open_requests(case: Case) -> list[Request]:
    """Erasures that wait for a second person, oldest first; what was taken back is not among them."""
    rows: list[dict[str, Any]] = []
    asked: dict[int, Event] = {}
    for event in case.log.events(None):
        if event.action != "decide":
            continue
        params = event.line["params"]
        rows.append({"seq": event.seq, "what": params["what"], "about": params["about"]})
        if params["what"] == WHAT and case.objects.has(params["about"][0]):
            asked[event.seq] = event
    gone = undone(rows)
    return [
        Request(
            event_name(seq),
            event.line["params"]["about"][0],
            event.line["actor"]["id"],
            case.sealed(event.line["params"]["content"]).get("reason", ""),
        )
        for seq, event in asked.items()
        if seq not in gone
    ]


def _must_be_captured(case: Case, original: str) -> None:
    for event in case.log.events(None):
        if event.action in ("import", "collect"):
            if (event.line["object"] or {}).get("sha256") == original:
                return
    raise UsageError(f"decide erase {original}: it was never added as an original")


def _request(case: Case, original: str, confirms: str) -> Event:
    """The request that ``confirms`` names, once it may be confirmed by this person."""
    wanted = event_seq(confirms)
    rows = []
    asked: Event | None = None
    for event in case.log.events(None):
        if event.action == "decide":
            params = event.line["params"]
            rows.append({"seq": event.seq, "what": params["what"], "about": params["about"]})
            if event.seq == wanted and (params["what"], params["about"]) == (WHAT, [original]):
                asked = event
    if asked is None:
        raise UsageError(f"{confirms}: does not ask for the erasure of {original}")
    if wanted in undone(rows):
        raise UsageError(f"{confirms}: was taken back; ask again")
    if asked.line["actor"]["id"] == case.actor:
        raise UsageError(
            f"{confirms}: was asked by {case.actor}; another person must confirm it "
            "(indicia --actor NAME ...)"
        )
    return asked


def _erase(case: Case, original: str, asked: Event, reason: str) -> str:
    signing_key(case)
    case.decide(WHAT, [original], {"confirms": event_name(asked.seq)}, reason)
    people = [asked.line["actor"]["id"], case.actor]
    why = case.seal({"reason": reason, "asked": case.sealed(asked.line["params"]["content"])})
    params = {"people": people, "asked": asked.seq, "content": why}
    gone = [original, *sorted(set(_written_of(case, original)))]
    # The log first: what a loss of power leaves is erased by the next run, and verify names it.
    case.append_many(
        [
            (
                "delete",
                {**params, "of": original},
                {"object": {"sha256": s, "size": _size(case, s)}},
            )
            for s in gone
        ]
    )
    case.finish_erasures()
    return (
        f"erased {original} and {len(gone) - 1} objects written of it; derived/ is gone and the "
        "next `indicia run` makes it again without them. The tombstone stays in the log, the "
        "file's name in its batch's list, and what earlier updates quote"
    )


def _written_of(case: Case, original: str) -> Iterator[str]:
    """Sealed words about the original's items: contents of decisions, and people's readings."""
    rows = case.store.read("items", ["item", "original"])
    mine = rows.filter(pc.equal(rows.column("original"), original)).column("item").to_pylist()
    items = set(mine)
    for event in case.log.events(None):
        if event.action != "decide" or event.line["params"]["what"] == WHAT:
            continue
        sealed = event.line["params"]["content"]
        content = case.sealed(sealed)
        was: Mapping[str, Mapping[str, Any]] = content.get("was") or {}
        about = set(event.line["params"]["about"]) | {f.get("item") for f in was.values()}
        if not items & about:
            continue
        yield sealed
        text = (content.get("value") or {}).get("text_sha256")
        if text and case.objects.has(text):
            yield text


def _size(case: Case, sha256: str) -> int:
    return case.objects.path(sha256).stat().st_size
