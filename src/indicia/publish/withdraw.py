"""Withdrawing an update: a small signed update of its own that says so, and why.

The withdrawn folder's bytes stay as they are; the notice is logged, has its own checkpoint, and
stands in the feeds and on every later page.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from indicia.case import Case
from indicia.checkpoint import signing_key
from indicia.errors import GateStopped
from indicia.publish.assemble import Assembled, local_time
from indicia.publish.change import earlier_updates, versions
from indicia.publish.chrome import page_languages, words_of
from indicia.publish.correction import (
    named_update,
    notices_of,
    plain_row,
    withdrawal,
    withdrawn_sentences,
    without_withheld,
)
from indicia.publish.document import Notice, Section, Sentence, Update
from indicia.publish.folder import published
from indicia.publish.gate import examine, may_show, stopped
from indicia.publish.output import Pages, frozen_output
from indicia.publish.series import write_feeds
from indicia.publish.update import UpdateReport, view_of


def withdraw_update(
    case: Case, name: str, reason: str, now: datetime | None = None
) -> UpdateReport:
    """Publish the withdrawal of the update called ``name`` (its folder or number).

    Raises:
        GateStopped: the reason says something that must not leave.
        UsageError: no such update, no reason, or it was withdrawn before.
    """
    now = now or datetime.now(UTC)
    view = view_of(case, None, now)
    earlier = earlier_updates(case.root / "updates")
    notice = withdrawal(earlier, name, reason)
    update = _notice_update(case, notice, now)
    findings = stopped(examine(update, view, {}, "--reason"), view.decided("expose"))
    if findings:
        raise GateStopped(f"the gate stopped the reason: {findings[0]}", *map(str, findings))
    signing_key(case)
    text = f"# {update.sections[0].title}\n" + "".join(
        f"- {sentence.text}\n" for sentence in update.sections[0].sentences
    )
    made = Assembled(update, _rows(update), [], [])

    def write(work: Path, folder: Path) -> UpdateReport:
        publication = view.settings.publication
        pages = Pages(made, (), text, publication.paper)
        notes = frozen_output(case, publication, pages, (work, folder), {})
        return UpdateReport(folder, update.number, tuple(notes))

    report = published(case.root / "updates", now, write)
    write_feeds(case.root / "updates", view.settings)
    return report


def _notice_update(case: Case, notice: Notice, now: datetime) -> Update:
    earlier = earlier_updates(case.root / "updates")
    gone = named_update(earlier, notice.folder)
    language = gone.get("language", "en")
    words = words_of(language if language in page_languages() else "en")
    said = words["notices"]["withdraws"].format(n=notice.number)
    sentences = (Sentence("answer-1", said), Sentence("answer-2", notice.reason))
    view = view_of(case, None, now)
    return Update(
        title=gone["title"],
        question=gone["question"],
        number=notice.by,
        version=gone["version"],
        as_of_utc=f"{now.astimezone(UTC):%Y-%m-%d %H:%M} UTC",
        as_of_local=local_time(view, now),
        status="withdrawal",
        language=language,
        byline=gone.get("byline", ""),
        checkpoint="",
        sections=(
            Section("answer", words["titles"]["answer"], sentences),
            Section("changed", words["titles"]["changed"]),
            Section("corrections", words["titles"]["corrections"]),
        ),
        comparisons=(),
        changes=without_withheld(
            withdrawn_sentences(gone), language, lambda text: may_show(text, view)
        ),
        citations=(),
        pictures=(),
        versions=versions(earlier),
        notices=(*notices_of(earlier), notice),
    )


def _rows(update: Update) -> list[dict[str, Any]]:
    return [plain_row(sentence.id, sentence.text) for sentence in update.sections[0].sentences]
