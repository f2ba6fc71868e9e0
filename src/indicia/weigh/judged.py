"""People's decisions become a model: which indications are judged, and who reports them.

Nothing is filled in silently. An indication enters the model once it is judged for every listed
answer; a source that nobody graded counts as F ("cannot be judged", .2-.8), and the result says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from indicia.decision import event_name, given_id
from indicia.settings import SOMETHING_ELSE, Question
from indicia.weigh.band import parse_band
from indicia.weigh.pool import pool

Row = Mapping[str, Any]
UNCHECKED_KINDS = ("identical_text", "identical", "forward", "picture")
INTERESTS = {"own": "own interest", "against": "against own interest", "none": "none"}
UNGRADED = "F"


@dataclass(frozen=True, slots=True)
class Said:
    """One judge's band for one answer, as it was written, and the decision that says so."""

    band: Any
    event: str
    reason: str = ""
    earlier: tuple[Said, ...] = ()
    """What the same judge said of this answer before, oldest first; it no longer counts."""


Judging = dict[str, dict[str, Said]]
"""Judge -> answer -> what the judge said last."""


@dataclass(slots=True)
class Judged:
    """One indication with what people decided about it."""

    id: str
    question: str
    text: str
    theme: str
    said: Judging = field(default_factory=dict)
    links: dict[str, bool] = field(default_factory=dict)
    link_rows: dict[str, Row] = field(default_factory=dict)
    searched: float | None = None
    rejected: bool = False

    @property
    def finding(self) -> str:
        """Its text with what was found: a fact that was denied or sought in vain says so."""
        text = self.text.rstrip(".")
        if self.links:
            return text if any(self.links.values()) else f"{text} (denied)"
        return f"{text} (looked for, not found)" if self.searched is not None else text

    def is_judged(self, question: Question) -> bool:
        """Whether somebody judged it for every listed answer."""
        return bool(complete(self.said, question))


@dataclass(slots=True)
class Judgements:
    """All judgements of a case that stand."""

    indications: dict[str, Judged] = field(default_factory=dict)
    priors: dict[str, Judging] = field(default_factory=dict)
    """Question -> who judged its answers beforehand, and how."""
    grades: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Source -> grade and interest. The last word counts, whoever says it: A-F and F's "cannot be
    judged" are no points on one scale of which a mean could be taken."""
    settled_drafts: set[str] = field(default_factory=set)
    """Drafts that were adopted or rejected: they are not drafted again."""


def listed_answers(question: Question) -> list[str]:
    """The answers that are judged one by one: all but "something else"."""
    return [answer.id for answer in question.answers if answer.id != SOMETHING_ELSE]


def complete(said: Judging, question: Question) -> list[str]:
    """The judges who judged every listed answer; only they count."""
    wanted = set(listed_answers(question))
    return sorted(judge for judge, answers in said.items() if wanted <= answers.keys())


def complete_before(said: Judging, question: Question) -> list[str]:
    """The judges of the priors who count; an answer that case.toml gives a prior needs no word."""
    own = {answer.id for answer in question.answers if answer.prior is not None}
    wanted = set(listed_answers(question)) - own
    return sorted(judge for judge, answers in said.items() if wanted <= answers.keys())


def pooled(said: Judging, judges: Sequence[str], answer: str) -> Any:
    """The band of some judges for an answer; a single one's as it was written.

    Raises: BadInput for a band that is none.
    """
    given = [said[judge][answer].band for judge in judges if answer in said[judge]]
    if len(given) < 2:
        return given[0] if given else None
    place = f"bands of {', '.join(judges)} for {answer}"
    return pool([parse_band(band, place) for band in given]).as_list


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
        _say(made.priors.setdefault(value["question"], {}), row)
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
        _say(indication.said, row)
    elif what == "link":
        for version in row["about"][1:]:
            indication.links[version] = value["asserts"].lower() in ("yes", "true", "1")
            indication.link_rows[version] = row
    elif what == "searched":
        indication.searched = float(value["d"])
    elif what == "reject":
        indication.rejected = True


def _say(said: Judging, row: Row) -> None:
    """Enter what a judge said; it replaces what the same judge said of that answer before."""
    value = row["value"]
    answers = said.setdefault(row["actor"], {})
    held = answers.get(value["answer"])
    earlier = (*held.earlier, replace(held, earlier=())) if held else ()
    answers[value["answer"]] = Said(
        band_of(value["band"]), event_name(row["seq"]), row.get("reason") or "", earlier
    )


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
        "indications": [_indication(row, question, judgements, corpus) for row in chosen],
    }


def _priors(question: Question, judgements: Judgements) -> dict[str, Any]:
    """What was judged beforehand, by whoever judged every listed answer.

    Until then the priors of case.toml stand, so that a run between two decisions is not stopped.
    An answer that case.toml gives a prior needs no decision.
    """
    own = {answer.id: answer.prior for answer in question.answers}
    said = judgements.priors.get(question.id, {})
    judges = complete_before(said, question)
    decided = {name: pooled(said, judges, name) for name in own} if judges else {}
    chosen = {name: decided.get(name) or given for name, given in own.items()}
    if any(chosen[name] is None for name in listed_answers(question)):
        chosen = own
    return {
        name: list(given) if isinstance(given, tuple) else given
        for name, given in chosen.items()
        if given is not None
    }


def bands_of(row: Judged, question: Question) -> dict[str, Any]:
    """Answer -> the band of the judges who count; empty where nobody judged every answer."""
    judges = complete(row.said, question)
    return {name: pooled(row.said, judges, name) for name in listed_answers(question) if judges}


def _indication(
    row: Judged, question: Question, judgements: Judgements, corpus: Corpus
) -> dict[str, Any]:
    bands = bands_of(row, question)
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
