"""Signed notes: a short text in lines, and beneath it who signed it.

The text ends with a line end; then an empty line; then one line a signature:
``— <name> <base64 of key hash (4 bytes) and Ed25519 signature (64 bytes)>``.

Source: C2SP signed-note, https://c2sp.org/signed-note.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from indicia.custody.keys import SigningKey, is_valid

_DASH = "\u2014 "
_ED25519 = b"\x01"


@dataclass(frozen=True, slots=True)
class Signature:
    """One line beneath a note."""

    name: str
    key_hash: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class Note:
    """A note's text (with its last line end) and its signatures."""

    text: str
    signatures: tuple[Signature, ...]


def key_hash(name: str, public: bytes) -> bytes:
    """Four bytes that say which key of that name signed."""
    return hashlib.sha256(name.encode("utf-8") + b"\n" + _ED25519 + public).digest()[:4]


def sign_note(text: str, key: SigningKey) -> str:
    """The note over ``text``, which must end with a line end."""
    if not text.endswith("\n") or "\n\n" in text:
        raise ValueError("a note's text ends with one line end and has no empty line")
    signed = key_hash(key.name, key.public) + key.sign(text.encode("utf-8"))
    return f"{text}\n{_DASH}{key.name} {base64.b64encode(signed).decode('ascii')}\n"


def parse_note(note: str) -> Note:
    """A note's parts; nothing is checked. Raises ValueError for what is no signed note."""
    text, gap, below = note.rpartition("\n\n")
    if not gap or not below.endswith("\n"):
        raise ValueError("it has no signatures beneath an empty line")
    signatures = []
    for line in below[:-1].split("\n"):
        name, blank, encoded = line.removeprefix(_DASH).partition(" ")
        try:
            signed = base64.b64decode(encoded, validate=True)
        except binascii.Error as error:
            raise ValueError(f"the signature of {name!r} is not base64") from error
        if base64.b64encode(signed).decode("ascii") != encoded:
            raise ValueError(f"the signature of {name!r} is written in two ways")
        if not line.startswith(_DASH) or not name or not blank or len(signed) < 5:
            raise ValueError(f"{line!r} is not a signature")
        signatures.append(Signature(name, signed[:4], signed[4:]))
    return Note(text + "\n", tuple(signatures))


def signers(note: Note, keys: Mapping[bytes, str]) -> list[str]:
    """Names of the keys (public key to name) that signed the note and whose signature holds.

    Raises: ValueError where a signature names a known key and does not hold.
    """
    found = []
    for signature in note.signatures:
        for public, name in keys.items():
            if (signature.name, signature.key_hash) != (name, key_hash(name, public)):
                continue
            if not is_valid(public, signature.signature, note.text.encode("utf-8")):
                raise ValueError(f"the signature of {name} does not hold")
            found.append(name)
    return found
