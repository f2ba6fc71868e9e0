"""What a small CRF on top of the rules adds on PolNeAR: a measure of what a user could train.

Run ``python bench/polnear_learned.py FOLDER [dev] [test]``. It is trained on the split ``train`` of
the same folder and never shipped: the set has no licence for its articles. Needs the extra ``learn``.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from indicia.find.passage import read_passage
from indicia.find.quote import find_quotes
from polnear import TOKEN, Article, Spans, label, load_articles, print_scores, read_attributions

ROLES_SEEN = (
    "attribute",
    "deny",
    "according",
    "rumour",
    "event",
    "demand",
    "hedge",
    "future",
    "unnamed",
)
PENALTIES = {"c1": 0.1, "c2": 0.05, "max_iterations": 100, "feature.minfreq": 3}
_NEAR = (-3, -2, -1, 1, 2, 3)


def features_of(text: str, tokens: Spans) -> list[list[str]]:
    """The features of each token: words around it, what the rules say, where quotations stand."""
    words = [text[start:end] for start, end in tokens]
    small = [word.lower() for word in words]
    ruled = label(tokens, read_attributions(text))
    cues = _cues_of(text, tokens)
    quotes = find_quotes(text)
    made = []
    since = {"cue": 99, "source": 99}
    for index, (start, _) in enumerate(tokens):
        for role in since:
            since[role] = 0 if ruled[index] == role else min(99, since[role] + 1)
        shape = "A" if words[index].isupper() else "a" if words[index].islower() else "Aa"
        own = [
            "bias",
            f"w={small[index]}",
            f"s3={small[index][-3:]}",
            f"s2={small[index][-2:]}",
            f"shape={shape}",
            f"rule={ruled[index]}",
            f"quoted={quotes.around(start) is not None}",
            f"rule+quoted={ruled[index]}{quotes.around(start) is not None}",
            *(f"since {role}={min(6, gap)}" for role, gap in since.items()),
            *(f"cue={cue}" for cue in cues.get(index, ())),
        ]
        if index == 0 or "\n" in text[tokens[index - 1][1] : start]:
            own.append("line")
        for step in _NEAR:
            other = index + step
            if 0 <= other < len(words):
                own.append(f"{step}rule={ruled[other]}")
                if abs(step) < 3:
                    own.append(f"{step}w={small[other]}")
                    own.append(f"{step}shape={words[other][0].isupper()}")
                own += [f"{step}cue={cue}" for cue in cues.get(other, ())]
        if index:
            own.append(f"pair={small[index - 1]}|{small[index]}")
        if index + 1 < len(words):
            own.append(f"pair+={small[index]}|{small[index + 1]}")
        made.append(own)
    return made


def _cues_of(text: str, tokens: Spans) -> dict[int, list[str]]:
    passage = read_passage(text)
    starts = {start: index for index, (start, _) in enumerate(tokens)}
    found: dict[int, list[str]] = {}
    for hit in passage.of(*ROLES_SEEN):
        if hit.start in starts:
            found.setdefault(starts[hit.start], []).append(hit.cue.role)
    return found


def lines_of(text: str, tokens: Spans) -> list[tuple[int, int]]:
    """Tokens of each line, which is what one labelling runs over."""
    cuts = [0]
    for index in range(1, len(tokens)):
        if "\n" in text[tokens[index - 1][1] : tokens[index][0]]:
            cuts.append(index)
    return list(zip(cuts, [*cuts[1:], len(tokens)], strict=True))


def train(articles: Sequence[Article], path: Path) -> None:
    """Write a model of the articles."""
    import pycrfsuite

    trainer = pycrfsuite.Trainer(algorithm="lbfgs", params=PENALTIES, verbose=False)
    for article in articles:
        tokens = [match.span() for match in TOKEN.finditer(article.text)]
        features = features_of(article.text, tokens)
        labels = label(tokens, article.attributions)
        for first, last in lines_of(article.text, tokens):
            trainer.append(features[first:last], [one or "O" for one in labels[first:last]])
    trainer.train(str(path))


def _labels_of(article: Article, tagger: Any) -> tuple[list[str], list[str]]:
    """The marked and the learned role of each token."""
    tokens = [match.span() for match in TOKEN.finditer(article.text)]
    features = features_of(article.text, tokens)
    read: list[str] = []
    for first, last in lines_of(article.text, tokens):
        read += [one if one != "O" else "" for one in tagger.tag(features[first:last])]
    return label(tokens, article.attributions), read


def main() -> int:
    """Train on one split and print the tables of others."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="a checkout of PolNeAR")
    parser.add_argument("splits", nargs="*", default=["dev"], help="dev, test")
    parser.add_argument("--articles", type=int, help="train on only the first so many")
    chosen = parser.parse_args()
    import pycrfsuite

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model"
        begin = time.process_time()
        train(list(load_articles(chosen.folder, "train"))[: chosen.articles], path)
        print(f"trained in {time.process_time() - begin:.0f} s, {path.stat().st_size / 1e6:.1f} MB")
        tagger = pycrfsuite.Tagger()
        tagger.open(str(path))
        for split in chosen.splits:
            articles = load_articles(chosen.folder, split)
            print(f"\n{split}\n")
            print_scores([_labels_of(article, tagger) for article in articles])
    return 0


if __name__ == "__main__":
    sys.exit(main())
