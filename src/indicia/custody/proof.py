"""The files that let a stranger check an update: proofs, checkpoint, verifier, signed manifest.

Written last into an update's folder; ``docs/verify.md`` describes each.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from indicia.canonical import canonical_bytes
from indicia.custody.checkpoint import Checkpoint, load_checkpoint
from indicia.custody.event import Event
from indicia.custody.excerpt import FORMAT, FrozenProofs, is_publishable
from indicia.custody.keys import SigningKey, key_name, public_key_of
from indicia.custody.merkle import Tree
from indicia.custody.note import sign_note
from indicia.custody.objects import sha256_of_file
from indicia.custody.storage import storage_error, write_new_file
from indicia.errors import CustodyError, UsageError

MANIFEST_FORMAT = "indicia-manifest/1"
MANIFEST, MANIFEST_NOTE = "manifest.json", "manifest.sig"


def build_proofs(
    frozen: FrozenProofs, checkpoint: Checkpoint, previous: Checkpoint | None = None
) -> dict[str, Any]:
    """The content of ``citations.json``: each entry's way to the checkpoint.

    Raises: UsageError where the checkpoint does not cover the publication or its key's line.
    """
    events = list(frozen.log.events(checkpoint.size))
    if frozen.publish.seq > len(events):
        raise UsageError(
            f"Proving the update {frozen.update}: the checkpoint covers {checkpoint.size} events "
            f"and the publication is event {frozen.publish.seq}; sign a checkpoint after freezing"
        )
    tree = Tree([event.leaf for event in events])
    entries, small = frozen.entries, frozen.tree
    rows = [
        {**entry, "index": index, "proof": _hex(small.inclusion(index))}
        for index, entry in enumerate(entries)
    ]
    captures = {entry["original"]: entry["capture_seq"] for entry in entries if "original" in entry}
    publisher = (frozen.publish.line.get("actor") or {}).get("id")
    return {
        "format": FORMAT,
        "update": frozen.update,
        "sentences": [row for row in rows if row["kind"] == "sentence"],
        "citations": [row for row in rows if row["kind"] == "citation"],
        "publish": _proved(events[frozen.publish.seq - 1], tree, True),
        "keys": [_proved(event, tree, True) for event in events if public_key_of(event)],
        "originals": [
            {
                "sha256": sha,
                **_proved(events[seq - 1], tree, is_publishable(events[seq - 1], publisher)),
            }
            for sha, seq in sorted(captures.items())
        ],
        "previous": _consistency(previous, tree),
    }


def write_proofs(
    folder: Path,
    frozen: FrozenProofs,
    checkpoint: Checkpoint,
    key: SigningKey,
    previous: Checkpoint | None = None,
) -> None:
    """Write citations.json, checkpoint.txt and verify.py, then the manifest over the whole folder.

    Call it when every other file of the update is there. Raises: UsageError, StorageError.
    """
    _check_key(frozen, checkpoint, key)
    proofs = build_proofs(frozen, checkpoint, previous)
    write_new_file(folder / "citations.json", canonical_bytes(proofs) + b"\n")
    write_new_file(folder / "checkpoint.txt", checkpoint.note.encode("utf-8"))
    write_new_file(folder / "verify.py", verifier_source())
    write_manifest(folder, checkpoint, key)


def write_manifest(folder: Path, checkpoint: Checkpoint, key: SigningKey) -> None:
    """The SHA-256 of every file in the folder, and a signed note over that list."""
    files: dict[str, str] = {}
    try:
        for path in sorted(folder.rglob("*")):
            name = path.relative_to(folder).as_posix()
            if path.is_file() and name not in (MANIFEST, MANIFEST_NOTE):
                files[name] = sha256_of_file(path)[0]
    except OSError as error:
        raise storage_error("Listing the update", folder, error) from error
    manifest = canonical_bytes(
        {"format": MANIFEST_FORMAT, "checkpoint": checkpoint.code, "files": files}
    )
    write_new_file(folder / MANIFEST, manifest)
    write_new_file(
        folder / MANIFEST_NOTE, sign_note(manifest_text(checkpoint, manifest), key).encode()
    )


def manifest_text(checkpoint: Checkpoint, manifest: bytes) -> str:
    """The lines that are signed for a manifest: whose log, what, SHA-256 in base64."""
    digest = base64.b64encode(hashlib.sha256(manifest).digest()).decode("ascii")
    return f"{checkpoint.origin}\nmanifest\n{digest}\n"


def previous_checkpoint(updates: Path, size: int) -> Checkpoint | None:
    """The latest checkpoint that an earlier update pinned, covering at most ``size`` events."""
    found: Checkpoint | None = None
    for path in sorted(updates.glob("[!.]*/checkpoint.txt")):
        try:
            checkpoint, _ = load_checkpoint(path)
        except CustodyError:
            continue  # verify names it; it is no reason not to publish
        if checkpoint.size <= size and (found is None or checkpoint.size > found.size):
            found = checkpoint
    return found


def verifier_source() -> bytes:
    """The stand-alone verifier, as it is copied into each update."""
    from importlib.resources import files

    return files("indicia").joinpath("publish/verify.py").read_bytes()


def _check_key(frozen: FrozenProofs, checkpoint: Checkpoint, key: SigningKey) -> None:
    for event in frozen.log.events(checkpoint.size):
        if event.action == "key.add" and public_key_of(event) == (key.name, key.public):
            return
    raise UsageError(
        f"Proving the update {frozen.update}: the key of {key_name(key.name)} is not in the log; "
        "add it (key.add) before publishing"
    )


def _proved(event: Event, tree: Tree, disclosed: bool) -> Mapping[str, Any]:
    return {
        "seq": event.seq,
        "leaf": event.leaf.hex(),
        "line": event.raw.decode("utf-8") if disclosed else None,
        "proof": _hex(tree.inclusion(event.seq - 1)),
    }


def _consistency(previous: Checkpoint | None, tree: Tree) -> dict[str, Any] | None:
    if previous is None or previous.size > tree.size:
        return None
    return {"checkpoint": previous.note, "proof": _hex(tree.consistency(previous.size))}


def _hex(proof: list[bytes]) -> list[str]:
    return [step.hex() for step in proof]
