"""Video and voice: frames as pictures, facts, and nothing transcribed."""

from __future__ import annotations

import io
import sys
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from indicia.case import Case
from indicia.collect.folder import add_paths
from indicia.read.job import read_original
from indicia.read.reading import Context, Reading
from indicia.run import run_case

av = pytest.importorskip("av", reason="the extra video is not installed")


def film(seconds: int = 4, container: str = "mp4", codec: str = "mpeg4") -> bytes:
    """A drawn film: one colour a second, a key frame a second."""
    sink = io.BytesIO()
    with av.open(sink, "w", format=container) as out:
        stream = out.add_stream(codec, rate=5)
        stream.width, stream.height, stream.pix_fmt = 160, 120, "yuv420p"
        stream.codec_context.gop_size = 5
        out.metadata["title"] = "an invented film"
        for index in range(seconds * 5):
            pixels = np.full((120, 160, 3), (index // 5) * 50, np.uint8)
            for packet in stream.encode(av.VideoFrame.from_ndarray(pixels, format="rgb24")):
                out.mux(packet)
        for packet in stream.encode():
            out.mux(packet)
    return sink.getvalue()


def voice(seconds: int = 2) -> bytes:
    sink = io.BytesIO()
    with av.open(sink, "w", format="wav") as out:
        stream = out.add_stream("pcm_s16le", rate=8000, layout="mono")
        samples = np.zeros((1, 8000 * seconds), np.int16)
        frame = av.AudioFrame.from_ndarray(samples, format="s16", layout="mono")
        frame.sample_rate, frame.time_base = 8000, Fraction(1, 8000)
        for packet in (*stream.encode(frame), *stream.encode()):
            out.mux(packet)
    return sink.getvalue()


def read(content: bytes, path: str = "film.mp4") -> Reading:
    return read_original(content, Context(path=path))


def test_a_film_gives_key_frames_and_what_it_says_of_itself() -> None:
    reading = read(film())
    (item,) = reading.items
    assert (item.kind, item.extra["transcribed"], item.extra["width"]) == ("video", False, 160)
    assert 3.5 < item.extra["seconds"] < 4.5
    assert [member.name for member in reading.members] == list(item.media)
    assert 3 <= len(item.media) <= 8
    assert "not transcribed" in [fault.code for fault in reading.faults]


def test_a_voice_message_has_no_frames() -> None:
    (item,) = read(voice(), "voice.wav").items
    assert (item.kind, item.media, item.extra["seconds"]) == ("voice", (), 2.0)


@pytest.mark.parametrize("share", [0.02, 0.3, 0.6])
def test_a_film_that_breaks_off_is_read_or_a_fault(share: float) -> None:
    whole = film()
    reading = read(whole[: int(len(whole) * share)])
    assert reading.items or reading.faults


def test_a_still_picture_in_the_same_box_is_no_film() -> None:
    assert read(b"\x00\x00\x00\x18ftypheic" + b"\0" * 50, "a.heic").reader == "none"


def test_without_the_extra_the_file_is_kept_and_the_line_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "av", None)
    reading = read(film())
    assert reading.items[0].kind == "video"
    assert 'pip install "indicia[video]"' in reading.faults[0].message


def test_frames_are_pictures_of_the_case(tmp_path: Path) -> None:
    case = Case.create(tmp_path / "case", {"case.toml": b'title = "T"\nlanguages = ["en"]\n'}, "N")
    (tmp_path / "film.mp4").write_bytes(film(3))
    add_paths(case, [tmp_path / "film.mp4"])
    run_case(case, "read")
    pictures = case.store.read("pictures").to_pylist()
    assert len(pictures) >= 2
    assert case.picture_bytes(pictures[0]["picture"])[:3] == b"\xff\xd8\xff"
    kinds = {row["kind"] for row in case.store.read("items").to_pylist()}
    assert kinds == {"video", "picture"}
