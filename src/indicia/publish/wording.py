"""The words of a judgement: a word of likelihood never stands without its band and numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from indicia.settings import Question
from indicia.weigh.wordband import WordBand, word_for, word_of
from indicia.weigh.words import settle_word

Row = Mapping[str, Any]
SMALL = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_REASONS: tuple[tuple[str, str], ...] = (
    (r"removing one (\w+) changes the lead", r"without one \1 another answer leads"),
    (r"removing (\d+) changes the lead", r"without \1 of its reports another answer leads"),
    (r"(\d+) must be removed to change the lead", r"\1 reports must fall to change the lead"),
    (r"no independent origin carries it", "no independent origin carries it"),
    (r"^one origin$", "it rests on one origin"),
)


def percent(probability: float) -> str:
    """A probability as whole per cent; never 0 or 100, because neither is ever meant."""
    return f"{min(99, max(1, round(probability * 100)))}"


def spread(low: float, high: float) -> str:
    """An interval in whole per cent: ``35–71 %``."""
    return f"{percent(low)}–{percent(high)} %"


def count_of(number: int, one: str, many: str = "") -> str:
    """A number with its noun: small numbers as words, large ones with commas."""
    noun = one if number == 1 else many or one + "s"
    said = SMALL[number] if 0 <= number < len(SMALL) else f"{number:,}"
    return f"{said} {noun}"


def capital(text: str) -> str:
    """The text with its first letter large."""
    return text[:1].upper() + text[1:]


def listed(parts: Sequence[str]) -> str:
    """Words in a row: ``a, b and c``."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def band_text(words: str) -> str:
    """The band of a word in figures; of the two words that an interval spans, from end to end."""
    bands = [band for part in words.split(" to ") if (band := word_of(part))]
    return f"{round(bands[0].low * 100)}–{round(bands[-1].high * 100)} %" if bands else ""


def settled(row: Row, previous: str | None = None) -> WordBand:
    """The word for an answer, kept from the last update while the estimate is near its band."""
    return word_of(settle_word(previous, row["mean"])) or word_for(row["mean"])


def judgement(question: Question, rows: Sequence[Row], previous: str | None = None) -> list[str]:
    """Three sentences: word and band, figures beside the rival's, confidence in the evidence.

    ``rows`` are sorted by probability, the leading answer first; ``previous`` is the word that the
    last update published for it.
    """
    texts = {answer.id: answer.text.rstrip(".") for answer in question.answers}
    first, second = rows[0], rows[1]
    word = settled(first, previous)
    lead = f"{_it_is(word)} ({band_text(word.word)}) that the answer is “{_text(texts, first)}”."
    ends = word_for(first["low"]).word, word_for(first["high"]).word
    reach = "" if ends[0] == ends[1] else f", from {ends[0]} to {ends[1]}"
    figures = (
        f"Our estimate is {percent(first['mean'])} % (80 % interval "
        f"{spread(first['low'], first['high'])}{reach}); the nearest rival, "
        f"“{_text(texts, second)}”, has {percent(second['mean'])} % "
        f"({spread(second['low'], second['high'])})."
    )
    reasons = [plain_reason(reason) for reason in orjson.loads(first["reasons"])]
    because = f": {'; '.join(reasons)}" if reasons else ""
    return [lead, figures, f"Confidence in the evidence is {first['confidence']}{because}."]


def _text(texts: Mapping[str, str], row: Row) -> str:
    return texts.get(row["answer"], row["answer"])


def _it_is(word: WordBand) -> str:
    if word.word == "almost no chance":
        return "There is almost no chance"
    article = "a " if word.word.endswith("chance") else ""
    return f"It is {article}{word.word}"


def plain_reason(reason: str) -> str:
    """A reason of the confidence in words that a reader outside the desk understands."""
    wide = re.fullmatch(r"the interval is (\d\.\d+) wide", reason)
    if wide:
        return f"the interval spans {round(float(wide.group(1)) * 100)} points"
    for pattern, form in _REASONS:
        reason = re.sub(pattern, form, reason)
    return re.sub(r"without (\d)\b", lambda m: f"without {SMALL[int(m.group(1))]}", reason)
