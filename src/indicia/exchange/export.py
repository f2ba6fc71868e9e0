"""``indicia export``: what leaves as a whole, to whom, and the line in the log that says so."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from indicia.case import Case
from indicia.checkpoint import sign_checkpoint
from indicia.errors import UsageError
from indicia.exchange.bag import write_bag
from indicia.exchange.encrypted import recipient_of, write_encrypted
from indicia.exchange.public import public_lines, write_public


@dataclass(frozen=True, slots=True)
class FullExport:
    """To whom a whole case goes, and how: public keys, or the reason why it is not encrypted."""

    recipient: str
    keys: tuple[str, ...] = ()
    unencrypted: str = ""


FORMATS = ("bag", "public")


def export_case(
    case: Case, form: str, target: Path, wanted: FullExport, dry_run: bool = False
) -> Iterator[str]:
    """Export in a format by its name; gives what to say, line by line.

    Raises:
        UsageError: no such format, or something about the recipient or target is missing.
    """
    if form not in FORMATS:
        raise UsageError(f"export --to {form}: no such format; there are {', '.join(FORMATS)}")
    if form == "public":
        yield from export_public(case, target, dry_run)
        return
    if dry_run:
        check_full_export(target, wanted)
        yield f"would write the whole case to {target} for {wanted.recipient}"
        return
    yield from export_bag(case, target, wanted)


def export_public(case: Case, target: Path, dry_run: bool = False) -> Iterator[str]:
    """Write what was published into the new folder ``target``, and log it.

    Raises:
        UsageError: nothing was published, or the target is not empty.
        CustodyError: an update does not verify.
    """
    if dry_run:
        with TemporaryDirectory() as scratch:
            made = write_public(case, Path(scratch) / "public")
        count = len(made.updates)
        yield f"would write {count} {'update' if count == 1 else 'updates'} to {target}"
        yield from (f"  would leave out {name}: {reason}" for name, reason in made.left_out)
        return
    made = write_public(case, target)
    left_out = [name for name, _ in made.left_out]
    case.append("export", {"format": "public", "updates": made.updates, "left_out": left_out})
    yield from public_lines(made)


def check_full_export(target: Path, wanted: FullExport) -> None:
    """Raise ``UsageError`` where a full export lacks its recipient, its key, or a free target."""
    if not wanted.recipient.strip():
        raise UsageError("export --to bag: goes to somebody; name the recipient with --for NAME")
    if bool(wanted.keys) == bool(wanted.unencrypted):
        raise UsageError(
            "export --to bag: is encrypted to its recipient; give their public key with "
            "--key age1..., or say why not with --unencrypted REASON"
        )
    for key in wanted.keys:
        recipient_of(key)
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise UsageError(f"{target}: is not an empty folder; name a new one")


def export_bag(
    case: Case, target: Path, wanted: FullExport, now: datetime | None = None
) -> Iterator[str]:
    """Write the whole case into the new folder ``target``; gives what to say, line by line.

    The export is logged before anything leaves; the recipient's name lies in a sealed object.

    Raises:
        UsageError: no recipient, neither key nor reason, or the target is not empty.
        CustodyError: an original is damaged.
    """
    check_full_export(target, wanted)
    now = now or datetime.now(UTC)
    told = {"recipient": wanted.recipient, "reason": wanted.unencrypted}
    how = {"format": "bag", "content": case.seal(told), "encrypted": bool(wanted.keys)}
    case.append("export", how, reason=None)
    checkpoint = sign_checkpoint(case)
    name = f"{case.root.resolve().name}-{now:%Y%m%d}"
    target.mkdir(parents=True, exist_ok=True)
    if wanted.unencrypted:
        bag = write_bag(case, target / name, checkpoint.code, now)
        yield f"wrote {bag.files} files ({bag.size / 1e6:.1f} MB) to {bag.folder}, NOT encrypted"
        yield f"check:   indicia verify {bag.folder / 'data'}"
    else:
        with _staging(case) as staging:
            bag = write_bag(case, staging / name, checkpoint.code, now)
            sealed = target / f"{name}.tar.age"
            size = write_encrypted(bag.folder, sealed, wanted.keys)
        yield f"wrote {bag.files} files ({size / 1e6:.1f} MB) to {sealed}, encrypted"
        yield f"open:    age -d -i KEY {sealed} | tar x"
    if bag.web_captures:
        yield f"{bag.web_captures} web captures are in data/web/captures.wacz as well"
    yield f"checkpoint {checkpoint.code}: tell it to {wanted.recipient} by another way"


@contextmanager
def _staging(case: Case) -> Iterator[Path]:
    """A folder on the case's own disk for what is not encrypted yet; gone afterwards."""
    folder = case.root / "derived" / "export"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
