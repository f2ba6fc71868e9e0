"""``indicia judge``: one indication, or the priors of one question, across all answers at once.

Nothing is logged by halves: each answer needs a band, and all of them are checked before the first
is written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import click

from indicia.case import Case
from indicia.console.decide import Asked, Taken, take_decision
from indicia.console.standing import standing
from indicia.errors import UsageError
from indicia.nearest import did_you_mean
from indicia.settings import SOMETHING_ELSE, Question
from indicia.weigh.band import Band, parse_band
from indicia.weigh.elicit import doubts, implied, opposed_answers, prior_doubts
from indicia.weigh.judged import (
    Judged,
    Judgements,
    Judging,
    band_of,
    complete,
    listed_answers,
    pooled,
    replay,
)
from indicia.weigh.wordband import word_bands

WIDTH = 96


@dataclass(frozen=True, slots=True)
class Subject:
    """What is judged: an indication of a question, or, without one, the question's priors."""

    question: Question
    indication: Judged | None
    said: Judging

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
    letter, _, digits = name.partition("-")
    whole = f"d-{int(digits):08d}" if letter == "d" and digits.isdecimal() else name
    found = judgements.indications.get(whole)
    if found is None:
        near = did_you_mean(name, [*questions, *judgements.indications])
        raise UsageError(
            f"judge {name}: neither a question nor a worded indication{near}; `indicia judge` lists "
            "both"
        )
    if found.question not in questions:
        raise UsageError(f"judge {name}: its question {found.question} is no longer in case.toml")
    return Subject(questions[found.question], found, found.said)


def judge(
    case: Case, name: str, pairs: Sequence[str], reason: str, dry_run: bool
) -> tuple[list[Taken], list[str]]:
    """Judge across all answers; gives the decisions, and what is worth a second look.

    Raises:
        UsageError: an answer has no band or is unknown, a band cannot be read, no reason is given.
    """
    subject = subject_named(case, name)
    written = _written(subject, pairs)
    asked = [_asked(subject, answer, band, reason) for answer, band in written.items()]
    for decision in asked:
        take_decision(case, decision, dry_run=True)
    taken = [take_decision(case, decision, dry_run) for decision in asked]
    bands = {answer: parse_band(band_of(text), answer) for answer, text in written.items()}
    if subject.indication is None:
        return taken, prior_doubts({a: b for a, b in bands.items() if a != SOMETHING_ELSE})
    others = {
        answer: [band, *_bands(subject.said, answer, case.actor)] for answer, band in bands.items()
    }
    apart = [
        f"{answer}: another judge stands on the other side of one half; talk about the reasons"
        for answer in opposed_answers(others)
    ]
    return taken, [implied(bands, subject.texts), *doubts(bands), *apart]


def _written(subject: Subject, pairs: Sequence[str]) -> dict[str, str]:
    """Answer -> band as typed, in the order of the question."""
    given: dict[str, str] = {}
    allowed = listed_answers(subject.question)
    if subject.indication is None:
        allowed = [*allowed, SOMETHING_ELSE]
    for pair in pairs:
        answer, equals, band = pair.partition("=")
        if not equals or not band.strip():
            raise UsageError(f"judge {pair}: write ANSWER=BAND, such as local=likely")
        if answer not in allowed:
            near = did_you_mean(answer, allowed)
            residual = " (it has .5 by convention)" if answer == SOMETHING_ELSE else ""
            raise UsageError(
                f"judge {answer}: no answer to judge here{residual}{near}; there are "
                f"{', '.join(allowed)}"
            )
        if answer in given:
            raise UsageError(f"judge {answer}: is given twice; once is enough")
        given[answer] = band.strip()
    missing = [name for name in listed_answers(subject.question) if name not in given]
    if missing:
        raise UsageError(
            f"judge {subject.name}: no band for {', '.join(missing)}; judge every answer at once, "
            "or it tells nothing apart"
        )
    return {name: given[name] for name in allowed if name in given}


def _asked(subject: Subject, answer: str, band: str, reason: str) -> Asked:
    if subject.indication is None:
        pairs = [f"question={subject.question.id}", f"answer={answer}", f"band={band}"]
        return Asked("prior", [], pairs, reason)
    return Asked(
        "likelihood", [subject.indication.id], [f"answer={answer}", f"band={band}"], reason
    )


def _bands(said: Judging, answer: str, without: str = "") -> list[Band]:
    return [
        parse_band(answers[answer].band, f"{judge} on {answer}")
        for judge, answers in sorted(said.items())
        if judge != without and answer in answers
    ]


def print_sheet(case: Case, name: str) -> None:
    """What is asked, for which answers, what was said so far, and how to answer."""
    subject = subject_named(case, name)
    for line in sheet_lines(subject):
        click.echo(line)


def sheet_lines(subject: Subject) -> Iterator[str]:
    """The sheet of an indication or of priors, line by line."""
    question, row = subject.question, subject.indication
    yield question.text
    if row is not None:
        yield click.wrap_text(f"{row.id}  {row.text}", WIDTH, "", "  ")
        yield f"theme: {row.theme}; {len(row.links)} posts linked"
        yield ""
        yield "How likely is it that this would be there if the answer were true?"
    else:
        yield "How likely is each answer, before anything that is weighed here?"
    for answer in listed_answers(question):
        yield f"  {answer}  {subject.texts[answer]}"
        yield from _said_of(subject, answer)
    yield ""
    yield "Words: " + ", ".join(f"{b.word} ({b.percent})" for b in word_bands())
    answers = " ".join(
        f'"{a}=low,best,high"' if " " in a else f"{a}=BAND" for a in listed_answers(question)
    )
    yield f"Judge: indicia judge {subject.name} {answers} --reason WHY"
    yield "BAND: a word, or low,best,high such as 0.3,0.45,0.6 (the truth lies inside 8 times in 10)"


def _said_of(subject: Subject, answer: str) -> Iterator[str]:
    counted = complete(subject.said, subject.question)
    for judge, answers in sorted(subject.said.items()):
        if answer in answers:
            band = parse_band(answers[answer].band, answer)
            left = "" if judge in counted else " (left out: not every answer is judged)"
            yield f"      {judge}: {_numbers(band)}{left}"
    if len(counted) > 1:
        yield f"      pooled: {_numbers(parse_band(pooled(subject.said, counted, answer), answer))}"


def _numbers(band: Band) -> str:
    return f"{band.low * 100:.0f}-{band.high * 100:.0f} %, best {band.best * 100:.0f} %"


def print_overview(case: Case) -> None:
    """Questions with their indications, and the next sensible thing for each."""
    judgements = replay(standing(case, case.store))
    drafted = case.store.read("indications", ["indication", "question", "text", "status"])
    open_drafts = [row for row in drafted.to_pylist() if row["status"] == "drafted"]
    for question in case.settings_at(None).settings.questions:
        waiting = [
            row
            for row in open_drafts
            if row["question"] == question.id and row["indication"] not in judgements.settled_drafts
        ]
        for line in overview_lines(question, judgements, waiting):
            click.echo(line)


def overview_lines(
    question: Question, judgements: Judgements, drafts: Sequence[Mapping[str, str]]
) -> Iterator[str]:
    """One question: its indications by state, and what to do next."""
    rows = [row for row in judgements.indications.values() if row.question == question.id]
    yield f"{question.id}  {question.text}"
    for row in rows:
        judges = complete(row.said, question)
        state = f"judged by {', '.join(judges)}" if judges else "worded, not judged"
        begun = [judge for judge in row.said if judge not in judges]
        begun_text = f"; begun by {', '.join(begun)}" if begun else ""
        seen = (
            f"{len(row.links)} posts"
            if row.links
            else "searched"
            if row.searched is not None
            else "nothing linked"
        )
        yield click.wrap_text(
            f"{row.id}  {row.text} ({state}{begun_text}; {seen})", WIDTH, "  ", "      "
        )
    yield f"  {len(drafts)} drafted: indicia show indications --where question={question.id}"
    yield f"  next: {_next(question, rows, drafts)}"
    yield ""


def _next(question: Question, rows: Sequence[Judged], drafts: Sequence[Mapping[str, str]]) -> str:
    open_rows = [row for row in rows if not row.is_judged(question)]
    if open_rows:
        return f"judge it: indicia judge {open_rows[0].id}"
    if unseen := [row for row in rows if not row.links and row.searched is None]:
        return (
            f"say what reports it: indicia decide link {unseen[0].id} POST --set asserts=yes, or "
            "that a search found nothing: indicia decide searched"
        )
    if drafts:
        return (
            "adopt a draft: indicia decide indication --set draft="
            f"{drafts[0]['indication'][:14]} ({drafts[0]['text'][:40]}...)"
        )
    if not rows:
        return "word an indication: indicia indications lists some"
    return "weigh it: indicia run, then indicia update"
