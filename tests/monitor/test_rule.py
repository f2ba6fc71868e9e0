"""Alerts: what raises one, in any spelling, and what never does."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from indicia.monitor.novelty import Novelty
from indicia.monitor.rule import Raised, Rules, Seen, volume_raised
from indicia.monitor.tell import is_quiet, sort_out, subject_key
from indicia.watch import Alert

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Damascus")


def post(text: str = "", **known: object) -> Seen:
    novelty = Novelty("new", "v-1", "p-1", "i-1", "s-1", "Steppe Wire", NOW, text)
    return Seen(novelty, **known)  # type: ignore[arg-type]


def raised(alert: Alert, seen: Seen, persons: frozenset[str] = frozenset()) -> list[str]:
    return [one.kind for one in Rules((alert,), persons).raised([seen])]


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("get out", "They wrote: GET  OUT of the town"),
        ("اخرجوا", "قالوا لهم: إخرجوا من المدينة"),
        ("المدينة", "وصلوا للمدينه صباحا"),
        ("уходите", "Уходите из города"),
        ("לעזוב", "עליכם לעזוב"),
    ],
)
def test_a_word_is_met_in_any_spelling(word: str, text: str) -> None:
    assert raised(Alert("a", words=(word,)), post(text)) == ["word"]


def test_a_part_of_a_word_is_not_the_word() -> None:
    assert raised(Alert("a", words=("rat",)), post("the rate of the ratio")) == []


def test_each_condition_raises_its_kind() -> None:
    seen = post(
        entities=frozenset({"b19"}),
        places_km=(3.0,),
        pictures_before=("ab" * 32,),
        source_ids=frozenset({"1900000001", "Steppe Wire"}),
    )
    alert = Alert("a", names=("b19",), sources=("Steppe Wire",), within_km=5.0, seen_pictures=True)
    assert raised(alert, seen) == ["name", "source", "place", "picture"]


def test_no_alert_follows_a_person() -> None:
    alert = Alert("a", names=("abu-invented",))
    seen, persons = post(entities=frozenset({"abu-invented"})), frozenset({"abu-invented"})
    assert raised(alert, seen, persons) == []
    (sentence,) = Rules((alert,), persons).refused()
    assert "no alert follows a person" in sentence


def steady(per_day: int, days: int) -> list[datetime]:
    return [
        NOW - timedelta(days=day, hours=1 + hour)
        for day in range(1, days)
        for hour in range(per_day)
    ]


def test_unusual_volume_is_measured_against_the_days_before() -> None:
    alert = Alert("flood", volume=3.0)
    today = [NOW - timedelta(minutes=m) for m in range(30)]
    names = {"s-1": "Steppe Wire"}
    (one,) = volume_raised([alert], {"s-1": steady(4, 29) + today}, names, NOW)
    assert "30 times in a day" in one.why and "Steppe Wire" in one.why
    assert not volume_raised([alert], {"s-1": steady(4, 29) + today[:6]}, names, NOW)


def test_a_young_source_has_no_baseline() -> None:
    today = [NOW - timedelta(minutes=m) for m in range(60)]
    assert not volume_raised([Alert("f", volume=3.0)], {"s-1": steady(1, 8) + today}, {}, NOW)


@pytest.mark.parametrize(
    ("hour", "quiet"), [(21, False), (22, True), (2, True), (6, False), (12, False)]
)
def test_quiet_hours_go_past_midnight(hour: int, quiet: bool) -> None:
    local = NOW.replace(hour=hour, minute=30).replace(tzinfo=None)
    assert is_quiet((time(22), time(6)), local) is quiet
    assert not is_quiet(None, local)


def test_the_same_subject_is_told_once_in_its_time() -> None:
    alert = Alert("a", words=("x",), repeat_seconds=3600)
    one = Raised("a", "word", "word x", "why", ("v-1",))
    rules = {"a": alert}
    states = [t.state for t in sort_out([one, one], rules, {}, NOW, ZONE)]
    assert states == ["told", "held back"]
    before = {subject_key(one): NOW - timedelta(hours=2)}
    assert sort_out([one], rules, before, NOW, ZONE)[0].state == "told"
    ahead = {subject_key(one): NOW + timedelta(days=3)}
    assert sort_out([one], rules, ahead, NOW, ZONE)[0].state == "told"


def test_quiet_alerts_are_noted_and_told_nobody() -> None:
    alert = Alert("a", words=("x",), quiet=(time(0), time(23, 59)))
    one = Raised("a", "word", "word x", "why")
    assert sort_out([one], {"a": alert}, {}, NOW, ZONE)[0].state == "quiet"
