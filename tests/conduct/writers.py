"""Invented writers with habits of function words and points, who write about any topic.

A writer is a distribution over function words, over points and over capitals; a topic is a set of
invented content words. Whoever writes about a topic uses its words; the habits stay the writer's.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from indicia.conduct.writing.functionword import function_words
from indicia.trace.post import Post

WORDS = tuple(sorted(w for w in function_words("ru") if " " not in w))
SYLLABLES = tuple(a + b for a in "бвгдзклмнпрст" for b in "аеиоуы")
POINTS = (".", ",", "!", "…", " —", ":", ";", "?!", ")", "...")
SPREAD = 0.5
"""Standard deviation of a writer's log-preference for each function word: 0 has no habits."""
DAY = 86_400


@dataclass(frozen=True)
class Writer:
    words: np.ndarray
    points: np.ndarray
    content: float
    """Share of content words."""


def make_writer(rng: np.random.Generator, spread: float = SPREAD) -> Writer:
    base = 1 / np.arange(1, len(WORDS) + 1) ** 0.8
    words = base * rng.lognormal(0, spread, len(WORDS))
    points = rng.lognormal(0, spread * 1.5, len(POINTS))
    return Writer(words / words.sum(), points / points.sum(), 0.55 + 0.05 * rng.random())


def make_topic(rng: np.random.Generator, size: int = 300) -> list[str]:
    return ["".join(rng.choice(SYLLABLES, rng.integers(2, 5))) + "к" for _ in range(size)]


def post_text(writer: Writer, topic: list[str], rng: np.random.Generator, words: int = 40) -> str:
    content = rng.random(words) < writer.content
    about = rng.integers(0, len(topic), words)
    habit = rng.choice(len(WORDS), words, p=writer.words)
    point = rng.choice(len(POINTS), words, p=writer.points)
    ends = rng.random(words) < 0.15
    return " ".join(
        (topic[about[n]] if content[n] else WORDS[habit[n]]) + (POINTS[point[n]] if ends[n] else "")
        for n in range(words)
    )


def posts_by(
    source: str, writer: Writer, topic: list[str], seed: int, count: int = 40, language: str = "ru"
) -> list[Post]:
    """``count`` posts, about 250 characters each, one a day."""
    rng = np.random.default_rng([seed, len(source), *source.encode()])
    return [
        Post(
            item=f"{source}-{n:03d}",
            source=source,
            posted=n * DAY * 1_000_000,
            text=post_text(writer, topic, rng),
            language=language,
        )
        for n in range(count)
    ]
