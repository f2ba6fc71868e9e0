"""Time zones: the set covers what it says, is never one offset, and abstains without a rhythm."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rhythm_world import START, Habit, habitual

from indicia.conduct.rhythm.times import times_of
from indicia.conduct.rhythm.timezone import (
    LEAST_OFFSETS,
    OFFSETS,
    consistent_offsets,
    offset_chances,
    spoken,
    timezone_tests,
)


@pytest.mark.parametrize(
    "habit", [Habit(120, 30), Habit(250), Habit(250, bursts=3, busy=0.5), Habit(1000)]
)
def test_the_set_holds_four_in_five_of_the_planted_offsets(habit: Habit) -> None:
    times, offset = habitual(habit, 400, 11)
    rows = timezone_tests(times, 0)
    assessed = [(row, true) for row, true in zip(rows, offset, strict=True) if not row.refusal]
    assert len(assessed) > 300
    held = np.mean([int(true) in row.settings["offsets"] for row, true in assessed])
    size = np.mean([len(row.settings["offsets"]) for row, _ in assessed])
    assert held >= 0.78
    assert size < 6


def test_no_rhythm_gives_no_set() -> None:
    second = START + np.random.default_rng(1).integers(0, 60 * 86_400, 800)
    (row,) = timezone_tests(times_of(second), 0)
    assert row.statistic is None
    assert row.refusal is not None and "every offset is consistent" in row.refusal


def test_no_wording_names_one_offset_or_a_country() -> None:
    times, _ = habitual(Habit(400), 40, 12)
    for row in timezone_tests(times, 0):
        assert row.p is None and row.q is None
        assert row.refusal or len(row.settings["offsets"]) >= LEAST_OFFSETS
        assert row.refusal or " offsets: " in row.wording


@given(
    st.lists(st.integers(0, 500), min_size=24, max_size=24).filter(lambda c: sum(c) > 0),
    st.integers(0, 23),
    st.floats(1, 5000),
)
def test_turning_the_hours_turns_the_offsets(counts: list[int], turn: int, number: float) -> None:
    hours = np.array([counts, np.roll(counts, turn)], float)
    chance = offset_chances(hours, np.array([number, number]))
    assert chance.sum(axis=1) == pytest.approx([1, 1])
    assert np.roll(chance[0], -turn) == pytest.approx(chance[1], abs=1e-9)
    inside = consistent_offsets(chance)
    assert (inside.sum(axis=1) >= LEAST_OFFSETS).all()
    assert (chance * inside).sum(axis=1).min() >= 0.8 - 1e-9


def test_runs_of_offsets_are_spoken_as_runs() -> None:
    assert spoken([2, 3, 4]) == "UTC+2 to UTC+4"
    assert spoken([-11, 11, 12]) == "UTC+11 to UTC-11"
    assert spoken([-5, 0, 1]) == "UTC-5, UTC to UTC+1"
    assert spoken(OFFSETS.tolist()) == "all"
