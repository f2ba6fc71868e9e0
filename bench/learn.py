"""Whether the queue of suggested names learns: the share right among the next hundred.

Run ``python bench/learn.py``. The posts are those of bench/mentions.py, whose places people marked:
a suggested place, site or road is right where at least half of its mentions touch a marked place.
Suggestions are what the rules find without a lexicon and before the gates of the queue. The first N
in the order of the queue (most mentioned first) are decided as marked; what then waits is put in
order by the layer, and beside it in the order it had. Different names without digits count.
"""

from __future__ import annotations

import sys
from collections import defaultdict

from indicia.find.learned import Model, both_ways, is_available, train
from indicia.find.lexicon_match import CompiledLexicon
from indicia.find.mention import DISCOVERED, find_mentions
from indicia.find.passage import read_passage
from indicia.learn.example import Judged, Lists, examples
from indicia.learn.queue import Place, new_names, score_names
from indicia.learn.stage import MOST_MENTIONS, name_id
from indicia.lexicon import Lexicon
from mentions import SHARED, gazetteer_names, posts

KINDS = ("place", "facility", "road")
METHODS = DISCOVERED | {"head word", "bare head", "again", "district word", "lexicon"}
DECIDED = (0, 30, 60, 100, 200, 300)
NEXT = 100


def main() -> int:
    """Print the table."""
    if not (SHARED / "place-mentions").is_dir() or not is_available():
        print("needs ../shared/data/place-mentions and the extra `learn`", file=sys.stderr)
        return 1
    for label, lexicon in (
        ("the rules", None),
        (
            f"the rules, and a list of {len(gazetteer_names()):,} names as if each were a suggestion",
            gazetteer(),
        ),
    ):
        print(f"\n## Suggestions of {label}\n")
        learn(lexicon)
    return 0


def gazetteer() -> CompiledLexicon:
    """The Arabic names of bench/mentions.py, ungated."""
    return CompiledLexicon(Lexicon(tuple(gazetteer_names())))


def learn(lexicon: CompiledLexicon | None) -> None:
    """Print the table of one kind of suggestions."""
    texts = {f"r{n}": text for n, text in enumerate(posts())}
    places: dict[str, list[Place]] = defaultdict(list)
    shown: dict[str, tuple[str, str]] = {}
    touched: dict[str, int] = defaultdict(int)
    taken: dict[str, list[tuple[int, int]]] = defaultdict(list)
    found: dict[str, list[tuple[int, int, str, str]]] = defaultdict(list)
    for rendition, text in texts.items():
        for mention in find_mentions(read_passage(text.text), lexicon):
            taken[rendition].append((mention.start, mention.end))
            if mention.kind not in KINDS or mention.method not in METHODS:
                continue
            quote = text.text[mention.start : mention.end]
            name = name_id(mention.kind, quote)
            shown.setdefault(name, (mention.kind, quote))
            places[name].append(Place(rendition, mention.start, mention.end))
            found[rendition].append((mention.start, mention.end, mention.kind, name))
            touched[name] += any(a < mention.end and mention.start < b for a, b, _ in text.spans)
    right = {name: 2 * touched[name] >= len(held) for name, held in places.items()}
    queue = sorted(places, key=lambda name: (-len(places[name]), shown[name]))
    print(f"{len(queue)} suggested names, {sum(right.values())} right\n")
    print(
        f"| decided | confirmed | right in the next {NEXT}, by mentions | by the layer | new names of the layer | of them right |"
    )
    print("|---|---|---|---|---|---|")
    lists = Lists(Lexicon())
    for count in DECIDED:
        decided, rest = queue[:count], queue[count:]
        plain = sum(right[name] for name in rest[:NEXT])
        confirmed = sum(right[name] for name in decided)
        if not count:
            print(f"| 0 | 0 | {plain} | nothing is learnt | | |")
            continue
        verdict = {name: right[name] for name in decided}
        used: dict[str, int] = defaultdict(int)
        made = []
        for rendition, held in found.items():
            if not any(name in verdict for *_, name in held):
                continue
            judged = []
            for start, end, kind, name in held:
                used[name] += 1
                judged.append(Judged(start, end, kind, verdict.get(name)))
            if all(used[name] > MOST_MENTIONS for *_, name in held if name in verdict):
                continue
            passage = read_passage(texts[rendition].text)
            for one in examples(passage, lists.features(passage), judged):
                made += both_ways(one)
        model = Model(train(made))
        waiting = {name: (*shown[name], places[name]) for name in rest}
        bodies = {rendition: text.text for rendition, text in texts.items()}
        scored = score_names(model, lists, waiting, bodies)
        order = sorted(scored, key=lambda name: (-scored[name].probability, name))
        ours = sum(right[name] for name in order[:NEXT])
        new = new_names(model, lists, bodies.items(), taken)
        good = 0
        for one in new:
            hits = sum(
                any(a < p.end and p.start < b for a, b, _ in texts[p.rendition].spans)
                for p in one.places
            )
            good += 2 * hits >= len(one.places)
        print(f"| {count} | {confirmed} | {plain} | {ours} | {len(new)} | {good} |", flush=True)


if __name__ == "__main__":
    sys.exit(main())
