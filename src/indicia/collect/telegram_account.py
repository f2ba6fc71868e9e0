"""The account with which a channel is read live: its secrets, and the client that uses them.

Secrets come from the keyring or the environment, are handed to the client, and go nowhere else: not
into the case, its log, or a message.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from indicia.collect.fetch import proxy_address
from indicia.errors import AssetMissing, SourceUnreachable
from indicia.watch import Watch

SERVICE = "indicia"
NAMES = {
    "api_id": "INDICIA_TELEGRAM_API_ID",
    "api_hash": "INDICIA_TELEGRAM_API_HASH",
    "session": "INDICIA_TELEGRAM_SESSION",
}
HOW = (
    "run `indicia login telegram`, or set "
    f"{', '.join(NAMES.values())} (docs/monitor.md says how to get them)"
)


@dataclass(frozen=True, slots=True, repr=False)
class Account:
    """What Telegram wants to know of an account. Never shown: it has no ``repr``."""

    api_id: int
    api_hash: str
    session: str


def load_account() -> Account:
    """The account from the environment, else from the keyring.

    Raises:
        SourceUnreachable: something is missing, or the API id is no number; names how to set it.
    """
    found = {key: os.environ.get(name) or _from_keyring(key) for key, name in NAMES.items()}
    missing = [NAMES[key] for key, value in found.items() if not value]
    if missing:
        raise SourceUnreachable(f"telegram: no account ({', '.join(missing)} is not set); {HOW}")
    if not str(found["api_id"]).isdigit():
        raise SourceUnreachable(f"telegram: {NAMES['api_id']} is not a number; {HOW}")
    return Account(int(str(found["api_id"])), str(found["api_hash"]), str(found["session"]))


def store_account(account: Account) -> None:
    """Keep an account in the keyring. Raises ``AssetMissing`` where there is no keyring."""
    try:
        import keyring
        from keyring.errors import KeyringError
    except ImportError as error:
        raise AssetMissing(
            'keyring: is not installed; run  pip install "indicia[telegram]"'
        ) from error
    try:
        for key in NAMES:
            keyring.set_password(SERVICE, f"telegram-{key}", str(getattr(account, key)))
    except KeyringError:
        raise AssetMissing(
            f"keyring: this machine has none that is unlocked; set {', '.join(NAMES.values())} "
            "in the environment instead"
        ) from None


def telegram_client(watch: Watch) -> Any:
    """A Telethon client for a watch, not yet connected.

    Raises:
        AssetMissing: Telethon is not installed.
        SourceUnreachable: there is no account.
    """
    try:
        from telethon import TelegramClient
        from telethon.sessions import StringSession
    except ImportError as error:
        raise AssetMissing(
            'telegram: Telethon is not installed; run  pip install "indicia[telegram]", or watch '
            'the channel\'s preview with kind = "preview"'
        ) from error
    account = load_account()
    try:
        session = StringSession(account.session)
    except ValueError:
        raise SourceUnreachable(f"telegram: the session is not one of Telethon; {HOW}") from None
    return TelegramClient(
        session,
        account.api_id,
        account.api_hash,
        proxy=_proxy(watch.proxy),
        flood_sleep_threshold=0,
        receive_updates=False,
    )


def _proxy(proxy: str | None) -> dict[str, Any] | None:
    """A proxy as Telethon wants it."""
    if proxy is None:
        return None
    parts = urlsplit(proxy_address(proxy))
    return {
        "proxy_type": "socks5" if parts.scheme.startswith("socks5") else "http",
        "addr": parts.hostname,
        "port": parts.port or 1080,
        "username": parts.username,
        "password": parts.password,
        "rdns": parts.scheme != "socks5",
    }


def _from_keyring(key: str) -> str | None:
    try:
        import keyring
        from keyring.errors import KeyringError
    except ImportError:
        return None
    try:
        found = keyring.get_password(SERVICE, f"telegram-{key}")
    except KeyringError:
        return None
    return str(found) if found else None
