"""Signing the log: the acting person's key enters the log once, then signs its size and root."""

from __future__ import annotations

from indicia.case import Case
from indicia.custody.checkpoint import Checkpoint, make_checkpoint, write_checkpoint
from indicia.custody.keys import SigningKey, load_or_make_key, stands_in_log


def signing_key(case: Case) -> SigningKey:
    """The actor's key; made, and entered into the log, where that has not been done."""
    key = load_or_make_key(case.actor)
    if not stands_in_log(key, case.log.folder):
        case.append("key.add", {"public_key": key.public_hex, "person": case.actor})
    case.log.signer = key
    return key


def sign_checkpoint(case: Case) -> Checkpoint:
    """A signed checkpoint over the whole log as it stands, kept in ``log/checkpoints/``."""
    key = signing_key(case)
    checkpoint = make_checkpoint(case.log, key)
    write_checkpoint(case.root / "log" / "checkpoints", checkpoint)
    return checkpoint
