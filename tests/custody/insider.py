"""Somebody with the folder, and with a key: edits that chain, hash and sign anew; bits that flip."""

from __future__ import annotations

import base64
import json
import random
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from indicia.canonical import canonical_bytes
from indicia.custody.event import FIRST_PREV, signed_part
from indicia.custody.keys import SigningKey
from indicia.custody.merkle import leaf_hash

Lines = list[dict[str, Any]]


def read_lines(root: Path) -> Lines:
    """The log's lines, parsed."""
    raw = (root / "log" / "000001.jsonl").read_bytes()
    return [json.loads(line) for line in raw.splitlines()]


def chained(lines: Sequence[dict[str, Any]], key: SigningKey) -> bytes:
    """The lines with places, links and signatures made anew, as whoever has the key can."""
    prev, written = FIRST_PREV, []
    for seq, line in enumerate(lines, 1):
        line = {**line, "seq": seq, "prev": prev, "batch": None}
        if line["sig"] is not None:
            signature = base64.b64encode(key.sign(signed_part(line))).decode()
            line["sig"] = {"key": key.key_id, "ed25519": signature}
        raw = canonical_bytes(line)
        prev = leaf_hash(raw).hex()
        written.append(raw + b"\n")
    return b"".join(written)


def edit(lines: Lines, chance: random.Random) -> Lines:
    """Another time in one line."""
    at = chance.randrange(1, len(lines))
    changed = {**lines[at], "t": lines[at]["t"][:-4] + f"{chance.randrange(1000):03}Z"}
    if changed["t"] == lines[at]["t"]:
        changed["t"] = lines[at]["t"][:-4] + ("000Z" if lines[at]["t"][-4:] != "000Z" else "001Z")
    return [*lines[:at], changed, *lines[at + 1 :]]


def drop(lines: Lines, chance: random.Random) -> Lines:
    """One line less."""
    at = chance.randrange(3, len(lines))
    return [*lines[:at], *lines[at + 1 :]]


def reorder(lines: Lines, chance: random.Random) -> Lines:
    """Two lines exchanged."""
    one, other = sorted(chance.sample(range(3, len(lines)), 2))
    changed = list(lines)
    changed[one], changed[other] = changed[other], changed[one]
    return changed


def insert(lines: Lines, chance: random.Random) -> Lines:
    """A line that was never written, made after another."""
    at = chance.randrange(3, len(lines))
    return [*lines[:at], {**lines[at], "reason": "as agreed"}, *lines[at:]]


def truncate(lines: Lines, chance: random.Random) -> Lines:
    """The end cut off."""
    return lines[: chance.randrange(3, len(lines))]


EDITS: dict[str, Callable[[Lines, random.Random], Lines]] = {
    "edit": edit,
    "drop": drop,
    "reorder": reorder,
    "insert": insert,
    "truncate": truncate,
}


def chain_holds(raw: bytes) -> bool:
    """What a chain alone can say: every line is one, in its place, and links to the one before."""
    prev = FIRST_PREV
    for seq, line in enumerate(raw.split(b"\n")[:-1], 1):
        try:
            parsed = json.loads(line)
            if (parsed["seq"], parsed["prev"]) != (seq, prev):
                return False
        except (ValueError, KeyError, TypeError):
            return False
        prev = leaf_hash(line).hex()
    return raw.endswith(b"\n")


def plain(lines: Sequence[dict[str, Any]]) -> bytes:
    """The lines as they are, with nothing made anew."""
    return b"".join(canonical_bytes(line) + b"\n" for line in lines)
