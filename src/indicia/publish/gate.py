"""The gate: what must not leave the case, looked for in the finished update.

The gate reads the compiled document, not the tables' good intentions: whatever path words took
into it, they are checked once more here. A finding stops the build unless a recorded ``expose``
decision with a reason names the finding's code (or the person, or the picture); overrides are
shown in the update's methods. What each rule looks for is listed in ``docs/publishing.md``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from indicia.geo.protected import protected_kind
from indicia.publish.contact import find_contacts
from indicia.publish.document import Citation, Update
from indicia.publish.figure import Figure
from indicia.publish.harmword import find_word, own_words
from indicia.publish.minor import find_minor_names
from indicia.publish.picturecheck import picture_faults
from indicia.publish.placeword import find_place_words
from indicia.publish.sighting import folded_words, is_delayed, is_sighting, named_person
from indicia.publish.view import Cited, View
from indicia.publish.voice import find_overstatements

RULES = (
    "private person", "minor", "contact", "exact place", "protected place", "own voice", "strength",
    "likelihood", "live position", "picture", "translation", "withheld",
)  # fmt: skip
CONTACTS = {
    "email": "an e-mail address",
    "phone": "a phone number",
    "plate": "a number plate",
    "post": "a link to one post, which is a location",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that stops the build: rule, where, what was found, and the remedy."""

    rule: str
    where: str
    message: str
    found: str = ""
    """The words it is about; never printed, only hashed."""
    about: str = ""
    """The person or picture that an ``expose`` decision may name instead of the code."""

    @property
    def code(self) -> str:
        """What an override names: the same thing found again has the same code."""
        digest = hashlib.sha256(f"{self.rule}\n{self.found or self.where}".encode()).hexdigest()
        return f"gate-{digest[:16]}"

    def __str__(self) -> str:
        return f"{self.where}: {self.rule}: {self.message} ({self.code})"


def examine(
    update: Update,
    view: View,
    cited: Mapping[str, Cited],
    brief: str,
    folder: Path | None = None,
) -> list[Finding]:
    """All findings over an update, in the order of the page. ``folder``: where its pictures lie."""
    findings: list[Finding] = []
    ids = {citation.number: citation.id for citation in update.citations}
    for section in update.sections:
        flagged = find_word("protected_flag", " ".join(x.text for x in section.sentences))
        for sentence in section.sentences:
            where = (
                f"{brief}:{sentence.line}" if sentence.line else f"{section.title}, {sentence.id}"
            )
            rests_on = [cited[ids[mark]] for mark in sentence.marks]
            findings += _text(sentence.text, where, view)
            statements = [c.row for c in rests_on if c.kind == "statement"]
            told = find_overstatements(sentence, section.id, statements)
            findings += [
                Finding(rule, where, message, f"{found}\n{sentence.text}")
                for rule, found, message in told
            ]
            findings += _position(sentence.text, where, view, rests_on)
            if not flagged and (kind := protected_kind(sentence.text)):
                message = f"names a protected place ({kind}) without its flag in this part; add: (protected: {kind})"
                findings.append(Finding("protected place", where, message, sentence.text))
    for citation in update.citations:
        findings += _citation(citation, view)
    for where, text in _around(update):
        findings += _text(text, where, view)
    for picture in update.pictures:
        if picture.file:
            where = f"picture {picture.original[:12]}"
            path = folder / picture.file if folder else None
            findings += [
                Finding(
                    "picture",
                    where,
                    message,
                    f"{picture.original} {what}",
                    picture.original if what == "aerial" else "",
                )
                for what, message in picture_faults(view, picture.original, path)
            ]
    return _once(findings)


def _text(text: str, where: str, view: View) -> Iterator[Finding]:
    """What no text of an update may hold, whoever wrote it."""
    places = find_place_words(text, view.settings.policy.cell_km * 1000.0)
    for contact in find_contacts(text):
        if any(start < contact.end and contact.start < end for start, end in places):
            continue
        words = text[contact.start : contact.end]
        message = f"{CONTACTS[contact.kind]} (…{words[-2:]}); take it out"
        yield Finding("contact", where, message, words)
    for start, end in places:
        message = (
            f"a place finer than the policy (characters {start}-{end}); "
            "name the town or quarter, or say near"
        )
        yield Finding("exact place", where, message, text[start:end])
    for start, end in find_minor_names(text):
        message = f"may name a minor (characters {start}-{end}); say a child, without the name"
        yield Finding("minor", where, message, text[start:end])
    whole = folded = folded_words(text)
    for name in view.public_names:
        folded = folded.replace(f" {name} ", "  ")
    for name, entity in view.private_names.items():
        if f" {name} " in folded:
            message = f"names a person without a public role ({entity}); redact, or decide role"
            yield Finding("private person", where, message, entity, entity)
    for words, about in view.withheld_words.items():
        if f" {words} " in whole:
            message = f"holds words that a person withheld ({about}); take them out"
            yield Finding("withheld", where, message, words)


def _position(text: str, where: str, view: View, rests_on: Iterable[Cited]) -> Iterator[Finding]:
    """A person said to be somewhere now, or seen there within the days of the policy."""
    own = own_words(text)
    sited = any(
        c.kind == "statement" and c.row["predicate"] in ("seen at", "uses site") for c in rests_on
    )
    person = named_person(view, text)
    if (word := find_word("live", own)) and (person or sited):
        message = f"{word!r} says where somebody is now; say when it was seen, and by whom"
        yield Finding("live position", where, message, text)
    elif (
        person and is_sighting(text) and any(c.item and is_delayed(view, c.item) for c in rests_on)
    ):
        days = view.settings.policy.delay_days
        message = (
            f"a sighting of a person ({person}) posted within {days} days; wait, or take it out"
        )
        yield Finding("live position", where, message, text)


def _citation(citation: Citation, view: View) -> Iterator[Finding]:
    where = f"citation {citation.number}"
    texts = (citation.prefix + citation.quote + citation.suffix, citation.translation or "")
    for text in (*texts, citation.source, citation.wording, citation.address):
        yield from _text(text, where, view)
    for text in texts:
        person = named_person(view, text)
        if person and citation.item and is_sighting(text) and is_delayed(view, citation.item):
            message = f"quotes a sighting of a person ({person}) within the days of the policy"
            yield Finding("live position", where, message, text)
    if citation.translation and not citation.translator:
        message = "a translation without its translator; record it with decide translate"
        yield Finding("translation", where, message, citation.id)


def _around(update: Update) -> Iterator[tuple[str, str]]:
    """Every other text of the page with where it stands."""
    yield from (("title", update.title), ("question", update.question), ("byline", update.byline))
    for comparison in update.comparisons:
        lines = (*comparison.judgement, *comparison.tells_apart, *comparison.look_next)
        for line in (comparison.question, *(row.text for row in comparison.rows), *lines):
            yield "Competing answers", line
    for name, figure in update.figures.items():
        if isinstance(figure, Figure):
            for text in (figure.caption, *(label.text for label in figure.labels)):
                yield f"figure {name}", text
            for row in figure.rows:
                yield f"figure {name}", " | ".join(row)
    for picture in update.pictures:
        yield f"picture {picture.original[:12]}", f"{picture.shows}. {picture.does_not_show}"
    for line in update.overrides:
        yield "overrides", line
    for change in update.changes:
        yield "what changed", change.words
    for notice in update.notices:
        yield f"what is said of update {notice.number}", notice.reason


def may_show(text: str, view: View) -> bool:
    """Whether a text that was published before may be shown again: rules and redactions of now."""
    return next(_text(text, "", view), None) is None


def _once(findings: Iterable[Finding]) -> list[Finding]:
    return list(dict.fromkeys(findings))


def stopped(findings: Iterable[Finding], exposed: frozenset[str]) -> list[Finding]:
    """Findings that no recorded override covers: by its code, its person, or its aerial picture.

    A rule as a whole, or a line of a brief, cannot be switched off: the next text behind it would
    pass unseen.
    """
    return [f for f in findings if not {f.code, f.about or f.code} & exposed]
