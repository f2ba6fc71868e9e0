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


def replay(decisions: Sequence[Mapping[str, Any]]) -> Decided:
    """Decisions that stand; a later one replaces an earlier one about the same."""
    made = Decided()
    for row in decisions:
        if row["undone_by"] is None:
            _apply(made, row, orjson.loads(row["value"]))
    return made


def _apply(made: Decided, row: Mapping[str, Any], value: Mapping[str, Any]) -> None:
    what, about, event = row["what"], row["about"], event_name(row["seq"])
    if what == "confirm":
        for name in about:
            made.confirmed[name] = event
            made.rejected.pop(name, None)
            if value.get("entity"):
                made.entity_of_mention[name] = value["entity"]
    elif what == "reject":
        for name in about:
            made.rejected[name] = event
            made.confirmed.pop(name, None)
    elif what == "merge":
        keep = made.root(about[0])
        for name in about[1:]:
            if made.root(name) != keep:
                made.merged_into[made.root(name)] = (keep, event)
            made.apart.pop(frozenset((about[0], name)), None)
    elif what == "split":
        made.apart[frozenset(about[:2])] = event
        for name in about[:2]:
            if name in made.merged_into:
                del made.merged_into[name]
    elif what == "role":
        made.roles.update(dict.fromkeys(about, value["role"]))
    elif what == "alias":
        made.aliases += [(name, value) for name in about]
