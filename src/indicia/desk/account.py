"""Accounts of a desk that several people share: names, roles and hashed passwords.

They lie in the user's configuration folder beside the keys, for its owner alone, and never in a
case. Passwords are hashed with argon2id, with the parameters that argon2-cffi holds for right.

Source: RFC 9106 (Argon2); OWASP Password Storage Cheat Sheet; NIST SP 800-63B, 5.1.1 (length, no
rules of composition).
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import orjson

from indicia.custody.keys import configuration_folder
from indicia.custody.storage import write_new_file
from indicia.desk.role import ROLES
from indicia.errors import StorageError, UsageError

LEAST_LETTERS = 12
MOST_LETTERS = 256
"""Longer passwords would only make the desk work."""
_NAME = re.compile(r"[^\W_][\w. -]{0,39}")


@dataclass(frozen=True, slots=True)
class Account:
    """One person. ``hash`` is argon2id in its encoded form."""

    name: str
    role: str
    hash: str
    made: str
    disabled: bool = False


def accounts_path() -> Path:
    """The file that holds the accounts."""
    return configuration_folder() / "accounts.json"


def load_accounts(path: Path | None = None) -> dict[str, Account]:
    """The accounts by name; none where there is no file.

    Raises:
        StorageError: others may read the file, or it holds no accounts.
    """
    path = path or accounts_path()
    if not path.exists():
        return {}
    if path.stat().st_mode & 0o077:
        raise StorageError(f"{path}: others may read it; chmod 600 {path.name}")
    try:
        return {row["name"]: Account(**row) for row in orjson.loads(path.read_bytes())}
    except (orjson.JSONDecodeError, TypeError, KeyError) as error:
        raise StorageError(
            f"{path}: holds no accounts ({error}); mend it, or move it away and add them again"
        ) from error


def save_accounts(accounts: Mapping[str, Account], path: Path | None = None) -> None:
    """Write the accounts in one step, for the owner alone. Raises ``StorageError``."""
    path = path or accounts_path()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    rows = [asdict(accounts[name]) for name in sorted(accounts)]
    write_new_file(path, orjson.dumps(rows, option=orjson.OPT_INDENT_2), 0o600)


def added(
    accounts: Mapping[str, Account], name: str, role: str, password: str
) -> dict[str, Account]:
    """The accounts with one more.

    Raises:
        UsageError: the name is taken or no name, there is no such role, the password is too short.
    """
    if not _NAME.fullmatch(name):
        raise UsageError(
            f"account {name!r}: begin with a letter or digit, then letters, digits, dot, hyphen, "
            "blank; 40 at most"
        )
    if name in accounts:
        raise UsageError(f"account {name}: is there already; change it with `indicia account role`")
    made = datetime.now(UTC).isoformat(timespec="seconds")
    account = Account(name, checked_role(role), hashed(password), made)
    return {**accounts, name: account}


def changed(accounts: Mapping[str, Account], name: str, **values: object) -> dict[str, Account]:
    """The accounts with one changed. Raises ``UsageError`` where there is none of this name."""
    if name not in accounts:
        known = ", ".join(sorted(accounts)) or "none yet"
        raise UsageError(f"account {name}: there is none; there are: {known}")
    return {**accounts, name: replace(accounts[name], **values)}  # type: ignore[arg-type]


def checked_role(role: str) -> str:
    """The role. Raises ``UsageError`` where there is no such role."""
    if role not in ROLES:
        raise UsageError(f"role {role!r}: there are {', '.join(ROLES)}")
    return role


def hashed(password: str) -> str:
    """A password's hash. Raises ``UsageError`` for one that is too short or too long."""
    from argon2 import PasswordHasher

    if not LEAST_LETTERS <= len(password) <= MOST_LETTERS:
        raise UsageError(
            f"password: {LEAST_LETTERS} letters at least, {MOST_LETTERS} at most; four or five "
            "words that do not belong together are easy to keep and hard to guess"
        )
    return PasswordHasher().hash(password)


def signed_in(accounts: Mapping[str, Account], name: str, password: str) -> Account | None:
    """The account that a name and password open; ``None`` for neither, in about the same time."""
    from argon2 import PasswordHasher
    from argon2.exceptions import InvalidHashError, VerificationError

    account = accounts.get(name)
    known = account.hash if account is not None and not account.disabled else _nobody()
    try:
        PasswordHasher().verify(known, password[:MOST_LETTERS])
    except (VerificationError, InvalidHashError):
        return None
    return account if account is not None and not account.disabled else None


@cache
def _nobody() -> str:
    """A hash that is checked where there is no such account, so that names cannot be found out."""
    return hashed(os.urandom(32).hex())
