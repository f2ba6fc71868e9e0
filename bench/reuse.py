"""Reuse and audience: what real channels show, calibration on planted worlds, speed and growth.

python bench/reuse.py SHARED-DATA [--posts 50000 200000 1000000] [--only real calibration speed]
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests" / "conduct"))
sys.path.insert(0, str(Path(__file__).resolve().parent))

from trace import load_posts  # type: ignore[attr-defined]

from reuse_world import Told, alone, partners, traffic_of

from indicia.conduct.audience.audience import audience_tests
from indicia.conduct.audience.figures import FIGURES, one_a_capture
from indicia.conduct.audience.jump import assess_jumps
from indicia.conduct.reuse.lead import hourly
from indicia.conduct.reuse.reuse import reuse_tests
from indicia.conduct.reuse.story import text_holdings, text_stories
from indicia.conduct.traffic import Traffic
from indicia.trace.copies import COPY_SCHEMA, find_copies
from indicia.trace.feature import LINK
from indicia.trace.post import POST_SCHEMA, table_of_posts

LEVELS = (0.01, 0.05, 0.2, 0.5)
COPIES = 50


def real(folder: Path) -> None:
    """Leads, lags and originality of the 24 channels."""
    posts = []
    for post in load_posts(folder):
        urls = tuple(sorted({m.group(1) or m.group() for m in LINK.finditer(post.text)}))
        posts.append(type(post)(post.item, post.source, post.posted, post.text, "ru", urls=urls))
    items = table_of_posts(posts).sort_by("item")
    traffic = Traffic(items, find_copies(items), {post.source: "channel" for post in posts})
    rows = reuse_tests(traffic, 0)
    for row in rows:
        chance = f" against {row.null_mean:.2f}, q {row.q:.1e}" if row.q is not None else ""
        value = f"{row.statistic:.3g}" if row.statistic is not None else "-"
        print(f"{row.kind}: {' / '.join(row.subjects)}: {value}{chance}, n {row.n}")
    found = [r for r in rows if r.q is not None and r.q <= 0.05]
    tested = sum(r.q is not None for r in rows)
    print(f"telegram-news: {len(found)} leads of {tested} pairs assessed, {len(rows)} rows")
    for by_activity in (False, True):
        p = []
        for seed in range(COPIES):
            p.append([row.p for row in _leads(_exchanged(traffic, by_activity, seed))])
        every = np.concatenate(p)
        print(
            f"telegram-news, order exchanged {'by activity' if by_activity else 'by a coin'}, "
            f"{COPIES} copies, {len(every)} pairs: {_below(every)}"
        )


def _exchanged(traffic: Traffic, by_activity: bool, seed: int) -> Traffic:
    """The same stories and times; who held a story when is drawn anew."""
    held = text_holdings(traffic, text_stories(traffic)[0])
    rng = np.random.default_rng(seed)
    key = rng.exponential(1, len(held.row))
    if by_activity:
        hour = held.second[held.first] // 3600 % 24
        key = key / hourly(traffic)[held.source, hour]
    source = np.array(traffic.sources)[traffic.source]
    source[held.row] = source[held.row[np.lexsort((key, held.story))]]
    place = traffic.items.column_names.index("source")
    items = traffic.items.set_column(place, "source", pa.array(source))
    return Traffic(items, traffic.copies, traffic.kinds)


def calibration(worlds: int) -> None:
    """Shares of p at or below each level where nothing is planted, and power where something is."""
    told = [t for n in range(4) for t in _renamed(partners(200, 60, 0.5, seed=n), n)]
    p = np.array([lead.p for lead in _leads(traffic_of(told))])
    print(f"lead, equal partners, {len(p)} pairs: {_below(p)}")
    for busy in (5, 20, 80):
        p_of = []
        for seed in range(worlds):
            rng = np.random.default_rng(seed)
            p_of += [lead.p for lead in _leads(traffic_of(_waiting(float(busy), 2.0, rng)))]
        print(f"lead, {busy} against 2 posts a day, both wait: {_below(np.array(p_of))}")
    p_of = []
    for seed in range(worlds):
        rows = partners(1, 60, 0.5, seed) + alone("000 a", 6000, seed)
        p_of += [lead.p for lead in _leads(traffic_of(rows))]
    print(f"lead, 20 posts a day more, equally quick: {_below(np.array(p_of))}")
    for chance in (0.7, 0.8, 0.9):
        p = np.array([lead.p for lead in _leads(traffic_of(partners(200, 60, chance, 9)))])
        print(f"lead, first in {chance:.0%} of 60: p <= .01 in {np.mean(p <= 0.01):.3f}")
    _jump_calibration(worlds * 10)


def _jump_calibration(worlds: int) -> None:
    rng = np.random.default_rng(1)
    shapes: dict[str, Callable[[int], np.ndarray]] = {
        "log-normal, factor 1.35": lambda n: rng.normal(0, 0.3, n),
        "log-normal, factor 1.65": lambda n: rng.normal(0, 0.5, n),
        "power law": lambda n: rng.exponential(0.4, n),
        "log-Laplace": lambda n: rng.laplace(0, 0.4, n),
        "log-t, 5 degrees": lambda n: 0.4 * rng.standard_t(5, n),
        "log-t, 3 degrees": lambda n: 0.4 * rng.standard_t(3, n),
    }
    for name, draw in shapes.items():
        for posts in (60, 200, 600):
            found = [assess_jumps(np.round(5000 * np.exp(draw(posts)))).p for _ in range(worlds)]
            p = np.array([value for value in found if value is not None])
            print(f"jump, {name}, {posts} posts: {_below(p)}, refused {1 - len(p) / worlds:.3f}")
    for name in list(shapes)[:2]:
        for times in (6, 12, 25):
            for many in (1, 3):
                hits = exact = 0
                for _ in range(worlds // 2):
                    values = 5000 * np.exp(shapes[name](200))
                    at = rng.choice(200, many, replace=False)
                    values[at] = 5000 * times
                    result = assess_jumps(values)
                    hits += result.p is not None and result.p <= 0.01
                    exact += set(result.apart.tolist()) == set(at.tolist())
                print(
                    f"jump, {name}, {many} of {times} times: p <= .01 in {hits / (worlds // 2):.2f}, "
                    f"exactly these in {exact / (worlds // 2):.2f}"
                )


def _renamed(told: list[Told], turn: int) -> list[Told]:
    return [Told(f"{turn} {t.source}", t.second, turn * 100_000 + t.story) for t in told]


def _waiting(busy: float, rare: float, rng: np.random.Generator) -> list[Told]:
    told = []
    for name, rate in (("busy", busy), ("rare", rare)):
        count = int(rate * 300)
        seconds = rng.integers(0, 300, count) * 86_400 + rng.integers(28_800, 72_000, count)
        told += [(name, float(s)) for s in np.sort(seconds)]
    own = {name: np.array([s for n, s in told if n == name]) for name in ("busy", "rare")}
    story_of: dict[tuple[str, float], int] = {}
    for story in range(100):
        start = float(rng.integers(0, 299) * 86_400 + rng.integers(32_400, 68_400))
        for name, times in own.items():
            at = int(np.searchsorted(times, start))
            if at < len(times):
                story_of.setdefault((name, times[at]), story)
    return [Told(name, second, story_of.get((name, second), -1)) for name, second in told]


def _leads(traffic: Traffic) -> list:  # type: ignore[type-arg]
    return [row for row in reuse_tests(traffic, 0) if row.kind == "lead text"]


def _below(p: np.ndarray) -> str:
    return ", ".join(f"p <= {level}: {np.mean(p <= level):.3f}" for level in LEVELS)


def speed(sizes: list[int]) -> None:
    """Processor time of both on invented corpora: one post in five is a copy, all have figures."""
    for size in sizes:
        rng = np.random.default_rng(size)
        sources = np.array([f"s{n:05d}" for n in range(max(20, size // 500))])
        source = rng.choice(len(sources), size, p=rng.dirichlet(np.ones(len(sources))))
        second = rng.integers(0, 300 * 86_400, size)
        copies = rng.permutation(size)[: size // 5]
        parent = rng.integers(0, size, len(copies))
        second[copies] = second[parent] + 60 + rng.exponential(1800, len(copies)).astype(np.int64)
        names = pa.array([f"p{n:08d}" for n in range(size)])
        low, high = np.minimum(copies, parent), np.maximum(copies, parent)
        kept = low < high
        table = _posts(names, sources[source], second)
        copied = _copies(names, low[kept], high[kept])
        traffic = Traffic(table, copied, dict.fromkeys(sources.tolist(), "channel"))
        figures = _figures(names, sources[source], second, rng)
        start = time.process_time()
        rows = reuse_tests(traffic, 0)
        middle = time.process_time()
        more = audience_tests(traffic, figures, 0)
        end = time.process_time()
        print(
            f"{size:,} posts of {len(sources):,} sources, {kept.sum():,} copies, {figures.num_rows:,} "
            f"captures: reuse {middle - start:.2f} s ({len(rows)} rows), audience {end - middle:.2f} s "
            f"({len(more)} rows)"
        )


def _posts(names: pa.Array, source: np.ndarray, second: np.ndarray) -> pa.Table:
    size = len(names)
    words = pa.array(["some words"] * size)
    links = [[f"https://a.example/{n % (size // 4)}"] if n % 3 == 0 else [] for n in range(size)]
    columns = {
        "item": names,
        "source": pa.array(source),
        "posted_utc": pa.array(second * 10**6).cast(pa.timestamp("us", tz="UTC")),
        "text": words,
        "urls": pa.array(links, pa.list_(pa.string())),
    }
    return pa.table(
        {f.name: columns.get(f.name, pa.nulls(size, f.type)) for f in POST_SCHEMA},
        schema=POST_SCHEMA,
    )


def _copies(names: pa.Array, low: np.ndarray, high: np.ndarray) -> pa.Table:
    size = len(low)
    columns = {
        "a": names.take(pa.array(low)),
        "b": names.take(pa.array(high)),
        "kind": pa.array(["identical"] * size),
        "similarity": pa.array(np.ones(size)),
        "direction": pa.array(["a_first"] * size),
        "direction_certainty": pa.array(np.full(size, 0.9)),
    }
    return pa.table(
        {f.name: columns.get(f.name, pa.nulls(size, f.type)) for f in COPY_SCHEMA},
        schema=COPY_SCHEMA,
    )


def _figures(
    names: pa.Array, source: np.ndarray, second: np.ndarray, rng: np.random.Generator
) -> pa.Table:
    size = len(names)
    views = np.round(4000 * np.exp(rng.normal(0, 0.4, size))).astype(np.int64)
    parts = []
    for seq, hours in enumerate((4, 30)):
        columns = {
            "post": names,
            "item": names,
            "source": pa.array(source),
            "posted_utc": pa.array(second * 10**6).cast(pa.timestamp("us", tz="UTC")),
            "seq": pa.array(np.full(size, seq)),
            "seen_utc": pa.array((second + hours * 3600) * 10**6).cast(
                pa.timestamp("us", tz="UTC")
            ),
            "live": pa.array(np.ones(size, bool)),
            "views": pa.array(views * hours // 30),
            "forwards": pa.array(views // 50),
            "reactions": pa.array(views // 30),
        }
        parts.append(pa.table(columns, schema=FIGURES))
    return one_a_capture(pa.concat_tables(parts))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--posts", type=int, nargs="+", default=[50_000, 200_000])
    parser.add_argument("--worlds", type=int, default=60)
    parser.add_argument("--only", nargs="+", default=["real", "calibration", "speed"])
    options = parser.parse_args()
    if "real" in options.only:
        real(options.data / "telegram-news")
    if "calibration" in options.only:
        calibration(options.worlds)
    if "speed" in options.only:
        speed(options.posts)


if __name__ == "__main__":
    main()
