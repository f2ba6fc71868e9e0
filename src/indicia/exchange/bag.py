"""A whole case as a BagIt package: originals, log, settings, updates, web captures, verifier.

Nothing derived is in it: the receiver's ``indicia run`` makes the same. The payload folder is a
case that can be opened. Updates are copied before the log and the log before the objects, so that
what people add meanwhile cannot leave a line without its object.

Source: RFC 8493 (BagIt 1.0).
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from pathlib import Path

from indicia import __version__
from indicia.case import Case
from indicia.errors import CustodyError
from indicia.exchange.crate import CrateFacts, crate_metadata
from indicia.exchange.webarchive import SOFTWARE, web_captures, write_wacz

PIECE = 1 << 20
README = """This is a whole case of Indicia, not redacted. Keep it as you would keep the originals.

To check that it arrived whole (any BagIt tool does this):
    sha256sum -c manifest-sha256.txt
To check originals, log, signatures, checkpoints and citations:
    indicia verify data
To check one published update with Python alone:
    python3 -I data/updates/DATE/verify.py
To work with it, copy the folder data and use it as a case:
    indicia -C data run

The checkpoint of its log is {checkpoint}. Compare it with the code you were given elsewhere.
"""


@dataclass(frozen=True, slots=True)
class Bag:
    """What was written: files and bytes of the payload, and the web captures among it."""

    folder: Path
    files: int
    size: int
    web_captures: int


def write_bag(case: Case, folder: Path, checkpoint: str, when: datetime) -> Bag:
    """Write the bag into a new ``folder``.

    Raises:
        CustodyError: an original is damaged; a damaged case is not exported.
        OSError: the disk refuses.
    """
    payload = folder / "data"
    payload.mkdir(parents=True)
    hashes = dict(_copied(case, payload))
    title = case.settings_at(None).settings.title
    (payload / "web").mkdir()
    captures = web_captures(case.log.events(None), case.objects)
    count = write_wacz(payload / "web" / "captures.wacz", captures, title)
    if not count:
        (payload / "web").rmdir()
    (payload / "README.txt").write_text(README.format(checkpoint=checkpoint), encoding="utf-8")
    verifier = files("indicia.publish").joinpath("verify.py").read_bytes()
    (payload / "verify.py").write_bytes(verifier)
    for path in ("web/captures.wacz", "README.txt", "verify.py"):
        if (payload / path).exists():
            hashes[path] = _hash_of(payload / path)
    sizes = {path: (payload / path).stat().st_size for path in hashes}
    facts = CrateFacts(title, f"{when:%Y-%m-%dT%H:%M:%SZ}", checkpoint, SOFTWARE)
    metadata = crate_metadata(facts, sorted(hashes), sizes)
    (payload / "ro-crate-metadata.json").write_bytes(metadata)
    hashes["ro-crate-metadata.json"] = hashlib.sha256(metadata).hexdigest()
    size = sum(sizes.values()) + len(metadata)
    _write_tags(folder, hashes, size, checkpoint, when)
    return Bag(folder, len(hashes), size, count)


def _copied(case: Case, payload: Path) -> Iterator[tuple[str, str]]:
    """Copy the case; gives each path with the SHA-256 of what was written."""
    root = case.root
    updates = [p for p in sorted((root / "updates").rglob("*")) if p.is_file()]
    for path in updates:
        inside = path.relative_to(root)
        if not any(part.startswith(".") for part in inside.parts):
            yield inside.as_posix(), _copy(path, payload / inside)
    for path in sorted((root / "log").rglob("*")):
        inside = path.relative_to(root)
        if path.is_file() and path.name != "lock":
            yield inside.as_posix(), _copy_lines(path, payload / inside)
    for name in case.setting_files():
        yield name, _copy(root / name, payload / name)
    for sha256 in case.objects:
        path = case.objects.path(sha256)
        inside = path.relative_to(root)
        written = _copy(path, payload / inside)
        if written != sha256:
            raise CustodyError(
                f"Exporting the object {sha256}: its bytes are not those of its name; bring it "
                "back from a copy of the case, run `indicia verify`, and export again"
            )
        yield inside.as_posix(), written


def _copy(source: Path, target: Path) -> str:
    """Copy a file in pieces; gives the SHA-256 of what was written."""
    target.parent.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    with source.open("rb") as reader, target.open("wb") as writer:
        while piece := reader.read(PIECE):
            digest.update(piece)
            writer.write(piece)
    shutil.copymode(source, target)
    return digest.hexdigest()


def _copy_lines(source: Path, target: Path) -> str:
    """Copy a file of the log without a line that is being written."""
    content = source.read_bytes()
    if source.suffix == ".jsonl" and source.parent.name == "log":
        content = content[: content.rfind(b"\n") + 1]
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
    return hashlib.sha256(content).hexdigest()


def _hash_of(path: Path) -> str:
    with path.open("rb") as reader:
        return hashlib.file_digest(reader, "sha256").hexdigest()


def _write_tags(
    folder: Path, hashes: dict[str, str], size: int, checkpoint: str, when: datetime
) -> None:
    """The bag's own files; the payload's manifest first, the manifest over the tags last."""
    lines = (f"{sha256}  data/{_escaped(path)}\n" for path, sha256 in sorted(hashes.items()))
    tags = {
        "bagit.txt": "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n",
        "bag-info.txt": (
            f"Bagging-Date: {when:%Y-%m-%d}\n"
            f"Bag-Software-Agent: Indicia {__version__}\n"
            f"External-Identifier: {checkpoint}\n"
            f"Payload-Oxum: {size}.{len(hashes)}\n"
        ),
        "manifest-sha256.txt": "".join(lines),
    }
    for name, text in tags.items():
        (folder / name).write_text(text, encoding="utf-8", newline="")
    own = "".join(
        f"{hashlib.sha256(text.encode()).hexdigest()}  {name}\n"
        for name, text in sorted(tags.items())
    )
    (folder / "tagmanifest-sha256.txt").write_text(own, encoding="utf-8", newline="")


def _escaped(path: str) -> str:
    """A path in a manifest (RFC 8493, 2.1.3): line ends and percent signs are encoded."""
    return path.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
