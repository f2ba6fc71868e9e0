"""Conduct: edges beside the published packages, power on planted truth, families of real channels.

    python bench/conduct.py SHARED-DATA [--toolkit PYTHON]

``--toolkit`` names a Python that has coordination-network-toolkit 1.5.2 installed; it is run as its
own command line on the same posts, load and co-link together, and its edges are compared.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import orjson

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests" / "conduct"))
sys.path.insert(0, str(Path(__file__).resolve().parent))

from trace import load_posts  # type: ignore[attr-defined]

from conduct_world import WorldPlan, make_world

from indicia.conduct.coordination import CoordinationOptions, find_coordination
from indicia.conduct.edgefile import edges_csv
from indicia.conduct.run import run_tests
from indicia.conduct.share import shares_from, without_bursts
from indicia.conduct.stratum import with_strata
from indicia.trace.copies import find_copies
from indicia.trace.feature import LINK
from indicia.trace.post import table_of_posts

WINDOW = 60


def timed(make: Callable[[], Any]) -> tuple[Any, float]:
    start = time.perf_counter()
    made = make()
    return made, time.perf_counter() - start


def coortweet(folder: Path) -> None:
    """Our edges against those that CooRTweet 2.1.3 gave in R."""
    for least in (2, 5):
        with gzip.open(folder / "posts.csv.gz", "rt") as posts:
            lines, seconds = timed(
                lambda p=posts, n=least: list(edges_csv(p, "coortweet", WINDOW, n, 0.5))
            )
        ours = {
            (*sorted((r["from"], r["to"])), r["weight"], r["weight_threshold"])
            for r in csv.DictReader(lines)
        }
        with gzip.open(folder / f"edges-window-60-participation-{least}.csv.gz", "rt") as given:
            theirs = {
                (*sorted((r["from"], r["to"])), r["weight"], r["weight_threshold"])
                for r in csv.DictReader(given)
            }
        same = "identical edges, weights and marks" if ours == theirs else "DIFFERENT"
        print(
            f"coortweet, participation {least}: {len(ours)} and {len(theirs)} edges, {same}; {seconds:.2f} s"
        )


def toolkit(folder: Path, python: str) -> None:
    """The toolkit's own command line against ours, on the same posts."""
    with tempfile.TemporaryDirectory() as place:
        base = Path(place)
        with gzip.open(folder / "posts.csv.gz", "rt") as posts:
            rows = list(csv.DictReader(posts))
        shared: dict[str, dict[str, str]] = {}
        for row in rows:
            shared.setdefault(row["content_id"], row)
        kept = [row for row in shared.values() if row["account_id"] and row["object_id"]]
        with (base / "theirs.csv").open("w", newline="") as out:
            writer = csv.writer(out)
            names = "message_id,user_id,username,repost_id,reply_id,message,timestamp,urls"
            writer.writerow(names.split(","))
            for row in kept:
                second = int(float(row["timestamp_share"]))
                user, link = row["account_id"], f"https://o.example/{row['object_id']}"
                writer.writerow([row["content_id"], user, user, "", "", "x", second, link])
        head = "object_id,account_id,content_id,timestamp_share"
        lines = [
            head,
            *(
                f"{r['object_id']},{r['account_id']},{r['content_id']},{r['timestamp_share']}"
                for r in kept
            ),
        ]
        ours, seconds = timed(lambda: list(edges_csv(lines, "toolkit", WINDOW, 2, 0.5)))
        command = [python, "-m", "coordination_network_toolkit", str(base / "n.db")]
        more = ["compute", "co_link", "--time_window", str(WINDOW), "--min_edge_weight", "2"]
        steps = [[*command, "preprocess", str(base / "theirs.csv")], [*command, *more]]
        spent = []
        for step in steps:
            done, took = timed(
                lambda s=step: subprocess.run(s, capture_output=True, text=True, check=False)
            )
            if done.returncode:
                print(f"toolkit: {done.stderr[-400:]}")
                return
            spent.append(took)
        with closing(sqlite3.connect(base / "n.db")) as given:
            rows_of = given.execute("select user_1, user_2, weight from co_link_network")
            # Its own export leaves a user's loops out by default.
            theirs = {(a, b, int(w)) for a, b, w in rows_of if a != b}
        mine = {(r["from"], r["to"], int(r["weight"])) for r in csv.DictReader(ours)}
        same = "identical" if mine == theirs else f"{len(mine ^ theirs)} differ"
        print(
            f"toolkit 1.5.2, {len(kept)} posts: {len(mine)} and {len(theirs)} edges, {same}; ours "
            f"{seconds:.2f} s, theirs load {spent[0]:.2f} + co-link {spent[1]:.2f} s, "
            f"ratio {sum(spent) / seconds:.1f}"
        )


def planted(seeds: int) -> None:
    """Power and false share over seeds, by how many topics people follow."""
    options = CoordinationOptions(shuffles=199, copies=0)
    for topics in (1, 12, 40):
        good = wrong = wanted = 0
        for seed in range(seeds):
            world = make_world(WorldPlan(topics=topics), seed=1000 * topics + seed)
            shares = shares_from(
                (world.account, world.object, world.second, np.arange(len(world.account))), WINDOW
            )
            shares = without_bursts(shares, WINDOW, options.burst_least, options.burst_share)
            shares, strata = with_strata(shares, world.language[shares.account])
            found = {
                (min(int(f.left), int(f.right)), max(int(f.left), int(f.right)))
                for f in find_coordination(shares, strata, options).findings
            }
            good += len(found & world.planted)
            wrong += len(found - world.planted)
            wanted += len(world.planted)
        print(
            f"planted, {topics} topics, {seeds} worlds: power {good / wanted:.4f} of {wanted} pairs, "
            f"false share {wrong / max(1, good + wrong):.4f}"
        )


def families(folder: Path) -> None:
    """Which real channels meet more often than chance, and on what."""
    posts = []
    for post in load_posts(folder):
        urls = tuple(sorted({m.group(1) or m.group() for m in LINK.finditer(post.text)}))
        posts.append(type(post)(post.item, post.source, post.posted, post.text, "ru", urls=urls))
    items = table_of_posts(posts)
    copies = find_copies(items)
    rows = run_tests(items, copies, {}).to_pylist()
    text_of = {post.item: post.text for post in posts}
    by_pair: dict[tuple[str, ...], list[Any]] = defaultdict(list)
    for row in rows:
        by_pair[tuple(row["subjects"])].append(row)
    print(f"telegram-news: {len(rows)} findings over {len(by_pair)} pairs of 24 channels")
    for pair, found in sorted(by_pair.items()):
        print(f"- {pair[0]} / {pair[1]}")
        for row in found:
            lags = orjson.loads(row["settings"])
            said = Counter(text_of[item][:60].replace("\n", " ") for item in row["items"])
            print(
                f"    {row['kind']}: {row['statistic']:.0f} against {row['null_mean']:.2f}, q {row['q']:.1e}, "
                f"false share {row['false_share']}, null {lags['null_reported']}; {said.most_common(2)}"
            )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--toolkit", default="")
    parser.add_argument("--seeds", type=int, default=5)
    options = parser.parse_args()
    coortweet(options.data / "coordination")
    if options.toolkit:
        toolkit(options.data / "coordination", options.toolkit)
    planted(options.seeds)
    families(options.data / "telegram-news")


if __name__ == "__main__":
    main()
