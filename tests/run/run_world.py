"""A small invented case for tests of running: posts of channels in JSON tables."""

from __future__ import annotations

from pathlib import Path

import orjson

from indicia.case import Case
from indicia.collect.folder import add_paths
from indicia.console.decide import Asked, take_decision

CASE = """\
title = "Quays"
time_zone = "UTC"
languages = ["en", "ar"]

[[questions]]
id = "who"
text = "Who closed the quay?"
  [[questions.answers]]
  id = "port"
  text = "The port"
  [[questions.answers]]
  id = "other"
  text = "Another body"
"""
LEXICON = (
    "entity,kind,name,source,role,parent,valid_from,valid_to,gate,protected\n"
    "org-heron,organisation,Heron Front,invented,,,,,,\n"
)


def new_case(root: Path) -> Case:
    """A case with one question and one known name."""
    return Case.create(
        root, {"case.toml": CASE.encode(), "lexicon/names.csv": LEXICON.encode()}, "tester"
    )


def post(number: int) -> dict[str, object]:
    """One invented post; every fourth is copied in the other channel."""
    story = number - number % 4
    told = (
        f"The Heron Front says it closed quay {story} in Velmora after {story + 3} boats left "
        f"the harbour at {story % 24:02d}:15, and demands that the governor of Velmora leaves."
        if number % 4 in (0, 1)
        else f"Nothing new from the market of Velmora, day {number}: {number * 7} sacks of grain."
    )
    return {
        "channel": f"Quay Watch {number % 2}",
        "channel_id": str(100 + number % 2),
        "message_id": number,
        "date": f"2026-{3 + number // 40 % 6:02d}-{1 + number % 28:02d}T10:{number % 60:02d}:00+00:00",
        "text": told,
    }


def add_posts(case: Case, folder: Path, first: int, count: int) -> None:
    """Add a table of posts ``first`` to ``first + count - 1``."""
    folder.mkdir(exist_ok=True)
    path = folder / f"{first}.json"
    path.write_bytes(orjson.dumps([post(n) for n in range(first, first + count)]))
    add_paths(case, [path])


def decide(case: Case, what: str, about: str | None, *pairs: str) -> None:
    """Take a decision about one id, or about none."""
    take_decision(case, Asked(what, (about,) if about else (), pairs, ""), False)


def table_bytes(case: Case) -> dict[str, bytes]:
    """Every partition of every table in force, by table and partition."""
    folder = case.store.derived / case.store.generation().folder
    return {f"{p.parent.name}/{p.name}": p.read_bytes() for p in sorted(folder.glob("*/*.parquet"))}
