"""Taking keys out of a parsed TOML table, so that what is left over is a slip of the pen.

Every error names the file, the key and what would be right.
"""

from __future__ import annotations

from typing import Any

from indicia.errors import SettingsError


class TableReader:
    """Takes keys out of parsed tables of the file ``name`` and names what is wrong with one."""

    def __init__(self, name: str) -> None:
        self.name = name

    def fail(self, place: str, message: str) -> SettingsError:
        """The error to raise for what stands at ``place``."""
        return SettingsError(f"{self.name}: {place}: {message}")

    def take(self, raw: dict[str, Any], place: str, key: str, kind: type, default: Any) -> Any:
        """Take ``key`` out of ``raw``; it must be of ``kind``. Raises SettingsError."""
        value = raw.pop(key, default)
        if kind is float and isinstance(value, int) and not isinstance(value, bool):
            value = float(value)
        if value is not default and not isinstance(value, kind):
            found = type(value).__name__
            raise self.fail(f"{place}{key}", f"must be {kind.__name__}, found {found}")
        return value

    def texts(self, raw: dict[str, Any], place: str, key: str) -> tuple[str, ...]:
        """Take a list of texts. Raises SettingsError."""
        values = self.take(raw, place, key, list, [])
        if not all(isinstance(value, str) for value in values):
            raise self.fail(f"{place}{key}", "must be a list of texts")
        return tuple(values)

    def finish(self, raw: dict[str, Any], place: str) -> None:
        """Nothing may be left in ``raw``. Raises SettingsError."""
        if raw:
            raise self.fail(place or "top level", f"unknown key {sorted(raw)[0]!r}; remove it")
