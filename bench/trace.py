"""Near copies and origins on real messages, beside datasketch's MinHash LSH in the same run.

    python bench/trace.py FOLDER-OF-TELEGRAM-NEWS [--growth]

Truth is computed in the run, by brute force over an inverted index in plain Python: all pairs of
messages whose sets of three successive words (folded, links left out) have Jaccard >= .7. Ours is
the exact join that trace rests on, from raw text to pairs; the peer gets the same folded words.
"""

from __future__ import annotations

import argparse
import json
import math
import resource
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np

from indicia.engine import corpus_engine
from indicia.trace.copies import find_copies
from indicia.trace.kept_pair import Wanted, find_pairs
from indicia.trace.memory import NoMemory
from indicia.trace.near import PAIR_LIMIT
from indicia.trace.origin import find_origins
from indicia.trace.overlap import SetIndex
from indicia.trace.post import Post, table_of_posts
from indicia.trace.rarity import Counts, Rarity, counts_of
from indicia.trace.shingle import folded_words, word_shingles

JACCARD = 0.7
NONE = Counts(np.empty(0, np.uint64), np.empty(0, np.int64))
Pairs = set[tuple[int, int]]


def load_posts(folder: Path) -> list[Post]:
    """All messages, in the order of files and lines."""
    messages = [m for path in sorted(folder.glob("*.json")) for m in json.loads(path.read_bytes())]
    return [
        Post(
            f"{n:06d}",
            m["channel"],
            int(datetime.fromisoformat(m["date"]).timestamp() * 1e6),
            m["text"] or "",
            "ru",
        )
        for n, m in enumerate(messages)
    ]


def exact_pairs(folded: Sequence[str]) -> Pairs:
    """The truth, in plain Python."""
    sets = []
    for text in folded:
        words = text.split()
        sets.append(set(zip(words, words[1:], words[2:], strict=False)))
    count = Counter(gram for grams in sets for gram in grams)
    rows: dict[Any, list[int]] = defaultdict(list)
    pairs: Pairs = set()
    for row, grams in enumerate(sets):
        rare = sorted(grams, key=lambda gram: (count[gram], gram))
        near: set[int] = set()
        for gram in rare[: len(grams) - math.ceil(JACCARD * len(grams) - 1e-9) + 1]:
            near.update(rows[gram])
            rows[gram].append(row)
        for other in near:
            both = len(sets[other] & grams)
            if both >= JACCARD * (len(sets[other]) + len(grams) - both) - 1e-12:
                pairs.add((other, row))
    return pairs


def our_pairs(texts: Sequence[str]) -> Pairs:
    """The join under trace, over raw texts."""
    folded = [folded_words(text) for text in texts]
    return joined(folded)


def joined(folded: Sequence[str]) -> Pairs:
    sets = word_shingles(folded)
    rows = np.arange(len(folded))
    rarity = Rarity(len(rows), "", len(rows), NONE, counts_of(sets.tokens, least=2), NONE, {})
    found = find_pairs(
        SetIndex(rows, sets.take),
        rows.astype(np.uint64),
        Wanted(JACCARD),
        rarity,
        NoMemory(),
        "long",
        corpus_engine(),
    )
    return set(zip(found.near.a.tolist(), found.near.b.tolist(), strict=True))


def peer_pairs(folded: Sequence[str]) -> Pairs:
    """datasketch: 128 permutations, LSH at .7, no verification."""
    from datasketch import MinHash, MinHashLSH

    index = MinHashLSH(threshold=JACCARD, num_perm=128)
    pairs: Pairs = set()
    for row, text in enumerate(folded):
        words = text.split()
        grams = {" ".join(words[n : n + 3]).encode() for n in range(len(words) - 2)}
        if not grams:
            continue
        sketch = MinHash(num_perm=128)
        sketch.update_batch(sorted(grams))
        pairs.update((int(other), row) for other in index.query(sketch))
        index.insert(str(row), sketch)
    return pairs


def timed(make: Callable[[], Any]) -> tuple[Any, float]:
    """What ``make`` gives, and the best of three of its processor time, seconds."""
    spent = []
    for _ in range(3):
        start = time.process_time()
        made = make()
        spent.append(time.process_time() - start)
    return made, min(spent)


def said(name: str, found: Pairs, truth: Pairs, seconds: float) -> None:
    good = len(found & truth)
    print(
        f"{name}: recall {good / len(truth):.4f}, precision {good / max(1, len(found)):.4f}, "
        f"{len(found)} pairs, {seconds:.2f} s of processor"
    )


def compare(posts: list[Post]) -> None:
    """Ours and the peer's on the same folded words, then the whole of trace."""
    folded = [folded_words(post.text) for post in posts]
    truth = exact_pairs(folded)
    print(f"{len(posts)} messages, {len(truth)} pairs with Jaccard >= {JACCARD}")
    joined(folded[:50])  # loads the engine outside the measurement
    ours, seconds = timed(lambda: joined(folded))
    said("ours, from folded words", ours, truth, seconds)
    peer, peer_seconds = timed(lambda: peer_pairs(folded))
    said("datasketch 2.0", peer, truth, peer_seconds)
    print(f"ratio of processor time: {peer_seconds / seconds:.1f}")
    _, whole = timed(lambda: our_pairs([post.text for post in posts]))
    print(f"ours with folding of the raw text: {whole:.2f} s, ratio {peer_seconds / whole:.1f}")
    whole_of_trace(posts, truth)


def whole_of_trace(posts: list[Post], truth: Pairs) -> None:
    """Every kind of link; which pairs of the plain measure are not called copies, and why not."""
    items = table_of_posts(posts)
    copies, seconds = timed(lambda: find_copies(items))
    rows = copies.to_pylist()
    found = {(int(r["a"]), int(r["b"])) for r in rows}
    print(f"trace as a whole: {seconds:.2f} s, links {dict(Counter(r['kind'] for r in rows))}")
    origin = {int(r["item"]): r["origin"] for r in find_origins(items, copies).to_pylist()}
    one = sum(origin[a] == origin[b] for a, b in truth)
    print(
        f"of the plain pairs {len(truth & found) / len(truth):.4f} are links and "
        f"{one / len(truth):.4f} are of one origin; the rest are signatures, forms with other "
        f"numbers, formulas and groups of more than {PAIR_LIMIT}"
    )


def growth() -> None:
    """Processor time of the join from 10,000 to 200,000 invented texts."""
    rng = np.random.default_rng(0)
    words = [f"w{n}" for n in range(60_000)]
    chance = 1 / np.arange(1, len(words) + 1)
    chance /= chance.sum()
    texts: list[str] = []
    for _ in range(200_000):
        if texts and rng.random() < 0.2:
            copied = texts[int(rng.integers(len(texts)))].split()
            copied[int(rng.integers(len(copied)))] = words[int(rng.integers(len(words)))]
            texts.append(" ".join(copied))
        else:
            chosen = rng.choice(len(words), int(rng.integers(12, 50)), p=chance)
            texts.append(" ".join(words[n] for n in chosen))
    sizes = (10_000, 50_000, 200_000)
    joined(texts[:100])
    seconds = []
    for size in sizes:
        pairs, spent = timed(lambda size=size: joined(texts[:size]))
        seconds.append(spent)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
        print(f"{size} texts: {spent:.2f} s, {len(pairs)} pairs, peak of the process {peak:.2f} GB")
    exponent = math.log(seconds[-1] / seconds[0]) / math.log(sizes[-1] / sizes[0])
    print(f"growth exponent {exponent:.2f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--growth", action="store_true")
    options = parser.parse_args()
    compare(load_posts(options.folder))
    if options.growth:
        growth()


if __name__ == "__main__":
    main()
