"""WACZ: web archives in a ZIP file, read by member, with the hashes that its package promises.

Nothing is unpacked to a path. A member is read within limits, so that a bomb ends as a fault.
Whether the archive's signature holds is not checked here: the fault says so.

Source: WACZ 1.1.1, https://specs.webrecorder.net/wacz/1.1.1/.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO, cast

import orjson

from indicia.read.reading import Context, Reading
from indicia.read.warc import pages

NAME, VERSION = "wacz", "1"
MOST_BYTES = 2_000_000_000
MOST_TOLD = 5_000_000
MOST_RATIO = 200
PIECE = 1 << 20


def parts(source: BinaryIO, context: Context) -> Iterator[Reading]:
    """The pages of every WARC inside, then what the package says and does not keep."""
    told = Reading(NAME, VERSION)
    try:
        archive = zipfile.ZipFile(source)
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        told.fault("/", "lost", "no archive", f"not a ZIP file ({error}); it is kept unread")
        yield told
        return
    with archive:
        members = [m for m in archive.infolist() if _is_warc(m.filename)]
        _check_package(archive, told)
        for member in members:
            if member.flag_bits & 1:
                message = f"{member.filename}: is encrypted; unpack it and add what is inside"
                told.fault(f"/{member.filename}", "lost", "encrypted", message)
            elif _is_bomb(member):
                message = f"{member.filename}: packs {member.file_size:,} bytes; not read"
                told.fault(f"/{member.filename}", "lost", "too large", message)
            else:
                yield from _warc(archive, member, context)
        if not members:
            told.fault("/", "note", "no pages", "the archive holds no WARC file")
    yield told


def _is_warc(name: str) -> bool:
    return name.lower().endswith((".warc", ".warc.gz"))


def _is_bomb(member: zipfile.ZipInfo) -> bool:
    packed = max(member.compress_size, 1)
    return member.file_size > MOST_BYTES or member.file_size / packed > MOST_RATIO


def _warc(archive: zipfile.ZipFile, member: zipfile.ZipInfo, context: Context) -> Iterator[Reading]:
    try:
        with archive.open(member) as opened:
            stream = cast(BinaryIO, io.BufferedReader(opened))
            yield from pages(stream, context, f"/{member.filename}", NAME, VERSION)
    except (zipfile.BadZipFile, zlib.error, OSError, NotImplementedError) as error:
        broken = Reading(NAME, VERSION)
        message = f"{member.filename}: damaged ({error}); what stands before is kept"
        broken.fault(f"/{member.filename}", "lost", "cut short", message)
        yield broken


def _check_package(archive: zipfile.ZipFile, told: Reading) -> None:
    """Compare each resource with the hash that the package promises."""
    content = _small(archive, "datapackage.json")
    if content is None:
        told.fault("/", "doubt", "no package", "no datapackage.json: nothing promises its content")
        return
    try:
        package = orjson.loads(content)
        resources = [(str(r["path"]), _promised(r)) for r in package["resources"]]
    except (orjson.JSONDecodeError, KeyError, TypeError) as error:
        message = f"its datapackage.json is not readable ({type(error).__name__})"
        told.fault("/datapackage.json", "doubt", "broken package", message)
        return
    for path, promised in resources:
        found = _hash_of(archive, path, promised.partition(":")[0] or "sha256")
        if found is None:
            message = f"{path}: is promised and not there"
            told.fault(f"/{path}", "doubt", "missing", message)
        elif found != promised.rpartition(":")[2]:
            message = f"{path}: is not what the package promises ({promised[:20]}...)"
            told.fault(f"/{path}", "doubt", "hash differs", message)
    _check_digest(archive, content, told)


def _promised(resource: Any) -> str:
    """The promised hash with its algorithm; before version 1.1.1 it stood under ``stats``."""
    if "hash" in resource:
        return str(resource["hash"])
    return f"{resource.get('hashing', 'sha256')}:{resource['stats']['hash']}"


def _check_digest(archive: zipfile.ZipFile, package: bytes, told: Reading) -> None:
    content = _small(archive, "datapackage-digest.json")
    if content is None:
        return
    try:
        digest: Any = orjson.loads(content)
        promised = str(digest["hash"]).rpartition(":")[2]
    except (orjson.JSONDecodeError, KeyError, TypeError):
        told.fault("/datapackage-digest.json", "doubt", "broken package", "not readable")
        return
    if promised != hashlib.sha256(package).hexdigest():
        message = "datapackage.json is not what its digest promises"
        told.fault("/datapackage.json", "doubt", "hash differs", message)
    if digest.get("signedData"):
        message = "it is signed; whether the signature holds is not verifiable here"
        told.fault("/datapackage-digest.json", "note", "signed", message)


def _small(archive: zipfile.ZipFile, name: str) -> bytes | None:
    try:
        member = archive.getinfo(name)
        if member.file_size > MOST_TOLD or _is_bomb(member):
            return None
        return archive.read(member)
    except (KeyError, zipfile.BadZipFile, zlib.error, OSError, RuntimeError, NotImplementedError):
        return None


def _hash_of(archive: zipfile.ZipFile, name: str, algorithm: str) -> str | None:
    try:
        digest = hashlib.new(algorithm)
        member = archive.getinfo(name)
        if _is_bomb(member):
            return None
        with archive.open(member) as opened:
            while piece := opened.read(PIECE):
                digest.update(piece)
    except (KeyError, ValueError, zipfile.BadZipFile, zlib.error, OSError, RuntimeError):
        return None
    return digest.hexdigest()
