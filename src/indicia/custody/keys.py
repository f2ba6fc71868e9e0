"""Ed25519 keys: private ones in the user's configuration folder, one a person, never in a case.

Public keys enter the log by ``key.add`` and leave by ``key.retire``. A lost private key never
prevents reading or verifying; a new one is made and added.

Source: RFC 8032.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from indicia.custody.event import Event, NewEvent
from indicia.custody.segment import segment_paths
from indicia.custody.storage import storage_error, write_new_file
from indicia.errors import StorageError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

SEED_BYTES = 32
_FORBIDDEN = re.compile(r"[\s+/\\\x00-\x1f]+")


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A person's key. ``repr`` never shows the private part."""

    name: str
    """The person's id, as signatures name it: no blanks, no plus sign."""
    public: bytes
    _private: Ed25519PrivateKey

    @property
    def public_hex(self) -> str:
        """The public key in hexadecimal, as ``key.add`` holds it."""
        return self.public.hex()

    @property
    def key_id(self) -> str:
        """A short name of the public key: 16 hexadecimal digits of its SHA-256."""
        return key_id(self.public)

    def sign(self, message: bytes) -> bytes:
        """The Ed25519 signature over ``message``: 64 bytes."""
        return self._private.sign(message)

    def __repr__(self) -> str:
        return f"SigningKey({self.name!r}, {self.key_id})"


def key_id(public: bytes) -> str:
    """A short name of a public key: 16 hexadecimal digits of its SHA-256."""
    return hashlib.sha256(public).hexdigest()[:16]


def key_name(person: str) -> str:
    """A person's id as a key's name: blanks, slashes and plus signs become hyphens."""
    return _FORBIDDEN.sub("-", person).strip("-.") or "analyst"


def configuration_folder() -> Path:
    """``INDICIA_CONFIG``, else ``indicia`` in the user's configuration folder (XDG)."""
    if named := os.environ.get("INDICIA_CONFIG"):
        return Path(named)
    base = os.environ.get("XDG_CONFIG_HOME")
    return (Path(base) if base else Path.home() / ".config") / "indicia"


def key_from_seed(person: str, seed: bytes) -> SigningKey:
    """The key that 32 bytes of seed give; the same seed gives the same key."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    private = Ed25519PrivateKey.from_private_bytes(seed)
    return SigningKey(key_name(person), private.public_key().public_bytes_raw(), private)


def load_key(person: str) -> SigningKey | None:
    """The person's key from the configuration folder; None where there is none.

    Raises:
        StorageError: others may read the key, or it is no key.
    """
    path = configuration_folder() / "keys" / f"{key_name(person)}.ed25519"
    return key_from_seed(person, _read_seed(path)) if path.exists() else None


def stands_in_log(key: SigningKey, log_folder: Path) -> bool:
    """Whether the key has entered the log and was not retired. Searches bytes: a gigabyte a second."""
    stands, wanted = False, key.public_hex.encode("ascii")
    for path in segment_paths(log_folder):
        content = path.read_bytes()
        found = content.find(wanted)
        while found >= 0:
            start, end = content.rfind(b"\n", 0, found) + 1, content.find(b"\n", found)
            line = content[start : end if end >= 0 else len(content)]
            stands = b'"action":"key.add"' in line or (
                stands and b'"action":"key.retire"' not in line
            )
            found = content.find(wanted, start + len(line))
    return stands


def load_or_make_key(person: str, folder: Path | None = None) -> SigningKey:
    """The person's key from the configuration folder; made (mode 0600) where there is none.

    Raises:
        StorageError: the folder cannot be used, others may read the key, or it is no key.
    """
    folder = (configuration_folder() if folder is None else folder) / "keys"
    path = folder / f"{key_name(person)}.ed25519"
    if not path.exists():
        write_new_file(path, os.urandom(SEED_BYTES).hex().encode("ascii") + b"\n", 0o600)
        try:
            folder.chmod(0o700)
        except OSError as error:
            raise storage_error("Guarding the keys in", folder, error) from error
    return key_from_seed(person, _read_seed(path))


def is_valid(public: bytes, signature: bytes, message: bytes) -> bool:
    """Whether ``signature`` over ``message`` was made by the holder of ``public``."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def key_added(key: SigningKey, actor: dict[str, str | None], tool: dict[str, str]) -> NewEvent:
    """The event by which a key enters the log."""
    params = {"public_key": key.public_hex, "person": key.name}
    return NewEvent(action="key.add", actor=actor, tool=tool, params=params)


def public_key_of(event: Event) -> tuple[str, bytes] | None:
    """Name and public key that a ``key.add`` or ``key.retire`` holds; None if it holds none."""
    params = event.line.get("params") or {}
    try:
        public = bytes.fromhex(params["public_key"])
    except (KeyError, TypeError, ValueError):
        return None
    if event.action not in ("key.add", "key.retire") or len(public) != SEED_BYTES:
        return None
    return key_name(str(params.get("person") or "")), public


def _read_seed(path: Path) -> bytes:
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
        text = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        if isinstance(error, OSError):
            raise storage_error("Reading the key", path, error) from error
        text = ""
    else:
        if mode & 0o077:
            raise StorageError(
                f"Reading the key {path}: others may read it (mode {mode:o}); run `chmod 600 "
                f"{path}`, and make a new key if somebody else may have had it"
            )
    if not re.fullmatch(r"[0-9a-f]{64}", text):
        raise StorageError(
            f"Reading the key {path}: it holds no key; move it away, and a new key is made. "
            "What the old one signed stays valid"
        )
    return bytes.fromhex(text)
