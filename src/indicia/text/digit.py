"""Digits of every script as ASCII digits, one for one, so that places in a text stay the same."""

from __future__ import annotations

import unicodedata


class _Digits(dict[int, int]):
    """What ``str.translate`` asks for: each decimal digit's ASCII form, others as they are."""

    def __missing__(self, point: int) -> int:
        digit = unicodedata.decimal(chr(point), None)
        self[point] = point if digit is None else 0x30 + digit
        return self[point]


_DIGITS = _Digits()


def ascii_digits(text: str) -> str:
    """The text with its decimal digits in ASCII; nothing else changes, nor any place in it."""
    return text if text.isascii() else text.translate(_DIGITS)
