"""The e-mail edition: ``update.eml``, plain text first and complete, the same as HTML behind it.

Nothing in it is fetched and nothing reports back. It threads on the update before it, and offers a
way off the list where ``case.toml`` names one. The program sends nothing.

Sources: RFC 5322 (threads), RFC 2046 (alternatives), RFC 8058 (leaving a list with one click).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from typing import Any
from urllib.parse import urlsplit

from indicia.publish.chrome import words_of
from indicia.publish.outline import BODY, as_html, as_text, whole
from indicia.publish.render import clean, direction_in
from indicia.settings import Publication

MAIL_FILE = "update.eml"
NOWHERE = "indicia.invalid"
"""The host of ids and sender where the case names none; it never resolves (RFC 2606)."""


@dataclass(frozen=True, slots=True)
class Thread:
    """What an update's Message-ID is made of: the log's origin, and numbers published before."""

    origin: str
    earlier: Sequence[int]


def render_mail(data: Mapping[str, Any], thread: Thread, publication: Publication) -> bytes:
    """The message as bytes, ready to be sent; equal inputs give equal bytes."""
    language = data.get("language", "en")
    blocks = whole(data)
    message = EmailMessage(policy=SMTP)
    message["Subject"] = " ".join(clean(_subject(data)).split())
    message["From"] = _sender(publication)
    message["To"] = "undisclosed-recipients:;"
    message["Date"] = format_datetime(_as_of(data))
    message["Message-ID"] = message_id(thread.origin, data["number"], publication)
    if thread.earlier:
        ids = [message_id(thread.origin, number, publication) for number in thread.earlier]
        message["In-Reply-To"] = ids[-1]
        message["References"] = " ".join(ids[-20:])
    message["Auto-Submitted"] = "auto-generated"
    if publication.list:
        message["List-Unsubscribe"] = f"<{publication.list}>"
        if publication.list.startswith("https:"):
            message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(as_text(blocks, language), cte="quoted-printable")
    message.add_alternative(_page(data, as_html(blocks, language)), "html", cte="base64")
    message["Content-Language"] = language  # set_content would have dropped it
    seed = f"{message['Message-ID']} {data['checkpoint']}".encode()
    message.set_boundary(f"indicia-{hashlib.sha256(seed).hexdigest()[:32]}")
    return message.as_bytes()


def message_id(origin: str, number: int, publication: Publication) -> str:
    """The id of an update's message: the same whenever it is made."""
    digest = hashlib.sha256(f"{origin}\n{number}".encode()).hexdigest()
    return f"<update-{number}.{digest[:24]}@{_host(publication)}>"


def _host(publication: Publication) -> str:
    return urlsplit(publication.address).hostname or NOWHERE


def _subject(data: Mapping[str, Any]) -> str:
    words = words_of(data.get("language", "en"))
    return f"{data.get('question') or data['title']} – {words['edition']} {data['number']}"


def _sender(publication: Publication) -> Address:
    name, address = parseaddr(publication.sender)
    user, _, host = (address or f"update@{_host(publication)}").rpartition("@")
    return Address(name or "Indicia", user, host)


def _as_of(data: Mapping[str, Any]) -> datetime:
    return datetime.strptime(data["as_of_utc"], "%Y-%m-%d %H:%M UTC").replace(tzinfo=UTC)


def _page(data: Mapping[str, Any], inside: str) -> str:
    language = data.get("language", "en")
    direction = direction_in(language)
    return (
        f'<!DOCTYPE html>\n<html lang="{language}" dir="{direction}"><head><meta charset="utf-8">'
        f'</head>\n<body lang="{language}" dir="{direction}" style="margin:0">\n'
        f'<div lang="{language}" dir="{direction}" style="{BODY}">\n{inside}\n</div>\n</body></html>\n'
    )
