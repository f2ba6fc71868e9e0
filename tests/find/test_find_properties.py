"""Whatever a text holds: reading it never raises, and every offset slices to what it says."""

from __future__ import annotations

import sys
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicia.find.cue import small_words
from indicia.find.lexicon_match import CompiledLexicon
from indicia.find.mention import Posting, find_mentions
from indicia.find.passage import read_passage
from indicia.find.stage import Unit, read_unit
from indicia.find.statement import find_statements
from indicia.lexicon import Lexicon, Name

LEXICON = CompiledLexicon(
    Lexicon(
        (
            Name("dawn", "organisation", "لواء الفجر", "test"),
            Name("qamar", "place", "Tell Qamar", "test"),
            Name("valley", "organisation", "משמר העמק", "test"),
            Name("storm", "organisation", "полк Буря", "test"),
        )
    )
)
POSTING = Posting(datetime(2024, 5, 1, tzinfo=UTC), UTC)
SNIPPETS = (
    "قال محمد الحسن إن ", "لواء الفجر", "وبلواء الفجر", "مستشفى ", "According to them, ", "“", "”", '"',
    "the Dawn Brigade said ", "denied ", "first ", "then ", "leave the town! ", "Is it local or ",
    "?", "؟", "\n", "\n\n", "1. ", "- ", "Tell Qamar", "משמר העמק", "полк Буря ", "заявил, что ",
    "הודיע כי ", "لم ", "not ", "35.5, 36.7 ", "خط عرض 35.5, وخط طول: 36.5", "\u202e", "\u200f", "\u200b",
    "\u064b", "\u0640", "😀", "👨‍👩‍👧", "\ud800", "\udfff", "\x00", "Haji Salem ", "Abu Nader al-Tallawi",
    "by ", "By Lina Marr\n", "Skip to content\n", "(the “", "N4 road ", "٣ كم شمال ", "#tag", "@user_name",
    "a@b.org", "http://x.org/a?b", "2024-02-30", "ﷺ", "ﷲ", "İ", "ß", "ǆ",
)  # fmt: skip
MIXED = st.lists(st.one_of(st.sampled_from(SNIPPETS), st.text(max_size=12)), max_size=25)
ANY_TEXT = st.one_of(MIXED.map("".join), st.text(st.characters(), max_size=300))


@given(ANY_TEXT)
@settings(max_examples=250, deadline=None)
def test_every_offset_slices_the_untouched_text_to_its_quote(text: str) -> None:
    mentions, statements, phrases = read_unit(
        Unit("k", "i", "r", "2024-05", POSTING.posted_utc), text, LEXICON, UTC
    )
    for row in (*mentions, *statements, *phrases):
        assert 0 <= row["start"] < row["end"] <= len(text)
        written = text[row["start"] : row["end"]]
        assert row["quote"] == written.encode("utf-8", "replace").decode() or _has_surrogate(
            written
        )
        row["quote"].encode()


CUES = sorted(
    {
        form
        for language in ("ar", "en", "he", "ru")
        for role in ("attribute", "deny", "demand", "threat", "that", "hearer", "negation", "when")
        for form in small_words(language, role)
    }
    | {"told", "the", "denied", "by", "said", "that", "they", "in", "of", "not"}
    | {"نفى", "وقال", "إن", "сказал", "что", "הכחיש", "אמר"}
)
MARKS = (".", ",", "،", "؛", ":", "«", "»", "“", "”", "\n", "\u202e", "\u200f", "17", "Heron")


@given(st.lists(st.sampled_from(CUES) | st.sampled_from(MARKS), min_size=1, max_size=9))
@settings(max_examples=400, deadline=None)
def test_words_of_speech_in_any_order_and_cut_off_anywhere_are_read(words: list[str]) -> None:
    read_unit(Unit("k", "i", "r", "2024-05", POSTING.posted_utc), " ".join(words), LEXICON, UTC)


def _has_surrogate(words: str) -> bool:
    return any("\ud800" <= character <= "\udfff" for character in words)


@given(ANY_TEXT)
@settings(max_examples=150, deadline=None)
def test_every_part_of_a_frame_is_a_stretch_of_the_text(text: str) -> None:
    passage = read_passage(text)
    frames = find_statements(passage, find_mentions(passage, LEXICON, POSTING))
    for number, frame in enumerate(frames):
        parts = [frame.content, frame.actor, frame.target, frame.object, frame.purpose]
        parts += [frame.addressee, *frame.hedges, *frame.answers]
        parts += [piece for link in frame.chain for piece in (link.speaker, link.cue)]
        for piece in parts:
            assert piece is None or text[piece.start : piece.end] == piece.text
        assert frame.start <= frame.content.start < frame.content.end <= frame.end
        assert frame.rules and 0 < frame.score <= 1
        assert frame.denies is None or (frame.denies != number and frame.denies < len(frames))


@given(ANY_TEXT)
@settings(max_examples=100, deadline=None)
def test_mentions_of_one_kind_never_overlap(text: str) -> None:
    mentions = find_mentions(read_passage(text), LEXICON, POSTING)
    for index, left in enumerate(mentions):
        for right in mentions[index + 1 :]:
            assert right.start >= left.end or right.kind != left.kind


@given(ANY_TEXT)
@settings(max_examples=60, deadline=None)
def test_reading_twice_gives_the_same(text: str) -> None:
    unit = Unit("k", "i", "r", "2024-05", POSTING.posted_utc)
    assert read_unit(unit, text, LEXICON, UTC) == read_unit(unit, text, LEXICON, UTC)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\n" * 1000,
        "\u200f\u200e\u202b\u202c\u2066\u2069",
        "\u064b\u0651\u0652" * 500,
        "!?.…؟" * 300,
        "😀" * 500,
        "\ud800" * 50,
        "“" * 3000,
        "((((" * 800,
        "- " * 2000,
        "ـ" * 2000,
    ],
    ids=lambda text: ascii(text[:6]),
)
def test_a_text_of_marks_alone_states_nothing(text: str) -> None:
    mentions, statements, phrases = read_unit(Unit("k", "i", "r", "m", None), text, LEXICON, UTC)
    assert not mentions and not statements and not phrases


class Counter:
    """Counts calls of functions while it is at work."""

    def __init__(self) -> None:
        self.calls = 0

    def __call__(self, frame: object, event: str, argument: object) -> None:
        self.calls += event in ("call", "c_call")


def calls_for(text: str) -> int:
    counter = Counter()
    sys.setprofile(counter)
    try:
        read_unit(Unit("k", "i", "r", "m", None), text, LEXICON, UTC)
    finally:
        sys.setprofile(None)
    return counter.calls


@pytest.mark.parametrize(
    "unit",
    [
        "The Dawn Brigade said it did not bomb the clinic, according to residents. ",
        "قال قائد لواء الفجر إن المستشفى لم يتعرض للقصف قرب المدينة ",
        "заявил, что полк Буря не захватил больницу ",
        "“said ”",
        "a said b, ",
        "first leave then ",
        "Tell Qamar ",
        "A ",
        "(“",
        "x\n",
    ],
)
def test_twice_the_text_is_at_most_twice_the_work(unit: str) -> None:
    read_unit(Unit("k", "i", "r", "m", None), unit, LEXICON, UTC)
    one = unit * (2_500 // len(unit))
    assert calls_for(one * 4) <= 4.4 * calls_for(one) + 2_000


def test_a_line_of_a_million_letters_is_read() -> None:
    text = "a quiet day on the river, " * 40_000 + "residents said the Dawn Brigade seized the mill"
    mentions, statements, _ = read_unit(Unit("k", "i", "r", "m", None), text, LEXICON, UTC)
    assert len(text) > 1_000_000 and statements[-1]["start"] > 1_000_000 and mentions
