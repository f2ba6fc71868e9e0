"""What people decided about entities, replayed in the order of the log."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson

from indicia.decision import event_name
from indicia.text.fold import fold_key


@dataclass(slots=True)
class Decided:
    """Merges as a forest, splits as pairs; confirmations, roles and aliases by entity."""

    merged_into: dict[str, tuple[str, str]] = field(default_factory=dict)
    """entity -> (entity it was merged into, event)."""
    apart: dict[frozenset[str], str] = field(default_factory=dict)
    confirmed: dict[str, str] = field(default_factory=dict)
    rejected: dict[str, str] = field(default_factory=dict)
    roles: dict[str, str] = field(default_factory=dict)
    aliases: list[tuple[str, Mapping[str, Any]]] = field(default_factory=list)
    entity_of_mention: dict[str, str] = field(default_factory=dict)
    guarded: set[str] = field(default_factory=set)
    """What a person withheld or let leave: it stays, so that its names are known."""
    shown: dict[str, str] = field(default_factory=dict)
    """Entity -> the name to show, as a merge gave it."""

    def entity_called(self, key: str, when: datetime | None) -> str | None:
        """The entity that a person gave this folded spelling to, if it was valid at that time.

        A spelling with dates does not apply to what has no time; one that two entities were given
        applies to neither.
        """
        found = {
            entity
            for entity, value in self.aliases
            if fold_key(value["name"]) == key and _is_valid(value, when)
        }
        return found.pop() if len(found) == 1 else None

    def touched(self) -> frozenset[str]:
        """Everything that a decision is about: entities, and mentions that were looked at."""
        found = {*self.confirmed, *self.rejected, *self.roles, *self.shown}
        found |= {*self.merged_into, *(into for into, _ in self.merged_into.values())}
        found |= {name for name, _ in self.aliases} | set(self.entity_of_mention.values())
        return frozenset(found.union(self.guarded, *self.apart))

    def root(self, entity: str) -> str:
        """The entity that an entity was merged into, through all merges."""
        seen = {entity}
        while entity in self.merged_into:
            entity = self.merged_into[entity][0]
            if entity in seen:
                break
            seen.add(entity)
        return entity


def _is_valid(value: Mapping[str, Any], when: datetime | None) -> bool:
    begins, ends = value.get("valid_from") or "", value.get("valid_to") or ""
    if not begins and not ends:
        return True
    if when is None:
        return False
    day = when.date().isoformat()
    # A date may be a year or a month: then its whole length counts.
    return (not begins or day[: len(begins)] >= begins) and (not ends or day[: len(ends)] <= ends)


def replay(
    decisions: Sequence[Mapping[str, Any]], changed: frozenset[tuple[int, str]] = frozenset()
) -> Decided:
    """Decisions that stand; a later one replaces an earlier one about the same.

    ``changed``: (seq, id) whose subject has another form now: a confirmation or rejection of it
    does not hold until a person decides again.
    """
    made = Decided()
    for row in decisions:
        if row["undone_by"] is None:
            kept = [name for name in row["about"] if (row["seq"], name) not in changed]
            about = kept if row["what"] in ("confirm", "reject") else row["about"]
            _apply(made, {**row, "about": about}, orjson.loads(row["value"]))
    return made


def _apply(made: Decided, row: Mapping[str, Any], value: Mapping[str, Any]) -> None:
    what, about, event = row["what"], row["about"], event_name(row["seq"])
    if what == "confirm":
        for name in about:
            made.confirmed[name] = event
            made.rejected.pop(name, None)
            if pair := _pair(row, name):
                _merge(made, pair, event)
            if value.get("entity"):
                made.entity_of_mention[name] = value["entity"]
    elif what == "reject":
        for name in about:
            made.rejected[name] = event
            made.confirmed.pop(name, None)
            if pair := _pair(row, name):
                _split(made, pair, event)
    elif what == "merge":
        _merge(made, about, event)
        if value.get("name"):
            made.shown[about[0]] = value["name"]
    elif what == "split":
        _split(made, about[:2], event)
    elif what == "role":
        made.roles.update(dict.fromkeys(about, value["role"]))
    elif what in ("redact", "expose"):
        made.guarded.update(about)
    elif what == "alias":
        made.aliases += [(name, value) for name in about]


def _pair(row: Mapping[str, Any], name: str) -> list[str]:
    """The two entities of a name pair, as they stood when somebody decided about it."""
    if not name.startswith("n-"):
        return []
    was = orjson.loads(row["was"] or "{}").get(name) or {}
    return [was["left"], was["right"]] if "left" in was and "right" in was else []


def _merge(made: Decided, names: Sequence[str], event: str) -> None:
    """The first takes in the others. A suggested entity never takes in a named one."""
    first, *others = sorted(names, key=lambda name: name.startswith("x-"))
    keep = made.root(first)
    for name in others:
        if made.root(name) != keep:
            made.merged_into[made.root(name)] = (keep, event)
        made.apart.pop(frozenset((first, name)), None)


def _split(made: Decided, names: Sequence[str], event: str) -> None:
    made.apart[frozenset(names)] = event
    for name in names:
        made.merged_into.pop(name, None)
