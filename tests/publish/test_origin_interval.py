"""A number of origins that is not sure is published with its interval, in every language."""

from __future__ import annotations

import pytest
from page_world import assembled, small_view

from indicia.publish.draft import _spread
from indicia.publish.drafted import said_in
from indicia.publish.render import marked


def doubtful_view():  # type: ignore[no-untyped-def]
    """Two of the four posts show one picture: perhaps one origin, perhaps two."""
    view = small_view()
    link = {"a": "v-000000000003", "b": "v-000000000004", "kind": "picture", "similarity": 1.0, "direction_certainty": 0.5}  # fmt: skip
    view.tables["copies"] = [link]
    for row in view.tables["origins"]:
        if row["post_version"] == link["b"]:
            row["origin"] = "o-3"
    return view


BRIEF = """# What is known
- Two channels carry it. [@t-000000000003] [@t-000000000004]
- One channel carries it. [@t-000000000001]
"""


def test_a_doubtful_number_of_origins_stands_with_its_interval() -> None:
    made = assembled(doubtful_view(), BRIEF)
    doubtful, sure = (s for section in made.update.sections for s in section.sentences)
    assert (doubtful.origins, doubtful.origins_range) == (1, (1, 2))
    assert (sure.origins, sure.origins_range) == (1, (1, 1))
    assert "1 independent origin (80 %: 1 to 2)" in marked(doubtful)
    assert "80 %" not in marked(sure)
    rows = made.sentences
    assert [(r["origins"], r["origins_low"], r["origins_high"]) for r in rows] == [(1, 1, 2), (1, 1, 1)]  # fmt: skip


@pytest.mark.parametrize(("language", "words"), [("ar", "(80 %: من 1 إلى 2)"), ("he", "(80 %: 1 עד 2)")])  # fmt: skip
def test_the_interval_is_said_in_the_language_of_the_page(language: str, words: str) -> None:
    made = assembled(doubtful_view(), BRIEF)
    (doubtful, *_) = (s for section in made.update.sections for s in section.sentences)
    assert words in marked(doubtful, language)


@pytest.mark.parametrize(("language", "part"), [("ar", "من 3 إلى 4"), ("he", "3 עד 4")])
def test_the_drafted_sentence_on_spread_has_the_interval_and_is_translated(
    language: str, part: str
) -> None:
    line = _spread(doubtful_view())[0].removeprefix("- ")
    assert line.startswith("Four posts come from three origins (80 %: 3 to 4); one was passed on")
    assert part in said_in(line, language)
