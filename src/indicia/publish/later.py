"""What became of a cited post after the capture that is cited: edited, or not found again.

A reader is told that, when, and how much; not the words, which no person has looked over. Only
changes between captures in one format count, because others may be the format's.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from indicia.publish.document import Later
from indicia.publish.view import Cited, View

MOST = 4


def later_of(cited: Cited, view: View) -> tuple[Later, ...]:
    """The changes of the post of a citation that captures after the cited version show, in order."""
    version = view.versions.get(cited.post_version)
    if version is None or not view.edits_of:
        return ()
    rows = [
        row
        for row in view.edits_of.get(version["post"], ())
        if row["same_format"]
        and row["seen_utc"] > version["first_seen_utc"]
        and not (row["kind"] != "reappeared" and row["after"] == cited.post_version)
    ]
    rows.sort(key=lambda row: (row["seq"], row["edit"]))
    return tuple(
        Later(
            kind=row["kind"].replace(" ", "_"),
            seen=f"{row['seen_utc']:%Y-%m-%d}",
            removed=row["removed"],
            added=row["added"],
            meaning=row["meaning"],
        )
        for row in rows[:MOST]
    )


def later_words(later: Mapping[str, Any], words: Mapping[str, Any]) -> str:
    """One change as a sentence in the language of ``words``."""
    said = words["later"]
    told: str = said[later["kind"]].format(**later)
    return told + (" " + said["meaning"] if later["meaning"] else "")
