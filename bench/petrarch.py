"""How many source-verb-target events of PETRARCH's test records our statements hold.

Run ``python bench/petrarch.py FOLDER`` with a checkout of openeventdata/petrarch2, which is not
part of the project. An event counts as found when one statement has the source among its actor or
speaker and the target among its target, object, addressee or content; codes stand for the names
that the records' own dictionary gives them. Event codes are not compared: the records use the
WEIS-like codes of their test dictionary, ours are PLOVER's.
"""

from __future__ import annotations

import argparse
import math
import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from html import unescape
from pathlib import Path

from indicia.find.frame import Frame, Piece
from indicia.find.lexicon_match import CompiledLexicon
from indicia.find.mention import Posting, find_mentions
from indicia.find.passage import read_passage
from indicia.find.statement import find_statements
from indicia.lexicon import Lexicon

RECORDS = "petrarch2/data/text/PETR.UnitTest.records.xml"
ACTORS = "petrarch2/data/dictionaries/PETR.Validate.actors.txt"
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_SENTENCE = re.compile(r"<Sentence(.*?)>(.*?)</Sentence>", re.DOTALL)
_CODING = re.compile(r"<EventCoding(.*?)>", re.DOTALL)
_FIELD = re.compile(r"(\w+)\s*=\s*\"([^\"]*)\"")
_TEXT = re.compile(r"<Text>(.*?)</Text>", re.DOTALL)
_NATION = 3
"""Letters of a code that name its land or group; the rest tell its role."""


@dataclass(frozen=True, slots=True)
class Record:
    """One sentence, what it tests, and its events as codes of source, target and action."""

    category: str
    text: str
    events: list[tuple[str, str, str]]


def load_records(path: Path) -> Iterator[Record]:
    """The records that hold at least one event with a source and a target."""
    content = _COMMENT.sub("", path.read_text("utf-8", "replace"))
    for head, body in _SENTENCE.findall(content):
        text = _TEXT.search(body)
        fields = [dict(_FIELD.findall(coding)) for coding in _CODING.findall(body)]
        events = [
            (field["sourcecode"], field["targetcode"], field["eventcode"])
            for field in fields
            if {"sourcecode", "targetcode", "eventcode"} <= field.keys()
        ]
        if text is not None and events:
            category = dict(_FIELD.findall(head)).get("category", "")
            yield Record(category, unescape(" ".join(text.group(1).split())), events)


def load_names(path: Path) -> Mapping[str, set[str]]:
    """Names in small letters by the first letters of their code."""
    names: dict[str, set[str]] = {}
    waiting: list[str] = []
    for line in _COMMENT.sub("", path.read_text("utf-8", "replace")).splitlines():
        name = re.split(r"[\[#;]", line)[0].strip(" +\t_").replace("_", " ").lower()
        if name and not line.startswith("+"):
            waiting = []
        if name:
            waiting.append(name)
        for code in re.findall(r"\[([A-Z]{3})", line.upper()):
            names.setdefault(code, set()).update(waiting)
    return names


def is_found(
    event: tuple[str, str, str], frames: Sequence[Frame], names: Mapping[str, set[str]]
) -> bool:
    """One frame holds who acts and whom it is about."""
    source, target, _ = event
    return any(
        _holds((frame.actor, frame.speaker), source, names)
        and _holds((frame.target, frame.object, frame.addressee, frame.content), target, names)
        for frame in frames
    )


def _holds(pieces: Sequence[Piece | None], code: str, names: Mapping[str, set[str]]) -> bool:
    known = names.get(code[:_NATION].upper(), set())
    said = " ".join(piece.text.lower() for piece in pieces if piece is not None)
    return any(re.search(rf"\b{re.escape(name)}", said) for name in known)


def statements_of(text: str) -> tuple[Frame, ...]:
    """Our frames of one sentence."""
    passage = read_passage(text)
    mentions = find_mentions(passage, CompiledLexicon(Lexicon()), Posting(None, UTC))
    return find_statements(passage, mentions)


def wilson(right: int, count: int) -> tuple[float, float]:
    """The 95 % interval of a share."""
    z, share = 1.96, right / count
    middle = share + z * z / (2 * count)
    half = z * math.sqrt(share * (1 - share) / count + z * z / (4 * count * count))
    return (middle - half) / (1 + z * z / count), (middle + half) / (1 + z * z / count)


def main() -> int:
    """Print the share of events that are found, by what the records test."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="a checkout of openeventdata/petrarch2")
    folder = parser.parse_args().folder
    if not (folder / RECORDS).exists():
        print(f"no {RECORDS} in {folder}: is it a checkout of petrarch2?")
        return 2
    names = load_names(folder / ACTORS)
    found: Counter[str] = Counter()
    nameable: Counter[str] = Counter()
    events = with_frame = 0
    for record in load_records(folder / RECORDS):
        frames = statements_of(record.text)
        told = (Piece(0, len(record.text), record.text),)
        for event in record.events:
            events += 1
            with_frame += bool(frames)
            if _holds(told, event[0], names) and _holds(told, event[1], names):
                nameable[record.category] += 1
                found[record.category] += is_found(event, frames, names)
    right, count = found.total(), nameable.total()
    low, high = wilson(right, count)
    print(f"{events} events; {count} have a source and target that the dictionary names;")
    print(f"{with_frame} stand in a sentence with a statement\n")
    print("| records test | events | found | share |\n|---|---|---|---|")
    for category, number in sorted(nameable.items()):
        print(f"| {category} | {number} | {found[category]} | {found[category] / number:.2f} |")
    print(f"| all | {count} | {right} | {right / count:.2f} ({low:.2f}-{high:.2f}) |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
