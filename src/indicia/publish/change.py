"""What changed since the last update: added, strengthened, weakened, withdrawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import orjson

from indicia.publish.document import Change, Version
from indicia.publish.wording import count_of, percent

LEAST_SHIFT = 0.05
"""A shift of an estimate inside its word that is worth a line."""
ALIKE = 0.6
"""Share of common text from which two sentences are one, reworded."""
Rows = Sequence[Mapping[str, Any]]
Key = tuple[str, ...]


def earlier_updates(updates: Path, position: int | None = None) -> list[dict[str, Any]]:
    """Every published ``update.json`` with its folder's name as ``folder``, oldest first.

    ``position``: only those that were published by this position of the log.
    """
    found = [
        {**orjson.loads(path.read_bytes()), "folder": path.parent.name}
        for path in updates.glob("*/update.json")
        if not path.parent.name.startswith(".")
    ]
    if position is not None:  # the log that an update pins ends with the event that publishes it
        found = [update for update in found if update["log_size"] <= position]
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
    replaced = _replaced(old, new)
    for key, sentence in new.items():
        link = f"#{sentence['id']}"
        if key in replaced:
            found += _revised(old[replaced[key]], sentence, link)
        elif key not in old:
            found.append(Change("added", sentence["text"], link))
        elif sentence["origins"] != old[key]["origins"]:
            was, now = old[key]["origins"], sentence["origins"]
            kind = "strengthened" if now > was else "weakened"
            origins = count_of(now, "independent origin")
            low, high = (sentence.get(f"origins_{end}", now) for end in ("low", "high"))
            interval = f" (80 %: {low:,} to {high:,})" if low < high else ""
            words = f"Now {origins}{interval}, before {was:,}: {sentence['text']}"
            found.append(Change(kind, words, link))
    folder = before.get("folder", "")
    for key, sentence in old.items():
        if key not in new and key not in replaced.values():
            link = f"../{folder}/index.html#{sentence['id']}" if folder else ""
            found.append(Change("withdrawn", sentence["text"], link))
    return found or [Change("unchanged", "Nothing changed since the last update.")]


def _replaced(
    old: Mapping[Key, Mapping[str, Any]], new: Mapping[Key, Mapping[str, Any]]
) -> dict[Key, Key]:
    """New sentences that say an old one again: in the same part, the same words, or mostly the
    same words with a citation in common."""
    found: dict[Key, Key] = {}
    gone = {key: s for key, s in old.items() if key not in new}
    for key, sentence in new.items():
        if key in old:
            continue
        for other, before in gone.items():
            if other in found.values() or before.get("part") != sentence.get("part"):
                continue
            same = before["text"] == sentence["text"]
            shared = bool(set(key) & set(other))
            if same or (shared and _alike(before["text"], sentence["text"])):
                found[key] = other
                break
    return found


def _alike(one: str, other: str) -> bool:
    return SequenceMatcher(None, one, other).ratio() >= ALIKE


def _revised(before: Mapping[str, Any], sentence: Mapping[str, Any], link: str) -> list[Change]:
    """What to tell of a sentence said again: nothing where words and origins are the same."""
    same = before["text"] == sentence["text"]
    kind = "added"
    if sentence["origins"] != before["origins"]:
        kind = "strengthened" if sentence["origins"] > before["origins"] else "weakened"
    elif same:  # the same words of the same post, read anew under another id
        return []
    earlier = "" if same else f" Before: {before['text']}"
    return [Change(kind, f"Now: {sentence['text']}{earlier}", link)]


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


def _key(sentence: Mapping[str, Any]) -> Key:
    return tuple(sorted(sentence["cites"]))
