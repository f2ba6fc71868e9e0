"""Readers run in a child process that has limits and can be killed.

The child gets a path, gives a :class:`Reading` as MessagePack (never pickle: a child that hostile
bytes have taken over must not be believed), and dies when it uses too much. The parent starts
another one, notes a fault, and goes on.
"""

from __future__ import annotations

import contextlib
import os
import resource
import select
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from indicia.read.job import broken, read_original
from indicia.read.reading import Context, Reading

CPU_SECONDS = 10.0
SECONDS_PER_MB = 1.0
MEMORY_BYTES = 1 << 30
WALL_FACTOR = 8.0
CLONE_NEWNET = 0x40000000


class Job(msgspec.Struct):
    """What the parent asks for."""

    path: str
    context: Context
    cpu_seconds: float


def cpu_limit(size: int) -> float:
    """CPU seconds that an original of ``size`` bytes may take."""
    return CPU_SECONDS + SECONDS_PER_MB * size / 1e6


class ReaderProcess:
    """A child that reads one original after the other."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[bytes] | None = None

    def _started(self) -> subprocess.Popen[bytes]:
        if self.process is None or self.process.poll() is not None:
            environment = {**os.environ, "OMP_THREAD_LIMIT": "1", "OPENBLAS_NUM_THREADS": "1"}
            self.process = subprocess.Popen(
                [sys.executable, "-m", "indicia.read.child"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env=environment,
            )
        return self.process

    def read(self, path: Path, context: Context) -> Reading:
        """Read one original; a child that dies or hangs gives a reading with a fault."""
        process = self._started()
        limit = cpu_limit(path.stat().st_size)
        job = msgspec.msgpack.encode(Job(str(path), context, limit))
        assert process.stdin is not None and process.stdout is not None
        try:
            process.stdin.write(len(job).to_bytes(8, "big") + job)
            process.stdin.flush()
            answer = _received(process.stdout, limit * WALL_FACTOR)
            return msgspec.msgpack.decode(answer, type=Reading)
        except (EOFError, BrokenPipeError):
            return self._fallen(limit)
        except TimeoutError:
            return self._fallen(limit, hung=True)
        except (msgspec.ValidationError, msgspec.DecodeError) as error:
            self.close()
            return broken("child", "reader failed", f"the reader's answer was not valid ({error})")

    def _fallen(self, limit: float, hung: bool = False) -> Reading:
        process = self.process
        self.close()
        code = process.wait() if process else 0
        if hung or code in (-signal.SIGPROF, -signal.SIGXCPU):
            return broken("child", "time", f"took more than {limit:.0f} s of processor time")
        return broken("child", "crash", f"the reader died (signal or exit {code})")

    def close(self) -> None:
        """End the child."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            for pipe in (self.process.stdin, self.process.stdout):
                if pipe:
                    with contextlib.suppress(BrokenPipeError):
                        pipe.close()
        self.process = None


def _received(pipe: Any, seconds: float) -> bytes:
    """One length-prefixed answer. Raises ``EOFError`` or ``TimeoutError``."""
    length = int.from_bytes(_exactly(pipe, 8, seconds), "big")
    return _exactly(pipe, length, seconds)


def _exactly(pipe: Any, count: int, seconds: float) -> bytes:
    parts: list[bytes] = []
    while count:
        ready, _, _ = select.select([pipe], [], [], seconds)
        if not ready:
            raise TimeoutError
        part = os.read(pipe.fileno(), min(count, 1 << 20))
        if not part:
            raise EOFError
        parts.append(part)
        count -= len(part)
    return b"".join(parts)


def _without_network() -> None:
    """Leave the network: a namespace of its own where the system lets us, refusal in any case."""
    import ctypes

    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None, use_errno=True).unshare(CLONE_NEWNET)

    class Refused(socket.socket):
        """A socket that cannot be made; a class, because libraries derive from it."""

        def __init__(self, *_: object, **__: object) -> None:
            raise OSError("a reader has no network")

    socket.socket = Refused  # type: ignore[misc]


def _serve(source: BinaryIO, target: BinaryIO) -> None:
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _without_network()
    while head := source.read(8):
        job = msgspec.msgpack.decode(source.read(int.from_bytes(head, "big")), type=Job)
        signal.setitimer(signal.ITIMER_PROF, job.cpu_seconds)
        reading = read_original(Path(job.path).read_bytes(), job.context)
        signal.setitimer(signal.ITIMER_PROF, 0)
        answer = encoded(reading)
        target.write(len(answer).to_bytes(8, "big") + answer)
        target.flush()


def encoded(reading: Reading) -> bytes:
    """A reading as MessagePack; lone surrogates become replacement characters, with a fault."""
    try:
        return msgspec.msgpack.encode(reading)
    except UnicodeEncodeError:
        for item in reading.items:
            for name in ("text", "title", "author", "source_name", "forwarded_from", "url"):
                value = getattr(item, name)
                if isinstance(value, str):
                    setattr(item, name, _mended(value))
            item.extra = {}
        message = "text with half characters (lone surrogates), shown as replacement characters"
        reading.fault("/", "doubt", "half characters", message)
        return msgspec.msgpack.encode(reading)


def _mended(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")


if __name__ == "__main__":
    _serve(sys.stdin.buffer, os.fdopen(os.dup(1), "wb"))
