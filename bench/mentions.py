"""Known names in Arabic text, and place mentions in Arabic posts: recall, precision, F1.

Run ``python bench/mentions.py``; add ``--anercorp FOLDER`` for real news text (a folder with
``train.txt`` and ``test.txt``, a word and its label a line), and ``--bent`` for the parts of grammar
apart. Names and posts come from beside the project (``../shared/data``, or INDICIA_SHARED); the
sentences are invented here. The peer of the matcher is the same folded name between blanks.
"""

from __future__ import annotations

import csv
import hashlib
import os
import random
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import orjson

from indicia.find.feature import country_names, listed_words, word_features
from indicia.find.learned import Example, Model, both_ways, is_available, train
from indicia.find.lexicon_match import CompiledLexicon
from indicia.find.mention import find_mentions
from indicia.find.passage import Passage, read_passage
from indicia.geo.geonames import geonames_rows
from indicia.lexicon import Lexicon, Name
from indicia.text.fold import fold_key

SEED = 20261126
SAMPLE = 250
LARGE = 100_000
"""People above which the name of a place in the gazetteer needs no word beside it."""
ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("INDICIA_SHARED", ROOT.parent / "shared")) / "data"
ARABIC = re.compile("[\u0621-\u064a]")
LISTS = {
    "place": "places-sy-iq-ar-la.tsv",
    "person": "politicians-ar-la.tsv",
    "organisation": "groups-ar-la.tsv",
}
SENTENCES = (
    "أفاد شهود بأن {} ظهر في التسجيل أمس",
    "نشرت القناة صورا قديمة {} دون تعليق",
    "وقع الحادث صباحا {} كما قيل",
    "لم يرد {} على الأسئلة",
    "هناك من يتحدث {} كثيرا",
)
PREFIXES = ("", "و", "ف", "ب", "ل", "ك", "وب", "ول", "فب", "فل", "وك")
SUFFIXES = ("نا", "كم", "ها", "هم", "ه")
STRETCHED = "\u0640"
Span = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class Text:
    """A text with the places of its names; ``group`` says what it tries."""

    text: str
    spans: tuple[Span, ...]
    group: str


def names_of(kind: str) -> list[str]:
    """A seeded sample of the different Arabic names of a kind."""
    with (SHARED / "names" / LISTS[kind]).open(encoding="utf-8", newline="") as source:
        names = {row["right"].strip() for row in csv.DictReader(source, delimiter="\t")}
    held = sorted(n for n in names if len(fold_key(n)) > 3 and ARABIC.match(n[0]) and "(" not in n)
    return random.Random(SEED).sample(held, min(SAMPLE, len(held)))


def written_with(name: str, prefix: str) -> tuple[str, int]:
    """A name behind a particle as Arabic writes it, and where the name begins in it."""
    if prefix.endswith("ل") and name.startswith("ال"):
        rest = name[3:] if name[2] == "ل" else name[2:]
        return f"{prefix}ل{rest}", len(prefix) - 1
    return prefix + name, len(prefix)


def placed(sentence: str, written: str, start: int, end: int, kind: str, group: str) -> Text:
    """A sentence with the written name in its place."""
    head, _, tail = sentence.partition("{}")
    span = (len(head) + start, len(head) + end, kind)
    return Text(head + written + tail, (span,), group)


def invented(kind: str, name: str, rng: random.Random) -> Iterator[Text]:
    """Every way in which grammar joins to a name or bends it."""
    for prefix in PREFIXES:
        written, start = written_with(name, prefix)
        group = "l + al" if prefix.endswith("ل") and name.startswith("ال") else "prefix"
        yield placed(
            rng.choice(SENTENCES), written, start, len(written), kind, group if prefix else "bare"
        )
    single = " " not in name and not name.startswith("ال") and len(fold_key(name)) >= 4
    if single and kind != "person" and name[-1] not in "ىءاي":
        opened = name[:-1] + "ت" if name.endswith("ة") else name
        for suffix in SUFFIXES:
            yield placed(
                rng.choice(SENTENCES), opened + suffix, 0, len(opened), kind, "pronoun suffix"
            )
    if name.startswith("أبو "):
        for case in ("أبي", "أبا"):
            yield placed(rng.choice(SENTENCES), case + name[3:], 0, len(name), kind, "case of Abu")
    stretched = name[0] + STRETCHED + name[1:] if name[0] not in "اأإآدذرزوة" else name
    yield placed(rng.choice(SENTENCES), stretched, 0, len(stretched), kind, "stretched")
    vowelled = re.sub("([بتجحدرسفقكلمن])(?=[ابتجحدرسفقكلمن])", "\\1\u064e", name)
    yield placed(rng.choice(SENTENCES), vowelled, 0, len(vowelled), kind, "vowelled")


def distractors(kind: str, name: str, rng: random.Random) -> Iterator[Text]:
    """Longer words that hold the name and are another word."""
    if " " in name or len(fold_key(name)) < 3:
        return
    bare = name.removeprefix("ال")
    made = [
        f"{bare.rstrip('ةاى')}ي",
        f"ال{bare.rstrip('ةاى')}ية",
        f"م{bare}",
        f"ت{name}",
        f"{name}ات",
    ]
    made += [f"{bare.rstrip('ةاى')}يون", f"ي{bare}"]
    if kind == "person":
        made += [f"{name}ها", f"{name}هم"]
    for word in made:
        yield Text(rng.choice(SENTENCES).replace("{}", word), (), "distractor")


def raw_find(names: Sequence[Name]) -> Callable[[Passage], list[Span]]:
    """The peer: a folded name between blanks."""
    keys = {" ".join(read_passage(name.name).words): name.kind for name in names}
    longest = max(key.count(" ") for key in keys) + 1

    def find(passage: Passage) -> list[Span]:
        found: list[Span] = []
        index = 0
        while index < len(passage.words):
            for size in range(min(longest, len(passage.words) - index), 0, -1):
                kind = keys.get(" ".join(passage.words[index : index + size]))
                if kind:
                    found.append((passage.starts[index], passage.ends[index + size - 1], kind))
                    index += size - 1
                    break
            index += 1
        return found

    return find


def our_find(names: Sequence[Name]) -> Callable[[Passage], list[Span]]:
    """The product's matcher."""
    lexicon = CompiledLexicon(Lexicon(tuple(names)))
    return lambda passage: [(m.start, m.end, m.kind) for m in lexicon.find(passage)]


def known_names() -> None:
    """The table of the invented set."""
    rng = random.Random(SEED)
    names, texts = [], []
    for kind in LISTS:
        for number, name in enumerate(names_of(kind)):
            names.append(Name(f"{kind}{number}", kind, name, "list"))
            texts += [*invented(kind, name, rng), *distractors(kind, name, rng)]
    finders = {"ours": our_find(names), "raw match": raw_find(names)}
    print(f"{len(names)} names, {len(texts)} sentences, seed {SEED}\n")
    print("| set | sentences | ours | raw match |\n|---|---|---|---|")
    scores: dict[str, dict[str, list[int]]] = {f: defaultdict(lambda: [0, 0]) for f in finders}
    extra: dict[str, list[int]] = {f: [0, 0] for f in finders}
    for text in texts:
        passage = read_passage(text.text)
        for label, find in finders.items():
            found = find(passage)
            held = [f for f in found if any(f[:2] == span[:2] for span in text.spans)]
            extra[label][0] += len(held)
            extra[label][1] += len(found) - len(held)
            for group in (text.group, "all") if text.spans else ():
                scores[label][group][0] += bool(held)
                scores[label][group][1] += 1
    for group in scores["ours"]:
        cells = [f"{scores[f][group][0] / scores[f][group][1]:.3f}" for f in finders]
        print(f"| recall, {group} | {scores['ours'][group][1]} | {' | '.join(cells)} |")
    cells = [f"{extra[f][0] / sum(extra[f]):.3f}" for f in finders]
    count = sum(not text.spans for text in texts)
    print(f"| precision, with {count} distractors | {len(texts)} | {' | '.join(cells)} |")


def read_labelled(path: Path) -> list[Text]:
    """Sentences of a file with a word and its label a line."""
    kinds = {"PERS": "person", "PER": "person", "LOC": "place", "ORG": "organisation"}
    made: list[Text] = []
    words: list[tuple[str, str]] = []
    for line in [*path.read_text("utf-8").splitlines(), ""]:
        cells = line.split()
        if len(cells) >= 2:
            words.append((cells[0], cells[-1]))
            continue
        text, spans = "", []
        for word, label in words:
            start = len(text) + bool(text)
            text += f" {word}" if text else word
            kind = kinds.get(label[2:], "other")
            if label.startswith("I-") and spans and spans[-1][1] == start - 1:
                spans[-1] = (spans[-1][0], len(text), spans[-1][2])
            elif label != "O":
                spans.append((start, len(text), kind))
        if text:
            made.append(Text(text, tuple(spans), "news"))
        words = []
    return made


def without_joined(names: Counter[tuple[str, str]]) -> list[Name]:
    """The names of a corpus without those that are another of them behind a particle."""
    held = {name for name, _ in names}
    made = []
    for name, kind in sorted(names):
        if len(name) > 2 and not any(rest in held for rest in cut(name)):
            made.append(Name(f"{kind}:{name}", kind, name, "corpus"))
    return made


def cut(name: str) -> Iterator[str]:
    """What may stand behind a particle in a folded name."""
    for prefix in ("و", "ف", "ب", "ل", "ك", "وب", "ول", "فب", "فل", "وك"):
        rest = name.removeprefix(prefix)
        if rest != name and len(rest) > 2:
            yield rest
    for prefix in ("لل", "ولل", "فلل"):
        rest = name.removeprefix(prefix)
        if rest != name:
            yield f"ال{rest}"
            yield f"الل{rest}"


def news(folder: Path) -> None:
    """Real news: the names of one part as the lexicon, found in the other."""
    learn, held_out = read_labelled(folder / "train.txt"), read_labelled(folder / "test.txt")
    counted: Counter[tuple[str, str]] = Counter()
    for text in learn:
        for start, end, kind in text.spans:
            if kind != "other":
                counted[fold_key(text.text[start:end]), kind] += 1
    names = without_joined(counted)
    uses: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    lexicon = CompiledLexicon(Lexicon(tuple(names)))
    for text in learn:
        for mention in lexicon.find(read_passage(text.text)):
            named = any(mention.start < end and start < mention.end for start, end, _ in text.spans)
            uses[mention.entity or ""][named] += 1
    common = {n.entity for n in names if uses[n.entity][1] < 0.8 * sum(uses[n.entity])}
    gated = [replace(n, gate="context") if n.entity in common else n for n in names]
    print("\n| lexicon | names | uses | recall | precision | raw recall | raw precision |")
    print("|---|---|---|---|---|---|---|")
    sure = [n for n in names if n.entity not in common]
    for label, held in (
        ("names that are names in 8 of 10 uses", sure),
        ("all, others with gate context", gated),
        ("all, no gates", names),
    ):
        print(f"| {label} | {len(held)} | {_news_row(held, held_out)} |")


def _news_row(names: Sequence[Name], texts: Sequence[Text]) -> str:
    held = {name.name for name in names}
    cells = []
    total = 0
    for find in (our_find(names), raw_find(names)):
        total = hits = right = wrong = 0
        for text in texts:
            found = find(read_passage(text.text))
            for start, end, kind in text.spans:
                key = fold_key(text.text[start:end])
                if kind == "other" or not (key in held or any(rest in held for rest in cut(key))):
                    continue
                total += 1
                hits += any(f[1] == end and start <= f[0] <= start + 3 for f in found)
            for start, end, _ in found:
                named = any(start < b and a < end for a, b, _ in text.spans)
                right, wrong = right + named, wrong + (not named)
        cells.append(f"{hits / total:.3f} | {right / (right + wrong):.3f}")
    return f"{total} | {' | '.join(cells)}"


def posts() -> list[Text]:
    """The Arabic posts, each name at an occurrence of it that stands as a word.

    The file's offsets are those of the first occurrence of the letters, also inside another word
    and twice for one place; here each is moved to the first occurrence that is a word of its own.
    ``group`` is the event.
    """
    made = []
    for line in (SHARED / "place-mentions" / "idrisi-ar.jsonl").read_bytes().splitlines():
        row = orjson.loads(line)
        text, taken = row["text"], []
        for place in row["places"]:
            name = place["text"]
            starts = [m.start() for m in re.finditer(re.escape(name), text)]
            free = [s for s in starts if not any(s < b and a < s + len(name) for a, b, _ in taken)]
            if free:
                best = min(
                    free, key=lambda s: (*_doubts(text, s, s + len(name)), s != place["start"])
                )
                taken.append((best, best + len(name), "place"))
        made.append(Text(text, tuple(sorted(taken)), row["event"]))
    return made


def _doubts(text: str, start: int, end: int) -> tuple[bool, bool]:
    """Whether letters are part of another word, and of a hashtag of several words."""
    left, right = start, end
    while left and text[left - 1].isalpha():
        left -= 1
    while right < len(text) and text[right].isalpha():
        right += 1
    before = text[left:start]
    whole = right == end and before in ("", *PREFIXES, "لل", "ولل", "ال", "وال", "بال")
    while left and (text[left - 1].isalnum() or text[left - 1] == "_"):
        left -= 1
    while right < len(text) and (text[right].isalnum() or text[right] == "_"):
        right += 1
    tag = left > 0 and text[left - 1] == "#" and "_" in text[left:start] + text[end:right]
    return not whole, tag


def raw_posts() -> list[Text]:
    """The posts with the offsets as the file has them."""
    rows = map(orjson.loads, (SHARED / "place-mentions/idrisi-ar.jsonl").read_bytes().splitlines())
    return [
        Text(r["text"], tuple((p["start"], p["end"], "place") for p in r["places"]), r["event"])
        for r in rows
    ]


def gazetteer_names(gated: bool = False) -> list[Name]:
    """Arabic names of GeoNames places from Morocco to Iran, and of countries: what a list knows.

    ``gated``: the names of places under ``LARGE`` people need a word beside them.
    """
    people: dict[str, int] = {}
    for row in geonames_rows(12, 42):
        for name in row["names"] if -15 <= row["lon"] <= 63 else ():
            if ARABIC.search(name) and len(fold_key(name)) > 2:
                people[name] = max(people.get(name, 0), row["population"] or 0)
    made = [
        Name(
            f"g:{name}",
            "place",
            name,
            "GeoNames",
            gate="context" if gated and people[name] < LARGE else "",
        )
        for name in sorted(people)
    ]
    return [*made, *(n for n in country_names() if ARABIC.search(n.name))]


PLACES = ("place", "facility", "road")


class Posts:
    """Posts as examples, read once."""

    def __init__(self, texts: Sequence[Text], lists: Sequence[CompiledLexicon]) -> None:
        self.texts = texts
        self.passages = [read_passage(text.text) for text in texts]
        self.features = [word_features(p, self._listed(p, lists)) for p in self.passages]
        self.gold = [self._words(n) for n in range(len(texts))]

    def _listed(self, passage: Passage, lists: Sequence[CompiledLexicon]) -> dict[int, str]:
        found: dict[int, str] = {}
        for number, listed in enumerate(lists):
            said = listed_words(passage, listed.find(passage), f"{number}:")
            found = {**said, **found}
        return found

    def _words(self, number: int) -> set[tuple[int, int]]:
        p = self.passages[number]
        found = set()
        for start, end, _ in self.texts[number].spans:
            held = [i for i in range(len(p.words)) if p.starts[i] < end and start < p.ends[i]]
            if held:
                found.add((held[0], held[-1] + 1))
        return found

    def examples(self, number: int) -> tuple[Example, ...]:
        labels = ["O"] * len(self.passages[number].words)
        for first, last in sorted(self.gold[number]):
            labels[first:last] = ["B-place", *["I-place"] * (last - first - 1)]
        return both_ways(Example(self.features[number], labels))

    def words_of(self, number: int, spans: Sequence[Span]) -> set[tuple[int, int]]:
        return Posts([Text(self.texts[number].text, tuple(spans), "")], ()).gold[0]


def f1(found: Sequence[set[tuple[int, int]]], gold: Sequence[set[tuple[int, int]]]) -> str:
    """Precision, recall, F1 of whole names; and F1 where a shared word is enough."""
    right = sum(len(f & g) for f, g in zip(found, gold, strict=True))
    p, r = right / max(1, sum(map(len, found))), right / max(1, sum(map(len, gold)))
    near = [
        sum(any(a < d and c < b for c, d in other) for a, b in one)
        for left, right_ in ((found, gold), (gold, found))
        for one, other in zip(left, right_, strict=True)
    ]
    half = len(near) // 2
    np, nr = (
        sum(near[:half]) / max(1, sum(map(len, found))),
        sum(near[half:]) / max(1, sum(map(len, gold))),
    )
    return f"{p:.3f} | {r:.3f} | {_mean(p, r)} | {_mean(np, nr)}"


def _mean(p: float, r: float) -> str:
    return f"{2 * p * r / (p + r):.3f}" if p + r else "0"


def place_mentions() -> None:
    """Place mentions in posts: a list alone, the rules, and the learnt layer."""
    lists = CompiledLexicon(Lexicon(tuple(gazetteer_names())))
    sure = [name for name in gazetteer_names(gated=True) if not name.gate]
    both = (CompiledLexicon(Lexicon(tuple(sure))), lists)
    print("\n| method | trained on | held out | precision | recall | F1 | F1, any shared word |")
    print("|---|---|---|---|---|---|---|")
    held = Posts(posts(), both)
    tune, out = by_hash(held.texts)
    gold = [held.gold[n] for n in out]
    known = [
        held.words_of(n, [(m.start, m.end, "") for m in lists.find(held.passages[n])]) for n in out
    ]
    print(f"| gazetteer alone | nothing | {len(out)} posts | {f1(known, gold)} |")
    gates = CompiledLexicon(Lexicon(tuple(gazetteer_names(gated=True))))
    for label, lexicon in (("gazetteer and rules", lists), ("the same, small places gated", gates)):
        rules = [held.words_of(n, _ruled(held.passages[n], lexicon)) for n in out]
        print(f"| {label} | nothing | {len(out)} posts | {f1(rules, gold)} |")
    if not is_available():
        print("the learnt layer was left out: install the extra `learn`", file=sys.stderr)
        return
    for label, texts in (
        ("learnt layer", posts()),
        ("learnt layer, offsets as filed", raw_posts()),
    ):
        held = Posts(texts, both)
        print(f"| {label} | {len(tune)} posts | {_learnt(held, tune, out)} |")
    held = Posts(posts(), both)
    for event in sorted({text.group for text in held.texts}):
        rest = [n for n, text in enumerate(held.texts) if text.group != event]
        here = [n for n, text in enumerate(held.texts) if text.group == event]
        print(
            f"| learnt layer, another event: {event} | {len(rest)} posts | {_learnt(held, rest, here)} |"
        )


def _ruled(passage: Passage, lists: CompiledLexicon) -> list[Span]:
    """What the product's finders mark as places with the list as gated lexicon."""
    return [(m.start, m.end, "") for m in find_mentions(passage, lists) if m.kind in PLACES]


def _learnt(held: Posts, tune: Sequence[int], out: Sequence[int]) -> str:
    model = Model(train([one for n in tune for one in held.examples(n)]))
    found = [{(m.first, m.last) for m in model.mark(held.features[n])} for n in out]
    return f"{len(out)} posts | {f1(found, [held.gold[n] for n in out])}"


def by_hash(texts: Sequence[Text]) -> tuple[list[int], list[int]]:
    """Seven tenths and three tenths of the posts; reposts and copies fall on one side."""
    parts: tuple[list[int], list[int]] = ([], [])
    for number, text in enumerate(texts):
        bare = re.sub(r"RT @\w+:?|https?://\S+|[….]+", "", text.text)
        digest = hashlib.sha256(fold_key(bare)[:60].encode()).digest()
        parts[int.from_bytes(digest, "big") % 10 >= 7].append(number)
    return parts


def main() -> int:
    """Print every table that can be made."""
    arguments = sys.argv[1:]
    if (SHARED / "names").is_dir():
        known_names()
    else:
        print(f"no lists of names in {SHARED}; set INDICIA_SHARED", file=sys.stderr)
    if "--anercorp" in arguments:
        news(Path(arguments[arguments.index("--anercorp") + 1]))
    if (SHARED / "place-mentions").is_dir() and "--names" not in arguments:
        place_mentions()
    return 0


if __name__ == "__main__":
    sys.exit(main())
