"""A folder as one encrypted file: a tar stream in the age format, never in the clear on the way.

Source: the age file encryption format, https://age-encryption.org/v1.
"""

from __future__ import annotations

import os
import tarfile
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from indicia.errors import UsageError


def recipient_of(key: str) -> Any:
    """A recipient from a public key: ``age1...`` or an OpenSSH line. Raises ``UsageError``."""
    import pyrage

    kinds = (pyrage.x25519.Recipient, pyrage.ssh.Recipient)
    for kind in kinds:
        try:
            return kind.from_str(key.strip())
        except pyrage.RecipientError:
            continue
    raise UsageError(
        f"export --key {key[:24]}: is not a public key; take the recipient's age1... line "
        "(age-keygen -y prints it) or an ssh-ed25519 or ssh-rsa line"
    )


def write_encrypted(folder: Path, target: Path, keys: Sequence[str]) -> int:
    """Write ``folder`` as an encrypted tar to ``target``; gives the size in bytes.

    The file appears by a rename, whole or not at all.

    Raises:
        UsageError: a key is not one.
        OSError: the disk refuses.
    """
    import pyrage

    recipients = [recipient_of(key) for key in keys]
    fresh = target.with_name(f".{target.name}.new")
    outlet, inlet = os.pipe()
    faults: list[BaseException] = []
    packer = threading.Thread(target=_pack, args=(folder, inlet, faults))
    packer.start()
    try:
        with os.fdopen(outlet, "rb") as clear, fresh.open("wb") as sealed:
            pyrage.encrypt_io(clear, sealed, recipients)
            sealed.flush()
            os.fsync(sealed.fileno())
        packer.join()
        if faults:
            raise faults[0]
        fresh.rename(target)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise
    return target.stat().st_size


def _pack(folder: Path, inlet: int, faults: list[BaseException]) -> None:
    """Write the folder's files in the order of their names, without owners and times."""
    try:
        with os.fdopen(inlet, "wb") as pipe, tarfile.open(fileobj=pipe, mode="w|") as tar:
            for path in sorted(folder.rglob("*")):
                inside = f"{folder.name}/{path.relative_to(folder).as_posix()}"
                tar.add(path, inside, recursive=False, filter=_plain)
    except BrokenPipeError:  # the other end failed, and says why
        return
    except OSError as error:
        faults.append(error)


def _plain(member: tarfile.TarInfo) -> tarfile.TarInfo:
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    member.mtime = 0
    return member
