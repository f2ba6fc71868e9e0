"""Entities: what joins by itself, what a person decides, what stays two."""

from __future__ import annotations

import pytest
from workspace import LEXICON, decision, entities, mention, names, resolved

from indicia.identity import derived_id
from indicia.resolve.suggestion import could_be_name
from indicia.text.fold import fold_key


def suggested(quote: str, kind: str = "organisation") -> str:
    return derived_id("x", kind, fold_key(quote))


def test_an_organisation_joins_a_vouched_one_when_nothing_conflicts() -> None:
    tables = resolved([mention("Liwa al-Wadi"), mention("Бригада Вади")])
    assert {"Liwa al-Wadi", "Бригада Вади"} <= names(tables, "wadi")
    assert entities(tables)["Wadi Brigade"]["mentions"] == 2


@pytest.mark.parametrize(
    "quote",
    [
        "Wadi Brigade 7",
        "Wadi Corps",
        "East Wadi Brigade",
        "Wadi Brigade of Velmora",
        "Wadi Brigade of the River Corps",
    ],
)
def test_a_number_a_kind_a_place_a_parent_or_a_word_that_differs_keeps_two_apart(
    quote: str,
) -> None:
    tables = resolved([mention(quote), mention(quote, item="i-2")])
    assert quote not in names(tables, "wadi")
    assert entities(tables)[quote]["status"] == "suggested"


def test_a_person_never_joins_by_the_name_alone() -> None:
    tables = resolved([mention("كريم حداد", "person")])
    assert names(tables, "karim") == {"Karim Haddad"}
    pairs = tables["name_pairs"].to_pylist()
    assert [row["zone"] for row in pairs if "karim" in (row["left"], row["right"])] == ["same"]


def test_two_mosques_of_like_names_stay_two_and_a_spelling_of_one_joins_that_one() -> None:
    tables = resolved([mention("مسجد عمر بن الدرويش", "facility")])
    assert "مسجد عمر بن الدرويش" in names(tables, "umar")
    assert "مسجد عمر بن الدرويش" not in names(tables, "khalid")
    pairs = tables["name_pairs"].to_pylist()
    assert not [
        r for r in pairs if {r["left"], r["right"]} == {"umar", "khalid"} and r["zone"] == "same"
    ]


def test_one_that_two_vouched_entities_would_take_in_joins_neither() -> None:
    twice = LEXICON + "other,organisation,Wadi Brigade,their notes,,\n"
    tables = resolved([mention("Liwa al-Wadi")], lexicon=twice)
    assert "Liwa al-Wadi" in entities(tables)


def test_a_merge_makes_two_one_and_undoing_it_makes_them_two() -> None:
    mentions = [mention("Sons of the River"), mention("Wadi Brigade", entity="wadi")]
    river = suggested("Sons of the River")
    merged = resolved(mentions, [decision(1, "merge", "wadi", river)])
    assert "Sons of the River" in names(merged, "wadi")
    assert entities(merged)["Wadi Brigade"]["mentions"] == 2
    mentions.append(mention("Sons of the River", item="i-2"))
    undone = resolved(mentions, [decision(1, "merge", "wadi", river, undone_by=2)])
    assert "Sons of the River" in entities(undone)


def test_a_split_keeps_apart_what_would_join_by_itself() -> None:
    apart = decision(1, "split", suggested("Liwa al-Wadi"), "wadi")
    tables = resolved([mention("Liwa al-Wadi")], [apart])
    assert "Liwa al-Wadi" in entities(tables)
    pairs = [row for row in tables["name_pairs"].to_pylist() if row["decision"]]
    assert [row["decision"] for row in pairs] == ["e-00000001"]


def test_merges_of_merges_end_in_one_entity() -> None:
    mentions = [mention("Sons of the River"), mention("Sons of the Bank")]
    one, two = suggested("Sons of the River"), suggested("Sons of the Bank")
    decisions = [decision(1, "merge", one, two), decision(2, "merge", "wadi", one)]
    tables = resolved(mentions, decisions)
    assert {"Sons of the River", "Sons of the Bank"} <= names(tables, "wadi")


def test_an_alias_that_a_person_gave_takes_its_mentions_a_person_s_too() -> None:
    alias = decision(1, "alias", "karim", name="The Hawk", source="an interview")
    tables = resolved([mention("The Hawk", "person")], [alias])
    assert "The Hawk" in names(tables, "karim")
    assert entities(tables)["Karim Haddad"]["mentions"] == 1


def test_an_alias_with_dates_applies_within_them_only() -> None:
    alias = decision(
        1, "alias", "karim", name="The Hawk", source="an interview",
        valid_from="2026-03-05", valid_to="2026-03",
    )  # fmt: skip
    inside, before = (
        mention("The Hawk", "person", item="i-7"),
        mention("The Hawk", "person", item="i-2"),
    )
    tables = resolved([inside, before], [alias])
    assert entities(tables)["Karim Haddad"]["mentions"] == 1
    assert entities(tables)["The Hawk"]["mentions"] == 1
    (row,) = [
        r for r in tables["names"].to_pylist() if r["name"] == "The Hawk" and r["entity"] == "karim"
    ]
    assert (row["valid_from"], row["source"]) == ("2026-03-05", "an interview")


def test_a_decision_about_an_entity_that_is_gone_is_an_orphan_and_one_that_stands_is_not() -> None:
    gone = decision(1, "alias", "nobody", name="X", source="s")
    stands = decision(2, "merge", "wadi", suggested("Sons of the River"))
    tables = resolved([mention("Sons of the River")], [gone, stands])
    rows = tables["orphans"].to_pylist()
    assert [(row["seq"], row["about"], row["state"]) for row in rows] == [(1, "nobody", "gone")]


def test_a_decision_about_a_mention_that_is_gone_is_an_orphan() -> None:
    missing = "m-" + "0" * 32
    tables = resolved([], [decision(1, "confirm", missing)])
    assert [row["about"] for row in tables["orphans"].to_pylist()] == [missing]


def test_a_rejected_mention_counts_for_nothing() -> None:
    one = mention("Sons of the River")
    tables = resolved([one], [decision(1, "reject", one["mention"])])
    assert "Sons of the River" not in entities(tables)


@pytest.mark.parametrize(
    "words",
    [
        "the army",
        "Army",
        "الجيش",
        "read more",
        "اقرأ المزيد",
        "подписаться",
        "7",
        "X",
        "القوات",
        "general",
    ],
)
def test_furniture_and_single_common_words_suggest_nothing(words: str) -> None:
    assert not could_be_name(words)
    assert words not in entities(resolved([mention(words)]))


@pytest.mark.parametrize(
    "words",
    ["Army of the East", "Karim", "أبناء تل قمر", "Brigade 7", "לواء 19", "Сыны Вади", "PFLV"],
)
def test_a_name_may_suggest_an_entity(words: str) -> None:
    assert could_be_name(words)


def test_the_same_mentions_in_another_order_give_the_same_bytes() -> None:
    mentions = [
        mention("Liwa al-Wadi"), mention("Sons of the River", item="i-3"), mention("كريم حداد", "person"),
        mention("مسجد عمر بن الدرويش", "facility"), mention("Karim Hadad", "person"),
    ]  # fmt: skip
    one, two = resolved(mentions), resolved(mentions[::-1])
    assert all(one[name].equals(two[name]) for name in one)


def test_a_relation_says_who_says_so_and_a_denied_one_is_none() -> None:
    told = {
        "item": "i-1",
        "predicate": "supports",
        "actor": "Wadi Brigade",
        "target": "Karim Haddad",
        "object": None,
    }
    statements = [
        {"statement": "t-1", "polarity": "yes", "speaker": "a witness", **told},
        {"statement": "t-2", "polarity": "no", "speaker": "another", **told},
    ]
    rows = resolved(more={"statements": statements})["relations"].to_pylist()
    assert [(r["left"], r["kind"], r["right"], r["says"], r["status"]) for r in rows] == [
        ("wadi", "affiliated with", "karim", "a witness", "suggested")
    ]


def test_relations_of_a_merged_entity_are_those_of_the_one_it_was_merged_into() -> None:
    kinds = ("part of", "commands", "affiliated with", "uses", "denies")
    told = "".join(f"karim,{kind},wadi,our notes\n" for kind in kinds)
    more = "sons,organisation,Sons of the River,our notes,,\n"
    lexicon = {"names.csv": LEXICON + more, "relations.csv": f"left,relation,right,source\n{told}"}
    before = resolved(lexicon=lexicon)["relations"].to_pylist()
    assert {(r["kind"], r["says"], r["status"]) for r in before} == {
        (kind, "our notes", "vouched") for kind in kinds
    }
    after = resolved(decisions=[decision(1, "merge", "sons", "wadi")], lexicon=lexicon)
    rows = after["relations"].to_pylist()
    assert {(r["left"], r["right"]) for r in rows} == {("karim", "sons")}
    assert [r["relation"] for r in rows] == [r["relation"] for r in before]
    undone = [decision(1, "merge", "sons", "wadi", undone_by=2)]
    assert resolved(decisions=undone, lexicon=lexicon)["relations"].to_pylist() == before


def test_a_parent_s_relation_ends_where_a_person_holds_both_to_be_one() -> None:
    lexicon = (
        "entity,kind,name,source,parent\n"
        "corps,organisation,River Corps,our notes,\n"
        "wadi,organisation,Wadi Brigade,our notes,corps\n"
    )
    (row,) = resolved(lexicon=lexicon)["relations"].to_pylist()
    assert (row["left"], row["kind"], row["right"]) == ("wadi", "part of", "corps")
    merged = resolved(decisions=[decision(1, "merge", "corps", "wadi")], lexicon=lexicon)
    assert not merged["relations"].to_pylist()
