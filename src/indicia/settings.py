"""``case.toml``: what a case is about, parsed once into frozen values.

Unknown keys are errors, so that a slip of the pen is not a silent default. Every error names the
file, the key and what would be right.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from indicia.errors import SettingsError
from indicia.link import Link, parse_links
from indicia.tomltable import TableReader
from indicia.watch import Alert, Watch, parse_alerts, parse_watches

SOMETHING_ELSE = "something else"
DEFAULT_LANGUAGES = ("ar", "en", "he", "ru", "fa", "tr")
PAPERS = ("A4", "Letter")
_WEB = re.compile(r"https?://[^\s<>\"@]+")
_LIST = re.compile(r"https://[^\s<>\"@]+|mailto:[^\s<>\"@]+@[^\s<>\"@]+")
_SENDER = re.compile(r"(?:[^\r\n<>\"]* )?<?[^\s<>\"@]+@[^\s<>\"@]+>?")


@dataclass(frozen=True, slots=True)
class Area:
    """The area that the case follows; radius in kilometres around a centre in degrees."""

    name: str = ""
    names: tuple[str, ...] = ()
    lon: float | None = None
    lat: float | None = None
    radius_km: float = 50.0
    countries: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer of a question; ``prior`` is (low, best, high) or a word of likelihood."""

    id: str
    text: str
    prior: tuple[float, float, float] | str | None = None


@dataclass(frozen=True, slots=True)
class Proposed:
    """An indication that the settings propose for a question; people adopt, word and judge it.

    ``library`` is the id of the library's indication that it makes concrete.
    """

    text: str
    theme: str
    library: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """A question with exclusive answers; "something else" is always among them."""

    id: str
    text: str
    version: int
    answers: tuple[Answer, ...]
    ordered: bool = False
    source: str = ""
    indications: tuple[Proposed, ...] = ()


@dataclass(frozen=True, slots=True)
class Policy:
    """What may leave the case. The defaults protect; widening them is a logged decision."""

    cell_km: float = 1.0
    delay_days: int = 3


@dataclass(frozen=True, slots=True)
class Publication:
    """Where updates go; nothing is sent or uploaded by the program."""

    address: str = ""
    """Web address under which the folder ``updates/`` will lie, with a last slash."""
    sender: str = ""
    """From of the e-mail edition."""
    list: str = ""
    """Where a reader of the e-mail edition leaves its list: https: or mailto:."""
    paper: str = "A4"


@dataclass(frozen=True, slots=True)
class Settings:
    """One version of ``case.toml``."""

    title: str
    area: Area = field(default_factory=Area)
    time_zone: str = "UTC"
    export_time_zone: str | None = None
    """Zone of the machine that made exports whose dates have none; ``None``: unknown."""
    languages: tuple[str, ...] = DEFAULT_LANGUAGES
    subject: str = ""
    """Entity id of the group asked about."""
    questions: tuple[Question, ...] = ()
    links: tuple[Link, ...] = ()
    watch_words: tuple[str, ...] = ()
    policy: Policy = field(default_factory=Policy)
    publication: Publication = field(default_factory=Publication)
    column_mappings: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """For tabular material: mapping name -> our column -> theirs."""
    source_kinds: Mapping[str, str] = field(default_factory=dict)
    """Recorded kinds: platform id or name -> channel, outlet, organisation or private."""
    watches: tuple[Watch, ...] = ()
    """What ``indicia monitor`` looks at."""
    alerts: tuple[Alert, ...] = ()
    """What a round of ``indicia monitor`` speaks up about."""

    def zone(self) -> ZoneInfo:
        """The time zone of the area, as a ZoneInfo."""
        return ZoneInfo(self.time_zone)


def parse_settings(content: bytes, name: str = "case.toml") -> Settings:
    """Settings from the bytes of a ``case.toml``.

    Raises:
        SettingsError: not TOML, an unknown key, a wrong type, or answers that are not a set.
    """
    try:
        raw = tomllib.loads(content.decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{name}: not valid TOML ({error}); mend that line") from error
    return _Reader(name).settings(raw)


class _Reader(TableReader):
    """Makes settings from the tables of a case.toml."""

    def settings(self, raw: dict[str, Any]) -> Settings:
        title = self.take(raw, "", "title", str, None)
        if not title:
            raise self.fail("title", 'is missing; give the case a title: title = "..."')
        questions = self.questions(self.take(raw, "", "questions", list, []))
        answers = {q.id: tuple(a.id for a in q.answers) for q in questions}
        made = Settings(
            title=title,
            area=self.area(self.take(raw, "", "area", dict, {})),
            time_zone=self.take(raw, "", "time_zone", str, "UTC"),
            export_time_zone=self.take(raw, "", "export_time_zone", str, None),
            languages=self.texts(raw, "", "languages") or DEFAULT_LANGUAGES,
            subject=self.take(raw, "", "subject", str, ""),
            questions=questions,
            links=parse_links(self, self.take(raw, "", "links", list, []), answers, SOMETHING_ELSE),
            watch_words=self.texts(raw, "", "watch_words"),
            policy=self.policy(self.take(raw, "", "policy", dict, {})),
            publication=self.publication(self.take(raw, "", "publication", dict, {})),
            column_mappings=self.take(raw, "", "column_mappings", dict, {}),
            source_kinds=self.take(raw, "", "source_kinds", dict, {}),
            watches=parse_watches(self, self.take(raw, "", "watch", list, [])),
            alerts=parse_alerts(self, self.take(raw, "", "alerts", list, [])),
        )
        self.finish(raw, "")
        for key in ("time_zone", "export_time_zone"):
            self.check_zone(key, getattr(made, key))
        return made

    def check_zone(self, key: str, zone: str | None) -> None:
        if zone is None:
            return
        try:
            ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError) as error:
            message = f"no time zone {zone!r}; use a name such as Asia/Damascus"
            raise self.fail(key, message) from error

    def area(self, raw: dict[str, Any]) -> Area:
        made = Area(
            name=self.take(raw, "area.", "name", str, ""),
            names=self.texts(raw, "area.", "names"),
            lon=self.take(raw, "area.", "lon", float, None),
            lat=self.take(raw, "area.", "lat", float, None),
            radius_km=self.take(raw, "area.", "radius_km", float, 50.0),
            countries=self.texts(raw, "area.", "countries"),
        )
        self.finish(raw, "area")
        if made.lat is not None and not -90 <= made.lat <= 90:
            raise self.fail("area.lat", f"{made.lat} is not between -90 and 90 degrees")
        if made.lon is not None and not -180 <= made.lon <= 180:
            raise self.fail("area.lon", f"{made.lon} is not between -180 and 180 degrees")
        return made

    def policy(self, raw: dict[str, Any]) -> Policy:
        made = Policy(
            cell_km=self.take(raw, "policy.", "cell_km", float, 1.0),
            delay_days=self.take(raw, "policy.", "delay_days", int, 3),
        )
        self.finish(raw, "policy")
        return made

    def publication(self, raw: dict[str, Any]) -> Publication:
        place = "publication."
        made = Publication(
            address=self.take(raw, place, "address", str, ""),
            sender=self.take(raw, place, "sender", str, ""),
            list=self.take(raw, place, "list", str, ""),
            paper=self.take(raw, place, "paper", str, "A4"),
        )
        self.finish(raw, "publication")
        if made.address and not _WEB.fullmatch(made.address):
            raise self.fail(f"{place}address", "must be a web address, https://.../")
        if made.list and not _LIST.fullmatch(made.list):
            raise self.fail(f"{place}list", "must be https://... or mailto:name@host")
        if made.sender and not _SENDER.fullmatch(made.sender):
            raise self.fail(f"{place}sender", "must be name@host or Name <name@host>")
        if made.paper not in PAPERS:
            raise self.fail(f"{place}paper", f"must be one of {', '.join(PAPERS)}")
        address = (
            made.address if made.address.endswith("/") or not made.address else made.address + "/"
        )
        return replace(made, address=address)

    def questions(self, raw: list[Any]) -> tuple[Question, ...]:
        made = tuple(self.question(entry, index) for index, entry in enumerate(raw))
        ids = [question.id for question in made]
        if len(set(ids)) != len(ids):
            raise self.fail("questions", "two questions have the same id; ids must differ")
        return made

    def question(self, raw: dict[str, Any], index: int) -> Question:
        place = f"questions[{index}]."
        made = Question(
            id=self.take(raw, place, "id", str, ""),
            text=self.take(raw, place, "text", str, ""),
            version=self.take(raw, place, "version", int, 1),
            answers=self.answers(self.take(raw, place, "answers", list, []), place),
            ordered=self.take(raw, place, "ordered", bool, False),
            source=self.take(raw, place, "source", str, ""),
            indications=tuple(
                self.proposed(dict(entry), f"{place}indications[{i}].")
                for i, entry in enumerate(self.take(raw, place, "indications", list, []))
            ),
        )
        self.finish(raw, place)
        if not made.id or not made.text:
            raise self.fail(place, "id and text are needed")
        texts = [row.text for row in made.indications]
        if len(set(texts)) != len(texts):
            raise self.fail(f"{place}indications", "two have the same text; it would count twice")
        return made

    def proposed(self, raw: dict[str, Any], place: str) -> Proposed:
        made = Proposed(
            text=self.take(raw, place, "text", str, ""),
            theme=self.take(raw, place, "theme", str, ""),
            library=self.take(raw, place, "library", str, ""),
            source=self.take(raw, place, "source", str, ""),
        )
        self.finish(raw, place)
        if not made.text or not made.theme:
            raise self.fail(place, "text and theme are needed")
        return made

    def answers(self, raw: list[Any], place: str) -> tuple[Answer, ...]:
        made = tuple(
            self.answer(dict(entry), f"{place}answers[{i}].") for i, entry in enumerate(raw)
        )
        ids = [answer.id for answer in made]
        if len(made) < 2:
            raise self.fail(f"{place}answers", "at least two rival answers are needed")
        if len(set(ids)) != len(ids):
            raise self.fail(f"{place}answers", "two answers have the same id; they must exclude")
        if SOMETHING_ELSE not in ids:
            made = (*made, Answer(SOMETHING_ELSE, "Something else"))
        return made

    def answer(self, raw: dict[str, Any], place: str) -> Answer:
        prior = raw.pop("prior", None)
        if isinstance(prior, list):
            if len(prior) != 3 or not all(isinstance(p, float) and 0 < p < 1 for p in prior):
                raise self.fail(f"{place}prior", "must be [low, best, high], each between 0 and 1")
            prior = (prior[0], prior[1], prior[2])
        made = Answer(
            id=self.take(raw, place, "id", str, ""),
            text=self.take(raw, place, "text", str, ""),
            prior=prior,
        )
        self.finish(raw, place)
        if not made.id or not made.text:
            raise self.fail(place, "id and text are needed")
        return made
