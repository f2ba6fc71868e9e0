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
