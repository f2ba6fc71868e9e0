"""Secrets in addresses and messages: found, named, and taken out before anything keeps them.

A log line is for ever, and a case is made to be copied: a password or token in an address would be
handed to everybody who gets the folder.
"""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

SECRET_KEYS = frozenset({
    "access_token", "api_hash", "api_key", "apikey", "auth", "auth_token", "bearer",
    "client_secret", "code_verifier", "id_token", "jwt", "key", "oauth_token", "pass", "passwd",
    "password", "private_token", "pwd", "refresh_token", "secret", "session", "session_id",
    "sessionid", "sig", "signature", "sid", "token", "x-amz-security-token", "x-amz-signature",
    "x-goog-signature",
})  # fmt: skip
"""Names of query values that open something, as common services write them."""

WITHHELD = "[withheld]"
_USER = re.compile(r"(\b[a-z][a-z0-9+.-]*://)[^\s/?#@]+(?:@[^\s/?#@]*)*@", re.IGNORECASE)
_VALUE = re.compile(r"([?&;#]|(?<=\s)|^)([\w.-]+)=([^\s&;#\"'<>]+)")


def secret_in(url: str) -> str | None:
    """What in an address is secret, in words; ``None`` where nothing is."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if "@" in parts.netloc:
        return "a user name or password before the @"
    for stretch in (parts.query, parts.fragment):
        for pair in re.split("[&;]", stretch):
            key = unquote(pair.partition("=")[0])
            if key.casefold() in SECRET_KEYS and "=" in pair:
                return f"the value of {key}="
    return None


def without_secrets(text: str) -> str:
    """A text in which user names, passwords and tokens of addresses are withheld."""
    text = _USER.sub(lambda m: m.group(1), text)

    def held(match: re.Match[str]) -> str:
        lead, key, value = match.groups()
        return f"{lead}{key}={WITHHELD if unquote(key).casefold() in SECRET_KEYS else value}"

    return _VALUE.sub(held, text)
