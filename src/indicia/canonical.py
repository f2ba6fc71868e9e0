"""The one way a JSON value becomes bytes, so that hashes of it mean something.

JSON Canonicalization Scheme: keys sorted by UTF-16 code units, no spaces, strings with the fewest
escapes, numbers as ECMAScript prints them, UTF-8. Takes what ``json`` knows (dict, list, tuple,
str, int, float, bool, None); gives bytes. It does not read JSON.

Source: RFC 8785; number format: ECMA-262, "Number::toString".
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from indicia.errors import UsageError

# Beyond this a double no longer holds every integer (RFC 8785, section 3.2.2.3 and RFC 7493).
LARGEST_INTEGER = 2**53 - 1

_ESCAPES = {i: f"\\u{i:04x}" for i in range(0x20)}
_ESCAPES.update({8: "\\b", 9: "\\t", 10: "\\n", 12: "\\f", 13: "\\r", 0x22: '\\"', 0x5C: "\\\\"})


class NotCanonical(UsageError):
    """A value has no canonical JSON form; the message says where in the value and why."""


def canonical_bytes(value: Any) -> bytes:
    """The canonical JSON of ``value`` as UTF-8.

    Raises: NotCanonical for NaN, infinities, integers beyond 2**53 - 1, lone surrogates, keys that
    are not strings, and types that JSON does not know.
    """
    pieces: list[str] = []
    _write(value, pieces, "$")
    try:
        return "".join(pieces).encode("utf-8")
    except UnicodeEncodeError as error:
        raise NotCanonical(
            "Writing canonical JSON: a string holds a lone surrogate "
            f"(U+{ord(error.object[error.start]):04X}). Escape or replace it first."
        ) from error


def canonical_text(value: Any) -> str:
    """The canonical JSON of ``value`` as text."""
    return canonical_bytes(value).decode("utf-8")


def _write(value: Any, pieces: list[str], where: str) -> None:
    if isinstance(value, str):
        pieces.append(f'"{value.translate(_ESCAPES)}"')
    elif value is None:
        pieces.append("null")
    elif isinstance(value, bool):
        pieces.append("true" if value else "false")
    elif isinstance(value, int):
        pieces.append(_integer(value, where))
    elif isinstance(value, float):
        pieces.append(_number(value, where))
    elif isinstance(value, Mapping):
        _write_object(value, pieces, where)
    elif isinstance(value, list | tuple):
        _write_array(value, pieces, where)
    else:
        raise NotCanonical(f"Writing canonical JSON: {where} is a {type(value).__name__}.")


def _write_object(value: Mapping[Any, Any], pieces: list[str], where: str) -> None:
    for key in value:
        if not isinstance(key, str):
            raise NotCanonical(f"Writing canonical JSON: a key of {where} is not a string: {key!r}")
    separator = "{"
    for key in sorted(value, key=_utf16_order):
        pieces.append(f'{separator}"{key.translate(_ESCAPES)}":')
        _write(value[key], pieces, f"{where}.{key}")
        separator = ","
    pieces.append("}" if separator == "," else "{}")


def _write_array(value: list[Any] | tuple[Any, ...], pieces: list[str], where: str) -> None:
    separator = "["
    for position, member in enumerate(value):
        pieces.append(separator)
        _write(member, pieces, f"{where}[{position}]")
        separator = ","
    pieces.append("]" if separator == "," else "[]")


def _utf16_order(key: str) -> bytes:
    return key.encode("utf-16-be", "surrogatepass")


def _integer(value: int, where: str) -> str:
    if abs(value) > LARGEST_INTEGER:
        raise NotCanonical(
            f"Writing canonical JSON: {where} is an integer beyond 2**53 - 1 ({value}); "
            "write it as a string."
        )
    return int.__repr__(value)


def _number(value: float, where: str) -> str:
    """A double as ECMAScript prints it: the shortest digits that read back as the same double."""
    if not math.isfinite(value):
        raise NotCanonical(f"Writing canonical JSON: {where} is {value}, which JSON cannot hold.")
    if value == 0:
        return "0"
    sign = "-" if value < 0 else ""
    digits, point = _shortest_digits(abs(value))
    count = len(digits)
    if count <= point <= 21:
        return sign + digits + "0" * (point - count)
    if 0 < point <= 21:
        return f"{sign}{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:
        return f"{sign}0.{'0' * -point}{digits}"
    exponent = point - 1
    mantissa = digits if count == 1 else f"{digits[0]}.{digits[1:]}"
    return f"{sign}{mantissa}e{'+' if exponent > 0 else '-'}{abs(exponent)}"


def _shortest_digits(value: float) -> tuple[str, int]:
    """Significant digits, and n such that the value is 0.digits times ten to the n."""
    mantissa, _, exponent = float.__repr__(value).partition("e")
    whole, _, fraction = mantissa.partition(".")
    point = len(whole) + int(exponent or 0)
    digits = whole + fraction
    leading = len(digits) - len(digits.lstrip("0"))
    return digits.strip("0"), point - leading
