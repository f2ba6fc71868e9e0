"""Denials linked to what they deny in other posts."""

from __future__ import annotations

from datetime import UTC, datetime

import pyarrow as pa
import pytest
from text_world import frames_of

from indicia.find.opposed import link_across
from indicia.find.row import Origin, statement_rows
from indicia.tables import table_of

CLAIM = {
    "en": "Residents of Tell Qamar say the Pine Battalion shelled the school on Sunday.",
    "ar": "قال أهالي تل قمر إن كتيبة الصنوبر قصفت المدرسة الجديدة يوم الأحد.",
    "he": "תושבי גבעת אלמוגן אמרו כי גדוד האורן הפגיז את בית הספר החדש.",
    "ru": "Жители Заречья заявили, что батальон обстрелял новую школу в посёлке.",
}
DENIAL = {
    "en": "The Pine Battalion denies that it shelled the school on Sunday.",
    "ar": "نفت كتيبة الصنوبر أنها قصفت المدرسة الجديدة.",
    "he": "דובר גדוד האורן הכחיש כי גדוד האורן הפגיז את בית הספר.",
    "ru": "Командование опровергло, что батальон обстрелял новую школу.",
}


def linked(*posts: tuple[str, str]) -> set[tuple[str, str | None]]:
    """Kind of each statement, and the item of what it denies; ``posts`` are days and texts."""
    rows, items = [], []
    for number, (day, text) in enumerate(posts):
        origin = Origin(f"i{number}", f"r{number}", text, day[:7], "find@0")
        rows += statement_rows(origin, frames_of(text))
        posted = datetime.fromisoformat(day).replace(tzinfo=UTC) if day else None
        items.append({"item": f"i{number}", "posted_utc": posted})
    times = pa.schema([("item", pa.string()), ("posted_utc", pa.timestamp("us", "UTC"))])
    made = link_across(table_of("statements", rows), pa.Table.from_pylist(items, times)).to_pylist()
    item = {row["statement"]: row["item"] for row in made}
    return {(row["kind"], item.get(row["denies"])) for row in made}


@pytest.mark.parametrize("language", CLAIM)
def test_a_denial_finds_what_an_earlier_post_claimed(language: str) -> None:
    found = linked(("2026-03-01", CLAIM[language]), ("2026-03-02", DENIAL[language]))
    assert found == {("claim", None), ("denial", "i0")}


@pytest.mark.parametrize(
    ("claim_day", "denial_day", "claim"),
    [
        ("2026-03-03", "2026-03-02", CLAIM["en"]),
        ("2025-03-01", "2026-03-02", CLAIM["en"]),
        ("", "2026-03-02", CLAIM["en"]),
        ("2026-03-01", "2026-03-02", "Residents say the Coral Brigade arrested a teacher."),
        ("2026-03-01", "2026-03-02", "Residents say the Coral Brigade shelled a mill by the road."),
    ],
    ids=["later", "long before", "undated", "another deed", "another place"],
)
def test_what_is_not_the_same_claim_before_is_not_linked(
    claim_day: str, denial_day: str, claim: str
) -> None:
    found = linked((claim_day, claim), (denial_day, DENIAL["en"]))
    assert ("denial", None) in found and all(item is None for _, item in found)


def test_nobody_denies_what_they_said_themselves() -> None:
    claim = "The Pine Battalion says it shelled the school on Sunday."
    found = linked(("2026-03-01", claim), ("2026-03-02", DENIAL["en"]))
    assert found == {("claim", None), ("denial", None)}


def test_of_two_claims_the_nearer_in_words_then_in_time_is_denied() -> None:
    found = linked(
        ("2026-03-01", CLAIM["en"]), ("2026-03-04", CLAIM["en"]), ("2026-03-05", DENIAL["en"])
    )
    assert found == {("claim", None), ("denial", "i1")}
