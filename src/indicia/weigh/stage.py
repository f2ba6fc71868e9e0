"""Writes ``indications``, ``evidence`` and ``assessments`` from judgements, origins and tests."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

from indicia.canonical import canonical_bytes
from indicia.errors import BadInput
from indicia.settings import Question
from indicia.stage import StageTables, Workspace
from indicia.tables import table_of
from indicia.weigh.assess import weigh
from indicia.weigh.draft import drafted_evidence, drafted_indications
from indicia.weigh.judged import Corpus, Judged, Judgements, model_of, replay
from indicia.weigh.output import assessment_json
from indicia.weigh.parse import parse_model
from indicia.weigh.parse_report import NATO_RELIABILITY


def run(work: Workspace) -> StageTables:
    """Weigh every question of the settings; what nobody judged stays drafted."""
    decisions = [
        {**row, "value": orjson.loads(row["value"])}
        for row in work.table("decisions").to_pylist()
        if row["undone_by"] is None
    ]
    judgements = replay(decisions)
    corpus = corpus_of_reports(work)
    questions = work.settings.questions
    work.progress.start(len(questions), "questions")
    assessments: list[dict[str, Any]] = []
    for question in questions:
        assessments += _assess(work, question, judgements, corpus)
        work.progress.advance()
    named = {question.id: question for question in questions}
    indications = [_row(row, named) for row in judgements.indications.values()]
    drafts = drafted_indications(work.table("tests").to_pylist(), questions)
    evidence = [
        e for row in judgements.indications.values() for e in _evidence(row, judgements, corpus)
    ]
    evidence += drafted_evidence(work, judgements, corpus)
    return {
        "indications": table_of("indications", [*indications, *drafts]),
        "evidence": table_of("evidence", evidence),
        "assessments": table_of("assessments", assessments),
    }


def corpus_of_reports(work: Workspace) -> Corpus:
    """Origin, source and copies of the post versions."""
    origins = work.table("origins").to_pylist()
    versions = work.table("post_versions")
    names = versions.column("post_version").to_pylist()
    sources = versions.column("source").to_pylist()
    copies: dict[tuple[str, str], tuple[str, float]] = {}
    for row in work.table("copies").to_pylist():
        key = (min(row["a"], row["b"]), max(row["a"], row["b"]))
        held = copies.get(key)
        if held is None or row["similarity"] > held[1]:
            copies[key] = (row["kind"], row["similarity"])
    return Corpus(
        origin={row["post_version"]: row["origin"] for row in origins},
        first={row["origin"]: row["first"] for row in origins},
        source=dict(zip(names, sources, strict=True)),
        copies=copies,
    )


def _assess(
    work: Workspace, question: Question, judgements: Judgements, corpus: Corpus
) -> list[dict[str, Any]]:
    model = model_of(question, judgements, corpus)
    try:
        result = assessment_json(weigh(parse_model(model)))
    except BadInput as error:
        raise BadInput(
            f"question {question.id}: {error} Take a decision back with `indicia decide undo`."
        ) from error
    sha = result["sha256"]
    work.keep(f"weigh/{sha}.json", canonical_bytes(result))
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
                "result": sha,
            }
        )
    return rows


def _row(row: Judged, questions: Mapping[str, Question]) -> dict[str, Any]:
    question = questions.get(row.question)
    judged = question is not None and row.is_judged(question)
    return {
        "indication": row.id,
        "question": row.question,
        "text": row.text,
        "theme": row.theme,
        "status": "judged" if judged else "worded",
        "likelihoods": orjson.dumps(row.bands, option=orjson.OPT_SORT_KEYS).decode(),
        "judged_by": sorted(set(row.judges)),
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
