"""An assessment as rows: what weighs how much, and how far the result hangs on it.

``weights`` holds the waterfall from the prior to the total, and what leaving out each indication or
origin would do; ``sensitivity`` holds the bounds, priors, looks and counts beside the result. Takes
the result that ``assessment_json`` gives; calculates nothing new.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

Result = Mapping[str, Any]
Rows = list[dict[str, Any]]


def weight_rows(question: str, result: Result, texts: Mapping[str, str]) -> Rows:
    """Rows of ``weights``: prior, indications by weight, joint parts, total, then origins.

    ``texts`` are the words of each indication. Decibans are those of the leading answer against its
    best rival; ``without`` is the leader's probability if the row were left out.
    """
    given = result["decibans"]
    leader = given["leader"]
    out = result["leave_one_out"]
    each = sorted(given["indications"].items(), key=lambda pair: (-abs(pair[1]), pair[0]))
    rows = [_row("prior", "", "what was judged beforehand", given["prior"])]
    for name, weight in each:
        rows.append(
            _row("indication", name, texts.get(name, name), weight)
            | _without(out["indications"].get(name), leader)
            | {"in_flip_set": name in _removed(result, "indications")}
        )
    for name, weight in sorted(given["joint"].items()):
        rows.append(_row("joint", name, "said together by shared origins", weight))
    rows.append(_row("total", "", f"{leader} against {given['rival']}", given["total"]))
    for name, shares in sorted(out["origins"].items()):
        rows.append(
            _row("origin", name, "", None)
            | _without(shares, leader)
            | {"in_flip_set": name in _removed(result, "origins")}
        )
    return [
        {"question": question, "place": place, "leader": leader, "rival": given["rival"], **row}
        for place, row in enumerate(rows)
    ]


def _row(kind: str, name: str, text: str, decibans: float | None) -> dict[str, Any]:
    return {"kind": kind, "id": name, "text": text, "decibans": decibans}


def _without(shares: Mapping[str, float] | None, leader: str) -> dict[str, Any]:
    if shares is None:
        return {}
    ahead = max(shares, key=lambda answer: shares[answer])
    return {"without": shares[leader], "lead_changes": ahead != leader}


def _removed(result: Result, kind: str) -> list[str]:
    flip = result["flip"][kind]
    return list(flip["removed"]) if flip else []


def sensitivity_rows(question: str, result: Result) -> Rows:
    """Rows of ``sensitivity``: kind, what it is about, a value or a range, and a note in words."""
    rows = [*_gamma(result), *_priors(result), *_bounds(result), *_looks(result), *_counts(result)]
    return [{"question": question, "place": place, **row} for place, row in enumerate(rows)]


def _gamma(result: Result) -> Iterator[dict[str, Any]]:
    gamma = result["gamma"]
    for number, share in sorted(gamma["at_worst"].items(), key=lambda pair: int(pair[0])):
        note = f"{gamma['answer']}, if up to {number} judgements are at their worst end"
        yield {"kind": "gamma", "id": number, "value": share, "note": note}


def _priors(result: Result) -> Iterator[dict[str, Any]]:
    given = result["parameters"]["prior_sensitivity"]
    equal = given["posterior_with_equal_priors"]
    for answer, (low, high) in given["own_prior_at_its_ends"].items():
        yield {
            "kind": "prior",
            "id": answer,
            "value": equal[answer],
            "low": low,
            "high": high,
            "note": "value: with equal priors; range: with its own prior at its ends",
        }
    for answer, share in result["parameters"]["posterior_without_theme_discount"].items():
        note = "if indications of one theme were independent"
        yield {"kind": "themes", "id": answer, "value": share, "note": note}


def _bounds(result: Result) -> Iterator[dict[str, Any]]:
    if result["bounds"] is None:
        notes = [n for n in result["parameters"]["notes"] if n.startswith("bounds: null")]
        yield {"kind": "bounds", "id": "", "note": notes[0] if notes else "not shown"}
        return
    for answer, (low, high) in result["bounds"].items():
        note = "all bands free at once"
        yield {"kind": "bounds", "id": answer, "low": low, "high": high, "note": note}


def _looks(result: Result) -> Iterator[dict[str, Any]]:
    for look in result["look_next"]:
        note = f"chance that the lead changes; {look['bits']:.3f} bits at cost {look['cost']:g}"
        yield {"kind": "look", "id": look["id"], "value": look["leader_changes"], "note": note}


def _counts(result: Result) -> Iterator[dict[str, Any]]:
    given = result["inconsistency"]
    for answer, count in given["count"].items():
        note = given["differs"] or "ranks the answers as the probabilities do"
        yield {"kind": "inconsistency", "id": answer, "value": count, "note": note}
