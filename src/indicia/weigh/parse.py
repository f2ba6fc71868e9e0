"""A model file read into a :class:`Model`, every fault named by its place.

Takes the JSON of ``indicia weigh`` as bytes or as a parsed object. Unknown keys are errors; a
default that is used is listed in ``Model.assumed``. Reports and relays are ``parse_report``'s.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from indicia.errors import BadInput
from indicia.weigh.band import Band, closed_share, finite_number, open_probability, parse_band
from indicia.weigh.fields import Fields, fields_of, list_of, no_cycle, words_of
from indicia.weigh.model import DEFAULT_RESIDUAL, Indication, Look, Model, Report, Search
from indicia.weigh.parse_report import parse_report

MOST_ANSWERS = 50
MOST_INDICATIONS = 20_000
MOST_DRAWS = 20_000
RESIDUAL_PRIOR = Band(0.05, 0.10, 0.20)
RHO_CHOICES = (0.0, 0.3, 0.6, 1.0)
DEFAULTS: Mapping[str, float | int] = {"sd_shared": 0.5, "draws": 2000, "seed": 0, "G": 2}
DEFAULT_RHO = 0.3

_TOP = ("question", "answers", "residual", "priors", "indications", "rho", *DEFAULTS)
_INDICATION = ("id", "text", "theme", "p", "reports", "searched", "look", "known")


def parse_model(given: bytes | str | Mapping[str, Any]) -> Model:
    """The model in ``given``: JSON as bytes or text, or the object already read from it.

    Raises: BadInput naming the place, as in ``indications[3].p.local: band reversed``.
    """
    top = fields_of(_loaded(given), "model", _TOP)
    answers, residual = _answers(top)
    indications = _indications(top, answers, residual)
    assumed: list[str] = []
    numbers = _numbers(top, assumed)
    return Model(
        question=top.text("question"),
        answers=answers,
        residual=residual,
        priors=_priors(top, answers, residual, assumed),
        indications=indications,
        rho=_rho(top, indications, assumed),
        sd_shared=numbers["sd_shared"],
        draws=int(numbers["draws"]),
        seed=int(numbers["seed"]),
        gamma=int(numbers["G"]),
        assumed=(*assumed, *_assumed_in_reports(top)),
    )


def _loaded(given: bytes | str | Mapping[str, Any]) -> object:
    if not isinstance(given, bytes | str):
        return given
    if not given.strip():
        raise BadInput("model: the file is empty. Give one JSON object; docs/model.md shows one.")
    try:
        text = given if isinstance(given, str) else given.decode("utf-8-sig")
        return json.loads(text, object_pairs_hook=_no_key_twice)
    except UnicodeDecodeError as error:
        raise BadInput(f"model: not UTF-8 at byte {error.start}. Save it as UTF-8.") from error
    except json.JSONDecodeError as error:
        raise BadInput(
            f"model: not JSON at line {error.lineno}, column {error.colno}: {error.msg}. "
            "Give one JSON object; docs/model.md shows one."
        ) from error
    except RecursionError as error:
        raise BadInput("model: nested too deeply to be a model.") from error
    except ValueError as error:
        raise BadInput(f"model: a number cannot be read: {error}") from error


def _no_key_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = Counter(key for key, _ in pairs).most_common(1)[0][0]
        raise BadInput(f"model: the key {twice!r} is given twice in one object. Keep one of them.")
    return found


def _answers(top: Fields) -> tuple[tuple[str, ...], int]:
    answers = words_of(top.required("answers"), "answers")
    residual = top.text("residual", DEFAULT_RESIDUAL)
    if len(answers) > MOST_ANSWERS:
        raise BadInput(
            f"answers: {len(answers)} answers; the limit is {MOST_ANSWERS}. "
            "Join answers that the evidence cannot tell apart."
        )
    folded = Counter(" ".join(answer.lower().split()) for answer in answers)
    twice, times = folded.most_common(1)[0] if folded else ("", 0)
    if times > 1:
        raise BadInput(f"answers: {twice!r} is listed twice. Answers must exclude each other.")
    if residual not in answers:
        raise BadInput(
            f"answers: {residual!r} is missing. The answers must leave nothing out: add it as the "
            "last, or name the answer that stands for it in 'residual'."
        )
    if len(answers) < 2:
        raise BadInput("answers: at least one answer besides the residual is needed.")
    return answers, answers.index(residual)


def _priors(
    top: Fields, answers: Sequence[str], residual: int, assumed: list[str]
) -> tuple[Band, ...]:
    given = fields_of(top.optional("priors") or {}, "priors", answers)
    bands = {name: parse_band(value, f"priors.{name}") for name, value in given.items()}
    if answers[residual] not in bands:
        bands[answers[residual]] = RESIDUAL_PRIOR
        assumed.append(f"prior of {answers[residual]!r}: .10 (band .05-.20)")
    listed = [name for name in answers if name != answers[residual]]
    missing = [name for name in listed if name not in bands]
    if missing and len(missing) < len(listed):
        raise BadInput(
            f"priors: no prior for {missing[0]!r}. Judge every answer, or none to have them equal."
        )
    if missing:
        share = (1 - bands[answers[residual]].best) / len(listed)
        bands |= dict.fromkeys(listed, _half_to_double(share))
        assumed.append("priors of the listed answers: equal, band from half to double the odds")
    priors = tuple(bands[name] for name in answers)
    if sum(band.low for band in priors) > 1 or sum(band.high for band in priors) < 1:
        raise BadInput(
            "priors: no numbers inside these bands add up to 1 "
            f"(lowest {sum(band.low for band in priors):.3g}, "
            f"highest {sum(band.high for band in priors):.3g}). Widen or move the bands."
        )
    return priors


def _half_to_double(share: float) -> Band:
    odds = share / (1 - share)
    return Band(odds / (2 + odds), share, 2 * odds / (1 + 2 * odds))


def _indications(top: Fields, answers: tuple[str, ...], residual: int) -> tuple[Indication, ...]:
    rows = list_of(top.required("indications"), "indications")
    if len(rows) > MOST_INDICATIONS:
        raise BadInput(
            f"indications: {len(rows)} given; the limit is {MOST_INDICATIONS}. "
            "An indication is a fact, not an item: join those that are one fact."
        )
    found = tuple(
        _indication(row, f"indications[{position}]", answers, residual)
        for position, row in enumerate(rows)
    )
    twice, times = Counter(row.id for row in found).most_common(1)[0] if found else ("", 0)
    if times > 1:
        raise BadInput(f"indications: the id {twice!r} is used {times} times. Ids must differ.")
    _one_reliability_an_origin(found)
    return found


def _one_reliability_an_origin(rows: Sequence[Indication]) -> None:
    """An origin has one reliability in a question, however many claims it makes."""
    first: dict[str, tuple[str, Report]] = {}
    for row in rows:
        for report in row.reports:
            name, said = first.setdefault(report.origin, (row.id, report))
            if (said.reliable, said.reliable_band) != (report.reliable, report.reliable_band):
                raise BadInput(
                    f"indications: origin {report.origin!r} has one reliability at {name!r} and "
                    f"another at {row.id!r}. Give it one r in the whole question."
                )


def _indication(row: object, place: str, answers: tuple[str, ...], residual: int) -> Indication:
    fields = fields_of(row, place, _INDICATION)
    name = fields.text("id")
    reports = tuple(
        parse_report(report, f"{place}.reports[{position}]", answers)
        for position, report in enumerate(
            list_of(fields.optional("reports") or [], f"{place}.reports")
        )
    )
    twice, times = (
        Counter(report.origin for report in reports).most_common(1)[0]
        if reports
        else (
            "",
            0,
        )
    )
    if times > 1:
        raise BadInput(
            f"{place}.reports: origin {twice!r} reports {times} times. One origin is one report on "
            "an indication: keep one and give repetitions as relays."
        )
    no_cycle(reports, place)
    return Indication(
        id=name,
        text=fields.text("text"),
        theme=fields.text("theme", f"only {name}"),
        present=_present(fields, place, answers, residual),
        reports=reports,
        searched=_searched(fields, place),
        look=_look(fields, place),
        known=fields.time("known"),
    )


def _present(
    fields: Fields, place: str, answers: tuple[str, ...], residual: int
) -> tuple[Band | None, ...]:
    here = f"{place}.p"
    listed = [name for name in answers if name != answers[residual]]
    given = fields.required("p")
    if isinstance(given, Mapping) and answers[residual] in given:
        raise BadInput(
            f"{here}.{answers[residual]}: the residual answer has no band; it is .5 by convention "
            "for every indication. Remove it."
        )
    bands = fields_of(given, here, listed)
    missing = [name for name in listed if name not in bands]
    if missing:
        raise BadInput(
            f"{here}: judged for some answers only; no band for {missing[0]!r}. "
            "An indication is judged for every listed answer."
        )
    return tuple(
        None if name == answers[residual] else parse_band(bands[name], f"{here}.{name}")
        for name in answers
    )


def _searched(fields: Fields, place: str) -> Search | None:
    given = fields.optional("searched")
    if given is None:
        return None
    here = f"{place}.searched"
    search = fields_of(given, here, ("d", "known"))
    return Search(open_probability(search.required("d"), f"{here}.d"), search.time("known"))


def _look(fields: Fields, place: str) -> Look:
    here = f"{place}.look"
    look = fields_of(fields.optional("look") or {}, here, ("d", "cost", "private_person"))
    detect = closed_share(look.get("d", 1.0), f"{here}.d")
    cost = finite_number(look.get("cost", 1.0), f"{here}.cost")
    if cost <= 0:
        raise BadInput(f"{here}.cost: {cost:g} is not above 0. Give hours, money or any one unit.")
    return Look(detect, cost, look.truth("private_person", False))


def _rho(top: Fields, indications: Sequence[Indication], assumed: list[str]) -> dict[str, float]:
    count = Counter(row.theme for row in indications)
    themes = sorted(count)
    given = fields_of(top.optional("rho") or {}, "rho", themes)
    found: dict[str, float] = {}
    for theme in themes:
        if theme not in given:
            found[theme] = DEFAULT_RHO
            if count[theme] > 1:
                assumed.append(f"rho of theme {theme!r}: {DEFAULT_RHO}")
            continue
        rho = closed_share(given[theme], f"rho.{theme}")
        if rho not in RHO_CHOICES:
            raise BadInput(f"rho.{theme}: {rho:g} is none of 0, .3, .6 and 1. Choose one of these.")
        found[theme] = rho
    return found


def _numbers(top: Fields, assumed: list[str]) -> dict[str, float]:
    found: dict[str, float] = {}
    for name, default in DEFAULTS.items():
        value = top.optional(name)
        if value is None:
            assumed.append(f"{name}: {default}")
        found[name] = finite_number(default if value is None else value, name)
    for name in ("draws", "seed", "G"):
        if found[name] != int(found[name]) or abs(found[name]) > 2**53:
            raise BadInput(f"{name}: {found[name]:g} is not a whole number.")
    limits = {"draws": (100, MOST_DRAWS), "seed": (0, 2**53 - 1), "G": (1, 3), "sd_shared": (0, 5)}
    for name, (least, most) in limits.items():
        if not least <= found[name] <= most:
            raise BadInput(f"{name}: {found[name]:g} is not from {least} to {most}.")
    return found


def _assumed_in_reports(top: Fields) -> list[str]:
    """The defaults of reports that were used, each said once with how often."""
    reports = [report for row in top["indications"] for report in row.get("reports") or []]
    used = {
        "b (would say so anyway): 0.5": sum("b" not in report for report in reports),
        "e (honest error): 0.02": sum("e" not in report for report in reports),
        "c of relays (passed on unchecked): 1": sum(
            "c" not in relay for report in reports for relay in report.get("relays") or []
        ),
    }
    return [f"{words}, in {times} places" for words, times in used.items() if times]
