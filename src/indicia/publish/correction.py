"""Corrections and withdrawals: a later update says it of an earlier one, whose bytes stay.

Nothing that was published is changed or removed. A correction is an update that names what it
corrects; a withdrawal is a small update that says only that. Each is in ``update.json`` under
``corrects`` or ``withdraws``, and later pages read it from there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from indicia.errors import UsageError
from indicia.publish.chrome import words_of
from indicia.publish.document import Change, Notice

CORRECTS, WITHDRAWS = "corrects", "withdraws"
Earlier = Sequence[Mapping[str, Any]]


def notices_of(earlier: Earlier) -> tuple[Notice, ...]:
    """Every correction and withdrawal that was published, oldest first."""
    return tuple(
        Notice(kind, said["number"], said["folder"], said["reason"], update["number"])
        for update in earlier
        for kind in (CORRECTS, WITHDRAWS)
        if (said := update.get(kind))
    )


def standing(earlier: Earlier) -> list[Mapping[str, Any]]:
    """Updates that still say what they said: no withdrawn ones, and no notices of withdrawal."""
    gone = {n.folder for n in notices_of(earlier) if n.kind == WITHDRAWS}
    return [u for u in earlier if not u.get(WITHDRAWS) and u["folder"] not in gone]


def compared_with(earlier: Earlier) -> Mapping[str, Any] | None:
    """The update that a new one is compared with: the last that stands, else the last there was."""
    found = standing(earlier) or [u for u in earlier if not u.get(WITHDRAWS)]
    return found[-1] if found else None


def named_update(earlier: Earlier, name: str) -> Mapping[str, Any]:
    """An earlier update by its folder's name or its number. Raises UsageError."""
    for update in earlier:
        if name in (update["folder"], str(update["number"])):
            return update
    known = ", ".join(u["folder"] for u in earlier) or "none yet"
    raise UsageError(f"{name}: is no update of this case; published: {known}")


def correction(earlier: Earlier, name: str, reason: str) -> Notice:
    """The notice that the next update carries when it corrects the one called ``name``.

    Raises:
        UsageError: no such update, no reason, or it was withdrawn.
    """
    return _notice(CORRECTS, earlier, name, reason)


def withdrawal(earlier: Earlier, name: str, reason: str) -> Notice:
    """The notice of a withdrawal. Raises UsageError as :func:`correction` does."""
    return _notice(WITHDRAWS, earlier, name, reason)


def _notice(kind: str, earlier: Earlier, name: str, reason: str) -> Notice:
    update = named_update(earlier, name)
    if not reason.strip():
        raise UsageError(f"update {name}: say why with --reason; readers will see it")
    if update.get(WITHDRAWS):
        raise UsageError(
            f"update {name}: is a notice of withdrawal and stands; publish a new update instead"
        )
    for held in notices_of(earlier):
        if held.kind == WITHDRAWS and held.folder == update["folder"]:
            raise UsageError(f"update {name}: was withdrawn by update {held.by} already")
    words = " ".join(reason.split())
    return Notice(kind, update["number"], update["folder"], words, earlier[-1]["number"] + 1)


def without_withheld(
    found: Iterable[Change], language: str, may_show: Callable[[str], bool]
) -> tuple[Change, ...]:
    """Lines of what changed, in which an earlier sentence that may not be shown now is only named.

    A sentence may be withdrawn because of what it says: saying so must not say it again.
    """
    unsaid = words_of(language)["withheld_change"]
    return tuple(
        change if may_show(change.words) else Change(change.kind, unsaid, "") for change in found
    )


def withdrawn_sentences(update: Mapping[str, Any]) -> tuple[Change, ...]:
    """Every sentence of a withdrawn update that said something, as lines of what changed."""
    return tuple(
        Change("withdrawn", sentence["text"], f"../{update['folder']}/index.html#{sentence['id']}")
        for sentence in update["sentences"]
        if sentence["cites"] or sentence["part"] == "answer"
    )


def plain_row(name: str, text: str) -> dict[str, Any]:
    """The data row of a sentence of the answer that cites nothing."""
    return {
        "id": name,
        "part": "answer",
        "text": text,
        "cites": [],
        "citations": [],
        "origins": 0,
        "origins_low": 0,
        "origins_high": 0,
        "posts": 0,
        "basis": "",
        "group": "",
        "translations": [],
    }
