"""Edits of a post: what changed, whether it bears on the meaning, and posts that went."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import pytest

from indicia.compare.edit import History, Version, edits_of
from indicia.compare.meaning import Reading
from indicia.compare.succession import Seen
from indicia.text.difference import Change, apply_changes

START = datetime(2026, 3, 1, tzinfo=UTC)


def version(name: str, text: str, **more: Any) -> Version:
    mentions = more.pop("mentions", ())
    return Version(name, f"i-{name}", f"r-{name}", START, Reading(text, mentions), **more)


def edit(before: Version, after: Version, readers: tuple[str, str] = ("json", "json")) -> Any:
    """The one row of a post that read so, and an hour later so."""
    looks = [
        Seen(n, START + timedelta(hours=n), v.post_version, reader)
        for n, (v, reader) in enumerate(zip((before, after), readers, strict=True))
    ]
    held = {v.post_version: v for v in (before, after)}
    (row,) = edits_of([History("p-1", "s-1", held, looks)])
    return row


def texts(before: str, after: str) -> Any:
    return edit(version("a", before), version("b", after))


def test_a_changed_number_may_change_the_meaning() -> None:
    row = texts("The pier holds 12 boats.", "The pier holds 21 boats.")
    assert (row["kind"], row["added"], row["removed"]) == ("edited", 1, 1)
    assert row["meaning"]
    assert row["reason"] == "number “12” became “21”"
    assert row["share"] == pytest.approx(2 / 10)


def test_the_spans_count_in_the_untouched_texts() -> None:
    before, after = "لم  يغلق الأهالي جسر النورس", "أغلق الأهالي جسر  النورس كله"
    row = texts(before, after)
    changes = [Change(tuple(a), tuple(b)) for a, b in orjson.loads(row["changes"])]
    assert apply_changes(before, after, changes) == after


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        ("The port is open.", "The port is not open.", "negation “not” was put in"),
        ("الميناء مفتوح", "الميناء ليس مفتوحا", "negation “ليس” was put in"),
        ("הנמל לא פתוח", "הנמל פתוח", "negation “לא” was taken out"),
        ("Порт не открыт", "Порт открыт", "negation “не” was taken out"),
    ],
)
def test_a_negation_may_change_the_meaning(before: str, after: str, reason: str) -> None:
    row = texts(before, after)
    assert row["meaning"]
    assert row["reason"] == reason


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("The port is open.", "The port is open!"),
        ("Good morning dear followers", "Good morning to all followers"),
        ("It holds 1,200 boats", "It holds 1200 boats"),
        ("وصل ١٢ قاربا", "وصل 12 قاربا"),
        ("7 boats came on day 3", "on day 3 came 7 boats"),
        ("The port is not open", "Not open is the port"),
    ],
)
def test_what_keeps_numbers_and_negations_is_no_change_of_meaning(before: str, after: str) -> None:
    row = texts(before, after)
    assert not row["meaning"]
    assert row["reason"] == ""


def test_only_names_inside_the_changed_words_count() -> None:
    before, after = "Salim spoke in Velmora", "Karim spoke in Velmora"
    place = {"kind": "place", "start": 15, "end": 22, "quote": "Velmora", "entity": "velmora"}

    def person(name: str) -> dict[str, Any]:
        return {"kind": "person", "start": 0, "end": 5, "quote": name, "entity": None}

    row = edit(
        version("a", before, mentions=[person("Salim"), place]),
        # The second time the place was not recognised: that is no change of the text.
        version("b", after, mentions=[person("Karim")]),
    )
    assert row["reason"] == "name “Salim” became “Karim”"


def test_another_spelling_of_one_entity_is_no_other_name() -> None:
    def org(name: str) -> dict[str, Any]:
        return {"kind": "organisation", "start": 0, "end": len(name), "quote": name, "entity": "e"}

    row = edit(
        version("a", "Heron Front left", mentions=[org("Heron Front")]),
        version("b", "HF left", mentions=[org("HF")]),
    )
    assert not row["meaning"]


def test_text_that_was_only_taken_out_is_named_so() -> None:
    row = texts("The pier is closed. Thirty men were seen.", "The pier is closed.")
    assert (row["kind"], row["added"], row["removed"]) == ("text removed", 0, 4)


def test_a_changed_picture_is_named() -> None:
    row = edit(version("a", "x", pictures=("one",)), version("b", "x", pictures=("two",)))
    assert row["kind"] == "picture changed"
    assert (row["pictures_added"], row["pictures_removed"]) == (["two"], ["one"])
    assert row["reason"] == "1 picture taken out; 1 picture put in"
    assert not row["meaning"]


def test_a_changed_title_is_told() -> None:
    row = edit(version("a", "x", title="No deal"), version("b", "x", title="Deal"))
    assert row["kind"] == "edited"
    assert row["meaning"]
    assert "title “No deal” became “Deal”" in row["reason"]


def test_a_difference_between_formats_is_told_as_such() -> None:
    row = edit(version("a", "one"), version("b", "two"), readers=("json", "preview"))
    assert not row["same_format"]
    assert row["reason"].startswith("read in another format")


def test_a_post_that_went_and_came_back_has_both_rows_and_accuses_nobody() -> None:
    held = version("a", "x")
    looks = [Seen(n, START + timedelta(hours=n), "a", "json") for n in (0, 2)]
    gone = {
        "reader": "json",
        "seq": 1,
        "looked_utc": START + timedelta(hours=1),
        "last_seen_utc": START,
    }
    back = {**gone, "back_seq": 2, "back_utc": START + timedelta(hours=2)}
    again = {
        **gone,
        "seq": 3,
        "looked_utc": START + timedelta(hours=3),
        "last_seen_utc": START + timedelta(hours=2),
    }
    rows = list(edits_of([History("p", "s", {"a": held}, looks, [again], [back])]))
    assert [(r["kind"], r["after"], r["seq"]) for r in rows] == [
        ("deleted", None, 3),
        ("reappeared", "a", 2),
    ]
    assert "perhaps deleted" in rows[0]["reason"]
    assert len({r["edit"] for r in rows}) == 2
