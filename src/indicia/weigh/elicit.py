"""What a judgement of one indication says, in plain words, and what makes a second look worthwhile.

The checks warn and never change anything. They follow what is known to go wrong when people judge
probabilities: bands that are too narrow, ends that hug 0 or 1, evidence that tells nothing apart.

Source: Lichtenstein, Fischhoff and Phillips, Calibration of probabilities (1982); O'Hagan and
others, Uncertain Judgements: Eliciting Experts' Probabilities (2006); Heuer, Psychology of
Intelligence Analysis (1999) on diagnosticity.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from indicia.weigh.band import Band
from indicia.weigh.pool import are_opposed

NARROW = 0.02
"""Narrower than this nobody judges: such a band would claim to know one per cent from two."""
EXTREME = 0.01
STRONG_FACTOR = 100.0
SLACK = 0.15
"""How far the best values of priors may be from adding up to 1 before it is said."""


def implied(bands: Mapping[str, Band], texts: Mapping[str, str]) -> str:
    """The strongest comparison that the bands make, as a factor in plain words."""
    most = max(bands, key=lambda name: bands[name].best)
    least = min(bands, key=lambda name: bands[name].best)
    factor = bands[most].best / bands[least].best
    if factor < 1.05:
        return "You say: this would be seen as often whatever the answer is."
    return (
        f"You say: this would be seen {factor:.1f} times as often if the answer were "
        f"“{texts[most]}” as if it were “{texts[least]}”."
    )


def doubts(bands: Mapping[str, Band]) -> list[str]:
    """What to look at again in the judgement of one indication, each with what to do."""
    found = []
    best = [band.best for band in bands.values()]
    if max(best) - min(best) < NARROW:
        found.append("it tells no answers apart: judge it so only if you mean it, or leave it out")
    elif all(a.low <= b.high for a in bands.values() for b in bands.values()):
        found.append(
            "the bands all overlap: the order of the answers rests on the best values alone"
        )
    if max(best) / min(best) > STRONG_FACTOR:
        found.append(
            f"the factor is over {STRONG_FACTOR:.0f}: few facts speak so strongly; think of how it "
            "could be seen although the answer is false"
        )
    for name, band in bands.items():
        if band.best < EXTREME or band.best > 1 - EXTREME:
            found.append(f"{name}: close to certain ({band.best:g}); leave room for surprise")
        elif band.high - band.low < NARROW:
            found.append(
                f"{name}: a band of {(band.high - band.low) * 100:.0f} points is narrow; the truth "
                "should lie inside it 8 times in 10"
            )
    return found


def prior_doubts(bands: Mapping[str, Band]) -> list[str]:
    """What to look at again in priors; "something else" takes what they leave."""
    total = sum(band.best for band in bands.values())
    if total > 1 + SLACK or total < 1 - SLACK - 0.2:
        return [
            f"the best values add up to {total:.2f}; they are scaled to 1, which changes what you "
            "said: judge them together"
        ]
    return []


def opposed_answers(judged: Mapping[str, Sequence[Band]]) -> list[str]:
    """The answers on which the judges stand on two sides; their reasons are worth a talk."""
    return [name for name, bands in judged.items() if len(bands) > 1 and are_opposed(bands)]
