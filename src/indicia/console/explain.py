"""``indicia explain QUESTION``: why the answer is what it is, for a reader who is no statistician."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import click
import orjson

from indicia.case import Case
from indicia.errors import UsageError
from indicia.nearest import did_you_mean
from indicia.publish.wording import judgement, percent
from indicia.run import store_at
from indicia.settings import Question
from indicia.store import TableStore

WIDTH = 98
BAR = 18
"""Characters of the longest bar."""
Row = Mapping[str, Any]


def explain(case: Case, name: str | None, as_of: datetime | None, as_json: bool) -> None:
    """Print one question, or a line for each.

    Raises:
        UsageError: no such question, or the tables of that time are not made.
    """
    store = store_at(case, as_of).pinned()
    questions = case.settings_at(case.position_at(as_of)).settings.questions
    if not store.generation().number:
        remedy = "run `indicia run" + (" --as-of` with the same time" if as_of else "`")
        raise UsageError(f"explain: there are no tables of that time; {remedy}")
    chosen = [question for question in questions if name in (None, question.id)]
    if name is not None and not chosen:
        ids = [question.id for question in questions]
        near = did_you_mean(name, ids)
        raise UsageError(f"explain {name}: no such question{near}; there are {', '.join(ids)}")
    for question in chosen:
        if as_json:
            click.echo(orjson.dumps(_as_dict(store, question), option=orjson.OPT_SORT_KEYS))
            continue
        lines = question_lines(store, question) if name else _brief_lines(store, question)
        for line in lines:
            click.echo(line)


def _rows(store: TableStore, table: str, question: Question) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = store.read(table).to_pylist()
    return [row for row in rows if row["question"] == question.id]


def _as_dict(store: TableStore, question: Question) -> dict[str, Any]:
    return {
        "question": question.id,
        "text": question.text,
        **{
            name: _rows(store, name, question) for name in ("assessments", "weights", "sensitivity")
        },
    }


def _brief_lines(store: TableStore, question: Question) -> Iterator[str]:
    answers = sorted(_rows(store, "assessments", question), key=lambda row: -row["mean"])
    if not answers or answers[0]["confidence"] == "none":
        yield f"{question.id}  {question.text}  nothing judged yet: indicia judge"
        return
    yield f"{question.id}  {question.text}"
    yield f"    {judgement(question, answers)[0]} (indicia explain {question.id})"


def question_lines(store: TableStore, question: Question) -> Iterator[str]:
    """Everything about one question, line by line."""
    answers = sorted(_rows(store, "assessments", question), key=lambda row: -row["mean"])
    yield question.text
    if not answers or answers[0]["confidence"] == "none":
        yield "Nobody has judged an indication of it yet; `indicia judge` says what waits."
        return
    for sentence in judgement(question, answers):
        yield click.wrap_text(sentence, WIDTH, "  ", "  ")
    weights = sorted(_rows(store, "weights", question), key=lambda row: row["place"])
    sensitivity = sorted(_rows(store, "sensitivity", question), key=lambda row: row["place"])
    texts = {row["id"]: row["text"] for row in weights if row["kind"] == "indication"}
    yield from _answers(question, answers)
    yield from _waterfall(weights)
    yield from _without(weights)
    yield from _hangs_on(sensitivity)
    yield from _next(sensitivity, texts)
    yield from _heuer(sensitivity)


def _answers(question: Question, rows: Sequence[Row]) -> Iterator[str]:
    texts = {answer.id: answer.text for answer in question.answers}
    yield ""
    for row in rows:
        ends = f"{percent(row['low'])}-{percent(row['high'])} %"
        yield f"  {percent(row['mean']):>3} %  ({ends:>8})  {texts.get(row['answer'], row['answer'])}"


def _waterfall(rows: Sequence[Row]) -> Iterator[str]:
    shown = [row for row in rows if row["decibans"] is not None]
    most = max((abs(row["decibans"]) for row in shown), default=1.0) or 1.0
    yield ""
    yield f"What moves it: + for {rows[0]['leader']}, - for {rows[0]['rival']} (decibans; x factor)"
    for row in shown:
        bar = ("+" if row["decibans"] >= 0 else "-") * round(abs(row["decibans"]) / most * BAR)
        factor = 10 ** (abs(row["decibans"]) / 10)
        what = row["kind"] if row["kind"] in ("prior", "total") else f"{row['id']} {row['text']}"
        line = f"  {row['decibans']:>+6.1f}  x{factor:<6.1f} {bar:<{BAR}} {what}"
        yield line if len(line) <= WIDTH else line[: WIDTH - 1] + "…"


def _without(rows: Sequence[Row]) -> Iterator[str]:
    left = [row for row in rows if row["without"] is not None]
    yield ""
    yield f"Left out one at a time, {rows[0]['leader']} would have:"
    for row in sorted(left, key=lambda row: row["without"])[:8]:
        changes = "; ANOTHER ANSWER LEADS" if row["lead_changes"] else ""
        yield f"  {percent(row['without']):>3} %  without {row['kind']} {row['id'][:14]}{changes}"
    for kind, noun in (("indication", "indications"), ("origin", "origins")):
        names = [row["id"] for row in rows if row["kind"] == kind and row["in_flip_set"]]
        if names:
            yield click.wrap_text(
                f"smallest set of {noun} that changes the lead: {len(names)} "
                f"({', '.join(name[:14] for name in names)})",
                WIDTH,
                "  ",
                "      ",
            )
        else:
            yield f"  no set of {noun} changes the lead"


def _hangs_on(rows: Sequence[Row]) -> Iterator[str]:
    yield ""
    yield "How far it hangs on judgements"
    for row in rows:
        if row["kind"] == "gamma":
            yield f"  {percent(row['value']):>3} %  {row['note']}"
    yield ""
    yield "How far it hangs on priors and conventions"
    themes = {row["id"]: row["value"] for row in rows if row["kind"] == "themes"}
    for row in rows:
        if row["kind"] == "prior":
            line = (
                f"{row['id']}: {percent(row['value'])} % with equal priors; "
                f"{percent(row['low'])}-{percent(row['high'])} % with its own prior at its ends; "
                f"{percent(themes[row['id']])} % if no two indications depended on each other"
            )
            yield click.wrap_text(line, WIDTH, "  ", "      ")
    for row in rows:
        if row["kind"] == "bounds":
            ends = row["low"] is not None
            yield (
                f"  {row['id']}: {percent(row['low'])}-{percent(row['high'])} %, {row['note']}"
                if ends
                else click.wrap_text(row["note"], WIDTH, "  ", "      ")
            )


def _next(rows: Sequence[Row], texts: Mapping[str, str]) -> Iterator[str]:
    looks = [row for row in rows if row["kind"] == "look"]
    yield ""
    yield "What to look for next" if looks else "Nothing is listed that could still be looked for."
    for row in looks:
        line = f"{row['id']} {texts.get(row['id'], '')} ({percent(row['value'])} % {row['note']})"
        yield click.wrap_text(line, WIDTH, "  ", "      ")


def _heuer(rows: Sequence[Row]) -> Iterator[str]:
    counts = [row for row in rows if row["kind"] == "inconsistency"]
    if counts:
        yield ""
        yield "Heuer's inconsistency count, side by side (less is better)"
        yield "  " + ", ".join(f"{row['id']} {row['value']:.1f}" for row in counts)
        yield click.wrap_text(counts[0]["note"], WIDTH, "  ", "  ")
