"""Invented messages for growth: seeded, in four languages, with copies as real channels have them.

Words are made of syllables and drawn by Zipf's law from a vocabulary that grows with the square
root of the corpus (Heaps' law), so that neither shared words nor shared names grow out of measure.
Of 100 messages about 12 pass on an earlier one of the last days: word for word, with a lead, or
with some words changed. One channel for each 500 messages; times spread over a year a 100,000.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson

SYLLABLES = {
    "ru": "ва ре ко ли мно сто пра вел дом гра сен тур бок ша лин дер сто мак зин пол рад нев",
    "en": "ba re co lin mor sto pra vel dom gra sen tur bok sha len der mak zin pol rad nev ith",
    "ar": "با ري كو لين مر ست بر فل دوم غر سن تر بك شا لن در مك زن بل رد نف حم",
    "he": "בא רי קו לין מר סת פר ול דום גר סן תר בק שא לן דר מכ זן פל רד נב חם",
}
SHARES = {"ru": 55, "en": 20, "ar": 20, "he": 5}
START = datetime(2025, 1, 1, tzinfo=UTC)
COPIES = 0.12
RECENT = 3000
FILE = 1000


def vocabulary(language: str, size: int, rng: random.Random) -> list[str]:
    """``size`` invented words, the most frequent first."""
    syllables = SYLLABLES[language].split(" ")
    words: dict[str, None] = {}
    while len(words) < size:
        words["".join(rng.choices(syllables, k=rng.choice((1, 2, 2, 3, 3, 4))))] = None
        if len(words) % 997 == 0:
            words["".join(rng.choices(syllables, k=5))] = None
    return list(words)


def messages(count: int, seed: int) -> Iterator[dict[str, Any]]:
    """``count`` messages in order of time."""
    rng = random.Random(seed)
    words = {lang: vocabulary(lang, int(60 * count**0.5), rng) for lang in SYLLABLES}
    weights = {
        lang: [1 / rank for rank in range(2, len(known) + 2)] for lang, known in words.items()
    }
    totals = {lang: _running(values) for lang, values in weights.items()}
    channels = max(8, count // 500)
    recent: list[tuple[str, str]] = []
    step = 365 * 86400 / 100_000
    for number in range(count):
        if recent and rng.random() < COPIES:
            language, text = _passed_on(*rng.choice(recent), words, rng)
        else:
            language = rng.choices(list(SHARES), weights=list(SHARES.values()))[0]
            text = _told(words[language], totals[language], number, rng)
        recent.append((language, text))
        del recent[:-RECENT]
        channel = rng.randrange(channels)
        at = START + timedelta(seconds=number * step + rng.randint(0, 200))
        yield {
            "channel": f"Invented channel {channel}",
            "channel_id": str(channel),
            "message_id": number,
            "date": at.isoformat(timespec="seconds"),
            "text": text,
        }


def _running(values: list[float]) -> list[float]:
    total, running = 0.0, []
    for value in values:
        total += value
        running.append(total)
    return running


def _told(words: list[str], totals: list[float], number: int, rng: random.Random) -> str:
    sentences = []
    for _ in range(rng.choice((1, 2, 3, 4, 6))):
        drawn = rng.choices(words, cum_weights=totals, k=rng.randint(6, 18))
        if rng.random() < 0.3:
            drawn[rng.randrange(len(drawn))] = str(rng.randint(2, 9999))
        if rng.random() < 0.4:
            place = rng.randrange(1, len(drawn))
            drawn[place] = drawn[place].capitalize()
        sentences.append(" ".join(drawn).capitalize() + ".")
    if rng.random() < 0.2:
        sentences.append(f"https://news.example/{number}")
    return " ".join(sentences)


def _passed_on(
    language: str, text: str, words: dict[str, list[str]], rng: random.Random
) -> tuple[str, str]:
    how = rng.choice(("same", "same", "lead", "changed"))
    if how == "lead":
        return language, f"{rng.choice(words[language])} {rng.choice(words[language])}: {text}"
    if how == "changed":
        pieces = text.split(" ")
        for _ in range(max(1, len(pieces) // 20)):
            pieces[rng.randrange(len(pieces))] = rng.choice(words[language])
        return language, " ".join(pieces)
    return language, text


def write(folder: Path, count: int, seed: int = 7, name: str = "m") -> None:
    """The messages as JSON tables of ``FILE`` rows each."""
    folder.mkdir(parents=True, exist_ok=True)
    batch: list[dict[str, Any]] = []
    for row in messages(count, seed):
        batch.append(row)
        if len(batch) == FILE:
            _file(folder, name, batch)
            batch = []
    if batch:
        _file(folder, name, batch)


def _file(folder: Path, name: str, rows: list[dict[str, Any]]) -> None:
    (folder / f"{name}{rows[0]['message_id']:08d}.json").write_bytes(orjson.dumps(rows))
