"""``indicia judge``: one indication, or the priors of one question, across all answers at once.

Nothing is logged by halves: each answer needs a band, and all of them are checked before the first
is written.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import orjson

from indicia.case import Case
from indicia.console.decide import Asked, Taken, take_decision
from indicia.console.standing import standing
from indicia.decision import event_name
from indicia.errors import BadInput, UsageError
from indicia.nearest import did_you_mean
from indicia.settings import SOMETHING_ELSE, Question
from indicia.weigh.band import Band, parse_band
from indicia.weigh.elicit import (
    RESIDUAL_BEST,
    are_alike,
    doubts,
    implied,
    is_question,
    opposed_answers,
    prior_doubts,
)
from indicia.weigh.judged import (
    Corpus,
    Judged,
    Judgements,
    Judging,
    band_of,
    complete,
    complete_before,
    listed_answers,
    model_of,
    replay,
)
from indicia.weigh.parse import parse_model

NO_REPORTS = Corpus({}, {}, {}, {})


@dataclass(frozen=True, slots=True)
class Subject:
    """What is judged: an indication of a question, or, without one, the question's priors."""

    question: Question
    indication: Judged | None
    said: Judging
    beside: tuple[Judged, ...] = ()
    """The other indications of the same theme."""

    @property
    def counted(self) -> list[str]:
        """The judges who count."""
        chosen = complete if self.indication else complete_before
        return chosen(self.said, self.question)

    @property
    def name(self) -> str:
        """What a person types for it."""
        return self.indication.id if self.indication else self.question.id

    @property
    def texts(self) -> dict[str, str]:
        """Answer -> its words."""
        return {answer.id: answer.text for answer in self.question.answers}


def subject_named(case: Case, name: str) -> Subject:
    """The indication or question that a person named. Raises ``UsageError`` with the nearest."""
    questions = {q.id: q for q in case.settings_at(None).settings.questions}
    judgements = replay(standing(case, case.store))
    if name in questions:
        return Subject(questions[name], None, judgements.priors.get(name, {}))
    found = _indication_named(judgements, name, questions)
    if found.question not in questions:
        raise UsageError(f"judge {name}: its question {found.question} is no longer in case.toml")
    beside = [
        row
        for row in judgements.indications.values()
        if (row.question, row.theme) == (found.question, found.theme) and row.id != found.id
    ]
    return Subject(questions[found.question], found, found.said, tuple(beside))


def _indication_named(judgements: Judgements, name: str, questions: Iterable[str]) -> Judged:
    letter, _, digits = name.partition("-")
    whole = f"d-{int(digits):08d}" if letter == "d" and digits.isdecimal() else name
    found = judgements.indications.get(whole)
    if name.startswith(("draft-", "lib-")):
        raise UsageError(
            f"judge {name}: is only drafted; adopt it first: indicia decide indication --set "
            f"question=... --set draft={name}"
        )
    if found is None:
        near = did_you_mean(name, [*questions, *judgements.indications])
        raise UsageError(
            f"judge {name}: neither a question nor a worded indication{near}; `indicia judge` lists "
            "both"
        )
    return found


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was judged: the decisions, one an answer, and what is worth a second look."""

    name: str
    taken: tuple[Taken, ...]
    remarks: tuple[str, ...]

    def sentence(self) -> str:
        """What was judged, and how to take it back."""
        events = " ".join(event_name(one.seq) for one in self.taken if one.seq is not None)
        if not events:
            return (
                f"would judge {self.name} for {len(self.taken)} answers; it is right as it stands"
            )
        return (
            f"judged {self.name} for {len(self.taken)} answers; the next `indicia run` applies it "
            f"(take it back: indicia decide undo {events})"
        )

    def as_json(self) -> bytes:
        """One line of JSON."""
        events = [event_name(one.seq) for one in self.taken if one.seq is not None]
        fields = {"judged": self.name, "events": events, "remarks": list(self.remarks)}
        return orjson.dumps(fields, option=orjson.OPT_SORT_KEYS)


def judge(case: Case, name: str, pairs: Sequence[str], reason: str, dry_run: bool) -> Outcome:
    """Judge across all answers; gives the decisions, and what is worth a second look.

    Raises:
        UsageError: an answer has no band or is unknown, a band cannot be read, priors cannot add
            up to 1, no reason is given.
    """
    subject = subject_named(case, name)
    written = _written(subject, pairs)
    asked = [_asked(subject, answer, band, reason) for answer, band in written.items()]
    for decision in asked:
        take_decision(case, decision, dry_run=True)
    if subject.indication is None:
        _refuse_impossible_priors(case, subject.question, written)
    taken = tuple(take_decision(case, decision, dry_run) for decision in asked)
    bands = {answer: parse_band(band_of(text), answer) for answer, text in written.items()}
    remarks = [*remarks_on(subject, bands), *opposed(subject, {case.actor: bands})]
    return Outcome(subject.name, taken, (*remarks, *remarks_on_text(subject)))


def _refuse_impossible_priors(case: Case, question: Question, written: Mapping[str, str]) -> None:
    """Priors that cannot add up to 1, alone or pooled with those of others, would stop every run."""
    rows = [
        *standing(case, case.store),
        *(
            {
                "seq": case.log.size + place,
                "what": "prior",
                "actor": case.actor,
                "about": [],
                "value": {"question": question.id, "answer": answer, "band": band},
            }
            for place, (answer, band) in enumerate(written.items(), 1)
        ),
    ]
    judgements = replay(rows)
    judgements.indications.clear()
    try:
        parse_model(model_of(question, judgements, NO_REPORTS))
    except BadInput as error:
        raise UsageError(f"judge {question.id}: {error} Nothing was logged.") from error


def remarks_on(subject: Subject, bands: Mapping[str, Band]) -> list[str]:
    """What one judge says by these bands, and what that judge may look at again."""
    if subject.indication is not None:
        return [implied(bands, subject.texts), *doubts(bands)]
    rest = bands[SOMETHING_ELSE].best if SOMETHING_ELSE in bands else RESIDUAL_BEST
    return prior_doubts({a: b for a, b in bands.items() if a != SOMETHING_ELSE}, rest)


def opposed(subject: Subject, new: Mapping[str, Mapping[str, Band]]) -> list[str]:
    """The answers on which those who count, with ``new`` said by judges, stand on two sides."""
    said = {judge: bands_said(subject.said, judge) for judge in subject.counted} | dict(new)
    judged = {
        answer: [bands[answer] for bands in said.values() if answer in bands]
        for answer in listed_answers(subject.question)
    }
    return [
        f"{answer}: the judges stand on two sides of one half; talk about the reasons, then judge "
        "anew or let both stand"
        for answer in opposed_answers(judged)
    ]


def remarks_on_text(subject: Subject) -> list[str]:
    """What may be wrong with an indication however it is judged."""
    row = subject.indication
    if row is None:
        return []
    found = [
        f"{other.id} of the same theme reads alike (“{other.text}”): if it is one fact, "
        f"reject one of the two (indicia decide reject {row.id}), or it counts twice"
        for other in subject.beside
        if are_alike(row.text, other.text)
    ]
    if is_question(row.text):
        found.append("it is worded as a question: word a fact, so that a report can affirm it")
    return found


def bands_said(said: Judging, judge: str) -> dict[str, Band]:
    """Answer -> band of one judge."""
    return {
        answer: parse_band(given.band, f"{judge} on {answer}")
        for answer, given in said.get(judge, {}).items()
    }


def _written(subject: Subject, pairs: Sequence[str]) -> dict[str, str]:
    """Answer -> band as typed, in the order of the question."""
    given: dict[str, str] = {}
    allowed = listed_answers(subject.question)
    if subject.indication is None:
        allowed = [*allowed, SOMETHING_ELSE]
    for pair in pairs:
        answer, band = answer_and_band(pair, allowed)
        if answer not in allowed:
            near = did_you_mean(answer, allowed)
            residual = " (it has .5 by convention)" if answer == SOMETHING_ELSE else ""
            raise UsageError(
                f"judge {answer}: no answer to judge here{residual}{near}; there are "
                f"{', '.join(allowed)}"
            )
        if answer in given:
            raise UsageError(f"judge {answer}: is given twice; once is enough")
        given[answer] = band
    missing = [name for name in listed_answers(subject.question) if name not in given]
    if missing:
        raise UsageError(
            f"judge {subject.name}: no band for {', '.join(missing)}; judge every answer at once, "
            "or it tells nothing apart"
        )
    return {name: given[name] for name in allowed if name in given}


def answer_and_band(pair: str, answers: Sequence[str]) -> tuple[str, str]:
    """Answer and band; an answer's id may itself hold an equals sign."""
    known = [name for name in answers if pair.startswith(f"{name}=")]
    answer = max(known, key=len, default=pair.partition("=")[0])
    band = pair[len(answer) + 1 :].strip()
    if not answer or not band:
        raise UsageError(f"judge {pair}: write ANSWER=BAND, such as local=likely")
    return answer, band


def _asked(subject: Subject, answer: str, band: str, reason: str) -> Asked:
    if subject.indication is None:
        pairs = [f"question={subject.question.id}", f"answer={answer}", f"band={band}"]
        return Asked("prior", [], pairs, reason)
    return Asked(
        "likelihood", [subject.indication.id], [f"answer={answer}", f"band={band}"], reason
    )
