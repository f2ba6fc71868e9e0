"""What a learnt layer sees of each word of a passage: its form, its place, what the rules say of it.

In: a passage and, word by word, what lists know (lexicon, gazetteer). Out: one list of features a
word. Nothing here is learnt and nothing knows a language but through the word lists; cost is linear
in the number of words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from indicia.find.mention import Mention
from indicia.find.passage import Passage
from indicia.find.rule import forms_of, load_rules
from indicia.lexicon import Name
from indicia.text.clitic import stems

MOST_STEMS = 6
CUE_ROLES = ("head", "rank", "unit", "event", "attribute", "date_month")
_EDGES = "^$"
Listed = Mapping[int, str]
"""Index of a word -> what a list says of it ("B-place", "I-person")."""


def word_features(passage: Passage, listed: Listed | None = None) -> list[list[str]]:
    """The features of every word, in order; ``listed`` as :data:`Listed`."""
    known = listed or {}
    cues = _cues(passage)
    own = [_own(passage, index, known, cues) for index in range(len(passage.words))]
    return [_with_neighbours(passage, index, own, known, cues) for index in range(len(own))]


def _cues(passage: Passage) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for role in CUE_ROLES:
        for hit in passage.of(role):
            name = f"{role}:{hit.cue.kind}" if hit.cue.kind else role
            for index in range(hit.first, hit.last):
                found.setdefault(index, []).append(name)
    return found


def shape_of(written: str) -> str:
    """The kind of writing: digits, capitals, script; runs of one kind once."""
    made = ""
    for character in written:
        if character.isdigit():
            kind = "0"
        elif character.isupper():
            kind = "A"
        elif "\u0590" <= character <= "\u06ff":
            kind = "r"
        else:
            kind = "a"
        if not made.endswith(kind):
            made += kind
    return made[:6]


def _mark(passage: Passage, index: int) -> str:
    """What stands between a word and the one before it, without blanks."""
    start = passage.ends[index - 1] if index else 0
    gap = passage.text[start : passage.starts[index]]
    return "".join(gap.split())[-2:] or ("" if gap else "joined")


def _own(
    passage: Passage, index: int, known: Listed, cues: Mapping[int, Sequence[str]]
) -> list[str]:
    word = passage.words[index]
    written = passage.text[passage.starts[index] : passage.ends[index]]
    made = [f"w={word}", f"shape={shape_of(written)}", f"len={min(len(word), 8)}"]
    made += [f"p{n}={word[:n]}" for n in (1, 2, 3) if len(word) > n]
    made += [f"s{n}={word[-n:]}" for n in (1, 2, 3) if len(word) > n]
    made += [f"stem={word[a:b]}" for a, b in stems(word)[1:MOST_STEMS]]
    made += [f"cue={name}" for name in cues.get(index, ())]
    if index in known:
        made.append(f"list={known[index]}")
    mark = _mark(passage, index)
    if mark:
        made.append(f"mark={mark}")
    return made


def _with_neighbours(
    passage: Passage,
    index: int,
    own: Sequence[Sequence[str]],
    known: Listed,
    cues: Mapping[int, Sequence[str]],
) -> list[str]:
    made = ["bias", *own[index]]
    words = passage.words
    for step in (-2, -1, 1, 2):
        other = index + step
        if not 0 <= other < len(words):
            made.append(f"{step}={_EDGES[step > 0]}")
            continue
        made.append(f"{step}w={words[other]}")
        made += [f"{step}cue={name}" for name in cues.get(other, ())]
        if other in known:
            made.append(f"{step}list={known[other]}")
        if step == -1:
            made += [f"-1stem={words[other][a:b]}" for a, b in stems(words[other])[1:3]]
            made.append(f"pair={words[other]}|{words[index]}")
            made.append(f"-1s2={words[other][-2:]}")
        if step == 1:
            made.append(f"pair+={words[index]}|{words[other]}")
            made += [f"1{mark}" for mark in own[other] if mark.startswith("mark=")]
    return made


UNTOLD = ("w=", "p3=", "s3=", "stem=", "pair=", "pair+=", "-1pair=")
"""Features that tell which word it is: a learnt layer should not lean on them alone."""


def without_words(features: Sequence[Sequence[str]]) -> list[list[str]]:
    """The same features but for those that tell which words they are, so that others are learnt."""
    return [[one for one in word if not one.startswith(UNTOLD)] for word in features]


def listed_words(passage: Passage, mentions: Sequence[Mention], mark: str = "") -> dict[int, str]:
    """What mentions of listed names say of each word, as :data:`Listed`; ``mark`` names the list."""
    found: dict[int, str] = {}
    for mention in mentions:
        first = passage.word_at(mention.start)
        if first and passage.ends[first - 1] > mention.start:
            first -= 1  # a particle is written to the front of the name
        index = first
        while index < len(passage.words) and passage.starts[index] < mention.end:
            found.setdefault(index, f"{mark}{'B' if index == first else 'I'}-{mention.kind}")
            index += 1
    return found


@cache
def country_names() -> tuple[Name, ...]:
    """Names of countries as a list of places: they vouch for nothing."""
    return tuple(
        Name(f"country:{row['code']}", "place", form, "rules/countries.tsv")
        for row in load_rules("countries")
        for form in forms_of(row)
    )
