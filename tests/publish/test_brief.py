"""Briefs: parsed with their lines, stopped where a mark or a heading is wrong."""

from __future__ import annotations

import pytest

from indicia.errors import BriefError
from indicia.publish.brief import parse_brief
from indicia.publish.change import changes
from indicia.publish.compile import defanged
from indicia.publish.redact import Hole, shown
from indicia.publish.render import clean, runs

MARK = "[@t-0123456789abcdef]"


def test_marks_belong_to_the_sentence_before_them() -> None:
    brief = parse_brief(f"---\nquestion: who\n---\n# What is known\n- One. Two. {MARK}\n")
    one, two = brief.parts["known"]
    assert one.cites == () and two.cites == ("t-0123456789abcdef",) and two.line == 5


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("# Nonsense\n", "brief.md:1"), ("words first\n", "brief.md:1"), ("---\nopen\n", "brief.md"),
        ("# Profile\n\nA sentence. [@bad]\n", "brief.md:3"), (f"# Profile\n{MARK}\n", "before any sentence"),
    ],
)  # fmt: skip
def test_a_slip_names_its_line(text: str, words: str) -> None:
    with pytest.raises(BriefError, match=words):
        parse_brief(text)


def test_nasty_strings_are_escaped_and_hidden_controls_shown() -> None:
    assert "<script" not in str(runs("<script>alert(1)</script>"))
    assert "⟦RLO⟧" in clean("a\u202e b") and clean("\ud800")
    assert 'dir="rtl"' in str(runs("He said مرحبا")) and 'lang="he"' in str(runs("שלום"))


def test_a_hole_never_shows_what_it_covers() -> None:
    text = "call Jane Invented now"
    holes = [Hole(5, 18, "[name withheld]")]
    assert shown(text, 0, len(text), holes) == "call [name withheld] now"
    assert "Jane" not in shown(text, 7, 20, holes) and "vented" not in shown(text, 7, 20, holes)


def test_addresses_lose_their_post_and_their_bite() -> None:
    assert defanged("https://t.me/channel/123") == "t[.]me/channel"


def test_what_changed_is_told_by_evidence_not_by_wording() -> None:
    old = {
        "sentences": [{"id": "known-1", "text": "a", "cites": ["t-1"], "origins": 1}],
        "answers": [],
    }
    new = [{"id": "known-1", "text": "other words", "cites": ["t-1"], "origins": 2}]
    assert changes(old, new, [])[0].kind == "strengthened"
    assert changes(old, [], [])[0].kind == "withdrawn"
    assert changes(old, old["sentences"], [])[0].kind == "unchanged"  # type: ignore[arg-type]
    assert changes(None, new, [])[0].kind == "first"


def test_a_sentence_with_a_new_figure_and_evidence_is_one_change() -> None:
    old = {
        "sentences": [
            {
                "id": "profile-3",
                "part": "profile",
                "text": "Eight posts are held.",
                "cites": ["v-1", "v-2"],
                "origins": 2,
            }
        ],
        "answers": [],
    }
    new = [
        {
            "id": "profile-3",
            "part": "profile",
            "text": "Nine posts are held.",
            "cites": ["v-1", "v-3"],
            "origins": 3,
        }
    ]
    told = changes(old, new, [])
    assert [(c.kind, c.link) for c in told] == [("strengthened", "#profile-3")]
    assert "Before: Eight posts" in told[0].words


def test_the_same_words_read_anew_under_another_id_are_no_change() -> None:
    row = {"id": "known-1", "part": "known", "text": "X says: “a”.", "cites": ["t-1"], "origins": 1}
    told = changes({"sentences": [row], "answers": []}, [{**row, "cites": ["t-2"]}], [])
    assert [c.kind for c in told] == ["unchanged"]
    told = changes(
        {"sentences": [row], "answers": []}, [{**row, "cites": ["t-2"], "origins": 2}], []
    )
    assert [c.kind for c in told] == ["strengthened"]


def test_a_source_whose_name_has_full_stops_does_not_cut_a_sentence() -> None:
    from indicia.publish.view import in_one_sentence

    assert in_one_sentence("Раньше всех. Ну почти.") == "Раньше всех · Ну почти"
    assert in_one_sentence("Who? What!  News") == "Who · What · News"
    assert in_one_sentence("example.org") == "example.org"
