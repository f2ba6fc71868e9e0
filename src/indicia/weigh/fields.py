"""Reading the fields of a JSON object so that every fault names its place."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from indicia.errors import BadInput
from indicia.weigh.model import Report


class Fields(dict[str, Any]):
    """The fields of one object, with the place it stands at for messages."""

    __slots__ = ("place",)

    def __init__(self, values: Mapping[str, Any], place: str) -> None:
        super().__init__(values)
        self.place = place

    def at(self, name: str) -> str:
        """The place of one field: ``indications[3].p``; fields of the model stand alone."""
        return name if self.place == "model" else f"{self.place}.{name}"

    def required(self, name: str) -> Any:
        """The value of a field that must be there."""
        if name not in self:
            raise BadInput(f"{self.at(name)}: missing. docs/model.md shows a whole model.")
        return self[name]

    def optional(self, name: str) -> Any:
        """The value of a field, None where it is missing or null."""
        return self.get(name)

    def text(self, name: str, default: str | None = None) -> str:
        """A text that is not empty; ``default`` where the field is missing or null."""
        value = self.get(name)
        if value is None and default is not None:
            return default
        if not isinstance(self.required(name), str) or not self[name].strip():
            raise BadInput(f"{self.at(name)}: expected a text that is not empty.")
        return str(self[name])

    def truth(self, name: str, default: bool | None = None) -> bool:
        """True or false; ``default`` where the field is missing and a default exists."""
        value = self.get(name, default) if default is not None else self.required(name)
        if not isinstance(value, bool):
            raise BadInput(f"{self.at(name)}: expected true or false.")
        return value

    def time(self, name: str) -> str | None:
        """A time with its zone, kept as written, or None."""
        value = self.get(name)
        if value is None:
            return None
        try:
            stated = datetime.fromisoformat(value)
        except (TypeError, ValueError) as error:
            raise BadInput(
                f"{self.at(name)}: {value!r} is no time. Write 2026-11-23T10:00:00Z."
            ) from error
        if stated.tzinfo is None:
            raise BadInput(f"{self.at(name)}: {value!r} has no zone. Write 2026-11-23T10:00:00Z.")
        return str(value)


def fields_of(value: object, place: str, known: Collection[str]) -> Fields:
    """The fields of an object. Raises: BadInput if it is none or has a key not in ``known``."""
    if not isinstance(value, Mapping):
        raise BadInput(f"{place}: expected an object, found {type(value).__name__}.")
    for key in value:
        if key not in known:
            near = difflib.get_close_matches(str(key), list(known), 1)
            hint = f" Did you mean {near[0]!r}?" if near else ""
            raise BadInput(f"{place}: unknown key {key!r}.{hint} Known: {', '.join(known)}.")
    return Fields(value, place)


def list_of(value: object, place: str) -> list[Any]:
    """A list. Raises: BadInput with ``place``."""
    if not isinstance(value, list | tuple):
        raise BadInput(f"{place}: expected a list, found {type(value).__name__}.")
    return list(value)


def words_of(value: object, place: str) -> tuple[str, ...]:
    """A list of texts that are not empty. Raises: BadInput with ``place``."""
    found = list_of(value, place)
    for position, word in enumerate(found):
        if not isinstance(word, str) or not word.strip():
            raise BadInput(f"{place}[{position}]: expected a text that is not empty.")
    return tuple(found)


def no_cycle(reports: Sequence[Report], place: str) -> None:
    """Raises: BadInput if origins of one indication relay one another in a circle."""
    relayed = {
        report.origin: {relay.by for relay in report.relays if relay.by} for report in reports
    }
    for start in relayed:
        reached: set[str] = set()
        waiting = list(relayed[start])
        while waiting:
            name = waiting.pop()
            if name == start:
                raise BadInput(
                    f"{place}.reports: {start!r} relays itself, directly or in a circle. "
                    "Find who said it first; that one is the origin."
                )
            if name not in reached:
                reached.add(name)
                waiting.extend(relayed.get(name, ()))
