"""Logging in to Telegram once: what the person types goes to Telegram and the keyring only."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from indicia.collect.telegram_account import Account, store_account
from indicia.errors import AssetMissing, SourceUnreachable, UsageError

Ask = Callable[[str, bool], str]
"""Asks a question (the second argument: what is typed is hidden) and gives the answer."""


def log_in(ask: Ask, make_client: Callable[[int, str], Any] | None = None) -> str:
    """Log in with a telephone number and a code; the session goes into the keyring.

    Raises:
        UsageError: the API id is no number.
        AssetMissing: Telethon or a keyring is missing.
        SourceUnreachable: Telegram refused, or was not reached.
    """
    api_id, api_hash = ask("API id (from my.telegram.org)", False), ask("API hash", True)
    if not api_id.isdigit():
        raise UsageError("login telegram: the API id is a number; my.telegram.org shows it")
    client = (make_client or _client)(int(api_id), api_hash)
    try:
        session = asyncio.run(_session(client, ask))
    except OSError as error:
        name = type(error).__name__
        raise SourceUnreachable(f"telegram: was not reached ({name}); try again later") from None
    store_account(Account(int(api_id), api_hash, session))
    return "logged in; the session is in the keyring, and watches of kind telegram use it"


def _client(api_id: int, api_hash: str) -> Any:
    try:
        from telethon import TelegramClient
        from telethon.sessions import StringSession
    except ImportError as error:
        raise AssetMissing(
            'telegram: Telethon is not installed; run  pip install "indicia[telegram]"'
        ) from error
    return TelegramClient(StringSession(), api_id, api_hash, receive_updates=False)


async def _session(client: Any, ask: Ask) -> str:
    from telethon import errors

    await client.connect()
    try:
        phone = ask("Telephone number of the account", True)
        await client.send_code_request(phone)
        try:
            await client.sign_in(phone, ask("Code that Telegram sent", True))
        except errors.SessionPasswordNeededError:
            await client.sign_in(password=ask("Password of the account", True))
        return str(client.session.save())
    except errors.RPCError as error:
        name = type(error).__name__
        raise SourceUnreachable(f"telegram: refused the log-in ({name}); begin again") from None
    finally:
        await client.disconnect()
