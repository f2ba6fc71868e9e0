"""The gate: what must not leave the case, looked for in the finished update.

The gate reads the compiled document, not the tables' good intentions: whatever path words took
into it, they are checked once more here. A finding stops the build unless a recorded ``expose``
decision with a reason covers it; overrides are shown in the update's methods.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from indicia.geo.coarsen import find_exact_locations
from indicia.geo.protected import protected_kind
from indicia.publish.document import Picture, Sentence, Update
from indicia.publish.redact import is_public, withheld_words
from indicia.publish.view import Cited, View
from indicia.text.fold import fold

PHONE = re.compile(r"(?<![\w./-])(?:\+|00)?\d[\d\s().-]{7,16}\d(?![\w/-])")
EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")
ATTRIBUTION = re.compile(
    r"\b(according to|sa(?:y|ys|id)|claim(?:s|ed)?|alleg\w+|report(?:s|ed|edly)?|accus\w+|"
    r"stat(?:es|ed|ement)|assert\w*|den(?:y|ies|ied)|announc\w+|wr(?:ites|ote)|demand\w*|"
    r"threaten\w*|ask(?:s|ed)?|warn\w*|describ\w+)\b",
    re.IGNORECASE,
)
STRONG = re.compile(
    r"\b(confirm(?:s|ed)?|prove[sdn]?|certain(?:ly)?|undoubtedly|established|definitely|"
    r"without doubt|clearly)\b",
    re.IGNORECASE,
)
LIKELIHOOD = re.compile(
    r"\b(almost no chance|very unlikely|unlikely|roughly even chance|likely|very likely|"
    r"almost certain(?:ly)?|probabl[ey]|improbable)\b",
    re.IGNORECASE,
)
WORDS = re.compile(r"[^\W_]+")
HEDGED = ("possible", "planned", "conditional", "hearsay")
LIVE = re.compile(r"\b(is|are) (now|currently|right now|at this moment)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that stops the build: rule, where, what was found, and the remedy."""

    rule: str
    where: str
    message: str

    def __str__(self) -> str:
        return f"{self.where}: {self.rule}: {self.message}"


def examine(update: Update, view: View, cited: dict[str, Cited], brief: str) -> list[Finding]:
    """All findings over an update, in the order of the page."""
    findings: list[Finding] = []
    private = _private_names(view)
    withheld = withheld_words(view)
    for section in update.sections:
        for sentence in section.sentences:
            where = (
                f"{brief}:{sentence.line}" if sentence.line else f"{section.title}, {sentence.id}"
            )
            findings += _text(sentence.text, where, private)
            findings += _withheld(sentence.text, where, withheld)
            findings += _sentence(sentence, where, update, cited)
    for citation in update.citations:
        where = f"citation {citation.number}"
        for text in (citation.quote, citation.prefix, citation.suffix, citation.translation or ""):
            findings += _text(text, where, private)
            findings += _withheld(text, where, withheld)
        if citation.translation and not citation.translator:
            message = "a translation without its translator; record it with decide translate"
            findings.append(Finding("translation", where, message))
    findings += _protected(update)
    for picture in update.pictures:
        findings += _picture(picture, view)
    return findings


def _private_names(view: View) -> dict[str, str]:
    """Folded spellings of people without a recorded public role."""
    exposed = view.decided("expose")
    names = {}
    for row in view.rows("names"):
        entity = view.entities.get(row["entity"])
        if not entity or entity["kind"] != "person" or row["entity"] in exposed:
            continue
        if not is_public(view, row["entity"]) and len(row["name"]) > 3:
            names[fold(row["name"]).text] = row["entity"]
    return names


def _text(text: str, where: str, private: dict[str, str]) -> Iterator[Finding]:
    for match in EMAIL.finditer(text):
        yield Finding("contact", where, f"an e-mail address ({match.group()[:3]}…); take it out")
    spots = list(find_exact_locations(text))
    for spot in spots:
        message = "coordinates finer than the policy; coarsen them or use --exact with a reason"
        yield Finding("exact place", where, f"{message} (characters {spot.start}-{spot.end})")
    for match in PHONE.finditer(text):
        digits = sum(c.isdigit() for c in match.group())
        inside = any(s.start < match.end() and match.start() < s.end for s in spots)
        if 9 <= digits <= 15 and not inside and not _is_date(match.group()):
            yield Finding("contact", where, f"a phone number (…{match.group()[-2:]}); take it out")
    folded = f" {' '.join(WORDS.findall(fold(text).text))} "
    for name, entity in private.items():
        if f" {name} " in folded:
            message = f"names a person without a public role ({entity}); redact, or decide role"
            yield Finding("private person", where, message)


def _withheld(text: str, where: str, words: dict[str, str]) -> Iterator[Finding]:
    """What a person withheld must not come back by another way."""
    folded = f" {' '.join(WORDS.findall(fold(text).text))} "
    for held, about in words.items():
        if f" {' '.join(WORDS.findall(held))} " in folded:
            message = f"holds words that a person withheld ({about}); take them out"
            yield Finding("withheld", where, message)


def _is_date(text: str) -> bool:
    return bool(re.search(r"\b(19|20)\d\d-\d\d-\d\d", text))


def _sentence(
    sentence: Sentence, where: str, update: Update, cited: dict[str, Cited]
) -> Iterator[Finding]:
    numbers = {citation.number: citation.id for citation in update.citations}
    statements = [
        cited[numbers[m]].row for m in sentence.marks if cited[numbers[m]].kind == "statement"
    ]
    if any(row["allegation"] for row in statements) and not ATTRIBUTION.search(sentence.text):
        message = "an allegation in our own voice; say who alleges it"
        yield Finding("own voice", where, message)
    weak = statements and all(
        row["modality"] in HEDGED or row["hedges"] != "[]" for row in statements
    )
    if weak and (match := STRONG.search(sentence.text)):
        message = f"{match.group()!r} says more than evidence that is hedged; use its own words"
        yield Finding("strength", where, message)
    if LIKELIHOOD.search(sentence.text) and "%" not in sentence.text and not sentence.marks:
        yield Finding("likelihood", where, "a word of likelihood without its band and numbers")
    if LIVE.search(sentence.text) and any(
        row["predicate"] in ("seen at", "uses site") for row in statements
    ):
        yield Finding("live position", where, "says where somebody is now; say when it was seen")


def _protected(update: Update) -> Iterator[Finding]:
    """A protected place that the page names must carry its flag in the same part."""
    for section in update.sections:
        whole = " ".join(sentence.text for sentence in section.sentences)
        for sentence in section.sentences:
            found = protected_kind(sentence.text)
            if found and "protected" not in whole.casefold():
                message = f"names a protected place ({found}) without its flag in this part"
                yield Finding("protected place", f"{section.title}, {sentence.id}", message)
                break


def _picture(picture: Picture, view: View) -> Iterator[Finding]:
    if picture.file and picture.original not in view.decided("confirm"):
        message = "nobody has confirmed this picture; decide confirm, or leave it described"
        yield Finding("picture", picture.original[:12], message)
    if picture.file and picture.original in view.decided("redact"):
        message = "a person withheld this picture; it may only be described"
        yield Finding("withheld", picture.original[:12], message)


def stopped(findings: Iterable[Finding], exposed: frozenset[str]) -> list[Finding]:
    """Findings that no recorded override covers; overrides name the finding's place or rule."""
    return [f for f in findings if f.where not in exposed and f.rule not in exposed]
