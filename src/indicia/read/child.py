"""Readers run in a child process that has limits and can be killed.

The child gets a path, gives :class:`Reading` after :class:`Reading` as MessagePack (never pickle: a
child that hostile bytes have taken over must not be believed), and dies when it uses too much. The
parent keeps what had come, starts another child, notes a fault, and goes on.
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
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from indicia.read.job import broken, read_parts
from indicia.read.reading import Context, Reading, joined

CPU_SECONDS = 10.0
SECONDS_PER_MB = 1.0
MEMORY_BYTES = 1 << 30
WALL_FACTOR = 8.0
MOST_ANSWER = 1 << 30
CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000


class Job(msgspec.Struct):
    """What the parent asks for."""

    path: str
    context: Context
    cpu_seconds: float


_READING = msgspec.msgpack.Decoder(Reading)


def cpu_limit(size: int) -> float:
    """CPU seconds that an original of ``size`` bytes may take."""
    return CPU_SECONDS + SECONDS_PER_MB * size / 1e6


class ReaderProcess:
    """A child that reads one original after the other."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[bytes] | None = None
        self.busy = False

    def _started(self) -> subprocess.Popen[bytes]:
        if self.busy:  # the parts of the last original were not taken to the end
            self.close()
        if self.process is None or self.process.poll() is not None:
            environment = {**os.environ, "OMP_THREAD_LIMIT": "1", "OPENBLAS_NUM_THREADS": "1"}
            self.process = subprocess.Popen(
                [sys.executable, "-m", "indicia.read.child"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env=environment,
                start_new_session=True,  # Ctrl-C is for the parent, which ends its children itself
            )
        return self.process

    def read(self, path: Path, context: Context) -> Reading:
        """Read one original whole; see :meth:`parts`."""
        return joined(self.parts(path, context))

    def parts(self, path: Path, context: Context) -> Iterator[Reading]:
        """Read one original, part by part.

        A child that dies or hangs ends with a reading that holds a fault; so does a file that
        cannot be opened.
        """
        try:
            limit = cpu_limit(path.stat().st_size)
        except OSError as error:
            yield unreadable(error)
            return
        process = self._started()
        self.busy = True
        job = msgspec.msgpack.encode(Job(str(path), context, limit))
        assert process.stdin is not None and process.stdout is not None
        try:
            process.stdin.write(len(job).to_bytes(8, "big") + job)
            process.stdin.flush()
            while answer := _received(process.stdout, limit * WALL_FACTOR):
                yield _READING.decode(answer)
            self.busy = False
        except (EOFError, BrokenPipeError):
            yield self._fallen(limit)
        except TimeoutError:
            yield self._fallen(limit, hung=True)
        except (msgspec.ValidationError, msgspec.DecodeError) as error:
            self.close()
            yield broken("child", "reader failed", f"the reader's answer was not valid ({error})")

    def _fallen(self, limit: float, hung: bool = False) -> Reading:
        process = self.process
        if process is not None and not hung:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(1.0)  # it has closed its pipe: let its own exit code be known
        self.close()
        code = process.returncode if process else 0
        if hung or code in (-signal.SIGPROF, -signal.SIGXCPU):
            return broken("child", "time", f"took more than {limit:.0f} s of processor time")
        return broken("child", "crash", f"the reader died (signal or exit {code})")

    def stop(self) -> None:
        """End what the child is at, from another thread; its reader then finds it gone."""
        if self.process is not None:
            self.process.kill()

    def close(self) -> None:
        """End the child."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            for pipe in (self.process.stdin, self.process.stdout):
                if pipe:
                    with contextlib.suppress(BrokenPipeError):
                        pipe.close()
        self.process, self.busy = None, False


def _received(pipe: Any, seconds: float) -> bytes:
    """One length-prefixed answer; an empty one is the end. Raises ``EOFError``, ``TimeoutError``."""
    length = int.from_bytes(_exactly(pipe, 8, seconds), "big")
    if length > MOST_ANSWER:
        raise msgspec.DecodeError(f"{length} bytes announced")
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
        unshare = ctypes.CDLL(None, use_errno=True).unshare
        if unshare(CLONE_NEWNET):  # needs rights, which a user namespace of its own gives
            unshare(CLONE_NEWUSER | CLONE_NEWNET)

    class Refused(socket.socket):
        """A socket that cannot be made; a class, because libraries derive from it."""

        def __init__(self, *_: object, **__: object) -> None:
            raise OSError("a reader has no network")

    socket.socket = Refused  # type: ignore[misc]


def _serve(source: BinaryIO, target: BinaryIO) -> None:
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    _without_network()
    while head := source.read(8):
        job = msgspec.msgpack.decode(source.read(int.from_bytes(head, "big")), type=Job)
        signal.setitimer(signal.ITIMER_PROF, job.cpu_seconds)
        for reading in _readings(job):
            answer = encoded(reading)
            target.write(len(answer).to_bytes(8, "big") + answer)
            target.flush()  # what was read is out of the child before anything happens to it
        signal.setitimer(signal.ITIMER_PROF, 0)
        target.write(bytes(8))
        target.flush()


def _readings(job: Job) -> Iterator[Reading]:
    try:
        with Path(job.path).open("rb") as original:
            yield from read_parts(original, job.context)
    except OSError as error:
        yield unreadable(error)


def unreadable(error: OSError) -> Reading:
    """What is said of a file that cannot be opened or read on."""
    reading = Reading("none", "1")
    message = f"could not be read ({error.strerror}); give yourself the right, or add it again"
    reading.fault("/", "lost", "unreadable", message)
    return reading


def encoded(reading: Reading) -> bytes:
    """A reading as MessagePack; lone surrogates become replacement characters, with a fault."""
    try:
        return msgspec.msgpack.encode(reading, enc_hook=_plain)
    except UnicodeEncodeError:
        message = "text with half characters (lone surrogates), shown as replacement characters"
        reading.fault("/", "doubt", "half characters", message)
        return msgspec.msgpack.encode(_mended(msgspec.to_builtins(reading, enc_hook=_plain)))


def _plain(value: Any) -> str:
    """Texts that parsers give as their own kind of text, as plain ones."""
    if isinstance(value, str):
        return str.__str__(value)
    raise TypeError(f"a reader gave a {type(value).__name__}")


def _mended(value: Any) -> Any:
    """The same value, with every text one that can be written."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, dict):
        return {_mended(key): _mended(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_mended(inner) for inner in value]
    return value


if __name__ == "__main__":
    _serve(sys.stdin.buffer, os.fdopen(os.dup(1), "wb"))
