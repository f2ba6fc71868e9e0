"""Words that are somebody's: the value, and how a cue, a speaker and a stretch make one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from indicia.find.cue import small_words
from indicia.find.frame import Link, Piece, piece_of
from indicia.find.mention import Mention
from indicia.find.passage import Hit, Passage
from indicia.find.quote import Quotes
from indicia.find.sentence import Sentence
from indicia.find.speaker import is_hearsay, is_self, type_of_speaker

BREAK = re.compile(r"[,;:—–،؛\"“”«»(\n]|\s-\s|\s(?:but|and|while|whereas|а|но|ואילו)\s")
STOP = re.compile(r"[,;:.!?؟،؛\"“”«»\n(]|\s[-–—]\s")

PARTIES = ("person", "organisation")
"""Kinds of mention that can speak."""


@dataclass(frozen=True, slots=True)
class Attribution:
    """Somebody's words: who, by which cue, and the stretch ``start`` to ``end`` that is theirs."""

    start: int
    end: int
    link: Link | None
    hit: Hit
    clause_start: int
    hearsay: bool
    outer: int | None = None
    """Position of the attribution whose content holds this one."""
    rules: tuple[str, ...] = ()
    addressee: Piece | None = None
    more: tuple[tuple[int, int], ...] = ()
    """Quotations behind it that go on without a speaker of their own."""
    words: Piece | None = None
    """The speaker as written beside the cue, where the link names whom a pronoun stands for."""

    @property
    def denies(self) -> bool:
        """The cue denies its content."""
        return self.hit.cue.role == "deny"

    def covers(self, start: int) -> bool:
        """A place lies in the content."""
        return self.start <= start < self.end

    def stretch_at(self, start: int) -> tuple[int, int] | None:
        """The stretch of content that holds a place, also behind the cue."""
        for stretch in ((self.start, self.end), *self.more):
            if stretch[0] <= start < stretch[1]:
                return stretch
        return None


@dataclass(frozen=True, slots=True)
class Context:
    """What a sentence is read with: the passage, its mentions and quotes, the language."""

    passage: Passage
    mentions: Sequence[Mention]
    quotes: Quotes
    language: str

    @property
    def text(self) -> str:
        """The untouched text."""
        return self.passage.text


def attributed(
    context: Context, hit: Hit, who: Piece | None, span: tuple[int, int], clause: int
) -> Attribution | None:
    """An attribution to these words; to the source itself where they say "we"."""
    content = piece_of(context.text, *span)
    if content is None:
        return None
    cue = Piece(hit.start, hit.end, context.text[hit.start : hit.end])
    hearsay = "hearsay" in hit.cue.flags and hit.cue.role == "rumour"
    link = None
    if who is not None and not is_self(context.passage, who, hit.cue.language):
        kind = type_of_speaker(context.passage, who, context.mentions)
        link = Link(who, cue, kind)
        hearsay = hearsay or is_hearsay(context.passage, who)
    return Attribution(*span, link, hit, clause, hearsay, None, (hit.cue.rule,), words=who)


def clause_start(context: Context, sentence: Sentence, position: int) -> int:
    """Where the clause that ends at ``position`` begins, by the last mark before it."""
    low = max(sentence.start, position - 300)
    last = low
    for match in BREAK.finditer(context.text, low, position):
        # A mark inside quotes that only name something ('the "Dawn Brigade" said') parts nothing.
        quoted = context.quotes.around(match.end()) or context.quotes.around(match.start() - 1)
        if quoted and quoted[1] - quoted[0] <= 40 and match.group() in '"“”«»':
            continue
        last = match.end()
    return last


def stop_after(context: Context, start: int, end: int) -> re.Match[str] | None:
    """The first mark in a stretch that ends a party's words; short quoted names are part of them."""
    for match in STOP.finditer(context.text, start, end):
        if match.group() in '«»“”"':
            quote = context.quotes.around(match.start() + 1) or context.quotes.around(
                match.start() - 1
            )
            if quote is not None and quote[1] - quote[0] <= LONGEST_NAME:
                continue
        return match
    return None


LONGEST_NAME = 30
"""Code points in quotation marks, up to which they are taken for a name."""


def skip_that(context: Context, hit: Hit, end: int) -> int:
    """Where content begins after a cue: behind "that", also where a time or a hearer stands before
    it ("said on Tuesday that", "told reporters that")."""
    passage, language = context.passage, hit.cue.language
    that = small_words(language, "that")
    for index in range(hit.last, min(len(passage.words), hit.last + ASIDE + 1)):
        low, high = passage.starts[index], passage.ends[index]
        if low >= end or any(passage.within(role, low, high) for role in ("event", "attribute")):
            break
        if passage.words[index] in that:
            aside = index == hit.last or language != "en" or _is_aside(context, hit)
            return high if aside and passage.is_joined(hit.last - 1, index + 1) else hit.end
    if hit.last < len(passage.words) and passage.words[hit.last] in small_words(language, "hearer"):
        return min(end, passage.ends[hit.last]) if "hearer" in hit.cue.flags else hit.end
    return hit.end


_CONCLUDES = re.compile(r"[,;]\s(?:therefore|so|thus|hence)\s")


def own_words(context: Context, start: int, end: int) -> int:
    """Where reported words end because the source draws its own conclusion."""
    match = _CONCLUDES.search(context.text, start, end)
    if match is None or context.quotes.around(match.start()) is not None:
        return end
    return match.start()


ASIDE = 6
"""Words of time or of a hearer that may stand between a verb of speech and "that"."""


def _is_aside(context: Context, hit: Hit) -> bool:
    """English: the cue names its hearer, or a time follows it; else "that" is of another clause."""
    if context.passage.words[hit.last - 1] in ("told", "tells", "tell", "telling", "warned"):
        return True
    return context.passage.word(hit.last) in small_words("en", "when")
