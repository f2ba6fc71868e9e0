"""coordination-network-toolkit 1.5.2 beside ours on the same posts: co-link and co-similar text.

Used by bench/conduct.py. Both read the same posts from a CSV file and are run as their own command
lines, start included; the join alone is measured on loaded posts in processor seconds, theirs a
second time, when its indexes stand and its texts are cut, without its start. Memory is that of the largest process.
"""

from __future__ import annotations

import csv
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import orjson
import pyarrow as pa

from indicia.conduct.coordination.coortweet import Edges
from indicia.conduct.coordination.edgefile import columns_of
from indicia.conduct.coordination.similar import SIMILAR, similar_pairs
from indicia.conduct.coordination.toolkit import directed_edges, toolkit_edges
from indicia.conduct.coordination.window import pairs_within
from indicia.conduct.coordination.wordset import word_sets
from indicia.trace.feature import LINK
from indicia.trace.post import POST_SCHEMA
from messages import messages

WINDOW, LEAST = 60, 2
QUICKER = 12
"""Invented messages come this much quicker than bench/messages.py has them: 3,300 a day."""
CELL, EVENT_OF = 10, 100
"""Accounts of a planted cell, which passes on every hundredth message within 45 seconds."""
NETWORKS = {
    "toolkit": ("co_link", "co_link_network"),
    "toolkit-text": ("co_similar_tweet", "co_similar_tweet_network"),
}
PEER = """
import sys
from coordination_network_toolkit import compute_networks as c
from coordination_network_toolkit.similarity import get_similarity_fn_from_min_size as f
path, kind, window, least, similar, cpus = sys.argv[1:]
if kind == "toolkit":
    c.compute_co_link_network(path, int(window), n_threads=int(cpus), min_edge_weight=int(least))
else:
    c.compute_co_similar_tweet(path, int(window), n_threads=int(cpus), min_edge_weight=int(least),
        similarity_threshold=float(similar), similarity_function=f(1))
"""


@dataclass(frozen=True, slots=True)
class Row:
    """One post; ``second`` since 1970."""

    item: str
    source: str
    second: int
    text: str
    links: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds on the clock and of the processor, and MiB of the largest process."""

    seconds: float
    processor: float
    mib: float


def invented(count: int, seed: int = 7) -> Iterator[Row]:
    """``count`` posts of bench/messages.py, among them cells that pass on the same within 45 s.

    A message without a link has one of its own, so that co-link works on all posts.
    """
    rng = np.random.default_rng(seed)
    cells = count // 20_000 + 1
    made = 0
    for message in messages(count, seed):
        number, text = message["message_id"], message["text"]
        second = int(_second_of(message["date"]) // QUICKER)
        links = tuple(dict.fromkeys(m.group() for m in LINK.finditer(text)))
        members = [int(message["channel_id"])]
        links = links or (f"https://c{members[0]}.example/{number}",)
        if number % EVENT_OF == 0:
            first = (number // EVENT_OF % cells) * CELL
            members += [first + n for n in range(CELL) if rng.random() < 0.85]
        for place, member in enumerate(dict.fromkeys(members)):
            later = int(rng.integers(0, 46)) if place else 0
            yield Row(f"v-{number:08d}-{place:02d}", f"c{member}", second + later, text, links)
            made += 1
            if made == count:
                return


def _second_of(date: str) -> float:
    from datetime import datetime

    return datetime.fromisoformat(date).timestamp()


def table_of(rows: Iterable[Row]) -> pa.Table:
    """The posts as trace and conduct take them; each seventh has its first word as a hashtag."""
    batches, batch = [], []
    for number, row in enumerate(rows):
        tags = [f"#{row.text.split(' ', 1)[0]}"] if number % 7 == 0 else []
        batch.append({
            "item": row.item, "source": row.source, "posted_utc": row.second * 1_000_000,
            "text": row.text, "language": "ru", "urls": list(row.links), "hashtags": tags,
        })  # fmt: skip
        if len(batch) == 50_000:
            batches.append(pa.Table.from_pylist(batch, POST_SCHEMA))
            batch = []
    batches.append(pa.Table.from_pylist(batch, POST_SCHEMA))
    return pa.concat_tables(batches)


def beside(name: str, rows: Sequence[Row], definition: str, python: str) -> None:
    """One line: the same posts through the toolkit and through ours."""
    if definition == "toolkit":
        rows = [row for row in rows if row.links]  # without a link, theirs takes "" for one
    with tempfile.TemporaryDirectory() as scratch:
        base = Path(scratch)
        _write(base, rows, definition)
        kind, network = NETWORKS[definition]
        command = [python, "-m", "coordination_network_toolkit", str(base / "n.db")]
        load = ran([*command, "preprocess", str(base / "theirs.csv")])
        options = ["--time_window", str(WINDOW), "--min_edge_weight", str(LEAST)]
        find = ran([*command, "compute", kind, *options])
        again = [python, "-c", PEER, str(base / "n.db"), definition, str(WINDOW), str(LEAST)]
        peer = ran([*again, str(SIMILAR), str(os.cpu_count())])
        their_join = peer.processor - ran([python, "-c", PEER.partition("\npath")[0]]).processor
        with closing(sqlite3.connect(base / "n.db")) as given:
            found = given.execute(f"select user_1, user_2, weight from {network}")
            theirs = {(a, b, int(w)) for a, b, w in found if a != b}
        program = [str(Path(sys.executable).parent / "indicia"), "conduct", "edges"]
        out = base / "edges.csv"
        whole = ran([*program, str(base / "ours.csv"), "--definition", definition], out)
        with out.open(newline="") as lines:
            ours = {(r["from"], r["to"], int(r["weight"])) for r in csv.DictReader(lines)}
        our_join = _join_alone(base / "ours.csv", definition)
    same = "equal" if ours == theirs else f"{len(ours ^ theirs)} of {len(theirs)} DIFFER"
    both = load.seconds + find.seconds
    work = load.processor + find.processor
    print(
        f"| {name} | {len(rows):,} | {kind} | {len(theirs):,}, {same} | {load.seconds:.1f} + "
        f"{find.seconds:.1f} | {whole.seconds:.2f} | {both / whole.seconds:.1f} | {work:.1f} | "
        f"{whole.processor:.2f} | {work / whole.processor:.1f} | {their_join:.2f} | {our_join:.4f} | "
        f"{their_join / our_join:.0f} | {max(load.mib, find.mib):.0f} | {whole.mib:.0f} |",
        flush=True,
    )


LAUNCH = """
import json, resource, subprocess, sys, time
start = time.perf_counter()
done = subprocess.run(sys.argv[1:], stderr=subprocess.PIPE, text=True)
seconds = time.perf_counter() - start
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(done.stderr[-500:] if done.returncode else "", file=sys.stderr)
print(json.dumps([seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024]), file=sys.stderr)
sys.exit(done.returncode)
"""
"""A small process stands between: a child's peak is at least what its parent held at the fork."""


def ran(command: Sequence[str], out: Path | None = None) -> Spent:
    """What a command spends; its output goes to ``out``."""
    with (out or Path(os.devnull)).open("w") as output:
        launched = [sys.executable, "-S", "-c", LAUNCH, *command]
        done = subprocess.run(
            launched, stdout=output, stderr=subprocess.PIPE, text=True, check=False
        )
    if done.returncode:
        raise SystemExit(f"{' '.join(command)}: {done.stderr}")
    return Spent(*orjson.loads(done.stderr.splitlines()[-1]))


def _write(base: Path, rows: Sequence[Row], definition: str) -> None:
    with (base / "theirs.csv").open("w", newline="") as theirs:
        writer = csv.writer(theirs)
        writer.writerow(
            [
                "message_id",
                "user_id",
                "username",
                "repost_id",
                "reply_id",
                "message",
                "timestamp",
                "urls",
            ]
        )
        for row in rows:
            links = " ".join(row.links)
            writer.writerow([row.item, row.source, row.source, "", "", row.text, row.second, links])
    with (base / "ours.csv").open("w", newline="") as ours:
        writer = csv.writer(ours)
        writer.writerow(["object_id", "account_id", "content_id", "timestamp_share"])
        for row in rows:
            for thing in row.links if definition == "toolkit" else (row.text,):
                writer.writerow([thing, row.source, row.item, row.second])


def _join_alone(path: Path, definition: str) -> float:
    """Processor seconds of our join on loaded posts: the least of three."""
    with path.open(newline="") as lines:
        posts, _, things = columns_of(lines)
    if definition == "toolkit":
        return least_of(lambda: toolkit_edges(posts, WINDOW, LEAST, 0.5))
    sets = word_sets(pa.chunked_array([pa.array(things, pa.large_string())]))

    def join() -> Edges:
        pairs = pairs_within(np.zeros(len(posts.second), np.int64), posts.second, WINDOW)
        pairs = pairs[posts.account[pairs[:, 0]] != posts.account[pairs[:, 1]]]
        return directed_edges(
            posts, pairs[similar_pairs(sets, posts.object[pairs], SIMILAR)], LEAST, 0.5
        )

    return least_of(join)


def least_of(join: Callable[[], Edges]) -> float:
    """The least processor seconds of three runs."""
    spent = []
    for _ in range(3):
        start = time.process_time()
        join()
        spent.append(time.process_time() - start)
    return min(spent)
