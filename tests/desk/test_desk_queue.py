"""Review's queues: a suggestion leaves its queue when it is decided, and what follows is true."""

from __future__ import annotations

import re
from pathlib import Path

from decide_world import telegram
from desk_world import World

from indicia.collect.folder import add_paths
from indicia.desk.queue import QUEUES, Suggestion
from indicia.desk.review import review
from indicia.run import run_case

NASTY = "<img src=x onerror=alert(1)>\u202e"
LONG = (
    "Residents of the upper quarter told us that water came back on Thursday evening after nine days, "
    "that the pump by the old bridge had been mended by volunteers, and that nobody from the council "
    "had come to look at it in all that time, although three letters were sent and read aloud"
)
POSTS = {
    "First": (f"{LONG}.", "Another thing altogether."),
    "Echo": (f"{LONG.replace('Thursday', 'Friday').replace('nine', 'eight')} {NASTY}.", "Nothing."),
}


def waiting(world: World, queue: str) -> list[str]:
    shown = review(world.visit("/review", queue=queue))
    found: list[Suggestion] = [*([shown["first"]] if shown["first"] else []), *shown["rest"]]
    assert shown["left"] == len(found)
    return [one.id for one in found]


def test_a_copy_is_shown_with_both_posts_and_a_rejected_one_links_nothing(
    world: World, tmp_path: Path
) -> None:
    for number, (name, posts) in enumerate(POSTS.items(), 1000009):
        export = tmp_path / name / "result.json"
        export.parent.mkdir()
        export.write_bytes(telegram(name, number, posts, 2 + number % 10))
    add_paths(world.case, [tmp_path])
    run_case(world.case)
    held = waiting(world, "likely_copies")
    kinds = {r["copy"]: r["kind"] for r in world.case.store.read("copies").to_pylist()}
    assert held and not {kinds[name] for name in held} & {"identical", "identical_text", "forward"}
    page = world.inside.ask("/review?queue=likely_copies").text
    assert "Echo" in page and "First" in page and "Thursday" in page and "Friday" in page
    assert "<img src=x" not in page and "\u202e" not in page
    assert world.send("/decide", {"what": "reject", "about": held[0]}).status == 303
    assert waiting(world, "likely_copies") == held[1:]
    run_case(world.case)
    assert held[0] not in world.case.store.read("copies").column("copy").to_pylist()


def test_a_confirmed_mark_waits_for_its_place_and_becomes_a_site(world: World) -> None:
    (mark,) = waiting(world, "marks")
    assert waiting(world, "sites") == []
    world.send("/decide", {"what": "confirm", "about": mark})
    assert waiting(world, "marks") == [] and waiting(world, "sites") == [mark]
    page = world.inside.ask("/review?queue=sites").text
    places = re.findall(r'<option value="(l-[0-9a-f]+)"', page)
    assert places and 'class="box weak"' in page
    form = {"what": "site", "about": mark, "value.place": places[0], "value.name": "store"}
    assert world.send("/decide", form).status == 303
    assert waiting(world, "sites") == []
    run_case(world.case)
    (site,) = world.case.store.read("sites").to_pylist()
    assert (site["mark"], site["place"], site["name"]) == (mark, places[0], "store")


def test_a_mark_that_turns_out_to_be_none_waits_for_no_place(world: World) -> None:
    mark = world.case.store.read("marks").column("mark")[0].as_py()
    world.case.decide("confirm", [mark], {}, "seen", {})
    assert waiting(world, "sites") == [mark]
    assert world.send("/decide", {"what": "reject", "about": mark}).status == 303
    assert waiting(world, "sites") == []


def test_an_orphan_is_taken_again_or_taken_back_and_waits_no_longer(world: World) -> None:
    case = world.case
    statements = case.store.read("statements").column("statement").to_pylist()[:2]
    for name in statements:
        was = {name: {"predicate": "threatens"}}  # as an earlier version of the program saw it
        case.decide("confirm", [name], {}, f"seen so {NASTY}", was)
    run_case(case)
    assert sorted(waiting(world, "orphans")) == sorted(statements)
    page = world.inside.ask("/review?queue=orphans").text
    assert "seen so" in page and "<img src=x" not in page
    event = re.search(r'name="event" value="(e-\d+)"', page)
    assert event is not None
    assert world.send("/renew", {"event": event.group(1)}).status == 303
    assert world.send("/renew", {"event": event.group(1)}).status == 400, "it stands no longer"
    (left,) = waiting(world, "orphans")
    other = review(world.visit("/review", queue="orphans"))["first"]
    assert world.send("/decide", {"what": "undo", "about": other.event}).status == 303
    assert waiting(world, "orphans") == []
    run_case(case)
    assert case.store.count("orphans") == 0
    stand = [row for row in world.visit().decisions if row["what"] == "confirm"]
    about = {name for row in stand for name in row["about"]}
    assert left not in about and set(statements) - {left} <= about


def test_every_queue_has_a_page_whose_first_suggestion_can_be_left_for_later(world: World) -> None:
    for queue in QUEUES:
        found = world.inside.ask(f"/review?queue={queue.name}")
        assert found.status == 200
        shown = review(world.visit("/review", queue=queue.name))
        assert ('data-key="l"' in found.text) == (shown["first"] is not None)
        assert world.inside.ask(f"/review?queue={queue.name}&from=999999").status == 200
