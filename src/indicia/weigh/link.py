"""Rows of ``joint``: linked questions of a case, by a declared table or as independent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from indicia.link import Link
from indicia.settings import SOMETHING_ELSE, Question
from indicia.weigh.joint import DECLARED, INDEPENDENT, Floats, Joint, independent, linked

Row = Mapping[str, Any]


def joint_rows(
    links: Sequence[Link], questions: Sequence[Question], assessments: Sequence[Row]
) -> list[dict[str, Any]]:
    """A row for each pair of answers of each link; a link of which a question is not judged: none.

    What stands for probabilities are the published means, scaled to 1.
    """
    asked = {question.id: question for question in questions}
    rows: list[dict[str, Any]] = []
    for link in links:
        first, second = (
            [row for row in assessments if row["question"] == name]
            for name in (link.first, link.second)
        )
        if all(row["confidence"] != "none" for row in (*first, *second)):
            rows += _rows(link, asked, _by_answer(first), _by_answer(second))
    return rows


def _by_answer(rows: Sequence[Row]) -> dict[str, tuple[float, float]]:
    """Answer -> (mean, prior)."""
    return {row["answer"]: (row["mean"], row["prior"]) for row in rows}


def _rows(
    link: Link,
    asked: Mapping[str, Question],
    first: Mapping[str, tuple[float, float]],
    second: Mapping[str, tuple[float, float]],
) -> list[dict[str, Any]]:
    ids = [[answer.id for answer in asked[name].answers] for name in (link.first, link.second)]
    own = (
        _scaled([first[name][0] for name in ids[0]]),
        _scaled([second[name][0] for name in ids[1]]),
    )
    made = _joint(link, ids, own, _scaled([second[name][1] for name in ids[1]]))
    note = f"{DECLARED}, judged by {link.by}: {link.reason}" if link.given else INDEPENDENT
    return [
        {
            "first": link.first,
            "second": link.second,
            "first_answer": a,
            "second_answer": b,
            "probability": float(made.shares[i, j]),
            "first_alone": float(own[0][i]),
            "second_alone": float(own[1][j]),
            "independent": made.is_independent,
            "note": note,
        }
        for i, a in enumerate(ids[0])
        for j, b in enumerate(ids[1])
    ]


def _scaled(values: Sequence[float]) -> Floats:
    made = np.array(values, float)
    scaled: Floats = made / made.sum()
    return scaled


def _joint(
    link: Link, ids: Sequence[Sequence[str]], own: tuple[Floats, Floats], prior: Floats
) -> Joint:
    if not link.given:
        return independent(*own)
    # "Something else" of the first has no row: it says nothing of the second.
    table = np.array(
        [_row(link.given[a], ids[1]) if a != SOMETHING_ELSE else prior for a in ids[0]]
    )
    return linked(own[0], own[1], prior, table)


def _row(given: Mapping[str, float], answers: Sequence[str]) -> Floats:
    left = 1.0 - sum(given.values())
    return np.array([left if answer == SOMETHING_ELSE else given[answer] for answer in answers])
