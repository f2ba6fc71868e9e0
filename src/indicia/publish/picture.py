"""Pictures of an update: each described; shown only when confirmed, blurred and stripped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from indicia.case import Case
from indicia.errors import BadInput
from indicia.publish.document import Picture
from indicia.publish.picturecheck import may_hold_plates, may_show_marks
from indicia.publish.picturetext import PictureText, private_text
from indicia.publish.view import Row, View
from indicia.publish.wording import capital, count_of

UNCONFIRMED = "no named person has confirmed it"
AERIAL = "a marked picture of a site is a location; it is described, not reproduced"
UNPLACED = "its text names somebody private, and where in the picture could not be found"


def prepare_pictures(case: Case, view: View, folder: Path) -> list[Picture]:
    """Every picture of the case, described; confirmed ones are written blurred into ``folder``.

    A marked picture is a location: it is described and not reproduced, unless a person recorded
    that it shows the ground or a document, or exposed it with a reason.
    """
    marked = Counter(row["picture"] for row in view.rows("marks"))
    posts = _posts(view)
    rows = sorted(
        view.rows("pictures"), key=lambda r: (r["picture"] not in view.confirmations, r["picture"])
    )
    return [_prepared(case, view, row, marked[row["picture"]], posts, folder) for row in rows]


def _prepared(
    case: Case, view: View, row: Row, marks: int, posts: dict[str, list[Row]], folder: Path
) -> Picture:
    sha = row["picture"]
    decision = view.confirmations.get(sha)
    text = private_text(view, sha)
    shows = _shows(row, marks, text.held)
    if decision and decision["value"].get("shows"):
        shows = f"{decision['value']['shows'].rstrip('.')} ({shows})"
    limits = "when or where it was taken" if not row["exif"] or row["exif"] == "{}" else ""
    withheld = _withheld(view, sha, marks, text)
    facts = _posted(view, posts.get(sha, []))
    if withheld:
        return Picture(None, shows, limits, withheld, sha, facts)
    try:
        file, blurred = _blurred(case, sha, text, may_hold_plates(view, sha), folder)
    except BadInput as error:
        return Picture(None, shows, limits, str(error).removeprefix("picture: "), sha, facts)
    assert decision is not None
    by = f"Confirmed by {decision['actor']} on {decision['decided_utc']:%Y-%m-%d}"
    reason = f": {decision['reason'].rstrip('.')}" if decision["reason"] else ""
    return Picture(file, shows, limits, "", sha, (*facts, blurred, f"{by}{reason}."))


def _shows(row: Row, marks: int, has_text: bool) -> str:
    shows = f"{row['width']:,} × {row['height']:,} pixels"
    if has_text:
        shows += ", with text that a machine read"
    return shows + (f", with {count_of(marks, 'suggested mark')}" if marks else "")


def _withheld(view: View, sha: str, marks: int, text: PictureText) -> str:
    """Why a picture is described and not reproduced; empty where it may be."""
    if sha not in view.confirmations:
        return UNCONFIRMED
    if sha in view.decided("redact"):
        return "a person decided that it is not shown"
    if marks and not may_show_marks(view, sha):
        return AERIAL
    return UNPLACED if text.unplaced else ""


def _posts(view: View) -> dict[str, list[Row]]:
    """Picture -> the items that show it, earliest first."""
    shown: dict[str, list[Row]] = {}
    for item in view.items.values():
        for sha in item.get("pictures") or ():
            shown.setdefault(sha, []).append(item)
    for items in shown.values():
        items.sort(key=lambda i: (str((i["posted"] or {}).get("from_utc") or "9999"), i["item"]))
    return shown


def _posted(view: View, items: list[Row]) -> tuple[str, ...]:
    if not items:
        return ()
    day = (items[0]["posted"] or {}).get("from_utc")
    when = f" on {day:%Y-%m-%d}" if day else ""
    many = f"; it stands in {count_of(len(items), 'post')}" if len(items) > 1 else ""
    return (f"First posted here by {view.source_label(items[0]['source'])}{when}{many}.",)


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


def _blurred(
    case: Case, sha: str, text: PictureText, plates: bool, folder: Path
) -> tuple[str, str]:
    """The file that leaves, and what was made unreadable in it."""
    from indicia.picture.blur import blurred_picture

    folder.mkdir(parents=True, exist_ok=True)
    made = blurred_picture(case.picture_bytes(sha), text.boxes, plates)
    name = f"{sha[:16]}.jpg"
    (folder / name).write_bytes(made.content)
    faces = count_of(
        made.found,
        "place where a face or number plate may be",
        "places where a face or number plate may be",
    )
    lines = count_of(
        len(text.boxes),
        "stretch of text that names somebody private",
        "stretches of text that name somebody private",
    )
    parts = [part for part, count in ((faces, made.found), (lines, len(text.boxes))) if count]
    blurred = f"Blurred: {' and '.join(parts)}" if parts else "Nothing in it had to be blurred"
    return f"{folder.name}/{name}", f"{blurred}; metadata are taken out."
