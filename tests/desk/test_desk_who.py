"""Who: counts are those of the selection, and nobody without a public role is profiled or drawn."""

from __future__ import annotations

import re

from desk_world import World
from hypothesis import given
from hypothesis import strategies as st

from indicia.desk.network import MOST_TIES, Tie, network
from indicia.desk.who import network_figure, who
from indicia.desk.words import words_in
from indicia.run import run_case


def test_entities_are_counted_in_the_selection(world: World) -> None:
    rows = {row["entity"]: row for row in who(world.visit())["entities"]}
    assert rows["org-tide"]["posts"] == 7
    assert rows["org-tide"]["origins"] == 6, "two channels posted one of them word for word"
    assert rows["org-heron"]["posts"] == 2
    herald = next(i for i, name in who(world.visit())["chosen"].sources if name == "Valley Herald")
    there = {row["entity"]: row["posts"] for row in who(world.visit(source=herald))["entities"]}
    assert there["org-tide"] == 3 and "org-reed" not in there


def test_a_profile_has_its_spellings_in_every_script_and_who_named_it_first(world: World) -> None:
    profile = who(world.visit(entity="org-tide"))["profile"]
    assert {row["name"] for row in profile["spellings"]} >= {"Tide Movement", "حركة المد"}
    assert profile["sources"][0]["name"] == "Valley Watch"
    page = world.inside.ask("/who?entity=org-tide").text
    assert "حركة المد" in page and 'dir="rtl"' in page
    assert world.inside.ask("/who?entity=x-nobody").status == 400


def test_a_private_person_is_neither_profiled_nor_drawn_until_a_role_is_recorded(
    world: World,
) -> None:
    shown = who(world.visit(entity="per-karim"))
    assert shown["profile"]["private"] and "spellings" not in shown["profile"]
    page = world.inside.ask("/who?entity=per-karim").text
    assert "does not profile private persons" in page
    figure = network_figure(world.visit())
    assert figure is not None
    assert "Karim" not in str(figure) and "per-karim" not in shown["graph"]
    token = re.search(r'name="token" value="([\w.]+)"', page)
    assert token is not None
    form = {"what": "role", "about": "per-karim", "value.role": "spokesman", "reason": "says so"}
    sent = {**form, "token": token.group(1), "back": "/who"}
    assert world.inside.ask("/decide", sent).status == 303
    run_case(world.case)
    assert "spellings" in who(world.visit(entity="per-karim"))["profile"]


TIES = st.lists(
    st.builds(
        Tie,
        st.sampled_from("abcdef"),
        st.sampled_from("abcdef"),
        st.sampled_from(["together", "commands", "denies"]),
        st.integers(1, 50),
        st.text(max_size=5),
    ),
    min_size=1,
    max_size=100,
)


@given(TIES)
def test_a_network_draws_each_tie_once_and_says_how_many_it_leaves_out(ties):
    names = {name: f"name {name}" for name in "abcdef"}
    figure = network(names, ties, words_in("en"))
    assert figure is not None
    assert len(figure.rows) == min(len(ties), MOST_TIES) == figure.svg.count('class="tie')
    assert figure.caption.endswith(f"{len(ties) - len(figure.rows)}.")
    assert network(names, [], words_in("en")) is None
