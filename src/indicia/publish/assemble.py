"""Compiled prose and tables become the update as a value, without writing anything to the case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from indicia.publish.brief import Brief
from indicia.publish.change import changes, versions
from indicia.publish.chrome import words_of
from indicia.publish.compile import Compiled
from indicia.publish.correction import compared_with, notices_of, without_withheld
from indicia.publish.data import answer_rows, sentence_rows
from indicia.publish.document import Change, Notice, Picture, Update
from indicia.publish.gate import may_show
from indicia.publish.historyfigure import history_figure
from indicia.publish.map import frame_of, map_figure
from indicia.publish.network import network_figure
from indicia.publish.orientation import Landmark, landmarks_around
from indicia.publish.question import comparisons
from indicia.publish.region import published_regions
from indicia.publish.spread import spread_figure
from indicia.publish.timeline import timeline_figure
from indicia.publish.view import View
from indicia.publish.waterfall import waterfall_figure
from indicia.settings import Question


@dataclass(frozen=True, slots=True)
class Assembled:
    """The update with the rows that its data files hold."""

    update: Update
    sentences: list[dict[str, Any]]
    answers: list[dict[str, Any]]
    regions: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Edition:
    """What an update is made of beside the tables: prose, question, time and its forerunners."""

    brief: Brief
    drafted: bool
    question: Question | None
    when: datetime
    earlier: Sequence[Mapping[str, Any]]
    corrects: Notice | None = None


def assemble(
    view: View, edition: Edition, compiled: Compiled, pictures: Sequence[Picture]
) -> Assembled:
    """The whole update but for its checkpoint code."""
    before = compared_with(edition.earlier)
    regions = published_regions(view)
    sentences, answers = sentence_rows(compiled), answer_rows(view, before)
    question, fields = edition.question, edition.brief.fields
    update = Update(
        title=view.settings.title,
        question=question.text if question else "",
        number=(edition.earlier[-1]["number"] if edition.earlier else 0) + 1,
        version=question.version if question else 1,
        as_of_utc=f"{edition.when.astimezone(UTC):%Y-%m-%d %H:%M} UTC",
        as_of_local=local_time(view, edition.when),
        status=_status(edition, before),
        language=fields.get("language", "en"),
        byline=fields.get("byline", ""),
        checkpoint="",
        sections=tuple(compiled.sections),
        comparisons=tuple(comparisons(view, before)),
        changes=without_withheld(
            _changes(edition, changes(before, sentences, answers)),
            fields.get("language", "en"),
            lambda text: may_show(text, view),
        ),
        citations=tuple(compiled.citations),
        pictures=tuple(pictures),
        figures={
            "map": map_figure(view, regions, _landmarks(view, regions)),
            "timeline": timeline_figure(view),
            "spread": spread_figure(view),
            "network": network_figure(view),
            "weights": waterfall_figure(view, question),
            "history": history_figure(view, question),
        },
        overrides=tuple(
            f"{', '.join(d['about'])}: {d['reason']} (decided by {d['actor']})"
            for d in view.decisions
            if d["what"] == "expose"
        ),
        versions=versions(edition.earlier),
        prose=fields.get("prose", ""),
        notices=(*notices_of(edition.earlier), *([edition.corrects] if edition.corrects else [])),
        drafted=edition.drafted,
        source_languages=tuple(
            sorted({c.language for c in compiled.citations if c.language and c.kind != "test"})
        ),
    )
    return Assembled(update, sentences, answers, regions)


def _landmarks(view: View, regions: Sequence[Mapping[str, Any]]) -> list[Landmark]:
    """What a reader finds their way by around the regions."""
    if not regions:
        return []
    return landmarks_around(view.settings, view.layers, frame_of(regions).around)


def local_time(view: View, when: datetime) -> str:
    """A time in the zone of the area, with its offset."""
    zone = view.settings.zone()
    local = when.astimezone(zone)
    offset = f"{local:%z}"
    return f"{local:%Y-%m-%d %H:%M} {zone}, UTC{offset[:3]}:{offset[3:5]}"


def _changes(edition: Edition, found: Sequence[Change]) -> tuple[Change, ...]:
    """What changed; a correction says first what it corrects."""
    if edition.corrects is None:
        return tuple(found)
    own = edition.corrects
    link = f"../{own.folder}/index.html"
    words = words_of(edition.brief.fields.get("language", "en"))["notices"]["corrects"]
    said = Change("corrected", f"{words.format(n=own.number)} {own.reason}", link)
    return (said, *(change for change in found if change.kind != "unchanged"))


def _status(edition: Edition, before: Mapping[str, Any] | None) -> str:
    """New, revised, or corrected: a brief that names or writes corrections corrects."""
    if edition.corrects or (before and edition.brief.parts.get("corrections")):
        return "corrected"
    return "revised" if before else "new"
