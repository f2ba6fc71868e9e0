"""A brief that cannot be compiled says where, what and what to do."""

from __future__ import annotations

import pytest
from page_world import MARKS, compiled, small_view

from indicia.errors import BriefError
from indicia.publish.brief import parse_brief
from indicia.publish.compile import advice, compile_brief

GONE = "t-00000000dead"


def test_a_sentence_without_a_citation_names_its_line_and_remedy() -> None:
    with pytest.raises(BriefError, match=r"brief\.md:2: .*cites nothing; add a mark"):
        compiled(small_view(), "# What is known\n- It is so.\n")


@pytest.mark.parametrize(
    ("mark", "words"),
    [("t-00000000beef", "statement that is not in the tables"), ("x-00000000beef", "no id that can be cited")],
)  # fmt: skip
def test_a_wrong_citation_is_told_by_its_kind(mark: str, words: str) -> None:
    with pytest.raises(BriefError, match=rf"brief\.md:2: .*{words}"):
        compiled(small_view(), f"# What is known\n- It is so. [@{mark}]\n")


def test_a_citation_of_a_deleted_text_names_the_update_that_had_it() -> None:
    brief = parse_brief(f"# What is known\n- It is so. [@{GONE}]\n")
    with pytest.raises(BriefError, match=r"update 1 cited.*withdraw the sentence"):
        compile_brief(brief, small_view(), "brief.md", {GONE: "update 1"})


def test_a_citation_sent_back_to_review_says_so() -> None:
    view = small_view()
    view.tables["orphans"] = [{"about": GONE, "seq": 1, "state": "gone", "message": ""}]
    with pytest.raises(BriefError, match="text has changed or gone"):
        compiled(view, f"# What is known\n- It is so. [@{GONE}]\n")


def test_all_slips_are_told_at_once() -> None:
    with pytest.raises(BriefError) as told:
        compiled(small_view(), f"# What is known\n- One.\n- Two. [@{GONE}]\n")
    assert len(str(told.value).splitlines()) == 2


def test_a_figure_that_the_judgement_no_longer_has_stops_the_build() -> None:
    view = small_view()
    row = {"question": "who", "confidence": "low", "mean": 0.6, "low": 0.4, "high": 0.7}
    view.tables["assessments"] = [row]
    compiled(view, "# The answer\n- Our estimate is 60 % (80 % interval 40–70 %).\n")
    with pytest.raises(BriefError, match=r"brief\.md:2: 63 % is no figure of the judgement"):
        compiled(view, "# The answer\n- Our estimate is 63 %.\n")


def test_a_language_that_no_page_speaks_is_refused() -> None:
    with pytest.raises(BriefError, match="no page can be made in 'xx'"):
        parse_brief("---\nlanguage: xx\n---\n# The answer\n")


def test_a_long_sentence_is_advised_against_and_a_quote_is_not_counted() -> None:
    long = "word " * 30
    text = f"# What is known\n- {long}. {MARKS[0]}\n- It says: “{long}”. {MARKS[0]}\n"
    notes = advice(parse_brief(text), "brief.md")
    assert len(notes) == 1 and notes[0].startswith("brief.md:2:")


def test_a_figure_that_the_cited_post_does_not_hold_stops_the_build() -> None:
    view = small_view()
    view.tables["renditions"][2]["text"] = "We do not belong to any of ٤٧ sides, 1,200 say"
    good = "# What is known\n- On 2026-10-01 Channel 3 speaks of 47 sides and 1200 people. {m}\n"
    compiled(view, good.format(m=MARKS[2]))
    with pytest.raises(BriefError, match=r"brief\.md:2: 48 stands in none of the posts"):
        compiled(view, good.replace("47", "48").format(m=MARKS[2]))
    compiled(view, f"# What is known\n- It writes “48”. {MARKS[2]}\n")


def test_a_statement_that_a_person_rejected_cannot_be_cited() -> None:
    view = small_view()
    view.tables["decisions"] = [
        {"seq": 1, "what": "reject", "about": ["t-000000000003"], "value": "{}", "undone_by": None}
    ]
    with pytest.raises(BriefError, match=r"brief\.md:2: .*a person rejected; cite another"):
        compiled(view, f"# What is known\n- It is so. {MARKS[2]}\n")


def test_a_quotation_is_never_cut_into_sentences() -> None:
    text = f"# What is known\n- It says: “One. … Two? Three.” {MARKS[0]} Four. {MARKS[1]}\n"
    first, second = parse_brief(text).parts["known"]
    assert first.text == "It says: “One. … Two? Three.”" and second.text == "Four."


def test_second_headings_group_sentences_inside_a_part() -> None:
    text = f"# What is known\n- A. {MARKS[0]}\n## Denials\n- B. {MARKS[1]}\n# Profile\n- C. {MARKS[2]}\n"
    parts = parse_brief(text).parts
    assert [s.group for s in parts["known"]] == ["", "Denials"] and parts["profile"][0].group == ""
