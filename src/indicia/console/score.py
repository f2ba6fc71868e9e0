"""``indicia score DIR...``: how published judgements fared once their questions were resolved.

Only what was published counts. Every case gives its resolved questions; what cannot be scored is
said with its reason and left out, and the rest goes on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from indicia.case import Case
from indicia.console.standing import standing
from indicia.errors import BadInput, IndiciaError
from indicia.publish.change import earlier_updates
from indicia.weigh.score import (
    Resolved,
    WordRecord,
    record_words,
    score_resolved,
    settle_resolution,
)

FEW = 10
"""Fewer resolved questions than this judge nobody; the report says so."""


@dataclass(frozen=True, slots=True)
class Scored:
    """One published update on a question that was resolved since."""

    case: str
    question: str
    update: str
    truth: str
    scores: Resolved
    said: tuple[tuple[float, bool], ...]
    """Published probability of each answer, and whether it was the right one."""


@dataclass(slots=True)
class Record:
    """The scores of a desk, and what was left out and why."""

    scored: list[Scored] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)

    @property
    def last(self) -> list[Scored]:
        """Of each question its last update before the end."""
        newest = {(row.case, row.question): row for row in self.scored}
        return list(newest.values())

    def words(self) -> list[WordRecord]:
        """Reliability per word, over the last update of each question."""
        return record_words(pair for row in self.last for pair in row.said)

    def as_dict(self) -> dict[str, Any]:
        """For ``--json``."""
        return {
            "scored": [asdict(row) for row in self.scored],
            "words": [{**asdict(row), "share_true": row.share_true} for row in self.words()],
            "left_out": self.left_out,
        }


def score_desk(folders: Sequence[Path]) -> Record:
    """The scores of all cases of a desk. A case that cannot be read is said and left out."""
    record = Record()
    for folder in folders:
        try:
            _score_case(Case.open(folder), record)
        except IndiciaError as error:
            record.left_out.append(str(error.args[0]) if error.args else f"{folder}: unreadable")
    return record


def _score_case(case: Case, record: Record) -> None:
    updates = earlier_updates(case.root / "updates")
    resolutions: dict[str, list[Mapping[str, Any]]] = {}
    for row in standing(case, case.store):
        if row["what"] == "resolve":
            resolutions.setdefault(row["value"]["question"], []).append(row)
    name = str(case.root)
    if not resolutions:
        record.left_out.append(
            f"{name}: no question is resolved; when one is, say so: indicia decide resolve --set "
            "question=ID --set answer=ID --reason WHY"
        )
    for question, rows in sorted(resolutions.items()):
        try:
            truth = settle_resolution([row["value"]["answer"] for row in rows])
        except BadInput as error:
            events = ", ".join(row["event"] for row in rows)
            record.left_out.append(f"{name}: question {question}, decisions {events}: {error}")
            continue
        known = min(row["seq"] for row in rows)
        before = [update for update in updates if update["log_size"] < known]  # no hindsight
        found = list(_scored(name, question, truth, before))
        record.scored += found
        if not found:
            record.left_out.append(
                f"{name}: question {question}: no update that was published before it was resolved "
                f"judged it with {truth!r} among its answers"
            )


def _scored(
    case: str, question: str, truth: str, updates: Sequence[Mapping[str, Any]]
) -> Iterator[Scored]:
    """Each update that judged the question with the right answer among its answers, oldest first."""
    previous: dict[str, float] | None = None
    for update in updates:
        rows = [r for r in update["answers"] if r["question"] == question]
        rows = [r for r in rows if r["confidence"] != "none"]
        published = _shares({row["answer"]: row["mean"] for row in rows})
        if truth not in published:
            continue
        prior = _shares({row["answer"]: row["prior"] for row in rows if row.get("prior")})
        same = previous if previous and previous.keys() == published.keys() else None
        yield Scored(
            case,
            question,
            update["folder"],
            truth,
            score_resolved(published, truth, prior if truth in prior else None, same),
            tuple((share, answer == truth) for answer, share in published.items()),
        )
        previous = published


def _shares(given: Mapping[str, float]) -> dict[str, float]:
    """Probabilities that add up to 1 to the last digit; published ones are rounded."""
    total = sum(given.values())
    return {name: value / total for name, value in given.items()} if total else {}


def record_lines(record: Record) -> Iterator[str]:
    """What a person reads: each question, the means, each word, and what was left out."""
    for row in record.scored:
        yield f"{row.case}  {row.question}  {row.update}: {row.truth}"
        yield f"    Brier {row.scores.published.brier:.3f}, log {row.scores.published.log_loss:.3f}{_beside(row.scores)}"
    if record.scored:
        yield ""
        yield from _summary(record)
    yield from (f"left out: {line}" for line in record.left_out)


def _beside(scores: Resolved) -> str:
    parts = []
    for name, other in (("prior", scores.prior), ("previous update", scores.previous)):
        if other is not None:
            parts.append(f"{name} {other.brier:.3f}, {other.log_loss:.3f}")
    return f" ({'; '.join(parts)})" if parts else ""


def _summary(record: Record) -> Iterator[str]:
    last = record.last
    brier = sum(row.scores.published.brier for row in last) / len(last)
    log = sum(row.scores.published.log_loss for row in last) / len(last)
    yield (
        f"{len(last)} questions, last update of each: mean Brier {brier:.3f} (0 best, 2 worst), mean "
        f"log {log:.3f} (0 best)"
    )
    if len(last) < FEW:
        yield f"fewer than {FEW} resolved questions: no judgement of the desk can be made from this"
    yield "word                 said   came true   share (80 % interval)   mean said"
    for row in record.words():
        if row.used:
            low, high = row.interval()
            yield (
                f"{row.word:<20} {row.used:>4}   {row.came_true:>9}   {row.share_true or 0:>5.0%} "
                f"({low:.0%}-{high:.0%})".ljust(62)
                + f"{row.mean_said or 0:.0%}"
            )
