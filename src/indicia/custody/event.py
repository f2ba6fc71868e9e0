"""One line of the log: what is handed in, and what has been written.

A line is canonical JSON. Every field is always there, null where there is nothing to say; ``sig``
covers the line without ``sig``. Fields of a capture stand beside the others where they are given.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from indicia.canonical import canonical_bytes
from indicia.custody.clock import Reading, utc_text
from indicia.errors import UsageError

VERSION = 1
FIRST_PREV = "0" * 64

# fmt: off
ACTIONS = frozenset({
    "case.create", "key.add", "key.retire", "settings", "collect", "collect.fail", "import",
    "derive", "search", "decide", "note", "verify", "redact", "publish", "export", "transfer",
    "checkpoint", "timestamp", "delete", "recover",
})
# fmt: on
CAPTURE_FIELDS = (
    "url_requested",
    "url_final",
    "redirects",
    "server_ip",
    "tls",
    "status",
    "headers_sha256",
    "method",
    "platform_time",
    "content_verdict",
    "complete",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEvent:
    """What happened, before it has a place and a time in the log.

    No field may hold a third party's words or names: seal those and give the hash.
    """

    action: str
    """One of ``ACTIONS``."""
    actor: Mapping[str, Any]
    """``id``, ``role``, ``session``."""
    tool: Mapping[str, Any]
    """``name``, ``version``."""
    params: Mapping[str, Any] = field(default_factory=dict)
    object: Mapping[str, Any] | None = None
    """``sha256``, ``size``, ``media_type_declared``, ``media_type_sniffed``."""
    inputs: Sequence[str] = ()
    reason: str | None = None
    result: Any = None
    url_requested: str | None = None
    url_final: str | None = None
    redirects: Sequence[Any] | None = None
    server_ip: str | None = None
    tls: Any = None
    status: int | None = None
    headers_sha256: str | None = None
    method: str | None = None
    platform_time: str | None = None
    content_verdict: Any = None
    complete: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """An event as the log holds it."""

    seq: int
    """Its place in the log, from 1."""
    line: Mapping[str, Any]
    """The fields of the line."""
    raw: bytes
    """The line's bytes, without the line end: what the leaf hash is over."""
    leaf: bytes
    """Its leaf hash: 32 bytes."""

    @property
    def action(self) -> str:
        """What was done."""
        return str(self.line["action"])


def line_fields(
    event: NewEvent, seq: int, prev: str, reading: Reading, batch: tuple[int, int] | None = None
) -> dict[str, Any]:
    """The line of an event at its place and time, not yet signed. Raises UsageError.

    ``batch``: first and last place of the lines that one write brings, where they are several.
    """
    if event.action not in ACTIONS:
        raise UsageError(
            f"Writing the log: there is no action {event.action!r}; one of "
            f"{', '.join(sorted(ACTIONS))}"
        )
    line: dict[str, Any] = {
        "v": VERSION,
        "seq": seq,
        "prev": prev,
        "batch": None if batch is None else list(batch),
        "t": utc_text(reading.utc_us),
        "t_mono": reading.monotonic_us,
        "clock": {"source": reading.source, "offset_us": reading.offset_us},
        "actor": {part: event.actor.get(part) for part in ("id", "role", "session")},
        "tool": {part: event.tool.get(part) for part in ("name", "version")},
        "action": event.action,
        "object": None if event.object is None else dict(event.object),
        "inputs": list(event.inputs),
        "params": dict(event.params),
        "reason": event.reason,
        "result": event.result,
        "sig": None,
    }
    if event.action in ("collect", "collect.fail"):
        line.update((name, getattr(event, name)) for name in CAPTURE_FIELDS)
    return {name: _writable(value) for name, value in line.items()}


def signed_part(line: Mapping[str, Any]) -> bytes:
    """The bytes that ``sig`` covers: the line without ``sig``."""
    return canonical_bytes({name: value for name, value in line.items() if name != "sig"})


def _writable(value: Any) -> Any:
    """Lone surrogates (undecodable file names) as escapes in plain sight, so nothing is refused."""
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode("utf-8")
    if isinstance(value, Mapping):
        return {_writable(key): _writable(member) for key, member in value.items()}
    if isinstance(value, list | tuple):
        return [_writable(member) for member in value]
    return value
