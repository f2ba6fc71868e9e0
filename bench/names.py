"""Figures for names across scripts: average precision, automatic zone, candidates, speed.

Run ``python bench/names.py docs/figures/names.md``. Peers score the same pairs in the same run:
rapidfuzz's token sort ratio and Jaro-Winkler, both over folded and romanised text, and, where
``LOGIC_V2_PYTHON`` names an interpreter that has it, nomenklatura's logic-v2 over the names as they
are (``bench/logic_v2.py``). The sets are real material beside the project (``shared/data/names``);
without them the bench says so and ends. The project's own set of groups is measured with them.
"""

from __future__ import annotations

import csv
import os
import random
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from rapidfuzz import fuzz
from rapidfuzz.distance import JaroWinkler

import indicia.names.compare as compare_module
from indicia.names.compare import compare_many
from indicia.names.evidence import gather
from indicia.names.index import NameIndex
from indicia.names.parse import parse_name
from indicia.text.fold import fold_key
from indicia.text.transliterate import to_latin

ROOT = Path(os.environ.get("INDICIA_SHARED") or Path(__file__).resolve().parents[2] / "shared")
NAMES = ROOT / "data" / "names"
GROUPS = Path(__file__).resolve().parents[1] / "tests" / "names" / "groups.tsv"
TOP = 50
MANY = 100_000
"""Names of the large index."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A pair of a set with its label."""

    left: str
    right: str
    kind: str
    same: bool


def load_pairs(path: Path) -> list[Pair]:
    """The pairs of one set."""
    with path.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [Pair(r["left"], r["right"], r["kind"], r["label"] == "1") for r in rows]


def load_sets() -> dict[str, list[Pair]]:
    """All sets of pairs by name; the project's own set of groups last."""
    sets = {
        path.stem: load_pairs(path)
        for path in sorted(NAMES.glob("*.tsv"))
        if not path.name.startswith("search-")
    }
    rows = [line.split("\t") for line in GROUPS.read_text("utf-8").splitlines() if line[0] != "#"]
    sets["own-groups"] = [Pair(r[0], r[1], "organisation", r[2] == "1") for r in rows]
    return sets


def average_precision(scores: Sequence[float], labels: Sequence[bool]) -> float:
    """Area under precision and recall by steps; equal scores are one step, so order cannot help."""
    order = np.argsort(-np.asarray(scores), kind="stable")
    ranked, hits = np.asarray(scores)[order], np.asarray(labels, dtype=float)[order]
    ends = np.append(np.flatnonzero(np.diff(ranked)), len(ranked) - 1)
    found = np.cumsum(hits)[ends]
    gained = np.diff(found, prepend=0.0) / hits.sum()
    return float(np.sum(gained * found / (ends + 1)))


def wilson(right: int, total: int) -> tuple[float, float]:
    """The 95 % interval of a share."""
    if not total:
        return 0.0, 1.0
    z, share = 1.96, right / total
    middle = (share + z * z / (2 * total)) / (1 + z * z / total)
    half = z / (1 + z * z / total) * (share * (1 - share) / total + z * z / (4 * total**2)) ** 0.5
    return middle - half, middle + half


def folded(name: str) -> str:
    """What both peers read: folded, romanised."""
    return to_latin(fold_key(name))


def token_sort(pair: Pair) -> float:
    """The first peer."""
    return fuzz.token_sort_ratio(folded(pair.left), folded(pair.right)) / 100


def jaro_winkler(pair: Pair) -> float:
    """The second peer."""
    return JaroWinkler.similarity(folded(pair.left), folded(pair.right))


def main(out: Path | None) -> None:
    """Measure all sets and print (or write) the page."""
    if not NAMES.is_dir():
        print("real material is not here; set INDICIA_SHARED to its folder")
        return
    sets = load_sets()
    lines = [
        *pair_figures(sets),
        "",
        *search_figures(),
        "",
        *large_index_figures(),
        "",
        *unlisted_figures(sets),
    ]
    text = "\n".join(lines) + "\n"
    if out is None:
        print(text)
    else:
        head = out.read_text("utf-8").split(MARK)[0] if out.exists() else ""
        out.write_text(head + MARK + "\n" + text, "utf-8")


MARK = "<!-- measured -->"


def logic_v2(sets: dict[str, list[Pair]]) -> tuple[dict[str, list[float]], float] | None:
    """Scores of nomenklatura's logic-v2 and the processor seconds it took, where it is installed."""
    python = os.environ.get("LOGIC_V2_PYTHON")
    if not python:
        return None
    pairs = [pair for found in sets.values() for pair in found]
    told = "".join(f"{p.left}\t{p.right}\t{p.kind}\n" for p in pairs)
    script = Path(__file__).with_name("logic_v2.py")
    done = subprocess.run([python, script], input=told, capture_output=True, text=True, check=True)
    *scores, seconds = map(float, done.stdout.split())
    given = iter(scores)
    return {name: [next(given) for _ in found] for name, found in sets.items()}, seconds


def pair_figures(sets: dict[str, list[Pair]]) -> list[str]:
    """The table of average precision and zones, and the speed of each method."""
    rows, spent = [], {"ours": 0.0, "token sort": 0.0, "Jaro-Winkler": 0.0}
    other = logic_v2(sets)
    if other is not None:
        spent["logic-v2"] = other[1]
    scorers: dict[str, Callable[[Pair], float]] = {
        "token sort": token_sort,
        "Jaro-Winkler": jaro_winkler,
    }
    for name, pairs in sets.items():
        labels = [pair.same for pair in pairs]
        started = time.process_time()
        ours = compare_many([(p.left, p.right, p.kind) for p in pairs])
        spent["ours"] += time.process_time() - started
        scores = [[found.score for found in ours]]
        for peer, scorer in scorers.items():
            started = time.process_time()
            scores.append([scorer(p) for p in pairs])
            spent[peer] += time.process_time() - started
        if other is not None:
            scores.append(other[0][name])
        automatic = [same for found, same in zip(ours, labels, strict=True) if found.zone == "same"]
        precisions = tuple(average_precision(given, labels) for given in scores)
        rows.append(Row(name, sum(labels), precisions, sum(automatic), len(automatic)))
    total = sum(map(len, sets.values()))
    return [*pair_table(rows, list(spent)), "", *speed_table(spent, total)]


@dataclass(frozen=True, slots=True)
class Row:
    """Figures of one set: average precision of each method, and what the automatic zone held."""

    name: str
    same: int
    precisions: tuple[float, ...]
    right: int
    automatic: int


def pair_table(rows: Sequence[Row], methods: Sequence[str]) -> list[str]:
    """One row a set, then the mean over the sets beside the project."""
    lines = [
        f"| set | same | {' | '.join(methods)} | automatic zone: right of all (95 %) |",
        "|---|---|" + "---|" * (len(methods) + 1),
    ]
    for row in rows:
        low, high = wilson(row.right, row.automatic)
        given = " | ".join(f"{value:.3f}" for value in row.precisions)
        lines.append(
            f"| {row.name} | {row.same} | {given} | "
            f"{row.right} of {row.automatic} ({low:.2f}-{high:.2f}) |"
        )
    foreign = [row for row in rows if row.name != "own-groups"]
    means = np.mean([row.precisions for row in foreign], axis=0)
    right, automatic = sum(r.right for r in foreign), sum(r.automatic for r in foreign)
    given = " | ".join(f"{value:.3f}" for value in means[1:])
    lines.append(
        f"| **macro, without own-groups** | {sum(r.same for r in foreign)} | **{means[0]:.3f}** | "
        f"{given} | {right} of {automatic} = {right / max(automatic, 1):.3f} |"
    )
    return lines


def speed_table(spent: dict[str, float], total: int) -> list[str]:
    """Pairs a second of each method and as a ratio to token sort."""
    lines = ["| method | pairs/s | of token sort |", "|---|---|---|"]
    base = total / spent["token sort"]
    for name, seconds in spent.items():
        lines.append(f"| {name} | {total / seconds:,.0f} | {total / seconds / base:.2f} |")
    return lines


def unlisted_figures(sets: dict[str, list[Pair]]) -> list[str]:
    """Groups again, as if none of them were on the list of well-known names."""
    lines = [
        "| set, without the list of names | ours | automatic zone: right of all |",
        "|---|---|---|",
    ]
    for name, pairs in sets.items():
        if "groups" not in name:
            continue
        parsed = [
            tuple(
                replace(parse_name(one), known=frozenset())
                for one in (min(p.left, p.right), max(p.left, p.right))
            )
            for p in pairs
        ]
        found = [
            compare_module._compared(a, b, p.kind, evidence)
            for (a, b), p, evidence in zip(parsed, pairs, gather(parsed), strict=True)
        ]
        score = average_precision([f.score for f in found], [p.same for p in pairs])
        zone = [p.same for f, p in zip(found, pairs, strict=True) if f.zone == "same"]
        lines.append(f"| {name} | {score:.3f} | {sum(zone)} of {len(zone)} |")
    return lines


def search_figures() -> list[str]:
    """Recall among the first 50 and milliseconds a query, beside scoring every name."""
    lines = [
        "| set | names | queries | recall@50 | token sort over all | ms a query | peer ms |",
        "|---|---|---|---|---|---|---|",
    ]
    for path in sorted(NAMES.glob("search-*-names.tsv")):
        known = _cells(path)
        queries = _cells(path.with_name(path.name.replace("-names", "-queries")))
        index = NameIndex()
        for entity, name in known:
            index.add(entity, name)
        index.search("warm", TOP)
        started = time.process_time()
        hits = sum(
            any(found == entity for found, _, _ in index.search(query, TOP))
            for entity, query in queries
        )
        ours = (time.process_time() - started) / len(queries)
        peer_hits, peer = _scored_all(known, queries)
        lines.append(
            f"| {path.stem.removesuffix('-names')} | {len(known)} | {len(queries)} | "
            f"**{hits / len(queries):.3f}** | {peer_hits / len(queries):.3f} | "
            f"{ours * 1e3:.2f} | {peer * 1e3:.2f} |"
        )
    return lines


def large_index_figures() -> list[str]:
    """One index of ``MANY`` names: all of the search sets, and further ones cut together of them."""
    known: list[tuple[str, str]] = []
    queries: list[tuple[str, str]] = []
    for path in sorted(NAMES.glob("search-*-names.tsv")):
        known += _cells(path)
        queries += _cells(path.with_name(path.name.replace("-names", "-queries")))
    chance = random.Random(0)
    words = [name.split() for _, name in known]
    while len(known) < MANY:
        left, right = chance.choice(words), chance.choice(words)
        made = left[: chance.randrange(1, len(left) + 1)] + right[-1:]
        known.append((f"made:{len(known)}", " ".join(made)))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    index = NameIndex()
    started = time.process_time()
    for entity, name in known:
        index.add(entity, name)
    adding = time.process_time() - started
    started = time.process_time()
    index.search("warm", TOP)
    first = time.process_time() - started
    held = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    spent, hits = [], 0
    for entity, query in queries:
        started = time.process_time()
        hits += any(found == entity for found, _, _ in index.search(query, TOP))
        spent.append((time.process_time() - started) * 1e3)
    index.add("one more", "Karim Haddad")
    started = time.process_time()
    index.search("Karim Haddad", TOP)
    again = time.process_time() - started
    return [
        "| names in one index | queries | recall@50 | ms a query p50 | p95 | mean | adding a name, us "
        "| first search, ms | search after one more name, ms | memory, MiB |",
        "|---|---|---|---|---|---|---|---|---|---|",
        f"| {len(known)} | {len(queries)} | {hits / len(queries):.3f} | {np.percentile(spent, 50):.2f} "
        f"| {np.percentile(spent, 95):.2f} | {np.mean(spent):.2f} | {adding / len(known) * 1e6:.0f} "
        f"| {first * 1e3:.0f} | {again * 1e3:.0f} | {held:.0f} |",
    ]


def _scored_all(
    known: Sequence[tuple[str, str]], queries: Sequence[tuple[str, str]]
) -> tuple[int, float]:
    from rapidfuzz import process

    choices = [" ".join(sorted(folded(name).split())) for _, name in known]
    hits, started = 0, time.process_time()
    for entity, query in queries:
        key = " ".join(sorted(folded(query).split()))
        best = process.extract(key, choices, scorer=fuzz.ratio, limit=TOP)
        hits += any(known[number][0] == entity for _, _, number in best)
    return hits, (time.process_time() - started) / len(queries)


def _cells(path: Path) -> list[tuple[str, str]]:
    rows = [line.split("\t") for line in path.read_text("utf-8").splitlines() if line]
    return [(row[0], row[1]) for row in rows]


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
