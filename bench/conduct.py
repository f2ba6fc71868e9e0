"""Conduct: edges beside the published packages, power on planted truth, families of real channels.

    python bench/conduct.py SHARED-DATA [--toolkit PYTHON] [--coortweet FOLDER] [--sizes N...]
        [--growth N...] [--seeds N]

``--toolkit`` names a Python that has coordination-network-toolkit 1.5.2 installed; it is run beside
ours on the same posts (bench/toolkit.py). ``--coortweet`` names the folder of R sources of CooRTweet
2.1.3, for an R with data.table and igraph. ``--growth`` runs the tests of co-sharing alone on a
table of invented posts, each size in a process of its own.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pyarrow as pa
import pyarrow.parquet as pq

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests" / "conduct"))
sys.path.insert(0, str(Path(__file__).resolve().parent))

from trace import load_posts  # type: ignore[attr-defined]

from conduct_proof import Outcome, null_ps, outcomes
from scipy.stats import kstest

import peak
from indicia.conduct.coordination.coshare import coshare_tests
from indicia.conduct.coordination.edgefile import edges_csv
from indicia.conduct.coordination.pair import CoordinationOptions
from indicia.conduct.observation import table_of_observations
from indicia.conduct.traffic import Traffic
from indicia.trace.copies import find_copies
from indicia.trace.feature import LINK
from indicia.trace.post import table_of_posts
from toolkit import NETWORKS, Row, beside, invented, table_of

WINDOW = 60
NO_COPIES = pa.table({name: pa.array([], pa.string()) for name in ("a", "b", "kind")})


def timed(make: Callable[[], Any]) -> tuple[Any, float]:
    start = time.perf_counter()
    made = make()
    return made, time.perf_counter() - start


COORTWEET = """
arguments <- commandArgs(TRUE)
suppressMessages({library(data.table); library(igraph)})
for (name in c("calc_group_combinations", "detect_groups", "generate_coordinated_network"))
  source(file.path(arguments[1], paste0(name, ".R")))
posts <- fread(arguments[2], colClasses = "character")
posts[, timestamp_share := as.integer(as.numeric(timestamp_share))]
took <- system.time({
  groups <- detect_groups(posts, time_window = 60, min_participation = as.integer(arguments[3]))
  graph <- generate_coordinated_network(groups, edge_weight = 0.5)
})
edges <- igraph::as_data_frame(graph)
fwrite(edges[, c("from", "to", "weight", "weight_threshold")], arguments[4])
cat(took[["elapsed"]], took[["user.self"]] + took[["sys.self"]])
"""


def coortweet(folder: Path, sources: str) -> None:
    """Our edges against those that CooRTweet 2.1.3 gave in R; beside it where R has its sources."""
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "posts.csv"
        with gzip.open(folder / "posts.csv.gz", "rt") as posts:
            path.write_text(posts.read())
        for least in (2, 5):
            start = time.process_time()
            with path.open(newline="") as lines:
                made, seconds = timed(
                    lambda p=lines, n=least: list(edges_csv(p, "coortweet", WINDOW, n, 0.5))
                )
            work = time.process_time() - start
            ours = _marked(made)
            with gzip.open(folder / f"edges-window-60-participation-{least}.csv.gz", "rt") as given:
                theirs = _marked(given)
            same = "identical edges, weights and marks" if ours == theirs else "DIFFERENT"
            print(
                f"coortweet, participation {least}: {len(ours)} and {len(theirs)} edges, {same}; "
                f"{seconds:.2f} s, {work:.2f} processor s"
            )
            if sources:
                out = Path(scratch) / "edges.csv"
                command = ["Rscript", "-e", COORTWEET, sources, str(path), str(least), str(out)]
                done = subprocess.run(command, capture_output=True, text=True, check=True)
                with out.open(newline="") as given:
                    again = "the same again" if _marked(given) == theirs else "DIFFERENT"
                clock, their_work = map(float, done.stdout.split())
                print(
                    f"    in R, without reading: {clock:.2f} s, {their_work:.2f} processor s, {again}; "
                    f"{clock / seconds:.0f} and {their_work / work:.0f} times ours, which reads"
                )


def _marked(lines: Iterable[str]) -> set[tuple[str, ...]]:
    return {
        (*sorted((r["from"], r["to"])), r["weight"], r["weight_threshold"])
        for r in csv.DictReader(lines)
    }


def toolkit(data: Path, python: str, sizes: list[int]) -> None:
    """The toolkit's own command line against ours, on the same posts."""
    print(
        "| posts of | posts | network | edges | theirs, load + find s | ours s | times | theirs, "
        "processor s | ours | times | theirs, join alone, processor s | ours | times | theirs MiB | ours |\n"
        "|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|"
    )
    beside("CooRTweet's example", list(_coordinated(data / "coordination")), "toolkit", python)
    news = list(_news(data / "telegram-news"))
    for definition in NETWORKS:
        beside("telegram-news", news, definition, python)
    for size in sizes:
        rows = list(invented(size))
        for definition in NETWORKS:
            beside("invented", rows, definition, python)


def _coordinated(folder: Path) -> Iterator[Row]:
    """One object a post: the toolkit knows a post by its id."""
    seen = set()
    with gzip.open(folder / "posts.csv.gz", "rt") as posts:
        for row in csv.DictReader(posts):
            if row["content_id"] not in seen and row["account_id"] and row["object_id"]:
                seen.add(row["content_id"])
                second = int(float(row["timestamp_share"]))
                link = f"https://o.example/{row['object_id']}"
                yield Row(row["content_id"], row["account_id"], second, "x", (link,))


def _news(folder: Path) -> Iterator[Row]:
    for post in load_posts(folder):
        links = dict.fromkeys(m.group() for m in LINK.finditer(post.text))
        yield Row(post.item, post.source, (post.posted or 0) // 1_000_000, post.text, tuple(links))


def planted(seeds: int) -> None:
    """Power and false discoveries over corpora, with and without topics."""
    rows = outcomes(range(seeds))
    for topics in (False, True):
        chosen = [row for row in rows if (row.topics > 1) is topics]
        wanted, wrong = sum(row.planted for row in chosen), sum(row.wrong for row in chosen)
        power = _interval(chosen, lambda r: sum(x.right for x in r) / sum(x.planted for x in r))
        false = _interval(chosen, lambda r: float(np.mean([x.wrong / max(1, x.wrong + x.right) for x in r])))  # fmt: skip
        least = min(row.right / row.planted for row in chosen)
        print(
            f"planted, {'with' if topics else 'without'} topics, {len(chosen)} corpora: power {power} "
            f"of {wanted:,} pairs (least in a corpus {least:.3f}), false discoveries {false} ({wrong})"
        )


def _interval(rows: list[Outcome], figure: Callable[[list[Outcome]], float]) -> str:
    """A figure with its 95 % interval, corpora drawn again 2,000 times."""
    rng = np.random.default_rng(0)
    drawn = [figure([rows[n] for n in rng.integers(0, len(rows), len(rows))]) for _ in range(2_000)]
    low, high = np.quantile(drawn, [0.025, 0.975])
    return f"{figure(rows):.4f} [{low:.4f}, {high:.4f}]"


def null(seeds: int) -> None:
    """Randomised p over corpora in which the null of each holds by construction."""
    found = [null_ps(seed) for seed in range(seeds)]
    for name in ("names", "times", "shuffles"):
        p = np.concatenate([getattr(one, name) for one in found])
        first = np.array([getattr(one, name)[0] for one in found])
        above = kstest(p, "uniform", alternative="greater").statistic
        shares = ", ".join(f"{(p <= at).mean():.4f}" for at in (0.001, 0.01, 0.05, 0.5))
        print(
            f"null, {name}: {len(p)} p of {seeds} corpora, D {kstest(p, 'uniform').statistic:.4f}, "
            f"too many small at most {above:.4f}; one p a corpus: KS p "
            f"{kstest(first, 'uniform').pvalue:.3f}; share at most .001, .01, .05, .5: {shares}"
        )


def growth(sizes: list[int]) -> None:
    """Processor seconds and MiB of the tests of co-sharing on invented posts with cells."""
    measured = []
    with tempfile.TemporaryDirectory() as scratch:
        for size in sizes:
            path = Path(scratch) / "items.parquet"
            pq.write_table(table_of(invented(size)), path)
            command = [sys.executable, __file__, "--one", str(path)]
            done = subprocess.run(command, capture_output=True, text=True, check=True)
            one = orjson.loads(done.stdout.splitlines()[-1])
            measured.append(one["seconds"])
            print(
                f"co-sharing, {size:,} posts: {one['seconds']:.2f} processor s, {one['mib']:.0f} MiB "
                f"at the peak, {one['held']:.0f} of them the table; {one['pairs']} pairs and "
                f"{one['groups']} groups found",
                flush=True,
            )
    if len(sizes) > 1:
        slope = np.polyfit(np.log(sizes), np.log(measured), 1)[0]
        print(f"growth exponent {slope:.2f} from {sizes[0]:,} to {sizes[-1]:,}")


def one(path: Path) -> None:
    """One size; prints what it took as JSON."""
    items = pq.read_table(path)
    peak.reset()
    held, start = peak.peak_mib(), time.process_time()
    found = coshare_tests(Traffic(items.sort_by("item"), NO_COPIES, {}), CoordinationOptions())
    seconds = time.process_time() - start
    groups = sum(row.kind.startswith("community") for row in found)
    print(
        orjson.dumps(
            {"seconds": seconds, "mib": peak.peak_mib(), "held": held,
             "pairs": len(found) - groups, "groups": groups}
        ).decode()
    )  # fmt: skip


def families(folder: Path) -> None:
    """Which real channels meet more often than chance, and on what."""
    posts = []
    for post in load_posts(folder):
        urls = tuple(sorted({m.group(1) or m.group() for m in LINK.finditer(post.text)}))
        posts.append(type(post)(post.item, post.source, post.posted, post.text, "ru", urls=urls))
    items = table_of_posts(posts)
    copies = find_copies(items)
    found_rows = coshare_tests(Traffic(items.sort_by("item"), copies, {}), CoordinationOptions())
    rows = table_of_observations(found_rows).to_pylist()
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
    parser.add_argument("data", type=Path, nargs="?")
    parser.add_argument("--toolkit", default="")
    parser.add_argument("--coortweet", default="")
    parser.add_argument("--sizes", type=int, nargs="*", default=[])
    parser.add_argument("--growth", type=int, nargs="*", default=[])
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--one", type=Path)
    options = parser.parse_args()
    if options.one:
        one(options.one)
        return
    if options.seeds:
        planted(options.seeds)
        null(options.seeds)
    if options.data:
        coortweet(options.data / "coordination", options.coortweet)
        families(options.data / "telegram-news")
    if options.data and options.toolkit:
        toolkit(options.data, options.toolkit, options.sizes)
    growth(options.growth)


if __name__ == "__main__":
    main()
