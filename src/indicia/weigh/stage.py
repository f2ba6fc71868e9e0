"""Writes ``indications``, ``evidence`` and ``assessments`` from judgements, origins and tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from functools import cache
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.compute as pc

from indicia.batch import rows_of
from indicia.canonical import canonical_bytes
from indicia.errors import BadInput
from indicia.settings import Question
from indicia.stage import StageTables, Workspace
from indicia.tables import table_of
from indicia.trace.origin_count import OriginLinks
from indicia.weigh.assess import Doubt, weigh
from indicia.weigh.draft import (
    bearing_statements,
    drafted_evidence,
    drafted_indications,
    earlier_pictures,
)
from indicia.weigh.explained import sensitivity_rows, weight_rows
from indicia.weigh.history import history_rows, steps_of
from indicia.weigh.judged import (
    Corpus,
    Judged,
    Judgements,
    bands_of,
    complete,
    model_of,
    replay,
)
from indicia.weigh.link import joint_rows
from indicia.weigh.output import assessment_json
from indicia.weigh.parse import parse_model
from indicia.weigh.parse_report import NATO_RELIABILITY
from indicia.weigh.spread import judgement_rows


def run(work: Workspace) -> StageTables:
    """Weigh every question of the settings; what nobody judged stays drafted."""
    logged = [
        {**row, "value": orjson.loads(row["value"])} for row in work.table("decisions").to_pylist()
    ]
    decisions = [row for row in logged if row["undone_by"] is None]
    judgements = replay(decisions)
    bearing = bearing_statements(work, judgements)
    named = {b.post_version for found in bearing.values() for b in found}
    # Links that were taken back later are steps of the history.
    linked = {v for row in logged if row["what"] == "link" for v in row["about"][1:]}
    corpus = corpus_of_reports(work, named | linked)
    questions = work.settings.questions
    doubt = _doubt(work, corpus)
    work.progress.start(len(questions), "questions")
    assessments: list[dict[str, Any]] = []
    weights: list[dict[str, Any]] = []
    sensitivity: list[dict[str, Any]] = []
    history: list[dict[str, Any]] = []
    texts = {row.id: row.finding for row in judgements.indications.values()}
    for question in questions:
        model, result = _weighed(work, question, judgements, corpus, doubt)
        assessments += _rows_of_answers(question, model, result)
        if model["indications"]:
            weights += weight_rows(question.id, result, texts)
            sensitivity += sensitivity_rows(question.id, result)
            history += _history(question, logged, corpus, doubt)
        work.progress.advance()
    asked = {question.id: question for question in questions}
    indications = [_row(row, asked) for row in judgements.indications.values()]
    drafts = drafted_indications(
        work.table("tests", ["test", "kind", "subjects", "q", "wording"]).to_pylist(),
        questions,
        earlier_pictures(work),
        judgements.settled_drafts,
    )
    evidence = [
        e for row in judgements.indications.values() for e in _evidence(row, judgements, corpus)
    ]
    evidence += drafted_evidence(judgements, bearing, corpus)
    return {
        "indications": table_of("indications", [*indications, *drafts]),
        "evidence": table_of("evidence", evidence),
        "judgements": table_of("judgements", judgement_rows(questions, judgements)),
        "assessments": table_of("assessments", assessments),
        "weights": table_of("weights", weights),
        "sensitivity": table_of("sensitivity", sensitivity),
        "history": table_of("history", history),
        "joint": table_of("joint", joint_rows(work.settings.links, questions, assessments)),
    }


def corpus_of_reports(work: Workspace, reporting: Set[str]) -> Corpus:
    """Origin and source of the post versions that report something, and copies between them.

    A group's first post version has its source too, whether it reports anything or not.
    """
    if not reporting:
        return Corpus({}, {}, {}, {})
    versions = pa.array(sorted(reporting), pa.string())
    origins = _rows_with(work, "origins", ["post_version", "origin", "first"], versions)
    first = {row["origin"]: row["first"] for row in origins}
    sourced = pa.array(sorted({*reporting, *first.values()}), pa.string())
    sources = _rows_with(work, "post_versions", ["post_version", "source"], sourced)
    return Corpus(
        origin={row["post_version"]: row["origin"] for row in origins},
        first=first,
        source={row["post_version"]: row["source"] for row in sources},
        copies=_copies_between(work, versions),
    )


def _rows_with(
    work: Workspace, name: str, columns: Sequence[str], values: pa.Array
) -> list[dict[str, Any]]:
    """The rows whose first column is one of the values."""
    table = work.table(name, columns)
    found: list[dict[str, Any]] = table.filter(
        pc.is_in(table.column(0), value_set=values)
    ).to_pylist()
    return found


def _copies_between(
    work: Workspace, versions: pa.Array
) -> dict[tuple[str, str], tuple[str, float]]:
    """Kind and similarity of the likest copy of each pair of these post versions."""
    table = work.table("copies", ["a", "b", "kind", "similarity"])
    within = (pc.is_in(table.column(end), value_set=versions) for end in ("a", "b"))
    copies: dict[tuple[str, str], tuple[str, float]] = {}
    for row in rows_of(table.filter(pc.and_(*within))):
        key = (min(row["a"], row["b"]), max(row["a"], row["b"]))
        held = copies.get(key)
        if held is None or row["similarity"] > held[1]:
            copies[key] = (row["kind"], row["similarity"])
    return copies


def _doubt(work: Workspace, corpus: Corpus) -> Doubt:
    """How many origins the reports of some origins may be, by the links between their posts."""

    @cache
    def links() -> OriginLinks:
        return OriginLinks.of(
            work.table("copies", ["a", "b", "kind", "similarity", "direction_certainty"]),
            work.table("origins", ["post_version", "origin"]),
        )

    def interval(names: frozenset[str]) -> tuple[int, int]:
        posts = [post for post, name in corpus.origin.items() if name in names]
        alone = len(names - {corpus.origin[post] for post in posts})
        found = links().count(posts)
        return found.low + alone, found.high + alone

    return interval


def _weighed(
    work: Workspace, question: Question, judgements: Judgements, corpus: Corpus, doubt: Doubt
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The model of a question and its result, which is kept as a file too."""
    model = model_of(question, judgements, corpus)
    try:
        result = assessment_json(weigh(parse_model(model), doubt))
    except BadInput as error:
        raise BadInput(
            f"question {question.id}: {error} Take a decision back with `indicia decide undo`."
        ) from error
    work.keep(f"weigh/{result['sha256']}.json", canonical_bytes(result))
    return model, result


def _history(
    question: Question, logged: Sequence[Mapping[str, Any]], corpus: Corpus, doubt: Doubt
) -> list[dict[str, Any]]:
    steps = steps_of(question, logged, lambda q, made: model_of(q, made, corpus))
    steps = [step for step in steps if _can_be_weighed(step.model)]
    return list(history_rows(question, steps, lambda model: weigh(parse_model(model), doubt)))


def _can_be_weighed(model: Mapping[str, Any]) -> bool:
    """Whether a past model has no fault; one that was mended since is no step of the history."""
    try:
        parse_model(model)
    except BadInput:
        return False
    return True


def _rows_of_answers(
    question: Question, model: Mapping[str, Any], result: Mapping[str, Any]
) -> list[dict[str, Any]]:
    judged = bool(model["indications"])
    confidence: Mapping[str, Any] = result["confidence"]
    reasons = confidence["reasons"] if judged else ["nobody has judged an indication yet"]
    priors = result["parameters"].get("priors", {})
    rows = []
    for rank, answer in enumerate(question.answers, 1):
        shown = result["published"][answer.id]
        prior = priors.get(answer.id, shown["mean"])
        rows.append(
            {
                "question": question.id,
                "question_version": question.version,
                "answer": answer.id,
                "rank": rank,
                "prior": float(prior[1] if isinstance(prior, list) else prior),
                "mean": shown["mean"],
                "low": shown["low"],
                "high": shown["high"],
                "word": shown["word"],
                "confidence": confidence["level"] if judged else "none",
                "reasons": orjson.dumps(reasons).decode(),
                "result": result["sha256"],
            }
        )
    return rows


def _row(row: Judged, questions: Mapping[str, Question]) -> dict[str, Any]:
    question = questions.get(row.question)
    bands = bands_of(row, question) if question is not None else {}
    return {
        "indication": row.id,
        "question": row.question,
        "text": row.text,
        "theme": row.theme,
        "status": "judged" if bands else "worded",
        "likelihoods": orjson.dumps(bands, option=orjson.OPT_SORT_KEYS).decode(),
        "judged_by": complete(row.said, question) if question is not None else [],
    }


def _evidence(row: Judged, judgements: Judgements, corpus: Corpus) -> list[dict[str, Any]]:
    return [
        {
            "indication": row.id,
            "question": row.question,
            "origin": corpus.origin.get(version, version),
            "post_version": version,
            "statement": row.link_rows[version]["value"].get("statement"),
            "test": row.link_rows[version]["value"].get("test"),
            "asserts": asserts,
            "reliability": _reliability(judgements, corpus.source.get(version, "")),
            "status": "linked",
            "method": "decision",
            "version": "1",
            "score": 1.0,
            "reason": row.link_rows[version]["reason"] or "linked by a person",
        }
        for version, asserts in sorted(row.links.items())
    ]


def _reliability(judgements: Judgements, source: str) -> float | None:
    """The number of a source's grade; ``None`` where nobody graded it, or it cannot be judged."""
    grade, _ = judgements.grades.get(source, ("", ""))
    return NATO_RELIABILITY.get(grade)
