"""How well attributions in English news are read: tokens of source, cue and content.

Run ``python bench/polnear.py FOLDER [train|dev|test ...]`` with a checkout of PolNeAR (Newell, Margolin and
Ruths 2018, "An Attribution Relations Corpus for Political News", LREC), which is not part of the
project. The measure is F1 over tokens for each role; intervals come from drawing articles again.
Rules were tuned on train and dev only.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import time
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path

from indicia.find.attributed import Attribution, Context, clause_start
from indicia.find.attribution import find_attributions
from indicia.find.english import by_english_verb
from indicia.find.frame import Link
from indicia.find.lexicon_match import CompiledLexicon
from indicia.find.mention import Posting, find_mentions
from indicia.find.passage import read_passage
from indicia.find.quote import find_quotes
from indicia.find.sentence import Sentence, script_of, split_sentences
from indicia.lexicon import Lexicon

ROLES = ("content", "source", "cue")
TOKEN = re.compile(r"\w+(?:[.'’&-]\w+)*|[^\w\s]")
_LINE = re.compile(r"^(T\d+)\t(Source|Cue|Content) ([\d ;]+)\t", re.MULTILINE)
_RELATION = re.compile(r"^E\d+\t(.*)$", re.MULTILINE)
DRAWS = 1000

Spans = list[tuple[int, int]]
Read = dict[str, Spans]


@dataclass(frozen=True, slots=True)
class Article:
    """One article: its text and, for each attribution, the spans of its roles."""

    name: str
    text: str
    attributions: list[Read]


def load_articles(folder: Path, split: str) -> Iterator[Article]:
    """The articles of one split; where several people marked one, the first by name is taken."""
    base = folder / "data" / split
    marked: dict[str, Path] = {}
    for path in sorted((base / "attributions").glob("*.ann")):
        marked.setdefault(path.stem.rsplit("_", 1)[0], path)
    for path in sorted((base / "text").glob("*.txt")):
        if path.stem in marked:
            yield Article(
                path.stem,
                path.read_bytes().decode("utf-8"),
                parse_marks(marked[path.stem].read_bytes().decode("utf-8")),
            )


def parse_marks(marks: str) -> list[Read]:
    """The attributions of a file of standoff marks (brat)."""
    spans = {
        name: (
            role.lower(),
            [(int(a), int(b)) for a, b in (part.split() for part in where.split(";"))],
        )
        for name, role, where in _LINE.findall(marks)
    }
    made = []
    for relation in _RELATION.findall(marks):
        read: Read = {}
        for part in relation.split():
            name = part.rpartition(":")[2]
            if name in spans:
                role, found = spans[name]
                read.setdefault(role, []).extend(found)
        made.append(read)
    return made


def read_attributions(text: str) -> list[Read]:
    """What our rules read, outermost attributions only, as the set marks them."""
    passage = read_passage(text)
    mentions = find_mentions(passage, CompiledLexicon(Lexicon()), Posting(None, UTC))
    context = Context(passage, mentions, find_quotes(text), script_of(text))
    made: list[Read] = []
    running: Spans = []
    last: Link | None = None
    for sentence in split_sentences(text):
        found = find_attributions(context, sentence, last)
        for attribution in found:
            last = attribution.link or last
        # Stances and demands are statements of other kinds; the set marks them likewise.
        for role, predicates in OTHER.items():
            for hit in passage.within(role, sentence.start, sentence.end):
                if hit.cue.language != "en":
                    continue
                if _MONEY.match(text, hit.start):
                    continue
                if hit.cue.predicate in predicates or text[hit.start : hit.end] in INTENTS:
                    made_too = by_english_verb(context, sentence, hit, found)
                    if made_too is not None and not any(f.covers(hit.start) for f in found):
                        found.append(made_too)
        hedged = _hedges_of(context, sentence)
        for attribution in found:
            if any(a <= attribution.hit.start < b for a, b in running):
                continue
            # The set marks outermost attributions: one inside a quotation is part of its words.
            quote = context.quotes.around(attribution.hit.start)
            if attribution.outer is None and (quote is None or quote[1] - quote[0] < 40):
                made.append(_spans_of(text, attribution))
                running += attribution.more
        covered = [span for read in made[-8:] for span in read["content"]] + running
        made += [h for h in hedged if not any(a <= h["cue"][0][0] < b for a, b in covered)]
    return made


_SEEMS = re.compile(r"(?i)(?:seem|appear|reportedly|allegedly|(?:is|are) (?:believed|thought))")
_CLAUSE_END = re.compile(r"[,;—–] |[.!?]$")


def _hedges_of(context: Context, sentence: Sentence) -> list[Read]:
    """Hedges, which the set marks as attributions to nobody, with the clause around them."""
    text = context.text
    found: list[Read] = []
    for hit in context.passage.within("hedge", sentence.start, sentence.end):
        if hit.cue.language == "en" and _SEEMS.match(text, hit.start):
            start = clause_start(context, sentence, hit.start)
            stop = _CLAUSE_END.search(text, hit.end, sentence.end)
            end = hit.end - 3 if text[hit.start : hit.end].endswith(" to") else hit.end
            content = [(start, hit.start), (end, stop.start() if stop else sentence.end)]
            found.append({"cue": [(hit.start, end)], "content": content})
    return found


OTHER = {"event": ("supports", "opposes"), "demand": ("demands",), "future": (), "negator": ()}
_MONEY = re.compile(r"(?i)fund|financ|armed|arms|aid")
INTENTS = frozenset(
    ["intends to", "intended to", "planned to", "wants to", "aims to", "refused to", "refuses to"]
)
_HELPS = re.compile(
    r"(?:(?:ha[sd]|have|is|are|was|were|be(?:en)?|also|did|does|do|would|will|could|not|never|once|"
    r"repeatedly|often|later|then|again|first|already|now|to|[a-z]+ly)\s+)+$"
)
_AFTER = re.compile(r"\s+in (?:a|an) (?:\w+ )?(?:statement|interview|tweet|speech|email|post)\b")


def _spans_of(text: str, attribution: Attribution) -> Read:
    """The roles of an attribution; a cue takes its auxiliaries and adverbs, as in the set."""
    start, end = attribution.hit.start, attribution.hit.end
    if helps := _HELPS.search(text, max(0, start - 40), start):
        start = helps.start()
    if after := _AFTER.match(text, end):
        end = after.end()
    end += text[end : end + 1] == ":" and text[start:end] != ":"
    read: Read = {"cue": [(start, end)]}
    if attribution.denies:
        read["denies"] = read["cue"]
    read["content"] = [
        _with_marks(text, span)
        for span in ((attribution.start, attribution.end), *attribution.more)
    ]
    if attribution.words is not None:
        read["source"] = [(attribution.words.start, attribution.words.end)]
    return read


def _with_marks(text: str, span: tuple[int, int]) -> tuple[int, int]:
    """A stretch with the quotation marks around it, which the set counts as content."""
    start, end = span
    while start > 0 and text[start - 1] in "“\"‘'":
        start -= 1
    while end < len(text) and text[end] in "”\"’'":
        end += 1
    return start, end


def label(tokens: Spans, attributions: Sequence[Read]) -> list[str]:
    """One role a token; a token that two attributions claim is a cue before source and content."""
    labels = [""] * len(tokens)
    starts = [start for start, _ in tokens]
    for role in ROLES:
        for read in attributions:
            for start, end in read.get(role, ()):
                for index in range(bisect_left(starts, start), len(tokens)):
                    if starts[index] >= end:
                        break
                    labels[index] = role
    return labels


def labels_of(article: Article) -> tuple[list[str], list[str]]:
    """The marked role and the read role of each token."""
    tokens = [match.span() for match in TOKEN.finditer(article.text)]
    return label(tokens, article.attributions), label(tokens, read_attributions(article.text))


def counts_of(pair: tuple[list[str], list[str]], role: str) -> tuple[int, int, int]:
    """The tokens of a role that are right, read, and marked."""
    truth, read = pair
    right = sum(a == role == b for a, b in zip(truth, read, strict=True))
    return right, read.count(role), truth.count(role)


def print_scores(pairs: Sequence[tuple[list[str], list[str]]]) -> None:
    """The table of all roles; one pair of labellings an article."""
    print("| role | precision | recall | F1 | 95 % |\n|---|---|---|---|---|")
    for role in ROLES:
        rows = [counts_of(pair, role) for pair in pairs]
        right, read, truth = (sum(column) for column in zip(*rows, strict=True))
        low, high = interval(rows)
        print(
            f"| {role} | {right / max(1, read):.3f} | {right / max(1, truth):.3f} "
            f"| {f1(right, read, truth):.3f} | {low:.3f}-{high:.3f} |"
        )


def f1(right: int, read: int, marked: int) -> float:
    """The harmonic mean of precision and recall; 0 where nothing is right."""
    return 2 * right / (read + marked) if right else 0.0


def interval(rows: Sequence[tuple[int, int, int]], seed: int = 1) -> tuple[float, float]:
    """The middle 95 % of F1 when articles are drawn again."""
    draw = random.Random(seed)
    values = []
    for _ in range(DRAWS):
        chosen = draw.choices(rows, k=len(rows))
        right, read, marked = (sum(column) for column in zip(*chosen, strict=True))
        values.append(f1(right, read, marked))
    values.sort()
    return values[DRAWS // 40], values[-DRAWS // 40]


def flips_of(article: Article) -> tuple[int, int]:
    """Marked cues that we read too, and those of them that only one side takes as a denial.

    The set marks no polarity: a marked cue with a word of denial stands for "no".
    """
    read = read_attributions(article.text)
    found = flipped = 0
    for marked in article.attributions:
        for start, end in marked.get("cue", ()):
            for ours in read:
                low, high = ours["cue"][0]
                if low < end and start < high:
                    denied = _DENIAL.search(article.text[start:end]) is not None
                    found += 1
                    flipped += denied != ("denies" in ours)
                    break
    return found, flipped


_DENIAL = re.compile(
    r"(?i)\b(?:den(?:y|ied|ies|ying)|disput|refut|rebut|disavow|reject(?:ed|s) (?:cl|all|rep))"
)


def main() -> int:
    """Print one table a split."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="a checkout of PolNeAR")
    parser.add_argument("splits", nargs="*", default=["dev"], help="train, dev, test")
    parser.add_argument("--articles", type=int, help="only the first so many")
    chosen = parser.parse_args()
    for split in chosen.splits:
        articles = list(load_articles(chosen.folder, split))[: chosen.articles]
        if not articles:
            print(f"no articles in {chosen.folder}/data/{split}: is it a checkout of PolNeAR?")
            return 2
        begin = time.process_time()
        pairs = [labels_of(article) for article in articles]
        took = time.process_time() - begin
        marked = sum(len(article.attributions) for article in articles)
        print(f"{split}: {len(articles)} articles, {marked} attributions, {took:.1f} s\n")
        print_scores(pairs)
        found, flipped = (sum(column) for column in zip(*map(flips_of, articles), strict=True))
        print(f"\n{flipped} of {found} cues found are a denial for one side only\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
