"""Alignment of words: the quick way gives what the plain way gives."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest

import indicia.names.evidence as evidence_module
from indicia.names.align import NO_LEAST, WordPair, align_words, letter_table
from indicia.names.compare import compare_many

LETTERS = {
    "Latn": "abcçdefghijklmnopqrstuvwyzšḫġṯ",
    "Arab": "ابتثجحخدذرزسشصضطظعغفقكلمنهويةپ",
    "Hebr": "אבגדהוזחטיכלמנסעפצקרשתװײ",
    "Cyrl": "абвгдежзийклмнопрстуфхцчшщыэюя",
}
NAMES = [
    "Karim Haddad", "كريم حداد", "Карим Хаддад", "כרים חדאד", "K. Haddad", "Brigade 7", "لواء ٧",
    "Kataib al-Nahr", "كتائب النهر", "Бригада Долины 7", "Valley Brigade", "DFVP", "Z. N.", "А. Белов",
    "Democratic Front of the Valley People", "الجبهة الديمقراطية لشعب الوادي", "Anton B.", "...",
    "Abd al-Rahman Darwish", "عبدالرحمن درويش", "Газета Долина", "House of the Valley LLC", "ו", "a",
]  # fmt: skip


def plainly(pairs: Sequence[WordPair], least: float = NO_LEAST) -> list[float]:
    """The textbook's table of best alignments, cell by cell, for every pair; nothing is left out."""
    return [_plain_share(*pair) for pair in pairs]


def _plain_share(left: str, left_script: str, right: str, right_script: str) -> float:
    if not left or not right:
        return -1.0 if left or right else 1.0
    table = letter_table(left_script, right_script)
    if table is None:
        return -1.0
    a = [ord(c) for c in left[:24].translate(table.left)]
    b = [ord(c) for c in right[:24].translate(table.right)]
    scores = table.scores.tolist()
    best = [[0] * (len(b) + 1) for _ in range(len(a) + 1)]
    for i in range(len(a) + 1):
        for j in range(len(b) + 1):
            ways = []
            if i:
                ways.append(best[i - 1][j] + scores[a[i - 1]][0])
            if j:
                ways.append(best[i][j - 1] + scores[0][b[j - 1]])
            if i and j:
                ways.append(best[i - 1][j - 1] + scores[a[i - 1]][b[j - 1]])
            best[i][j] = max(ways, default=0)
    most = sum(int(table.best_left[x]) for x in a) + sum(int(table.best_right[y]) for y in b)
    return max(-1.0, min(1.0, 2.0 * best[-1][-1] / most))


def words(seed: int, count: int) -> list[WordPair]:
    chance = random.Random(seed)
    pairs = []
    for _ in range(count):
        one, two = chance.choice(list(LETTERS)), chance.choice(list(LETTERS))
        left = "".join(chance.choices(LETTERS[one], k=chance.randrange(28)))
        same = one == two and chance.random() < 0.5
        right = left[::-1] if same else "".join(chance.choices(LETTERS[two], k=chance.randrange(9)))
        pairs.append((left, one, right, two))
    return pairs


@pytest.mark.parametrize("count", [1, 7, 900])
def test_many_words_at_once_score_as_the_plain_table_does(count: int) -> None:
    pairs = words(count, count)
    assert align_words(pairs) == pytest.approx(plainly(pairs), abs=1e-12)


def test_what_is_left_out_could_not_have_reached_the_least() -> None:
    pairs = words(3, 1200)
    whole, least = plainly(pairs), align_words(pairs, least=0.4)
    assert [share for share in least if share >= 0.4] == [share for share in whole if share >= 0.4]
    assert all(a == b for a, b in zip(least, whole, strict=True) if b >= 0.4)
    assert sum(share == -1.0 for share in least) > sum(share == -1.0 for share in whole)


def test_a_comparison_is_the_same_whether_words_are_left_out_or_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    kinds = ("person", "organisation", "place", "vessel")
    pairs = [(a, b, kind) for a in NAMES for b in NAMES for kind in kinds]
    quick = compare_many(pairs)
    monkeypatch.setattr(evidence_module, "align_words", plainly)
    slow = compare_many(pairs)
    assert [found.score for found in quick] == pytest.approx([s.score for s in slow], abs=1e-12)
    assert [(q.zone, q.reason) for q in quick] == [(s.zone, s.reason) for s in slow]


def test_an_initial_is_weighed_alike_alone_and_among_others() -> None:
    pairs = [(a, b, "person") for a in NAMES for b in NAMES]
    assert compare_many(pairs) == [compare_many([pair])[0] for pair in pairs]
