"""What changed since the last update: added, strengthened, weakened, withdrawn."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson


def last_update(updates: Path) -> dict[str, Any] | None:
    """The newest published ``update.json``, or ``None``."""
    found = sorted(updates.glob("*/update.json"))
    return dict(orjson.loads(found[-1].read_bytes())) if found else None


def changes(
    before: dict[str, Any] | None,
    sentences: list[dict[str, Any]],
    answers: list[dict[str, Any]],
) -> list[tuple[str, str, str]]:
    """(kind, words, id of the sentence or question it is about), in the order of the page.

    Sentences are compared by what they cite, so that a reworded sentence is not a new one.
    """
    if before is None:
        return [("first", "This is the first update.", "")]
    old = {_key(s): s for s in before["sentences"] if s["cites"]}
    new = {_key(s): s for s in sentences if s["cites"]}
    found: list[tuple[str, str, str]] = []
    for key, sentence in new.items():
        if key not in old:
            found.append(("added", sentence["text"], sentence["id"]))
        elif sentence["origins"] != old[key]["origins"]:
            was, now = old[key]["origins"], sentence["origins"]
            kind = "strengthened" if now > was else "weakened"
            words = f"{was} → {now} independent origins: {sentence['text']}"
            found.append((kind, words, sentence["id"]))
    found += [("withdrawn", s["text"], "") for key, s in old.items() if key not in new]
    weighed = {(a["question"], a["answer"]): a for a in before["answers"]}
    for answer in answers:
        held = weighed.get((answer["question"], answer["answer"]))
        if held is None or held["word"] == answer["word"]:
            continue
        kind = "strengthened" if answer["mean"] > held["mean"] else "weakened"
        old_share, share = round(held["mean"] * 100), round(answer["mean"] * 100)
        words = f"{answer['text']}: {held['word']} ({old_share} %) → {answer['word']} ({share} %)"
        found.append((kind, words, "competing"))
    return found or [("unchanged", "Nothing changed since the last update.", "")]


def _key(sentence: dict[str, Any]) -> tuple[str, ...]:
    return tuple(sorted(sentence["cites"]))
