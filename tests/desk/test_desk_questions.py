"""Questions: what stands on the page is what the tables weigh, and judging goes through the page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from desk_world import World, world_in

from indicia.desk.question import questions
from indicia.run import run_case

NASTY = "<img src=x onerror=alert(1)>\u202e"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with world_in(tmp_path_factory.mktemp("questions"), "analyst") as made:
        yield made


def shown_in(world: World) -> dict[str, Any]:
    return questions(world.visit("/questions"))


def test_from_own_words_to_a_weighed_answer_and_back_to_what_it_hangs_on(world: World) -> None:
    assert shown_in(world)["weighing"] is None
    for text in (f"Residents know members {NASTY}", "Its posts come from afar"):
        form = {"what": "indication", "value.question": "who", "value.text": text}
        assert world.send("/decide", {**form, "value.theme": text[:5]}).status == 303
    first, second = (sheet.id for sheet in shown_in(world)["sheets"])
    for about, local, foreign in ((first, "likely", "unlikely"), (second, "0.4,0.5,0.6", "likely")):
        form = {"about": about, "band.local": local, "band.foreign": foreign, "reason": "seen"}
        assert world.send("/judge", form).status == 303
    assert shown_in(world)["stale"], "judged since it was weighed"
    page = world.inside.ask("/questions").text
    assert 'action="/run"' in page
    run_case(world.case)
    shown = shown_in(world)
    assert not shown["stale"]
    weighing = shown["weighing"]
    rows = world.case.store.read("weights").to_pylist()
    assert weighing is not None
    left = [row["without"] for row in weighing.without]
    assert left == sorted(row["without"] for row in rows if row["without"] is not None)
    page = world.inside.ask("/questions").text
    assert "drawing-weights" in page and "onerror=alert(1)&gt;" in page
    assert "<img src=x" not in page and "\u202e" not in page
    assert world.inside.ask("/export/weights.csv?q=who").status == 200


def test_priors_are_judged_for_all_answers_or_not_at_all(world: World) -> None:
    size = world.case.log.size
    assert (
        world.send("/judge", {"about": "who", "band.local": "likely", "reason": "x"}).status == 400
    )
    impossible = {"band.local": "0.7,0.8,0.9", "band.foreign": "0.7,0.8,0.9", "reason": "x"}
    assert world.send("/judge", {"about": "who", **impossible}).status == 400
    assert world.case.log.size == size
    possible = {"band.local": "0.3,0.5,0.6", "band.foreign": "0.2,0.3,0.4", "reason": "as before"}
    assert world.send("/judge", {"about": "who", **possible}).status == 303
    assert world.case.log.size == size + 2
    assert [band for _, _, band in shown_in(world)["priors"]] == ["0.3,0.5,0.6", "0.2,0.3,0.4"]
