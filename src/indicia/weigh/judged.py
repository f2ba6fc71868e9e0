"""People's decisions become a model: which indications are judged, and who reports them.

Nothing is filled in silently. An indication enters the model once it is judged for every listed
answer; a source that nobody graded counts as F ("cannot be judged", .2-.8), and the result says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from indicia.decision import given_id
from indicia.settings import SOMETHING_ELSE, Question

Row = Mapping[str, Any]
UNCHECKED_KINDS = ("identical_text", "identical", "forward", "picture")
INTERESTS = {"own": "own interest", "against": "against own interest", "none": "none"}
UNGRADED = "F"


@dataclass(slots=True)
class Judged:
    """One indication with what people decided about it."""

    id: str
    question: str
    text: str
    theme: str
    bands: dict[str, Any] = field(default_factory=dict)
    judges: list[str] = field(default_factory=list)
    links: dict[str, bool] = field(default_factory=dict)
    link_rows: dict[str, Row] = field(default_factory=dict)
    searched: float | None = None
    rejected: bool = False

    def is_judged(self, question: Question) -> bool:
        """Whether every listed answer has a band."""
        return all(a.id in self.bands for a in question.answers if a.id != SOMETHING_ELSE)


@dataclass(slots=True)
class Judgements:
    """All judgements of a case that stand."""

    indications: dict[str, Judged] = field(default_factory=dict)
    priors: dict[tuple[str, str], Any] = field(default_factory=dict)
    grades: dict[str, tuple[str, str]] = field(default_factory=dict)
    settled_drafts: set[str] = field(default_factory=set)
    """Drafts that were adopted or rejected: they are not drafted again."""


def band_of(text: str) -> Any:
    """A band as the model takes it: [low, best, high], or a word of likelihood."""
    parts = [part.strip() for part in text.split(",")]
    try:
        numbers = [float(part) for part in parts]
    except ValueError:
        return text.strip()
    return numbers[0] if len(numbers) == 1 else numbers


def replay(decisions: Sequence[Row]) -> Judgements:
    """The judgements that stand, in the order of the log; a later one replaces an earlier one."""
    made = Judgements()
    for row in decisions:
        _apply(made, row)
    made.indications = {k: v for k, v in made.indications.items() if not v.rejected}
    return made


def _apply(made: Judgements, row: Row) -> None:
    what, value, about = row["what"], row["value"], row["about"]
    if what == "indication":
        name = given_id("d", row["seq"])
        made.indications[name] = Judged(name, value["question"], value["text"], value["theme"])
        if value.get("draft"):
            made.settled_drafts.add(value["draft"])
    elif what == "prior":
        made.priors[(value["question"], value["answer"])] = band_of(value["band"])
    elif what == "reliability":
        grade = (value["grade"].upper(), INTERESTS.get(value.get("interest", "none"), "none"))
        made.grades.update(dict.fromkeys(about, grade))
    elif what == "reject" and about and about[0].startswith("draft-"):
        made.settled_drafts.update(about)
    elif about and (indication := made.indications.get(about[0])):
        _judge(indication, row)


def _judge(indication: Judged, row: Row) -> None:
    what, value = row["what"], row["value"]
    if what == "likelihood":
        indication.bands[value["answer"]] = band_of(value["band"])
        indication.judges.append(row["actor"])
    elif what == "link":
        for version in row["about"][1:]:
            indication.links[version] = value["asserts"].lower() in ("yes", "true", "1")
            indication.link_rows[version] = row
    elif what == "searched":
        indication.searched = float(value["d"])
    elif what == "reject":
        indication.rejected = True


@dataclass(frozen=True, slots=True)
class Corpus:
    """What the reports rest on: origin and source of each post version, copies between them."""

    origin: Mapping[str, str]
    first: Mapping[str, str]
    source: Mapping[str, str]
    copies: Mapping[tuple[str, str], tuple[str, float]]


def model_of(question: Question, judgements: Judgements, corpus: Corpus) -> dict[str, Any]:
    """The model file of one question (docs/model.md), with the indications judged for it."""
    chosen = [
        indication
        for indication in judgements.indications.values()
        if indication.question == question.id and indication.is_judged(question)
    ]
    answers = [answer.id for answer in question.answers]
    return {
        "question": question.text,
        "answers": answers,
        "priors": _priors(question, judgements),
        "indications": [_indication(row, answers, judgements, corpus) for row in chosen],
    }


def _priors(question: Question, judgements: Judgements) -> dict[str, Any]:
    """What was judged beforehand; decisions count once every listed answer has one.

    Until then the priors of case.toml stand, so that a run between two decisions is not stopped.
    """
    decided = {a.id: judgements.priors.get((question.id, a.id), a.prior) for a in question.answers}
    listed = [a.id for a in question.answers if a.id != SOMETHING_ELSE]
    complete = all(decided[name] is not None for name in listed)
    chosen = decided if complete else {a.id: a.prior for a in question.answers}
    return {
        name: list(given) if isinstance(given, tuple) else given
        for name, given in chosen.items()
        if given is not None
    }


def _indication(
    row: Judged, answers: Sequence[str], judgements: Judgements, corpus: Corpus
) -> dict[str, Any]:
    bands = {a: row.bands[a] for a in answers if a != SOMETHING_ELSE}
    made: dict[str, Any] = {
        "id": row.id,
        "text": row.text,
        "theme": row.theme,
        "p": bands,
        "reports": _reports(row, judgements, corpus),
    }
    if row.searched is not None:
        made["searched"] = {"d": row.searched}
    return made


def _reports(row: Judged, judgements: Judgements, corpus: Corpus) -> list[dict[str, Any]]:
    """One report an origin; every further post version of it is a relay, not a second report."""
    groups: dict[str, list[str]] = {}
    for version in sorted(row.links):
        groups.setdefault(corpus.origin.get(version, version), []).append(version)
    reports = []
    for origin, versions in sorted(groups.items()):
        first = corpus.first.get(origin, versions[0])
        head = first if first in versions else versions[0]
        # An origin has one reliability in a question: that of whoever said it first.
        grade, interest = judgements.grades.get(corpus.source.get(first, ""), (UNGRADED, "none"))
        relays = [_relay(row, head, version, corpus) for version in versions if version != head]
        reports.append(
            {
                "origin": origin,
                "asserts": row.links[head],
                "r": grade,
                "b": interest,
                "relays": relays,
            }
        )
    return reports


def _relay(row: Judged, head: str, version: str, corpus: Corpus) -> dict[str, Any]:
    return {
        "asserts": row.links[version],
        "c": _unchecked(head, version, corpus),
        "by": corpus.source.get(version, version),
    }


def _unchecked(head: str, version: str, corpus: Corpus) -> float:
    """P(passed on without checking): 1 for forwards and identical copies, else the similarity."""
    kind, similarity = corpus.copies.get((min(head, version), max(head, version)), ("forward", 1.0))
    return 1.0 if kind in UNCHECKED_KINDS else min(1.0, max(0.0, similarity))
