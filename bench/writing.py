"""Writing on real channels: what tells writers apart, how often it errs, what it costs.

    OPENBLAS_NUM_THREADS=1 python bench/writing.py SHARED-DATA

24 Russian channels, some of one operator by their names. Two halves of a channel in time stand
for one writer, channels that no name binds for different ones (some may share writers that nobody
told us of). A pair's impostors are never of its own channels. There are fewer than 50 channels,
so the product refuses; what it would say is measured with pieces of channels as impostors.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import orjson
import pyarrow as pa

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests" / "conduct"))
sys.path.insert(0, str(Path(__file__).resolve().parent))

from trace import load_posts  # type: ignore[attr-defined]

from writers import make_topic, make_writer, posts_by

from indicia.conduct.traffic import Traffic
from indicia.conduct.writing.alike import bound_pairs, writing_tests
from indicia.conduct.writing.functionword import Mask
from indicia.conduct.writing.impostor import upper_p
from indicia.conduct.writing.mixture import mixture_tests, wilson
from indicia.conduct.writing.panel import LEAST_CHARACTERS, LEVEL, NULL_SHARE
from indicia.conduct.writing.prose import MOST_CHARACTERS, Prose, own_rows, prose_of
from indicia.conduct.writing.style import features_of, likeness
from indicia.conduct.writing.topic import topic_likeness
from indicia.read.plainfile import read_files
from indicia.trace.copies import find_copies
from indicia.trace.post import Post, table_of_posts

MARKDOWN = re.compile(r"\*\*|__|~~|`")
NAMED_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
FIELDS = {
    "Moscow": ("москв",),
    "programming": ("библиотека", "программист", "хабр"),
    "news": ("топор", "риа ", "раньше", "ньюсач", "bbc", "112", "shot", "mash"),
}
"""Channels of one field, by words of their names."""
COMMON_SIGNATURE = ("Москва с огоньком", "Москва с огоньком Live", "Москва - новостная")


class Plain(Mask):
    """Masks nothing."""

    def _shown(self, token: str) -> str:
        return token.lower()


class WordsOnly(Mask):
    """Leaves function words alone, and no points or capitals."""

    def _shown(self, token: str) -> str:
        shown = super()._shown(token)
        return {"^": "*", "\n": " "}.get(
            shown, shown if token[0].isalnum() or token.isspace() else ""
        )


MASKS: dict[str, Callable[[str], Mask]] = {
    "nothing masked": Plain,
    "function words only": WordsOnly,
    "function words, points, capitals": Mask,
}


NO_COPIES = pa.table({name: pa.array([], pa.string()) for name in ("a", "b", "kind")})
Pieces = dict[tuple[str, int], Prose]
"""(channel, stretch of its time) -> its prose."""


def family(channel: str) -> str:
    """Who runs a channel, as far as its name or signature says."""
    low = channel.lower()
    if low.startswith("библиотека"):
        return "Библиотека"
    if "топор" in low:
        return "Топор"
    return "Москва с огоньком" if channel in COMMON_SIGNATURE else channel


def field_of(channel: str) -> str:
    low = channel.lower()
    return next((f for f, words in FIELDS.items() if any(w in low for w in words)), channel)


def load_traffic(folder: Path) -> Traffic:
    posts = [
        replace(p, text=MARKDOWN.sub("", NAMED_LINK.sub(r"\1", p.text))) for p in load_posts(folder)
    ]
    items = table_of_posts(posts).sort_by("item")
    return Traffic(items, find_copies(items), {p.source: "channel" for p in posts})


def pieces(traffic: Traffic, parts: int, mask: Mask, most: int) -> Pieces:
    """The prose of each channel's stretches of time."""
    own = own_rows(traffic)
    made = {}
    for channel, rows in traffic.public():
        rows = rows[own[rows]]
        for part, held in enumerate(np.array_split(rows, parts)):
            made[channel, part] = prose_of(traffic, held, mask, 0, most)
    return made


Scored = dict[tuple[str, str], tuple[float, float]]
"""Pair of channels -> score, and likeness of topic."""


@dataclass
class Judged:
    """Halves of one channel, channels of one family, others."""

    same: Scored
    kin: Scored
    other: Scored

    def p_of(self, pair: tuple[str, str], value: tuple[float, float], matched: bool) -> float:
        """Against other pairs without these channels; ``matched``: the fifth as alike in topic."""
        null = np.array([v for p, v in self.other.items() if not set(p) & set(pair)])
        if matched:
            near = np.argsort(np.abs(null[:, 1] - value[1]), kind="stable")
            null = null[near[: int(NULL_SHARE * len(null))]]
        return upper_p(value[0], null[:, 0])


def judge(left: Pieces, right: Pieces, others: Pieces, score: str = "rank") -> Judged:
    """Each piece of ``left`` against each of ``right``; impostors are ``others`` of channels that
    the pair has nothing of. Where both are one, each pair is taken once."""
    sides = [
        [(key, prose) for key, prose in sorted(side.items())] for side in (left, right, others)
    ]
    every = [one for side in sides for one in side]
    values = features_of([f"{prose.early}\n\n{prose.late}" for _, prose in every])
    topics = topic_likeness([prose.content for _, prose in every])
    first, second = len(sides[0]), len(sides[0]) + len(sides[1])
    cosines = likeness(values[:second], values, 0)
    owner = np.array([key[0] for key, _ in every[second:]])
    judged = Judged({}, {}, {})
    for a, ((one, _), _) in enumerate(sides[0]):
        for b, ((other, _), _) in enumerate(sides[1], first):
            if left is right and one >= other:
                continue
            aside = second + np.flatnonzero((owner != one) & (owner != other))
            told = judged.same if one == other else judged.other
            if one != other and family(one) == family(other):
                told = judged.kin
            told[one, other] = (pair_score(cosines, a, b, aside, score), float(topics[a, b]))
    return judged


def judge_halves(halves: Pieces, score: str = "rank") -> Judged:
    """First halves against second halves; impostors are all halves of other channels."""
    sides = [{k: prose for k, prose in halves.items() if k[1] == part} for part in (0, 1)]
    return judge(sides[0], sides[1], halves, score)


def pair_score(cosines: np.ndarray, a: int, b: int, aside: np.ndarray, score: str) -> float:
    """``aside``: the columns of the impostors."""
    own = cosines[:, a, b][:, None]
    if score == "cosine":
        return float(own.mean())
    ranks = [1 + (cosines[:, at][:, aside] >= own).sum(1) for at in (a, b)]
    if score == "first places":
        return float(np.mean([(rank == 1).mean() for rank in ranks]))
    return float(np.mean([(1 / rank).mean() for rank in ranks]))


def area(high: Sequence[float], low: Sequence[float]) -> float:
    """Chance that one of ``high`` is above one of ``low``."""
    order = np.sort(low)
    left, right = np.searchsorted(order, high, "left"), np.searchsorted(order, high, "right")
    return float(((left + right) / 2 / len(order)).mean())


def with_interval(judged: Judged, what: str) -> str:
    """Area with a 95 % interval over draws of channels."""
    rng = np.random.default_rng(0)
    channels = sorted(a for a, _ in judged.same)
    high = judged.same if what == "same" else judged.kin

    def over(drawn: Counter[str]) -> float:
        def taken(scored: Scored) -> list[float]:
            return [
                value
                for (a, b), (value, _) in scored.items()
                for _ in range(drawn[a] * (1 if a == b else drawn[b]))
            ]

        ups, downs = taken(high), taken(judged.other)
        return area(ups, downs) if ups and downs else float("nan")

    whole = over(Counter(channels))
    draws = [over(Counter(rng.choice(channels, len(channels)).tolist())) for _ in range(400)]
    low, top = np.nanquantile(draws, [0.025, 0.975])
    return f"{whole:.3f} ({low:.3f}-{top:.3f})"


def at_level(judged: Judged, matched: bool) -> str:
    """What comes out at the level: halves, families, pairs of one field, pairs of two fields."""

    def hits(scored: Scored, wanted: Callable[[str, str], bool]) -> str:
        return counted(
            [
                judged.p_of(pair, value, matched) <= LEVEL
                for pair, value in scored.items()
                if wanted(*pair)
            ]
        )

    def near(a: str, b: str) -> bool:
        return field_of(a) == field_of(b)

    return (
        f"one channel {hits(judged.same, lambda a, b: True)}; family {hits(judged.kin, lambda a, b: True)}; "
        f"one field {hits(judged.other, near)}; two fields {hits(judged.other, lambda a, b: not near(a, b))}"
    )


def counted(hits: Sequence[bool]) -> str:
    low, high = wilson(sum(hits), len(hits))
    return f"{sum(hits)} of {len(hits)} ({low:.2f}-{high:.2f})"


def compare(traffic: Traffic) -> None:
    """Which masks, scores, nulls and amounts of text tell writers apart."""
    print("halves: area of one channel / of families against others (95 % over channels)")
    for most in (LEAST_CHARACTERS, 10_000, MOST_CHARACTERS):
        for name, make in MASKS.items():
            judged = judge_halves(pieces(traffic, 2, make("ru"), most))
            print(
                f"  {most} characters, {name}: {with_interval(judged, 'same')} / "
                f"{with_interval(judged, 'kin')}"
            )
            if name != "nothing masked":  # what is not masked is no topic to match on
                print(f"    p <= {LEVEL}, null as near in topic: {at_level(judged, True)}")
            print(f"    p <= {LEVEL}, null of all pairs: {at_level(judged, False)}")
    halves = pieces(traffic, 2, Mask("ru"), MOST_CHARACTERS)
    for score in ("rank", "first places", "cosine"):
        judged = judge_halves(halves, score)
        print(f"  score {score}: {with_interval(judged, 'same')} / {with_interval(judged, 'kin')}")
    judged = judge_halves(halves)
    ranks = [np.argsort(np.argsort(column)) for column in np.array(list(judged.other.values())).T]
    print(f"rank correlation of score and topic, other pairs: {np.corrcoef(*ranks)[0, 1]:.2f}")
    p = {pair: judged.p_of(pair, value, True) for pair, value in judged.other.items()}
    each = {c: float(np.mean([v <= LEVEL for q, v in p.items() if c in q])) for c, _ in judged.same}
    worst = sorted(((round(v, 2), c) for c, v in each.items()), reverse=True)[:4]
    print(f"most false by channel: {worst}")


def pseudo(traffic: Traffic) -> None:
    """Whole channels, with thirds of other channels as impostors and for the null."""
    mask = Mask("ru")
    whole, thirds = (pieces(traffic, parts, mask, MOST_CHARACTERS) for parts in (1, 3))
    thirds = {key: prose for key, prose in thirds.items() if prose.characters >= LEAST_CHARACTERS}
    judged = judge(whole, whole, thirds)
    print(f"{len(thirds)} thirds as impostors, whole channels:")
    found = {}
    for name, scored in (("family", judged.kin), ("others", judged.other)):
        p = {pair: judged.p_of(pair, value, True) for pair, value in scored.items()}
        print(f"  {name}: {counted([value <= LEVEL for value in p.values()])} at {LEVEL}")
        found |= {pair: (value, name) for pair, value in p.items()}
    for pair, (value, name) in sorted(found.items(), key=lambda one: one[1]):
        if value <= 0.02 or name == "family":
            print(f"    p {value:.3f} {name} {pair[0]} / {pair[1]}")


def planted(seeds: int) -> None:
    """Invented writers (tests/conduct/writers.py): 62 sources on six topics, eight pairs of which
    have one writer and two topics; how many of them are found, and how many of the other pairs that
    have a topic in common."""
    for spread in (0.5, 0.3, 0.2):
        for count in (20, 40, 80):
            found, false, size = [], [], 0
            for seed in range(seeds):
                rng = np.random.default_rng([seed, 77])
                topics = [make_topic(rng) for _ in range(6)]
                writers = [make_writer(rng, spread) for _ in range(62)]
                posts = [
                    post
                    for n in range(62)
                    for post in posts_by(
                        f"w{n:02d}", writers[n - n % 2 if n < 16 else n], topics[n % 6], seed, count
                    )
                ]
                table = table_of_posts(posts).sort_by("item")
                traffic = Traffic(table, NO_COPIES, {p.source: "channel" for p in posts})
                twins = [(f"w{n:02d}", f"w{n + 1:02d}") for n in range(0, 16, 2)]
                mates = [(f"w{n:02d}", f"w{n + 6:02d}") for n in range(16, 56)]
                size = len(" ".join(post.text for post in posts[:count]))
                found += [one.p for one in writing_tests(traffic, twins, seed)]
                false += [one.p for one in writing_tests(traffic, mates, seed)]
            if any(p is None for p in [*found, *false]):
                print(f"planted, habits {spread}, {size} characters a side: refused")
                continue
            print(
                f"planted, habits {spread}, about {size} characters a side: one writer at .05 "
                f"{counted([p <= LEVEL for p in found])}, at .01 {counted([p <= 0.01 for p in found])}; "
                f"others of one topic {counted([p <= LEVEL for p in false])}"
            )


def refused(traffic: Traffic, folder: Path) -> None:
    """What the product says of this material as it is."""
    found = writing_tests(traffic, bound_pairs(traffic, ()), 0)
    print("product, 24 channels:", Counter(one.refusal for one in found))
    most: Counter[str] = Counter()
    for path in sorted(folder.glob("*/result.json")):
        for line in read_files([path]):
            item = orjson.loads(line).get("item") or {}
            most[f"{path.parent.name} {item.get('source_key')}"] += len(item.get("text") or "")
    print(
        f"telegram-exports: {len(most)} sources, the largest with {max(most.values())} characters"
    )


def cost(traffic: Traffic) -> None:
    """Processor time at 50,000 posts of 200 sources: posts again under other sources and ids."""
    posts = [
        Post(p["item"], p["source"], int(p["posted_utc"].timestamp() * 1e6), p["text"], "ru")
        for p in traffic.items.to_pylist()
    ]
    posts.sort(key=lambda p: (p.source, p.posted or 0))
    for size in (12_500, 25_000, 50_000, 100_000):
        many = [
            replace(
                posts[n % len(posts)], item=f"{n:07d}", source=f"s{n * (size // 250) // size:04d}"
            )
            for n in range(size)
        ]
        table = table_of_posts(many).sort_by("item")
        big = Traffic(table, traffic.copies.slice(0, 0), {p.source: "channel" for p in many})
        names = list(big.sources)
        pairs = list(zip(names[::2], names[1::2], strict=False))
        start = time.process_time()
        found = writing_tests(big, pairs, 0)
        middle = time.process_time()
        mixed = mixture_tests(big, 0)
        end = time.process_time()
        assessed = sum(one.p is not None for one in found)
        print(
            f"{size} posts, {len(names)} sources: writing {middle - start:.2f} s ({assessed} pairs), "
            f"mixture {end - middle:.2f} s ({len(mixed)} rows)"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    options = parser.parse_args()
    traffic = load_traffic(options.data / "telegram-news")
    refused(traffic, options.data / "telegram-exports")
    compare(traffic)
    pseudo(traffic)
    for one in mixture_tests(traffic, 0):
        if one.q is not None and one.q <= LEVEL:
            print("mixture:", one.subjects[0], one.p, one.q, one.wording)
    cost(traffic)
    planted(4)


if __name__ == "__main__":
    main()
