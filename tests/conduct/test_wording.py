"""What is said of rhythm: drafted in three languages, never of what every source shows."""

from __future__ import annotations

import numpy as np
from rhythm_world import DAY, START, Habit, habitual
from test_presence import births

from indicia.conduct.observation import CLEAR_P, DESCRIPTIVE, RHYTHM, Observation
from indicia.conduct.rhythm.automation import automation_tests
from indicia.conduct.rhythm.birth import birth_tests
from indicia.conduct.rhythm.burst import rhythm_tests
from indicia.conduct.rhythm.change import change_tests
from indicia.conduct.rhythm.hours import hours_tests
from indicia.conduct.rhythm.silence import silence_tests
from indicia.conduct.rhythm.sleep import sleep_tests
from indicia.conduct.rhythm.times import Times, times_of
from indicia.conduct.rhythm.timezone import timezone_tests
from indicia.publish.document import Sentence
from indicia.publish.drafted import said_in
from indicia.publish.harmword import find_word
from indicia.publish.voice import find_overstatements
from indicia.settings import Question
from indicia.weigh.draft import MOST_RHYTHM, drafted_indications


def every_test(times: Times) -> list[Observation]:
    looked = {source: int(times.second[-1]) + 200 * DAY for source in times.sources}
    number = np.arange(len(times.second)) - times.starts[times.owner] + 1
    return [
        *hours_tests(times, 0),
        *timezone_tests(times, 0),
        *sleep_tests(times, 0),
        *change_tests(times, 0),
        *rhythm_tests(times, 0),
        *automation_tests(times, 0),
        *silence_tests(times, looked, 0),
        *birth_tests(times, number, 0),
    ]


def clear_ones() -> list[Observation]:
    """Sources with every feature planted, one each, among others."""
    rng = np.random.default_rng(1)
    clock = START + np.arange(400) * 2700 + 7
    bursts, _ = habitual(Habit(400, 140, bursts=5), 1, 61)
    pace = np.repeat(rng.choice([1200, 7200], 40), 20)
    spells = START + np.cumsum(rng.exponential(pace)).astype(np.int64)
    turns = START + np.cumsum(np.tile([600, 6000], 300))
    day = np.concatenate((rng.integers(0, 60, 150), rng.integers(60, 100, 500)))
    hour = rng.normal(np.where(day < 60, 9, 15), 2)
    moved = START + day * DAY + (hour * 3600).astype(np.int64)
    day = np.repeat(np.arange(60), 4)
    quiet = START + day * DAY + rng.integers(7 * 3600, 21 * 3600, len(day))
    quiet = quiet[(day < 30) | (day > 36)]
    later = START + np.concatenate((rng.integers(0, 7 * DAY, 90), rng.integers(0, 140 * DAY, 200)))
    work = START + np.repeat(np.arange(140), 3) * DAY + rng.integers(8 * 3600, 16 * 3600, 420)
    work = work[(work - START) // DAY % 7 < 5]
    parts = [clock, bursts.second, spells, turns, moved, quiet, later, work]
    owner = np.repeat(np.arange(len(parts)), [len(part) for part in parts])
    rows = every_test(times_of(np.concatenate(parts), owner))
    times, number = births([*range(0, 700, 30), 333, 333, 333, 333, 333])
    return [*rows, *birth_tests(times, number, 0)]


CLEAR = clear_ones()


def test_every_kind_has_a_clear_case_here() -> None:
    clear = {row.kind for row in CLEAR if row.p is not None and row.p <= CLEAR_P}
    assert clear == RHYTHM - {"time zones"}
    assert {row.kind for row in CLEAR} == RHYTHM


def test_a_clear_wording_can_be_said_in_arabic_and_hebrew() -> None:
    for row in CLEAR:
        if row.p is not None and row.p <= CLEAR_P and row.kind not in DESCRIPTIVE:
            text = f"{row.wording}."
            for language in ("ar", "he"):
                assert said_in(text, language) != text, text


def test_the_gate_lets_a_drafted_wording_pass() -> None:
    for row in CLEAR:
        sentence = Sentence("s1", f"{row.wording}.", marks=(1,), basis="observed", origins=1)
        assert list(find_overstatements(sentence, "conduct", ())) == [], row.wording


def test_no_wording_accuses_or_says_who_posts() -> None:
    for row in CLEAR:
        said = row.wording.casefold()
        assert find_word("allegation", row.wording) is None
        assert not [w for w in ("bot", "fake", "automat", "coordinat", "country") if w in said]
        assert row.cannot_tell
        assert "." not in row.wording[-1]


def test_hours_and_gaps_are_never_drafted_and_rhythm_leaves_room_for_others() -> None:
    tests = [
        {"test": f"t{n}", "kind": row.kind, "q": 0.0, "wording": row.wording, "subjects": ["s"]}
        for n, row in enumerate([row for row in CLEAR if row.p is not None] * 3)
    ]
    pair = {"test": "z", "kind": "coshare link", "q": 0.04, "wording": "w", "subjects": ["a", "b"]}
    questions = [Question("q", "Who?", 1, ())]
    drafted = drafted_indications([*tests, pair], questions)
    assert len(drafted) == MOST_RHYTHM + 1
    themes = {row["text"]: row["theme"] for row in drafted}
    assert themes.pop("w") == "network position"
    assert set(themes.values()) == {"rhythm"}
    assert not [text for text in themes if "posts most from" in text or "hardly ever" in text]
