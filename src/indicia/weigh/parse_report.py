"""One report of one origin, with its relays, read from the model file.

Reliability is a number, a band, NATO's letter, or one of these an answer. NATO's credibility
(1-6) is kept and shown but never multiplied: 1 means "confirmed by others" and would count twice.

Source: NATO AJP-2.1 (reliability A-F, credibility 1-6); the numbers for the letters are ours.
"""

from __future__ import annotations

from collections.abc import Mapping

from indicia.errors import BadInput
from indicia.weigh.band import Band, closed_share, open_probability, parse_band
from indicia.weigh.fields import Fields, fields_of, list_of
from indicia.weigh.model import Relay, Report

NATO_RELIABILITY: Mapping[str, float] = {"A": 0.95, "B": 0.80, "C": 0.60, "D": 0.40, "E": 0.20}
# F means "cannot be judged": the whole range from E to B.
NATO_UNJUDGED = Band(0.2, 0.5, 0.8)
INTERESTS: Mapping[str, float] = {"none": 0.5, "own interest": 0.8, "against own interest": 0.2}
HONEST_ERROR = 0.02
UNCHECKED = 1.0

_REPORT = ("origin", "asserts", "r", "b", "e", "relays", "credibility", "known")
_RELAY = ("asserts", "c", "by", "known")


def parse_report(row: object, place: str, answers: tuple[str, ...]) -> Report:
    """The report in ``row``. Raises: BadInput with the place of the fault."""
    fields = fields_of(row, place, _REPORT)
    reliable, band = _reliability(fields, answers)
    error = open_probability(fields.get("e", HONEST_ERROR), fields.at("e"))
    return Report(
        origin=fields.text("origin"),
        asserts=fields.truth("asserts"),
        reliable=reliable,
        anyway=_anyway(fields, answers),
        error=error,
        relays=tuple(
            _relay(relay, f"{place}.relays[{position}]")
            for position, relay in enumerate(
                list_of(fields.optional("relays") or [], fields.at("relays"))
            )
        ),
        reliable_band=band,
        reliability=fields["r"] if isinstance(fields["r"], str) else None,
        credibility=_credibility(fields),
        known=fields.time("known"),
    )


def _reliability(fields: Fields, answers: tuple[str, ...]) -> tuple[tuple[float, ...], Band | None]:
    given = fields.required("r")
    here = fields.at("r")
    if isinstance(given, Mapping):
        by_answer = fields_of(given, here, answers)
        return tuple(_one_reliability(by_answer.required(a), f"{here}.{a}") for a in answers), None
    band = NATO_UNJUDGED if given == "F" else None
    if isinstance(given, list):
        band = parse_band(given, here)
    best = band.best if band else _one_reliability(given, here)
    return (best,) * len(answers), band


def _one_reliability(value: object, place: str) -> float:
    if isinstance(value, str):
        if value == "F":
            return NATO_UNJUDGED.best
        if value not in NATO_RELIABILITY:
            raise BadInput(f"{place}: {value!r} is no reliability. Use A to F or a number.")
        return NATO_RELIABILITY[value]
    return closed_share(value, place)


def _anyway(fields: Fields, answers: tuple[str, ...]) -> tuple[float, ...]:
    given = fields.get("b", "none")
    here = fields.at("b")
    if isinstance(given, Mapping):
        by_answer = fields_of(given, here, answers)
        return tuple(_one_anyway(by_answer.required(a), f"{here}.{a}") for a in answers)
    return (_one_anyway(given, here),) * len(answers)


def _one_anyway(value: object, place: str) -> float:
    if isinstance(value, str):
        if value not in INTERESTS:
            raise BadInput(f"{place}: {value!r} is no interest. Use {', '.join(INTERESTS)}.")
        return INTERESTS[value]
    return open_probability(value, place)


def _relay(row: object, place: str) -> Relay:
    fields = fields_of(row, place, _RELAY)
    by = fields.text("by") if fields.optional("by") is not None else None
    copied = closed_share(fields.get("c", UNCHECKED), fields.at("c"))
    return Relay(fields.truth("asserts"), copied, by, fields.time("known"))


def _credibility(fields: Fields) -> int | None:
    value = fields.optional("credibility")
    if value is not None and (isinstance(value, bool) or value not in (1, 2, 3, 4, 5, 6)):
        raise BadInput(f"{fields.at('credibility')}: {value!r} is not 1 to 6.")
    return None if value is None else int(value)
