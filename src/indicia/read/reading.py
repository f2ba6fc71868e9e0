"""What a reader gives: items with locators, boxes where text stands, and faults.

A reader is a function from bytes and a :class:`Context` to a :class:`Reading`. It never raises for
bad material: what it cannot read is a :class:`Fault` with a locator, and the rest is kept.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, BinaryIO
from zoneinfo import ZoneInfo

HIDDEN = "(hidden)"
"""The name of a source that the platform does not show: a forward all the same."""
PART = 2_000
"""Items of one part: what is held in memory at a time."""
MOST_MEMBERS, MOST_MEMBER_BYTES = 200, 64_000_000
URL = re.compile(r"https?://[^\s<>\"'«»“”]+[^\s<>\"'«»“”.,;:!?)\]]")
HASHTAG = re.compile(r"(?<![\w&])#(\w{2,60})")


@dataclass(frozen=True, slots=True)
class When:
    """A time as the material tells it (see ``tables.TIME``)."""

    from_utc: datetime | None
    to_utc: datetime | None
    precision: str
    zone_status: str
    text: str
    calendar: str = "gregorian"

    def as_row(self) -> dict[str, Any]:
        """The value of a TIME column."""
        return {
            "from_utc": self.from_utc,
            "to_utc": self.to_utc,
            "precision": self.precision,
            "calendar": self.calendar,
            "zone_status": self.zone_status,
            "text": self.text,
        }


@dataclass(frozen=True, slots=True)
class Fault:
    """Something lost, doubtful or worth a note, with where and what to do."""

    locator: str
    severity: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Box:
    """Where ``text[start:end]`` stands: page from 1, edges in shares of its width and height."""

    start: int
    end: int
    page: int
    level: str
    edges: tuple[float, float, float, float]
    confidence: float | None = None
    label: str | None = None
    """What the line is on a flyer (:mod:`indicia.read.layout`)."""


@dataclass(slots=True)
class ReadItem:
    """One piece of an original, as its reader understood it."""

    locator: str
    kind: str
    text: str
    platform: str
    source_key: str
    source_name: str
    source_kind: str = "unknown"
    platform_id: str | None = None
    url: str | None = None
    title: str | None = None
    author: str | None = None
    posted: When | None = None
    edited: When | None = None
    forwarded_from: str | None = None
    forwarded_kind: str | None = None
    reply_to: str | None = None
    album: str | None = None
    media: tuple[str, ...] = ()
    media_missing: tuple[str, ...] = ()
    views: int | None = None
    forwards: int | None = None
    links: tuple[str, ...] = ()
    """Links that stand behind words, not in the text."""
    extra: dict[str, Any] = field(default_factory=dict)
    language: str | None = None
    rendition_kind: str = "text"
    confidence: float | None = None
    boxes: list[Box] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Member:
    """A picture inside an original (a mail's attachment, a video's key frame): a part of its own.

    ``name`` is how items of the same original name it in ``media``.
    """

    locator: str
    name: str
    content: bytes


@dataclass(slots=True)
class Reading:
    """All that a reader found in one original."""

    reader: str
    version: str
    items: list[ReadItem] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    picture: dict[str, Any] | None = None
    marks: list[dict[str, Any]] = field(default_factory=list)
    members: list[Member] = field(default_factory=list)
    """Pictures inside it, to be read as pictures; within :data:`MOST_MEMBERS`."""

    def member(self, locator: str, name: str, content: bytes) -> None:
        """Hand a picture inside the original on; too many or too large ones are a fault."""
        held = sum(len(member.content) for member in self.members)
        if len(self.members) >= MOST_MEMBERS or held + len(content) > MOST_MEMBER_BYTES:
            message = (
                f"{name}: more pictures than are read of one original (at most {MOST_MEMBERS} or "
                f"{MOST_MEMBER_BYTES // 1_000_000} MB); add it as a file of its own"
            )
            self.fault(locator, "lost", "too many pictures", message)
            return
        self.members.append(Member(locator, name, content))

    def fault(self, locator: str, severity: str, code: str, message: str) -> None:
        """Note a fault."""
        self.faults.append(Fault(locator, severity, code, message))


@dataclass(slots=True)
class PartBook:
    """The part of a reading that is being filled, for readers that read forward."""

    part: Reading

    def fault(self, locator: str, severity: str, code: str, message: str) -> None:
        """Note a fault in the part at hand."""
        self.part.fault(locator, severity, code, message)

    def full(self) -> bool:
        """Whether the part should be handed over."""
        return len(self.part.items) >= PART or len(self.part.faults) >= PART

    def handed(self) -> Reading:
        """The part; the next one begins."""
        done, self.part = self.part, Reading(self.part.reader, self.part.version)
        return done


@dataclass(frozen=True, slots=True)
class Context:
    """What a reader may know besides the bytes."""

    path: str = ""
    url: str | None = None
    media_type: str = ""
    export_time_zone: str | None = None
    languages: tuple[str, ...] = ("ar", "en", "he", "ru", "fa", "tr")
    column_mappings: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


Reader = Callable[[bytes, Context], Reading]
"""``read`` of a reader that needs the whole original at once."""
PartsReader = Callable[[BinaryIO, Context], Iterator[Reading]]
"""``parts`` of a reader that reads forward; the source is seekable."""


def moment(instant: datetime, text: str, zone_status: str = "utc") -> When:
    """A second, from an aware datetime."""
    start = instant.astimezone(UTC)
    return When(start, start + timedelta(seconds=1), "second", zone_status, text)


def epoch(seconds: str | int | float, text: str) -> When | None:
    """A second, from seconds since 1970; ``None`` where that is no time of this era."""
    try:
        value = float(seconds)
        if not 0 < value < 4_102_444_800:
            return None
        return moment(datetime.fromtimestamp(value, UTC), text)
    except (ValueError, OverflowError, OSError):
        return None


def local_time(text: str, zone: str | None, form: str | None = None) -> When | None:
    """A time of a clock that does not say its zone.

    With ``zone`` (the exporter's) it is that zone's and "assumed"; without, the zone is "unknown"
    and the time spans every zone on Earth (UTC-12 to UTC+14).
    """
    try:
        instant = datetime.strptime(text, form) if form else datetime.fromisoformat(text)
    except ValueError:
        return None
    if instant.tzinfo is not None:
        return moment(instant, text, "stated")
    if zone:
        return moment(instant.replace(tzinfo=ZoneInfo(zone)), text, "assumed")
    clock = instant.replace(tzinfo=UTC)
    return When(clock, clock + timedelta(seconds=1), "part", "unknown", text)


def day(text: str) -> When | None:
    """A date or date with time as pages and tables write it."""
    text = text.strip()
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
            start = datetime.fromisoformat(text).replace(tzinfo=UTC)
            return When(start, start + timedelta(days=1), "day", "unknown", text)
        instant = datetime.fromisoformat(text)
    except ValueError:
        return epoch(text, text) if re.fullmatch(r"\d{9,10}(\.\d+)?", text) else None
    if instant.tzinfo is None:
        return local_time(text, None)
    return moment(instant, text, "stated")


def joined(parts: Iterable[Reading]) -> Reading:
    """The parts of one original as one reading."""
    whole: Reading | None = None
    for part in parts:
        if whole is None:
            whole = part
        else:
            whole.items += part.items
            whole.faults += part.faults
            whole.marks += part.marks
            whole.members += part.members
            whole.picture = whole.picture or part.picture
    return whole or Reading("none", "1")


def urls_in(text: str) -> tuple[str, ...]:
    """Links in a text, in order, each once."""
    return tuple(dict.fromkeys(URL.findall(text)))


def hashtags_in(text: str) -> tuple[str, ...]:
    """Hashtags in a text without their sign, in order, each once."""
    return tuple(dict.fromkeys(HASHTAG.findall(text)))
