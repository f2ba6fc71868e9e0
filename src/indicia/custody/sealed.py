"""Words kept out of the log: salted objects whose hash the log holds, and commitments.

The content of a decision, note or quote is stored as an object with a random salt; the log holds
its SHA-256. Erasing the object erases the words, and the salt keeps the hash from being guessed.
A commitment does the same for one short sensitive field (the collector's own address): it can be
opened later, by whoever holds its key, or withheld.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from typing import Any

import orjson

from indicia.canonical import canonical_bytes
from indicia.custody.objects import ObjectStore
from indicia.errors import CustodyError, UsageError

SALT_BYTES = 16
_COMMITMENT = "hmac-sha256:"


def seal(store: ObjectStore, content: Mapping[str, Any], salt: bytes) -> str:
    """Store ``content`` with its salt (16 random bytes or more); gives the object's SHA-256.

    Raises: UsageError for a salt too short or content that JSON cannot hold; StorageError.
    """
    if len(salt) < SALT_BYTES:
        raise UsageError(f"Sealing words: the salt has {len(salt)} bytes; give {SALT_BYTES}")
    return store.put(canonical_bytes({"content": dict(content), "salt": salt.hex()})).sha256


def unseal(store: ObjectStore, sha256: str) -> dict[str, Any]:
    """The content of a sealed object. Raises CustodyError where it is missing or is none."""
    try:
        sealed = orjson.loads(store.read(sha256))
        content = sealed["content"]
    except (orjson.JSONDecodeError, KeyError, TypeError) as error:
        raise CustodyError(
            f"Opening the sealed object {sha256}: it holds no sealed words; "
            "it is an original, or was written by another version"
        ) from error
    return dict(content)


def commit(value: str, key: bytes) -> str:
    """What the log holds in place of a sensitive field: HMAC-SHA-256 under a key of its own."""
    if len(key) < SALT_BYTES:
        raise UsageError(f"Withholding a field: the key has {len(key)} bytes; give {SALT_BYTES}")
    return _COMMITMENT + hmac.new(key, value.encode("utf-8"), hashlib.sha256).hexdigest()


def opens(commitment: str, value: str, key: bytes) -> bool:
    """Whether ``value`` and ``key`` are what was committed to."""
    return hmac.compare_digest(commitment, commit(value, key))
