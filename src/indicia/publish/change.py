"""What changed since the last update: added, strengthened, weakened, withdrawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import orjson

from indicia.publish.document import Change, Version
from indicia.publish.wording import count_of, percent

LEAST_SHIFT = 0.05
"""A shift of an estimate inside its word that is worth a line."""
Rows = Sequence[Mapping[str, Any]]


def earlier_updates(updates: Path) -> list[dict[str, Any]]:
    """Every published ``update.json`` with its folder's name as ``folder``, oldest first."""
    found = [
        {**orjson.loads(path.read_bytes()), "folder": path.parent.name}
        for path in updates.glob("*/update.json")
        if not path.parent.name.startswith(".")
    ]
    return sorted(found, key=lambda update: (update["number"], update["folder"]))


def last_update(updates: Path) -> dict[str, Any] | None:
    """The newest published update, or ``None``."""
    found = earlier_updates(updates)
    return found[-1] if found else None


def versions(earlier: Sequence[Mapping[str, Any]]) -> tuple[Version, ...]:
    """Earlier updates as the page lists them, newest first."""
    return tuple(
        Version(u["number"], u["folder"], u["status"], u["as_of_utc"], u["checkpoint"])
        for u in reversed(earlier)
    )


def changes(before: Mapping[str, Any] | None, sentences: Rows, answers: Rows) -> list[Change]:
    """The lines of what changed: judgements first, then sentences in the order of the page.

    Sentences are compared by what they cite, so that a reworded sentence is not a new one.
    """
    if before is None:
        return [Change("first", "This is the first update.")]
    old = {_key(s): s for s in before["sentences"] if s["cites"]}
    new = {_key(s): s for s in sentences if s["cites"]}
    found = _judgements(before["answers"], answers)
    for key, sentence in new.items():
        link = f"#{sentence['id']}"
        if key not in old:
            found.append(Change("added", sentence["text"], link))
        elif sentence["origins"] != old[key]["origins"]:
            was, now = old[key]["origins"], sentence["origins"]
            kind = "strengthened" if now > was else "weakened"
            origins = count_of(now, "independent origin")
            words = f"Now {origins}, before {was:,}: {sentence['text']}"
            found.append(Change(kind, words, link))
    folder = before.get("folder", "")
    for key, sentence in old.items():
        if key not in new:
            link = f"../{folder}/index.html#{sentence['id']}" if folder else ""
            found.append(Change("withdrawn", sentence["text"], link))
    return found or [Change("unchanged", "Nothing changed since the last update.")]


def _judgements(old: Rows, new: Rows) -> list[Change]:
    held = {(a["question"], a["answer"]): a for a in old}
    found = []
    for answer in new:
        before = held.get((answer["question"], answer["answer"]))
        if before is None:
            continue
        was, now = _word(before), _word(answer)
        shift = answer["mean"] - before["mean"]
        if was == now and abs(shift) < LEAST_SHIFT:
            continue
        kind = "strengthened" if shift > 0 else "weakened"
        word = f"stays {now}" if was == now else f"moves from {was} to {now}"
        words = (
            f"The answer “{answer['text'].rstrip('.')}” {word}: "
            f"{percent(before['mean'])} % before, {percent(answer['mean'])} % now."
        )
        found.append(Change(kind, words, "#competing"))
    return found


def _word(answer: Mapping[str, Any]) -> str:
    return str(answer.get("settled") or answer["word"])


def _key(sentence: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(sorted(sentence["cites"]))
