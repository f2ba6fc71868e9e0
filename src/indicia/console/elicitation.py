"""What ``indicia judge`` prints: the sheet of an indication or of priors, and what waits.

A sheet asks one thing across all answers, shows the words with their numbers, what each judge said
and why, the band that is weighed, and what is worth a second look. Nothing is decided here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import click
import orjson

from indicia.case import Case
from indicia.console.judge import (
    Subject,
    bands_said,
    opposed,
    remarks_on,
    remarks_on_text,
    subject_named,
)
from indicia.console.silence import silences
from indicia.console.standing import standing
from indicia.settings import SOMETHING_ELSE, Question
from indicia.weigh.band import Band, parse_band
from indicia.weigh.judged import (
    Judged,
    Judgements,
    complete,
    complete_before,
    listed_answers,
    pooled,
    replay,
)
from indicia.weigh.wordband import word_bands

WIDTH = 96
OPEN = "open"
Draft = Mapping[str, str]


def print_sheet(case: Case, name: str, as_json: bool) -> None:
    """What is asked, for which answers, what was said so far, and how to answer."""
    subject = subject_named(case, name)
    if as_json:
        click.echo(orjson.dumps(sheet_as_dict(subject), option=orjson.OPT_SORT_KEYS))
        return
    for line in sheet_lines(subject):
        click.echo(line)
    if subject.indication is not None:
        for found in silences(case, subject.indication):
            click.echo(click.wrap_text(found.sentence(subject.name), WIDTH, "", "  "))


def sheet_lines(subject: Subject) -> Iterator[str]:
    """The sheet of an indication or of priors, line by line."""
    question, row = subject.question, subject.indication
    yield question.text
    if row is not None:
        yield click.wrap_text(f"{row.id}  {row.text}", WIDTH, "", "  ")
        yield f"theme: {row.theme}; {_seen(row)}"
        yield ""
        yield "If the answer were true, how likely is it that this would be so?"
    else:
        yield ""
        yield "How likely is each answer, before anything that is weighed here?"
    for answer in _judged_here(subject):
        yield f"  {answer}  {subject.texts[answer]}"
        yield from _said_of(subject, answer)
    yield ""
    remarks = sheet_remarks(subject)
    if remarks:
        yield "Look again:"
        yield from (click.wrap_text(f"- {remark}", WIDTH, "  ", "    ") for remark in remarks)
        yield ""
    yield from _how(subject)


def _judged_here(subject: Subject) -> list[str]:
    listed = listed_answers(subject.question)
    return listed if subject.indication else [*listed, SOMETHING_ELSE]


def _said_of(subject: Subject, answer: str) -> Iterator[str]:
    counted = subject.counted
    own = {a.id: a.prior for a in subject.question.answers}[answer]
    if subject.indication is None and own is not None:
        band = parse_band(list(own) if isinstance(own, tuple) else own, answer)
        yield f"      case.toml: {band_text(band)}{' (replaced)' if counted else ''}"
    for judge, answers in sorted(subject.said.items()):
        if (given := answers.get(answer)) is None:
            continue
        word = f"{given.band}: " if isinstance(given.band, str) else ""
        left = "" if judge in counted else "; left out until every answer is judged"
        line = f"{judge}: {word}{band_text(parse_band(given.band, answer))}{left}; {given.reason}"
        yield click.wrap_text(line.removesuffix("; "), WIDTH, "      ", "        ")
    if len(counted) > 1 and (weighed := _pooled(subject, answer)):
        yield f"      pooled: {band_text(weighed)}"


def _pooled(subject: Subject, answer: str) -> Band | None:
    band = pooled(subject.said, subject.counted, answer)
    return None if band is None else parse_band(band, answer)


def band_text(band: Band) -> str:
    """A band as a person reads it: ``55-80 %, best 68 %``."""
    return f"{_percent(band.low)}-{_percent(band.high)} %, best {_percent(band.best)} %"


def _percent(probability: float) -> str:
    """Whole per cent, with a digit more where that would round to nothing or everything."""
    whole = f"{probability * 100:.0f}"
    return f"{probability * 100:.1f}" if whole in ("0", "100") else whole


def sheet_remarks(subject: Subject) -> list[str]:
    """What each judge says in plain words, and what is worth a second look."""
    found = []
    for judge in subject.counted:
        bands = {a: b for a, b in bands_said(subject.said, judge).items() if a in subject.texts}
        said = (
            remarks_on(subject, bands)
            if set(listed_answers(subject.question)) <= set(bands)
            else []
        )
        found += [f"{judge}: {remark}" for remark in said]
    return [*found, *opposed(subject, {}), *remarks_on_text(subject)]


def _how(subject: Subject) -> Iterator[str]:
    words = ", ".join(f"{band.word} ({band.percent})" for band in word_bands())
    yield click.wrap_text(f"Words: {words}", WIDTH, "", "  ")
    pairs = " ".join(
        f'"{answer}=BAND"' if " " in answer else f"{answer}=BAND"
        for answer in listed_answers(subject.question)
    )
    yield f"Judge: indicia judge {subject.name} {pairs} --reason WHY"
    yield "BAND: a word, or low,best,high such as 0.3,0.45,0.6 (the truth lies inside 8 times in 10)"
    if subject.indication is not None:
        yield f"“{SOMETHING_ELSE}” is not judged: it has .5 by convention."


def sheet_as_dict(subject: Subject) -> dict[str, Any]:
    """The sheet for scripts."""
    row = subject.indication
    return {
        "subject": subject.name,
        "question": subject.question.id,
        "text": row.text if row else subject.question.text,
        "theme": row.theme if row else None,
        "answers": [_answer_as_dict(subject, answer) for answer in _judged_here(subject)],
        "words": {band.word: [band.low, band.high] for band in word_bands()},
        "remarks": sheet_remarks(subject),
    }


def _answer_as_dict(subject: Subject, answer: str) -> dict[str, Any]:
    weighed = _pooled(subject, answer) if subject.counted else None
    judges = [
        {
            "judge": judge,
            "band": parse_band(given.band, answer).as_list,
            "word": given.band if isinstance(given.band, str) else None,
            "counted": judge in subject.counted,
            "event": given.event,
            "reason": given.reason,
        }
        for judge, answers in sorted(subject.said.items())
        if (given := answers.get(answer)) is not None
    ]
    weighs = weighed.as_list if weighed else None
    return {"answer": answer, "text": subject.texts[answer], "judges": judges, "weighed": weighs}


def print_overview(case: Case, as_json: bool) -> None:
    """Questions with their indications, and the next sensible thing for each."""
    judgements = replay(standing(case, case.store))
    rows = case.store.read("indications", ["indication", "question", "text", "status"]).to_pylist()
    for question in case.settings_at(None).settings.questions:
        drafts = [
            row
            for row in rows
            if row["status"] == "drafted"
            and row["question"] == question.id
            and row["indication"] not in judgements.settled_drafts
        ]
        if as_json:
            fields = overview_as_dict(question, judgements, drafts)
            click.echo(orjson.dumps(fields, option=orjson.OPT_SORT_KEYS))
            continue
        for line in overview_lines(question, judgements, drafts):
            click.echo(line)


def overview_lines(
    question: Question, judgements: Judgements, drafts: Sequence[Draft]
) -> Iterator[str]:
    """One question: its priors, its indications by state, and what to do next."""
    yield f"{question.id}  {question.text}"
    yield f"  priors: {_priors_state(question, judgements)}"
    for row in _of(question, judgements):
        state, begun = state_of(row, question)
        judges = f" by {', '.join(complete(row.said, question))}" if state == "judged" else ""
        more = f"; half judged by {', '.join(begun)}" if begun and state == "judged" else ""
        by = f" by {', '.join(begun)}" if state == "half judged" else ""
        line = f"{row.id}  {row.text} ({state}{judges}{by}{more}; {_seen(row)})"
        yield click.wrap_text(line, WIDTH, "  ", "      ")
    if drafts:
        where = f"indicia show indications --where question={question.id} --where status=drafted"
        yield f"  {len(drafts)} drafted: {where}"
    yield click.wrap_text(f"next: {_next(question, judgements, drafts)}", WIDTH, "  ", "      ")
    yield ""


def overview_as_dict(
    question: Question, judgements: Judgements, drafts: Sequence[Draft]
) -> dict[str, Any]:
    """One question for scripts."""
    return {
        "question": question.id,
        "priors": _priors_state(question, judgements),
        "indications": [
            {
                "indication": row.id,
                "text": row.text,
                "state": state_of(row, question)[0],
                "judges": complete(row.said, question),
                "begun": state_of(row, question)[1],
                "posts": len(row.links),
            }
            for row in _of(question, judgements)
        ],
        "drafted": [row["indication"] for row in drafts],
        "next": _next(question, judgements, drafts),
    }


def _of(question: Question, judgements: Judgements) -> list[Judged]:
    return [row for row in judgements.indications.values() if row.question == question.id]


def state_of(row: Judged, question: Question) -> tuple[str, list[str]]:
    """Worded, half judged or judged; and who has judged some answers only."""
    judges = complete(row.said, question)
    begun = sorted(set(row.said) - set(judges))
    return "judged" if judges else "half judged" if begun else "worded", begun


def _priors_state(question: Question, judgements: Judgements) -> str:
    said = judgements.priors.get(question.id, {})
    judges = complete_before(said, question)
    if judges:
        return f"given by {', '.join(judges)}"
    begun = f"; half given by {', '.join(sorted(said))}" if said else ""
    own = [a.id for a in question.answers if a.prior is not None]
    if set(listed_answers(question)) <= set(own):
        return f"as case.toml has them{begun}"
    return f"{OPEN}, so every listed answer starts alike{begun}"


def _seen(row: Judged) -> str:
    if row.links:
        return f"{len(row.links)} {'post' if len(row.links) == 1 else 'posts'} linked"
    return "searched, not found" if row.searched is not None else "nothing linked"


def _next(question: Question, judgements: Judgements, drafts: Sequence[Draft]) -> str:
    rows = _of(question, judgements)
    if unjudged := [row for row in rows if not row.is_judged(question)]:
        return f"judge it: indicia judge {unjudged[0].id}"
    if unseen := [row for row in rows if not row.links and row.searched is None]:
        return (
            f"say what reports it: indicia decide link {unseen[0].id} POST --set asserts=yes, or "
            f"that a search found nothing: indicia decide searched {unseen[0].id}"
        )
    if not rows and drafts:
        return f"adopt what fits: indicia decide indication --set draft={drafts[0]['indication']}"
    if not rows:
        return "word an indication: indicia indications lists some"
    if _priors_state(question, judgements).startswith(OPEN):
        return f"judge the priors: indicia judge {question.id}"
    return "weigh it: indicia run, then indicia update"
