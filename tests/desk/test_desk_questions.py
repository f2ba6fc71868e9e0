"""Questions: what stands on the page is what the tables weigh, and judging goes through the page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from decide_world import make_case
from desk_world import Visitor, desk_on, port_of

from indicia.case import Case
from indicia.desk.question import questions
from indicia.desk.visit import Visit
from indicia.run import run_case

NASTY = "<img src=x onerror=alert(1)>\u202e"


@dataclass
class World:
    case: Case
    inside: Visitor

    def send(self, path: str, form: dict[str, str]) -> int:
        token = re.search(r'name="token" value="([\w.]+)"', self.inside.ask("/resolved").text)
        assert token is not None
        sent = {**form, "token": token.group(1), "back": "/questions"}
        return self.inside.ask(path, sent).status

    def shown(self) -> dict[str, Any]:
        return questions(Visit(self.case, "en", {}, "/questions"))


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("questions")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("INDICIA_CONFIG", str(folder / "config"))
        case = make_case(folder)
        with desk_on(case.root, "analyst") as served:
            inside = Visitor(port_of(served))
            inside.enter(served.address)
            yield World(case, inside)


def test_from_own_words_to_a_weighed_answer_and_back_to_what_it_hangs_on(world: World) -> None:
    assert world.shown()["weighing"] is None
    for text in (f"Residents know members {NASTY}", "Its posts come from afar"):
        form = {"what": "indication", "value.question": "who", "value.text": text}
        assert world.send("/decide", {**form, "value.theme": text[:5]}) == 303
    first, second = (sheet.id for sheet in world.shown()["sheets"])
    for about, local, foreign in ((first, "likely", "unlikely"), (second, "0.4,0.5,0.6", "likely")):
        form = {"about": about, "band.local": local, "band.foreign": foreign, "reason": "seen"}
        assert world.send("/judge", form) == 303
    assert world.shown()["stale"], "judged since it was weighed"
    page = world.inside.ask("/questions").text
    assert 'action="/run"' in page
    run_case(world.case)
    shown = world.shown()
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
    assert world.send("/judge", {"about": "who", "band.local": "likely", "reason": "x"}) == 400
    impossible = {"band.local": "0.7,0.8,0.9", "band.foreign": "0.7,0.8,0.9", "reason": "x"}
    assert world.send("/judge", {"about": "who", **impossible}) == 400
    assert world.case.log.size == size
    possible = {"band.local": "0.3,0.5,0.6", "band.foreign": "0.2,0.3,0.4", "reason": "as before"}
    assert world.send("/judge", {"about": "who", **possible}) == 303
    assert world.case.log.size == size + 2
    assert [band for _, _, band in world.shown()["priors"]] == ["0.3,0.5,0.6", "0.2,0.3,0.4"]
