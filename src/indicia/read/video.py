"""Video and voice: kept whole, with key frames as pictures and what the file says of itself.

Nothing is transcribed, and the item says so. Frames come from the extra ``video`` (PyAV); without
it the file is kept with a fault that names the line to install it.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any, BinaryIO

from indicia.read.reading import Context, Reading, ReadItem

NAME, VERSION = "video", "1"
MOST_FRAMES = 8
LONGEST_SIDE = 1600
QUALITY = 90
TOLD = (
    "creation_time",
    "title",
    "encoder",
    "comment",
    "artist",
    "location",
    "com.apple.quicktime.location.ISO6709",
)


def parts(source: BinaryIO, context: Context) -> Iterator[Reading]:
    """One item, with up to eight key frames spread over its length."""
    reading = Reading(NAME, VERSION)
    try:
        import av
        from av.error import FFmpegError
    except ImportError:
        message = 'key frames need the extra video: pip install "indicia[video]"; the file is kept'
        reading.fault("/", "note", "no key frames", message)
        reading.items.append(_item(context, "video", {}))
        yield reading
        return
    try:
        with av.open(source, metadata_errors="replace") as container:
            _read(container, reading, context)
    except (FFmpegError, OSError, ValueError, EOFError) as error:
        what = " ".join(str(error).split())[:100]
        message = f"not a video or sound that can be read ({what}); it is kept unread"
        reading.fault("/", "lost", "damaged", message)
    yield reading


def _read(container: Any, reading: Reading, context: Context) -> None:
    pictures, sounds = container.streams.video, container.streams.audio
    if not pictures and not sounds:
        reading.fault("/", "lost", "damaged", "holds neither pictures nor sound; kept unread")
        return
    kind = "video" if pictures and not _is_cover(pictures[0]) else "voice"
    facts = _facts(container, kind)
    item = _item(context, kind, facts)
    if kind == "video":
        item.media = tuple(_frames(container, pictures[0], reading))
    message = f"{facts.get('seconds', 'unknown')} seconds of {kind}: not transcribed"
    reading.fault("/", "note", "not transcribed", message)
    reading.items.append(item)


def _is_cover(stream: Any) -> bool:
    """Whether the only picture is the cover of a sound file."""
    return bool(stream.frames == 1 or stream.codec_context.name in ("mjpeg", "png"))


def _item(context: Context, kind: str, facts: dict[str, Any]) -> ReadItem:
    name = context.path.rsplit("/", 1)[-1] or f"a {kind}"
    return ReadItem(
        locator="/",
        kind=kind,
        text="",
        platform="picture" if kind == "video" else "sound",
        source_key=f"file:{context.path or name}",
        source_name=name,
        source_kind="file",
        extra={**facts, "transcribed": False},
    )


def _facts(container: Any, kind: str) -> dict[str, Any]:
    facts: dict[str, Any] = {"format": container.format.name}
    if container.duration:
        facts["seconds"] = round(container.duration / 1_000_000, 1)
    if kind == "video":
        stream = container.streams.video[0]
        facts |= {
            "width": stream.width,
            "height": stream.height,
            "codec": stream.codec_context.name,
        }
    metadata = {k: v for k, v in container.metadata.items() if k in TOLD and v}
    return {**facts, "metadata": metadata} if metadata else facts


def _frames(container: Any, stream: Any, reading: Reading) -> Iterator[str]:
    """Key frames, spread over the length, as JPEG; their names."""
    stream.codec_context.skip_frame = "NONKEY"
    stream.thread_type = "NONE"
    step = (container.duration or 0) / 1_000_000 / MOST_FRAMES
    wanted, taken = 0.0, 0
    for frame in container.decode(stream):
        seconds = float(frame.time or 0.0)
        if taken >= MOST_FRAMES or seconds + 1e-6 < wanted:
            continue
        image = frame.to_image()
        image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        sink = io.BytesIO()
        image.save(sink, "JPEG", quality=QUALITY)
        name = f"frame at {seconds:.1f} s"
        reading.member(f"/frame/{seconds:.1f}", name, sink.getvalue())
        yield name
        taken, wanted = taken + 1, seconds + step
