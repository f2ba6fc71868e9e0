"""An assessment as JSON, canonical, with the SHA-256 that names it.

``assessment_json`` gives the object, ``model_json`` the model with every default filled in. Floats
are rounded to 12 significant digits. ``sha256`` is that of the canonical JSON of everything else.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from indicia.canonical import canonical_bytes
from indicia.weigh.assess import MOST_BOUNDED, Assessment
from indicia.weigh.confidence import THRESHOLDS
from indicia.weigh.evidence import Floats
from indicia.weigh.flip import Flip
from indicia.weigh.model import Indication, Model, Report
from indicia.weigh.predictive import LIMIT
from indicia.weigh.shared import MOST_ENUMERATED
from indicia.weigh.words import words_for_interval

# Raised whenever the same model would give another result.
METHOD_VERSION = "1"


def assessment_json(assessment: Assessment) -> dict[str, Any]:
    """The assessment as the object that ``indicia weigh`` prints; docs/model.md explains it."""
    given = assessment
    answers = given.model.answers
    body: dict[str, Any] = {
        "posterior": _by_answer(answers, given.posterior),
        "published": _published(given),
        "confidence": {
            "level": given.confidence.level,
            "reasons": list(given.confidence.reasons),
        },
        "decibans": _decibans(given),
        "leave_one_out": {
            "indications": _rows(given.ids, answers, given.without_indications),
            "origins": _rows(given.origins, answers, given.without_origins),
        },
        "flip": {
            "indications": _flip(given.flip_indications),
            "origins": _flip(given.flip_origins),
        },
        "gamma": {
            "answer": given.leader,
            "at_worst": {str(worst.judgements): worst.probability for worst in given.gamma},
        },
        "bounds": _bounds(given),
        "look_next": [
            {
                "id": look.id,
                "text": look.text,
                "bits": look.bits,
                "leader_changes": look.changes_leader,
                "cost": look.cost,
                "bits_per_cost": look.bits_per_cost,
            }
            for look in given.look_next
        ],
        "incomplete_flag": given.check.is_raised,
        "inconsistency": {
            "count": _by_answer(answers, given.inconsistency.count),
            "differs": given.inconsistency.differs,
        },
        "parameters": _parameters(given),
    }
    rounded: dict[str, Any] = _rounded(body)
    rounded["sha256"] = hashlib.sha256(canonical_bytes(rounded)).hexdigest()
    return rounded


def _published(given: Assessment) -> dict[str, Any]:
    shown = given.published
    return {
        answer: {
            "mean": float(shown.mean[h]),
            "low": float(shown.low[h]),
            "high": float(shown.high[h]),
            "word": words_for_interval(
                float(shown.mean[h]), float(shown.low[h]), float(shown.high[h])
            ),
        }
        for h, answer in enumerate(given.model.answers)
    }


def _decibans(given: Assessment) -> dict[str, Any]:
    weights = given.weights
    return {
        "leader": weights.leader,
        "rival": weights.rival,
        "prior": weights.prior,
        "indications": dict(zip(given.ids, map(float, weights.each), strict=True)),
        "joint": weights.joint,
        "total": weights.total,
    }


def _bounds(given: Assessment) -> dict[str, Any] | None:
    if given.bounds is None:
        return None
    low, high = given.bounds
    return {a: [float(low[h]), float(high[h])] for h, a in enumerate(given.model.answers)}


def _flip(flip: Flip | None) -> dict[str, Any] | None:
    if flip is None:
        return None
    return {
        "size": len(flip.removed),
        "removed": list(flip.removed),
        "new_leader": flip.new_leader,
        "is_smallest": flip.is_smallest,
    }


def _parameters(given: Assessment) -> dict[str, Any]:
    model = given.model
    answers = model.answers
    return {
        "method": "indicia.weigh",
        "method_version": METHOD_VERSION,
        "version": _version(),
        "model_sha256": hashlib.sha256(canonical_bytes(model_json(model))).hexdigest(),
        "assumed": list(model.assumed),
        "priors": {a: model.priors[h].as_list for h, a in enumerate(answers)},
        "prior_sum": sum(band.best for band in model.priors),
        "prior_sensitivity": {
            "posterior_with_equal_priors": _by_answer(answers, given.sensitivity.equal),
            "own_prior_at_its_ends": {
                a: list(map(float, given.sensitivity.ends[h])) for h, a in enumerate(answers)
            },
        },
        "rho": model.rho,
        "theme_weights": dict(zip(given.themes, map(float, given.theme_weights), strict=True)),
        "posterior_without_theme_discount": _by_answer(answers, given.undiscounted),
        "sd_shared": model.sd_shared,
        "draws": model.draws,
        "seed": model.seed,
        "G": model.gamma,
        "interval": "10-90 %",
        "predictive_tail": given.check.tail,
        "predictive_limit": LIMIT,
        "sampling_error_of_log_likelihood": given.sampling_error,
        "confidence_thresholds": THRESHOLDS,
        "notes": _notes(given),
    }


def _notes(given: Assessment) -> list[str]:
    notes = ["the residual answer has p = .5 for every indication, by convention"]
    if given.bounds is None:
        notes.append(
            f"bounds: null, because with more than {MOST_BOUNDED} indications all bands free at "
            "once say nothing"
        )
    if given.sampling_error > 0:
        notes.append(
            f"more than {MOST_ENUMERATED} origins share claims: their reliabilities were sampled"
        )
    if any(r.reliable_band for row in given.model.indications for r in row.reports):
        notes.append("reliabilities known only as bands enter the draws, not gamma and bounds")
    for flip in (given.flip_indications, given.flip_origins):
        if flip is not None and not flip.is_smallest:
            notes.append("a flip set was found, but a smaller one may exist")
    return notes


def _version() -> str:
    try:
        return version("indicia")
    except PackageNotFoundError:
        return "unknown"


def model_json(model: Model) -> dict[str, Any]:
    """The model as JSON with every default filled in and evidence in a fixed order.

    Reading it again gives the same numbers.
    """
    answers = model.answers
    return {
        "question": model.question,
        "answers": list(answers),
        "residual": answers[model.residual],
        "priors": {a: model.priors[h].as_list for h, a in enumerate(answers)},
        "indications": [
            _indication(row, answers) for row in sorted(model.indications, key=lambda r: r.id)
        ],
        "rho": model.rho,
        "sd_shared": model.sd_shared,
        "draws": model.draws,
        "seed": model.seed,
        "G": model.gamma,
    }


def _indication(row: Indication, answers: Sequence[str]) -> dict[str, Any]:
    searched = row.searched
    return {
        "id": row.id,
        "text": row.text,
        "theme": row.theme,
        "p": {a: band.as_list for a, band in zip(answers, row.present, strict=True) if band},
        "reports": [_report(r, answers) for r in sorted(row.reports, key=lambda r: r.origin)],
        "searched": {"d": searched.detect, "known": searched.known} if searched else None,
        "look": {
            "d": row.look.detect,
            "cost": row.look.cost,
            "private_person": row.look.private_person,
        },
        "known": row.known,
    }


def _report(report: Report, answers: Sequence[str]) -> dict[str, Any]:
    relays = sorted(
        (not relay.asserts, relay.copied, relay.by or "", relay.known or "")
        for relay in report.relays
    )
    band = report.reliable_band
    return {
        "origin": report.origin,
        "asserts": report.asserts,
        "r": band.as_list if band else dict(zip(answers, report.reliable, strict=True)),
        "b": dict(zip(answers, report.anyway, strict=True)),
        "e": report.error,
        "credibility": report.credibility,
        "relays": [
            {"asserts": not denies, "c": copied, "by": by or None, "known": known or None}
            for denies, copied, by, known in relays
        ],
        "known": report.known,
    }


def _by_answer(answers: Iterable[str], values: Floats) -> dict[str, float]:
    return {answer: float(value) for answer, value in zip(answers, values, strict=True)}


def _rows(names: Sequence[str], answers: Sequence[str], table: Floats) -> dict[str, Any]:
    return {name: _by_answer(answers, row) for name, row in zip(names, table, strict=True)}


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return float(f"{value:.12g}")
    if isinstance(value, dict):
        return {key: _rounded(member) for key, member in value.items()}
    if isinstance(value, list):
        return [_rounded(member) for member in value]
    return value
