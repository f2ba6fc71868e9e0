"""English attributions: order of the parts, appositions, quotations that go on, verbs that are none."""

from __future__ import annotations

from datetime import UTC

import pytest
from text_world import frames_of

from indicia.find.attributed import Attribution, Context
from indicia.find.attribution import find_attributions
from indicia.find.lexicon_match import CompiledLexicon
from indicia.find.mention import Posting, find_mentions
from indicia.find.passage import read_passage
from indicia.find.quote import find_quotes
from indicia.find.sentence import split_sentences
from indicia.lexicon import Lexicon


def attributions_of(text: str) -> list[Attribution]:
    passage = read_passage(text)
    mentions = find_mentions(passage, CompiledLexicon(Lexicon()), Posting(None, UTC))
    context = Context(passage, mentions, find_quotes(text), "en")
    return [a for s in split_sentences(text) for a in find_attributions(context, s)]


def read(text: str) -> list[tuple[str, str]]:
    """Source and content of each attribution, content without marks at its ends."""
    return [
        (a.words.text if a.words else "", text[a.start : a.end].strip(" ,.“”\"'"))
        for a in attributions_of(text)
    ]


@pytest.mark.parametrize(
    ("text", "source", "content"),
    [
        (
            "Mara Tolin, a clerk at the mill, said the gate was shut.",
            "Mara Tolin, a clerk at the mill",
            "the gate was shut",
        ),
        (
            "“The gate was shut all night,” said Mara Tolin, a clerk at the mill.",
            "Mara Tolin, a clerk at the mill",
            "The gate was shut all night",
        ),
        (
            "''The gate was shut all night,'' Ms. Tolin said on Tuesday.",
            "Ms. Tolin",
            "The gate was shut all night",
        ),
        (
            "Mara Tolin told reporters on Tuesday that the gate was shut.",
            "Mara Tolin",
            "that the gate was shut",
        ),
        (
            "The gate was shut all night, officials said.",
            "officials",
            "The gate was shut all night",
        ),
        ("On Tuesday Mara Tolin said the gate was shut.", "Mara Tolin", "the gate was shut"),
        ("Tolin blamed the guards for the fire.", "Tolin", "the guards for the fire"),
        ("Tolin called the raid a disgrace.", "Tolin", "the raid a disgrace"),
        (
            "A survey by the council shows the town is empty.",
            "A survey by the council",
            "the town is empty",
        ),
    ],
)
def test_source_and_content_are_found_in_any_order(text: str, source: str, content: str) -> None:
    assert read(text) == [(source, content)]


def test_a_quotation_that_goes_on_behind_its_speaker_is_theirs() -> None:
    text = "“The gate was shut,” Tolin said. “The guards burned the mill.” Nobody came."
    (made,) = attributions_of(text)
    assert [text[a:b] for a, b in made.more] == ["The guards burned the mill."]
    (frame,) = [f for f in frames_of(text) if f.predicate == "attacks"]
    assert frame.speaker is not None and frame.speaker.text == "Tolin"


def test_a_quotation_with_its_own_speaker_is_not_taken() -> None:
    text = "“The gate was shut,” Tolin said. “The guards burned the mill,” Oren Vask said."
    assert [(s, c) for s, c in read(text)] == [
        ("Tolin", "The gate was shut"),
        ("Oren Vask", "The guards burned the mill"),
    ]


def test_words_on_both_sides_of_a_speaker_are_one_content() -> None:
    text = "The gate was shut, Tolin said, but the guards burned the mill."
    (made,) = attributions_of(text)
    assert text[made.start : made.end].startswith("The gate was shut")
    assert [text[a:b] for a, b in made.more] == ["but the guards burned the mill."]


def test_who_said_one_thing_may_say_another() -> None:
    text = "Tolin, who denied the raid, said the mill burned."
    assert [source for source, _ in read(text)] == ["Tolin", "Tolin"]
    assert read(text)[0][1] == "the raid"


def test_an_outer_source_behind_an_inner_one_holds_it() -> None:
    inner, outer = attributions_of(
        "“The gate was shut all night,” Tolin said, according to the Vask Herald."
    )
    assert inner.outer == 1 and outer.outer is None


@pytest.mark.parametrize(
    "text",
    [
        "The United States sent ships.",
        "Residents called the ambulance.",
        "Soldiers found the mill.",
        "The alleged raid burned the mill.",
    ],
)
def test_verbs_that_say_nothing_attribute_nothing(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize("count", [1, 40])
def test_mixed_marks_close_a_quotation(count: int) -> None:
    text = '“The gate was shut," Tolin said. ' * count
    assert len(find_quotes(text).spans) == count


def test_lines_of_a_transcript_belong_to_whom_they_name() -> None:
    text = "TOLIN: I saw the raid. The mill burned.\nVASK: Who burned it?\nTOLIN: The guards did."
    assert [source for source, _ in read(text)] == ["TOLIN", "VASK", "TOLIN"]
    frames = [f for f in frames_of(text) if f.predicate == "attacks" and "mill" in f.content.text]
    assert [f.speaker.text if f.speaker else "" for f in frames] == ["TOLIN"]


def test_headings_in_capitals_are_nobody() -> None:
    text = "BREAKING: The mill burned.\nUPDATE: The gate is shut.\nVIDEO: The guards came."
    assert read(text) == []


def test_a_title_cut_short_ends_no_sentence() -> None:
    assert read("Gov. Mara Tolin said the gate was shut.") == [
        ("Gov. Mara Tolin", "the gate was shut")
    ]


def test_a_verb_without_a_subject_has_that_of_its_sentence() -> None:
    text = "In three letters, the mayor left the council, saying the gate was shut."
    assert read(text) == [("the mayor", "the gate was shut")]
