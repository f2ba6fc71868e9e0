"""Figures for names across scripts: average precision, automatic zone, candidates, speed.

Run ``python bench/names.py docs/figures/names.md``. Peers score the same pairs in the same run:
rapidfuzz's token sort ratio and Jaro-Winkler, both over folded and romanised text. The sets are
real material beside the project (``shared/data/names``); without them the bench says so and ends.
"""

from __future__ import annotations

import csv
import os
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
TOP = 50


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
    lines = [*pair_figures(), "", *search_figures(), "", *unlisted_figures()]
    text = "\n".join(lines) + "\n"
    if out is None:
        print(text)
    else:
        head = out.read_text("utf-8").split(MARK)[0] if out.exists() else ""
        out.write_text(head + MARK + "\n" + text, "utf-8")


MARK = "<!-- measured -->"


def pair_figures() -> list[str]:
    """The table of average precision and zones, and the speed of each method."""
    rows, spent = [], {"ours": 0.0, "token sort": 0.0, "Jaro-Winkler": 0.0}
    total = 0
    for path in sorted(NAMES.glob("*.tsv")):
        if path.name.startswith("search-"):
            continue
        pairs = load_pairs(path)
        total += len(pairs)
        labels = [pair.same for pair in pairs]
        started = time.process_time()
        ours = compare_many([(p.left, p.right, p.kind) for p in pairs])
        spent["ours"] += time.process_time() - started
        peers: dict[str, float] = {}
        scorers: dict[str, Callable[[Pair], float]] = {
            "token sort": token_sort,
            "Jaro-Winkler": jaro_winkler,
        }
        for name, scorer in scorers.items():
            started = time.process_time()
            peers[name] = average_precision([scorer(p) for p in pairs], labels)
            spent[name] += time.process_time() - started
        automatic = [same for found, same in zip(ours, labels, strict=True) if found.zone == "same"]
        rows.append(
            (
                path.stem,
                sum(labels),
                average_precision([found.score for found in ours], labels),
                peers["token sort"],
                peers["Jaro-Winkler"],
                sum(automatic),
                len(automatic),
            )
        )
    return [*pair_table(rows), "", *speed_table(spent, total)]


Row = tuple[str, int, float, float, float, int, int]


def pair_table(rows: Sequence[Row]) -> list[str]:
    """One row a set, then the mean over sets."""
    lines = [
        "| set | same | ours | token sort | Jaro-Winkler | automatic zone: right of all (95 %) |",
        "|---|---|---|---|---|---|",
    ]
    for name, same, ours, sort, jaro, right, automatic in rows:
        low, high = wilson(right, automatic)
        lines.append(
            f"| {name} | {same} | {ours:.3f} | {sort:.3f} | {jaro:.3f} | "
            f"{right} of {automatic} ({low:.2f}-{high:.2f}) |"
        )
    means = [float(np.mean([row[i] for row in rows])) for i in (2, 3, 4)]
    right, automatic = sum(row[5] for row in rows), sum(row[6] for row in rows)
    share = right / automatic if automatic else 0.0
    lines.append(
        f"| **macro** | {sum(row[1] for row in rows)} | **{means[0]:.3f}** | {means[1]:.3f} | "
        f"{means[2]:.3f} | {right} of {automatic} = {share:.3f} |"
    )
    return lines


def speed_table(spent: dict[str, float], total: int) -> list[str]:
    """Pairs a second of each method and as a ratio to token sort."""
    lines = ["| method | pairs/s | of token sort |", "|---|---|---|"]
    base = total / spent["token sort"]
    for name, seconds in spent.items():
        lines.append(f"| {name} | {total / seconds:,.0f} | {total / seconds / base:.2f} |")
    return lines


def unlisted_figures() -> list[str]:
    """Groups again, as if none of them were on the list of well-known names."""
    lines = [
        "| set, without the list of names | ours | automatic zone: right of all |",
        "|---|---|---|",
    ]
    for path in sorted(NAMES.glob("groups-*.tsv")):
        pairs = load_pairs(path)
        parsed = [
            tuple(
                replace(parse_name(name), known=frozenset())
                for name in (min(p.left, p.right), max(p.left, p.right))
            )
            for p in pairs
        ]
        found = [
            compare_module._compared(a, b, p.kind, evidence)
            for (a, b), p, evidence in zip(parsed, pairs, gather(parsed), strict=True)
        ]
        score = average_precision([f.score for f in found], [p.same for p in pairs])
        zone = [p.same for f, p in zip(found, pairs, strict=True) if f.zone == "same"]
        lines.append(f"| {path.stem} | {score:.3f} | {sum(zone)} of {len(zone)} |")
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
