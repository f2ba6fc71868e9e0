"""What a judgement says, in plain words, and what makes a second look worthwhile.

The checks warn and never change anything; each says what to do. They follow what is known to go
wrong when people judge probabilities: bands that are too narrow, ends that hug 0 or 1, evidence
that tells nothing apart, one fact counted twice. Their thresholds are ours.

Not checked: whether a text holds two facts, or is a denial. Ten of the 48 indications of the
library have an "and", two a "never", and each of them is one fact that is said straight.

Source: Lichtenstein, Fischhoff and Phillips, Calibration of probabilities (1982), on overconfidence;
O'Hagan and others, Uncertain Judgements: Eliciting Experts' Probabilities (2006), on coherence and
extremes; Heuer, Psychology of Intelligence Analysis (1999), on what tells answers apart.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from indicia.weigh.band import Band
from indicia.weigh.pool import are_opposed

NARROW = 0.02
"""Narrower than this nobody judges: such a band would claim to know one per cent from two."""
EXTREME = 0.01
STRONG_FACTOR = 100.0
SLACK = 0.15
"""How far the best values of priors may be from adding up to 1 before it is said."""
ALIKE = 0.5
"""Share of words in common from which two texts look like one fact; within a theme of the library
the highest share is .31."""
RESIDUAL_BEST = 0.10
"""What "something else" has where nobody gave it a prior."""
SHORTEST_WORD = 4


def implied(bands: Mapping[str, Band], texts: Mapping[str, str]) -> str:
    """The strongest comparison that the bands make, as a factor in plain words."""
    most, least = _ends(bands)
    factor = bands[most].best / bands[least].best
    if factor < 1.05:
        return "You say: this would be seen as often whatever the answer is."
    return (
        f"You say: this would be seen {factor_text(factor)} times as often if the answer were "
        f"“{texts[most]}” as if it were “{texts[least]}”."
    )


def factor_text(factor: float) -> str:
    """A factor with as many digits as it bears: ``1.3``, ``8``, ``120``."""
    return f"{factor:.1f}".removesuffix(".0") if factor < 10 else f"{float(f'{factor:.2g}'):.0f}"


def doubts(bands: Mapping[str, Band]) -> list[str]:
    """What to look at again in the judgement of one indication, each with what to do."""
    found = [*_nothing_apart(bands)]
    most, least = _ends(bands)
    if bands[most].best / bands[least].best > STRONG_FACTOR:
        found.append(
            f"the factor is over {STRONG_FACTOR:.0f}: few facts speak so strongly; think of how it "
            f"could be seen although the answer is {least}, and raise that band"
        )
    for name, band in bands.items():
        found += _of_one(name, band)
    return found


def _ends(bands: Mapping[str, Band]) -> tuple[str, str]:
    """The answers under which it is seen most and least often."""
    most = max(bands, key=lambda name: bands[name].best)
    return most, min(bands, key=lambda name: bands[name].best)


def _nothing_apart(bands: Mapping[str, Band]) -> list[str]:
    most, least = _ends(bands)
    high, low = bands[most], bands[least]
    if len(bands) < 2:
        return []
    if high.best - low.best < NARROW:
        return ["it tells no answers apart: judge it so only if you mean it, or leave it out"]
    if high.low <= low.best and low.high >= high.best:
        return [
            f"the bands of {most} and {least} hold each other's best value, so their order could be "
            "the other way round: narrow them if you know more, or expect it to move little"
        ]
    return []


def _of_one(name: str, band: Band) -> list[str]:
    if band.low < EXTREME or band.high > 1 - EXTREME:
        return [
            f"{name}: the band reaches below 1 % or above 99 %, which is all but certain; leave room "
            "for surprise"
        ]
    if band.high - band.low < NARROW:
        return [
            f"{name}: a band of {(band.high - band.low) * 100:.0f} points is narrow; the truth "
            "should lie inside it 8 times in 10: widen it"
        ]
    return []


def prior_doubts(bands: Mapping[str, Band], residual: float = RESIDUAL_BEST) -> list[str]:
    """What to look at again in the priors of the listed answers; ``residual``: of the other one."""
    total = sum(band.best for band in bands.values()) + residual
    found = []
    if abs(total - 1) > SLACK:
        found.append(
            f"the best values add up to {total:.2f} with “something else” at {residual:.2g}; they "
            "are scaled to 1, which changes what you said: judge them together"
        )
    for name, band in bands.items():
        found += _of_one(name, band)
    return found


def opposed_answers(judged: Mapping[str, Sequence[Band]]) -> list[str]:
    """The answers on which the judges stand on two sides; their reasons are worth a talk."""
    return [name for name, bands in judged.items() if len(bands) > 1 and are_opposed(bands)]


def are_alike(one: str, other: str) -> bool:
    """Whether two texts share so many of their words that they may be one fact."""
    mine, theirs = _words(one), _words(other)
    return bool(mine) and len(mine & theirs) >= ALIKE * len(mine | theirs)


def _words(text: str) -> frozenset[str]:
    """The longer words of a text; the short ones bind, and say nothing of what it is about."""
    return frozenset(w for w in re.findall(r"\w+", text.casefold()) if len(w) >= SHORTEST_WORD)


def is_question(text: str) -> bool:
    """Whether a text asks instead of stating, so that "yes" and "no" have nothing to agree with."""
    return text.rstrip().endswith(("?", "؟"))
