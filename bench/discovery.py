"""The top of the queue of suggested names and pairs, for a person to read and count.

``python bench/discovery.py`` reads a seeded sample of 3,000 real messages (beside the project:
``../shared/data/telegram-news``, or INDICIA_SHARED) in a case of its own;
``--all`` reads all messages; ``python bench/discovery.py CASE`` reads the tables of a case that
was run (the demonstration).
It prints how many suggestions wait and the first 100 in the order of the queue; how many of them
are names worth a look is for a person to say, and is written in docs/figures/discovery.md.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
from collections import Counter
from pathlib import Path

import orjson

from indicia.case import Case
from indicia.run import run_case
from measured import add, plain_case

SAMPLE = 3000
SEED = 20261125
TOP = 100


def sample(whole: bool) -> list[dict[str, object]]:
    """The seeded sample, or all messages, in the order of the files."""
    root = Path(__file__).resolve().parent.parent
    shared = Path(os.environ.get("INDICIA_SHARED", root.parent / "shared"))
    messages = [
        message
        for path in sorted(shared.glob("data/telegram-news/*.json"))
        for message in orjson.loads(path.read_bytes())
        if message["text"]
    ]
    if not messages:
        sys.exit(f"no messages in {shared}/data/telegram-news; set INDICIA_SHARED")
    if whole:
        return messages
    chosen = random.Random(SEED).sample(range(len(messages)), SAMPLE)
    return [messages[place] for place in sorted(chosen)]


def run_sample(root: Path, whole: bool = False) -> Case:
    """A case of the messages, run as far as its names."""
    folder = root / "in"
    folder.mkdir()
    by_channel: dict[str, list[dict[str, object]]] = {}
    for message in sample(whole):
        by_channel.setdefault(str(message["sender_id"]), []).append(message)
    for number, (_, rows) in enumerate(sorted(by_channel.items())):
        (folder / f"channel{number:02}.json").write_bytes(orjson.dumps(rows))
    case = plain_case(root / "case", "Sample")
    add(case, folder)
    run_case(case, "resolve")
    return case


def report(case: Case) -> None:
    """Print the counts and the top of the queue."""
    entities = case.store.read("entities").to_pylist()
    waiting = [row for row in entities if row["status"] == "suggested"]
    pairs = [row for row in case.store.read("name_pairs").to_pylist() if row["decision"] is None]
    kinds = Counter(row["kind"] for row in waiting)
    counted = ", ".join(f"{kind} {n}" for kind, n in sorted(kinds.items()))
    print(f"{len(waiting)} suggested names ({counted}); {len(pairs)} pairs")
    queue = sorted(waiting, key=lambda row: (-row["mentions"], row["kind"], row["name"]))
    for place, row in enumerate(queue[:TOP], 1):
        print(f"{place:3} {row['kind']:13} {row['mentions']:4} {row['items']:4}  {row['name']}")
    print()
    for row in sorted(pairs, key=lambda row: (-row["score"], row["pair"]))[:TOP]:
        print(f"{row['zone']:9} {row['score']:.2f}  {row['left_name']} | {row['right_name']}")


def main() -> None:
    """The sample, or the case that is named."""
    arguments = sys.argv[1:]
    if arguments and arguments[0] != "--all":
        report(Case.open(Path(arguments[0])))
        return
    with tempfile.TemporaryDirectory() as scratch:
        report(run_sample(Path(scratch), bool(arguments)))


if __name__ == "__main__":
    main()
