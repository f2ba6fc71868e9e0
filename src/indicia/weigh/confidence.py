"""Confidence in a judgement: how well it is founded, apart from how probable it is.

High: at least 3 independent origins (by the low end of their interval, where the number is not
sure) on at least 2 themes carry it, 3 removals are needed to change the leader, the interval is at
most .20 wide, no flag is up, and nothing left to look for changes the leader with more than .25.
Low: one origin or none, one removal is enough, or the interval is wider than .45. Else moderate.
The thresholds are conventions of this program.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

HIGH_ORIGINS, HIGH_THEMES, HIGH_FLIP, HIGH_WIDTH, HIGH_LOOK = 3, 2, 3, 0.20, 0.25
LOW_WIDTH = 0.45

THRESHOLDS = (
    f"high: at least {HIGH_ORIGINS} independent origins on at least {HIGH_THEMES} themes, "
    f"flip set at least {HIGH_FLIP}, interval at most {HIGH_WIDTH:.2f}, no flag, "
    f"no look with P(change) above {HIGH_LOOK}; low: one origin, or flip set 1, "
    f"or interval above {LOW_WIDTH}; else moderate"
)


@dataclass(frozen=True, slots=True)
class Grounds:
    """What confidence is judged on.

    ``origins``, ``themes``: those that carry the leader against its best rival; ``flips``: sizes of
    the smallest sets that change the leader (None: no removal does); ``width`` of the leader's
    interval; ``look_changes``: the highest P(leader changes) of anything left to look for.
    """

    origins: int
    themes: int
    flips: tuple[int | None, int | None]
    width: float
    incomplete: bool
    look_changes: float
    origins_range: tuple[int, int] | None = None
    """80 % interval of ``origins``; ``None``: the number is taken as it is."""

    @property
    def least_origins(self) -> int:
        """The low end of the interval."""
        return self.origins if self.origins_range is None else self.origins_range[0]

    def counted_origins(self) -> str:
        """The number of origins in words, with its interval where it is not sure."""
        said = _count(self.origins, "independent origin")
        low, high = self.origins_range or (self.origins, self.origins)
        return said if low == high else f"{said} (80 %: {low} to {high})"


@dataclass(frozen=True, slots=True)
class Confidence:
    """The level (low, moderate or high) and its reasons in words."""

    level: str
    reasons: tuple[str, ...]


def judge_confidence(grounds: Grounds) -> Confidence:
    """The level of confidence with the reasons that decided it."""
    low = _reasons_for_low(grounds)
    if low:
        return Confidence("low", tuple(low))
    missing = _missing_for_high(grounds)
    if missing:
        return Confidence("moderate", tuple(missing))
    return Confidence("high", tuple(_founded(grounds)))


def _reasons_for_low(grounds: Grounds) -> list[str]:
    reasons = []
    few = grounds.origins <= 1
    if few:
        reasons.append("no independent origin carries it" if not grounds.origins else "one origin")
    if 1 in grounds.flips:
        kind = "indication" if grounds.flips[0] == 1 else "origin"
        lead = "" if few else f"{grounds.counted_origins()}, and "
        reasons.append(f"{lead}removing one {kind} changes the lead")
    if grounds.width > LOW_WIDTH:
        reasons.append(f"the interval is {grounds.width:.2f} wide")
    return reasons


def _missing_for_high(grounds: Grounds) -> list[str]:
    smallest = min((size for size in grounds.flips if size is not None), default=None)
    tests = (
        (grounds.least_origins < HIGH_ORIGINS, grounds.counted_origins()),
        (grounds.themes < HIGH_THEMES, f"{_count(grounds.themes, 'theme')}"),
        (smallest is not None and smallest < HIGH_FLIP, f"removing {smallest} changes the lead"),
        (grounds.width > HIGH_WIDTH, f"the interval is {grounds.width:.2f} wide"),
        (grounds.incomplete, "the answers may be incomplete"),
        (
            grounds.look_changes > HIGH_LOOK,
            f"something not yet looked for would change the lead with {grounds.look_changes:.2f}",
        ),
    )
    return [words for fails, words in tests if fails]


def _founded(grounds: Grounds) -> Sequence[str]:
    sizes = [size for size in grounds.flips if size is not None]
    lead = f"{min(sizes)} must be removed to change the lead" if sizes else "no removal changes it"
    return (
        f"{grounds.counted_origins()} on {_count(grounds.themes, 'theme')}",
        lead,
        f"the interval is {grounds.width:.2f} wide",
    )


def _count(number: int, thing: str) -> str:
    words = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
    said = words[number] if number < len(words) else str(number)
    return f"{said} {thing}{'' if number == 1 else 's'}"
