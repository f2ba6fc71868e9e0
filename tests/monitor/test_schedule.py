"""When a watch is due: schedules, failures, waits that a source asked for, clocks set back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from indicia.collect.memory import WatchMemory
from indicia.monitor.schedule import LONGEST_BACKOFF_SECONDS, due, due_at, next_due
from indicia.watch import Watch

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
HOURLY = Watch("review", "page", "https://review.example/", every_seconds=3600)


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


def test_a_watch_that_was_never_looked_at_is_due() -> None:
    assert due_at(HOURLY, None, NOW) == NOW


def test_a_watch_is_due_an_hour_after_its_last_look() -> None:
    memory = WatchMemory(looked=NOW - minutes(10))
    assert due_at(HOURLY, memory, NOW) == NOW + minutes(50)


def test_after_failures_the_wait_doubles_to_a_day_at_most() -> None:
    waits = [
        due_at(HOURLY, WatchMemory(looked=NOW, failures=count), NOW) - NOW
        for count in (1, 2, 3, 50)
    ]
    assert waits[:3] == [minutes(60), minutes(120), minutes(240)]
    assert waits[3] == timedelta(seconds=LONGEST_BACKOFF_SECONDS)


def test_what_the_source_asked_for_is_waited_for() -> None:
    memory = WatchMemory(looked=NOW, failures=1, wait_seconds=7200)
    assert due_at(HOURLY, memory, NOW) == NOW + minutes(120)


def test_a_clock_that_was_set_back_does_not_hold_a_watch_up() -> None:
    memory = WatchMemory(looked=NOW + timedelta(days=400))
    assert due_at(HOURLY, memory, NOW) == NOW


def test_the_longest_waiting_comes_first() -> None:
    other = Watch("wire", "feed", "https://wire.example/", every_seconds=3600)
    known = {
        "review": WatchMemory(looked=NOW - minutes(61)),
        "wire": WatchMemory(looked=NOW - minutes(90)),
    }
    assert [watch.id for watch in due([HOURLY, other], known, NOW)] == ["wire", "review"]
    assert next_due([], known, NOW) is None


@given(
    looked=st.integers(-(10**7), 10**7),
    failures=st.integers(0, 100),
    asked=st.floats(0, 10**6),
)
def test_a_watch_is_due_again_within_a_day_or_what_was_asked(
    looked: int, failures: int, asked: float
) -> None:
    memory = WatchMemory(NOW + timedelta(seconds=looked), None, failures, asked)
    at = due_at(HOURLY, memory, NOW)
    assert at <= NOW + timedelta(seconds=max(LONGEST_BACKOFF_SECONDS, 3600, asked))
