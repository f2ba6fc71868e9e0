"""Pictures of an update: each described; shown only when confirmed, blurred and stripped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from indicia.case import Case
from indicia.publish.document import Picture
from indicia.publish.view import View
from indicia.publish.wording import capital, count_of


def prepare_pictures(case: Case, view: View, folder: Path) -> list[Picture]:
    """Every picture of the case, described; confirmed ones are written blurred into ``folder``.

    A marked aerial picture is a location: it is described and never reproduced here.
    """
    confirmed = view.decided("confirm") - view.rejected
    redacted = view.decided("redact")
    marked = Counter(row["picture"] for row in view.rows("marks"))
    texts = _read_texts(view)
    prepared: list[Picture] = []
    for row in sorted(
        view.rows("pictures"), key=lambda r: (r["picture"] not in confirmed, r["picture"])
    ):
        sha = row["picture"]
        shows = f"{row['width']:,} × {row['height']:,} pixels"
        if texts.get(sha):
            shows += ", with text that a machine read"
        if marked[sha]:
            shows += f", with {count_of(marked[sha], 'suggested mark')}"
        file, withheld = None, "no named person has confirmed it"
        if sha in confirmed and marked[sha]:
            withheld = "a marked picture of a site is a location; it is described, not reproduced"
        elif sha in redacted:
            withheld = "a person decided that it is not shown"
        elif sha in confirmed:
            file, withheld = _blurred(case, sha, folder), ""
        limits = "when or where it was taken" if not row["exif"] or row["exif"] == "{}" else ""
        prepared.append(Picture(file, shows, limits, withheld, sha))
    return prepared


@dataclass(frozen=True, slots=True)
class WithheldGroup:
    """Withheld pictures that are described by the same words."""

    words: str
    originals: tuple[str, ...]


def withheld_groups(pictures: Sequence[Picture]) -> list[WithheldGroup]:
    """Withheld pictures in groups of one description, the largest group first."""
    groups: dict[str, list[str]] = {}
    for picture in pictures:
        if not picture.file:
            groups.setdefault(_described(picture), []).append(picture.original)
    ordered = sorted(groups.items(), key=lambda g: (-len(g[1]), g[0]))
    return [
        WithheldGroup(f"{capital(count_of(len(found), 'picture'))}: {words}", tuple(found))
        for words, found in ordered
    ]


def _described(picture: Picture) -> str:
    limits = f" Not shown by it: {picture.does_not_show}." if picture.does_not_show else ""
    return f"{picture.shows}.{limits} Withheld: {picture.withheld}."


def _read_texts(view: View) -> dict[str, str]:
    return {
        row["original"]: row["text"] for row in view.renditions.values() if row["kind"] == "ocr"
    }


def _blurred(case: Case, sha: str, folder: Path) -> str:
    from indicia.picture.blur import blurred_bytes

    folder.mkdir(parents=True, exist_ok=True)
    name = f"{sha[:16]}.jpg"
    (folder / name).write_bytes(blurred_bytes(case.picture_bytes(sha)))
    return f"{folder.name}/{name}"
