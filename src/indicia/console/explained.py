"""Statements explained for a terminal: what was read, who says it, and the rules with their words.

Rows come from ``indicia.find.plainfile.statement_lines`` with ``explain``. Words of a text stand
between isolates and their controls are shown, so that no direction of writing turns a line around.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from indicia.console.sheet import cut, isolated
from indicia.text.script import visible_controls

LABEL = 10
PARTS = ("addressee", "actor", "target", "object", "purpose")


def explained_lines(rows: Iterable[Mapping[str, Any]], width: int) -> Iterator[str]:
    """The lines to print; an empty line stands between statements."""
    number, last = 0, None
    for row in rows:
        number = number + 1 if row["id"] == last else 1
        if last is not None:
            yield ""
        last = row["id"]
        yield from _statement(row, number, max(40, width))


def _statement(row: Mapping[str, Any], number: int, width: int) -> Iterator[str]:
    head = [row["kind"], row["predicate"], "is not so" if row["polarity"] == "no" else "is so"]
    head += [row["modality"], f"quoted: {row['quote_type']}"]
    if row["rank"] is not None:
        head.append(f"number {row['rank']}")
    yield f"{_shown(row['id'], 40)} #{number}  {' · '.join(head)}"
    yield _line("words", row["quote"], (row["start"], row["end"]), width)
    if not row["chain"]:
        yield f"  {'says':{LABEL}}the source itself"
    for place, link in enumerate(row["chain"]):
        span = (link["start"], link["end"])
        yield _line("says" if not place else "told by", link["text"], span, width)
        yield _line("  cue", link["cue"], (link["cue_start"], link["cue_end"]), width)
    for name in PARTS:
        if row[name] is not None:
            yield _line(name, row[name], None, width)
    for name in ("hedges", "answers"):
        for piece in row[name]:
            yield _line(name[:-1], piece["text"], (piece["start"], piece["end"]), width)
    if row["denies"] is not None:
        yield f"  {'denies':{LABEL}}{row['denies']}"
    longest = max((len(fired["rule"]) for fired in row["fired"]), default=0)
    for place, fired in enumerate(row["fired"]):
        label = f"  {'rules' if not place else '':{LABEL}}{fired['rule']:{longest}}"
        if fired["text"] is None:
            yield label.rstrip()
            continue
        room = max(10, width - len(label) - 18)
        yield f"{label}  {_shown(fired['text'], room)}  {fired['start']}-{fired['end']}"
    yield f"  {'score':{LABEL}}{row['score']:.2f}, {_shown(row['reason'], width - 20)}"


def _line(label: str, words: str, span: tuple[int, int] | None, width: int) -> str:
    place = f"  {span[0]}-{span[1]}" if span else ""
    room = max(10, width - LABEL - 2 - len(place))
    return f"  {label:{LABEL}}{_shown(words, room)}{place}"


def _shown(words: str, room: int) -> str:
    """Words of a text on one line of at most so many cells, their controls made visible."""
    return isolated(cut(visible_controls(" ".join(words.split())), room))
