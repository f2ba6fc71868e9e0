"""The level at which a family's regions are drawn, so that "90 %" holds nine in ten.

Levels come from ``calibration.toml``: split conformal quantiles of the levels at which true places
were found, reported on cases that they were not taken from (``docs/figures/places.md``). Families
of human writing with fewer than 100 cases share one level, and its name says so; a family that was
never measured has none, and its name is ``none``.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

# What the background of .05 takes from inside a region when no measurement says better.
_BACKGROUND_SHARE = 0.95


@dataclass(frozen=True, slots=True)
class Calibration:
    """Levels of the raw posterior at which to draw the 50 and 90 % regions."""

    name: str
    level50: float
    level90: float

    @classmethod
    def none(cls) -> Calibration:
        """No measurement: the levels that the background asks for."""
        return cls("none", 0.5 / _BACKGROUND_SHARE, 0.9 / _BACKGROUND_SHARE)


def calibration_for(family: str) -> Calibration:
    """The calibration of a family of cues, or one named ``none``."""
    return _calibrations().get(family, Calibration.none())


@cache
def _calibrations() -> dict[str, Calibration]:
    text = files("indicia.geo").joinpath("calibration.toml").read_text(encoding="utf-8")
    return {
        family: Calibration(row["name"], float(row["level50"]), float(row["level90"]))
        for family, row in tomllib.loads(text).get("family", {}).items()
    }
