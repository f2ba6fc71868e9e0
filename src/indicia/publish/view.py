"""The tables as an update needs them: looked up by id, loaded once.

A view is read-only and knows nothing of wording. Ids that a brief cites resolve here, to the span
that they rest on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import orjson

from indicia.settings import Settings
from indicia.store import TableStore

Row = Mapping[str, Any]
LONGEST_EXCERPT = 280


@dataclass(frozen=True, slots=True)
class Cited:
    """What a citation mark rests on: a span of a rendition, in one post version."""

    id: str
    kind: str
    post_version: str
    item: str
    rendition: str
    start: int
    end: int
    row: Row


class View:
    """One state of the tables."""

    def __init__(self, store: TableStore, settings: Settings) -> None:
        self.store = store
        self.settings = settings

    def rows(self, name: str) -> list[dict[str, Any]]:
        """All rows of a table."""
        rows: list[dict[str, Any]] = self.store.read(name).to_pylist()
        return rows

    def _by(self, name: str, key: str) -> dict[str, Row]:
        return {row[key]: row for row in self.rows(name)}

    @cached_property
    def versions(self) -> dict[str, Row]:
        """post version -> row."""
        return self._by("post_versions", "post_version")

    @cached_property
    def items(self) -> dict[str, Row]:
        """item -> row."""
        return self._by("items", "item")

    @cached_property
    def renditions(self) -> dict[str, Row]:
        """rendition -> row."""
        return self._by("renditions", "rendition")

    @cached_property
    def version_of_item(self) -> dict[str, str]:
        """item -> post version."""
        return {name: row["post_version"] for name, row in self.items.items()}

    @cached_property
    def statements(self) -> dict[str, Row]:
        """statement -> row."""
        return self._by("statements", "statement")

    @cached_property
    def origin_of(self) -> dict[str, Row]:
        """post version -> row of its origin."""
        return self._by("origins", "post_version")

    @cached_property
    def tests(self) -> dict[str, Row]:
        """test -> row."""
        return self._by("tests", "test")

    @cached_property
    def places(self) -> dict[str, Row]:
        """place -> row."""
        return self._by("places", "place")

    @cached_property
    def entities(self) -> dict[str, Row]:
        """entity -> row."""
        return self._by("entities", "entity")

    @cached_property
    def mentions_in(self) -> dict[str, list[Row]]:
        """rendition -> mentions in it."""
        return self._grouped("mentions", "rendition")

    @cached_property
    def phrases_in(self) -> dict[str, list[Row]]:
        """rendition -> place phrases in it."""
        return self._grouped("place_phrases", "rendition")

    def _grouped(self, name: str, key: str) -> dict[str, list[Row]]:
        grouped: dict[str, list[Row]] = {}
        for row in self.rows(name):
            grouped.setdefault(row[key], []).append(row)
        return grouped

    @cached_property
    def decisions(self) -> list[Row]:
        """Decisions that stand, in order, with their values parsed."""
        return [
            {**row, "value": orjson.loads(row["value"])}
            for row in self.rows("decisions")
            if row["undone_by"] is None
        ]

    def decided(self, *what: str) -> frozenset[str]:
        """Ids that a standing decision of one of these kinds is about."""
        return frozenset(n for row in self.decisions if row["what"] in what for n in row["about"])

    @cached_property
    def source_names(self) -> dict[str, str]:
        """source -> the name it was seen under last."""
        newest: dict[str, Row] = {}
        for row in self.rows("sources"):
            held = newest.get(row["source"])
            if held is None or (
                row["last_utc"] and (not held["last_utc"] or row["last_utc"] > held["last_utc"])
            ):
                newest[row["source"]] = row
        return {name: row["name"] for name, row in newest.items()}

    @cached_property
    def private_sources(self) -> frozenset[str]:
        """Sources that are private accounts, by record or by what the platform says."""
        recorded = self.settings.source_kinds
        found = set()
        for row in self.rows("sources"):
            kind = recorded.get(row["platform_id"]) or recorded.get(row["name"]) or row["kind"]
            if kind == "private":
                found.add(row["source"])
        for decision in self.decisions:
            if decision["what"] == "kind":
                change = found.add if decision["value"].get("kind") == "private" else found.discard
                for name in decision["about"]:
                    change(name)
        return frozenset(found)

    def source_label(self, source: str) -> str:
        """The name of a source as it may be shown."""
        if source in self.private_sources:
            return "a private account"
        return self.source_names.get(source) or "an unnamed source"

    def resolve(self, name: str) -> Cited | None:
        """What a cited id rests on, or ``None`` where the tables hold no such id."""
        letter = name.partition("-")[0]
        if letter == "t" and (row := self.statements.get(name)):
            version = self.version_of_item.get(row["item"], "")
            return Cited(
                name,
                "statement",
                version,
                row["item"],
                row["rendition"],
                row["start"],
                row["end"],
                row,
            )
        if letter == "v" and (row := self.versions.get(name)):
            text = self.renditions.get(row["rendition"], {}).get("text") or ""
            end = min(len(text), LONGEST_EXCERPT)
            return Cited(name, "post", name, row["item"], row["rendition"], 0, end, row)
        if letter == "l" and (row := self.places.get(name)):
            for phrase in self.rows("place_phrases"):
                if phrase["phrase"] == row["phrase"]:
                    version = self.version_of_item.get(phrase["item"], "")
                    return Cited(
                        name,
                        "place",
                        version,
                        phrase["item"],
                        phrase["rendition"],
                        phrase["start"],
                        phrase["end"],
                        row,
                    )
        if letter == "e" and (row := self.tests.get(name)):
            return Cited(name, "test", "", "", "", 0, 0, row)
        return None

    def origins_of(self, versions: set[str]) -> set[str]:
        """The origins of post versions; a version outside the table is its own origin."""
        return {self.origin_of.get(v, {}).get("origin") or v for v in versions}
