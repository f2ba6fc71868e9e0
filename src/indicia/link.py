"""``[[links]]`` of case.toml: questions whose answers hang together, and how, as somebody judged it.

::

    [[links]]
    questions = ["who", "real"]
    by = "A. Analyst"
    reason = "A foreign body would rather stage than fight"
    [links.given.local]
    genuine = 0.8
    psychological = 0.15
    [links.given.foreign]
    ...

A row gives P(answer of the second | answer of the first); what it leaves goes to "something else".
Without ``given`` the questions are shown together and taken as independent, which is said.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from indicia.nearest import did_you_mean
from indicia.tomltable import TableReader


@dataclass(frozen=True, slots=True)
class Link:
    """Two questions whose answers hang together; ``given`` is empty where nobody declared how."""

    first: str
    second: str
    given: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    by: str = ""
    reason: str = ""


def parse_links(
    reader: TableReader, raw: list[Any], answers: Mapping[str, tuple[str, ...]], residual: str
) -> tuple[Link, ...]:
    """The links; ``answers`` are the ids of each question's answers. Raises SettingsError."""
    made = tuple(
        _link(reader, dict(entry), f"links[{index}].", answers, residual)
        for index, entry in enumerate(raw)
    )
    pairs = [frozenset((link.first, link.second)) for link in made]
    if len(set(pairs)) != len(pairs):
        raise reader.fail("links", "two link the same questions; keep one of them")
    return made


def _link(
    reader: TableReader,
    raw: dict[str, Any],
    place: str,
    answers: Mapping[str, tuple[str, ...]],
    residual: str,
) -> Link:
    names = reader.texts(raw, place, "questions")
    given = reader.take(raw, place, "given", dict, {})
    by = reader.take(raw, place, "by", str, "")
    reason = reader.take(raw, place, "reason", str, "")
    reader.finish(raw, place)
    if len(names) != 2 or names[0] == names[1]:
        raise reader.fail(f"{place}questions", "must name two different questions")
    for name in names:
        if name not in answers:
            near = did_you_mean(name, answers)
            raise reader.fail(f"{place}questions", f"no question {name!r}{near}")
    if given and not (by and reason):
        raise reader.fail(place, "a table needs by (who judged it) and reason")
    first, second = (tuple(a for a in answers[name] if a != residual) for name in names)
    rows = _rows(reader, given, f"{place}given.", first, second) if given else {}
    return Link(names[0], names[1], rows, by, reason)


def _rows(
    reader: TableReader,
    given: Mapping[str, Any],
    place: str,
    first: tuple[str, ...],
    second: tuple[str, ...],
) -> dict[str, dict[str, float]]:
    if missing := [name for name in first if name not in given]:
        raise reader.fail(
            f"{place}{missing[0]}", "is missing; each answer of the first needs a row"
        )
    rows = {}
    for name, row in given.items():
        if name not in first:
            raise reader.fail(f"{place}{name}", f"no answer {name!r}{did_you_mean(name, first)}")
        if not isinstance(row, dict) or set(row) != set(second):
            raise reader.fail(
                f"{place}{name}", f"must give {', '.join(second)}, each a probability"
            )
        for answer, share in row.items():
            if isinstance(share, bool) or not isinstance(share, float) or not 0 < share < 1:
                message = "must be a probability between 0 and 1, ends excluded"
                raise reader.fail(f"{place}{name}.{answer}", message)
        if sum(row.values()) >= 1:
            message = 'must leave something for "something else": they add up to 1 or more'
            raise reader.fail(f"{place}{name}", message)
        rows[name] = dict(row)
    return rows
