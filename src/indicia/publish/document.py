"""An update as a value: what the templates show, and nothing they must look up."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Later:
    """What a capture after the cited one shows of the post."""

    kind: str
    """edited, text_removed, picture_changed, deleted (perhaps) or reappeared."""
    seen: str
    """Day of the capture that first shows it."""
    removed: int
    added: int
    """Words that went, and that came."""
    meaning: bool
    """Whether numbers, names, places or negations are among them."""


@dataclass(frozen=True, slots=True)
class Citation:
    """One numbered citation: the frozen excerpt, redacted, and where it comes from."""

    number: int
    id: str
    kind: str
    quote: str
    prefix: str
    suffix: str
    language: str | None
    transliteration: str
    translation: str | None
    translator: str | None
    source: str
    platform: str
    address: str
    posted: str
    captured: str
    verdict: str
    original: str
    item: str
    rendition_sha256: str
    seq: int
    start: int
    end: int
    wording: str = ""
    later: tuple[Later, ...] = ()


@dataclass(frozen=True, slots=True)
class Sentence:
    """One published sentence with its citations (numbers) and independent origins."""

    id: str
    text: str
    marks: tuple[int, ...] = ()
    basis: str = ""
    """stated, observed, inferred or empty."""
    origins: int = 0
    origins_range: tuple[int, int] = (0, 0)
    """80 % interval of the number of origins; both the number where it is sure."""
    posts: int = 0
    line: int = 0
    group: str = ""
    """Heading inside the part that it stands under."""
    translations: tuple[tuple[str, str], ...] = ()
    """A person's translations of the posts it quotes, each with who that is; each post once."""


@dataclass(frozen=True, slots=True)
class Section:
    """One of the thirteen parts."""

    id: str
    title: str
    sentences: tuple[Sentence, ...] = ()
    figure: str = ""
    """Name of a figure that belongs to it."""


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One row of the table of rival answers."""

    text: str
    mean: str
    interval: str
    word: str
    band: str
    low: float
    high: float
    centre: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """A question with its weighed answers, and what tells them apart."""

    question: str
    rows: tuple[AnswerRow, ...]
    judgement: tuple[str, ...]
    tells_apart: tuple[str, ...]
    look_next: tuple[str, ...]
    judged: bool = True
    """Whether a person has judged any indication; else the rows are starting weights."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture: shown only when confirmed and prepared, else described."""

    file: str | None
    shows: str
    does_not_show: str
    withheld: str
    original: str
    facts: tuple[str, ...] = ()
    """Who posted it first, in how many posts it stands, what was blurred, who confirmed it."""


@dataclass(frozen=True, slots=True)
class Version:
    """An earlier update, as the list of versions names it."""

    number: int
    folder: str
    status: str
    as_of_utc: str
    checkpoint: str


@dataclass(frozen=True, slots=True)
class Notice:
    """What a later update says of an earlier one: that it corrects or withdraws it, and why."""

    kind: str
    """corrects or withdraws."""
    number: int
    folder: str
    reason: str
    by: int
    """Number of the update that says so."""


@dataclass(frozen=True, slots=True)
class Change:
    """One line of what changed: kind, words, and a link into this update or an earlier one."""

    kind: str
    words: str
    link: str = ""


@dataclass(frozen=True, slots=True)
class Update:
    """One update, complete."""

    title: str
    question: str
    number: int
    version: int
    as_of_utc: str
    as_of_local: str
    status: str
    language: str
    byline: str
    checkpoint: str
    sections: tuple[Section, ...]
    comparisons: tuple[Comparison, ...]
    changes: tuple[Change, ...]
    citations: tuple[Citation, ...]
    pictures: tuple[Picture, ...]
    figures: dict[str, Any] = field(default_factory=dict)
    overrides: tuple[str, ...] = ()
    versions: tuple[Version, ...] = ()
    """Earlier updates, newest first."""
    drafted: bool = False
    """Whether the words are the program's draft, which no person has edited."""
    source_languages: tuple[str, ...] = ()
    editions: tuple[str, ...] = ()
    """Files of the folder that hold other editions of it."""
    pages: tuple[tuple[str, str], ...] = ()
    """Every language of it with the file of its page, this one's among them."""
    prose: str = ""
    """The language that a person wrote it in, where it is another than the page's."""
    notices: tuple[Notice, ...] = ()
    """Corrections and withdrawals, this update's own last."""

    @property
    def own_notice(self) -> Notice | None:
        """What this update corrects or withdraws."""
        return next((notice for notice in self.notices if notice.by == self.number), None)
