"""Rhythm: false rates and power on planted truth, cover of the time zones, speed, real channels.

    python bench/rhythm.py [SHARED-DATA] [--sources 1000] [--million]

Worlds are those of ``tests/conduct/rhythm_world.py``: people with local habits, clusters of posts,
busy days; what is planted is planted into them. ``SHARED-DATA`` adds 24 real channels.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests" / "conduct"))
sys.path.insert(0, str(Path(__file__).resolve().parent))

from trace import load_posts  # type: ignore[attr-defined]

from rhythm_world import DAY, START, Habit, habitual

from indicia.conduct.observation import Observation
from indicia.conduct.rhythm.automation import automation_tests
from indicia.conduct.rhythm.birth import together
from indicia.conduct.rhythm.burst import rhythm_tests
from indicia.conduct.rhythm.change import best_step, change_tests, volume_series
from indicia.conduct.rhythm.hours import HOURS, hours_tests, profile_of
from indicia.conduct.rhythm.silence import silence_tests
from indicia.conduct.rhythm.sleep import daily_gaps, sleep_tests
from indicia.conduct.rhythm.times import Times, public_times, times_of
from indicia.conduct.rhythm.timezone import OFFSETS, centre_chances, timezone_tests
from indicia.conduct.run import observations_of_times
from indicia.conduct.traffic import Traffic
from indicia.trace.post import table_of_posts

LEVELS = (0.2, 0.05, 0.01, 0.001)
HABITS = {
    "plain, 250 posts": Habit(250),
    "clusters of 3, busy days, 250": Habit(250, bursts=3, busy=0.5),
    "plain, 1,000 posts": Habit(1000),
    "clusters of 3, busier days, 1,000": Habit(1000, bursts=3, busy=0.7),
}


def rates(rows: list[Observation], kind: str) -> tuple[int, list[float]]:
    p = np.array([row.p for row in rows if row.kind == kind and row.p is not None])
    return len(p), [float((p <= level).mean()) if len(p) else np.nan for level in LEVELS]


def flat_world(sources: int, posts: int, days: int, burst: int, seed: int) -> Times:
    """Sources that post at any hour, in clusters."""
    rng = np.random.default_rng(seed)
    starts = rng.integers(0, days * DAY, (sources, posts // burst, 1))
    steps = rng.exponential(1200, (sources, posts // burst, burst)).cumsum(axis=2).astype(np.int64)
    owner = np.repeat(np.arange(sources), posts // burst * burst)
    return times_of(START + (starts + steps).ravel(), owner)


def false_rates(sources: int) -> None:
    """How often p is at or under each level where nothing is planted."""
    print(f"\nfalse rates at {LEVELS}, {sources} sources a row")
    for burst in (1, 4):
        rows = [
            *hours_tests(flat_world(sources, 240, 84, burst, 1), 0),
            *sleep_tests(flat_world(sources, 240, 84, burst, 1), 0),
        ]
        for kind in ("hours", "weekdays", "daily gap"):
            print(f"  {kind}, flat, clusters of {burst}: {rates(rows, kind)}")
    tests: dict[str, Callable[[Times, dict[str, int]], list[Observation]]] = {
        "change": lambda t, _: change_tests(t, 0),
        "rhythm": lambda t, _: rhythm_tests(t, 0),
        "automation": lambda t, _: automation_tests(t, 0),
        "silence": lambda t, looked: silence_tests(t, looked, 0),
    }
    for name, habit in HABITS.items():
        times, _ = habitual(habit, sources, 2)
        rng = np.random.default_rng(3)
        looks = times.second[times.starts[1:] - 1] - rng.integers(0, 10 * DAY, sources)
        seen = times.second <= looks[times.owner]
        cut = times_of(times.second[seen], times.owner[seen])
        looked = dict(zip(cut.sources, looks.tolist(), strict=True))
        for test, run in tests.items():
            rows = run(cut if test == "silence" else times, looked)
            for kind in dict.fromkeys(row.kind for row in rows):
                if test == "rhythm" and habit.bursts > 1:
                    continue  # clusters are what these find
                print(f"  {kind}, {name}: {rates(rows, kind)}")
    rng = np.random.default_rng(4)
    for lasting in (0.3, 0.6, 0.8):
        p = []
        for _ in range(sources):
            noise = rng.standard_normal(170) * 0.5 * np.sqrt(1 - lasting**2)
            level = np.zeros(170)
            for day in range(1, 170):
                level[day] = lasting * level[day - 1] + noise[day]
            p.append(best_step(volume_series(rng.poisson(4 * np.exp(level[50:]))), 0).p)
        held = [float((np.array(p) <= level).mean()) for level in LEVELS]
        print(f"  volume change, days like the day before ({lasting}), 120 days: {held}")
    for births in (10, 40, 200):
        p = [
            together(np.sort((rng.beta(2, 1, births) * 900 * DAY).astype(np.int64)), 0).p
            for _ in range(200)
        ]
        held = [float((np.array(p) <= level).mean()) for level in LEVELS]
        print(f"  births together, {births} births of a growing case: {held}")


def power(sources: int) -> None:
    """How often what is planted has p at or under .01, and how often its interval holds it."""
    rng = np.random.default_rng(5)
    base, _ = habitual(Habit(250), sources, 6)

    def found(times: Times, test: Callable[[Times], list[Observation]], kind: str) -> float:
        p = [r.p for r in test(times) if r.kind == kind]
        return float(np.mean([value is not None and value <= 0.01 for value in p]))

    print(f"\npower at p .01, {sources} sources a row, 250 posts unless said")
    for share in (0.05, 0.1, 0.2):
        queued = rng.random(len(base.second)) < share
        second = np.where(queued, base.second // 60 * 60 + 4, base.second)
        minute = np.where(queued, base.second // 3600 * 3600 + 1800, base.second)
        print(
            f"  one second of the minute, {share:.0%} of posts: "
            f"{found(times_of(second, base.owner), lambda t: automation_tests(t, 0), 'second of minute'):.2f}"
            f"; one minute of the hour: "
            f"{found(times_of(minute, base.owner), lambda t: automation_tests(t, 0), 'minute of hour'):.2f}"
        )
    for share in (0.05, 0.1, 0.2):
        gap = np.where(
            rng.random((sources, 250)) < share,
            2700 + rng.integers(-20, 21, (sources, 250)),
            rng.exponential(20_000, (sources, 250)),
        )
        times = times_of(
            START + np.cumsum(gap, axis=1).astype(np.int64).ravel(),
            np.repeat(np.arange(sources), 250),
        )
        print(
            f"  fixed gap, {share:.0%} of gaps: {found(times, lambda t: automation_tests(t, 0), 'fixed gap'):.2f}"
        )
    for bursts in (1.5, 2.0, 4.0):
        times, _ = habitual(replace(Habit(250), bursts=bursts), sources, 7)
        print(
            f"  burstiness, clusters of {bursts}: {found(times, lambda t: rhythm_tests(t, 0), 'burstiness'):.2f}"
        )
    for busy in (0.5, 1.0):
        times, _ = habitual(Habit(1000, busy=busy), sources, 8)
        print(
            f"  memory, 1,000 posts, busy days (spread {busy}): {found(times, lambda t: rhythm_tests(t, 0), 'memory'):.2f}"
        )
    for days in (2, 3, 5, 8):
        day = (base.second - START) // DAY
        quiet = times_of(
            base.second[(day < 30) | (day >= 30 + days)],
            base.owner[(day < 30) | (day >= 30 + days)],
        )
        last = base.second[base.starts[1:] - 1]
        looked = dict(zip(base.sources, (last + days * DAY).tolist(), strict=True))
        print(
            f"  silence of {days} days at 3 posts a day: {found(quiet, lambda t: silence_tests(t, {}, 0), 'silence'):.2f}; "
            f"to the last look: {found(base, lambda t, seen=looked: silence_tests(t, seen, 0), 'silence to the last look'):.2f}"
        )
    for ratio in (1.5, 2, 3):
        hit, held, wide = [], [], []
        for _ in range(sources):
            cut = int(rng.integers(15, 105))
            level = np.where(np.arange(120) < cut, 3, 3 * ratio) * np.exp(
                0.3 * rng.standard_normal(120)
            )
            step = best_step(volume_series(rng.poisson(level)), 0)
            hit.append(step.p <= 0.01)
            held.append(step.low <= cut <= step.high)
            wide.append(step.high - step.low)
        print(
            f"  volume x {ratio} from 3 a day, 120 days: {np.mean(hit):.2f}; interval holds the day "
            f"{np.mean(held):.2f}, {np.median(wide):.0f} days wide"
        )
    for hours in (1, 2, 4):
        day = (base.second - START) // DAY
        moved = times_of(base.second + np.where(day >= 50, hours * 3600, 0), base.owner)
        print(
            f"  hours moved by {hours}: {found(moved, lambda t: change_tests(t, 0), 'hours change'):.2f}"
        )
    for together_now in (3, 5):
        p = []
        for _ in range(200):
            born = rng.beta(2, 1, 40) * 900
            born[:together_now] = rng.uniform(0, 900) + rng.uniform(0, 1, together_now)
            p.append(together(np.sort((born * DAY).astype(np.int64)), 0).p)
        print(
            f"  {together_now} of 40 births within a day: {np.mean(np.array(p) <= 0.05):.2f} (.05)"
        )
    for posts in (120, 250, 1000):
        owner = np.repeat(np.arange(sources), posts)
        awake = (rng.uniform(0, 16, len(owner)) * 3600).astype(np.int64) + owner % 24 * 3600
        stray = rng.random(len(owner)) < 0.01
        second = START + rng.integers(0, 60, len(owner)) * DAY
        second = second + np.where(stray, rng.integers(0, DAY, len(owner)), awake)
        gap = daily_gaps(times_of(second, owner), 0)
        true = 8 + (0.02 - 0.01 * 8 / 24) / (0.99 / 16 + 0.01 / 24)
        held = (gap.low <= true) & (gap.high >= true)
        print(
            f"  daily gap of 8.3 h, {posts} posts: interval (80 %) holds it {held.mean():.2f}, "
            f"{(gap.high - gap.low).mean():.1f} h wide"
        )


def zones(sources: int) -> None:
    """Cover and size of the sets of offsets, also where habits are not those assumed."""
    print(f"\ntime zones, {sources} sources a row")
    worlds = {
        "120 posts, 30 days": Habit(120, 30),
        "250 posts": Habit(250),
        "250 posts, clusters and busy days": Habit(250, bursts=3, busy=0.5),
        "1,000 posts": Habit(1000),
        "1,000 posts, clusters and busy days": Habit(1000, bursts=3, busy=0.7),
        "night an hour later than assumed": Habit(250, asleep=(4.9, 1.1, 0.1)),
        "night an hour earlier": Habit(250, asleep=(2.9, 1.1, 0.1)),
        "habits wider (1.6 h)": Habit(250, asleep=(3.9, 1.6, 0.1)),
        "a quarter live at any hour": Habit(250, asleep=(3.9, 1.1, 0.25)),
        "one culture (0.7 h, nobody otherwise)": Habit(250, asleep=(3.9, 0.7, 0.0)),
    }
    for name, habit in worlds.items():
        times, offset = habitual(habit, sources, 9)
        rows = timezone_tests(times, 0)
        kept = [(r, int(o)) for r, o in zip(rows, offset, strict=True) if not r.refusal]
        held = np.mean([o in r.settings["offsets"] for r, o in kept])
        size = np.mean([len(r.settings["offsets"]) for r, _ in kept])
        likeliest = [int(OFFSETS[int(np.argmax(r.settings["chances"]))]) for r, _ in kept]
        near = [abs((a - o + 12) % 24 - 12) <= 1 for a, (_, o) in zip(likeliest, kept, strict=True)]
        print(
            f"  {name}: assessed {len(kept) / sources:.3f}, cover {held:.3f}, size {size:.2f}, "
            f"likeliest within 1 h {np.mean(near):.3f}"
        )


def speed(million: bool) -> None:
    """Processor seconds of all tests of times together, over the columns of a corpus."""
    print("\nspeed")
    plans = [(200, Habit(250)), (400, Habit(500))]
    if million:
        plans.append((2000, Habit(500)))
    for sources, habit in plans:
        times, _ = habitual(habit, sources, 10)
        items = pa.table(
            {
                "item": [f"i{n:07d}" for n in range(len(times.second))],
                "source": pa.array([f"s{o:05d}" for o in times.owner]),
                "posted_utc": pa.array(times.second * 1_000_000).cast(pa.timestamp("us", tz="UTC")),
            }
        )
        kinds = {f"s{n:05d}": "channel" for n in range(sources)}
        start = time.process_time()
        found = observations_of_times(Traffic(items, pa.table({}), kinds), 0)
        spent = time.process_time() - start
        print(f"  {sources} sources, {len(times.second)} posts: {spent:.2f} s, {len(found)} rows")


def channels(folder: Path) -> None:
    """What the tests find in real channels, to be opened and read."""
    posts = load_posts(folder)
    items = table_of_posts(posts).sort_by("item")
    traffic = Traffic(items, pa.table({}), {post.source: "channel" for post in posts})
    rows = observations_of_times(traffic, 0)
    print(f"\n{len(posts)} messages of {len(traffic.sources)} channels")
    for kind in dict.fromkeys(row.kind for row in rows):
        mine = [row for row in rows if row.kind == kind]
        clear = [row for row in mine if row.q is not None and row.q <= 0.05]
        refused = sum(row.refusal is not None for row in mine)
        print(f"  {kind}: {len(mine)} rows, {refused} refused, {len(clear)} with q <= .05")
        for row in sorted(clear, key=lambda r: r.q or 0)[:24]:
            print(f"      {row.subjects[0][:26]}: {row.wording}")
    zones_found = [row for row in rows if row.kind == "time zones" and not row.refusal]
    held = sum(3 in row.settings["offsets"] for row in zones_found)
    print(f"  UTC+3 is in the set of {held} of {len(zones_found)}")
    profile = profile_of(public_times(traffic), HOURS)
    chance = centre_chances(profile.share, profile.posts / profile.effect)
    turn = np.exp(2j * np.pi * np.arange(chance.shape[1]) / chance.shape[1])
    centre = (np.angle(chance @ turn) / (2 * np.pi) * 24 + 3) % 24
    print(f"  quiet centres at UTC+3: mean {centre.mean():.2f}, spread {centre.std():.2f} h")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, nargs="?")
    parser.add_argument("--sources", type=int, default=1000)
    parser.add_argument("--million", action="store_true")
    options = parser.parse_args()
    zones(options.sources)
    false_rates(options.sources)
    power(min(options.sources, 300))
    speed(options.million)
    if options.data:
        channels(options.data / "telegram-news")


if __name__ == "__main__":
    main()
