"""Handover and resolved questions: who decided what, what waits, and how what was said fared."""

from __future__ import annotations

import re

from desk_world import World

from indicia.desk.handover import works

NASTY = "<img src=x onerror=alert(1)>\u202e"


def test_work_is_counted_by_person_and_kind_who_did_most_first():
    rows = [
        {"actor": "ann", "what": "star", "decided_utc": "2026-11-02T08:00:00.000000Z"},
        {"actor": "bea", "what": "note", "decided_utc": "2026-11-03T08:00:00.000000Z"},
        {"actor": "bea", "what": "star", "decided_utc": "2026-11-01T08:30:00.000000Z"},
        {"actor": "bea", "what": "star", "decided_utc": "2026-11-01T08:00:00.000000Z"},
    ]
    bea, ann = works(rows)
    assert (bea.actor, bea.kinds, bea.last) == (
        "bea",
        (("star", 2), ("note", 1)),
        "2026-11-03 08:00",
    )
    assert ann.kinds == (("star", 1),)


def test_the_handover_has_the_note_who_wrote_it_and_what_waits(world: World) -> None:
    item = world.case.store.read("items").column("item")[0].as_py()
    form = {"what": "note", "about": item, "value.text": f"ask the traders {NASTY}"}
    assert world.send("/decide", form).status == 303
    page = world.inside.ask("/handover").text
    assert "ask the traders" in page and "<img src=x" not in page and "\u202e" not in page
    assert re.search(r"note 1", page)
    assert 'href="/review?queue=name_pairs"' in page or 'href="/review?queue=marks"' in page


def test_a_question_is_resolved_once_with_a_reason(world: World) -> None:
    form = {"what": "resolve", "value.question": "who", "value.answer": "local"}
    assert world.send("/decide", form).status == 400
    assert world.send("/decide", {**form, "value.answer": "nobody", "reason": "x"}).status == 400
    assert world.send("/decide", {**form, "reason": f"a court found so {NASTY}"}).status == 303
    page = world.inside.ask("/resolved").text
    assert "a court found so" in page and "<img src=x" not in page
    assert 'name="value.answer"' not in page
