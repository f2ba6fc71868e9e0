"""64-bit hashes of sequences of hashes, many at once: the same on every machine and in every run."""

from __future__ import annotations

import numpy as np

POSITIONS = 4096
_BLOCK = 50_000
"""Rows hashed at a time, so that what is needed in between stays small."""


def mixed(values: np.ndarray) -> np.ndarray:
    """The finaliser of splitmix64 (Steele, Lea, Flood 2014), elementwise."""
    values = values ^ (values >> np.uint64(30))
    values = values * np.uint64(0xBF58476D1CE4E5B9)
    values = values ^ (values >> np.uint64(27))
    values = values * np.uint64(0x94D049BB133111EB)
    result: np.ndarray = values ^ (values >> np.uint64(31))
    return result


def constants(count: int) -> np.ndarray:
    """Odd 64-bit factors, the same on every machine."""
    steps = np.arange(1, count + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    odd: np.ndarray = mixed(steps) | np.uint64(1)
    return odd


_FACTORS = constants(POSITIONS)


def places_in(starts: np.ndarray) -> np.ndarray:
    """For rows ``starts[i]:starts[i + 1]`` of one array: the place of each entry within its row."""
    places: np.ndarray = np.arange(starts[-1]) - np.repeat(starts[:-1], np.diff(starts))
    return places


def taken_rows(
    values: np.ndarray, starts: np.ndarray, rows: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The values of some rows, and where each of them starts."""
    sizes = np.diff(starts)[rows]
    begins = np.concatenate(([0], np.cumsum(sizes)))
    place = np.arange(begins[-1]) - np.repeat(begins[:-1] - starts[rows], sizes)
    return values[place], begins


def sequence_hashes(values: np.ndarray, starts: np.ndarray) -> np.ndarray:
    """A hash of each row ``values[starts[i]:starts[i + 1]]``: of its values and their order."""
    found = np.empty(len(starts) - 1, np.uint64)
    for at in range(0, len(found), _BLOCK):
        block = starts[at : at + _BLOCK + 1]
        some, begins = values[block[0] : block[-1]], block - block[0]
        products = mixed(some) * _FACTORS[places_in(begins) & (POSITIONS - 1)]
        sums = np.concatenate((np.zeros(1, np.uint64), np.cumsum(products, dtype=np.uint64)))
        sizes = np.diff(begins).astype(np.uint64)
        found[at : at + _BLOCK] = sums[begins[1:]] - sums[begins[:-1]] + sizes * _FACTORS[1]
    return mixed(found)


def paired_hashes(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """A hash of each pair of numbers, elementwise."""
    return mixed(mixed(left.astype(np.uint64)) * _FACTORS[0] + right.astype(np.uint64))


def sorted_unique(values: np.ndarray) -> np.ndarray:
    """The different values, sorted. For hashes quicker than ``numpy.unique``, which builds a table."""
    ordered = np.sort(values)
    keep = np.ones(len(ordered), bool)
    keep[1:] = ordered[1:] != ordered[:-1]
    different: np.ndarray = ordered[keep]
    return different


def repeated(hashes: np.ndarray) -> np.ndarray:
    """True where a hash may occur more than once (never false where it does)."""
    bits = min(26, max(8, len(hashes).bit_length() + 1))
    bucket = (hashes.view(np.uint64) >> np.uint64(64 - bits)).astype(np.int64)
    counts = np.bincount(bucket, minlength=1 << bits)
    many: np.ndarray = (counts > 1)[bucket]
    return many


def places_among(values: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """The place of each value in ``wanted`` (sorted hashes), or -1.

    A table of bits spares most look-ups.
    """
    found = np.full(len(values), -1)
    if not len(wanted):
        return found
    bits = np.uint64(64 - min(26, max(10, len(wanted).bit_length() + 3)))
    table = np.zeros(1 << (64 - int(bits)), bool)
    table[wanted.view(np.uint64) >> bits] = True
    maybe = np.flatnonzero(table[values.view(np.uint64) >> bits])
    place = np.minimum(np.searchsorted(wanted, values[maybe]), len(wanted) - 1)
    found[maybe] = np.where(wanted[place] == values[maybe], place, -1)
    return found


def are_among(values: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """Whether each value is in ``wanted`` (sorted hashes)."""
    among: np.ndarray = places_among(values, wanted) >= 0
    return among
