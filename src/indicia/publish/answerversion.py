"""A question whose answers changed is another version of it: what was published is not carried over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from indicia.errors import UsageError
from indicia.settings import Question


def check_versions(questions: Sequence[Question], before: Mapping[str, Any] | None) -> None:
    """Refuse new answers under the version that an update was published with.

    Raises:
        UsageError: with the question, both sets of answers and the line to write.
    """
    for question in questions:
        rows = [r for r in (before or {}).get("answers", ()) if r["question"] == question.id]
        published = {row["answer"] for row in rows}
        now = {answer.id for answer in question.answers}
        version = published_version(rows)
        if published and published != now and question.version <= version:
            gone = ", ".join(sorted(published - now)) or "none"
            new = ", ".join(sorted(now - published)) or "none"
            raise UsageError(
                f"question {question.id}: its answers are not those of version {version}, which was "
                f"published (gone: {gone}; new: {new}); write version = {version + 1} for it in "
                "case.toml, and `indicia run`"
            )


def published_version(rows: Sequence[Mapping[str, Any]]) -> int:
    """The version of a question that published answers belong to; 1 where an update does not say."""
    return max((int(row.get("question_version", 1)) for row in rows), default=1)
