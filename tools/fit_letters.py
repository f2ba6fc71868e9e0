"""Measures how the letters of one script answer another's, and writes ``names/letters.tsv``.

Counts come from best alignments of names that are known to be the same, over a prior from the
transliteration tables; three rounds of align and count. Only sets whose licence allows a fit are
read (Wikidata CC0, Who's On First with attribution, our own); half of each, chosen by id, is held
out for the figures. Pairs of scripts without such a set go through Latin.

Run ``python tools/fit_letters.py SHARED/data/names``.
"""

from __future__ import annotations

import csv
import math
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from indicia.names.align import SCALE
from indicia.names.parse import parse_name
from indicia.names.sound import Units, spelled, units_of
from indicia.text.transliterate import to_latin

OUT = Path(__file__).resolve().parent.parent / "src/indicia/names/letters.tsv"
SETS = {
    "Arab": ("wikidata-tokens-ar-la", "places-sy-iq-ar-la", "groups-ar-la", "places-ir-fa-la"),
    "Hebr": ("wikidata-persons-he-la", "places-sy-iq-ir-he-la", "groups-he-la"),
    "Cyrl": ("places-sy-iq-cyr-la", "groups-cyr-la"),
}
LETTERS = {
    "Arab": "ابتثجحخدذرزسشصضطظعغفقكلمنهويپچژگڤة",
    "Hebr": "אבגדהוזחטיכלמנסעפצקרשת",
    "Cyrl": "абвгдежзийклмнопрстуфхцчшщыэюяіїєґў",
}
VOWELS = {
    "Arab": {
        "ا": "a e o u i", "و": "w o u v", "ي": "y i e", "ع": "a i u o", "ة": "a h t e", "ه": "a h e",
        "ق": "q k g", "گ": "g", "ڤ": "v", "ج": "j g zh", "ك": "k c g ck", "ف": "f v ph", "ب": "b p",
        "س": "s c1", "ش": "sh ch sch", "ت": "t th", "ث": "th s", "ذ": "dh z", "ض": "d z dh", "ظ": "z dh d",
        "غ": "gh g", "خ": "kh h ch", "چ": "ch", "ژ": "zh j", "ى": "a", "پ": "p",
    },
    "Hebr": {
        "א": "a e o i u", "ו": "v o u w", "י": "y i e", "ע": "a e i o", "ה": "h a e", "ב": "b v", "ט": "t",
        "ת": "t th", "ק": "k c q ck", "כ": "k ch c kh", "ח": "h ch kh", "ש": "sh s sch", "ס": "s c1",
        "צ": "ts tz z c1", "פ": "p f ph", "ג'": "j g", "ז'": "zh j g", "צ'": "ch", "ת'": "th", "ד'": "dh",
        "ח'": "kh", "ע'": "gh", "וו": "v w", "יי": "y i e", "ט'": "z", "ס'": "s",
    },
    "Cyrl": {
        "в": "v w", "х": "kh h ch", "ц": "ts c c1 tz", "й": "y i j", "ж": "zh j", "дж": "j dj g", "е": "e y a i",
        "ё": "e o", "ю": "u y", "я": "a y", "г": "g h gh", "к": "k c q ck", "э": "e a", "ы": "y i",
        "с": "s c1 th", "т": "t th", "ф": "f ph", "у": "u w y o", "и": "i e y", "а": "a", "о": "o", "ш": "sh sch",
        "ч": "ch c1 c", "щ": "shch ch sh sch", "з": "z", "і": "i", "ї": "i y", "є": "e y", "ґ": "g", "ў": "w u",
    },
}  # fmt: skip
SOUNDED = {"Arab": "اويعة", "Hebr": "אויע", "Cyrl": "аеийоуыэюяіїє"}
ROUNDS, PRIOR, GAP = 4, 6.0, "-"
Word = tuple[Units, Units]


def is_fitted(pair_id: str) -> bool:
    """Whether a pair is in the half that may be fitted; the other half is only measured."""
    return int(pair_id[:8], 16) % 2 == 0


def load_words(folder: Path, script: str) -> list[Word]:
    """Word pairs of names that are the same and have equally many words."""
    words: list[Word] = []
    for name in SETS[script]:
        with (folder / f"{name}.tsv").open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
                if row["label"] == "1" and is_fitted(row["id"]):
                    words += _words(row["right"], row["left"], script)
    return words


def _words(other: str, latin: str, script: str) -> Iterable[Word]:
    left, right = parse_name(other), parse_name(latin)
    names = [[t for t in side.counted if t.units] for side in (left, right)]
    if len(names[0]) != len(names[1]):
        return []
    return [(a.units, b.units) for a, b in zip(*names, strict=True) if a.units and b.units]


def prior_counts(script: str) -> Counter[tuple[str, str]]:
    """What the transliteration tables say, as counts."""
    counts: Counter[tuple[str, str]] = Counter()
    for letter in LETTERS[script]:
        latin = to_latin(letter)
        own = units_of(letter, script)
        if not own:
            continue
        answers = units_of(latin, "Latn") or GAP
        counts[own[0], answers[0]] += PRIOR
        if script != "Cyrl" and letter in "اويعאויעה":
            counts[own[0], GAP] += PRIOR
    for own, answers in VOWELS[script].items():
        for answer in answers.split():
            counts[spelled(own), spelled(answer)] += PRIOR
    for own in SOUNDED[script]:
        counts[own, GAP] += PRIOR / 3
        for vowel in "aeiouy":
            counts[own, vowel] += PRIOR / 6
    for vowel in "aeiou":
        counts[GAP, vowel] += PRIOR if script != "Cyrl" else PRIOR / 2
    for silent in ("h", "y", "gh", "t", "r"):
        counts[GAP, spelled(silent)] += 1.0
    return counts


def aligned(
    word: Word, scores: dict[tuple[str, str], float], floor: float
) -> list[tuple[str, str]]:
    """The best alignment of two words as pairs of units."""
    a, b = word
    table: list[list[tuple[float, int]]] = [[(0.0, 0)] * (len(b) + 1) for _ in range(len(a) + 1)]
    for i in range(len(a) + 1):
        for j in range(len(b) + 1):
            choices: list[tuple[float, int]] = []
            if i and j:
                choices.append(
                    (table[i - 1][j - 1][0] + scores.get((a[i - 1], b[j - 1]), floor), 1)
                )
            if i:
                choices.append((table[i - 1][j][0] + scores.get((a[i - 1], GAP), floor / 2), 2))
            if j:
                choices.append((table[i][j - 1][0] + scores.get((GAP, b[j - 1]), floor / 2), 3))
            table[i][j] = max(choices) if choices else (0.0, 0)
    found, i, j = [], len(a), len(b)
    while i or j:
        step = table[i][j][1]
        found.append((a[i - 1] if step != 3 else GAP, b[j - 1] if step != 2 else GAP))
        i, j = i - (step != 3), j - (step != 2)
    return found


def log_odds(counts: Counter[tuple[str, str]]) -> tuple[dict[tuple[str, str], float], float]:
    """Log-odds of answering rather than meeting by chance; a gap scores its own log-odds."""
    total = sum(counts.values())
    left: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for (a, b), n in counts.items():
        left[a] += n
        right[b] += n
    scores: dict[tuple[str, str], float] = {}
    for (a, b), n in counts.items():
        if a == GAP:
            scores[a, b] = math.log((n + 0.5) / right[b]) - 1.0
        elif b == GAP:
            scores[a, b] = math.log((n + 0.5) / left[a]) - 1.0
        else:
            scores[a, b] = math.log((n + 0.5) * total / (left[a] * right[b]))
    for a in left:
        scores.setdefault((a, GAP), math.log(0.5 / (left[a] + 1)) - 1.0)
    for b in right:
        scores.setdefault((GAP, b), math.log(0.5 / (right[b] + 1)) - 1.0)
    return {k: max(-4.5, min(4.5, v)) for k, v in scores.items()}, -4.0


def fitted(script: str, words: list[Word]) -> Counter[tuple[str, str]]:
    """Counts of unit pairs after some rounds of aligning."""
    prior = prior_counts(script)
    counts = prior
    for _ in range(ROUNDS):
        scores, floor = log_odds(counts)
        counts = Counter(prior)
        for word in words:
            pairs = aligned(word, scores, floor)
            if sum(scores.get(p, floor) for p in pairs) > 0:
                counts.update(pairs)
    return counts


def through_latin(
    one: Counter[tuple[str, str]], two: Counter[tuple[str, str]], same: bool
) -> Counter[tuple[str, str]]:
    """Counts of two scripts that both answer Latin; in one script most letters answer themselves."""
    of_latin: Counter[str] = Counter()
    for (_, latin), n in two.items():
        of_latin[latin] += n
    found: Counter[tuple[str, str]] = Counter()
    for (a, latin), n in one.items():
        for (b, other), m in two.items():
            if other == latin and (a, b) != (GAP, GAP):
                found[a, b] += n * m / of_latin[latin]
    if same:
        for a in {a for a, _ in one if a != GAP}:
            own = sum(n for (left, _), n in found.items() if left == a)
            found[a, a] += 4 * own
    return found


def main(folder: Path) -> None:
    """Fit and write."""
    counts = {script: fitted(script, load_words(folder, script)) for script in SETS}
    turned = {s: Counter({(b, a): n for (a, b), n in c.items()}) for s, c in counts.items()}
    tables = {(s, "Latn"): c for s, c in counts.items()}
    scripts = list(SETS)
    for i, one in enumerate(scripts):
        for two in scripts[i:]:
            tables[one, two] = through_latin(counts[one], counts[two], one == two)
    latin = [through_latin(turned[s], turned[s], True) for s in scripts]
    tables["Latn", "Latn"] = sum(latin, Counter())
    lines = [HEAD.rstrip()]
    for (one, two), table in sorted(tables.items()):
        scores, floor = log_odds(Counter({k: n for k, n in table.items() if n >= 0.5}))
        lines.append(f"{one}\t{two}\t*\t*\t{round(floor * SCALE)}")
        lines += [
            f"{one}\t{two}\t{a}\t{b}\t{round(score * SCALE)}"
            for (a, b), score in sorted(scores.items())
            if score > floor + 0.5 or GAP in (a, b)
        ]
    OUT.write_text("\n".join(lines) + "\n", "utf-8")
    print({pair: len(table) for pair, table in tables.items()}, len(lines))


HEAD = """# How letters of one script answer another's: log-odds times 16; "-" no answer, "*" any other pair.
# Source: counted by tools/fit_letters.py on Wikidata names (CC0), Who's On First Syria, Iraq, Iran (CC BY)
# and names written for Indicia, the half of each whose id is even. Date: 2026-11-25.
# Columns: script, script, unit, unit, score.
"""

if __name__ == "__main__":
    main(Path(sys.argv[1]))
