"""One request as the views see it: the case, its tables at the asked time, language, parameters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from shlex import quote
from typing import Any
from urllib.parse import urlencode

from indicia.case import Case, SettingsVersion, parse_instant
from indicia.console.standing import standing
from indicia.desk.role import DECIDES, ROLES, may, may_decide
from indicia.errors import UsageError
from indicia.publish.view import View
from indicia.run import store_at
from indicia.store import TableStore

CARRIED = ("at", "lang")
"""Parameters that every address of the desk hands on."""


@dataclass(frozen=True)
class Visit:
    """What a view may read. ``query`` are the parameters of the address, each once."""

    case: Case
    language: str
    query: Mapping[str, str]
    path: str
    role: str = ROLES[-1]
    form_token: str = ""
    """What the forms of a page made for this visit carry: whose it is, and how far its log reached."""

    @property
    def can_decide(self) -> bool:
        """Whether decisions may be taken from here: in the present, by who may decide."""
        return not self.at and may(self.role, DECIDES)

    def may(self, least: str) -> bool:
        """Whether who asks reaches a role."""
        return may(self.role, least)

    def may_decide(self, what: str) -> bool:
        """Whether who asks may take decisions of a kind from here."""
        return not self.at and may_decide(self.role, what)

    @cached_property
    def at(self) -> str:
        """The as-of time as it stands in the address; empty for now."""
        return self.query.get("at", "").strip()

    @cached_property
    def instant(self) -> datetime | None:
        """The as-of time; ``None`` for now. Raises ``UsageError`` where it cannot be read."""
        return parse_instant(self.at) if self.at else None

    @cached_property
    def position(self) -> int | None:
        """How far the log reached at that time; ``None`` for now."""
        return self.case.position_at(self.instant) if self.at else None

    @cached_property
    def version(self) -> SettingsVersion:
        """The settings and lexicon of that time."""
        return self.case.settings_at(self.position)

    @cached_property
    def decisions(self) -> Sequence[Mapping[str, Any]]:
        """The decisions that stood at that time, oldest first; for now also those no run took in."""
        return standing(self.case, self.store, later=not self.at)

    @cached_property
    def store(self) -> TableStore:
        """The tables at that time, held still while this request is answered.

        Raises:
            UsageError: the time cannot be read.
        """
        return store_at(self.case, self.instant).pinned()

    @cached_property
    def view(self) -> View:
        """The same tables as an update sees them, with what its rules need."""
        version = self.version
        return View(self.store, version.settings, self.instant or datetime.now(UTC), version.layers)

    @cached_property
    def tables_missing(self) -> str:
        """What to type where nobody has made the tables of that time yet; else empty."""
        try:
            made = self.store.generation().number
        except UsageError as error:
            return str(error)
        if made:
            return ""
        return f"indicia run --as-of {quote(self.at)}" if self.at else "indicia run"

    def link(self, path: str, **values: object) -> str:
        """An address of the desk that keeps the as-of time and a language that was chosen.

        An empty value leaves its parameter out, also one that would be kept.
        """
        kept = {key: self.query.get(key) for key in CARRIED if key not in values}
        carried = {key: value for key, value in kept.items() if value}
        wanted = carried | {
            key: str(value) for key, value in values.items() if value not in ("", None)
        }
        return f"{path}?{urlencode(wanted)}" if wanted else path

    def here(self, **values: object) -> str:
        """The address of this view with some parameters changed; an empty value leaves one out."""
        return self.link(self.path, **{**self.query, "done": "", **values})
