"""Names that the analysts vouch for: particles, gates, times of use, names inside names."""

from __future__ import annotations

import itertools

import pytest
from text_world import lexicon, mentions_of

from indicia.find.affix import affixes
from indicia.lexicon import Name

DAWN = Name("dawn", "organisation", "لواء الفجر", "test")
GUARDS = Name("guards", "organisation", "الحراس", "test")
STORM = Name("storm", "organisation", "عاصفة", "test")
VALLEY = Name("valley", "organisation", "משמר העמק", "test")


PREFIXES = sorted({"", *affixes("ar", "prefix"), *affixes("ar", "article")})


@pytest.mark.parametrize("prefix", PREFIXES)
@pytest.mark.parametrize("suffix", ["", *sorted(affixes("ar", "suffix"))])
def test_a_name_is_found_behind_and_before_every_particle(prefix: str, suffix: str) -> None:
    known = lexicon(STORM)
    text = f"قرب {prefix}عاصفه{suffix} اليوم"
    found = [m for m in mentions_of(text, known) if m.entity == "storm"]
    assert [text[m.start : m.end] for m in found] == ["عاصفه"]
    assert found[0].method == "lexicon" and ("particle" in found[0].reason) == bool(prefix + suffix)


@pytest.mark.parametrize("prefix", sorted(affixes("he", "prefix")))
def test_a_hebrew_name_is_found_behind_every_particle(prefix: str) -> None:
    text = f"אתמול {prefix}משמר העמק נראה"
    found = [m for m in mentions_of(text, lexicon(VALLEY)) if m.entity == "valley"]
    assert [text[m.start : m.end] for m in found] == ["משמר העמק"]


def test_l_before_the_article_is_written_with_one_lam_less() -> None:
    for text in ("بيان للحراس اليوم", "بيان وللحراس اليوم", "قال الحراس", "والحراس هنا", "بالحراس"):
        found = [m.entity for m in mentions_of(text, lexicon(GUARDS)) if m.entity]
        assert found == ["guards"], text


def test_l_before_an_article_before_a_lam_is_written_with_two() -> None:
    town = Name("town", "place", "اللمياء", "test")
    for text in ("وصل إلى اللمياء اليوم", "طريق للمياء اليوم", "وللمياء طريق"):
        assert [m.entity for m in mentions_of(text, lexicon(town)) if m.entity] == ["town"], text


def test_grammar_bends_a_name_and_it_is_still_found() -> None:
    abu = Name("abu", "person", "أبو سليم الراوي", "test")
    folk = Name("folk", "organisation", "النهريون", "test")
    hall = Name("hall", "place", "زهرة", "test")
    known = lexicon(abu, folk, hall)
    cases = {
        "قال أبو سليم الراوي إنه": "abu",
        "بيان لأبي سليم الراوي اليوم": "abu",
        "رأيت أبا سليم الراوي أمس": "abu",
        "هجوم النهريين أمس": "folk",
        "بيان للنهريين أمس": "folk",
        "شوارع زهرتنا اليوم": "hall",
    }
    for text, entity in cases.items():
        assert [m.entity for m in mentions_of(text, known) if m.entity] == [entity], text


@pytest.mark.parametrize(
    ("name", "kind", "text"),
    [
        ("علي", "person", "اعتمد على الطريق"),
        ("علي", "person", "سيطروا علي الطريق"),
        ("علي", "person", "الهجوم عليهم أمس"),
        ("لبان", "place", "الرجل اللباني وصل"),
        ("سلم", "person", "السلم مكسور"),
        ("بري", "person", "القوات البرية وصلت"),
        ("ين", "person", "بين البيوت"),
        ("ريد", "person", "أريد بيتا"),
        ("حسن", "place", "كان حسنا جدا"),
        ("زهرة", "place", "زهرت الأرض"),
    ],
)
def test_a_longer_word_that_holds_the_name_is_not_the_name(name: str, kind: str, text: str) -> None:
    known = lexicon(Name("x", kind, name, "test"))
    assert not [m for m in mentions_of(text, known) if m.entity]


def test_a_name_that_is_spelled_like_a_word_of_grammar_counts_behind_a_rank() -> None:
    known = lexicon(Name("ali", "person", "علي", "test"))
    assert [m.entity for m in mentions_of("قال العقيد علي إن", known) if m.entity] == ["ali"]


def test_an_accusative_counts_where_its_mark_is_written() -> None:
    known = lexicon(Name("k", "person", "خالد", "test"))
    assert [m.entity for m in mentions_of("رأيت خالداً أمس", known) if m.entity] == ["k"]
    assert not [m for m in mentions_of("بقي خالدا هناك", known) if m.entity]


def test_spelling_vowels_and_stretched_letters_do_not_hide_a_name() -> None:
    for written in ("لِوَاءُ الفَجْر", "لــواء الفجر", "لواء الفجـر", "لواء\u200f الفجر"):
        text = f"وصل {written} أمس"
        found = [m for m in mentions_of(text, lexicon(DAWN)) if m.entity == "dawn"]
        assert len(found) == 1 and text[found[0].start : found[0].end] == written


def test_a_particle_that_no_rule_knows_hides_the_word() -> None:
    assert not [m for m in mentions_of("تعاصفه", lexicon(STORM)) if m.entity]


def test_a_name_that_is_also_a_word_needs_a_word_beside_it() -> None:
    dawn = Name("dawn", "organisation", "الفجر", "test", gate="context")
    assert not [m for m in mentions_of("استيقظنا مع الفجر والمطر", lexicon(dawn)) if m.entity]
    assert [m.entity for m in mentions_of("قال الفجر إن الطريق مغلق", lexicon(dawn)) if m.entity]
    mill = Name("mill", "place", "Mill", "test", gate="context")
    assert [m.entity for m in mentions_of("we met in Mill today", lexicon(mill)) if m.entity]
    assert not [m for m in mentions_of("a Mill turns", lexicon(mill)) if m.entity]


@pytest.mark.parametrize(
    ("day", "found"),
    [("2011-12-31", False), ("2012-01-01", True), ("2014-06-30", True), ("2014-07-01", False), ("", True)],
)  # fmt: skip
def test_a_name_counts_only_while_it_was_in_use(day: str, found: bool) -> None:
    old = Name(
        "dawn", "organisation", "Old Dawn Column", "t", valid_from="2012", valid_to="2014-06"
    )
    seen = mentions_of("The Old Dawn Column came.", lexicon(old), day)
    assert any(m.entity == "dawn" for m in seen) == found


def test_a_name_of_two_owners_says_so_and_is_less_sure() -> None:
    known = lexicon(
        Name("a", "person", "Salem Nasser", "t"), Name("b", "person", "Salem Nasser", "t")
    )
    (found,) = [m for m in mentions_of("met Salem Nasser", known) if m.entity]
    assert found.value == {"also": ["b"]} and found.score < 0.8


def test_the_longest_name_wins_and_the_owner_of_a_site_stays() -> None:
    known = lexicon(
        Name("dawn", "organisation", "Dawn Brigade", "t"),
        Name("post", "facility", "Dawn Brigade base", "t"),
        Name("dawn-town", "place", "Dawn", "t"),
    )
    assert [m.entity for m in mentions_of("the Dawn Brigade base burned", known) if m.entity] == [
        "dawn",
        "post",
    ]


def test_a_name_does_not_run_over_the_end_of_a_sentence() -> None:
    known = lexicon(Name("dawn", "organisation", "Dawn Brigade", "t"))
    assert not [m for m in mentions_of("It was dawn. Brigade 7 came", known) if m.entity == "dawn"]


def test_every_pair_of_particles_in_one_text_is_found_once() -> None:
    pairs = list(itertools.product(["", "و", "ب", "وال"], ["", "هم", "ها"]))
    text = " ".join(f"{prefix}عاصفه{suffix}" for prefix, suffix in pairs)
    assert sum(m.entity == "storm" for m in mentions_of(text, lexicon(STORM))) == len(pairs)
