"""Reads every original once, then joins items into posts, versions and sightings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from indicia.identity import member_file, sha256_hex
from indicia.read.absence import find_gaps
from indicia.read.child import ReaderProcess
from indicia.read.person import person_renditions, sources_with_kinds
from indicia.read.post import join_pictures, join_posts, join_sources
from indicia.read.reading import Context, Reading
from indicia.read.rows import MEMBER, Original, rows_of
from indicia.stage import StageTables, Workspace
from indicia.tables import finished, table_of

CHUNK = 16
LARGE = 16_000_000
"""Bytes above which an original is read part by part."""
WORKERS = 2
Media = dict[str, dict[str, str]]
"""Batch -> path inside it -> SHA-256 of the original there."""
PER_ORIGINAL = ("items", "boxes", "pictures", "marks", "faults", "renditions")


def run(work: Workspace) -> StageTables:
    """The tables of the stage; originals that were read before are not read again."""
    captures = work.table("captures")
    originals, media = first_captures(captures.to_pylist())
    done = work.units.done()
    waiting = [o for name, o in originals.items() if name not in done]
    work.progress.start(len(waiting), "originals")
    for chunk in _chunks([o for o in waiting if o.size <= LARGE]):
        readings = _read(work, chunk)
        work.units.add(
            [(o.sha256, _rows(work, r, o, media)) for o, r in zip(chunk, readings, strict=True)]
        )
    for original in (o for o in waiting if o.size > LARGE):
        _read_large(work, original, media)
        work.progress.advance()
    units = [name for name in work.units.done() if name.partition("/")[0] in originals]
    # The sources have a row an item: they are joined and let go before the rest is collected.
    sources = sources_with_kinds(work, join_sources(work.units.collect("sources", units)))
    read = {name: work.units.collect(name, units) for name in PER_ORIGINAL}
    return {**read, "sources": table_of("sources", sources), **_joined(work, read, captures)}


def _joined(
    work: Workspace, read: Mapping[str, pa.Table], captures: pa.Table
) -> dict[str, pa.Table]:
    """The tables that tell of more than one original: posts, pictures, absences."""
    renditions = person_renditions(work, read["items"], read["renditions"])
    versions, sightings = join_posts(read["items"], renditions, captures)
    looks = captures.select(["seq", "original", "captured_utc"]).to_pylist()
    gaps = find_gaps(read["items"], read["renditions"], looks, _damaged(read["faults"]))
    return {
        "renditions": renditions,
        "pictures": table_of("pictures", join_pictures(read["pictures"], read["items"])),
        "marks": table_of(
            "marks", list({m["mark"]: m for m in read["marks"].to_pylist()}.values())
        ),
        "post_versions": finished("post_versions", versions),
        "sightings": finished("sightings", sightings),
        "absences": table_of("absences", gaps.absences),
        "returns": table_of("returns", gaps.returns),
    }


def _damaged(faults: pa.Table) -> frozenset[str]:
    """The originals of which something was lost."""
    lost = faults.filter(pc.equal(faults.column("severity"), "lost"))
    return frozenset(lost.column("original").to_pylist())


def _read_large(work: Workspace, original: Original, media: Media) -> None:
    """Read a large original part by part: each is a finished unit, and the last closes it.

    So no more than a part is held at a time; a run that is killed reads the original again, and
    its parts replace those that are there.
    """
    path = Path(str(work.originals.path(original.sha256)))
    for number, part in enumerate(_CHILDREN[0].parts(path, _context(work, original))):
        unit = f"{original.sha256}/{number:06d}"
        work.units.add([(unit, _rows(work, part, original, media))])
    work.units.add([(original.sha256, {})])


def _rows(work: Workspace, reading: Reading, original: Original, media: Media) -> StageTables:
    """The rows of one original, with those of the pictures inside it."""
    names = dict(media.get(original.batch, {}))
    inside = [(member, sha256_hex(member.content)) for member in reading.members]
    names |= {MEMBER + member.name: sha256 for member, sha256 in inside}
    languages = work.settings.languages
    tables = [rows_of(reading, original, names, languages)]
    for member, sha256 in {sha256: (member, sha256) for member, sha256 in inside}.values():
        path = work.keep(member_file(sha256), member.content)
        part = _CHILDREN[0].read(path, replace(_context(work, original), path=member.name))
        as_member = replace(original, inside=member.locator, member=sha256)
        tables.append(rows_of(part, as_member, {}, languages))
    if len(tables) == 1:
        return tables[0]
    return {name: pa.concat_tables(t[name] for t in tables) for name in tables[0]}


def first_captures(
    captures: list[dict[str, Any]],
) -> tuple[dict[str, Original], Media]:
    """Each original by its first capture; and for each batch, path -> original."""
    originals: dict[str, Original] = {}
    media: Media = {}
    for row in captures:
        path = row["path"] or ""
        media.setdefault(row["batch"], {})[path] = row["original"]
        if row["original"] not in originals:
            originals[row["original"]] = Original(
                row["original"],
                row["seq"],
                row["batch"],
                path,
                row["url"],
                row["media_type"],
                row["size"],
            )
    return originals, media


def _chunks(originals: list[Original]) -> Iterator[list[Original]]:
    """Small chunks: a killed run loses at most one."""
    for start in range(0, len(originals), CHUNK):
        yield originals[start : start + CHUNK]


_CHILDREN = [ReaderProcess() for _ in range(WORKERS)]


def _read(work: Workspace, originals: list[Original]) -> list[Reading]:
    """Read originals in child processes; the order of the answers is that of the originals."""

    stopped = Event()

    def share(worker: int) -> list[tuple[int, Reading]]:
        return [
            (index, _read_one(work, _CHILDREN[worker], original))
            for index, original in enumerate(originals)
            if index % WORKERS == worker and not stopped.is_set()
        ]

    with ThreadPoolExecutor(WORKERS) as pool:
        try:
            answers = [answer for part in pool.map(share, range(WORKERS)) for answer in part]
        except BaseException:
            # Stopped by a person: what the children are at is not kept, so nobody waits for it.
            stopped.set()
            for child in _CHILDREN:
                child.stop()
            raise
    return [reading for _, reading in sorted(answers, key=lambda a: a[0])]


def _read_one(work: Workspace, child: ReaderProcess, original: Original) -> Reading:
    reading = child.read(Path(str(work.originals.path(original.sha256))), _context(work, original))
    work.progress.advance()
    return reading


def _context(work: Workspace, original: Original) -> Context:
    mappings: Mapping[str, Mapping[str, str]] = work.settings.column_mappings
    return Context(
        path=original.path,
        url=original.url,
        media_type=original.media_type,
        export_time_zone=work.settings.export_time_zone,
        languages=work.settings.languages,
        column_mappings={name: dict(mapping) for name, mapping in mappings.items()},
    )


def close_children() -> None:
    """End the reader processes; they start again when they are needed."""
    for child in _CHILDREN:
        child.close()
