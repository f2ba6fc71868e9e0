"""A channel read live, against a double of the client that answers with the library's own types."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest

pytest.importorskip("telethon", reason="the extra telegram is not installed")
from telethon import errors
from telethon.tl import types

from indicia.case import Case
from indicia.collect.look import Look, Outside, look_at
from indicia.collect.memory import WatchMemory, memories
from indicia.collect.pacing import Pacer
from indicia.collect.telegram_account import load_account
from indicia.console.start import PLAIN_CASE
from indicia.errors import SourceUnreachable
from indicia.watch import Watch

START = datetime(2026, 10, 1, 10, tzinfo=UTC)
WATCH = Watch("sons", "telegram", "@sons_tq", pages=1)
PHOTO = types.Photo(
    id=1, access_hash=2, file_reference=b"", date=START, sizes=[], dc_id=1, has_stickers=False
)
SECRETS = {
    "INDICIA_TELEGRAM_API_ID": "12345",
    "INDICIA_TELEGRAM_API_HASH": "secret-hash-of-an-account",
    "INDICIA_TELEGRAM_SESSION": "secret-session-of-an-account",
}


def message(number: int, text: str, edited: bool = False, photo: bool = False) -> types.Message:
    return types.Message(
        id=number,
        peer_id=types.PeerChannel(1900000001),
        date=START + timedelta(minutes=number),
        message=text,
        edit_date=START + timedelta(days=1) if edited else None,
        views=100 + number,
        media=types.MessageMediaPhoto(photo=PHOTO) if photo else None,
    )


@dataclass
class Double:
    """The part of the client's interface that is used, over a channel held in memory."""

    channel: dict[int, types.Message]
    authorized: bool = True
    fault: Exception | None = None
    calls: list[str] = field(default_factory=list)

    async def connect(self) -> None:
        self.calls.append("connect")
        if isinstance(self.fault, OSError):
            raise self.fault

    async def disconnect(self) -> None:
        self.calls.append("disconnect")

    async def is_user_authorized(self) -> bool:
        return self.authorized

    async def get_entity(self, address: str | int) -> types.Channel:
        if self.fault:
            raise self.fault
        assert address == "sons_tq"
        return types.Channel(
            id=1900000001,
            title="Sons of Tell Qamar (invented)",
            photo=types.ChatPhotoEmpty(),
            date=START,
            username="sons_tq",
            broadcast=True,
        )

    async def iter_messages(
        self, entity: Any, limit: int, min_id: int = 0, reverse: bool = False
    ) -> AsyncIterator[types.Message]:
        numbers = sorted((n for n in self.channel if n > min_id), reverse=not reverse)
        for number in numbers[:limit]:
            yield self.channel[number]

    async def get_messages(self, entity: Any, ids: Sequence[int]) -> list[types.Message | None]:
        return [self.channel.get(number) for number in ids]

    async def download_media(self, message: Any, file: Any) -> bytes:
        return b"\x89PNG\r\n\x1a\n invented picture"


@pytest.fixture
def case(tmp_path: Path) -> Case:
    files = {"case.toml": PLAIN_CASE.format(title="T").encode()}
    return Case.create(tmp_path / "case", files, "tester")


def look(case: Case, double: Double, watch: Watch = WATCH) -> Look:
    outside = Outside(pacer=Pacer(sleep=lambda seconds: None), client=lambda watch: double)
    memory = memories(case.log.events(None)).get(watch.id) or WatchMemory()
    return look_at(case, watch, memory, outside)


def kept(case: Case) -> list[list[dict[str, Any]]]:
    """The lines of each look's original, header first."""
    found = []
    for event in case.log.events(None):
        stored = event.line.get("object")
        if event.action == "collect" and event.line["params"]["index"] == 0:
            lines = case.objects.read(stored["sha256"]).splitlines()
            found.append([orjson.loads(line) for line in lines])
    return found


def channel(*numbers: int) -> dict[int, types.Message]:
    return {number: message(number, f"invented words {number}") for number in numbers}


def test_the_first_look_takes_the_latest_messages_oldest_first(case: Case) -> None:
    assert look(case, Double(channel(5, 6, 8))).captures == 1
    ((header, *messages),) = kept(case)
    assert (header["_"], header["first"], header["last"]) == ("IndiciaLook", 5, 8)
    assert header["channel"]["title"] == "Sons of Tell Qamar (invented)"
    assert [m["id"] for m in messages] == [5, 6, 8]
    assert messages[0]["message"] == "invented words 5"


def test_a_look_that_finds_nothing_new_is_a_logged_silence(case: Case) -> None:
    double = Double(channel(5, 6, 8))
    look(case, double)
    met = look(case, double)
    assert (met.captures, met.unchanged) == (0, 1)
    assert [e.action for e in case.log.events(None)][-1] == "search"


def test_new_edited_and_deleted_messages_come_with_the_next_look(case: Case) -> None:
    double = Double(channel(5, 6, 8))
    look(case, double)
    del double.channel[6]
    double.channel[8] = message(8, "other words", edited=True)
    double.channel[9] = message(9, "invented words 9")
    assert look(case, double).captures == 1
    header, *messages = kept(case)[1]
    by_number = {m["id"]: m for m in messages}
    assert by_number[6]["_"] == "MessageEmpty"
    assert by_number[8]["message"] == "other words"
    assert by_number[9]["message"] == "invented words 9"
    assert header["last"] == 9
    assert look(case, double).captures == 0


def test_a_long_absence_is_made_up_look_by_look_without_a_gap(case: Case) -> None:
    double = Double(channel(1))
    look(case, double)
    double.channel |= channel(*range(2, 252))
    for _ in range(3):
        look(case, double)
    numbers = {m["id"] for lines in kept(case) for m in lines[1:] if m["_"] == "Message"}
    assert numbers == set(range(1, 252))


def test_pictures_come_in_the_same_batch(case: Case) -> None:
    double = Double({3: message(3, "a picture", photo=True)})
    assert look(case, double).captures == 2
    ((_, post),) = kept(case)
    assert post["indicia_media"] == "media/3.jpg"
    manifests = {
        e.line["params"]["manifest"] for e in case.log.events(None) if e.action == "collect"
    }
    assert len(manifests) == 1


def test_a_flood_wait_is_kept_and_waited_for(case: Case) -> None:
    double = Double(channel(1), fault=errors.FloodWaitError(request=None, capture=300))
    met = look(case, double)
    assert met.failed and "300 seconds" in met.failed
    assert memories(case.log.events(None))["sons"].wait_seconds == 300
    assert double.calls[-1] == "disconnect"


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        (errors.ChannelPrivateError(request=None), "does not show"),
        (ValueError("no user has that name"), "does not show"),
        (ConnectionError("reset"), "was not reached"),
    ],
)
def test_what_cannot_be_read_is_a_sentence(case: Case, fault: Exception, sentence: str) -> None:
    met = look(case, Double(channel(1), fault=fault))
    assert met.failed and sentence in met.failed


def test_a_session_that_ended_says_how_to_log_in(case: Case) -> None:
    met = look(case, Double(channel(1), authorized=False))
    assert met.failed and "indicia login telegram" in met.failed


def test_secrets_enter_neither_log_nor_message(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    assert "secret" not in repr(load_account())
    outside = Outside(pacer=Pacer(sleep=lambda seconds: None))
    met = look_at(case, replace(WATCH, address="sons_tq"), WatchMemory(), outside)
    assert met.failed and "the session is not one" in met.failed
    everything = met.failed.encode() + b"".join(
        path.read_bytes() for path in case.root.rglob("*") if path.is_file()
    )
    for value in SECRETS.values():
        assert value.encode() not in everything


def test_a_missing_account_names_what_to_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in SECRETS:
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(SourceUnreachable, match="INDICIA_TELEGRAM_API_ID"):
        load_account()


class LogIn:
    """A double of the client for the log-in; it wants a password."""

    def __init__(self) -> None:
        self.session = self
        self.given: list[str] = []

    def save(self) -> str:
        return "a-new-session"

    async def connect(self) -> None: ...

    async def disconnect(self) -> None: ...

    async def send_code_request(self, phone: str) -> None:
        self.given.append(phone)

    async def sign_in(self, phone: str = "", code: str = "", password: str = "") -> None:
        self.given.append(code or password)
        if not password:
            raise errors.SessionPasswordNeededError(request=None)


def test_a_log_in_keeps_the_session_in_the_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    from indicia.collect import telegram_login

    stored = []
    monkeypatch.setattr(telegram_login, "store_account", stored.append)
    answers = iter(["12345", "hash", "+990000", "111", "pass"])
    client = LogIn()
    said = telegram_login.log_in(lambda question, hidden: next(answers), lambda i, h: client)
    assert client.given == ["+990000", "111", "pass"]
    assert (stored[0].api_id, stored[0].session) == (12345, "a-new-session")
    assert "keyring" in said and "hash" not in said
