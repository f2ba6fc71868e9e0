"""The tables as an update needs them: looked up by id, loaded once.

A view is read-only and knows nothing of wording. Ids that a brief cites resolve here, to the span
that they rest on.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

import orjson
import pyarrow as pa

from indicia.resolve.suggestion import could_be_name
from indicia.settings import Settings
from indicia.store import TableStore
from indicia.text.fold import fold
from indicia.text.script import dominant_script
from indicia.text.transliterate import to_latin
from indicia.trace.origin_count import OriginLinks

Row = Mapping[str, Any]
LONGEST_EXCERPT = 280
KEPT = ("redact", "reject")
LEAST_NAME = 3
"""Letters of a spelling that is looked for in prose; shorter ones are words too often."""
_WORDS = re.compile(r"[^\W_]+")
UNNAMED = "a source without a name"
_ENDS = re.compile(r"\s*[.!?؟…。]+(?:\s+|$)")
FILES = {"picture": "picture", "document": "document", "table": "table"}


def _folded(text: str) -> str:
    """The words of a text, folded, with one blank between them."""
    return " ".join(_WORDS.findall(fold(text).text))


def in_one_sentence(name: str) -> str:
    """A name without the marks that end a sentence, so that prose that holds it is not cut in it."""
    return _ENDS.sub(" · ", " ".join(name.split())).strip(" ·")


def capitals(latin: str) -> str:
    """A transliterated name with large first letters, as a reader expects of a name."""
    return " ".join(word[:1].upper() + word[1:] for word in latin.split())


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

    def __init__(
        self,
        store: TableStore,
        settings: Settings,
        when: datetime | None = None,
        layers: Mapping[str, bytes] | None = None,
    ) -> None:
        """``when``: the time of the update, from which delays count; ``None`` delays nothing.

        ``layers``: the case's GeoJSON by path.
        """
        self.store = store
        self.settings = settings
        self.when = when
        self.layers = layers or {}

    def rows(self, name: str) -> list[dict[str, Any]]:
        """All rows of a table."""
        rows: list[dict[str, Any]] = self.store.read(name).to_pylist()
        return rows

    def columns(self, name: str, *columns: str) -> pa.Table:
        """These columns of a table."""
        return self.store.read(name, columns)

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
        """statement -> row, without what a person rejected."""
        rows = self._by("statements", "statement")
        return {name: row for name, row in rows.items() if name not in self.rejected}

    @cached_property
    def origin_of(self) -> dict[str, Row]:
        """post version -> row of its origin."""
        return self._by("origins", "post_version")

    @cached_property
    def origin_links(self) -> OriginLinks:
        """The links between posts, for the number of origins of any set and its interval."""
        columns = ["a", "b", "kind", "similarity", "direction_certainty"]
        return OriginLinks.of(
            self.columns("copies", *columns), self.columns("origins", "post_version", "origin")
        )

    @cached_property
    def edits_of(self) -> dict[str, list[Row]]:
        """post -> its changes between captures."""
        return self._grouped("edits", "post")

    @cached_property
    def posts_of(self) -> Counter[str]:
        """origin -> number of post versions in it."""
        return Counter(row["origin"] for row in self.origin_of.values())

    @cached_property
    def tests(self) -> dict[str, Row]:
        """test -> row."""
        return self._by("tests", "test")

    @cached_property
    def places(self) -> dict[str, Row]:
        """place -> row, without what a person rejected."""
        rows = self._by("places", "place")
        return {name: row for name, row in rows.items() if name not in self.rejected}

    @cached_property
    def entities(self) -> dict[str, Row]:
        """entity -> row."""
        return self._by("entities", "entity")

    @cached_property
    def spellings(self) -> dict[str, list[str]]:
        """entity -> its spellings."""
        found: dict[str, list[str]] = {}
        for row in self.rows("names"):
            found.setdefault(row["entity"], []).append(row["name"])
        return found

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
        """Ids that a standing decision of one of these kinds is about.

        A confirmation whose subject has another form now does not hold; what protects
        (``redact``) and what was refused (``reject``) holds all the same.
        """
        return frozenset(
            name
            for row in self.decisions
            if row["what"] in what
            for name in row["about"]
            if row["what"] in KEPT or (row["seq"], name) not in self.changed_since
        )

    @cached_property
    def changed_since(self) -> frozenset[tuple[int, str]]:
        """(decision, subject) whose subject has another form than when it was decided."""
        return frozenset((row["seq"], row["about"]) for row in self.rows("orphans"))

    @cached_property
    def rejected(self) -> frozenset[str]:
        """Ids that the last standing word of a person on them rejects."""
        held: dict[str, bool] = {}
        for row in self.decisions:
            if row["what"] in ("confirm", "reject"):
                held.update(dict.fromkeys(row["about"], row["what"] == "reject"))
        return frozenset(name for name, refused in held.items() if refused)

    @cached_property
    def confirmations(self) -> dict[str, Row]:
        """What was confirmed -> the last standing decision that confirms it."""
        held = self.decided("confirm") - self.rejected
        found = {n: row for row in self.decisions if row["what"] == "confirm" for n in row["about"]}
        return {name: row for name, row in found.items() if name in held}

    @cached_property
    def readings_of(self) -> dict[str, list[Row]]:
        """original -> the texts read from it, of pictures alone."""
        grouped: dict[str, list[Row]] = {}
        pictures = {row["picture"] for row in self.rows("pictures")}
        for row in self.renditions.values():
            if row["original"] in pictures:
                grouped.setdefault(row["original"], []).append(row)
        return grouped

    @cached_property
    def boxes_of(self) -> dict[str, list[Row]]:
        """rendition -> where its stretches stand on the picture."""
        return self._grouped("boxes", "rendition")

    @cached_property
    def marked_pictures(self) -> frozenset[str]:
        """Pictures in which a mark was suggested."""
        return frozenset(row["picture"] for row in self.rows("marks"))

    @cached_property
    def person_names(self) -> dict[str, str]:
        """Folded spelling -> entity, of every person of the case; of one whom texts name without
        being suggested as an entity, the first mention."""
        found = {
            name: row["entity"]
            for row in self.rows("names")
            if (self.entities.get(row["entity"]) or {}).get("kind") == "person"
            and len(name := _folded(row["name"])) >= LEAST_NAME
        }
        return found | {name: rows[0] for name, rows in self.only_mentioned.items()}

    @cached_property
    def only_mentioned(self) -> dict[str, list[str]]:
        """Folded spelling -> mentions, of people whom texts name and who are no entity.

        What is too weak to wait for review is private all the same.
        """
        held = {_folded(row["name"]) for row in self.rows("names")}
        found: dict[str, list[str]] = {}
        for row in self.rows("mentions"):
            name = _folded(row["quote"]) if row["kind"] == "person" else ""
            counts = len(name) >= LEAST_NAME and name not in held and row["method"] != "byline"
            if counts and row["mention"] not in self.rejected and could_be_name(name):
                found.setdefault(name, []).append(row["mention"])
        return found

    @cached_property
    def private_names(self) -> dict[str, str]:
        """Folded spelling -> entity, of people without a recorded public role."""
        exposed, known = self.decided("expose"), self.known_names
        return {
            name: entity
            for name, entity in self.person_names.items()
            if exposed.isdisjoint([entity, *self.only_mentioned.get(name, ())])
            and name not in known
            and not (row := self.entities.get(entity) or {}).get("role")
            and row.get("status") != "rejected"
        }  # fmt: skip

    @cached_property
    def known_names(self) -> frozenset[str]:
        """Folded names of public sources and of what the lexicon vouches for beside people.

        A suggestion that takes such a name for a person's is wrong, and hides nothing.
        """
        sources = [n for s, n in self.source_names.items() if s not in self.private_sources]
        vouched = [
            row["name"]
            for row in self.rows("names")
            if (entity := self.entities.get(row["entity"])) and entity["kind"] != "person"
            and entity.get("status") in ("vouched", "confirmed")
        ]  # fmt: skip
        names = (*sources, *vouched, *self.settings.area.names, self.settings.area.name)
        return frozenset(_folded(name) for name in names)

    @cached_property
    def withheld_words(self) -> dict[str, str]:
        """Folded words that ``redact`` decisions withhold wherever they stand -> what they withhold.

        The names of a withheld entity, and words that were withheld of one.
        """
        found: dict[str, str] = {}
        for name in self.decided("redact"):
            found.update({_folded(spelling): name for spelling in self.spellings.get(name, ())})
        for decision in self.decisions:
            if decision["what"] == "redact" and decision["value"].get("words"):
                found[_folded(decision["value"]["words"])] = ", ".join(decision["about"])
        return {words: about for words, about in found.items() if words}

    @cached_property
    def public_names(self) -> tuple[str, ...]:
        """Folded spellings of people with a public role, the longest first."""
        found = (
            n
            for n, entity in self.person_names.items()
            if (self.entities.get(entity) or {}).get("role")
        )
        return tuple(sorted(found, key=lambda n: (-len(n), n)))

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
    def platforms(self) -> dict[str, str]:
        """source -> platform."""
        return {row["source"]: row["platform"] for row in self.rows("sources")}

    @cached_property
    def verdicts(self) -> dict[str, str]:
        """original -> what its capture gave: content, or why it is none."""
        return {row["original"]: row["verdict"] for row in self.rows("captures")}

    @cached_property
    def translations(self) -> dict[str, tuple[str, str]]:
        """item -> its translation by a person, and who that was."""
        return {
            row["item"]: (row["text"], row["by"])
            for row in self.renditions.values()
            if row["kind"] == "translation" and row["by"] != "machine"
        }

    @cached_property
    def translated_into(self) -> dict[str, str | None]:
        """item -> the language of its translation by a person."""
        return {
            row["item"]: row["language"]
            for row in self.renditions.values()
            if row["kind"] == "translation" and row["by"] != "machine"
        }

    @cached_property
    def phrases(self) -> dict[str, Row]:
        """phrase -> row."""
        return self._by("place_phrases", "phrase")

    @cached_property
    def latin_names(self) -> dict[str, str]:
        """Folded spelling -> the Latin spelling of the same entity that is seen most."""
        held: dict[str, list[Row]] = {}
        for row in self.rows("names"):
            held.setdefault(row["entity"], []).append(row)
        found: dict[str, str] = {}
        for rows in held.values():
            latin = [r for r in rows if r["script"] == "Latn"]
            if latin:
                best = min(latin, key=lambda r: (-r["mentions"], r["name"]))["name"]
                found.update({fold(r["name"]).text: best for r in rows if r["script"] != "Latn"})
        return found

    def named(self, name: str) -> str:
        """A name as the page gives it: Latin form first, then the script it is written in."""
        if dominant_script(name) in ("Latn", "Zyyy"):
            return name
        latin = self.latin_names.get(fold(name).text)
        return f"{latin or capitals(to_latin(name))} ({name})"

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
        name = in_one_sentence(self.source_names.get(source) or "")
        if not name:
            return UNNAMED
        if self.platforms.get(source) in FILES:
            return f"the {FILES[self.platforms[source]]} “{name}”"
        return self.named(name)

    def spoken_label(self, source: str) -> str:
        """The name of a source as a sentence says it: with what kind of source it is."""
        label, platform = self.source_label(source), self.platforms.get(source)
        if source in self.private_sources or label == UNNAMED:
            return label
        kinds = {"telegram": "the channel ", "web": "the web page ", "mail": "the mail "}
        return f"{kinds.get(platform or '', '')}{label}"

    def resolve(self, name: str) -> Cited | None:
        """What a cited id rests on, or ``None`` where the tables hold no such id."""
        letter = name.partition("-")[0]
        if letter == "t" and (row := self.statements.get(name)):
            version = self.version_of_item.get(row["item"], "")
            span = row["rendition"], row["start"], row["end"]
            return Cited(name, "statement", version, row["item"], *span, row)
        if letter == "v" and (row := self.versions.get(name)):
            text = self.renditions.get(row["rendition"], {}).get("text") or ""
            end = min(len(text), LONGEST_EXCERPT)
            return Cited(name, "post", name, row["item"], row["rendition"], 0, end, row)
        if letter == "l" and (row := self.places.get(name)):
            if phrase := self.phrases.get(row["phrase"] or ""):
                version = self.version_of_item.get(phrase["item"], "")
                span = phrase["rendition"], phrase["start"], phrase["end"]
                return Cited(name, "place", version, phrase["item"], *span, row)
        if letter == "e" and (row := self.tests.get(name)):
            return Cited(name, "test", "", "", "", 0, 0, row)
        return None

    def origins_of(self, versions: set[str]) -> set[str]:
        """The origins of post versions; a version outside the table is its own origin."""
        return {self.origin_of.get(v, {}).get("origin") or v for v in versions}
